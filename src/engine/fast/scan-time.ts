/** Times of a file's bytes → milliseconds since 1970. What is not in the plain form is left to the strict reader. */
import { DAY, HOUR, type Instant, instantOf, MINUTE, SECOND } from '../../domain/time.ts';
import { EARLIEST_EPOCH, LATEST_EPOCH } from '../../ingest/cells.ts';
import type { TimeForm } from './columns.ts';

/** Years that a written time can have; `instantOf` refuses the others. */
const FIRST_YEAR = 2000;
const YEARS = 101;

/** Per possible day: 0 = not asked yet, −1 = no such day, else days since 1970. */
const days = new Int32Array(YEARS * 12 * 31);

/** Longest zone: `UTC`+14. */
const MAX_EAST = 14 * 60;

const [ZERO, DASH, PLUS, POINT, COLON, BLANK, T, Z] = [48, 45, 43, 46, 58, 32, 84, 90] as const;

/** Reads the times of one file, one at a time. */
export class TimeScanner {
  instant: Instant = 0;
  private readonly epoch: boolean;
  private readonly anyUnit: boolean;
  private readonly shortYear: boolean;
  private readonly minutesEast: number;
  private east = 0;
  private part = 0;

  constructor(form: TimeForm, minutesEast: number) {
    this.epoch = form === 'epoch' || form === 'any';
    this.anyUnit = form !== 'epoch';
    this.shortYear = form === 'short-year';
    this.minutesEast = minutesEast;
  }

  /** @returns the place behind the time at `from`, now in `instant`; −1 where there is none in the plain form */
  read(bytes: Uint8Array, from: number): number {
    if (this.epoch) {
      const count = digitsAt(bytes, from, 20);
      if (count !== 4) return count < 9 ? -1 : this.sinceEpoch(bytes, from, count);
    }
    return this.calendar(bytes, from);
  }

  /** A count since 1970 of `count` digits, which tell its unit. */
  private sinceEpoch(bytes: Uint8Array, from: number, count: number): number {
    let end = from + count;
    let instant: number;
    if (count === 12 || count === 13) instant = numberAt(bytes, from, count);
    else if (!this.anyUnit) return -1;
    else if (count <= 10) {
      instant = numberAt(bytes, from, count) * SECOND;
      if (bytes[end] === POINT) {
        end = this.fraction(bytes, end + 1);
        if (end < 0) return -1;
        instant += this.part;
      }
    } else if (count === 18 || count === 19) instant = numberAt(bytes, from, count - 6);
    else if (count >= 15 && count <= 17) instant = numberAt(bytes, from, count - 3);
    else return -1;
    if (instant < EARLIEST_EPOCH || instant >= LATEST_EPOCH) return -1;
    this.instant = instant;
    return end;
  }

  /** `2026-06-10 22:00:00`, with `T` or blank, fraction and zone or without. */
  private calendar(bytes: Uint8Array, from: number): number {
    let at = from;
    let year = twoDigits(bytes, at);
    if (year < 0) return -1;
    const short = this.shortYear && bytes[at + 2] === DASH;
    if (short) year += FIRST_YEAR;
    else {
      const low = twoDigits(bytes, at + 2);
      if (low < 0) return -1;
      year = year * 100 + low;
      at += 2;
    }
    if (bytes[at + 2] !== DASH) return -1;
    const month = twoDigits(bytes, at + 3);
    if (month < 1 || bytes[at + 5] !== DASH) return -1;
    const day = twoDigits(bytes, at + 6);
    if (day < 1 || (bytes[at + 8] !== BLANK && (short || bytes[at + 8] !== T))) return -1;
    const hour = twoDigits(bytes, at + 9);
    if (hour < 0 || hour > 23 || bytes[at + 11] !== COLON) return -1;
    const minute = twoDigits(bytes, at + 12);
    if (minute < 0 || minute > 59 || bytes[at + 14] !== COLON) return -1;
    const second = twoDigits(bytes, at + 15);
    if (second < 0 || second > 59) return -1;
    const date = dayOf(year, month, day);
    if (date < 0) return -1;
    at += 17;
    let millisecond = 0;
    if (bytes[at] === POINT) {
      at = this.fraction(bytes, at + 1);
      if (at < 0) return -1;
      millisecond = this.part;
    }
    at = this.zone(bytes, at);
    this.instant = date * DAY + hour * HOUR + (minute - this.east) * MINUTE + second * SECOND + millisecond;
    return at;
  }

  /** Milliseconds of 1–9 digits behind a point, the finer ones cut off. */
  private fraction(bytes: Uint8Array, from: number): number {
    const count = digitsAt(bytes, from, 10);
    if (count === 0 || count > 9) return -1;
    const digits = numberAt(bytes, from, Math.min(count, 3));
    this.part = count === 1 ? digits * 100 : count === 2 ? digits * 10 : digits;
    return from + count;
  }

  /** The zone that a time carries: `Z`, `UTC`, `+08:00`, `+0800`, or nothing; −1 = none that is known. */
  private zone(bytes: Uint8Array, at: number): number {
    const sign = bytes[at];
    this.east = 0;
    if (sign === Z) return at + 1;
    if (sign === PLUS || sign === DASH) {
      const hours = twoDigits(bytes, at + 1);
      if (hours < 0) return -1;
      const behind = bytes[at + 3] === COLON ? at + 4 : at + 3;
      const minutes = twoDigits(bytes, behind);
      if (minutes < 0 || minutes > 59 || hours * 60 + minutes > MAX_EAST) return -1;
      this.east = sign === PLUS ? hours * 60 + minutes : -(hours * 60 + minutes);
      return behind + 2;
    }
    if (sign === 85) return bytes[at + 1] === T && bytes[at + 2] === 67 ? at + 3 : -1;
    if (this.epoch && !this.anyUnit) return -1;
    this.east = this.minutesEast;
    return at;
  }
}

/** Days from 1970 to a date; −1 where there is no such date. `month` and `day` are 1–99. */
function dayOf(year: number, month: number, day: number): number {
  const index = ((year - FIRST_YEAR) * 12 + month - 1) * 31 + day - 1;
  if (year < FIRST_YEAR || year >= FIRST_YEAR + YEARS || month > 12 || day > 31) return -1;
  const known = days[index]!;
  if (known !== 0) return known;
  const midnight = instantOf(year, month, day, 0, 0, 0, 0, 0);
  const made = midnight === null ? -1 : midnight / DAY;
  days[index] = made;
  return made;
}

/** 0–99; −1 where two digits do not stand at `at`. Never looks past a byte that is no digit. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = bytes[at]! - ZERO;
  if (tens >>> 0 > 9) return -1;
  const ones = bytes[at + 1]! - ZERO;
  return ones >>> 0 > 9 ? -1 : tens * 10 + ones;
}

/** How many digits stand at `at`; counts up to `most`. */
function digitsAt(bytes: Uint8Array, at: number, most: number): number {
  let count = 0;
  while (count < most && (bytes[at + count]! - ZERO) >>> 0 < 10) count++;
  return count;
}

/** Value of `count` digits, at most 15. */
function numberAt(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let index = at; index < at + count; index++) value = value * 10 + bytes[index]! - ZERO;
  return value;
}
