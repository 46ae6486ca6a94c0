/** Judging one fill: classify, resolve the rate, charge, compare. Every clause of the contract meets here, once. */
import { type Card, clausesFor, isNoRate, type NoRate } from './card.ts';
import { type Classification, classify, type RateEvidence, recordedSide } from './classification.ts';
import type { Decimal, Rounding } from './decimal.ts';
import {
  type Conversion,
  charge,
  dueAsset,
  exactFee,
  type FeeBase,
  type FeeFormula,
  type FeeRounding,
  feeBaseIn,
  notionalAssetOf,
  notionalBase,
  notionalOf,
  roundFee,
  tradedValue,
} from './fee.ts';
import type { Fill } from './fill.ts';
import type { Kind } from './instrument.ts';
import { carriesPart, legFormula, settled } from './leg-fee.ts';
import { orderPartOf, takerOrderFees } from './order-part.ts';
import type { OrderShare } from './order-share.ts';
import { type Alternative, AlternativeLists } from './rate-alternatives.ts';
import type { Clauses, FlowRule, Schedule, TokenDiscount } from './schedule.ts';
import { type DueRate, discountInForce, dueRate, type TermsInForce } from './terms.ts';
import type { Instant } from './time.ts';

export type Outcome = 'matched' | 'within tolerance' | 'break' | 'unjudged';

/** Price of one asset in another at an instant, from the user's price file; null where it has none. */
export interface PriceSource {
  price(asset: string, quote: string, at: Instant): Conversion | null;
}

/** How one file prints the fees of one asset, for the report. */
export interface PrintedScale {
  readonly file: string;
  readonly feeAsset: string;
  /** Only fills of this kind; absent = all for which no other entry stands. */
  readonly kind?: Kind;
  readonly scale: number;
  readonly mode: string;
  readonly allowance: Decimal;
  readonly basis: 'profile' | 'largest seen' | 'given';
}

/** How one file prints fees in one asset, and how far off a fee may be. */
export interface FeePrint {
  readonly rounding: Rounding;
  /** One unit of the last printed place. */
  readonly unit: Decimal;
  /** Largest |variance| that is still no break. */
  readonly allowance: Decimal;
  /** True = it was read from the fees themselves, and stands for the venue's rounding too. */
  readonly measured?: true;
}

/** All that is known before a fill is judged; the same for every fill of one symbol, span and fee asset. */
export interface JudgingContext {
  readonly card: Card | NoRate;
  readonly terms: TermsInForce;
  readonly print: FeePrint;
  readonly prices: PriceSource | null;
  readonly maker: DueRate | NoRate;
  readonly taker: DueRate | NoRate;
  readonly discount: TokenDiscount | null;
  readonly rounding: FeeRounding;
  /** The same due rates without the token discount, where there is one. */
  readonly plain: ReadonlyMap<DueRate, DueRate>;
  /** Clauses that change a fee; null = none does. */
  readonly clauses: Clauses | null;
  readonly feeBase: Schedule['feeBase'];
  /** Fixed amounts of which a taker fill may carry one; absent = none. */
  readonly takerOrderFees?: readonly Decimal[] | undefined;
  /** Cards of the venue's other schedules for the instrument, see `AlternativeScope`. */
  readonly otherCards: () => readonly Card[];
  /** Memory of `causesOf`. */
  readonly alternatives: Map<DueRate, readonly Alternative[]>;
  /** What all contexts of a run take their alternatives from. */
  readonly alternativeLists: AlternativeLists;
}

/** @param feeAsset the asset of the fee column, null where the file has none @param alternativeLists as of `JudgingContext` */
export function judgingContext(
  card: Card | NoRate,
  terms: TermsInForce,
  print: FeePrint,
  prices: PriceSource | null,
  feeAsset: string | null,
  otherCards: () => readonly Card[] = () => [],
  flow: FlowRule | null = null,
  alternativeLists = new AlternativeLists(),
): JudgingContext {
  const clauses = isNoRate(card) ? null : clausesFor(card, terms.tier);
  const maker = dueRate(card, terms, 'maker', feeAsset, flow);
  const taker = dueRate(card, terms, 'taker', feeAsset);
  return {
    card,
    terms,
    print,
    prices,
    maker,
    taker,
    plain: withoutDiscounts([maker, taker]),
    discount: discountInForce(card, terms, feeAsset),
    rounding: {
      venue: isNoRate(card) || print.measured === true ? null : card.schedule.rounding,
      print: print.rounding,
    },
    clauses: clauses !== null && hasPricedClause(clauses) ? clauses : null,
    feeBase: isNoRate(card) ? 'price' : card.schedule.feeBase,
    takerOrderFees: isNoRate(card) ? undefined : takerOrderFees(card),
    otherCards,
    alternatives: new Map(),
    alternativeLists,
  };
}

