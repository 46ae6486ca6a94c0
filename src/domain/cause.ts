/**
 * From many breaks to few causes: breaks are counted by the set of hypotheses that reproduce them; the cause that
 * explains most is named first, ties go by money, then by simplicity. A match that chance could have made is believed
 * only where three fills agree. Counting and merging are adding, so neither the order of rows nor of files can matter.
 */
import { type Decimal, ZERO } from './decimal.ts';
import type { Fill } from './fill.ts';
import { type CauseCode, type Diagnosis, type Hypothesis, isFact, simplicity } from './hypothesis.ts';
import { compareText, MarkSpan, markOf } from './mark.ts';
import type { Instant } from './time.ts';

/** Where breaks are counted apart: causes never mix accounts, products or assets. */
export interface CauseScope {
  readonly venue: string;
  readonly account: string;
  readonly product: string;
  readonly feeAsset: string;
}

interface Counter {
  readonly scope: CauseScope;
  readonly diagnosis: Diagnosis;
  fills: number;
  /** Σ charged − expected. */
  variance: Decimal;
  /** Σ |charged − expected|. */
  magnitude: Decimal;
  readonly span: MarkSpan;
}

/** One hypothesis of a cause. */
export interface CauseDetail {
  readonly detail: string;
  readonly fills: number;
  /** Other details of the same code that explain the same fills to the digit (tiers that pay alike). */
  readonly alike: readonly string[];
}

/** One cause with all breaks that it explains. */
export interface Cause {
  readonly scope: CauseScope;
  readonly code: CauseCode;
  /** Details of the hypotheses, with fills each, most first. */
  readonly details: readonly CauseDetail[];
  /** For a tier: since when another one was due; null = since ever, or not about a tier. */
  readonly since: Instant | null;
  readonly fills: number;
  readonly variance: Decimal;
  readonly magnitude: Decimal;
  readonly span: MarkSpan;
  /** Codes that would explain all of these breaks as well. */
  readonly rivals: readonly CauseCode[];
}

const nameOf = ({ code, detail, since }: Hypothesis) => `${code}\u001f${detail}\u001f${since ?? ''}`;
const UNEXPLAINED: Hypothesis = { code: 'UNEXPLAINED', detail: '' };
/** So many fills must agree on what one alone does not prove, and so many make a cause of their own. */
const AGREEING = 3;

/** Key of what may stand behind one break; breaks with the same key share their fate. */
export function signatureOf({ hypotheses, telling, dust }: Diagnosis): string {
  return `${telling ? '' : dust ? '~~' : '~'}${hypotheses.map(nameOf).sort().join('\u001e')}`;
}

const scopeKey = (scope: CauseScope) =>
  [scope.venue, scope.account, scope.product, scope.feeAsset].join('\u001f');

/** What a break was put down to. */
export interface Assigned {
  readonly cause: Cause;
  readonly hypothesis: Hypothesis;
}

/** What `BreakLedger.settle` found: the causes, and which of them a break belongs to. */
export interface Settlement {
  readonly causes: readonly Cause[];
  codeOf(scope: CauseScope, signature: string): CauseCode;
  /** The cause that a break of this signature is counted in, and the hypothesis by which; null = there is no such break. */
  causeOf(scope: CauseScope, signature: string): Assigned | null;
}

export class BreakLedger {
  private readonly counters = new Map<string, Counter>();

  /** @param variance charged − expected of this break */
  add(scope: CauseScope, fill: Fill, diagnosis: Diagnosis, variance: Decimal): void {
    const key = `${scopeKey(scope)}\u001d${signatureOf(diagnosis)}`;
    let counter = this.counters.get(key);
    if (counter === undefined) {
      const span = new MarkSpan(markOf(fill));
      counter = { scope, diagnosis, fills: 0, variance: ZERO, magnitude: ZERO, span };
      this.counters.set(key, counter);
    }
    counter.fills += 1;
    counter.variance = counter.variance.plus(variance);
    counter.magnitude = counter.magnitude.plus(variance.abs());
    counter.span.add(fill);
  }

