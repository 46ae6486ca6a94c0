/** Checking the venue's published scores against the formulas: totals, boosts, weights and what follows for payouts. */
import { type Decimal, ONE, quotient, unitOf, ZERO } from '../decimal.ts';
import { compareText } from '../mark.ts';
import type { Instant } from '../time.ts';
import { volumeMultiplier } from './boosts.ts';
import type { ProgramClass, ProgramVersion } from './program.ts';

export interface PublishedScore {
  readonly wallet: string;
  readonly coverage: Decimal;
  readonly quality: Decimal;
  readonly volume: Decimal;
  readonly volumeMultiplier: Decimal;
  readonly holderBoost: Decimal;
  readonly total: Decimal;
}

/** The response of the venue's score interface. */
export interface Published {
  readonly program: string;
  readonly assetTypes: readonly string[];
  readonly currencies: readonly string[];
  /** Start of the epoch or program; null where the response does not tell. */
  readonly start: Instant | null;
  /** Token → amount. */
  readonly rewards: ReadonlyMap<string, Decimal>;
  readonly totalScore: Decimal;
  readonly totalVolume: Decimal;
  /** Decimals at which scores are compared: the most that any of them was written with, trailing zeros being dropped. */
  readonly scale: number;
  readonly scores: readonly PublishedScore[];
}

export type CheckOutcome = 'match' | 'break' | 'not checked';

export interface PublishedCheck {
  readonly check: string;
  /** Null = of the whole response. */
  readonly wallet: string | null;
  readonly published: Decimal | null;
  readonly recomputed: Decimal | null;
  readonly outcome: CheckOutcome;
  readonly sentence: string;
}

const plainly = (value: Decimal) => value.toSignificantDigits(12).toFixed();

/** All checks, those of the response first, then wallet by wallet. */
export function checkPublished(
  published: Published,
  cls: ProgramClass,
  version: ProgramVersion,
): PublishedCheck[] {
  const scores = [...published.scores].sort((a, b) => compareText(a.wallet, b.wallet));
  const unit = unitOf(published.scale);
  const fitted = fitWeights(scores, unit);
  const model = modelOf(fitted, cls);
  return [
    totalScore(published, scores, unit),
    totalVolume(published, scores),
    volumeConstant(published, scores, version, unit),
    weights(scores, fitted, model, unit),
    ...poolAmounts(published, cls, version),
    ...scores.flatMap((one) => walletChecks(one, published, version, model, unit)),
    ...payouts(published, scores, model, unit),
  ];
}

function totalScore(
  { totalScore: stated }: Published,
  scores: readonly PublishedScore[],
  unit: Decimal,
): PublishedCheck {
  const sum = scores.reduce((all, { total }) => all.plus(total), ZERO);
  const ok = sum
    .minus(stated)
    .abs()
    .lte(unit.times(scores.length + 1));
  return {
    ...{ check: 'total_score', wallet: null, published: stated, recomputed: sum },
    outcome: ok ? 'match' : 'break',
    sentence: ok ? 'the scores add up to it' : `the scores add up to ${plainly(sum)}`,
  };
}

function totalVolume({ totalVolume: stated }: Published, scores: readonly PublishedScore[]): PublishedCheck {
  const sum = scores.reduce((all, { volume }) => all.plus(volume), ZERO);
  const ok = sum.lte(stated);
  return {
    ...{ check: 'total_volume', wallet: null, published: stated, recomputed: sum },
    outcome: ok ? 'match' : 'break',
    sentence: ok
      ? 'the wallets have no more than this; others trade too'
      : 'the wallets have more than the total',
  };
}

/** (multiplier − 1) × total volume ÷ volume must be the same for all, and the program's weight. */
function volumeConstant(
  { totalVolume: total }: Published,
  scores: readonly PublishedScore[],
  { volumeWeight, readings }: ProgramVersion,
  unit: Decimal,
): PublishedCheck {
  const traded = scores.filter(({ volume }) => !volume.isZero());
  const largest = traded.reduce<PublishedScore | null>(
    (best, one) => (best === null || one.volume.gt(best.volume) ? one : best),
    null,
  );
  const rest = { check: 'volume multiplier constant', wallet: null, recomputed: volumeWeight };
  if (largest === null || total.isZero()) {
    return { ...rest, published: null, outcome: 'not checked', sentence: 'nobody has volume' };
  }
  const found = quotient(largest.volumeMultiplier.minus(ONE).times(total), largest.volume);
  const fits = (weight: Decimal, mode: 'linear' | 'power') =>
    traded.every((one) => isNear(one.volumeMultiplier, multiplierDue(one, total, weight, mode), unit));
  const due = fits(volumeWeight, readings.volumeMode);
  const sentence = due
    ? `every multiplier follows from the share of volume with a weight of ${plainly(volumeWeight)}`
    : fits(volumeWeight, 'power')
      ? `(1 + share) to the ${plainly(volumeWeight)} fits every wallet`
      : fits(found, 'linear')
        ? `the multipliers follow a weight of ${plainly(found)}`
        : 'the multipliers follow no single weight';
  return { ...rest, published: found, outcome: due ? 'match' : 'break', sentence };
}

