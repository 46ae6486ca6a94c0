/** Combinations of words of a row, told apart byte by byte; a hash only says where to look. */
import { MAX_COMBOS } from './columns.ts';

/** Longest word that is taken in: its length stands in one byte of an entry. */
export const MAX_WORD = 100;

/** No row with this combination is taken in. */
export const BANNED = -1;

/** The table is full, or so many combinations fall on one place that looking them up would cost more than reading them. */
export const FULL = -2;

/** Places that a look-up tries; among hashes that nobody has made up, none needs more than a few. */
const MAX_PROBES = 64;

/** Tells whether a combination may be taken in: gets its words, each as text, once. */
export type Admission = (words: readonly string[]) => boolean;

export class ComboTable {
  /** Combinations that have a number: 0 … `count` − 1. */
  count = 0;
  private readonly words: number;
  private readonly admits: Admission;
  private size = 1024;
  private entries = 0;
  /** Per place: 1 + entry, 0 = free. */
  private places = new Int32Array(this.size);
  private hashes = new Int32Array(this.size);
  /** Per entry: its number or `BANNED`, and where in `store` it stands: each word as its length and its bytes. */
  private numbers = new Int32Array(this.size);
  private offsets = new Int32Array(this.size);
  private store = new Uint8Array(1 << 15);
  private stored = 0;

  constructor(words: number, admits: Admission) {
    this.words = words;
    this.admits = admits;
  }

  /**
   * The number of the combination whose words stand in `bytes` from `starts` to `ends`, none longer than
   * `MAX_WORD`; a new one is taken up. `BANNED` and `FULL` are no numbers.
   */
  find(bytes: Uint8Array, starts: Int32Array, ends: Int32Array, hash: number): number {
    const mask = this.size - 1;
    let place = (hash ^ (hash >>> 15)) & mask;
    for (let probes = 0; probes < MAX_PROBES; probes++) {
      const entry = this.places[place]! - 1;
      if (entry < 0) return this.add(place, bytes, starts, ends, hash);
      if (this.hashes[entry] === hash && this.equals(entry, bytes, starts, ends)) return this.numbers[entry]!;
      place = (place + 1) & mask;
    }
    return FULL;
  }

  private equals(entry: number, bytes: Uint8Array, starts: Int32Array, ends: Int32Array): boolean {
    const { store, words } = this;
    let at = this.offsets[entry]!;
    for (let word = 0; word < words; word++) {
      const start = starts[word]!;
      const end = ends[word]!;
      if (store[at++] !== end - start) return false;
      for (let from = start; from < end; from++) if (store[at++] !== bytes[from]) return false;
    }
    return true;
  }

  private add(place: number, bytes: Uint8Array, starts: Int32Array, ends: Int32Array, hash: number): number {
    const texts: string[] = [];
    for (let word = 0; word < this.words; word++) {
      texts.push(String.fromCharCode(...bytes.subarray(starts[word], ends[word])));
    }
    const number = this.admits(texts) ? this.count : BANNED;
    if (this.entries === MAX_COMBOS) return FULL;
    if (number !== BANNED) this.count++;
    const entry = this.entries++;
    this.numbers[entry] = number;
    this.hashes[entry] = hash;
    this.offsets[entry] = this.stored;
    this.places[place] = entry + 1;
    this.keep(bytes, starts, ends);
    if (this.entries * 2 >= this.size) this.grow();
    return number;
  }

  private keep(bytes: Uint8Array, starts: Int32Array, ends: Int32Array): void {
    const most = this.stored + this.words * (MAX_WORD + 1);
    if (most > this.store.length) {
      const wider = new Uint8Array(Math.max(most, this.store.length * 2));
      wider.set(this.store);
      this.store = wider;
    }
    for (let word = 0; word < this.words; word++) {
      const [start, end] = [starts[word]!, ends[word]!];
      this.store[this.stored++] = end - start;
      this.store.set(bytes.subarray(start, end), this.stored);
      this.stored += end - start;
    }
  }

  private grow(): void {
    this.size *= 2;
    const wider = (old: Int32Array): Int32Array<ArrayBuffer> => {
      const made = new Int32Array(this.size);
      made.set(old);
      return made;
    };
    this.hashes = wider(this.hashes);
    this.numbers = wider(this.numbers);
    this.offsets = wider(this.offsets);
    this.places = new Int32Array(this.size);
    const mask = this.size - 1;
    for (let entry = 0; entry < this.entries; entry++) {
      const hash = this.hashes[entry]!;
      let place = (hash ^ (hash >>> 15)) & mask;
      while (this.places[place] !== 0) place = (place + 1) & mask;
      this.places[place] = entry + 1;
    }
  }
}
