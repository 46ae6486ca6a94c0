/** The face of an engine: what it is given and what it hands back. A faster engine shares it with the reference one. */

import type { AppliedRate } from '../domain/applied-rate.ts';
import type { IdSpan, PageEdges } from '../domain/completeness.ts';
import type { Decimal } from '../domain/decimal.ts';
import type { Standing } from '../domain/facts.ts';
import type { Fill } from '../domain/fill.ts';
import type { DuplicateRow } from '../domain/intake.ts';
import type { FillJudgement, JudgingContext, PriceSource, PrintedScale } from '../domain/judgement.ts';
import type { BreakRecord } from '../domain/largest-breaks.ts';
import type { Totals } from '../domain/money.ts';
import type { Problem } from '../domain/problem.ts';
import type { Reconciliation } from '../domain/reconciliation.ts';
import type { FlowRule, Schedule, ScheduleVersion } from '../domain/schedule.ts';
import type { PlannedTerms, TermsEntry, TermsInForce } from '../domain/terms.ts';
import type { Instant, Span } from '../domain/time.ts';
import type { Recognition } from '../ingest/identify.ts';
import type { Input } from '../ingest/input.ts';
import type { InstrumentTable } from '../ingest/instruments.ts';
import type { Sighting, Wanted } from './sighting.ts';

/** A file with what was made of its header. */
export interface Source {
  readonly input: Input;
  readonly recognition: Recognition;
}

/** Which fills are judged; others are excluded with reason `filter`. Null or empty = no such filter. */
export interface Filter {
  readonly span: Span;
  readonly symbols: ReadonlySet<string>;
  readonly liquidity: string | null;
}

/** Keys by which `reconciliation` rows can be split further. */
export const GROUP_KEYS = [
  'venue',
  'account',
  'product',
  'liquidity',
  'symbol',
  'side',
  'day',
  'week',
  'month',
  'hour',
  'file',
  'group',
] as const;
export type GroupKey = (typeof GROUP_KEYS)[number];

/** Somebody who wants to see every judged fill. */
export interface Audience {
  /** A judging pass begins; what was seen in an earlier one counts no more. */
  begin(): void;
  judged(fill: Fill, judged: FillJudgement, context: JudgingContext): void;
}

/** Sees every fill that is counted, in file order: what needs more than sums is gathered here. */
export interface FillObserver {
  /**
   * Forgets everything: a judging pass begins. @param bulk fills alike will be told together (`alike`, `pages`), the others one
   * by one but not in file order; only where the observer has these two
   */
  begin(bulk?: boolean): void;
  /** Fills of one symbol and account at once. @param ids null = some of their ids are no plain numbers */
  alike?(fill: Fill, ids: IdSpan | null): void;
  /** The page edges of a file, to which all its fills are told apart from `alike` and `fill`. */
  pages?(file: string): PageEdges;
  /** Sees a fill before any filter, once, and before `fill` does. */
  read?(fill: Fill): void;
  /** @param signature key of a break's set of hypotheses; '' where it is none */
  fill(fill: Fill, judged: FillJudgement, terms: TermsInForce, signature: string): void;
}

export interface EngineRequest {
  readonly sources: readonly Source[];
  readonly instruments: InstrumentTable;
  /** Terms of all accounts, ascending by `from` within an account; an account without any is inferred. */
  readonly terms: readonly TermsEntry[];
  /** Terms for accounts that `terms` does not name. */
  readonly otherwise: Omit<TermsEntry, 'account'>;
  /** The schedule that these terms mean for a product; null = none is known. */
  schedule(venue: string, product: string, terms: TermsEntry): Schedule | null;
  /** Every schedule that prices a product of a venue: what a charge may stem from where it is not the one due. */
  pricing(venue: string, product: string): readonly Schedule[];
  /** What owners say of their accounts that no fill shows; an account of null = every one. Absent = nothing. */
  readonly standings?: readonly (Standing & { readonly account: string | null })[];
  /** Is shown every judged fill in scope. */
  readonly audience?: Audience;
  readonly prices: (PriceSource & { readonly file: string }) | null;
  readonly filter: Filter;
  readonly groupBy: readonly GroupKey[];
  /** Minutes east of UTC at which days, weeks and months of `groupBy` are cut. */
  readonly reportOffset: number;
  /** Allowance of every file and asset; null = one unit of the fee scale. */
  readonly tolerance: Decimal | null;
  /** `auto`: fees are expected as the venue is seen to round them, with no tolerance; `card`: as schedule and profile say. */
  readonly rounding: 'card' | 'auto';
  /** A version is picked as of this instant instead of the fill's; null = the fill's. */
  readonly asOf: Instant | null;
  readonly observers?: readonly FillObserver[];
  progress(step: string, doneBytes: number, totalBytes: number | null): void;
}

/** A schedule version that was used. */
export interface UsedVersion {
  readonly id: string;
  readonly version: ScheduleVersion;
}

/** A rule on a kind of orders that some fill named. */
export interface UsedFlowRule {
  readonly rule: FlowRule;
  /** True = it was read to leave rebates whole. */
  readonly whole: boolean;
}

export interface EngineResult {
  readonly reconciliation: Reconciliation;
  /** Terms that held, per account and product, in order of time. */
  readonly terms: readonly PlannedTerms[];
  readonly rates: readonly AppliedRate[];
  readonly scales: readonly PrintedScale[];
  /** Raw fee column per asset as counted at the door, over all files. */
  readonly doorCharged: Totals;
  readonly doorRows: number;
  readonly rowsByFile: readonly number[];
  /** What reading noted about the rows of each file, as sentences. */
  readonly remarks: readonly (readonly string[])[];
  /** True = some file could not be read to its end; its problem is among `problems`. */
  readonly brokenOff: boolean;
  /** The order of an order's fills was tried on one order in so many: 1 = on every one. */
  readonly orderShare: number;
  /** The first refused rows of each file; all are counted in the intake. */
  readonly problems: readonly Problem[];
  /** Earliest and latest fill judged; null without fills. */
  readonly span: { readonly from: Instant; readonly to: Instant } | null;
  /** Schedule versions that some fill was judged by, by id and version. */
  readonly versionsUsed: readonly UsedVersion[];
  /** Rules on kinds of orders that were used, by schedule and name. */
  readonly flowsUsed: ReadonlyMap<string, UsedFlowRule>;
  /** Rows that repeat another one, the first thousand of each file. */
  readonly duplicates: readonly DuplicateRow[];
  /** Every symbol of a fill that was read, filtered or not. */
  readonly symbols: ReadonlySet<string>;
  /** Every break, in file order: reads the files once more. */
  breaks(): AsyncIterable<readonly BreakRecord[]>;
  /** The rows asked for with all that was made of them, in file order: reads the files once more. */
  explain(wanted: Wanted): AsyncIterable<Sighting>;
}

export interface Engine {
  readonly name: string;
  run(request: EngineRequest): Promise<EngineResult>;
}
