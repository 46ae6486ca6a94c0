/** Kinds of breaks that the quick part of a kernel counts by itself, once it was told of them (`assembly/breaks.ts`). */
import { MarkSpan } from '../../domain/mark.ts';
import type { Cell, CellSums } from './break-cells.ts';
import { BREAK_WIDTH, C, CAUSE_WIDTH, MAX_BREAKS, MAX_CAUSES } from './break-places.ts';
import { markAtEdge, setOf } from './hour-slots.ts';
import type { KernelRoom } from './kernel-room.ts';
import { L, LANE_WIDTH } from './lane-places.ts';
import { type FilledSlot, type SlotData, slotsIn } from './slot-data.ts';

/** Breaks of these rates are of the set that a judge notes; see `HourSlots`. */
export const lowOf = ({ labels }: Cell): number => -2 - labels;

export class QuickBreaks {
  private readonly room: KernelRoom | null;
  private used = 0;
  /** By cell: decimals of its fees. */
  private readonly scales = new Map<number, number>();

  constructor(room: KernelRoom | null) {
    this.room = room;
  }

  /** @param key the rate as one number @param scale of the lane's fees */
  tell(lane: number, key: number, cell: Cell, scale: number): void {
    const { room } = this;
    if (room === null || this.used === MAX_BREAKS || cell.id >= MAX_CAUSES) return;
    if (!this.scales.has(cell.id)) {
      this.scales.set(cell.id, scale);
      room.causes[cell.id * CAUSE_WIDTH + C.first] = Number.POSITIVE_INFINITY;
      room.causes[cell.id * CAUSE_WIDTH + C.last] = Number.NEGATIVE_INFINITY;
    }
    const broken = lane * LANE_WIDTH + L.broken;
    const { from, to, notAt, least, id } = cell;
    const next = room.lanes[broken]!;
    room.breaks.set([key, from, to, notAt, least, setOf(lowOf(cell), 0), id, next], this.used * BREAK_WIDTH);
    room.lanes[broken] = this.used++;
  }

  /** Adds what was counted to the sums of all cells. */
  addTo(sums: (CellSums | undefined)[]): void {
    for (const [id, at, scale] of this.counted()) {
      const none = { fills: 0, variance: 0, magnitude: 0, pouredVariance: 0n, pouredMagnitude: 0n, scale };
      const sum = sums[id] ?? none;
      const { causes } = this.room!;
      sum.fills += causes[at + C.fills]!;
      sum.pouredVariance += BigInt(causes[at + C.variance]!);
      sum.pouredMagnitude += BigInt(causes[at + C.magnitude]!);
      sums[id] = sum;
    }
  }

  /** Widens the spans of cells by the first and the last of those that were counted. @param spans streams are cells */
  widen(spans: SlotData, symbol: (lane: number) => string): FilledSlot[] {
    const widened = new Map(Array.from(slotsIn(spans), (span) => [span.stream, span]));
    for (const [id, at] of this.counted()) {
      const { causes } = this.room!;
      const [first, last] = [C.first, C.last].map((edge) => markAtEdge(causes, at + edge, symbol));
      const known = widened.get(id);
      const span = new MarkSpan(first!);
      span.include(last!);
      if (known !== undefined) {
        span.include(known.first);
        span.include(known.last);
      }
      const fills = (known?.fills ?? 0) + causes[at + C.fills]!;
      widened.set(id, { stream: id, hour: 0, low: 0, high: 0, fills, first: span.first, last: span.last });
    }
    return [...widened.values()];
  }

  /** Numbers, places and decimals of the cells of which some were counted. */
  private counted(): [number, number, number][] {
    const { room, scales } = this;
    if (room === null) return [];
    const all = Array.from(scales, ([id, scale]): [number, number, number] => [id, id * CAUSE_WIDTH, scale]);
    return all.filter(([, at]) => room.causes[at + C.fills]! > 0);
  }
}
