/**
 * The one door to decimal.js. Sums, differences and products are exact: the working precision is wider than
 * any product or sum of numbers that `readDecimal` lets in. Only a quotient can be inexact; it is taken to
 * `QUOTIENT_DIGITS` significant digits by `quotient`.
 */
import { Decimal as DecimalJs } from 'decimal.js';

const settings = { rounding: DecimalJs.ROUND_HALF_UP, toExpNeg: -9e15, toExpPos: 9e15 } as const;

/** Significant digits of a quotient (inverse notional, ratios, implied rates). */
export const QUOTIENT_DIGITS = 60;

/** Digits that one number of an input file may have; more is refused. */
export const MAX_DIGITS = 40;

/** Exact arithmetic: 40-digit numbers with exponents within ±99 need fewer digits than this for any sum of products. */
export const Decimal = DecimalJs.clone({ ...settings, precision: 600 });
/** An exact decimal number. Never a float, never NaN or Infinity. */
export type Decimal = DecimalJs;

const Quotient = DecimalJs.clone({ ...settings, precision: QUOTIENT_DIGITS });

export const ZERO: Decimal = new Decimal(0);
export const ONE: Decimal = new Decimal(1);

/** `numerator ÷ denominator`, half-up at 60 significant digits. @throws RangeError when the denominator is 0 */
export function quotient(numerator: Decimal, denominator: Decimal): Decimal {
  if (denominator.isZero()) throw new RangeError('division by zero');
  return new Decimal(new Quotient(numerator).div(denominator));
}

/** Named rounding modes. `down` is towards zero, `up` away from it; both act alike on charges and rebates. */
export const ROUNDING_MODES = ['half-up', 'half-even', 'down', 'up', 'floor', 'ceiling'] as const;
export type RoundingMode = (typeof ROUNDING_MODES)[number];

/** How an amount is rounded: to `scale` decimals (0–30) in the named mode. */
export interface Rounding {
  readonly scale: number;
  readonly mode: RoundingMode;
}

const modeNumber: Readonly<Record<RoundingMode, DecimalJs.Rounding>> = {
  'half-up': DecimalJs.ROUND_HALF_UP,
  'half-even': DecimalJs.ROUND_HALF_EVEN,
  down: DecimalJs.ROUND_DOWN,
  up: DecimalJs.ROUND_UP,
  floor: DecimalJs.ROUND_FLOOR,
  ceiling: DecimalJs.ROUND_CEIL,
};

export function round(value: Decimal, rounding: Rounding): Decimal {
  return value.toDecimalPlaces(rounding.scale, modeNumber[rounding.mode]);
}

/** One unit of the last place at `scale` decimals: 10^-scale. */
export function unitOf(scale: number): Decimal {
  return new Decimal(`1e-${scale}`);
}

/** Why a text is no number. `thousands` and `comma` say what it looks like, so that a hint can name the cure. */
export type NumberFault = 'empty' | 'thousands' | 'comma' | 'too-long' | 'exponent' | 'not-a-number';

const numberPattern = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,2})?$/;

/**
 * The strict number reader: optional sign, digits, optional fraction, optional exponent of at most two digits, at
 * most 40 digits. Nothing else is a number: no blanks, thousands marks, hexadecimal, `NaN`, bare point.
 * `0E-8` and `-0` are zero.
 */
export function readDecimal(text: string): Decimal | NumberFault {
  if (text.length <= MAX_DIGITS && numberPattern.test(text)) {
    const value = new Decimal(text);
    return value.isZero() ? ZERO : value;
  }
  return numberFault(text);
}

function numberFault(text: string): Decimal | NumberFault {
  if (text.trim() === '') return 'empty';
  if (text.length > 1000) return 'too-long';
  if (numberPattern.test(text)) {
    if (text.replace(/[eE].*$/, '').replace(/\D/g, '').length > MAX_DIGITS) return 'too-long';
    const value = new Decimal(text);
    return value.isZero() ? ZERO : value;
  }
  if (/^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(text) && (text.includes('.') || text.split(',').length > 2)) {
    return 'thousands';
  }
  if (/^[+-]?\d{1,3}(\.\d{3})+,\d+$/.test(text)) return 'thousands';
  if (/^[+-]?\d+,\d+$/.test(text)) return 'comma';
  if (/^[+-]?\d+(\.\d+)?[eE][+-]?\d+$/.test(text)) return 'exponent';
  return 'not-a-number';
}

/** Decimals written after the point, trailing zeros included: `1.50` → 2, `1.2e-7` → 8, `5` → 0. */
export function writtenScale(text: string): number {
  const match = /^[+-]?\d+(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (match === null) return 0;
  return Math.max(0, (match[1]?.length ?? 0) - Number(match[2] ?? 0));
}

/** Plain notation at full precision, never an exponent: the only spelling that leaves the program. */
export function plain(value: Decimal): string {
  return value.isZero() ? '0' : value.toFixed();
}

/** The square root, half-up at 60 significant digits. @throws RangeError for a negative number */
export function squareRoot(value: Decimal): Decimal {
  if (value.isNegative() && !value.isZero()) throw new RangeError('root of a negative number');
  return new Decimal(new Quotient(value).sqrt());
}
