/** Steps three and four: from the orders of one snapshot to what every maker shows on each side, and to the book's totals. */
import { type Decimal, quotient, ZERO } from '../decimal.ts';
import type { Instant } from '../time.ts';
import { type BookSide, type Ladder, ladderOf, multiplierAt } from './distance.ts';
import type { AssetType, Band } from './program.ts';
import type { Readings } from './readings.ts';

/** One order or level of a book. */
export interface Quote {
  readonly side: BookSide;
  readonly price: Decimal;
  /** In units of the underlying. */
  readonly size: Decimal;
  /** Null = of nobody known: it counts in totals only. */
  readonly maker: string | null;
}

/** The book of one instrument at one instant, checked. */
export interface InstrumentBook {
  readonly instrument: string;
  readonly assetType: AssetType;
  readonly currency: string;
  readonly expiry: Instant | null;
  /** Null for perps. */
  readonly delta: Decimal | null;
  /** Notional is size x index price. */
  readonly index: Decimal;
  readonly mid: Decimal;
  /** Best price of the whole book, each side. */
  readonly best: Readonly<Record<BookSide, Decimal>>;
  readonly quotes: readonly Quote[];
}

/** What one maker, or the whole book, shows on one side. */
export interface SideSum {
  /** Notional of orders with a multiplier above 0 (of the book: of all orders). */
  readonly notional: Decimal;
  /** Sum of notional x multiplier. */
  readonly scaled: Decimal;
  /** Largest multiplier earned; 0 = the side is off. */
  readonly multiplier: Decimal;
}

export type Sides = Readonly<Record<BookSide, SideSum>>;

/** One market at one instant. */
export interface MarketSnapshot {
  /** By maker; makers whose both sides are off are left out. */
  readonly makers: ReadonlyMap<string, Sides>;
  readonly book: Sides;
}

export interface BookRules {
  readonly bands: Readonly<Record<AssetType, readonly Band[]>>;
  readonly readings: Readings;
  /** Smallest notional for a side to count, inclusive. */
  readonly minimumQuote: Decimal;
  /** Whose orders the totals hold where the reading `bookTotal` is `enrolled`; null = anybody is. */
  readonly enrolled: ReadonlySet<string> | null;
}

interface OpenSum {
  notional: Decimal;
  scaled: Decimal;
  multiplier: Decimal;
}
const SIDES = ['bid', 'ask'] as const;
const OFF: SideSum = { notional: ZERO, scaled: ZERO, multiplier: ZERO };
const open = (): OpenSum => ({ ...OFF });

/** Sizes by multiplier, of one side of one book: turned into money once, not order by order. */
type Sizes = Map<Decimal, Decimal>;

/** Sums the books of a market at one instant. */
export function marketSnapshot(books: readonly InstrumentBook[], rules: BookRules): MarketSnapshot {
  const makers = new Map<string, Record<BookSide, OpenSum>>();
  const book = { bid: open(), ask: open() };
  for (const one of books) {
    for (const side of SIDES) addSide(one, side, rules, makers, book[side]);
  }
  for (const [maker, sides] of makers) {
    for (const side of SIDES) if (sides[side].notional.lt(rules.minimumQuote)) sides[side] = open();
    if (SIDES.every((side) => sides[side].multiplier.isZero())) makers.delete(maker);
  }
  return { makers, book };
}

function addSide(
  book: InstrumentBook,
  side: BookSide,
  rules: BookRules,
  makers: Map<string, Record<BookSide, OpenSum>>,
  total: OpenSum,
): void {
  const { minimumScope, bookTotal } = rules.readings;
  const ladder = ladderFor(book, side, rules);
  const all: Sizes = new Map();
  const own = new Map<string, Sizes>();
  for (const { side: of, price, size, maker } of book.quotes) {
    if (of !== side) continue;
    const multiplier = multiplierAt(ladder, price);
    const isEnrolled = maker !== null && (rules.enrolled === null || rules.enrolled.has(maker));
    if (bookTotal === 'whole-book' || isEnrolled) addSize(all, multiplier, size);
    if (maker === null || multiplier.isZero()) continue;
    if (minimumScope === 'per-order' && size.times(book.index).lt(rules.minimumQuote)) continue;
    let sizes = own.get(maker);
    if (sizes === undefined) {
      sizes = new Map();
      own.set(maker, sizes);
    }
    addSize(sizes, multiplier, size);
  }
  addSum(total, all, book.index);
  for (const [maker, sizes] of own) {
    let sides = makers.get(maker);
    if (sides === undefined) {
      sides = { bid: open(), ask: open() };
      makers.set(maker, sides);
    }
    addSum(sides[side], sizes, book.index);
  }
}

function addSize(sizes: Sizes, multiplier: Decimal, size: Decimal): void {
  const known = sizes.get(multiplier);
  sizes.set(multiplier, known === undefined ? size : known.plus(size));
}

function addSum(sum: OpenSum, sizes: Sizes, index: Decimal): void {
  for (const [multiplier, size] of sizes) {
    const notional = size.times(index);
    sum.notional = sum.notional.plus(notional);
    if (multiplier.isZero()) continue;
    sum.scaled = sum.scaled.plus(notional.times(multiplier));
    if (multiplier.gt(sum.multiplier)) sum.multiplier = multiplier;
  }
}

function ladderFor(book: InstrumentBook, side: BookSide, { bands, readings }: BookRules): Ladder {
  const best = book.best[side];
  const unit = { 'best-price': best, 'index-price': book.index, 'mid-price': book.mid }[
    readings.distanceFrom
  ];
  return ladderOf(bands[book.assetType], readings.bandEdge, side, best, unit);
}

/** Db + Da of one maker in one snapshot. */
export function coverageOf({ bid, ask }: Sides, onRule: Readings['onRule']): Decimal {
  if (onRule === 'two-sided' && (bid.multiplier.isZero() || ask.multiplier.isZero())) return ZERO;
  return bid.multiplier.plus(ask.multiplier);
}

/** The maker's share of the book in one snapshot, 0 to 1; 0 where the book total is 0. */
export function qualityOf(own: Sides, book: Sides, readings: Readings, largest: Decimal): Decimal {
  const total = ({ notional, scaled }: SideSum) =>
    readings.qualityTotal === 'scaled' ? scaled : notional.times(largest);
  if (readings.qualityRatio === 'pooled') {
    return share(own.bid.scaled.plus(own.ask.scaled), total(book.bid).plus(total(book.ask)));
  }
  const sides = share(own.bid.scaled, total(book.bid)).plus(share(own.ask.scaled, total(book.ask)));
  return sides.div(2);
}

/** part / whole, 0 where the whole is 0. */
export function share(part: Decimal, whole: Decimal): Decimal {
  return whole.isZero() ? ZERO : quotient(part, whole);
}
