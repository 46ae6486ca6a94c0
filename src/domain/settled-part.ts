/** Which fixed amount of its order a fill carries, told by its charge. */

import type { Card } from './card.ts';
import { Decimal } from './decimal.ts';
import { charge, exactFee, type FeeFormula } from './fee.ts';
import { impliedListRate } from './off-card.ts';
import { partFor } from './order-part.ts';

/**
 * The formula with the one fixed part that the charge tells: the part with which the rate due reproduces it, else the part
 * with which some rate of the card, then any listed rate, does; where none does, the part that leaves least to explain.
 */
export function settlePart(formula: FeeFormula, rate: Decimal, card: Card | null, unit: Decimal): FeeFormula {
  const { part } = formula;
  if (part === undefined) return formula;
  const settled = part.amounts.map((amount) => ({ ...formula, part: { ...part, amounts: [amount] } }));
  const rungs = card?.tables[0]?.tiers.flatMap(({ maker, taker }) => [taker, maker]) ?? [];
  for (const tried of [rate, ...rungs]) {
    if (tried === null) continue;
    const found = settled.find((one) => charge(one, tried).minus(part.charged).abs().lte(unit));
    if (found !== undefined) return found;
  }
  const listed = settled.find((one) => impliedListRate(one, part.charged, unit)?.abs().lte(LARGEST_RATE));
  if (listed !== undefined) return listed;
  return { ...formula, part: { ...part, amounts: [partFor(part, exactFee(settled[0]!, rate))] } };
}

/** No venue lists a trading fee above this; a larger one is no evidence of a listed rate. */
const LARGEST_RATE = new Decimal('0.01');
