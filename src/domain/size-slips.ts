/** A fee charged on the wrong size: the right rate on another base. Each slip is a formula of its own. */
import { Decimal, quotient } from './decimal.ts';
import { charge, type FeeBase, type FeeFormula, notionalBase, tradedValue } from './fee.ts';
import type { Fill } from './fill.ts';
import { type Rate, rateFrom } from './rate.ts';
import type { Schedule } from './schedule.ts';
import type { DueRate } from './terms.ts';

/** What would have been charged if a slip had happened. */
export interface SizeSlip {
  readonly detail: string;
  readonly amount: Decimal;
  /** How the amount comes about: another fee base, another rate, or the expected fee times this; one of the three. */
  readonly size?: Decimal;
  readonly rate?: Rate;
  readonly factor?: Decimal;
}

/** What decides the size that a fee is a share of. */
export interface SizeScope {
  readonly fill: Fill;
  readonly formula: FeeFormula;
  readonly due: DueRate;
  readonly expected: Decimal;
  readonly feeBase: Schedule['feeBase'];
}

/** Powers of ten that are tried, either way. */
export const MAX_POWER = 8;

/** All powers of ten but 1, ascending. */
const POWERS = Array.from({ length: 2 * MAX_POWER + 1 }, (_, index) => index - MAX_POWER)
  .filter((power) => power !== 0)
  .map((power) => ({
    power,
    factor: new Decimal(`1e${power}`),
    detail: `${power > 0 ? '×' : '÷'} ${new Decimal(10).pow(Math.abs(power))}`,
  }));

/** More decimals than any fee has. */
const MOST_DECIMALS = 60;
/** Fees of so many units of their last place keep their size in any rounding. */
const SURE_UNITS = 10;

/** The powers of ten by which a charge can be off; all of them where a fee is so small that its rounding hides its size. */
function powersNear({ fill, expected, formula }: SizeScope): (power: number) => boolean {
  const { venue, print } = formula.rounding;
  const scales = [venue, print].flatMap((rounding) => (rounding === null ? [] : [rounding.scale]));
  const sure = new Decimal(`${SURE_UNITS}e-${scales.length === 0 ? MOST_DECIMALS : Math.min(...scales)}`);
  const [charged, due] = [fill.fee.abs(), expected.abs()];
  if (charged.lt(sure) || due.lt(sure)) return () => true;
  // What fits lies within a tenth of its power.
  const nearest = charged.e - due.e;
  return (power) => Math.abs(power - nearest) <= 1;
}

/** Every slip of size that changes the fee; none for a fee of 0. @param all also those that are far from the charge */
export function* sizeSlips(scope: SizeScope, all = true): Generator<SizeSlip> {
  const { formula, due, expected } = scope;
  const isNear = all ? () => true : powersNear(scope);
  if (expected.isZero()) return;
  for (const [detail, amount] of otherBases(scope)) {
    if (amount === null || amount.isZero()) continue;
    const base: FeeBase = { asset: formula.base.asset, amount };
    yield { detail, amount: charge({ ...formula, base }, due.rate), size: amount };
  }
  for (const { power, factor, detail } of POWERS) {
    if (!isNear(power)) continue;
    // The slip may have come before the rounding or after it.
    const rate = rateFrom(due.rate.times(factor));
    yield { detail, amount: charge(formula, rate), rate };
    yield { detail, amount: expected.times(factor), factor };
  }
}

/** The sizes that a venue or an export can take by mistake; null = there is no such size. */
function* otherBases({ fill, formula, feeBase }: SizeScope): Generator<[string, Decimal | null]> {
  const { contractValue, kind } = fill.instrument;
  const { base } = formula;
  if (contractValue !== null && !contractValue.eq(1)) {
    yield ['contract value not applied', quotient(base.amount, contractValue)];
    yield ['contract value applied twice', base.amount.times(contractValue)];
  }
  const value = tradedValue(fill);
  const coins = contractValue === null ? fill.quantity : fill.quantity.times(contractValue);
  if (kind === 'spot' || (kind === 'linear' && feeBase === 'price')) {
    // A fee in coins counted in the quote asset, or the other way round.
    const inCoins = base.amount.eq(coins);
    yield inCoins ? ['quote amount for base amount', value] : ['base amount for quote amount', coins];
  }
  if (kind === 'inverse' && value !== null) yield ['quote amount for coin amount', coins];
  if (feeBase === 'index' && fill.indexPrice !== null && value !== null) {
    yield ['fill price for index price', notionalBase(fill, value, base.asset).amount];
  }
  if (feeBase === 'price' && fill.indexPrice !== null) {
    yield ['index price for fill price', coins.times(fill.indexPrice)];
  }
}
