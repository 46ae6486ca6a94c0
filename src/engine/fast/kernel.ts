/**
 * The kernel: rows in columns → sums in the bins of lanes. Whole numbers only; no rate, date or rule of a fee is known here. A row that it
 * cannot count exactly, and every break, is handed to the reader and judge of single rows.
 */
import { LEAST_DECIMALS } from '../../domain/break.ts';
import { RATE_STEPS } from '../../domain/off-card.ts';
import { BreakCells, type Cell, KeptBreaks } from './break-cells.ts';
import { cutAt, isAbove, POWERS, rescaled, rounded } from './exact-fee.ts';
import { HourSlots, hourOf } from './hour-slots.ts';
import { COUNTS_WIDTH, DESK, QUICK_ROUNDINGS } from './kernel-room.ts';
import { type CountedLane, type Lane, MAX_RATE, type SignedWhole } from './lane.ts';
import { BASE, KIND, L, LANE_WIDTH } from './lane-places.ts';
import { S, SUM_WIDTH } from './lane-sums.ts';
import type { KernelResult } from './part.ts';
import { lowOf, QuickBreaks } from './quick-breaks.ts';
import { RoundingCounts } from './rounding-counts.ts';
import { RowKernel } from './row-kernel.ts';
import { type Cut, LIMIT, type Size } from './sizes.ts';

const newCut = (): Cut => ({ kept: 0, rest: 0, unit: 1, more: false });

export class Kernel extends RowKernel {
  private readonly quickBreaks = new QuickBreaks(this.room);
  private readonly cells = new BreakCells(this.quickBreaks);
  private readonly kept = new KeptBreaks(this.books.floor);
  /** First and last fill of each cell. */
  private readonly spans = new HourSlots(null, this.books.budget);
  private readonly roundings: RoundingCounts[] = [];
  /** Earliest and latest fill counted. */
  private first = Number.POSITIVE_INFINITY;
  private last = Number.NEGATIVE_INFINITY;
  private readonly cut = newCut();
  private readonly spare = newCut();
  /** Candidates that reproduce the last fee: [low, high); −1 = it tells its rate by itself, below = a cell of breaks. */
  private low = -1;
  private high = -1;
  private cell: Cell | null = null;

  protected override begun(lane: Lane): void {
    if (lane.kind !== 'counted') return;
    const { roundings: number } = lane;
    const quick = number < QUICK_ROUNDINGS ? this.room?.counts : undefined;
    const top = quick?.subarray(number * COUNTS_WIDTH, (number + 1) * COUNTS_WIDTH) ?? null;
    this.roundings[number] ??= new RoundingCounts(lane.steps.at(-1)!.scale, top);
  }

  protected override take(row: number, place: number): boolean {
    const { columns, table, roles } = this;
    const lane = this.laneOf(row);
    if (lane < 0) return false;
    const at = lane * LANE_WIDTH;
    const time = columns.time[row]!;
    const { numbers } = table;
    const kind = numbers[at + L.kind]!;
    if (kind === KIND.single) return false;
    const feeScale = columns.scale[roles.fee]![row]!;
    const scale = numbers[at + L.scale]!;
    if (feeScale > scale) return false;
    const fee = columns.mantissa[roles.fee]![row]! * roles.feeSign;
    const charged = fee * POWERS[scale - feeScale]!;
    if (!(charged <= LIMIT && charged >= -LIMIT)) return false;
    const sum = this.binOf(lane, time);
    if (kind === KIND.other) {
      this.remarks = 0;
      this.leaveOut(row, sum, charged);
      return true;
    }
    if (!this.isFill(row, at)) return false;
    if (kind === KIND.filtered) {
      this.logKey(row, lane, place);
      this.leaveOut(row, sum, charged);
      return true;
    }
    const heard = this.hear(row, lane, place);
    const own = numbers[at + L.pair]! < 0 ? lane : this.sideOf(lane, charged);
    if (!heard || own < 0) this.host.single(row, true);
    else {
      const sums = own === lane ? sum : this.binOf(own, time);
      if (!this.fill(row, own, own * LANE_WIDTH, sums, time, fee, feeScale, charged))
        this.host.single(row, true);
    }
    return true;
  }

