/** An hour within a day, a week or a month, as schedule and partner files write it. */
import { integer, text } from './fields.ts';
import { failAt, type YamlValue } from './yaml.ts';

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
const EXAMPLES = { day: '00:00Z', week: 'Mon 00:00Z', month: '1 00:00Z' } as const;

/** `16:00Z` (day), `Mon 00:00Z` (week), `1 00:00Z` (month), as minutes after the period's natural start. */
export function minuteOfPeriod(value: YamlValue, period: 'day' | 'week' | 'month'): number {
  const minutes = readMinute(text(value), period);
  if (minutes !== null) return minutes;
  const day = /^(\d{1,2})\s/.exec(text(value))?.[1];
  // A day that no month always has gets the sentence of its bounds.
  if (period === 'month' && day !== undefined)
    integer(1, 28)({ ...value, kind: 'text', text: day, quoted: false });
  return failAt(value, 'time-unreadable', `this is no hour of a ${period} in UTC`, {
    hint: `write "${EXAMPLES[period]}"`,
  });
}

/** As `minuteOfPeriod`, from plain text; null where it is no such hour. */
export function readMinute(written: string, period: 'day' | 'week' | 'month'): number | null {
  const match = /^(?:(\S+)\s+)?([01]\d|2[0-3]):([0-5]\d)\s*(?:Z|UTC)$/.exec(written);
  if (match === null) return null;
  const word = match[1] ?? null;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  if (period === 'day') return word === null ? minutes : null;
  if (period === 'week') {
    const weekday = (WEEKDAYS as readonly string[]).indexOf(word ?? '');
    return weekday < 0 ? null : weekday * 24 * 60 + minutes;
  }
  const day = /^([1-9]|1\d|2[0-8])$/.test(word ?? '') ? Number(word) : null;
  return day === null ? null : (day - 1) * 24 * 60 + minutes;
}
