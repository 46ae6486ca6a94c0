/** The tiers of an account day by day: each evaluation with its window, what it shows and from when it applies. */
import { isNoRate, versionAt } from './card.ts';
import { Decimal, quotient, ZERO } from './decimal.ts';
import {
  daysOf,
  type Evaluated,
  evaluationsFor,
  startOfVenueDay,
  USUAL_EVALUATION,
} from './evaluation-clock.ts';
import {
  assetKey,
  BARE_SHARE,
  BARE_VOLUME,
  type Fact,
  type Facts,
  givenValue,
  isShare,
  isVolume,
  type Standing,
  VOLUME_METRICS,
  volumeElsewhere,
} from './facts.ts';
import { metricsAsked, type Needed, neededOf, type Qualification, qualify } from './qualification.ts';
import type { Evaluation, Schedule, ScheduleVersion, TierRow } from './schedule.ts';
import { DAY, type Instant } from './time.ts';
import type { WindowVolume } from './window-volume.ts';

/** One evaluation of one product's tier. */
export interface TierDay extends Evaluated {
  readonly version: ScheduleVersion;
  readonly rungs: readonly TierRow[];
  readonly evaluation: Evaluation;
  /** The metric whose volume the day shows: the schedule's only one, else that of the product's kind. */
  readonly metric: string;
  /** Null where nothing is known of it. */
  readonly volume: Fact | null;
  /** Measured volume of the oldest day of the window, which the next evaluation no longer counts. */
  readonly leaving: Decimal | null;
  /** Null when not even the lowest tier is met (programs that nobody granted). */
  readonly qualification: Qualification | null;
  /** The least volume in the window that holds the tier, all else unchanged; bound 0 = it is held without. */
  readonly toHold: Needed | null;
  /** The least volume that reaches a higher tier; null = no volume does, or its bound is not published. */
  readonly toRise: Needed | null;
  /** Part of the window that the files cover, 0 to 1. */
  readonly coverage: Decimal;
  /** What was known at this evaluation. */
  readonly facts: Facts;
  /** True = the files do not cover the window, nobody gave its volume, and more volume could mean another tier. */
  readonly uncovered: boolean;
}

export interface TierPathInput {
  readonly schedule: Schedule;
  readonly product: string;
  /** Version pinned by name; null = by the evaluation's date. */
  readonly pinned: string | null;
  /** Null = there are no fills at all: only what was given counts. */
  readonly volume: WindowVolume | null;
  readonly standings: readonly Standing[];
  /** Tiers that apply from here on … */
  readonly first: Instant;
  /** … until the evaluation at or before this one. */
  readonly last: Instant;
}

/** @returns a day for each evaluation at which some version was in force */
export function tierPath(input: TierPathInput): TierDay[] {
  const { schedule, first, last } = input;
  const days: TierDay[] = [];
  const evaluation = schedule.evaluation ?? USUAL_EVALUATION;
  for (const usual of evaluationsFor(evaluation, first, last)) {
    const version = versionAt(schedule, usual.at, input.pinned);
    if (isNoRate(version)) continue;
    const own = version.evaluation ?? evaluation;
    const evaluated = own === evaluation ? usual : { ...usual, from: usual.at - daysOf(own) * DAY };
    days.push(dayOf(input, evaluated, own, version, days.at(-1) ?? null));
  }
  return days;
}

function dayOf(
  input: TierPathInput,
  evaluated: Evaluated,
  evaluation: Evaluation,
  version: ScheduleVersion,
  before: TierDay | null,
): TierDay {
  const { schedule, product, volume } = input;
  const rungs = rungsFor(version, product);
  const metric = leadMetric(evaluation, schedule, rungs);
  const coverage = coverageOf(volume, evaluation, evaluated);
  const facts = factsAt({ ...input, evaluation, evaluated, metric, rungs, covered: coverage.eq(1) });
  const { from, at } = evaluated;
  const free = schedule.track === 'ladder';
  const found = qualify(rungs, facts, at, free);
  const qualification = fallen(found, evaluation, rungs, facts, at, before);
  const index = qualification?.index ?? -1;
  return {
    ...evaluated,
    version,
    rungs,
    evaluation,
    metric,
    volume: facts(metric),
    // What was given for the whole window does not say which part of it is old.
    leaving:
      facts(metric)?.basis === 'given'
        ? null
        : (volume?.sum(metric, product, evaluation, from, from + DAY) ?? null),
    qualification,
    toHold: qualification === null ? null : neededOf(metric, index, rungs, facts, at, free),
    toRise: neededOf(metric, index + 1, rungs, facts, at, free),
    coverage,
    facts,
    // Where more volume cannot change the tier, a window that is not covered tells it all the same.
    uncovered: found === null ? facts(metric)?.atLeast === true : found.atLeast,
  };
}

