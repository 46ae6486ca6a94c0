/**
 * The independent calculation: BigInt arithmetic, rates typed in by hand, its own reader, nothing from `src`. It knows
 * the truth about the account (which tier held when) and says what a report of the same files must contain.
 */
import {
  type Exact,
  exact,
  magnitude,
  minus,
  NOTHING,
  negated,
  order,
  padded,
  plain,
  plus,
  quotient,
  quotientDown,
  rounded,
  sign,
  times,
} from './exact.ts';
import { BNB_FACTOR, CARDS, type Rates } from './oracle-rates.ts';
import { type GenericShape, type ReadFile, readExport, type SeenFill, splitCsv } from './oracle-readers.ts';

/** Tier of the account from an instant on; `bnb` = the token discount is on. */
export interface OracleTerms {
  readonly from: number;
  readonly tier: string;
  readonly bnb?: boolean;
}

export interface OracleInput {
  readonly files: readonly { readonly name: string; readonly text: string }[];
  /** Ascending by `from`. */
  readonly terms: readonly OracleTerms[];
  /** Affiliate share as a fraction. */
  readonly share?: string;
  /** A price file: time,asset,quote,price. */
  readonly prices?: string;
  readonly zone?: number;
  readonly generic?: GenericShape;
  /** Only fills of this liquidity are in scope; the rest is excluded, reason `filter`. */
  readonly liquidity?: 'maker' | 'taker';
}

export interface OracleBreak {
  readonly file: string;
  readonly line: number;
  readonly tradeId: string | null;
  readonly orderId: string | null;
  readonly time: string;
  readonly symbol: string;
  readonly side: string;
  readonly liquidity: string;
  readonly price: string;
  readonly quantity: string;
  readonly notional: string;
  readonly rateBps: string;
  readonly impliedRateBps: string | null;
  readonly expected: string;
  readonly charged: string;
  readonly feeAsset: string;
  readonly variance: string;
  /** Every hypothesis that reproduces the charge; one where the generator did its work. */
  readonly codes: readonly string[];
}

/** Keys and figures of one table, ready to compare as text. */
export type Figures = Readonly<Record<string, string | number | null>>;

export interface OracleAnswer {
  readonly fills: number;
  readonly rows: number;
  /** `bucket reason` → rows; `bucket feeAsset` → money. */
  readonly intakeRows: ReadonlyMap<string, number>;
  readonly intakeMoney: ReadonlyMap<string, string>;
  readonly reconciliation: readonly Figures[];
  readonly breaks: readonly OracleBreak[];
  readonly causes: readonly Figures[];
  readonly byAsset: readonly Figures[];
  readonly rebate: readonly Figures[];
  readonly effective: readonly Figures[];
  readonly unjudged: number;
  readonly refused: number;
  readonly matched: number;
  readonly withinTolerance: number;
}

interface Judged {
  readonly fill: SeenFill;
  readonly liquidity: 'maker' | 'taker' | 'unknown';
  readonly tier: string;
  readonly notional: Exact;
  readonly notionalAsset: string;
  /** Null = unjudged. */
  readonly rate: Exact | null;
  readonly expected: Exact | null;
  readonly variance: Exact | null;
  readonly price: Exact | null;
  readonly status: 'matched' | 'within' | 'break' | 'unjudged';
  readonly codes: readonly string[];
}

const BPS = exact('10000');
const WEEK = 604_800_000;
const MONDAY = 345_600_000; // 1970-01-05

const bps = (rate: Exact): Exact => times(rate, BPS);

class Sums {
  readonly sums = new Map<string, Exact>();
  add(key: string, value: Exact): void {
    this.sums.set(key, plus(this.sums.get(key) ?? NOTHING, value));
  }
  text(): Map<string, string> {
    return new Map([...this.sums].map(([key, value]) => [key, plain(value)]));
  }
}

