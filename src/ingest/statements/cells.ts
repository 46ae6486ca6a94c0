/** Readers of a statement's cells: periods in every usual spelling, states of a payment. */
import { fail } from '../../domain/problem.ts';
import type { LinePeriod } from '../../domain/statement.ts';
import { DAY, HOUR, type Instant, MINUTE, readIsoTime, readPeriod, WEEK } from '../../domain/time.ts';
import { type CellPlace, TimeReader } from '../cells.ts';

export interface ReadPeriod {
  readonly from: Instant;
  readonly to: Instant | null;
  readonly kind: LinePeriod;
  /** True = midnight exactly, so that it may stand for the whole day. */
  readonly midnight: boolean;
}

/**
 * `2026-06-10`, `20260610`, `20260610T13` (hour), `2026-W24`, `2026-06` (month), a time, or milliseconds since 1970.
 * @throws KnownError `time-unreadable`
 */
export function readPeriodCell(text: string, minutesEast: number, place: CellPlace): ReadPeriod {
  const compact = /^(20\d\d)(\d\d)(\d\d)(?:[T ]?(\d\d))?$/.exec(text);
  if (compact !== null) {
    const [, year, month, day, hour] = compact;
    const read = readIsoTime(`${year}-${month}-${day} ${hour ?? '00'}:00`, minutesEast);
    if (read !== null) {
      const length = hour === undefined ? DAY : HOUR;
      const kind = hour === undefined ? 'day' : 'hour';
      return { from: read.instant, to: read.instant + length, kind, midnight: true };
    }
  }
  if (/^\d{4}-(?:W?\d{2}|\d{2}-\d{2})$/.test(text)) {
    const span = readPeriod(text, minutesEast, 0);
    if (span !== null && span.from !== null && span.to !== null) {
      const kind = text.includes('W') ? 'week' : text.length === 7 ? 'month' : 'day';
      return { from: span.from, to: span.to, kind, midnight: true };
    }
  }
  const { instant } = new TimeReader('any', minutesEast).read(text, place);
  const midnight = (instant + minutesEast * MINUTE) % DAY === 0;
  return { from: instant, to: null, kind: 'moment', midnight };
}

/** End of a period of a stated length that begins at `from`. */
export function endOf(from: Instant, kind: LinePeriod, minutesEast: number): Instant | null {
  switch (kind) {
    case 'hour':
      return from + HOUR;
    case 'day':
      return from + DAY;
    case 'week':
      return from + WEEK;
    case 'month': {
      const local = new Date(from + minutesEast * MINUTE);
      return Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + 1, 1) - minutesEast * MINUTE;
    }
    case 'span':
      return from + 28 * DAY;
    case 'moment':
      return null;
  }
}

const PAID =
  'paid settled completed complete done success successful distributed sent credited received 已发放 已结算';
const PENDING = 'pending unpaid processing unsettled calculating frozen locked open accrued waiting';
const REJECTED = 'rejected cancelled canceled failed invalid void expired reversed';
const words = (text: string) => new Set(text.split(' '));
const states = { paid: words(PAID), pending: words(PENDING), rejected: words(REJECTED) };

/** @throws KnownError `state-unknown`: a word that nobody knows must not become money */
export function readState(
  text: string,
  own: readonly string[] | null,
  place: CellPlace,
): 'paid' | 'pending' | 'rejected' {
  const word = text.trim().toLowerCase();
  if (own !== null) return own.some((state) => state.toLowerCase() === word) ? 'paid' : 'pending';
  if (states.paid.has(word)) return 'paid';
  const known = word.replace(/[\s_-]+.*$/, '');
  if (states.pending.has(known)) return 'pending';
  if (states.rejected.has(known)) return 'rejected';
  return fail('state-unknown', 'it is not known whether this state means that the money was received', {
    ...place,
    value: text,
    hint: 'name the states that do in a mapping file beside the statement: paidStates: [settled]',
  });
}
