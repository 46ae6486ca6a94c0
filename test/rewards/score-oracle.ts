/**
 * Scores of revision R1 computed another way: whole numbers (prices and sizes in their last digit, values fixed at 60
 * decimals), one book at a time, straight from the text of the rules. Shares nothing with the program under test.
 */
const ONE = 10n ** 60n;

/** One level as the generator makes it: prices in 1/1000, sizes in 1/100, index in 1/1000. */
export interface Level {
  readonly time: number;
  readonly instrument: string;
  readonly type: 'option' | 'perp';
  readonly currency: string;
  readonly side: 'bid' | 'ask';
  readonly price: bigint;
  readonly size: bigint;
  readonly maker: string;
  readonly index: bigint;
  readonly delta: number | null;
  readonly expiry: number | null;
}

export interface Request {
  readonly time: number;
  readonly expiry: number;
  readonly amount: bigint;
  /** For all units, in 1/1000. */
  readonly max: bigint;
  readonly sell: boolean;
  readonly quotes: readonly { maker: string; time: number; price: bigint; filled: boolean }[];
}

export interface Facts {
  readonly volume: ReadonlyMap<string, readonly [bigint, bigint]>;
  /** earned, balance, total. */
  readonly held: ReadonlyMap<string, readonly [bigint, bigint, bigint]>;
  readonly enrolled: ReadonlySet<string>;
}

export interface OracleScore {
  readonly coverage: bigint;
  readonly quality: bigint;
  readonly rfq: bigint;
  readonly initial: bigint;
  readonly final: bigint;
  share: bigint;
  readonly paid: boolean;
}

function root(value: bigint): bigint {
  const scaled = value * ONE;
  if (scaled === 0n) return 0n;
  let guess = 1n << BigInt(Math.ceil(scaled.toString(2).length / 2));
  for (;;) {
    const next = (guess + scaled / guess) >> 1n;
    if (next >= guess) return guess;
    guess = next;
  }
}

const divide = (a: bigint, b: bigint): bigint => (b === 0n ? 0n : (a * ONE) / b);
const multiply = (a: bigint, b: bigint): bigint => (a * b) / ONE;

/** Twice the multiplier, by distance ÷ best compared as a fraction: bounds in millionths. */
function twice(type: 'option' | 'perp', distance: bigint, best: bigint): bigint {
  const bounds = type === 'option' ? [1000n, 5000n, 10_000n, 20_000n] : [50n, 100n, 500n, 1000n];
  const at = distance * 1_000_000n;
  if (at < bounds[0]! * best) return 10n;
  if (at < bounds[1]! * best) return 3n;
  if (at < bounds[2]! * best) return 2n;
  return at <= bounds[3]! * best ? 1n : 0n;
}

const MAJORS = ['ETH', 'BTC', 'SOL', 'DOGE'];
const WEEK = 7 * 86_400_000;

function marketOf({ type, currency, expiry, time }: Pick<Level, 'type' | 'currency' | 'expiry' | 'time'>) {
  const program = type === 'option' ? 'options' : MAJORS.includes(currency) ? 'perps majors' : 'perps alts';
  const short = type === 'option' && expiry! - time < WEEK;
  return {
    program,
    market: `${program} ${currency} ${short}`,
    factor: short ? 3n : 1n,
    least: MAJORS.includes(currency) ? 25_000n : 5000n,
  };
}

type Sums = Map<string, { d: bigint; q: bigint }>;

/** Scores of every class: class → maker → score. */
export function oracle(levels: readonly Level[], requests: readonly Request[], facts: Facts) {
  const snapshots = new Map<string, Level[]>();
  for (const level of levels) {
    if (level.type === 'option' && (Math.abs(level.delta!) <= 1 || Math.abs(level.delta!) >= 98)) continue;
    const key = `${level.time}|${marketOf(level).market}`;
    snapshots.set(key, [...(snapshots.get(key) ?? []), level]);
  }
  const markets = new Map<string, { program: string; factor: bigint; count: bigint; sums: Sums }>();
  for (const group of snapshots.values()) {
    const { program, market, factor, least } = marketOf(group[0]!);
    const known = markets.get(market) ?? { program, factor, count: 0n, sums: new Map() };
    markets.set(market, known);
    known.count++;
    addSnapshot(group, least, known.sums);
  }
  const rfq = rfqScores(requests);
  const result = new Map<string, Map<string, OracleScore>>();
  for (const program of ['options', 'perps majors', 'perps alts']) {
    const own = [...markets.values()].filter((one) => one.program === program);
    result.set(program, scoresOf(program, own, program === 'options' ? rfq : new Map(), facts));
  }
  return result;
}

