/** A venue's published fee schedule as dated versions, and a partner's rebate terms. Data comes from `schedules/`. */
import type { Decimal, Rounding } from './decimal.ts';
import type { Kind } from './instrument.ts';
import type { Rate } from './rate.ts';
import type { Instant } from './time.ts';

/** How far a version's figures can be trusted, best first. */
export const CONFIDENCES = ['source', 'official', 'announcement', 'secondary', 'unverified'] as const;
export type Confidence = (typeof CONFIDENCES)[number];

/** Where a version comes from. Shipped files carry all three; own files may leave `asOf` and `confidence` out. */
export interface Provenance {
  readonly source: string;
  /** The day on which the page said so or somebody read it. */
  readonly asOf: string | null;
  readonly confidence: Confidence | null;
}

/** One comparison of a metric against a bound; a null bound is not known and never met. */
export interface Threshold {
  readonly metric: string;
  readonly comparison: '>=' | '>' | '<' | '<=';
  /** In the metric's own unit (USD for volumes and assets, coins for holdings, a fraction for shares). */
  readonly bound: Decimal | null;
}
/** A boolean tree over thresholds; `before` holds for evaluations before an instant (a token not launched yet). */
export type Condition =
  | { readonly anyOf: readonly Condition[] }
  | { readonly allOf: readonly Condition[] }
  | { readonly before: Instant }
  | { readonly threshold: Threshold };

/** One rung: rates null = nobody published them (a fill that needs one is unjudged). */
export interface TierRow {
  /** As the venue writes it: `VIP 4`. */
  readonly tier: string;
  readonly maker: Rate | null;
  readonly taker: Rate | null;
  /** Bounds the fee of an option to this share of its premium, where this rung has a bound of its own. */
  readonly premiumCap?: Rate;
  readonly when: Condition | null;
  readonly note: string | null;
  /** Where this row comes from, if from elsewhere than its table or version. */
  readonly provenance?: Provenance;
}

/** A table of rates for some of the version's instruments. */
export interface RateTable {
  /** `Group 1`, `USDC-margined`; null for the version's one table. */
  readonly group: string | null;
  /**
   * Symbols (`*` stands for any characters, once), base assets, quote assets (any of which suffices); all empty = every instrument not named elsewhere
   * or, where the version says `othersUnknown`, a group whose members are not known.
   */
  readonly symbols: readonly string[];
  readonly bases: readonly string[];
  readonly quotes: readonly string[];
  /** Only instruments of these products of the schedule; absent = of every one. */
  readonly products?: readonly string[];
  /**
   * Fixed amounts, in the fee asset, of which a taker order may carry one beside its rate. One fill of the order carries
   * it, and the venue may waive it, so that a fill without any is as right.
   */
  readonly takerOrderFees?: readonly Decimal[];
  /** True = the list of members is whole: where the version says `othersUnknown`, nothing else is in this group. */
  readonly complete?: boolean;
  /** False = its trades count for no volume of a tier (zero-fee pairs). */
  readonly countsVolume?: false;
  /** Membership holds in this span; null = as long as the version. */
  readonly memberFrom: Instant | null;
  readonly memberTo: Instant | null;
  /** True = the venue offers these rates as a promotion in place of another table's. */
  readonly promotion?: boolean;
  readonly tiers: readonly TierRow[];
  /** Where this table comes from, if from elsewhere than its version. */
  readonly provenance?: Provenance;
  readonly notes?: readonly string[];
}

/** Parts of a fee beside rate × base. Those of `unpriced` are carried and printed; a fill that needs one is unjudged. */
export interface Clauses {
  /** Fee bounded by this share of the option's premium. */
  readonly premiumCap: Rate | null;
  /** `mark`: the premium of the cap is taken at the mark price; absent = at the fill's own price. */
  readonly premiumPrice?: 'mark';
  /** True = the cap bounds a rebate as well. */
  readonly rebateCapped?: boolean;
  /** Channels of trade whose fees follow rules that this program does not price: channel → the rule, in words. */
  readonly channels?: ReadonlyMap<string, string>;
  /** How the legs of a request for quotes are priced together; absent = that is not known. */
  readonly rfq?: RfqClause;
  /** A fixed charge per contract or coin, in the fee asset. */
  readonly perContract: Decimal | null;
  /** A charge below this is raised to it, in the fee asset. */
  readonly minimum: Decimal | null;
  /**
   * What a liquidated position pays in all in place of its side's rate; such fills have no role and are not judged, but a fill with a
   * role that was charged so is told by it.
   */
  readonly liquidation?: Rate;
  /** Days within which a wrong fee must be claimed; absent = none is published. */
  readonly claimDays?: number;
  /** Clauses in words that this program does not price: `base fee per taker order: 0.50 USDC`. */
  readonly unpriced: readonly string[];
}

