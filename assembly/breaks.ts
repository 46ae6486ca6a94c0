/**
 * Breaks of known kinds: fills of a lane that are charged at a rate of which the host has told what their causes are. They are
 * counted as `kernel.ts` counts them; what may be among the largest, or is of a kind that is not known here, is left to it.
 */
import { LIMIT, cut, rounded, tens } from './amounts';
import { FIRST, LAST, UNKNOWN, edges, put } from './hours';
import { tradeIdOf } from './ids';
import {
  BASE, BREAK_BYTES, BROKEN, B_CELL, B_FROM, B_KEY, B_LEAST, B_NEXT, B_NOT_AT, B_SET, B_TO, CAUSE_BYTES, C_FILLS, C_FIRST, C_LAST, C_MAGNITUDE,
  C_VARIANCE, DESK_LEAST, NEGATIVE_MODE, POSITIVE_MODE, RATE_SCALE, SCALE, SCALE1, breaksAt, causesAt, deskAt, leastDecimals, mostRate, steps, stepsAt,
  tradeId,
} from './kernel-layout';
import { CLEARLY, UNITS, add, coinScale, coins, value, valueBits, valueScale, whole } from './row';

/** Twice the unit by which a hypothesis may miss. */
const NEAR_MISS: f64 = 2;
/** Decimals of a charge. */
const MOST_SCALE: i32 = 18;
/** Rates that lie so close to the middle of two whole numbers are left. */
const MIDDLE: f64 = 1e-6;

/** The set of rates that the last break was noted with. */
export let breakSet: f64 = 0;
let found: usize = 0;
let edgesOfIt: i32 = 0;

/**
 * Finds the kind of a break.
 *
 * @param otherFee the fee on the other base, at the rate that is due
 * @returns false where it is left
 */
export function findBreak(lane: usize, number: i32, row: i32, time: f64, charged: f64, expected: f64, feeScale: i32, otherFee: f64): bool {
  const off = Math.abs(charged - expected);
  const laneScale = whole(lane, SCALE);
  if (laneScale > MOST_SCALE) return false;
  const decimals = laneScale - max(leastDecimals, feeScale);
  if (off < <f64>tens(max(0, decimals)) || expected == 0) return false;
  if (!(Math.abs(otherFee - charged) > NEAR_MISS)) return false;
  if (off / <f64>tens(laneScale) >= load<f64>(deskAt, DESK_LEAST)) return false;
  const key = rateKey(lane, charged, laneScale);
  if (key == 0) return false;
  let record = <i32>load<f64>(lane + BROKEN);
  for (; record >= 0; record = <i32>load<f64>(found + B_NEXT)) {
    found = breaksAt + <usize>record * BREAK_BYTES;
    if (load<f64>(found + B_KEY) == key && time >= load<f64>(found + B_FROM) && time < load<f64>(found + B_TO)) break;
  }
  if (record < 0 || time == load<f64>(found + B_NOT_AT)) return false;
  const isCoins = load<f64>(lane + BASE) != 0;
  const base = isCoins ? coins : value;
  const baseScale = isCoins ? coinScale : valueScale;
  if (!(base * UNITS > load<f64>(found + B_LEAST) * <f64>tens(baseScale) * CLEARLY)) return false;
  if (tradeId >= 0 && tradeIdOf(row) < 0) return false;
  const sums = causesAt + <usize>load<f64>(found + B_CELL) * CAUSE_BYTES;
  if (load<f64>(sums + C_MAGNITUDE) + off > LIMIT) return false;
  edgesOfIt = edges(sums + C_FIRST, sums + C_LAST, lane, number, time, row);
  breakSet = load<f64>(found + B_SET);
  return edgesOfIt != UNKNOWN;
}

/** The rate of fewest decimals that gives the fee to the digit, as one number; 0 = there is none, or it is left. */
function rateKey(lane: usize, charged: f64, laneScale: i32): f64 {
  const isCoins = load<f64>(lane + BASE) != 0;
  const base = isCoins ? <i64>coins : valueBits;
  const near = isCoins ? coins : value;
  const baseScale = isCoins ? coinScale : valueScale;
  const negative = charged < 0;
  const mode = whole(lane, negative ? NEGATIVE_MODE : POSITIVE_MODE);
  const implied = Math.abs(charged) / <f64>tens(laneScale) / (near / <f64>tens(baseScale));
  for (let step = 0; step < steps; step++) {
    const decimals = load<i32>(stepsAt + (step << 2));
    const exact = implied * <f64>tens(decimals);
    const mantissa = Math.floor(exact + 0.5);
    if (Math.abs(exact + 0.5 - mantissa) < MIDDLE || Math.abs(exact + 0.5 - mantissa - 1) < MIDDLE) return 0;
    if (mantissa == 0 || mantissa > mostRate) continue;
    if (!cut(base * <i64>mantissa, near * mantissa, baseScale + decimals - whole(lane, SCALE1))) return 0;
    const size = <f64>rounded(mode);
    if ((negative ? -size : size) == charged) return (mantissa * 32 + <f64>decimals) * (negative ? -1 : 1);
  }
  return 0;
}

/** Counts the break that was found. */
export function noteBreak(number: i32, row: i32, time: f64, off: f64): void {
  const sums = causesAt + <usize>load<f64>(found + B_CELL) * CAUSE_BYTES;
  add(sums + C_FILLS, 1);
  add(sums + C_VARIANCE, off);
  add(sums + C_MAGNITUDE, Math.abs(off));
  if ((edgesOfIt & FIRST) != 0) put(sums + C_FIRST, number, time, row);
  if ((edgesOfIt & LAST) != 0) put(sums + C_LAST, number, time, row);
}