function addSnapshot(group: readonly Level[], least: bigint, sums: Sums): void {
  const best = (instrument: string, side: string) => {
    const prices = group
      .filter((one) => one.instrument === instrument && one.side === side)
      .map(({ price }) => price);
    return prices.sort((a, b) => (a < b ? -1 : 1)).at(side === 'bid' ? -1 : 0)!;
  };
  const bests = new Map<string, bigint>();
  for (const { instrument, side } of group) bests.set(`${instrument}${side}`, 0n);
  for (const key of bests.keys()) bests.set(key, best(key.slice(0, -3), key.slice(-3)));
  let total = 0n;
  const makers = new Map<string, { notional: bigint; scaled: bigint; most: bigint }>();
  for (const { instrument, side, price, size, index, maker, type } of group) {
    const top = bests.get(`${instrument}${side}`)!;
    const weight = twice(type, price > top ? price - top : top - price, top);
    total += size * index * weight;
    if (weight === 0n || maker === '') continue;
    const one = makers.get(`${maker}|${side}`) ?? { notional: 0n, scaled: 0n, most: 0n };
    makers.set(`${maker}|${side}`, one);
    one.notional += size * index;
    one.scaled += size * index * weight;
    if (weight > one.most) one.most = weight;
  }
  const names = new Set([...makers.keys()].map((key) => key.split('|')[0]!));
  for (const name of names) {
    const sum = sums.get(name) ?? { d: 0n, q: 0n };
    let scaled = 0n;
    for (const side of ['bid', 'ask']) {
      const one = makers.get(`${name}|${side}`);
      // size in 1/100, index in 1/1000
      if (one === undefined || one.notional < least * 100_000n) continue;
      sum.d += one.most;
      scaled += one.scaled;
    }
    sum.q += divide(scaled, total);
    if (sum.d > 0n) sums.set(name, sum);
  }
}

function rfqScores(requests: readonly Request[]): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const { time, expiry, amount, max, sell, quotes } of requests) {
    const makers = new Map<string, { best: bigint; filled: boolean; volume: bigint; rank: bigint }>();
    for (const quote of [...quotes].sort((a, b) => a.time - b.time)) {
      const cost = quote.price * amount;
      const better = sell ? cost - max : max - cost;
      if (better < 0n) continue;
      const distance = better * 100n >= 3n * max ? 8n : better * 100n >= max ? 4n : 2n;
      const wait = quote.time - time;
      const score = distance + (wait < 1000 ? 4n : wait < 2000 ? 2n : 1n);
      const known = makers.get(quote.maker);
      if (known === undefined)
        makers.set(quote.maker, { best: score, filled: quote.filled, volume: cost, rank: score });
      else {
        if (quote.filled || (!known.filled && score > known.rank)) {
          known.volume = cost;
          known.rank = score;
        }
        if (score > known.best) known.best = score;
        known.filled ||= quote.filled;
      }
    }
    let total = 0n;
    for (const { volume } of makers.values()) total += volume;
    for (const [maker, { best, filled, volume }] of makers) {
      const factor = expiry - time < WEEK ? 3n : 1n;
      // best is twice the score, an unfilled one counts a tenth
      const value = (divide(volume * best * factor, total * 2n) * (filled ? 10n : 1n)) / 10n;
      sums.set(maker, (sums.get(maker) ?? 0n) + value);
    }
  }
  return new Map([...sums].map(([maker, sum]) => [maker, root(sum / (6n * BigInt(requests.length)))]));
}

function scoresOf(
  program: string,
  markets: readonly { factor: bigint; count: bigint; sums: Sums }[],
  rfq: ReadonlyMap<string, bigint>,
  { volume, held, enrolled }: Facts,
): Map<string, OracleScore> {
  const factors = markets.reduce((sum, { factor }) => sum + factor, 0n);
  const makers = new Set([...markets.flatMap(({ sums }) => [...sums.keys()]), ...rfq.keys(), ...enrolled]);
  const scores = new Map<string, OracleScore>();
  for (const maker of makers) {
    let [coverage, quality] = [0n, 0n];
    for (const { factor, count, sums } of markets) {
      const sum = sums.get(maker);
      if (sum === undefined) continue;
      // d holds twice the multipliers of both sides: 2 x 2 x 5 x N at most
      coverage += factor * root(divide(sum.d, 20n * count));
      quality += factor * root(sum.q / count);
    }
    if (factors > 0n) [coverage, quality] = [coverage / factors, quality / factors];
    const requests = rfq.get(maker) ?? 0n;
    const initial =
      program === 'options' ? (2n * coverage + 2n * quality + requests) / 5n : (coverage + quality) / 2n;
    const [own, all] = volume.get(`${program}|${maker}`) ?? [0n, 1n];
    const boost = ONE + 2n * divide(own, all);
    const [earned, balance, total] = held.get(maker) ?? [0n, 0n, 1n];
    const kept = earned === 0n || balance > earned ? ONE : divide(balance, earned);
    const final = multiply(multiply(initial, boost), ONE + multiply(kept, divide(balance, total)));
    const paid = enrolled.has(maker) && own > 5_000_000n && own * 50n > all && final > 0n;
    scores.set(maker, { coverage, quality, rfq: requests, initial, final, share: 0n, paid });
  }
  const sum = [...scores.values()].reduce((total, one) => (one.paid ? total + one.final : total), 0n);
  for (const one of scores.values()) if (one.paid) one.share = divide(one.final, sum);
  return scores;
}

/** A decimal text as a whole number of 60 decimals. */
export function fixed(text: string): bigint {
  const [whole = '0', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.slice(0, 60).padEnd(60, '0'));
}

/** True where two values agree to 12 significant digits. */
export function agrees(a: bigint, b: bigint): boolean {
  const difference = a > b ? a - b : b - a;
  const size = a > b ? a : b;
  return difference * 10n ** 12n <= size;
}
