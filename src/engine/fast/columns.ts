/** Typed columns: what the scanner makes of a block of rows, and what it must know of the file to do so. */

import type { Profile } from '../../ingest/profile.ts';

/** What the cells of one column are to the scanner. */
export const CELL = { skip: 0, time: 1, number: 2, word: 3, id: 4 } as const;

/** How times are written, as `Profile.time` has it. */
export type TimeForm = Profile['time'];

/** Plain data, so that it can go to a thread. */
export interface ScanPlan {
  /** Byte between cells. */
  readonly delimiter: number;
  /** Per column of the header: one of `CELL`, and which of that kind it is (0, 1, …). */
  readonly kinds: readonly number[];
  readonly slots: readonly number[];
  readonly timeForm: TimeForm;
  /** Minutes east of UTC of times that carry no zone of their own. */
  readonly minutesEast: number;
  /** Whether the day stands first in times of form `locale`; null = that is not known. */
  readonly dayFirst: boolean | null;
  /** Bytes before a number's fraction, and between its thousands; 0 = there is none between these. */
  readonly point: number;
  readonly mark: number;
  /** Number slots whose sign is a word. */
  readonly signs: readonly number[];
  /** … and is taken off. */
  readonly sizes: readonly number[];
  /** Number slots whose cells carry an asset behind the number (`0.5USDT`) → the word slot that takes the asset. */
  readonly glued: readonly (readonly [number: number, word: number])[];
  /** Number slots that may be empty. */
  readonly optional: readonly number[];
  readonly numbers: number;
  readonly words: number;
  readonly ids: number;
}

/** A row that is handed to the reader of single rows: nothing but its place is known. */
export const HARD = 1;
export const SIMPLE = 0;

/** Whole numbers of columns and lanes are below: exact as doubles, and so are their products with one digit more. */
export const WHOLE_LIMIT = 1e15;

/** Rows that one call of the scanner makes at most. */
export const BLOCK_ROWS = 2048;

/** Distinct combinations of words that are told apart at most. */
export const MAX_COMBOS = 1 << 16;

/** Rows of a block, column by column; only the first `rows` entries count. Every array has `BLOCK_ROWS` entries. */
export interface Columns {
  rows: number;
  /** Physical lines consumed, empty ones included. */
  lines: number;
  readonly state: Uint8Array;
  /** Place of the row in the buffer, without its line end. */
  readonly start: Int32Array;
  readonly end: Int32Array;
  /** Line of the row, counted from 0 at the first line of the call. */
  readonly line: Int32Array;
  /** Milliseconds since 1970. */
  readonly time: Float64Array;
  /** Per number slot: value × 10^scale, a whole number below 10^15 in size, without zeros at the end of a fraction; NaN = empty. */
  readonly mantissa: readonly Float64Array[];
  /** Decimals of `mantissa`: 0–18. */
  readonly scale: readonly Uint8Array[];
  /** Decimals written, zeros at the end included. */
  readonly written: readonly Uint8Array[];
  /** Which combination of all words the row has: 0, 1, … in the order in which combinations first came. */
  readonly combo: Int32Array;
  /** Per id slot: place in the buffer. */
  readonly idStart: readonly Int32Array[];
  readonly idEnd: readonly Int32Array[];
  /** Value of an id of 1–15 digits that does not begin with 0; −1 for any other. */
  readonly idValue: readonly Float64Array[];
}

/** Why a file is not for the fast scanner after all; it is then read by the reference reader from its start. */
export type Abandoned =
  | 'a line ends in CR alone'
  | 'a quote reaches over a line end'
  | 'too many combinations of words';

/** Reads rows of one file, or of one part of it; combinations of words are remembered from call to call. */
export interface Scanner {
  readonly columns: Columns;
  /** Combinations of words seen so far. */
  readonly combos: number;
  /**
   * Reads whole lines of `buffer` from `from` on (a line begins there) until `to`, which stands behind a line end, or until the columns are full.
   * @returns where it stopped (a line begins there), or why it gives up
   */
  scan(buffer: Uint8Array, from: number, to: number): number | Abandoned;
}
