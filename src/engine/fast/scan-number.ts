/** Numbers of a file's bytes → whole number and scale, exactly. What is not in the plain form is left to the strict reader. */
import { MAX_DIGITS } from '../../domain/decimal.ts';

/** Powers of ten that a double holds exactly. */
const POWERS = Float64Array.from({ length: 16 }, (_, exponent) => 10 ** exponent);

/** Below this, every whole number is exact as a double, and so is its product with one digit more. */
const LIMIT = 1e15;

/** Most decimals of a number, zeros at its end included. */
const MAX_SCALE = 18;

const MINUS = 45;
const POINT = 46;
const ZERO = 48;

/** Reads one number at a time and keeps what it was. */
export class NumberScanner {
  /** Value × 10^`scale`, below 10^15 in size; never −0. */
  mantissa = 0;
  /** Decimals without the zeros at their end. */
  scale = 0;
  /** Decimals as written. */
  written = 0;

  /**
   * Reads `-?digits(.digits)?` at `from`. A byte that is no digit must stand somewhere behind.
   * @returns the place behind it; −1 where there is no such number, or it has more digits than are taken in
   */
  read(bytes: Uint8Array, from: number): number {
    let at = from;
    const negative = bytes[at] === MINUS;
    if (negative) at++;
    const first = at;
    let whole = 0;
    let digit = bytes[at]! - ZERO;
    while (digit >>> 0 < 10) {
      whole = (Math.imul(whole, 10) + digit) | 0;
      digit = bytes[++at]! - ZERO;
    }
    const wholeDigits = at - first;
    if (wholeDigits === 0) return -1;
    let value = whole;
    let scale = 0;
    let written = 0;
    if (bytes[at] === POINT) {
      const point = at++;
      let fraction = 0;
      digit = bytes[at]! - ZERO;
      while (digit >>> 0 < 10) {
        fraction = (Math.imul(fraction, 10) + digit) | 0;
        digit = bytes[++at]! - ZERO;
      }
      written = at - point - 1;
      if (written === 0 || written > MAX_SCALE) return -1;
      scale = written;
      if (bytes[at - 1] === ZERO) {
        while (scale > 0 && bytes[point + scale] === ZERO) scale--;
        fraction = scale > 9 ? 0 : digitsOf(bytes, point + 1, scale);
      }
      if (wholeDigits > 9 || scale > 9) value = longNumber(bytes, first, point, scale);
      else value = whole * POWERS[scale]! + fraction;
    } else if (wholeDigits > 9) value = longNumber(bytes, first, at, 0);
    if (value >= LIMIT || at - from > MAX_DIGITS) return -1;
    this.mantissa = negative && value !== 0 ? -value : value;
    this.scale = scale;
    this.written = written;
    return at;
  }
}

/** Value of `count` digits, at most 9, at `at`. */
function digitsOf(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let index = at; index < at + count; index++) {
    value = (Math.imul(value, 10) + bytes[index]! - ZERO) | 0;
  }
  return value;
}

/** Digits from `first` to the point, and `scale` behind it, as one number; `LIMIT` or more where it is not below. */
function longNumber(bytes: Uint8Array, first: number, point: number, scale: number): number {
  let value = 0;
  for (let at = first; at <= point + scale && value < LIMIT; at++) {
    if (at !== point) value = value * 10 + bytes[at]! - ZERO;
  }
  return value;
}
