/**
 * Bytes that may end a cell, found ahead of the cells and sixty-four bytes at a time: where a cell begins is then known
 * without the one before it having been read, so that a processor is at work on several.
 */
import { endings } from './bytes';

/** Marks that are found at once; the last sixty-four bytes may add as many, and are written down by eights. */
const ROOM: usize = 2048;
const ALL: i32 = 2048 + 72;
/** Where the byte stands that ends nothing; it is marked behind all others. */
const NOTHING: usize = memory.data<u8>([0]);
/** Addresses of the marked bytes, the one before the first row among them. */
const MARKS: usize = memory.data((1 + ALL) << 2, 16) + 4;
/** Addresses of the marks that are no delimiters. */
const ENDS: usize = memory.data(ALL << 2, 16);

/** The first mark that is not used up, and the first that is no delimiter. */
export let next: usize = 0;
let end: usize = 0;
let last: usize = 0;

/** Forgets all marks. */
@inline
export function forget(): void {
  next = last = 0;
}

@inline
export function usedUp(): bool {
  return next >= last;
}

/** The next mark that is no delimiter. */
@inline
export function nextEnd(): usize {
  return <usize>load<u32>(end);
}

/** Uses up the marks before `mark`, of which so many are no delimiters. */
@inline
export function use(mark: usize, ends: usize): void {
  next = mark;
  end += ends << 2;
}

/** Uses up the marks before the byte at `at`. */
export function pass(at: usize): void {
  while (next < last && load<u32>(next) < <u32>at) next += 4;
  while (load<u32>(end) < <u32>next && next < last) end += 4;
}

/** Looks for marks from `from` on, up to `to` and a little further. */
export function look(from: usize, to: usize, delimiter: i32): void {
  const full = MARKS + (ROOM << 2);
  const stop = i8x16.splat(<i8>delimiter);
  let at = from;
  let mark = MARKS;
  let place = ENDS;
  store<u32>(MARKS - 4, <u32>(from - 1));
  while (at < to && mark < full) {
    const first = endings(v128.load(at), stop) | (endings(v128.load(at, 16), stop) << 16);
    const second = endings(v128.load(at, 32), stop) | (endings(v128.load(at, 48), stop) << 16);
    // Delimiters stand in the low halves, all others in the high ones.
    const odd = (first >> 32) | (second & 0xffffffff00000000);
    const marked = (first & 0xffffffff) | (second << 32) | odd;
    const ends = <usize>popcnt(odd);
    // The first is written down as if there were always one, and marks as if there were eight: what is too much is written over.
    store<u32>(place, <u32>mark + placeOf(odd, marked));
    if (ends > 1) {
      let more = odd & (odd - 1);
      for (let other = place + 4; more != 0; other += 4) {
        store<u32>(other, <u32>mark + placeOf(more, marked));
        more &= more - 1;
      }
    }
    place += ends << 2;
    let rest = eight(mark, at, marked);
    for (let other = mark + 32; rest != 0; other += 32) rest = eight(other, at, rest);
    mark += <usize>popcnt(marked) << 2;
    at += 64;
  }
  store<u32>(mark, <u32>NOTHING);
  store<u32>(mark, <u32>NOTHING, 4);
  store<u32>(place, <u32>mark);
  next = MARKS;
  end = ENDS;
  last = mark;
}

/** How far from the first mark the lowest of `some` stands. */
@inline
function placeOf(some: u64, marked: u64): u32 {
  return <u32>popcnt(marked & ((some & (0 - some)) - 1)) << 2;
}

/** Writes down the addresses of eight bits. @returns the others */
@inline
function eight(mark: usize, at: usize, bits: u64): u64 {
  store<u32>(mark, <u32>(at + <usize>ctz(bits)));
  let rest = bits & (bits - 1);
  store<u32>(mark, <u32>(at + <usize>ctz(rest)), 4);
  rest &= rest - 1;
  store<u32>(mark, <u32>(at + <usize>ctz(rest)), 8);
  rest &= rest - 1;
  store<u32>(mark, <u32>(at + <usize>ctz(rest)), 12);
  rest &= rest - 1;
  store<u32>(mark, <u32>(at + <usize>ctz(rest)), 16);
  rest &= rest - 1;
  store<u32>(mark, <u32>(at + <usize>ctz(rest)), 20);
  rest &= rest - 1;
  store<u32>(mark, <u32>(at + <usize>ctz(rest)), 24);
  rest &= rest - 1;
  store<u32>(mark, <u32>(at + <usize>ctz(rest)), 28);
  return rest & (rest - 1);
}
