/** Rates: fractions of the fee base, always read with their unit. */
import { Decimal, plain, readDecimal } from './decimal.ts';

declare const rateBrand: unique symbol;
/** A fraction of the fee base, signed as the desk sees it: 0.0002 = the desk pays 2 bps, negative = it is paid. */
export type Rate = Decimal & { readonly [rateBrand]: true };

/** A rate from a fraction that this program computed itself. */
export function rateFrom(fraction: Decimal): Rate {
  return fraction as Rate;
}

const PERCENT = new Decimal('0.01');
const BPS = new Decimal('0.0001');
const BPS_PER_ONE = new Decimal(10_000);
const PERCENT_PER_ONE = new Decimal(100);

/** Reads `0.02%`, `-0.5bps`, `1.5 bp`. A number without a unit is no rate: null. */
export function readRate(text: string): Rate | null {
  const match = /^([+-]?[\d.]+)\s*(%|bps|bp)$/.exec(text.trim());
  if (match === null) return null;
  const value = readDecimal(match[1]!);
  if (typeof value === 'string') return null;
  return rateFrom(value.times(match[2] === '%' ? PERCENT : BPS));
}

/** The rate in basis points (1 bp = 0.01 %), exact. */
export function toBps(rate: Decimal): Decimal {
  return rate.times(BPS_PER_ONE);
}

/** The rate as people write it: `0.02%`, `-0.005%`. */
export function formatRate(rate: Rate): string {
  return `${plain(rate.times(PERCENT_PER_ONE))}%`;
}
