/** What the kernels of a file have in common: rows come in columns, go into lanes, and are handed out where they do not fit. */
import type { OrderIndex } from '../order-index.ts';
import type { Cell } from './break-cells.ts';
import type { Budget } from './budget.ts';
import { BLOCK_ROWS, type Columns, SIMPLE, WHOLE_LIMIT } from './columns.ts';
import { fitsDigits, LIMB, multiply, POWERS, toSize } from './exact-fee.ts';
import type { ForcedRows } from './forced-rows.ts';
import { HourSlots, type RowNames } from './hour-slots.ts';
import { DESK, type KernelRoom, PRINTS } from './kernel-room.ts';
import type { CountedLane, Lane, SignedWhole, SurveyedLane } from './lane.ts';
import { BASE, L, LANE_WIDTH } from './lane-places.ts';
import { S } from './lane-sums.ts';
import { LaneTable } from './lane-table.ts';
import type { OrderWatch } from './order-watch.ts';
import { PageRuns } from './page-runs.ts';
import type { Bin, KernelResult } from './part.ts';
import { printsQuotient } from './quotients.ts';
import { RowIds } from './row-ids.ts';
import type { RowLog } from './row-log.ts';
import type { Size } from './sizes.ts';

/** Which slots of the columns play which role; −1 = the file has no such column. Plain data. */
export interface Roles {
  readonly price: number;
  readonly quantity: number;
  readonly fee: number;
  /** A traded value that price × quantity is compared to. */
  readonly quote: number;
  /** The traded value of every fill, whatever its price is. */
  readonly value: number;
  /** The traded value of fills of contracts whose value is not known. */
  readonly printed: number;
  readonly orderPrice: number;
  /** What inverse contracts come to in coin, as the row prints it. */
  readonly coinAmount: number;
  /** Inverse contracts are counted in whole units of their face. */
  readonly wholeInverse: boolean;
  /** Amounts beside the fee: a row is taken while they are 0 or not there; those of `empty` only while they are not there. */
  readonly nothing: readonly number[];
  readonly empty: readonly number[];
  /** Ids that the key of a row holds, the trade's among them; empty = rows have no key. */
  readonly key: readonly number[];
  readonly tradeId: number;
  readonly orderId: number;
  /** −1 = a negative number in the fee column is a charge. */
  readonly feeSign: 1 | -1;
  /** What a printed value that is not price × quantity means for a row: nothing, a remark, or that it is read singly. */
  readonly quoteCheck: 'none' | 'remark' | 'single';
  /** Words that stand for nothing: where an id is one of them the row is read singly. */
  readonly blanks: readonly string[];
}

export interface PlacedRow {
  readonly text: string;
  /** Number of the part, and line counted from 0 at the first one of it. */
  readonly part: number;
  readonly line: number;
}

/** What the kernel asks for and hands back. `row` counts in the columns at hand. */
export interface KernelHost {
  /**
   * The lane of a row that no lane holds for yet; null where the row must be read singly. @param sibling number of a lane of the
   * same words, −1 = there is none
   */
  lane(row: number, sibling: number): Lane | null;
  /** The time around `time` in which fills of lanes of these `cuts` are summed up together. */
  bin(cuts: number, time: number): Bin;
  /** The cell of breaks like this row's, which is charged at this rate; null = each of them is judged singly. */
  cell(row: number, cells: number, rate: SignedWhole): Cell | null;
  /** Text and place of a row. */
  placed(row: number): PlacedRow;
  /** A taker whose order had made before, as far as was seen. */
  late(row: number): void;
  /** A row to be read and judged singly. @param counted it is a fill in scope, of which only the judgement is open */
  single(row: number, counted: boolean): void;
}

/** What a kernel fills beside its sums; shared by the files of a run. */
export interface KernelBooks {
  /** Trades of rows that have keys; null = no row has one, or nobody asks for them. */
  readonly keys: RowLog | null;
  /** Null = nobody asks for them. */
  readonly orders: OrderWatch | null;
  /** Orders that took after they had made, where that is known: their fills are judged singly. */
  readonly sequence: OrderIndex | null;
  readonly budget: Budget;
  /** Breaks smaller than this are not among the largest, as files that are done have shown. */
  floor: number;
}

