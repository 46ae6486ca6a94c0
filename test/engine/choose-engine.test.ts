/** Which engine reads, and that the process hears of it. */
import { afterEach, expect, it, vi } from 'vitest';
import { COLLECT } from '../../src/engine/choose-engine.ts';
import { BASE } from '../../src/engine/fast/budget.ts';
import { feeAuditHere } from '../support/in-process.ts';
import { binanceFile, feeOf } from '../support/memory.ts';

const ROW = { time: '2026-06-10 12:00:00', maker: false, price: '70000', quantity: '0.1' };
const FILES = { 'fills.csv': binanceFile([{ id: 1, ...ROW, fee: feeOf('70000', '0.1', '0.05') }]) };

const { bytes } = COLLECT;
const { mebibytes } = BASE;
afterEach(() => {
  COLLECT.bytes = bytes;
  BASE.mebibytes = mebibytes;
});

it.each([
  ['fast', bytes, [1, 0]],
  // When all was scanned, before sums of groups are made, and when nothing of the scan is needed any more.
  ['fast', 1, [1, 3]],
  ['reference', 1, [0, 0]],
  // The file is small.
  ['auto', 1, [0, 0]],
])(
  '%s, collecting from %i bytes on: few objects are expected, and garbage is collected %j times',
  async (engine, from, times) => {
    COLLECT.bytes = from;
    const hooks = { expectFewObjects: vi.fn(), collectGarbage: vi.fn() };
    const flags = ['fills.csv', '--timezone', 'UTC', '--tier', 'Regular', '--engine', engine];
    const { code } = await feeAuditHere(FILES, ['reconcile', ...flags], hooks);
    expect(code).toBe(0);
    expect(hooks.expectFewObjects).toHaveBeenCalledTimes(times[0]!);
    expect(hooks.collectGarbage).toHaveBeenCalledTimes(times[1]!);
  },
);

it('symbols and groups that take more memory than they may are left to the reference engine, which says what to do', async () => {
  const flags = ['fills.csv', '--timezone', 'UTC', '--tier', 'Regular', '--engine', 'fast', '--csv'];
  const run = (...more: string[]) => feeAuditHere(FILES, ['reconcile', ...flags, ...more]);
  const known = await run();
  expect(known).toMatchObject({ code: 0, stderr: '' });
  // One lane, a bin and a slot of an hour do not fit any more.
  BASE.mebibytes = 256 - 4 / 1024;
  expect(await run()).toEqual({
    ...known,
    stderr:
      'fee-audit: the fast engine is not for this run: symbols and groups take more than the 256 MiB that it may. Hint: the reference engine reads it; the result is the same. --memory 512 has room for more of them, and is much quicker\n',
  });
  expect(await run('--memory', '257')).toEqual(known);
  BASE.mebibytes = mebibytes;
  const { code, stderr } = await run('--memory', '127');
  expect([code, stderr]).toEqual([
    2,
    'fee-audit: "127": this is no amount of memory. Hint: a whole number of MiB, 128 or more\n',
  ]);
});
