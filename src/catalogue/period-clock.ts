/** An hour within a day, a week or a month, as schedule and partner files write it. */
import { integer, text } from './fields.ts';
import { failAt, type YamlValue } from './yaml.ts';

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

/** `16:00Z` (day), `Mon 00:00Z` (week), `1 00:00Z` (month), as minutes after the period's natural start. */
export function minuteOfPeriod(value: YamlValue, period: 'day' | 'week' | 'month'): number {
  const example = { day: '00:00Z', week: 'Mon 00:00Z', month: '1 00:00Z' }[period];
  const match = /^(?:(\S+)\s+)?([01]\d|2[0-3]):([0-5]\d)\s*(?:Z|UTC)$/.exec(text(value));
  const dayWord = match?.[1] ?? null;
  const weekday = (WEEKDAYS as readonly string[]).indexOf(dayWord ?? '');
  const fits =
    period === 'day'
      ? dayWord === null
      : period === 'week'
        ? weekday >= 0
        : dayWord !== null && /^\d{1,2}$/.test(dayWord);
  if (match === null || !fits) {
    return failAt(value, 'time-unreadable', `this is no hour of a ${period} in UTC`, {
      hint: `write "${example}"`,
    });
  }
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  if (period === 'day') return minutes;
  if (period === 'week') return weekday * 24 * 60 + minutes;
  const dayOfMonth = integer(1, 28)({ ...value, kind: 'text', text: dayWord!, quoted: false });
  return (dayOfMonth - 1) * 24 * 60 + minutes;
}
