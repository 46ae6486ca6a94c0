/**
 * Fixed amounts that a venue adds to one fill of an order. Which fill of the order carries it is not published, and some
 * accounts are let off it, so that each of the amounts, or none, may stand in a fee; the charge itself tells which.
 */
import type { Card } from './card.ts';
import { type Decimal, ZERO } from './decimal.ts';
import type { Fill } from './fill.ts';

export interface OrderPart {
  /** What may stand beside the rate's part of the fee, in the fee asset; never empty. */
  readonly amounts: readonly Decimal[];
  /** The fee that was charged. */
  readonly charged: Decimal;
}

/** The part that a fill of this card may carry: for takers, none or one of the card's amounts; else undefined. */
export function orderPartOf(
  { flag, fee }: Fill,
  fees: readonly Decimal[] | undefined,
): OrderPart | undefined {
  return flag !== 'taker' || fees === undefined || fees.length === 0
    ? undefined
    : { amounts: [ZERO, ...fees], charged: fee };
}

/** The amounts that a card's taker orders may carry; undefined = none, or a group that is not known. */
export function takerOrderFees({ tables }: Card): readonly Decimal[] | undefined {
  return tables.length === 1 ? tables[0]!.takerOrderFees : undefined;
}

/** The amount that brings a fee nearest to the charge; the smaller of two as near. */
export function partFor({ amounts, charged }: OrderPart, fee: Decimal): Decimal {
  const missing = charged.minus(fee);
  let best = amounts[0] ?? ZERO;
  for (const amount of amounts) {
    if (missing.minus(amount).abs().lt(missing.minus(best).abs())) best = amount;
  }
  return best;
}
