/**
 * Bytes → typed columns, one pass, nothing made per row. What it takes in, it takes in as the reference reader does;
 * whatever it is in doubt about is a hard row, whose line alone goes there.
 */
import {
  type Abandoned,
  BLOCK_ROWS,
  CELL,
  type Columns,
  HARD,
  type Scanner,
  type ScanPlan,
  SIMPLE,
} from './columns.ts';
import { before, fewDigits, fourDigits, fourfold, nonDigits, stops, TENS } from './lanes.ts';
import { newColumns } from './new-columns.ts';
import { assetsAmongWords, checkPlan, hardEnd, lastLineEnd, signOf } from './scan-lines.ts';
import { type NumberColumn, readMarkedNumberAt, readNumberAt } from './scan-number.ts';
import { TimeScanner } from './scan-time.ts';
import { FULL, WordScanner } from './scan-words.ts';

/** Longest id that is taken in, and longest one that has a value. */
const MAX_ID = 64;
const MAX_VALUE = 15;

/** Longest row that is taken in: far below what the reference reader still frames as one row. */
const MAX_ROW = 1 << 16;

/** Bytes that a reader of cells may look at behind the end of a row. */
const SLACK = 32;

const [LF, CR, BLANK, QUOTE, DASH, ZERO] = [10, 13, 32, 34, 45, 48] as const;
/** No byte. */
const NONE = -1;
const QUOTES = fourfold(QUOTE);

/** @throws RangeError for a plan that has not exactly one time column, or an unusable delimiter */
export function newScanner(plan: ScanPlan): Scanner {
  return new ByteScanner(plan);
}

/** What `row` returns where it returns no place. */
const NOT_SIMPLE = -1;
const TOO_MANY = -2;

class ByteScanner implements Scanner {
  readonly columns: Columns;
  private readonly delimiter: number;
  private readonly kinds: Uint8Array;
  private readonly slots: Uint8Array;
  private readonly optional: Uint8Array;
  /** Per number slot: 1 = an asset stands behind the number. */
  private readonly glued: Uint8Array;
  /** Per number slot, as `signOf`. */
  private readonly signs: Uint8Array;
  private readonly point: number;
  private readonly mark: number;
  private readonly times: TimeScanner;
  private readonly numbers: readonly NumberColumn[];
  private readonly words: WordScanner;
  /** Where rows at the end of a buffer are read, so that looking ahead never leaves it. */
  private readonly spare = new DataView(new ArrayBuffer(MAX_ROW + SLACK));

  private abandoned: Abandoned | null = null;
  /** Behind the last line end nothing is simple, so that no reader of a cell can run past the end. */
  private safe = 0;
  /** Lines that begin before this leave enough behind them to look ahead. */
  private inPlace = 0;

  constructor(plan: ScanPlan) {
    checkPlan(plan);
    this.columns = newColumns(plan);
    this.numbers = this.columns.mantissa.map((mantissa, slot) => ({
      ...{ mantissa, scale: this.columns.scale[slot]!, written: this.columns.written[slot]! },
    }));
    this.delimiter = plan.delimiter;
    this.kinds = Uint8Array.from(plan.kinds);
    this.slots = Uint8Array.from(plan.slots);
    this.optional = new Uint8Array(plan.numbers);
    for (const slot of plan.optional) this.optional[slot] = 1;
    this.glued = new Uint8Array(plan.numbers);
    for (const [number] of plan.glued) this.glued[number] = 1;
    this.signs = Uint8Array.from({ length: plan.numbers }, (_, slot) => signOf(plan, slot));
    this.point = plan.point;
    this.mark = plan.mark;
    this.times = new TimeScanner(plan.timeForm, plan.minutesEast, plan.dayFirst);
    this.words = new WordScanner(assetsAmongWords(plan));
  }

  get combos(): number {
    return this.words.count;
  }

  scan(buffer: Uint8Array, from: number, to: number): number | Abandoned {
    const { columns } = this;
    columns.rows = 0;
    columns.lines = 0;
    this.safe = lastLineEnd(buffer, from, to);
    this.inPlace = lastLineEnd(buffer, from, Math.min(to, buffer.length - SLACK));
    const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
    const stop = this.lines(view, from, to);
    return stop < 0 ? this.abandoned! : stop;
  }

  /** Does nothing behind its loop, so that what the compiler learns of the loop is enough for all of it. */
  private lines(view: DataView, from: number, to: number): number {
    let at = from;
    while (at >= 0 && at < to && this.columns.rows < BLOCK_ROWS) at = this.line(view, at, to);
    return at;
  }

  /** Reads one line. @returns where the next begins; −1 = the file is `abandoned` */
  private line(view: DataView, from: number, to: number): number {
    const { columns } = this;
    const line = columns.lines++;
    const first = view.getUint8(from);
    if (first === LF) return from + 1;
    if (first === CR && from + 1 < to && view.getUint8(from + 1) === LF) return from + 2;
    const row = columns.rows;
    let end = from < this.inPlace ? this.row(view, from, row) : this.rowAside(view, from, row);
    columns.state[row] = end < 0 ? HARD : SIMPLE;
    if (end < 0) {
      end = this.hardEnd(view, from, to, end);
      if (end < 0) return -1;
    }
    columns.start[row] = from;
    columns.end[row] = end;
    columns.line[row] = line;
    columns.rows = row + 1;
    if (end === to) return to;
    return view.getUint8(end) === CR ? end + 2 : end + 1;
  }

