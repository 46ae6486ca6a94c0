/**
 * Which trades rows tell of, 8 bytes each, and where those rows stand, 2 more, or 10 where a row stands far behind the one before. Rows are cut into parts by the first bits of their
 * fingerprints: which trades came twice is found part by part, by bits that fit the cache.
 */
import type { FillEvent } from '../../ingest/row-event.ts';
import { DuplicateIndex, fingerprint } from '../duplicate-index.ts';
import { tradeKey } from '../record-facts.ts';
import { type Chunk, EqualPrints, SeenTwice } from './equal-prints.ts';

const PARTS = 64;
const PART_SHIFT = 26;
/** Room of the first chunk of a part; each after it has twice as much as the one before, up to the most. */
const ROWS = { least: 64, most: 2048 } as const;
/** A row that stands so far behind the one before, or before it, is told by itself. */
const FAR = 2 ** 16;

/** What a log holds: the chunks of each part. They can go to another thread. */
export type LogParts = readonly (readonly Chunk[])[];

/** The memory of a log, which can be given to another thread. */
export const buffersOf = (parts: LogParts | null): readonly ArrayBufferLike[] =>
  (parts ?? []).flat().flatMap(({ prints, gaps }) => [prints.buffer, gaps.buffer]);

const newChunk = (rows: number): Chunk => ({
  ...{ prints: new Uint32Array(2 * rows), gaps: new Uint16Array(rows) },
  ...{ jumps: [], rows: 0, last: 0 },
});

/** Fingerprints of trades on one side, with the places of their rows. */
export class RowLog {
  private readonly parts: readonly Chunk[][];
  /** Of each part, the chunk that takes the next row. */
  private readonly open: (Chunk | undefined)[];
  private readonly print = new Uint32Array(2);

  constructor(parts: LogParts = Array.from({ length: PARTS }, () => [])) {
    this.parts = parts.map((chunks) => [...chunks]);
    this.open = this.parts.map((chunks) => chunks.at(-1));
  }

  /** @param low first word of the fingerprint with the lowest bit set @param place of the row; see `suspects` */
  add(low: number, high: number, place: number): void {
    const part = high >>> PART_SHIFT;
    const open = this.open[part];
    const chunk = open === undefined || open.rows === open.gaps.length ? this.opened(part) : open;
    const { prints, gaps, rows } = chunk;
    prints[2 * rows] = low;
    prints[2 * rows + 1] = high;
    const gap = place - chunk.last;
    if (gap > 0 && gap < FAR) gaps[rows] = gap;
    else chunk.jumps.push(place);
    chunk.last = place;
    chunk.rows = rows + 1;
  }

  /** Adds a row that was read singly. Only rows with a key are told apart, each of which names its trade or is read singly. */
  addFill({ key, fill }: FillEvent, place: number): void {
    const trade = key === null ? null : tradeKey(fill, false);
    if (trade === null) return;
    fingerprint(trade, this.print);
    this.add((this.print[0]! | 1) >>> 0, this.print[1]!, place);
  }

  private opened(part: number): Chunk {
    const chunks = this.parts[part]!;
    const room = Math.min(ROWS.most, 2 * (chunks.at(-1)?.gaps.length ?? ROWS.least / 2));
    const chunk = newChunk(room);
    chunks.push(chunk);
    this.open[part] = chunk;
    return chunk;
  }

  /** For another thread. */
  get contents(): LogParts {
    return this.parts;
  }

  /** The trades of `wanted` that some row tells of. */
  shared(wanted: DuplicateIndex): DuplicateIndex {
    const found = new DuplicateIndex();
    for (const { prints, rows } of this.parts.flat()) {
      for (let at = 0; at < 2 * rows; at += 2) {
        if (wanted.holds(prints[at]!, prints[at + 1]!)) found.put(prints[at]!, prints[at + 1]!);
      }
    }
    return found;
  }

  /** Places of all rows whose trade has the fingerprint of another row's in any of the logs, in no order. */
  static suspects(logs: readonly RowLog[]): number[] {
    const found: number[] = [];
    const parts = Array.from({ length: PARTS }, (_, part) => logs.flatMap((log) => log.parts[part]!));
    const twice = new SeenTwice(Math.max(...parts.map(rowsOf)));
    const equals = new EqualPrints();
    for (const part of parts) {
      equals.begin();
      twice.begin(rowsOf(part));
      for (const one of part) twice.see(one);
      for (const one of part) twice.findIn(one, (low, high, place) => equals.see(low, high, place, found));
    }
    return found;
  }
}

const rowsOf = (chunks: readonly Chunk[]): number => chunks.reduce((sum, { rows }) => sum + rows, 0);
