/**
 * From many breaks to few causes: breaks are counted by the set of hypotheses that reproduce them; the cause that
 * explains most is named first, ties go by money, then by simplicity. Counting and merging are adding, so neither
 * the order of rows nor of files can matter.
 */
import { CAUSE_CODES, type CauseCode, type Hypothesis } from './break.ts';
import { type Decimal, ZERO } from './decimal.ts';
import type { Fill } from './fill.ts';
import { compareText, MarkSpan, markOf } from './mark.ts';

/** Where breaks are counted apart: causes never mix accounts, products or assets. */
export interface CauseScope {
  readonly venue: string;
  readonly account: string;
  readonly product: string;
  readonly feeAsset: string;
}

interface Counter {
  readonly scope: CauseScope;
  readonly hypotheses: readonly Hypothesis[];
  fills: number;
  /** Σ charged − expected. */
  variance: Decimal;
  /** Σ |charged − expected|. */
  magnitude: Decimal;
  readonly span: MarkSpan;
}

/** One cause with all breaks that it explains. */
export interface Cause {
  readonly scope: CauseScope;
  readonly code: CauseCode;
  /** Details of the hypotheses, with fills each, most first. */
  readonly details: readonly { readonly detail: string; readonly fills: number }[];
  readonly fills: number;
  readonly variance: Decimal;
  readonly magnitude: Decimal;
  readonly span: MarkSpan;
  /** Codes that would explain all of these breaks as well. */
  readonly rivals: readonly CauseCode[];
}

const nameOf = (hypothesis: Hypothesis) => `${hypothesis.code}\u001f${hypothesis.detail}`;
const UNEXPLAINED: Hypothesis = { code: 'UNEXPLAINED', detail: '' };

/** Key of the set of hypotheses of one break; breaks with the same key share their fate. */
export function signatureOf(hypotheses: readonly Hypothesis[]): string {
  return hypotheses.map(nameOf).sort().join('\u001e');
}

const scopeKey = (scope: CauseScope) =>
  [scope.venue, scope.account, scope.product, scope.feeAsset].join('\u001f');

/** What `BreakLedger.settle` found: the causes, and which of them a break belongs to. */
export interface Settlement {
  readonly causes: readonly Cause[];
  codeOf(scope: CauseScope, signature: string): CauseCode;
}

export class BreakLedger {
  private readonly counters = new Map<string, Counter>();

  /** @param variance charged − expected of this break */
  add(scope: CauseScope, fill: Fill, hypotheses: readonly Hypothesis[], variance: Decimal): void {
    const key = `${scopeKey(scope)}\u001d${signatureOf(hypotheses)}`;
    let counter = this.counters.get(key);
    if (counter === undefined) {
      const span = new MarkSpan(markOf(fill));
      counter = { scope, hypotheses, fills: 0, variance: ZERO, magnitude: ZERO, span };
      this.counters.set(key, counter);
    }
    counter.fills += 1;
    counter.variance = counter.variance.plus(variance);
    counter.magnitude = counter.magnitude.plus(variance.abs());
    counter.span.add(fill);
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
    const codes = new Map<string, CauseCode>();
    const causes: Cause[] = [];
    for (const counters of byScope.values()) causes.push(...settleScope(counters, codes));
    return {
      causes,
      codeOf: (scope, signature) => codes.get(`${scopeKey(scope)}\u001d${signature}`) ?? 'UNEXPLAINED',
    };
  }
}

function settleScope(
  counters: readonly (readonly [string, Counter])[],
  codes: Map<string, CauseCode>,
): Cause[] {
  const chosen = new Map<CauseCode, { hypothesis: Hypothesis; counters: Counter[] }[]>();
  let open = counters.map(([key, counter]) => ({ key, counter }));
  while (open.length > 0) {
    const hypothesis = bestOf(open.map(({ counter }) => counter));
    const taken = open.filter(({ counter }) => explains(counter, hypothesis));
    open = open.filter((entry) => !taken.includes(entry));
    for (const { key } of taken) codes.set(key, hypothesis.code);
    const group = chosen.get(hypothesis.code) ?? [];
    group.push({ hypothesis, counters: taken.map(({ counter }) => counter) });
    chosen.set(hypothesis.code, group);
  }
  return [...chosen].map(([code, parts]) => causeOf(code, parts)).sort(byWeight);
}

function explains(counter: Counter, hypothesis: Hypothesis): boolean {
  if (hypothesis.code === 'UNEXPLAINED') return counter.hypotheses.length === 0;
  return counter.hypotheses.some((candidate) => nameOf(candidate) === nameOf(hypothesis));
}

/** The hypothesis that explains most fills; ties by money, then by simplicity, then by name. */
function bestOf(counters: readonly Counter[]): Hypothesis {
  const tally = new Map<string, { hypothesis: Hypothesis; fills: number; magnitude: Decimal }>();
  for (const counter of counters) {
    for (const hypothesis of counter.hypotheses) {
      const entry = tally.get(nameOf(hypothesis)) ?? { hypothesis, fills: 0, magnitude: ZERO };
      entry.fills += counter.fills;
      entry.magnitude = entry.magnitude.plus(counter.magnitude);
      tally.set(nameOf(hypothesis), entry);
    }
  }
  const ranked = [...tally.values()].sort(
    (a, b) =>
      b.fills - a.fills ||
      b.magnitude.cmp(a.magnitude) ||
      simplicity(a.hypothesis.code) - simplicity(b.hypothesis.code) ||
      compareText(a.hypothesis.detail, b.hypothesis.detail),
  );
  return ranked[0]?.hypothesis ?? UNEXPLAINED;
}

const simplicity = (code: CauseCode) => (CAUSE_CODES as readonly string[]).indexOf(code);

function causeOf(code: CauseCode, parts: readonly { hypothesis: Hypothesis; counters: Counter[] }[]): Cause {
  const counters = parts.flatMap((part) => part.counters);
  const [first] = counters;
  const span = new MarkSpan(first!.span.first);
  for (const counter of counters) span.merge(counter.span);
  const details = parts
    .map(({ hypothesis, counters: of }) => ({
      detail: hypothesis.detail,
      fills: of.reduce((sum, counter) => sum + counter.fills, 0),
    }))
    .sort((a, b) => b.fills - a.fills || compareText(a.detail, b.detail));
  const codesOf = (counter: Counter) => new Set(counter.hypotheses.map((hypothesis) => hypothesis.code));
  const rivals = [...codesOf(first!)].filter(
    (rival) => rival !== code && counters.every((counter) => codesOf(counter).has(rival)),
  );
  return {
    scope: first!.scope,
    code,
    details,
    fills: counters.reduce((sum, counter) => sum + counter.fills, 0),
    variance: counters.reduce((sum, counter) => sum.plus(counter.variance), ZERO),
    magnitude: counters.reduce((sum, counter) => sum.plus(counter.magnitude), ZERO),
    span,
    rivals: rivals.sort((a, b) => simplicity(a) - simplicity(b)),
  };
}

function byWeight(a: Cause, b: Cause): number {
  return b.magnitude.cmp(a.magnitude) || b.fills - a.fills || simplicity(a.code) - simplicity(b.code);
}
