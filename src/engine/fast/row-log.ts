/**
 * Fingerprints of all rows, 8 bytes each, and the places of those whose repetition is looked for, 8 more. They are cut into parts by
 * their first bits: which keys came twice is found part by part, in a table that fits the cache.
 */
import { DuplicateIndex } from '../duplicate-index.ts';

const PARTS = 128;
const PART_SHIFT = 25;
const CHUNK_ROWS = 2048;
const FREE = -1;

/** Rows of one part, in the order in which they came. */
interface Part {
  readonly prints: Uint32Array[];
  readonly places: Float64Array[];
  rows: number;
}

/** What a log holds; its chunks can go to another thread. */
export interface LogParts {
  readonly parts: readonly Part[];
}

/** The memory of a log, which can be given to another thread. */
export const buffersOf = (log: LogParts | null): readonly ArrayBufferLike[] =>
  (log?.parts ?? []).flatMap(({ prints, places }) => [...prints, ...places].map(({ buffer }) => buffer));

const newPart = (): Part => ({ prints: [], places: [], rows: 0 });

/** Fingerprints alone. */
export class PrintLog {
  protected readonly parts: Part[];

  constructor({ parts }: LogParts = { parts: Array.from({ length: PARTS }, newPart) }) {
    this.parts = [...parts];
  }

  /** @param low first word of the fingerprint with the lowest bit set */
  add(low: number, high: number): void {
    const part = this.parts[high >>> PART_SHIFT]!;
    const at = part.rows % CHUNK_ROWS;
    if (at === 0) part.prints.push(new Uint32Array(2 * CHUNK_ROWS));
    const prints = part.prints[part.prints.length - 1]!;
    prints[2 * at] = low;
    prints[2 * at + 1] = high;
    part.rows += 1;
  }

  /** For another thread. */
  get contents(): LogParts {
    return { parts: this.parts };
  }

  /** The keys of `wanted` that some row has. */
  shared(wanted: DuplicateIndex): DuplicateIndex {
    const found = new DuplicateIndex();
    for (const { prints, rows } of this.parts) {
      for (let row = 0; row < rows; row++) {
        const chunk = prints[Math.floor(row / CHUNK_ROWS)]!;
        const at = 2 * (row % CHUNK_ROWS);
        if (wanted.holds(chunk[at]!, chunk[at + 1]!)) found.put(chunk[at]!, chunk[at + 1]!);
      }
    }
    return found;
  }
}

/** Fingerprints of keys with the places of their rows. */
export class RowLog extends PrintLog {
  /** As `add`. @param place of the row; see `suspects` */
  addRow(low: number, high: number, place: number): void {
    const { places, rows } = this.parts[high >>> PART_SHIFT]!;
    const at = rows % CHUNK_ROWS;
    if (at === 0) places.push(new Float64Array(CHUNK_ROWS));
    places[places.length - 1]![at] = place;
    this.add(low, high);
  }

  /** Places of all rows whose key has the fingerprint of another row's key in any of the logs, in no order. */
  static suspects(logs: readonly RowLog[]): number[] {
    const found: number[] = [];
    for (let part = 0; part < PARTS; part++)
      suspectsOf(
        logs.map((log) => log.parts[part]!),
        found,
      );
    return found;
  }
}

function suspectsOf(parts: readonly Part[], found: number[]): void {
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  if (rows < 2) return;
  let size = 1024;
  while (size < rows * 2) size *= 2;
  const mask = size - 1;
  const table = new Int32Array(size).fill(FREE);
  const lows = new Uint32Array(rows);
  const highs = new Uint32Array(rows);
  const places = new Float64Array(rows);
  let filled = 0;
  for (const part of parts) {
    for (const [chunk, words] of part.prints.entries()) {
      const count = Math.min(CHUNK_ROWS, part.rows - chunk * CHUNK_ROWS);
      for (let at = 0; at < count; at++) {
        lows[filled] = words[2 * at]!;
        highs[filled] = words[2 * at + 1]!;
        places[filled++] = part.places[chunk]![at]!;
      }
    }
  }
  const told = new Set<number>();
  for (let row = 0; row < rows; row++) {
    const [low, high] = [lows[row]!, highs[row]!];
    let slot = (low ^ Math.imul(high, 0x9e3779b1)) & mask;
    for (;;) {
      const other = table[slot]!;
      if (other === FREE) {
        table[slot] = row;
        break;
      }
      if (lows[other] === low && highs[other] === high) {
        if (!told.has(other)) found.push(places[other]!);
        told.add(other);
        found.push(places[row]!);
        break;
      }
      slot = (slot + 1) & mask;
    }
  }
}
