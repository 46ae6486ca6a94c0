/** Step nine: from scores to awards, pool by pool. */
import { type Decimal, quotient, ZERO } from '../decimal.ts';
import { compareText } from '../mark.ts';
import { share } from './book.ts';
import { allocate, type Claim } from './pool.ts';
import type { Pool, ProgramVersion } from './program.ts';
import { boosted } from './score.ts';
import { type Vested, vest } from './vesting.ts';

/** What a score says about one maker in one class. */
export interface ScoredMaker {
  readonly program: string;
  readonly maker: string;
  /** Null where only the final score is known. */
  readonly coverage: Decimal | null;
  readonly quality: Decimal | null;
  readonly rfq: Decimal | null;
  readonly volumeMultiplier: Decimal;
  readonly holderBoost: Decimal;
  readonly final: Decimal;
  /** Why the maker is not paid; null = it is. */
  readonly obstacle: string | null;
}

/** One maker's part of one pool; award = paidNow + vesting + forfeited. */
export interface Award extends Vested {
  readonly pool: Pool;
  readonly maker: string;
  /** Of the claims of all who are paid. */
  readonly share: Decimal;
  readonly award: Decimal;
  readonly reason: string;
}

/** What a maker's score claims from a pool. */
export function claimOf(one: ScoredMaker, pool: Pool, version: ProgramVersion): Decimal {
  const { rfqMode, rfqPoolBoosts } = version.readings;
  if (pool.by === 'final' || rfqMode === 'composite') return one.final;
  if (pool.by === 'rfq') return rfqPoolBoosts === 'all' ? boosted(one.rfq ?? ZERO, one) : (one.rfq ?? ZERO);
  const weights = version.classes.find(({ name }) => name === one.program)?.weights;
  if (one.coverage === null || one.quality === null || weights === undefined) return one.final;
  const whole = weights.coverage.plus(weights.quality);
  const parts = weights.coverage.times(one.coverage).plus(weights.quality.times(one.quality));
  return boosted(quotient(parts, whole), one);
}

/**
 * Splits one score pool among the makers of its class, in order of names; who is not paid is listed with 0.
 * @param history score shares of the epochs after the award's, by maker
 */
export function awardsOf(
  pool: Pool,
  makers: readonly ScoredMaker[],
  version: ProgramVersion,
  disqualified: ReadonlySet<string>,
  history: ReadonlyMap<string, readonly (Decimal | null)[]>,
): Award[] {
  const own = makers.filter(({ program }) => program === pool.program);
  const obstacleOf = ({ maker, obstacle }: ScoredMaker) =>
    disqualified.has(maker) ? 'disqualified' : obstacle;
  const claims = own.map(
    (one): Claim => ({
      maker: one.maker,
      weight: obstacleOf(one) === null ? claimOf(one, pool, version) : ZERO,
    }),
  );
  const total = claims.reduce((sum, { weight }) => sum.plus(weight), ZERO);
  const parts = allocate(pool.amount, claims, pool.scale);
  return own
    .map((one, index): Award => {
      const award = parts.get(one.maker) ?? ZERO;
      const { weight } = claims[index]!;
      const vested =
        pool.vesting === null || award.isZero()
          ? { paidNow: award, vesting: ZERO, forfeited: ZERO, tranches: [] }
          : vest(award, pool.vesting, history.get(one.maker) ?? [], version.readings.vesting, pool.scale);
      const reason =
        obstacleOf(one) ?? (weight.isZero() ? 'no score here' : (pool.provisional ?? 'by score'));
      const isProvisional = obstacleOf(one) === null && !weight.isZero() && pool.provisional !== null;
      const words = isProvisional ? `provisional: ${reason}` : reason;
      return { pool, maker: one.maker, share: share(weight, total), award, ...vested, reason: words };
    })
    .sort((a, b) => compareText(a.maker, b.maker));
}
