/** The keys of `--group-by`: what a fill's value is, and how long fills keep it. */
import type { Fill } from '../domain/fill.ts';
import type { FillJudgement } from '../domain/judgement.ts';
import { DAY, dateOf, HOUR, type Instant, MINUTE, type Span, startOfDay, WEEK } from '../domain/time.ts';
import type { GroupKey } from './engine.ts';

const TIME_KEYS = ['day', 'week', 'month', 'hour'] as const;
/** Keys whose values hang on a fill's time, and on nothing else. */
export type TimeKey = (typeof TIME_KEYS)[number];

export const isTimeKey = (key: GroupKey): key is TimeKey => TIME_KEYS.some((one) => one === key);

/** The value of a key that does not hang on the time. */
export function groupValue(
  key: Exclude<GroupKey, TimeKey>,
  fill: Fill,
  judged: FillJudgement,
  group: string | null,
): string {
  switch (key) {
    case 'venue':
      return fill.instrument.venue;
    case 'account':
      return fill.account;
    case 'product':
      return fill.instrument.product;
    case 'liquidity':
      return judged.liquidity;
    case 'symbol':
      return fill.instrument.symbol;
    case 'side':
      return fill.side;
    case 'file':
      return fill.file;
    case 'group':
      return group ?? '';
  }
}

/** Values of the keys of one run at a time. */
export class ValuesAt {
  readonly keys: readonly GroupKey[];
  private readonly offset: number;
  private readonly known = new Map<TimeKey, Map<Instant, string>>();

  /** @param offset minutes east of UTC at which days are cut */
  constructor(keys: readonly GroupKey[], offset: number) {
    this.keys = keys;
    this.offset = offset;
  }

  /** @param steady the values of those that do not hang on the time */
  of(steady: readonly string[], time: Instant): readonly string[] {
    const { keys } = this;
    return keys.some(isTimeKey)
      ? keys.map((key, index) => (isTimeKey(key) ? this.at(key, time) : steady[index]!))
      : steady;
  }

  at(key: TimeKey, time: Instant): string {
    const known = this.known.get(key) ?? new Map<Instant, string>();
    this.known.set(key, known);
    const value = known.get(time) ?? timeValue(key, time, this.offset);
    known.set(time, value);
    return value;
  }
}

/** @param offset as of `ValuesAt`. Values are in the order of time. */
export function timeValue(key: TimeKey, time: Instant, offset: number): string {
  switch (key) {
    case 'day':
      return dateOf(time, offset);
    case 'week':
      return dateOf(mondayOf(time, offset), offset);
    case 'month':
      return dateOf(time, offset).slice(0, 7);
    case 'hour':
      return new Date(time + offset * MINUTE).toISOString().slice(0, 13);
  }
}

/** The time around `time` in which a key's value stays the same. */
export function groupSpan(key: TimeKey, time: Instant, offset: number): Span {
  switch (key) {
    case 'day': {
      const from = startOfDay(time, offset);
      return { from, to: from + DAY };
    }
    case 'week': {
      const from = mondayOf(time, offset);
      return { from, to: from + WEEK };
    }
    case 'month': {
      const local = new Date(time + offset * MINUTE);
      const [year, month] = [local.getUTCFullYear(), local.getUTCMonth()];
      const shift = offset * MINUTE;
      return { from: Date.UTC(year, month, 1) - shift, to: Date.UTC(year, month + 1, 1) - shift };
    }
    case 'hour': {
      const shift = offset * MINUTE;
      const from = Math.floor((time + shift) / HOUR) * HOUR - shift;
      return { from, to: from + HOUR };
    }
  }
}

/** Midnight of the Monday of the week, days cut at `offset`. */
function mondayOf(time: Instant, offset: number): Instant {
  const midnight = startOfDay(time, offset);
  const weekday = (new Date(midnight + offset * MINUTE).getUTCDay() + 6) % 7;
  return midnight - weekday * DAY;
}