/** Requests for quotes: both sides pay the taker rate, legs in groups; fractions of 1. */
export interface RfqClause {
  /** Off the cheapest group of legs; off the `nextCount` groups next to it. */
  readonly cheapestOff: Rate;
  readonly nextOff: Rate;
  readonly nextCount: number;
  /** A box spread pays this share of its width per year to expiry instead of the rate, and takers a fixed amount. */
  readonly boxRate: Rate;
  readonly boxTakerFee: Decimal;
  /** Discounts on both sides' fees; several of one tier, or of none = the terms do not tell which, but the charge may. */
  readonly discounts: readonly RfqDiscount[];
}

/** A discount of makers and takers on requests. */
export interface RfqDiscount {
  /** The tier that has it; null = it goes by `when`. */
  readonly tier: string | null;
  readonly maker: Rate;
  readonly taker: Rate;
  /** What it asks for; null = nothing. */
  readonly when: Condition | null;
}

export interface ScheduleVersion {
  /** Unique within the schedule: `2026-04`, `2026-07-26`. */
  readonly version: string;
  readonly from: Instant;
  /** False = the true start is not known; `from` is the earliest day for which there is evidence. */
  readonly startKnown: boolean;
  /** Exclusive end; null = open, or until the next version begins. */
  readonly to: Instant | null;
  readonly provenance: Provenance;
  /** The venue was changing over until this instant: fills before it may carry the old or the new rate. */
  readonly changeoverUntil: Instant | null;
  readonly tables: readonly RateTable[];
  /** True = instruments in no table belong to a group that is not known: judged only where all groups agree. */
  readonly othersUnknown: boolean;
  readonly clauses: Clauses;
  /** Where it is not the schedule's. */
  readonly evaluation?: Evaluation;
  readonly notes: readonly string[];
}

/** A discount for paying fees in the venue's token, or for a status of the account. All or nothing, per fill. */
export interface TokenDiscount {
  /** The token; the name by which the terms call it where it goes by status. */
  readonly asset: string;
  /** What the account must be or hold; no fill shows it, so only the terms can say that it holds. Absent = by token. */
  readonly status?: string;
  /** Fraction taken off the rate: 0.1 = 10 % off. */
  readonly off: Rate;
  readonly appliesToNegative: boolean;
  readonly provenance: Provenance;
  readonly note: string | null;
}

/** When a venue computes tiers, from what, and from when they apply. */
export interface Evaluation {
  /** `30d` (rolling days, computed daily), `week` (Monday to Sunday UTC) or `month` (calendar month). */
  readonly window: string;
  /** Minutes after midnight UTC; null = not published, midnight is taken and said. */
  readonly atMinute: number | null;
  /** Minutes after midnight UTC of the day (of a `week`: after Monday, of a `month`: after the 1st); null = at once. */
  readonly appliesAtMinute: number | null;
  /** The metric that alone decides, or `any`. */
  readonly metric: string;
  /** `weightedVolume` is the sum of these metrics, each times its weight; absent = it cannot be measured. */
  readonly weights?: ReadonlyMap<string, Decimal>;
  /** Tiers fall by one level at most, on the first of a month; absent = they fall as they rise. */
  readonly downgrades?: 'one level a month';
}

