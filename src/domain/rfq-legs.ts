/**
 * Fees of requests for quotes: what each leg of a request pays depends on its other legs. Legs go into groups; the dearest
 * group pays in full, the cheapest nothing, the next cheapest a part. A box spread pays by its width and term instead.
 */
import { Decimal, ONE, quotient, ZERO } from './decimal.ts';
import { compareText } from './mark.ts';
import type { RfqClause } from './schedule.ts';
import type { Instant } from './time.ts';

/** One leg as the account sees it. */
export interface RfqLeg {
  /** Identity of its fill within the request; legs are put in this order. */
  readonly key: string;
  /** Null for perps. */
  readonly option: { readonly right: 'C' | 'P'; readonly strike: Decimal; readonly expiry: Instant } | null;
  readonly isLong: boolean;
  /** Units, positive. */
  readonly quantity: Decimal;
  /** The fee at the full rate, before any discount of groups, 0 or more. */
  readonly full: Decimal;
  /** What was charged, without the order's fixed part; tells apart groups that are equally dear. */
  readonly charged: Decimal;
  readonly time: Instant;
}

/** What a leg pays. */
export type LegCharge =
  /** This share of its full fee. */
  | { readonly kind: 'share'; readonly factor: Decimal; readonly words: string }
  /** A box spread: this amount for all its legs, before discounts of the tier. */
  | { readonly kind: 'box'; readonly amount: Decimal; readonly words: string };

const GROUPS = ['long calls', 'short calls', 'long puts', 'short puts', 'perps'] as const;
type GroupName = (typeof GROUPS)[number];

function groupOf({ option, isLong }: RfqLeg): GroupName {
  if (option === null) return 'perps';
  if (option.right === 'C') return isLong ? 'long calls' : 'short calls';
  return isLong ? 'long puts' : 'short puts';
}

interface GroupSum {
  readonly name: GroupName;
  readonly legs: RfqLeg[];
  full: Decimal;
}

/** What every leg of one request pays, by key. */
export function legCharges(legs: readonly RfqLeg[], rules: RfqClause): Map<string, LegCharge> {
  const box = boxAmount(legs, rules);
  if (box !== null) return new Map(legs.map(({ key }) => [key, box]));
  const groups = new Map<GroupName, GroupSum>();
  for (const leg of legs) {
    const name = groupOf(leg);
    const group = groups.get(name) ?? { name, legs: [], full: ZERO };
    groups.set(name, group);
    group.legs.push(leg);
    group.full = group.full.plus(leg.full);
  }
  const dearestFirst = [...groups.values()].sort(
    (a, b) => b.full.comparedTo(a.full) || GROUPS.indexOf(a.name) - GROUPS.indexOf(b.name),
  );
  const factors = factorsOf(dearestFirst.length, rules);
  const ordered = settleTies(dearestFirst, factors);
  return new Map(
    ordered.flatMap((group, place) =>
      group.legs.map(({ key }): [string, LegCharge] => [
        key,
        {
          kind: 'share',
          factor: factors[place]!,
          words: wordsOf(group.name, place, ordered.length, factors[place]!),
        },
      ]),
    ),
  );
}

/** Shares of the full fee, dearest group first. */
export function factorsOf(groups: number, { cheapestOff, nextOff, nextCount }: RfqClause): Decimal[] {
  return Array.from({ length: groups }, (_, place) => {
    const fromCheapest = groups - 1 - place;
    if (place === 0) return ONE;
    if (fromCheapest === 0) return ONE.minus(cheapestOff);
    return fromCheapest <= nextCount ? ONE.minus(nextOff) : ONE;
  });
}

/** Of groups that are equally dear nobody can say which is the cheaper: the order that comes nearest to the charges counts. */
function settleTies(groups: readonly GroupSum[], factors: readonly Decimal[]): readonly GroupSum[] {
  const settled: GroupSum[] = [];
  for (let at = 0; at < groups.length; ) {
    const tied = groups.filter(({ full }) => full.eq(groups[at]!.full));
    const own = factors.slice(at, at + tied.length);
    settled.push(...nearestOrder(tied, own));
    at += tied.length;
  }
  return settled;
}

function nearestOrder(tied: readonly GroupSum[], factors: readonly Decimal[]): readonly GroupSum[] {
  if (tied.length === 1) return tied;
  let best: { readonly order: readonly GroupSum[]; readonly off: Decimal } | null = null;
  for (const order of orders(tied)) {
    const off = order.reduce(
      (sum, { legs }, place) =>
        legs.reduce((all, leg) => all.plus(leg.charged.minus(leg.full.times(factors[place]!)).abs()), sum),
      ZERO,
    );
    if (best === null || off.lt(best.off)) best = { order, off };
  }
  return best!.order;
}

/** Every order of a few things. */
function orders<T>(things: readonly T[]): T[][] {
  if (things.length <= 1) return [[...things]];
  return things.flatMap((one, at) =>
    orders([...things.slice(0, at), ...things.slice(at + 1)]).map((rest) => [one, ...rest]),
  );
}

function wordsOf(name: GroupName, place: number, groups: number, factor: Decimal): string {
  const rank = place === 0 ? 'dearest' : place === groups - 1 ? 'cheapest' : `${groups - place}. cheapest`;
  const part = factor.isZero() ? 'free' : factor.eq(ONE) ? 'in full' : `${factor.times(100).toFixed()}%`;
  return `${name}, ${rank} of ${groups} groups: ${part}`;
}

const YEAR_MS = new Decimal(365 * 86_400_000);

/** The fee of a box spread without the taker's fixed part: width x rate x years to expiry x units; null = it is none. */
function boxAmount(legs: readonly RfqLeg[], { boxRate }: RfqClause): LegCharge | null {
  const options = legs.flatMap(({ option, isLong, quantity, time }) =>
    option === null ? [] : [{ ...option, isLong, quantity, time }],
  );
  const [first] = options;
  if (legs.length !== 4 || options.length !== 4 || first === undefined) return null;
  if (options.some(({ expiry, quantity }) => expiry !== first.expiry || !quantity.eq(first.quantity)))
    return null;
  const strikes = [...new Set(options.map(({ strike }) => strike.toFixed()))].sort(compareText);
  if (strikes.length !== 2) return null;
  const of = (strike: string, right: 'C' | 'P') =>
    options.filter((one) => one.strike.eq(strike) && one.right === right);
  const [low, high] = strikes as [string, string];
  const corners = [of(low, 'C'), of(low, 'P'), of(high, 'C'), of(high, 'P')];
  if (corners.some((corner) => corner.length !== 1)) return null;
  const [lowCall, lowPut, highCall, highPut] = corners.map((corner) => corner[0]!.isLong);
  if (lowCall === lowPut || highCall === highPut || lowCall === highCall) return null;
  const width = new Decimal(low).minus(high).abs();
  const years = quotient(new Decimal(first.expiry - first.time), YEAR_MS);
  const amount = width.times(boxRate).times(years).times(first.quantity);
  const words = `box spread of ${width.toFixed()}: ${boxRate.times(100).toFixed()}% a year of its width, all legs together`;
  return { kind: 'box', amount, words };
}
