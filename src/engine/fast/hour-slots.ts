/**
 * Which rates reproduce the fees of each hour, counted with the first and the last fill: what `timeline.ts` keeps, for many
 * fills at once. A slot is one stream, hour and set of rates.
 */
import { compareMarks, type Mark } from '../../domain/mark.ts';
import { HOUR } from '../../domain/time.ts';
import { type Budget, COST } from './budget.ts';
import { Declined } from './declined.ts';
import { doubled } from './doubled.ts';
import { DESK, EDGE_WIDTH, type KernelRoom, MAX_SLOTS } from './kernel-room.ts';
import type { SlotData } from './slot-data.ts';

const FIRST_SLOTS = 1 << 10;
/** Places in a key. */
const K = { stream: 0, hour: 1, low: 2, high: 3, next: 4 } as const;
const KEY_WIDTH = 5;
/** Hours since 1970 are fewer. */
const MOST_HOURS = 2 ** 24;

/** Gives the trade id of a row of the block at hand, or null, and the symbol of a lane. */
export interface RowNames {
  tradeId(row: number): string | null;
  symbol(lane: number): string;
}

export class HourSlots {
  private used = 0;
  /** Slots in the table of the kernel's quick part. */
  private told = 0;
  /** By stream and hour: the slot that was made last. */
  private readonly heads = new Map<number, number>();
  /** By slot: stream, hour, low, high, and the next slot of the same stream and hour (−1 = there is none). */
  private keys = new Int32Array(FIRST_SLOTS * KEY_WIDTH);
  private fills: Float64Array<ArrayBuffer>;
  /** Time, value of the id (−1 = a text), lane, and row of the block at hand (−1 = an earlier block). */
  private first: Float64Array<ArrayBuffer>;
  private last: Float64Array<ArrayBuffer>;
  private readonly room: KernelRoom | null;
  private readonly budget: Budget;
  /** Ids that are texts, of earlier blocks. */
  private readonly firstId: (string | null)[] = [];
  private readonly lastId: (string | null)[] = [];
  private readonly touched: number[] = [];

  /** @param room for all slots that there can be; null = it grows */
  constructor(room: KernelRoom | null, budget: Budget) {
    this.room = room;
    this.budget = budget;
    this.fills = room?.fills ?? new Float64Array(FIRST_SLOTS);
    this.first = room?.first ?? new Float64Array(FIRST_SLOTS * EDGE_WIDTH);
    this.last = room?.last ?? new Float64Array(FIRST_SLOTS * EDGE_WIDTH);
    if (room !== null) room.desk[DESK.mask] = FIRST_SLOTS - 1;
  }

  /** The slot of an hour. */
  slotOf(stream: number, hour: number, low: number, high: number): number {
    const key = hourKey(stream, hour);
    const head = this.heads.get(key) ?? -1;
    for (let slot = head; slot >= 0; slot = this.keys[slot * KEY_WIDTH + K.next]!) {
      const at = slot * KEY_WIDTH;
      if (this.keys[at + K.low] === low && this.keys[at + K.high] === high) return slot;
    }
    if (this.used === MAX_SLOTS) throw new Declined(`more than ${MAX_SLOTS} hours and rates`);
    this.budget.take(COST.slot);
    const slot = this.used++;
    if (slot * EDGE_WIDTH >= this.first.length) this.grow();
    if (slot * KEY_WIDTH >= this.keys.length) this.keys = doubled(this.keys);
    this.heads.set(key, slot);
    this.keys.set([stream, hour, low, high, head], slot * KEY_WIDTH);
    this.first[slot * EDGE_WIDTH] = Number.POSITIVE_INFINITY;
    this.last[slot * EDGE_WIDTH] = Number.NEGATIVE_INFINITY;
    if (this.room !== null && isTold(this.room, low)) this.tell(this.room, slot);
    return slot;
  }

  /** Enters a slot in the table of the kernel's quick part. */
  private tell(room: KernelRoom, slot: number): void {
    const { desk, hourKeys, hourSlots, sets } = room;
    const at = slot * KEY_WIDTH;
    const [stream, hour] = [this.keys[at + K.stream]!, this.keys[at + K.hour]!];
    this.told += 1;
    if (this.told * 2 > desk[DESK.mask]!) {
      desk[DESK.mask] = desk[DESK.mask]! * 2 + 1;
      hourKeys.fill(0, 0, desk[DESK.mask]! + 1);
      this.told = 0;
      for (let known = 0; known < this.used; known++)
        if (isTold(room, this.keys[known * KEY_WIDTH + K.low]!)) this.tell(room, known);
      return;
    }
    const mask = desk[DESK.mask]!;
    const mixed = Math.imul(stream, 0x9e3779b1) ^ Math.imul(hour, 0x85ebca77);
    let place = (mixed ^ (mixed >>> 15)) & mask;
    while (hourKeys[place] !== 0) place = (place + 1) & mask;
    hourKeys[place] = hourKey(stream, hour) + 1;
    hourSlots[place] = slot;
    sets[slot] = setOf(this.keys[at + K.low]!, this.keys[at + K.high]!);
  }

  /** Counts a fill. @param id value of its trade id, −1 = ask `names` */
  add(slot: number, time: number, id: number, lane: number, row: number, names: RowNames): void {
    this.fills[slot]! += 1;
    const at = slot * EDGE_WIDTH;
    if (time <= this.first[at]!) this.lower(slot, time, id, lane, row, names);
    if (time >= this.last[at]!) this.raise(slot, time, id, lane, row, names);
  }

