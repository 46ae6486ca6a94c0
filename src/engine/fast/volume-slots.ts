/** Sizes summed up by volume and hour, for many fills at once. */
import { doubled } from './doubled.ts';
import { POWERS, split } from './exact-fee.ts';
import { hourOf } from './hour-slots.ts';
import { LIMIT, type Size } from './sizes.ts';

const FIRST_SLOTS = 256;

/** What came of a slot. Plain data. */
export interface FilledVolume {
  readonly volume: number;
  readonly fills: number;
  /** Of the earliest and the latest fill. */
  readonly from: number;
  readonly to: number;
  /** In units of 10^−16. */
  readonly sum: bigint;
}

export class VolumeSlots {
  private readonly volumes: number[] = [];
  private readonly slots = new Map<number, Map<number, number>>();
  private fills = new Float64Array(FIRST_SLOTS);
  private from = new Float64Array(FIRST_SLOTS);
  private to = new Float64Array(FIRST_SLOTS);
  /** Whole units of 10^−8, and units of 10^−16. */
  private high = new Float64Array(FIRST_SLOTS);
  private low = new Float64Array(FIRST_SLOTS);
  /** What passed the limit of these, in units of 10^−16. */
  private readonly poured = new Map<number, bigint>();
  private readonly parts = { high: 0, low: 0 };

  /** The slot of a volume in the hour of a time. */
  slotOf(volume: number, time: number): number {
    let hours = this.slots.get(volume);
    if (hours === undefined) {
      hours = new Map();
      this.slots.set(volume, hours);
    }
    const hour = hourOf(time);
    let slot = hours.get(hour);
    if (slot === undefined) {
      slot = this.volumes.push(volume) - 1;
      if (slot === this.fills.length) this.grow();
      hours.set(hour, slot);
      this.from[slot] = Number.POSITIVE_INFINITY;
      this.to[slot] = Number.NEGATIVE_INFINITY;
    }
    return slot;
  }

  /** Counts a fill. */
  add(slot: number, time: number, size: Size): void {
    this.fills[slot]! += 1;
    if (time < this.from[slot]!) this.from[slot] = time;
    if (time > this.to[slot]!) this.to[slot] = time;
    const { parts } = this;
    if (size.low !== 0) {
      parts.high = size.high;
      parts.low = size.low;
    } else if (!split(size.high, size.scale, parts)) {
      this.pour(slot, BigInt(size.high) * 10n ** BigInt(16 - size.scale));
      return;
    }
    if (this.high[slot]! + parts.high > LIMIT || this.low[slot]! + parts.low > LIMIT) this.flush(slot);
    this.high[slot]! += parts.high;
    this.low[slot]! += parts.low;
  }

  private flush(slot: number): void {
    this.pour(slot, BigInt(this.high[slot]!) * BigInt(POWERS[8]!) + BigInt(this.low[slot]!));
    this.high[slot] = 0;
    this.low[slot] = 0;
  }

  private pour(slot: number, value: bigint): void {
    this.poured.set(slot, (this.poured.get(slot) ?? 0n) + value);
  }

  /** Everything counted. */
  filled(): FilledVolume[] {
    return this.volumes.map((volume, slot) => {
      this.flush(slot);
      const sum = this.poured.get(slot)!;
      return { volume, fills: this.fills[slot]!, from: this.from[slot]!, to: this.to[slot]!, sum };
    });
  }

  private grow(): void {
    this.fills = doubled(this.fills);
    this.from = doubled(this.from);
    this.to = doubled(this.to);
    this.high = doubled(this.high);
    this.low = doubled(this.low);
  }
}
