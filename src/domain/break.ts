/**
 * Why a charged fee is not the expected one. A cause is a hypothesis that reproduces the charge within one unit of the
 * fee's last printed place; what none reproduces stays unexplained.
 */
import { type Card, cardFor, discounted, isNoRate, sameTier } from './card.ts';
import { Decimal, quotient, ROUNDING_MODES, type Rounding, round, unitOf, ZERO } from './decimal.ts';
import { charge, convertBack, exactFee, type FeeFormula } from './fee.ts';
import type { Fill } from './fill.ts';
import { formatRate, type Rate, rateFrom } from './rate.ts';
import type { DueRate, TermsInForce } from './terms.ts';

/** Codes are stable. Simplest first: among causes that explain as much, the earlier one is named. */
export const CAUSE_CODES = [
  'SIGN_FLIP',
  'FEE_MISSING',
  'LIQUIDITY_MISFLAG',
  'DISCOUNT_MISSING',
  'TIER_STALE',
  'TIER_EARLY',
  'FEE_ASSET',
  'NOTIONAL_SCALE',
  'ROUNDING',
  'RATE_OFF_CARD',
  'UNEXPLAINED',
] as const;
export type CauseCode = (typeof CAUSE_CODES)[number] | 'UNPRICED';

export interface Hypothesis {
  readonly code: CauseCode;
  /** What exactly: the tier, the power of ten, the rate; `''` where the code says it all. */
  readonly detail: string;
}

/** All that the hypotheses need to know of one break. */
export interface BreakContext {
  readonly fill: Fill;
  readonly formula: FeeFormula;
  readonly due: DueRate;
  readonly liquidity: 'maker' | 'taker' | 'unknown';
  /** What the terms give the other side; null = not known. */
  readonly otherSide: Rate | null;
  readonly card: Card | null;
  readonly terms: TermsInForce;
  readonly expected: Decimal;
  /** One unit of the fee's last printed place. */
  readonly unit: Decimal;
  /** Charged in an asset in which no fee was due. */
  readonly wrongAsset: boolean;
}

/**
 * Every hypothesis that reproduces the charge. Rounding, then an unlisted rate, are tried only when no sharper one fits;
 * empty = unexplained.
 */
export function hypothesesFor(context: BreakContext): readonly Hypothesis[] {
  const found: Hypothesis[] = [];
  const { fill, expected, due, unit, formula, otherSide } = context;
  const charged = fill.fee;
  const fits = (amount: Decimal) => amount.minus(charged).abs().lte(unit);
  if (context.wrongAsset) found.push({ code: 'FEE_ASSET', detail: formula.asset });
  if (charged.isZero()) {
    if (expected.isPositive()) found.push({ code: 'FEE_MISSING', detail: '' });
  } else if (!expected.isZero() && fits(expected.negated())) found.push({ code: 'SIGN_FLIP', detail: '' });
  if (otherSide !== null && fits(charge(formula, otherSide))) {
    found.push({ code: 'LIQUIDITY_MISFLAG', detail: context.liquidity === 'maker' ? 'taker' : 'maker' });
  }
  if (due.discount !== null && fits(charge(formula, due.published))) {
    found.push({ code: 'DISCOUNT_MISSING', detail: due.discount.asset });
  }
  if (!charged.isZero() || due.rate.isNegative()) found.push(...otherRungs(context, fits));
  found.push(...scaleSlips(context, fits));
  if (found.length > 0) return found;
  return otherSideElsewhere(context, fits) ?? roundingSlip(context) ?? offCard(context) ?? [];
}

/** The same side at another tier, or at the same tier of the version before or after. */
function otherRungs(context: BreakContext, fits: (amount: Decimal) => boolean): Hypothesis[] {
  const { card, due, liquidity, formula, terms } = context;
  if (card === null || due.tier === null || liquidity === 'unknown') return [];
  const found: Hypothesis[] = [];
  const rungs = card.tables[0]!.tiers;
  const home = rungs.findIndex((row) => sameTier(row.tier, due.tier!));
  for (const [index, row] of rungs.entries()) {
    const published = row[liquidity];
    if (index === home || published === null || published.eq(due.published)) continue;
    if (!fits(charge(formula, discounted(published, due.discount)))) continue;
    const stale = isTier(terms.tierBefore, row.tier) || (!isTier(terms.tierAfter, row.tier) && index < home);
    found.push({ code: stale ? 'TIER_STALE' : 'TIER_EARLY', detail: row.tier });
  }
  if (found.length > 0) return found;
  for (const [code, version] of neighbours(card)) {
    const other = cardFor(card.schedule, context.fill.instrument, version.from, version.version);
    if (isNoRate(other)) continue;
    const published = other.tables[0]!.tiers.find((row) => sameTier(row.tier, due.tier!))?.[liquidity];
    if (published === undefined || published === null || published.eq(due.published)) continue;
    if (fits(charge(formula, discounted(published, due.discount)))) {
      found.push({ code, detail: `version ${version.version}` });
    }
  }
  return found;
}

