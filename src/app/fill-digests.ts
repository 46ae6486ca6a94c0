/** One short line per fill, by which a later run tells which fills changed, appeared or vanished since. */
import { createHash } from 'node:crypto';
import { plain } from '../domain/decimal.ts';
import type { Fill } from '../domain/fill.ts';
import { compareText } from '../domain/mark.ts';
import type { Instant } from '../domain/time.ts';
import type { FillObserver } from '../engine/engine.ts';

/** Beyond so many fills only the days are kept. */
const MOST_FILLS = 1_000_000;
/** Digits of a fill's digest: 72 bits. */
const DIGITS = 12;

export interface FillDigests {
  readonly count: number;
  /** `2026-06-10 <sum of the day's digests>`, ascending; whatever the order of rows and files. */
  readonly days: readonly string[];
  /** `time account symbol side trade digest file:line`, ascending; null beyond a million fills. */
  readonly fills: readonly string[] | null;
}

export class FillDigestRun implements FillObserver {
  private lines: string[] | null = [];
  private days = new Map<string, bigint>();
  private count = 0;

  begin(): void {
    this.lines = [];
    this.days = new Map();
    this.count = 0;
  }

  fill(fill: Fill): void {
    const digest = digestOf(fill);
    const day = new Date(fill.time).toISOString().slice(0, 10);
    const value = Buffer.from(digest, 'base64url').reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
    this.days.set(day, (this.days.get(day) ?? 0n) + value);
    this.count += 1;
    if (this.count > MOST_FILLS) this.lines = null;
    this.lines?.push(lineOf(fill, digest));
  }

  digests(): FillDigests {
    const days = [...this.days].sort(([a], [b]) => compareText(a, b));
    return {
      count: this.count,
      days: days.map(([day, sum]) => `${day} ${sum.toString(36)}`),
      fills: this.lines === null ? null : [...this.lines].sort(compareText),
    };
  }
}

/** What a venue could restate of a fill; not where it stands. */
function digestOf(fill: Fill): string {
  const { instrument, account, time, side, price, quantity, fee, feeAsset, flag, orderId } = fill;
  const facts = [
    ...[instrument.venue, account, instrument.symbol, fill.tradeId ?? '', orderId ?? '', String(time), side],
    ...[
      plain(price),
      plain(quantity),
      plain(fee),
      feeAsset ?? '',
      flag ?? '',
      fill.quoteAmount?.toString() ?? '',
    ],
  ];
  return createHash('sha256').update(facts.join('\u001f')).digest('base64url').slice(0, DIGITS);
}

/** A cell that holds no blank, so that a line splits into its parts. */
const packed = (text: string) => (text === '' ? '-' : encodeURIComponent(text));

function lineOf(fill: Fill, digest: string): string {
  const { instrument, account, time, side, tradeId, file, line } = fill;
  const name = [account, `${instrument.venue}/${instrument.symbol}`, side, tradeId ?? '']
    .map(packed)
    .join(' ');
  return `${new Date(time).toISOString()} ${name} ${digest} ${packed(file)}:${line}`;
}

/** A fill that is not what it was. */
export interface Restated {
  readonly what: 'changed' | 'appeared' | 'vanished';
  readonly time: Instant;
  readonly symbol: string;
  readonly tradeId: string | null;
  /** `fills.csv:4183`, where it stands now, or stood. */
  readonly place: string;
}

interface ReadLine {
  readonly time: Instant;
  readonly key: string;
  readonly symbol: string;
  readonly tradeId: string | null;
  readonly digest: string;
  readonly place: string;
}

function readLine(line: string): ReadLine {
  const parts = line.split(' ');
  const [time, account, symbol, side, trade, digest, place] = parts.map((part) => decodeURIComponent(part));
  const tradeId = trade === '-' ? null : trade!;
  // Without an id a changed fill is one that vanished and one that appeared.
  const key = [account, symbol, side, tradeId ?? `${time} ${digest}`].join(' ');
  return {
    time: Date.parse(time!),
    key,
    symbol: symbol!.split('/').at(-1)!,
    tradeId,
    digest: digest!,
    place: place!,
  };
}

/**
 * What changed between two runs, as far as both cover the time: fills outside of the common span are no restatement.
 * @param span half-open bounds of both runs; null = unbounded
 */
export function restatements(
  before: readonly string[],
  after: readonly string[],
  span: { readonly from: Instant | null; readonly to: Instant | null },
): Restated[] {
  const inside = ({ time }: ReadLine) =>
    (span.from === null || time >= span.from) && (span.to === null || time < span.to);
  const [old, now] = [before, after].map((lines) => {
    const known = new Set(lines === before ? after : before);
    // Lines that both have are the same fill in the same place; most are.
    return lines
      .filter((line) => !known.has(line))
      .map(readLine)
      .filter(inside);
  }) as [ReadLine[], ReadLine[]];
  const left = new Map<string, ReadLine[]>();
  for (const line of old) left.set(line.key, [...(left.get(line.key) ?? []), line]);
  const found: Restated[] = [];
  const tell = (what: Restated['what'], { time, symbol, tradeId, place }: ReadLine) =>
    found.push({ what, time, symbol, tradeId, place });
  for (const line of now) {
    const same = left.get(line.key) ?? [];
    const exact = same.findIndex(({ digest }) => digest === line.digest);
    if (exact >= 0) same.splice(exact, 1);
    else if (same.shift() !== undefined) tell('changed', line);
    else tell('appeared', line);
  }
  for (const lines of left.values()) for (const line of lines) tell('vanished', line);
  return found.sort(
    (a, b) => a.time - b.time || compareText(a.place, b.place) || compareText(a.what, b.what),
  );
}
