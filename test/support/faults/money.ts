/** The generator's arithmetic: the fee of one fill under one way of billing, on BigInt. Nothing of the program under test. */
import type { RoundingMode } from '../../../src/domain/decimal.ts';
import { type Exact, exact, magnitude, minus, order, padded, plain, plus, times } from '../exact.ts';
import { dividedTo } from '../integers.ts';
import type { Rates } from '../oracle-rates.ts';
import type { Billing, Desk, Fill } from './model.ts';

const ONE = exact('1');

/** top ÷ bottom, rounded once. */
export function divided(top: Exact, bottom: Exact, scale: number, mode: RoundingMode): Exact {
  const result = dividedTo(
    { units: top.n, places: top.s },
    { units: bottom.n, places: bottom.s },
    scale,
    mode,
  );
  return { n: result.units, s: result.places };
}

export function roundedBy(value: Exact, scale: number, mode: RoundingMode): Exact {
  return divided(value, ONE, scale, mode);
}

/** Decimals that a reader sees: trailing zeros do not count. */
export function decimalsOf(value: Exact): number {
  return plain(value).split('.')[1]?.length ?? 0;
}

export function ratesAt(desk: Desk, at: number, group: string, tier: string): Rates {
  const version = desk.card.findLast(({ from }) => from <= at) ?? desk.card[0]!;
  const rates = version.groups[group]?.get(tier);
  if (rates === undefined) throw new Error(`no rates of ${tier} in ${desk.id} ${group}`);
  return rates;
}

export type PriceOf = (asset: string, quote: string, instant: number) => Exact;

/** What is multiplied by the rate: a fraction in the fee's asset. */
function baseOf(desk: Desk, fill: Fill, billing: Billing, priceOf: PriceOf): { top: Exact; bottom: Exact } {
  const { market, quantity } = fill;
  const coins = billing.base === 'contracts' ? quantity : times(quantity, market.contract);
  const price = desk.onIndex && billing.base !== 'price' ? fill.indexPrice : fill.price;
  if (market.kind === 'inverse') return { top: coins, bottom: price };
  if (market.kind === 'option') return { top: coins, bottom: ONE };
  if (billing.base === 'quote') return { top: times(coins, price), bottom: ONE };
  if (market.kind === 'spot' && billing.asset === market.base) return { top: coins, bottom: ONE };
  const cost = times(coins, price);
  const value = desk.costScale === null ? cost : roundedBy(cost, desk.costScale, 'half-up');
  const home = market.kind === 'spot' ? market.quote : market.settle;
  if (billing.asset === home) return { top: value, bottom: ONE };
  return { top: value, bottom: priceOf(billing.asset, market.quote, fill.instant) };
}

/** A positive fee of an option is bounded by a share of its premium. */
function capped(desk: Desk, { market, price, quantity }: Fill, billing: Billing, fee: Exact): Exact {
  if (desk.premiumCap === null || market.kind !== 'option' || !billing.capped) return fee;
  const cap = times(quantity, market.contract, price, desk.premiumCap);
  return order(fee, cap) > 0 ? cap : fee;
}

export function rateOf(desk: Desk, billing: Billing): Exact {
  const rates = billing.rate === null ? ratesAt(desk, billing.at, billing.group, billing.tier) : null;
  const rate = billing.rate ?? (billing.maker ? rates!.maker : rates!.taker);
  return times(rate, billing.factor);
}

/** The fee at this billing, rounded at `billing.scale`; where that is null, in full. */
export function feeOf(desk: Desk, fill: Fill, billing: Billing, priceOf: PriceOf): Exact {
  const { top, bottom } = baseOf(desk, fill, billing, priceOf);
  const share = capped(desk, fill, billing, times(top, rateOf(desk, billing)));
  const { scale, mode } = billing;
  const whole = bottom.n === 1n && bottom.s === 0;
  if (scale === null && !whole) throw new Error(`${desk.id}: a quotient needs a scale`);
  const fee = scale === null ? share : divided(share, bottom, scale, mode);
  return trimmed(plus(times(fee, billing.times), billing.part), scale);
}

/**
 * The fee that agrees best with a charge where a fixed amount may stand beside the rate: nobody can tell from outside
 * whether it was due, so the nearest counts, of two as near the smaller.
 */
export function feeNear(desk: Desk, fill: Fill, billing: Billing, priceOf: PriceOf, charged: Exact): Exact {
  const fee = feeOf(desk, fill, billing, priceOf);
  if (fill.maker) return fee;
  const off = (value: Exact): Exact => magnitude(minus(charged, value));
  return desk.parts
    .map((part) => plus(fee, part))
    .sort((a, b) => order(a, b))
    .reduce((best, other) => (order(off(other), off(best)) < 0 ? other : best), fee);
}

/** Brought back to the scale after a factor such as 1 or 0.1; digits that do not fit are cut, as a venue's printer does. */
function trimmed(value: Exact, scale: number | null): Exact {
  return scale === null ? value : roundedBy(value, scale, 'down');
}

export function within(a: Exact, b: Exact, unit: Exact): boolean {
  return order(magnitude(minus(a, b)), unit) <= 0;
}

/** Text of a printed fee: full decimals where the venue has a scale, else none too many. */
export function printed(value: Exact, scale: number | null): string {
  return scale === null ? plain(value) : padded(roundedBy(value, scale, 'down'));
}
