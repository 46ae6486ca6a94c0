/**
 * Exact products and roundings: a product of two or three whole numbers is kept as its lowest 64 bits and as a double near it.
 * The double tells the quotient to within one, the bits tell what is left. What might not fit is not computed.
 */

/** 10^0 … 10^18. */
const TENS: usize = memory.data<u64>([
  1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000, 100000000000,
  1000000000000, 10000000000000, 100000000000000, 1000000000000000, 10000000000000000, 100000000000000000,
  1000000000000000000,
]);
const MOST_TENS: i32 = 18;

/** Whole numbers up to here stay exact as doubles, with a carry to spare. */
export const LIMIT: f64 = 4503599627370496;
/** Quotients up to here are told to within one by a double that is near by three roundings. */
const MOST_KEPT: f64 = 1125899906842624;

/** Rounding by size, as `ROUND` in `lane.ts`. */
export const HALF_UP: i32 = 0;
const HALF_EVEN: i32 = 1;
const DOWN: i32 = 2;

@inline
export function tens(digits: i32): i64 {
  return load<i64>(TENS + (<usize>digits << 3));
}

/** What `cut` made: the whole units kept, the rest, 0 ≤ rest < unit, and the unit. */
export let kept: i64 = 0;
export let rest: i64 = 0;
export let unit: i64 = 1;

/** Cuts `digits` digits from the end of a product; adds zeros where they are below 0. @returns false where it does not fit */
export function cut(bits: i64, near: f64, digits: i32): bool {
  if (digits <= 0) {
    if (digits < -MOST_TENS) return false;
    const factor = tens(-digits);
    if (near * <f64>factor > LIMIT) return false;
    kept = bits * factor;
    rest = 0;
    unit = 1;
    return true;
  }
  if (digits > MOST_TENS) return false;
  const divisor = tens(digits);
  const quotient = near / <f64>divisor;
  if (quotient > MOST_KEPT) return false;
  let whole = <i64>quotient;
  let left = bits - whole * divisor;
  if (left < 0) {
    whole--;
    left += divisor;
  } else if (left >= divisor) {
    whole++;
    left -= divisor;
  }
  kept = whole;
  rest = left;
  unit = divisor;
  return true;
}

/** What was cut, rounded. */
export function rounded(mode: i32): i64 {
  if (rest == 0 || mode == DOWN) return kept;
  const twice = rest << 1;
  if (mode == HALF_UP) return twice >= unit ? kept + 1 : kept;
  if (mode == HALF_EVEN) return twice > unit || (twice == unit && (kept & 1) != 0) ? kept + 1 : kept;
  return kept + 1;
}
