/** Bytes: what they are called, and what can be told of sixteen of them at once. Places are addresses. */

/** Sixteen times the same byte: loaded, since making them anew takes several instructions every time. */
const BLANKS: usize = memory.data<u8>([32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32], 16);
const QUOTES: usize = memory.data<u8>([34, 34, 34, 34, 34, 34, 34, 34, 34, 34, 34, 34, 34, 34, 34, 34], 16);
const ZEROS: usize = memory.data<u8>([48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48], 16);
const NINES: usize = memory.data<u8>([9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9], 16);
/** Weights of digits, of their pairs, and of four of them. */
const TENS: usize = memory.data<u16>([10, 10, 10, 10, 10, 10, 10, 10], 16);
const LOWER: usize = memory.data<u16>([255, 255, 255, 255, 255, 255, 255, 255], 16);
const HUNDREDS: usize = memory.data<i16>([100, 1, 100, 1, 100, 1, 100, 1], 16);
const MYRIADS: usize = memory.data<i16>([10000, 1, 10000, 1, 10000, 1, 10000, 1], 16);
/** Sixteen times 255, then 0. */
const UNTIL: usize = memory.data(32, 16);
/** Of each count of digits and each place of a point, which bytes go where. */
const ORDERS: usize = memory.data(16 * 16 * 16, 16);

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

/** Marks what may end a cell, or must not stand in it: `stop` in the lowest bits, control characters, bytes above 127 and quotes 32 bits further. */
@inline
export function endings(bytes: v128, stop: v128): u64 {
  const stops = i8x16.eq(bytes, stop);
  const others = v128.or(i8x16.lt_s(bytes, v128.load(BLANKS)), i8x16.eq(bytes, v128.load(QUOTES)));
  return <u64><u32>i8x16.bitmask(stops) | (<u64><u32>i8x16.bitmask(v128.andnot(others, stops)) << 32);
}

/** The first byte from `from` on that may end a cell, or must not stand in it. */
export function endFrom(from: usize, stop: v128): usize {
  let at = from;
  let marks = 0;
  for (;;) {
    const bytes = v128.load(at);
    const others = v128.or(i8x16.lt_s(bytes, v128.load(BLANKS)), i8x16.eq(bytes, v128.load(QUOTES)));
    marks = i8x16.bitmask(v128.or(others, i8x16.eq(bytes, stop)));
    if (marks != 0) break;
    at += 16;
  }
  return at + ctz(marks);
}

/** What sixteen bytes are worth as digits. */
@inline
export function valuesOf(bytes: v128): v128 {
  return i8x16.sub(bytes, v128.load(ZEROS));
}

/** Marks digits' values above 9; `values` are bytes less 48. */
@inline
export function nonDigits(values: v128): i32 {
  return i8x16.bitmask(i8x16.le_u(values, v128.load(NINES))) ^ 0xffff;
}

/** Marks all but zeros. */
@inline
export function nonZeros(values: v128): i32 {
  return i8x16.bitmask(i8x16.eq(values, i64x2.splat(0))) ^ 0xffff;
}

/** The first `count` of sixteen bytes, 0 behind them. */
@inline
export function firstOf(bytes: v128, count: i32): v128 {
  return v128.and(bytes, v128.load(UNTIL + 16 - <usize>count));
}

/** Brings the first `count` digits to the end of sixteen bytes, 0 before them, and leaves out the byte that is `left` from the first. */
@inline
export function toEnd(values: v128, count: i32, left: i32): v128 {
  return i8x16.swizzle(values, v128.load(ORDERS + (<usize>(count << 4 | left) << 4)));
}

/** Fills the tables. */
export function setTables(): void {
  memory.fill(UNTIL, 255, 16);
  for (let count = 0; count < 16; count++) {
    for (let left = 0; left < 16; left++) {
      for (let to = 0; to < 16; to++) {
        const from = to - 16 + count;
        store<u8>(ORDERS + (<usize>(count << 4 | left) << 4) + to, from < 0 ? 255 : from < left ? from : from + 1);
      }
    }
  }
}

/** Value of sixteen digits' values. */
@inline
export function sixteen(values: v128): i64 {
  const tens = i16x8.mul(values, v128.load(TENS));
  const pairs = i16x8.add(v128.and(tens, v128.load(LOWER)), i16x8.shr_u(values, 8));
  const fours = i32x4.dot_i16x8_s(pairs, v128.load(HUNDREDS));
  const eights = i32x4.dot_i16x8_s(i16x8.narrow_i32x4_u(fours, fours), v128.load(MYRIADS));
  const both = <u64>i64x2.extract_lane(eights, 0);
  return <i64>((both & 0xffffffff) * 100_000_000 + (both >> 32));
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
