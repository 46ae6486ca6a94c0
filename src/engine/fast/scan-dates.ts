/** Dates of a file's bytes. */
import { DAY, instantOf } from '../../domain/time.ts';

/** Years that a written time can have; `instantOf` refuses the others. */
export const FIRST_YEAR = 2000;
const YEARS = 101;

/** Per possible day: 0 = not asked yet, −1 = no such day, else days since 1970. */
const days = new Int32Array(YEARS * 12 * 31);

const ZERO = 48;

/** Days from 1970 to a date; −1 where there is no such date. `month` and `day` are 1–99. */
export function dayOf(year: number, month: number, day: number): number {
  const index = ((year - FIRST_YEAR) * 12 + month - 1) * 31 + day - 1;
  if (year < FIRST_YEAR || year >= FIRST_YEAR + YEARS || month > 12 || day > 31) return -1;
  const known = days[index]!;
  if (known !== 0) return known;
  const midnight = instantOf(year, month, day, 0, 0, 0, 0, 0);
  const made = midnight === null ? -1 : midnight / DAY;
  days[index] = made;
  return made;
}

/** 0–99; −1 where two digits do not stand at `at`. */
export function twoDigits(view: DataView, at: number): number {
  const tens = view.getUint8(at) - ZERO;
  const ones = view.getUint8(at + 1) - ZERO;
  return tens >>> 0 > 9 || ones >>> 0 > 9 ? -1 : tens * 10 + ones;
}
