/** Which engine reads, and that the process hears of it. */
import { expect, it, vi } from 'vitest';
import { feeAuditHere } from '../support/in-process.ts';
import { binanceFile, feeOf } from '../support/memory.ts';

const ROW = { time: '2026-06-10 12:00:00', maker: false, price: '70000', quantity: '0.1' };
const FILES = { 'fills.csv': binanceFile([{ id: 1, ...ROW, fee: feeOf('70000', '0.1', '0.05') }]) };

it.each([
  ['fast', 1],
  ['reference', 0],
  // The file is small.
  ['auto', 0],
])('%s: few objects are expected %i times', async (engine, times) => {
  const expectFewObjects = vi.fn();
  const flags = ['fills.csv', '--timezone', 'UTC', '--tier', 'Regular', '--engine', engine];
  const { code } = await feeAuditHere(FILES, ['reconcile', ...flags], expectFewObjects);
  expect(code).toBe(0);
  expect(expectFewObjects).toHaveBeenCalledTimes(times);
});
