/** How many threads scan, asked of the built program: without its script for threads there is one. */
import { availableParallelism } from 'node:os';
import { expect, it } from 'vitest';

/** As the build leaves it. */
const { threadsFor } = (await import(
  new URL('../../../dist/engine/fast/threads.js', import.meta.url).href
)) as typeof import('../../../src/engine/fast/threads.ts');

const GIB = 2 ** 30;
const most = (count: number) => Math.min(count, availableParallelism());

it.each([
  ['a smaller file', 6 * GIB - 1, null, true, 1],
  ['another thread for each 6 GiB', 6 * GIB, null, true, most(2)],
  ['as many as there are processors', 100 * GIB, null, true, most(8)],
  ['memory may not grow with the rows', 100 * GIB, null, false, 1],
  ['asked for', 1, 3, false, 3],
])('%s', (_, bytes, wish, hasIds, threads) => {
  expect(threadsFor(bytes, wish, hasIds)).toBe(threads);
});
