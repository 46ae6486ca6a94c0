/** The fee of one fill as far as other fills of its order or request have a say in it. */
import { isNoRate } from './card.ts';
import type { Decimal } from './decimal.ts';
import { charge, type FeeFormula } from './fee.ts';
import type { Fill } from './fill.ts';
import type { JudgingContext } from './judgement.ts';
import { scaled } from './order-share.ts';
import { settlePart } from './settled-part.ts';
import type { DueRate } from './terms.ts';

/** True where what was charged too much is the fixed part of an order. */
export function carriesPart(
  variance: Decimal,
  { takerOrderFees: fees = [], print }: Pick<JudgingContext, 'takerOrderFees' | 'print'>,
): boolean {
  return fees.some((fee) => variance.minus(fee).abs().lte(print.unit));
}

/** The formula with the one fixed part that the charge tells. */
export function settled(formula: FeeFormula, due: DueRate, { card, print }: JudgingContext): FeeFormula {
  return settlePart(formula, due.rate, isNoRate(card) ? null : card, print.unit);
}

/** A leg's fee: of the parts of its base that its group and discounts may leave, the one that the charge tells. */
export function legFormula(
  fill: Fill,
  formula: FeeFormula,
  due: DueRate,
  left: readonly Decimal[],
  context: JudgingContext,
): FeeFormula {
  const tried = left.map((part) => settled(scaled(formula, part), due, context));
  const off = (one: FeeFormula) => charge(one, due.rate).minus(fill.fee).abs();
  return tried.reduce((best, one) => (off(one).lt(off(best)) ? one : best));
}
