/**
 * Which rates reproduce the fees of each hour, counted with the first and the last fill: what `timeline.ts` keeps, for many
 * fills at once. A slot is one stream, hour and set of rates.
 */
import { compareMarks, type Mark } from '../../domain/mark.ts';
import { HOUR } from '../../domain/time.ts';
import { Declined } from './declined.ts';
import { doubled } from './doubled.ts';
import { DESK, EDGE_WIDTH, type KernelRoom, MAX_SLOTS } from './kernel-room.ts';

const FIRST_SLOTS = 1 << 10;
/** Hours since 1970 are fewer. */
const MOST_HOURS = 2 ** 24;

/** A set of neighbouring candidates [low, high), and whether the due rate is added to them. */
export interface SlotKey {
  readonly stream: number;
  /** Hours since 1970. */
  readonly hour: number;
  readonly low: number;
  readonly high: number;
}

/** What came of a slot. Plain data. */
export interface FilledSlot extends SlotKey {
  readonly fills: number;
  readonly first: Mark;
  readonly last: Mark;
}

/** Gives the trade id of a row of the block at hand, or null, and the symbol of a lane. */
export interface RowNames {
  tradeId(row: number): string | null;
  symbol(lane: number): string;
}

export class HourSlots {
  private used = 0;
  /** Slots in the table of the kernel's quick part. */
  private told = 0;
  private readonly keys: SlotKey[] = [];
  /** By stream, then by hour, then by set. */
  private readonly slots: Map<number, Map<number, number>>[] = [];
  private fills: Float64Array<ArrayBuffer>;
  /** Time, value of the id (−1 = a text), lane, and row of the block at hand (−1 = an earlier block). */
  private first: Float64Array<ArrayBuffer>;
  private last: Float64Array<ArrayBuffer>;
  private readonly room: KernelRoom | null;
  /** Ids that are texts, of earlier blocks. */
  private readonly firstId: (string | null)[] = [];
  private readonly lastId: (string | null)[] = [];
  private readonly touched: number[] = [];

  /** @param room for all slots that there can be; null = it grows */
  constructor(room: KernelRoom | null) {
    this.room = room;
    this.fills = room?.fills ?? new Float64Array(FIRST_SLOTS);
    this.first = room?.first ?? new Float64Array(FIRST_SLOTS * EDGE_WIDTH);
    this.last = room?.last ?? new Float64Array(FIRST_SLOTS * EDGE_WIDTH);
    if (room !== null) room.desk[DESK.mask] = FIRST_SLOTS - 1;
  }

  /** The slot of an hour. */
  slotOf(stream: number, hour: number, low: number, high: number): number {
    this.slots[stream] ??= new Map();
    const hours = this.slots[stream];
    let sets = hours.get(hour);
    if (sets === undefined) {
      sets = new Map();
      hours.set(hour, sets);
    }
    const set = setOf(low, high);
    let slot = sets.get(set);
    if (slot === undefined) {
      if (this.used === MAX_SLOTS) throw new Declined(`more than ${MAX_SLOTS} hours and rates`);
      slot = this.used++;
      if (slot * EDGE_WIDTH >= this.first.length) this.grow();
      sets.set(set, slot);
      this.keys.push({ stream, hour, low, high });
      this.first[slot * EDGE_WIDTH] = Number.POSITIVE_INFINITY;
      this.last[slot * EDGE_WIDTH] = Number.NEGATIVE_INFINITY;
      if (this.room !== null && isTold(this.room, low)) this.tell(this.room, slot);
    }
    return slot;
  }

  /** Enters a slot in the table of the kernel's quick part. */
  private tell(room: KernelRoom, slot: number): void {
    const { desk, hourKeys, hourSlots, sets } = room;
    const { stream, hour, low: lowest, high } = this.keys[slot]!;
    this.told += 1;
    if (this.told * 2 > desk[DESK.mask]!) {
      desk[DESK.mask] = desk[DESK.mask]! * 2 + 1;
      hourKeys.fill(0, 0, desk[DESK.mask]! + 1);
      this.told = 0;
      for (const [known, { low }] of this.keys.entries()) if (isTold(room, low)) this.tell(room, known);
      return;
    }
    const mask = desk[DESK.mask]!;
    const mixed = Math.imul(stream, 0x9e3779b1) ^ Math.imul(hour, 0x85ebca77);
    let place = (mixed ^ (mixed >>> 15)) & mask;
    while (hourKeys[place] !== 0) place = (place + 1) & mask;
    hourKeys[place] = stream * MOST_HOURS + hour + 1;
    hourSlots[place] = slot;
    sets[slot] = setOf(lowest, high);
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
  filled(symbol: (lane: number) => string): FilledSlot[] {
    const names = { symbol, tradeId: () => null };
    return this.keys.flatMap((key, slot) => {
      const fills = this.fills[slot]!;
      if (fills === 0) return [];
      const first = this.markAt(this.first, slot * EDGE_WIDTH, this.firstId, names);
      const last = this.markAt(this.last, slot * EDGE_WIDTH, this.lastId, names);
      return [{ ...key, fills, first, last }];
    });
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

export const hourOf = (time: number) => Math.floor(time / HOUR);

/** The mark of an edge whose id is a number, or that has none. */
export function markAtEdge(edge: Float64Array, at: number, symbol: (lane: number) => string): Mark {
  return markOf(edge[at]!, edge[at + 1]!, edge[at + 2]!, -1, { symbol, tradeId: () => null });
}

function markOf(time: number, id: number, lane: number, row: number, names: RowNames): Mark {
  return { time, tradeId: id >= 0 ? String(id) : names.tradeId(row), symbol: names.symbol(lane) };
}