/** A product of rounded figures is off by a few units of their last place. */
function isNear(a: Decimal, b: Decimal, unit: Decimal): boolean {
  return a.minus(b).abs().lte(unit.times(SLACK));
}
const SLACK = 5;

function multiplierDue(
  { volume }: PublishedScore,
  total: Decimal,
  weight: Decimal,
  mode: 'linear' | 'power',
): Decimal {
  return volumeMultiplier(quotient(volume, total), weight, mode);
}

/** The amounts of the response against the pools of this class, added up by asset. */
function poolAmounts({ rewards }: Published, cls: ProgramClass, version: ProgramVersion): PublishedCheck[] {
  return [...rewards].map(([token, amount]): PublishedCheck => {
    const pools = version.pools.filter(({ asset, program }) => asset === token && program === cls.name);
    const sum = pools.reduce((all, pool) => all.plus(pool.amount), ZERO);
    const one = pools.find((pool) => pool.amount.eq(amount));
    const rest = {
      check: `reward ${token}`,
      wallet: null,
      published: amount,
      recomputed: one?.amount ?? sum,
    };
    if (pools.length === 0)
      return {
        ...rest,
        recomputed: null,
        outcome: 'not checked',
        sentence: `no pool in ${token} for ${cls.name}`,
      };
    const ok = one !== undefined || sum.eq(amount);
    const names = (one === undefined ? pools : [one]).map(({ name }) => name).join(' + ');
    // The venue runs many programs under one page: another amount is worth telling, but no contradiction.
    const sentence = ok
      ? `${names} of revision ${version.version}`
      : `revision ${version.version} has another amount: ${names}`;
    return { ...rest, outcome: ok ? 'match' : 'not checked', sentence };
  });
}

/** What the totals are made of, before boosts. */
interface Fit {
  /** Least squares over all wallets; null = they do not tell coverage and quality apart. */
  readonly free: { readonly coverage: Decimal; readonly quality: Decimal } | null;
  /** One weight for both; null = no wallet has a score. */
  readonly equal: Decimal | null;
  readonly fitsFree: boolean;
  readonly fitsEqual: boolean;
  readonly fitsProduct: boolean;
}

/** The total less its boosts. */
function baseOf({ total, volumeMultiplier: volume, holderBoost }: PublishedScore): Decimal {
  const boosts = volume.times(holderBoost);
  return boosts.isZero() ? ZERO : quotient(total, boosts);
}

function fitWeights(scores: readonly PublishedScore[], unit: Decimal): Fit {
  const points = scores.map((one) => ({ c: one.coverage, q: one.quality, x: baseOf(one) }));
  const sum = (of: (point: (typeof points)[number]) => Decimal) =>
    points.reduce((all, point) => all.plus(of(point)), ZERO).toSignificantDigits(120);
  const [cc, cq, qq] = [
    sum(({ c }) => c.times(c)),
    sum(({ c, q }) => c.times(q)),
    sum(({ q }) => q.times(q)),
  ];
  const [cx, qx] = [sum(({ c, x }) => c.times(x)), sum(({ q, x }) => q.times(x))];
  const determinant = cc.times(qq).minus(cq.times(cq));
  const both = sum(({ c, q }) => c.plus(q).times(c.plus(q)));
  const equal = both.isZero() ? null : quotient(cx.plus(qx), both);
  const free = determinant.isZero()
    ? null
    : {
        coverage: quotient(cx.times(qq).minus(qx.times(cq)), determinant),
        quality: quotient(qx.times(cc).minus(cx.times(cq)), determinant),
      };
  const fits = (model: (c: Decimal, q: Decimal) => Decimal) =>
    points.length > 0 && points.every(({ c, q, x }) => isNear(model(c, q), x, unit));
  return {
    free,
    equal,
    fitsFree: free !== null && fits((c, q) => free.coverage.times(c).plus(free.quality.times(q))),
    fitsEqual: equal !== null && points.length > 1 && fits((c, q) => equal.times(c.plus(q))),
    fitsProduct: fits((c, q) => c.times(q)),
  };
}

