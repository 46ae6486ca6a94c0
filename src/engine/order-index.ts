/**
 * When orders made and took: an open-addressing table of order fingerprints with the first maker and the last taker fill of
 * each. It holds a bounded number of orders; past that it keeps those whose fingerprint falls in half the range, then in a
 * quarter and so on, so that which orders are kept does not depend on the order of rows.
 */
import { fingerprint } from './duplicate-index.ts';

/** An odd number that leads once through every slot, in no order. */
const SPREAD = 0x9e3779b1;
const FIRST_CAPACITY = 1 << 12;
const FILL_LIMIT = 0.7;
/** Slots at most, 16 bytes each: 17 MB, some 730,000 orders; 24 bytes each where times are far apart. */
const MAX_SLOTS = 1 << 20;
/** Times are held as milliseconds after a base: in four bytes as long as all lie within this (49 days), else in eight. */
const SHORT_SPAN = 2 ** 32;
/** Every time there is comes later. */
const EARLIEST = -(2 ** 52);
/** Held where there is no time. */
const NONE = 0;

/** What an index holds; the arrays may have room for more slots than `capacity`. Plain data. */
export interface OrderData {
  readonly keys: Uint32Array;
  readonly times: Uint32Array | Float64Array;
  readonly base: number;
  readonly capacity: number;
  readonly share: number;
  readonly used: number;
}

export class OrderIndex {
  private capacity = FIRST_CAPACITY;
  private keys: Uint32Array = new Uint32Array(FIRST_CAPACITY * 2);
  /** First maker and last taker, in milliseconds after the base; `NONE` where there is none. */
  private times: Uint32Array | Float64Array = new Uint32Array(FIRST_CAPACITY * 2);
  private base = Number.NaN;
  private used = 0;
  /** Orders are kept whose high word is below 2^32 / `share`. */
  share = 1;
  private readonly key = new Uint32Array(2);
  readonly most: number;

  /** @param most slots, a power of two of at least 2^12 */
  constructor(most = MAX_SLOTS) {
    this.most = most;
  }

  add(order: string, liquidity: 'maker' | 'taker', time: number): void {
    fingerprint(order, this.key);
    this.addPrint(this.key[0]! | 1, this.key[1]!, liquidity === 'maker', time);
  }

  /**
   * As `add`, of an order by its fingerprint. @param low its first word with the lowest bit set
   * @returns when it made first, infinite where it never did or is not kept
   */
  addPrint(low: number, high: number, made: boolean, time: number): number {
    if (!this.keeps(high)) return Number.POSITIVE_INFINITY;
    const at = this.find(low, high);
    if (this.keys[at] === 0) {
      this.put(at, low, high, NONE, NONE);
      this.used += 1;
    }
    const held = this.held(time);
    const { times } = this;
    const [first, last] = [times[at]!, times[at + 1]!];
    if (made) times[at] = first === NONE ? held : Math.min(first, held);
    else times[at + 1] = Math.max(last, held);
    const firstMaker = this.firstMakerAt(at);
    if (this.used > this.capacity * FILL_LIMIT) this.resize();
    return firstMaker;
  }

  /** For another thread, to which the arrays are transferred. */
  data(): OrderData {
    const { keys, times, base, capacity, share, used } = this;
    return { keys, times, base, capacity, share, used };
  }

  /** A copy for another thread, without the room that is not used yet. */
  packed(): OrderData {
    const end = 2 * this.capacity;
    return { ...this.data(), keys: this.keys.slice(0, end), times: this.times.slice(0, end) };
  }

  static from({ keys, times, base, capacity, share, used }: OrderData): OrderIndex {
    const index = new OrderIndex();
    index.keys = keys;
    index.times = times;
    index.base = base;
    index.capacity = capacity;
    index.share = share;
    index.used = used;
    return index;
  }

  /** No order, out of one in so many. */
  static none(share: number): OrderIndex {
    const index = new OrderIndex();
    index.share = share;
    return index;
  }

