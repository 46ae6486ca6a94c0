/** What the kernel summed up in the bins of one file, and what it comes to. */
import type { AlikeSums } from '../../domain/alike-fills.ts';
import type { IdSpan } from '../../domain/completeness.ts';
import { Decimal } from '../../domain/decimal.ts';
import { LIMB } from './exact-fee.ts';
import { QUOTIENT_SCALE } from './quotients.ts';

/** What is summed up in a bin. Fees and expected fees in units of the last step, notional in whole units, 10^−8 and 10^−16. */
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
  whole: 15,
} as const;
export const SUM_WIDTH = 16;

/** Decimals in which fees of rows that are left out are summed up. */
export const LEFT_OUT_SCALE = 8;

/** Plain data. */
export interface SumData {
  /** `SUM_WIDTH` numbers a bin, see `S`. */
  readonly sums: Float64Array;
  /** What a double did not hold, by place in `sums`. */
  readonly poured: ReadonlyMap<number, bigint>;
  /** Per bin, the part of its traded value that are quotients, in units of 10^−`QUOTIENT_SCALE`. */
  readonly quotients: ReadonlyMap<number, bigint>;
  /** Per bin, the least and the greatest of ids of more than 15 digits. */
  readonly longIds: ReadonlyMap<number, { readonly least: string; readonly greatest: string }>;
}

/** Plain data. */
export interface LaneSums extends SumData {
  /** Numbers of the lanes. */
  readonly lanes: Int32Array;
  /** Of each bin, the first lane that has it among `lanes`, and when it begins. */
  readonly binLanes: Int32Array;
  readonly binFroms: Float64Array;
}

/** A copy, since to hand on a view is to hand on all that it is a view of. */
export function inOwnBuffers(all: LaneSums): LaneSums {
  const [sums, binLanes, binFroms] = [all.sums.slice(), all.binLanes.slice(), all.binFroms.slice()];
  return { ...all, sums, binLanes, binFroms };
}

/** The sum at a place. */
function total({ sums, poured }: SumData, at: number): bigint {
  return BigInt(sums[at]!) + (poured.get(at) ?? 0n);
}

/** The sum at a place in units of 10^−scale, exact. */
function amount({ sums, poured }: SumData, at: number, scale: number): Decimal {
  const more = poured.get(at);
  return new Decimal(`${more === undefined ? sums[at]! : more + BigInt(sums[at]!)}e-${scale}`);
}

/** Σ of traded values. */
function notionalOf(all: SumData, bin: number): Decimal {
  const at = bin * SUM_WIDTH;
  const [whole, high, low] = [S.whole, S.high, S.low].map((sum) => total(all, at + sum));
  const limb = BigInt(LIMB);
  const products = new Decimal(`${(whole! * limb + high!) * limb + low!}e-16`);
  const units = all.quotients.get(bin);
  return units === undefined ? products : products.plus(`${units}e-${QUOTIENT_SCALE}`);
}

/** What a bin of counted fills came to; only the amounts that somebody asks for become decimals. */
export class BinTotal implements AlikeSums {
  private readonly all: SumData;
  private readonly at: number;
  private readonly scale: number;

  /** @param scale of their fees */
  constructor(all: SumData, bin: number, scale: number) {
    this.all = all;
    this.at = bin * SUM_WIDTH;
    this.scale = scale;
  }

  get fills(): number {
    return this.count(S.fills);
  }

  get matched(): number {
    return this.count(S.matched);
  }

  get breaks(): number {
    return this.count(S.breaks);
  }

  get withinTolerance(): number {
    return this.fills - this.matched - this.breaks;
  }

  get positive(): number {
    return this.count(S.positive);
  }

  get notional(): Decimal {
    return notionalOf(this.all, this.at / SUM_WIDTH);
  }

  get expected(): Decimal {
    return this.amount(S.expected);
  }

  get charged(): Decimal {
    return this.amount(S.charged);
  }

  get paid(): Decimal {
    return this.amount(S.paid);
  }

  private count(sum: number): number {
    return this.all.sums[this.at + sum]!;
  }

  private amount(sum: number): Decimal {
    return amount(this.all, this.at + sum, this.scale);
  }
}

/** Σ of the raw fees. */
export const chargedOf = (all: SumData, bin: number, scale: number): Decimal =>
  amount(all, bin * SUM_WIDTH + S.charged, scale);

/** Σ of what makers would have paid. */
export const asMakerOf = (all: SumData, bin: number, scale: number): Decimal =>
  amount(all, bin * SUM_WIDTH + S.asMaker, scale);

/** The ids of counted fills, as completeness looks at them; null = some are no plain numbers. */
export function idsOf({ sums, longIds }: SumData, bin: number): IdSpan | null {
  const at = bin * SUM_WIDTH;
  const count = sums[at + S.ids]!;
  if (count < 0) return null;
  const long = longIds.get(bin);
  const least = sums[at + S.leastId]!;
  const shortest = least === 0 ? long?.least : String(least);
  const longest = long?.greatest ?? String(sums[at + S.greatestId]!);
  return shortest === undefined ? null : { least: shortest, greatest: longest, count };
}
