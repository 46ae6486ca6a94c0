/** A recognised input → events, in batches, in file order. Memory does not grow with the number of rows. */
import type { Instrument } from '../domain/instrument.ts';
import { KnownError, problem } from '../domain/problem.ts';
import type { Recognition } from './identify.ts';
import type { Input } from './input.ts';
import type { InstrumentTable } from './instruments.ts';
import { PositionCash } from './position-cash.ts';
import type { Field, KindRule } from './profile.ts';
import { type RawFee, refusedRow } from './raw-fee.ts';
import { isBlank, parseRecords, RecordCutter, type Row } from './records.ts';
import { REMARKS } from './remarks.ts';
import type { Door, RowEvent } from './row-event.ts';
import { RowReader } from './row-reader.ts';
import { SpotLegs } from './spot-legs.ts';
import { blocksOf } from './text.ts';

/** A door that nothing has passed yet. */
export function newDoor(): Door {
  return { rows: 0, charged: new Map(), scales: new Map(), remarks: new Map() };
}

/** What a door noted about its rows, as sentences: `12 rows: times have no seconds …`. */
export function doorRemarks(door: Door): string[] {
  return [...door.remarks].map(([sentence, rows]) =>
    rows === 1 ? `1 row: ${sentence}` : `${rows} rows: ${sentence}`,
  );
}

/** Is shown every row before anything is made of it; `cell` gives the cell of a role, trimmed. */
export type RowWatch = (row: Row, cell: (field: Field) => string) => void;

/**
 * Reads every row below the header. Each ends in exactly one event; a two-leg fill is one event of two rows.
 * @param onBytes is told how many (decompressed) bytes are done
 * @param watch is shown the rows; only those that look for single rows need it
 * @throws KnownError when the input itself breaks off (damaged archive, file changed); bad rows are events
 */
export async function* readFills(
  input: Input,
  recognition: Recognition,
  instruments: InstrumentTable,
  door: Door,
  onBytes?: (done: number) => void,
  watch?: RowWatch,
): AsyncGenerator<readonly RowEvent[]> {
  const width = recognition.header.length;
  const cutter = new RecordCutter({ file: input.name, delimiter: recognition.delimiter, width });
  const reader = new RowReader(input.name, recognition, instruments, door);
  const events = new EventMaker(reader, recognition, watch);
  let lastLine = 0;
  for await (const whole of blocksOf(input, recognition.encoding, onBytes)) {
    const block = belowHeader(whole, recognition.headerLine);
    if (block === null) continue;
    lastLine = block.firstLine;
    for (let at = block.text.indexOf('\n'); at !== -1; at = block.text.indexOf('\n', at + 1)) lastLine++;
    if (block.terminated) lastLine--;
    const batch = events.make(cutter.push(block));
    if (batch.length > 0) yield batch;
  }
  const rest = [...events.make(cutter.finish(lastLine)), ...events.finish()];
  if (rest.length > 0) yield rest;
}

/** Reads single lines of a file, each by itself; what depends on more than one line of the file is not for it. */
export class LineReader {
  private readonly delimiter: string;
  private readonly cutter: RecordCutter;
  private readonly events: EventMaker;

  /** @param symbols shared by readers of one file */
  constructor(
    { name }: Input,
    recognition: Recognition,
    instruments: InstrumentTable,
    door: Door,
    symbols: Map<string, Instrument>,
  ) {
    const { header, delimiter } = recognition;
    this.delimiter = delimiter;
    this.cutter = new RecordCutter({ file: name, delimiter, width: header.length });
    const reader = new RowReader(name, recognition, instruments, door, symbols);
    this.events = new EventMaker(reader, recognition);
  }

  /** The row of a line, with no line end; none for a blank line. */
  read(text: string, line: number): readonly RowEvent[] {
    return this.events.make(this.rows(text, line, true));
  }

  /** The last line of a file that ends without a line end. @param before the line before it, '' = there is none */
  readLast(text: string, before: string, line: number): readonly RowEvent[] {
    this.events.pass(this.rows(before, line - 1, true));
    return this.events.make(this.rows(text, line, false));
  }

  private rows(text: string, line: number, terminated: boolean): Row[] {
    // A parser for one line costs more than all that follows; without quotes and marks there is nothing to parse.
    if (!/["\0\ufffd\ufeff]/.test(text)) {
      const cells = text.split(this.delimiter);
      return isBlank(cells) ? [] : [{ line, cells, fault: null, terminated }];
    }
    const whole = terminated ? `${text}\n` : text;
    const rows = this.cutter.push({ firstLine: line, text: whole, terminated, overlong: false });
    return [...rows, ...this.cutter.finish(line)];
  }
}

/** The part of a block below the header; null when there is none. */
function belowHeader(block: Parameters<RecordCutter['push']>[0], headerLine: number): typeof block | null {
  let { firstLine } = block;
  if (firstLine > headerLine) return block;
  let at = 0;
  while (firstLine <= headerLine) {
    const end = block.text.indexOf('\n', at);
    if (end === -1) return null;
    at = end + 1;
    firstLine++;
  }
  return at >= block.text.length ? null : { ...block, firstLine, text: block.text.slice(at) };
}

type LeftOut = Pick<KindRule, 'field' | 'reason'>;

const REPEATED_HEADER: LeftOut = { field: 'kind', reason: 'repeated header' };

/** Rows → events, by the profile's way of assembling them. */
class EventMaker {
  private readonly reader: RowReader;
  private readonly recognition: Recognition;
  private readonly legs: SpotLegs | null;
  private readonly positions: PositionCash | null;
  private readonly watch: RowWatch | undefined;
  private readonly rules = new Map<string, KindRule | null>();
  private lastCellFilled = false;
  /** The columns that decide what a row is. */
  private readonly kindFields: readonly Field[];

