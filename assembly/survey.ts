/**
 * Plain fills of a survey: which candidates reproduce the fee of each. They are counted here, all others are left to
 * `survey-kernel.ts`, which counts these alike: see there for what is counted, and why.
 */
import { HALF_UP, LIMIT, cut, rounded, tens } from './amounts';
import { findSet, isNew, noteHour } from './hours';
import { idsFit } from './ids';
import {
  BASE, BEGIN, BIN_FROM, BIN_TO, CANDIDATES, COUNT, DESK_PLACE, DESK_WANTS_SCALE, GUESS, LANE_BYTES, MODE1, MODE2, PLAIN, SCALE, SCALE1, SPREAD, STEPS, STREAM, SUMS,
  S_FILLS, S_WRITTEN, deskAt, fee, feeSign, laneOfAt, lanesAt, lastOfAt, ratesAt, sumsAt, tellingAt,
} from './kernel-layout';
import { comboAt, startAt, timeAt } from './layout';
import { note as notePrints } from './prints';
import {
  CLEARLY, UNITS, add, coinScale, coins, findSizes, hasNothingElse, mantissa, opening, scale, value, valueBits, valueScale, whole, writtenDigits,
} from './row';

/** Decimals up to which a fee is looked at. */
const MOST_SCALE: i32 = 15;
/** A base that is hardly below those that tell the rate is left. */
const HARDLY: f64 = 0.999999;
const RATE_BYTES: i32 = 24;

/** Candidates that reproduce the last fee: [from, end); −1 = it tells nothing. */
let from: i32 = 0;
let end: i32 = 0;

/** What the rate of the fee at hand is a share of: its lowest bits, and a double near it. */
let base: i64 = 0;
let near: f64 = 0;
let baseScale: i32 = 0;

/** @returns false where the row is left */
export function weigh(row: i32): bool {
  const number = load<i32>(lastOfAt + (load<i32>(comboAt + (row << 2)) << 2));
  if (number < 0) return opening();
  const lane = lanesAt + <usize>number * LANE_BYTES;
  const time = load<f64>(timeAt + (row << 3));
  if (load<f64>(lane + PLAIN) == 0) return false;
  if (time < load<f64>(lane + BIN_FROM) || time >= load<f64>(lane + BIN_TO)) return opening();
  const paid = mantissa(fee, row) * feeSign;
  if (paid != paid || !hasNothingElse(row) || !idsFit(row) || !findSizes(lane, row)) return false;
  if (load<f64>(lane + STREAM) >= 0) {
    if (!find(lane, row, paid)) return false;
    if (from >= 0 && !findSet(lane, number, time, row, <f64>from, <f64>end)) return isNew ? opening() : false;
    const place = load<f64>(deskAt, DESK_PLACE) + <f64>load<i32>(startAt + (row << 2));
    if (place < load<f64>(lane + BEGIN)) store<f64>(lane + BEGIN, place);
    if (from >= 0) noteHour(number, time, row);
  }
  const sums = sumsAt + (<usize>load<f64>(lane + SUMS) << 3);
  add(sums + S_FILLS, 1);
  const written = writtenDigits(fee, row);
  if (written > load<f64>(sums + S_WRITTEN)) store<f64>(sums + S_WRITTEN, written);
  store<i32>(laneOfAt + (row << 2), number);
  notePrints(lane, row);
  return true;
}

/** The candidates whose fee is within one unit of what was paid. @returns false where a number does not fit */
function find(lane: usize, row: i32, paid: f64): bool {
  const own = whole(lane, SCALE);
  const paidScale = scale(fee, row);
  const places = own < 0 ? paidScale : own;
  if (paidScale > places || places > MOST_SCALE) return false;
  from = -1;
  if (paid == 0 && own < 0) {
    store<f64>(deskAt, 1, DESK_WANTS_SCALE);
    return true;
  }
  const charged = paid * <f64>tens(places - paidScale);
  if (!(charged <= LIMIT && charged >= -LIMIT)) return false;
  const isCoins = load<f64>(lane + BASE) != 0;
  base = isCoins ? <i64>coins : valueBits;
  near = isCoins ? coins : value;
  baseScale = isCoins ? coinScale : valueScale;
  const least = load<f64>(tellingAt + (places << 3)) * <f64>tens(baseScale);
  const telling = near * UNITS > least * CLEARLY;
  if (!telling && near * UNITS > least * HARDLY) return false;
  if (telling && isAsBefore(lane, charged, places)) return true;
  if (!search(lane, charged, places)) return false;
  const count = whole(lane, COUNT);
  if (from == 0 && end == count && count != 1 && !telling) from = -1;
  else if (from == end) from = end = 0;
  return true;
}

/** As in `survey-kernel.ts`. */
function isAsBefore(lane: usize, charged: f64, places: i32): bool {
  if (load<f64>(lane + SPREAD) == 0 || (whole(lane, STEPS) == 2 && whole(lane, SCALE1) < places)) return false;
  const guess = whole(lane, GUESS);
  if (guess >= whole(lane, COUNT)) return false;
  const off = feeAt(lane, guess, places) - charged;
  if (!(off <= 1 && off >= -1)) return false;
  from = guess;
  end = guess + 1;
  return true;
}

/** As in `survey-kernel.ts`. */
function search(lane: usize, charged: f64, places: i32): bool {
  const count = whole(lane, COUNT);
  let low = min(whole(lane, GUESS), count);
  let first: f64 = -Infinity;
  while (low < count) {
    first = feeAt(lane, low, places);
    if (first != first) return false;
    if (first >= charged - 1) break;
    low++;
  }
  while (low > 0) {
    const below = feeAt(lane, low - 1, places);
    if (below != below) return false;
    if (below < charged - 1) break;
    low--;
    first = below;
  }
  let high = low;
  while (high < count && first <= charged + 1) {
    high++;
    if (high == count) break;
    first = feeAt(lane, high, places);
    if (first != first) return false;
  }
  store<f64>(lane + GUESS, <f64>low);
  from = low;
  end = high;
  return true;
}

/** The fee at a candidate's rate, with its sign, in units of 10^−places; NaN where it does not fit. */
function feeAt(lane: usize, candidate: i32, places: i32): f64 {
  const rate = ratesAt + (whole(lane, CANDIDATES) + candidate) * RATE_BYTES;
  const size = load<f64>(rate);
  const negative = load<f64>(rate, 16) < 0;
  const booked = whole(lane, STEPS) == 2;
  const booking = booked ? whole(lane, SCALE1) : places;
  if (!cut(base * <i64>size, near * size, baseScale + <i32>load<f64>(rate, 8) - booking)) return NaN;
  const mode = booked ? whole(lane, negative ? MODE2 : MODE1) : HALF_UP;
  let amount = rounded(mode);
  if (booked) {
    if (!cut(amount, <f64>amount, booking - places)) return NaN;
    amount = rounded(HALF_UP);
  }
  return <f64>(negative ? -amount : amount);
}
