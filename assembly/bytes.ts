/** Bytes: what they are called, and what can be told of sixteen of them at once. Places are addresses. */

/** Sixteen times the same byte, and 0 … 15: loaded, since making them anew takes several instructions every time. */
const BLANKS: usize = memory.data<u8>([32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32], 16);
const QUOTES: usize = memory.data<u8>([34, 34, 34, 34, 34, 34, 34, 34, 34, 34, 34, 34, 34, 34, 34, 34], 16);
const ZEROS: usize = memory.data<u8>([48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48], 16);
const NINES: usize = memory.data<u8>([9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9], 16);
const ASCENDING: usize = memory.data<u8>([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15], 16);

export const LF: i32 = 10;
export const CR: i32 = 13;
export const BLANK: i32 = 32;
export const QUOTE: i32 = 34;
export const PLUS: i32 = 43;
export const DASH: i32 = 45;
export const POINT: i32 = 46;
export const ZERO: i32 = 48;
export const COLON: i32 = 58;
export const UPPER_C: i32 = 67;
export const UPPER_T: i32 = 84;
export const UPPER_U: i32 = 85;
export const UPPER_Z: i32 = 90;

/** Marks control characters, bytes above 127, quotes and `stop`. */
@inline
export function stops(bytes: v128, stop: v128): i32 {
  const low = i8x16.lt_s(bytes, v128.load(BLANKS));
  return i8x16.bitmask(v128.or(v128.or(low, i8x16.eq(bytes, stop)), i8x16.eq(bytes, v128.load(QUOTES))));
}

/** What sixteen bytes are worth as digits. */
@inline
export function valuesOf(bytes: v128): v128 {
  return i8x16.sub(bytes, v128.load(ZEROS));
}

/** Marks digits' values above 9; `values` are bytes less 48. */
@inline
export function nonDigits(values: v128): i32 {
  return i8x16.bitmask(i8x16.gt_u(values, v128.load(NINES)));
}

@inline
export function ascending(): v128 {
  return v128.load(ASCENDING);
}

export function skip(from: usize, stop: v128): usize {
  let at = from;
  let marks = stops(v128.load(at), stop);
  while (marks == 0) {
    at += 16;
    marks = stops(v128.load(at), stop);
  }
  return at + ctz(marks);
}

/** Value of eight digits' values, the first in the lowest byte. */
@inline
export function eight(values: u64): u64 {
  const pairs = values * 10 + (values >> 8);
  const upper = (pairs & 0x000000ff000000ff) * 0x000f424000000064;
  const lower = ((pairs >> 16) & 0x000000ff000000ff) * 0x0000271000000001;
  return (upper + lower) >> 32;
}

/** Value of digits' values at the end of sixteen bytes. */
@inline
export function sixteen(values: v128): i64 {
  const high = eight(<u64>i64x2.extract_lane(values, 0));
  return <i64>(high * 100_000_000 + eight(<u64>i64x2.extract_lane(values, 1)));
}

@inline
export function isDigit(at: usize): bool {
  return <u32>load<u8>(at) - <u32>ZERO < 10;
}

/** 0–99; −1 where two digits do not stand at `at`. */
@inline
export function twoDigits(at: usize): i32 {
  return isDigit(at) && isDigit(at + 1) ? (<i32>load<u8>(at) - ZERO) * 10 + (<i32>load<u8>(at, 1) - ZERO) : -1;
}
