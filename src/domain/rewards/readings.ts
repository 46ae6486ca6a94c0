/**
 * Readings: how a program's text is understood where it is silent or contradicts itself. The formula pictures of the page are
 * lost, so every figure rests on some; they are dated data of a program's version, and every report prints them.
 */

interface Question {
  /** The values allowed; the first is what is taken where a file says nothing. */
  readonly values: readonly string[];
  /** What is open, in words. */
  readonly question: string;
}

/** Every open question, with its possible answers. */
export const READINGS = {
  coverageScale: {
    values: ['unit', 'literal', 'mean'],
    question: 'coverage is divided by twice the largest multiplier, by nothing, or by two',
  },
  distanceFrom: {
    values: ['best-price', 'index-price', 'mid-price'],
    question: 'what the distance from the best price is a share of',
  },
  bandEdge: {
    values: ['lower-multiplier', 'higher-multiplier'],
    question: 'which multiplier a distance exactly on an open edge earns',
  },
  onRule: {
    values: ['per-side', 'two-sided'],
    question: 'whether one side alone counts for coverage',
  },
  minimumScope: {
    values: ['side-total', 'per-order'],
    question: 'what must reach the minimum quote size',
  },
  snapshotUnit: {
    values: ['market', 'instrument'],
    question: 'whether a snapshot is one of a whole market or of each of its instruments',
  },
  qualityRatio: {
    values: ['pooled', 'side-average'],
    question: 'both sides in one ratio, or the mean of one ratio per side',
  },
  qualityRoot: {
    values: ['after-mean', 'per-snapshot'],
    question: 'whether the root is taken of the mean or the mean of the roots',
  },
  qualityTotal: {
    values: ['scaled', 'raw-times-largest'],
    question: 'whether the total is scaled by its multipliers, or raw and multiplied by the largest',
  },
  bookTotal: {
    values: ['whole-book', 'enrolled'],
    question: 'whose orders the total holds',
  },
  rootStage: {
    values: ['per-market', 'per-program'],
    question: 'whether the scaling factor stands outside the root (per market) or inside it',
  },
  expiryEdge: {
    values: ['long-dated', 'short-dated'],
    question: 'where an option that expires in exactly the number of days belongs',
  },
  rfqMode: {
    values: ['separate-pool', 'composite'],
    question: 'whether requests for quotes are paid from a pool of their own or within the final score',
  },
  rfqScale: {
    values: ['unit', 'literal'],
    question: 'whether the score of requests is divided by their number and the largest sum of scores',
  },
  rfqVolume: {
    values: ['premium', 'contracts'],
    question: 'what the volume of a response is counted in',
  },
  rfqTotal: {
    values: ['with-own', 'others'],
    question: 'whether the total volume of a request holds the own response',
  },
  rfqNegative: {
    values: ['drop-quote', 'distance-zero'],
    question: 'whether a response dearer than the maximum cost still earns its time score',
  },
  rfqPoolBoosts: {
    values: ['none', 'all'],
    question: 'whether the pool of requests is split by the boosted score',
  },
  rfqPrice: {
    values: ['by-evidence', 'total', 'unit'],
    question: 'whether max_cost is for the whole amount or for one unit',
  },
  volumeMode: {
    values: ['linear', 'power'],
    question: 'how the share of volume boosts: 1 + weight x share, or (1 + share) to the weight',
  },
  holderBoost: {
    values: ['diamond-hands', 'none'],
    question: 'whether holdings boost the score',
  },
  makerStatus: {
    values: ['rank-percentile', 'score-share'],
    question: 'whether status goes by rank (rounded up) or by share of the scores',
  },
  gateJoin: {
    values: ['and', 'or'],
    question: 'whether both gates must be passed',
  },
  capScope: {
    values: ['global', 'sub-pool'],
    question: 'whether rebates are cut against the whole pool or each part of it',
  },
  vesting: {
    values: ['linear', 'cliff', 'claw-back'],
    question:
      'linear: later tranches are lost; cliff: all is due at the end or lost; claw-back: the vesting half is lost',
  },
} as const satisfies Readonly<Record<string, Question>>;

export type ReadingName = keyof typeof READINGS;
/** One answer per question. */
export type Readings = { readonly [K in ReadingName]: (typeof READINGS)[K]['values'][number] };

/** The names of all questions. */
export const READING_NAMES = Object.keys(READINGS) as readonly ReadingName[];

/** The first answer of every question. */
export const DEFAULT_READINGS = Object.fromEntries(
  READING_NAMES.map((name) => [name, READINGS[name].values[0]]),
) as Readings;

/** `name=value`, in the order of `READINGS`. */
export function readingWords(readings: Readings): string[] {
  return READING_NAMES.map((name) => `${name}=${readings[name]}`);
}
