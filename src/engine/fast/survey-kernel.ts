/** The kernel of the survey: which candidates reproduce each fee, and what each fill adds to volumes. Whole numbers only. */
import { cutAt, isAbove, POWERS, rescaled, rounded } from './exact-fee.ts';
import { hourOf } from './hour-slots.ts';
import { DESK, type KernelRoom, MAX_SCALE } from './kernel-room.ts';
import { ROUND, type SignedWhole, type SurveyedLane } from './lane.ts';
import { KIND, L, LANE_WIDTH, SURVEYED } from './lane-places.ts';
import type { KernelResult } from './part.ts';
import { RowKernel } from './row-kernel.ts';
import { type Cut, LIMIT, type Size } from './sizes.ts';
import { TELLING } from './surveyed-places.ts';
import { VolumeSlots } from './volume-slots.ts';

export class SurveyKernel extends RowKernel {
  private readonly spare: Cut = { kept: 0, rest: 0, unit: 1, more: false };
  private readonly volumes = new VolumeSlots();
  private wantsScale = false;
  /** Candidates that reproduce the last fee: [from, end); −1 = they tell nothing. */
  private from = -1;
  private end = -1;

  protected override begun(): void {}

  protected override hearAll(room: KernelRoom, from: number, to: number, place: number): void {
    this.logKeys(room, from, to, place);
  }

  protected override take(row: number, place: number): boolean {
    const lane = this.laneOf(row);
    if (lane < 0) return false;
    const { columns, table, roles } = this;
    const at = lane * LANE_WIDTH;
    const kind = table.numbers[at + L.kind]!;
    const sum = this.binOf(lane, columns.time[row]!);
    const fee = columns.mantissa[roles.fee]![row]! * roles.feeSign;
    if (kind === KIND.single || Number.isNaN(fee)) return false;
    this.remarks = 0;
    if (kind !== KIND.other) {
      if (!this.isFill(row, at)) return false;
      this.logKey(row, lane, place);
      if (!this.weigh(row, lane, fee, place)) {
        this.host.single(row, true);
        return true;
      }
    }
    this.passDoor(row, sum);
    return true;
  }

  /** @returns false where a number does not fit; nothing was counted then */
  private weigh(row: number, lane: number, fee: number, place: number): boolean {
    const made = this.table.lanes[lane] as SurveyedLane;
    if (made.stream >= 0) {
      if (!this.find(row, lane, made, fee)) return false;
      const { numbers } = this.table;
      const begin = lane * LANE_WIDTH + SURVEYED.begin;
      const here = place + this.columns.start[row]!;
      if (here < numbers[begin]!) numbers[begin] = here;
      if (this.from >= 0) this.noteTiers(row, lane, made);
    }
    if (made.volume >= 0) this.noteVolume(row, lane, made);
    return true;
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
    const guess = this.table.numbers[lane * LANE_WIDTH + SURVEYED.guess]!;
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
    const { numbers } = this.table;
    const guess = lane * LANE_WIDTH + SURVEYED.guess;
    let from = Math.min(numbers[guess]!, length);
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
    numbers[guess] = from;
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
    const { from, end } = this;
    const { numbers } = this.table;
    const at = lane * LANE_WIDTH;
    const time = this.columns.time[row]!;
    const hour = hourOf(time);
    const { low, high } = SURVEYED;
    if (numbers[at + L.hour] !== hour || numbers[at + low] !== from || numbers[at + high] !== end) {
      numbers[at + L.hour] = hour;
      numbers[at + low] = from;
      numbers[at + high] = end;
      numbers[at + L.slot] = this.slots.slotOf(stream, hour, from, end);
    }
    const { tradeId } = this.roles;
    const id = tradeId < 0 ? -1 : this.columns.idValue[tradeId]![row]!;
    this.slots.add(numbers[at + L.slot]!, time, id, lane, row, this);
  }

  private noteVolume(row: number, lane: number, { volume, volumeOf }: SurveyedLane): void {
    const { numbers } = this.table;
    const { volumeHour, volumeSlot } = SURVEYED;
    const at = lane * LANE_WIDTH;
    const time = this.columns.time[row]!;
    const hour = hourOf(time);
    if (numbers[at + volumeHour] !== hour) {
      numbers[at + volumeHour] = hour;
      numbers[at + volumeSlot] = this.volumes.slotOf(volume, time);
    }
    this.volumes.add(numbers[at + volumeSlot]!, time, volumeOf === 'coins' ? this.coins : this.value);
  }

  override result(file: number): KernelResult {
    const { volumes, table, room } = this;
    const begins = table.lanes.map(({ kind }, lane) =>
      kind === 'surveyed' ? table.numbers[lane * LANE_WIDTH + SURVEYED.begin]! : Number.POSITIVE_INFINITY,
    );
    const wantsScale = this.wantsScale || room?.desk[DESK.wantsScale] === 1;
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
