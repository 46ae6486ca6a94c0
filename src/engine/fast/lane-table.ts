/** The lanes of one file as numbers in rows of a table, with what is summed up in each. */
import { isBefore } from '../../domain/completeness.ts';
import { doubled } from './doubled.ts';
import { LIMIT, POWERS, type Size, split } from './exact-fee.ts';
import type { CountedLane, Lane, SignedWhole } from './lane.ts';
import { type LaneSums, LEFT_OUT_SCALE, S, SUM_WIDTH } from './lane-sums.ts';

/** What of a lane stands where in its row. */
export const L = {
  kind: 0,
  from: 1,
  to: 2,
  valueMantissa: 3,
  valueScale: 4,
  coins: 5,
  rate: 6,
  rateScale: 7,
  sign: 8,
  steps: 9,
  scale1: 10,
  mode1: 11,
  scale2: 12,
  mode2: 13,
  /** Scale of the last step. */
  scale: 14,
  allowance: 15,
  telling: 16,
  candidates: 17,
  due: 18,
  made: 19,
  stream: 20,
  roundings: 21,
  makerRate: 22,
  makerScale: 23,
  makerSign: 24,
  /** Hour of the slot at hand, and the slot. */
  hour: 25,
  slot: 26,
  next: 27,
} as const;
export const LANE_WIDTH = 28;

/** Kinds of lanes. */
export const KIND = { counted: 0, filtered: 1, other: 2, single: 3, surveyed: 4 } as const;

/** Lanes of a file at most. */
export const MAX_LANES = 200_000;

export class LaneTable {
  lanes: Lane[] = [];
  numbers = new Float64Array(64 * LANE_WIDTH);
  sums = new Float64Array(64 * SUM_WIDTH);
  /** First lane of each combination of words; −1 = none. */
  firstOf = new Int32Array(1024).fill(-1);
  /** Lane used last, of each combination. */
  lastOf = new Int32Array(1024).fill(-1);
  /** Per lane, the least and the greatest of ids of more than 15 digits. */
  readonly longIds = new Map<number, { least: string; greatest: string }>();
  private readonly parts = { high: 0, low: 0 };
  private readonly poured = new Map<number, bigint>();

  /** Makes room for combinations up to this one. */
  reach(combo: number): void {
    if (combo < this.firstOf.length) return;
    const size = Math.max(combo + 1, this.firstOf.length * 2);
    const grown = (old: Int32Array) => {
      const larger = new Int32Array(size).fill(-1);
      larger.set(old);
      return larger;
    };
    this.firstOf = grown(this.firstOf);
    this.lastOf = grown(this.lastOf);
  }

  /** @returns the lane's number */
  add(combo: number, lane: Lane): number {
    const index = this.lanes.length;
    this.lanes.push(lane);
    if (index * LANE_WIDTH >= this.numbers.length) {
      this.numbers = doubled(this.numbers);
      this.sums = doubled(this.sums);
    }
    const at = index * LANE_WIDTH;
    const { numbers } = this;
    numbers[at + L.kind] = kindOf(lane);
    numbers[at + L.from] = lane.from;
    numbers[at + L.to] = lane.to;
    if (lane.kind === 'counted') setCounted(numbers, at, lane);
    else {
      numbers[at + L.scale] = LEFT_OUT_SCALE;
      numbers[at + L.valueMantissa] = lane.kind === 'single' ? 1 : lane.contractValue.mantissa;
      numbers[at + L.valueScale] = lane.kind === 'single' ? 0 : lane.contractValue.scale;
    }
    numbers[at + L.next] = this.firstOf[combo]!;
    this.firstOf[combo] = index;
    return index;
  }

  /** Adds to a sum of a lane what may pass what a double holds. @param value a whole number up to `LIMIT` in size */
  pour(at: number, value: number): void {
    const sum = this.sums[at]! + value;
    if (sum <= LIMIT && sum >= -LIMIT) {
      this.sums[at] = sum;
      return;
    }
    this.addTo(at, BigInt(this.sums[at]!) + BigInt(value));
    this.sums[at] = 0;
  }

  /** Adds a size to the traded value. @param at where the lane's sums begin */
  pourSize(at: number, { high, low, scale }: Size): void {
    if (scale === 8) {
      this.pour(at + S.high, high);
      if (low !== 0) this.pour(at + S.low, low);
    } else if (scale < 8 && high * POWERS[8 - scale]! <= LIMIT)
      this.pour(at + S.high, high * POWERS[8 - scale]!);
    else if (scale > 8 && split(high, scale, this.parts)) {
      this.pour(at + S.high, this.parts.high);
      this.pour(at + S.low, this.parts.low);
    } else this.addTo(at + S.high, BigInt(high) * 10n ** BigInt(8 - scale));
  }

  private addTo(at: number, value: bigint): void {
    this.poured.set(at, (this.poured.get(at) ?? 0n) + value);
  }

  /** Counts an id of 16 to 30 digits. @returns false where it is none */
  addLongId(lane: number, id: string | null): boolean {
    if (id === null || !/^[1-9]\d{15,29}$/.test(id)) return false;
    const known = this.longIds.get(lane);
    if (known === undefined) this.longIds.set(lane, { least: id, greatest: id });
    else {
      if (isBefore(id, known.least)) known.least = id;
      if (isBefore(known.greatest, id)) known.greatest = id;
    }
    return true;
  }

  /** What was summed up, as plain data. */
  result(): LaneSums {
    const { lanes, sums, poured, longIds } = this;
    return { lanes, sums: sums.slice(0, lanes.length * SUM_WIDTH), poured, longIds };
  }
}

function kindOf(lane: Lane): number {
  if (lane.kind === 'counted') return KIND.counted;
  if (lane.kind === 'single') return KIND.single;
  if (lane.kind === 'surveyed') return KIND.surveyed;
  return lane.keyPrefix === null ? KIND.other : KIND.filtered;
}

function setCounted(numbers: Float64Array, at: number, lane: CountedLane): void {
  const [one, two] = lane.steps;
  const mode = ({ sign }: SignedWhole, step: CountedLane['steps'][number]) =>
    sign < 0 ? step.negative : step.positive;
  numbers[at + L.valueMantissa] = lane.contractValue.mantissa;
  numbers[at + L.valueScale] = lane.contractValue.scale;
  numbers[at + L.coins] = lane.coins ? 1 : 0;
  numbers[at + L.rate] = lane.rate.mantissa;
  numbers[at + L.rateScale] = lane.rate.scale;
  numbers[at + L.sign] = lane.rate.sign;
  numbers[at + L.steps] = lane.steps.length;
  numbers[at + L.scale1] = one!.scale;
  numbers[at + L.mode1] = mode(lane.rate, one!);
  numbers[at + L.scale2] = two?.scale ?? 0;
  numbers[at + L.mode2] = two === undefined ? 0 : mode(lane.rate, two);
  numbers[at + L.scale] = (two ?? one)!.scale;
  numbers[at + L.allowance] = lane.allowance;
  numbers[at + L.telling] = lane.tellingBase;
  numbers[at + L.candidates] = lane.candidates.length;
  numbers[at + L.due] = lane.due;
  numbers[at + L.made] = lane.made ? 1 : 0;
  numbers[at + L.stream] = lane.stream;
  numbers[at + L.roundings] = lane.roundings;
  numbers[at + L.makerRate] = lane.asMaker?.mantissa ?? -1;
  numbers[at + L.makerScale] = lane.asMaker?.scale ?? 0;
  numbers[at + L.makerSign] = lane.asMaker?.sign ?? 1;
  numbers[at + L.hour] = -1;
}
