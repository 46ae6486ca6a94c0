/**
 * Why a charged fee is not the expected one. A cause is a hypothesis that reproduces the charge within one unit of the
 * fee's last printed place; what none reproduces stays unexplained. Sharper hypotheses are tried first: those of one slip,
 * then those of two, then another rounding, then a rate that no card has.
 */
import { reproducing } from './candidates.ts';
import { Decimal, ROUNDING_MODES, type Rounding, round, unitOf } from './decimal.ts';
import { charge, exactFee, type FeeFormula, roundFee } from './fee.ts';
import type { Fill } from './fill.ts';
import {
  type CauseCode,
  type Diagnosis,
  type Hypothesis,
  isScattered,
  isStretch,
  NO_HYPOTHESIS,
} from './hypothesis.ts';
import { impliedRate } from './off-card.ts';
import { formatRate, type Rate } from './rate.ts';
import type { Alternative } from './rate-alternatives.ts';
import type { Schedule } from './schedule.ts';
import { sizeSlips } from './size-slips.ts';
import type { DueRate } from './terms.ts';
import type { Instant } from './time.ts';

/** All that the hypotheses need to know of one break. */
export interface BreakContext {
  readonly fill: Fill;
  readonly formula: FeeFormula;
  readonly due: DueRate;
  readonly expected: Decimal;
  /** One unit of the fee's last printed place. */
  readonly unit: Decimal;
  /** Charged in an asset in which no fee was due. */
  readonly wrongAsset: boolean;
  readonly feeBase: Schedule['feeBase'];
  /** Rates that somebody could have taken by mistake, ascending; none where the side of the fill is not known. */
  readonly alternatives: readonly Alternative[];
  /** What the terms give the other side; null = not known. */
  readonly otherSide: Rate | null;
  /** The account stands on both sides of this trade. */
  readonly selfTrade: boolean;
  /** Stretches of another rate than the one due that the whole record shows for this account, product and fee asset. */
  readonly stretches: readonly Stretch[];
  /** A turn of the tiers named by the dated terms that is too far away in time to be tried. */
  readonly awayFrom: CauseCode | null;
  /** The law of the order book that the venue's flag breaks, in words; null = none. */
  readonly law: string | null;
}

/** A time in which one rate that was not due was applied. */
export interface Stretch {
  readonly rate: Rate;
  readonly from: Instant;
  /** Inclusive. */
  readonly to: Instant;
  /** False = some tier pays it. */
  readonly offCard: boolean;
}

/** One hypothesis with what it would have charged. */
export interface Trial extends Hypothesis {
  /** Null = it states a fact of the record, no figure. */
  readonly amount: Decimal | null;
  /** How the amount comes about, as in `SizeSlip`; absent = none of these. */
  readonly rate?: Rate;
  readonly size?: Decimal;
  readonly factor?: Decimal;
  readonly fits: boolean;
}

/** Fees of so many units of their last place match one of a few hypotheses by chance less than once in a hundred … */
const FEW_UNITS = 500;
/** … and one of the many hypotheses on rates and sizes. */
export const MANY_UNITS = 10_000;
/** Fees below so many units agree with so much that not even several of them prove anything. */
const DUST_UNITS = 50;
/** Hypotheses of which there is one a fill. */
const LONE: readonly CauseCode[] = ['SIGN_FLIP', 'LIQUIDITY_MISFLAG', 'DISCOUNT_MISSING', 'CHARGED_TWICE'];

/** Every hypothesis that reproduces the charge, of the sharpest kind of which one does. */
export function diagnose(context: BreakContext): Diagnosis {
  const { fill, unit, formula, alternatives } = context;
  const near = reproducing(alternatives, formula, fill.fee, unit).filter(
    ({ code, distance }) => code !== context.awayFrom || distance !== 0,
  );
  const oneSlip = near.filter(({ slips }) => slips === 1).map((one) => withLaw(one, context));
  const sharp = inTime([...fitting(plainTrials(context, false))], oneSlip, context);
  const found = sharp.length > 0 ? sharp : unique(near.filter(({ slips }) => slips === 2));
  if (found.length > 0) {
    const telling = isTelling(context, found);
    return { hypotheses: found, telling, ...(isDust(context) ? { dust: true } : {}) };
  }
  const rounded = [...roundingSlips(context)];
  if (rounded.length > 0) return { hypotheses: rounded, telling: isRound(context) };
  const implied = impliedRate(formula, fill.fee, unit);
  const held = context.stretches.filter((stretch) => stretch.offCard && holds(stretch, fill));
  const known = held.filter(({ rate }) => charge(formula, rate).minus(fill.fee).abs().lte(unit));
  if (known.length > 0) {
    const hypotheses = known.map(
      ({ rate }): Hypothesis => ({ code: 'RATE_OFF_CARD', detail: formatRate(rate) }),
    );
    return { hypotheses, telling: implied?.telling ?? false };
  }
  if (implied === null) return NO_HYPOTHESIS;
  const hypotheses: Hypothesis[] = [{ code: 'RATE_OFF_CARD', detail: formatRate(implied.rate) }];
  return { hypotheses, telling: implied.telling };
}

