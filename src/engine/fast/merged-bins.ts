/** The bins of all kernels of a file, added up as whole numbers wherever fills share everything but time, side, ids and amounts. */
import { BinSums } from './bin-sums.ts';
import type { Lane } from './lane.ts';
import { type LaneSums, S, SUM_WIDTH, type SumData } from './lane-sums.ts';

/** What fills of a share came to; the sums stand in the only bin, until the next are asked for. */
interface Merged {
  readonly share: number;
  /** When their bin begins; of totals, when the first one does. */
  readonly from: number;
  readonly sums: SumData;
}

/** A bin of one kernel. */
interface KernelBin {
  readonly share: number;
  readonly from: number;
  readonly sums: LaneSums;
  readonly bin: number;
}

export class MergedBins {
  private readonly all: KernelBin[] = [];

  /** Adds the counted fills of a kernel. @param made by number of the lane */
  add(sums: LaneSums, made: readonly Lane[]): void {
    const { lanes, binLanes, binFroms } = sums;
    for (const [bin, index] of binLanes.entries()) {
      const lane = made[lanes[index]!]!;
      if (lane.kind !== 'counted' || sums.sums[bin * SUM_WIDTH + S.fills] === 0) continue;
      this.all.push({ share: lane.share, from: binFroms[bin]!, sums, bin });
    }
  }

  /** What fills of each share came to, of whatever time. */
  totals(): Generator<Merged> {
    return this.merged((one, other) => one.share === other.share);
  }

  /** What fills of each share and bin came to. */
  bins(): Generator<Merged> {
    return this.merged((one, other) => one.share === other.share && one.from === other.from);
  }

  private *merged(isSame: (one: KernelBin, other: KernelBin) => boolean): Generator<Merged> {
    const all = this.all.sort((a, b) => a.share - b.share || a.from - b.from);
    const sums = new BinSums(new Float64Array(SUM_WIDTH));
    for (const [index, one] of all.entries()) {
      sums.add(0, one.sums, one.bin);
      const next = all[index + 1];
      if (next !== undefined && isSame(one, next)) continue;
      yield { share: one.share, from: one.from, sums };
      sums.clear();
    }
  }
}
