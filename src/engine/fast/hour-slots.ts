/**
 * Which rates reproduce the fees of each hour, counted with the first and the last fill: what `timeline.ts` keeps, for many
 * fills at once. A slot is one stream, hour and set of rates.
 */
import { compareMarks, type Mark } from '../../domain/mark.ts';
import { HOUR } from '../../domain/time.ts';
import { doubled } from './doubled.ts';

const FIRST_SLOTS = 1 << 10;

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
  private readonly keys: SlotKey[] = [];
  /** By stream, then by hour, then by set. */
  private readonly slots: Map<number, Map<number, number>>[] = [];
  private fills = new Float64Array(FIRST_SLOTS);
  /** Time, value of the id (−1 = a text), lane, and row of the block at hand (−1 = an earlier block). */
  private first = new Float64Array(FIRST_SLOTS * 4);
  private last = new Float64Array(FIRST_SLOTS * 4);
  /** Ids that are texts, of earlier blocks. */
  private readonly firstId: (string | null)[] = [];
  private readonly lastId: (string | null)[] = [];
  private readonly touched: number[] = [];

  /** The slot of an hour. */
  slotOf(stream: number, hour: number, low: number, high: number): number {
    this.slots[stream] ??= new Map();
    const hours = this.slots[stream];
    let sets = hours.get(hour);
    if (sets === undefined) {
      sets = new Map();
      hours.set(hour, sets);
    }
    const set = low * 4096 + high;
    let slot = sets.get(set);
    if (slot === undefined) {
      slot = this.used++;
      if (slot * 4 >= this.first.length) this.grow();
      sets.set(set, slot);
      this.keys.push({ stream, hour, low, high });
      this.first[slot * 4] = Number.POSITIVE_INFINITY;
      this.last[slot * 4] = Number.NEGATIVE_INFINITY;
    }
    return slot;
  }

  /** Counts a fill. @param id value of its trade id, −1 = ask `names` */
  add(slot: number, time: number, id: number, lane: number, row: number, names: RowNames): void {
    this.fills[slot]! += 1;
    const at = slot * 4;
    if (time <= this.first[at]!) this.lower(slot, time, id, lane, row, names);
    if (time >= this.last[at]!) this.raise(slot, time, id, lane, row, names);
  }

  private lower(slot: number, time: number, id: number, lane: number, row: number, names: RowNames): void {
    const { first } = this;
    const at = slot * 4;
    if (time === first[at]! && !this.isBefore(time, id, lane, row, first, at, this.firstId, names)) return;
    this.put(first, at, time, id, lane, row);
  }

  private raise(slot: number, time: number, id: number, lane: number, row: number, names: RowNames): void {
    const { last } = this;
    const at = slot * 4;
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
    for (const slot of this.touched.splice(0)) {
      const at = slot * 4;
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
      const first = this.markAt(this.first, slot * 4, this.firstId, names);
      const last = this.markAt(this.last, slot * 4, this.lastId, names);
      return [{ ...key, fills, first, last }];
    });
  }

  private grow(): void {
    this.fills = doubled(this.fills);
    this.first = doubled(this.first);
    this.last = doubled(this.last);
  }
}

export const hourOf = (time: number) => Math.floor(time / HOUR);

function markOf(time: number, id: number, lane: number, row: number, names: RowNames): Mark {
  return { time, tradeId: id >= 0 ? String(id) : names.tradeId(row), symbol: names.symbol(lane) };
}
