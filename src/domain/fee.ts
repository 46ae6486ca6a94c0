/** Multiplying: from a fill and a rate to the fee that was due, rounded as the venue rounds and the file prints. */
import { type Decimal, ONE, quotient, type Rounding, round } from './decimal.ts';
import type { Fill, Side } from './fill.ts';
import type { Instrument } from './instrument.ts';
import type { Rate } from './rate.ts';
import type { Clauses, Schedule } from './schedule.ts';

/** What a fill's rate is applied to. */
export interface FeeBase {
  readonly amount: Decimal;
  readonly asset: string;
}

/**
 * Traded value: quote asset for linear, option and spot, base coin for inverse contracts.
 * Null when the contract value is not known.
 */
export function notionalOf(instrument: Instrument, price: Decimal, quantity: Decimal): Decimal | null {
  const { contractValue, kind } = instrument;
  if (contractValue === null) return null;
  const units = contractValue.eq(ONE) ? quantity : quantity.times(contractValue);
  return kind === 'inverse' ? quotient(units, price) : units.times(price);
}

/** The asset that `notionalOf` is in; null where the symbol does not tell. */
export function notionalAssetOf(instrument: Instrument): string | null {
  return instrument.kind === 'inverse' ? instrument.base : instrument.quote;
}

/**
 * The asset that a fee at this rate is due in: for contracts the settlement asset, for spot the asset received
 * (buy → base, sell → quote); a negative spot fee is paid in the asset given where the schedule says so.
 */
export function dueAsset(
  instrument: Instrument,
  schedule: Schedule | null,
  side: Side,
  rate: Rate,
): string | null {
  if (instrument.kind !== 'spot') return instrument.settle ?? notionalAssetOf(instrument);
  const rule = rate.isNegative() ? (schedule?.rebateAsset ?? 'received') : (schedule?.feeAsset ?? 'received');
  if (rule === 'quote' || rule === 'settle') return instrument.quote;
  const bought = rule === 'received' ? side === 'buy' : side === 'sell';
  return bought ? instrument.base : instrument.quote;
}

/**
 * What the rate is applied to when the fee is expressed in `asset`: the traded value, or on spot the coins themselves
 * when the fee is taken in the base coin. Null when `asset` is neither side of the fill (a price is then needed).
 */
export function feeBaseIn(fill: Fill, notional: Decimal, asset: string): FeeBase | null {
  const { instrument } = fill;
  const notionalAsset = notionalAssetOf(instrument);
  const due = instrument.kind === 'spot' ? null : instrument.settle;
  if (asset === due || asset === notionalAsset) return { amount: notional, asset };
  if (instrument.kind === 'spot' && asset === instrument.base) {
    return {
      amount:
        instrument.contractValue === null ? fill.quantity : fill.quantity.times(instrument.contractValue),
      asset,
    };
  }
  return null;
}

/** A fee with the steps that lead to it, each exact but for the last. */
export interface ExpectedFee {
  readonly base: Decimal;
  readonly rate: Rate;
  /** base × rate, exact. */
  readonly product: Decimal;
  /** After caps, fixed parts and minimum, exact. */
  readonly due: Decimal;
  /** After the venue's rounding and the file's print. */
  readonly amount: Decimal;
}

/** How a fee is rounded: first as the venue books it, then as the file prints it; null = not at all. */
export interface FeeRounding {
  readonly venue: Rounding | null;
  readonly print: Rounding | null;
}

/**
 * base × rate, with the schedule's priced clauses, rounded. `converted` is the price of the fee's asset in the asset of
 * the base (1 where they are the same).
 */
export function charge(
  base: Decimal,
  rate: Rate,
  rounding: FeeRounding,
  price: Decimal | null,
  clauses: Clauses | null,
  quantity: Decimal,
): ExpectedFee {
  const product = base.times(rate);
  let due = price === null ? product : quotient(product, price);
  if (clauses !== null) due = withClauses(due, clauses, base, quantity);
  return { base, rate, product, due, amount: roundFee(due, rounding) };
}

export function roundFee(amount: Decimal, rounding: FeeRounding): Decimal {
  const booked = rounding.venue === null ? amount : round(amount, rounding.venue);
  return rounding.print === null ? booked : round(booked, rounding.print);
}

/** Premium cap (options: base is the premium's share), fixed part per contract, minimum charge; in this order. */
function withClauses(due: Decimal, clauses: Clauses, base: Decimal, quantity: Decimal): Decimal {
  let fee = due;
  if (clauses.premiumCap !== null) {
    const cap = base.times(clauses.premiumCap);
    if (fee.gt(cap)) fee = cap;
  }
  if (clauses.perContract !== null) fee = fee.plus(clauses.perContract.times(quantity));
  if (clauses.minimum !== null && fee.isPositive() && fee.lt(clauses.minimum)) fee = clauses.minimum;
  return fee;
}
