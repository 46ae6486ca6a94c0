/** What reading makes of the rows of a file. Every row read is in exactly one event. */
import type { Decimal } from '../domain/decimal.ts';
import type { Fill } from '../domain/fill.ts';
import type { Problem } from '../domain/problem.ts';

/** A row (or two legs) that is a fill. */
export interface FillEvent {
  readonly kind: 'fill';
  readonly fill: Fill;
  /** What the raw fee column of its rows holds, in this program's sign: the fill's fee unless parts lie in other columns. */
  readonly rawFee: Decimal;
  /**
   * The venue's true key of this fill, unique over files and accounts of that venue
   * (`venue␟account␟symbol␟tradeId␟side…`); null where the export has no usable ids.
   */
  readonly key: string | null;
  /** The whole record, cell by cell: two rows are identical when key and content are. */
  readonly content: string;
  /** Lines of the two rows of a two-leg fill, in the order in which `content` has them; absent = one row. */
  readonly legLines?: readonly [number, number];
}

/** A row that is no fill (funding, transfer, …), left out and counted. */
export interface ExcludedEvent {
  readonly kind: 'excluded';
  /** Stable word: `funding`, `transfer`, `liquidation-fee`, … */
  readonly reason: string;
  readonly line: number;
  readonly rows: number;
  /** What the raw fee column of these rows holds, in this program's sign; null = nothing readable. */
  readonly fee: Decimal | null;
  readonly feeAsset: string | null;
}

/** A row that could not be read; its fee counts as money only where it was readable. */
export interface RefusedEvent {
  readonly kind: 'refused';
  readonly problem: Problem;
  readonly rows: number;
  readonly fee: Decimal | null;
  readonly feeAsset: string | null;
}

export type RowEvent = FillEvent | ExcludedEvent | RefusedEvent;

/** What passed the door of one file: counted from the raw cells, before anything is made of them. */
export interface Door {
  /** Data rows, blank lines not counted. */
  rows: number;
  /** Σ of the raw fee column per fee asset (key `''` where no asset is known), in this program's sign. */
  readonly charged: Map<string, Decimal>;
  /** Largest number of decimals written in the fee column, per fee asset. */
  readonly scales: Map<string, number>;
  /**
   * What a reader of the report must know about these rows, as sentences, with the number of rows each
   * applies to.
   */
  readonly remarks: Map<string, number>;
}
