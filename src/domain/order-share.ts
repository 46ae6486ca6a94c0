/** What the other fills of an order, or the other legs of a request, mean for the fee of one fill. */
import { type Card, sameTier } from './card.ts';
import { Decimal, ONE } from './decimal.ts';
import type { Facts } from './facts.ts';
import type { FeeFormula } from './fee.ts';
import { answered } from './qualification.ts';
import type { LegCharge } from './rfq-legs.ts';
import type { Condition, RfqClause } from './schedule.ts';
import type { Instant } from './time.ts';

/** A leg of a box spread: the fee of all legs is judged as one, so that each leg's due is settled with the others'. */
export interface BoxLeg {
  readonly kind: 'due';
  readonly expected: Decimal;
  readonly words: string;
}

/** A leg that pays a part of its fee. */
export interface SharedLeg extends Extract<LegCharge, { kind: 'share' }> {
  /** What its group and a discount on requests leave of the fee: one, or several of which the charge tells. */
  readonly left: readonly Decimal[];
}

export interface OrderShare {
  /** What the leg pays; null = the fill is no leg of a request. */
  readonly leg: SharedLeg | BoxLeg | null;
  /** False = another fill of the order carries its fixed part already. */
  readonly mayCarry: boolean;
}

/** The same fee on a part of its base. */
export function scaled(formula: FeeFormula, factor: Decimal): FeeFormula {
  const { base, premium } = formula;
  const ratio =
    base.ratio === undefined ? {} : { ratio: { ...base.ratio, top: base.ratio.top.times(factor) } };
  return {
    ...formula,
    base: { ...base, amount: base.amount.times(factor), ...ratio },
    premium: premium === null ? null : premium.times(factor),
  };
}

/**
 * What a discount on requests may leave of a fee, as fractions: one where the tier decides, or what is known of the account's
 * volume in requests; else every published one, of which the charge tells, the smallest discount first.
 * @param facts null for a metric that nobody gave
 */
export function discountFactors(
  { discounts }: RfqClause,
  tier: string | null,
  liquidity: 'maker' | 'taker',
  facts: Facts,
  at: Instant,
): readonly Decimal[] {
  const own = discounts.filter((one) => one.tier === null || (tier !== null && sameTier(one.tier, tier)));
  if (own.length === 0) return [ONE];
  const asked = own.flatMap(({ when }) => (when === null ? [] : metricsIn(when)));
  if (asked.some((metric) => facts(metric) !== null)) {
    const met = own.filter(({ when }) => when === null || answered(when, facts, at).met);
    return [
      met.reduce((left, one) => (ONE.minus(one[liquidity]).lt(left) ? ONE.minus(one[liquidity]) : left), ONE),
    ];
  }
  const factors = own.map((one) => ONE.minus(one[liquidity])).sort((a, b) => b.comparedTo(a));
  return factors.filter((factor, at) => at === 0 || !factor.eq(factors[at - 1]!));
}

function metricsIn(condition: Condition): string[] {
  if ('threshold' in condition) return [condition.threshold.metric];
  if ('anyOf' in condition) return condition.anyOf.flatMap(metricsIn);
  return 'allOf' in condition ? condition.allOf.flatMap(metricsIn) : [];
}

/** The taker rate of a tier as a part of the lowest tier's: discounts on box spreads go by it. */
export function tierPart(card: Card, rate: Decimal): { readonly top: Decimal; readonly bottom: Decimal } {
  const base = card.tables[0]?.tiers[0]?.taker ?? null;
  return base === null || base.isZero() ? { top: ONE, bottom: ONE } : { top: rate, bottom: base };
}

/** How far the fees of a box's legs may be off in sum, in units of their last decimal: each is rounded by itself. */
export const BOX_UNITS = new Decimal(4);
