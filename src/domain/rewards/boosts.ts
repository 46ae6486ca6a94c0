/** Boosts of a score: volume traded, and tokens held. */
import { type Decimal, ONE, quotient, ZERO } from '../decimal.ts';
import { share } from './book.ts';
import type { Readings } from './readings.ts';

/** 1 + weight x share, or (1 + share) to the weight; at least 1. @param volumeShare 0 to 1 */
export function volumeMultiplier(
  volumeShare: Decimal,
  weight: Decimal,
  mode: Readings['volumeMode'],
): Decimal {
  return mode === 'linear' ? weight.times(volumeShare).plus(ONE) : volumeShare.plus(ONE).pow(weight);
}

/** What a maker earned and holds of the program's token. */
export interface Holding {
  readonly earned: Decimal;
  readonly balance: Decimal;
  /** Of all makers together. */
  readonly totalBalance: Decimal;
}

/** The share of what was earned that is still held, at most 1; 1 where nothing was earned yet. */
export function heldShare({ earned, balance }: Holding): Decimal {
  if (earned.isZero()) return ONE;
  const held = quotient(balance, earned);
  return held.gt(ONE) ? ONE : held;
}

/** Share held x share of all makers' holdings: a fraction, 0.1 = 10 %. */
export function diamondHandsBoost(holding: Holding): Decimal {
  return holding.balance.isZero()
    ? ZERO
    : heldShare(holding).times(share(holding.balance, holding.totalBalance));
}
