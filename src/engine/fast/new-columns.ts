/** Makes the arrays of a plan's columns in one stretch of memory. */
import { BLOCK_ROWS, type Columns, type ScanPlan } from './columns.ts';

/** Bytes that the columns of a plan take. */
export function columnsSize({ numbers, ids }: ScanPlan): number {
  const doubles = 1 + numbers + ids;
  const ints = 4 + 2 * ids;
  return BLOCK_ROWS * (doubles * 8 + ints * 4 + 2 * numbers + 1);
}

/** @param offset where they begin in `memory`; a multiple of 8 */
export function newColumns(plan: ScanPlan, memory = new ArrayBuffer(columnsSize(plan)), offset = 0): Columns {
  let next = offset;
  const place = (width: number): number => {
    next += BLOCK_ROWS * width;
    return next - BLOCK_ROWS * width;
  };
  const doubles = () => new Float64Array(memory, place(8), BLOCK_ROWS);
  const ints = () => new Int32Array(memory, place(4), BLOCK_ROWS);
  const bytes = () => new Uint8Array(memory, place(1), BLOCK_ROWS);
  const many = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);
  // Widest first, so that every array is aligned.
  const wide = { time: doubles(), mantissa: many(plan.numbers, doubles), idValue: many(plan.ids, doubles) };
  const middle = { start: ints(), end: ints(), line: ints(), combo: ints() };
  const places = { idStart: many(plan.ids, ints), idEnd: many(plan.ids, ints) };
  const narrow = { scale: many(plan.numbers, bytes), written: many(plan.numbers, bytes), state: bytes() };
  return { rows: 0, lines: 0, ...wide, ...middle, ...places, ...narrow };
}
