/** What goes between those who scan parts of files and those who judge: plain data, so that it can cross threads. */

import type { RoundingTallies } from '../../domain/rounding-fingerprint.ts';
import type { Cell, CellSums, KeptBreak } from './break-cells.ts';
import type { Lane, SignedWhole } from './lane.ts';
import type { LaneSums } from './lane-sums.ts';
import type { PageRunData } from './page-runs.ts';
import type { FilledSlot, SlotData } from './slot-data.ts';
import type { FilledVolume } from './volume-slots.ts';

/** A stretch of a file's bytes; rows belong to the part in which they begin. */
export interface Part {
  readonly file: number;
  /** Number of the part in its file. */
  readonly index: number;
  /** Place of its first byte, in the numbering of the row log. */
  readonly place: number;
  /** Lines down to the header, which are passed over; 0 = the part begins below it. */
  readonly headerLine: number;
  /** Places of rows that are read singly, ascending. */
  readonly forced: Float64Array;
}

/** A row that is read and judged singly. */
export interface Single {
  readonly text: string;
  /** Counted from 0 at the first line of the part. */
  readonly line: number;
  readonly place: number;
  /** It is a fill in scope, of which only the judgement is open; its key is in the log. */
  readonly counted: boolean;
  /** The line above, where this is the last line of the file and lacks its line end; else null. */
  readonly before: string | null;
}

/** What belongs to the order of rows in a file. */
export interface PartResult {
  readonly file: number;
  readonly index: number;
  readonly lines: number;
  readonly singles: readonly Single[];
  /** Takers whose order had made before, as far as the kernel saw; null = there were too many to be told. */
  readonly late: readonly LateRow[] | null;
  readonly pages: PageRunData;
}

export interface LateRow {
  readonly text: string;
  readonly place: number;
  /** Counted from 0 at the first line of the part. */
  readonly line: number;
}

/** What a kernel summed up of one file, over all parts that it saw. */
export interface KernelResult {
  readonly file: number;
  readonly sums: LaneSums;
  readonly slots: SlotData;
  /** First and last fill of each cell of breaks, its number in place of the stream. */
  readonly spans: readonly FilledSlot[];
  readonly roundings: readonly (RoundingTallies | null)[];
  readonly cells: readonly (CellSums | undefined)[];
  readonly kept: readonly KeptBreak[];
  /** Earliest and latest fill; infinities the wrong way round where there is none. */
  readonly first: number;
  readonly last: number;
  /** What a survey found; null = the rows were judged. */
  readonly survey: SurveyResult | null;
}

/** What is evidence beside the slots. */
export interface SurveyResult {
  readonly volumes: readonly FilledVolume[];
  /** True = fees of 0 told nothing because the file's scale was not known. */
  readonly wantsScale: boolean;
  /** Place of the first evidence in each lane; infinite = none. */
  readonly begins: readonly number[];
}

/** mantissa × 10^−scale. */
export interface ScannedNumber {
  readonly mantissa: number;
  readonly scale: number;
}

/** A row as the scanner read it, for somebody who has to say what it is. */
export interface AskedRow {
  readonly file: number;
  readonly text: string;
  readonly time: number;
  /** Null = the file has no such column. */
  readonly price: ScannedNumber | null;
  readonly quantity: ScannedNumber;
  /** What the row says that the fill was worth; null = that is price × quantity. */
  readonly value: ScannedNumber | null;
  /** Positive = a charge. */
  readonly fee: ScannedNumber;
  /** The cells that lanes hang on; null = they cannot be told from the text alone. */
  readonly words: string | null;
  /** A lane of fills with the same words, at another time; −1 = there is none. */
  readonly sibling: number;
}

/** Milliseconds, [from, to); infinite where unbounded. Plain data. */
export interface Bin {
  readonly from: number;
  readonly to: number;
}

/** Who makes lanes, bins and cells. */
export interface Asked {
  /** Null where the row must be read singly. */
  lane(row: AskedRow): Lane | null;
  /** The time around `time` in which fills of counted lanes of these `cuts` are summed up together. */
  bin(file: number, cuts: number, time: number): Bin;
  /** The cell of a break of a lane of these `cells`. @returns null where such breaks are judged singly */
  cell(row: AskedRow, cells: number, rate: SignedWhole): Cell | null;
}
