/** Flow of an account: what its fills really cost, for effective rates. */
import type { Decimal } from './decimal.ts';
import type { Fill } from './fill.ts';
import type { FillJudgement } from './judgement.ts';

/** Flow of one account, product and fee asset, for effective rates. */
export interface Flow {
  readonly venue: string;
  readonly account: string;
  readonly product: string;
  readonly feeAsset: string;
  readonly notionalAsset: string | null;
  notional: Decimal;
  makerNotional: Decimal;
  /** Notional of fills whose side could not be told. */
  unknownNotional: Decimal;
  /** Σ of positive charges. */
  paid: Decimal;
  /** Σ of all charges. */
  net: Decimal;
  /** Σ affiliate share × eligible charge. */
  accrued: Decimal;
  /** True = some fill's notional is not known. */
  incomplete: boolean;
}

/** Counts one judged fill. @param accrued what comes back of its charge */
export function countInFlow(
  flow: Flow,
  fill: Fill,
  { notional, liquidity }: FillJudgement,
  accrued: Decimal,
): void {
  if (notional === null) flow.incomplete = true;
  else {
    flow.notional = flow.notional.plus(notional);
    if (liquidity === 'maker') flow.makerNotional = flow.makerNotional.plus(notional);
    else if (liquidity !== 'taker') flow.unknownNotional = flow.unknownNotional.plus(notional);
  }
  if (!fill.fee.isNegative()) flow.paid = flow.paid.plus(fill.fee);
  flow.net = flow.net.plus(fill.fee);
  if (!accrued.isZero()) flow.accrued = flow.accrued.plus(accrued);
}

/** Adds the flow of another part of the same fills. */
export function addFlow(mine: Flow, theirs: Flow): void {
  mine.notional = mine.notional.plus(theirs.notional);
  mine.makerNotional = mine.makerNotional.plus(theirs.makerNotional);
  mine.unknownNotional = mine.unknownNotional.plus(theirs.unknownNotional);
  mine.paid = mine.paid.plus(theirs.paid);
  mine.net = mine.net.plus(theirs.net);
  mine.accrued = mine.accrued.plus(theirs.accrued);
  mine.incomplete ||= theirs.incomplete;
}
