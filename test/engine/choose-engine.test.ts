/** Which engine reads, and that the process hears of it. */
import { afterEach, expect, it, vi } from 'vitest';
import { COLLECT } from '../../src/engine/choose-engine.ts';
import { feeAuditHere } from '../support/in-process.ts';
import { binanceFile, feeOf } from '../support/memory.ts';

const ROW = { time: '2026-06-10 12:00:00', maker: false, price: '70000', quantity: '0.1' };
const FILES = { 'fills.csv': binanceFile([{ id: 1, ...ROW, fee: feeOf('70000', '0.1', '0.05') }]) };

const { bytes } = COLLECT;
afterEach(() => {
  COLLECT.bytes = bytes;
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