  constructor(reader: RowReader, recognition: Recognition, watch?: RowWatch) {
    this.reader = reader;
    this.watch = watch;
    this.recognition = recognition;
    this.kindFields = [...new Set(recognition.profile.kinds.map(({ field }) => field))];
    this.legs = recognition.profile.assemble === 'spot-legs' ? new SpotLegs(reader) : null;
    this.positions = recognition.profile.assemble === 'position-cash' ? new PositionCash(reader) : null;
  }

  make(rows: readonly Row[]): RowEvent[] {
    const events: RowEvent[] = [];
    for (const row of rows) this.one(row, events);
    return events;
  }

  /** Rows that count no more, but come before others. */
  pass(rows: readonly Row[]): void {
    for (const row of rows) this.whole(row);
  }

  finish(): RowEvent[] {
    return this.legs?.finish() ?? this.positions?.finish() ?? [];
  }

  private one(original: Row, events: RowEvent[]): void {
    if (this.isEmptyNotice(original)) return;
    const row = this.whole(original);
    this.watch?.(row, (field) => this.reader.cell(row.cells, field));
    const raw = this.reader.enter(row);
    if (row.fault !== null) {
      events.push(refusedRow(row.fault, raw));
      return;
    }
    if (!row.terminated) this.reader.remark(REMARKS.endless);
    const rule = this.isHeaderAgain(row.cells) ? REPEATED_HEADER : this.ruleOf(row.cells);
    if (rule !== null) {
      events.push(this.leftOut(row, raw, rule));
      return;
    }
    if (this.positions !== null) for (const event of this.positions.push(row, raw)) events.push(event);
    else if (this.legs !== null && this.isLeg(row)) events.push(...this.legs.push(row, raw));
    else events.push(this.reader.read(row, raw));
  }

  /** Files put together with their headers: the line says nothing. */
  private isHeaderAgain(cells: readonly string[]): boolean {
    const { header } = this.recognition;
    return cells[0] === header[0]?.raw && header.every(({ raw }, index) => cells[index] === raw);
  }

  /** The one row by which some exports say that they are empty; it is no row. */
  private isEmptyNotice({ cells }: Row): boolean {
    const { emptyNotice } = this.recognition.profile;
    if (emptyNotice === undefined || cells[0]?.trim() !== emptyNotice) return false;
    return cells.every((cell, index) => index === 0 || cell.trim() === '');
  }

  /**
   * Checks the number of cells; unwraps a row that is one quoted cell; a last row that breaks off is a fault.
   */
  private whole(row: Row): Row {
    if (row.fault !== null) return row;
    const { file } = this.reader;
    const width = this.recognition.header.length;
    let { cells } = row;
    if (cells.length === 1 && width > 1 && this.recognition.profile.wrappedRows === true) {
      cells = parseRecords(cells[0]!, this.recognition.delimiter, 1)?.[0] ?? cells;
    }
    let end = cells.length;
    while (end > width && cells[end - 1]!.trim() === '') end--;
    if (end !== cells.length) cells = cells.slice(0, end);
    const cutOff = !row.terminated && (cells.length < width || (cells.at(-1) === '' && this.lastCellFilled));
    if (cells.length === width && !cutOff) {
      this.lastCellFilled = cells.at(-1) !== '';
      return cells === row.cells ? row : { ...row, cells };
    }
    const sentence = cutOff
      ? 'the last row is cut off'
      : `the row has ${cells.length} cells, the header has ${width}`;
    const hint = cutOff
      ? 'export or download the file again'
      : 'check for a stray or missing delimiter in this row';
    const value = row.cells.join(this.recognition.delimiter).slice(0, 80);
    return {
      ...row,
      fault: problem(cutOff ? 'row-cut-off' : 'row-width', sentence, { file, line: row.line, value, hint }),
    };
  }

  private ruleOf(cells: readonly string[]): KindRule | null {
    const { kinds } = this.recognition.profile;
    if (kinds.length === 0) return null;
    let words = '';
    for (const field of this.kindFields) words += `${this.reader.cell(cells, field)}\u001f`;
    let rule = this.rules.get(words);
    if (rule === undefined) {
      rule = kinds.find((one) => fitsRule(one, this.reader.cell(cells, one.field).toLowerCase())) ?? null;
      if (this.rules.size < 1000) this.rules.set(words, rule);
    }
    return rule;
  }

  /** A row that is no fill, or of which it cannot be told. */
  private leftOut({ cells, line }: Row, raw: RawFee, { field, reason }: LeftOut): RowEvent {
    if (reason === null) {
      const what = problem('kind-unknown', 'this kind of row is not known', {
        ...this.reader.place(line, field),
        value: this.reader.cell(cells, field).slice(0, 80),
        hint: 'if such rows are trades, reconcile them by hand and report the kind; else take them out of the file',
      });
      return refusedRow(what, raw);
    }
    const feeAsset = raw.fee === null ? null : raw.asset;
    return { kind: 'excluded', reason, line, rows: 1, fee: raw.fee, feeAsset };
  }

  /**
   * Spot and margin trades have two rows; everything else has one. A symbol that makes no sense is refused
   * later.
   */
  private isLeg(row: Row): boolean {
    try {
      return this.reader.instrument(row.cells, row.line).kind === 'spot';
    } catch (error) {
      if (error instanceof KnownError) return false;
      throw error;
    }
  }
}

function fitsRule({ includes, equals, noneOf }: KindRule, text: string): boolean {
  if (includes !== undefined) return text.includes(includes);
  return equals !== undefined ? text === equals : noneOf?.includes(text) === false;
}
