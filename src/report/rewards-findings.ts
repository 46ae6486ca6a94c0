/** All that a report on rewards says, computed. */
import type { Decimal } from '../domain/decimal.ts';
import type { Award, ScoredMaker } from '../domain/rewards/award.ts';
import type { Pool, ProgramVersion, RewardProgram } from '../domain/rewards/program.ts';
import type { Published, PublishedCheck } from '../domain/rewards/published.ts';
import type { CappedRebates } from '../domain/rewards/rebate-cap.ts';
import type { SelfTrade } from '../domain/rewards/self-trade.ts';

/** One trader's part of a pool for takers. */
export interface TakerAward {
  readonly pool: Pool;
  readonly maker: string;
  /** Net taker fees. */
  readonly weight: Decimal;
  readonly total: Decimal;
  readonly award: Decimal;
  readonly reason: string;
}

export interface RewardsFindings {
  readonly program: RewardProgram;
  readonly version: ProgramVersion;
  /** The epoch of the awards; null = not known. */
  readonly epoch: string | null;
  readonly awards: readonly Award[];
  readonly rebates: readonly (CappedRebates & { readonly pool: Pool })[];
  readonly takerAwards: readonly TakerAward[];
  readonly published: Published | null;
  readonly checks: readonly PublishedCheck[];
  /** The scores given, for comparing them with the published ones. */
  readonly scored: readonly ScoredMaker[];
  /** Null where no fills were given. */
  readonly own: {
    readonly fills: number;
    readonly refused: number;
    readonly selfTrades: readonly SelfTrade[];
  } | null;
  readonly disqualified: readonly string[];
  readonly notes: readonly string[];
}
