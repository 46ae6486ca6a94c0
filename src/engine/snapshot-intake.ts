/** Where every row of a run's snapshots went, and the windows of time that have none. */
import { compareText } from '../domain/mark.ts';
import { type Instant, MINUTE } from '../domain/time.ts';
import type { BadBook } from '../ingest/snapshots.ts';

export type SnapshotBucket = 'used' | 'excluded' | 'bad' | 'duplicate' | 'refused';

/** Books and rows of one bucket and reason, with the first of them. */
export interface IntakeLine {
  readonly bucket: SnapshotBucket;
  readonly reason: string | null;
  /** Books of one instrument at one instant. */
  readonly books: number;
  readonly rows: number;
  readonly first: BadBook | null;
}

/** A span of time without any snapshot. */
export interface Gap {
  readonly from: Instant;
  readonly to: Instant;
  /** Windows that have none. */
  readonly windows: number;
}

/** The longest gaps are kept, all are counted. */
const KEPT_GAPS = 100;

export class SnapshotIntake {
  private readonly lines = new Map<string, { -readonly [K in keyof IntakeLine]: IntakeLine[K] }>();
  private readonly windowMs: number;
  private window: number | null = null;
  /** Instants with a book that was scored. */
  instants = 0;
  windows = 0;
  missingWindows = 0;
  gapCount = 0;
  from: Instant | null = null;
  to: Instant | null = null;
  private kept: Gap[] = [];

  /** @param windowMinutes length of the windows in which the venue takes one snapshot each */
  constructor(windowMinutes: number) {
    this.windowMs = windowMinutes * MINUTE;
  }

  add(bucket: SnapshotBucket, reason: string | null, book: BadBook, books = 1): void {
    const key = `${bucket} ${reason ?? ''}`;
    const line = this.lines.get(key);
    if (line === undefined) {
      this.lines.set(key, { bucket, reason, books, rows: book.rows, first: book });
      return;
    }
    line.books += books;
    line.rows += book.rows;
  }

  /** Windows between the start of the span asked for and the first snapshot are a gap, too. */
  begin(from: Instant | null): void {
    if (from !== null) this.window = Math.floor(from / this.windowMs) - 1;
  }

  /** And so are those after the last one. @param to exclusive */
  end(to: Instant | null): void {
    if (to !== null && this.window !== null) this.gapBefore(Math.ceil(to / this.windowMs));
  }

  /** A scored instant; called in order of time. */
  instant(time: Instant): void {
    this.instants++;
    this.from ??= time;
    this.to = time;
    const window = Math.floor(time / this.windowMs);
    if (window === this.window) return;
    this.windows++;
    this.gapBefore(window);
    this.window = window;
  }

  private gapBefore(window: number): void {
    const before = this.window;
    if (before === null || window <= before + 1) return;
    const windows = window - before - 1;
    this.missingWindows += windows;
    this.gapCount++;
    this.kept.push({ from: (before + 1) * this.windowMs, to: window * this.windowMs, windows });
    if (this.kept.length >= 2 * KEPT_GAPS) this.kept = longest(this.kept);
  }

  gaps(): Gap[] {
    return longest(this.kept);
  }

  /** In a fixed order: used, excluded, duplicate, bad, refused; then by reason. */
  sorted(): IntakeLine[] {
    const order: readonly SnapshotBucket[] = ['used', 'excluded', 'duplicate', 'bad', 'refused'];
    return [...this.lines.values()].sort(
      (a, b) =>
        order.indexOf(a.bucket) - order.indexOf(b.bucket) || compareText(a.reason ?? '', b.reason ?? ''),
    );
  }

  rows(): number {
    return [...this.lines.values()].reduce((sum, { rows }) => sum + rows, 0);
  }

  /** Rows that could not be read. */
  refusedRows(): number {
    return this.sorted().reduce((sum, { bucket, rows }) => sum + (bucket === 'refused' ? rows : 0), 0);
  }
}

function longest(gaps: readonly Gap[]): Gap[] {
  return [...gaps].sort((a, b) => b.windows - a.windows || a.from - b.from).slice(0, KEPT_GAPS);
}