  /** When an order made first; null where it never did, or is not kept. */
  firstMaker(order: string): number | null {
    fingerprint(order, this.key);
    return this.firstMakerOf(this.key[0]! | 1, this.key[1]!);
  }

  /** As `firstMaker`, of an order by its fingerprint. */
  firstMakerOf(low: number, high: number): number | null {
    const time = this.timesOf(low, high).firstMaker;
    return Number.isFinite(time) ? time : null;
  }

  /** First maker and last taker fill of an order by its fingerprint; infinities the wrong way round where there is none. */
  timesOf(low: number, high: number): { readonly firstMaker: number; readonly lastTaker: number } {
    const at = this.find(low, high);
    if (this.keys[at] === 0)
      return { firstMaker: Number.POSITIVE_INFINITY, lastTaker: Number.NEGATIVE_INFINITY };
    const last = this.times[at + 1]!;
    const lastTaker = last === NONE ? Number.NEGATIVE_INFINITY : last + this.base;
    return { firstMaker: this.firstMakerAt(at), lastTaker };
  }

  private firstMakerAt(at: number): number {
    const first = this.times[at]!;
    return first === NONE ? Number.POSITIVE_INFINITY : first + this.base;
  }

  /** A time as it is held. */
  private held(time: number): number {
    if (Number.isNaN(this.base)) this.base = time - SHORT_SPAN / 2;
    if (!this.canHold(time)) this.rebase(time);
    return time - this.base;
  }

  private canHold(time: number): boolean {
    const held = time - this.base;
    return held > NONE && (held < SHORT_SPAN || this.times instanceof Float64Array);
  }

  /** Moves the base so that a time can be held, with as much room as can be beyond it; else makes times longer. */
  private rebase(time: number): void {
    const { times, base, capacity } = this;
    let [least, greatest] = [time, time];
    for (let at = 0; at < 2 * capacity; at++) {
      if (times[at] === NONE || this.keys[at & ~1] === 0) continue;
      least = Math.min(least, times[at]! + base);
      greatest = Math.max(greatest, times[at]! + base);
    }
    if (greatest - least < SHORT_SPAN - 1)
      this.base = time === greatest ? least - 1 : greatest - SHORT_SPAN + 1;
    else {
      this.times = new Float64Array(times.length);
      this.base = EARLIEST;
    }
    const shift = base - this.base;
    for (let at = 0; at < 2 * capacity; at++) this.times[at] = times[at] === NONE ? NONE : times[at]! + shift;
  }

  holds(low: number, high: number): boolean {
    return this.keys[this.find(low, high)] !== 0;
  }

  /** Hands out the fingerprint of every order. */
  each(take: (low: number, high: number) => void): void {
    const { keys, capacity } = this;
    for (let at = 0; at < 2 * capacity; at += 2) if (keys[at] !== 0) take(keys[at]!, keys[at + 1]!);
  }

  get size(): number {
    return this.used;
  }

  private keeps(high: number): boolean {
    return isKept(high, this.share);
  }

  /** @param firstMaker as it is held, like `lastTaker` */
  private put(at: number, low: number, high: number, firstMaker: number, lastTaker: number): void {
    this.keys[at] = low;
    this.keys[at + 1] = high;
    this.times[at] = firstMaker;
    this.times[at + 1] = lastTaker;
  }

  private find(low: number, high: number): number {
    const mask = this.capacity - 1;
    let index = this.homeOf(low, high);
    for (;;) {
      const at = index * 2;
      const found = this.keys[at]!;
      if (found === 0 || (found === low >>> 0 && this.keys[at + 1] === high)) return at;
      index = (index + 1) & mask;
    }
  }

  /** More room; past the limit the same room for half of the range. */
  private resize(): void {
    if (this.capacity === this.most) {
      this.share *= 2;
      this.drop();
      return;
    }
    this.reserve();
    const before = this.capacity;
    this.capacity *= 2;
    this.rehome(before);
  }

