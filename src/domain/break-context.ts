/** From a judged fill to the hypotheses that reproduce its charge: the second step of judging, for breaks alone. */
import { type BreakContext, diagnose, type Stretch } from './break.ts';
import { isNoRate } from './card.ts';
import { lawOf, outweighsFlag } from './court.ts';
import type { Fill, Liquidity } from './fill.ts';
import { type Diagnosis, NO_HYPOTHESIS } from './hypothesis.ts';
import { type FillJudgement, isWrongAsset, type JudgingContext } from './judgement.ts';
import { type Alternative, awayFrom } from './rate-alternatives.ts';
import type { DueRate } from './terms.ts';

/** What the record shows beyond the one row; found by reading all of them. */
export interface BreakFacts {
  /** The account stands on both sides of this trade. */
  readonly selfTrade: boolean;
  /** Stretches of other rates than the one due, see `BreakContext`. */
  readonly stretches: readonly Stretch[];
}

const NO_FACTS: BreakFacts = { selfTrade: false, stretches: [] };

/** The causes that reproduce a break's charge; only for outcome `break`. */
export function causesOf(
  fill: Fill,
  judged: FillJudgement,
  context: JudgingContext,
  facts: BreakFacts = NO_FACTS,
): Diagnosis {
  if (judged.chargedAgain === true) {
    return { hypotheses: [{ code: 'CHARGED_TWICE', detail: 'the base fee of its order' }], telling: true };
  }
  const known = breakContextOf(fill, judged, context, facts);
  return known === null ? NO_HYPOTHESIS : diagnose(known);
}

/** What the hypotheses need to know of a judged fill; null where no fee can be computed for it. */
export function breakContextOf(
  fill: Fill,
  judged: FillJudgement,
  context: JudgingContext,
  { selfTrade, stretches }: BreakFacts = NO_FACTS,
): BreakContext | null {
  const { due, formula, expected, liquidity, feeAsset } = judged;
  if (due === null || formula === null || expected === null || liquidity === 'none') return null;
  const other = liquidity === 'maker' ? context.taker : context.maker;
  return {
    fill,
    formula,
    due,
    expected,
    unit: context.print.unit,
    wrongAsset: isWrongAsset(fill, feeAsset, due, context),
    feeBase: context.feeBase,
    alternatives: alternativesIn(context, fill, liquidity, due),
    otherSide: liquidity === 'unknown' || isNoRate(other) ? null : other.rate,
    selfTrade,
    stretches,
    awayFrom: awayFrom(fill.time, context.terms),
    law: outweighsFlag(fill.flag, fill.orderType) ? lawOf(fill.orderType) : null,
  };
}

/** Looked up once for a context and a due rate: a card has dozens, and every break would make them anew. */
export function alternativesIn(
  context: JudgingContext,
  { instrument }: Fill,
  liquidity: Liquidity,
  due: DueRate,
): readonly Alternative[] {
  if (liquidity !== 'maker' && liquidity !== 'taker') return [];
  const known = context.alternatives.get(due);
  if (known !== undefined) return known;
  const { card, terms, otherCards } = context;
  const other = liquidity === 'maker' ? context.taker : context.maker;
  const found = context.alternativeLists.of({
    card: isNoRate(card) ? null : card,
    otherCards: otherCards(),
    terms,
    instrument,
    liquidity,
    due,
    otherSide: isNoRate(other) ? null : other.rate,
  });
  context.alternatives.set(due, found);
  return found;
}