/** Every hypothesis with what it would have charged, whether it fits or not; for showing, `diagnose` decides. */
export function trialsOf(context: BreakContext): readonly Trial[] {
  const { fill, formula, unit, alternatives } = context;
  const rated = alternatives.map((alternative): Trial => {
    const { code, detail, rate } = withLaw(alternative, context);
    const amount = charge(formula, rate);
    return { code, detail, amount, rate, fits: amount.minus(fill.fee).abs().lte(unit) };
  });
  const trials = [...plainTrials(context), ...rated];
  for (const rounded of roundingSlips(context)) trials.push({ ...rounded, amount: fill.fee, fits: true });
  const held = context.stretches.filter((stretch) => stretch.offCard && holds(stretch, fill));
  const implied = impliedRate(formula, fill.fee, unit);
  for (const { rate } of implied === null ? held : [...held, implied]) {
    const amount = charge(formula, rate);
    const fits = amount.minus(fill.fee).abs().lte(unit);
    trials.push({ code: 'RATE_OFF_CARD', detail: formatRate(rate), amount, rate, fits });
  }
  return trials;
}

/** Rungs between tiers that a venue may mix up. */
const NEAR = 3;

const holds = ({ from, to }: Stretch, { time }: Fill) => from <= time && time <= to;

/**
 * A fill that a stretch of another tier and a slip of its own explain alike belongs to the stretch inside it, and to the
 * slip where the stretch lies elsewhere.
 */
function inTime(
  plain: Hypothesis[],
  near: readonly Alternative[],
  { stretches, fill }: BreakContext,
): Hypothesis[] {
  const scattered = (one: Hypothesis) => isScattered(one.code);
  if (stretches.length === 0 || !(plain.some(scattered) || near.some(scattered))) {
    return [...plain, ...unique(near)];
  }
  const alike = (one: Alternative) =>
    stretches.filter(({ rate }) => isStretch(one.code) && rate.eq(one.rate));
  const inside = near.filter((one) => alike(one).some((stretch) => holds(stretch, fill)));
  // Far tiers seldom come by mistake: beside one, all that fits is kept, and what explains most is named.
  const likely = inside.filter(({ distance = 0 }) => distance <= NEAR);
  if (likely.length > 0) return [...plain.filter((one) => !scattered(one)), ...unique(likely)];
  if (inside.length > 0) return [...plain, ...unique(near)];
  return [...plain, ...unique(near.filter((one) => alike(one).length === 0))];
}

/** True = a stretch may tell which of the hypotheses holds, or whether one does. */
export function wantsStretches({ hypotheses, telling }: Diagnosis): boolean {
  if (hypotheses.length === 0 || !telling) return true;
  return hypotheses.some(({ code }) => isStretch(code)) && hypotheses.some(({ code }) => isScattered(code));
}

/** A wrong side is told with the law that shows it. */
function withLaw(alternative: Alternative, { law }: BreakContext): Alternative {
  if (law === null || alternative.code !== 'LIQUIDITY_MISFLAG') return alternative;
  return { ...alternative, detail: `${alternative.detail}, though ${law}` };
}

const sizeOf = ({ fill, expected }: BreakContext) => Decimal.max(fill.fee.abs(), expected.abs());

function isDust(context: BreakContext): boolean {
  return sizeOf(context).lt(context.unit.times(DUST_UNITS));
}

