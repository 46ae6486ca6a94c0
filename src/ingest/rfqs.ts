/** Requests for quotes with their responses, one row per response (or one without a response). */
import { Readable } from 'node:stream';
import { type Decimal, ONE, quotient, readDecimal } from '../domain/decimal.ts';
import { compareText } from '../domain/mark.ts';
import { fail, type Problem } from '../domain/problem.ts';
import type { AssetType } from '../domain/rewards/program.ts';
import type { Readings } from '../domain/rewards/readings.ts';
import type { Rfq, RfqQuote } from '../domain/rewards/rfq.ts';
import type { Instant } from '../domain/time.ts';
import { type ColumnRow, type ColumnWish, columnRows } from './column-rows.ts';
import { openInputs } from './input.ts';
import type { ColumnMap } from './maker-lists.ts';
import { epochMillis, readAssetType } from './reward-cells.ts';
import type { BadBook } from './snapshots.ts';

export const RFQ_COLUMNS: readonly ColumnWish[] = [
  ...['rfq_id', 'ts_ms', 'currency', 'asset_type', 'expiry_ms', 'direction', 'amount', 'max_cost'],
  ...['quote_id', 'quote_ts_ms', 'maker', 'price', 'filled'],
].map((name) => ({ name, optional: name === 'expiry_ms' }));

/** A request and the market that it is of. */
export interface PlacedRfq {
  readonly rfq: Rfq;
  readonly assetType: AssetType;
  readonly currency: string;
  readonly expiry: Instant | null;
  readonly rows: number;
}

export interface Rfqs {
  /** In order of ids. */
  readonly requests: readonly PlacedRfq[];
  /** Requests that are not scored, each with its reason. */
  readonly bad: readonly BadBook[];
  readonly refused: readonly Problem[];
  readonly rows: number;
  /** Whether max_cost is for the whole amount, as found or as told; null = it makes no difference here. */
  readonly priceReading: 'total' | 'unit' | null;
}

interface Raw {
  readonly id: string;
  readonly line: number;
  readonly facts: readonly string[];
  readonly quotes: Map<string, RfqQuote>;
  rows: number;
  fault: {
    readonly reason: string;
    readonly line: number;
    readonly column: string;
    readonly value: string;
  } | null;
}

/** Reads a whole file of requests; rows may come in any order. @throws KnownError where it cannot be read at all */
export async function readRfqs(path: string, map: ColumnMap, reading: Readings['rfqPrice']): Promise<Rfqs> {
  const { inputs, dispose } = await openInputs([path], Readable.from([]));
  const raws = new Map<string, Raw>();
  const refused: Problem[] = [];
  let rows = 0;
  try {
    for (const input of inputs) {
      for await (const batch of columnRows(input, RFQ_COLUMNS, map)) {
        for (const row of batch) {
          rows++;
          if (row.fault === null) add(row, raws);
          else refused.push(row.fault);
        }
      }
    }
  } finally {
    await dispose();
  }
  const found = [...raws.values()].sort((a, b) => compareText(a.id, b.id));
  const priceReading = reading === 'by-evidence' ? priceEvidence(found, path) : reading;
  const bad: BadBook[] = [];
  const requests: PlacedRfq[] = [];
  for (const raw of found) {
    const made = raw.fault === null ? requestOf(raw, priceReading ?? 'unit') : raw.fault;
    if ('reason' in made) bad.push({ instrument: raw.id, rows: raw.rows, file: path, ...made });
    else requests.push(made);
  }
  return { requests, bad, refused, rows, priceReading };
}

const columnAt = (index: number) => RFQ_COLUMNS[index]!.name;

function add({ cells, line }: ColumnRow, raws: Map<string, Raw>): void {
  const id = cells[0]!;
  let raw = raws.get(id);
  if (raw === undefined) {
    raw = { id, line, facts: cells.slice(1, 8), quotes: new Map(), rows: 0, fault: null };
    raws.set(id, raw);
  }
  raw.rows++;
  if (raw.fault !== null) return;
  const changed = raw.facts.findIndex((text, index) => text !== cells[index + 1]);
  const quote = changed === -1 ? quoteOf(cells, raw) : { reason: 'facts-contradict', cell: changed + 1 };
  if (quote === null) return;
  if ('reason' in quote) {
    raw.fault = { reason: quote.reason, line, column: columnAt(quote.cell), value: cells[quote.cell]! };
    return;
  }
  const key = quote.id === '' ? `line ${line}` : quote.id;
  const known = raw.quotes.get(key);
  if (known !== undefined && JSON.stringify(known) !== JSON.stringify(quote)) {
    raw.fault = { reason: 'quote-twice', line, column: 'quote_id', value: quote.id };
  }
  raw.quotes.set(key, quote);
}

