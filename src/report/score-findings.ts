/** All that a report on scores says, computed. */
import type { Problem } from '../domain/problem.ts';
import type { ProgramClass, ProgramVersion, RewardProgram } from '../domain/rewards/program.ts';
import type { RfqTally } from '../domain/rewards/rfq.ts';
import type { MakerScore, ScoredMarket } from '../domain/rewards/score.ts';
import type { Instant } from '../domain/time.ts';

/** A book, or a row, that was not scored, and where it stands. */
interface PlacedFault {
  readonly instrument: string;
  readonly reason: string;
  readonly file: string;
  readonly line: number;
  readonly column: string | null;
  readonly value: string | null;
  readonly rows: number;
}

/** Where the rows of the snapshots went, and the windows without any. */
export interface IntakeFinding {
  readonly instants: number;
  readonly windows: number;
  readonly missingWindows: number;
  readonly gapCount: number;
  readonly from: Instant | null;
  readonly to: Instant | null;
  sorted(): readonly {
    readonly bucket: string;
    readonly reason: string | null;
    readonly books: number;
    readonly rows: number;
    readonly first: PlacedFault | null;
  }[];
  gaps(): readonly { readonly from: Instant; readonly to: Instant; readonly windows: number }[];
}

/** What was made of the requests for quotes. */
export interface RfqFinding {
  readonly file: string;
  readonly requests: number;
  readonly bad: readonly PlacedFault[];
  readonly refused: number;
  readonly rows: number;
  readonly priceReading: 'total' | 'unit' | null;
  readonly tallies: ReadonlyMap<string, RfqTally>;
  /** Requests of no market of the program. */
  readonly unknown: ReadonlyMap<string, number>;
  /** Requests before the first or after the last snapshot. */
  readonly outside: number;
  /** Requests in classes in which they weigh nothing. */
  readonly unweighted: number;
}

/** One identity between the venue's own figures, over all its rows. */
export interface VenueCheck {
  readonly check: string;
  readonly rows: number;
  readonly breaks: number;
  /** The first row that breaks it, in words. */
  readonly first: string | null;
}

export interface ScoreFindings {
  readonly program: RewardProgram;
  readonly version: ProgramVersion;
  readonly notes: readonly string[];
  readonly classes: readonly {
    readonly cls: ProgramClass;
    readonly markets: readonly ScoredMarket[];
    readonly makers: readonly MakerScore[];
  }[];
  readonly intake: IntakeFinding;
  readonly rfqs: RfqFinding | null;
  readonly problems: readonly Problem[];
  /** Rows that could not be read. */
  readonly refused: number;
  readonly inputs: readonly { readonly file: string; readonly sha256: string }[];
  /** Null where own snapshots were read. */
  readonly venueChecks: readonly VenueCheck[] | null;
  readonly rows: number;
}
