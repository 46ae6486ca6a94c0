/** Readers of single cells. Each returns the value or throws the `KnownError` that refuses the row. */
import { type Decimal, type NumberFault, readDecimal } from '../domain/decimal.ts';
import { fail } from '../domain/problem.ts';
import { DAY, type Instant, MINUTE, readIsoTime } from '../domain/time.ts';
import { fromLocale } from './locale-time.ts';
import type { Profile } from './profile.ts';

/** Where a cell stands, for the problem that it may become. */
export interface CellPlace {
  readonly file: string;
  readonly line: number;
  readonly column: string;
}

/** Characters of a file's numbers. */
export interface NumberStyle {
  readonly decimal: '.' | ',';
  readonly thousands: string | null;
}

const faults: Readonly<Record<NumberFault, readonly [string, string | null]>> = {
  empty: ['the number is missing', 'export the file again'],
  thousands: [
    'the number has thousands marks',
    'export plain numbers, or declare them in a mapping file beside the export (thousands: ",")',
  ],
  comma: [
    'the number has a comma where a point belongs; a spreadsheet may have rewritten it',
    'use the file as exported, or declare it in a mapping file beside the export (decimal: ",")',
  ],
  'too-long': ['the number has more than 40 digits', 'export the file again'],
  exponent: ['the exponent is too large', 'export the file again'],
  'not-a-number': ['this is not a number', 'export the file again'],
};

/** Reads a number strictly, in the style that the profile or the mapping declares. */
export function readNumber(text: string, style: NumberStyle, place: CellPlace): Decimal {
  const value = readDecimal(
    style.decimal === '.' && style.thousands === null ? text : normalStyle(text, style),
  );
  if (typeof value === 'string') return refuseNumber(value, text, place);
  if (text.includes('+', 1) && !value.isZero()) {
    fail('number-rounded', 'the number was shortened by a spreadsheet', {
      ...place,
      value: text,
      hint: 'use the file as the venue exported it',
    });
  }
  return value;
}

/**
 * A number in a declared style, in the strict one; text that breaks the style comes back as it is, and is
 * refused.
 */
function normalStyle(text: string, style: NumberStyle): string {
  const point = style.decimal;
  const mark = style.thousands;
  if (mark !== null && text.includes(mark)) {
    const [whole, fraction, ...more] = text.split(point) as [string, string | undefined, ...string[]];
    const groups = whole.split(mark);
    const regular = groups.every((group, index) =>
      index === 0 ? /^[+-]?\d{1,3}$/.test(group) : /^\d{3}$/.test(group),
    );
    if (!regular || more.length > 0 || fraction?.includes(mark) === true) return text;
    return fraction === undefined ? groups.join('') : `${groups.join('')}.${fraction}`;
  }
  if (point === ',') return text.includes('.') ? `?${text}` : text.replace(',', '.');
  return text;
}

export function refuseNumber(fault: NumberFault, text: string, place: CellPlace): never {
  const [sentence, hint] = faults[fault];
  const damage = /^#(REF|VALUE|N\/A|NAME|DIV\/0|NUM)/.test(text)
    ? 'a spreadsheet left an error here'
    : sentence;
  fail('number-unreadable', damage, { ...place, value: text.slice(0, 80), hint });
}

/** Cuts a number from the asset behind it. */
export interface GluedCell {
  readonly number: string;
  readonly asset: string | null;
}

/**
 * Splits `0.5DOGE`, `0.295 USDT`, `5.11INCH`. The assets that can stand there (the pair's own, then the usual
 * discount tokens) are tried first, so that an asset beginning with a digit is not robbed of it. Null = it
 * cannot be told.
 */
export function splitGlued(text: string, assets: readonly (string | null)[]): GluedCell | null {
  const blank = text.lastIndexOf(' ');
  if (blank > 0) return { number: text.slice(0, blank).trimEnd(), asset: text.slice(blank + 1) };
  for (const asset of assets) {
    if (asset !== null && asset !== '' && text.endsWith(asset) && text.length > asset.length) {
      const before = text.charCodeAt(text.length - asset.length - 1);
      if (before >= 48 && before <= 57) return { number: text.slice(0, -asset.length), asset };
    }
  }
  const match = /^([+-]?[\d.,]*\d(?:[eE][+-]?\d{1,2})?)(\p{L}[^\s,.]*)?$/u.exec(text);
  if (match === null) return null;
  const asset = match[2] ?? null;
  if (asset !== null && digitTails.has(asset)) return null;
  return { number: match[1]!, asset };
}

/** What is left of assets that begin with digits when a naive split takes the digits away. */
export const digitTails: ReadonlySet<string> = new Set([
  'INCH',
  'G',
  'SATS',
  'MBABYDOGE',
  'Z',
  'CAT',
  'CHEEMS',
  'PEPE',
  'BONK',
]);

/** Tokens in which venues let fees be paid whatever the pair. */
export const FEE_TOKENS: readonly string[] = ['BNB', 'USDT', 'USDC', 'BUSD', 'FDUSD', 'BFUSD', 'OKB'];

/** What was unusual about a time that could still be read. */
export type TimeRemark = 'no-seconds' | 'no-time' | null;

export interface CellTime {
  readonly instant: Instant;
  readonly remark: TimeRemark;
}

/** Reads the times of one file; keeps the last day in mind, since most rows share it. */
export class TimeReader {
  private readonly form: Profile['time'];
  private readonly minutesEast: number;
  private day = '';
  private midnight: Instant = 0;

  /** True = `6/7/2025` is the 6th of July; null = the file does not say, and such times are refused. */
  private readonly dayFirst: boolean | null;

