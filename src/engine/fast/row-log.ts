/**
 * Fingerprints of all rows, 8 bytes each, and the places of those whose repetition is looked for, 8 more. They are cut into parts by
 * their first bits: which keys came twice is found part by part, in a table that fits the cache.
 */
import { DuplicateIndex } from '../duplicate-index.ts';

const PARTS = 128;
const PART_SHIFT = 25;
const CHUNK_ROWS = 2048;

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
    const parts = Array.from({ length: PARTS }, (_, part) => logs.map((log) => log.parts[part]!));
    const most = Math.max(...parts.map(rowsOf));
    const twice = new SeenTwice(most);
    for (const part of parts) {
      const repeats = new Repeats();
      twice.begin(rowsOf(part));
      for (const one of part) twice.see(one);
      for (const one of part) twice.findIn(one, (low, high, place) => repeats.see(low, high, place, found));
    }
    return found;
  }
}

const rowsOf = (parts: readonly Part[]): number => parts.reduce((sum, { rows }) => sum + rows, 0);

/** One bit for each fingerprint, which few others share: what did not set it twice has no equal. */
class SeenTwice {
  private readonly once: Uint32Array;
  private readonly twice: Uint32Array;
  private shift = 0;

  /** @param most rows that come between two beginnings */
  constructor(most: number) {
    this.once = new Uint32Array(2 ** bitsFor(most) / 32);
    this.twice = new Uint32Array(this.once.length);
  }

  begin(rows: number): void {
    this.shift = 32 - bitsFor(rows);
    for (const bits of [this.once, this.twice]) bits.fill(0, 0, 2 ** bitsFor(rows) / 32);
  }

  see({ prints, rows }: Part): void {
    const { once, twice, shift } = this;
    for (const [chunk, words] of prints.entries()) {
      const end = 2 * Math.min(CHUNK_ROWS, rows - chunk * CHUNK_ROWS);
      for (let at = 0; at < end; at += 2) {
        const bit = bitOf(words[at]!, words[at + 1]!, shift);
        const mask = 1 << bit;
        const before = once[bit >>> 5]!;
        if ((before & mask) === 0) once[bit >>> 5] = before | mask;
        else twice[bit >>> 5]! |= mask;
      }
    }
  }

  /** Hands out all that may have an equal. */
  findIn({ prints, places, rows }: Part, take: (low: number, high: number, place: number) => void): void {
    const { twice, shift } = this;
    for (const [chunk, words] of prints.entries()) {
      const end = 2 * Math.min(CHUNK_ROWS, rows - chunk * CHUNK_ROWS);
      for (let at = 0; at < end; at += 2) {
        const bit = bitOf(words[at]!, words[at + 1]!, shift);
        if ((twice[bit >>> 5]! & (1 << bit)) !== 0)
          take(words[at]!, words[at + 1]!, places[chunk]![at >> 1]!);
      }
    }
  }
}

/** The topmost bits of a fingerprint, stirred. */
const bitOf = (low: number, high: number, shift: number): number =>
  Math.imul(low ^ Math.imul(high, 0x9e3779b1), 0x85ebca77) >>> shift;

/** Sixteen bits or more for each of so many fingerprints. */
const bitsFor = (rows: number): number => Math.min(31, Math.max(10, Math.ceil(Math.log2(rows * 16 + 1))));

/** Fingerprints that are compared. */
class Repeats {
  /** By first word; those of equal ones in a row. */
  private readonly firsts = new Map<number, { high: number; place: number; told: boolean }[]>();

  /** Notes the places of what came before, once, and of each of its repeats. */
  see(low: number, high: number, place: number, found: number[]): void {
    // The lowest bit of all is set.
    const alike = this.firsts.get(low >>> 1);
    const first = alike?.find((one) => one.high === high);
    if (first === undefined) {
      const one = { high, place, told: false };
      if (alike === undefined) this.firsts.set(low >>> 1, [one]);
      else alike.push(one);
      return;
    }
    if (!first.told) found.push(first.place);
    first.told = true;
    found.push(place);
  }
}
