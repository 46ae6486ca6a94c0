/** When tiers are computed, over which window, and from when they apply. */
import type { Evaluation } from './schedule.ts';
import { DAY, type Instant, MINUTE, WEEK } from './time.ts';

/** One computation of a tier over [from, at). */
export interface Evaluated {
  readonly from: Instant;
  /** The instant of the computation, exclusive end of the window. */
  readonly at: Instant;
  /** The tier counts for fills from here on. */
  readonly applies: Instant;
}

/** What is assumed of a schedule that does not say when it computes tiers: 30 days up to midnight UTC. */
export const USUAL_EVALUATION: Evaluation = {
  window: '30d',
  atMinute: null,
  appliesAtMinute: null,
  metric: 'any',
};

/** 1970-01-05 was a Monday. */
const FIRST_MONDAY = 4 * DAY;

/** The last evaluation at or before `instant`. */
export function evaluationBefore(evaluation: Evaluation, instant: Instant): Evaluated {
  if (evaluation.window === 'week') {
    const at = Math.floor((instant - FIRST_MONDAY) / WEEK) * WEEK + FIRST_MONDAY;
    return { from: at - WEEK, at, applies: at + (evaluation.appliesAtMinute ?? 0) * MINUTE };
  }
  if (evaluation.window === 'month') return monthBefore(evaluation, instant);
  const clock = (evaluation.atMinute ?? 0) * MINUTE;
  const midnight = Math.floor((instant - clock) / DAY) * DAY;
  const at = midnight + clock;
  const applies = midnight + (evaluation.appliesAtMinute ?? evaluation.atMinute ?? 0) * MINUTE;
  return { from: at - daysOf(evaluation) * DAY, at, applies: applies < at ? applies + DAY : applies };
}

function monthBefore({ appliesAtMinute }: Evaluation, instant: Instant): Evaluated {
  const date = new Date(instant);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  const at = Date.UTC(year, month, 1);
  return { from: Date.UTC(year, month - 1, 1), at, applies: at + (appliesAtMinute ?? 0) * MINUTE };
}

/** The evaluation after one. */
export function evaluationAfter(evaluation: Evaluation, { at }: Evaluated): Evaluated {
  if (evaluation.window === 'week') return evaluationBefore(evaluation, at + WEEK);
  if (evaluation.window !== 'month') return evaluationBefore(evaluation, at + DAY);
  const date = new Date(at);
  return evaluationBefore(evaluation, Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1));
}

/** Every evaluation from the one whose tier applies at `first` to the last one at or before `last`. */
export function evaluationsFor(evaluation: Evaluation, first: Instant, last: Instant): Evaluated[] {
  let next = evaluationBefore(evaluation, first);
  while (next.applies > first) next = evaluationBefore(evaluation, next.at - 1);
  const found: Evaluated[] = [];
  for (; next.at <= last; next = evaluationAfter(evaluation, next)) found.push(next);
  return found;
}

/** Days of a rolling window; a week is 7, a month has none: 30 stands for it. */
export function daysOf({ window }: Evaluation): number {
  const match = /^(\d+)d$/.exec(window);
  if (match !== null) return Number(match[1]);
  return window === 'week' ? 7 : 30;
}

/** The first instant of the venue's day that holds `instant`; days are cut at the hour of the evaluation. */
export function startOfVenueDay({ atMinute, window }: Evaluation, instant: Instant): Instant {
  const clock = window === 'week' || window === 'month' ? 0 : (atMinute ?? 0) * MINUTE;
  return Math.floor((instant - clock) / DAY) * DAY + clock;
}
