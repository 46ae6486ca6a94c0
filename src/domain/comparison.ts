/**
 * Cards against each other on the same flow. Everything is linear in each side's volume, so that every break-even has a closed
 * form. Positive = the desk pays.
 */
import { type Decimal, ONE, quotient, ZERO } from './decimal.ts';

/** What one card makes of a flow, in one asset. */
export interface CardSum {
  readonly makerNotional: Decimal;
  readonly takerNotional: Decimal;
  /** Fees by side, after token discounts. */
  readonly maker: Decimal;
  readonly taker: Decimal;
  /** Parts of the fees that the affiliate share is taken of; 0 where the card excludes it. */
  readonly eligibleMaker: Decimal;
  readonly eligibleTaker: Decimal;
  /** Affiliate share as a fraction; 0 without a partner, or for a card that is out of it. */
  readonly share: Decimal;
  /** True = a positive maker fee of this card would earn the share. */
  readonly makerStacks: boolean;
}

export function grossOf({ maker, taker }: CardSum): Decimal {
  return maker.plus(taker);
}

/** What comes back from the partner, as a cost: never positive. */
export function affiliateOf({ share, eligibleMaker, eligibleTaker }: CardSum): Decimal {
  return share.times(eligibleMaker.plus(eligibleTaker)).negated().plus(ZERO);
}

export function netOf(sum: CardSum): Decimal {
  return grossOf(sum).plus(affiliateOf(sum));
}

const makerNet = ({ maker, share, eligibleMaker }: CardSum) => maker.minus(share.times(eligibleMaker));
const takerNet = ({ taker, share, eligibleTaker }: CardSum) => taker.minus(share.times(eligibleTaker));

/**
 * The maker rate (fraction of notional, as charged) at which `card` costs what `first` costs, all else unchanged. A positive
 * rate would earn the share where the card lets it. Null without maker volume.
 */
export function breakEvenMakerRate(first: CardSum, card: CardSum): Decimal | null {
  if (card.makerNotional.isZero()) return null;
  const room = netOf(first).minus(takerNet(card));
  const kept = room.isPositive() && card.makerStacks ? ONE.minus(card.share) : ONE;
  return kept.isZero() ? null : quotient(room, card.makerNotional.times(kept));
}

/** Cost per unit of volume on each side, after the affiliate share; null where a side has no volume. */
function unitCosts(sum: CardSum): { maker: Decimal; taker: Decimal } | null {
  if (sum.makerNotional.isZero() || sum.takerNotional.isZero()) return null;
  return {
    maker: quotient(makerNet(sum), sum.makerNotional),
    taker: quotient(takerNet(sum), sum.takerNotional),
  };
}

/** The maker ratio (0 to 1) of the same volume at which both cost the same; null where there is none. */
export function breakEvenMakerRatio(first: CardSum, card: CardSum): Decimal | null {
  const [a, b] = [unitCosts(first), unitCosts(card)];
  if (a === null || b === null) return null;
  const taker = b.taker.minus(a.taker);
  const slope = taker.minus(b.maker.minus(a.maker));
  if (slope.isZero()) return null;
  const ratio = quotient(taker, slope);
  return ratio.isNegative() || ratio.gt(1) ? null : ratio;
}

/** The maker volume, beside the same taker volume, at which both cost the same; null where there is none. */
export function breakEvenMakerVolume(first: CardSum, card: CardSum): Decimal | null {
  const [a, b] = [unitCosts(first), unitCosts(card)];
  if (a === null || b === null) return null;
  const saved = a.maker.minus(b.maker);
  if (saved.isZero()) return null;
  const volume = quotient(b.taker.minus(a.taker).times(card.takerNotional), saved);
  return volume.isNegative() ? null : volume;
}

/** The affiliate share (0 to below 1) on every card that it is paid on, at which both cost the same; null where there is none. */
export function breakEvenShare(first: CardSum, card: CardSum): Decimal | null {
  const base = (sum: CardSum) => (sum.share.isZero() ? ZERO : sum.eligibleMaker.plus(sum.eligibleTaker));
  const paid = base(first).minus(base(card));
  if (paid.isZero()) return null;
  const share = quotient(grossOf(first).minus(grossOf(card)), paid);
  return share.isNegative() || share.gte(1) ? null : share;
}

/** What one percent more of the same volume resting instead of crossing saves, after the affiliate share. */
export function worthOfMakerPercent(sum: CardSum): Decimal | null {
  const costs = unitCosts(sum);
  if (costs === null) return null;
  const volume = sum.makerNotional.plus(sum.takerNotional);
  return quotient(costs.taker.minus(costs.maker).times(volume), ONE.times(100));
}
