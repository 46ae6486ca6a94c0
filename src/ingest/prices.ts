/** Prices that the user gives, for fees that are paid in a third asset and for totals in one asset. */

import { Readable } from 'node:stream';
import { type Decimal, readDecimal } from '../domain/decimal.ts';
import { fail } from '../domain/problem.ts';
import { type Instant, readIsoTime } from '../domain/time.ts';
import { openInputs } from './input.ts';
import { readTable } from './table-file.ts';

/** One price of the file. */
export interface PriceAt {
  /** Units of `quote` for one `asset`, as written; where `inverse`, units of `asset` for one `quote`. */
  readonly price: Decimal;
  readonly time: Instant;
  readonly line: number;
  /** True = the file prices the pair the other way round: divide by `price`. */
  readonly inverse: boolean;
}

export interface Prices {
  readonly file: string;
  /** The last price of `asset` in `quote` at or before `at`; null when there is none. */
  price(asset: string, quote: string, at: Instant): PriceAt | null;
}

interface Series {
  readonly times: Instant[];
  readonly prices: Decimal[];
  readonly lines: number[];
}

/**
 * Reads `time,asset,quote,price`; times without a zone are UTC, rows may come in any order.
 * @throws KnownError with file and line for a row that is not so, and for two prices of one pair at one time
 */
export async function readPrices(path: string): Promise<Prices> {
  const text = await readText(path);
  const rows = readTable(text, path, ['time', 'asset', 'quote', 'price']).map(({ line, cells }) => {
    const [time, asset, quote, price] = cells as [string, string, string, string];
    const place = { file: path, line };
    const read = readIsoTime(time, 0);
    if (read === null) {
      return fail('time-unreadable', 'this is not a time', {
        ...{ ...place, column: 'time', value: time },
        hint: 'write 2026-06-10 or 2026-06-10T22:00:00Z',
      });
    }
    const value = readDecimal(price);
    if (typeof value === 'string' || value.lte(0)) {
      return fail('price-unreadable', 'a price is a positive number', {
        ...{ ...place, column: 'price', value: price },
        hint: 'write it as 612.5, without thousands marks',
      });
    }
    if (asset === '' || quote === '' || asset === quote) {
      fail('price-pair', 'a price needs two different assets', {
        ...place,
        hint: 'for example BNB and USDT',
      });
    }
    return { line, time: read.instant, pair: `${asset}\u001f${quote}`, price: value };
  });
  rows.sort((a, b) => a.time - b.time || a.line - b.line);
  const series = new Map<string, Series>();
  for (const { line, time, pair, price } of rows) {
    const one = series.get(pair) ?? { times: [], prices: [], lines: [] };
    series.set(pair, one);
    if (one.times.at(-1) === time) {
      if (one.prices.at(-1)!.eq(price)) continue;
      fail('price-twice', `line ${one.lines.at(-1)} gives another price of this pair at this time`, {
        ...{ file: path, line, column: 'price' },
        hint: 'keep one of the rows',
      });
    }
    one.times.push(time);
    one.prices.push(price);
    one.lines.push(line);
  }
  const find = (pair: string, at: Instant, inverse: boolean): PriceAt | null => {
    const one = series.get(pair);
    const index = one === undefined ? -1 : lastAtOrBefore(one.times, at);
    if (one === undefined || index === -1) return null;
    return { price: one.prices[index]!, time: one.times[index]!, line: one.lines[index]!, inverse };
  };
  return {
    file: path,
    price: (asset, quote, at) =>
      find(`${asset}\u001f${quote}`, at, false) ?? find(`${quote}\u001f${asset}`, at, true),
  };
}

function lastAtOrBefore(times: readonly Instant[], at: Instant): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** A whole small file as UTF-8 text; damage of any kind is a `KnownError`. */
async function readText(path: string): Promise<string> {
  const { inputs, dispose } = await openInputs([path], Readable.from([]));
  try {
    const chunks: Uint8Array[] = [];
    for await (const chunk of inputs[0]!.open()) chunks.push(chunk);
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(Buffer.concat(chunks));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return fail('text-damaged', 'the file is no valid UTF-8 text', { file: path, hint: 'save it as UTF-8' });
  } finally {
    await dispose();
  }
}
