/** The bins of all kernels of a file, added up as whole numbers wherever fills share everything but time, side, ids and amounts. */
import { BinSums } from './bin-sums.ts';
import { type LaneSums, S, SUM_WIDTH, type SumData } from './lane-sums.ts';

/** What fills of a share came to; the sums stand in the only bin, until the next are asked for. */
interface Merged {
  readonly share: number;
  /** When their bin begins; of totals, when the first one does. */
  readonly from: number;
  readonly sums: SumData;
}

/** Bins of all kernels in columns, since there are many; those of the first kernel come first. */
export interface Columns {
  readonly shares: Int32Array;
  /** When they begin: numbers in `begins`, which ascend. */
  readonly froms: Int32Array;
  readonly begins: Float64Array;
  readonly bins: Int32Array;
  /** Of each kernel, where those of the next begin. */
  readonly ends: readonly number[];
  /** All places in the columns, by share and then by time. */
  readonly order: Uint32Array;
}

export class MergedBins {
  private readonly kernels: readonly LaneSums[];
  readonly columns: Columns;

  /** @param shares by number of the lane; −1 = its rows are not counted as fills */
  constructor(kernels: readonly LaneSums[], shares: readonly number[]) {
    this.kernels = kernels;
    this.columns = columnsOf(kernels, shares);
  }

  /** What fills of each share came to, of whatever time. */
  totals(): Generator<Merged> {
    const { shares } = this.columns;
    return this.merged((one, other) => shares[one] === shares[other]);
  }

  /** What fills of each share and bin came to. */
  bins(): Generator<Merged> {
    const { shares, froms } = this.columns;
    return this.merged((one, other) => shares[one] === shares[other] && froms[one] === froms[other]);
  }

  private *merged(isSame: (one: number, other: number) => boolean): Generator<Merged> {
    const { shares, froms, begins, order } = this.columns;
    const sums = new BinSums(new Float64Array(SUM_WIDTH));
    for (const [index, one] of order.entries()) {
      this.addTo(sums, one);
      const next = order[index + 1];
      if (next !== undefined && isSame(one, next)) continue;
      yield { share: shares[one]!, from: begins[froms[one]!]!, sums };
      sums.clear();
    }
  }

  /** Adds the bin at a place in the columns to the only one of `sums`. */
  addTo(sums: BinSums, place: number): void {
    const { bins, ends } = this.columns;
    const kernel = ends.findIndex((end) => place < end);
    sums.add(0, this.kernels[kernel]!, bins[place]!);
  }
}

/** The bins of counted fills. */
function columnsOf(kernels: readonly LaneSums[], shareOf: readonly number[]): Columns {
  const most = kernels.reduce((sum, { binLanes }) => sum + binLanes.length, 0);
  const [shares, froms, bins] = [new Int32Array(most), new Int32Array(most), new Int32Array(most)];
  const times = new Set<number>();
  for (const kernel of kernels) for (const { from } of countedBins(kernel, shareOf)) times.add(from);
  const begins = Float64Array.from(times).sort();
  const numbers = new Map(Array.from(begins, (from, number) => [from, number]));
  let count = 0;
  const ends = kernels.map((kernel) => {
    for (const { bin, share, from } of countedBins(kernel, shareOf)) {
      shares[count] = share;
      froms[count] = numbers.get(from)!;
      bins[count] = bin;
      count += 1;
    }
    return count;
  });
  const order = new Uint32Array(count).map((_, place) => place);
  order.sort((a, b) => shares[a]! - shares[b]! || froms[a]! - froms[b]!);
  return { shares, froms, begins, bins, ends, order };
}

function* countedBins({ lanes, binLanes, binFroms, sums }: LaneSums, shareOf: readonly number[]) {
  for (const [bin, index] of binLanes.entries()) {
    const share = shareOf[lanes[index]!]!;
    if (share >= 0 && sums[bin * SUM_WIDTH + S.fills]! > 0) yield { bin, share, from: binFroms[bin]! };
  }
}
