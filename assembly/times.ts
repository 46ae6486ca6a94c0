/** Times of a row. 0 = the cell is not in the plain form. */
import { BLANK, COLON, DASH, PLUS, POINT, UPPER_C, UPPER_T, UPPER_U, UPPER_Z, ZERO, nonDigits, sixteen, toEnd, twoDigits, valuesOf } from './bytes';
import { anyUnit, browser, clockFirst, earliest, epoch, latest, minutesEast, shortYear } from './layout';
import { browserTime, clockTime, dayOf, halfAt, moment } from './time-forms';

const MAX_EAST: i32 = 14 * 60;
const MINUTE: i64 = 60_000;
const DAY: i64 = 86_400_000;

/** What three bytes cannot be. */
const NO_DATE: u32 = 0xffffffff;

/** Milliseconds since 1970 of the time that was read. */
export let instant: i64 = 0;

let midnight: i64 = 0;
let part: i32 = 0;
let east: i32 = 0;
/** The last date and what stands behind it, as bytes. */
let date1: u64 = 0;
let date2: u32 = NO_DATE;

/** @param ending the byte that ends the cell */
export function time(from: usize, ending: i32): usize {
  if (epoch) {
    const count = countDigits(from);
    if (count != 4) return count < 9 ? 0 : sinceEpoch(from, count);
  }
  const dated = load<u64>(from) == date1 && (load<u32>(from, 8) & 0xffffff) == date2;
  const at = dated ? clock(from + 11) : calendar(from);
  if (browser == 0 && !clockFirst) return at;
  // Half a day may stand behind a clock that is good without it.
  if (at != 0 && (clockFirst || halfAt(at) == 0)) return at;
  const behind = clockFirst ? clockTime(from) : browserTime(from, ending);
  instant = moment;
  return behind;
}

/** How many digits stand at `at`, up to 32. */
function countDigits(at: usize): i32 {
  const count = ctz(nonDigits(valuesOf(v128.load(at))) | 0x10000);
  if (count < 16) return count;
  return 16 + ctz(nonDigits(valuesOf(v128.load(at, 16))) | 0x10000);
}

/** Value of `count` digits, at most 15. */
function numberAt(at: usize, count: i32): i64 {
  const values = valuesOf(v128.load(at));
  return sixteen(toEnd(values, count, count));
}

function sinceEpoch(from: usize, count: i32): usize {
  let end = from + count;
  let value: i64;
  if (count == 12 || count == 13) value = numberAt(from, count);
  else if (!anyUnit) return 0;
  else if (count <= 10) {
    value = numberAt(from, count) * 1000;
    if (load<u8>(end) == POINT) {
      end = fraction(end + 1);
      if (end == 0) return 0;
      value += part;
    }
  } else if (count == 18 || count == 19) value = numberAt(from, count - 6);
  else if (count >= 15 && count <= 17) value = numberAt(from, count - 3);
  else return 0;
  if (value < earliest || value >= latest) return 0;
  instant = value;
  return end;
}

function calendar(from: usize): usize {
  const short = shortYear && load<u8>(from, 2) == DASH;
  const at = short ? from : from + 2;
  const low = twoDigits(at);
  const high = short ? 20 : twoDigits(from);
  const month = twoDigits(at + 3);
  const day = twoDigits(at + 6);
  const behind = <i32>load<u8>(at, 8);
  if (load<u8>(at, 2) != DASH || load<u8>(at, 5) != DASH) return 0;
  if (low < 0 || high < 0 || month < 1 || day < 1) return 0;
  if (behind != BLANK && (short || behind != UPPER_T)) return 0;
  const date = dayOf(high * 100 + low, month, day);
  if (date < 0) return 0;
  midnight = <i64>date * DAY;
  date1 = load<u64>(from);
  date2 = short ? NO_DATE : load<u32>(from, 8) & 0xffffff;
  return clock(at + 9);
}

function clock(from: usize): usize {
  // `22:00:00`: digits become their values, colons 0.
  const values = load<u64>(from) ^ 0x30303a30303a3030;
  const odd = ((values + 0x0606060606060606) | values) & 0xf0f0f0f0f0f0f0f0;
  if ((odd | (values & 0x0000ff0000ff0000)) != 0) return 0;
  const hour = <i32>(values & 0xff) * 10 + <i32>((values >> 8) & 0xff);
  const minute = <i32>((values >> 24) & 0xff) * 10 + <i32>((values >> 32) & 0xff);
  const second = <i32>((values >> 48) & 0xff) * 10 + <i32>(values >> 56);
  if (hour > 23 || minute > 59 || second > 59) return 0;
  let at = from + 8;
  part = 0;
  if (load<u8>(at) == POINT) {
    at = fraction(at + 1);
    if (at == 0) return 0;
  }
  if (load<u8>(at) == UPPER_Z) {
    at++;
    east = 0;
  } else {
    at = zone(at);
    if (at == 0) return 0;
  }
  instant = midnight + <i64>(hour * 60 + minute - east) * MINUTE + <i64>(second * 1000 + part);
  return at;
}

/** Milliseconds of 1–9 digits behind a point, the finer ones cut off. */
function fraction(from: usize): usize {
  const count = ctz(nonDigits(valuesOf(v128.load(from))) | 0x10000);
  if (count == 0 || count > 9) return 0;
  part = (<i32>load<u8>(from) - ZERO) * 100;
  if (count > 1) part += (<i32>load<u8>(from, 1) - ZERO) * 10;
  if (count > 2) part += <i32>load<u8>(from, 2) - ZERO;
  return from + count;
}

function zone(at: usize): usize {
  const sign = <i32>load<u8>(at);
  if (sign == PLUS || sign == DASH) {
    const hours = twoDigits(at + 1);
    if (hours < 0) return 0;
    const behind = load<u8>(at, 3) == COLON ? at + 4 : at + 3;
    const minutes = twoDigits(behind);
    if (minutes < 0 || minutes > 59 || hours * 60 + minutes > MAX_EAST) return 0;
    east = sign == PLUS ? hours * 60 + minutes : -(hours * 60 + minutes);
    return behind + 2;
  }
  if (sign == UPPER_U) {
    east = 0;
    return load<u8>(at, 1) == UPPER_T && load<u8>(at, 2) == UPPER_C ? at + 3 : 0;
  }
  if (epoch && !anyUnit) return 0;
  east = minutesEast;
  return at;
}
