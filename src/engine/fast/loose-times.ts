/** Times of a file's bytes as `cells.ts` and `locale-time.ts` bring them into order; see there for the forms. */
import { DAY, HOUR, type Instant, MINUTE, SECOND } from '../../domain/time.ts';
import { dayOf, twoDigits } from './scan-dates.ts';

const [BLANK, COMMA, DASH, POINT, SLASH, ZERO, COLON, A, M, P] = [
  32, 44, 45, 46, 47, 48, 58, 65, 77, 80,
] as const;
/** Blanks that no line is broken at: U+00A0 and U+202F. */
const NO_BREAK = [
  [0xc2, 0xa0],
  [0xe2, 0x80, 0xaf],
] as const;

interface Clock {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

export class LooseTimes {
  instant: Instant = 0.5;
  private readonly clockFirst: boolean;
  private readonly minutesEast: number;
  private readonly dayFirst: boolean | null;
  private figure = 0;

  constructor(form: 'locale' | 'clock-first', minutesEast: number, dayFirst: boolean | null) {
    this.clockFirst = form === 'clock-first';
    this.minutesEast = minutesEast;
    this.dayFirst = dayFirst;
  }

  /** @returns the place behind the time at `from`, now in `instant`; −1 where there is none @param ending the byte that ends the cell */
  read(view: DataView, from: number, ending: number): number {
    return this.clockFirst ? this.clockTime(view, from) : this.browserTime(view, from, ending);
  }

  /** True = `AM` or `PM` stands there, where it may. */
  hasHalf(view: DataView, at: number): boolean {
    return !this.clockFirst && halfAt(view, at) >= 0;
  }

  /** `14:35 2024-11-16`, with seconds or without. */
  private clockTime(view: DataView, from: number): number {
    const digits = this.few(view, from, 2);
    const hour = this.figure;
    let at = from + digits;
    const minute = digits > 0 && view.getUint8(at) === COLON ? twoDigits(view, at + 1) : -1;
    if (minute < 0) return -1;
    at += 3;
    let second = 0;
    if (view.getUint8(at) === COLON) {
      second = twoDigits(view, at + 1);
      if (second < 0) return -1;
      at += 3;
    }
    if (view.getUint8(at) !== BLANK || this.few(view, at + 1, 4) !== 4) return -1;
    const year = this.figure;
    if (view.getUint8(at + 5) !== DASH) return -1;
    const month = twoDigits(view, at + 6);
    if (month < 0 || view.getUint8(at + 8) !== DASH) return -1;
    const day = twoDigits(view, at + 9);
    return this.settle(year, month, day, { hour, minute, second }) ? at + 11 : -1;
  }

  /** `9/18/2025 - 14:59:56`, `1/26/2020, 6:32:04 PM` */
  private browserTime(view: DataView, from: number, ending: number): number {
    const digits1 = this.few(view, from, 4);
    const part1 = this.figure;
    let at = from + digits1;
    const mark = view.getUint8(at);
    if (digits1 === 0 || mark === ending || (mark !== SLASH && mark !== POINT && mark !== DASH)) return -1;
    const digits2 = this.few(view, at + 1, 2);
    const part2 = this.figure;
    at += 1 + digits2;
    if (digits2 === 0 || view.getUint8(at) !== mark) return -1;
    const digits3 = this.few(view, at + 1, 4);
    const part3 = this.figure;
    at = digits3 === 0 ? -1 : gap(view, at + 1 + digits3, ending);
    if (at < 0) return -1;
    const digits = this.few(view, at, 2);
    let hour = this.figure;
    at += digits;
    const minute = digits > 0 && view.getUint8(at) === COLON ? twoDigits(view, at + 1) : -1;
    if (minute < 0 || view.getUint8(at + 3) !== COLON) return -1;
    const second = twoDigits(view, at + 4);
    if (second < 0) return -1;
    at += 6;
    const half = halfAt(view, at);
    if (half >= 0) {
      if (hour > 12 || hour === 0) return -1;
      hour = (hour % 12) + (view.getUint8(half) === P ? 12 : 0);
      at = half + 2;
    }
    const clock = { hour, minute, second };
    const { dayFirst } = this;
    if (digits1 === 4) return digits3 <= 2 && this.settle(part1, part2, part3, clock) ? at : -1;
    if (digits1 > 2 || digits3 !== 4 || dayFirst === null) return -1;
    const [day, month] = dayFirst ? [part1, part2] : [part2, part1];
    return this.settle(part3, month, day, clock) ? at : -1;
  }

  private settle(year: number, month: number, day: number, { hour, minute, second }: Clock): boolean {
    if (hour > 23 || minute > 59 || second > 59 || month < 1 || day < 1) return false;
    const date = dayOf(year, month, day);
    if (date < 0) return false;
    this.instant = date * DAY + hour * HOUR + (minute - this.minutesEast) * MINUTE + second * SECOND;
    return true;
  }

  /** Reads at most so many digits into `figure`. @returns how many stand there */
  private few(view: DataView, from: number, most: number): number {
    let count = 0;
    this.figure = 0;
    for (; count < most; count++) {
      const digit = view.getUint8(from + count) - ZERO;
      if (digit >>> 0 > 9) break;
      this.figure = this.figure * 10 + digit;
    }
    return count;
  }
}

/** Between date and clock: a comma or none, a dash or none, blanks. @returns the place behind it; −1 = there is none */
function gap(view: DataView, from: number, ending: number): number {
  const at = view.getUint8(from) === COMMA && ending !== COMMA ? from + 1 : from;
  const behind = blanks(view, at);
  if (behind === at) return -1;
  if (view.getUint8(behind) !== DASH) return behind;
  const end = blanks(view, behind + 1);
  return end === behind + 1 ? -1 : end;
}

function blanks(view: DataView, from: number): number {
  let at = from;
  while (view.getUint8(at) === BLANK) at++;
  return at;
}

/** Where `AM` or `PM` stands behind one blank; −1 = it does not. */
function halfAt(view: DataView, from: number): number {
  const wide = NO_BREAK.find((bytes) => bytes.every((byte, at) => view.getUint8(from + at) === byte));
  if (wide === undefined && view.getUint8(from) !== BLANK) return -1;
  const at = from + (wide?.length ?? 1);
  const first = view.getUint8(at);
  return (first === A || first === P) && view.getUint8(at + 1) === M ? at : -1;
}
