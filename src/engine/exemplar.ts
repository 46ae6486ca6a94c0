/**
 * Fills that differ in nothing but time, ids and amounts are judged alike: one of them, judged by the domain, stands for all.
 * What hangs on more than one rate and one rounding has no exemplar and is judged fill by fill.
 */
import { isNoRate } from '../domain/card.ts';
import { outweighsFlag, sideByLaw } from '../domain/court.ts';
import { ONE, ZERO } from '../domain/decimal.ts';
import { baseKindIn, type FeeFormula, notionalAssetOf } from '../domain/fee.ts';
import type { Fill } from '../domain/fill.ts';
import type { Instrument } from '../domain/instrument.ts';
import { type FillJudgement, hangsOnCharge, isWrongAsset, type JudgingContext } from '../domain/judgement.ts';
import { settlementPeriod } from '../domain/rebate.ts';
import type { Schedule } from '../domain/schedule.ts';
import type { AffiliateTerms, DueRate, TermsInForce } from '../domain/terms.ts';
import type { Instant, Span } from '../domain/time.ts';
import type { CardBook } from './card-book.ts';
import type { EngineRequest, Source } from './engine.ts';
import { groupSpan, groupValue, isTimeKey, ValuesAt } from './group-values.ts';
import type { Judge } from './judge.ts';
import type { Plan } from './plan.ts';
import type { RateEvidence, RateLane } from './rate-evidence.ts';

/** The traded value, or the coins traded. */
export type SizeKind = 'value' | 'coins';

/** A fill with all that fills like it share. */
export interface Exemplar {
  /** See `withoutAmounts`. */
  readonly fill: Fill;
  readonly judged: FillJudgement & { readonly due: DueRate };
  readonly context: JudgingContext;
  readonly terms: TermsInForce;
  readonly schedule: string | null;
  /** Values of the keys that fills are grouped by; '' = it hangs on their time, see `ValuesAt`. */
  readonly extra: readonly string[];
  readonly lane: RateLane;
  /** What the rate is a share of. */
  readonly base: SizeKind;
  /** What makers pay, where the fill crossed the book with a limit order; else null. */
  readonly asMaker: DueRate | null;
  /** When fills like it are judged alike. */
  readonly steady: Span;
}

/** The two sides that a fill without a flag can be on: its charge tells which, as in `domain/classification.ts`. */
export interface Sides {
  readonly maker: Exemplar;
  readonly taker: Exemplar;
}

/** … or they are out of scope (`filter`), or must be judged one by one for a time; null = always. */
export type Alike = Exemplar | Sides | { readonly filtered: Span } | { readonly singly: Span } | null;

export class Exemplars {
  private readonly request: EngineRequest;
  private readonly plan: Plan;
  private readonly book: CardBook;
  private readonly judge: Judge;
  private readonly rates: RateEvidence;
  /** Values of the keys that fills are grouped by. */
  readonly valuesAt: ValuesAt;

  constructor(request: EngineRequest, plan: Plan, book: CardBook, judge: Judge, rates: RateEvidence) {
    this.request = request;
    this.plan = plan;
    this.book = book;
    this.judge = judge;
    this.rates = rates;
    this.valuesAt = new ValuesAt(request.groupBy, request.reportOffset);
  }

  /** What holds for all fills like this one; null = each of them must be judged by itself. */
  of(fill: Fill, source: Source): Alike {
    const { span: period } = this.request.filter;
    if (!this.judge.inSpan(fill)) return { filtered: around([period], fill.time) };
    if (fill.channel !== undefined || fill.ordered !== undefined) return null;
    if (fill.quoteAmount !== null && fill.instrument.kind === 'inverse') return null;
    if (fill.otherFees?.isZero() === false || outweighsFlag(fill.flag, fill.orderType)) return null;
    return fill.flag === null ? this.sidesOf(fill, source) : this.ofSide(fill, fill, source);
  }

  /** A charge of exactly what one side is due, and the other not, is read as that side's; where both are due the same, nothing tells. */
  private sidesOf(fill: Fill, source: Source): Alike {
    if (this.request.filter.liquidity !== null || sideByLaw(fill.orderType) !== null) return null;
    const { context } = this.judge.resolve(fill, this.judge.printFor(fill, source));
    if (hasOneRate(context)) return this.ofSide(fill, fill, source);
    const maker = this.ofSide(fill, { ...fill, flag: 'maker' }, source);
    const taker = this.ofSide(fill, { ...fill, flag: 'taker' }, source);
    if (!isExemplar(maker) || !isExemplar(taker)) return soonest([maker, taker], fill.time);
    const told = !maker.judged.due.rate.eq(taker.judged.due.rate) && maker.base === taker.base;
    return told && maker.judged.feeAsset === taker.judged.feeAsset ? { maker, taker } : null;
  }

