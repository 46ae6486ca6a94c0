/** What a partner or a venue says that it paid: lines of dashboards and ledgers, in one sign and vocabulary. */
import type { Decimal } from './decimal.ts';
import type { Instant } from './time.ts';

/** What one line stands for: a booking at a moment, or all flow of a span. */
export type LinePeriod = 'moment' | 'hour' | 'day' | 'week' | 'month' | 'span';

export interface StatementLine {
  readonly file: string;
  /** 1-based physical line. */
  readonly line: number;
  /** The account or user id as written; null = the statement does not say. */
  readonly account: string | null;
  /** Start of the flow that is paid for, or the moment of the booking. */
  readonly from: Instant;
  /** End (exclusive) of the flow that is paid for; null = a booking, whose period nobody states. */
  readonly to: Instant | null;
  /** Set where the line pays for one trade. */
  readonly tradeId: string | null;
  readonly asset: string;
  /** Positive = the desk received it. */
  readonly paid: Decimal;
  /** Fee that the partner saw, and the part of it that it pays on; null = no such column. */
  readonly fee: Decimal | null;
  readonly eligibleFee: Decimal | null;
  /** Traded volume that the partner saw; null = no such column. */
  readonly volume: Decimal | null;
}

/** A row that is no payment, by reason; nothing of a statement is dropped unseen. */
export interface ExcludedLines {
  readonly reason: string;
  readonly asset: string | null;
  rows: number;
  /** Σ of the amounts of these rows. */
  amount: Decimal;
}

/** What a statement pays: a partner's share of positive fees, or the venue's own negative maker fees. */
export type Payment = 'affiliate' | 'maker-rebate';

/** Settlement periods of equal length, one after the other. */
export interface Epoch {
  /** Start of any one of them. */
  readonly start: Instant;
  /** Milliseconds, above 0. */
  readonly length: number;
}

/** One statement as it was read. */
export interface Statement {
  readonly file: string;
  readonly profile: string;
  /** Named by a mapping file or by the profile; null = the only partner of the terms. */
  readonly partner: string | null;
  readonly period: LinePeriod;
  /** Minutes east of UTC of its days. */
  readonly minutesEast: number;
  /** How the zone is known: `assumed` = nothing told it. */
  readonly zoneBasis: string;
  readonly lines: readonly StatementLine[];
  readonly excluded: readonly ExcludedLines[];
  /** Rows of the file below its header. */
  readonly rows: number;
  readonly refused: number;
  /** Largest number of decimals of the paid column, per asset. */
  readonly scales: ReadonlyMap<string, number>;
  /** `maker-rebate` = the venue pays the negative maker fees that it charged. */
  readonly pays: Payment;
  /** Epochs that a mapping file states; null = not stated. */
  readonly epoch: Epoch | null;
  /** True = a line is dated by the start of what it pays for; else by its booking, or by both ends. */
  readonly datedByStart: boolean;
  /** Fixing that a mapping file states for converted rebates; null = not stated. */
  readonly fixing: string | null;
}
