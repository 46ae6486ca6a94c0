/** Times of a file's bytes → milliseconds since 1970. What is not in the plain form is left to the strict reader. */
import { DAY, HOUR, type Instant, MINUTE, SECOND } from '../../domain/time.ts';
import { EARLIEST_EPOCH, LATEST_EPOCH } from '../../ingest/cells.ts';
import type { TimeForm } from './columns.ts';
import { before, fewDigits, fourDigits, nonDigits, TENS } from './lanes.ts';
import { LooseTimes } from './loose-times.ts';
import { dayOf, FIRST_YEAR, twoDigits } from './scan-dates.ts';

/** What three bytes cannot be. */
const NO_DATE = -1;

/** Longest zone: `UTC`+14. */
const MAX_EAST = 14 * 60;

const [DASH, PLUS, POINT, COLON, BLANK, C, T, U, Z] = [45, 43, 46, 58, 32, 67, 84, 85, 90] as const;

/** Reads the times of one file, one at a time. At least 24 bytes must stand behind the begin of a time. */
export class TimeScanner {
  /** Not whole until the first is read, so that it is kept as a double from the start. */
  instant: Instant = 0.5;
  private readonly epoch: boolean;
  private readonly anyUnit: boolean;
  private readonly shortYear: boolean;
  private readonly minutesEast: number;
  private east = 0;
  private part = 0;
  /** The last date and what stands behind it, as the bytes stand in a file; most rows share it. */
  private date1 = 0;
  private date2 = 0;
  private date3 = NO_DATE;
  private midnight: Instant = 0.5;

  private readonly loose: LooseTimes | null;

  /** @param dayFirst as of `ScanPlan` */
  constructor(form: TimeForm, minutesEast: number, dayFirst: boolean | null) {
    this.loose =
      form === 'locale' || form === 'clock-first' ? new LooseTimes(form, minutesEast, dayFirst) : null;
    this.epoch = form === 'epoch' || form === 'any';
    this.anyUnit = form !== 'epoch';
    this.shortYear = form === 'short-year';
    this.minutesEast = minutesEast;
  }

  /**
   * @param ending the byte that ends the cell
   * @returns the place behind the time at `from`, now in `instant`; −1 where there is none in the plain form
   */
  read(view: DataView, from: number, ending: number): number {
    if (this.epoch) {
      const count = countDigits(view, from, 20);
      if (count !== 4) return count < 9 ? -1 : this.sinceEpoch(view, from, count);
    }
    const dated =
      view.getInt32(from, true) === this.date1 &&
      view.getInt32(from + 4, true) === this.date2 &&
      (view.getInt32(from + 8, true) & 0xffffff) === this.date3;
    const at = dated ? this.clock(view, from + 11) : this.calendar(view, from);
    // Half a day may stand behind a clock that is good without it.
    if (this.loose === null || (at >= 0 && !this.loose.hasHalf(view, at))) return at;
    const behind = this.loose.read(view, from, ending);
    this.instant = this.loose.instant;
    return behind;
  }

  /** A count since 1970 of `count` digits, which tell its unit. */
  private sinceEpoch(view: DataView, from: number, count: number): number {
    let end = from + count;
    let instant: number;
    if (count === 12 || count === 13) instant = numberAt(view, from, count);
    else if (!this.anyUnit) return -1;
    else if (count <= 10) {
      instant = numberAt(view, from, count) * SECOND;
      if (view.getUint8(end) === POINT) {
        end = this.fraction(view, end + 1);
        if (end < 0) return -1;
        instant += this.part;
      }
    } else if (count === 18 || count === 19) instant = numberAt(view, from, count - 6);
    else if (count >= 15 && count <= 17) instant = numberAt(view, from, count - 3);
    else return -1;
    if (instant < EARLIEST_EPOCH || instant >= LATEST_EPOCH) return -1;
    this.instant = instant;
    return end;
  }

