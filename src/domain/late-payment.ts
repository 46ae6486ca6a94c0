/** Payments that come in another period than the one they are for: within a statement, and across runs. */
import { type Decimal, ZERO } from './decimal.ts';
import type { Draft, MatchInput } from './rebate-match.ts';
import type { StatementLine } from './statement.ts';
import type { PeriodOf } from './statement-fit.ts';
import type { Instant } from './time.ts';

export type OpenKind = 'timing' | 'missing' | 'short' | 'ineligible' | 'haircut' | 'over' | 'dust';
export type OpenStatus = 'open' | 'closed' | 'written off';

/** A receivable (positive) or overpayment (negative) that is carried forward until its other side appears. */
export interface OpenItem {
  readonly kind: OpenKind;
  readonly partner: string;
  readonly account: string;
  readonly asset: string;
  readonly amount: Decimal;
  /** Period that it belongs to. */
  readonly periodFrom: Instant;
  readonly periodTo: Instant;
  /** When it became known to be open: the end of its period. */
  readonly opened: Instant;
  /** Null = it does not close by itself. */
  readonly expectedClose: Instant | null;
  readonly status: OpenStatus;
  /** Start of the period whose payment closed it; null = not closed. */
  readonly closedBy: Instant | null;
}

/** Identity of an item over all runs. */
export const itemKey = ({ partner, account, asset, periodFrom, kind }: OpenItem): string =>
  [partner, account, asset, periodFrom, kind].join('\u001f');

/** How many periods back a late payment is looked for. */
const REACH = 62;

/**
 * Pairs what was overpaid in one period with what was unpaid in others, or in items carried forward, where the amounts
 * agree. Marks both as late; returns the carried items that were settled, with the period that did.
 */
export function settleLate(
  drafts: readonly Draft[],
  ratio: Decimal,
  { carried, periodOf, unit }: Pick<MatchInput, 'carried' | 'periodOf' | 'unit'>,
  outside: readonly StatementLine[],
): Map<string, Instant> {
  const closed = new Map<string, Instant>();
  const open = carried.filter(({ status }) => status === 'open');
  payTheirOwnPeriod(open, linesByPeriod(outside, periodOf), unit, closed);
  for (const [index, draft] of drafts.entries()) {
    if (draft.residual.abs().lte(draft.allowance)) continue;
    const left = open.filter((item) => !closed.has(itemKey(item)));
    const settled = settledItems(draft, left, ratio);
    for (const item of settled ?? []) closed.set(itemKey(item), draft.from);
    if (settled !== null) {
      takeLate(draft, draft.residual);
      continue;
    }
    if (draft.residual.isPositive() || draft.where !== 'inside') continue;
    const unpaid = unpaidFor(draft, drafts, index, ratio);
    if (unpaid !== null) {
      for (const one of unpaid) payLate(one, ratio);
      takeLate(draft, draft.residual);
    } else if (draft.headUnknown) takeLate(draft, draft.residual);
  }
  return closed;
}

/** The amount is right, the period is not. */
export function takeLate(draft: Draft, amount: Decimal): void {
  draft.parts.set('REBATE_TIMING', (draft.parts.get('REBATE_TIMING') ?? ZERO).plus(amount));
  draft.late = draft.late.plus(amount);
  draft.residual = draft.residual.minus(amount);
}

/** A period that another one pays: late, and cut like all others where it had no line of its own. */
function payLate(draft: Draft, ratio: Decimal): void {
  if (draft.lines.length > 0) {
    takeLate(draft, draft.residual);
    return;
  }
  const cut = draft.residual.minus(draft.residual.times(ratio));
  if (!cut.isZero()) draft.parts.set('POOL_HAIRCUT', cut);
  draft.residual = draft.residual.minus(cut);
  takeLate(draft, draft.residual);
}

/** What a period lacks, as the statement would pay it. */
const lackOf = (draft: Draft, ratio: Decimal) =>
  draft.lines.length === 0 ? draft.residual.times(ratio) : draft.residual;

/** One period, else the nearest run of periods before, whose lack is just what `draft` has too much. */
function unpaidFor(
  draft: Draft,
  drafts: readonly Draft[],
  index: number,
  ratio: Decimal,
): readonly Draft[] | null {
  const extra = draft.residual.neg();
  const lacking = (one: Draft) =>
    one !== draft && one.where !== 'after' && one.residual.gt(one.allowance) && lackOf(one, ratio).gt(0);
  const agrees = (sum: Decimal, allowance: Decimal) =>
    sum.minus(extra).abs().lte(allowance.plus(draft.allowance));
  const before = drafts
    .slice(Math.max(0, index - REACH), index)
    .filter(lacking)
    .reverse();
  const after = drafts.slice(index + 1, index + 1 + REACH).filter(lacking);
  const single = [...before, ...after].find((one) => agrees(lackOf(one, ratio), one.allowance));
  if (single !== undefined) return [single];
  let [sum, allowance] = [ZERO, ZERO];
  for (const [count, one] of before.entries()) {
    sum = sum.plus(lackOf(one, ratio));
    allowance = allowance.plus(one.allowance);
    if (count > 0 && agrees(sum, allowance)) return before.slice(0, count + 1);
  }
  return null;
}

/** Carried items that the residual of one period settles: a single one, else all of one kind together. */
function settledItems(draft: Draft, open: readonly OpenItem[], ratio: Decimal): readonly OpenItem[] | null {
  const agrees = (sum: Decimal, count: number) =>
    sum
      .plus(draft.residual)
      .abs()
      .lte(draft.allowance.times(count + 1));
  const opposite = open.filter(
    ({ amount, periodTo }) => amount.isNegative() !== draft.residual.isNegative() && periodTo <= draft.to,
  );
  const single = opposite.find(({ amount }) => agrees(amount, 1) || agrees(amount.times(ratio), 1));
  if (single !== undefined) return [single];
  for (const kind of ['timing', 'missing', 'short', 'over'] as const) {
    const alike = opposite.filter((item) => item.kind === kind);
    const sum = alike.reduce((total, { amount }) => total.plus(amount), ZERO);
    if (alike.length > 1 && (agrees(sum, alike.length) || agrees(sum.times(ratio), alike.length)))
      return alike;
  }
  return null;
}

/** Lines for a period of an earlier run, which say themselves what they pay. */
function payTheirOwnPeriod(
  open: readonly OpenItem[],
  byPeriod: ReadonlyMap<Instant, readonly StatementLine[]>,
  unit: Decimal,
  closed: Map<string, Instant>,
): void {
  for (const item of open) {
    const lines = byPeriod.get(item.periodFrom) ?? [];
    const paid = lines.reduce((sum, line) => sum.plus(line.paid), ZERO);
    if (
      lines.length > 0 &&
      paid
        .minus(item.amount)
        .abs()
        .lte(unit.times(lines.length + 1))
    )
      closed.set(itemKey(item), item.periodFrom);
  }
}

/** Lines by the start of the period that they pay for; a line with a span goes by its middle. */
export function linesByPeriod(
  lines: readonly StatementLine[],
  periodOf: PeriodOf,
): Map<Instant, StatementLine[]> {
  const byPeriod = new Map<Instant, StatementLine[]>();
  for (const line of lines) {
    const { from } = periodOf(line.to === null ? line.from : Math.floor((line.from + line.to) / 2));
    const known = byPeriod.get(from);
    if (known === undefined) byPeriod.set(from, [line]);
    else known.push(line);
  }
  return byPeriod;
}