const isEmpty = (mantissa: number) => Number.isNaN(mantissa);
const newSize = (): Size => ({ high: 0, low: 0, scale: 0, over: 0, overScale: 0 });

export abstract class RowKernel implements RowNames {
  readonly table: LaneTable;
  readonly slots: HourSlots;
  pages = new PageRuns();
  readonly columns: Columns;
  protected readonly roles: Roles;
  protected readonly host: KernelHost;
  protected readonly books: KernelBooks;
  protected readonly ids: RowIds;
  protected readonly room: KernelRoom | null;
  /** Remarks about the row at hand. */
  protected remarks = 0;
  protected readonly value = newSize();
  protected readonly coins = newSize();

  /** @param room memory of the quick part; null = there is none */
  constructor(roles: Roles, columns: Columns, host: KernelHost, books: KernelBooks, room: KernelRoom | null) {
    this.room = room;
    this.table = new LaneTable(room, books.budget);
    this.slots = new HourSlots(room, books.budget);
    this.roles = roles;
    this.columns = columns;
    this.host = host;
    this.books = books;
    if (room !== null) room.desk[DESK.least] = books.floor;
    this.ids = new RowIds(roles, columns);
  }

  /**
   * Counts the rows in the columns. @param bytes what they stand in @param place of the first byte, in the numbering of the row
   * log @param forced rows that are read singly
   */
  count(bytes: Uint8Array, place: number, forced: ForcedRows): void {
    const { columns, room } = this;
    this.ids.bytes = bytes;
    forced.mark(place, columns);
    if (room !== null && this.books.sequence === null && room.holds(bytes)) {
      room.desk[DESK.place] = place;
      this.countQuickly(room, place, forced);
    } else {
      for (let row = 0; row < columns.rows; row++) this.one(row, place, forced);
    }
    this.endBlock();
  }

  /** The rows of a block go. */
  protected endBlock(): void {
    this.slots.endBlock(this);
  }

  /** The quick part counts what it can; this one hears what the order of rows means, and counts the others. */
  private countQuickly(room: KernelRoom, place: number, forced: ForcedRows): void {
    const { rows } = this.columns;
    for (let from = 0; from < rows; from = room.desk[DESK.next]!) {
      const left = room.count(from, rows);
      const to = room.desk[DESK.next]!;
      let row = from;
      for (let next = 0; next < left; next++) {
        const one = room.left[next]!;
        this.hearAll(room, row, one, place);
        this.one(one, place, forced);
        row = one + 1;
      }
      this.hearAll(room, row, to, place);
    }
  }

  /** As `hear`, of rows [from, to) whose fingerprints are known. */
  protected hearAll(room: KernelRoom, from: number, to: number, place: number): void {
    const { prints, laneOf } = room;
    const { time } = this.columns;
    const { numbers } = this.table;
    const { orders } = this.books;
    const { order } = PRINTS;
    this.pages.addAll(time, from, to);
    this.logKeys(room, from, to, place);
    for (let row = from; row < to && orders !== null && this.roles.orderId >= 0; row++) {
      const low = prints[order + row]!;
      if (low === 0) continue;
      const made = numbers[laneOf[row]! * LANE_WIDTH + L.made] === 1;
      if (orders.note(low, prints[order + BLOCK_ROWS + row]!, made, time[row]!)) this.host.late(row);
    }
  }

  /** As `logKey`, of rows [from, to) whose fingerprints are known. */
  protected logKeys({ prints }: KernelRoom, from: number, to: number, place: number): void {
    const { start } = this.columns;
    const { keys } = this.books;
    const { key } = PRINTS;
    for (let row = from; row < to && keys !== null; row++) {
      const low = prints[key + row]!;
      if (low !== 0) keys.add(low, prints[key + BLOCK_ROWS + row]!, place + start[row]!);
    }
  }

  private one(row: number, place: number, forced: ForcedRows): void {
    if (this.columns.state[row] !== SIMPLE || !this.take(row, place)) this.unread(row, place, forced);
  }

  /** A fill in scope comes. @returns false where it must be judged singly */
  protected hear(row: number, lane: number, place: number): boolean {
    const time = this.columns.time[row]!;
    this.pages.add(time);
    this.logKey(row, lane, place);
    return this.noteOrder(row, lane, time);
  }

