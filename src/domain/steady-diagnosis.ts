/**
 * Which breaks share their causes: fills of one context that are charged exactly at one rate have the same hypotheses from a
 * certain size on, since then every other hypothesis is off by more than a rounding. Derived from what `break.ts` tries.
 */
import { type BreakContext, MANY_UNITS, type Stretch } from './break.ts';
import { Decimal, ONE, quotient } from './decimal.ts';
import { charge } from './fee.ts';
import type { CauseCode, Diagnosis } from './hypothesis.ts';
import { RATE_STEPS, TELLING_STEP } from './off-card.ts';
import type { Rate } from './rate.ts';
import { MAX_POWER } from './size-slips.ts';
import type { Instant, Span } from './time.ts';

/** Hypotheses that hang on more than the rate: on the fill's digits, its other sizes, or the other side of its trade. */
const BY_FILL: readonly CauseCode[] = [
  'FEE_MISSING',
  'ROUNDING',
  'NOTIONAL_SCALE',
  'SELF_TRADE',
  'LIQUIDITY_MISFLAG',
  'FEE_ASSET',
];

/** Two roundings and the unit by which a hypothesis may miss. */
const SLACK = 4;
/** Units of its last place that make a fee tell its causes, and one for its rounding. */
const UNITS = MANY_UNITS + 1;
const FINEST = RATE_STEPS[RATE_STEPS.length - 1]!;

/**
 * The size above which fills of this context that are charged exactly at `rate` have this diagnosis; null = there is none. One
 * thing is left to the caller: that the due rate on the fill's other size (coins for value, or value for coins) misses the charge.
 * Where stretches are known it holds for the time of `steadyWithin`.
 * @param candidates further rates that are tried on these fills
 */
export function steadyFrom(
  context: BreakContext,
  diagnosis: Diagnosis,
  rate: Rate,
  candidates: readonly Rate[],
): Decimal | null {
  const { fill, formula, due, expected, unit, alternatives, stretches } = context;
  const { hypotheses, telling, dust } = diagnosis;
  if (hypotheses.length === 0 || !telling || dust === true) return null;
  if (hypotheses.some(({ code }) => BY_FILL.includes(code))) return null;
  if (context.selfTrade || context.wrongAsset || context.awayFrom !== null || fill.indexPrice !== null)
    return null;
  if (rate.isZero() || due.rate.isZero() || expected.isZero() || fill.fee.isZero()) return null;
  if (!charge(formula, rate).eq(fill.fee)) return null;
  const decimals = Math.max(RATE_STEPS[0], rate.decimalPlaces());
  if (decimals > FINEST) return null;
  const { venue } = formula.rounding;
  const grain = venue === null ? unit : Decimal.max(unit, new Decimal(`1e-${venue.scale}`));
  const value = fill.instrument.contractValue ?? ONE;
  const others = [
    ...alternatives.map((one) => one.rate),
    ...candidates,
    ...stretches.map((one) => one.rate),
    ...[due.rate, due.rate.negated(), due.rate.times(2), due.rate.times(value), quotient(due.rate, value)],
    ...RATE_STEPS.map((step) => rate.toDecimalPlaces(step)),
  ];
  // The largest quotient, divided at the end alone: numerators and denominators are above zero.
  let [units, part] = [grain.times(UNITS), Decimal.min(rate.abs(), due.rate.abs())];
  const raise = (numerator: Decimal, denominator: Decimal) => {
    if (numerator.times(part).gt(units.times(denominator))) [units, part] = [numerator, denominator];
  };
  raise(unit, new Decimal(`1e-${decimals}`).times(TELLING_STEP));
  // Whatever rate is told of other fills differs by a step at least.
  raise(grain.times(SLACK).times(`1e${FINEST}`), ONE);
  for (const other of others) {
    const gap = other.minus(rate).abs();
    if (!gap.isZero()) raise(grain.times(SLACK), gap);
  }
  for (let power = -MAX_POWER; power <= MAX_POWER; power++) {
    if (power === 0) continue;
    const factor = new Decimal(`1e${power}`);
    const gap = due.rate.times(factor).minus(rate).abs();
    if (gap.isZero()) return null;
    raise(grain.times(factor.plus(SLACK)), gap);
  }
  return quotient(units, part);
}

/** The time around `time` in which the same stretches of a rate hold. */
export function steadyWithin(stretches: readonly Stretch[], rate: Rate, time: Instant): Span {
  let [from, to]: [Instant | null, Instant | null] = [null, null];
  for (const stretch of stretches) {
    if (!stretch.rate.eq(rate)) continue;
    // A stretch holds up to its last millisecond.
    for (const edge of [stretch.from, stretch.to + 1]) {
      if (edge <= time) from = Math.max(from ?? edge, edge);
      else to = Math.min(to ?? edge, edge);
    }
  }
  return { from, to };
}