function withoutDiscounts(rates: readonly (DueRate | NoRate)[]): ReadonlyMap<DueRate, DueRate> {
  const plain = rates.flatMap(withoutDiscount);
  return plain.length === 0 ? NO_DISCOUNT : new Map(plain);
}

/** One for all: with many symbols there are many contexts. */
const NO_DISCOUNT: ReadonlyMap<DueRate, DueRate> = new Map();

function withoutDiscount(due: DueRate | NoRate): [DueRate, DueRate][] {
  if (isNoRate(due) || due.discount === null) return [];
  return [[due, { ...due, rate: due.published, discount: null }]];
}

export interface FillJudgement extends Classification {
  readonly outcome: Outcome;
  readonly due: DueRate | null;
  /** Null when the contract value is not known. */
  readonly notional: Decimal | null;
  readonly notionalAsset: string | null;
  /** The asset of charged, expected and variance. */
  readonly feeAsset: string;
  /** Due before any rounding; null for an unjudged fill. */
  readonly exact: Decimal | null;
  /** Null for an unjudged fill. */
  readonly expected: Decimal | null;
  /** charged − expected: positive = overcharged; null for an unjudged fill. */
  readonly variance: Decimal | null;
  /** Why the fill is unjudged, in words. */
  readonly reason: string | null;
  /** True when only a price is missing. */
  readonly unpriced: boolean;
  /** Null when the fee cannot be computed at any rate. */
  readonly formula: FeeFormula | null;
  /** True = the fixed part of its order stands in this fee too, though another fill carries it already. */
  readonly chargedAgain?: boolean;
  /** What the other legs of its request make of the fee, in words; absent = the fill is no leg. */
  readonly leg?: string;
}

/** Judges a fill under fixed terms. Break causes are a second step (`causesOf`), since most fills have none. */
export function judgeFill(fill: Fill, given: JudgingContext, order?: OrderShare): FillJudgement {
  const context = order?.mayCarry === false ? { ...given, takerOrderFees: undefined } : given;
  const { instrument } = fill;
  const notional = tradedValue(fill);
  const notionalAsset = notionalAssetOf(instrument);
  const feeAsset = fill.feeAsset ?? spotAssetWhenSilent(fill, context) ?? notionalAsset ?? 'unknown';
  const obstacle = obstacleTo(fill, notional, context, order);
  if (obstacle !== null || notional === null) return unjudged(fill, notional, feeAsset, obstacle ?? '');
  const open = formulaFor(fill, notional, feeAsset, context);
  if (open === null) {
    const why = `no price of ${feeAsset} in ${notionalAsset ?? 'the quote asset'} at the time of the fill`;
    return { ...unjudged(fill, notional, feeAsset, why), unpriced: true };
  }
  const { liquidity, evidence } = recordedSide(fill) ?? classify(fill, rateEvidence(open, context));
  const resolved = order?.leg == null ? dueFor(fill, liquidity, open, context) : context.taker;
  const due = isNoRate(resolved) ? resolved : tokenDueAnyway(fill, resolved, feeAsset, open, context);
  if (isNoRate(due))
    return { ...unjudged(fill, notional, feeAsset, due.reason), liquidity, evidence, formula: open };
  const formula =
    order?.leg?.kind === 'share'
      ? legFormula(fill, open, due, order.leg.left, context)
      : settled(open, due, context);
  const box = order?.leg?.kind === 'due' ? order.leg : null;
  const exact = box === null ? exactFee(formula, due.rate) : null;
  const expected = box?.expected ?? roundFee(exactFee(formula, due.rate), formula.rounding);
  const variance = fill.fee.minus(expected);
  const wrongAsset = isWrongAsset(fill, feeAsset, due, context);
  return {
    liquidity,
    evidence,
    outcome: outcomeOf(variance, wrongAsset, context.print),
    due,
    notional,
    notionalAsset,
    feeAsset,
    exact,
    expected,
    variance,
    reason: null,
    unpriced: false,
    // No rate explains the fee of one leg of a box, which is judged in sum.
    formula: box === null ? formula : null,
    ...(order?.leg == null ? {} : { leg: order.leg.words }),
    ...(order?.mayCarry === false && carriesPart(variance, given) ? { chargedAgain: true } : {}),
  };
}