  /** Adds breaks of one diagnosis at once. @param variance Σ charged − expected @param magnitude Σ of its size */
  addMany(
    scope: CauseScope,
    diagnosis: Diagnosis,
    fills: number,
    variance: Decimal,
    magnitude: Decimal,
    span: MarkSpan,
  ): void {
    const one = new BreakLedger();
    const key = `${scopeKey(scope)}\u001d${signatureOf(diagnosis)}`;
    one.counters.set(key, { scope, diagnosis, fills, variance, magnitude, span });
    this.merge(one);
  }

  merge(other: BreakLedger): void {
    for (const [key, theirs] of other.counters) {
      const mine = this.counters.get(key);
      if (mine === undefined) {
        this.counters.set(key, theirs);
        continue;
      }
      mine.fills += theirs.fills;
      mine.variance = mine.variance.plus(theirs.variance);
      mine.magnitude = mine.magnitude.plus(theirs.magnitude);
      mine.span.merge(theirs.span);
    }
  }

  /** Names the causes, most fills first within each scope. */
  settle(): Settlement {
    const byScope = new Map<string, [string, Counter][]>();
    for (const [key, counter] of [...this.counters].sort(([a], [b]) => compareText(a, b))) {
      const scope = scopeKey(counter.scope);
      byScope.set(scope, [...(byScope.get(scope) ?? []), [key, counter]]);
    }
    const assigned = new Map<string, Assigned>();
    const causes: Cause[] = [];
    for (const counters of byScope.values()) causes.push(...settleScope(counters, assigned));
    const causeOf = (scope: CauseScope, signature: string) =>
      assigned.get(`${scopeKey(scope)}\u001d${signature}`) ?? null;
    return {
      causes,
      codeOf: (scope, signature) => causeOf(scope, signature)?.hypothesis.code ?? 'UNEXPLAINED',
      causeOf,
    };
  }
}

/** A hypothesis with the counters that it explains. */
interface Part {
  readonly hypothesis: Hypothesis;
  readonly counters: readonly Counter[];
  /** Keys of the counters. */
  readonly keys: readonly string[];
}

function settleScope(
  counters: readonly (readonly [string, Counter])[],
  assigned: Map<string, Assigned>,
): Cause[] {
  const chosen = new Map<string, Part[]>();
  let open = counters.map(([key, counter]) => ({ key, counter }));
  while (open.length > 0) {
    const hypothesis = bestOf(open.map(({ counter }) => counter));
    const taken = open.filter(({ counter }) => explains(counter, hypothesis));
    open = open.filter((entry) => !taken.includes(entry));
    const keys = taken.map(({ key }) => key);
    const part = { hypothesis, counters: taken.map(({ counter }) => counter), keys };
    const key = causeKey(part);
    chosen.set(key, [...(chosen.get(key) ?? []), part]);
  }
  const causes = [...chosen.values()].map((parts) => {
    const cause = causeOf(parts);
    for (const { keys, hypothesis } of parts)
      for (const key of keys) assigned.set(key, { cause, hypothesis });
    return cause;
  });
  return causes.sort(byWeight);
}

/** Codes whose details are different events (one tier late, then another); the details of others are variations of one. */
const EVENTS: readonly CauseCode[] = [
  'TIER_STALE',
  'TIER_EARLY',
  'PROMO_NOT_APPLIED',
  'PROGRAM_NOT_APPLIED',
  'NOTIONAL_SCALE',
  'RATE_OFF_CARD',
];

/** Which hypotheses are told as one cause: an event of few fills is told with the others of its code. */
function causeKey({ hypothesis, counters }: Part): string {
  const own = EVENTS.includes(hypothesis.code) && sumOf(counters) >= AGREEING;
  return own ? nameOf(hypothesis) : hypothesis.code;
}

const sumOf = (counters: readonly Counter[]) => counters.reduce((sum, { fills }) => sum + fills, 0);

function has(counter: Counter, hypothesis: Hypothesis): boolean {
  return counter.diagnosis.hypotheses.some((candidate) => nameOf(candidate) === nameOf(hypothesis));
}

function explains(counter: Counter, hypothesis: Hypothesis): boolean {
  return hypothesis.code === 'UNEXPLAINED' || has(counter, hypothesis);
}

