/** Fills that share everything but time, ids and amounts: they are counted by their sums. */
import type { Decimal } from './decimal.ts';
import { convertBack } from './fee.ts';
import type { Fill } from './fill.ts';
import type { Flow } from './flow.ts';
import type { Group } from './group.ts';
import type { FillJudgement } from './judgement.ts';
import { affiliateEarning, type Earning } from './rebate.ts';
import type { TermsInForce } from './terms.ts';

/** Sums of such fills. Amounts as in `Fill` and `FillJudgement`; each may be made when it is asked for. */
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
  const { fills, matched, expected, charged } = sums;
  group.fills += fills;
  group.matched += matched;
  group.withinTolerance += sums.withinTolerance;
  group.breaks += sums.breaks;
  group.notional = group.notional?.plus(sums.notional) ?? null;
  group.expected = group.expected?.plus(expected) ?? null;
  group.charged = group.charged.plus(charged);
  const { formula, notionalAsset } = judged;
  if (formula === null || formula.base.asset !== notionalAsset) group.varianceInNotional = null;
  else if (fills > matched) {
    const variance = convertBack(charged.minus(expected), formula.price);
    group.varianceInNotional = group.varianceInNotional?.plus(variance) ?? null;
  }
}

/** Counts all but what comes back of their charges, which hangs on their time. */
export function countAlikeInFlow(flow: Flow, { liquidity }: FillJudgement, sums: AlikeSums): void {
  const { notional } = sums;
  flow.notional = flow.notional.plus(notional);
  if (liquidity === 'maker') flow.makerNotional = flow.makerNotional.plus(notional);
  else if (liquidity !== 'taker') flow.unknownNotional = flow.unknownNotional.plus(notional);
  flow.paid = flow.paid.plus(sums.paid);
  flow.net = flow.net.plus(sums.charged);
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
