/** The tier ahead if an account goes on trading at the pace of its last days. A projection, never a measurement. */
import { Decimal, quotient } from './decimal.ts';
import { daysOf } from './evaluation-clock.ts';
import type { Facts } from './facts.ts';
import { qualify } from './qualification.ts';
import type { TierDay } from './tier-path.ts';
import { DAY, type Instant } from './time.ts';
import type { WindowVolume } from './window-volume.ts';

/** Days whose pace is projected. */
export const PACES = [7, 14, 30] as const;

export interface Outlook {
  /** The last so many days set the pace. */
  readonly pace: number;
  /** Volume a day; null = the files do not cover these days. */
  readonly perDay: Decimal | null;
  /** The first evaluation ahead whose tier is another; null = none within a window's length. */
  readonly change: {
    readonly at: Instant;
    readonly windowVolume: Decimal;
    readonly tier: string;
    readonly rises: boolean;
  } | null;
}

/** @param day the last evaluation, whose window holds every fill @param covered from when on the files hold fills */
export function outlooks(day: TierDay, product: string, volume: WindowVolume, covered: Instant): Outlook[] {
  const { evaluation, metric, at, facts } = day;
  const sum = (from: Instant, to: Instant) => volume.sum(metric, product, evaluation, from, to);
  return PACES.map((pace): Outlook => {
    const traded = at - pace * DAY < covered ? null : sum(at - pace * DAY, at);
    if (traded === null) return { pace, perDay: null, change: null };
    const perDay = quotient(traded, new Decimal(pace)).toSignificantDigits(30);
    return { pace, perDay, change: firstChange(day, perDay, facts, sum) };
  });
}

function firstChange(
  day: TierDay,
  perDay: Decimal,
  facts: Facts,
  sum: (from: Instant, to: Instant) => Decimal | null,
): Outlook['change'] {
  const { rungs, metric, at, qualification, evaluation } = day;
  const length = daysOf(evaluation);
  const now = qualification?.index ?? -1;
  for (let ahead = 1; ahead <= length; ahead++) {
    const remaining = sum(at + (ahead - length) * DAY, at);
    if (remaining === null) return null;
    const windowVolume = remaining.plus(perDay.times(ahead));
    const projected: Facts = (asked) =>
      asked === metric ? { value: windowVolume, atLeast: false, basis: 'measured' } : facts(asked);
    const found = qualify(rungs, projected, at + ahead * DAY);
    if (found === null || found.index === now) continue;
    return { at: at + ahead * DAY, windowVolume, tier: found.tier, rises: found.index > now };
  }
  return null;
}