/** Everything that a reconciliation of these files must say. */
export function audit(input: OracleInput): OracleAnswer {
  const intakeRows = new Map<string, number>();
  const money = new Sums();
  const count = (bucket: string, rows: number, fee: Exact, asset: string, reason = ''): void => {
    const key = reason === '' ? bucket : `${bucket} ${reason}`;
    intakeRows.set(key, (intakeRows.get(key) ?? 0) + rows);
    money.add(`${bucket} ${asset}`, fee);
  };
  const files = input.files.map(({ name, text }) => ({
    ...readExport(text, { file: name, ...pick(input) }),
  }));
  for (const { seen } of files) {
    for (const row of seen) {
      if (row.kind === 'excluded') count('excluded', 1, row.fee, row.feeAsset, row.reason);
    }
  }
  const { kept, duplicates, refused } = settle(files);
  for (const { fill } of duplicates) count('duplicate', fill.rows, fill.fee, fill.feeAsset);
  for (const { fill } of refused) count('refused', fill.rows, fill.fee, fill.feeAsset);
  const judged: Judged[] = [];
  const prices = readPrices(input.prices ?? '');
  const scales = largestScales(files);
  for (const { fill, file } of kept) {
    const scale = file.scale ?? scales.get(`${fill.file} ${fill.feeAsset}`)!;
    const one = judge(fill, input.terms, prices, scale, file.mode);
    if (input.liquidity !== undefined && one.liquidity !== input.liquidity) {
      count('excluded', fill.rows, fill.fee, fill.feeAsset, 'filter');
    } else {
      count('fill', fill.rows, fill.fee, fill.feeAsset);
      judged.push(one);
    }
  }
  const coded = offCard(judged);
  const number = (status: Judged['status']): number => judged.filter((one) => one.status === status).length;
  return {
    fills: judged.length,
    rows: files.reduce((sum, file) => sum + file.rows, 0),
    intakeRows,
    intakeMoney: money.text(),
    reconciliation: reconciliation(judged),
    breaks: coded.filter((one) => one.status === 'break').map(describe),
    causes: causes(coded),
    byAsset: byAsset(judged),
    rebate: input.share === undefined ? [] : rebate(judged, exact(input.share)),
    effective: effective(judged),
    unjudged: number('unjudged'),
    refused: refused.length,
    matched: number('matched'),
    withinTolerance: number('within'),
  };
}

function pick(input: OracleInput): { zone?: number; generic?: GenericShape } {
  return {
    ...(input.zone === undefined ? {} : { zone: input.zone }),
    ...(input.generic === undefined ? {} : { generic: input.generic }),
  };
}

interface Kept {
  readonly fill: SeenFill;
  readonly file: ReadFile;
}

/** Identical rows with one key: one is kept. One key, different content: none. No key: what two files share counts once. */
function settle(files: readonly ReadFile[]): { kept: Kept[]; duplicates: Kept[]; refused: Kept[] } {
  const groups = new Map<string, Kept[]>();
  for (const file of files) {
    for (const fill of file.seen) {
      if (fill.kind !== 'fill') continue;
      const key = fill.key === null ? `content ${fill.content}` : `key ${fill.key}`;
      groups.set(key, [...(groups.get(key) ?? []), { fill, file }]);
    }
  }
  const kept: Kept[] = [];
  const duplicates: Kept[] = [];
  const refused: Kept[] = [];
  for (const group of groups.values()) {
    if (group[0]!.fill.key === null) {
      const perFile = files.map((file) => group.filter((one) => one.file === file).length);
      const real = Math.max(...perFile);
      kept.push(...group.slice(0, real));
      duplicates.push(...group.slice(real));
    } else if (new Set(group.map((one) => one.fill.content)).size > 1) {
      refused.push(...group);
    } else {
      kept.push(group[0]!);
      duplicates.push(...group.slice(1));
    }
  }
  return { kept, duplicates, refused };
}

