/** A lane: fills that are judged alike, as the whole numbers that the kernel needs. Made of the domain's own judgement. */

import type { Candidate } from '../../domain/candidates.ts';
import { type Decimal, ONE, type Rounding, type RoundingMode } from '../../domain/decimal.ts';
import type { Fill } from '../../domain/fill.ts';
import type { Exemplar, SizeKind } from '../exemplar.ts';
import { tellingBase } from '../rate-evidence.ts';
import { WHOLE_LIMIT } from './columns.ts';

/** Rounding by size. */
export const ROUND = { halfUp: 0, halfEven: 1, down: 2, up: 3 } as const;

/** A rounding to `scale` decimals; modes of `ROUND` for amounts of either sign. */
export interface LaneRounding {
  readonly scale: number;
  readonly positive: number;
  readonly negative: number;
}

/** mantissa × 10^−scale, zero or above. */
export interface Whole {
  readonly mantissa: number;
  readonly scale: number;
}

export interface SignedWhole extends Whole {
  readonly sign: 1 | -1;
}

/** What the traded value of fills is: price × quantity, face ÷ price, or what their rows print. */
export type Worth = 'product' | 'quotient' | 'printed';

export function worthOf({ instrument: { kind, contractValue } }: Fill): Worth {
  if (kind === 'inverse') return 'quotient';
  return contractValue === null ? 'printed' : 'product';
}

/** Fills of one lane are judged by one rate. Plain data. */
export interface CountedLane {
  readonly kind: 'counted';
  /** Number among the lanes of its file. */
  readonly number: number;
  /** Fills of lanes of one number differ in nothing but time, side, ids and amounts: their bins are the same. */
  readonly share: number;
  /** Lanes of one number are cut into bins alike; see `Asked.bin`. */
  readonly cuts: number;
  /** Lanes of one number have the same cells; see `Asked.cell`. */
  readonly cells: number;
  /** Milliseconds, [from, to); infinite where unbounded. */
  readonly from: number;
  readonly to: number;
  readonly contractValue: Whole;
  /** The rate is a share of the coins, else of the traded value. */
  readonly coins: boolean;
  readonly worth: Worth;
  readonly rate: SignedWhole;
  /** One or two steps; the last is that of the file's own digits. */
  readonly steps: readonly LaneRounding[];
  /** Largest |charged − expected| that is no break, in units of the last step's last place. */
  readonly allowance: number;
  /** A fee on a base above this (in 10^−8) tells its rate by itself. */
  readonly tellingBase: number;
  /** The rates of the card, ascending; empty = none is known. */
  readonly candidates: readonly SignedWhole[];
  readonly asMaker: SignedWhole | null;
  readonly made: boolean;
  readonly symbol: string;
  /** Lanes of one stream note their rates together, lanes of one rounding key theirs. */
  readonly stream: number;
  readonly roundings: number;
  /** Texts around the ids of a row: those of its key, and before its order's. */
  readonly keyPrefix: string;
  readonly keySuffix: string;
  /** Null = the fills have no flag, and orders are not noted. */
  readonly orderPrefix: string | null;
  /** The lane of the other side, where a fill is on the one that its charge is due on, to the digit; null = the side is told. */
  readonly pair: CountedLane | null;
}

/** Rows of which only their number and fees are counted. */
export interface LeftOutLane {
  readonly kind: 'left out';
  readonly number: number;
  readonly from: number;
  readonly to: number;
  /** Why: `filter`, or what a row of this kind is. */
  readonly reason: string;
  readonly contractValue: Whole;
  readonly worth: Worth;
  readonly feeAsset: string | null;
  readonly symbol: string | null;
  /** As of a counted lane; null = rows that are no fills, whose repetition means nothing. */
  readonly keyPrefix: string | null;
  readonly keySuffix: string;
}

/** Rows that are judged one by one. */
export interface SingleLane {
  readonly kind: 'single';
  readonly number: number;
  readonly from: number;
  readonly to: number;
}

/** Fills that are the same kind of evidence for tiers, and are counted alike in volumes. Plain data. */
export interface SurveyedLane {
  readonly kind: 'surveyed';
  readonly number: number;
  readonly from: number;
  readonly to: number;
  readonly contractValue: Whole;
  readonly feeAsset: string | null;
  readonly symbol: string;
  /** As of a counted lane. */
  readonly coins: boolean;
  readonly worth: Worth;
  /** How the venue rounds before the file prints; null = not at all. */
  readonly venue: LaneRounding | null;
  /** Decimals of the file's fees; −1 = not known, each fee has its own. */
  readonly scale: number;
  /** The rates of the card, ascending. */
  readonly candidates: readonly SignedWhole[];
  /** True = of a fee that tells its rate, no two of them are within a few units. */
  readonly spread: boolean;
  /** Lanes of one stream note their evidence together; −1 = it is none. */
  readonly stream: number;
  /** Lanes of one volume are summed up together; −1 = there is none. */
  readonly volume: number;
  /** What is summed up. */
  readonly volumeOf: SizeKind | null;
  readonly keyPrefix: string;
  readonly keySuffix: string;
}

