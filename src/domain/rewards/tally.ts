/** Steps five and six: over the snapshots of one market, and the root that smooths them. */
import { Decimal, quotient, squareRoot, ZERO } from '../decimal.ts';
import { compareText } from '../mark.ts';
import { coverageOf, type MarketSnapshot, qualityOf, share } from './book.ts';
import type { Readings } from './readings.ts';

/** What one maker earned in one market, before and after the root; F not applied. */
export interface MarketParts {
  readonly maker: string;
  /** Snapshots in which its bid, its ask counted. */
  readonly onBid: number;
  readonly onAsk: number;
  /** Sum of both sides' multipliers over all snapshots. */
  readonly multipliers: Decimal;
  /** The number under the root of coverage, and its root. */
  readonly coverageBase: Decimal;
  readonly coverageRoot: Decimal;
  /** The mean share of the book, and its root. */
  readonly qualityBase: Decimal;
  readonly qualityRoot: Decimal;
  /**
   * One standard error of each root, from the spread over the snapshots: own samples are an estimate of the venue's. Null with
   * fewer than two snapshots or where the value is 0.
   */
  readonly coverageError: Decimal | null;
  readonly qualityError: Decimal | null;
}

interface Sum {
  onBid: number;
  onAsk: number;
  multipliers: Decimal;
  quality: Decimal;
  multipliersSquared: Decimal;
  qualitySquared: Decimal;
}

/** Digits of a ratio whose square is only needed for an error. */
const ERROR_DIGITS = 20;

const TWO = new Decimal(2);

/** Adds up the snapshots of one market. */
export class MarketTally {
  /** Snapshots taken, N. */
  snapshots = 0;
  private factors = ZERO;
  private readonly sums = new Map<string, Sum>();
  private readonly readings: Readings;
  private readonly largest: Decimal;

  /** @param largest the largest multiplier, Dmax */
  constructor(readings: Readings, largest: Decimal) {
    this.readings = readings;
    this.largest = largest;
  }

  add({ makers, book }: MarketSnapshot, factor: Decimal): void {
    this.snapshots += 1;
    this.factors = this.factors.plus(factor);
    for (const [maker, sides] of makers) {
      let sum = this.sums.get(maker);
      if (sum === undefined) {
        sum = {
          ...{ onBid: 0, onAsk: 0, multipliers: ZERO, quality: ZERO },
          ...{ multipliersSquared: ZERO, qualitySquared: ZERO },
        };
        this.sums.set(maker, sum);
      }
      if (!sides.bid.multiplier.isZero()) sum.onBid += 1;
      if (!sides.ask.multiplier.isZero()) sum.onAsk += 1;
      const multipliers = coverageOf(sides, this.readings.onRule);
      sum.multipliers = sum.multipliers.plus(multipliers);
      sum.multipliersSquared = sum.multipliersSquared.plus(multipliers.times(multipliers));
      const ratio = qualityOf(sides, book, this.readings, this.largest);
      const quality = this.readings.qualityRoot === 'per-snapshot' ? squareRoot(ratio) : ratio;
      sum.quality = sum.quality.plus(quality);
      const short = quality.toSignificantDigits(ERROR_DIGITS);
      sum.qualitySquared = sum.qualitySquared.plus(short.times(short));
    }
  }

  /** The factor of the market: the mean over its snapshots, which is the factor itself where it did not change. */
  factor(): Decimal {
    return share(this.factors, new Decimal(this.snapshots));
  }

  /** In order of makers. */
  parts(): MarketParts[] {
    return [...this.sums]
      .sort(([a], [b]) => compareText(a, b))
      .map(([maker, { onBid, onAsk, multipliers, quality, multipliersSquared, qualitySquared }]) => {
        const coverageBase = quotient(multipliers, this.coverageDivisor());
        const qualityBase = quotient(quality, new Decimal(this.snapshots));
        const rooted = this.readings.qualityRoot === 'per-snapshot';
        return {
          ...{ maker, onBid, onAsk, multipliers, coverageBase, qualityBase },
          coverageRoot: squareRoot(coverageBase),
          qualityRoot: rooted ? qualityBase : squareRoot(qualityBase),
          coverageError: this.errorOf(multipliers, multipliersSquared, this.coverageDivisor(), true),
          qualityError: this.errorOf(quality, qualitySquared, new Decimal(this.snapshots), !rooted),
        };
      });
  }

  /** The standard error of sum ÷ divisor, or of its root. */
  private errorOf(sum: Decimal, squares: Decimal, divisor: Decimal, isRoot: boolean): Decimal | null {
    const taken = new Decimal(this.snapshots);
    if (this.snapshots < 2 || sum.isZero()) return null;
    // Of the sum: N x the variance of one snapshot.
    const spread = quotient(squares.times(taken).minus(sum.times(sum)), taken.minus(1));
    const error = quotient(squareRoot(spread.isNegative() ? ZERO : spread), divisor);
    if (!isRoot) return error.toSignificantDigits(ERROR_DIGITS);
    return quotient(error, squareRoot(quotient(sum, divisor)).times(TWO)).toSignificantDigits(ERROR_DIGITS);
  }

  private coverageDivisor(): Decimal {
    const taken = new Decimal(this.snapshots);
    const { coverageScale } = this.readings;
    if (coverageScale === 'literal') return taken;
    return coverageScale === 'mean' ? taken.times(TWO) : taken.times(TWO).times(this.largest);
  }
}

/** One market's value for one maker, with the market's factor. */
export interface Weighted {
  readonly factor: Decimal;
  /** Under the root. */
  readonly base: Decimal;
  readonly root: Decimal;
}

/**
 * One value for all markets of a class: their mean weighted by the factors, outside the root or inside it. Markets where the
 * maker has nothing count with their factor. 0 where all factors are 0.
 * @param factors the sum of the factors of every market
 */
export function overMarkets(
  values: readonly Weighted[],
  factors: Decimal,
  stage: Readings['rootStage'],
): Decimal {
  const sum = values.reduce(
    (total, { factor, base, root }) => total.plus(factor.times(stage === 'per-market' ? root : base)),
    ZERO,
  );
  const mean = share(sum, factors);
  return stage === 'per-market' ? mean : squareRoot(mean);
}
