/** Numbers and ids of a row. */
import { BLANK, DASH, ZERO, isDigit, nonDigits, nonZeros, sixteen, toEnd, valuesOf } from './bytes';
import { wide, wideAt } from './kernel-layout';
import { DRESS, FIRST, GLUED, OPTIONAL, SECOND, SIGN, SLOT, THIRD, base, mark, point } from './layout';
import { emptyWord, signWord, word } from './words';

const MAX_ID: usize = 64;
/** Longer numbers are hard, but for those of one slot: of them the lowest bits are kept beside a double that is near. */
const MOST_WHOLE: f64 = 1e15;
const MOST_WIDE: f64 = 1e30;
/** The sign of a number is a word, and does not belong to it. */
const TAKEN_OFF: i32 = 2;
/** What the digits of a long number came to: the lowest bits, and a double near it. */
let bits: i64 = 0;
let near: f64 = 0;

/** `-?digits(.digits)?`, in the file's own style, up to `stop`. @returns where it ended; 0 = it is not in the plain form */
@inline
export function number(cell: usize, from: usize, stop: usize, index: i32): usize {
  if (load<u16>(cell, DRESS) != 0) return dressed(cell, from, stop, index);
  const negative = load<u8>(from) == DASH;
  const first = from + usize(negative);
  if (short(cell, first, <i32>(stop - first), negative, index)) return stop;
  return from == stop ? nothing(cell, stop, index) : long(cell, first, stop, negative, index);
}

/** A cell without a number. */
function nothing(cell: usize, stop: usize, index: i32): usize {
  if (load<u8>(cell, OPTIONAL) == 0) return 0;
  put(cell, index, NaN, 0, 0);
  return stop;
}

/** A number that has an asset behind it, or a sign that is a word, which then stands before the asset. */
function dressed(cell: usize, from: usize, stop: usize, index: i32): usize {
  const sign = <i32>load<u8>(cell, SIGN);
  const hasAsset = load<u8>(cell, GLUED) != 0;
  if (from == stop) {
    if (nothing(cell, stop, index) == 0) return 0;
    if (sign != 0) emptyWord();
    if (hasAsset) emptyWord();
    return from;
  }
  const minus = load<u8>(from) == DASH;
  const negative = minus && sign != TAKEN_OFF;
  const first = from + usize(minus);
  let at = stop;
  if (hasAsset) {
    const marks = nonDigits(valuesOf(v128.load(first)));
    const whole = ctz(marks | 0x10000);
    at = first + whole;
    if (<i32>load<u8>(at) == point) at = first + ctz((marks & (marks - 1)) | 0x10000);
    if (<i32>load<u8>(at) == mark) at = stop;
  }
  if (!short(cell, first, <i32>(at - first), negative, index)) {
    at = long(cell, first, stop, negative, index);
    if (at == 0) return 0;
  }
  if (sign != 0) signWord(minus);
  if (!hasAsset) return at;
  if (load<u8>(at) == BLANK) at++;
  return at < stop ? word(at, stop) : 0;
}

/** At most fifteen digits, a point among them or not. @returns false where it is something else, or longer */
@inline
function short(cell: usize, first: usize, length: i32, negative: bool, index: i32): bool {
  if (<u32>(length - 1) > 14) return false;
  const values = valuesOf(v128.load(first));
  const within = (1 << length) - 1;
  const odd = nonDigits(values) & within;
  let digits = length;
  let whole = length;
  let scale = 0;
  let written = 0;
  if (odd != 0) {
    whole = ctz(odd);
    written = length - whole - 1;
    if ((odd & (odd - 1)) != 0 || whole == 0 || written == 0 || <i32>load<u8>(first + whole) != point) return false;
    // Zeros at the end do not count.
    digits = 31 - clz(nonZeros(values) & within);
    scale = digits - whole;
  }
  const value = sixteen(toEnd(values, digits, whole));
  put(cell, index, <f64>(negative ? -value : value), scale, written);
  return true;
}

@inline
function put(cell: usize, index: i32, value: f64, scale: i32, written: i32): void {
  store<f64>(<usize>load<u32>(cell, FIRST) + (index << 3), value);
  store<u8>(<usize>load<u32>(cell, SECOND) + index, scale);
  store<u8>(<usize>load<u32>(cell, THIRD) + index, written);
}

/** A number of more digits, or with marks between its thousands, digit by digit. */
function long(cell: usize, first: usize, stop: usize, negative: bool, index: i32): usize {
  let at = first;
  bits = 0;
  near = 0;
  while (isDigit(at)) take(at++);
  if (at == first) return 0;
  if (mark != 0 && at < stop && <i32>load<u8>(at) == mark) {
    if (at - first > 3) return 0;
    do {
      if (!isDigit(at + 1) || !isDigit(at + 2) || !isDigit(at + 3)) return 0;
      take(at + 1);
      take(at + 2);
      take(at + 3);
      at += 4;
    } while (at < stop && <i32>load<u8>(at) == mark);
    if (isDigit(at)) return 0;
  }
  let scale = 0;
  let written = 0;
  if (at < stop && <i32>load<u8>(at) == point) {
    const before = at++;
    while (isDigit(at)) at++;
    written = <i32>(at - before) - 1;
    if (written == 0 || written > 18) return 0;
    scale = written;
    while (scale > 0 && load<u8>(before + scale) == ZERO) scale--;
    for (let digit = 1; digit <= scale; digit++) take(before + digit);
  }
  if (at - first > 40) return 0;
  if (near >= MOST_WHOLE) {
    if (load<i32>(cell, SLOT) != wide || near > MOST_WIDE) return 0;
    store<i64>(wideAt + (index << 3), bits);
    put(cell, index, negative ? -near : near, scale, written);
  } else put(cell, index, <f64>(negative ? -bits : bits), scale, written);
  return at;
}

@inline
function take(at: usize): void {
  const digit = <i64>load<u8>(at) - ZERO;
  bits = bits * 10 + digit;
  near = near * 10 + <f64>digit;
}

/** Any text up to `end`, blanks before it or not. @returns false where it is not in the plain form */
export function id(cell: usize, start: usize, end: usize, index: i32): bool {
  let from = start;
  while (load<u8>(from) == BLANK) from++;
  const length = end - from;
  const values = valuesOf(v128.load(from));
  let value: i64 = -1;
  if (length - 1 < 15 && <usize>ctz(nonDigits(values) | 0x10000) == length && load<u8>(from) != ZERO) {
    value = sixteen(toEnd(values, <i32>length, <i32>length));
  }
  store<i32>(<usize>load<u32>(cell, FIRST) + (index << 2), <i32>(from - base));
  store<i32>(<usize>load<u32>(cell, SECOND) + (index << 2), <i32>(end - base));
  store<f64>(<usize>load<u32>(cell, THIRD) + (index << 3), <f64>value);
  return length <= MAX_ID && (length == 0 || load<u8>(end - 1) != BLANK);
}
