/** One row: its numbers, what they come to, and whether it agrees with itself. See `row-kernel.ts` for what is looked at, and why. */
import { tens } from './amounts';
import { VALUE_MANTISSA, VALUE_SCALE, empties, emptyAt, nothingAt, nothings, price, quantity, quote, quoteMayLack, wideAt, worth } from './kernel-layout';
import { blockRows, mantissaAt, scaleAt, writtenAt } from './layout';

const MOST_COINS: f64 = 1e15;
/** Products that differ by less are told apart by their lowest bits. */
const FAR_OFF: f64 = 1e18;
/** Decimals of a size. */
const MOST_DECIMALS: i32 = 16;

/** The base above which a fee tells its rate is given in units of 10^−8; one that is hardly above it is left. */
export const UNITS: f64 = 1e8;
export const CLEARLY: f64 = 1.000001;

/** The row that was looked at is the first of something: what the host makes of it will do for others. */
export let opens: bool = false;

/** The coins of the last row, and its traded value: its lowest 64 bits, and a double near it. */
export let coins: f64 = 0;
export let coinScale: i32 = 0;
export let valueBits: i64 = 0;
export let value: f64 = 0;
export let valueScale: i32 = 0;

/** Rows are looked at anew. */
@inline
export function open(): void {
  opens = false;
}

/** A row is left that opens something. */
@inline
export function opening(): bool {
  opens = true;
  return false;
}

@inline
export function mantissa(slot: i32, row: i32): f64 {
  return load<f64>(mantissaAt + ((slot * blockRows + row) << 3));
}

@inline
export function scale(slot: i32, row: i32): i32 {
  return <i32>load<u8>(scaleAt + slot * blockRows + row);
}

@inline
export function writtenDigits(slot: i32, row: i32): f64 {
  return <f64>load<u8>(writtenAt + slot * blockRows + row);
}

/** A place of a lane as a whole number. */
@inline
export function whole(lane: usize, place: usize): i32 {
  return <i32>load<f64>(lane + place);
}

@inline
export function add(place: usize, amount: f64): void {
  store<f64>(place, load<f64>(place) + amount);
}

/** Coins and value of a row. @returns false where they do not fit, or are not what the row says they are */
@inline
export function findSizes(lane: usize, row: i32): bool {
  const amount = mantissa(quantity, row);
  coins = amount * load<f64>(lane + VALUE_MANTISSA);
  if (!(coins >= 0 && coins <= MOST_COINS)) return false;
  coinScale = scale(quantity, row) + whole(lane, VALUE_SCALE);
  const priceSize = price < 0 ? coins : mantissa(price, row);
  if (!(priceSize > 0)) return false;
  if (worth < 0) {
    valueBits = <i64>priceSize * <i64>coins;
    value = priceSize * coins;
    valueScale = scale(price, row) + coinScale;
  } else {
    value = Math.abs(mantissa(worth, row));
    if (!(value >= (price < 0 ? 1 : 0))) return false;
    valueBits = <i64>value;
    valueScale = scale(worth, row);
  }
  if (valueScale > MOST_DECIMALS || coinScale > MOST_DECIMALS) return false;
  return quote < 0 || quoteFits(row);
}

/** No amount stands beside the fee. */
@inline
export function hasNothingElse(row: i32): bool {
  for (let index = 0; index < nothings; index++) {
    const amount = mantissa(load<i32>(nothingAt + (index << 2)), row);
    if (amount != 0 && amount == amount) return false;
  }
  for (let index = 0; index < empties; index++) {
    const amount = mantissa(load<i32>(emptyAt + (index << 2)), row);
    if (amount == amount) return false;
  }
  return true;
}

/** The printed value is price × quantity, to its last digit. */
function quoteFits(row: i32): bool {
  const printed = Math.abs(mantissa(quote, row));
  if (printed != printed) return quoteMayLack;
  const more = valueScale - scale(quote, row);
  if (more < 0) return false;
  const factor = tens(more);
  if (Math.abs(printed * <f64>factor - value) > FAR_OFF) return false;
  const off = valueBits - (printed < MOST_COINS ? <i64>printed : load<i64>(wideAt + (row << 3))) * factor;
  const digits = valueScale - <i32>writtenDigits(quote, row);
  const bound: i64 = digits >= 0 ? tens(digits) : 0;
  return off <= bound && off >= -bound;
}