/** Where tiers fall by one level a month only, the tier of the day before holds on. */
function fallen(
  found: Qualification | null,
  { downgrades }: Evaluation,
  rungs: readonly TierRow[],
  facts: Facts,
  at: Instant,
  before: TierDay | null,
): Qualification | null {
  const held = before?.qualification ?? null;
  if (downgrades === undefined || found === null || held === null || before!.rungs !== rungs) return found;
  const falls = new Date(at).getUTCDate() === 1 ? 1 : 0;
  const floor = held.index - falls;
  if (found.index >= floor) return found;
  const row = rungs[floor]!;
  const next = qualify(rungs.slice(0, floor + 2), facts, at)?.next ?? null;
  return { ...found, index: floor, tier: row.tier, held: [], next };
}

/** What must still be traded until the next evaluation, when the oldest day has left; null = no volume holds it. */
export function missingToHold({ toHold: needed, volume, leaving, qualification }: TierDay): Decimal | null {
  if (needed === null || volume === null || qualification === null) return null;
  if (needed.bound.isZero()) return ZERO;
  return atLeastZero(needed.bound.minus(volume.value.minus(leaving ?? ZERO)));
}

/** What is missing in this window for a higher tier; null = no volume reaches one, or nobody published how much. */
export function missingToRise({ toRise: needed, volume }: TierDay): Decimal | null {
  return needed === null || volume === null ? null : atLeastZero(needed.bound.minus(volume.value));
}

function atLeastZero(value: Decimal): Decimal {
  return value.isNegative() ? ZERO : value;
}

/** The rungs of the table that concerns a product; conditions are the same in every one. */
export function rungsFor(version: ScheduleVersion, product: string): readonly TierRow[] {
  const fitting = version.tables.find(({ products }) => products?.includes(product));
  return (fitting ?? version.tables[0])?.tiers ?? [];
}

const OF_KIND = {
  spot: ['volume', 'weightedVolume', 'spotVolume'],
  linear: ['volume', 'weightedVolume', 'futuresVolume'],
  inverse: ['volume', 'weightedVolume', 'futuresVolume'],
  option: ['volume', 'weightedVolume', 'optionsVolume'],
} as const;

/** The volume that a ladder is about: the one that alone decides, else the one of the product's kind. */
export function leadMetric({ metric }: Evaluation, { kind }: Schedule, rungs: readonly TierRow[]): string {
  const asked = metricsAsked(rungs);
  if (metric !== 'any' && isVolume(metric)) return metric;
  return OF_KIND[kind].find((own) => asked.includes(own)) ?? asked.find(isVolume) ?? OF_KIND[kind][2];
}

/** Part of the window between the venue's day of the first fill and the one of the last, both counted whole. */
function coverageOf(volume: WindowVolume | null, evaluation: Evaluation, { from, at }: Evaluated): Decimal {
  const span = volume?.span ?? null;
  if (span === null) return ZERO;
  const starts = Math.max(from, startOfVenueDay(evaluation, span.from));
  const ends = Math.min(at, startOfVenueDay(evaluation, span.to) + DAY);
  return ends <= starts ? ZERO : quotient(new Decimal(ends - starts), new Decimal(at - from));
}

interface FactsInput extends TierPathInput {
  readonly evaluation: Evaluation;
  readonly evaluated: Evaluated;
  readonly metric: string;
  readonly rungs: readonly TierRow[];
  readonly covered: boolean;
}

/** Measured where the files cover the window, given where they do not, a lower bound where nobody gave it. */
function factsAt(input: FactsInput): Facts {
  const { standings, product, evaluated, volume, evaluation, covered } = input;
  // A bare share is that of all markets, where the ladder asks for one such share only.
  const wholes = metricsAsked(input.rungs).filter((asked) => isShare(asked) && !asked.includes('.'));
  // Who gives one volume of the window has looked at the venue's page: what it does not name is what the files show.
  const filled = givenValue(standings, [BARE_VOLUME, ...VOLUME_METRICS], product, evaluated.at) !== null;
  const known = new Map<string, Fact | null>();
  const find = (metric: string): Fact | null => {
    const names = [assetKey(metric)];
    if (metric === input.metric) names.push(BARE_VOLUME);
    if (metric === 'share' || (wholes.length === 1 && wholes[0] === metric)) names.push(BARE_SHARE);
    const given = givenValue(standings, names, product, evaluated.at);
    if (!isVolume(metric)) return given === null ? null : { value: given, atLeast: false, basis: 'given' };
    const sum = volume?.sum(metric, product, evaluation, evaluated.from, evaluated.at) ?? null;
    const elsewhere = volumeElsewhere(standings, metric, product, evaluated.at);
    if (sum === null) return given === null ? null : { value: given, atLeast: false, basis: 'given' };
    const measured = sum.plus(elsewhere);
    if (covered) return { value: measured, atLeast: false, basis: 'measured' };
    if (given === null) return { value: measured, atLeast: !filled, basis: 'measured' };
    return { value: Decimal.max(given, measured), atLeast: false, basis: 'given' };
  };
  return (metric) => {
    let fact = known.get(metric);
    if (fact === undefined) {
      fact = find(metric);
      known.set(metric, fact);
    }
    return fact;
  };
}
