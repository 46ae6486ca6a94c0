/** Rows of quote snapshots, one per book level, gathered into the books of one instant. */
import { type Decimal, readDecimal } from '../domain/decimal.ts';
import { fail, type Problem, problem } from '../domain/problem.ts';
import type { Quote } from '../domain/rewards/book.ts';
import type { BookSide } from '../domain/rewards/distance.ts';
import type { AssetType } from '../domain/rewards/program.ts';
import type { Instant } from '../domain/time.ts';
import { type ColumnRow, type ColumnWish, columnRows } from './column-rows.ts';
import type { Input } from './input.ts';
import { epochMillis, readAssetType } from './reward-cells.ts';

/** Columns of a snapshot file; `own` (true, false) may stand for `owner`. */
export const SNAPSHOT_COLUMNS: readonly ColumnWish[] = [
  { name: 'ts_ms' },
  { name: 'instrument' },
  { name: 'asset_type', optional: true },
  { name: 'currency', optional: true },
  { name: 'side' },
  { name: 'price' },
  { name: 'size' },
  { name: 'owner', alias: 'own' },
  { name: 'best_price', optional: true },
  { name: 'mid_price', optional: true },
  { name: 'index_price' },
  { name: 'delta', optional: true },
  { name: 'expiry_ms', optional: true },
];
const FACTS = [2, 3, 9, 10, 11, 12] as const;

/** More levels than this at one instant are refused: all of them are held in memory at once. */
const MAX_LEVELS = 1_000_000;

/** Why a book is not scored; stable, and what `--table snapshots` calls it. */
export interface BookFault {
  readonly reason: string;
  readonly file: string;
  readonly line: number;
  readonly column: string | null;
  readonly value: string | null;
}

/** The rows of one instrument at one instant, as read. */
export interface RawBook {
  readonly instrument: string;
  readonly file: string;
  /** Of its first row. */
  readonly line: number;
  rows: number;
  readonly cells: readonly string[];
  readonly assetType: AssetType | null;
  /** Texts of the best price, by side. */
  readonly best: Partial<Record<BookSide, string>>;
  readonly quotes: Quote[];
  fault: BookFault | null;
}

/** All books of one file at one instant. */
export interface RawInstant {
  readonly time: Instant;
  readonly books: Map<string, RawBook>;
}

/** What happened beside the books: rows that belong to none. */
export interface SnapshotSink {
  rows: number;
  refuse(problem: Problem): void;
  /** A row whose time lies before that of the row above it. */
  backwards(book: string, fault: BookFault): void;
}

/** Reads one file, instant by instant; rows of one instant may come in any order. */
export async function* rawInstants(
  input: Input,
  map: ReadonlyMap<string, string>,
  sink: SnapshotSink,
  onBytes?: (done: number) => void,
): AsyncGenerator<RawInstant> {
  const gatherer = new Gatherer(input.name, sink);
  for await (const rows of columnRows(input, SNAPSHOT_COLUMNS, map, onBytes)) {
    for (const row of rows) {
      sink.rows++;
      const done = gatherer.push(row);
      if (done !== null) yield done;
    }
  }
  const last = gatherer.end();
  if (last !== null) yield last;
}

class Gatherer {
  private readonly file: string;
  private readonly sink: SnapshotSink;
  private open: RawInstant | null = null;
  private timeText = '';
  private time: Instant = Number.NEGATIVE_INFINITY;
  private book: RawBook | null = null;
  private levels = 0;

  constructor(file: string, sink: SnapshotSink) {
    this.file = file;
    this.sink = sink;
  }

  end(): RawInstant | null {
    const done = this.open;
    this.open = null;
    return done;
  }

  /** Takes a row; the instant before it where this one begins another. */
  push(row: ColumnRow): RawInstant | null {
    if (row.fault !== null) {
      this.sink.refuse(row.fault);
      return null;
    }
    const text = row.cells[0]!;
    let done: RawInstant | null = null;
    if (text !== this.timeText || this.open === null) {
      const time = epochMillis(text);
      if (time === null) {
        const place = { file: this.file, line: row.line, column: 'ts_ms', value: text };
        const sentence = 'this is not a time in milliseconds since 1970';
        this.sink.refuse(
          problem('time-unreadable', sentence, { ...place, hint: 'write it like 1735689600000' }),
        );
        return null;
      }
      if (time < this.time) {
        const fault = { file: this.file, line: row.line, column: 'ts_ms', value: text };
        this.sink.backwards(`${text} ${row.cells[1]}`, { reason: 'time-backwards', ...fault });
        return null;
      }
      if (time > this.time || this.open === null) {
        done = this.open;
        this.open = { time, books: new Map() };
        this.book = null;
        this.levels = 0;
      }
      this.timeText = text;
      this.time = time;
    }
    if (++this.levels > MAX_LEVELS) {
      fail('snapshot-too-large', `more than ${MAX_LEVELS} levels have the same time`, {
        ...{ file: this.file, line: row.line, column: 'ts_ms', value: text },
        hint: 'check that the times are those of the snapshots',
      });
    }
    this.add(row, this.open!);
    return done;
  }

