/** The survey of all files of a run through kernels. */
import type { Fill } from '../../domain/fill.ts';
import type { Door } from '../../ingest/row-event.ts';
import type { EngineRequest, Source } from '../engine.ts';
import { LOOKING, SURVEYING } from '../engine-run.ts';
import { around } from '../exemplar.ts';
import type { Identity } from '../row-identity.ts';
import type { NoTierLane, Survey, TierLane } from '../survey.ts';
import { quietAround } from '../timeline.ts';
import type { AccountVolumes } from '../window-volume.ts';
import type { KnownSymbols } from './alike-files.ts';
import { FileSurvey, type SurveyVisitor } from './file-survey.ts';
import { canLookAt, takeBackRepeats } from './repeats.ts';
import { RowLog } from './row-log.ts';
import type { ScanJob, Scanning } from './scanning.ts';

/** Bytes of each file from which the scale of its fees is guessed. */
const FIRST_BYTES = 1 << 16;

/** Always, whatever it is. */
const NOTHING: NoTierLane = { span: { from: null, to: null }, singly: false };

/** What a survey asks of the run that it is for. */
export interface SurveyRun {
  readonly scanning: Scanning;
  /** Decimals of the fees of such a fill; null = not known. */
  scaleOf(source: Source, fill: Fill): number | null;
  newIdentity(): Identity;
  readonly symbols: KnownSymbols;
  /** As of `ScanJob`. */
  readonly patient: boolean;
}

/** What a scan came to. */
interface Surveyed {
  readonly doors: readonly Door[];
  readonly keys: readonly RowLog[];
  /** Places of rows that were known to repeat others when they came. */
  readonly repeats: readonly number[];
}

export class FastSurvey {
  /** Rows read singly in the last pass. */
  singles = 0;
  private readonly request: EngineRequest;
  private readonly run: SurveyRun;

  constructor(request: EngineRequest, run: SurveyRun) {
    this.request = request;
    this.run = run;
  }

  /**
   * Reads every fill as evidence, and as volume where that is asked for. @param forced places of rows that are read singly
   * @returns what passed the doors, the places of rows whose key came more than once, and whether the evidence is good though not
   * all of them were forced
   */
  async pass(survey: Survey, volumes: AccountVolumes | null, forced: Float64Array) {
    const keys = this.request.sources.some(({ recognition }) => recognition.hasIds) ? new RowLog() : null;
    const found = await this.scan(this.jobOf(SURVEYING, forced, keys, this.run.patient), (source) => {
      const scale = (fill: Fill) => this.run.scaleOf(source, fill);
      return {
        questions: {
          scale,
          tiers: (fill) => survey.laneFor(fill, scale(fill)),
          volumes: (fill) => (volumes === null ? undefined : volumes.laneFor(fill)),
        },
        visit: (fill, place) => {
          survey.add(fill, scale(fill), place);
          volumes?.add(fill);
        },
        wantsScale: () => {
          survey.wantsScale = true;
        },
      };
    });
    const suspects = RowLog.suspects(found.keys);
    const settled = volumes === null && forced.length === 0 && this.takeBack(survey, suspects, found);
    return { doors: found.doors, suspects, settled };
  }

  /** Takes back what was counted of fills that repeat others. @returns false where that is not known */
  private takeBack(survey: Survey, suspects: readonly number[], { doors, repeats }: Surveyed): boolean {
    const { request, run } = this;
    const rows = doors.reduce((sum, door) => sum + door.rows, 0);
    if (!canLookAt(request, suspects.length, rows)) return false;
    return takeBackRepeats(request, run.newIdentity(), suspects, new Set(repeats), (fill, source) =>
      survey.takeBack(fill, run.scaleOf(source, fill)),
    );
  }

  /** Looks again at the fills of changes that interleave. @param forced as in `pass`; all must be known */
  async lookAgain(survey: Survey, forced: Float64Array): Promise<void> {
    await this.scan(this.jobOf(LOOKING, forced, null, true), (source) => {
      const scale = (fill: Fill) => this.run.scaleOf(source, fill);
      return {
        questions: {
          scale,
          tiers: (fill) => nearDisputes(survey.laneFor(fill, scale(fill)), fill),
          volumes: () => undefined,
        },
        visit: (fill) => survey.lookAgain(fill, scale(fill)),
        wantsScale: () => {},
      };
    });
  }

  /** What the first rows of each file show at the door. */
  async firstDoors(): Promise<readonly Door[]> {
    const visitor: SurveyVisitor = {
      questions: { scale: () => null, tiers: () => NOTHING, volumes: () => undefined },
      visit: () => {},
      wantsScale: () => {},
    };
    const job = this.jobOf(SURVEYING, new Float64Array(0), null, true);
    const { doors } = await this.scan(job, () => visitor, FIRST_BYTES);
    return doors;
  }

  private jobOf(step: string, forced: Float64Array, keys: RowLog | null, patient: boolean): ScanJob {
    const books = { keys, orders: null, sequence: null, budget: this.run.scanning.newBudget(), floor: 0 };
    return { step, surveys: true, books, forced, patient };
  }

  /** @param limit bytes of each file at most, about */
  private async scan(
    job: ScanJob,
    ask: (source: Source) => SurveyVisitor,
    limit: number | null = null,
  ): Promise<Surveyed> {
    const { scanning } = this.run;
    const shared = { identity: this.run.newIdentity(), keys: job.books.keys, symbols: this.run.symbols };
    const { sources } = this.request;
    const files = sources.map(
      (source, file) => new FileSurvey(source, this.request, shared, ask(source), file),
    );
    let keys: readonly RowLog[] = [];
    // A file that breaks off ends there: judging tells it.
    if (limit === null) keys = (await scanning.scan(job, files)).keys;
    else await scanning.scanStart(job, files, limit);
    for (const file of files) file.settle();
    this.singles = files.reduce((sum, file) => sum + file.singles, 0);
    return { doors: files.map(({ door }) => door), keys, repeats: files.flatMap(({ repeats }) => repeats) };
  }
}

/** Fills like this one are looked at singly where a change is open; elsewhere they tell nothing. */
function nearDisputes(lane: TierLane | NoTierLane, { time }: Fill): NoTierLane {
  if ('singly' in lane) return lane;
  const { span, singly } = quietAround(lane.disputed, time);
  return { span: around([lane.span, span], time), singly };
}
