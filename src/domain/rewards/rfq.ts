/** Scores of responses to requests for quotes: distance from the maximum cost, time, and whether they were filled. */
import { Decimal, ONE, quotient, squareRoot, ZERO } from '../decimal.ts';
import { compareText } from '../mark.ts';
import type { Instant } from '../time.ts';
import { share } from './book.ts';
import type { RfqRules } from './program.ts';
import type { Readings } from './readings.ts';

/** One response. */
export interface RfqQuote {
  readonly id: string;
  readonly maker: string;
  readonly time: Instant;
  /** Of one unit. */
  readonly price: Decimal;
  readonly filled: boolean;
}

/** One request with all its responses. */
export interface Rfq {
  readonly id: string;
  readonly time: Instant;
  /** Of the taker. */
  readonly direction: 'buy' | 'sell';
  readonly amount: Decimal;
  /** Positive: what the taker pays at most, or as a seller receives at least, for `costUnits` units. */
  readonly maxCost: Decimal;
  /** 1 where the maximum is for one unit, the amount where it is for all. */
  readonly costUnits: Decimal;
  readonly quotes: readonly RfqQuote[];
}

/** What one maker earned in one request. */
export interface RfqPart {
  readonly maker: string;
  /** Largest distance score + time score of its responses. */
  readonly best: Decimal;
  /** 1 where one of its responses was filled. */
  readonly filledScale: Decimal;
  /** Its volume as a share of all makers', each counted once. */
  readonly share: Decimal;
  /** filledScale x share x best. */
  readonly value: Decimal;
}

const MS_PER_SECOND = new Decimal(1000);

/** Score of the distance; null = worse than the maximum cost. */
export function distanceScore(
  { direction, maxCost, costUnits }: Pick<Rfq, 'direction' | 'maxCost' | 'costUnits'>,
  price: Decimal,
  rules: RfqRules,
): Decimal | null {
  const cost = price.times(costUnits);
  const better = direction === 'buy' ? maxCost.minus(cost) : cost.minus(maxCost);
  if (better.isNegative() && !better.isZero()) return null;
  let score = ZERO;
  for (const step of rules.distance) if (better.gte(step.from.times(maxCost))) score = step.score;
  return score;
}

/** Score of the time from the request to the response. */
export function timeScore(request: Instant, response: Instant, rules: RfqRules): Decimal {
  const seconds = new Decimal(response - request);
  for (const { below, score } of rules.time) {
    if (below === null || seconds.lt(below.times(MS_PER_SECOND))) return score;
  }
  return ZERO;
}

/** What every maker earned in one request, in order of makers. */
export function rfqParts(rfq: Rfq, rules: RfqRules, readings: Readings): RfqPart[] {
  const makers = new Map<string, { best: Decimal; filled: boolean; volume: Decimal }>();
  const quotes = [...rfq.quotes].sort((a, b) => a.time - b.time || compareText(a.id, b.id));
  for (const { maker, price, time, filled } of quotes) {
    const distance = distanceScore(rfq, price, rules);
    if (distance === null && readings.rfqNegative === 'drop-quote') continue;
    const score = (distance ?? ZERO).plus(timeScore(rfq.time, time, rules));
    const volume = readings.rfqVolume === 'contracts' ? rfq.amount : rfq.amount.times(price).abs();
    const known = makers.get(maker);
    if (known === undefined) {
      makers.set(maker, { best: score, filled, volume });
      continue;
    }
    // The volume is that of the filled response, else of the first one that earned most.
    if (filled ? !known.filled : !known.filled && score.gt(known.best)) known.volume = volume;
    if (score.gt(known.best)) known.best = score;
    known.filled ||= filled;
  }
  const total = [...makers.values()].reduce((sum, { volume }) => sum.plus(volume), ZERO);
  return [...makers]
    .sort(([a], [b]) => compareText(a, b))
    .map(([maker, { best, filled, volume }]) => {
      const filledScale = filled ? ONE : rules.unfilledScale;
      const whole = readings.rfqTotal === 'with-own' ? total : total.minus(volume);
      const part = share(volume, whole);
      return { maker, best, filledScale, share: part, value: filledScale.times(part).times(best) };
    });
}

/** Adds up requests, each with its market's factor. */
export class RfqTally {
  /** Requests in the period, R. */
  requests = 0;
  private readonly sums = new Map<string, Decimal>();

  add(parts: readonly RfqPart[], factor: Decimal): void {
    this.requests += 1;
    for (const { maker, value } of parts) {
      this.sums.set(maker, (this.sums.get(maker) ?? ZERO).plus(value.times(factor)));
    }
  }

  makers(): string[] {
    return [...this.sums.keys()];
  }

  /** The root of the maker's sum, per request and of the largest possible score unless read literally. */
  score(maker: string, rules: RfqRules, scale: Readings['rfqScale']): Decimal {
    const sum = this.sums.get(maker) ?? ZERO;
    if (sum.isZero() || scale === 'literal') return squareRoot(sum);
    return squareRoot(quotient(sum, largestSum(rules).times(this.requests)));
  }
}

/** The largest distance score + the largest time score. */
function largestSum({ distance, time }: RfqRules): Decimal {
  const most = (scores: readonly { readonly score: Decimal }[]) =>
    scores.reduce((best, { score }) => (score.gt(best) ? score : best), ZERO);
  return most(distance).plus(most(time));
}
