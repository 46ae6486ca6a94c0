/** What the kernel summed up in the lanes of one file, and what it comes to. */
import type { AlikeSums } from '../../domain/alike-fills.ts';
import type { IdSpan } from '../../domain/completeness.ts';
import { Decimal, unitOf } from '../../domain/decimal.ts';
import type { CountedLane, Lane } from './lane.ts';

/** What is summed up in a lane. Fees and expected fees in units of the last step, notional in limbs. */
export const S = {
  fills: 0,
  matched: 1,
  positive: 2,
  charged: 3,
  paid: 4,
  expected: 5,
  high: 6,
  low: 7,
  asMaker: 8,
  /** Largest number of decimals written in the fee column. */
  written: 9,
  /** Rows whose printed value is not price × quantity. */
  remarked: 10,
  ids: 11,
  leastId: 12,
  greatestId: 13,
  breaks: 14,
} as const;
export const SUM_WIDTH = 15;

/** Decimals in which fees of rows that are left out are summed up. */
export const LEFT_OUT_SCALE = 8;

/** Plain data. */
export interface LaneSums {
  readonly lanes: readonly Lane[];
  /** `SUM_WIDTH` numbers a lane, see `S`. */
  readonly sums: Float64Array;
  /** What a double did not hold, by place in `sums`. */
  readonly poured: ReadonlyMap<number, bigint>;
  /** Per lane, the least and the greatest of ids of more than 15 digits. */
  readonly longIds: ReadonlyMap<number, { readonly least: string; readonly greatest: string }>;
}

/** The sum at a place, exact. */
function whole({ sums, poured }: LaneSums, lane: number, sum: number): Decimal {
  const at = lane * SUM_WIDTH + sum;
  const rest = new Decimal(sums[at]!);
  const more = poured.get(at);
  return more === undefined ? rest : rest.plus(more.toString());
}

/** What a counted lane came to. @param index of the lane in `lanes` */
export function sumsOf(all: LaneSums, index: number): AlikeSums {
  const at = index * SUM_WIDTH;
  const unit = unitOf((all.lanes[index] as CountedLane).steps.at(-1)!.scale);
  const { sums } = all;
  const [fills, matched, breaks] = [sums[at + S.fills]!, sums[at + S.matched]!, sums[at + S.breaks]!];
  const high = whole(all, index, S.high).times('1e-8');
  const low = whole(all, index, S.low).times('1e-16');
  return {
    fills,
    matched,
    withinTolerance: fills - matched - breaks,
    breaks,
    positive: sums[at + S.positive]!,
    notional: high.plus(low),
    expected: whole(all, index, S.expected).times(unit),
    charged: whole(all, index, S.charged).times(unit),
    paid: whole(all, index, S.paid).times(unit),
  };
}

/** Σ of the raw fees of rows that are left out. */
export function chargedOf(all: LaneSums, index: number): Decimal {
  return whole(all, index, S.charged).times(unitOf(LEFT_OUT_SCALE));
}

/** Σ of what makers would have paid. */
export function asMakerOf(all: LaneSums, index: number): Decimal {
  const unit = unitOf((all.lanes[index] as CountedLane).steps.at(-1)!.scale);
  return whole(all, index, S.asMaker).times(unit);
}

/** The ids of a counted lane, as completeness looks at them; null = some are no plain numbers. */
export function idsOf({ sums, longIds }: LaneSums, index: number): IdSpan | null {
  const at = index * SUM_WIDTH;
  const count = sums[at + S.ids]!;
  if (count < 0) return null;
  const long = longIds.get(index);
  const least = sums[at + S.leastId]!;
  const shortest = least === 0 ? long?.least : String(least);
  const longest = long?.greatest ?? String(sums[at + S.greatestId]!);
  return shortest === undefined ? null : { least: shortest, greatest: longest, count };
}
