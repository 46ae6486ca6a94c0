/** The words of a row → which combination of words it is, told apart byte by byte; a hash only says where to look. */
import { digitTails } from '../../ingest/cells.ts';
import { MAX_COMBOS } from './columns.ts';
import { before, stops } from './lanes.ts';

/** Longest word that is taken in. */
const MAX_WORD = 100;
const MAX_LANES = MAX_WORD / 4 + 1;

/** No row with this combination is taken in. */
export const BANNED = -1;

/** The table is full, or so many combinations fall on one place that looking them up would cost more than reading them. */
export const FULL = -2;

/** Places that a look-up tries; among hashes that nobody has made up, none needs more than a few. */
const MAX_PROBES = 64;

const [BLANK, PLUS, MINUS] = [32, 43, 45] as const;

export class WordScanner {
  /** Combinations that have a number: 0 … `count` − 1. */
  count = 0;
  /** Per word of a row, in the order in which they are read: is it an asset glued to a number? */
  private readonly assets: readonly boolean[];
  /**
   * The words of the row: four bytes at a time, the last 0–3 of each with their count in the fourth. No other fourth byte
   * is so low, so no two rows of words look the same.
   */
  private readonly key: Int32Array;
  private length = 0;
  private hash = 0;
  private size = 1024;
  private entries = 0;
  /** Per place: 1 + entry, 0 = free. */
  private places = new Int32Array(this.size);
  /** Per entry: its hash, its number or `BANNED`, and where in `store` it stands. */
  private hashes = new Int32Array(this.size);
  private numbers = new Int32Array(this.size);
  private offsets = new Int32Array(this.size);
  private store = new Int32Array(1 << 13);
  private stored = 0;

  constructor(assets: readonly boolean[]) {
    this.assets = assets;
    this.key = new Int32Array(assets.length * MAX_LANES);
  }

  /** A row begins. */
  begin(): void {
    this.length = 0;
    this.hash = 0;
  }

  /**
   * Takes the word at `from` up to a control character, a quote, a byte above 127 or one of `stop`.
   * @returns the place behind it; −1 where it is too long or begins or ends with a blank
   */
  read(view: DataView, from: number, stop: number): number {
    const { key } = this;
    let { hash, length } = this;
    let at = from;
    let four = view.getInt32(at, true);
    if ((four & 0xff) === BLANK) return -1;
    let marks = stops(four, stop);
    while (marks === 0) {
      if (at - from >= MAX_WORD) return -1;
      key[length++] = four;
      hash = Math.imul(hash ^ four, 0x9e3779b1);
      hash ^= hash >>> 15;
      at += 4;
      four = view.getInt32(at, true);
      marks = stops(four, stop);
    }
    const count = before(marks);
    at += count;
    if (at - from > MAX_WORD || (at > from && view.getUint8(at - 1) === BLANK)) return -1;
    four = (four & ((1 << (count * 8)) - 1)) | (count << 24);
    key[length] = four;
    hash = Math.imul(hash ^ four, 0x9e3779b1);
    this.hash = hash ^ (hash >>> 15);
    this.length = length + 1;
    return at;
  }

  /** An asset that is not there, since its number is not. */
  empty(): void {
    this.key[this.length++] = 0;
  }

  /** The sign of a number as a word. */
  sign(minus: boolean): void {
    const four = (minus ? MINUS : PLUS) | (1 << 24);
    this.key[this.length++] = four;
    const hash = Math.imul(this.hash ^ four, 0x9e3779b1);
    this.hash = hash ^ (hash >>> 15);
  }

  /** The number of the combination that was read; a new one is taken up. `BANNED` and `FULL` are no numbers. */
  find(): number {
    const mask = this.size - 1;
    const { hash } = this;
    let place = hash & mask;
    for (let probes = 0; probes < MAX_PROBES; probes++) {
      const entry = this.places[place]! - 1;
      if (entry < 0) return this.add(place);
      if (this.hashes[entry] === hash && this.equals(this.offsets[entry]!)) return this.numbers[entry]!;
      place = (place + 1) & mask;
    }
    return FULL;
  }

  private equals(offset: number): boolean {
    const { key, store, length } = this;
    for (let at = 0; at < length; at++) if (store[offset + at] !== key[at]) return false;
    return true;
  }

  private add(place: number): number {
    if (this.entries === MAX_COMBOS) return FULL;
    const number = this.isSound() ? this.count++ : BANNED;
    const entry = this.entries++;
    this.numbers[entry] = number;
    this.hashes[entry] = this.hash;
    this.offsets[entry] = this.stored;
    this.places[place] = entry + 1;
    while (this.stored + this.length > this.store.length) this.store = widened(this.store);
    this.store.set(this.key.subarray(0, this.length), this.stored);
    this.stored += this.length;
    if (this.entries * 2 >= this.size) this.grow();
    return number;
  }

  private isSound(): boolean {
    return this.words().every((word, at) => !this.assets[at] || isSoundAsset(word));
  }

  private words(): string[] {
    const words = [''];
    for (const four of this.key.subarray(0, this.length)) {
      const last = four >>> 24;
      const bytes = [four & 0xff, (four >> 8) & 0xff, (four >> 16) & 0xff, last];
      words[words.length - 1] += String.fromCharCode(...bytes.slice(0, last < BLANK ? last : 4));
      if (last < BLANK) words.push('');
    }
    return words.slice(0, -1);
  }

  private grow(): void {
    this.size *= 2;
    this.hashes = widened(this.hashes);
    this.numbers = widened(this.numbers);
    this.offsets = widened(this.offsets);
    this.places = new Int32Array(this.size);
    for (let entry = 0; entry < this.entries; entry++) {
      let place = this.hashes[entry]! & (this.size - 1);
      while (this.places[place] !== 0) place = (place + 1) & (this.size - 1);
      this.places[place] = entry + 1;
    }
  }
}

/** A glued asset is letters, and no tail of an asset that begins with digits. */
export function isSoundAsset(word: string): boolean {
  return /^[A-Za-z]*$/.test(word) && !digitTails.has(word);
}

/** A copy of twice the length. */
function widened(old: Int32Array): Int32Array<ArrayBuffer> {
  const made = new Int32Array(old.length * 2);
  made.set(old);
  return made;
}
