/** Which rate a charge stands for where no card has it. */
import { Decimal, quotient, ZERO } from './decimal.ts';
import { charge, convertBack, type FeeFormula } from './fee.ts';
import { type Rate, rateFrom } from './rate.ts';

/** A rate read from one charge. */
export interface ImpliedRate {
  readonly rate: Rate;
  /** False = the fee has so few digits that a wrong one would also fit some rate of so few digits. */
  readonly telling: boolean;
}

/** Decimals of a rate that are tried, coarsest first: 0.1 bps, 0.01 bps, and 0.001 bps, the finest step that is published. */
export const RATE_STEPS = [5, 6, 7] as const;
/** A charge tells a rate when one unit of it moves the rate by less than this part of a step. */
const INFORMATIVE = new Decimal('0.2');
/** … and proves it alone when by less than this part: a chance hit in fewer than one of a hundred. */
export const TELLING_STEP = new Decimal('0.003');

/** The rate with fewest decimals that reproduces a charge, when the charge is large enough to tell; else null. */
export function impliedRate(formula: FeeFormula, charged: Decimal, unit: Decimal): ImpliedRate | null {
  const base = formula.base.amount.abs();
  if (base.isZero()) return null;
  const ofRate = charged.minus(formula.part?.amounts[0] ?? ZERO);
  const implied = quotient(convertBack(ofRate, formula.price), base);
  const width = quotient(convertBack(unit, formula.price), base);
  for (const decimals of RATE_STEPS) {
    const step = new Decimal(`1e-${decimals}`);
    if (width.gt(step.times(INFORMATIVE))) continue;
    const rate = rateFrom(implied.toDecimalPlaces(decimals));
    if (rate.isZero() || charge(formula, rate).minus(charged).abs().gt(unit)) continue;
    return { rate, telling: width.lte(step.times(TELLING_STEP)) };
  }
  return null;
}

/** `impliedRate` without its strength. */
export function impliedListRate(formula: FeeFormula, charged: Decimal, unit: Decimal): Rate | null {
  return impliedRate(formula, charged, unit)?.rate ?? null;
}
