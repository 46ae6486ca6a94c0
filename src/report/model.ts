/** The one row model behind every output format: typed columns, plain values. Figures cannot differ between formats. */
import type { Decimal } from '../domain/decimal.ts';

/**
 * text: untrusted or own words. id: opaque identifier, always text in a spreadsheet. count: integer.
 * amount: money or quantity, exact. signed: an amount whose sign is always printed (variances). bps: basis points.
 * signedBps: bps whose sign is always printed. price: a price. ratio: 0–1. time: instant (epoch ms).
 * sentence: long text, last in a terminal table. list: several words. flag: true or false.
 */
export type ColumnType =
  | 'text'
  | 'id'
  | 'count'
  | 'amount'
  | 'signed'
  | 'bps'
  | 'signedBps'
  | 'price'
  | 'ratio'
  | 'time'
  | 'sentence'
  | 'list'
  | 'flag';

export interface Column {
  /** The stable machine name: JSON key and CSV head. */
  readonly key: string;
  /** Head in terminal, Markdown and pages; short. */
  readonly head: string;
  readonly type: ColumnType;
  /** True = left out of the terminal table to save width; every other format has it. */
  readonly machineOnly?: boolean;
  /** True = left out of the terminal table while every row has 0. */
  readonly hideZeros?: boolean;
}

/** A value fitting its column's type; null = not known (`—`). */
export type Value = string | number | boolean | Decimal | readonly string[] | null;

export type Row = readonly Value[];

/** Rows of a table: a list, or such as are made one by one whenever somebody looks at them. */
export interface Rows extends Iterable<Row> {
  readonly length: number;
  /** From one on and up to another. */
  slice(from: number, to: number): readonly Row[];
}

export interface Table {
  /** Stable name, as in `--table NAME`. */
  readonly name: string;
  readonly title: string;
  readonly columns: readonly Column[];
  /** Each as long as `columns`. */
  readonly rows: Rows;
  /** Total lines, drawn last by terminal and Markdown only; machine formats leave them out. */
  readonly totals?: readonly Row[];
  /** Sentences drawn under the table by terminal and Markdown. */
  readonly footnotes?: readonly string[];
  /**
   * Every row, for the formats that print one table row by row (csv, tsv, jsonl), when `rows` holds only the largest;
   * yields batches. Absent = `rows` is all there is.
   */
  readonly stream?: () => AsyncIterable<Iterable<Row>>;
  /** Tables that people see instead of this one, whose rows say the same; machines get this one. */
  readonly parts?: readonly Table[];
  /** True = not drawn in the terminal's or Markdown's overview unless asked for by name. */
  readonly onRequest?: boolean;
}

/** Anything that JSON can hold; decimals are already strings. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export interface Report {
  readonly command: string;
  /** The `run` object of the JSON output; null for commands without one. */
  readonly run: Json;
  /** The `verdict` object; null for commands that do not judge. */
  readonly verdict: {
    readonly status: string;
    readonly exitCode: number;
    readonly [key: string]: Json;
  } | null;
  /** Lines above the tables in terminal and Markdown, e.g. what was read, which schedule, the convention of signs. */
  readonly headline: readonly string[];
  /** The verdict in one or two lines. */
  readonly verdictLines: readonly string[];
  readonly tables: readonly Table[];
  /** What a reader must know: assumptions, unknown starts, what this export cannot reveal. Drawn last. */
  readonly notes: readonly string[];
  /** Which table CSV and TSV print when none was named. */
  readonly defaultTable: string;
  /** One fixed-order line for a mail subject. */
  readonly summaryLine: string | null;
  /** Further files that the run keeps, each replaced in one step after the report itself was delivered. */
  readonly sideFiles?: readonly SideFile[];
  /** Written beside the tables when the output is a folder. */
  readonly letters?: readonly Letter[];
}

/** A short text for a counterparty, written as Markdown into the output folder. */
export interface Letter {
  /** File name without ending. */
  readonly name: string;
  readonly title: string;
  readonly paragraphs: readonly string[];
  readonly tables: readonly Table[];
}

/** A file beside the report: one of its tables as CSV, or a finished text. */
export type SideFile =
  | { readonly path: string; readonly table: string }
  | { readonly path: string; readonly text: (delivered: Delivered) => string };

/** How a report is drawn. */
export interface RenderWish {
  readonly format: string;
  readonly tables: readonly string[];
  /** Columns of the text; null = unlimited. */
  readonly width: number | null;
}

/** A file that holds the report, or one of its tables. */
export interface WrittenFile {
  readonly path: string;
  readonly sha256: string;
  /** Null = the whole report. */
  readonly table: string | null;
}

/** What was delivered into files; nothing when the report went to stdout. */
export interface Delivered extends RenderWish {
  readonly files: readonly WrittenFile[];
}
