/**
 * Which rows came before: an open-addressing table of fingerprints, 16 bytes a slot. A row is identical when key and
 * content agree in 128 bits; the same key (64 bits) with other content is a conflict, whose exact keys are kept.
 */

/** Between the parts of a key. */
const SEPARATOR = 0x1f;

/** Two independent 32-bit hashes of a text, four characters at a time within each of its parts, mixed at the end. */
export function fingerprint(text: string, out: Uint32Array): void {
  const print = new Print();
  print.addText(text);
  print.finish(out);
}

/** The fingerprint of a text that others go on from. */
export function printOf(text: string): Print {
  const print = new Print();
  print.addText(text);
  return print;
}

/** A fingerprint in the making, of a text that comes piece by piece. */
export class Print {
  a = 0x9e3779b9 | 0;
  b = 0x85ebca6b | 0;
  length = 0;
  /** Up to three characters that wait for others. */
  private word = 0;
  private waiting = 0;

  /** Goes on from the numbers of another one, of which no character waits. */
  from(a: number, b: number, length: number): void {
    this.a = a;
    this.b = b;
    this.length = length;
    this.word = 0;
    this.waiting = 0;
  }

  addText(text: string): void {
    this.length += text.length;
    for (let index = 0; index < text.length; index++) this.add(text.charCodeAt(index));
  }

  private add(code: number): void {
    if (code === SEPARATOR || code > 255) {
      this.flush();
      this.stir(code);
      return;
    }
    this.word = (this.word << 8) | code;
    if (++this.waiting === 4) this.flush();
  }

  /** Adds ASCII characters that are no separators; a separator, or nothing, comes before them. */
  addPart(bytes: Uint8Array, from: number, end: number): void {
    this.flush();
    let { a, b } = this;
    let at = from;
    for (; at + 4 <= end; at += 4) {
      const word = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
      a = Math.imul(a ^ word, FIRST);
      a ^= a >>> 15;
      b = Math.imul(b ^ word, SECOND);
      b ^= b >>> 13;
    }
    this.a = a;
    this.b = b;
    this.length += end - from;
    for (; at < end; at++) {
      this.word = (this.word << 8) | bytes[at]!;
      this.waiting++;
    }
  }

  private flush(): void {
    if (this.waiting === 0) return;
    this.stir(this.word);
    this.word = 0;
    this.waiting = 0;
  }

  private stir(word: number): void {
    this.a = Math.imul(this.a ^ word, FIRST);
    this.a ^= this.a >>> 15;
    this.b = Math.imul(this.b ^ word, SECOND);
    this.b ^= this.b >>> 13;
  }

  /** @param out takes the two words */
  finish(out: Uint32Array): void {
    this.flush();
    out[0] = mix(this.a ^ this.length);
    out[1] = mix(this.b + Math.imul(this.length, 0xc2b2ae35));
  }
}

const FIRST = 0x9e3779b1;
const SECOND = 0x85ebca77;

function mix(value: number): number {
  let mixed = value ^ (value >>> 16);
  mixed = Math.imul(mixed, 0x7feb352d);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0x846ca68b);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

const WORDS = 4;
const FIRST_CAPACITY = 1 << 12;
const FILL_LIMIT = 0.7;

export type Sighting = 'new' | 'same' | 'differs';

/** Fingerprints of keys that can be asked for. */
export interface KeyPrints {
  holds(low: number, high: number): boolean;
}

export class DuplicateIndex {
  private slots = new Uint32Array(FIRST_CAPACITY * WORDS);
  private capacity = FIRST_CAPACITY;
  private used = 0;
  private readonly key = new Uint32Array(2);
  private readonly content = new Uint32Array(2);

  /** Remembers a row and tells whether its key was seen before, and with the same content. */
  see(key: string, content: string): Sighting {
    fingerprint(key, this.key);
    fingerprint(content, this.content);
    // A slot of zeros is free: no fingerprint may be zero.
    const low = this.key[0]! | 1;
    const high = this.key[1]!;
    const slot = this.find(low, high);
    if (this.slots[slot] === 0) {
      this.slots[slot] = low;
      this.slots[slot + 1] = high;
      this.slots[slot + 2] = this.content[0]!;
      this.slots[slot + 3] = this.content[1]!;
      this.used += 1;
      if (this.used > this.capacity * FILL_LIMIT) this.grow();
      return 'new';
    }
    const same = this.slots[slot + 2] === this.content[0] && this.slots[slot + 3] === this.content[1];
    return same ? 'same' : 'differs';
  }

  /** True when a row with this key was seen. */
  has(key: string): boolean {
    fingerprint(key, this.key);
    return this.slots[this.find(this.key[0]! | 1, this.key[1]!)] !== 0;
  }

  /** Remembers a key by its fingerprint alone. */
  put(low: number, high: number): void {
    const slot = this.find(low, high);
    if (this.slots[slot] !== 0) return;
    this.slots[slot] = low;
    this.slots[slot + 1] = high;
    this.used += 1;
    if (this.used > this.capacity * FILL_LIMIT) this.grow();
  }

  /** True when a row with a key of this fingerprint was seen. @param low its first word with the lowest bit set */
  holds(low: number, high: number): boolean {
    return this.slots[this.find(low, high)] !== 0;
  }

  /** The keys of this index that one of `others` holds as well, as an index of its own. */
  shared(...others: readonly KeyPrints[]): DuplicateIndex {
    const found = new DuplicateIndex();
    for (let from = 0; from < this.slots.length; from += WORDS) {
      const [low, high] = [this.slots[from]!, this.slots[from + 1]!];
      if (low === 0 || !others.some((other) => other.holds(low, high))) continue;
      found.slots.set(this.slots.subarray(from, from + WORDS), found.find(low, high));
      found.used += 1;
      if (found.used > found.capacity * FILL_LIMIT) found.grow();
    }
    return found;
  }

  get size(): number {
    return this.used;
  }

  private find(low: number, high: number): number {
    const mask = this.capacity - 1;
    let index = (low ^ Math.imul(high, 0x9e3779b1)) & mask;
    for (;;) {
      const slot = index * WORDS;
      const found = this.slots[slot]!;
      if (found === 0 || (found === low >>> 0 && this.slots[slot + 1] === high)) return slot;
      index = (index + 1) & mask;
    }
  }

  private grow(): void {
    const old = this.slots;
    this.capacity *= 2;
    this.slots = new Uint32Array(this.capacity * WORDS);
    for (let from = 0; from < old.length; from += WORDS) {
      if (old[from] === 0) continue;
      this.slots.set(old.subarray(from, from + WORDS), this.find(old[from]!, old[from + 1]!));
    }
  }
}
