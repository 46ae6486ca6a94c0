/** What a statement looks like: its columns by name, what its rows mean, where its days begin. */
import type { LinePeriod } from '../../domain/statement.ts';

/** What a column of a statement can be. */
export const STATEMENT_FIELDS = [
  'date',
  'from',
  'to',
  'account',
  'tradeId',
  'volume',
  'fee',
  'eligibleFee',
  'paid',
  'asset',
  'state',
  'type',
  'id',
] as const;
export type StatementField = (typeof STATEMENT_FIELDS)[number];

export interface StatementProfile {
  readonly id: string;
  readonly title: string;
  /** Names of each field's column, comparable (lower case, no blanks, `_`, `-`); the first found counts. */
  readonly columns: Readonly<Partial<Record<StatementField, readonly string[]>>>;
  /** Fields without which a header is not of this kind. */
  readonly needs: readonly StatementField[];
  /** Minutes east of UTC of times without a zone; null = the file or the user must say. */
  readonly zone: number | null;
  /** What a row without a period of its own stands for. */
  readonly period: LinePeriod | null;
  /** Types of row that are rebates received; all others are left out by name. Absent = every row is one. */
  readonly types?: readonly string[];
  /** Words of which a counted type holds one, where its exact names are not known. */
  readonly typeWords?: readonly string[];
  /** Names of the paid column that say little: they count only where no column speaks of trades. */
  readonly weak?: readonly string[];
  /** Types of row that are known to be something else, with what they are. */
  readonly others?: Readonly<Record<string, string>>;
  readonly notes: readonly string[];
}

/** A type as it is compared: lower case, words joined by one blank. */
export const typeName = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ');
