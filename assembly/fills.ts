/**
 * Plain fills: their lane and bin are at hand, their numbers fit, and their fee is the expected one, or a break of a known kind. They are
 * counted here, all others are left to `kernel.ts`, which counts these alike: see there for what is counted, and why.
 */
import { LIMIT, cut, kept, rest, rounded, tens, unit } from './amounts';
import { breakSet, findBreak, noteBreak } from './breaks';
import { findBreakHour, findHour, isNew, noteHour } from './hours';
import { idsFit, noteId } from './ids';
import {
  ALLOWANCE, BASE, BIN_FROM, BIN_TO, CODES, COUNTS_BYTES, DESK_FIRST, DESK_LAST, LANE_BYTES, MADE, MAKER_MODE, MAKER_RATE, MAKER_SCALE, MAKER_SIGN,
  MODE1, PAIR, PLAIN, RATE, RATE_SCALE, ROUNDINGS, SCALE, SCALE1, SIGN, SUMS, S_AS_MAKER, S_BREAKS, S_CHARGED, S_EXPECTED, S_FILLS, S_HIGH, S_LOW, S_MATCHED,
  S_PAID, S_POSITIVE, S_WHOLE, S_WRITTEN, TELLING, countsAt, deskAt, fee, feeSign, laneOfAt, lanesAt, lastOfAt, orderPrice, price, sumsAt,
} from './kernel-layout';
import { comboAt, timeAt } from './layout';
import { note as notePrints } from './prints';
import {
  CLEARLY, UNITS, add, coinScale, coins, findSizes, hasNothingElse, mantissa, opening, scale, value, valueBits, valueScale, whole, writtenDigits,
} from './row';

/** @returns false where the row is left */
export function take(row: i32): bool {
  let number = load<i32>(lastOfAt + (load<i32>(comboAt + (row << 2)) << 2));
  if (number < 0) return opening();
  let lane = lanesAt + <usize>number * LANE_BYTES;
  const time = load<f64>(timeAt + (row << 3));
  if (load<f64>(lane + PLAIN) == 0) return false;
  if (time < load<f64>(lane + BIN_FROM) || time >= load<f64>(lane + BIN_TO)) return opening();
  if (!hasNothingElse(row) || !idsFit(row)) return false;

  const feeScale = scale(fee, row);
  const laneScale = whole(lane, SCALE);
  const written = mantissa(fee, row) * feeSign;
  if (feeScale > laneScale) return false;
  const charged = written * <f64>tens(laneScale - feeScale);
  if (!(charged <= LIMIT && charged >= -LIMIT)) return false;

  if (!findSizes(lane, row)) return false;
  if (orderPrice >= 0 && load<f64>(lane + MADE) != 0 && !atLimit(row)) return false;

  if (!cut(valueBits, value, valueScale)) return false;
  const wholes = <f64>kept;
  let high = rest;
  let low: i64 = 0;
  if (valueScale <= 8) high *= tens(8 - valueScale);
  else {
    const fine = tens(valueScale - 8);
    high = rest / fine;
    low = (rest - high * fine) * tens(16 - valueScale);
  }

  const isCoins = load<f64>(lane + BASE) != 0;
  const base = isCoins ? <i64>coins : valueBits;
  const near = isCoins ? coins : value;
  const baseScale = isCoins ? coinScale : valueScale;
  if (load<f64>(lane + PAIR) >= 0) {
    number = sideOf(number, base, near, baseScale, charged);
    if (number < 0) return false;
    lane = lanesAt + <usize>number * LANE_BYTES;
    if (load<f64>(lane + PLAIN) == 0) return false;
    if (time < load<f64>(lane + BIN_FROM) || time >= load<f64>(lane + BIN_TO)) return opening();
  }
  if (near * UNITS < load<f64>(lane + TELLING) * <f64>tens(baseScale) * CLEARLY) return false;

  const rate = load<f64>(lane + RATE);
  const digits = baseScale + whole(lane, RATE_SCALE) - whole(lane, SCALE1);
  if (!cut(base * <i64>rate, near * rate, digits)) return false;
  const size = rounded(whole(lane, MODE1));
  const negative = load<f64>(lane + SIGN) < 0;
  const expected = <f64>(negative ? -size : size);
  const counts = countsAt + <usize>whole(lane, ROUNDINGS) * COUNTS_BYTES;
  if (load<f64>(counts) == 0) return opening();
  const off = charged - expected;
  let code: i32 = -1;
  if (off == 0) code = roundingCode(size, negative);
  else if (Math.abs(off) <= load<f64>(lane + ALLOWANCE) || isNearKept(Math.abs(charged))) return false;
  const makerRate = load<f64>(lane + MAKER_RATE);
  let asMaker: f64 = 0;
  if (makerRate >= 0) {
    const makerDigits = digits - whole(lane, RATE_SCALE) + whole(lane, MAKER_SCALE);
    if (!cut(base * <i64>makerRate, near * makerRate, makerDigits)) return false;
    asMaker = <f64>rounded(whole(lane, MAKER_MODE)) * load<f64>(lane + MAKER_SIGN);
  }

  const sums = sumsAt + (<usize>load<f64>(lane + SUMS) << 3);
  if (!hasRoom(sums + S_CHARGED, charged) || !hasRoom(sums + S_EXPECTED, expected)) return false;
  if (!hasRoom(sums + S_WHOLE, wholes) || !hasRoom(sums + S_HIGH, <f64>high) || !hasRoom(sums + S_LOW, <f64>low)) return false;
  if (!hasRoom(sums + S_PAID, charged) || !hasRoom(sums + S_AS_MAKER, asMaker)) return false;
  if (off == 0) {
    if (!findHour(lane, number, time, row)) return isNew ? opening() : false;
  } else {
    const otherFee = feeOf(lane, isCoins ? valueBits : <i64>coins, isCoins ? value : coins, isCoins ? valueScale : coinScale);
    if (!findBreak(lane, number, row, time, charged, expected, feeScale, otherFee)) return false;
    if (!findBreakHour(lane, number, time, row, breakSet)) return isNew ? opening() : false;
  }
  if (!noteId(sums, row)) return false;
  if (off == 0) add(sums + S_MATCHED, 1);
  else {
    noteBreak(number, row, time, off);
    add(sums + S_BREAKS, 1);
  }
  noteHour(number, time, row);
  if (code >= 0) add(counts + 8 + (<usize>code << 3), 1);
  add(sums + S_FILLS, 1);
  add(sums + S_CHARGED, charged);
  add(sums + S_EXPECTED, expected);
  add(sums + S_WHOLE, wholes);
  add(sums + S_HIGH, <f64>high);
  add(sums + S_LOW, <f64>low);
  add(sums + S_AS_MAKER, asMaker);
  if (charged > 0) {
    add(sums + S_POSITIVE, 1);
    add(sums + S_PAID, charged);
  }
  const digitsWritten = writtenDigits(fee, row);
  if (digitsWritten > load<f64>(sums + S_WRITTEN)) store<f64>(sums + S_WRITTEN, digitsWritten);
  store<i32>(laneOfAt + (row << 2), number);
  notePrints(lane, row);
  if (time < load<f64>(deskAt, DESK_FIRST)) store<f64>(deskAt, time, DESK_FIRST);
  if (time > load<f64>(deskAt, DESK_LAST)) store<f64>(deskAt, time, DESK_LAST);
  return true;
}

