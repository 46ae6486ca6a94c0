/** The kernel of the survey: which candidates reproduce each fee, and what each fill adds to volumes. Whole numbers only. */
import { unitOf } from '../../domain/decimal.ts';
import { tellingBase } from '../rate-evidence.ts';
import { type Cut, cutAt, isAbove, LIMIT, POWERS, rescaled, rounded, type Size } from './exact-fee.ts';
import { hourOf } from './hour-slots.ts';
import { ROUND, type SignedWhole, type SurveyedLane } from './lane.ts';
import { KIND, L, LANE_WIDTH } from './lane-places.ts';
import { S } from './lane-sums.ts';
import type { KernelResult } from './part.ts';
import { RowKernel } from './row-kernel.ts';
import { VolumeSlots } from './volume-slots.ts';

/** Decimals up to which a fee is looked at in whole numbers. */
export const MAX_SCALE = 15;

/** By decimals of a fee: the base, in 10^−8, above which it tells its rate by itself. */
const TELLING = Float64Array.from({ length: MAX_SCALE + 1 }, (_, scale) =>
  tellingBase(unitOf(scale)).times('1e8').toNumber(),
);

/** What a lane remembers of its last fill. */
const M = { guess: 0, hour: 1, low: 2, high: 3, slot: 4, volumeHour: 5, volumeSlot: 6, begin: 7 } as const;
const MEMORY_WIDTH = 8;

export class SurveyKernel extends RowKernel {
  private readonly spare: Cut = { kept: 0, rest: 0, unit: 1, more: false };
  private readonly volumes = new VolumeSlots();
  private wantsScale = false;
  private memory = new Float64Array(64 * MEMORY_WIDTH);
  private remembered = 0;
  /** Candidates that reproduce the last fee: [from, end); −1 = they tell nothing. */
  private from = -1;
  private end = -1;

  protected override begun(): void {}

  protected override take(row: number, place: number): boolean {
    const lane = this.laneOf(row);
    if (lane < 0) return false;
    const { columns, table, roles } = this;
    const at = lane * LANE_WIDTH;
    const kind = table.numbers[at + L.kind]!;
    const sum = this.binOf(lane, columns.time[row]!);
    const fee = columns.mantissa[roles.fee]![row]! * roles.feeSign;
    if (kind === KIND.single || Number.isNaN(fee)) return false;
    if (kind !== KIND.other) {
      if (!this.isFill(row, sum, at)) return false;
      this.logKey(row, lane, place);
      if (!this.weigh(row, lane, fee, place)) {
        this.host.single(row, true);
        return true;
      }
    }
    const { sums } = table.bins;
    sums[sum + S.fills]! += 1;
    const written = columns.written[roles.fee]![row]!;
    if (written > sums[sum + S.written]!) sums[sum + S.written] = written;
    return true;
  }

  /** @returns false where a number does not fit; nothing was counted then */
  private weigh(row: number, lane: number, fee: number, place: number): boolean {
    const made = this.table.lanes[lane] as SurveyedLane;
    if (lane >= this.remembered) this.remember(lane);
    if (made.stream >= 0) {
      if (!this.find(row, lane, made, fee)) return false;
      const begin = lane * MEMORY_WIDTH + M.begin;
      const here = place + this.columns.start[row]!;
      if (here < this.memory[begin]!) this.memory[begin] = here;
      if (this.from >= 0) this.noteTiers(row, lane, made);
    }
    if (made.volume >= 0) this.noteVolume(row, lane, made);
    return true;
  }

  private remember(lane: number): void {
    const size = (lane + 1) * MEMORY_WIDTH;
    if (size > this.memory.length) {
      const larger = new Float64Array(size * 2);
      larger.set(this.memory);
      this.memory = larger;
    }
    for (; this.remembered <= lane; this.remembered++) {
      const at = this.remembered * MEMORY_WIDTH;
      this.memory[at + M.hour] = -1;
      this.memory[at + M.volumeHour] = -1;
      this.memory[at + M.begin] = Number.POSITIVE_INFINITY;
    }
  }

  /** Finds the candidates whose fee is within one unit of the charge. @returns false where a number does not fit */
  private find(row: number, lane: number, made: SurveyedLane, fee: number): boolean {
    const feeScale = this.columns.scale[this.roles.fee]![row]!;
    const scale = made.scale < 0 ? feeScale : made.scale;
    if (feeScale > scale || scale > MAX_SCALE) return false;
    this.from = -1;
    if (fee === 0 && made.scale < 0) {
      this.wantsScale = true;
      return true;
    }
    const charged = fee * POWERS[scale - feeScale]!;
    if (charged > LIMIT || charged < -LIMIT) return false;
    const size = made.coins ? this.coins : this.value;
    const telling = isAbove(size, TELLING[scale]!);
    if (telling && this.isAsBefore(lane, made, size, charged, scale)) return true;
    if (!this.search(lane, made, size, charged, scale)) return false;
    const { length } = made.candidates;
    const all = this.from === 0 && this.end === length && length !== 1;
    if (all && !telling) this.from = -1;
    else if (this.from === this.end) this.from = this.end = 0;
    return true;
  }

