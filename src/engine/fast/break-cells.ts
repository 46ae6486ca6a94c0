/**
 * Breaks that share their causes, counted in cells: one context and one rate that was charged instead. Which they are and from
 * which size on, the domain says (`domain/steady-diagnosis.ts`); the largest are kept, to be judged again one by one.
 */
import { LARGEST_BREAKS } from '../../domain/largest-breaks.ts';
import { POWERS } from './exact-fee.ts';
import type { SignedWhole } from './lane.ts';
import type { QuickBreaks } from './quick-breaks.ts';
import { LIMIT } from './sizes.ts';

/** Plain data. */
export interface Cell {
  /** Which causes; cells of several lanes can share them. */
  readonly id: number;
  /** Which rates reproduce their fees; cells of one rate mostly share them. */
  readonly labels: number;
  /** Fills on a base above this, in 10^−8, belong to it. */
  readonly least: number;
  /** Fills of [from, to) do; infinite where unbounded. */
  readonly from: number;
  readonly to: number;
  /** Fills of this very millisecond do not; NaN = there is none. */
  readonly notAt: number;
}

/** A break that can be among the largest. Plain data. */
export interface KeptBreak {
  /** |charged − expected|, in units of 10^−scale. */
  readonly off: number;
  readonly scale: number;
  readonly time: number;
  readonly cell: number;
  readonly text: string;
  readonly part: number;
  readonly line: number;
}

/** What was counted of one cell. Plain data. */
export interface CellSums {
  fills: number;
  /** Σ charged − expected and Σ of its size, in units of 10^−scale; what a double does not hold was poured over. */
  variance: number;
  magnitude: number;
  pouredVariance: bigint;
  pouredMagnitude: bigint;
  readonly scale: number;
}

const KEPT = 4 * LARGEST_BREAKS;
/** Breaks of one lane and rate that are judged singly before it is asked what they share: that costs as much as a few of them. */
const SINGLY = 2;
/** Of so many lanes and rates it is asked at once: a file in which one rate was wrong has few of them. */
const EAGER = 2000;

export class BreakCells {
  /** By cell. */
  readonly sums: CellSums[] = [];
  /** By lane and rate: cells of different times (null = each is judged singly), or how many breaks came so far. */
  private readonly known = new Map<number, Map<number, readonly Cell[] | null | number>>();
  private asked = 0;
  private readonly quick: QuickBreaks;

  /** @param quick is told of all cells */
  constructor(quick: QuickBreaks) {
    this.quick = quick;
  }

  /**
   * The cell of a lane's fills that are charged at a rate; null = this one is judged singly.
   *
   * @param feeScale decimals of the lane's fees
   * @param ask is asked once
   */
  of(
    lane: number,
    { mantissa, scale, sign }: SignedWhole,
    feeScale: number,
    time: number,
    ask: () => Cell | null,
  ): Cell | null {
    let cells = this.known.get(lane);
    if (cells === undefined) {
      cells = new Map();
      this.known.set(lane, cells);
    }
    const key = sign * (mantissa * 32 + scale);
    const known = cells.get(key) ?? 0;
    if (known === null) return null;
    if (typeof known === 'number' && this.asked >= EAGER && known < SINGLY) {
      cells.set(key, known + 1);
      return null;
    }
    const others = typeof known === 'number' ? [] : known;
    for (const other of others) if (time >= other.from && time < other.to) return other;
    this.asked += 1;
    const cell = ask();
    cells.set(key, cell === null ? null : [...others, cell]);
    if (cell !== null) this.quick.tell(lane, key, cell, feeScale);
    return cell;
  }

  /** Counts a break. @param off up to `LIMIT` in size */
  add({ id }: Cell, off: number, scale: number): void {
    let sums = this.sums[id];
    if (sums === undefined) {
      sums = { fills: 0, variance: 0, magnitude: 0, pouredVariance: 0n, pouredMagnitude: 0n, scale };
      this.sums[id] = sums;
    }
    sums.fills += 1;
    sums.variance += off;
    sums.magnitude += Math.abs(off);
    if (sums.magnitude < LIMIT) return;
    sums.pouredVariance += BigInt(sums.variance);
    sums.pouredMagnitude += BigInt(sums.magnitude);
    sums.variance = 0;
    sums.magnitude = 0;
  }
}

const sizeOf = ({ off, scale }: KeptBreak) => off / POWERS[scale]!;

/** The breaks that can be among the largest. */
export class KeptBreaks {
  private kept: KeptBreak[] = [];
  /** Breaks smaller than this are not among the largest. */
  least: number;

  /** @param floor what is known of `least` from others */
  constructor(floor = 0) {
    this.least = floor;
  }

  /** True = a break of this size can be among the largest. */
  wants(off: number, scale: number): boolean {
    return Math.abs(off) / POWERS[scale]! >= this.least;
  }

  keep(one: KeptBreak): void {
    this.kept.push(one);
    if (this.kept.length >= KEPT) this.trim();
  }

  /** All that can be among the largest, and perhaps some that are not. */
  largest(): readonly KeptBreak[] {
    if (this.kept.length > LARGEST_BREAKS) this.trim();
    return this.kept;
  }

  private trim(): void {
    this.kept.sort((a, b) => sizeOf(b) - sizeOf(a) || b.scale - a.scale || b.off - a.off || a.time - b.time);
    const edge = this.kept[LARGEST_BREAKS - 1]!;
    const size = sizeOf(edge);
    this.least = size;
    // Of equal ones the earliest are shown; those alike to a last digit that a double does not hold are all kept.
    this.kept = this.kept.filter((one) => {
      const own = sizeOf(one);
      if (own !== size) return own > size;
      return one.scale !== edge.scale || one.off !== edge.off || one.time <= edge.time;
    });
  }
}