  /** @returns false where the fill comes after one of its order that made */
  private noteOrder(row: number, lane: number, time: number): boolean {
    const { ids } = this;
    const { sequence, orders } = this.books;
    if ((sequence === null && orders === null) || !ids.orderOf(row, lane)) return true;
    const made = this.table.numbers[lane * LANE_WIDTH + L.made] === 1;
    if (orders?.note(ids.low, ids.high, made, time)) this.host.late(row);
    const first = made ? null : (sequence?.firstMakerOf(ids.low, ids.high) ?? null);
    return first === null || time <= first;
  }

  private unread(row: number, place: number, forced: ForcedRows): void {
    forced.pass(place + this.columns.start[row]!);
    this.pages.interrupt();
    this.host.single(row, false);
  }

  /** Counts a row that the scanner took in. @returns false where it must be read singly */
  protected abstract take(row: number, place: number): boolean;

  /** A lane begins. */
  protected abstract begun(lane: Lane): void;

  /** What was summed up so far. @param file number of the file */
  abstract result(file: number): KernelResult;

  /** The lane of a row; −1 = it must be read singly. */
  protected laneOf(row: number): number {
    const { columns, table } = this;
    const combo = columns.combo[row]!;
    const time = columns.time[row]!;
    if (combo >= table.lastOf.length) table.reach(combo);
    const lane = table.lastOf[combo]!;
    const at = lane * LANE_WIDTH;
    if (lane >= 0 && time >= table.numbers[at + L.from]! && time < table.numbers[at + L.to]!) return lane;
    return this.laneAt(combo, time, row);
  }

  private laneAt(combo: number, time: number, row: number): number {
    const { table } = this;
    let lane = table.firstOf[combo]!;
    while (lane >= 0) {
      const at = lane * LANE_WIDTH;
      if (time >= table.numbers[at + L.from]! && time < table.numbers[at + L.to]!) break;
      lane = table.numbers[at + L.next]!;
    }
    if (lane < 0) {
      const sibling = table.firstOf[combo]!;
      const made = this.host.lane(row, sibling < 0 ? -1 : table.lanes[sibling]!.number);
      if (made === null) return -1;
      lane = table.add(combo, made);
      for (const one of table.lanes.slice(lane)) {
        this.ids.addLane(one);
        this.begun(one);
      }
    }
    table.lastOf[combo] = lane;
    return lane;
  }

  /** Where the sums of a row's bin begin. */
  protected binOf(lane: number, time: number): number {
    const { table, host } = this;
    return table.binAt(lane, time, (cuts) => host.bin(cuts, time));
  }

  /** A row that is not read singly goes through the door. @param sum where the sums of its bin begin */
  protected passDoor(row: number, sum: number): void {
    const { sums } = this.table.bins;
    const written = this.columns.written[this.roles.fee]![row]!;
    sums[sum + S.fills]! += 1;
    sums[sum + S.remarked]! += this.remarks;
    if (written > sums[sum + S.written]!) sums[sum + S.written] = written;
  }

  /** Sizes, and what a fill must agree with itself in. */
  protected isFill(row: number, at: number): boolean {
    const { columns, roles, table } = this;
    const quantity = columns.mantissa[roles.quantity]![row]!;
    const { numbers } = table;
    const coins = quantity * numbers[at + L.valueMantissa]!;
    if (!(coins >= 0 && coins <= WHOLE_LIMIT)) return false;
    const coinScale = columns.scale[roles.quantity]![row]! + numbers[at + L.valueScale]!;
    const base = numbers[at + L.base]!;
    if (!this.hasValue(row, coins, coinScale, base)) return false;
    if (!toSize(coins, coinScale, this.coins)) return false;
    if (!this.ids.fit(row) || !this.hasNothingElse(row)) return false;
    this.remarks = 0;
    if (roles.quoteCheck === 'none' || base === BASE.quotient || base === BASE.printed) return true;
    const fits = this.quoteFits(row);
    if (fits === null || (!fits && roles.quoteCheck === 'single')) return false;
    if (!fits) this.remarks = 1;
    return true;
  }

