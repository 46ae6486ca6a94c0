/**
 * What a partner owes against what it paid, period by period. Every difference is split into parts that add up to it
 * exactly: fixing, day boundary, ineligible fees, one common cut, late payment, and what is simply short.
 */

import { SLOT } from './accrual-slots.ts';
import { type Decimal, ONE, ZERO } from './decimal.ts';
import type { Series } from './fixing.ts';
import {
  itemKey,
  linesByPeriod,
  type OpenItem,
  type OpenKind,
  settleLate,
  takeLate,
} from './late-payment.ts';
import type { StatementLine } from './statement.ts';
import { bestReading, type PeriodOf, Prefix, type Reading, shiftsFor } from './statement-fit.ts';
import { DAY, type Instant, type Span } from './time.ts';

/** Why a period's payment differs from its accrual. */
export type RebateCode =
  | 'REBATE_SHORT'
  | 'REBATE_INELIGIBLE'
  | 'REBATE_TIMING'
  | 'POOL_HAIRCUT'
  | 'FX_FIXING';

export type RebateStatus =
  | 'accrued'
  | 'ceiling'
  | 'matched'
  | 'short'
  | 'over'
  | 'missing'
  | 'timing'
  | 'ineligible'
  | 'partial';

export interface MatchInput {
  /** The declared reading first. Empty = fees in other assets that nothing converts. */
  readonly series: readonly Series[];
  /** True = the first series is the fixing that was agreed; else the one that explains the statement is taken. */
  readonly fixingStated: boolean;
  /** The one agreed share; null = it changed. */
  readonly share: Decimal | null;
  /** True = nobody agreed to the share: nothing is short. */
  readonly ceiling: boolean;
  /** True = nobody stated when a period ends: nothing is short or late. */
  readonly assumedCutOff: boolean;
  readonly periodOf: PeriodOf;
  readonly cadence: 'day' | 'week' | 'month' | 'span';
  readonly lines: readonly StatementLine[];
  /** One unit of the last printed place of the amounts paid. */
  readonly unit: Decimal;
  /** What the files are known to cover; a bound that is null is the first or last fill. */
  readonly covered: Span;
  /** Items carried forward from earlier runs. */
  readonly carried: readonly OpenItem[];
}

/** One settlement period. Amounts are receivables: positive = owed to the desk. */
export interface MatchedPeriod {
  readonly from: Instant;
  readonly to: Instant;
  readonly eligible: Decimal;
  readonly ineligible: Decimal;
  readonly accrued: Decimal;
  /** Null = the statement does not reach this period. */
  readonly paid: Decimal | null;
  /** accrued − paid; null where `paid` is. */
  readonly trueUp: Decimal | null;
  readonly status: RebateStatus;
  /** Parts of the true-up that have a cause; what is left is rounding. */
  readonly parts: ReadonlyMap<RebateCode, Decimal>;
  readonly lines: readonly StatementLine[];
  /** What is still to be settled, beside a common cut, with what kind of item it becomes; null = nothing. */
  readonly open: { readonly kind: OpenKind; readonly amount: Decimal } | null;
}

export interface PartnerMatch {
  readonly reading: Reading | null;
  readonly periods: readonly MatchedPeriod[];
  /** Flow that the statement pays for after the last period covered: due in the next statement. */
  readonly tail: Decimal;
  /** Lines for periods that this run does not cover and that close nothing. */
  readonly outside: readonly StatementLine[];
  /** Keys of carried items that this statement settles, with the start of the period that does. */
  readonly closed: ReadonlyMap<string, Instant>;
  /** One unit of the last place that the statement prints. */
  readonly unit: Decimal;
  /** Worth of the chosen fixing less that of each fill's own price; null = nothing is converted. */
  readonly fixingEffect: Decimal | null;
}

/** One period while it is being worked out. */
export interface Draft {
  readonly from: Instant;
  readonly to: Instant;
  readonly lines: readonly StatementLine[];
  readonly paid: Decimal;
  readonly allowance: Decimal;
  readonly declared: { readonly eligible: Decimal; readonly ineligible: Decimal; readonly accrued: Decimal };
  readonly parts: Map<RebateCode, Decimal>;
  /** True = the files do not show the whole flow of the period. */
  readonly edge: boolean;
  /** True = part of what the line pays for lies before the first fill. */
  readonly headUnknown: boolean;
  readonly where: 'inside' | 'before' | 'after';
  /** What should have been paid and was not (negative: paid beyond it), all other parts taken out. */
  residual: Decimal;
  late: Decimal;
}

