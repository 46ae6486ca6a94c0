/** The memory that a kernel shares with its quick part in WebAssembly (`assembly/fills.ts`), and how it is laid out. */
import { LEAST_DECIMALS } from '../../domain/break.ts';
import { RATE_STEPS } from '../../domain/off-card.ts';
import { CODES } from '../../domain/rounding-fingerprint.ts';
import { BREAK_WIDTH, CAUSE_WIDTH, MAX_BREAKS, MAX_CAUSES } from './break-places.ts';
import { BLOCK_ROWS, MAX_COMBOS } from './columns.ts';
import { MAX_RATE } from './lane.ts';
import { LANE_WIDTH, MAX_BINS, MAX_LANES } from './lane-places.ts';
import { SUM_WIDTH } from './lane-sums.ts';
import type { Roles } from './row-kernel.ts';

/** Slots of hours at most. */
export const MAX_SLOTS = 1 << 20;
/** Numbers of a first or a last fill. */
export const EDGE_WIDTH = 4;
/** Rounding keys whose fees the quick part may count; numbers of each: whether its scale is settled, then its kinds. */
export const QUICK_ROUNDINGS = 256;
export const COUNTS_WIDTH = CODES + 2;
/** Places in `desk`. */
export const DESK = {
  first: 0,
  last: 1,
  mask: 2,
  touched: 3,
  next: 4,
  place: 5,
  wantsScale: 6,
  least: 7,
} as const;
/** Which fingerprints stand where in `prints`. */
export const PRINTS = { key: 0, order: 2 * BLOCK_ROWS } as const;
/** Places of the table of hours at most; twice the slots, a power of two. */
const MAX_HOURS = MAX_SLOTS * 2;
const LAYOUT_INTS = 43;

/** Candidates of a survey's lanes that the quick part may look at; numbers of each: mantissa, scale, sign. */
export const MAX_RATES = 1 << 16;
export const RATE_WIDTH = 3;
/** Decimals up to which a survey looks at a fee in whole numbers. */
export const MAX_SCALE = 15;

/** What a kernel asks of its quick part. */
export interface QuickPart {
  readonly roles: Roles;
  /** Fills are evidence, else they are judged. */
  readonly surveys: boolean;
}

/** Arrays of fixed length, of which only what is used takes memory. Plain views into one memory. */
export interface KernelRoom {
  readonly surveys: boolean;
  readonly lanes: Float64Array<ArrayBuffer>;
  readonly sums: Float64Array<ArrayBuffer>;
  /** By combination of words: the lane used last. */
  readonly lastOf: Int32Array<ArrayBuffer>;
  readonly counts: Float64Array<ArrayBuffer>;
  readonly fills: Float64Array<ArrayBuffer>;
  readonly first: Float64Array<ArrayBuffer>;
  readonly last: Float64Array<ArrayBuffer>;
  readonly hourKeys: Float64Array;
  readonly hourSlots: Int32Array;
  /** Of each slot of hours, its set as one number. */
  readonly sets: Float64Array;
  /** Candidates of a survey's lanes. */
  readonly rates: Float64Array;
  /** By decimals of a fee: the base, in 10^−8, above which it tells its rate by itself. */
  readonly telling: Float64Array;
  readonly touched: Int32Array;
  readonly desk: Float64Array;
  /** Of rows that were counted, their lanes; of those that were not, their numbers. */
  readonly laneOf: Int32Array;
  readonly left: Int32Array;
  /** Of rows that were counted, the fingerprints of `PRINTS`: low words of all rows, then high ones; 0 = a row has none. */
  readonly prints: Uint32Array;
  /** The lowest bits of printed values that are longer than a double holds. */
  readonly wide: BigInt64Array;
  /** Kinds of breaks of a judge's lanes, and what came of them; see `QuickBreaks`. */
  readonly breaks: Float64Array;
  readonly causes: Float64Array;
  /** True = these bytes lie in the memory, so that the rows in them can be counted. */
  holds(bytes: Uint8Array): boolean;
  /** Counts plain rows from one on, until one opens something or there are no more; `desk` has the next. @returns how many are left */
  count(from: number, rows: number): number;
}

/** Takes so many bytes of the memory, on a multiple of 16. */
export type Take = (bytes: number) => number;

