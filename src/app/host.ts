/** What the outside world lends to an app function: nothing in `app` reads the clock or writes to the console itself. */
import type { Readable } from 'node:stream';
import type { Problem } from '../domain/problem.ts';
import type { Instant } from '../domain/time.ts';
import type { RenderWish, Report } from '../report/model.ts';

export interface Host {
  readonly now: Instant;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable;
  /** Folder of the shipped schedules. */
  readonly shippedSchedules: string;
  /** `fee-audit`'s own version. */
  readonly version: string;
  /** Called now and then with what is being done and how far it is (bytes); the edge decides whether to show it. */
  progress(step: string, doneBytes: number, totalBytes: number | null): void;
  /** A problem that does not stop the run (a refused row, a doubtful setting). */
  warn(problem: Problem): void;
  /** Registers what must be closed once the report has been delivered, or could not be. */
  atEnd(close: () => Promise<void>): void;
  /** The report as it would be delivered; only runs that keep or verify evidence need it. @throws KnownError for a format or table that is not there */
  readonly render?: (report: Report, wish: RenderWish) => AsyncIterable<string | Uint8Array>;
  /** False = what is delivered says nothing of the run itself, such as the digests of its files. */
  readonly tellsRun?: boolean;
  /** As of `ScanWish`. */
  beforeScan?(): void;
  /** As of `ScanWish`. */
  collect?(): void;
  /** A line that only `--verbose` shows. */
  verbose(line: string): void;
}
