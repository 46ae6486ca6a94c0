/**
 * Which tier an account is entitled to: boolean conditions over what is known of it. Every route counts and the best tier
 * wins. A bound that nobody published is never met; what is not known of the account meets nothing, and both are said.
 */
import { Decimal, ZERO } from './decimal.ts';
import type { Fact, Facts } from './facts.ts';
import type { Condition, Threshold, TierRow } from './schedule.ts';
import type { Instant } from './time.ts';

/**
 * `met`: the account has it. `short`: it has less (or more, of a ceiling). `open`: what the files show is a lower bound that
 * may hide enough. `not given`: nobody said. `not published`: the venue does not say how much it takes.
 */
export type Answer = 'met' | 'short' | 'open' | 'not given' | 'not published';

/** One threshold and what the account has of it. */
export interface Finding {
  readonly threshold: Threshold;
  readonly fact: Fact | null;
  readonly answer: Answer;
}

/** A whole condition: met or not, with the findings that decided it. */
export interface Answered {
  readonly met: boolean;
  /** Thresholds of the routes that are met, or of all routes where none is. */
  readonly findings: readonly Finding[];
}

export interface Qualification {
  /** Place in the ladder, 0 = the lowest. */
  readonly index: number;
  readonly tier: string;
  /** The thresholds by which the tier is held; empty for the lowest, which asks for nothing. */
  readonly held: readonly Finding[];
  /** The next tier up with what is missing for it; null at the top. */
  readonly next: { readonly tier: string; readonly missing: readonly Finding[] } | null;
  /** True = a higher tier cannot be ruled out, because the files cover only a part of the window. */
  readonly atLeast: boolean;
  /** Metrics that higher tiers ask for and nobody gave. */
  readonly notGiven: readonly string[];
  /** Metrics of which higher tiers ask an amount that nobody published, with those tiers; '' = what they ask is not known at all. */
  readonly unpublished: ReadonlyMap<string, readonly string[]>;
}

/** Compares one figure with its bound; bounds are inclusive exactly where the schedule says so. */
export function answerOf({ comparison, bound }: Threshold, fact: Fact | null): Answer {
  if (bound === null) return 'not published';
  if (fact === null) return 'not given';
  const { value } = fact;
  const upward = comparison === '>=' || comparison === '>';
  const met =
    comparison === '>='
      ? value.gte(bound)
      : comparison === '>'
        ? value.gt(bound)
        : comparison === '<'
          ? value.lt(bound)
          : value.lte(bound);
  // A lower bound proves that much is there, never that no more is.
  if (fact.atLeast && upward) return met ? 'met' : 'open';
  if (fact.atLeast) return met ? 'open' : 'short';
  return met ? 'met' : 'short';
}

/** @param at the instant of the evaluation, for conditions that hold only for a time */
export function answered(condition: Condition, facts: Facts, at: Instant): Answered {
  if ('threshold' in condition) {
    const { threshold } = condition;
    const fact = facts(threshold.metric);
    const answer = answerOf(threshold, fact);
    return { met: answer === 'met', findings: [{ threshold, fact, answer }] };
  }
  if ('before' in condition) return { met: at < condition.before, findings: [] };
  if ('anyOf' in condition) {
    const routes = condition.anyOf.map((part) => answered(part, facts, at));
    const met = routes.filter((route) => route.met);
    return {
      met: met.length > 0,
      findings: (met.length > 0 ? met : routes).flatMap((route) => route.findings),
    };
  }
  const parts = condition.allOf.map((part) => answered(part, facts, at));
  return { met: parts.every((part) => part.met), findings: parts.flatMap((part) => part.findings) };
}

/**
 * The highest tier whose condition is met. The lowest asks for nothing where it has no condition; any other rung without one
 * is never reached, since nobody published what it takes.
 * @param rungs lowest first
 * @param lowestIsFree false = a program, whose every rung is granted or earned @returns null when no tier is met
 */
