/** The oracle's judgement of one fill: what the card asks, whether the charge agrees, and which hypotheses explain it. */
import {
  type Exact,
  exact,
  magnitude,
  minus,
  NOTHING,
  negated,
  order,
  padded,
  quotient,
  quotientDown,
  rounded,
  sign,
  times,
} from './exact.ts';
import { BNB_FACTOR, CARDS, type Rates } from './oracle-rates.ts';
import { type SeenFill, splitCsv } from './oracle-readers.ts';

/** Tier of the account from an instant on; `bnb` = the token discount is on. */
export interface OracleTerms {
  readonly from: number;
  readonly tier: string;
  readonly bnb?: boolean;
}

export interface Judged {
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
export const bps = (rate: Exact): Exact => times(rate, BPS);

export function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}

export interface PriceRow {
  readonly time: number;
  readonly pair: string;
  readonly price: Exact;
}

export function readPrices(text: string): PriceRow[] {
  return splitCsv(text)
    .slice(1)
    .map(([time, asset, quote, price]) => {
      return { time: Date.parse(time!), pair: `${asset} ${quote}`, price: exact(price!) };
    })
    .sort((a, b) => a.time - b.time);
}

interface Charge {
  /** Rounded fee at this rate. */
  readonly fee: (rate: Exact) => Exact;
  readonly quantum: Exact;
}

export function judge(
  fill: SeenFill,
  terms: readonly OracleTerms[],
  prices: readonly PriceRow[],
  scale: number,
  mode: 'half-up' | 'down',
): Judged {
  const notional = times(fill.price, fill.quantity, fill.contract);
  const spot = fill.schedule.endsWith('/spot');
  const third = fill.feeAsset === 'BNB' && fill.base !== 'BNB';
  const base = spot && !third && fill.side === 'buy' ? fill.quantity : notional;
  const price = third
    ? (prices.findLast(({ time, pair }) => pair === `BNB ${fill.quote}` && time <= fill.time)?.price ?? null)
    : null;
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
  const tiers = [[inForce.tier], terms.map(({ tier }) => tier), [...card.keys()]];
  const liquidity = fill.flag ?? inferred(fill.fee, card, tiers, charge);
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

/**
 * Maker or taker by the rate charged: the tier in force first, then the account's other tiers, then the whole card. Where
 * one tier's maker and another's taker rate both fit, nobody can tell.
 */
function inferred(
  fee: Exact,
  card: ReadonlyMap<string, Rates>,
  circles: readonly (readonly string[])[],
  charge: Charge,
): 'maker' | 'taker' | 'unknown' {
  const fits = (tier: string): ('maker' | 'taker')[] =>
    (['maker', 'taker'] as const).filter((side) =>
      near(fee, charge.fee(card.get(tier)![side]), charge.quantum),
    );
  for (const tiers of circles) {
    const sides = new Set(tiers.flatMap(fits));
    if (sides.size > 0) return sides.size === 1 ? [...sides][0]! : 'unknown';
  }
  return 'unknown';
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
  if (sign(fill.fee) === 0 && sign(expected) > 0) return ['FEE_MISSING'];
  if (explains(negated(expected))) codes.push('SIGN_FLIP');
  const other = liquidity === 'maker' ? 'taker' : 'maker';
  if (explains(fee(times(card.get(inForce.tier)![other], factor)))) codes.push('LIQUIDITY_MISFLAG');
  const now = terms.indexOf(inForce);
  const held = (span: readonly OracleTerms[], name: string): boolean =>
    span.some(({ tier }) => tier === name);
  const ladder = [...card.keys()];
  for (const [index, tier] of ladder.entries()) {
    // Any rung may explain a credit that was not paid; otherwise only tiers that the account holds at some time.
    const candidate = sign(fill.fee) === 0 || held(terms, tier);
    if (tier === inForce.tier || !candidate || !explains(fee(times(card.get(tier)![liquidity], factor))))
      continue;
    const lower = index < ladder.indexOf(inForce.tier);
    const stale = held(terms.slice(0, now), tier) || (!held(terms.slice(now + 1), tier) && lower);
    codes.push(stale ? 'TIER_STALE' : 'TIER_EARLY');
  }
  if (order(factor, exact('1')) !== 0 && explains(fee(card.get(inForce.tier)![liquidity]))) {
    codes.push('DISCOUNT_MISSING');
  }
  const due = times(card.get(inForce.tier)![liquidity], factor);
  for (const scale of ['10', '100', '1000', '0.1', '0.01', '0.001']) {
    if (explains(fee(times(due, exact(scale))))) codes.push('NOTIONAL_SCALE');
  }
  for (let scale = 0; codes.length === 0 && scale < quantum.s - 1; scale++) {
    const coarse = order(rounded(fill.fee, scale, 'down'), fill.fee) === 0;
    if (coarse && order(magnitude(minus(fill.fee, expected)), { n: 1n, s: scale }) < 0)
      codes.push('ROUNDING');
  }
  return [...new Set(codes)];
}

/** Three breaks or more at one rate that no other cause explains are an off-card rate; what is left stays unexplained. */
export function offCard(judged: readonly Judged[]): Judged[] {
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

/** Where several hypotheses fit, the one that explains most breaks; equals stay side by side. */
export function settled(judged: readonly Judged[]): Judged[] {
  const counts = new Map<string, number>();
  for (const code of judged.flatMap(({ codes }) => codes)) counts.set(code, (counts.get(code) ?? 0) + 1);
  return judged.map((one) => {
    const most = Math.max(...one.codes.map((code) => counts.get(code)!));
    return { ...one, codes: one.codes.filter((code) => counts.get(code) === most) };
  });
}