  /** The one lane of a pair whose fee is the charge to the digit; −1 = neither or both, and the fill is judged singly. */
  private sideOf(lane: number, charged: number): number {
    const { numbers } = this.table;
    const pair = numbers[lane * LANE_WIDTH + L.pair]!;
    const fits = (one: number) => {
      const at = one * LANE_WIDTH;
      const base = numbers[at + L.base] === BASE.coins ? this.coins : this.value;
      const size = this.charge(at, base, numbers[at + L.rate]!, numbers[at + L.rateScale]!, this.cut);
      return size < 0 ? null : numbers[at + L.sign]! * size === charged;
    };
    const [first, second] = [fits(lane), fits(pair)];
    if (first === null || second === null || first === second) return -1;
    return first ? lane : pair;
  }

  /** A fill in scope. @returns false where it must be judged singly; nothing of it was counted then */
  private fill(
    row: number,
    lane: number,
    at: number,
    sum: number,
    time: number,
    fee: number,
    feeScale: number,
    charged: number,
  ): boolean {
    const { table, roles, cut } = this;
    const { numbers, bins } = table;
    const { sums } = bins;
    const base = numbers[at + L.base] === BASE.coins ? this.coins : this.value;
    const sign = numbers[at + L.sign]!;
    const size = this.charge(at, base, numbers[at + L.rate]!, numbers[at + L.rateScale]!, cut);
    if (size < 0) return false;
    const off = charged - sign * size;
    const allowance = numbers[at + L.allowance]!;
    const broken = off > allowance || off < -allowance;
    if (roles.orderPrice >= 0 && numbers[at + L.made] === 1 && !this.atLimit(row)) return false;
    if (broken) {
      // What breaks of quotients share is not known.
      if (base.over !== 0 || !this.findCell(row, lane, at, base, charged, feeScale, off, size, time))
        return false;
    } else if (!this.label(lane, at, base, charged, off === 0)) return false;
    const asMaker = numbers[at + L.makerRate]! < 0 ? 0 : this.asMaker(lane, base);
    if (Number.isNaN(asMaker)) return false;
    if (!this.observe(at, base, fee, feeScale, charged, sign)) return false;
    this.passDoor(row, sum);
    if (off === 0) sums[sum + S.matched]! += 1;
    if (broken) this.countBreak(row, sum, time, off, numbers[at + L.scale]!);
    if (charged > 0) {
      sums[sum + S.positive]! += 1;
      bins.pour(sum + S.paid, charged);
    }
    bins.pour(sum + S.charged, charged);
    bins.pour(sum + S.expected, sign * size);
    bins.pourSize(sum, this.value);
    if (asMaker !== 0) bins.pour(sum + S.asMaker, asMaker);
    this.noteHour(row, lane, at, time);
    this.noteId(row, sum);
    return true;
  }

  /** The cell of a break, into `cell`. @returns false where it must be judged singly */
  private findCell(
    row: number,
    lane: number,
    at: number,
    base: Size,
    charged: number,
    feeScale: number,
    off: number,
    expected: number,
    time: number,
  ): boolean {
    const { numbers } = this.table;
    const scale = numbers[at + L.scale]!;
    // A coarser rounding may be the cause of a break this small.
    if (Math.abs(off) < POWERS[Math.max(0, scale - Math.max(LEAST_DECIMALS, feeScale))]! || expected === 0)
      return false;
    const rate = this.rateOf(lane, base, charged, scale);
    if (rate === null) return false;
    const cell = this.cells.of(lane, rate, scale, time, () =>
      this.host.cell(row, (this.table.lanes[lane] as CountedLane).cells, rate),
    );
    if (cell === null || time === cell.notAt || !isAbove(base, cell.least)) return false;
    const other = numbers[at + L.base] === BASE.coins ? this.value : this.coins;
    const onOther = this.chargeAt(lane, other, (this.table.lanes[lane] as CountedLane).rate);
    // Twice the unit by which a hypothesis may miss.
    if (!(Math.abs(onOther - charged) > 2)) return false;
    this.cell = cell;
    this.low = lowOf(cell);
    this.high = 0;
    return true;
  }

