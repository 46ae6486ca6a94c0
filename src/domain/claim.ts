/** What can be claimed back of overcharged fees, and what of it the rebate partner will take back in turn. */

import type { CauseScope } from './cause.ts';
import { type Decimal, ZERO } from './decimal.ts';
import type { Fill } from './fill.ts';
import type { CauseCode } from './hypothesis.ts';
import type { FillJudgement } from './judgement.ts';
import { compareText, type Mark, MarkSpan, markOf } from './mark.ts';
import { ineligibility } from './rebate.ts';
import type { AffiliateTerms, TermsInForce } from './terms.ts';
import type { Instant } from './time.ts';

/** What a partner paid on one fill beyond what it owes once the fee is put right. */
export interface ClawBack {
  readonly partner: string;
  readonly amount: Decimal;
  /** True = the share is only a maximum, so this is the most that it can be. */
  readonly ceiling: boolean;
}

/**
 * Share × (charged − expected), each as far as it earns: a fee that should have been a rebate loses its whole share.
 * Null = no partner.
 */
export function clawBackOf(
  charged: Decimal,
  judged: Pick<FillJudgement, 'liquidity' | 'due' | 'expected'>,
  affiliate: AffiliateTerms | null,
  track: TermsInForce['track'],
): ClawBack | null {
  if (affiliate === null || judged.expected === null) return null;
  const due = judged.due?.rate ?? null;
  const earns = (fee: Decimal) =>
    ineligibility({ charged: fee, liquidity: judged.liquidity, due, track }, affiliate) === null
      ? fee.times(affiliate.share)
      : ZERO;
  const amount = earns(charged).minus(earns(judged.expected));
  return { partner: affiliate.partner, amount, ceiling: affiliate.ceiling };
}

/** Breaks of one scope, one set of hypotheses and one direction. */
export interface ClaimSum {
  readonly scope: CauseScope;
  readonly signature: string;
  /** True = the venue took too little: listed, never claimed. */
  readonly under: boolean;
  fills: number;
  charged: Decimal;
  expected: Decimal;
  /** Σ charged − expected. */
  difference: Decimal;
  readonly clawBack: Map<string, Decimal>;
  ceiling: boolean;
  /** Earliest last day to claim; null = no schedule states one. */
  claimableUntil: Instant | null;
  readonly span: MarkSpan;
}

export class ClaimSums {
  readonly sums = new Map<string, ClaimSum>();

  /** Counts a break; returns the key of its sum, null where no money differs. */
  add(fill: Fill, judged: FillJudgement, terms: TermsInForce, signature: string): string | null {
    const { variance, expected, feeAsset } = judged;
    if (variance === null || expected === null || variance.isZero()) return null;
    const { venue, product } = fill.instrument;
    const under = variance.isNegative();
    const scope = { venue, account: fill.account, product, feeAsset };
    const key = [venue, scope.account, product, feeAsset, signature, under].join('\u001d');
    const sum = this.sums.get(key) ?? emptySum(scope, signature, under, markOf(fill));
    this.sums.set(key, sum);
    sum.fills += 1;
    sum.charged = sum.charged.plus(fill.fee);
    sum.expected = sum.expected.plus(expected);
    sum.difference = sum.difference.plus(variance);
    sum.span.add(fill);
    const back = clawBackOf(fill.fee, judged, terms.affiliate, terms.track);
    if (back === null) return key;
    sum.clawBack.set(back.partner, (sum.clawBack.get(back.partner) ?? ZERO).plus(back.amount));
    sum.ceiling ||= back.ceiling;
    return key;
  }
}

/** All overcharges of one venue, account, product and asset with one cause; or all undercharges. */
export interface Claim extends Omit<ClaimSum, 'signature'> {
  readonly code: CauseCode;
}

/** Sums of one cause together, largest first. */
export function claimsOf(
  { sums }: ClaimSums,
  codeOf: (scope: CauseScope, signature: string) => CauseCode,
): readonly Claim[] {
  const claims = new Map<string, Claim>();
  for (const sum of sums.values()) {
    const { scope, under } = sum;
    const code = codeOf(scope, sum.signature);
    const key = [scope.venue, scope.account, scope.product, scope.feeAsset, code, under].join('\u001d');
    const claim = claims.get(key);
    if (claim === undefined) {
      claims.set(key, { ...emptySum(scope, '', under, sum.span.first), code });
    }
    addSum(claims.get(key)!, sum);
  }
  return [...claims.values()].sort(
    (a, b) =>
      compareText(a.scope.venue, b.scope.venue) ||
      compareText(a.code, b.code) ||
      compareText(a.scope.account, b.scope.account) ||
      compareText(a.scope.product, b.scope.product) ||
      compareText(a.scope.feeAsset, b.scope.feeAsset),
  );
}

function addSum(claim: Claim, sum: ClaimSum): void {
  claim.fills += sum.fills;
  claim.charged = claim.charged.plus(sum.charged);
  claim.expected = claim.expected.plus(sum.expected);
  claim.difference = claim.difference.plus(sum.difference);
  claim.ceiling ||= sum.ceiling;
  claim.span.merge(sum.span);
  const until = sum.claimableUntil;
  if (until !== null && (claim.claimableUntil === null || until < claim.claimableUntil))
    claim.claimableUntil = until;
  for (const [partner, amount] of sum.clawBack) {
    claim.clawBack.set(partner, (claim.clawBack.get(partner) ?? ZERO).plus(amount));
  }
}

function emptySum(scope: CauseScope, signature: string, under: boolean, mark: Mark): ClaimSum {
  const money = { charged: ZERO, expected: ZERO, difference: ZERO };
  const rest = { clawBack: new Map<string, Decimal>(), ceiling: false, claimableUntil: null };
  return { scope, signature, under, fills: 0, ...money, ...rest, span: new MarkSpan(mark) };
}
