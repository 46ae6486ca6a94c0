/**
 * Affiliate rebate: share × fee actually charged, on positive fees only. A negative or zero maker fee earns nothing,
 * so at those tiers only taker flow accrues; program participants are out unless the terms say otherwise
 * (article of June 2026, stacking matrix).
 */
import { type Decimal, ONE } from './decimal.ts';
import type { Fill, Liquidity } from './fill.ts';
import type { FillJudgement } from './judgement.ts';
import { type Rate, rateFrom } from './rate.ts';
import type { AffiliateTerms, TermsInForce } from './terms.ts';
import { DAY, type Instant, MINUTE, type Span, WEEK } from './time.ts';

/** Why a charged fee earns no affiliate rebate; null = it does. */
export type Ineligibility =
  | 'negative or zero fee'
  | 'maker side of a tier without a maker fee'
  | 'program participant'
  | null;

/** A fill as far as the affiliate rebate is concerned. */
export interface ChargedFill {
  /** Positive = the desk paid. */
  readonly charged: Decimal;
  readonly liquidity: Liquidity;
  /** The rate that was due; null = not known. */
  readonly due: Rate | null;
  readonly track: 'ladder' | 'program';
}

/** By side: at a zero or negative maker fee the maker side earns nothing, even where it was charged by mistake. */
export function ineligibility(
  { charged, liquidity, due, track }: ChargedFill,
  terms: Pick<AffiliateTerms, 'excludesPrograms'>,
): Ineligibility {
  if (track === 'program' && terms.excludesPrograms) return 'program participant';
  if (charged.lte(0)) return 'negative or zero fee';
  return liquidity === 'maker' && due?.lte(0) ? 'maker side of a tier without a maker fee' : null;
}

/** What one fill earns, or fails to earn, under one agreement. */
export interface Earning {
  readonly terms: AffiliateTerms;
  /** What the share is taken of, as a receivable: the fee charged, or a negative fee with its sign turned. */
  readonly base: Decimal;
  /** Null = it earns. */
  readonly why: Ineligibility;
}

/** What the partner of these terms owes for one fill; null = there is no partner. */
export function affiliateEarning(fill: Fill, judged: FillJudgement, terms: TermsInForce): Earning | null {
  const { affiliate, track } = terms;
  if (affiliate === null) return null;
  const { liquidity } = judged;
  const why = ineligibility(
    { charged: fill.fee, liquidity, due: judged.due?.rate ?? null, track },
    affiliate,
  );
  return { terms: affiliate, base: fill.fee, why };
}

/** The venue as the payer of its own maker rebates: all of the negative fee, in periods that only a statement tells. */
export const makerRebateTerms = (venue: string): AffiliateTerms => ({
  partner: `${venue} maker rebate`,
  share: rateFrom(ONE),
  ceiling: false,
  cadence: 'month',
  cutOffMinute: null,
  excludesPrograms: false,
  settlementAsset: null,
  earns: 'maker-rebate',
});

/** 1970-01-05 was a Monday. */
const FIRST_MONDAY = 4 * DAY;

/** The settlement period [from, to) that holds `instant`, cut in UTC at the partner's hour (0 where none is stated). */
export function settlementPeriod(instant: Instant, terms: AffiliateTerms): { from: Instant; to: Instant } {
  const shift = (terms.cutOffMinute ?? 0) * MINUTE;
  if (terms.cadence === 'month') {
    const date = new Date(instant - shift);
    const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
    return { from: Date.UTC(year, month, 1) + shift, to: Date.UTC(year, month + 1, 1) + shift };
  }
  const [length, origin] = terms.cadence === 'week' ? [WEEK, FIRST_MONDAY] : [DAY, 0];
  const from = Math.floor((instant - shift - origin) / length) * length + origin + shift;
  return { from, to: from + length };
}

export type AccrualStatus = 'accrued' | 'ceiling' | 'partial' | 'ineligible';

/**
 * Status of one period's accrual. `covered` is what the run's files are known to cover; a bound that is not known
 * leaves the periods at `first`/`last` partial. With an assumed cut-off the edges are always partial.
 */
export function accrualStatus(
  period: { readonly from: Instant; readonly to: Instant },
  terms: AffiliateTerms,
  eligible: Decimal,
  covered: Span,
  edge: boolean,
): AccrualStatus {
  if (eligible.isZero()) return 'ineligible';
  const starts = covered.from !== null && covered.from <= period.from;
  const ends = covered.to !== null && covered.to >= period.to;
  if (edge && (terms.cutOffMinute === null || !(starts && ends))) return 'partial';
  return terms.ceiling ? 'ceiling' : 'accrued';
}
