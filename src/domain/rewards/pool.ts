/** Splitting a pool so that its parts add up to it exactly. */
import { Decimal, ONE, ZERO } from '../decimal.ts';
import { compareText } from '../mark.ts';

/** A claim on a pool; weights are never negative. */
export interface Claim {
  readonly maker: string;
  readonly weight: Decimal;
}

/**
 * Splits `pool` pro rata in whole units of its last decimal; what rounding down leaves goes, a unit each, to the largest
 * remainders (of equal ones to the maker first in order of names). The parts add up to the pool exactly. Nobody gets anything
 * where all weights are 0.
 * @param scale decimals of the asset; the pool must be whole at it
 */
export function allocate(pool: Decimal, claims: readonly Claim[], scale: number): Map<string, Decimal> {
  const total = claims.reduce((sum, { weight }) => sum.plus(weight), ZERO);
  if (total.isZero()) return new Map(claims.map(({ maker }) => [maker, ZERO]));
  const units = pool.times(new Decimal(10).pow(scale));
  const parts = claims.map(({ maker, weight }) => {
    const exact = units.times(weight);
    const floor = exact.divToInt(total);
    return { maker, floor, rest: exact.minus(floor.times(total)) };
  });
  let left = parts.reduce((rest, { floor }) => rest.minus(floor), units);
  const byRest = [...parts].sort((a, b) => b.rest.comparedTo(a.rest) || compareText(a.maker, b.maker));
  const extra = new Set<string>();
  for (const { maker } of byRest) {
    if (left.lt(ONE)) break;
    extra.add(maker);
    left = left.minus(ONE);
  }
  const unit = new Decimal(`1e-${scale}`);
  return new Map(
    parts.map(({ maker, floor }) => [maker, (extra.has(maker) ? floor.plus(ONE) : floor).times(unit)]),
  );
}

/** Accrued rebates as they are paid: in full, or pro rata of the cap where they exceed it. */
export function capped(
  accrued: readonly Claim[],
  cap: Decimal,
  scale: number,
): { readonly paid: ReadonlyMap<string, Decimal>; readonly total: Decimal; readonly isCut: boolean } {
  const total = accrued.reduce((sum, { weight }) => sum.plus(weight), ZERO);
  const isCut = total.gt(cap);
  const paid = isCut
    ? allocate(cap, accrued, scale)
    : new Map(accrued.map(({ maker, weight }) => [maker, weight]));
  return { paid, total, isCut };
}
