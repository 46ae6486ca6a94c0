/** Quote snapshots of any number of files in order of time: every book checked, bad ones named. */
import { type Decimal, readDecimal } from '../domain/decimal.ts';
import { compareText } from '../domain/mark.ts';
import type { InstrumentBook } from '../domain/rewards/book.ts';
import type { BookSide } from '../domain/rewards/distance.ts';
import type { Instant } from '../domain/time.ts';
import type { Input } from './input.ts';
import { currencyOf, expiryOf } from './reward-cells.ts';
import {
  type BookFault,
  type RawBook,
  type RawInstant,
  rawInstants,
  type SnapshotSink,
} from './snapshot-rows.ts';

/** A book that is not scored. */
export interface BadBook extends BookFault {
  readonly instrument: string;
  readonly rows: number;
}

/** The books of one instant. */
export interface BookInstant {
  readonly time: Instant;
  readonly books: readonly {
    readonly book: InstrumentBook;
    readonly rows: number;
    readonly place: BookFault;
  }[];
  readonly bad: readonly BadBook[];
  /** Books that two files hold alike; counted once. */
  readonly doubled: readonly BadBook[];
}

/**
 * Merges files by time. A book that two files hold differently is bad, since nobody can tell which is true.
 * @throws KnownError for a file that cannot be read at all
 */
export async function* bookInstants(
  inputs: readonly Input[],
  map: ReadonlyMap<string, string>,
  sink: SnapshotSink,
  onBytes?: (done: number) => void,
): AsyncGenerator<BookInstant> {
  const done = inputs.map(() => 0);
  const streams = inputs.map((input, index) =>
    rawInstants(input, map, sink, (bytes) => {
      done[index] = bytes;
      onBytes?.(done.reduce((sum, one) => sum + one, 0));
    }),
  );
  const heads = await Promise.all(streams.map(async (stream) => (await stream.next()).value ?? null));
  for (;;) {
    const times = heads.flatMap((head) => (head === null ? [] : [(head as RawInstant).time]));
    if (times.length === 0) return;
    const time = Math.min(...times);
    const now: RawInstant[] = [];
    for (const [index, head] of heads.entries()) {
      if (head === null || (head as RawInstant).time !== time) continue;
      now.push(head as RawInstant);
      heads[index] = (await streams[index]!.next()).value ?? null;
    }
    yield settle(time, now);
  }
}

function settle(time: Instant, instants: readonly RawInstant[]): BookInstant {
  const byName = new Map<string, RawBook[]>();
  for (const { books } of instants) {
    for (const [name, book] of books) {
      const known = byName.get(name);
      if (known === undefined) byName.set(name, [book]);
      else known.push(book);
    }
  }
  const books: BookInstant['books'][number][] = [];
  const bad: BadBook[] = [];
  const doubled: BadBook[] = [];
  for (const [instrument, raws] of [...byName].sort(([a], [b]) => compareText(a, b))) {
    const [first, ...more] = raws.sort((a, b) => compareText(a.file, b.file));
    const contents = more.length === 0 ? new Set() : new Set(raws.map(contentOf));
    for (const other of more) {
      const place = {
        instrument,
        rows: other.rows,
        file: other.file,
        line: other.line,
        column: null,
        value: null,
      };
      (contents.size === 1 ? doubled : bad).push({
        reason: contents.size === 1 ? 'duplicate' : 'in-two-files',
        ...place,
      });
    }
    const place = { file: first!.file, line: first!.line, column: null, value: null };
    const result = contents.size > 1 ? { reason: 'in-two-files', ...place } : checked(first!);
    if ('reason' in result) bad.push({ instrument, rows: first!.rows, ...result });
    else books.push({ book: result, rows: first!.rows, place: { reason: 'used', ...place } });
  }
  return { time, books, bad, doubled };
}

/** What a book says, whatever the order of its rows. */
function contentOf({ cells, best, quotes, fault }: RawBook): string {
  const levels = quotes.map(({ side, price, size, maker }) => `${side} ${price} ${size} ${maker}`).sort();
  return [cells.slice(9).join(), best.bid, best.ask, fault?.reason, ...levels].join('\n');
}

/** A book fit to be scored, or why it is not. */
function checked(raw: RawBook): InstrumentBook | BookFault {
  if (raw.fault !== null) return raw.fault;
  const { instrument, cells, assetType, quotes } = raw;
  const place = (column: string | null, value: string | null) => ({
    file: raw.file,
    line: raw.line,
    column,
    value,
  });
  const bids = quotes.filter(({ side }) => side === 'bid');
  if (bids.length === 0 || bids.length === quotes.length) {
    return { reason: 'missing-side', ...place('side', bids.length === 0 ? 'no bid' : 'no ask') };
  }
  const index = readDecimal(cells[10]!);
  if (typeof index === 'string' || index.lte(0))
    return { reason: 'index-missing', ...place('index_price', cells[10]!) };
  const delta = assetType === 'perp' ? null : readDecimal(cells[11]!);
  if (typeof delta === 'string') return { reason: 'delta-missing', ...place('delta', cells[11]!) };
  const expiry = expiryOf(cells[12]!, instrument);
  if (assetType === 'option' && expiry === null)
    return { reason: 'expiry-missing', ...place('expiry_ms', cells[12]!) };
  const [bid, ask] = [bestOf(raw, 'bid'), bestOf(raw, 'ask')];
  if (bid === null) return { reason: 'best-price-contradicts', ...place('best_price', raw.best.bid!) };
  if (ask === null) return { reason: 'best-price-contradicts', ...place('best_price', raw.best.ask!) };
  if (bid.gte(ask))
    return { reason: 'crossed-book', ...place('price', `${bid.toFixed()} >= ${ask.toFixed()}`) };
  const given = cells[9] === '' ? null : readDecimal(cells[9]!);
  if (typeof given === 'string') return { reason: 'mid-unreadable', ...place('mid_price', cells[9]!) };
  const mid = given ?? bid.plus(ask).div(2);
  const currency = currencyOf(cells[3]!, instrument);
  return {
    instrument,
    assetType: assetType!,
    currency,
    expiry,
    delta,
    index,
    mid,
    best: { bid, ask },
    quotes,
  };
}

/** The best price of the whole book: the file's, or that of the levels; null = a level is better than the file's. */
function bestOf({ best, quotes }: RawBook, side: BookSide): Decimal | null {
  let found: Decimal | null = null;
  for (const quote of quotes) {
    if (quote.side !== side) continue;
    const better = found === null || (side === 'bid' ? quote.price.gt(found) : quote.price.lt(found));
    if (better) found = quote.price;
  }
  const written = best[side] ?? '';
  if (written === '' || found === null) return found;
  const given = readDecimal(written);
  if (typeof given === 'string' || given.lte(0)) return null;
  return (side === 'bid' ? found.gt(given) : found.lt(given)) ? null : given;
}