/** Matches the lines of one partner, account and asset against its accrual. */
export function matchStatement(input: MatchInput): PartnerMatch {
  const { series, periodOf } = input;
  if (series.length === 0) return unmatched(input);
  const known = knownSpan(input);
  const byPeriod = linesByPeriod(input.lines, periodOf);
  const inScope = scopeOf(input, known);
  const paidPeriods = [...byPeriod]
    .filter(([from]) => inScope(from))
    .map(([from, lines]) => {
      const { to } = periodOf(from);
      return { from, to, paid: sumOf(lines), allowance: allowanceOf(input, lines) };
    });
  const booked = input.lines.some(({ to }) => to === null);
  const reading = bestReading(series, paidPeriods, known, shiftsFor(input.cadence, booked));
  // Without a fixing that explains what was paid, nobody can say what was due.
  const guessed = series.length > 1 && !input.fixingStated && 2 * reading.explained <= reading.tested;
  return worked(guessed ? { ...input, assumedCutOff: true } : input, byPeriod, reading, known);
}

function worked(
  input: MatchInput,
  byPeriod: ReadonlyMap<Instant, StatementLine[]>,
  reading: Reading,
  known: { from: Instant; to: Instant },
): PartnerMatch {
  const { series, periodOf } = input;
  const starts = periodsIn(input, known);
  const drafts = starts.map((period) => draftOf(period, byPeriod, reading, known, input));
  const inScope = scopeOf(input, known);
  const outside = [...byPeriod].filter(([from]) => !inScope(from)).flatMap(([, lines]) => lines);
  const closed = settleLate(
    drafts.filter(({ edge }) => !edge && judged(input)),
    reading.ratio,
    input,
    outside,
  );
  const cutEarly = judged(input) ? settleTail(drafts, reading, input, closed) : ZERO;
  const fill = series.find(({ fixing }) => fixing === 'fill');
  return {
    reading,
    periods: drafts.map((draft) => finished(draft, reading, input)),
    tail: tailOf(drafts, reading, known, input).plus(cutEarly),
    outside: outside.filter(({ from }) => ![...closed.values()].includes(periodOf(from).from)),
    closed,
    unit: input.unit,
    fixingEffect: fill === undefined ? null : total(reading.series).minus(total(fill)),
  };
}

const judged = ({ ceiling, assumedCutOff }: MatchInput) => !ceiling && !assumedCutOff;
const total = ({ slots }: Series) => slots.reduce((sum, { accrued }) => sum.plus(accrued), ZERO);
const sumOf = (lines: readonly StatementLine[]) => lines.reduce((sum, { paid }) => sum.plus(paid), ZERO);
const allowanceOf = ({ unit }: MatchInput, lines: readonly StatementLine[]) =>
  unit.times(Math.max(lines.length, 1));

function knownSpan({ series, covered }: MatchInput): { from: Instant; to: Instant } {
  const { slots } = series[0]!;
  return {
    from: covered.from ?? slots[0]?.start ?? 0,
    to: covered.to ?? (slots.at(-1)?.start ?? -1) + 1,
  };
}

/** Every period that the files reach into, ascending. */
function periodsIn({ periodOf }: MatchInput, known: { from: Instant; to: Instant }) {
  const periods: { from: Instant; to: Instant }[] = [];
  for (let at = known.from; at < known.to; at = periods.at(-1)!.to) periods.push(periodOf(at));
  return periods;
}

function scopeOf(input: MatchInput, known: { from: Instant; to: Instant }): (from: Instant) => boolean {
  const starts = new Set(periodsIn(input, known).map(({ from }) => from));
  return (from) => starts.has(from);
}

