/** Multiplying: from a fill and a rate to the fee that was due, rounded as the venue rounds and the file prints. */
import { type Decimal, ONE, quotient, type Rounding, round } from './decimal.ts';
import type { Fill, Side } from './fill.ts';
import type { Instrument } from './instrument.ts';
import { type OrderPart, partFor } from './order-part.ts';
import type { Rate } from './rate.ts';
import type { Clauses, Schedule } from './schedule.ts';
import type { Instant } from './time.ts';

/** What a fill's rate is applied to. */
export interface FeeBase {
  readonly amount: Decimal;
  readonly asset: string;
  /** Where the amount is a quotient, its two parts: a fee on it is divided once, last, so that an even one stays even. */
  readonly ratio?: { readonly top: Decimal; readonly bottom: Decimal };
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

/** Traded value of a fill: as `notionalOf`, or as the file gives it where quantity is counted in the quote asset. */
export function tradedValue(fill: Fill): Decimal | null {
  return fill.quoteAmount ?? notionalOf(fill.instrument, fill.price, fill.quantity);
}

/** The asset that `notionalOf` is in; null where the symbol does not tell. */
export function notionalAssetOf(instrument: Instrument): string | null {
  if (instrument.kind === 'inverse') return instrument.base;
  // An option's price, and so its premium, is in what it settles in.
  return instrument.kind === 'option' ? (instrument.settle ?? instrument.quote) : instrument.quote;
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
 * Which size the rate is applied to: `value` = the traded value, `coins` = the coins traded (spot fees taken in the base
 * coin, options charged per coin), `index` = the coins at the underlying's index price.
 */
export type BaseKind = 'value' | 'coins' | 'index';

/**
 * The size that a fee expressed in `asset` is a share of. Null when `asset` is neither side of the fill (a price is then
 * needed).
 */
export function baseKindIn(
  { kind, base, settle }: Instrument,
  asset: string,
  notionalAsset: string | null,
  rule: Schedule['feeBase'],
): BaseKind | null {
  if (kind === 'spot' && asset === base && asset !== notionalAsset) return 'coins';
  // A share of the underlying, paid in the underlying itself, is a share of the coins.
  const inCoin = asset === base && kind !== 'spot';
  if (rule === 'coin') return inCoin ? 'coins' : null;
  if (rule === 'index' && inCoin) return 'coins';
  const due = kind === 'spot' ? null : settle;
  if (asset !== due && asset !== notionalAsset) return null;
  return rule === 'index' ? 'index' : 'value';
}

/** Coins traded; the quantity itself where the contract value is not known. */
export function coinsOf({ instrument: { contractValue }, quantity }: Fill): Decimal {
  return contractValue === null ? quantity : quantity.times(contractValue);
}

/** What the rate is applied to when the fee is expressed in `asset`; null as in `baseKindIn`. */
export function feeBaseIn(
  fill: Fill,
  notional: Decimal,
  asset: string,
  rule: Schedule['feeBase'],
): FeeBase | null {
  switch (baseKindIn(fill.instrument, asset, notionalAssetOf(fill.instrument), rule)) {
    case null:
      return null;
    case 'coins':
      return { amount: coinsOf(fill), asset };
    case 'index':
      return { amount: coinsOf(fill).times(fill.indexPrice ?? 0), asset };
    case 'value':
      return notionalBase(fill, notional, asset);
  }
}

/** The traded value as a fee base, said to be in `asset`. */
export function notionalBase(
  { instrument, price, quantity }: Fill,
  notional: Decimal,
  asset: string,
): FeeBase {
  const { kind, contractValue } = instrument;
  if (kind !== 'inverse' || contractValue === null) return { amount: notional, asset };
  return { amount: notional, asset, ratio: { top: quantity.times(contractValue), bottom: price } };
}

/** How a fee is rounded: first as the venue books it, then as the file prints it; null = not at all. */
export interface FeeRounding {
  readonly venue: Rounding | null;
  readonly print: Rounding | null;
}

/** A price: units of the base's asset for one of the fee's, or the other way round where `inverse`. */
export interface Conversion {
  readonly price: Decimal;
  readonly inverse: boolean;
  /** When the price was set, and the line of its file: for showing. */
  readonly time?: Instant;
  readonly line?: number;
}

/** An amount of the fee's asset in the base's. */
export function convertBack(amount: Decimal, conversion: Conversion | null): Decimal {
  if (conversion === null) return amount;
  return conversion.inverse ? quotient(amount, conversion.price) : amount.times(conversion.price);
}

/** Fee of one fill as a function of the rate alone: everything else about the fill is fixed. */
export interface FeeFormula {
  /** What the rate is applied to, before conversion. */
  readonly base: FeeBase;
  /** The asset of the result: the one in which the fee was charged. */
  readonly asset: string;
  /** Price between `asset` and the base's asset; null = they are the same. */
  readonly price: Conversion | null;
  readonly rounding: FeeRounding;
  readonly clauses: Clauses | null;
  readonly quantity: Decimal;
  /** Value of an option's premium in the asset of the base; null where no cap depends on it. */
  readonly premium: Decimal | null;
  /** Fixed amounts of which this fill may carry one beside its rate; absent = none. */
  readonly part?: OrderPart | undefined;
}

/** What happens to a fee on its way from the rate to the printed amount. */
export type FeeOperation =
  | 'times rate'
  | 'cap'
  | 'times price'
  | 'divide'
  | 'per contract'
  | 'minimum'
  | 'order part';

/** Is told each operation with the amount before it, its operand and the amount after it. */
export type FeeListener = (
  operation: FeeOperation,
  before: Decimal,
  operand: Decimal,
  after: Decimal,
) => void;

/**
 * base × rate ÷ price with the schedule's priced clauses, exact (a quotient to 60 digits), not rounded.
 * @param tell is told every operation that is carried out
 */
export function exactFee(formula: FeeFormula, rate: Decimal, tell?: FeeListener): Decimal {
  const { base, price } = formula;
  const size = base.ratio?.top ?? base.amount;
  const rated = size.times(rate);
  tell?.('times rate', size, rate, rated);
  let top = capped(rated, formula, tell);
  let bottom = base.ratio?.bottom ?? null;
  if (price?.inverse) {
    tell?.('times price', top, price.price, top.times(price.price));
    top = top.times(price.price);
  } else if (price !== null) bottom = bottom === null ? price.price : bottom.times(price.price);
  const due = bottom === null ? top : quotient(top, bottom);
  if (bottom !== null) tell?.('divide', top, bottom, due);
  const whole = formula.clauses === null ? due : withClauses(due, formula.clauses, formula.quantity, tell);
  if (formula.part === undefined) return whole;
  const part = partFor(formula.part, whole);
  tell?.('order part', whole, part, whole.plus(part));
  return whole.plus(part);
}

/** A positive fee is bounded by the schedule's share of the option's premium; a rebate only where the schedule says so. */
function capped(fee: Decimal, { clauses, premium }: FeeFormula, tell?: FeeListener): Decimal {
  if (premium === null || clauses === null || clauses.premiumCap === null) return fee;
  const cap = premium.times(clauses.premiumCap);
  const bounded = fee.gt(cap)
    ? cap
    : clauses.rebateCapped === true && fee.lt(cap.negated())
      ? cap.negated()
      : fee;
  tell?.('cap', fee, cap, bounded);
  return bounded;
}

/** The fee at this rate as the venue books it and the file prints it. */
export function charge(formula: FeeFormula, rate: Decimal): Decimal {
  return roundFee(exactFee(formula, rate), formula.rounding);
}

/** As the venue books it, then as the file prints it. */
export function roundFee(amount: Decimal, rounding: FeeRounding): Decimal {
  const booked = bookedFee(amount, rounding);
  return rounding.print === null ? booked : round(booked, rounding.print);
}

/** An exact fee as the venue books it. */
export function bookedFee(exact: Decimal, { venue }: FeeRounding): Decimal {
  return venue === null ? exact : round(exact, venue);
}

/** Fixed part per contract, then the minimum charge. */
function withClauses(due: Decimal, clauses: Clauses, quantity: Decimal, tell?: FeeListener): Decimal {
  const fixed = clauses.perContract === null ? null : clauses.perContract.times(quantity);
  const fee = fixed === null ? due : due.plus(fixed);
  if (fixed !== null) tell?.('per contract', due, fixed, fee);
  const { minimum } = clauses;
  const raised = minimum !== null && !fee.isZero() && fee.isPositive() && fee.lt(minimum) ? minimum : fee;
  if (minimum !== null) tell?.('minimum', fee, minimum, raised);
  return raised;
}
