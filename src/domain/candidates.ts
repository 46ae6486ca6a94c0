/** Which rates of a card reproduce a charge: the evidence behind inferred tiers and the applied-rate timeline. */
import { type Card, discounted } from './card.ts';
import type { Decimal } from './decimal.ts';
import { charge, type FeeFormula } from './fee.ts';
import type { Rate } from './rate.ts';
import type { TokenDiscount } from './schedule.ts';

/** A rate that somebody on this card pays. */
export interface Candidate {
  readonly rate: Rate;
  /** Tiers that pay it, in ladder order. */
  readonly tiers: readonly string[];
}

/**
 * The distinct rates of the given sides over all tiers (and groups, where the group is not known), with and without the
 * discount, ascending.
 */
export function candidatesOf(
  card: Card,
  sides: readonly ('maker' | 'taker')[],
  discount: TokenDiscount | null,
): readonly Candidate[] {
  const byRate = new Map<string, { rate: Rate; tiers: Set<string> }>();
  const note = (rate: Rate, tier: string) => {
    const entry = byRate.get(rate.toString()) ?? { rate, tiers: new Set<string>() };
    entry.tiers.add(tier);
    byRate.set(rate.toString(), entry);
  };
  for (const table of card.tables) {
    for (const row of table.tiers) {
      for (const side of sides) {
        const published = row[side];
        if (published === null) continue;
        note(published, row.tier);
        note(discounted(published, discount), row.tier);
      }
    }
  }
  const ladder = card.tables.flatMap((table) => table.tiers.map((row) => row.tier));
  return [...byRate.values()]
    .map(({ rate, tiers }) => ({
      rate,
      tiers: [...tiers].sort((a, b) => ladder.indexOf(a) - ladder.indexOf(b)),
    }))
    .sort((a, b) => a.rate.cmp(b.rate));
}

/**
 * Those of a list ascending by rate whose fee is within one unit of the charge. The fee grows with the rate, so they lie
 * side by side and are found by halving.
 */
export function reproducing<T extends { readonly rate: Rate }>(
  candidates: readonly T[],
  formula: FeeFormula,
  charged: Decimal,
  unit: Decimal,
): readonly T[] {
  // With a fixed part that the charge itself picks, the fee does not grow steadily with the rate.
  if (formula.part !== undefined && formula.part.amounts.length > 1) {
    return candidates.filter(({ rate }) => charge(formula, rate).minus(charged).abs().lte(unit));
  }
  const lowest = charged.minus(unit);
  let low = 0;
  let high = candidates.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (charge(formula, candidates[middle]!.rate).lt(lowest)) low = middle + 1;
    else high = middle;
  }
  const highest = charged.plus(unit);
  let end = low;
  while (end < candidates.length && charge(formula, candidates[end]!.rate).lte(highest)) end++;
  return low === 0 && end === candidates.length ? candidates : candidates.slice(low, end);
}
