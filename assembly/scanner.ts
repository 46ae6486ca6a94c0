/**
 * The scanner of `scanner.ts` in AssemblyScript: the same rules, sixteen bytes at a time. It calls the host where a rule
 * stands there (which dates there are, which words are sound) and never looks at anything but its memory.
 *
 * Places are addresses; 0 = the cell is not in the plain form.
 */

import { CR, LF, QUOTE, endFrom, setTables } from './bytes';
import { TIME, cellsEnd, read, setCells } from './cells';
import { CELL_BYTES, COLUMN, KIND, base, blockRows, cellsAt, comboAt, delimiter, endAt, lineAt, setBase, setLayout, startAt, stateAt, width } from './layout';
import { forget, look, next, nextEnd, pass, use, usedUp } from './marks';
import { FULL, beginWords, combos, find } from './words';

const MAX_ROW: usize = 1 << 16;
const ASCII: i32 = 127;
const CR_LF: u16 = 0x0a0d;

/** So many rows in a row that are not plain are followed by so many that are not looked at for marks: they would be of no use. */
const MANY: i32 = 8;
const FURTHER: i32 = 500;
let oddRows: i32 = 0;

/** Why `scan` gives up. */
const LONE_CR: i32 = -1;
const OPEN_QUOTE: i32 = -2;
const TOO_MANY: i32 = -3;

/** What `row` returns where a row is not simple. */
const NOT_SIMPLE: usize = 0;
const NO_ROOM: usize = 1;

export { count } from './rows';
export { setKernelLayout } from './kernel-layout';

/** What the last call made. */
export let rows: i32 = 0;
export let lines: i32 = 0;

export { combos };

/** Reads plan and places from memory at `at`. */
export function setup(at: usize): void {
  setLayout(at);
  setCells();
  setTables();
}

/** Begins a call: no rows yet. */
export function begin(): void {
  rows = 0;
  lines = 0;
}

/** The buffer would begin at `buffer` if all of it stood in memory. */
export function rebase(buffer: usize): void {
  setBase(buffer);
}

/**
 * Reads whole lines from `from` on; a line end stands before `to`, and sixty-four readable bytes more behind it.
 * @returns where it stopped, or why it gives up
 */
export function scan(from: usize, to: usize): i32 {
  let at = from;
  forget();
  while (at < to && rows < blockRows) {
    const first = <i32>load<u8>(at);
    if (first == LF || (first == CR && load<u8>(at, 1) == LF)) {
      at += first == LF ? 1 : 2;
      lines++;
      pass(at);
      continue;
    }
    const index = rows;
    const plain = oddRows < MANY && isPlain(at, to);
    let end = plain ? plainRow(index) : row(at, index);
    if (end == NO_ROOM) return TOO_MANY;
    const isSimple = end != NOT_SIMPLE;
    if (!isSimple) {
      const found = hardEnd(at);
      if (found < 0) return found;
      end = <usize>found;
    }
    store<u8>(stateAt + index, isSimple ? 0 : 1);
    store<i32>(startAt + (index << 2), <i32>(at - base));
    store<i32>(endAt + (index << 2), <i32>(end - base));
    store<i32>(lineAt + (index << 2), lines++);
    rows = index + 1;
    at = end + (load<u8>(end) == CR ? 2 : 1);
    if (!plain || !isSimple) pass(at);
  }
  return <i32>at;
}

/** Where the line of a row that is not simple ends, without its line end. */
function hardEnd(from: usize): i32 {
  let odd = false;
  let at = from;
  for (;;) {
    const byte = <i32>load<u8>(at);
    if (byte == LF) break;
    if (byte == QUOTE) odd = !odd;
    else if (byte == CR) {
      if (load<u8>(at, 1) == LF) break;
      return LONE_CR;
    }
    at++;
  }
  return odd ? OPEN_QUOTE : <i32>at;
}

/** No byte of the row that begins here ends or quotes anything but the delimiters of its cells. */
@inline
function isPlain(from: usize, to: usize): bool {
  if (usedUp()) look(from, to, delimiter);
  const last = next + (width - 1 << 2);
  if (nextEnd() != last || <usize>load<u32>(next - 4) + 1 != from) return false;
  const end = <usize>load<u32>(last);
  return load<u8>(end) == LF || load<u16>(end) == CR_LF;
}

/** Reads a plain row. @returns where its line end begins, `NOT_SIMPLE` or `NO_ROOM` */
@inline
function plainRow(index: i32): usize {
  const before = next - 4;
  beginWords();
  for (let cell = cellsAt; cell < cellsEnd; cell += CELL_BYTES) {
    const mark = before + <usize>load<i32>(cell, COLUMN);
    if (!read(cell, <usize>load<u32>(mark) + 1, <usize>load<u32>(mark, 4), index, delimiter)) return NOT_SIMPLE;
  }
  const last = before + (width << 2);
  const end = combined(<usize>load<u32>(before) + 1, <usize>load<u32>(last), index);
  if (end <= NO_ROOM) return end;
  const ends: usize = load<u8>(end) == CR ? 2 : 1;
  use(last + (ends << 2), ends);
  oddRows = 0;
  return end;
}

/** Reads the row at `from`, some cells of which may be quoted. @returns as `plainRow` */
function row(from: usize, index: i32): usize {
  const last = width - 1;
  let at = from;
  let cell = cellsAt;
  oddRows = oddRows < MANY + FURTHER ? oddRows + 1 : 0;
  beginWords();
  for (let column = 0; column <= last; column++) {
    const wanted = cell < cellsEnd && load<i32>(cell, COLUMN) == column << 2;
    const quoted = load<u8>(at) == QUOTE;
    if (quoted) at++;
    const ending = quoted ? QUOTE : delimiter;
    let stop = endFrom(at, i8x16.splat(<i8>ending));
    if (wanted) {
      // A browser's time has blanks of its own.
      while (<i32>load<u8>(stop) > ASCII && load<i32>(cell, KIND) == TIME) stop = endFrom(stop + 1, i8x16.splat(<i8>ending));
      if (!read(cell, at, stop, index, ending)) return NOT_SIMPLE;
      cell += CELL_BYTES;
    }
    if (quoted && load<u8>(stop++) != QUOTE) return NOT_SIMPLE;
    let behind = <i32>load<u8>(stop);
    at = stop + 1;
    if (behind == delimiter) {
      if (column < last) continue;
      // Empty cells behind the last one.
      while (load<u8>(at) == delimiter) at++;
      behind = <i32>load<u8>(at++);
    }
    if (column != last || (behind != LF && (behind != CR || load<u8>(at) != LF))) return NOT_SIMPLE;
  }
  return combined(from, at - 1, index);
}

/** Notes which words the row that was read has. @returns as `plainRow` */
@inline
function combined(from: usize, end: usize, index: i32): usize {
  if (end - from >= MAX_ROW) return NOT_SIMPLE;
  const combo = find();
  if (combo < 0) return combo == FULL ? NO_ROOM : NOT_SIMPLE;
  store<i32>(comboAt + (index << 2), combo);
  return end;
}
