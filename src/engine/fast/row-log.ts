/**
 * Fingerprints of all rows, 8 bytes each, and the places of those whose repetition is looked for, 8 more. They are cut into parts by
 * their first bits: which keys came twice is found part by part, by bits that fit the cache.
 */
import { DuplicateIndex } from '../duplicate-index.ts';
import { CHUNK_ROWS, EqualPrints, type Part, SeenTwice } from './equal-prints.ts';

const PARTS = 128;
const PART_SHIFT = 25;

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
    const parts = Array.from({ length: PARTS }, (_, part) => logs.map((log) => log.parts[part]!));
    const most = Math.max(...parts.map(rowsOf));
    const twice = new SeenTwice(most);
    for (const part of parts) {
      const equals = new EqualPrints();
      twice.begin(rowsOf(part));
      for (const one of part) twice.see(one);
      for (const one of part) twice.findIn(one, (low, high, place) => equals.see(low, high, place, found));
    }
    return found;
  }
}

const rowsOf = (parts: readonly Part[]): number => parts.reduce((sum, { rows }) => sum + rows, 0);
