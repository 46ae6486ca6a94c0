/** Steps one and two of a score: how far an order is from the best price, and what it is worth there. No division. */
import { type Decimal, ZERO } from '../decimal.ts';
import type { Band } from './program.ts';
import type { Readings } from './readings.ts';

export type BookSide = 'bid' | 'ask';

/** The bands of one side of one book as prices: nearest first. */
export interface Ladder {
  readonly best: Decimal;
  readonly side: BookSide;
  readonly steps: readonly {
    readonly width: Decimal;
    readonly included: boolean;
    readonly multiplier: Decimal;
  }[];
}

/** Turns the bands into distances in price, once per side of a book. @param unit the price that they are shares of */
export function ladderOf(
  bands: readonly Band[],
  edge: Readings['bandEdge'],
  side: BookSide,
  best: Decimal,
  unit: Decimal,
): Ladder {
  const steps = bands.map(({ limit, edge: own, multiplier }) => ({
    width: limit.times(unit),
    included: own === 'included' || (own === 'open' && edge === 'higher-multiplier'),
    multiplier,
  }));
  return { best, side, steps };
}

/** What an order at this price is worth: 0 beyond the last band. An order better than the best price counts as at it. */
export function multiplierAt({ best, side, steps }: Ladder, price: Decimal): Decimal {
  const distance = side === 'bid' ? best.minus(price) : price.minus(best);
  for (const { width, included, multiplier } of steps) {
    const order = distance.comparedTo(width);
    if (order < 0 || (order === 0 && included)) return multiplier;
  }
  return ZERO;
}

/** The largest multiplier of the bands. */
export function largestMultiplier(bands: readonly Band[]): Decimal {
  return bands.reduce((most, { multiplier }) => (multiplier.gt(most) ? multiplier : most), ZERO);
}
