/**
 * Exact products and roundings in whole doubles. Every step is guarded: what might pass 2^52 is not computed, and the caller
 * does that one row in another way.
 */
import { ROUND } from './lane.ts';
import { cutQuotient, isQuotientAbove } from './quotients.ts';
import { type Cut, LIMIT, type Size } from './sizes.ts';

/** Units of a limb: eight digits. */
export const LIMB = 1e8;

/** 10^0 … 10^22, all exact doubles. */
export const POWERS: Float64Array = Float64Array.from({ length: 23 }, (_, n) => Number(`1e${n}`));

/** value × 10^−scale as a size. @returns false where it does not fit */
export function toSize(value: number, scale: number, out: Size): boolean {
  out.high = value;
  out.low = 0;
  out.scale = scale;
  out.over = 0;
  out.overScale = 0;
  return value <= LIMIT && scale <= 16;
}

/** a × b of two numbers zero or above, each below 10^15 in its whole number. @returns false where it does not fit */
export function multiply(a: number, aScale: number, b: number, bScale: number, out: Size): boolean {
  const product = a * b;
  if (product <= LIMIT) return toSize(product, aScale + bScale, out);
  if (aScale > 8 || bScale > 8) return false;
  // Whole part and 8 digits of either; the product of the digits in two halves.
  const aUnit = POWERS[aScale]!;
  const bUnit = POWERS[bScale]!;
  const aWhole = Math.floor(a / aUnit);
  const bWhole = Math.floor(b / bUnit);
  const aPart = (a - aWhole * aUnit) * POWERS[8 - aScale]!;
  const bPart = (b - bWhole * bUnit) * POWERS[8 - bScale]!;
  const upper = Math.floor(bPart / 1e4);
  const lower = aPart * (bPart - upper * 1e4);
  const lowerUp = Math.floor(lower / 1e4);
  const middle = aPart * upper + lowerUp;
  const carry = Math.floor(middle / 1e4);
  const high = aWhole * bWhole * LIMB + aWhole * bPart + bWhole * aPart + carry;
  if (high > LIMIT) return false;
  out.high = high;
  out.low = (middle - carry * 1e4) * 1e4 + (lower - lowerUp * 1e4);
  out.scale = 8;
  out.over = 0;
  out.overScale = 0;
  return true;
}

/** @returns false where it does not fit */
export function cutAt(size: Size, rate: number, rateScale: number, scale: number, out: Cut): boolean {
  if (size.over !== 0) return cutQuotient(size, rate, rateScale, scale, out);
  const { high, low } = size;
  let digits = size.scale + rateScale - scale;
  let top = high * rate;
  // Eight digits behind `top`, and eight more behind those.
  let rest = 0;
  let last = 0;
  if (low !== 0) {
    const product = low * rate;
    const carry = Math.floor(product / LIMB);
    rest = product - carry * LIMB;
    top += carry;
  }
  if (top > LIMIT) {
    last = rest;
    const carried = low === 0 ? 0 : Math.floor((low * rate) / LIMB);
    const upper = Math.floor(high / LIMB);
    const middle = (high - upper * LIMB) * rate + carried;
    const carry = Math.floor(middle / LIMB);
    rest = middle - carry * LIMB;
    top = upper * rate + carry;
    digits -= 8;
    if (top > LIMIT) return false;
  }
  if (digits > 0) {
    if (digits > 15) return false;
    const unit = POWERS[digits]!;
    divide(top, unit, out);
    out.more = rest > 0 || last > 0;
    return true;
  }
  if (digits < (rest === 0 && last === 0 ? -22 : -7)) return false;
  const factor = POWERS[-digits]!;
  const spread = rest * factor;
  const carry = Math.floor(spread / LIMB);
  out.kept = top * factor + carry;
  out.rest = spread - carry * LIMB;
  out.unit = LIMB;
  out.more = last > 0;
  return out.kept <= LIMIT;
}

/** value ÷ unit, whole, with what is left; the quotient of two doubles can be one too large. */
function divide(value: number, unit: number, out: Cut): void {
  let kept = Math.floor(value / unit);
  let rest = value - kept * unit;
  if (rest < 0) {
    kept -= 1;
    rest += unit;
  }
  out.kept = kept;
  out.rest = rest;
  out.unit = unit;
  out.more = false;
}