function largestScales(files: readonly ReadFile[]): Map<string, number> {
  const scales = new Map<string, number>();
  for (const { seen } of files) {
    for (const row of seen) {
      if (row.kind !== 'fill') continue;
      const key = `${row.file} ${row.feeAsset}`;
      scales.set(key, Math.max(scales.get(key) ?? 0, row.fee.s));
    }
  }
  return scales;
}

function readPrices(text: string): { time: number; price: Exact }[] {
  return splitCsv(text)
    .slice(1)
    .map(([time, , , price]) => ({ time: Date.parse(time!), price: exact(price!) }))
    .sort((a, b) => a.time - b.time);
}

interface Charge {
  /** Rounded fee at this rate. */
  readonly fee: (rate: Exact) => Exact;
  readonly quantum: Exact;
}

function judge(
  fill: SeenFill,
  terms: readonly OracleTerms[],
  prices: readonly { time: number; price: Exact }[],
  scale: number,
  mode: 'half-up' | 'down',
): Judged {
  const notional = times(fill.price, fill.quantity, fill.contract);
  const spot = fill.schedule.endsWith('/spot');
  const third = fill.feeAsset === 'BNB' && fill.base !== 'BNB';
  const base = spot && !third && fill.side === 'buy' ? fill.quantity : notional;
  const price = third ? (prices.findLast(({ time }) => time <= fill.time)?.price ?? null) : null;
  const inForce = terms.findLast(({ from }) => from <= fill.time)!;
  const card = CARDS[fill.group]!;
  const factor = third && inForce.bnb === true ? BNB_FACTOR[fill.schedule]! : exact('1');
  const fee = (rate: Exact): Exact => {
    const due = times(base, rate);
    if (!third) return rounded(due, scale, mode);
    return price === null ? NOTHING : quotientDown(due, price, scale);
  };
  const quantum: Exact = { n: 1n, s: scale };
  const charge: Charge = { fee: (rate) => fee(times(rate, factor)), quantum };
  const liquidity = fill.flag ?? inferred(fill.fee, card, inForce.tier, charge);
  const known = { fill, liquidity, tier: inForce.tier, notional, notionalAsset: fill.quote, price };
  if (liquidity === 'unknown' || (third && price === null)) {
    return { ...known, rate: null, expected: null, variance: null, status: 'unjudged', codes: [] };
  }
  const rate = times(card.get(inForce.tier)![liquidity], factor);
  const expected = fee(rate);
  const variance = minus(fill.fee, expected);
  const judged = { ...known, rate, expected, variance };
  if (sign(variance) === 0) return { ...judged, status: 'matched', codes: [] };
  if (order(magnitude(variance), quantum) <= 0) return { ...judged, status: 'within', codes: [] };
  const codes = hypotheses(fill, liquidity, terms, inForce, card, expected, { fee, quantum }, factor);
  return { ...judged, status: 'break', codes };
}

/** Maker or taker by the rate charged: the tier in force first, then whatever the rest of the card leaves possible. */
function inferred(
  fee: Exact,
  card: ReadonlyMap<string, Rates>,
  tier: string,
  charge: Charge,
): 'maker' | 'taker' | 'unknown' {
  const fits = (rates: Rates): ('maker' | 'taker')[] =>
    (['maker', 'taker'] as const).filter((side) => near(fee, charge.fee(rates[side]), charge.quantum));
  const own = fits(card.get(tier)!);
  const sides = new Set(own.length > 0 ? own : [...card.values()].flatMap(fits));
  return sides.size === 1 ? [...sides][0]! : 'unknown';
}

function near(a: Exact, b: Exact, quantum: Exact): boolean {
  return order(magnitude(minus(a, b)), quantum) <= 0;
}