export type Lane = CountedLane | SurveyedLane | LeftOutLane | SingleLane;

/** What a lane has beside its numbers. */
export type LaneNames = Pick<
  CountedLane,
  | 'number'
  | 'share'
  | 'cuts'
  | 'cells'
  | 'stream'
  | 'roundings'
  | 'keyPrefix'
  | 'keySuffix'
  | 'orderPrefix'
  | 'pair'
>;

/** Largest size of a rate's whole number: products with parts of 8 digits stay exact. */
export const MAX_RATE = 4e7;

/** The lane of fills like this one; null where a number is too long for the kernel. */
export function laneOf(exemplar: Exemplar, names: LaneNames): CountedLane | null {
  const { fill, judged, context, lane, steady: span } = exemplar;
  const { due, formula } = judged;
  const { print, venue } = formula!.rounding;
  if (print === null) return null;
  const { unit, allowance } = context.print;
  const rate = remembered(rates, due.rate, signed);
  const contractValue = wholeOf(fill.instrument.contractValue ?? ONE);
  const candidates = signedRates(lane.candidates);
  const asMaker = exemplar.asMaker === null ? null : signed(exemplar.asMaker.rate);
  const telling = tellingBase(unit).times('1e8');
  if (rate === null || contractValue === null || candidates === null) return null;
  if (exemplar.asMaker !== null && asMaker === null) return null;
  const worth = worthOf(fill);
  if (exemplar.base === 'coins' && worth !== 'product') return null;
  if (!telling.isInteger() || telling.gt(WHOLE_LIMIT)) return null;
  const steps = venue === null ? [print] : [venue, print];
  if (steps.some(({ scale }) => scale > 15) || !unit.times(`1e${print.scale}`).eq(ONE)) return null;
  return {
    kind: 'counted',
    from: span.from ?? Number.NEGATIVE_INFINITY,
    to: span.to ?? Number.POSITIVE_INFINITY,
    contractValue,
    coins: exemplar.base === 'coins',
    worth,
    rate,
    steps: steps.map((step) => remembered(roundings, step, stepOf)),
    allowance: Math.min(WHOLE_LIMIT, allowance.times(`1e${print.scale}`).floor().toNumber()),
    tellingBase: telling.toNumber(),
    candidates,
    asMaker,
    made: fill.flag === 'maker',
    symbol: fill.instrument.symbol,
    ...names,
  };
}

export function stepOf({ scale, mode }: Rounding): LaneRounding {
  return { scale, positive: bySize(mode, 1), negative: bySize(mode, -1) };
}

/** What a mode does to the size of an amount of this sign. */
function bySize(mode: RoundingMode, sign: 1 | -1): number {
  switch (mode) {
    case 'half-up':
      return ROUND.halfUp;
    case 'half-even':
      return ROUND.halfEven;
    case 'down':
      return ROUND.down;
    case 'up':
      return ROUND.up;
    case 'floor':
      return sign < 0 ? ROUND.up : ROUND.down;
    case 'ceiling':
      return sign < 0 ? ROUND.down : ROUND.up;
  }
}

// Many lanes share them.
const rates = new WeakMap<Decimal, SignedWhole | null>();
const roundings = new WeakMap<Rounding, LaneRounding>();
const lists = new WeakMap<readonly Candidate[], readonly SignedWhole[] | null>();

function remembered<K extends object, V>(known: WeakMap<K, V>, key: K, make: (key: K) => V): V {
  if (!known.has(key)) known.set(key, make(key));
  return known.get(key) as V;
}

/** The rates of candidates, the same array for the same ones; null where one is too long. */
export function signedRates(candidates: readonly Candidate[]): readonly SignedWhole[] | null {
  return remembered(lists, candidates, () => {
    const all = candidates.map(({ rate }) => signed(rate));
    return all.includes(null) ? null : all.filter((one) => one !== null);
  });
}

/** A rate; null where it is too long. */
export function signed(rate: Decimal): SignedWhole | null {
  const size = wholeOf(rate.abs());
  if (size === null || size.mantissa > MAX_RATE || size.scale > 12) return null;
  const { mantissa, scale } = size;
  // Spread, each would be of a shape of its own in V8.
  return { mantissa, scale, sign: rate.isNegative() && !rate.isZero() ? -1 : 1 };
}

const WHOLE_ONE: Whole = { mantissa: 1, scale: 0 };

/** A number zero or above; null where it is too long. */
export function wholeOf(value: Decimal): Whole | null {
  if (value === ONE) return WHOLE_ONE;
  const scale = value.decimalPlaces();
  const mantissa = value.times(`1e${scale}`);
  return scale > 18 || mantissa.gt(WHOLE_LIMIT) ? null : { mantissa: mantissa.toNumber(), scale };
}
