/** Where lanes, sums and evidence stand in memory, and which columns play which role; see `kernel-room.ts`. */

/** Places in a lane, as `L` in `lane-places.ts`. */
export const LANE_BYTES: usize = 44 << 3;
export const VALUE_MANTISSA: usize = 3 << 3;
export const VALUE_SCALE: usize = 4 << 3;
export const BASE: usize = 5 << 3;
export const RATE: usize = 6 << 3;
export const RATE_SCALE: usize = 7 << 3;
export const SIGN: usize = 8 << 3;
export const STEPS: usize = 9 << 3;
export const SCALE1: usize = 10 << 3;
export const MODE1: usize = 11 << 3;
export const MODE2: usize = 13 << 3;
export const SCALE: usize = 14 << 3;
export const ALLOWANCE: usize = 15 << 3;
export const TELLING: usize = 16 << 3;
export const MADE: usize = 19 << 3;
export const STREAM: usize = 20 << 3;
export const ROUNDINGS: usize = 21 << 3;
export const MAKER_RATE: usize = 22 << 3;
export const MAKER_SCALE: usize = 23 << 3;
export const MAKER_SIGN: usize = 24 << 3;
export const HOUR: usize = 25 << 3;
export const SLOT: usize = 26 << 3;
export const PAIR: usize = 28 << 3;
export const SUMS: usize = 29 << 3;
export const BIN_FROM: usize = 30 << 3;
export const BIN_TO: usize = 31 << 3;
export const PLAIN: usize = 17 << 3;
export const MAKER_MODE: usize = 18 << 3;
export const NAME: usize = 32 << 3;
export const KEY_PRINT: usize = 33 << 3;
export const SIDE: usize = 36 << 3;
export const SIDE_LENGTH: usize = 37 << 3;
export const ORDER_PRINT: usize = 38 << 3;
export const BROKEN: usize = 41 << 3;
export const POSITIVE_MODE: usize = 42 << 3;
export const NEGATIVE_MODE: usize = 43 << 3;

/** Places in a surveyed lane, as `SURVEYED` in `lane-places.ts`. */
export const CANDIDATES: usize = 6 << 3;
export const COUNT: usize = 7 << 3;
export const SPREAD: usize = 8 << 3;
export const GUESS: usize = 12 << 3;
export const LOW: usize = 15 << 3;
export const HIGH: usize = 16 << 3;
export const BEGIN: usize = 21 << 3;

/** Places in the desk, as `DESK` in `kernel-room.ts`. */
export const DESK_FIRST: usize = 0 << 3;
export const DESK_LAST: usize = 1 << 3;
export const DESK_MASK: usize = 2 << 3;
export const DESK_TOUCHED: usize = 3 << 3;
export const DESK_NEXT: usize = 4 << 3;
export const DESK_PLACE: usize = 5 << 3;
export const DESK_WANTS_SCALE: usize = 6 << 3;
export const DESK_LEAST: usize = 7 << 3;

/** Places in a bin's sums, as `S` in `lane-sums.ts`. */
export const S_FILLS: usize = 0 << 3;
export const S_MATCHED: usize = 1 << 3;
export const S_POSITIVE: usize = 2 << 3;
export const S_CHARGED: usize = 3 << 3;
export const S_PAID: usize = 4 << 3;
export const S_EXPECTED: usize = 5 << 3;
export const S_HIGH: usize = 6 << 3;
export const S_LOW: usize = 7 << 3;
export const S_AS_MAKER: usize = 8 << 3;
export const S_WRITTEN: usize = 9 << 3;
export const S_IDS: usize = 11 << 3;
export const S_LEAST_ID: usize = 12 << 3;
export const S_GREATEST_ID: usize = 13 << 3;
export const S_BREAKS: usize = 14 << 3;
export const S_WHOLE: usize = 15 << 3;

/** Places in a kind of breaks of a lane, as `B` in `break-places.ts`. */
export const BREAK_BYTES: usize = 8 << 3;
export const B_KEY: usize = 0 << 3;
export const B_FROM: usize = 1 << 3;
export const B_TO: usize = 2 << 3;
export const B_NOT_AT: usize = 3 << 3;
export const B_LEAST: usize = 4 << 3;
export const B_SET: usize = 5 << 3;
export const B_CELL: usize = 6 << 3;
export const B_NEXT: usize = 7 << 3;

/** Places in what breaks of one cell came to, as `C` in `break-places.ts`. */
export const CAUSE_BYTES: usize = 11 << 3;
export const C_FILLS: usize = 0 << 3;
export const C_VARIANCE: usize = 1 << 3;
export const C_MAGNITUDE: usize = 2 << 3;
export const C_FIRST: usize = 3 << 3;
export const C_LAST: usize = 7 << 3;