export function qualify(
  rungs: readonly TierRow[],
  facts: Facts,
  at: Instant,
  lowestIsFree = true,
): Qualification | null {
  const answers = rungs.map(({ when }, index): Answered => {
    if (when === null) return { met: lowestIsFree && index === 0, findings: [] };
    return answered(when, facts, at);
  });
  const index = answers.findLastIndex(({ met }) => met);
  if (index === -1) return null;
  const above = answers.slice(index + 1).flatMap(({ findings }) => findings);
  const nextRow = rungs[index + 1];
  return {
    index,
    tier: rungs[index]!.tier,
    held: answers[index]!.findings.filter(({ answer }) => answer === 'met'),
    next:
      nextRow === undefined
        ? null
        : {
            tier: nextRow.tier,
            missing: answers[index + 1]!.findings.filter(({ answer }) => answer !== 'met'),
          },
    atLeast: above.some(({ answer }) => answer === 'open'),
    notGiven: metricsOf(above, 'not given'),
    unpublished: unpublishedIn(rungs.slice(index + 1)),
  };
}

function metricsOf(findings: readonly Finding[], wanted: Answer): string[] {
  const metrics = findings.filter(({ answer }) => answer === wanted).map(({ threshold }) => threshold.metric);
  return [...new Set(metrics)].sort();
}

function unpublishedIn(rungs: readonly TierRow[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { tier, when } of rungs) {
    const open =
      when === null
        ? ['']
        : thresholdsOf(when).flatMap(({ metric, bound }) => (bound === null ? [metric] : []));
    for (const metric of new Set(open)) found.set(metric, [...(found.get(metric) ?? []), tier]);
  }
  return found;
}

/** Every metric that a ladder's conditions name, in code-unit order. */
export function metricsAsked(rungs: readonly TierRow[]): string[] {
  const all = rungs.flatMap(({ when }) => (when === null ? [] : thresholdsOf(when)));
  return [...new Set(all.map(({ metric }) => metric))].sort();
}

/** How much of one metric a rung takes. */
export interface Needed {
  readonly bound: Decimal;
  /** True = more than the bound, not just as much. */
  readonly strict: boolean;
}

/** Less than any bound of a schedule is stepped by, so that "more than" can be tried. */
const STEP = new Decimal('1e-9');

/**
 * The least of one metric with which the account, all else unchanged, reaches rung `index` or a higher one; bound 0 where it
 * does without any, null where no amount of it suffices.
 */
export function neededOf(
  metric: string,
  index: number,
  rungs: readonly TierRow[],
  facts: Facts,
  at: Instant,
  lowestIsFree = true,
): Needed | null {
  const reaches = (value: Decimal) => {
    const tried: Facts = (asked) =>
      asked === metric ? { value, atLeast: false, basis: 'given' } : facts(asked);
    return (qualify(rungs, tried, at, lowestIsFree)?.index ?? -1) >= index;
  };
  if (reaches(ZERO)) return { bound: ZERO, strict: false };
  for (const { bound, strict } of boundsOf(metric, rungs)) {
    if (reaches(strict ? bound.plus(STEP) : bound)) return { bound, strict };
  }
  return null;
}

/** Every upward bound of a metric, ascending. */
function boundsOf(metric: string, rungs: readonly TierRow[]): Needed[] {
  const found: Needed[] = [];
  for (const { when } of rungs) {
    for (const threshold of when === null ? [] : thresholdsOf(when)) {
      const { metric: own, comparison, bound } = threshold;
      if (own !== metric || bound === null || !comparison.startsWith('>')) continue;
      found.push({ bound, strict: comparison === '>' });
    }
  }
  return found.sort((a, b) => a.bound.cmp(b.bound) || Number(a.strict) - Number(b.strict));
}

function thresholdsOf(condition: Condition): readonly Threshold[] {
  if ('threshold' in condition) return [condition.threshold];
  if ('before' in condition) return [];
  return ('anyOf' in condition ? condition.anyOf : condition.allOf).flatMap(thresholdsOf);
}