function hypotheses(
  fill: SeenFill,
  liquidity: 'maker' | 'taker',
  terms: readonly OracleTerms[],
  inForce: OracleTerms,
  card: ReadonlyMap<string, Rates>,
  expected: Exact,
  { fee, quantum }: Charge,
  factor: Exact,
): string[] {
  const codes: string[] = [];
  const explains = (amount: Exact): boolean => near(fill.fee, amount, quantum);
  if (sign(fill.fee) === 0) return ['FEE_MISSING'];
  if (explains(negated(expected))) codes.push('SIGN_FLIP');
  const other = liquidity === 'maker' ? 'taker' : 'maker';
  if (explains(fee(times(card.get(inForce.tier)![other], factor)))) codes.push('LIQUIDITY_MISFLAG');
  const tierRate = (tier: string): Exact => fee(times(card.get(tier)![liquidity], factor));
  const now = terms.indexOf(inForce);
  if (terms.slice(0, now).some(({ tier }) => explains(tierRate(tier)))) codes.push('TIER_STALE');
  if (terms.slice(now + 1).some(({ tier }) => explains(tierRate(tier)))) codes.push('TIER_EARLY');
  if (order(factor, exact('1')) !== 0 && explains(fee(card.get(inForce.tier)![liquidity]))) {
    codes.push('DISCOUNT_MISSING');
  }
  for (const scale of ['10', '100', '1000', '0.1', '0.01', '0.001']) {
    if (explains(times(expected, exact(scale)))) codes.push('NOTIONAL_SCALE');
  }
  for (let scale = 0; scale < quantum.s - 1; scale++) {
    const coarse = order(rounded(fill.fee, scale, 'down'), fill.fee) === 0;
    if (coarse && order(magnitude(minus(fill.fee, expected)), { n: 1n, s: scale }) < 0)
      codes.push('ROUNDING');
  }
  return [...new Set(codes)];
}

/** Three breaks or more at one rate that no other cause explains are an off-card rate; what is left stays unexplained. */
function offCard(judged: readonly Judged[]): Judged[] {
  const rateOf = (one: Judged): string =>
    `${one.liquidity} ${one.fill.group} ${padded(rounded(quotient(bps(one.fill.fee), one.notional), 4, 'half-up'))}`;
  const open = judged.filter((one) => one.status === 'break' && one.codes.length === 0);
  const rates = groupBy(open, rateOf);
  return judged.map((one) => {
    if (!open.includes(one)) return one;
    const code = rates.get(rateOf(one))!.length >= 3 ? 'RATE_OFF_CARD' : 'UNEXPLAINED';
    return { ...one, codes: [code] };
  });
}

function describe(one: Judged): OracleBreak {
  const { fill, liquidity, notional, rate, expected, variance, codes, price } = one;
  const paid = price === null ? fill.fee : times(fill.fee, price);
  const spotBuy = fill.schedule.endsWith('/spot') && fill.side === 'buy' && price === null;
  return {
    ...{ file: fill.file, line: fill.line, tradeId: fill.tradeId, orderId: fill.orderId },
    ...{ time: new Date(fill.time).toISOString(), symbol: fill.symbol, side: fill.side, liquidity },
    ...{ price: plain(fill.price), quantity: plain(fill.quantity), notional: plain(notional) },
    rateBps: plain(bps(rate!)),
    impliedRateBps: plain(quotient(bps(paid), spotBuy ? fill.quantity : notional)),
    ...{ expected: plain(expected!), charged: plain(fill.fee), feeAsset: fill.feeAsset },
    ...{ variance: plain(variance!), codes },
  };
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}

const total = (values: readonly (Exact | null)[]): Exact =>
  values.reduce<Exact>((sum, value) => (value === null ? sum : plus(sum, value)), NOTHING);