/** Where everything begins. */
export function placeKernel({ roles, surveys }: QuickPart, take: Take) {
  const { nothing, empty } = roles;
  const ids = idSlots(roles);
  return {
    layout: take(LAYOUT_INTS * 4),
    nothing: take(nothing.length * 4),
    empty: take(empty.length * 4),
    ids: take(ids.length * 4),
    isKey: take(ids.length),
    desk: take(Object.keys(DESK).length * 8),
    lanes: take(MAX_LANES * LANE_WIDTH * 8),
    sums: take(MAX_BINS * SUM_WIDTH * 8),
    lastOf: take(MAX_COMBOS * 4),
    counts: take(QUICK_ROUNDINGS * COUNTS_WIDTH * 8),
    fills: take(MAX_SLOTS * 8),
    first: take(MAX_SLOTS * EDGE_WIDTH * 8),
    last: take(MAX_SLOTS * EDGE_WIDTH * 8),
    hourKeys: take(MAX_HOURS * 8),
    hourSlots: take(MAX_HOURS * 4),
    sets: take(MAX_SLOTS * 8),
    rates: take(surveys ? MAX_RATES * RATE_WIDTH * 8 : 0),
    telling: take((MAX_SCALE + 1) * 8),
    touched: take(BLOCK_ROWS * 2 * 4),
    laneOf: take(BLOCK_ROWS * 4),
    left: take(BLOCK_ROWS * 4),
    prints: take(BLOCK_ROWS * 4 * 4),
    wide: take(BLOCK_ROWS * 8),
    breaks: take(surveys ? 0 : MAX_BREAKS * BREAK_WIDTH * 8),
    causes: take(surveys ? 0 : MAX_CAUSES * CAUSE_WIDTH * 8),
    steps: take(RATE_STEPS.length * 4),
  };
}

/** Writes down what `assembly/kernel-layout.ts` reads, and makes the views. @param count the quick part */
export function newKernelRoom(
  { roles, surveys }: QuickPart,
  at: ReturnType<typeof placeKernel>,
  memory: ArrayBuffer,
  count: (from: number, rows: number) => number,
): KernelRoom {
  const doubles = (from: number, length: number) => new Float64Array(memory, from, length);
  const ints = (from: number, length: number) => new Int32Array(memory, from, length);
  const { price, quantity, fee, quote, orderPrice, tradeId, feeSign, quoteCheck, nothing, empty, key } =
    roles;
  const ids = idSlots(roles);
  const slots = [price, quantity, fee, quote, orderPrice, tradeId];
  const flags = [feeSign, Number(quoteCheck === 'remark')];
  const lists = [nothing.length, empty.length, ids.length, at.nothing, at.empty, at.ids, at.isKey];
  const tables = [at.desk, at.lanes, at.sums, at.lastOf, at.counts, at.fills, at.first, at.last];
  const rows = [at.hourKeys, at.hourSlots, at.touched, at.laneOf, at.left, at.prints];
  // A survey notes no orders.
  const orderId = surveys ? -1 : roles.orderId;
  const prints = [orderId, Number(key.length > 0), at.wide];
  const survey = [Number(surveys), at.sets, at.rates, at.telling];
  const breaks = [at.breaks, at.causes, at.steps, RATE_STEPS.length, MAX_RATE, LEAST_DECIMALS];
  const told = [
    ...slots,
    ...flags,
    ...lists,
    ...tables,
    ...rows,
    ...prints,
    ...survey,
    ...breaks,
    roles.value,
  ];
  ints(at.layout, LAYOUT_INTS).set(told);
  ints(at.steps, RATE_STEPS.length).set(RATE_STEPS);
  ints(at.nothing, nothing.length).set(nothing);
  ints(at.empty, empty.length).set(empty);
  ints(at.ids, ids.length).set(ids);
  new Uint8Array(memory, at.isKey, ids.length).set(ids.map((slot) => Number(key.includes(slot))));
  const desk = doubles(at.desk, Object.keys(DESK).length);
  desk[DESK.first] = Number.POSITIVE_INFINITY;
  desk[DESK.last] = Number.NEGATIVE_INFINITY;
  return {
    surveys,
    lanes: doubles(at.lanes, MAX_LANES * LANE_WIDTH),
    sums: doubles(at.sums, MAX_BINS * SUM_WIDTH),
    lastOf: ints(at.lastOf, MAX_COMBOS),
    counts: doubles(at.counts, QUICK_ROUNDINGS * COUNTS_WIDTH),
    fills: doubles(at.fills, MAX_SLOTS),
    first: doubles(at.first, MAX_SLOTS * EDGE_WIDTH),
    last: doubles(at.last, MAX_SLOTS * EDGE_WIDTH),
    hourKeys: doubles(at.hourKeys, MAX_HOURS),
    hourSlots: ints(at.hourSlots, MAX_HOURS),
    sets: doubles(at.sets, MAX_SLOTS),
    rates: doubles(at.rates, surveys ? MAX_RATES * RATE_WIDTH : 0),
    telling: doubles(at.telling, MAX_SCALE + 1),
    touched: ints(at.touched, BLOCK_ROWS * 2),
    desk,
    laneOf: ints(at.laneOf, BLOCK_ROWS),
    left: ints(at.left, BLOCK_ROWS),
    prints: new Uint32Array(memory, at.prints, BLOCK_ROWS * 4),
    wide: new BigInt64Array(memory, at.wide, BLOCK_ROWS),
    breaks: doubles(at.breaks, surveys ? 0 : MAX_BREAKS * BREAK_WIDTH),
    causes: doubles(at.causes, surveys ? 0 : MAX_CAUSES * CAUSE_WIDTH),
    holds: (bytes) => bytes.buffer === memory,
    count,
  };
}

/** The slots of all ids that a row must be fit in. */
export const idSlots = ({ key, tradeId, orderId }: Roles): readonly number[] =>
  [...new Set([...key, tradeId, orderId])].filter((slot) => slot >= 0);