/** Kinds of rounding evidence, and bytes of all of one key: whether its scale is settled, the kinds, and what nothing changes. */
export const CODES: i32 = 24;
export const COUNTS_BYTES: usize = 26 << 3;

/** Slots of the columns; −1 = there is none. */
export let price: i32 = 0;
export let quantity: i32 = 0;
export let fee: i32 = 0;
export let quote: i32 = 0;
/** Slot of the traded value, where it is not price × quantity. */
export let worth: i32 = 0;
export let orderPrice: i32 = 0;
export let tradeId: i32 = 0;
export let feeSign: f64 = 1;
/** A row may do without a printed value. */
export let quoteMayLack: bool = false;
/** Lists of slots, and how long they are. */
export let nothings: i32 = 0;
export let empties: i32 = 0;
export let ids: i32 = 0;
export let nothingAt: usize = 0;
export let emptyAt: usize = 0;
export let idAt: usize = 0;
/** Of the ids' list, whether one belongs to the key. */
export let isKeyAt: usize = 0;
/**
 * Earliest and latest fill, mask of the table of hours, how many places of `touchedAt` are taken, the next row, the place of the
 * block's first byte, and whether fees of 0 told nothing.
 */
export let deskAt: usize = 0;
export let lanesAt: usize = 0;
export let sumsAt: usize = 0;
export let lastOfAt: usize = 0;
export let countsAt: usize = 0;
export let fillsAt: usize = 0;
export let firstAt: usize = 0;
export let lastAt: usize = 0;
export let hourKeysAt: usize = 0;
export let hourSlotsAt: usize = 0;
export let touchedAt: usize = 0;
export let laneOfAt: usize = 0;
export let leftAt: usize = 0;
/** Fingerprints of trades and orders: a low and a high word of each row. */
export let printsAt: usize = 0;
export let orderId: i32 = 0;
/** Rows have keys. */
export let hasKeys: bool = false;
/** Slot whose numbers may be longer than a double holds, and their lowest bits; −1 = there is none. */
export let wide: i32 = -1;
export let wideAt: usize = 0;

/** Fills are evidence of a survey, else they are judged. */
export let surveys: bool = false;
/** Set of each slot of hours; a survey's candidates, and the bases above which fees of so many decimals tell their rates. */
export let setsAt: usize = 0;
export let ratesAt: usize = 0;
export let tellingAt: usize = 0;

/** Kinds of breaks, and what came of them. */
export let breaksAt: usize = 0;
export let causesAt: usize = 0;
/** Decimals of rates that are tried, how many they are, the largest rate's whole number, and the fewest decimals that a fee is taken to have. */
export let stepsAt: usize = 0;
export let steps: i32 = 0;
export let mostRate: f64 = 0;
export let leastDecimals: i32 = 0;

/** Reads all of it from 32-bit numbers at `at`. */
export function setKernelLayout(at: usize): void {
  price = load<i32>(at);
  quantity = load<i32>(at, 4);
  fee = load<i32>(at, 8);
  quote = load<i32>(at, 12);
  orderPrice = load<i32>(at, 16);
  tradeId = load<i32>(at, 20);
  feeSign = <f64>load<i32>(at, 24);
  quoteMayLack = load<i32>(at, 28) != 0;
  nothings = load<i32>(at, 32);
  empties = load<i32>(at, 36);
  ids = load<i32>(at, 40);
  nothingAt = load<u32>(at, 44);
  emptyAt = load<u32>(at, 48);
  idAt = load<u32>(at, 52);
  isKeyAt = load<u32>(at, 56);
  deskAt = load<u32>(at, 60);
  lanesAt = load<u32>(at, 64);
  sumsAt = load<u32>(at, 68);
  lastOfAt = load<u32>(at, 72);
  countsAt = load<u32>(at, 76);
  fillsAt = load<u32>(at, 80);
  firstAt = load<u32>(at, 84);
  lastAt = load<u32>(at, 88);
  hourKeysAt = load<u32>(at, 92);
  hourSlotsAt = load<u32>(at, 96);
  touchedAt = load<u32>(at, 100);
  laneOfAt = load<u32>(at, 104);
  leftAt = load<u32>(at, 108);
  printsAt = load<u32>(at, 112);
  orderId = load<i32>(at, 116);
  hasKeys = load<i32>(at, 120) != 0;
  wide = quote;
  wideAt = load<u32>(at, 124);
  surveys = load<i32>(at, 128) != 0;
  setsAt = load<u32>(at, 132);
  ratesAt = load<u32>(at, 136);
  tellingAt = load<u32>(at, 140);
  breaksAt = load<u32>(at, 144);
  causesAt = load<u32>(at, 148);
  stepsAt = load<u32>(at, 152);
  steps = load<i32>(at, 156);
  mostRate = <f64>load<i32>(at, 160);
  leastDecimals = load<i32>(at, 164);
  worth = load<i32>(at, 168);
}
