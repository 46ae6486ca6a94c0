/** Fills that share everything but time, ids and amounts: they are counted by their sums. */
import type { Decimal } from './decimal.ts';
import { convertBack } from './fee.ts';
import type { Fill } from './fill.ts';
import type { Flow } from './flow.ts';
import type { Group } from './group.ts';
import type { FillJudgement } from './judgement.ts';
import { affiliateEarning, type Earning } from './rebate.ts';
import type { TermsInForce } from './terms.ts';

/** Sums of such fills. Amounts as in `Fill` and `FillJudgement`. */
export interface AlikeSums {
  readonly fills: number;
  readonly matched: number;
  readonly withinTolerance: number;
  readonly breaks: number;
  readonly notional: Decimal;
  readonly expected: Decimal;
  readonly charged: Decimal;
  /** Fills whose fee is above zero, and the sum of their fees. */
  readonly positive: number;
  readonly paid: Decimal;
}

export function countAlikeInGroup(group: Group, judged: FillJudgement, sums: AlikeSums): void {
  group.fills += sums.fills;
  group.matched += sums.matched;
  group.withinTolerance += sums.withinTolerance;
  group.breaks += sums.breaks;
  group.notional = group.notional?.plus(sums.notional) ?? null;
  group.expected = group.expected?.plus(sums.expected) ?? null;
  group.charged = group.charged.plus(sums.charged);
  const { formula, notionalAsset } = judged;
  if (formula === null || formula.base.asset !== notionalAsset) group.varianceInNotional = null;
  else if (sums.fills > sums.matched) {
    const variance = convertBack(sums.charged.minus(sums.expected), formula.price);
    group.varianceInNotional = group.varianceInNotional?.plus(variance) ?? null;
  }
}

/** @param accrued what comes back of their charges */
export function countAlikeInFlow(
  flow: Flow,
  { liquidity }: FillJudgement,
  sums: AlikeSums,
  accrued: Decimal,
): void {
  flow.notional = flow.notional.plus(sums.notional);
  if (liquidity === 'maker') flow.makerNotional = flow.makerNotional.plus(sums.notional);
  else if (liquidity !== 'taker') flow.unknownNotional = flow.unknownNotional.plus(sums.notional);
  flow.paid = flow.paid.plus(sums.paid);
  flow.net = flow.net.plus(sums.charged);
  flow.accrued = flow.accrued.plus(accrued);
}

/** What the partner owes for them: fees above zero and the others are judged apart, each by one that stands for all. */
export function alikeEarnings(
  fill: Fill,
  judged: FillJudgement,
  terms: TermsInForce,
  { fills, positive, paid, charged }: AlikeSums,
): readonly Earning[] {
  const parts = [
    { some: positive > 0, fee: paid },
    { some: fills > positive, fee: charged.minus(paid) },
  ];
  return parts
    .filter(({ some }) => some)
    .map(({ fee }) => affiliateEarning({ ...fill, fee }, judged, terms))
    .filter((earning) => earning !== null);
}
