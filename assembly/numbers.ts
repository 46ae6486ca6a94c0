/** Numbers and ids of a row. 0 = the cell is not in the plain form. */
import { BLANK, DASH, ZERO, ascending, isDigit, nonDigits, sixteen, skip, stops, valuesOf } from './bytes';
import { base, blockRows, glued, idEndAt, idStartAt, idValueAt, mantissaAt, mark, optional, point, scaleAt, signs, writtenAt } from './layout';
import { wide, wideAt } from './kernel-layout';
import { emptyWord, signWord, word } from './words';

const MAX_ID: usize = 64;
/** Longer numbers are hard, but for those of one slot: of them the lowest bits are kept beside a double that is near. */
const MOST_WHOLE: f64 = 1e15;
const MOST_WIDE: f64 = 1e30;
/** The sign of a number is a word, and does not belong to it. */
const TAKEN_OFF: i32 = 2;
/** No byte. */
const NONE: i32 = -1;

/** What the digits of a long number came to: the lowest bits, and a double near it. */
let bits: i64 = 0;
let near: f64 = 0;

/**
 * `-?digits(.digits)?`, in the file's own style, an asset behind it where the slot is glued; nothing where the slot is optional.
 * Where its sign is a word, that stands before the asset.
 */
export function number(from: usize, index: i32, slot: i32, stop: v128, ending: i32): usize {
  const sign = <i32>load<u8>(signs + slot);
  if (load<u8>(optional + slot) != 0 && (stops(v128.load(from), stop) & 1) != 0) {
    put(index, slot, NaN, 0, 0);
    if (sign != 0) emptyWord();
    if (load<u8>(glued + slot) != 0) emptyWord();
    return from;
  }
  const minus = load<u8>(from) == DASH;
  const negative = minus && sign != TAKEN_OFF;
  const first = minus ? from + 1 : from;
  const values = valuesOf(v128.load(first));
  const marks = nonDigits(values) | 0x10000;
  const whole = ctz(marks);
  let digits = whole;
  let end = whole;
  let scale = 0;
  let written = 0;
  if (whole == 0) return 0;
  const behindWhole = <i32>load<u8>(first + whole);
  // What ends the cell belongs to no number.
  const dot = ending == point ? NONE : point;
  const marked = mark != 0 && behindWhole == mark && ending != mark;
  if (behindWhole == dot) {
    end = ctz((marks & (marks - 1)) | 0x20000);
    written = end - whole - 1;
    if (written == 0 && end < 16) return 0;
    const nonZeros = i8x16.bitmask(i8x16.ne(values, i64x2.splat(0))) & ((1 << end) - 1);
    digits = 31 - clz(nonZeros);
    scale = digits - whole;
  }
  let at = first + end;
  if (end >= 16 || marked) at = long(from, minus, index, slot, dot, marked);
  else {
    let from16 = i8x16.sub(ascending(), i8x16.splat(<i8>(16 - digits)));
    from16 = i8x16.sub(from16, i8x16.ge_s(from16, i8x16.splat(<i8>whole)));
    const value = sixteen(i8x16.swizzle(values, from16));
    put(index, slot, <f64>(negative ? -value : value), scale, written);
  }
  if (at == 0) return 0;
  if (sign != 0) signWord(minus);
  if (load<u8>(glued + slot) == 0) return at;
  if (load<u8>(at) == BLANK) at++;
  const behind = word(at, stop);
  return behind == at ? 0 : behind;
}

@inline
function put(index: i32, slot: i32, value: f64, scale: i32, written: i32): void {
  const place = slot * blockRows + index;
  store<f64>(mantissaAt + (place << 3), value);
  store<u8>(scaleAt + place, scale);
  store<u8>(writtenAt + place, written);
}

/** A number of more than fifteen bytes, or with marks between its thousands, digit by digit. */
function long(from: usize, minus: bool, index: i32, slot: i32, dot: i32, marked: bool): usize {
  const first = minus ? from + 1 : from;
  const negative = minus && load<u8>(signs + slot) != TAKEN_OFF;
  let at = first;
  bits = 0;
  near = 0;
  while (isDigit(at)) take(at++);
  if (marked) {
    if (at - first > 3) return 0;
    while (<i32>load<u8>(at) == mark) {
      if (!isDigit(at + 1) || !isDigit(at + 2) || !isDigit(at + 3)) return 0;
      take(at + 1);
      take(at + 2);
      take(at + 3);
      at += 4;
    }
    if (isDigit(at)) return 0;
  }
  let scale = 0;
  let written = 0;
  if (<i32>load<u8>(at) == dot) {
    const before = at++;
    while (isDigit(at)) at++;
    written = <i32>(at - before) - 1;
    if (written == 0 || written > 18) return 0;
    scale = written;
    while (scale > 0 && load<u8>(before + scale) == ZERO) scale--;
    for (let digit = 1; digit <= scale; digit++) take(before + digit);
  }
  if (at - from > 40) return 0;
  if (near >= MOST_WHOLE) {
    if (slot != wide || near > MOST_WIDE) return 0;
    store<i64>(wideAt + (index << 3), bits);
    put(index, slot, negative ? -near : near, scale, written);
  } else put(index, slot, <f64>(negative ? -bits : bits), scale, written);
  return at;
}

@inline
function take(at: usize): void {
  const digit = <i64>load<u8>(at) - ZERO;
  bits = bits * 10 + digit;
  near = near * 10 + <f64>digit;
}

export function id(start: usize, index: i32, slot: i32, stop: v128): usize {
  let from = start;
  while (load<u8>(from) == BLANK) from++;
  const bytes = v128.load(from);
  const values = valuesOf(bytes);
  const first = <i32>load<u8>(from);
  const count = ctz(nonDigits(values) | 0x10000);
  const here = ctz(stops(bytes, stop) | 0x10000);
  const end = here < 16 ? from + here : skip(from + 16, stop);
  let value: i64 = -1;
  if (count == here && count > 0 && count < 16 && first != ZERO) {
    value = sixteen(i8x16.swizzle(values, i8x16.sub(ascending(), i8x16.splat(<i8>(16 - count)))));
  }
  const place = slot * blockRows + index;
  store<i32>(idStartAt + (place << 2), <i32>(from - base));
  store<i32>(idEndAt + (place << 2), <i32>(end - base));
  store<f64>(idValueAt + (place << 3), <f64>value);
  if (end - from > MAX_ID) return 0;
  return end > from && load<u8>(end - 1) == BLANK ? 0 : end;
}
