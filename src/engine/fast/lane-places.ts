/** How lanes stand in memory; `assembly/kernel-layout.ts` has the same places. */
import type { CountedLane } from './lane.ts';

/** What of a lane stands where in its row. */
export const L = {
  kind: 0,
  from: 1,
  to: 2,
  valueMantissa: 3,
  valueScale: 4,
  /** One of `BASE`. */
  base: 5,
  rate: 6,
  rateScale: 7,
  sign: 8,
  steps: 9,
  scale1: 10,
  mode1: 11,
  scale2: 12,
  mode2: 13,
  /** Scale of the last step. */
  scale: 14,
  allowance: 15,
  telling: 16,
  /** 1 = the quick part of the kernel may count its fills; for it, the mode of a maker's fee. */
  plain: 17,
  makerMode: 18,
  made: 19,
  stream: 20,
  roundings: 21,
  makerRate: 22,
  makerScale: 23,
  makerSign: 24,
  /** Hour of the slot at hand, and the slot. */
  hour: 25,
  slot: 26,
  next: 27,
  /** Row of the lane of the other side, where the charge tells which; −1 = there is none. */
  pair: 28,
  /** Where the sums of the bin at hand begin, and the time that it lasts. */
  sums: 29,
  binFrom: 30,
  binTo: 31,
  /** For the quick part: how the symbol begins. */
  name: 32,
  /** Fingerprint of what stands before the ids of a key (a length of −1 = there is no key), the side behind them, and of what stands before an order. */
  keyPrint: 33,
  side: 36,
  sideLength: 37,
  /** A length of −1 = orders are not noted. */
  orderPrint: 38,
  /** For the quick part: the first of its kinds of breaks (−1 = none), and how charges at their rates are rounded. */
  broken: 41,
  positiveMode: 42,
  negativeMode: 43,
} as const;
export const LANE_WIDTH = 44;

/** What stands in the row of a surveyed lane instead. Its steps are one, or two where the venue rounds before the file does. */
export const SURVEYED = {
  /** Number of the first of its candidates in the quick part's list, and how many they are. */
  candidates: 6,
  count: 7,
  spread: 8,
  /** Where the last fee was found among the candidates. */
  guess: 12,
  /** Set of the slot at hand. */
  low: 15,
  high: 16,
  /** Hour of the volume's slot at hand, and the slot. */
  volumeHour: 18,
  volumeSlot: 19,
  /** Place of its first fill. */
  begin: 21,
} as const;

/**
 * What a rate is a share of: the coins, or the traded value. That is price × quantity, or the coins (the face of inverse contracts) ÷
 * price, or what the row prints.
 */
export const BASE = { product: 0, coins: 1, quotient: 2, printed: 3 } as const;

/** @param lane where `coins` are the base, its traded value is a product */
export const baseOf = ({ coins, worth }: Pick<CountedLane, 'coins' | 'worth'>): number =>
  coins ? BASE.coins : BASE[worth];

/** Kinds of lanes. */
export const KIND = { counted: 0, filtered: 1, other: 2, single: 3, surveyed: 4 } as const;

/** Lanes of a file at most, and bins of all of them. */
export const MAX_LANES = 200_000;
export const MAX_BINS = 400_000;
