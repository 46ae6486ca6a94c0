/** What fees show of how a venue rounds, counted as `domain/rounding-fingerprint.ts` does, in whole numbers. */
import type { RoundingTallies } from '../../domain/rounding-fingerprint.ts';
import { CODES, encodeRounding } from '../../domain/rounding-fingerprint.ts';
import { cutAt } from './exact-fee.ts';
import { COUNTS_WIDTH } from './kernel-room.ts';
import type { Cut, Size } from './sizes.ts';

/** Evidence of one key. */
export class RoundingCounts {
  /** Decimals that the file prints. */
  private readonly largest: number;
  private least = 0;
  /** By scale and code; behind the codes, those that no rounding changes. */
  private readonly counts: Float64Array;
  /** Whether the largest scale is settled, then the counts at it. */
  private readonly top: Float64Array;
  private readonly cut: Cut = { kept: 0, rest: 0, unit: 1, more: false };

  /** @param top where the counts at the largest scale stand; null = nobody else counts there */
  constructor(largest: number, top: Float64Array | null) {
    this.largest = largest;
    this.counts = new Float64Array((largest + 1) * (CODES + 1));
    this.top = top ?? new Float64Array(COUNTS_WIDTH);
    this.settle(0);
  }

  /** The scale at which alone a fee counts: the largest, once a fee of so many decimals came; else −1. */
  get settled(): boolean {
    return this.top[0] === 1;
  }

  private settle(least: number): void {
    this.least = least;
    this.top[0] = least === this.largest ? 1 : 0;
  }

  /** Counts a fee at the largest scale, of which `cut` is known. @param fee its size in units of that scale, without sign */
  count(cut: Cut, fee: number, negativeFee: boolean, negative: boolean, scale = this.largest): void {
    const added = fee - cut.kept;
    if ((added !== 0 && added !== 1) || (fee !== 0 && negativeFee !== negative)) return;
    const isTop = scale === this.largest;
    const counts = isTop ? this.top : this.counts;
    const at = isTop ? 1 : scale * (CODES + 1);
    if (cut.rest === 0 && !cut.more) {
      if (added === 0) counts[at + CODES]! += 1;
      return;
    }
    const twice = cut.rest * 2;
    const part = twice > cut.unit || (twice === cut.unit && cut.more) ? 1 : twice === cut.unit ? 0 : -1;
    counts[at + encodeRounding(negative, part, cut.kept % 2 !== 0, added === 1)]! += 1;
  }

  /**
   * Counts a fee at every scale that is still open. @param fee its size × 10^decimals, without zeros at its end
   * @returns false where a number is too long; nothing was counted then
   */
  countAll(
    size: Size,
    rate: number,
    rateScale: number,
    fee: number,
    decimals: number,
    negativeFee: boolean,
    negative: boolean,
  ): boolean {
    const { cut } = this;
    if (!cutAt(size, rate, rateScale, decimals, cut)) return false;
    const off = fee - cut.kept;
    const near =
      negativeFee === negative || fee === 0 ? off === 0 || (off === 1 && (cut.rest > 0 || cut.more)) : false;
    if (!near) return true;
    const least = Math.max(this.least, decimals);
    for (let scale = least; scale <= this.largest; scale++) {
      if (!cutAt(size, rate, rateScale, scale, cut)) return false;
    }
    this.settle(least);
    for (let scale = least; scale <= this.largest; scale++) {
      cutAt(size, rate, rateScale, scale, cut);
      this.count(cut, fee * 10 ** (scale - decimals), negativeFee, negative, scale);
    }
    return true;
  }

  /** As the domain keeps them; scales below the least are nothing. */
  tallies(): RoundingTallies {
    const { least, largest, counts, top } = this;
    counts.set(top.subarray(1), largest * (CODES + 1));
    return { least, largest, counts };
  }
}
