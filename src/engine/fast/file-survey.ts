/** The domain's side of one file while it is surveyed: makes lanes, looks at single rows, and hands on what kernels counted. */
import { Decimal } from '../../domain/decimal.ts';
import type { Fill } from '../../domain/fill.ts';
import { MarkSpan } from '../../domain/mark.ts';
import type { Problem } from '../../domain/problem.ts';
import { type LineReader, newDoor } from '../../ingest/read-fills.ts';
import type { EngineRequest, Source } from '../engine.ts';
import type { Identity } from '../row-identity.ts';
import type { KnownSymbols } from './alike-files.ts';
import { type LaneSums, S, SUM_WIDTH } from './lane-sums.ts';
import type { Asked, Bin, KernelResult, PartResult, Single } from './part.ts';
import type { RowLog } from './row-log.ts';
import { RowLook } from './row-look.ts';
import type { FileListener } from './scanning.ts';
import { slotsIn } from './slot-data.ts';
import { SurveyLanes, type SurveyQuestions } from './survey-lanes.ts';

/** What the files of a pass share. */
export interface Surveying {
  readonly identity: Identity;
  /** Takes the keys of rows that are read singly; null = nobody asks for them. */
  readonly keys: RowLog | null;
  readonly symbols: KnownSymbols;
}

/** What is done with the fills of one file. */
export interface SurveyVisitor {
  readonly questions: SurveyQuestions;
  /** A fill that is looked at by itself. @param place as rows are numbered in the row log */
  visit(fill: Fill, place: number): void;
  /** Fees of 0 told nothing because the file's scale was not known. */
  wantsScale(): void;
}

/** Lanes of a survey are not cut. */
const UNCUT: Bin = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

export class FileSurvey implements FileListener {
  readonly door = newDoor();
  readonly likeness: number;
  readonly asked: Asked;
  readonly results: KernelResult[] = [];
  broken: Problem | null = null;
  /** Rows that were read singly. */
  singles = 0;
  /** Places of rows that were known to repeat others when they came. */
  readonly repeats: number[] = [];
  private readonly surveying: Surveying;
  private readonly visitor: SurveyVisitor;
  private readonly lanes: SurveyLanes;
  private readonly lines: LineReader;
  private begun = false;
  /** First line of the part at hand. */
  private begin = 1;

  /** @param file its number; lanes are its own */
  constructor(
    source: Source,
    request: EngineRequest,
    surveying: Surveying,
    visitor: SurveyVisitor,
    file: number,
  ) {
    this.likeness = file;
    this.surveying = surveying;
    this.visitor = visitor;
    this.lanes = new SurveyLanes(source, visitor.questions);
    const rows = new RowLook(source, request, surveying.symbols.of(source));
    this.lines = rows.reader(this.door);
    this.asked = {
      lane: (row) => this.lanes.lane(row, () => rows.look(row.text, 0)),
      bin: () => UNCUT,
      cell: () => null,
    };
  }

  /** Looks at single rows of the part at hand. */
  take(singles: readonly Single[]): void {
    const { identity, keys } = this.surveying;
    // Files come one after the other.
    if (!this.begun) identity.nextFile();
    this.begun = true;
    for (const { text, before, line, counted, place } of singles) {
      const at = this.begin + line;
      const events = before === null ? this.lines.read(text, at) : this.lines.readLast(text, before, at);
      this.singles += events.length;
      for (const event of events) {
        if (event.kind !== 'fill') continue;
        if (!counted) keys?.addFill(event, place);
        if (counted || identity.of(event) === 'fill') this.visitor.visit(event.fill, place);
        else this.repeats.push(place);
      }
    }
  }

  endPart({ lines }: PartResult): void {
    this.begin += lines;
  }

  done(): void {
    this.lanes.complete();
  }

  /** Hands on what kernels counted, once all was scanned. */
  settle(): void {
    for (const { sums, slots, survey } of this.results) {
      this.passDoor(sums);
      for (const { stream, hour, low, high, fills, first, last } of slotsIn(slots)) {
        const span = new MarkSpan(first);
        span.include(last);
        this.lanes.tiers[stream]!.note(hour, low, high, fills, span);
      }
      if (survey === null) continue;
      for (const [index, place] of survey.begins.entries()) {
        this.lanes.lanes[sums.lanes[index]!]!.tiers?.begin(place);
      }
      for (const { volume, fills, from, to, sum } of survey.volumes) {
        this.lanes.volumes[volume]!.note({ from, to }, fills, new Decimal(`${sum}e-16`));
      }
      if (survey.wantsScale) this.visitor.wantsScale();
    }
  }

  /** Rows that passed the door in a kernel. */
  private passDoor({ lanes, sums, binLanes }: LaneSums): void {
    const { scales } = this.door;
    for (const [bin, index] of binLanes.entries()) {
      const { lane } = this.lanes.lanes[lanes[index]!]!;
      const rows = sums[bin * SUM_WIDTH + S.fills]!;
      if (rows === 0 || lane.kind === 'single' || lane.kind === 'counted') continue;
      this.door.rows += rows;
      const written = sums[bin * SUM_WIDTH + S.written]!;
      const asset = lane.feeAsset ?? '';
      if (written > (scales.get(asset) ?? -1)) scales.set(asset, written);
    }
  }
}
