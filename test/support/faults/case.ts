/** One seed's month: files to read, how to ask for them, and the truth about every fill. */
import {
  type Exact,
  exact,
  magnitude,
  minus,
  NOTHING,
  order,
  padded,
  plus,
  quotient,
  times,
} from '../exact.ts';
import { DESKS } from './desks.ts';
import { monthOf } from './flow.ts';
import { FAMILIES, KINDS } from './kinds.ts';
import type { Billing, Desk, Fault, Fill, Row } from './model.ts';
import { decimalsOf, feeNear, feeOf, type PriceOf, ratesAt, roundedBy, within } from './money.ts';
import { Random } from './random.ts';
import { configOf, dueBilling, flagsOf, type Terms, termsFor } from './terms.ts';

/** What is true of one fill, known without the program. */
export interface FillTruth {
  readonly fill: Fill;
  readonly id: string | null;
  readonly asset: string;
  readonly charged: Exact;
  readonly due: Exact;
  readonly unit: Exact;
  readonly fault: Fault | null;
  readonly noise: 'jitter' | 'odd' | null;
  readonly broken: boolean;
}

export interface Month {
  readonly seed: number;
  readonly desk: Desk;
  readonly terms: Terms;
  readonly faults: readonly Fault[];
  readonly fills: readonly FillTruth[];
  /** Index of the fill by the line of `fills.csv`. */
  readonly byLine: ReadonlyMap<number, number>;
  readonly rowLines: readonly (readonly string[])[];
  readonly text: (lines: readonly string[]) => string;
  readonly files: Readonly<Record<string, string>>;
  /** Flags of `reconcile`, by their names in the request. */
  readonly flags: Readonly<Record<string, string>>;
  readonly priceOf: PriceOf;
}

export interface MonthOptions {
  /** Desk by its id; else by chance. */
  readonly desk?: string;
  /** No faults and no noise. */
  readonly clean?: boolean;
}

export function makeMonth(seed: number, options: MonthOptions = {}): Month {
  const random = new Random(seed * 7919 + 13);
  const chosen = DESKS.find(({ id }) => id === options.desk);
  if (options.desk !== undefined && chosen === undefined) throw new Error(`no desk ${options.desk}`);
  const desk = chosen ?? random.pick(DESKS);
  const terms = termsFor(desk, random);
  const fills = monthOf(
    desk,
    random,
    random.between(300, 1100),
    terms.told === 'nothing' ? terms.entries : [],
  );
  const prices = tokenPrices(desk, random);
  const { faults, noise } =
    options.clean === true ? { faults: [], noise: new Map() } : planted(desk, random, fills, terms);
  const truths = charged(desk, terms, fills, faults, noise, random, prices.priceOf);
  const written = truths.map((truth) => desk.line(rowOf(desk, truth, random)));
  const places = truths.map(({ fill }) => fill.index);
  if (desk.newestFirst) places.reverse();
  const byLine = new Map<number, number>();
  let line = desk.head.length;
  for (const index of places) for (const _ of written[index]!) byLine.set(++line, index);
  const rowLines = places.map((index) => written[index]!);
  const text = (lines: readonly string[]): string =>
    desk.bom + [...desk.head, ...lines].join(desk.newline) + desk.newline;
  const files: Record<string, string> = { ...desk.files, 'fills.csv': text(rowLines.flat()) };
  if (terms.told === 'config') files['fee-audit.yaml'] = configOf(desk, terms);
  if (terms.discount) files['prices.csv'] = prices.text;
  const flags = {
    ...desk.flags,
    ...(terms.told === 'flags' ? flagsOf(terms, desk) : {}),
    ...(terms.discount ? { prices: 'prices.csv' } : {}),
  };
  return {
    seed,
    desk,
    terms,
    faults,
    fills: truths,
    byLine,
    rowLines,
    text,
    files,
    flags,
    priceOf: prices.priceOf,
  };
}

