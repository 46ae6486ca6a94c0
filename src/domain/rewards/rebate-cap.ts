/** Accrued negative fees against the pool that bounds them, and against what was paid. */
import { type Decimal, quotient, unitOf, ZERO } from '../decimal.ts';
import { compareText } from '../mark.ts';
import { share } from './book.ts';
import { type Claim, capped } from './pool.ts';
import type { Pool } from './program.ts';
import type { Readings } from './readings.ts';

/** What one maker accrued, and was paid where that is known. */
export interface Accrued {
  readonly maker: string;
  /** The class; null where it is not known. */
  readonly program: string | null;
  /** Positive = owed to the maker. */
  readonly accrued: Decimal;
  readonly paid: Decimal | null;
  /** Decimals that `paid` was written with. */
  readonly paidScale?: number;
}

/** One maker's rebate; positive = owed to the maker. */
export interface CappedRebate extends Accrued {
  readonly share: Decimal;
  readonly due: Decimal;
  /** paid − due; null where nobody says what was paid. */
  readonly difference: Decimal | null;
  readonly reason: string;
}

/** An epoch in which all rebates were cut in one ratio. */
export interface Haircut {
  /** The part of the pool; null = the whole. */
  readonly program: string | null;
  readonly total: Decimal;
  readonly cap: Decimal;
  /** What was, or is to be, paid of each unit. */
  readonly ratio: Decimal;
  readonly makers: number;
  /** True = what was paid follows this ratio though the pool does not call for it. */
  readonly unfounded: boolean;
}

export interface CappedRebates {
  readonly rebates: readonly CappedRebate[];
  readonly haircuts: readonly Haircut[];
}

/** Pays accrued rebates out of the pool. @throws Error where parts are asked for and a class is not known */
export function capRebates(
  pool: Pool,
  accrued: readonly Accrued[],
  scope: Readings['capScope'],
  disqualified: ReadonlySet<string>,
): CappedRebates {
  const groups = new Map<string | null, Accrued[]>();
  for (const one of accrued) {
    const part =
      scope === 'sub-pool' && one.program !== null && pool.parts.has(one.program) ? one.program : null;
    groups.set(part, [...(groups.get(part) ?? []), one]);
  }
  const rebates: CappedRebate[] = [];
  const haircuts: Haircut[] = [];
  for (const [program, group] of [...groups].sort(([a], [b]) => compareText(a ?? '', b ?? ''))) {
    const cap = program === null ? pool.amount : pool.amount.times(pool.parts.get(program)!);
    const result = capGroup(pool, program, group, cap, disqualified);
    rebates.push(...result.rebates);
    haircuts.push(...result.haircuts);
  }
  rebates.sort((a, b) => compareText(a.maker, b.maker) || compareText(a.program ?? '', b.program ?? ''));
  return { rebates, haircuts };
}

function capGroup(
  pool: Pool,
  program: string | null,
  group: readonly Accrued[],
  cap: Decimal,
  disqualified: ReadonlySet<string>,
): CappedRebates {
  const key = ({ maker, program: own }: Accrued) => `${maker}\u001f${own ?? ''}`;
  const claims = group.map(
    (one): Claim => ({
      maker: key(one),
      weight: disqualified.has(one.maker) ? ZERO : one.accrued,
    }),
  );
  const { paid, total, isCut } = capped(claims, cap, pool.scale);
  const ratio = isCut ? quotient(cap, total) : null;
  const rebates = group.map((one): CappedRebate => {
    const due = paid.get(key(one))!;
    const reason = disqualified.has(one.maker)
      ? 'disqualified'
      : ratio === null
        ? 'accrued negative fees, in full'
        : `POOL_HAIRCUT: ${words(total)} accrued against ${words(cap)}, ${words(ratio)} of each`;
    const weight = disqualified.has(one.maker) ? ZERO : one.accrued;
    return { ...one, share: share(weight, total), due, difference: one.paid?.minus(due) ?? null, reason };
  });
  const makers = rebates.filter(({ due }) => !due.isZero()).length;
  const cut = ratio === null ? [] : [{ program, total, cap, ratio, makers, unfounded: false }];
  const paidRatio = oneRatio(rebates);
  if (paidRatio === null) return { rebates, haircuts: cut };
  return { rebates, haircuts: [{ program, total, cap, ratio: paidRatio, makers, unfounded: true }] };
}

const words = (value: Decimal) => value.toSignificantDigits(12).toFixed();

/** True where what was paid is what was due, within one unit of its last decimal. */
export function isPaidAsDue({ paid, due, paidScale }: CappedRebate): boolean {
  if (paid === null) return false;
  return paid
    .minus(due)
    .abs()
    .lte(unitOf(paidScale ?? 18));
}

/** The one ratio below 1 in which every maker was paid though another was due; null where there is none. */
function oneRatio(rebates: readonly CappedRebate[]): Decimal | null {
  const paid = rebates.filter(({ paid: one, due }) => one !== null && !due.isZero());
  if (paid.length < 2 || paid.every(isPaidAsDue)) return null;
  const largest = paid.reduce((best, one) => (one.accrued.gt(best.accrued) ? one : best));
  const ratio = quotient(largest.paid!, largest.accrued);
  const follows = paid.every(({ paid: one, accrued, paidScale }) =>
    one!
      .minus(accrued.times(ratio))
      .abs()
      .lte(unitOf(paidScale ?? 18).times(2)),
  );
  return follows && ratio.lt(1) ? ratio : null;
}