/** The believable hypothesis that explains most fills; ties by money, then by the nearer tier, by simplicity, by name. */
function bestOf(counters: readonly Counter[]): Hypothesis {
  const tally = new Map<
    string,
    { hypothesis: Hypothesis; fills: number; agreeing: number; magnitude: Decimal; telling: boolean }
  >();
  for (const counter of counters) {
    const { hypotheses, telling, dust } = counter.diagnosis;
    const nothing = hypotheses.some(({ code }) => code === 'FEE_MISSING');
    for (const hypothesis of hypotheses) {
      const name = nameOf(hypothesis);
      const entry = tally.get(name) ?? {
        hypothesis,
        fills: 0,
        agreeing: 0,
        magnitude: ZERO,
        telling: isFact(hypothesis.code),
      };
      entry.fills += counter.fills;
      // That nothing is left of a fee agrees with any rounding that is coarse enough.
      const counts =
        isFact(hypothesis.code) || (dust !== true && !(nothing && hypothesis.code === 'ROUNDING'));
      if (counts) entry.agreeing += counter.fills;
      entry.magnitude = entry.magnitude.plus(counter.magnitude);
      entry.telling ||= telling && counts;
      tally.set(name, entry);
    }
  }
  const ranked = [...tally.values()]
    .filter(({ telling, agreeing }) => telling || agreeing >= AGREEING)
    .sort(
      (a, b) =>
        b.agreeing - a.agreeing ||
        b.fills - a.fills ||
        b.magnitude.cmp(a.magnitude) ||
        (a.hypothesis.distance ?? 0) - (b.hypothesis.distance ?? 0) ||
        simplicity(a.hypothesis.code) - simplicity(b.hypothesis.code) ||
        compareText(nameOf(a.hypothesis), nameOf(b.hypothesis)),
    );
  return ranked[0]?.hypothesis ?? UNEXPLAINED;
}

function causeOf(parts: readonly Part[]): Cause {
  const counters = parts.flatMap((part) => part.counters);
  const [first] = counters;
  const { code } = parts[0]!.hypothesis;
  const span = new MarkSpan(first!.span.first);
  for (const counter of counters) span.merge(counter.span);
  const details = parts
    .map((part) => ({ detail: part.hypothesis.detail, fills: sumOf(part.counters), alike: alikeIn(part) }))
    .sort((a, b) => b.fills - a.fills || compareText(a.detail, b.detail));
  const codesOf = ({ diagnosis }: Counter) =>
    new Set(diagnosis.hypotheses.map((hypothesis) => hypothesis.code));
  const rivals = [...codesOf(first!)].filter(
    (rival) => rival !== code && counters.every((counter) => codesOf(counter).has(rival)),
  );
  return {
    scope: first!.scope,
    code,
    details,
    since: parts[0]!.hypothesis.since ?? null,
    fills: sumOf(counters),
    variance: counters.reduce((sum, counter) => sum.plus(counter.variance), ZERO),
    magnitude: counters.reduce((sum, counter) => sum.plus(counter.magnitude), ZERO),
    span,
    rivals: rivals.sort((a, b) => simplicity(a) - simplicity(b)),
  };
}

/** Details of the same code that every counter of the part has as well. */
function alikeIn({ hypothesis, counters }: Part): string[] {
  const { hypotheses } = counters[0]!.diagnosis;
  const same = hypotheses.filter(
    (other) =>
      other.code === hypothesis.code &&
      other.detail !== hypothesis.detail &&
      counters.every((counter) => has(counter, other)),
  );
  const nearest = (a: Hypothesis, b: Hypothesis) =>
    (a.distance ?? 0) - (b.distance ?? 0) || compareText(a.detail, b.detail);
  return same.sort(nearest).map(({ detail }) => detail);
}

function byWeight(a: Cause, b: Cause): number {
  return (
    b.magnitude.cmp(a.magnitude) ||
    b.fills - a.fills ||
    simplicity(a.code) - simplicity(b.code) ||
    compareText(a.details[0]!.detail, b.details[0]!.detail) ||
    (a.since ?? 0) - (b.since ?? 0)
  );
}