  /** True = the fee tells its rate by itself, and it is that of the lane's last fee. */
  private isAsBefore(lane: number, made: SurveyedLane, size: Size, charged: number, scale: number): boolean {
    const { candidates, venue, spread } = made;
    // A venue that rounds more than the file makes one of several fees.
    if (!spread || (venue !== null && venue.scale < scale)) return false;
    const guess = this.memory[lane * MEMORY_WIDTH + M.guess]!;
    if (guess >= candidates.length) return false;
    const off = this.feeAt(made, size, candidates[guess]!, scale) - charged;
    if (!(off <= 1 && off >= -1)) return false;
    this.from = guess;
    this.end = guess + 1;
    return true;
  }

  /** The fee grows with the rate: beginning where the lane's last fee was found. */
  private search(lane: number, made: SurveyedLane, size: Size, charged: number, scale: number): boolean {
    const { candidates } = made;
    const { length } = candidates;
    const memory = lane * MEMORY_WIDTH + M.guess;
    let from = Math.min(this.memory[memory]!, length);
    let first = Number.NEGATIVE_INFINITY;
    while (from < length) {
      first = this.feeAt(made, size, candidates[from]!, scale);
      if (Number.isNaN(first)) return false;
      if (first >= charged - 1) break;
      from += 1;
    }
    while (from > 0) {
      const below = this.feeAt(made, size, candidates[from - 1]!, scale);
      if (Number.isNaN(below)) return false;
      if (below < charged - 1) break;
      from -= 1;
      first = below;
    }
    let end = from;
    while (end < length && first <= charged + 1) {
      end += 1;
      if (end === length) break;
      first = this.feeAt(made, size, candidates[end]!, scale);
      if (Number.isNaN(first)) return false;
    }
    this.memory[memory] = from;
    this.from = from;
    this.end = end;
    return true;
  }

  /** The fee at a rate, with its sign, in units of the file's last decimal; NaN where it does not fit. */
  private feeAt({ venue }: SurveyedLane, size: Size, rate: SignedWhole, scale: number): number {
    const { spare } = this;
    const { mantissa, sign } = rate;
    if (!cutAt(size, mantissa, rate.scale, venue === null ? scale : venue.scale, spare)) return Number.NaN;
    if (venue === null) return sign * rounded(spare, ROUND.halfUp);
    const booked = rounded(spare, sign < 0 ? venue.negative : venue.positive);
    const printed = rescaled(booked, venue.scale, scale, ROUND.halfUp, spare);
    return printed < 0 ? Number.NaN : sign * printed;
  }

  private noteTiers(row: number, lane: number, { stream }: SurveyedLane): void {
    const { memory, from, end } = this;
    const at = lane * MEMORY_WIDTH;
    const time = this.columns.time[row]!;
    const hour = hourOf(time);
    if (memory[at + M.hour] !== hour || memory[at + M.low] !== from || memory[at + M.high] !== end) {
      memory[at + M.hour] = hour;
      memory[at + M.low] = from;
      memory[at + M.high] = end;
      memory[at + M.slot] = this.slots.slotOf(stream, hour, from, end);
    }
    const { tradeId } = this.roles;
    const id = tradeId < 0 ? -1 : this.columns.idValue[tradeId]![row]!;
    this.slots.add(memory[at + M.slot]!, time, id, lane, row, this);
  }

  private noteVolume(row: number, lane: number, { volume, volumeOf }: SurveyedLane): void {
    const { memory } = this;
    const at = lane * MEMORY_WIDTH;
    const time = this.columns.time[row]!;
    const hour = hourOf(time);
    if (memory[at + M.volumeHour] !== hour) {
      memory[at + M.volumeHour] = hour;
      memory[at + M.volumeSlot] = this.volumes.slotOf(volume, time);
    }
    this.volumes.add(memory[at + M.volumeSlot]!, time, volumeOf === 'coins' ? this.coins : this.value);
  }

  override result(file: number): KernelResult {
    const { volumes, wantsScale, table, memory } = this;
    const begins = table.lanes.map((_, lane) =>
      lane < this.remembered ? memory[lane * MEMORY_WIDTH + M.begin]! : Number.POSITIVE_INFINITY,
    );
    const nothing = { spans: [], roundings: [], cells: [], kept: [] };
    return {
      file,
      sums: this.table.result(),
      slots: this.slots.filled((lane) => this.symbol(lane)),
      ...nothing,
      first: Number.POSITIVE_INFINITY,
      last: Number.NEGATIVE_INFINITY,
      survey: { volumes: volumes.filled(), wantsScale, begins },
    };
  }
}
