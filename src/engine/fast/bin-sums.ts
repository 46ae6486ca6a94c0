/** What is summed up in bins: doubles as long as they are exact, whole numbers of any size beside them. */
import { isBefore } from '../../domain/completeness.ts';
import { doubled } from './doubled.ts';
import { limbsOf } from './exact-fee.ts';
import { S, SUM_WIDTH, type SumData } from './lane-sums.ts';
import { unitsOf } from './quotients.ts';
import { LIMIT, type Size } from './sizes.ts';

/** Sums of whole numbers. */
const ADDED = [
  ...[S.fills, S.matched, S.positive, S.charged, S.paid, S.expected, S.whole, S.high, S.low, S.asMaker],
  ...[S.remarked, S.breaks],
];

export class BinSums implements SumData {
  /** `SUM_WIDTH` numbers a bin. */
  sums: Float64Array<ArrayBuffer>;
  private bins = 0;
  private readonly limbs = { whole: 0, high: 0, low: 0 };
  readonly poured = new Map<number, bigint>();
  readonly quotients = new Map<number, bigint>();
  readonly longIds = new Map<number, { least: string; greatest: string }>();

  /** @param room for all bins that there can be; null = it grows */
  constructor(room: Float64Array<ArrayBuffer> | null = null) {
    this.sums = room ?? new Float64Array(64 * SUM_WIDTH);
  }

  /** Makes room for bins up to this one. */
  reach(bin: number): void {
    if (bin < this.bins) return;
    this.bins = bin + 1;
    while (this.bins * SUM_WIDTH > this.sums.length) this.sums = doubled(this.sums);
  }

  /** Adds to a sum what may pass what a double holds. @param value a whole number up to `LIMIT` in size */
  pour(at: number, value: number): void {
    const sum = this.sums[at]! + value;
    if (sum <= LIMIT && sum >= -LIMIT) {
      this.sums[at] = sum;
      return;
    }
    this.addTo(at, BigInt(this.sums[at]!) + BigInt(value));
    this.sums[at] = 0;
  }

  /** Adds a size to the traded value. @param at where the sums of the bin begin */
  pourSize(at: number, size: Size): void {
    if (size.over !== 0) {
      this.addQuotient(at / SUM_WIDTH, unitsOf(size));
      return;
    }
    const { limbs } = this;
    if (!limbsOf(size, limbs)) {
      this.addTo(at + S.whole, BigInt(size.high) * 10n ** BigInt(-size.scale));
      return;
    }
    this.pour(at + S.whole, limbs.whole);
    this.pour(at + S.high, limbs.high);
    if (limbs.low !== 0) this.pour(at + S.low, limbs.low);
  }

  private addQuotient(bin: number, units: bigint): void {
    this.quotients.set(bin, (this.quotients.get(bin) ?? 0n) + units);
  }

  private addTo(at: number, value: bigint): void {
    this.poured.set(at, (this.poured.get(at) ?? 0n) + value);
  }

  /** Counts an id of 16 to 30 digits. @returns false where it is none */
  addLongId(bin: number, id: string | null): boolean {
    if (id === null || !/^[1-9]\d{15,29}$/.test(id)) return false;
    this.includeLongId(bin, id);
    return true;
  }

  private includeLongId(bin: number, id: string): void {
    const known = this.longIds.get(bin);
    if (known === undefined) this.longIds.set(bin, { least: id, greatest: id });
    else {
      if (isBefore(id, known.least)) known.least = id;
      if (isBefore(known.greatest, id)) known.greatest = id;
    }
  }

  /** Adds all of a bin of others to a bin of these. */
  add(bin: number, { sums, poured, quotients, longIds }: SumData, other: number): void {
    const at = bin * SUM_WIDTH;
    const from = other * SUM_WIDTH;
    for (const sum of ADDED) {
      this.pour(at + sum, sums[from + sum]!);
      const more = poured.get(from + sum);
      if (more !== undefined) this.addTo(at + sum, more);
    }
    this.sums[at + S.written] = Math.max(this.sums[at + S.written]!, sums[from + S.written]!);
    this.addIds(at, sums, from);
    const units = quotients.get(other);
    if (units !== undefined) this.addQuotient(bin, units);
    const long = longIds.get(other);
    if (long === undefined) return;
    this.includeLongId(bin, long.least);
    this.includeLongId(bin, long.greatest);
  }

  private addIds(at: number, sums: Float64Array, from: number): void {
    const mine = this.sums;
    if (mine[at + S.ids]! < 0 || sums[from + S.ids]! < 0) {
      mine[at + S.ids] = -1;
      return;
    }
    mine[at + S.ids]! += sums[from + S.ids]!;
    const [least, greatest] = [sums[from + S.leastId]!, sums[from + S.greatestId]!];
    if (least > 0 && (mine[at + S.leastId] === 0 || least < mine[at + S.leastId]!))
      mine[at + S.leastId] = least;
    if (greatest > mine[at + S.greatestId]!) mine[at + S.greatestId] = greatest;
  }

  /** All bins are empty again. */
  clear(): void {
    this.sums.fill(0);
    for (const more of [this.poured, this.quotients, this.longIds]) more.clear();
  }

  /** As plain data: a view. */
  data(): SumData {
    const { sums, bins, poured, quotients, longIds } = this;
    return { sums: sums.subarray(0, bins * SUM_WIDTH), poured, quotients, longIds };
  }
}