/** The response of a row; null = the request has none in it. */
function quoteOf(
  cells: readonly string[],
  { facts }: Raw,
): RfqQuote | { reason: string; cell: number } | null {
  const [id, timeText, maker, priceText, filledText] = cells.slice(8) as [
    string,
    string,
    string,
    string,
    string,
  ];
  if (maker === '' && priceText === '' && timeText === '') return null;
  if (maker === '') return { reason: 'maker-missing', cell: 10 };
  const time = epochMillis(timeText);
  const request = epochMillis(facts[0]!);
  if (time === null) return { reason: 'time-unreadable', cell: 9 };
  if (request !== null && time < request) return { reason: 'quote-before-request', cell: 9 };
  const price = readDecimal(priceText);
  if (typeof price === 'string' || price.isZero()) return { reason: 'price-unreadable', cell: 11 };
  const filled = FILLED.get(filledText.toLowerCase());
  if (filled === undefined) return { reason: 'filled-unreadable', cell: 12 };
  return { id, maker, time, price, filled };
}

const FILLED: ReadonlyMap<string, boolean> = new Map([
  ...['true', '1', 'yes', 'filled'].map((word) => [word, true] as const),
  ...['false', '0', 'no', ''].map((word) => [word, false] as const),
]);
const DIRECTIONS: ReadonlyMap<string, 'buy' | 'sell'> = new Map([
  ['buy', 'buy'],
  ['long', 'buy'],
  ['sell', 'sell'],
  ['short', 'sell'],
]);

function requestOf(raw: Raw, reading: 'total' | 'unit'): PlacedRfq | NonNullable<Raw['fault']> {
  const [timeText, currency, type, expiryText, directionText, amountText, costText] = raw.facts as [
    ...[string, string, string, string, string, string, string],
  ];
  const fault = (reason: string, cell: number) => ({
    ...{ reason, line: raw.line, column: columnAt(cell), value: raw.facts[cell - 1]! },
  });
  if (raw.id === '') return fault('id-missing', 1);
  const time = epochMillis(timeText);
  if (time === null) return fault('time-unreadable', 1);
  const assetType = readAssetType(type, '');
  if (currency === '' || assetType === null) return fault('unknown-instrument', currency === '' ? 2 : 3);
  const expiry = expiryText === '' ? null : epochMillis(expiryText);
  if (expiryText !== '' && expiry === null) return fault('expiry-unreadable', 4);
  if (assetType === 'option' && expiry === null) return fault('expiry-missing', 4);
  const direction = DIRECTIONS.get(directionText.toLowerCase());
  if (direction === undefined) return fault('direction-unreadable', 5);
  const amount = readDecimal(amountText);
  if (typeof amount === 'string' || amount.lte(0)) return fault('amount-unreadable', 6);
  const cost = readDecimal(costText);
  if (typeof cost === 'string' || cost.isZero()) return fault('max-cost-missing', 7);
  // Who sells has a negative cost where costs are signed.
  const sign = cost.isNegative() ? ONE.negated() : ONE;
  const quotes = [...raw.quotes.values()].map((quote) => ({ ...quote, price: quote.price.times(sign) }));
  if (quotes.some(({ price }) => price.isNegative())) return fault('sign-contradicts', 7);
  const costUnits = reading === 'total' ? amount : ONE;
  const rfq = { id: raw.id, time, direction, amount, maxCost: cost.times(sign), costUnits, quotes };
  return { rfq, assetType, currency: currency.toUpperCase(), expiry, rows: raw.rows };
}

/**
 * Whether the maximum cost is for the whole amount: told by which of the two is nearer to the prices.
 * @throws KnownError where the requests say different things
 */
function priceEvidence(raws: readonly Raw[], file: string): 'total' | 'unit' | null {
  const seen = new Map<'total' | 'unit', Raw>();
  for (const raw of raws) {
    const [amount, cost] = [readDecimal(raw.facts[5]!), readDecimal(raw.facts[6]!)];
    if (typeof amount === 'string' || typeof cost === 'string' || amount.lte(0) || cost.isZero()) continue;
    if (amount.eq(ONE)) continue;
    for (const { price } of raw.quotes.values()) {
      const size = price.abs();
      const unit = spread(size, cost.abs());
      const total = spread(size.times(amount), cost.abs());
      if (!unit.eq(total)) seen.set(unit.lt(total) ? 'unit' : 'total', raw);
    }
  }
  if (seen.size > 1) {
    const line = seen.get('unit')!.line;
    fail('max-cost-unclear', 'nobody can tell whether max_cost is for one unit or for the whole amount', {
      ...{ file, line, column: 'max_cost', value: seen.get('unit')!.facts[6]! },
      hint: 'say --reading rfqPrice=total or --reading rfqPrice=unit',
    });
  }
  return [...seen.keys()][0] ?? null;
}

/** How far two amounts are apart: the larger by the smaller. */
function spread(a: Decimal, b: Decimal): Decimal {
  const [less, more] = a.lt(b) ? [a, b] : [b, a];
  return quotient(more, less);
}