  /** What was paid for so many coins, into `value`. @returns false where it does not fit, or the row gives no price */
  private hasValue(row: number, coins: number, coinScale: number, base: number): boolean {
    const { columns, roles } = this;
    const { mantissa, scale } = columns;
    const price = roles.price < 0 ? coins : mantissa[roles.price]![row]!;
    if (!(price > 0)) return false;
    if (base === BASE.quotient) return this.hasQuotient(row, coins, coinScale);
    const slot = roles.value < 0 && base === BASE.printed ? roles.printed : roles.value;
    if (slot < 0 && base === BASE.printed) return false;
    if (slot < 0) return multiply(price, scale[roles.price]![row]!, coins, coinScale, this.value);
    const value = Math.abs(mantissa[slot]![row]!);
    // Without a price it is value ÷ quantity.
    return value >= (roles.price < 0 ? 1 : 0) && toSize(value, scale[slot]![row]!, this.value);
  }

  /** The face of inverse contracts ÷ price; whole contracts and the amount in coin are looked at as the reader does. */
  private hasQuotient(row: number, coins: number, coinScale: number): boolean {
    const { columns, roles, value } = this;
    const { mantissa, scale, written } = columns;
    if (roles.price < 0 || (roles.wholeInverse && scale[roles.quantity]![row] !== 0)) return false;
    if (!toSize(coins, coinScale, value)) return false;
    value.over = mantissa[roles.price]![row]!;
    value.overScale = scale[roles.price]![row]!;
    if (roles.coinAmount < 0) return true;
    const printed = Math.abs(mantissa[roles.coinAmount]![row]!);
    if (isEmpty(printed)) return true;
    const digits = written[roles.coinAmount]![row]!;
    return printsQuotient(value, printed, scale[roles.coinAmount]![row]!, digits);
  }

  /** No amount stands beside the fee. */
  private hasNothingElse(row: number): boolean {
    const { mantissa } = this.columns;
    for (const slot of this.roles.nothing)
      if (mantissa[slot]![row]! !== 0 && !isEmpty(mantissa[slot]![row]!)) return false;
    for (const slot of this.roles.empty) if (!isEmpty(mantissa[slot]![row]!)) return false;
    return true;
  }

  /** True = the printed value is price × quantity to its last digit; null = a number does not fit. */
  private quoteFits(row: number): boolean | null {
    const { columns, roles, value } = this;
    const printed = Math.abs(columns.mantissa[roles.quote]![row]!);
    if (Number.isNaN(printed)) return roles.quoteCheck === 'remark' ? true : null;
    if (printed >= WHOLE_LIMIT) return this.longQuoteFits(row, printed);
    const scale = columns.scale[roles.quote]![row]!;
    const { high, low } = value;
    const more = value.scale - scale;
    if (low === 0 && more >= 0 && printed * POWERS[more]! === high) return true;
    return fitsDigits(value, printed, scale, columns.written[roles.quote]![row]!);
  }

  /** As `quoteFits`, of a value that is longer than a double holds: the scanner keeps its lowest bits too. */
  private longQuoteFits(row: number, printed: number): boolean | null {
    const { columns, roles, room } = this;
    const { high, low, scale } = this.value;
    const [valueScale, quote] = [scale + 8, roles.quote];
    const more = valueScale - columns.scale[quote]![row]!;
    if (room === null || more < 0) return null;
    const value = BigInt(high) * BigInt(LIMB) + BigInt(low);
    if (Math.abs(printed * 10 ** more - Number(value)) > 1e18) return false;
    const off = BigInt.asIntN(64, value - room.wide[row]! * 10n ** BigInt(more));
    const digits = valueScale - columns.written[quote]![row]!;
    const bound = digits < 0 ? 0n : 10n ** BigInt(digits);
    return off <= bound && off >= -bound;
  }

  protected logKey(row: number, lane: number, place: number): void {
    const { keys } = this.books;
    if (keys === null || !this.ids.keyOf(row, lane)) return;
    keys.add(this.ids.low, this.ids.high, place + this.columns.start[row]!);
  }

  tradeId(row: number): string | null {
    return this.ids.tradeId(row);
  }

  symbol(lane: number): string {
    return (this.table.lanes[lane] as CountedLane | SurveyedLane).symbol;
  }
}
