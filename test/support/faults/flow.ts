/** A month of trading: bursts by day, gaps by night, log-normal sizes, a little dust, makers and takers. */
import { type Exact, exact, NOTHING } from '../exact.ts';
import type { Desk, DeskMarket, Entry, Fill } from './model.ts';
import type { Random } from './random.ts';

export const DAY = 86_400_000;
const HOUR = 3_600_000;
export const MONTH_DAYS = 30;
const DUST = 0.02;

/** Fills in order of time; within a day of `changes` there is no dust, since it would not tell on which side it lies. */
export function monthOf(desk: Desk, random: Random, count: number, changes: readonly Entry[]): Fill[] {
  const start = Date.parse(desk.start);
  const instants: number[] = [];
  while (instants.length < count) {
    const day = start + random.below(MONTH_DAYS) * DAY;
    let instant = day + (5 * HOUR + random.below(17 * HOUR));
    for (let left = random.between(1, 9); left > 0 && instants.length < count; left--) {
      instants.push(desk.milliseconds ? instant : instant - (instant % 1000));
      instant += random.chance(0.1) ? 0 : random.between(200, 400_000);
    }
  }
  const walks = desk.markets.map((market) => ({ market, price: exact(market.price) }));
  const fills = instants
    .sort((a, b) => a - b)
    .map((instant, index) => {
      const walk = random.pick(walks);
      const step = Number(walk.price.n / 400n) + 1;
      walk.price = { n: walk.price.n + BigInt(random.between(-step, step)), s: walk.price.s };
      const drift = BigInt(random.between(-step, step));
      const dust = random.chance(DUST) && !changes.some(({ from }) => Math.abs(from - instant) < DAY);
      return {
        ...{
          index,
          instant,
          market: walk.market,
          buy: random.chance(0.5),
          price: walk.price,
          dust,
          twin: null,
          orderOf: null,
        },
        indexPrice: { n: walk.price.n * 1000n + drift * 7n, s: walk.price.s + 3 },
        quantity: dust ? dustOf(walk.market, random) : sizeOf(walk.market, random),
        ...roleOf(desk, random),
      };
    });
  if (desk.parts.length > 0) return withOrders(fills, random, desk.parts[0]!);
  return desk.selfTrades && random.chance(0.3) ? withTwins(fills, random) : fills;
}

/** Some takers become the second fill of the order before, which carries the order's fixed amount. */
function withOrders(fills: readonly Fill[], random: Random, part: Exact): Fill[] {
  const result = [...fills];
  for (let index = 1; index < result.length; index += 2) {
    const [first, second] = [result[index - 1]!, result[index]!];
    if (first.maker || first.dust || !random.chance(0.5)) continue;
    const { market, price, indexPrice, buy, maker } = first;
    result[index - 1] = { ...first, part };
    const same = { market, price, indexPrice, buy, maker, dust: false, part: NOTHING, orderOf: first.index };
    result[index] = { ...second, ...same, quantity: sizeOf(market, random) };
  }
  return result;
}

/** Some fills become the other side of the one before: the account traded with itself. */
function withTwins(fills: readonly Fill[], random: Random): Fill[] {
  const result = [...fills];
  for (let left = random.between(3, 8); left > 0; left--) {
    const index = 2 * random.below(Math.floor(fills.length / 2) - 1);
    const { buy, maker, ...first } = result[index]!;
    result[index] = { ...first, buy, maker, dust: false, quantity: sizeOf(first.market, random) };
    result[index + 1] = { ...result[index]!, index: index + 1, buy: !buy, maker: !maker, twin: index };
  }
  return result;
}

/** Some takers pay a fixed amount of their order's as well. */
function roleOf({ parts }: Desk, random: Random): Pick<Fill, 'maker' | 'part'> {
  const maker = random.chance(0.7);
  const carries = !maker && parts.length > 0 && random.chance(0.4);
  return { maker, part: carries ? random.pick(parts) : NOTHING };
}

/** Log-normal around the market's typical size, to four digits. */
export function sizeOf(market: DeskMarket, random: Random): Exact {
  const lots = Math.max(1, Math.round(market.typical * Math.exp(0.9 * random.normal())));
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(lots)) - 3);
  return { n: BigInt(Math.round(lots / unit) * unit), s: market.lot };
}

/** A few of the smallest lots, so that several rates round to the same fee wherever the lot allows it. */
function dustOf(market: DeskMarket, random: Random): Exact {
  return { n: BigInt(random.chance(0.5) ? random.between(1, 9) : random.between(1, 300)), s: market.lot };
}