  /** The rate of fewest decimals that gives the fee to the digit; null = none of so few does. */
  private rateOf(lane: number, base: Size, charged: number, scale: number): SignedWhole | null {
    const value = base.high * 10 ** -base.scale;
    const implied = Math.abs(charged) / POWERS[scale]! / value;
    const sign = charged < 0 ? -1 : 1;
    for (const decimals of RATE_STEPS) {
      const mantissa = Math.round(implied * POWERS[decimals]!);
      if (mantissa === 0 || mantissa > MAX_RATE) continue;
      const rate: SignedWhole = { mantissa, scale: decimals, sign };
      if (this.chargeAt(lane, base, rate) === charged) return rate;
    }
    return null;
  }

  private countBreak(row: number, sum: number, time: number, off: number, scale: number): void {
    const { cells, cell, kept } = this;
    this.table.bins.sums[sum + S.breaks]! += 1;
    cells.add(cell!, off, scale);
    if (!kept.wants(off, scale)) return;
    kept.keep({ off: Math.abs(off), scale, time, cell: cell!.id, ...this.host.placed(row) });
    if (this.room !== null) this.room.desk[DESK.least] = kept.least;
  }

  override result(file: number): KernelResult {
    const { table, slots, roundings, cells, kept, room, quickBreaks } = this;
    const desk = room?.desk;
    const seen = table.roundingsSeen();
    const symbol = (lane: number) => this.symbol(lane);
    quickBreaks.addTo(cells.sums);
    const largest = kept.largest();
    this.books.floor = kept.least;
    return {
      file,
      sums: table.result(),
      slots: slots.filled(symbol),
      spans: quickBreaks.widen(this.spans.filled(symbol), symbol),
      roundings: Array.from(roundings, (one, number) => (seen.has(number) ? (one?.tallies() ?? null) : null)),
      cells: cells.sums,
      kept: largest,
      first: Math.min(this.first, desk?.[DESK.first] ?? this.first),
      last: Math.max(this.last, desk?.[DESK.last] ?? this.last),
      survey: null,
    };
  }

  protected override endBlock(): void {
    super.endBlock();
    this.spans.endBlock(this);
  }

  /** A row of which its fee alone is counted. */
  private leaveOut(row: number, sum: number, charged: number): void {
    this.passDoor(row, sum);
    this.table.bins.pour(sum + S.charged, charged);
  }

  /** Size of the fee at a rate in units of the lane's last step, −1 where it does not fit. @param cut takes the first step's */
  private charge(at: number, size: Size, rate: number, rateScale: number, cut: Cut): number {
    const { numbers } = this.table;
    if (!cutAt(size, rate, rateScale, numbers[at + L.scale1]!, cut)) return -1;
    const booked = rounded(cut, numbers[at + L.mode1]!);
    if (numbers[at + L.steps] === 1) return booked;
    return rescaled(
      booked,
      numbers[at + L.scale1]!,
      numbers[at + L.scale2]!,
      numbers[at + L.mode2]!,
      this.spare,
    );
  }

  /** The fee at another rate of the lane, with its sign; NaN where it does not fit. */
  private chargeAt(lane: number, size: Size, { mantissa, scale, sign }: SignedWhole): number {
    const { steps } = this.table.lanes[lane] as CountedLane;
    const [one, two] = steps;
    const { spare } = this;
    if (!cutAt(size, mantissa, scale, one!.scale, spare)) return Number.NaN;
    const booked = rounded(spare, sign < 0 ? one!.negative : one!.positive);
    if (two === undefined) return sign * booked;
    const printed = rescaled(booked, one!.scale, two.scale, sign < 0 ? two.negative : two.positive, spare);
    return printed < 0 ? Number.NaN : sign * printed;
  }