/** Hourly prices of the discount's token, as the venue used them. */
function tokenPrices(desk: Desk, random: Random): { text: string; priceOf: PriceOf } {
  const lines = ['time,asset,quote,price'];
  const start = Date.parse(desk.start);
  const hourly: Exact[] = [];
  let price = exact('645.10');
  for (let hour = 0; hour < 31 * 24; hour++) {
    price = { n: price.n + BigInt(random.between(-150, 150)), s: price.s };
    hourly.push(price);
    const time = new Date(start + hour * 3_600_000).toISOString();
    for (const quote of ['USDC', 'USDT']) {
      lines.push(
        `${time},BNB,${quote},${padded({ n: price.n + (quote === 'USDC' ? 37n : 0n), s: price.s })}`,
      );
    }
  }
  const priceOf: PriceOf = (_, quote, instant) => {
    const { n, s } = hourly[Math.floor((instant - start) / 3_600_000)]!;
    return { n: n + (quote === 'USDC' ? 37n : 0n), s };
  };
  return { text: `${lines.join('\n')}\n`, priceOf };
}

type Noise = ReadonlyMap<number, 'jitter' | 'odd'>;

/** Up to three faults of different kinds, no fill in two of them; then 1 % noise on what is left. */
function planted(
  desk: Desk,
  random: Random,
  fills: readonly Fill[],
  terms: Terms,
): { faults: Fault[]; noise: Noise } {
  const taken = new Set<number>();
  const wanted = random.between(1, 3);
  const faults: Fault[] = [];
  const families = new Set<string>();
  // Where the tiers are read from the fees, a fill between two of them is only as telling as its own fee.
  if (terms.told === 'nothing') {
    for (const { from } of terms.entries) {
      const first = fills.findIndex(({ instant }) => instant >= from);
      for (let index = first - 4; from > 0 && index < first + 4; index++) taken.add(index);
    }
  }
  const free = ({ index }: Fill): boolean => !taken.has(index);
  for (const kind of random.shuffled(Object.keys(KINDS))) {
    if (faults.length === wanted) break;
    const family = FAMILIES[kind] ?? kind;
    if (families.has(family)) continue;
    const fault = KINDS[kind]!({ desk, random, fills, terms, free });
    if (fault === null) continue;
    faults.push(fault);
    families.add(family);
    for (const index of fault.covers) taken.add(index);
  }
  const noise = new Map<number, 'jitter' | 'odd'>();
  for (const fill of fills) {
    if (taken.has(fill.index) || fill.dust || !random.chance(0.01)) continue;
    if (random.chance(0.5)) noise.set(fill.index, 'jitter');
    else if (desk.flag) noise.set(fill.index, 'odd');
  }
  return { faults, noise };
}

function charged(
  desk: Desk,
  terms: Terms,
  fills: readonly Fill[],
  faults: readonly Fault[],
  noise: Noise,
  random: Random,
  priceOf: PriceOf,
): FillTruth[] {
  const first = fills.map((fill) => {
    const due = dueBilling(desk, terms, fill);
    const fault = faults.find(({ covers }) => covers.has(fill.index)) ?? null;
    const billing = fault === null ? due : fault.bill(fill, due);
    const rated = feeOf(desk, fill, billing, priceOf);
    let fee = fault === null ? plus(rated, fill.part) : rated;
    if (noise.get(fill.index) === 'odd') fee = oddFee(desk, fill, due, fee, random, priceOf);
    return { fill, due, fault, fee, asset: billing.asset };
  });
  const scales = new Map<string, number>();
  for (const { asset, fee } of first) {
    scales.set(asset, desk.scale ?? Math.max(scales.get(asset) ?? 0, decimalsOf(fee)));
  }
  return first.map(({ fill, due, fault, fee, asset }) => {
    const scale = scales.get(asset)!;
    const unit: Exact = { n: 1n, s: scale };
    const jitter = noise.get(fill.index) === 'jitter';
    const step: Exact = { n: random.chance(0.5) ? 1n : -1n, s: scale };
    const paid = jitter ? plus(fee, step) : fee;
    const odd = noise.get(fill.index) === 'odd';
    const rated = inAsset(due, asset);
    const whole = odd
      ? feeNear(desk, fill, rated, priceOf, paid)
      : plus(feeOf(desk, fill, rated, priceOf), fault === null ? fill.part : NOTHING);
    const owed = roundedBy(whole, scale, 'half-up');
    const truth = { fill, id: desk.idOf(fill.index), asset, charged: paid, due: owed, unit, fault };
    return { ...truth, noise: noise.get(fill.index) ?? null, broken: !within(paid, owed, unit) };
  });
}

