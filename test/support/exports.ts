/** Seeded synthetic exports with planted faults, in the shapes that venues write; for the acceptance tests. */
import { type Exact, exact, negated, padded, plain, quotientDown, rounded, times } from './exact.ts';
import type { OracleInput } from './oracle.ts';
import type { OracleTerms } from './oracle-judge.ts';
import { BNB_FACTOR, CARDS } from './oracle-rates.ts';
import { GENERIC, LINES, MARKETS, type Market, type Shape, type Written } from './shapes.ts';

/** Faults that a fill can carry. */
export type Fault =
  | 'LIQUIDITY_MISFLAG'
  | 'SIGN_FLIP'
  | 'FEE_MISSING'
  | 'RATE_OFF_CARD'
  | 'NOTIONAL_SCALE'
  | 'UNEXPLAINED'
  | 'DISCOUNT_MISSING'
  | 'ROUNDING';

export interface Recipe {
  readonly shape: Shape;
  readonly seed: number;
  readonly fills: number;
  /** Tier until `due`, and after it. The venue applies the second at `applied`. Equal tiers = no change. */
  readonly tiers?: readonly [string, string];
  readonly due?: string;
  readonly applied?: string;
  /** Span of the file. */
  readonly from?: string;
  readonly to?: string;
  readonly faults?: Readonly<Partial<Record<Fault, number>>>;
  /** Rows written twice; rows written twice with another fee; funding rows; fills one unit low. */
  readonly duplicates?: number;
  readonly conflicts?: number;
  readonly funding?: number;
  readonly low?: number;
  /** Fees in BNB, with the discount, from here on. */
  readonly bnbFrom?: string;
  readonly share?: string;
}

export interface Made {
  /** Lines before the rows. */
  readonly head: readonly string[];
  /** Data rows in file order. */
  readonly lines: readonly string[];
  readonly text: (lines: readonly string[]) => string;
  readonly name: string;
  /** fee-audit.yaml of this account. */
  readonly config: string;
  readonly prices: string | null;
  /** What the oracle needs beside the files. */
  readonly truth: Omit<OracleInput, 'files'>;
  readonly planted: ReadonlyMap<string, number>;
}

export const GROUPS: Readonly<Record<Shape, string>> = {
  'okx-ui': 'okx/usdt-futures',
  'okx-api': 'okx/usdt-futures',
  'okx-spot': 'okx/spot',
  'binance-ui': 'binance/usdm-futures',
  'binance-api': 'binance/usdm-futures',
  'binance-spot': 'binance/spot',
  generic: 'binance/usdm-futures',
};

/** Mulberry32. */
export function seeded(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  };
}

export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const random = seeded(seed);
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const other = random(last + 1);
    [result[last], result[other]] = [result[other]!, result[last]!];
  }
  return result;
}

const OFF_CARD: Readonly<Record<string, Exact>> = {
  okx: exact('0.00009'),
  binance: exact('0.00013'),
};

/** Which fills carry which fault: distinct, never among the first or last ten; discounts are missed in the last third. */
function placeFaults(recipe: Recipe, random: (below: number) => number): Map<number, Fault> {
  const places = new Map<number, Fault>();
  for (const [fault, count] of Object.entries(recipe.faults ?? {}) as [Fault, number][]) {
    for (let left = count; left > 0; ) {
      const late = fault === 'DISCOUNT_MISSING' ? Math.floor(recipe.fills * 0.65) : 10;
      const index = late + random(recipe.fills - 10 - late);
      if (places.has(index)) continue;
      places.set(index, fault);
      left--;
    }
  }
  return places;
}

interface Charging {
  readonly recipe: Recipe;
  readonly instant: number;
  readonly maker: boolean;
  readonly market: Market;
  readonly notional: Exact;
  readonly feeBase: Exact;
  readonly fault: Fault | undefined;
  readonly bnb: Exact | null;
}