  /** @param dayFirst order of day and month in times of form `locale` */
  constructor(form: Profile['time'], minutesEast: number, dayFirst: boolean | null = null) {
    this.form = form;
    this.minutesEast = minutesEast;
    this.dayFirst = dayFirst;
  }

  read(text: string, place: CellPlace): CellTime {
    if (this.form === 'epoch' || this.form === 'any') {
      const instant = readEpoch(text, this.form === 'any');
      if (instant !== null) return { instant, remark: null };
    }
    const written =
      this.form === 'short-year' && /^\d\d-\d\d-\d\d /.test(text)
        ? `20${text}`
        : this.form === 'locale'
          ? fromLocale(text, this.dayFirst)
          : this.form === 'clock-first'
            ? clockLast(text)
            : text;
    const quick = this.form === 'epoch' ? null : this.readPlain(written);
    if (quick !== null) return { instant: quick, remark: null };
    const read = readIsoTime(written, this.minutesEast);
    if (read === null || (this.form === 'epoch' && !read.offset)) return refuseTime(text, this.form, place);
    const remark = read.seconds ? null : written.length === 10 ? 'no-time' : 'no-seconds';
    return { instant: read.instant, remark };
  }

  /** `2026-06-10 22:00:00`, with T or blank, exactly. */
  private readPlain(text: string): Instant | null {
    if (text.length !== 19 || text.charCodeAt(13) !== 58 || text.charCodeAt(16) !== 58) return null;
    const between = text.charCodeAt(10);
    if (between !== 32 && between !== 84) return null;
    const hour = twoDigits(text, 11);
    const minute = twoDigits(text, 14);
    const second = twoDigits(text, 17);
    if (hour > 23 || minute > 59 || second > 59) return null;
    const day = text.slice(0, 10);
    if (day !== this.day) {
      const midnight = readIsoTime(day, this.minutesEast);
      if (midnight === null) return null;
      this.midnight = midnight.instant;
      this.day = day;
    }
    return this.midnight + hour * 60 * MINUTE + minute * MINUTE + second * 1000;
  }
}

/** `14:35 2024-11-16` with its date in front; without seconds, the full minute is taken. */
function clockLast(text: string): string {
  const match = /^(\d{1,2}):(\d{2})(?::(\d{2}))? (\d{4}-\d{2}-\d{2})$/.exec(text);
  if (match === null) return text;
  return `${match[4]} ${match[1]!.padStart(2, '0')}:${match[2]}:${match[3] ?? '00'}`;
}

/** 0–99, or 100 where the two characters are no digits. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : 100;
}

/** Bounds of an instant given as a count since 1970: from the first, below the second. */
export const EARLIEST_EPOCH: Instant = Date.UTC(2000, 0, 1);
export const LATEST_EPOCH: Instant = Date.UTC(2101, 0, 1) + DAY;

/**
 * Milliseconds since 1970; where `free`, also seconds, micro- and nanoseconds, told by their number of
 * digits.
 */
function readEpoch(text: string, free: boolean): Instant | null {
  if (!/^\d{9,19}(?:\.\d{1,9})?$/.test(text)) return null;
  const [whole, fraction = ''] = text.split('.') as [string, string | undefined];
  let instant: Instant;
  if (whole.length >= 12 && whole.length <= 13) instant = Number(whole);
  else if (!free) return null;
  else if (whole.length <= 10) instant = Number(whole) * 1000 + Number(fraction.slice(0, 3).padEnd(3, '0'));
  else if (whole.length >= 18) instant = Number(whole.slice(0, -6));
  else if (whole.length >= 15) instant = Number(whole.slice(0, -3));
  else return null;
  return instant >= EARLIEST_EPOCH && instant < LATEST_EPOCH ? instant : null;
}

function refuseTime(text: string, form: Profile['time'], place: CellPlace): never {
  const value = text.slice(0, 80);
  if (text.trim() === '')
    fail('time-unreadable', 'the time is missing', { ...place, hint: 'export the file again' });
  if (form === 'locale' && /^\d{1,2}[./-]\d{1,2}[./-]\d{4}/.test(text)) {
    fail('time-ambiguous', 'nothing in this file tells whether day or month stands first', {
      ...place,
      value,
      hint: 'export a period that has a day after the 12th, or write times as 2026-06-10 22:00:00',
    });
  }
  if (/^\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(\D|$)/.test(text) && !/^\d{4}-\d{2}-\d{2}/.test(text)) {
    fail('time-ambiguous', 'day and month of this time cannot be told apart', {
      ...place,
      value,
      hint: 'a spreadsheet may have rewritten it: use the file as exported, or write 2026-06-10 22:00:00',
    });
  }
  if (form === 'epoch') {
    fail('time-unreadable', 'this is not a time in milliseconds since 1970', {
      ...place,
      value,
      hint: 'dump the field as the API sends it, or write times with their zone: 2026-06-10T22:00:00Z',
    });
  }
  fail('time-unreadable', 'this is not a time', {
    ...place,
    value,
    hint: 'times are read as 2026-06-10 22:00:00, with or without Z or +08:00',
  });
}

/**
 * True for ids that a spreadsheet rounded: `1.23E+17`, `8,38977E+18`, or 18 digits and more with zeros after
 * the 15th.
 */
export function isDamagedId(text: string): boolean {
  if (text.length >= 18 && text.endsWith('000')) return /^\d{15}0+$/.test(text);
  return text.length >= 5 && /[eE]/.test(text) && /^\d+(?:[.,]\d+)?[eE]\+?\d+$/.test(text);
}