/** The due fee in the asset in which it was charged. */
const inAsset = (due: Billing, asset: string): Billing => (due.asset === asset ? due : { ...due, asset });

/** A fee that no rule explains. */
function oddFee(desk: Desk, fill: Fill, due: Billing, fee: Exact, random: Random, priceOf: PriceOf): Exact {
  const scale = desk.scale ?? 8;
  const unit: Exact = { n: 2n, s: scale };
  const whole = feeOf(desk, fill, { ...due, rate: exact('0.0003'), factor: exact('1') }, priceOf);
  for (let attempt = 0; attempt < 50; attempt++) {
    const factor: Exact = { n: BigInt(random.between(200_000, 2_800_000)), s: 6 };
    const { n, s } = roundedBy(times(whole, factor), scale, 'half-up');
    const odd = { n: n % 10n === 0n ? n + 3n : n, s };
    if (!isExplained(desk, fill, due, odd, unit, priceOf) && !within(odd, fee, { n: 500n, s: scale }))
      return odd;
  }
  return fee;
}

/** Whether any rate of the card, its discount, its multiples, or any rate in steps of 0.001 bps gives this fee. */
function isExplained(
  desk: Desk,
  fill: Fill,
  due: Billing,
  odd: Exact,
  unit: Exact,
  priceOf: PriceOf,
): boolean {
  const near = (billing: Billing): boolean => {
    const other = feeOf(desk, fill, billing, priceOf);
    return ['1', '-1', '2', '10', '100', '1000', '0.1', '0.01', '0.001'].some((factor) =>
      within(odd, times(other, exact(factor)), unit),
    );
  };
  const factors = desk.discount === null ? [exact('1')] : [exact('1'), desk.discount.factor];
  for (const { from, groups } of desk.card) {
    for (const group of Object.keys(groups)) {
      for (const tier of groups[group]!.keys()) {
        for (const maker of [true, false]) {
          const rates = ratesAt(desk, from, group, tier);
          const rate = maker ? rates.maker : rates.taker;
          if (factors.some((factor) => near({ ...due, rate, factor }))) return true;
        }
      }
    }
  }
  const one = feeOf(desk, fill, { ...due, rate: exact('1'), factor: exact('1') }, priceOf);
  if (one.n === 0n) return true;
  const listed = roundedBy(quotient(odd, one), 7, 'half-up');
  return near({ ...due, rate: listed, factor: exact('1') });
}

function rowOf(desk: Desk, { fill, asset, charged: fee }: FillTruth, random: Random): Row {
  const { market, quantity, price, maker } = fill;
  const coins = times(quantity, market.contract);
  const inverse = market.kind === 'inverse';
  const order = desk.facts === 'type' && !maker && random.chance(0.6) ? 'market' : 'limit';
  return {
    ...{ index: fill.index, instant: fill.instant, market, buy: fill.buy, price, quantity, maker, order },
    ...{ indexPrice: fill.indexPrice, fee, feeAsset: asset },
    notional: inverse ? quotient(coins, price, 12) : times(coins, price),
  };
}

export function isBroken({ charged: paid, due, unit }: FillTruth): boolean {
  return order(magnitude(minus(paid, due)), unit) > 0;
}

export function sumOf(values: readonly Exact[]): Exact {
  return values.reduce(plus, NOTHING);
}
