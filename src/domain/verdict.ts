/** The verdict of a run and its exit code. */

import type { Cause } from './cause.ts';
import { type Decimal, ZERO } from './decimal.ts';
import type { Group } from './group.ts';
import { Totals } from './money.ts';
import type { Reconciliation } from './reconciliation.ts';

export type Status = 'clean' | 'unproven' | 'breaks' | 'incomplete';

/** Sums of one fee asset over all fills in scope. */
export interface AssetTotal {
  readonly asset: string;
  /** All fills. */
  readonly charged: Decimal;
  /** Judged fills; null when there is none. */
  readonly expected: Decimal | null;
  /** charged − expected of the judged fills; null when there is none. */
  readonly variance: Decimal | null;
  /** Charged on fills that could not be judged. */
  readonly unjudgedCharged: Decimal;
}

export interface Verdict {
  readonly status: Status;
  readonly exitCode: 0 | 1 | 2;
  readonly fills: number;
  readonly breaks: number;
  readonly unjudged: number;
  readonly refused: number;
  readonly byAsset: readonly AssetTotal[];
  /** True = there are breaks, none of them above the materiality. */
  readonly immaterial: boolean;
  /** Settlement periods that a partner paid otherwise than agreed; those that close by themselves do not count. */
  readonly rebateBreaks: number;
}

export interface VerdictInput {
  readonly reconciliation: Reconciliation;
  readonly causes: readonly Cause[];
  /** Some terms were read from the fees themselves. */
  readonly inferred: boolean;
  /** An inferred tier changed within the run, or most fees of a stretch are off the card. */
  readonly rateChanged: boolean;
  readonly materiality: { readonly amount: Decimal; readonly asset: string } | null;
  /** Something else makes the run incomplete: an unmet expectation, a file without rows. */
  readonly incomplete: boolean;
  /** Settlement periods that differ, and Σ |difference| per asset; absent = no statement was given. */
  readonly rebate?: { readonly periods: number; readonly magnitudes: Totals };
}

/** 2 outranks 1. Materiality is compared per fee asset with Σ |variance| of its breaks. */
export function verdictOf(input: VerdictInput): Verdict {
  const { reconciliation, inferred, rateChanged } = input;
  const groups = [...reconciliation.groups.totals()];
  const count = (pick: (group: Group) => number) => groups.reduce((sum, g) => sum + pick(g), 0);
  const breaks = count((group) => group.breaks);
  const unjudged = count((group) => group.unjudged);
  const refused = reconciliation.intake.rowsOf('refused');
  const rebates = input.rebate?.periods ?? 0;
  const material =
    (breaks > 0 && isMaterial(input)) ||
    (rebates > 0 && exceeds(input.rebate!.magnitudes, input.materiality));
  const incomplete = unjudged > 0 || refused > 0 || input.incomplete;
  const status: Status = incomplete ? 'incomplete' : inferred ? 'unproven' : material ? 'breaks' : 'clean';
  const exitCode = incomplete ? 2 : material || (inferred && rateChanged) ? 1 : 0;
  return {
    status,
    exitCode,
    fills: count((group) => group.fills),
    breaks,
    unjudged,
    refused,
    byAsset: totalsByAsset(groups),
    immaterial: breaks + rebates > 0 && !material,
    rebateBreaks: rebates,
  };
}

function isMaterial({ causes, materiality }: VerdictInput): boolean {
  const magnitudes = new Totals();
  for (const cause of causes) magnitudes.add(cause.scope.feeAsset, cause.magnitude);
  return exceeds(magnitudes, materiality);
}

function exceeds(magnitudes: Totals, materiality: VerdictInput['materiality']): boolean {
  if (materiality === null || materiality.amount.isZero()) return true;
  return magnitudes.assets().some((asset) => {
    const limit = asset === materiality.asset ? materiality.amount : ZERO;
    return magnitudes.of(asset).gt(limit);
  });
}

function totalsByAsset(groups: readonly Group[]): AssetTotal[] {
  const [charged, expected, unjudged] = [new Totals(), new Totals(), new Totals()];
  const judged = new Set<string>();
  for (const group of groups) {
    charged.add(group.feeAsset, group.charged);
    if (group.expected === null) unjudged.add(group.feeAsset, group.charged);
    else {
      judged.add(group.feeAsset);
      expected.add(group.feeAsset, group.expected);
    }
  }
  return charged.assets().map((asset) => {
    const known = judged.has(asset);
    const due = known ? expected.of(asset) : null;
    const unjudgedCharged = unjudged.of(asset);
    const variance = due === null ? null : charged.of(asset).minus(unjudgedCharged).minus(due);
    return { asset, charged: charged.of(asset), expected: due, variance, unjudgedCharged };
  });
}