/** The other side's rate at another tier: two slips at once, tried only when no single one fits. */
function otherSideElsewhere(
  { card, liquidity, formula, due }: BreakContext,
  fits: (amount: Decimal) => boolean,
): Hypothesis[] | null {
  if (card === null || liquidity === 'unknown') return null;
  const side = liquidity === 'maker' ? 'taker' : 'maker';
  for (const { tier, [side]: published } of card.tables[0]!.tiers) {
    if (published === null || published.isZero()) continue;
    if (fits(charge(formula, discounted(published, due.discount)))) {
      return [{ code: 'LIQUIDITY_MISFLAG', detail: `${side} of ${tier}` }];
    }
  }
  return null;
}

function isTier(tier: string | null, name: string): boolean {
  return tier !== null && sameTier(tier, name);
}

function neighbours(card: Card): [CauseCode, Card['version']][] {
  const { versions } = card.schedule;
  const index = versions.indexOf(card.version);
  const [before, after] = [versions[index - 1], versions[index + 1]];
  const found: [CauseCode, Card['version']][] = [];
  if (before !== undefined) found.push(['TIER_STALE', before]);
  if (after !== undefined) found.push(['TIER_EARLY', after]);
  return found;
}

const MAX_POWER = 8;

/** Off by the contract value, or by a power of ten. */
function scaleSlips(context: BreakContext, fits: (amount: Decimal) => boolean): Hypothesis[] {
  const { fill, formula, due, expected } = context;
  if (fill.fee.isZero() || expected.isZero()) return [];
  const { contractValue } = fill.instrument;
  if (contractValue !== null && !contractValue.eq(1)) {
    const plain = {
      ...formula,
      base: { asset: formula.base.asset, amount: quotient(formula.base.amount, contractValue) },
    };
    if (fits(charge(plain, due.rate)))
      return [{ code: 'NOTIONAL_SCALE', detail: 'contract value not applied' }];
  }
  if (fill.fee.isNegative() !== expected.isNegative()) return [];
  for (let power = -MAX_POWER; power <= MAX_POWER; power++) {
    if (power === 0) continue;
    const factor = new Decimal(`1e${power}`);
    // The slip may have come before the rounding or after it.
    const slips = [charge(formula, due.rate.times(factor)), expected.times(factor)];
    if (slips.some((scaled) => !scaled.isZero() && fits(scaled))) {
      return [
        {
          code: 'NOTIONAL_SCALE',
          detail: `${power > 0 ? '×' : '÷'} ${new Decimal(10).pow(Math.abs(power))}`,
        },
      ];
    }
  }
  return [];
}

/** Rounded to fewer decimals (at least 2) or in another mode. */
function roundingSlip({ formula, due, fill }: BreakContext): Hypothesis[] | null {
  const full = formula.rounding.print?.scale ?? formula.rounding.venue?.scale ?? 8;
  const exact = exactFee(formula, due.rate);
  if (fill.fee.isZero()) return null;
  for (let scale = full; scale >= 2; scale--) {
    if (exact.minus(fill.fee).abs().gte(unitOf(scale))) continue;
    for (const mode of ROUNDING_MODES) {
      const rounding: Rounding = { scale, mode };
      if (round(exact, rounding).eq(fill.fee))
        return [{ code: 'ROUNDING', detail: `${mode} at ${scale} decimals` }];
    }
  }
  return null;
}

/** Rates are published in steps of a thousandth of a basis point at the finest. */
const RATE_STEP = 7;
/** A fee determines its rate only when one unit of it is far less than one step of the rate. */
const INFORMATIVE = new Decimal('2e-8');

function offCard({ formula, fill, unit }: BreakContext): Hypothesis[] | null {
  const rate = impliedListRate(formula, fill.fee, unit);
  return rate === null ? null : [{ code: 'RATE_OFF_CARD', detail: formatRate(rate) }];
}

/** The rate in steps of 0.001 bps that reproduces a charge, when the charge is large enough to tell; else null. */
export function impliedListRate(formula: FeeFormula, charged: Decimal, unit: Decimal): Rate | null {
  const base = formula.base.amount;
  if (base.isZero()) return null;
  if (convertBack(unit, formula.price).gt(base.abs().times(INFORMATIVE))) return null;
  const ofRate = charged.minus(formula.part?.amounts[0] ?? ZERO);
  const rate = rateFrom(quotient(convertBack(ofRate, formula.price), base).toDecimalPlaces(RATE_STEP));
  return charge(formula, rate).minus(charged).abs().lte(unit) ? rate : null;
}
