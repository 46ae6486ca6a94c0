/**
 * Which rows came before: an open-addressing table of fingerprints, 16 bytes a slot. A row is identical when key and
 * content agree in 128 bits; the same key (64 bits) with other content is a conflict, whose exact keys are kept.
 */

/** Two independent 32-bit hashes of a text (multiply–xor–shift, different seeds and primes), mixed at the end. */
export function fingerprint(text: string, out: Uint32Array): void {
  let a = 0x9e3779b9;
  let b = 0x85ebca6b;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    a = Math.imul(a ^ code, 0x01000193);
    a ^= a >>> 15;
    b = Math.imul(b ^ code, 0x5bd1e995);
    b ^= b >>> 13;
  }
  out[0] = mix(a ^ text.length);
  out[1] = mix(b + Math.imul(text.length, 0xc2b2ae35));
}

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

  /** The keys of this index that one of `others` holds as well, as an index of its own. */
  shared(...others: readonly DuplicateIndex[]): DuplicateIndex {
    const found = new DuplicateIndex();
    for (let from = 0; from < this.slots.length; from += WORDS) {
      const [low, high] = [this.slots[from]!, this.slots[from + 1]!];
      const held = (other: DuplicateIndex) => other.slots[other.find(low, high)] !== 0;
      if (low === 0 || !others.some(held)) continue;
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
