/** Times as `cells.ts` and `locale-time.ts` bring them into order; see there for the forms. 0 = the cell has none of them. */
import { BLANK, COLON, DASH, POINT, ZERO, isDigit, twoDigits } from './bytes';
import { browser, minutesEast } from './layout';

/** Days from 1970 to a date; −1 where there is no such date. */
@external('host', 'dayOf')
export declare function dayOf(year: i32, month: i32, day: i32): i32;

const COMMA: i32 = 44;
const SLASH: i32 = 47;
const UPPER_A: i32 = 65;
const UPPER_M: i32 = 77;
const UPPER_P: i32 = 80;
/** U+00A0 and U+202F. */
const NO_BREAK: u32 = 0xa0c2;
const NARROW: u32 = 0xaf80e2;

const MINUTE: i64 = 60_000;
const DAY: i64 = 86_400_000;

/** `browser`: which of day and month stands first. */
const MONTH_FIRST: i32 = 1;
const DAY_FIRST: i32 = 2;

/** Milliseconds since 1970 of the time that was read. */
export let moment: i64 = 0;

/** The last few digits. */
let figure: i32 = 0;

/** Reads at most so many digits into `figure`. @returns how many stand there */
function few(at: usize, most: i32): i32 {
  let count = 0;
  figure = 0;
  while (count < most && isDigit(at + count)) figure = figure * 10 + (<i32>load<u8>(at + count++) - ZERO);
  return count;
}

function settle(year: i32, month: i32, day: i32, hour: i32, minute: i32, second: i32): bool {
  if (hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 || month < 1 || day < 1) return false;
  const date = dayOf(year, month, day);
  if (date < 0) return false;
  moment = <i64>date * DAY + <i64>(hour * 60 + minute - minutesEast) * MINUTE + <i64>second * 1000;
  return true;
}

/** `14:35 2024-11-16`, with seconds or without. */
export function clockTime(from: usize): usize {
  let at = from;
  const digits = few(at, 2);
  const hour = figure;
  at += digits;
  if (digits == 0 || load<u8>(at) != COLON) return 0;
  const minute = twoDigits(at + 1);
  if (minute < 0) return 0;
  at += 3;
  let second = 0;
  if (load<u8>(at) == COLON) {
    second = twoDigits(at + 1);
    if (second < 0) return 0;
    at += 3;
  }
  if (load<u8>(at) != BLANK || few(at + 1, 4) != 4) return 0;
  const year = figure;
  if (load<u8>(at, 5) != DASH || load<u8>(at, 8) != DASH) return 0;
  return settle(year, twoDigits(at + 6), twoDigits(at + 9), hour, minute, second) ? at + 11 : 0;
}

/** `9/18/2025 - 14:59:56`, `1/26/2020, 6:32:04 PM`. @param ending the byte that ends the cell, and stands in no time */
export function browserTime(from: usize, ending: i32): usize {
  let at = from;
  const digits1 = few(at, 4);
  const part1 = figure;
  at += digits1;
  const mark = <i32>load<u8>(at);
  if (digits1 == 0 || mark == ending || (mark != SLASH && mark != POINT && mark != DASH)) return 0;
  const digits2 = few(at + 1, 2);
  const part2 = figure;
  at += 1 + digits2;
  if (digits2 == 0 || load<u8>(at) != mark) return 0;
  const digits3 = few(at + 1, 4);
  const part3 = figure;
  at += 1 + digits3;
  if (digits3 == 0) return 0;
  at = gap(at, ending);
  if (at == 0) return 0;
  const digits = few(at, 2);
  let hour = figure;
  at += digits;
  if (digits == 0 || load<u8>(at) != COLON) return 0;
  const minute = twoDigits(at + 1);
  if (minute < 0 || load<u8>(at, 3) != COLON) return 0;
  const second = twoDigits(at + 4);
  if (second < 0) return 0;
  at += 6;
  const half = halfAt(at);
  if (half != 0) {
    if (hour > 12 || hour == 0) return 0;
    hour = (hour % 12) + (load<u8>(half) == UPPER_P ? 12 : 0);
    at = half + 2;
  }
  if (digits1 == 4) {
    if (digits3 > 2) return 0;
    return settle(part1, part2, part3, hour, minute, second) ? at : 0;
  }
  if (digits1 > 2 || digits3 != 4 || (browser != MONTH_FIRST && browser != DAY_FIRST)) return 0;
  const monthFirst = browser == MONTH_FIRST;
  return settle(part3, monthFirst ? part1 : part2, monthFirst ? part2 : part1, hour, minute, second) ? at : 0;
}

/** Between date and clock: a comma or none, a dash or none, blanks. @returns the place behind it; 0 = there is none */
function gap(from: usize, ending: i32): usize {
  let at = load<u8>(from) == COMMA && ending != COMMA ? from + 1 : from;
  let behind = blanks(at);
  if (behind == at) return 0;
  if (load<u8>(behind) != DASH) return behind;
  at = behind + 1;
  behind = blanks(at);
  return behind == at ? 0 : behind;
}

function blanks(from: usize): usize {
  let at = from;
  while (load<u8>(at) == BLANK) at++;
  return at;
}

/** Where `AM` or `PM` stands behind one blank; 0 = it does not. */
export function halfAt(at: usize): usize {
  let letter = at + 1;
  if (load<u16>(at) == NO_BREAK) letter = at + 2;
  else if ((load<u32>(at) & 0xffffff) == NARROW) letter = at + 3;
  else if (load<u8>(at) != BLANK) return 0;
  const first = <i32>load<u8>(letter);
  return (first == UPPER_A || first == UPPER_P) && load<u8>(letter, 1) == UPPER_M ? letter : 0;
}
