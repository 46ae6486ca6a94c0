/** Which of many fingerprints came twice: bits rule most of them out, the others are compared. */

/** Rows of one part of a log: fingerprints as a low and a high word, and places behind `base`. */
export interface Chunk {
  readonly prints: Uint32Array;
  readonly places: Uint32Array;
  readonly base: number;
  rows: number;
}

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
    { prints, places, base, rows }: Chunk,
    take: (low: number, high: number, place: number) => void,
  ): void {
    const { twice, shift } = this;
    for (let at = 0; at < 2 * rows; at += 2) {
      const bit = bitOf(prints[at]!, prints[at + 1]!, shift);
      if ((twice[bit >>> 5]! & (1 << bit)) !== 0) take(prints[at]!, prints[at + 1]!, base + places[at >> 1]!);
    }
  }
}

/** The topmost bits of a fingerprint, stirred. */
const bitOf = (low: number, high: number, shift: number): number =>
  Math.imul(low ^ Math.imul(high, 0x9e3779b1), 0x85ebca77) >>> shift;

/** Sixteen bits or more for each of so many fingerprints. */
const bitsFor = (rows: number): number => Math.min(31, Math.max(10, Math.ceil(Math.log2(rows * 16 + 1))));

/** Fingerprints that are compared; their rows' places are told. */
export class EqualPrints {
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
