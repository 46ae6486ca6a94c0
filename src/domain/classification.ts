/**
 * Maker or taker, with the evidence: the venue's flag, else the rate actually charged, else order facts. An order that can
 * only take (or make) outweighs a flag or a rate that says otherwise, so that the contradiction is a break. What cannot be
 * told is `unknown`, never a default.
 */
import { type Card, discounted, sameTier } from './card.ts';
import { outweighsFlag, sideByLaw } from './court.ts';
import type { Decimal } from './decimal.ts';
import { charge, type FeeFormula } from './fee.ts';
import type { Fill, Liquidity } from './fill.ts';
import type { Rate } from './rate.ts';
import type { TierRow, TokenDiscount } from './schedule.ts';

/** `rate` and `order` are inferences; `rate` proves nothing about the fee it was read from. */
export type Evidence = 'flag' | 'rate' | 'order' | 'none';

export interface Classification {
  readonly liquidity: Liquidity;
  readonly evidence: Evidence;
}

export interface RateEvidence {
  readonly formula: FeeFormula;
  /** One unit of the fee's last printed place. */
  readonly unit: Decimal;
  /** What the terms give each side; null = not known. */
  readonly maker: Rate | null;
  readonly taker: Rate | null;
  readonly card: Card | null;
  /** The tiers before and after in the account's own terms. */
  readonly neighbours: readonly (string | null)[];
  readonly discount: TokenDiscount | null;
}

/** The side that the record itself tells: the venue's flag unless the order cannot be on that side; null = it tells none. */
export function recordedSide(fill: Fill): Classification | null {
  if (fill.flag === null) return null;
  if (outweighsFlag(fill.flag, fill.orderType)) {
    return { liquidity: sideByLaw(fill.orderType)!, evidence: 'order' };
  }
  return FLAGGED[fill.flag];
}

const FLAGGED = {
  maker: { liquidity: 'maker', evidence: 'flag' },
  taker: { liquidity: 'taker', evidence: 'flag' },
  none: { liquidity: 'none', evidence: 'flag' },
} as const satisfies Record<string, Classification>;

/** Classifies a fill that `recordedSide` cannot. */
export function classify(fill: Fill, rates: RateEvidence): Classification {
  const byRate = liquidityByRate(fill.fee, rates);
  const byOrder = sideByLaw(fill.orderType);
  if (byRate !== null && (byOrder === null || byOrder === byRate)) {
    return { liquidity: byRate, evidence: 'rate' };
  }
  if (byOrder !== null) return { liquidity: byOrder, evidence: 'order' };
  return { liquidity: 'unknown', evidence: 'none' };
}

function liquidityByRate(charged: Decimal, rates: RateEvidence): 'maker' | 'taker' | null {
  const { maker, taker } = rates;
  if (maker !== null && taker !== null && maker.eq(taker)) return null;
  const own = nearestSide(charged, rates, maker, taker);
  if (own !== undefined) return own;
  if (charged.isZero()) return null;
  return onCard(charged, rates) ?? nearestSide(charged.negated(), rates, maker, taker) ?? null;
}

/** The one side whose rate reproduces the charge; null when both do alike, undefined when neither does. */
function nearestSide(
  charged: Decimal,
  { formula, unit }: RateEvidence,
  maker: Rate | null,
  taker: Rate | null,
): 'maker' | 'taker' | null | undefined {
  const miss = (rate: Rate | null) => (rate === null ? null : charge(formula, rate).minus(charged).abs());
  const [makerMiss, takerMiss] = [miss(maker), miss(taker)];
  const makerFits = makerMiss?.lte(unit) ?? false;
  const takerFits = takerMiss?.lte(unit) ?? false;
  if (!makerFits && !takerFits) return undefined;
  if (makerFits !== takerFits) return makerFits ? 'maker' : 'taker';
  const order = makerMiss!.cmp(takerMiss!);
  return order === 0 ? null : order < 0 ? 'maker' : 'taker';
}

/**
 * The side whose rate at another tier reproduces the charge. The tiers before and after in the account's own terms speak
 * first; of all others every one that fits must be of the same side.
 */
function onCard(charged: Decimal, rates: RateEvidence): 'maker' | 'taker' | null {
  const { card, neighbours } = rates;
  if (card === null) return null;
  const rungs = card.tables[0]!.tiers;
  const near = rungs.filter(({ tier }) => neighbours.some((name) => name !== null && sameTier(name, tier)));
  return commonSide(near, charged, rates) ?? commonSide(rungs, charged, rates);
}

function commonSide(
  rungs: readonly TierRow[],
  charged: Decimal,
  { formula, unit, discount }: RateEvidence,
): 'maker' | 'taker' | null {
  const fits = (published: Rate | null) =>
    published !== null &&
    !published.isZero() &&
    [published, discounted(published, discount)].some((rate) =>
      charge(formula, rate).minus(charged).abs().lte(unit),
    );
  const makes = rungs.some((row) => fits(row.maker));
  const takes = rungs.some((row) => fits(row.taker));
  return makes === takes ? null : makes ? 'maker' : 'taker';
}
