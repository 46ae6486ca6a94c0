/** Sizes of fills as the kernels count them, and what is left of them behind a rounding. */

/** Whole numbers up to here stay exact with a carry to spare. */
export const LIMIT = 2 ** 52;

/**
 * high × 10^−scale + low × 10^−(scale + 8); low < 10^8, scale from −8 to 16. Where `over` is not 0, `low` is, and the size is divided by
 * over × 10^−overScale.
 */
export interface Size {
  high: number;
  low: number;
  scale: number;
  over: number;
  overScale: number;
}

/** A size times a rate, cut into what is kept at so many decimals and what is cut off. */
export interface Cut {
  kept: number;
  /** 0 ≤ rest < unit: the part cut off. */
  rest: number;
  unit: number;
  /** True = there is something more behind `rest`. */
  more: boolean;
}
