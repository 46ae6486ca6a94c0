/** Everything that a reconciliation's report is made from. Plain results; no file is read here. */
import type { AppliedRate } from '../domain/applied-rate.ts';
import type { Settlement } from '../domain/cause.ts';
import type { CompletenessCheck, StatementVolume } from '../domain/completeness.ts';
import type { Decimal } from '../domain/decimal.ts';
import type { DuplicateRow, Residual } from '../domain/intake.ts';
import type { PrintedScale } from '../domain/judgement.ts';
import type { BreakRecord } from '../domain/largest-breaks.ts';
import type { OpenItem } from '../domain/late-payment.ts';
import type { Problem } from '../domain/problem.ts';
import type { PartnerMatch } from '../domain/rebate-match.ts';
import type { Reconciliation } from '../domain/reconciliation.ts';
import type { ScheduleVersion } from '../domain/schedule.ts';
import type { Statement } from '../domain/statement.ts';
import type { AffiliateTerms, PlannedTerms } from '../domain/terms.ts';
import type { Instant, Span } from '../domain/time.ts';
import type { Verdict } from '../domain/verdict.ts';

/** One file as it was read. */
export interface FileFinding {
  readonly file: string;
  readonly profile: string;
  /** Null = nobody is told. */
  readonly sha256: string | null;
  readonly rows: number;
  /** `UTC+8 (preamble)`. */
  readonly zone: string;
  readonly hasFlag: boolean;
  readonly cannotReveal: readonly string[];
  readonly notices: readonly string[];
}

/** One schedule version that some fill was judged by. */
export interface ScheduleFinding {
  readonly id: string;
  readonly version: ScheduleVersion;
}

/** A line for one trade that does not pay what the trade accrues. */
export interface TradeLine {
  readonly file: string;
  readonly line: number;
  readonly tradeId: string;
  /** Time of the trade; of the booking where the trade is not among the fills. */
  readonly time: Instant;
  readonly asset: string;
  /** Null = the trade is not among the fills. */
  readonly accrued: Decimal | null;
  readonly paid: Decimal;
}

/** What a partner owes one account in one asset, against what its statements say that it paid. */
export interface MatchedLane {
  readonly match: PartnerMatch;
  readonly account: string;
  readonly terms: AffiliateTerms;
  readonly asset: string;
  /** Fee assets whose accrual is settled in `asset`. */
  readonly feeAssets: readonly string[];
  readonly cadence: 'day' | 'week' | 'month' | 'span';
  /** The one share; null = it changed. */
  readonly share: Decimal | null;
  readonly lines: number;
  /** Null = the statement shows no volume. */
  readonly volume: StatementVolume | null;
  /** Lines of the statements that belong to accounts which are not in this run. */
  readonly otherAccounts: number;
  /** Lines for single trades, and those whose trade is not among the fills. */
  readonly trades: number;
  readonly unmatchedTrades: number;
  /** The largest differences of lines for single trades, at most a thousand. */
  readonly tradeLines: readonly TradeLine[];
  /** Zone in which the statement's dates were read, and whether anything told it. */
  readonly minutesEast: number;
  readonly zoneAssumed: boolean;
}

/** Everything about statements and what is carried forward. */
export interface SettlementFindings {
  readonly statements: readonly (Statement & { readonly sha256: string })[];
  readonly lanes: readonly MatchedLane[];
  /** Items open, closed and written off, after this run; empty without `--open-items`. */
  readonly open: readonly OpenItem[];
  /** End of what this run covers, from which ages are counted; null without a period. */
  readonly asOf: Instant | null;
}

export interface Findings {
  readonly completeness: readonly CompletenessCheck[];
  readonly statement: SettlementFindings;
  readonly files: readonly FileFinding[];
  readonly schedules: readonly ScheduleFinding[];
  readonly terms: readonly PlannedTerms[];
  readonly scales: readonly PrintedScale[];
  readonly rounding: 'card' | 'auto';
  /** As asked for; null bounds = all. */
  readonly period: Span;
  /** Minutes east of UTC of days and periods. */
  readonly reportOffset: number;
  /** Earliest and latest fill; null without fills. */
  readonly span: { readonly from: Instant; readonly to: Instant } | null;
  readonly groupBy: readonly string[];
  readonly reconciliation: Reconciliation;
  readonly settlement: Settlement;
  readonly rates: readonly AppliedRate[];
  readonly residual: Residual;
  readonly problems: readonly Problem[];
  readonly duplicates: readonly DuplicateRow[];
  /** `venue/product` of the terms → id of the ladder that prices it, where there is one. */
  readonly scheduleIds: ReadonlyMap<string, string>;
  /** Why the run is incomplete beyond rows and fills: inputs not read, expectations not met. */
  readonly shortfalls: readonly string[];
  readonly verdict: Verdict;
  readonly tolerance: Decimal | null;
  readonly materiality: { readonly amount: Decimal; readonly asset: string } | null;
  readonly pricesFile: string | null;
  /** Sentences that the run itself adds (assumptions, unmet expectations). */
  readonly notes: readonly string[];
  readonly version: string;
  breaks(): AsyncIterable<readonly BreakRecord[]>;
}