function isTelling(context: BreakContext, found: readonly Hypothesis[]): boolean {
  const { unit } = context;
  const size = sizeOf(context);
  if (size.gte(unit.times(MANY_UNITS))) return true;
  return size.gte(unit.times(FEW_UNITS)) && found.some(({ code }) => LONE.includes(code));
}

function* fitting(trials: Iterable<Trial>): Generator<Hypothesis> {
  const seen = new Set<string>();
  for (const { amount: _amount, fits, ...hypothesis } of trials) {
    const name = `${hypothesis.code} ${hypothesis.detail}`;
    if (!fits || seen.has(name)) continue;
    seen.add(name);
    yield hypothesis;
  }
}

/** One detail can stand for two rates (of two groups): it is one hypothesis. */
function unique(found: readonly Alternative[]): Hypothesis[] {
  const seen = new Set<string>();
  return found.flatMap(({ rate: _rate, slips: _slips, ...hypothesis }) => {
    const name = `${hypothesis.code} ${hypothesis.detail}`;
    if (seen.has(name)) return [];
    seen.add(name);
    return [hypothesis];
  });
}

/** Nothing, or the other side's rate: what venues charge somebody who trades with himself. */
function isSelfTradeFee({ fill, otherSide, formula, unit }: BreakContext): boolean {
  if (fill.fee.isZero()) return true;
  return otherSide !== null && charge(formula, otherSide).minus(fill.fee).abs().lte(unit);
}

/** The hypotheses of one slip that are not about the rate. @param all also those that are plainly far from the charge */
function* plainTrials(context: BreakContext, all = true): Generator<Trial> {
  const { fill, expected, formula, unit, due } = context;
  const charged = fill.fee;
  const trial = (code: CauseCode, detail: string, amount: Decimal): Trial => {
    return { code, detail, amount, fits: amount.minus(charged).abs().lte(unit) };
  };
  if (context.selfTrade) {
    yield { code: 'SELF_TRADE', detail: '', amount: null, fits: isSelfTradeFee(context) };
  }
  if (context.wrongAsset) yield { code: 'FEE_ASSET', detail: formula.asset, amount: null, fits: true };
  if (charged.isZero()) {
    const missing = !expected.isZero() && expected.isPositive();
    yield { code: 'FEE_MISSING', detail: '', amount: null, fits: missing };
    // A fee so small that a coarser rounding leaves nothing of it.
    for (const rounded of missing ? roundingSlips(context) : [])
      yield { ...rounded, amount: charged, fits: true };
    return;
  }
  if (!expected.isZero()) yield trial('SIGN_FLIP', '', expected.negated());
  yield trial('CHARGED_TWICE', '', roundFee(exactFee(formula, due.rate).times(2), formula.rounding));
  if (formula.clauses?.premiumCap != null) {
    const clauses = { ...formula.clauses, premiumCap: null };
    yield trial('CAP_NOT_APPLIED', '', charge({ ...formula, clauses }, due.rate));
  }
  for (const slip of sizeSlips(context, all)) {
    const { detail, amount } = slip;
    if (!amount.isZero()) yield { ...slip, ...trial('NOTIONAL_SCALE', detail, amount) };
  }
}

/** Of fees written at random one in a thousand ends in three zeros. */
const ZEROS = 3;

function isRound({ formula, fill }: BreakContext): boolean {
  const full = formula.rounding.print?.scale ?? 0;
  return full - fill.fee.decimalPlaces() >= ZEROS;
}

/** Fewest decimals to which a venue may round by mistake. */
export const LEAST_DECIMALS = 2;

/** Every way to round to fewer decimals, or in another mode, that gives the charge. */
function* roundingSlips({ formula, due, fill }: BreakContext): Generator<Hypothesis> {
  const full = formula.rounding.print?.scale ?? formula.rounding.venue?.scale ?? 8;
  const exact = exactFee(formula, due.rate);
  const least = Math.max(LEAST_DECIMALS, fill.fee.decimalPlaces());
  if (exact.isZero()) return;
  for (let scale = full; scale >= least; scale--) {
    if (exact.minus(fill.fee).abs().gte(unitOf(scale))) continue;
    for (const [distance, mode] of ROUNDING_MODES.entries()) {
      const rounding: Rounding = { scale, mode };
      if (round(exact, rounding).eq(fill.fee)) {
        yield { code: 'ROUNDING', detail: `${mode} at ${scale} decimals`, distance };
      }
    }
  }
}