function reconciliation(judged: readonly Judged[]): Figures[] {
  const key = (one: Judged): string =>
    [
      one.fill.schedule,
      one.liquidity,
      one.tier,
      one.fill.feeAsset,
      one.notionalAsset,
      one.rate && plain(bps(one.rate)),
    ].join();
  return [...groupBy(judged, key).values()].map((group) => {
    const first = group[0]!;
    const [venue, product] = first.fill.schedule.split('/') as [string, string];
    const { feeAsset, quote } = first.fill;
    const status = (name: string): number => group.filter((one) => one.status === name).length;
    const variance = first.rate === null ? null : total(group.map((one) => one.variance));
    const notional = total(group.map((one) => one.notional));
    const valued = total(
      group.map(
        (one) => one.variance && (one.price === null ? one.variance : times(one.variance, one.price)),
      ),
    );
    const priced = feeAsset === quote || first.price !== null;
    return {
      ...{ venue, product, schedule: first.fill.schedule, track: 'ladder', liquidity: first.liquidity },
      ...{ tier: first.tier, feeAsset, notionalAsset: quote, fills: group.length, notional: plain(notional) },
      rateBps: first.rate && plain(bps(first.rate)),
      expected: first.rate && plain(total(group.map((one) => one.expected))),
      charged: plain(total(group.map((one) => one.fill.fee))),
      variance: variance && plain(variance),
      varianceBps: variance && priced ? plain(quotient(bps(valued), notional)) : null,
      ...{ matched: status('matched'), withinTolerance: status('within'), breaks: status('break') },
      unjudged: status('unjudged'),
    };
  });
}

function causes(judged: readonly Judged[]): Figures[] {
  const breaks = judged.filter((one) => one.status === 'break');
  return [...groupBy(breaks, (one) => `${one.codes.join('|')} ${one.fill.feeAsset}`).values()].map(
    (group) => {
      const byTime = [...group].sort((a, b) => a.fill.time - b.fill.time);
      return {
        code: group[0]!.codes.join('|'),
        feeAsset: group[0]!.fill.feeAsset,
        fills: group.length,
        variance: plain(total(group.map((one) => one.variance))),
        from: new Date(byTime[0]!.fill.time).toISOString(),
        to: new Date(byTime.at(-1)!.fill.time).toISOString(),
        firstTradeId: byTime[0]!.fill.tradeId,
        lastTradeId: byTime.at(-1)!.fill.tradeId,
      };
    },
  );
}

function byAsset(judged: readonly Judged[]): Figures[] {
  return [...groupBy(judged, (one) => one.fill.feeAsset)].map(([asset, group]) => ({
    asset,
    charged: plain(total(group.map((one) => one.fill.fee))),
    expected: plain(total(group.map((one) => one.expected))),
    variance: plain(total(group.map((one) => one.variance))),
  }));
}

/** Weeks from Monday 00:00 UTC. A positive fee earns on a side whose rate in force is positive. */
function rebate(judged: readonly Judged[], share: Exact): Figures[] {
  const week = (one: Judged): number => Math.floor((one.fill.time - MONDAY) / WEEK) * WEEK + MONDAY;
  return [...groupBy(judged, (one) => `${week(one)} ${one.fill.feeAsset}`).values()].map((group) => {
    const earns = (one: Judged): boolean =>
      sign(one.fill.fee) > 0 && (one.rate === null || sign(one.rate) > 0);
    const eligible = total(group.filter(earns).map((one) => one.fill.fee));
    return {
      periodFrom: new Date(week(group[0]!)).toISOString(),
      periodTo: new Date(week(group[0]!) + WEEK).toISOString(),
      asset: group[0]!.fill.feeAsset,
      eligibleFee: plain(eligible),
      ineligibleFee: plain(total(group.filter((one) => !earns(one)).map((one) => one.fill.fee))),
      share: plain(share),
      accrued: plain(times(eligible, share)),
    };
  });
}

function effective(judged: readonly Judged[]): Figures[] {
  const key = (one: Judged): string => `${one.fill.schedule} ${one.fill.feeAsset}`;
  return [...groupBy(judged, key).values()].map((group) => {
    const notional = total(group.map((one) => one.notional));
    const makers = total(group.map((one) => (one.liquidity === 'maker' ? one.notional : null)));
    return {
      feeAsset: group[0]!.fill.feeAsset,
      product: group[0]!.fill.schedule.split('/')[1]!,
      makerRatio: plain(quotient(makers, notional)),
    };
  });
}
