/**
 * Threads of the built program: the same bytes for any number of them, and those of the reference engine. The file is made by
 * `test/bench/gen.js`: one fill in a hundred at another rate, one row in 500 repeated some rows later, also across parts.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fee } from './binary.ts';

const GEN = resolve(import.meta.dirname, '../bench/gen.js');
const ROWS = 60_000;
let folder = '';
let expected = '';

async function answer(files: readonly string[], ...flags: string[]): Promise<string> {
  const given = ['--tier', 'Regular', '--affiliate', '40% day 16:00Z', '--json', '--verbose'];
  const { out, err, code } = await fee(['reconcile', ...files, ...given, ...flags], { cwd: folder });
  expect(code).toBe(1);
  const threads = flags[flags.indexOf('--threads') + 1];
  if (flags.includes('--threads')) expect(err).toContain(`fast engine: ${threads} thread`);
  expect(out.length).toBeGreaterThan(100_000);
  return out;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fee-audit-threads-'));
  const shape = ['--shape', 'binance', '--duplicates', '500'];
  execFileSync(process.execPath, [GEN, String(ROWS), join(folder, 'fills.csv'), ...shape]);
  expected = await answer(['fills.csv'], '--engine', 'reference');
}, 300_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each(['1', '2', '3', '7'])(
  '%s threads',
  async (threads) => {
    expect(await answer(['fills.csv'], '--engine', 'fast', '--threads', threads)).toBe(expected);
  },
  120_000,
);

it('several files, and a last line without its end', async () => {
  const [head, ...rows] = readFileSync(join(folder, 'fills.csv'), 'utf8').trimEnd().split('\n');
  const half = ROWS / 2;
  writeFileSync(join(folder, 'one.csv'), `${[head, ...rows.slice(0, half)].join('\r\n')}\r\n`);
  // The two overlap.
  writeFileSync(join(folder, 'two.csv'), [head, ...rows.slice(half - 200)].join('\n'));
  const both = (...flags: string[]) => answer(['one.csv', 'two.csv'], ...flags);
  const slow = await both('--engine', 'reference');
  expect(await both('--engine', 'fast', '--threads', '1')).toBe(slow);
  expect(await both('--engine', 'fast', '--threads', '3')).toBe(slow);
}, 300_000);

it('a stream', async () => {
  writeFileSync(join(folder, 'fills.csv.gz'), gzipSync(readFileSync(join(folder, 'fills.csv'))));
  const named = (text: string) => JSON.stringify(JSON.parse(text).tables.reconciliation);
  expect(named(await answer(['fills.csv.gz'], '--engine', 'fast'))).toBe(named(expected));
}, 120_000);
