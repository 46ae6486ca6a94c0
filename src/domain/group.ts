/** One line of the reconciliation, and how fills and lines are added to it. */
import { type Decimal, ZERO } from './decimal.ts';
import { convertBack } from './fee.ts';
import type { Fill, Liquidity } from './fill.ts';
import type { FillJudgement } from './judgement.ts';
import { compareText } from './mark.ts';
import type { Rate } from './rate.ts';
import type { TermsInForce } from './terms.ts';

/** What the fills of a line share, but for the values of the `--group-by` keys. */
export interface GroupIdentity {
  readonly venue: string;
  readonly account: string;
  readonly product: string;
  readonly schedule: string | null;
  readonly track: 'ladder' | 'program';
  readonly liquidity: Liquidity;
  readonly tier: string | null;
  readonly feeAsset: string;
  readonly notionalAsset: string | null;
  /** Null for fills without a rate (unjudged). */
  readonly rate: Rate | null;
}

/** One line of the reconciliation: fills that share everything, the exact rate included. */
export interface Group extends GroupIdentity {
  /** Values of the `--group-by` keys. */
  readonly extra: readonly string[];
  fills: number;
  /** Null once a fill without a known contract value is in it. */
  notional: Decimal | null;
  /** Null for unjudged fills. */
  expected: Decimal | null;
  charged: Decimal;
  /** Σ of taxes, builder fees and surcharges, which are no part of `charged`. */
  otherFees: Decimal;
  /** Σ variance in the notional's asset, at the price of each fill's time; null where the assets do not meet. */
  varianceInNotional: Decimal | null;
  matched: number;
  withinTolerance: number;
  breaks: number;
  unjudged: number;
}

/** @param schedule that of the card; null = there is none */
export function identityOf(
  fill: Fill,
  { due, liquidity, feeAsset, notionalAsset }: FillJudgement,
  { track, tier }: TermsInForce,
  schedule: string | null,
): GroupIdentity {
  const { venue, product } = fill.instrument;
  return {
    venue,
    account: fill.account,
    product,
    schedule: due?.schedule ?? schedule,
    track,
    liquidity,
    tier: track === 'program' ? null : tier,
    feeAsset,
    notionalAsset,
    rate: due?.rate ?? null,
  };
}

/** A line without any fill. */
export function newGroup(identity: GroupIdentity, extra: readonly string[]): Group {
  const { venue, account, product, schedule, track, liquidity, tier, feeAsset, notionalAsset, rate } =
    identity;
  // Spread together, so many properties would make every access a search.
  return {
    venue,
    account,
    product,
    schedule,
    track,
    liquidity,
    tier,
    feeAsset,
    notionalAsset,
    rate,
    extra,
    fills: 0,
    notional: ZERO,
    expected: rate === null ? null : ZERO,
    charged: ZERO,
    otherFees: ZERO,
    varianceInNotional: ZERO,
    matched: 0,
    withinTolerance: 0,
    breaks: 0,
    unjudged: 0,
  };
}

const LIQUIDITIES = ['maker', 'taker', 'unknown', 'none'];

/** Lines stand in the order of their scopes, then of the values of the `--group-by` keys, then of their kinds; all equal = one line. */
export function compareScopes(a: GroupIdentity, b: GroupIdentity): number {
  return (
    compareText(a.venue, b.venue) || compareText(a.account, b.account) || compareText(a.product, b.product)
  );
}

/** @param a, b values of the same keys, in their order */
export function compareExtra(a: readonly string[], b: readonly string[]): number {
  for (const [index, value] of a.entries()) {
    const order = compareText(value, b[index]!);
    if (order !== 0) return order;
  }
  return 0;
}

export function compareKinds(a: GroupIdentity, b: GroupIdentity): number {
  return (
    LIQUIDITIES.indexOf(a.liquidity) - LIQUIDITIES.indexOf(b.liquidity) ||
    compareKnown(a.tier, b.tier) ||
    compareText(a.feeAsset, b.feeAsset) ||
    compareKnown(a.notionalAsset, b.notionalAsset) ||
    compareRates(a.rate, b.rate) ||
    compareKnown(a.schedule, b.schedule) ||
    compareText(a.track, b.track)
  );
}

/** What is not known comes first. */
function compareKnown(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  return compareText(a, b);
}

/** The highest rate first, fills without one last. */
function compareRates(a: Rate | null, b: Rate | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return b.cmp(a);
}

/** Counts one judged fill. */
export function countInGroup(group: Group, fill: Fill, judged: FillJudgement): void {
  const { notional, notionalAsset, expected, variance, formula, outcome } = judged;
  group.fills += 1;
  group.notional = group.notional === null || notional === null ? null : group.notional.plus(notional);
  if (group.expected !== null && expected !== null) group.expected = group.expected.plus(expected);
  group.charged = group.charged.plus(fill.fee);
  if (fill.otherFees !== null) group.otherFees = group.otherFees.plus(fill.otherFees);
  if (variance !== null && !variance.isZero()) {
    group.varianceInNotional = plusKnown(group.varianceInNotional, varianceInNotional(judged, variance));
  } else if (formula === null || formula.base.asset !== notionalAsset) group.varianceInNotional = null;
  if (outcome === 'matched') group.matched += 1;
  else if (outcome === 'within tolerance') group.withinTolerance += 1;
  else if (outcome === 'break') group.breaks += 1;
  else group.unjudged += 1;
}

/** A variance in the notional's asset: the same, or at the price that converted the fee; null where neither holds. */
function varianceInNotional({ formula, notionalAsset }: FillJudgement, variance: Decimal): Decimal | null {
  if (formula === null || formula.base.asset !== notionalAsset) return null;
  return convertBack(variance, formula.price);
}

function plusKnown(a: Decimal | null, b: Decimal | null): Decimal | null {
  return a === null || b === null ? null : a.plus(b);
}

/** Adds a line of the same identity. */
export function addGroup(mine: Group, theirs: Group): void {
  mine.fills += theirs.fills;
  mine.notional =
    mine.notional === null || theirs.notional === null ? null : mine.notional.plus(theirs.notional);
  if (mine.expected !== null && theirs.expected !== null) mine.expected = mine.expected.plus(theirs.expected);
  mine.charged = mine.charged.plus(theirs.charged);
  mine.otherFees = mine.otherFees.plus(theirs.otherFees);
  mine.varianceInNotional = plusKnown(mine.varianceInNotional, theirs.varianceInNotional);
  mine.matched += theirs.matched;
  mine.withinTolerance += theirs.withinTolerance;
  mine.breaks += theirs.breaks;
  mine.unjudged += theirs.unjudged;
}
