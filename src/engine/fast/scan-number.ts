/** Numbers of a file's bytes → whole number and scale, exactly. What is not in the plain form is left to the strict reader. */
import { MAX_DIGITS } from '../../domain/decimal.ts';
import { WHOLE_LIMIT } from './columns.ts';
import { before, fewDigits, fourDigits, nonDigits, TENS } from './lanes.ts';

/** Powers of ten that a double holds exactly. */
const POWERS = Float64Array.from({ length: 16 }, (_, exponent) => 10 ** exponent);

/** Most decimals of a number, zeros at its end included. */
const MAX_SCALE = 18;

const [MINUS, ZERO, NINE] = [45, 48, 57] as const;

/** Where the numbers of one slot go, by row; see `Columns`. */
export interface NumberColumn {
  readonly mantissa: Float64Array;
  readonly scale: Uint8Array;
  readonly written: Uint8Array;
}

/**
 * Reads `-?digits(.digits)?` at `from` into a row of a column, with `point` before the fraction. A byte that is no digit, and four more, must stand somewhere behind.
 * @returns the place behind it; −1 where there is no such number, or it has more digits than are taken in
 */
export function readNumberAt(
  view: DataView,
  from: number,
  column: NumberColumn,
  row: number,
  point: number,
): number {
  let at = from;
  let four = view.getInt32(at, true);
  const negative = (four & 0xff) === MINUS;
  if (negative) four = view.getInt32(++at, true);
  const first = at;
  let whole = 0;
  let marks = nonDigits(four);
  while (marks === 0) {
    whole = (Math.imul(whole, 10000) + fourDigits(four)) | 0;
    at += 4;
    four = view.getInt32(at, true);
    marks = nonDigits(four);
  }
  let count = before(marks);
  whole = (Math.imul(whole, TENS[count]!) + fewDigits(four, count)) | 0;
  at += count;
  const behind = at;
  if (at === first) return -1;
  let fraction = 0;
  let scale = 0;
  let written = 0;
  if (((four >>> (count * 8)) & 0xff) === point) {
    four = view.getInt32(++at, true);
    marks = nonDigits(four);
    while (marks === 0) {
      fraction = (Math.imul(fraction, 10000) + fourDigits(four)) | 0;
      at += 4;
      four = view.getInt32(at, true);
      marks = nonDigits(four);
    }
    count = before(marks);
    fraction = (Math.imul(fraction, TENS[count]!) + fewDigits(four, count)) | 0;
    at += count;
    written = at - behind - 1;
    if (written === 0 || written > MAX_SCALE) return -1;
    scale = written;
    if (view.getUint8(at - 1) === ZERO) {
      do scale--;
      while (scale > 0 && view.getUint8(behind + scale) === ZERO);
      fraction = scale > 9 ? 0 : digitsOf(view, behind + 1, scale);
    }
  }
  const long = behind - first > 9 || scale > 9;
  const value = long ? longNumber(view, first, behind, scale) : whole * POWERS[scale]! + fraction;
  if (value >= WHOLE_LIMIT || at - from > MAX_DIGITS) return -1;
  column.mantissa[row] = negative ? 0 - value : value;
  column.scale[row] = scale;
  column.written[row] = written;
  return at;
}

/** As `readNumberAt`, where `mark` may stand before every three digits of the whole part. */
export function readMarkedNumberAt(
  view: DataView,
  from: number,
  column: NumberColumn,
  row: number,
  point: number,
  mark: number,
): number {
  const negative = view.getUint8(from) === MINUS;
  const first = negative ? from + 1 : from;
  let at = first;
  while (isDigit(view.getUint8(at))) at++;
  if (view.getUint8(at) !== mark || at === first) return readNumberAt(view, from, column, row, point);
  if (at - first > 3) return -1;
  let value = wholeOf(view, first, at);
  while (view.getUint8(at) === mark) {
    let end = at + 1;
    while (end < at + 4 && isDigit(view.getUint8(end))) end++;
    if (end < at + 4) return -1;
    value = value * 1000 + wholeOf(view, at + 1, end);
    at = end;
  }
  let [scale, written] = [0, 0];
  if (view.getUint8(at) === point) {
    const behind = at++;
    while (isDigit(view.getUint8(at))) at++;
    written = at - behind - 1;
    if (written === 0 || written > MAX_SCALE) return -1;
    scale = written;
    while (scale > 0 && view.getUint8(behind + scale) === ZERO) scale--;
    for (let digit = 1; digit <= scale && value < WHOLE_LIMIT; digit++)
      value = value * 10 + view.getUint8(behind + digit) - ZERO;
  }
  if (isDigit(view.getUint8(at)) || value >= WHOLE_LIMIT || at - from > MAX_DIGITS) return -1;
  column.mantissa[row] = negative ? 0 - value : value;
  column.scale[row] = scale;
  column.written[row] = written;
  return at;
}

const isDigit = (byte: number) => byte >= ZERO && byte <= NINE;

/** Value of the digits of [from, to), few. */
function wholeOf(view: DataView, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) value = value * 10 + view.getUint8(at) - ZERO;
  return value;
}

/** Value of `count` digits, at most 9, at `at`. */
function digitsOf(view: DataView, at: number, count: number): number {
  let value = 0;
  let left = count;
  let place = at;
  for (; left >= 4; left -= 4, place += 4) {
    value = (Math.imul(value, 10000) + fourDigits(view.getInt32(place, true))) | 0;
  }
  return (Math.imul(value, TENS[left]!) + fewDigits(view.getInt32(place, true), left)) | 0;
}

/** Digits from `first` to the point, and `scale` behind it, as one number; `WHOLE_LIMIT` or more where it is not below. */
function longNumber(view: DataView, first: number, point: number, scale: number): number {
  let value = 0;
  for (let at = first; at <= point + scale && value < WHOLE_LIMIT; at++) {
    if (at !== point) value = value * 10 + view.getUint8(at) - ZERO;
  }
  return value;
}