/** As `sideOf` in `kernel.ts`. */
function sideOf(number: i32, base: i64, near: f64, baseScale: i32, charged: f64): i32 {
  const lane = lanesAt + <usize>number * LANE_BYTES;
  const other = whole(lane, PAIR);
  const first = feeOf(lane, base, near, baseScale);
  const second = feeOf(lanesAt + <usize>other * LANE_BYTES, base, near, baseScale);
  if (first != first || second != second || (first == charged) == (second == charged)) return -1;
  return first == charged ? number : other;
}

/** The fee at a lane's rate; NaN where it does not fit. */
function feeOf(lane: usize, base: i64, near: f64, baseScale: i32): f64 {
  const rate = load<f64>(lane + RATE);
  const digits = baseScale + whole(lane, RATE_SCALE) - whole(lane, SCALE1);
  if (!cut(base * <i64>rate, near * rate, digits)) return NaN;
  const size = rounded(whole(lane, MODE1));
  return <f64>(load<f64>(lane + SIGN) < 0 ? -size : size);
}

/** True = a sum stays exact when so much is added. */
@inline
function hasRoom(place: usize, value: f64): bool {
  return Math.abs(load<f64>(place)) + Math.abs(value) <= LIMIT;
}

/** A maker was filled at the limit of his order, if the row tells it. */
@inline
function atLimit(row: i32): bool {
  const limit = mantissa(orderPrice, row);
  return limit != limit || (price >= 0 && limit == mantissa(price, row) && scale(orderPrice, row) == scale(price, row));
}

/** A fee of this size may show something of the rounding, though another one is due. */
@inline
function isNearKept(size: f64): bool {
  return size == <f64>kept || size == <f64>(kept + 1);
}

/** What a fee of this size shows of the rounding, as `RoundingCounts.count`; −1 = nothing. */
@inline
function roundingCode(size: i64, negative: bool): i32 {
  const raised = size != kept;
  if (rest == 0) return raised ? -1 : CODES;
  const twice = rest << 1;
  const part = twice < unit ? 0 : twice == unit ? 8 : 16;
  return (negative ? 1 : 0) + (raised ? 2 : 0) + ((kept & 1) != 0 ? 4 : 0) + part;
}
