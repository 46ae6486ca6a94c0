/** Set-up: a first configuration that runs as it is written, and where every setting comes from. */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXAMPLES, fee, newFolder } from './binary.ts';

describe('init', () => {
  it('writes a configuration that the next run reads, and never over one that is there', async () => {
    const folder = newFolder();
    for (const name of ['okx-week.csv', 'okx-fills.csv'])
      copyFileSync(join(EXAMPLES, name), join(folder, name));
    const made = await fee(['init', 'okx-week.csv', 'okx-fills.csv'], { cwd: folder });
    expect(made).toMatchObject({ code: 0, err: '' });
    expect(made.out).toContain('wrote fee-audit.yaml: okx-main');
    const text = readFileSync(join(folder, 'fee-audit.yaml'), 'utf8');
    const run = await fee(['reconcile', '--quiet'], { cwd: folder });
    expect(run.code, run.err).toBe(1);
    expect(run.out).toContain('620 fills');
    const again = await fee(['init'], { cwd: folder });
    expect(again).toMatchObject({ code: 2, out: '' });
    expect(readFileSync(join(folder, 'fee-audit.yaml'), 'utf8')).toBe(text);
  });
});

describe('config show --origin', () => {
  it('names line, inheritance, flag and default', async () => {
    const folder = newFolder();
    writeFileSync(
      join(folder, 'fee-audit.yaml'),
      `accounts:
  desk:
    venue: okx
    terms:
      - from: 2026-06-01
        schedule: okx/usdt-futures
        tier: VIP 3
      - from: 2026-06-10
        tier: VIP 4
materiality: 1 USDT
`,
    );
    const shown = await fee(['config', 'show', '--origin', '--tolerance', '0.01', '--csv'], { cwd: folder });
    expect(shown).toMatchObject({ code: 0, err: '' });
    const lines = shown.out.split('\n');
    expect(lines).toContain('desk.terms[2026-06-01].tier,VIP 3,fee-audit.yaml:7');
    expect(lines).toContain('desk.terms[2026-06-10].tier,VIP 4,fee-audit.yaml:9');
    expect(lines).toContain(
      'desk.terms[2026-06-10].schedule,okx/usdt-futures,inherited from fee-audit.yaml:6',
    );
    expect(lines).toContain('materiality,1 USDT,fee-audit.yaml:10');
    expect(lines).toContain('tolerance,0.01,flag --tolerance');
    expect(lines).toContain('reportTimezone,UTC,default');
  });
});