  /** Reads a row near the end of the buffer from a copy. */
  private rowAside(view: DataView, from: number, row: number): number {
    if (from >= this.safe) return NOT_SIMPLE;
    const { spare, columns } = this;
    let length = 0;
    let byte = 0;
    while (byte !== LF && length < MAX_ROW) {
      byte = view.getUint8(from + length);
      spare.setUint8(length++, byte);
    }
    const behind = byte === LF ? this.row(spare, 0, row) : NOT_SIMPLE;
    if (behind < 0) return behind;
    for (const places of [...columns.idStart, ...columns.idEnd]) places[row]! += from;
    return from + behind;
  }

  /** Where the line of a row that is not simple ends, without its line end; −1 where the file is not for the scanner. */
  private hardEnd(view: DataView, from: number, to: number, why: number): number {
    const end = why === TOO_MANY ? 'too many combinations of words' : hardEnd(view, from, to);
    if (typeof end === 'number') return end;
    this.abandoned = end;
    return -1;
  }

  /** Reads the row at `from`, into place `row`. @returns where its line end begins, `NOT_SIMPLE` or `TOO_MANY` */
  private row(view: DataView, from: number, row: number): number {
    const { kinds, slots, delimiter, words } = this;
    const last = kinds.length - 1;
    const delimiters = fourfold(delimiter);
    let at = from;
    words.begin();
    for (let column = 0; column <= last; column++) {
      const quoted = view.getUint8(at) === QUOTE;
      if (quoted) at++;
      const ending = quoted ? QUOTE : delimiter;
      const stop = quoted ? QUOTES : delimiters;
      switch (kinds[column]) {
        case CELL.time:
          at = this.times.read(view, at, ending);
          this.columns.time[row] = this.times.instant;
          break;
        case CELL.number:
          at = this.number(view, at, row, slots[column]!, stop, ending);
          break;
        case CELL.word:
          at = words.read(view, at, stop);
          break;
        case CELL.id:
          at = this.id(view, at, row, slots[column]!, stop);
          break;
        default:
          at = skip(view, at, stop);
      }
      if (at < 0) return NOT_SIMPLE;
      if (quoted && view.getUint8(at++) !== QUOTE) return NOT_SIMPLE;
      let behind = view.getUint8(at++);
      if (behind === delimiter) {
        if (column < last) continue;
        // Empty cells behind the last one.
        while (view.getUint8(at) === delimiter) at++;
        behind = view.getUint8(at++);
      }
      if (column !== last || (behind !== LF && (behind !== CR || view.getUint8(at) !== LF)))
        return NOT_SIMPLE;
    }
    if (at - from > MAX_ROW) return NOT_SIMPLE;
    const combo = words.find();
    if (combo < 0) return combo === FULL ? TOO_MANY : NOT_SIMPLE;
    this.columns.combo[row] = combo;
    return at - 1;
  }

  private number(
    view: DataView,
    from: number,
    row: number,
    slot: number,
    stop: number,
    ending: number,
  ): number {
    const { words } = this;
    const column = this.numbers[slot]!;
    const sign = this.signs[slot]!;
    if (this.optional[slot] === 1 && (stops(view.getInt32(from, true), stop) & 0xff) !== 0) {
      column.mantissa[row] = Number.NaN;
      column.scale[row] = 0;
      column.written[row] = 0;
      if (sign !== 0) words.empty();
      if (this.glued[slot] === 1) words.empty();
      return from;
    }
    // What ends the cell belongs to no number.
    const point = this.point === ending ? NONE : this.point;
    const at =
      this.mark === 0 || this.mark === ending
        ? readNumberAt(view, from, column, row, point)
        : readMarkedNumberAt(view, from, column, row, point, this.mark);
    if (at < 0) return at;
    if (sign !== 0) {
      words.sign(view.getUint8(from) === DASH);
      if (sign === 2) column.mantissa[row] = Math.abs(column.mantissa[row]!);
    }
    if (this.glued[slot] === 0) return at;
    const start = view.getUint8(at) === BLANK ? at + 1 : at;
    const end = words.read(view, start, stop);
    return end === start ? -1 : end;
  }

  private id(view: DataView, start: number, row: number, slot: number, stop: number): number {
    let from = start;
    while (view.getUint8(from) === BLANK) from++;
    let at = from;
    let value = 0;
    let four = view.getInt32(at, true);
    const first = four & 0xff;
    while (nonDigits(four) === 0) {
      value = value * 10000 + fourDigits(four);
      at += 4;
      four = view.getInt32(at, true);
    }
    const count = before(nonDigits(four));
    const end = skip(view, at, stop);
    const isValue = end === at + count && end > from && end - from <= MAX_VALUE && first !== ZERO;
    const { idStart, idEnd, idValue } = this.columns;
    idStart[slot]![row] = from;
    idEnd[slot]![row] = end;
    idValue[slot]![row] = isValue ? value * TENS[count]! + fewDigits(four, count) : -1;
    if (end - from > MAX_ID) return -1;
    return end > from && view.getUint8(end - 1) === BLANK ? -1 : end;
  }
}

/** The place of the first byte that ends a cell. */
function skip(view: DataView, from: number, stop: number): number {
  let at = from;
  let marks = stops(view.getInt32(at, true), stop);
  while (marks === 0) {
    at += 4;
    marks = stops(view.getInt32(at, true), stop);
  }
  return at + before(marks);
}
