/** The largest breaks of a run, in bounded memory and in an order that rows and files cannot change. */
import type { CauseScope } from './cause.ts';
import type { Fill } from './fill.ts';
import type { FillJudgement } from './judgement.ts';
import { compareMarks, compareText, markOf } from './mark.ts';

/** One break, with all that a report row needs. */
export interface BreakRecord {
  readonly fill: Fill;
  readonly judged: FillJudgement;
  readonly scope: CauseScope;
  /** Key of its set of hypotheses, see `cause.ts`. */
  readonly signature: string;
}

/** How many breaks the formats show that do not stream all of them. */
export const LARGEST_BREAKS = 1000;

export class LargestBreaks {
  private kept: BreakRecord[] = [];
  /** All breaks seen. */
  count = 0;

  add(record: BreakRecord): void {
    this.count += 1;
    this.kept.push(record);
    if (this.kept.length >= 2 * LARGEST_BREAKS) this.trim();
  }

  /** Adds breaks of which only those are shown that can be among the largest. @param count all of them */
  addMany(count: number, largest: readonly BreakRecord[]): void {
    this.count += count - largest.length;
    for (const record of largest) this.add(record);
  }

  merge(other: LargestBreaks): void {
    this.count += other.count;
    this.kept.push(...other.kept);
    this.trim();
  }

  /** Largest |variance| first (whatever the asset), then by time, trade id and place. */
  sorted(): readonly BreakRecord[] {
    this.trim();
    return this.kept;
  }

  private trim(): void {
    this.kept.sort(compareBreaks);
    this.kept.length = Math.min(this.kept.length, LARGEST_BREAKS);
  }
}

function compareBreaks(a: BreakRecord, b: BreakRecord): number {
  return (
    b.judged.variance!.abs().cmp(a.judged.variance!.abs()) ||
    compareMarks(markOf(a.fill), markOf(b.fill)) ||
    compareText(a.fill.file, b.fill.file) ||
    a.fill.line - b.fill.line
  );
}