/** What keeps a fill from being judged whatever its fee; null = nothing. */
function obstacleTo(
  fill: Fill,
  notional: Decimal | null,
  { card }: JudgingContext,
  order: OrderShare | undefined,
): string | null {
  const { instrument } = fill;
  if (fill.flag === 'none')
    return 'a fill without a role (liquidation, delivery, block of several legs) has no maker or taker rate';
  if (notional === null) return `the contract value of ${instrument.symbol} is not known`;
  if (isNoRate(card)) {
    // An agreed rate alone does not say what it is a share of, and for options that is seldom the premium.
    return instrument.kind === 'option' ? `an option fee needs the index price, and ${card.reason}` : null;
  }
  const inCoin = instrument.settle !== null && instrument.settle === instrument.base;
  if (card.schedule.feeBase === 'index' && fill.indexPrice === null && !inCoin)
    return 'the fee is a share of the index price, which the file does not show';
  const { channels, premiumPrice, unpriced, rfq } = card.version.clauses;
  if (premiumPrice === 'mark' && instrument.kind === 'option' && fill.markPrice === undefined)
    return 'the cap on the fee is a share of the mark price, which the file does not show';
  const rule = fill.channel === undefined ? undefined : channels?.get(fill.channel);
  if (rule !== undefined) return `${fill.channel} trades: ${rule}`;
  if (rfq !== undefined && fill.channel === 'rfq' && order?.leg == null)
    return 'rfq trades: the legs of a request are priced together, and not all legs of this one have a known fee';
  const clause = unpriced[0];
  return clause === undefined ? null : `a clause cannot be priced: ${clause}`;
}

function unjudged(fill: Fill, notional: Decimal | null, feeAsset: string, reason: string): FillJudgement {
  return {
    liquidity: fill.flag ?? 'unknown',
    evidence: fill.flag === null ? 'none' : 'flag',
    outcome: 'unjudged',
    due: null,
    notional,
    notionalAsset: notionalAssetOf(fill.instrument),
    feeAsset,
    exact: null,
    expected: null,
    variance: null,
    reason,
    unpriced: false,
    formula: null,
  };
}

/**
 * A spot fill whose fee is due in the discount's token anyway (who buys BNB is charged in BNB) shows nothing of whether
 * the discount was on: the rate that fits the charge counts, the discounted one where neither does.
 */
function tokenDueAnyway(
  fill: Fill,
  due: DueRate,
  feeAsset: string,
  formula: FeeFormula,
  { card, terms, print, plain }: JudgingContext,
): DueRate {
  const undiscounted = plain.get(due);
  if (undiscounted === undefined || !dueInToken(fill, undiscounted, feeAsset, { card, terms })) return due;
  const fits = (one: DueRate) => charge(formula, one.rate).minus(fill.fee).abs().lte(print.allowance);
  return !fits(due) && fits(undiscounted) ? undiscounted : due;
}

function dueInToken(
  fill: Fill,
  undiscounted: DueRate,
  feeAsset: string,
  { card, terms }: Pick<JudgingContext, 'card' | 'terms'>,
): boolean {
  if (isNoRate(card) || terms.discount.kind !== 'by-fee-asset') return false;
  return dueAsset(fill.instrument, card.schedule, fill.side, undiscounted.rate) === feeAsset;
}

/** True = the rate due was found by looking at the charge itself, so that another charge may have another. */
export function hangsOnCharge(
  fill: Fill,
  { due, feeAsset }: FillJudgement,
  context: JudgingContext,
): boolean {
  if (due === null) return true;
  return [...context.plain].some(
    ([discounted, plain]) =>
      (due === discounted || due === plain) && dueInToken(fill, plain, feeAsset, context),
  );
}

function rateEvidence(formula: FeeFormula, context: JudgingContext): RateEvidence {
  const { card, maker, taker, terms, discount, print } = context;
  return {
    formula,
    unit: print.unit,
    maker: isNoRate(maker) ? null : maker.rate,
    taker: isNoRate(taker) ? null : taker.rate,
    card: isNoRate(card) ? null : card,
    neighbours: [terms.tierBefore, terms.tierAfter],
    discount,
  };
}

