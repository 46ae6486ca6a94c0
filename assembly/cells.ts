/** The cells of a row that are wanted: where each stands in its row, what it is, and where it goes. */
import {
  CELL_BYTES, COLUMN, FIRST, GLUED, KIND, OPTIONAL, SECOND, SIGN, SLOT, THIRD, blockRows, cellsAt, glued, idEndAt, idStartAt, idValueAt, kinds,
  mantissaAt, optional, scaleAt, signs, slots, timeAt, width, writtenAt,
} from './layout';
import { id, number } from './numbers';
import { instant, time } from './times';
import { word } from './words';

/** What a cell is. */
const SKIPPED: i32 = 0;
export const TIME: i32 = 1;
const NUMBER: i32 = 2;
const WORD: i32 = 3;
const ID: i32 = 4;

/** Behind the last of them. */
export let cellsEnd: usize = 0;

/** Writes them down. */
export function setCells(): void {
  let cell = cellsAt;
  for (let column = 0; column < width; column++) {
    const kind = <i32>load<u8>(kinds + column);
    if (kind == SKIPPED) continue;
    const slot = <i32>load<u8>(slots + column);
    const row = slot * blockRows;
    store<i32>(cell, column << 2, COLUMN);
    store<i32>(cell, kind, KIND);
    store<i32>(cell, slot, SLOT);
    if (kind == TIME) put(cell, timeAt, 0, 0);
    else if (kind == ID) put(cell, idStartAt + (row << 2), idEndAt + (row << 2), idValueAt + (row << 3));
    else if (kind == NUMBER) {
      put(cell, mantissaAt + (row << 3), scaleAt + row, writtenAt + row);
      store<u8>(cell, load<u8>(optional + slot), OPTIONAL);
      store<u8>(cell, load<u8>(glued + slot), GLUED);
      store<u8>(cell, load<u8>(signs + slot), SIGN);
    }
    cell += CELL_BYTES;
  }
  cellsEnd = cell;
}

function put(cell: usize, first: usize, second: usize, third: usize): void {
  store<u32>(cell, <u32>first, FIRST);
  store<u32>(cell, <u32>second, SECOND);
  store<u32>(cell, <u32>third, THIRD);
}

/**
 * Reads a cell that stands at `at`, up to `stop`.
 *
 * @param ending the byte at `stop`
 * @returns false where it is not in the plain form
 */
@inline
export function read(cell: usize, at: usize, stop: usize, index: i32, ending: i32): bool {
  const kind = load<i32>(cell, KIND);
  if (kind == WORD) return word(at, stop) == stop;
  if (kind == NUMBER) return number(cell, at, stop, index) == stop;
  if (kind == ID) return id(cell, at, stop, index);
  const behind = time(at, ending);
  store<f64>(<usize>load<u32>(cell, FIRST) + (index << 3), <f64>instant);
  return behind == stop;
}