/** What is kept, rounded by a mode of `ROUND`. */
export function rounded({ kept, rest, unit, more }: Cut, mode: number): number {
  if (mode === ROUND.halfUp) return rest * 2 >= unit ? kept + 1 : kept;
  if (mode === ROUND.down) return kept;
  if (mode === ROUND.up) return rest > 0 || more ? kept + 1 : kept;
  if (rest * 2 === unit && !more) return kept % 2 === 0 ? kept : kept + 1;
  return rest * 2 >= unit ? kept + 1 : kept;
}

/** A whole number of units of 10^−from, rounded to `to` decimals; −1 where it does not fit. */
export function rescaled(value: number, from: number, to: number, mode: number, out: Cut): number {
  if (to >= from) {
    const scaled = value * POWERS[to - from]!;
    return scaled <= LIMIT ? scaled : -1;
  }
  const unit = POWERS[from - to]!;
  divide(value, unit, out);
  return rounded(out, mode);
}

/** True = the size is more than so many units of 10^−8. */
export function isAbove(one: Size, units: number): boolean {
  if (one.over !== 0) return isQuotientAbove(one, units);
  const { high, low, scale } = one;
  if (scale > 8) return high > units * POWERS[scale - 8]!;
  const size = high * POWERS[8 - scale]!;
  return size > units || (size === units && low > 0);
}

/** True = a printed number is a size to its last digit, of `written` decimals; null = a number does not fit. */
export function fitsDigits(
  { high, low, scale }: Size,
  printed: number,
  printedScale: number,
  written: number,
): boolean | null {
  // Both as wholes of 10^−8 and rests of 10^−16.
  const value = { high: 0, low: 0 };
  const other = { high: 0, low: 0 };
  if (written > 16 || !split(printed, printedScale, other)) return null;
  if (low === 0 ? !split(high, scale, value) : scale !== 8) return null;
  if (low !== 0) {
    value.high = high;
    value.low = low;
  }
  let wholes = value.high - other.high;
  let rests = value.low - other.low;
  if (wholes > 0 && rests < 0) {
    wholes -= 1;
    rests += 1e8;
  } else if (wholes < 0 && rests > 0) {
    wholes += 1;
    rests -= 1e8;
  }
  const unit = written <= 8 ? POWERS[8 - written]! : 0;
  const size = Math.abs(wholes);
  return size < unit || (size === unit && Math.abs(rests) <= (written <= 8 ? 0 : POWERS[16 - written]!));
}

/** A number as whole units of 10^−8, and units of 10^−16 below 10^8. @returns false where it does not fit */
export function split(value: number, scale: number, out: { high: number; low: number }): boolean {
  if (value > LIMIT || scale > 16) return false;
  out.low = 0;
  if (scale <= 8) {
    out.high = value * POWERS[8 - scale]!;
    return out.high <= LIMIT;
  }
  const unit = POWERS[scale - 8]!;
  out.high = Math.floor(value / unit);
  let rest = value - out.high * unit;
  if (rest < 0) {
    out.high -= 1;
    rest += unit;
  }
  out.low = rest * POWERS[16 - scale]!;
  return true;
}

/** A size in whole units, and units of 10^−8 and of 10^−16 below 10^8. @returns false where its last digit is above units */
export function limbsOf(
  { high, low, scale }: Size,
  out: { whole: number; high: number; low: number },
): boolean {
  if (scale < 0) return false;
  const unit = POWERS[scale]!;
  out.whole = Math.floor(high / unit);
  let rest = high - out.whole * unit;
  if (rest < 0) {
    out.whole -= 1;
    rest += unit;
  }
  if (scale <= 8) {
    out.high = rest * POWERS[8 - scale]!;
    out.low = low;
    return true;
  }
  const fine = POWERS[scale - 8]!;
  out.high = Math.floor(rest / fine);
  out.low = (rest - out.high * fine) * POWERS[16 - scale]!;
  return true;
}
