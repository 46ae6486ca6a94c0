/** The bins of all kernels of a file, added up as whole numbers wherever fills share everything but time, side, ids and amounts. */
import { BinSums } from './bin-sums.ts';
import { type LaneSums, S, SUM_WIDTH } from './lane-sums.ts';

export class MergedBins {
  readonly bins = new BinSums();
  /** By share: the sums over all of its bins. */
  readonly totals = new BinSums();
  /** Of each bin: which fills they are, and when it begins. */
  readonly shares: number[] = [];
  readonly froms: number[] = [];
  private readonly known: Map<number, number>[] = [];

  /** Adds the counted fills of a kernel. @param shareOf by number of the lane */
  add(sums: LaneSums, shareOf: readonly number[]): void {
    const { lanes, binLanes, binFroms } = sums;
    for (const [bin, index] of binLanes.entries()) {
      const share = shareOf[lanes[index]!]!;
      if (share < 0 || sums.sums[bin * SUM_WIDTH + S.fills] === 0) continue;
      this.bins.add(this.binOf(share, binFroms[bin]!), sums, bin);
      this.totals.reach(share);
      this.totals.add(share, sums, bin);
    }
  }

  private binOf(share: number, from: number): number {
    this.known[share] ??= new Map();
    const froms = this.known[share];
    let bin = froms.get(from);
    if (bin === undefined) {
      bin = this.shares.push(share) - 1;
      this.froms.push(from);
      froms.set(from, bin);
      this.bins.reach(bin);
    }
    return bin;
  }
}
