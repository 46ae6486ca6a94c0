/**
 * The one place where a value becomes text, in two spellings: exact for machines (every digit, never rounded) and for
 * people (thousands marks, decimals of a column alike, signs on variances).
 */
import { Decimal, plain } from '../domain/decimal.ts';
import { DAY, formatInstant, MINUTE } from '../domain/time.ts';
import type { Column, ColumnType, Value } from '../report/model.ts';
import { safeText } from './safe-text.ts';

/** How people see a value that is not known. */
const UNKNOWN = '—';

/** Separates the words of a list in formats that have no lists. */
export const LIST_MARK = '; ';

/** How one column is written for people, settled once over all its rows. */
export interface Style {
  /** Decimals of amounts, prices, basis points and percentages. */
  readonly decimals: number;
  /** Finest part of a time that any row of the column needs. */
  readonly clock: 'date' | 'minute' | 'second';
  /** True = the times of the table lie in more than one year. */
  readonly year: boolean;
}

/**
 * The exact spelling, unsanitised; null = not known. Decimals in plain notation at full precision, times as ISO-8601
 * UTC, counts as integers, lists joined by `; `. @throws Error when the value does not fit the type (our mistake)
 */
export function exact(value: Value, type: ColumnType): string | null {
  if (value === null) return null;
  switch (type) {
    case 'count':
      return String(countOf(value));
    case 'time':
      return formatInstant(instantOf(value));
    case 'text':
    case 'id':
    case 'sentence':
      return textOf(value, type);
    case 'list':
      return listOf(value).join(LIST_MARK);
    case 'flag':
      return String(flagOf(value));
    default:
      return plain(decimalOf(value, type));
  }
}

/** An integer from a `count` cell. */
export function countOf(value: Value): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value === 0 ? 0 : value;
  throw misfit(value, 'count');
}

/** The words of a `list` cell. */
export function listOf(value: Value): readonly string[] {
  if (Array.isArray(value)) return value as readonly string[];
  throw misfit(value, 'list');
}

/** True or false from a `flag` cell. */
export function flagOf(value: Value): boolean {
  if (typeof value === 'boolean') return value;
  throw misfit(value, 'flag');
}

function instantOf(value: Value): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw misfit(value, 'time');
}

function textOf(value: Value, type: ColumnType): string {
  if (typeof value === 'string') return value;
  throw misfit(value, type);
}

function decimalOf(value: Value, type: ColumnType): Decimal {
  if (Decimal.isDecimal(value) && value.isFinite()) return value;
  throw misfit(value, type);
}

function misfit(value: Value, type: ColumnType): Error {
  return new Error(`a cell of type ${type} holds ${typeof value} ${String(value).slice(0, 80)}`);
}

/** True for columns whose cells are numbers, which are right-aligned. */
export function isNumeric(type: ColumnType): boolean {
  return !['text', 'id', 'sentence', 'list', 'time', 'flag'].includes(type);
}

/** The style of every column of a table over the rows that will be shown, totals included. */
export function stylesOf(columns: readonly Column[], rows: readonly (readonly Value[])[]): Style[] {
  const years = new Set<number>();
  const clocks = columns.map((column, index) => {
    if (column.type !== 'time') return 'date';
    const instants = rows.map((row) => row[index] ?? null).filter((value) => value !== null);
    for (const value of instants) years.add(new Date(instantOf(value)).getUTCFullYear());
    if (instants.every((value) => instantOf(value) % DAY === 0)) return 'date';
    return instants.every((value) => instantOf(value) % MINUTE === 0) ? 'minute' : 'second';
  });
  return columns.map((column, index) => ({
    decimals: decimalsOf(
      column.type,
      rows.map((row) => row[index] ?? null),
    ),
    clock: clocks[index]!,
    year: years.size > 1,
  }));
}

/** Decimals people get at least and at most, per type. */
const decimalBounds: Partial<Record<ColumnType, readonly [number, number]>> = {
  amount: [2, 8],
  signed: [2, 8],
  price: [2, 8],
  bps: [2, 4],
  signedBps: [2, 4],
  ratio: [0, 2],
};

/**
 * As many decimals as show two significant digits of every non-zero amount, within the bounds of the type. Prices and
 * rates are shown in full as far as the bounds allow, since their last digit is not dust but a tick.
 */
function decimalsOf(type: ColumnType, values: readonly Value[]): number {
  const bounds = decimalBounds[type];
  if (bounds === undefined) return 0;
  let wanted = bounds[0];
  for (const value of values) {
    if (value === null) continue;
    const number = shown(decimalOf(value, type), type);
    if (number.isZero()) continue;
    const written = number.decimalPlaces();
    const needed = type === 'amount' || type === 'signed' ? Math.min(1 - number.e, written) : written;
    wanted = Math.max(wanted, needed);
  }
  return Math.min(wanted, bounds[1]);
}

/** The number that people see: a ratio is shown in percent. */
function shown(value: Decimal, type: ColumnType): Decimal {
  return type === 'ratio' ? value.times(100) : value;
}

/** The spelling for people, harmless in a terminal; `—` when not known. */
export function forPeople(value: Value, type: ColumnType, style: Style): string {
  if (value === null) return UNKNOWN;
  switch (type) {
    case 'count':
      return grouped(String(countOf(value)));
    case 'time':
      return shortTime(instantOf(value), style);
    case 'text':
    case 'id':
    case 'sentence':
      return safeText(textOf(value, type));
    case 'list':
      return safeText(listOf(value).join(LIST_MARK));
    case 'flag':
      return flagOf(value) ? 'yes' : 'no';
    default:
      return shortNumber(decimalOf(value, type), type, style.decimals);
  }
}

function shortNumber(value: Decimal, type: ColumnType, decimals: number): string {
  const number = shown(value, type);
  const rounded = number.toDecimalPlaces(decimals, Decimal.ROUND_HALF_UP);
  // A value that is not zero never looks like zero: below the column's decimals it keeps two digits of its own.
  const vanished = rounded.isZero() && !number.isZero();
  const digits = vanished
    ? number.abs().toSignificantDigits(2, Decimal.ROUND_HALF_UP).toFixed()
    : rounded.abs().toFixed(decimals);
  const always = type === 'signed' || type === 'signedBps';
  const sign = number.isZero() ? '' : number.isNegative() ? '-' : always ? '+' : '';
  return `${sign}${grouped(digits)}${type === 'ratio' ? '%' : ''}`;
}

/** `27300000.00` → `27,300,000.00`; a leading minus stays. */
function grouped(digits: string): string {
  const [whole = '', fraction] = digits.split('.');
  const marked = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? marked : `${marked}.${fraction}`;
}

/** `2026-06-10` when the column holds whole days, else `06-10 22:00Z` or `06-10 22:00:05Z`, with the year if needed. */
function shortTime(instant: number, style: Style): string {
  const iso = formatInstant(instant);
  if (style.clock === 'date') return iso.slice(0, 10);
  return `${iso.slice(style.year ? 0 : 5, 10)} ${iso.slice(11, style.clock === 'minute' ? 16 : 19)}Z`;
}
