/** What an account is entitled to, and from when. Owned by the account; the schedule says what that costs. */
import {
  type Card,
  discounted,
  discountFor,
  isNoRate,
  type NoRate,
  publishedRate,
  sameTier,
} from './card.ts';
import { type Rate, rateFrom } from './rate.ts';
import type { FlowRule, Schedule, TokenDiscount } from './schedule.ts';
import type { Instant } from './time.ts';

/**
 * Token discount of the terms. `by-fee-asset`: nothing was said, so the discount holds for exactly the fills whose fee
 * was taken in the discount's token. `on`: the desk says that it is switched on for every fill.
 */
export type DiscountTerms =
  | { readonly kind: 'by-fee-asset' }
  | { readonly kind: 'none' }
  | { readonly kind: 'on'; readonly asset: string };

/** Affiliate overlay: whose share of the fee charged comes back, when. */
export interface AffiliateTerms {
  /** Partner's name as printed, or `agreed` for a bare share. */
  readonly partner: string;
  readonly share: Rate;
  /** True = the share is a maximum that nobody agreed to: the accrual is a ceiling. */
  readonly ceiling: boolean;
  readonly cadence: 'day' | 'week' | 'month';
  /** Minutes after the period's natural start (Monday, 1st, midnight UTC); null = not stated, 0 is assumed and said. */
  readonly cutOffMinute: number | null;
  readonly excludesPrograms: boolean;
  /** Asset in which the partner pays; absent = not stated. */
  readonly settlementAsset?: string | null;
  /** Set = no partner, but the venue, which pays its own negative maker fees later; absent = a share of positive fees. */
  readonly earns?: 'maker-rebate';
}

/** One dated entry of an account's terms, all inheritance resolved. */
export interface TermsEntry {
  readonly account: string;
  /** Null = since ever. */
  readonly from: Instant | null;
  /** Null = every product of the account. */
  readonly product: string | null;
  /** A schedule named for its own product; null = the venue's ladder for the product. */
  readonly schedule: string | null;
  /** Version pinned by name; null = by the fill's date. */
  readonly version: string | null;
  /** Null = infer it from the fees, or compute it. */
  readonly tier: string | null;
  /** True = the tier is computed from the venue's own window and conditions. */
  readonly qualified?: true;
  readonly track: 'ladder' | 'program';
  readonly program: string | null;
  readonly makerRate: Rate | null;
  readonly takerRate: Rate | null;
  readonly discount: DiscountTerms;
  readonly affiliate: AffiliateTerms | null;
  /** `whole` = a rule that charges a part of the maker fee (OKX ELP) leaves a rebate as it is; absent = it scales it. */
  readonly flowRebate?: 'whole';
  /** Where the entry is written; absent = it was given by flags, or not at all. */
  readonly origin?: { readonly file: string; readonly line: number };
}

/** Terms as they hold for one account and product from `from` on. */
export interface TermsInForce extends TermsEntry {
  /** When the next entry takes over; absent or null = open. */
  readonly to?: Instant | null;
  /** How the tier was found: said by the user, computed from volumes, or read from the fees. */
  readonly basis: 'given' | 'computed' | 'inferred';
  /** Tier of the span before, for telling stale from early, and for fills in the very second of an inferred change. */
  readonly tierBefore: string | null;
  readonly tierAfter: string | null;
  /** What a reader must know about how they were found. */
  readonly note: string | null;
}

/** Terms of one account and product, in order of time. */
export interface PlannedTerms extends TermsInForce {
  readonly venue: string;
  readonly product: string;
  /** Fills in the very second of an inferred change may carry either tier. */
  readonly before: PlannedTerms | null;
}

/** The rate due, with everything that led to it. */
export interface DueRate {
  /** After overlays. */
  readonly rate: Rate;
  /** As published or negotiated. */
  readonly published: Rate;
  readonly discount: TokenDiscount | null;
  readonly tier: string | null;
  /** Id for the `schedule` column. */
  readonly schedule: string;
}

/** The discount that these terms give a fee charged in `feeAsset`. */
export function discountInForce(
  card: Card | NoRate,
  terms: TermsEntry,
  feeAsset: string | null,
): TokenDiscount | null {
  if (isNoRate(card) || terms.discount.kind === 'none') return null;
  if (terms.discount.kind === 'on') return discountFor(card.schedule, terms.discount.asset);
  const found = feeAsset === null ? null : discountFor(card.schedule, feeAsset);
  return found?.status === undefined ? found : null;
}

/**
 * The rate that these terms give one side of the book: a negotiated rate, else the tier's published one, less the
 * token discount. Program accounts get no token discount.
 */
export function dueRate(
  card: Card | NoRate,
  terms: TermsInForce,
  liquidity: 'maker' | 'taker',
  feeAsset: string | null,
  flow: FlowRule | null = null,
): DueRate | NoRate {
  const negotiated = liquidity === 'maker' ? terms.makerRate : terms.takerRate;
  const schedule = terms.program ?? (isNoRate(card) ? 'negotiated' : card.schedule.id);
  if (negotiated !== null) {
    return {
      rate: negotiated,
      published: negotiated,
      discount: null,
      tier: terms.track === 'program' ? null : terms.tier,
      schedule,
    };
  }
  if (isNoRate(card)) return card;
  const { id, replaces } = card.schedule;
  if (replaces !== 'both' && replaces !== liquidity) {
    const flag = `--${liquidity}-rate`;
    return {
      reason: `${id} leaves the ${liquidity} fee to the ladder: give the rate of your tier (${flag})`,
    };
  }
  if (terms.tier === null) {
    return {
      reason:
        terms.note ?? `no terms give a ${liquidity} rate or a tier of ${card.schedule.id} for this time`,
    };
  }
  const published = publishedRate(card, terms.tier, liquidity);
  if (isNoRate(published)) return published;
  const onFlow = liquidity === 'maker' ? flowRate(published, terms, flow) : published;
  if (isNoRate(onFlow)) return onFlow;
  const discount = discountInForce(card, terms, feeAsset);
  const rate = discounted(onFlow, discount);
  return {
    rate,
    published,
    discount: rate.eq(onFlow) ? null : discount,
    tier: terms.tier,
    schedule: card.schedule.id,
  };
}

/** The rule that a fill's own order type calls for; null = none does. */
export function flowRuleFor(
  schedule: Schedule | null,
  orderType: string | null,
  time: Instant,
): FlowRule | null {
  const rules = schedule?.flowRules;
  if (rules === undefined || orderType === null) return null;
  const fits = ({ orderTypes, from, to }: FlowRule) =>
    orderTypes.includes(orderType) && time >= from && (to === null || time < to);
  return rules.find(fits) ?? null;
}

/**
 * The maker fee of a tier on orders with a rule of their own. The article of June 2026 says "50 % of the standard maker fee"
 * and every tier that it names is paid by the venue: read literally the rebate is halved; the terms can read it otherwise.
 */
export function flowRate(
  published: Rate,
  { tier, flowRebate }: TermsEntry,
  flow: FlowRule | null,
): Rate | NoRate {
  if (flow === null) return published;
  if (flow.tiers.length > 0 && !flow.tiers.some((one) => tier !== null && sameTier(one, tier)))
    return published;
  if (flow.factor === null) {
    return {
      reason: `the maker rate of ${flow.name} orders is the account's own: give it with --maker-rate`,
    };
  }
  return published.isNegative() && flowRebate === 'whole'
    ? published
    : rateFrom(published.times(flow.factor));
}