/** The weights with which totals are recomputed: the fitted ones where they are equal, else the program's. */
interface Model {
  readonly coverage: Decimal;
  readonly quality: Decimal;
  readonly basis: 'fitted' | 'program';
}

function modelOf({ equal, fitsEqual }: Fit, { weights: given }: ProgramClass): Model {
  if (fitsEqual && equal !== null) return { coverage: equal, quality: equal, basis: 'fitted' };
  // The interface has no score of requests: coverage and quality share what is left.
  const left = given.coverage.plus(given.quality);
  return {
    coverage: quotient(given.coverage, left),
    quality: quotient(given.quality, left),
    basis: 'program',
  };
}

function weights(scores: readonly PublishedScore[], fit: Fit, model: Model, unit: Decimal): PublishedCheck {
  const { free, fitsEqual, fitsProduct, fitsFree } = fit;
  const close = scores.every((one) => isNear(ownTotal(one, model), one.total, unit));
  const ok = fitsEqual || (scores.length === 1 && close);
  const found =
    free === null
      ? 'the wallets do not tell coverage and quality apart'
      : `least squares give ${plainly(free.coverage)} : ${plainly(free.quality)} (coverage : quality)${fitsFree ? '' : ', which does not reproduce every total'}`;
  const rival = `the product of coverage and quality ${fitsProduct ? 'reproduces every total' : 'does not reproduce the totals'}`;
  return {
    check: 'weights of coverage and quality',
    wallet: null,
    published: free?.coverage ?? fit.equal,
    recomputed: model.coverage,
    outcome: scores.length === 0 ? 'not checked' : ok ? 'match' : 'break',
    sentence: `${found}; ${rival}`,
  };
}

/** Total as the formula gives it from the published parts. */
function ownTotal(
  { coverage, quality, volumeMultiplier: volume, holderBoost }: PublishedScore,
  model: Model,
): Decimal {
  const initial = model.coverage.times(coverage).plus(model.quality.times(quality));
  return initial.times(volume).times(holderBoost);
}

function walletChecks(
  one: PublishedScore,
  { totalVolume: total }: Published,
  { volumeWeight, readings }: ProgramVersion,
  model: Model,
  unit: Decimal,
): PublishedCheck[] {
  const { wallet } = one;
  const check = (
    name: string,
    published: Decimal,
    recomputed: Decimal,
    sentence: string,
  ): PublishedCheck => ({
    ...{ check: name, wallet, published, recomputed, sentence },
    outcome: isNear(published, recomputed, unit) ? 'match' : 'break',
  });
  const formula = `${plainly(model.coverage)} x coverage + ${plainly(model.quality)} x quality, boosted (${model.basis} weights)`;
  const score = check('total_score of the wallet', one.total, ownTotal(one, model), formula);
  if (total.isZero()) return [score];
  const due = multiplierDue(one, total, volumeWeight, readings.volumeMode);
  return [check('volume_multiplier', one.volumeMultiplier, due, 'from the share of volume'), score];
}

/** Payout by the published totals against payout by the recomputed ones, for every token. */
function payouts(
  { rewards, totalScore: stated }: Published,
  scores: readonly PublishedScore[],
  model: Model,
  unit: Decimal,
): PublishedCheck[] {
  const own = scores.map((one) => ownTotal(one, model));
  const sum = own.reduce((all, one) => all.plus(one), ZERO);
  if (stated.isZero() || sum.isZero()) return [];
  return [...rewards].flatMap(([token, amount]) =>
    scores.map((one, index): PublishedCheck => {
      const published = quotient(amount.times(one.total), stated);
      const recomputed = quotient(amount.times(own[index]!), sum);
      // A unit of a score, or of every score in the total, moves a payout by its share of the pool.
      const slack = quotient(amount.times(unit).times(SLACK + scores.length), stated);
      return {
        ...{ check: `payout ${token}`, wallet: one.wallet, published, recomputed },
        outcome: published.minus(recomputed).abs().lte(slack) ? 'match' : 'break',
        sentence: `${plainly(amount)} ${token} x total_score of the wallet / total_score`,
      };
    }),
  );
}
