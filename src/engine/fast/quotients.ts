/** Sizes that are a quotient (inverse contracts: face ÷ price), exactly, in whole numbers of any length. */
import { QUOTIENT_DIGITS } from '../../domain/decimal.ts';
import { type Cut, LIMIT, type Size } from './sizes.ts';

/** Decimals in which quotients are summed up: more than any of the numbers that are taken in leads to. */
export const QUOTIENT_SCALE = 100;

const TENS: readonly bigint[] = Array.from(
  { length: QUOTIENT_SCALE + 1 },
  (_, exponent) => 10n ** BigInt(exponent),
);
/** What is cut off is told to so many bits, which a double holds; whether there is something behind them, by `more`. */
const FINE_BITS = 50n;
const FINE = 2 ** 50;
/** Doubles that differ by more of their size are told apart by themselves. */
const NEAR = 1e-9;

/** As `cutAt`; the part cut off is counted in 2^−50 of a unit. */
export function cutQuotient(
  { high, scale: sizeScale, over, overScale }: Size,
  rate: number,
  rateScale: number,
  scale: number,
  out: Cut,
): boolean {
  const power = scale + overScale - sizeScale - rateScale;
  if (power > QUOTIENT_SCALE || power < -QUOTIENT_SCALE) return false;
  let top = BigInt(high) * BigInt(rate);
  let bottom = BigInt(over);
  if (power >= 0) top *= TENS[power]!;
  else bottom *= TENS[-power]!;
  const kept = top / bottom;
  const rest = (top - kept * bottom) << FINE_BITS;
  const fine = rest / bottom;
  out.kept = Number(kept);
  out.rest = Number(fine);
  out.unit = FINE;
  out.more = fine * bottom !== rest;
  return out.kept <= LIMIT;
}

/** As `isAbove`. */
export function isQuotientAbove({ high, scale, over, overScale }: Size, units: number): boolean {
  const [size, bound] = [(high / over) * 10 ** (overScale - scale + 8), units];
  if (Math.abs(size - bound) > NEAR * bound) return size > bound;
  return BigInt(high) * TENS[overScale + 8]! > BigInt(units) * BigInt(over) * TENS[scale]!;
}

/** The quotient as `quotient` in `domain/decimal.ts` rounds it, in units of 10^−`QUOTIENT_SCALE`. */
export function unitsOf({ high, scale, over, overScale }: Size): bigint {
  if (high === 0) return 0n;
  const [top, bottom] = [BigInt(high), BigInt(over)];
  // The power of ten may be off by one, where a quotient is near one.
  let shift = QUOTIENT_DIGITS - 1 - Math.floor(Math.log10(high / over));
  const digits = TENS[QUOTIENT_DIGITS]!;
  let units = (top * TENS[shift]!) / bottom;
  if (units >= digits) units = (top * TENS[--shift]!) / bottom;
  else if (units * 10n < digits) units = (top * TENS[++shift]!) / bottom;
  const rest = top * TENS[shift]! - units * bottom;
  if (rest * 2n >= bottom) units += 1n;
  return units * TENS[QUOTIENT_SCALE - shift - scale + overScale]!;
}

/** True = a printed amount is the quotient to its last digit, of `written` decimals. */
export function printsQuotient(
  { high, scale, over, overScale }: Size,
  printed: number,
  printedScale: number,
  written: number,
): boolean {
  const common = Math.max(scale, printedScale, written);
  const bottom = BigInt(over);
  const due = BigInt(high) * TENS[common - scale + overScale]!;
  const off = BigInt(printed) * TENS[common - printedScale]! * bottom - due;
  const bound = bottom * TENS[common - written]!;
  return off <= bound && off >= -bound;
}
