/**
 * Finds the reading under which a statement ties out: where its days begin, at which price it converts, and which one
 * share of the accrual every line pays. A reading is proposed only when it explains more lines than the declared one.
 */

import { SLOT } from './accrual-slots.ts';
import { Decimal, quotient, ZERO } from './decimal.ts';
import type { Series, WorthSlot } from './fixing.ts';
import { DAY, type Instant, WEEK } from './time.ts';

/** Cuts time into settlement periods. */
export type PeriodOf = (instant: Instant) => { readonly from: Instant; readonly to: Instant };

/** What the statement says for one declared period. */
export interface PaidPeriod {
  readonly from: Instant;
  readonly to: Instant;
  readonly paid: Decimal;
  /** Largest difference that the rounding of its lines can make. */
  readonly allowance: Decimal;
}

/** A reading of a statement. */
export interface Reading {
  readonly series: Series;
  /** Milliseconds by which the statement's periods begin after (negative = before) the declared ones. */
  readonly shift: number;
  /** Share of the accrual that every line pays; 1 = all of it. */
  readonly ratio: Decimal;
  /** Lines that it explains, of `tested`. */
  readonly explained: number;
  readonly tested: number;
}

/** Sums over any span of a series in constant time. Times between slots belong to the slot before. */
export class Prefix {
  private readonly first: Instant;
  private readonly sums: readonly WorthSlot[];
  private readonly count: number;

  constructor(slots: readonly WorthSlot[]) {
    this.first = slots[0]?.start ?? 0;
    const last = slots.at(-1)?.start ?? this.first;
    this.count = slots.length === 0 ? 0 : Math.round((last - this.first) / SLOT) + 1;
    const sums: WorthSlot[] = [{ start: this.first, eligible: ZERO, accrued: ZERO, ineligible: ZERO }];
    let next = 0;
    for (let index = 0; index < this.count; index++) {
      const start = this.first + index * SLOT;
      const before = sums[index]!;
      const slot = slots[next];
      if (slot !== undefined && slot.start === start) {
        next += 1;
        sums.push({
          start: start + SLOT,
          eligible: before.eligible.plus(slot.eligible),
          accrued: before.accrued.plus(slot.accrued),
          ineligible: before.ineligible.plus(slot.ineligible),
        });
      } else sums.push({ ...before, start: start + SLOT });
    }
    this.sums = sums;
  }

  /** Σ of the slots that start in [from, to). */
  between(from: Instant, to: Instant): Omit<WorthSlot, 'start'> {
    const [low, high] = [this.sums[this.at(from)]!, this.sums[this.at(to)]!];
    return {
      eligible: high.eligible.minus(low.eligible),
      accrued: high.accrued.minus(low.accrued),
      ineligible: high.ineligible.minus(low.ineligible),
    };
  }

  private at(instant: Instant): number {
    return Math.min(Math.max(Math.ceil((instant - this.first) / SLOT), 0), this.count);
  }
}

/** Fewer lines than this show no pattern. */
const LEAST_LINES = 3;

/**
 * The reading that explains most lines; the declared one (first series, no shift, everything paid) unless another
 * explains at least two lines more, three in all, and more than half of those that can be tested.
 * @param known flow outside of it is not known, so lines that reach beyond are not tested
 */
export function bestReading(
  series: readonly Series[],
  periods: readonly PaidPeriod[],
  known: { readonly from: Instant; readonly to: Instant },
  shifts: readonly number[],
): Reading {
  let best: Reading | null = null;
  let declared: Reading | null = null;
  for (const one of series) {
    const prefix = new Prefix(one.slots);
    for (const shift of shifts) {
      const reading = readingAt(one, prefix, periods, known, shift);
      declared ??= reading;
      if (best === null || reading.explained > best.explained) best = reading;
    }
  }
  if (declared === null || best === null) throw new Error('a statement is fitted without a series');
  const convincing =
    best.explained >= LEAST_LINES &&
    2 * best.explained > best.tested &&
    best.explained >= declared.explained + 2;
  return convincing ? best : declared;
}

const ONE = new Decimal(1);

function readingAt(
  series: Series,
  prefix: Prefix,
  periods: readonly PaidPeriod[],
  known: { readonly from: Instant; readonly to: Instant },
  shift: number,
): Reading {
  const lines: Interval[] = [];
  let tested = 0;
  for (const { from, to, paid, allowance } of periods) {
    if (from + shift < known.from || to + shift > known.to) continue;
    const { accrued } = prefix.between(from + shift, to + shift);
    if (accrued.isZero() && paid.isZero()) continue;
    tested += 1;
    if (accrued.lte(0)) continue;
    lines.push({
      low: quotient(paid.minus(allowance), accrued),
      high: quotient(paid.plus(allowance), accrued),
    });
  }
  const whole = lines.filter(({ low, high }) => low.lte(1) && high.gte(1)).length;
  const crowd = mostCovered(lines);
  if (crowd === null || crowd.lines <= whole || crowd.lines < LEAST_LINES || 2 * crowd.lines <= tested)
    return { series, shift, ratio: ONE, explained: whole, tested };
  return { series, shift, ratio: plainest(crowd.low, crowd.high), explained: crowd.lines, tested };
}

interface Interval {
  readonly low: Decimal;
  readonly high: Decimal;
}

/** The span of ratios above 0 that most lines allow. */
function mostCovered(lines: readonly Interval[]): { lines: number; low: Decimal; high: Decimal } | null {
  const edges = lines
    .filter(({ low }) => low.gt(0))
    .flatMap(({ low, high }) => [
      { at: low, opens: true },
      { at: high, opens: false },
    ])
    .sort((a, b) => a.at.cmp(b.at) || Number(b.opens) - Number(a.opens));
  let open = 0;
  let best: { lines: number; low: Decimal; high: Decimal } | null = null;
  for (const [index, { at, opens }] of edges.entries()) {
    open += opens ? 1 : -1;
    if (opens && open > (best?.lines ?? 0)) best = { lines: open, low: at, high: edges[index + 1]!.at };
  }
  return best;
}

/** The number with fewest decimals in [low, high]. */
function plainest(low: Decimal, high: Decimal): Decimal {
  for (let decimals = 0; decimals < 60; decimals++) {
    const candidate = high.toDecimalPlaces(decimals, Decimal.ROUND_FLOOR);
    if (candidate.gte(low) && candidate.gt(0)) return candidate;
  }
  return low;
}

/** Shifts to try: none, the zones where venues keep their books, then every half hour, the nearest first. */
export function shiftsFor(cadence: 'day' | 'week' | 'month' | 'span', booked: boolean): readonly number[] {
  const reach = cadence === 'day' ? DAY : cadence === 'week' ? WEEK / 2 : 2 * DAY;
  const steps: number[] = [0, -8 * 2 * SLOT];
  for (let step = 1; step * SLOT <= reach; step++) steps.push(-step * SLOT, step * SLOT);
  // A booking pays for the period before it; the fit must see that before it sees anything else.
  if (booked) for (const days of [7, 28, 30, 31]) if (cadence !== 'day') steps.push(-days * DAY);
  return [...new Set(steps)];
}
