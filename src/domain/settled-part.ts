/** Which fixed amount of its order a fill carries, told by its charge. */

import type { Card } from './card.ts';
import { Decimal } from './decimal.ts';
import { charge, exactFee, type FeeFormula } from './fee.ts';
import { impliedListRate } from './off-card.ts';
import { partFor } from './order-part.ts';

/**
 * The formula with the one fixed part that the charge tells: the part with which the rate due reproduces it, else the part
 * with which some rate of the card, then any listed rate, then a power of ten of the rate due does; where none does, the part that leaves least to explain.
 */
export function settlePart(formula: FeeFormula, rate: Decimal, card: Card | null, unit: Decimal): FeeFormula {
  const { part } = formula;
  if (part === undefined) return formula;
  const settled = part.amounts.map((amount) => ({ ...formula, part: { ...part, amounts: [amount] } }));
  const rungs = card?.tables[0]?.tiers.flatMap(({ maker, taker }) => [taker, maker]) ?? [];
  const reproduces = (tried: Decimal) =>
    settled.find((one) => charge(one, tried).minus(part.charged).abs().lte(unit));
  for (const tried of [rate, ...rungs]) {
    const found = tried === null ? undefined : reproduces(tried);
    if (found !== undefined) return found;
  }
  const listed = settled.find((one) => impliedListRate(one, part.charged, unit)?.abs().lte(LARGEST_RATE));
  if (listed !== undefined) return listed;
  for (const factor of FACTORS) {
    const found = reproduces(rate.times(factor));
    if (found !== undefined) return found;
  }
  return { ...formula, part: { ...part, amounts: [partFor(part, exactFee(settled[0]!, rate))] } };
}

/** Powers of ten by which a size may be off. */
const FACTORS: readonly Decimal[] = [-8, -7, -6, -5, -4, -3, -2, -1, 1, 2, 3, 4, 5, 6, 7, 8].map(
  (power) => new Decimal(`1e${power}`),
);

/** No venue lists a trading fee above this; a larger one is no evidence of a listed rate. */
const LARGEST_RATE = new Decimal('0.01');
