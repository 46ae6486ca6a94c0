/** Which of many fingerprints came twice: bits rule most of them out, the others are compared. */

/** Rows of one part of a log: fingerprints as a low and a high word, and how far each row stands behind the one before. */
export interface Chunk {
  readonly prints: Uint32Array;
  /** 0 = the next of the jumps is the place of the row. */
  readonly gaps: Uint16Array;
  readonly jumps: number[];
  rows: number;
  /** Place of the last row. */
  last: number;
}

const FIRST_SLOTS = 1 << 12;
/** Where the place of a row was that is told. */
const TOLD = -1;

/** One bit for each fingerprint, which few others share: what did not set it twice has no equal. */
export class SeenTwice {
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

  see({ prints, rows }: Chunk): void {
    const { once, twice, shift } = this;
    for (let at = 0; at < 2 * rows; at += 2) {
      const bit = bitOf(prints[at]!, prints[at + 1]!, shift);
      const mask = 1 << bit;
      const before = once[bit >>> 5]!;
      if ((before & mask) === 0) once[bit >>> 5] = before | mask;
      else twice[bit >>> 5]! |= mask;
    }
  }

  /** Hands out all that may have an equal. */
  findIn(
    { prints, gaps, jumps, rows }: Chunk,
    take: (low: number, high: number, place: number) => void,
  ): void {
    const { twice, shift } = this;
    let [place, jump] = [0, 0];
    for (let row = 0; row < rows; row++) {
      const [low, high, gap] = [prints[2 * row]!, prints[2 * row + 1]!, gaps[row]!];
      place = gap === 0 ? jumps[jump++]! : place + gap;
      const bit = bitOf(low, high, shift);
      if ((twice[bit >>> 5]! & (1 << bit)) !== 0) take(low, high, place);
    }
  }
}

/** The topmost bits of a fingerprint, stirred. */
const bitOf = (low: number, high: number, shift: number): number =>
  Math.imul(low ^ Math.imul(high, 0x9e3779b1), 0x85ebca77) >>> shift;

/** Sixteen bits or more for each of so many fingerprints. */
const bitsFor = (rows: number): number => Math.min(31, Math.max(10, Math.ceil(Math.log2(rows * 16 + 1))));

/**
 * Fingerprints that are compared; their rows' places are told. An open-addressing table, used for one part after the other: an
 * object for each would be garbage by the million.
 */
export class EqualPrints {
  /** Of each slot a first and a second word; 0 = the slot is empty, since the lowest bit of all first words is set. */
  private prints = new Uint32Array(2 * FIRST_SLOTS);
  /** Place of the first row of a fingerprint; once it is told, less than 0. */
  private places = new Float64Array(FIRST_SLOTS);
  private used = 0;

  begin(): void {
    this.prints.fill(0);
    this.used = 0;
  }

  /** Notes the places of what came before, once, and of each of its repeats. */
  see(low: number, high: number, place: number, found: number[]): void {
    const slot = this.slotOf(low, high);
    if (this.prints[2 * slot] === 0) {
      this.put(slot, low, high, place);
      this.used += 1;
      if (2 * this.used > this.places.length) this.grow();
      return;
    }
    const first = this.places[slot]!;
    if (first >= 0) found.push(first);
    this.places[slot] = TOLD;
    found.push(place);
  }

  private put(slot: number, low: number, high: number, place: number): void {
    this.prints[2 * slot] = low;
    this.prints[2 * slot + 1] = high;
    this.places[slot] = place;
  }

  /** The slot of a fingerprint, or the empty one where it goes. */
  private slotOf(low: number, high: number): number {
    const { prints } = this;
    const mask = this.places.length - 1;
    let slot = (low >>> 1) & mask;
    while (prints[2 * slot] !== 0 && !(prints[2 * slot] === low && prints[2 * slot + 1] === high))
      slot = (slot + 1) & mask;
    return slot;
  }

  private grow(): void {
    const { prints, places } = this;
    this.prints = new Uint32Array(2 * prints.length);
    this.places = new Float64Array(2 * places.length);
    for (const [slot, place] of places.entries()) {
      const [low, high] = [prints[2 * slot]!, prints[2 * slot + 1]!];
      if (low !== 0) this.put(this.slotOf(low, high), low, high, place);
    }
  }
}
