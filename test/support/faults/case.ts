/** One seed's month: files to read, how to ask for them, and the truth about every fill. */
import { type Exact, NOTHING, plus, quotient, times } from '../exact.ts';
import { DESKS } from './desks.ts';
import { monthOf } from './flow.ts';
import { FAMILIES, KINDS, RARE } from './kinds.ts';
import type { Desk, Fault, Fill, Row } from './model.ts';
import { decimalsOf, feeNear, feeOf, type PriceOf, roundedBy, within } from './money.ts';
import { oddFee } from './noise.ts';
import { tokenPrices } from './prices.ts';
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
  /** The fixed amount that it carries beside the rate. */
  readonly part: Exact;
  readonly broken: boolean;
  /** The export may hide so much of it that it cannot be judged. */
  readonly untold: boolean;
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
  /** How many; else by chance. */
  readonly fills?: number;
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
    options.fills ?? random.between(200, 1000),
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

/** Kinds that multiply a rounding which the program does not know. */
const MULTIPLES: readonly string[] = ['charged twice', 'power of ten'];

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
  const paired = new Set(
    fills.flatMap(({ index, twin, orderOf }) =>
      [twin, orderOf].flatMap((other) => (other === null ? [] : [index, other])),
    ),
  );
  // Where the tiers are read from the fees, a fill between two of them is only as telling as its own fee.
  if (terms.told === 'nothing') {
    for (const { from } of terms.entries) {
      const first = fills.findIndex(({ instant }) => instant >= from);
      for (let index = first - 4; from > 0 && index < first + 4; index++) taken.add(index);
    }
  }
  const free = ({ index }: Fill): boolean => !taken.has(index);
  // Kinds that few accounts allow go first now and then, so that each has its share.
  const kinds = random.shuffled(Object.keys(KINDS));
  if (random.chance(0.4)) kinds.sort((a, b) => Number(RARE.includes(b)) - Number(RARE.includes(a)));
  for (const kind of kinds) {
    if (faults.length === wanted) break;
    const family = FAMILIES[kind] ?? kind;
    if (families.has(family) || (desk.mode !== desk.judgedMode && MULTIPLES.includes(kind))) continue;
    const fault = KINDS[kind]!({ desk, random, fills, terms, free, paired });
    if (fault === null) continue;
    faults.push(fault);
    families.add(family);
    for (const index of fault.covers) taken.add(index);
  }
  const noise = new Map<number, 'jitter' | 'odd'>();
  for (const fill of fills) {
    if (taken.has(fill.index) || paired.has(fill.index) || fill.dust || !random.chance(0.01)) continue;
    // Beside a rounding that the program does not know, one unit more may be two.
    const jitters = desk.mode === desk.judgedMode;
    if (random.chance(0.5) && jitters) noise.set(fill.index, 'jitter');
    else noise.set(fill.index, 'odd');
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
    let fee = plus(rated, carried(fault, fill));
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
    const rated = { ...due, asset, mode: desk.judgedMode };
    const whole = odd
      ? feeNear(desk, fill, rated, priceOf, paid)
      : plus(feeOf(desk, fill, rated, priceOf), carried(fault, fill));
    const owed = roundedBy(whole, scale, 'half-up');
    const truth = {
      fill,
      id: desk.idOf(fill.twin ?? fill.index),
      asset,
      charged: paid,
      due: owed,
      unit,
      fault,
    };
    const untold = !desk.flag && (odd || fault?.untold === true);
    return {
      ...truth,
      part: carried(fault, fill),
      untold,
      noise: noise.get(fill.index) ?? null,
      broken: fault?.code === 'FEE_ASSET' || !within(paid, owed, unit),
    };
  });
}

/** The fixed amount stays what it was under a fault that is about the rate for a while. */
function carried(fault: Fault | null, { part }: Fill): Exact {
  return fault === null || fault.stretch !== null ? part : NOTHING;
}

function orderOf({ facts }: Desk, maker: boolean, random: Random): Row['order'] {
  if (facts === 'none') return 'limit';
  if (!maker) return random.chance(0.6) ? 'market' : 'limit';
  return facts === 'post-only' && random.chance(0.4) ? 'post-only' : 'limit';
}

function rowOf(desk: Desk, { fill, asset, fault, charged: fee }: FillTruth, random: Random): Row {
  const { market, quantity, price, maker } = fill;
  const coins = times(quantity, market.contract);
  const inverse = market.kind === 'inverse';
  const order = orderOf(desk, maker, random);
  const shows = fault?.shows ?? null;
  return {
    ...{ index: fill.twin ?? fill.index, instant: fill.instant, market, buy: fill.buy, price, quantity },
    ...{ maker: shows === null ? maker : !maker, order: shows?.order ?? order },
    ...{ indexPrice: fill.indexPrice, fee, feeAsset: asset, orderNo: fill.orderOf ?? fill.index },
    notional: inverse ? quotient(coins, price, 12) : times(coins, price),
  };
}

export function sumOf(values: readonly Exact[]): Exact {
  return values.reduce(plus, NOTHING);
}
