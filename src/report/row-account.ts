/** One row with everything that was made of it: what `explain` tells. Plain results; no file is read here. */
import type { Trial } from '../domain/break.ts';
import type { Assigned } from '../domain/cause.ts';
import type { Law } from '../domain/court.ts';
import type { Decimal } from '../domain/decimal.ts';
import type { Fill } from '../domain/fill.ts';
import type { FillJudgement, JudgingContext, PrintedScale } from '../domain/judgement.ts';
import type { OrderShare } from '../domain/order-share.ts';
import type { Problem } from '../domain/problem.ts';
import type { TermsInForce } from '../domain/terms.ts';
import type { Instant } from '../domain/time.ts';

/** One cell as it stands in the file. */
export interface ReadCell {
  /** Head of its column. */
  readonly column: string;
  readonly cell: string;
  /** Roles that the column plays; empty = it is not used. */
  readonly roles: readonly string[];
}

export interface ReadRow {
  readonly line: number;
  /** Of the two rows of a fill: `main` = it says what was traded, `other` = the other one. `whole` = a fill of one row. */
  readonly leg: 'whole' | 'main' | 'other';
  readonly cells: readonly ReadCell[];
}

/** How the row's file is read. */
export interface Reading {
  readonly file: string;
  /** `okx-api (fills of the API)`. */
  readonly profile: string;
  /** Zone of the times with its reason, in words. */
  readonly zone: string;
  /** True = the file writes a charge with a minus. */
  readonly chargesNegative: boolean;
  /** True = quantities are counted in contracts by a column of their own. */
  readonly countsContracts: boolean;
  /** Where the contract value comes from, in words. */
  readonly contractSource: string;
  /** What was assumed, and what such an export never shows, as sentences. */
  readonly notices: readonly string[];
}

/** What became of the row. */
export type Fate = 'fill' | 'filter' | 'duplicate' | 'conflict' | 'excluded' | 'refused' | 'joined';

/** Another row of the same record. */
export interface Twin {
  readonly file: string;
  readonly line: number;
  readonly fate: Fate;
}

/** A fill and why its expected fee is what it is. */
export interface FillAccount {
  readonly fill: Fill;
  /** What the raw fee column holds, in the program's sign. */
  readonly rawFee: Decimal;
  readonly judged: FillJudgement;
  readonly context: JudgingContext;
  readonly terms: TermsInForce;
  /** The law of the order book that the flag breaks without a break of the fee; null = none. */
  readonly law: Law | null;
  /** What other fills of its order, or legs of its request, mean for its fee; null = nothing. */
  readonly share: OrderShare | null;
  /** Where the terms come from, in words. */
  readonly origin: string;
  /** Start of the terms that follow; null = none do. */
  readonly until: Instant | null;
  /** How the file prints fees of this asset. */
  readonly scale: PrintedScale | null;
  /** Where prices come from; null = none were given. */
  readonly pricesFile: string | null;
  /** Every hypothesis tried on a break; empty for a fill that is none. */
  readonly trials: readonly Trial[];
  /** False = the fee has so few digits that a hypothesis may fit by chance. */
  readonly telling: boolean;
  /** What the whole run put the break down to; null = the run does not count this row among its breaks. */
  readonly assigned: Assigned | null;
}

export interface RowAccount {
  readonly reading: Reading;
  /** One, or the two rows of a two-leg fill, by line. */
  readonly rows: readonly ReadRow[];
  readonly fate: Fate;
  /** Why it is no fill: of an excluded row the reason, of a refused one the problem. */
  readonly reason: string | null;
  readonly problem: Problem | null;
  /** Set for every fill, whatever became of it. */
  readonly account: FillAccount | null;
  readonly twins: readonly Twin[];
  /** Why it was picked: `first`, `largest`, `last` of a cause; empty = it was named. */
  readonly marks: readonly string[];
}

/** All that was asked for. */
export interface Explanation {
  /** As the user named it. */
  readonly asked: string;
  readonly rows: readonly RowAccount[];
  /** Rows that were asked for but are not told, since there are too many. */
  readonly left: number;
}
