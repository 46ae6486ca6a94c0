/** Scans parts of one file into one kernel, and notes what must be read singly. */
import type { Cell } from './break-cells.ts';
import { CELL } from './columns.ts';
import { Declined } from './declined.ts';
import { FileScan } from './file-scan.ts';
import { ForcedRows } from './forced-rows.ts';
import { Kernel } from './kernel.ts';
import type { Lane, SignedWhole } from './lane.ts';
import { inOwnBuffers } from './lane-sums.ts';
import { PageRuns } from './page-runs.ts';
import type {
  Asked,
  AskedRow,
  Bin,
  KernelResult,
  LateRow,
  Part,
  PartResult,
  ScannedNumber,
  Single,
} from './part.ts';
import type { KernelBooks, KernelHost, PlacedRow, RowKernel } from './row-kernel.ts';
import type { FilePlan } from './scan-plan.ts';
import { SurveyKernel } from './survey-kernel.ts';
import type { RoomyScanner } from './wasm-scanner.ts';

/** Takers after makers that are told one by one. */
const MOST_LATE = 10_000;
/** Where of the first so many rows more than such a part are to be read singly, the reference engine is quicker. */
const FIRST_ROWS = 8192;
const MOSTLY = 0.75;

export class PartScan implements KernelHost {
  private readonly file: number;
  private readonly plan: FilePlan;
  private readonly asked: Asked;
  private readonly scanner: RoomyScanner;
  private readonly kernel: RowKernel;
  private part: Part | null = null;
  private scan: FileScan | null = null;
  private singles: Single[] = [];
  private lateRows: LateRow[] | null = [];
  /** Rows so far, and those that were handed out singly; null = nobody minds how many. */
  private seen: { rows: number; singles: number } | null;
  private bytes: Buffer = Buffer.alloc(0);
  /** Line of the columns' first row in the part, and place of the first byte. */
  private line = 0;
  private place = 0;

  /** @param asked makes lanes and cells @param surveys fills are evidence, else they are judged @param patient as of `ScanJob` */
  constructor(
    file: number,
    plan: FilePlan,
    scanner: RoomyScanner,
    asked: Asked,
    books: KernelBooks,
    surveys: boolean,
    patient: boolean,
  ) {
    this.seen = patient ? null : { rows: 0, singles: 0 };
    this.file = file;
    this.plan = plan;
    this.asked = asked;
    this.scanner = scanner;
    const kind = surveys ? SurveyKernel : Kernel;
    this.kernel = new kind(plan.roles, scanner.columns, this, books, scanner.kernel);
  }

  begin(part: Part): void {
    this.part = part;
    this.singles = [];
    this.lateRows = [];
    this.kernel.pages = new PageRuns();
    const forced = new ForcedRows(part.forced, part.place);
    const visitor = {
      rows: (bytes: Buffer, place: number, line: number) => {
        this.bytes = bytes;
        this.line = line;
        this.place = part.place + place;
        this.kernel.count(bytes, this.place, forced);
        this.look();
      },
      last: (text: string, before: string, line: number, place: number) => {
        this.kernel.pages.interrupt();
        this.singles.push({ text, line, place: part.place + place, counted: false, before });
      },
    };
    this.scan = new FileScan(this.scanner, visitor, part.headerLine);
  }

  /** @throws Declined where most of the first rows are read singly */
  private look(): void {
    const { seen } = this;
    if (seen === null) return;
    seen.rows += this.kernel.columns.rows;
    if (seen.rows < FIRST_ROWS) return;
    if (seen.singles > seen.rows * MOSTLY) throw new Declined('most of the first rows must be read singly');
    this.seen = null;
  }

  /** @throws Declined where the lines are not for the scanner */
  push(chunk: Uint8Array): void {
    this.scan!.push(chunk);
  }

  /** Where the next bytes can be read into, and how many they were. */
  get space(): Uint8Array {
    return this.scan!.space;
  }

  filled(bytes: number): void {
    this.scan!.filled(bytes);
  }

  /** Singles read so far, which are given away. */
  takeSingles(): readonly Single[] {
    return this.singles.splice(0);
  }

  /** The part is at its end. @param last it is the end of the file too */
  end(last: boolean): PartResult {
    if (last) this.scan!.finish();
    const { index } = this.part!;
    const { singles, lateRows: late } = this;
    return {
      file: this.file,
      index,
      lines: this.scan!.lines,
      singles,
      late,
      pages: this.kernel.pages.data(),
    };
  }

  /** What was summed up over all parts. */
  result(): KernelResult {
    return this.kernel.result(this.file);
  }

  /** The same of its own, after which its lanes and tables are not needed any more. */
  finished(): KernelResult {
    const result = this.result();
    this.kernel.table.letGo();
    return { ...result, sums: inOwnBuffers(result.sums) };
  }

  lane(row: number, sibling: number): Lane | null {
    return this.asked.lane(this.askedRow(row, sibling));
  }

  bin(cuts: number, time: number): Bin {
    return this.asked.bin(this.file, cuts, time);
  }

  cell(row: number, cells: number, rate: SignedWhole): Cell | null {
    return this.asked.cell(this.askedRow(row, -1), cells, rate);
  }

  placed(row: number): PlacedRow {
    return { text: this.text(row), part: this.part!.index, line: this.lineOf(row) };
  }

  late(row: number): void {
    if (this.lateRows === null) return;
    this.lateRows.push({ text: this.text(row), line: this.lineOf(row), place: this.placeOf(row) });
    if (this.lateRows.length > MOST_LATE) this.lateRows = null;
  }

  single(row: number, counted: boolean): void {
    if (this.seen !== null) this.seen.singles += 1;
    const place = this.placeOf(row);
    this.singles.push({ text: this.text(row), line: this.lineOf(row), place, counted, before: null });
  }

  private askedRow(row: number, sibling: number): AskedRow {
    const { columns } = this.kernel;
    const { price, quantity, value, printed, fee, feeSign } = this.plan.roles;
    const number = (slot: number): ScannedNumber => ({
      mantissa: columns.mantissa[slot]![row]!,
      scale: columns.scale[slot]![row]!,
    });
    const optional = (slot: number) => (slot < 0 ? null : number(slot));
    const charged = number(fee);
    return {
      file: this.file,
      text: this.text(row),
      time: columns.time[row]!,
      price: optional(price),
      quantity: number(quantity),
      value: optional(value >= 0 ? value : printed),
      fee: { ...charged, mantissa: charged.mantissa * feeSign },
      words: this.words(row),
      sibling,
    };
  }

  private words(row: number): string | null {
    const { delimiter, kinds, slots, glued, signs } = this.plan.scan;
    const text = this.text(row);
    if (glued.length > 0 || text.includes('"')) return null;
    const cells = text.split(String.fromCharCode(delimiter));
    const words = cells.flatMap((cell, column) => {
      if (kinds[column] === CELL.word) return [cell];
      const isSign = kinds[column] === CELL.number && signs.includes(slots[column]!);
      return isSign ? [cell.startsWith('-') ? '-' : '+'] : [];
    });
    return words.join('\u001f');
  }

  private text(row: number): string {
    const { start, end } = this.kernel.columns;
    return this.bytes.toString('utf8', start[row], end[row]);
  }

  private placeOf(row: number): number {
    return this.place + this.kernel.columns.start[row]!;
  }

  private lineOf(row: number): number {
    return this.line + this.kernel.columns.line[row]!;
  }
}