  /** Room for all slots that there can be, once. What is not used of it takes no memory; smaller tables would, since they are freed late. */
  private reserve(): void {
    if (this.keys.length > 2 * this.capacity) return;
    const { keys, times, most } = this;
    this.keys = new Uint32Array(2 * most);
    this.keys.set(keys);
    this.times = times instanceof Uint32Array ? new Uint32Array(2 * most) : new Float64Array(2 * most);
    this.times.set(times);
  }

  /** Moves what stands in the first slots to where it is looked for now. @param before so many slots */
  private rehome(before: number): void {
    const { keys, times } = this;
    let empty = 0;
    while (keys[2 * empty] !== 0) empty += 1;
    // From an empty slot on, whatever is passed on the way to a place stands in its own already.
    for (let step = 1; step < before; step++) {
      const from = 2 * ((empty + step) & (before - 1));
      const [low, high] = [keys[from]!, keys[from + 1]!];
      if (low === 0) continue;
      keys[from] = 0;
      this.put(this.find(low, high), low, high, times[from]!, times[from + 1]!);
    }
  }

  /** Takes out the orders that are not kept any more, in place: tables of this size are freed late. */
  private drop(): void {
    const { keys, capacity } = this;
    for (let at = 0; at < 2 * capacity; at += 2) {
      // Another one may move to where one was taken out.
      while (keys[at] !== 0 && !this.keeps(keys[at + 1]!)) this.takeOut(at);
    }
  }

  /** Empties a slot, and moves those back that would not be found any more behind an empty one. */
  private takeOut(slot: number): void {
    const { keys, times } = this;
    const mask = this.capacity - 1;
    let free = slot / 2;
    for (let index = (free + 1) & mask; keys[2 * index] !== 0; index = (index + 1) & mask) {
      const at = 2 * index;
      const distance = (index - this.homeOf(keys[at]!, keys[at + 1]!)) & mask;
      // It may not stand before its home.
      if (distance < ((index - free) & mask)) continue;
      this.put(2 * free, keys[at]!, keys[at + 1]!, times[at]!, times[at + 1]!);
      free = index;
    }
    keys[2 * free] = 0;
    this.used -= 1;
  }

  /** The slot at which an order is looked for first. */
  private homeOf(low: number, high: number): number {
    return (low ^ Math.imul(high, SPREAD)) & (this.capacity - 1);
  }
}

/** True = an order with this high word is among those kept of one in `share`. */
const isKept = (high: number, share: number): boolean => share === 1 || high < 2 ** 32 / share;

/**
 * The orders that took after they had made, of those that one index of all fills would keep.
 * @param indexes of disjoint fills, one at least and all of one bound; none of them changes
 */
export function outOfSequence(indexes: readonly OrderIndex[]): OrderIndex {
  const found = new OrderIndex(indexes[0]!.most);
  found.share = shareOf(indexes);
  eachOf(indexes, (low, high) => {
    let [firstMaker, lastTaker] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const index of indexes) {
      const times = index.timesOf(low, high);
      firstMaker = Math.min(firstMaker, times.firstMaker);
      lastTaker = Math.max(lastTaker, times.lastTaker);
    }
    if (lastTaker <= firstMaker) return;
    found.addPrint(low, high, true, firstMaker);
    found.addPrint(low, high, false, lastTaker);
  });
  return found;
}

/** Which part of the orders one index of all fills would keep. */
function shareOf(indexes: readonly OrderIndex[]): number {
  const most = indexes[0]!.most * FILL_LIMIT;
  let share = Math.max(...indexes.map((index) => index.share));
  if (indexes.reduce((sum, { size }) => sum + size, 0) <= most) return share;
  for (;;) {
    let count = 0;
    eachOf(indexes, (_, high) => {
      if (isKept(high, share)) count += 1;
    });
    if (count <= most) return share;
    share *= 2;
  }
}

/** Hands out every order once, in whichever of the indexes it is. */
function eachOf(indexes: readonly OrderIndex[], take: (low: number, high: number) => void): void {
  for (const [number, index] of indexes.entries()) {
    const earlier = indexes.slice(0, number);
    index.each((low, high) => {
      if (!earlier.some((one) => one.holds(low, high))) take(low, high);
    });
  }
}
