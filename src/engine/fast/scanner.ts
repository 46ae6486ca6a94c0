/**
 * Bytes → typed columns, one pass, nothing made per row. What it takes in, it takes in as the reference reader does;
 * whatever it is in doubt about is a hard row, whose line alone goes there.
 */
import { digitTails } from '../../ingest/cells.ts';
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
import { BANNED, ComboTable, FULL, MAX_WORD } from './combo-table.ts';
import { NumberScanner } from './scan-number.ts';
import { TimeScanner } from './scan-time.ts';

/** Longest id that is taken in. */
const MAX_ID = 64;

/** Longest row that is taken in: far below what the reference reader still frames as one row. */
const MAX_ROW = 1 << 16;

const [LF, CR, BLANK, QUOTE, ZERO] = [10, 13, 32, 34, 48] as const;

/** True for a delimiter that cannot stand in a number, a time or a word's place: what the scanner can work with. */
export function isScannable(delimiter: number): boolean {
  return (
    delimiter === 9 ||
    (delimiter < 127 && /[!#$%&'()*,/;<=>?@[\\\]^_`{|}~]/.test(String.fromCharCode(delimiter)))
  );
}

/** @throws RangeError for a plan that has not exactly one time column, or an unusable delimiter */
export function newScanner(plan: ScanPlan): Scanner {
  return new ByteScanner(plan);
}

/** Columns for a plan, all of them in one stretch of memory per type. */
export function newColumns(plan: ScanPlan): Columns {
  const many = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);
  const ints = () => new Int32Array(BLOCK_ROWS);
  const doubles = () => new Float64Array(BLOCK_ROWS);
  const bytes = () => new Uint8Array(BLOCK_ROWS);
  return {
    rows: 0,
    lines: 0,
    state: bytes(),
    start: ints(),
    end: ints(),
    line: ints(),
    time: doubles(),
    mantissa: many(plan.numbers, doubles),
    scale: many(plan.numbers, bytes),
    written: many(plan.numbers, bytes),
    combo: ints(),
    idStart: many(plan.ids, ints),
    idEnd: many(plan.ids, ints),
    idValue: many(plan.ids, doubles),
  };
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
  /** Per number slot: the word slot of the asset behind it, or −1. */
  private readonly glued: Int8Array;
  private readonly times: TimeScanner;
  private readonly numbers = new NumberScanner();
  private readonly table: ComboTable;
  private readonly wordStart: Int32Array;
  private readonly wordEnd: Int32Array;
  private hash = 0;
  /** Per byte: 0 = may stand inside a cell, outside and inside of quotes. */
  private readonly stopsBare: Uint8Array;
  private readonly stopsQuoted: Uint8Array;

  constructor(plan: ScanPlan) {
    if (!isScannable(plan.delimiter)) throw new RangeError('a delimiter that the scanner cannot work with');
    if (plan.kinds.filter((kind) => kind === CELL.time).length !== 1) throw new RangeError('one time column');
    this.columns = newColumns(plan);
    this.delimiter = plan.delimiter;
    this.kinds = Uint8Array.from(plan.kinds);
    this.slots = Uint8Array.from(plan.slots);
    this.optional = new Uint8Array(plan.numbers);
    for (const slot of plan.optional) this.optional[slot] = 1;
    this.glued = new Int8Array(plan.numbers).fill(-1);
    for (const [number, word] of plan.glued) this.glued[number] = word;
    this.times = new TimeScanner(plan.timeForm, plan.minutesEast);
    const assets = plan.glued.map(([, word]) => word);
    this.table = new ComboTable(plan.words, (words) => assets.every((slot) => !digitTails.has(words[slot]!)));
    this.wordStart = new Int32Array(plan.words);
    this.wordEnd = new Int32Array(plan.words);
    const stops = (byte: number) => byte === 0 || byte === LF || byte === CR || byte === QUOTE || byte >= 128;
    this.stopsQuoted = Uint8Array.from({ length: 256 }, (_, byte) => (stops(byte) ? 1 : 0));
    this.stopsBare = this.stopsQuoted.slice();
    this.stopsBare[plan.delimiter] = 1;
  }

  get combos(): number {
    return this.table.count;
  }

  scan(buffer: Uint8Array, from: number, to: number): number | Abandoned {
    const { columns } = this;
    let at = from;
    let line = 0;
    let row = 0;
    // Behind the last line end nothing is simple, so that no reader of a cell can run past the end.
    const safe = lastLineEnd(buffer, from, to);
    while (at < to && row < BLOCK_ROWS) {
      if (buffer[at] === LF || (buffer[at] === CR && at + 1 < to && buffer[at + 1] === LF)) {
        at += buffer[at] === LF ? 1 : 2;
        line++;
        continue;
      }
      columns.start[row] = at;
      columns.line[row] = line++;
      let end = at < safe ? this.row(buffer, at, row) : NOT_SIMPLE;
      columns.state[row] = end >= 0 ? SIMPLE : HARD;
      if (end === TOO_MANY) return 'too many combinations of words';
      if (end === NOT_SIMPLE) {
        const found = hardEnd(buffer, at, to);
        if (typeof found === 'string') return found;
        end = found;
      }
      columns.end[row++] = end;
      at = end === to ? to : buffer[end] === CR ? end + 2 : end + 1;
    }
    columns.rows = row;
    columns.lines = line;
    return at;
  }

  /** Reads the row at `from`, into place `row`. @returns where its line end begins, `NOT_SIMPLE` or `TOO_MANY` */
  private row(bytes: Uint8Array, from: number, row: number): number {
    const { kinds, slots, delimiter } = this;
    const last = kinds.length - 1;
    let at = from;
    this.hash = 0;
    for (let column = 0; column <= last; column++) {
      const quoted = bytes[at] === QUOTE;
      if (quoted) at++;
      const stops = quoted ? this.stopsQuoted : this.stopsBare;
      const slot = slots[column]!;
      switch (kinds[column]) {
        case CELL.time:
          at = this.times.read(bytes, at);
          this.columns.time[row] = this.times.instant;
          break;
        case CELL.number:
          at = this.number(bytes, at, row, slot, stops);
          break;
        case CELL.word:
          at = this.word(bytes, at, slot, stops);
          break;
        case CELL.id:
          at = this.id(bytes, at, row, slot, stops);
          break;
        default:
          while (stops[bytes[at]!] === 0) at++;
      }
      if (at < 0) return NOT_SIMPLE;
      if (quoted && bytes[at++] !== QUOTE) return NOT_SIMPLE;
      const behind = bytes[at++];
      if (behind === delimiter) {
        if (column === last) return NOT_SIMPLE;
      } else if (column !== last || (behind !== LF && (behind !== CR || bytes[at] !== LF))) return NOT_SIMPLE;
    }
    if (at - from > MAX_ROW) return NOT_SIMPLE;
    const combo = this.table.find(bytes, this.wordStart, this.wordEnd, this.hash);
    if (combo < 0) return combo === BANNED ? NOT_SIMPLE : combo === FULL ? TOO_MANY : combo;
    this.columns.combo[row] = combo;
    return at - 1;
  }

  private number(bytes: Uint8Array, from: number, row: number, slot: number, stops: Uint8Array): number {
    const { mantissa, scale, written } = this.columns;
    const word = this.glued[slot]!;
    if (this.optional[slot] === 1 && stops[bytes[from]!] === 1) {
      mantissa[slot]![row] = Number.NaN;
      scale[slot]![row] = 0;
      written[slot]![row] = 0;
      if (word >= 0) this.wordStart[word] = this.wordEnd[word] = from;
      return from;
    }
    const { numbers } = this;
    const at = numbers.read(bytes, from);
    mantissa[slot]![row] = numbers.mantissa;
    scale[slot]![row] = numbers.scale;
    written[slot]![row] = numbers.written;
    return word >= 0 && at >= 0 ? this.asset(bytes, at, word) : at;
  }

  /** The asset behind a number: letters; behind one blank also digits. */
  private asset(bytes: Uint8Array, from: number, word: number): number {
    const spaced = bytes[from] === BLANK;
    const start = spaced ? from + 1 : from;
    let at = start;
    let { hash } = this;
    for (; ; at++) {
      const byte = bytes[at]!;
      const letter = ((byte | 32) - 97) >>> 0 < 26;
      if (!letter && !(spaced && at > start && (byte - ZERO) >>> 0 < 10)) break;
      hash = Math.imul(hash ^ byte, 0x01000193);
    }
    if (at === start || at - start > MAX_WORD) return -1;
    this.hash = hash ^ (word << 24);
    this.wordStart[word] = start;
    this.wordEnd[word] = at;
    return at;
  }

  private word(bytes: Uint8Array, from: number, slot: number, stops: Uint8Array): number {
    let at = from;
    let { hash } = this;
    for (let byte = bytes[at]!; stops[byte] === 0; byte = bytes[++at]!) {
      hash = Math.imul(hash ^ byte, 0x01000193);
    }
    this.hash = Math.imul(hash ^ 0xff, 0x01000193);
    this.wordStart[slot] = from;
    this.wordEnd[slot] = at;
    return isTrimmed(bytes, from, at) && at - from <= MAX_WORD ? at : -1;
  }

  private id(bytes: Uint8Array, from: number, row: number, slot: number, stops: Uint8Array): number {
    const { idStart, idEnd, idValue } = this.columns;
    let at = from;
    let value = 0;
    let digits = true;
    for (let byte = bytes[at]!; stops[byte] === 0; byte = bytes[++at]!) {
      const digit = byte - ZERO;
      if (digit >>> 0 < 10) value = value * 10 + digit;
      else digits = false;
    }
    const length = at - from;
    idStart[slot]![row] = from;
    idEnd[slot]![row] = at;
    idValue[slot]![row] = digits && length > 0 && length <= 15 && bytes[from] !== ZERO ? value : -1;
    return isTrimmed(bytes, from, at) && length <= MAX_ID ? at : -1;
  }
}

/** False where the cell begins or ends with white space, which the reference reader takes off. */
function isTrimmed(bytes: Uint8Array, from: number, end: number): boolean {
  return end === from || (bytes[from]! > BLANK && bytes[end - 1]! > BLANK);
}

/** The place behind the last line end before `to`; `from` where there is none. */
function lastLineEnd(bytes: Uint8Array, from: number, to: number): number {
  let at = to;
  while (at > from && bytes[at - 1] !== LF) at--;
  return at;
}

/** Where the line at `from` ends, without its line end; or why no line can be made out. */
function hardEnd(bytes: Uint8Array, from: number, to: number): number | Abandoned {
  let odd = false;
  let at = from;
  for (; at < to && bytes[at] !== LF; at++) {
    if (bytes[at] === QUOTE) odd = !odd;
    else if (bytes[at] === CR) {
      if (at + 1 >= to || bytes[at + 1] !== LF) return 'a line ends in CR alone';
      break;
    }
  }
  return odd ? 'a quote reaches over a line end' : at;
}
