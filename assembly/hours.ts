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
const FIRST: i32 = <i32>0x9e3779b1;
const SECOND: i32 = <i32>0x85ebca77;

/** A set as one number, and that of a fee that tells the due rate by itself. */
const WIDTH: f64 = 4096;
const DUE: f64 = -4097;

/** What is to be done with the slot that was found. */
let slot: i32 = 0;
let isFirst: bool = false;
let isLast: bool = false;
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

function findSlot(lane: usize, hour: f64, set: f64): bool {
  slot = slotOf(load<f64>(lane + STREAM), hour, set);
  isNew = slot < 0;
  if (isNew) return false;
  store<f64>(lane + HOUR, hour);
  store<f64>(lane + SLOT, <f64>slot);
  return true;
}

function findEdges(lane: usize, number: i32, time: f64, row: i32): bool {
  const first = firstAt + <usize>slot * EDGE_BYTES;
  const last = lastAt + <usize>slot * EDGE_BYTES;
  isFirst = time < load<f64>(first);
  isLast = time > load<f64>(last);
  if (!isFirst && time == load<f64>(first)) {
    const order = compare(lane, number, row, first);
    if (order == UNKNOWN) return false;
    isFirst = order < 0;
  }
  if (!isLast && time == load<f64>(last)) {
    const order = compare(lane, number, row, last);
    if (order == UNKNOWN) return false;
    isLast = order > 0;
  }
  return true;
}

const UNKNOWN: i32 = 2;

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
  let place: i32 = (<i32>stream * FIRST) ^ (<i32>hour * SECOND);
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
  if (isFirst) put(firstAt + <usize>slot * EDGE_BYTES, number, time, row);
  if (isLast) put(lastAt + <usize>slot * EDGE_BYTES, number, time, row);
}

function put(edge: usize, number: i32, time: f64, row: i32): void {
  const id = tradeIdOf(row);
  store<f64>(edge, time);
  store<f64>(edge, id, 8);
  store<f64>(edge, <f64>number, 16);
  if (tradeId < 0) store<f64>(edge, -1, 24);
  if (tradeId < 0 || id >= 0) return;
  store<f64>(edge, <f64>row, 24);
  const touched = <i32>load<f64>(deskAt, DESK_TOUCHED);
  store<i32>(touchedAt + (touched << 2), slot);
  store<f64>(deskAt, <f64>(touched + 1), DESK_TOUCHED);
}