  private asMaker(lane: number, size: Size): number {
    return this.chargeAt(lane, size, (this.table.lanes[lane] as CountedLane).asMaker!);
  }

  /** Which candidates reproduce the fee. @returns false where a number does not fit */
  private label(lane: number, at: number, size: Size, charged: number, matched: boolean): boolean {
    this.low = -1;
    this.high = -1;
    const telling = this.table.numbers[at + L.telling]!;
    if (matched && isAbove(size, telling)) return true;
    const { candidates } = this.table.lanes[lane] as CountedLane;
    let [from, to] = [0, candidates.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      const amount = this.chargeAt(lane, size, candidates[middle]!);
      if (Number.isNaN(amount)) return false;
      if (amount < charged - 1) from = middle + 1;
      else to = middle;
    }
    let end = from;
    for (; end < candidates.length; end++) {
      const amount = this.chargeAt(lane, size, candidates[end]!);
      if (Number.isNaN(amount)) return false;
      if (amount > charged + 1) break;
    }
    this.low = from;
    this.high = end;
    return true;
  }

  /** What the fee shows of the rounding. @returns false where a number does not fit */
  private observe(
    at: number,
    base: Size,
    fee: number,
    feeScale: number,
    charged: number,
    sign: number,
  ): boolean {
    const { numbers } = this.table;
    const counts = this.roundings[numbers[at + L.roundings]!]!;
    const size = Math.abs(charged);
    if (counts.settled && numbers[at + L.scale1] === numbers[at + L.scale]) {
      counts.count(this.cut, size, charged < 0, sign < 0);
      return true;
    }
    const rate = numbers[at + L.rate]!;
    const rateScale = numbers[at + L.rateScale]!;
    return counts.countAll(base, rate, rateScale, Math.abs(fee), feeScale, charged < 0, sign < 0);
  }

  /** False where a maker was not filled at the limit of his order. */
  private atLimit(row: number): boolean {
    const { mantissa, scale } = this.columns;
    const { price, orderPrice } = this.roles;
    const limit = mantissa[orderPrice]![row]!;
    if (Number.isNaN(limit)) return true;
    return price >= 0 && limit === mantissa[price]![row]! && scale[orderPrice]![row] === scale[price]![row];
  }

  private noteHour(row: number, lane: number, at: number, time: number): void {
    if (time < this.first) this.first = time;
    if (time > this.last) this.last = time;
    const { numbers } = this.table;
    const hour = hourOf(time);
    let slot: number;
    if (this.low === -1 && numbers[at + L.hour] === hour) slot = numbers[at + L.slot]!;
    else {
      slot = this.slots.slotOf(numbers[at + L.stream]!, hour, this.low, this.high);
      if (this.low === -1) {
        numbers[at + L.hour] = hour;
        numbers[at + L.slot] = slot;
      }
    }
    const { tradeId } = this.roles;
    const id = tradeId < 0 ? -1 : this.columns.idValue[tradeId]![row]!;
    this.slots.add(slot, time, id, lane, row, this);
    if (this.low < -1) this.spans.add(this.spans.slotOf(this.cell!.id, 0, 0, 0), time, id, lane, row, this);
  }

  private noteId(row: number, sum: number): void {
    const { bins } = this.table;
    const { sums } = bins;
    if (sums[sum + S.ids]! < 0) return;
    const { tradeId } = this.roles;
    const id = tradeId < 0 ? -1 : this.columns.idValue[tradeId]![row]!;
    if (id > 0) {
      sums[sum + S.ids]! += 1;
      if (sums[sum + S.leastId] === 0 || id < sums[sum + S.leastId]!) sums[sum + S.leastId] = id;
      if (id > sums[sum + S.greatestId]!) sums[sum + S.greatestId] = id;
    } else if (bins.addLongId(sum / SUM_WIDTH, this.tradeId(row))) sums[sum + S.ids]! += 1;
    else sums[sum + S.ids] = -1;
  }
}
