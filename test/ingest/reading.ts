/** Reads texts and files as the program does, for the tests of this folder. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { Decimal, ZERO } from '../../src/domain/decimal.ts';
import { KnownError, type Problem } from '../../src/domain/problem.ts';
import { identify, NO_OPTIONS, type ReadOptions, type Recognition } from '../../src/ingest/identify.ts';
import { type Input, openInputs } from '../../src/ingest/input.ts';
import { instrumentTable } from '../../src/ingest/instruments.ts';
import { newDoor, readFills } from '../../src/ingest/read-fills.ts';
import type { Door, FillEvent, RefusedEvent, RowEvent } from '../../src/ingest/row-event.ts';

/** OKX's figures: `fill-formats` § 6, instruments. */
export const TABLE = instrumentTable([
  { venue: 'okx', symbol: 'BTC-USDT-SWAP', contractValue: new Decimal('0.01'), contractAsset: 'BTC' },
  { venue: 'okx', symbol: 'BTC-USD-SWAP', contractValue: new Decimal('100'), contractAsset: 'USD' },
  { venue: 'okx', symbol: 'BTC-USD-OPTION', contractValue: new Decimal('0.01'), contractAsset: 'BTC' },
  { venue: 'binance', symbol: 'BTCUSD', contractValue: new Decimal('100'), contractAsset: 'USD' },
  { venue: 'binance', symbol: 'ETHUSD', contractValue: new Decimal('10'), contractAsset: 'USD' },
  { venue: 'kucoin', symbol: 'XBTUSDTM', contractValue: new Decimal('0.001'), contractAsset: 'BTC' },
  { venue: 'kucoin', symbol: 'XBTUSDM', contractValue: new Decimal('1'), contractAsset: 'USD' },
  { venue: 'gate', symbol: 'BTC_USDT', contractValue: new Decimal('0.0001'), contractAsset: 'BTC' },
  { venue: 'gate', symbol: 'ETH_USDT', contractValue: new Decimal('0.01'), contractAsset: 'ETH' },
]);

export interface Reading {
  readonly recognition: Recognition;
  readonly door: Door;
  readonly events: readonly RowEvent[];
}

export function inputOf(bytes: Uint8Array | string, name = 'fills.csv', chunk = 65_536): Input {
  const buffer = Buffer.from(bytes);
  return {
    name,
    size: buffer.length,
    async *open() {
      for (let at = 0; at < buffer.length; at += chunk) yield buffer.subarray(at, at + chunk);
    },
    digest: async () => createHash('sha256').update(buffer).digest('hex'),
  };
}

export async function readInput(input: Input, options: Partial<ReadOptions> = {}): Promise<Reading> {
  const recognition = await identify(input, { ...NO_OPTIONS, ...options });
  const door = newDoor();
  const events: RowEvent[] = [];
  for await (const batch of readFills(input, recognition, TABLE, door)) events.push(...batch);
  return { recognition, door, events };
}

export function readText(
  text: Uint8Array | string,
  options: Partial<ReadOptions> = {},
  name?: string,
  chunk?: number,
): Promise<Reading> {
  return readInput(inputOf(text, name, chunk), options);
}

/** Every input of these paths, read. */
export async function readPaths(
  paths: readonly string[],
  stdin: Readable = Readable.from([]),
): Promise<Reading[]> {
  const { inputs, dispose } = await openInputs(paths, stdin);
  try {
    const readings: Reading[] = [];
    for (const input of inputs) readings.push(await readInput(input));
    return readings;
  } finally {
    await dispose();
  }
}

/** The problem that this work ends in. @throws Error when it does not */
export async function problemOf(work: Promise<unknown>): Promise<Problem> {
  try {
    await work;
  } catch (error) {
    if (error instanceof KnownError) return error.problem;
    throw error;
  }
  throw new Error('no problem was reported');
}

export function fills(reading: Reading): FillEvent[] {
  return reading.events.filter((event) => event.kind === 'fill');
}

export function refused(reading: Reading): RefusedEvent[] {
  return reading.events.filter((event) => event.kind === 'refused');
}

/** Rows and money at the door, and again over the events: they must be the same. */
export function conservation({ door, events }: Reading): { rows: [number, number]; money: [string, string] } {
  const sums = new Map<string, Decimal>();
  let rows = 0;
  for (const event of events) {
    rows += event.kind === 'fill' ? event.fill.rows : event.rows;
    const [fee, asset] =
      event.kind === 'fill' ? [event.rawFee, event.fill.feeAsset] : [event.fee, event.feeAsset];
    if (fee !== null) sums.set(asset ?? '', (sums.get(asset ?? '') ?? ZERO).plus(fee));
  }
  return { rows: [door.rows, rows], money: [moneyText(door.charged), moneyText(sums)] };
}

function moneyText(sums: ReadonlyMap<string, Decimal>): string {
  return [...sums]
    .filter(([, sum]) => !sum.isZero())
    .map(([asset, sum]) => `${asset} ${sum.toFixed()}`)
    .sort()
    .join(', ');
}
