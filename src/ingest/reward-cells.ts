/** Cells that the inputs of scores and rewards share. */
import { type Decimal, readDecimal } from '../domain/decimal.ts';
import { fail } from '../domain/problem.ts';
import { readRate } from '../domain/rate.ts';
import type { AssetType } from '../domain/rewards/program.ts';
import { DAY, HOUR, type Instant } from '../domain/time.ts';
import type { CellPlace } from './cells.ts';

/** Above this an epoch number counts milliseconds, below it seconds. */
const SECONDS_BELOW = 1e11;

/** Milliseconds since 1970 (seconds where the number is that small), digits only; null = it is none. */
export function epochMillis(text: string): Instant | null {
  if (!/^\d{9,14}(?:\.\d{1,9})?$/.test(text)) return null;
  const value = Math.floor(Number(text));
  const millis = value < SECONDS_BELOW ? Math.floor(Number(text) * 1000) : value;
  return millis < 4.2e12 ? millis : null;
}

const TYPES: ReadonlyMap<string, AssetType> = new Map([
  ['option', 'option'],
  ['options', 'option'],
  ['perp', 'perp'],
  ['perps', 'perp'],
  ['perpetual', 'perp'],
]);

/** What an instrument is, from its column or, where that is empty, its name; null = neither tells. */
export function readAssetType(text: string, instrument: string): AssetType | null {
  if (text !== '') return TYPES.get(text.toLowerCase()) ?? null;
  if (/-PERP$/i.test(instrument)) return 'perp';
  return /-\d{8}-[\d._]+-[CP]$/i.test(instrument) ? 'option' : null;
}

/** The currency of an instrument, from its column or its name. */
export function currencyOf(text: string, instrument: string): string {
  return (text === '' ? (instrument.split('-')[0] ?? '') : text).toUpperCase();
}

/** When an option expires: its column, or the day in its name at 08:00 UTC; null = neither tells. */
export function expiryOf(text: string, instrument: string): Instant | null {
  if (text !== '') return epochMillis(text);
  const day = /-(\d{4})(\d{2})(\d{2})-/.exec(instrument);
  if (day === null) return null;
  const midnight = Date.UTC(Number(day[1]), Number(day[2]) - 1, Number(day[3]));
  return Math.floor(midnight / DAY) * DAY + 8 * HOUR;
}

/** An amount that is not negative. @throws KnownError */
export function readAmount(text: string, place: CellPlace): Decimal {
  const value = readDecimal(text);
  if (typeof value !== 'string' && !value.isNegative()) return value;
  const sentence = typeof value === 'string' ? 'this is no number' : 'this cannot be negative';
  return fail('number-unreadable', sentence, { ...place, value: text, hint: 'write it like 1250.5' });
}

/** A share from 0 to 1, or with `%`. @throws KnownError */
export function readShare(text: string, place: CellPlace): Decimal {
  const value = text.endsWith('%') ? readRate(text) : readDecimal(text);
  if (value !== null && typeof value !== 'string' && !value.isNegative() && value.lte(1)) return value;
  return fail('share-unreadable', 'this is no share', { ...place, value: text, hint: 'write 0.012 or 1.2%' });
}

/** Yes or no; null = the word is neither. */
export function readWord(text: string): boolean | null {
  const word = text.toLowerCase();
  if (['true', 'yes', 'y', '1', 'x'].includes(word)) return true;
  return ['false', 'no', 'n', '0', ''].includes(word) ? false : null;
}

/** Yes or no. @throws KnownError */
export function readFlag(text: string, place: CellPlace): boolean {
  const hint = 'write true or false';
  return (
    readWord(text) ?? fail('flag-unreadable', 'this is neither yes nor no', { ...place, value: text, hint })
  );
}