/** On spot, a file without a fee asset charges in the asset of the rule; the rate's sign decides which. */
function spotAssetWhenSilent(fill: Fill, { card, maker, taker }: JudgingContext): string | null {
  const due = fill.flag === 'maker' ? maker : taker;
  return isNoRate(due)
    ? null
    : dueAsset(fill.instrument, isNoRate(card) ? null : card.schedule, fill.side, due.rate);
}

/** What of the context decides the fee of a fill at a given rate. */
export type FormulaContext = Pick<
  JudgingContext,
  'rounding' | 'clauses' | 'prices' | 'feeBase' | 'takerOrderFees'
>;

/** The fee as a function of the rate, in the asset in which it was charged; null = a price is missing. */
export function formulaFor(
  fill: Fill,
  notional: Decimal,
  asset: string,
  { rounding, clauses, prices, feeBase, takerOrderFees: fees }: FormulaContext,
): FeeFormula | null {
  const { quantity } = fill;
  const notionalAsset = notionalAssetOf(fill.instrument);
  const part = orderPartOf(fill, fees);
  const premium = fill.instrument.kind === 'option' ? premiumOf(fill, notional, clauses) : null;
  // One shape for all, written out: this runs once for every fill.
  const formula = (base: FeeBase, price: Conversion | null): FeeFormula => {
    return { base, asset, price, rounding, clauses, quantity, premium, part };
  };
  if (notionalAsset === null) return formula(notionalBase(fill, notional, asset), null);
  const base = feeBaseIn(fill, notional, asset, feeBase);
  if (base !== null) return formula(base, null);
  const price = prices?.price(asset, notionalAsset, fill.time) ?? null;
  if (price === null) return null;
  const inQuote = feeBaseIn(fill, notional, notionalAsset, feeBase);
  return inQuote === null ? null : formula(inQuote, price);
}

/** What a cap on the fee is a share of. */
function premiumOf(
  { instrument, markPrice, quantity }: Fill,
  notional: Decimal,
  clauses: Clauses | null,
): Decimal {
  if (clauses?.premiumPrice !== 'mark' || markPrice === undefined) return notional;
  return notionalOf(instrument, markPrice, quantity) ?? notional;
}

/** True = something beside the rate decides a fee. */
export function hasPricedClause({ premiumCap, perContract, minimum }: Clauses): boolean {
  return premiumCap !== null || perContract !== null || minimum !== null;
}

/**
 * An unknown side is judged only where it does not matter: both sides pay the same rate, or the fill is so small that
 * both rates round to the charge (the taker rate then stands for both).
 */
function dueFor(
  fill: Fill,
  liquidity: Classification['liquidity'],
  formula: FeeFormula,
  { maker, taker, print }: JudgingContext,
): DueRate | NoRate {
  if (liquidity === 'maker') return maker;
  if (liquidity === 'taker' || isNoRate(taker)) return taker;
  if (isNoRate(maker) || maker.rate.eq(taker.rate)) return maker;
  const { unit } = print;
  const fits = (due: DueRate) => charge(formula, due.rate).minus(fill.fee).abs().lte(unit);
  if (fits(maker) && fits(taker)) return taker;
  return { reason: 'maker or taker cannot be told: the file has no flag and the fee fits neither rate' };
}

/** True = charged in an asset in which no fee is due. */
export function isWrongAsset(
  fill: Fill,
  asset: string,
  due: DueRate,
  { card, discount }: JudgingContext,
): boolean {
  if (fill.feeAsset === null || fill.fee.isZero() || discount?.asset === asset) return false;
  const { kind, base, quote } = fill.instrument;
  // Without a schedule nobody says which side of a pair the fee is taken in.
  if (isNoRate(card) && kind === 'spot' && (asset === base || asset === quote)) return false;
  const expected = dueAsset(fill.instrument, isNoRate(card) ? null : card.schedule, fill.side, due.rate);
  return expected !== null && expected !== asset;
}

function outcomeOf(variance: Decimal, wrongAsset: boolean, print: FeePrint): Outcome {
  if (wrongAsset) return 'break';
  if (variance.isZero()) return 'matched';
  return variance.abs().lte(print.allowance) ? 'within tolerance' : 'break';
}