/** The fee as this venue would print it, fault included; positive = the desk pays. */
function charge({ recipe, instant, maker, notional, feeBase, market, fault, bnb }: Charging): Exact {
  const shape = LINES[recipe.shape];
  const card = CARDS[market.quote === 'USDC' ? `${GROUPS[recipe.shape]} USDC` : GROUPS[recipe.shape]]!;
  const tiers = recipe.tiers ?? ['VIP 2', 'VIP 2'];
  const rates = card.get(tiers[instant < Date.parse(recipe.applied ?? '2100-01-01') ? 0 : 1])!;
  const billedMaker = fault === 'LIQUIDITY_MISFLAG' ? !maker : maker;
  let rate = billedMaker ? rates.maker : rates.taker;
  if (fault === 'NOTIONAL_SCALE') rate = times(rate, exact('10'));
  if (fault === 'RATE_OFF_CARD') rate = OFF_CARD[GROUPS[recipe.shape].split('/')[0]!]!;
  if (bnb !== null) {
    const factor = fault === 'DISCOUNT_MISSING' ? exact('1') : BNB_FACTOR[GROUPS[recipe.shape]]!;
    return quotientDown(times(notional, rate, factor), bnb, 8);
  }
  const due = times(feeBase, rate);
  let fee = shape.scale === null ? due : rounded(due, shape.scale, shape.mode);
  if (fault === 'SIGN_FLIP') fee = negated(fee);
  if (fault === 'FEE_MISSING') fee = { n: 0n, s: fee.s };
  if (fault === 'UNEXPLAINED') fee = { n: fee.n + 5n * 10n ** BigInt(fee.s - 2), s: fee.s };
  if (fault === 'ROUNDING') {
    const cents = rounded(fee, 2, 'down');
    fee = rounded({ n: cents.n + 1n, s: 2 }, fee.s, 'down');
  }
  return fee;
}

/** Makes one export and everything that is needed to check a report of it. */
export function makeExport(recipe: Recipe): Made {
  const random = seeded(recipe.seed);
  const shape = LINES[recipe.shape];
  const from = Date.parse(recipe.from ?? '2026-06-08T00:00:00Z') / 1000;
  const span = Date.parse(recipe.to ?? '2026-06-15T00:00:00Z') / 1000 - from;
  const seconds = new Set<number>();
  while (seconds.size < recipe.fills) seconds.add(from + random(span));
  const faults = placeFaults(recipe, random);
  const planted = new Map<string, number>();
  const plant = (name: string): void => void planted.set(name, (planted.get(name) ?? 0) + 1);
  const bnbPrices = recipe.bnbFrom === undefined ? null : bnbTable(random, from, span);
  const walks = MARKETS[recipe.shape].map((market) => ({ market, price: exact(market.price) }));
  let lowLeft = recipe.low ?? 0;
  const rows = [...seconds]
    .sort((a, b) => a - b)
    .map((second, index): Written => {
      const fault = faults.get(index);
      // A fault on a fill that costs nothing would be none: those go to the first market.
      const walk = walks[fault === undefined ? random(walks.length) : 0]!;
      const step = Number(walk.price.n / 300n) + 1;
      walk.price = { n: walk.price.n + BigInt(random(2 * step + 1) - step), s: walk.price.s };
      const { market, price } = walk;
      const quantity = { n: BigInt(market.least + random(market.most)), s: market.lot };
      const buy = random(2) === 0;
      const flipsRole = fault === 'LIQUIDITY_MISFLAG' && random(3) === 0;
      const maker = fault === undefined ? random(100) < 75 : !flipsRole;
      const instant = second * 1000 + (shape.milliseconds ? random(1000) : 0);
      const notional = times(price, quantity, market.contract);
      const bnb =
        bnbPrices === null || instant < Date.parse(recipe.bnbFrom!) ? null : bnbPrices(instant, market.quote);
      const feeBase = shape.received && buy ? quantity : notional;
      let fee = charge({ recipe, instant, maker, market, notional, feeBase, fault, bnb });
      if (fault === undefined && bnb === null && lowLeft > 0 && fee.n > 100n && random(3) === 0) {
        fee = { n: fee.n - 1n, s: fee.s };
        lowLeft--;
        plant('low');
      }
      if (fault !== undefined) plant(fault);
      const feeAsset = bnb !== null ? 'BNB' : shape.received && buy ? market.base : market.quote;
      return { index, instant, market, buy, price, quantity, notional, fee, feeAsset, maker };
    });
  return finish(recipe, rows, random, planted, bnbPrices === null ? null : bnbPrices.text);
}