function draftOf(
  { from, to }: { from: Instant; to: Instant },
  byPeriod: ReadonlyMap<Instant, StatementLine[]>,
  { series, shift, ratio }: Reading,
  known: { from: Instant; to: Instant },
  input: MatchInput,
): Draft {
  const lines = byPeriod.get(from) ?? [];
  const paid = sumOf(lines);
  const allowance = allowanceOf(input, lines);
  const chosen = prefixOf(series);
  const declared = prefixOf(input.fixingStated ? input.series[0]! : series).between(from, to);
  const fixed = chosen.between(from, to);
  const shifted = chosen.between(from + shift, to + shift);
  const parts = new Map<RebateCode, Decimal>();
  const part = (code: RebateCode, amount: Decimal) => {
    if (!amount.isZero()) parts.set(code, (parts.get(code) ?? ZERO).plus(amount));
  };
  part('FX_FIXING', declared.accrued.minus(fixed.accrued));
  part('REBATE_TIMING', fixed.accrued.minus(shifted.accrued));
  const headUnknown = from + shift < known.from;
  const blind = lines.length === 0 || headUnknown;
  const ineligible = blind ? ZERO : excludedBy(lines, shifted, ratio, paid, allowance, input);
  part('REBATE_INELIGIBLE', ineligible);
  const agreed = shifted.accrued.minus(ineligible);
  // Where nothing was paid at all, nothing shows that the common cut was applied.
  const cut = lines.length === 0 ? ZERO : agreed.times(ONE.minus(ratio));
  part('POOL_HAIRCUT', cut);
  const starts = [...byPeriod.keys()];
  const where =
    lines.length > 0
      ? 'inside'
      : from > Math.max(...starts)
        ? 'after'
        : from < Math.min(...starts)
          ? 'before'
          : 'inside';
  return {
    ...{ from, to, lines, paid, allowance, declared, parts, where },
    edge: from < known.from || to > known.to,
    headUnknown,
    residual: agreed.minus(cut).minus(paid),
    late: ZERO,
  };
}

const prefixes = new WeakMap<Series, Prefix>();
function prefixOf(series: Series): Prefix {
  const known = prefixes.get(series) ?? new Prefix(series.slots);
  prefixes.set(series, known);
  return known;
}

/** Share of the fees that the partner itself holds ineligible, where exactly that explains what it paid. */
function excludedBy(
  lines: readonly StatementLine[],
  { eligible, accrued }: { eligible: Decimal; accrued: Decimal },
  ratio: Decimal,
  paid: Decimal,
  allowance: Decimal,
  { share }: MatchInput,
): Decimal {
  if (share === null || lines.some(({ eligibleFee }) => eligibleFee === null)) return ZERO;
  const theirs = lines.reduce((sum, { eligibleFee }) => sum.plus(eligibleFee!), ZERO);
  const excluded = accrued.minus(share.times(theirs));
  if (excluded.abs().lte(allowance) || theirs.eq(eligible)) return ZERO;
  const explains = ratio.times(share).times(theirs).minus(paid).abs().lte(allowance);
  return explains ? excluded : ZERO;
}

function finished(draft: Draft, reading: Reading, input: MatchInput): MatchedPeriod {
  const { from, to, lines, paid, allowance, declared, parts, residual, where } = draft;
  const reached = where === 'inside';
  const trueUp = reached ? declared.accrued.minus(paid) : null;
  const status = statusOf(draft, trueUp, input);
  if (judged(input) && reached && !draft.edge && !residual.isZero()) {
    if (residual.abs().gt(allowance)) parts.set('REBATE_SHORT', residual);
  }
  const named = input.ceiling || draft.edge || !reached ? new Map<RebateCode, Decimal>() : new Map(parts);
  if (input.assumedCutOff) for (const code of ['REBATE_SHORT', 'REBATE_TIMING'] as const) named.delete(code);
  return {
    ...{ from, to, lines, trueUp, status, parts: named },
    open: judged(input) && !draft.edge ? openOf(draft, status, named, reading) : null,
    eligible: declared.eligible,
    ineligible: declared.ineligible,
    accrued: declared.accrued,
    paid: reached ? paid : null,
  };
}