  /** `2026-06-10T` or with a blank; also `26-06-10 ` where years are short. Then the clock. */
  private calendar(view: DataView, from: number): number {
    const short = this.shortYear && view.getUint8(from + 2) === DASH;
    const at = short ? from : from + 2;
    const low = twoDigits(view, at);
    const high = short ? FIRST_YEAR / 100 : twoDigits(view, from);
    const month = twoDigits(view, at + 3);
    const day = twoDigits(view, at + 6);
    const behind = view.getUint8(at + 8);
    if (view.getUint8(at + 2) !== DASH || view.getUint8(at + 5) !== DASH) return -1;
    if (low < 0 || high < 0 || month < 1 || day < 1) return -1;
    if (behind !== BLANK && (short || behind !== T)) return -1;
    const date = dayOf(high * 100 + low, month, day);
    if (date < 0) return -1;
    this.midnight = date * DAY;
    this.date1 = view.getInt32(from, true);
    this.date2 = view.getInt32(from + 4, true);
    this.date3 = short ? NO_DATE : view.getInt32(from + 8, true) & 0xffffff;
    return this.clock(view, at + 9);
  }

  /** `22:00:00`, with a fraction and a zone or without. */
  private clock(view: DataView, from: number): number {
    // `22:0` and `0:00`: digits become their values, colons 0.
    const begin = view.getInt32(from, true) ^ 0x303a3030;
    const end = view.getInt32(from + 4, true) ^ 0x30303a30;
    const odd = ((begin + 0x06060606) | begin | (end + 0x06060606) | end) & 0xf0f0f0f0;
    if ((odd | (begin & 0xff0000) | (end & 0xff00)) !== 0) return -1;
    const hour = (begin & 0xff) * 10 + ((begin >> 8) & 0xff);
    const minute = (begin >> 24) * 10 + (end & 0xff);
    const second = ((end >> 16) & 0xff) * 10 + (end >> 24);
    if (hour > 23 || minute > 59 || second > 59) return -1;
    let at = from + 8;
    let millisecond = 0;
    let behind = view.getInt32(at, true);
    if ((behind & 0xff) === POINT) {
      behind = view.getInt32(at + 1, true);
      if (before(nonDigits(behind)) === 3) {
        millisecond = fewDigits(behind, 3);
        at += 4;
        behind >>= 24;
      } else {
        at = this.fraction(view, at + 1);
        if (at < 0) return -1;
        millisecond = this.part;
        behind = view.getUint8(at);
      }
    }
    let { east } = this;
    if ((behind & 0xff) === Z) {
      east = 0;
      at++;
    } else {
      at = this.zone(view, at);
      east = this.east;
    }
    this.instant = this.midnight + hour * HOUR + (minute - east) * MINUTE + second * SECOND + millisecond;
    return at;
  }

  /** Milliseconds of 1–9 digits behind a point, the finer ones cut off. */
  private fraction(view: DataView, from: number): number {
    const count = countDigits(view, from, 10);
    if (count === 0 || count > 9) return -1;
    const digits = numberAt(view, from, Math.min(count, 3));
    this.part = count === 1 ? digits * 100 : count === 2 ? digits * 10 : digits;
    return from + count;
  }

  /** The zone that a time carries: `Z`, `UTC`, `+08:00`, `+0800`, or nothing; −1 = none that is known. */
  private zone(view: DataView, at: number): number {
    const sign = view.getUint8(at);
    this.east = 0;
    if (sign === Z) return at + 1;
    if (sign === PLUS || sign === DASH) {
      const hours = twoDigits(view, at + 1);
      if (hours < 0) return -1;
      const behind = view.getUint8(at + 3) === COLON ? at + 4 : at + 3;
      const minutes = twoDigits(view, behind);
      if (minutes < 0 || minutes > 59 || hours * 60 + minutes > MAX_EAST) return -1;
      this.east = sign === PLUS ? hours * 60 + minutes : -(hours * 60 + minutes);
      return behind + 2;
    }
    if (sign === U) return view.getUint8(at + 1) === T && view.getUint8(at + 2) === C ? at + 3 : -1;
    if (this.epoch && !this.anyUnit) return -1;
    this.east = this.minutesEast;
    return at;
  }
}

/** How many digits stand at `at`; `most` or more where it is that many. */
function countDigits(view: DataView, at: number, most: number): number {
  let count = 0;
  let here = 4;
  while (here === 4 && count < most) {
    here = before(nonDigits(view.getInt32(at + count, true)));
    count += here;
  }
  return count;
}

/** Value of `count` digits, at most 15. */
function numberAt(view: DataView, from: number, count: number): number {
  let value = 0;
  let at = from;
  let left = count;
  for (; left >= 4; left -= 4, at += 4) value = value * 10000 + fourDigits(view.getInt32(at, true));
  return value * TENS[left]! + fewDigits(view.getInt32(at, true), left);
}
