/**
 * The fixed list of reasons for which a venue may have charged something else than was due. A break's cause is always one
 * of these or `UNEXPLAINED`; which of them reproduce a charge is settled in `break.ts`, which explains most in `cause.ts`.
 */
import type { Instant } from './time.ts';

/** Codes are stable. Simplest first: among causes that explain as much, the earlier one is named. */
export const CAUSE_CODES = [
  'SELF_TRADE',
  'SIGN_FLIP',
  'FEE_MISSING',
  'LIQUIDITY_MISFLAG',
  'DISCOUNT_MISSING',
  'PROMO_NOT_APPLIED',
  'PROGRAM_NOT_APPLIED',
  'CAP_NOT_APPLIED',
  'TIER_STALE',
  'TIER_EARLY',
  'CHARGED_TWICE',
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
  /** For a tier: since when the terms give another one; null = since ever. Absent = not about a tier. */
  readonly since?: Instant | null;
  /**
   * Among hypotheses that explain as much, the nearest is named. For a tier: 0 = the dated terms name it next to the one due,
   * else how many rungs away; for a rounding: how seldom venues round so. Absent = 0.
   */
  readonly distance?: number;
}

/** What may stand behind one break. */
export interface Diagnosis {
  /** Every hypothesis that reproduces the charge; empty = unexplained. */
  readonly hypotheses: readonly Hypothesis[];
  /**
   * False = the fee has so few digits that a wrong one fits some hypothesis by chance: alone it proves nothing, and three
   * fills must agree.
   */
  readonly telling: boolean;
  /** True = the fee is so few units that it agrees with almost anything: it does not count among the three. */
  readonly dust?: true;
}

/** Nothing reproduces the charge. */
export const NO_HYPOTHESIS: Diagnosis = { hypotheses: [], telling: true };

/** A rate that holds for a stretch of time, not for single fills. */
export function isStretch(code: CauseCode): boolean {
  return code === 'TIER_STALE' || code === 'TIER_EARLY' || code === 'PROGRAM_NOT_APPLIED';
}

/** A slip that befalls single fills. */
export function isScattered(code: CauseCode): boolean {
  return SCATTERED.includes(code);
}

const SCATTERED: readonly CauseCode[] = [
  ...(['SIGN_FLIP', 'FEE_MISSING', 'LIQUIDITY_MISFLAG', 'CHARGED_TWICE', 'NOTIONAL_SCALE'] as const),
];

/** Position in the list of codes: smaller is simpler. */
export function simplicity(code: CauseCode): number {
  return (CAUSE_CODES as readonly string[]).indexOf(code);
}

/** A hypothesis that states a fact of the record, not a match of figures: it needs no second fill to be believed. */
export function isFact(code: CauseCode): boolean {
  return code === 'SELF_TRADE' || code === 'FEE_MISSING' || code === 'FEE_ASSET';
}
