/** Fees that no rule explains: the noise that must not become an accusation. */
import { type Exact, exact, quotient, times } from '../exact.ts';
import type { Billing, Desk, Fill } from './model.ts';
import { feeOf, type PriceOf, ratesAt, roundedBy, within } from './money.ts';
import type { Random } from './random.ts';

/** A fee that no rule explains. */
export function oddFee(
  desk: Desk,
  fill: Fill,
  due: Billing,
  fee: Exact,
  random: Random,
  priceOf: PriceOf,
): Exact {
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
  const one = feeOf(desk, fill, { ...due, rate: exact('1'), factor: exact('1'), capped: false }, priceOf);
  if (one.n === 0n) return true;
  const listed = roundedBy(quotient(odd, one), 7, 'half-up');
  return [true, false].some((capped) => near({ ...due, rate: listed, factor: exact('1'), capped }));
}