/** What a period leaves open: unpaid flow that the statement does not reach yet, or whatever is short or over. */
function openOf(
  draft: Draft,
  status: RebateStatus,
  parts: ReadonlyMap<RebateCode, Decimal>,
  { ratio }: Reading,
): MatchedPeriod['open'] {
  if (status === 'accrued') return { kind: 'timing', amount: draft.residual.times(ratio) };
  if (status === 'matched' || status === 'timing') return null;
  const amount = [...parts]
    .filter(([code]) => code !== 'REBATE_TIMING' && code !== 'POOL_HAIRCUT')
    .reduce((sum, [, part]) => sum.plus(part), ZERO);
  if (amount.isZero()) return null;
  if (status === 'missing') return { kind: status, amount };
  if (amount.isNegative()) return { kind: 'over', amount };
  return { kind: parts.has('REBATE_SHORT') || parts.has('FX_FIXING') ? 'short' : 'ineligible', amount };
}

function statusOf(draft: Draft, trueUp: Decimal | null, input: MatchInput): RebateStatus {
  const { declared, parts, residual, allowance, lines, edge } = draft;
  const { ceiling, assumedCutOff } = input;
  if (lines.length === 0 && declared.accrued.isZero() && draft.late.isZero()) return 'ineligible';
  if (trueUp === null) return edge ? 'partial' : ceiling ? 'ceiling' : 'accrued';
  const ties = trueUp.abs().lte(allowance);
  if (ceiling) return trueUp.lt(allowance.neg()) && !assumedCutOff && !edge ? 'over' : 'ceiling';
  if (edge || assumedCutOff) return ties && lines.length > 0 ? 'matched' : 'partial';
  if (ties) return 'matched';
  if (residual.gt(allowance)) return lines.length === 0 ? 'missing' : 'short';
  if (residual.lt(allowance.neg())) return 'over';
  const due = [...parts].filter(([code, amount]) => code !== 'REBATE_TIMING' && amount.abs().gt(allowance));
  if (due.length === 0) return 'timing';
  if (due.every(([code]) => code === 'REBATE_INELIGIBLE')) return 'ineligible';
  return due.reduce((sum, [, amount]) => sum.plus(amount), ZERO).isPositive() ? 'short' : 'over';
}

/** What the found boundary moves beyond the last period: the partner pays it with the next one. */
function tailOf(
  drafts: readonly Draft[],
  { series, shift, ratio }: Reading,
  known: { to: Instant },
  input: MatchInput,
): Decimal {
  const last = drafts.filter(({ edge }) => !edge).at(-1);
  if (last === undefined || shift >= 0 || !judged(input)) return ZERO;
  return prefixOf(series)
    .between(last.to + shift, known.to)
    .accrued.times(ratio);
}

/** Hours before the end of a period at which a partner may have cut it already. */
const TAIL_STEPS = DAY / SLOT;

/**
 * The last period, short by just what accrued in its last hours: the partner cut it there and pays the rest with the next
 * one. What the cut before it moved into this period, carried forward, is counted in. Returns what is due next.
 */
function settleTail(
  drafts: readonly Draft[],
  { series, shift, ratio }: Reading,
  { carried }: MatchInput,
  closed: Map<string, Instant>,
): Decimal {
  const last = drafts.filter(({ edge, where }) => !edge && where === 'inside').at(-1);
  if (last === undefined || last !== drafts.at(-1) || shift !== 0 || last.lines.length === 0) return ZERO;
  if (last.residual.abs().lte(last.allowance)) return ZERO;
  const open = carried.filter(
    (item) => item.status === 'open' && item.kind === 'timing' && !closed.has(itemKey(item)),
  );
  const before = open.reduce((sum, { amount }) => sum.plus(amount), ZERO);
  const prefix = prefixOf(series);
  for (let step = 1; step < TAIL_STEPS; step++) {
    const tail = prefix.between(last.to - step * SLOT, last.to).accrued.times(ratio);
    const agrees = (moved: Decimal) =>
      tail.minus(last.residual).minus(moved).abs().lte(last.allowance.times(2));
    if (tail.isZero() || !(agrees(ZERO) || agrees(before))) continue;
    if (!agrees(ZERO)) for (const item of open) closed.set(itemKey(item), last.from);
    takeLate(last, last.residual);
    return tail;
  }
  return ZERO;
}

function unmatched({ lines, unit }: MatchInput): PartnerMatch {
  const nothing = { periods: [], tail: ZERO, closed: new Map<string, Instant>(), fixingEffect: null };
  return { reading: null, outside: lines, unit, ...nothing };
}