/** Orders of a kind that the fill must name, whose makers are charged a part of their tier's fee (OKX ELP). */
export interface FlowRule {
  /** `ELP`. */
  readonly name: string;
  /** Order types of the fill, lower case; never assumed. */
  readonly orderTypes: readonly string[];
  readonly from: Instant;
  /** Exclusive; null = open. */
  readonly to: Instant | null;
  /** Tiers that it is for; empty = all. */
  readonly tiers: readonly string[];
  /** Part of the maker fee that is charged; null = the rate is the account's own and not published. */
  readonly factor: Rate | null;
  readonly note: string | null;
  readonly provenance: Provenance;
}

/** Up to which tier a venue itself pays affiliates for an account; above it a share is the partner's own promise. */
export interface AffiliateRule {
  readonly lastTier: string;
  /** Null = since before anything known. */
  readonly from: Instant | null;
  readonly note: string | null;
  readonly provenance: Provenance;
}

export interface Schedule {
  /** Path in the catalogue without extension: `okx/usdt-futures`. */
  readonly id: string;
  readonly venue: string;
  readonly product: string;
  /** Further products that it prices, each with tables of its own (`perps`, `options`, `spot`). */
  readonly covers?: readonly string[];
  readonly kind: Kind;
  readonly track: 'ladder' | 'program';
  /** A program that replaces only this side leaves the other to the ladder. */
  readonly replaces: 'maker' | 'taker' | 'both';
  /**
   * What the rate is applied to: the traded value at the fill's price, the value at the underlying's index price, or the
   * coins traded (options charged in coin).
   */
  readonly feeBase: 'price' | 'index' | 'coin';
  /** Which asset a positive fee is taken in; `settle` and `quote` by instrument, `received` is the spot rule. */
  readonly feeAsset: 'settle' | 'quote' | 'received';
  /** Which asset a negative fee is paid in on spot: the asset received or the asset given. */
  readonly rebateAsset: 'settle' | 'quote' | 'received' | 'given';
  /** How the venue rounds a fee; null = not known, nothing is rounded beyond what the file prints. */
  readonly rounding: Rounding | null;
  readonly evaluation: Evaluation | null;
  readonly discounts: readonly TokenDiscount[];
  /** Ascending by `from`. */
  readonly versions: readonly ScheduleVersion[];
  /** Kinds of orders with a fee of their own; absent = none. */
  readonly flowRules?: readonly FlowRule[];
  /** What a program participant pays on pairs outside the program: the ladder's tier, or its lowest one. Absent = the ladder's. */
  readonly otherPairs?: 'ladder' | 'lowest tier';
  /** The venue's own rules on affiliates, ascending by `from`; absent = none known. */
  readonly affiliateRules?: readonly AffiliateRule[];
  readonly notes: readonly string[];
  /** Obligations and other terms in words; printed, never priced. */
  readonly obligations: readonly string[];
  /** The file it was read from, for messages. */
  readonly file: string;
}

/** One dated version of a venue's rule on binding an existing account to a referral channel. */
export interface WinBackRule {
  readonly venue: string;
  /** Null = since before anything known. */
  readonly from: Instant | null;
  /** Least days since registration and since the last trade. */
  readonly days: number;
  readonly provenance: Provenance;
  readonly note: string | null;
}

/** Terms of an affiliate or sub-broker partner. */
export interface AffiliatePartner {
  /** `affiliate/jacktrader`. */
  readonly id: string;
  readonly partner: string;
  /** Share of the fee charged, as a fraction. */
  readonly share: Rate;
  /** True = "up to": without an agreed share the accrual is a ceiling. */
  readonly shareIsMaximum: boolean;
  readonly cadence: 'day' | 'week' | 'month';
  /** Minutes after Monday (week), first of month, or midnight UTC at which a period starts; null = not stated. */
  readonly cutOffMinute: number | null;
  readonly settlementAsset: string | null;
  /** How the rebate behaves by fee status, in words: tiers → sentence. */
  readonly stacking: readonly { readonly status: string; readonly rule: string }[];
  readonly excludesPrograms: boolean;
  /** Ladders whose tiers it is offered on. */
  readonly schedules: readonly string[];
  /** Rules on binding existing accounts, ascending by `from` within a venue. */
  readonly winBack: readonly WinBackRule[];
  readonly provenance: Provenance;
  readonly notes: readonly string[];
  readonly file: string;
}