  /** @param flagged the fill, or the same with a flag where it has none */
  private ofSide(fill: Fill, flagged: Fill, source: Source): Exclude<Alike, Sides> {
    const { terms, context, judged: told } = this.judge.resolve(flagged, this.judge.printFor(fill, source));
    const { account, instrument, time } = fill;
    const planned = this.plan.at(account, instrument.venue, instrument.product, time);
    // In the second of a change it was judged by the terms before it, which hold for nothing that comes later.
    if (planned !== null && planned !== terms) return { singly: { from: time, to: time + 1 } };
    const steady = this.steadySpan(fill, terms);
    const { liquidity } = this.request.filter;
    if (liquidity !== null && told.liquidity !== liquidity) {
      // A break in the second of a change may be judged by the terms before it, but its side is the same.
      return told.evidence === 'flag' ? { filtered: steady } : null;
    }
    const base = simpleBase(fill, told, context);
    if (base === null || hangsOnCharge(fill, told, context)) return null;
    const judged = flagged.flag === fill.flag ? told : { ...told, evidence: 'rate' as const };
    const { due } = judged;
    if (due === null || isWrongAsset({ ...fill, fee: ONE }, judged.feeAsset, due, context)) return null;
    const lane = this.rates.laneFor(fill, judged, context, this.book);
    const quiet = lane.quiet(fill.time);
    const span = around([steady, quiet.span], fill.time);
    if (quiet.singly) return { singly: span };
    const { card, maker } = context;
    const crossed = judged.liquidity === 'taker' && fill.orderType === 'limit' && !isNoRate(maker);
    return {
      fill,
      judged: { ...judged, due },
      context,
      terms,
      schedule: isNoRate(card) ? null : card.schedule.id,
      extra: this.extraOf(fill, judged, context),
      lane,
      base,
      asMaker: crossed ? maker : null,
      steady: span,
    };
  }

  private extraOf(fill: Fill, judged: FillJudgement, { card }: JudgingContext): readonly string[] {
    const group = isNoRate(card) ? null : card.group;
    return this.request.groupBy.map((key) => (isTimeKey(key) ? '' : groupValue(key, fill, judged, group)));
  }

  /** The time around a fill in which everything that it is judged by stays the same. */
  private steadySpan({ account, instrument, time }: Fill, terms: TermsInForce): Span {
    const { venue, product } = instrument;
    const planned = this.plan.spanAt(account, venue, product, time);
    const known = this.book.spanAround(instrument, terms, time);
    return around([this.request.filter.span, planned, known], time);
  }

  /** The time around `time` in which fills under such terms are counted together: one settlement period, one of each group. */
  binAt(affiliate: AffiliateTerms | null, time: Instant): Span {
    const { groupBy, reportOffset } = this.request;
    const groups = groupBy.filter(isTimeKey).map((key) => groupSpan(key, time, reportOffset));
    const period = affiliate === null ? [] : [settlementPeriod(time, affiliate)];
    return around([...groups, ...period], time);
  }
}

/** The same without amounts, which are those of one fill: of many symbols they would take most of the memory. */
export function withoutAmounts(one: Exemplar): Exemplar {
  const { fill, judged } = one;
  const none = { price: ZERO, quantity: ZERO, fee: ZERO, tradeId: null, orderId: null };
  const formula = judged.formula && {
    ...judged.formula,
    base: { amount: ZERO, asset: judged.formula.base.asset },
    quantity: ZERO,
  };
  const sums = { notional: ZERO, exact: ZERO, expected: ZERO, variance: ZERO, formula };
  return { ...one, fill: { ...fill, ...none }, judged: { ...judged, ...sums } };
}

/** True = makers and takers are due the same, so that no charge tells the side. */
const hasOneRate = ({ maker, taker }: JudgingContext): boolean =>
  !isNoRate(maker) && !isNoRate(taker) && maker.rate.eq(taker.rate);

export const isExemplar = (alike: Alike): alike is Exemplar => alike !== null && 'judged' in alike;

/** Until when none of these change; null = one of them is for no others. */
function soonest(alike: readonly Exclude<Alike, Sides>[], time: Instant): Alike {
  const spans = alike.map((one) =>
    isExemplar(one) ? one.steady : one !== null && 'singly' in one ? one.singly : null,
  );
  const known = spans.filter((span) => span !== null);
  return known.length < spans.length ? null : { singly: around(known, time) };
}

/** What the rate is a share of, where the fee of a judged fill is one rate of one size, rounded; else null. */
function simpleBase(
  { instrument }: Fill,
  { formula, notional, liquidity, evidence }: FillJudgement,
  { feeBase }: JudgingContext,
): SizeKind | null {
  const isTold = evidence === 'flag' && (liquidity === 'maker' || liquidity === 'taker');
  const isUnknown = evidence === 'none' && liquidity === 'unknown';
  if (formula === null || notional === null || (!isTold && !isUnknown)) return null;
  return sizeKindOf(instrument, formula, feeBase);
}

/** What the rate is a share of, where the fee is one rate of one size, rounded; else null. */
export function sizeKindOf(
  instrument: Instrument,
  { asset, price, clauses, part }: FeeFormula,
  feeBase: Schedule['feeBase'],
): SizeKind | null {
  if (price !== null || clauses !== null || part !== undefined) return null;
  const notionalAsset = notionalAssetOf(instrument);
  const kind = notionalAsset === null ? 'value' : baseKindIn(instrument, asset, notionalAsset, feeBase);
  // The coins of inverse contracts are their face.
  return kind === 'index' || (kind === 'coins' && instrument.kind === 'inverse') ? null : kind;
}

/** The part around `time` that lies between all bounds. */
export function around(spans: readonly Span[], time: Instant): Span {
  let [from, to]: [Instant | null, Instant | null] = [null, null];
  for (const span of spans) {
    for (const bound of [span.from, span.to]) {
      if (bound === null) continue;
      if (bound <= time) from = from === null ? bound : Math.max(from, bound);
      else to = to === null ? bound : Math.min(to, bound);
    }
  }
  return { from, to };
}
