/**
 * The scanner of `scanner.ts` in AssemblyScript: the same rules, sixteen bytes at a time. It calls the host where a rule
 * stands there (which dates there are, which words are sound) and never looks at anything but its memory.
 *
 * Places are addresses; 0 = the cell is not in the plain form.
 */

import { CR, LF, QUOTE, skip } from './bytes';
import {
  base, blockRows, comboAt, delimiter, endAt, kinds, lineAt, setBase, setLayout, slots, startAt, stateAt, timeAt, width,
} from './layout';
import { id, number } from './numbers';
import { instant, time } from './times';
import { FULL, beginWords, combos, find, word } from './words';

const TIME: i32 = 1;
const NUMBER: i32 = 2;
const WORD: i32 = 3;
const ID: i32 = 4;

const MAX_ROW: usize = 1 << 16;

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
 * Reads whole lines from `from` on; a line end stands before `to`, and sixteen readable bytes more behind it.
 * @returns where it stopped, or why it gives up
 */
export function scan(from: usize, to: usize): i32 {
  let at = from;
  while (at < to && rows < blockRows) {
    const first = <i32>load<u8>(at);
    if (first == LF) {
      at++;
      lines++;
      continue;
    }
    if (first == CR && load<u8>(at, 1) == LF) {
      at += 2;
      lines++;
      continue;
    }
    const index = rows;
    let end = row(at, index);
    if (end > NO_ROOM) store<u8>(stateAt + index, 0);
    else {
      if (end == NO_ROOM) return TOO_MANY;
      const found = hardEnd(at);
      if (found < 0) return found;
      end = <usize>found;
      store<u8>(stateAt + index, 1);
    }
    store<i32>(startAt + (index << 2), <i32>(at - base));
    store<i32>(endAt + (index << 2), <i32>(end - base));
    store<i32>(lineAt + (index << 2), lines++);
    rows = index + 1;
    at = end + (load<u8>(end) == CR ? 2 : 1);
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

/** Reads the row at `from`. @returns where its line end begins, `NOT_SIMPLE` or `NO_ROOM` */
function row(from: usize, index: i32): usize {
  const last = width - 1;
  const comma = delimiter;
  let at = from;
  beginWords();
  for (let column = 0; column <= last; column++) {
    const quoted = load<u8>(at) == QUOTE;
    if (quoted) at++;
    const ending = quoted ? QUOTE : comma;
    const stop = i8x16.splat(<i8>ending);
    const kind = <i32>load<u8>(kinds + column);
    const slot = <i32>load<u8>(slots + column);
    if (kind == WORD) at = word(at, stop);
    else if (kind == NUMBER) at = number(at, index, slot, stop, ending);
    else if (kind == ID) at = id(at, index, slot, stop);
    else if (kind == TIME) {
      at = time(at, ending);
      store<f64>(timeAt + (index << 3), <f64>instant);
    } else at = skip(at, stop);
    if (at == 0) return NOT_SIMPLE;
    if (quoted) {
      if (load<u8>(at) != QUOTE) return NOT_SIMPLE;
      at++;
    }
    let behind = <i32>load<u8>(at);
    at++;
    if (behind == comma) {
      if (column < last) continue;
      // Empty cells behind the last one.
      while (load<u8>(at) == comma) at++;
      behind = <i32>load<u8>(at);
      at++;
    }
    if (column != last || (behind != LF && (behind != CR || load<u8>(at) != LF))) return NOT_SIMPLE;
  }
  if (at - from > MAX_ROW) return NOT_SIMPLE;
  const combo = find();
  if (combo < 0) return combo == FULL ? NO_ROOM : NOT_SIMPLE;
  store<i32>(comboAt + (index << 2), combo);
  return at - 1;
}
