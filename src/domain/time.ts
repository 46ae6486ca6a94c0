/** Instants, offsets, days and periods. No clock is read here: "now" is always an argument. */

/** Milliseconds since 1970-01-01T00:00Z, an integer; finer digits of a file are cut off (towards the past). */
export type Instant = number;

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const WEEK = 7 * DAY;

/** `2026-06-10T22:00:00.000Z`. */
export function formatInstant(instant: Instant): string {
  return new Date(instant).toISOString();
}

/** `2026-06-10 22:00Z`, seconds and fractions only where there are any: for sentences. */
export function formatShort(instant: Instant): string {
  const text = new Date(instant).toISOString();
  const seconds =
    instant % MINUTE === 0 ? '' : instant % SECOND === 0 ? text.slice(16, 19) : text.slice(16, 23);
  return `${text.slice(0, 10)} ${text.slice(11, 16)}${seconds}Z`;
}

/** Minutes east of UTC of `UTC`, `Z`, `UTC+8`, `UTC-05:30`, `+08:00`, `UTC--6` (how one venue writes a minus); else null. */
export function readOffset(text: string): number | null {
  const trimmed = text.trim().toUpperCase();
  if (trimmed === 'UTC' || trimmed === 'Z' || trimmed === 'GMT') return 0;
  const match = /^(?:UTC|GMT)?([+-]|--)(\d{1,2})(?::?(\d{2}))?$/.exec(trimmed);
  if (match === null) return null;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  if (minutes > 14 * 60 || Number(match[3] ?? 0) > 59) return null;
  return match[1] === '+' ? minutes : minutes === 0 ? 0 : -minutes;
}

/** `UTC`, `UTC+8`, `UTC-05:30`. */
export function formatOffset(minutesEast: number): string {
  if (minutesEast === 0) return 'UTC';
  const absolute = Math.abs(minutesEast);
  const rest = absolute % 60;
  const hours = Math.floor(absolute / 60);
  const sign = minutesEast < 0 ? '-' : '+';
  return `UTC${sign}${rest === 0 ? hours : `${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`}`;
}

function isYear(year: number): boolean {
  return year >= 2000 && year <= 2100;
}

/**
 * The instant of a calendar date and time at `minutesEast` of UTC; null when there is no such date or time (month 13,
 * 30 February, 24:00, second 60, years outside 2000–2100).
 */
export function instantOf(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  millisecond: number,
  minutesEast: number,
): Instant | null {
  if (!isYear(year) || hour > 23 || minute > 59 || second > 59) return null;
  const instant = Date.UTC(year, month - 1, day, hour, minute, second, millisecond);
  const back = new Date(instant);
  if (back.getUTCMonth() !== month - 1 || back.getUTCDate() !== day) return null;
  return instant - minutesEast * MINUTE;
}

/** What `readIsoTime` made of a text. `offset` = it carried its own zone; `seconds` = seconds were written. */
export interface ReadTime {
  readonly instant: Instant;
  readonly offset: boolean;
  readonly seconds: boolean;
}

const isoPattern =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?)?$/;

/**
 * Reads `2026-06-10`, `2026-06-10 22:00`, `2026-06-10T22:00:00.123Z`, `…+08:00`. A time without a zone of its own is
 * taken at `minutesEast` of UTC. Null when it is none of these or no real date.
 */
export function readIsoTime(text: string, minutesEast: number): ReadTime | null {
  const match = isoPattern.exec(text);
  if (match === null) return null;
  const own = match[8] === undefined ? null : readOffset(match[8]);
  if (match[8] !== undefined && own === null) return null;
  const millisecond = Number((match[7] ?? '').slice(0, 3).padEnd(3, '0'));
  const instant = instantOf(
    Number(match[1]),
    Number(match[2]),
    Number(match[3]),
    Number(match[4] ?? 0),
    Number(match[5] ?? 0),
    Number(match[6] ?? 0),
    millisecond,
    own ?? minutesEast,
  );
  return instant === null ? null : { instant, offset: own !== null, seconds: match[6] !== undefined };
}

/** Start of the day that holds `instant`, days counted at `minutesEast` of UTC. */
export function startOfDay(instant: Instant, minutesEast: number): Instant {
  const shift = minutesEast * MINUTE;
  return Math.floor((instant + shift) / DAY) * DAY - shift;
}

/** The calendar date of `instant` at `minutesEast` of UTC: `2026-06-10`. */
export function dateOf(instant: Instant, minutesEast: number): string {
  return new Date(instant + minutesEast * MINUTE).toISOString().slice(0, 10);
}

/** A half-open span [from, to); null = unbounded. */
export interface Span {
  readonly from: Instant | null;
  readonly to: Instant | null;
}

/**
 * Reads `2026-06` (month), `2026-W24` (ISO week), `2026-06-10` (day), `last-week`, `last-month` as a span whose days
 * start at midnight `minutesEast` of UTC; null when it is none of these. `now` resolves the relative ones.
 */
export function readPeriod(text: string, minutesEast: number, now: Instant): Span | null {
  const shift = minutesEast * MINUTE;
  const local = new Date(now + shift);
  const span = (from: number, to: number): Span => ({ from: from - shift, to: to - shift });
  if (text === 'last-week') {
    const monday = mondayOf(Math.floor((now + shift) / DAY) * DAY);
    return span(monday - WEEK, monday);
  }
  if (text === 'last-month') {
    return span(
      Date.UTC(local.getUTCFullYear(), local.getUTCMonth() - 1, 1),
      Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), 1),
    );
  }
  const week = /^(\d{4})-W(\d{2})$/.exec(text);
  if (week !== null) {
    const year = Number(week[1]);
    const monday = mondayOf(Date.UTC(year, 0, 4)) + (Number(week[2]) - 1) * WEEK;
    const thursdayYear = new Date(monday + 3 * DAY).getUTCFullYear();
    return isYear(year) && Number(week[2]) >= 1 && thursdayYear === year ? span(monday, monday + WEEK) : null;
  }
  const month = /^(\d{4})-(\d{2})$/.exec(text);
  if (month !== null) {
    const [year, index] = [Number(month[1]), Number(month[2]) - 1];
    const known = isYear(year) && index >= 0 && index < 12;
    return known ? span(Date.UTC(year, index, 1), Date.UTC(year, index + 1, 1)) : null;
  }
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? readIsoTime(text, minutesEast) : null;
  return day === null ? null : { from: day.instant, to: day.instant + DAY };
}

/** Midnight of the Monday of the week that holds `midnight` (both in the same shifted zone). */
function mondayOf(midnight: number): number {
  const weekday = (new Date(midnight).getUTCDay() + 6) % 7;
  return midnight - weekday * DAY;
}