  private add({ cells, line }: ColumnRow, instant: RawInstant): void {
    const instrument = cells[1]!;
    if (this.book === null || this.book.instrument !== instrument) {
      this.book = instant.books.get(instrument) ?? this.begin(instrument, cells, line, instant);
    }
    const book = this.book;
    book.rows++;
    if (book.fault !== null) return;
    const read = quoteOf(cells, book);
    if ('side' in read) book.quotes.push(read);
    else {
      const column = SNAPSHOT_COLUMNS[read.cell]!.name;
      book.fault = { reason: read.reason, file: this.file, line, column, value: cells[read.cell]! };
    }
  }

  private begin(instrument: string, cells: readonly string[], line: number, instant: RawInstant): RawBook {
    const assetType = readAssetType(cells[2]!, instrument);
    const place = { file: this.file, line, column: 'instrument', value: instrument };
    const known = instrument !== '' && assetType !== null;
    const fault = known ? null : { reason: 'unknown-instrument', ...place };
    const rest = { rows: 0, cells, assetType, best: {}, quotes: [], fault };
    const book: RawBook = { instrument, file: this.file, line, ...rest };
    instant.books.set(instrument, book);
    return book;
  }
}

/** One level, or what is wrong with its row. Notes the side's best price in the book. */
function quoteOf(cells: readonly string[], book: RawBook): Quote | { reason: string; cell: number } {
  for (const cell of FACTS) {
    if (differs(cells[cell]!, book.cells[cell]!)) return { reason: 'facts-contradict', cell };
  }
  const side = SIDES.get(cells[4]!) ?? SIDES.get(cells[4]!.toLowerCase());
  if (side === undefined) return { reason: 'side-unreadable', cell: 4 };
  const price = priceOf(cells[5]!);
  if (typeof price === 'string' || price.lte(0)) return { reason: 'price-unreadable', cell: 5 };
  const size = readDecimal(cells[6]!);
  if (typeof size === 'string') return { reason: 'size-unreadable', cell: 6 };
  if (size.lte(0)) return { reason: size.isZero() ? 'size-zero' : 'size-negative', cell: 6 };
  const best = cells[8]!;
  const known = book.best[side];
  if (known === undefined) book.best[side] = best;
  else if (differs(best, known)) return { reason: 'facts-contradict', cell: 8 };
  return { side, price, size, maker: makerOf(cells[7]!) };
}

/** Prices come back snapshot after snapshot; a number read once is as good as one read again. */
const prices = new Map<string, ReturnType<typeof readDecimal>>();
const KEPT_PRICES = 20_000;

function priceOf(text: string): ReturnType<typeof readDecimal> {
  let price = prices.get(text);
  if (price === undefined) {
    price = readDecimal(text);
    if (prices.size >= KEPT_PRICES) prices.clear();
    prices.set(text, price);
  }
  return price;
}

const SIDES: ReadonlyMap<string, BookSide> = new Map([
  ['bid', 'bid'],
  ['ask', 'ask'],
  ['buy', 'bid'],
  ['sell', 'ask'],
  ['b', 'bid'],
  ['a', 'ask'],
]);

/** Whether two cells mean different things: `10` and `10.0` do not. */
function differs(a: string, b: string): boolean {
  if (a === b) return false;
  const [first, second] = [readDecimal(a), readDecimal(b)];
  return typeof first === 'string' || typeof second === 'string' || !(first as Decimal).eq(second as Decimal);
}

/** `own`, or a flag that says so; nobody known for others. */
function makerOf(text: string): string | null {
  switch (text.toLowerCase()) {
    case '':
    case 'false':
    case '0':
    case 'other':
    case 'others':
      return null;
    case 'true':
    case '1':
      return 'own';
    default:
      return text;
  }
}
