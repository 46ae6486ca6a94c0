/** Completion scripts: each shell gets one that it accepts, and values come from the program. */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { fee } from './binary.ts';

describe('completion', () => {
  it.each(['bash', 'zsh', 'fish', 'powershell'])('%s', async (name) => {
    const { code, out, err } = await fee(['completion', name]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('fee-audit');
    if (name === 'bash') expect(spawnSync('bash', ['-n'], { input: out }).status).toBe(0);
  });

  it('offers commands, flags and values', async () => {
    const offered = async (...words: string[]) =>
      (await fee(['complete', '--', ...words])).out.split('\n').map((line) => line.split('\t')[0]);
    expect(await offered('rec')).toContain('reconcile');
    expect(await offered('reconcile', '--open')).toContain('--open-items');
    expect(await offered('reconcile', '--format', '')).toEqual(
      expect.arrayContaining(['xlsx', 'html', 'json']),
    );
    expect(await offered('reconcile', '--schedule', 'okx/u')).toContain('okx/usdt-futures');
  });

  it('refuses another shell', async () => {
    const { code, out, err } = await fee(['completion', 'tcsh']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('tcsh');
  });
});
