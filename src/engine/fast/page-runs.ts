/** Runs of fills in file order, with a bit for each that bears the time of the one before: what page edges are told by. */
import type { PageEdges } from '../../domain/completeness.ts';
import type { Instant } from '../../domain/time.ts';

/** Plain data. */
export interface PageRunData {
  readonly counts: readonly number[];
  readonly firsts: readonly Instant[];
  readonly lasts: readonly Instant[];
  readonly bits: Uint32Array;
}

export class PageRuns {
  private readonly counts: number[] = [];
  private readonly firsts: Instant[] = [];
  private readonly lasts: Instant[] = [];
  private bits = new Uint32Array(1024);
  /** Fills of all runs. */
  private fills = 0;
  private count = 0;
  private last: Instant = 0;
  private first: Instant = 0;

  add(time: Instant): void {
    this.reach(this.fills);
    if (this.count === 0) this.first = time;
    else if (this.last === time) this.mark(this.fills);
    this.last = time;
    this.fills += 1;
    this.count += 1;
  }

  /** Adds fills one after the other. @param times of which those [from, to) are meant */
  addAll(times: Float64Array, from: number, to: number): void {
    if (from === to) return;
    this.add(times[from]!);
    let { last, fills } = this;
    this.reach(fills + to - from);
    for (let row = from + 1; row < to; row++, fills++) {
      const time = times[row]!;
      if (time === last) this.mark(fills);
      last = time;
    }
    this.count += fills - this.fills;
    this.last = last;
    this.fills = fills;
  }

  private mark(fill: number): void {
    this.bits[fill >>> 5]! |= 1 << (fill & 31);
  }

  private reach(fill: number): void {
    while (fill >>> 5 >= this.bits.length) {
      const larger = new Uint32Array(this.bits.length * 2);
      larger.set(this.bits);
      this.bits = larger;
    }
  }

  /** A row comes of which it is not known yet whether it is a fill: `replay` asks about it. */
  interrupt(): void {
    this.counts.push(this.count);
    this.firsts.push(this.first);
    this.lasts.push(this.last);
    this.count = 0;
  }

  /** The last run ends. */
  data(): PageRunData {
    this.interrupt();
    return { counts: this.counts, firsts: this.firsts, lasts: this.lasts, bits: this.bits };
  }
}

/** Tells the edges of these runs. @param between time of the fill between run n and the next; null = it was no fill */
export function replay(
  { counts, firsts, lasts, bits }: PageRunData,
  edges: PageEdges,
  between: (run: number) => Instant | null,
): void {
  let fill = 0;
  for (const [run, count] of counts.entries()) {
    if (count > 0) {
      edges.add(firsts[run]!);
      const end = fill + count;
      fill += 1;
      while (fill < end) {
        const passed = Math.min(edges.untilEdge, end - fill);
        edges.pass(passed, lasts[run]!);
        fill += passed;
        if (fill === end) break;
        edges.addSame((bits[fill >>> 5]! & (1 << (fill & 31))) !== 0, lasts[run]!);
        fill += 1;
      }
    }
    const time = run === counts.length - 1 ? null : between(run);
    if (time !== null) edges.add(time);
  }
}