  private lower(slot: number, time: number, id: number, lane: number, row: number, names: RowNames): void {
    const { first } = this;
    const at = slot * EDGE_WIDTH;
    if (time === first[at]! && !this.isBefore(time, id, lane, row, first, at, this.firstId, names)) return;
    this.put(first, at, time, id, lane, row);
  }

  private raise(slot: number, time: number, id: number, lane: number, row: number, names: RowNames): void {
    const { last } = this;
    const at = slot * EDGE_WIDTH;
    if (time === last[at]!) {
      const known = last[at + 1]!;
      if (id >= 0 && known >= 0 && id !== known) {
        if (id < known) return;
      } else if (
        compareMarks(markOf(time, id, lane, row, names), this.markAt(last, at, this.lastId, names)) <= 0
      )
        return;
    }
    this.put(last, at, time, id, lane, row);
  }

  private isBefore(
    time: number,
    id: number,
    lane: number,
    row: number,
    edge: Float64Array,
    at: number,
    texts: readonly (string | null)[],
    names: RowNames,
  ): boolean {
    const known = edge[at + 1]!;
    if (id >= 0 && known >= 0 && id !== known) return id < known;
    return compareMarks(markOf(time, id, lane, row, names), this.markAt(edge, at, texts, names)) < 0;
  }

  private put(edge: Float64Array, at: number, time: number, id: number, lane: number, row: number): void {
    edge[at] = time;
    edge[at + 1] = id;
    edge[at + 2] = lane;
    if (id >= 0) return;
    edge[at + 3] = row;
    this.touched.push(at >> 2);
  }

  private markAt(edge: Float64Array, at: number, texts: readonly (string | null)[], names: RowNames): Mark {
    const id = edge[at + 1]!;
    const row = edge[at + 3]!;
    if (id >= 0 || row >= 0) return markOf(edge[at]!, id, edge[at + 2]!, row, names);
    return { time: edge[at]!, tradeId: texts[at >> 2] ?? null, symbol: names.symbol(edge[at + 2]!) };
  }

  /** The rows of a block go: ids that are texts are written down. */
  endBlock(names: RowNames): void {
    const { room } = this;
    const quick = room === null ? [] : room.touched.subarray(0, room.desk[DESK.touched]!);
    if (room !== null) room.desk[DESK.touched] = 0;
    for (const slot of [...this.touched.splice(0), ...quick]) {
      const at = slot * EDGE_WIDTH;
      for (const [edge, texts] of [
        [this.first, this.firstId],
        [this.last, this.lastId],
      ] as const) {
        const row = edge[at + 3]!;
        if (edge[at + 1]! >= 0 || row < 0) continue;
        texts[slot] = names.tradeId(row);
        edge[at + 3] = -1;
      }
    }
  }

  /** Everything counted, once no block is at hand. */
  filled(symbol: (lane: number) => string): SlotData {
    const filled = new Int32Array(this.used).map((_, slot) => slot).filter((slot) => this.fills[slot]! > 0);
    const column = (key: number) => filled.map((slot) => this.keys[slot * KEY_WIDTH + key]!);
    const count = filled.length * 2;
    const [times, ids] = [new Float64Array(count), new Float64Array(count)];
    const symbolNumbers = new Int32Array(count);
    const [texts, symbols] = [new Map<number, string>(), new Map<string, number>()];
    const enter = (edge: number, from: Float64Array, slot: number, known: readonly (string | null)[]) => {
      const [time, id, lane] = from.subarray(slot * EDGE_WIDTH);
      const name = symbol(lane!);
      const number = symbols.get(name) ?? symbols.size;
      symbols.set(name, number);
      [times[edge], ids[edge], symbolNumbers[edge]] = [time!, id!, number];
      const text = id! >= 0 ? null : (known[slot] ?? null);
      if (text !== null) texts.set(edge, text);
    };
    for (const [index, slot] of filled.entries()) {
      enter(index * 2, this.first, slot, this.firstId);
      enter(index * 2 + 1, this.last, slot, this.lastId);
    }
    return {
      ...{ streams: column(K.stream), hours: column(K.hour), lows: column(K.low), highs: column(K.high) },
      fills: Float64Array.from(filled, (slot) => this.fills[slot]!),
      ...{ times, ids, symbolNumbers, texts, symbols: [...symbols.keys()] },
    };
  }

  private grow(): void {
    this.fills = doubled(this.fills);
    this.first = doubled(this.first);
    this.last = doubled(this.last);
  }
}

/** The quick part of a survey looks at all sets, that of a judge only at the due rate's and at those of breaks. */
const isTold = ({ surveys }: KernelRoom, low: number) => surveys || low < 0;

export const setOf = (low: number, high: number) => low * 4096 + high;

const hourKey = (stream: number, hour: number) => stream * MOST_HOURS + hour;

export const hourOf = (time: number) => Math.floor(time / HOUR);

/** The mark of an edge whose id is a number, or that has none. */
export function markAtEdge(edge: Float64Array, at: number, symbol: (lane: number) => string): Mark {
  return markOf(edge[at]!, edge[at + 1]!, edge[at + 2]!, -1, { symbol, tradeId: () => null });
}

function markOf(time: number, id: number, lane: number, row: number, names: RowNames): Mark {
  return { time, tradeId: id >= 0 ? String(id) : names.tradeId(row), symbol: names.symbol(lane) };
}