function bnbTable(
  random: (below: number) => number,
  from: number,
  span: number,
): ((instant: number, quote: string) => Exact) & { text: string } {
  const prices: Exact[] = [];
  let price = exact('645.10');
  const lines = ['time,asset,quote,price'];
  for (let hour = 0; hour * 3600 < span; hour++) {
    price = { n: price.n + BigInt(random(301) - 150), s: price.s };
    prices.push(price);
    const time = new Date((from + hour * 3600) * 1000).toISOString();
    const inUsdc = { n: price.n + 37n, s: price.s };
    lines.push(`${time},BNB,USDC,${padded(inUsdc)}`, `${time},BNB,USDT,${padded(price)}`);
  }
  const at = (instant: number, quote: string): Exact => {
    const { n, s } = prices[Math.floor((instant / 1000 - from) / 3600)]!;
    return quote === 'USDC' ? { n: n + 37n, s } : { n, s };
  };
  return Object.assign(at, { text: `${lines.join('\n')}\n` });
}

function finish(
  recipe: Recipe,
  rows: readonly Written[],
  random: (below: number) => number,
  planted: Map<string, number>,
  prices: string | null,
): Made {
  const shape = LINES[recipe.shape];
  const entries = rows.map((row) => ({ instant: row.instant, lines: shape.line(row) }));
  const some = (count: number): typeof entries =>
    Array.from({ length: count }, (_, index) => entries[(index + 1) * 7 + random(5)]!);
  const extra = some(recipe.duplicates ?? 0);
  planted.set('duplicates', new Set(extra).size);
  for (const twice of new Set(extra)) entries.push({ ...twice });
  for (let index = 0; index < (recipe.conflicts ?? 0); index++) {
    const row = rows[rows.length - 12 - index * 3]!;
    const fee = { n: row.fee.n + 100n, s: row.fee.s };
    entries.push({ instant: row.instant, lines: shape.line({ ...row, fee }) });
    planted.set('conflicts', index + 1);
  }
  for (let index = 0; index < (recipe.funding ?? 0); index++) {
    const instant = rows[0]!.instant + (index + 1) * 28_800_000;
    entries.push({ instant, lines: [shape.funding!(index, instant)] });
    planted.set('funding', index + 1);
  }
  // Sorting is stable, so a repeated row stays behind its first.
  entries.sort((a, b) => (shape.newestFirst ? b.instant - a.instant : a.instant - b.instant));
  const text = (lines: readonly string[]): string =>
    shape.bom + [...shape.head, ...lines].join(shape.newline) + shape.newline;
  return {
    head: shape.head,
    lines: entries.flatMap(({ lines }) => lines),
    text,
    name: 'fills.csv',
    config: config(recipe),
    prices,
    truth: { terms: terms(recipe), ...truth(recipe, prices) },
    planted,
  };
}

function truth(recipe: Recipe, prices: string | null): Partial<OracleInput> {
  return {
    ...(recipe.share === undefined ? {} : { share: recipe.share }),
    ...(prices === null ? {} : { prices }),
    ...(recipe.shape === 'generic' ? { generic: GENERIC } : {}),
  };
}

/** What the account is entitled to: the second tier from the instant at which it is due. */
function terms(recipe: Recipe): OracleTerms[] {
  const [first, second] = recipe.tiers ?? ['VIP 2', 'VIP 2'];
  const steps = [{ from: 0, tier: first }];
  if (recipe.due !== undefined) steps.push({ from: Date.parse(recipe.due), tier: second });
  if (recipe.bnbFrom === undefined) return steps;
  const start = Date.parse(recipe.bnbFrom);
  return [...steps, { from: start, tier: steps.at(-1)!.tier, bnb: true }].sort((a, b) => a.from - b.from);
}

function config(recipe: Recipe): string {
  const schedule = GROUPS[recipe.shape];
  const lines = [
    'accounts:',
    '  desk:',
    `    venue: ${schedule.split('/')[0]}`,
    '    fills: "*.csv"',
    '    terms:',
  ];
  terms(recipe).forEach(({ from, tier, bnb }, index) => {
    lines.push(`      - from: ${index === 0 ? '2026-01-01' : new Date(from).toISOString()}`);
    if (index === 0) lines.push(`        schedule: ${schedule}`);
    lines.push(`        tier: ${tier}`);
    if (bnb === true) lines.push('        discount: BNB');
    if (index === 0 && recipe.share !== undefined) {
      lines.push(`        affiliate: ${plain(times(exact(recipe.share), exact('100')))}%`);
    }
  });
  return `${lines.join('\n')}\n`;
}
