/** First and last fill of each hour and set of rates, as `hour-slots.ts` keeps them. */
import { tradeIdOf } from './ids';
import {
  DESK_MASK, DESK_TOUCHED, HIGH, HOUR, LANE_BYTES, LOW, NAME, SLOT, STREAM, deskAt, fillsAt, firstAt, hourKeysAt, hourSlotsAt, lanesAt,
  lastAt, setsAt, touchedAt, tradeId,
} from './kernel-layout';

const HOUR_LENGTH: f64 = 3_600_000;
/** Hours since 1970 are fewer. */
const MOST_HOURS: f64 = 16777216;
const EDGE_BYTES: usize = 32;
/** Odd numbers that spread streams and hours over the table. */
const SPREAD1: i32 = <i32>0x9e3779b1;
const SPREAD2: i32 = <i32>0x85ebca77;

/** A set as one number, and that of a fee that tells the due rate by itself. */
const WIDTH: f64 = 4096;
const DUE: f64 = -4097;

/** What a fill becomes of a slot or a cell: `FIRST`, `LAST`, both (their sum), 0 = neither, or `UNKNOWN`. */
export const FIRST: i32 = 1;
export const LAST: i32 = 2;
export const UNKNOWN: i32 = 4;

/** What is to be done with the slot that was found. */
let slot: i32 = 0;
let edgesOfSlot: i32 = 0;
/** There was no slot for the last row. */
export let isNew: bool = false;

/** Finds the slot of a row that tells the due rate, and whether it becomes first or last. @returns false where that is not known here */
export function findHour(lane: usize, number: i32, time: f64, row: i32): bool {
  const hour = Math.floor(time / HOUR_LENGTH);
  isNew = false;
  if (hour == load<f64>(lane + HOUR)) slot = <i32>load<f64>(lane + SLOT);
  else if (!findSlot(lane, hour, DUE)) return false;
  return findEdges(lane, number, time, row);
}

/** As `findHour`, of a row that the candidates [low, high) reproduce. */
export function findSet(lane: usize, number: i32, time: f64, row: i32, low: f64, high: f64): bool {
  const hour = Math.floor(time / HOUR_LENGTH);
  isNew = false;
  if (hour == load<f64>(lane + HOUR) && low == load<f64>(lane + LOW) && high == load<f64>(lane + HIGH)) {
    slot = <i32>load<f64>(lane + SLOT);
  } else {
    if (!findSlot(lane, hour, low * WIDTH + high)) return false;
    store<f64>(lane + LOW, low);
    store<f64>(lane + HIGH, high);
  }
  return findEdges(lane, number, time, row);
}

/** As `findHour`, of a break. @param set of the rates that reproduce its fee */
export function findBreakHour(lane: usize, number: i32, time: f64, row: i32, set: f64): bool {
  slot = slotOf(load<f64>(lane + STREAM), Math.floor(time / HOUR_LENGTH), set);
  isNew = slot < 0;
  return !isNew && findEdges(lane, number, time, row);
}

function findSlot(lane: usize, hour: f64, set: f64): bool {
  slot = slotOf(load<f64>(lane + STREAM), hour, set);
  isNew = slot < 0;
  if (isNew) return false;
  store<f64>(lane + HOUR, hour);
  store<f64>(lane + SLOT, <f64>slot);
  return true;
}

function findEdges(lane: usize, number: i32, time: f64, row: i32): bool {
  const at = <usize>slot * EDGE_BYTES;
  edgesOfSlot = edges(firstAt + at, lastAt + at, lane, number, time, row);
  return edgesOfSlot != UNKNOWN;
}

/** Whether a row is the first or the last one. @param first and @param last the edges as they are */
@inline
export function edges(first: usize, last: usize, lane: usize, number: i32, time: f64, row: i32): i32 {
  let order = time < load<f64>(first) ? -1 : 1;
  if (time == load<f64>(first)) order = compare(lane, number, row, first);
  let after = time > load<f64>(last) ? 1 : -1;
  if (time == load<f64>(last)) after = compare(lane, number, row, last);
  if (order == UNKNOWN || after == UNKNOWN) return UNKNOWN;
  return (order < 0 ? FIRST : 0) | (after > 0 ? LAST : 0);
}

/** Which of two fills of one time comes first: a row, or the one at an edge. */
function compare(lane: usize, number: i32, row: i32, edge: usize): i32 {
  const known = load<f64>(edge, 8);
  if (tradeId >= 0) {
    const id = tradeIdOf(row);
    return id < 0 || known < 0 || id == known ? UNKNOWN : id < known ? -1 : 1;
  }
  const other = <i32>load<f64>(edge, 16);
  if (other == number) return 0;
  const mine = load<u64>(lane + NAME);
  const theirs = load<u64>(lanesAt + <usize>other * LANE_BYTES + NAME);
  return mine == theirs ? UNKNOWN : mine < theirs ? -1 : 1;
}

/** The slot of a stream's hour and set; −1 = there is none yet. */
function slotOf(stream: f64, hour: f64, set: f64): i32 {
  const mask = <i32>load<f64>(deskAt, DESK_MASK);
  const key = stream * MOST_HOURS + hour + 1;
  let place: i32 = (<i32>stream * SPREAD1) ^ (<i32>hour * SPREAD2);
  place = (place ^ (place >>> 15)) & mask;
  let found = load<f64>(hourKeysAt + (place << 3));
  while (found != 0) {
    if (found == key) {
      const known = load<i32>(hourSlotsAt + (place << 2));
      if (load<f64>(setsAt + (known << 3)) == set) return known;
    }
    place = (place + 1) & mask;
    found = load<f64>(hourKeysAt + (place << 3));
  }
  return -1;
}

/** Counts a row in the slot that was found for it. */
@inline
export function noteHour(number: i32, time: f64, row: i32): void {
  const fills = fillsAt + (<usize>slot << 3);
  store<f64>(fills, load<f64>(fills) + 1);
  const at = <usize>slot * EDGE_BYTES;
  if ((edgesOfSlot & FIRST) != 0) put(firstAt + at, number, time, row);
  if ((edgesOfSlot & LAST) != 0) put(lastAt + at, number, time, row);
  if (edgesOfSlot == 0 || tradeId < 0 || tradeIdOf(row) >= 0) return;
  const touched = <i32>load<f64>(deskAt, DESK_TOUCHED);
  store<i32>(touchedAt + (touched << 2), slot);
  store<f64>(deskAt, <f64>(touched + 1), DESK_TOUCHED);
}

/** Writes down a row at an edge. */
export function put(edge: usize, number: i32, time: f64, row: i32): void {
  const id = tradeIdOf(row);
  store<f64>(edge, time);
  store<f64>(edge, id, 8);
  store<f64>(edge, <f64>number, 16);
  store<f64>(edge, tradeId < 0 ? -1 : <f64>row, 24);
}
