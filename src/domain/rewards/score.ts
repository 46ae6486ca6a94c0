/** Steps seven and eight: weights and boosts, then ranks, shares and gates of one class of makers. */
import { Decimal, ONE, round, ZERO } from '../decimal.ts';
import { compareText } from '../mark.ts';
import { share } from './book.ts';
import { diamondHandsBoost, type Holding, volumeMultiplier } from './boosts.ts';
import type { ProgramClass, ProgramVersion, Weights } from './program.ts';
import type { RfqTally } from './rfq.ts';
import { type MarketParts, type MarketTally, overMarkets } from './tally.ts';

/** What a maker traded in a class, and all traders together. */
export interface Volume {
  readonly volume: Decimal;
  readonly total: Decimal;
}

/** Whether a maker takes part: both are needed. */
export interface Enrolment {
  readonly optedIn: boolean;
  readonly approved: boolean;
}

/** What is known beside the order book; null = no such file was given. */
export interface Standing {
  /** By class, then by maker. */
  readonly volumes: ReadonlyMap<string, ReadonlyMap<string, Volume>> | null;
  readonly holdings: ReadonlyMap<string, Holding> | null;
  readonly enrolled: ReadonlyMap<string, Enrolment> | null;
}

/** One market of a class, tallied. */
export interface ScoredMarket {
  readonly market: string;
  readonly tally: MarketTally;
}

/** The parts of one maker in one market. */
export interface MarketScore extends MarketParts {
  readonly market: string;
  readonly snapshots: number;
  readonly factor: Decimal;
}

/** One maker in one class; fractions, never negative. */
export interface MakerScore {
  readonly maker: string;
  readonly coverage: Decimal;
  readonly quality: Decimal;
  readonly rfq: Decimal;
  readonly initial: Decimal;
  readonly volumeMultiplier: Decimal;
  /** 1 + the boost of holdings. */
  readonly holderBoost: Decimal;
  readonly final: Decimal;
  /** Null for makers that are not ranked. */
  readonly initialRank: number | null;
  readonly rank: number | null;
  /** Of the final scores of all ranked makers; 0 for others. */
  readonly share: Decimal;
  /** `top 10%`, or why the maker is neither ranked nor paid. */
  readonly status: string;
  readonly markets: readonly MarketScore[];
}

type Unranked = Omit<MakerScore, 'initialRank' | 'rank' | 'share' | 'status'> & {
  readonly obstacle: string | null;
};

/** Scores every maker of a class that shows up anywhere, in order of names. */
export function scoreClass(
  cls: ProgramClass,
  version: ProgramVersion,
  markets: readonly ScoredMarket[],
  rfq: RfqTally | null,
  standing: Standing,
): MakerScore[] {
  const parts = markets.flatMap(({ market, tally }) =>
    tally.parts().map(
      (part): MarketScore => ({
        ...{ ...part, market, snapshots: tally.snapshots, factor: tally.factor() },
      }),
    ),
  );
  const byMaker = new Map<string, MarketScore[]>();
  for (const part of parts) byMaker.set(part.maker, [...(byMaker.get(part.maker) ?? []), part]);
  const makers = new Set([...byMaker.keys(), ...(rfq?.makers() ?? []), ...(standing.enrolled?.keys() ?? [])]);
  const factors = markets.reduce((sum, { tally }) => sum.plus(tally.factor()), ZERO);
  const unranked = [...makers].sort(compareText).map((maker): Unranked => {
    const own = byMaker.get(maker) ?? [];
    const over = (base: 'coverageBase' | 'qualityBase', root: 'coverageRoot' | 'qualityRoot') =>
      overMarkets(
        own.map((part) => ({ factor: part.factor, base: part[base], root: part[root] })),
        factors,
        version.readings.rootStage,
      );
    const coverage = over('coverageBase', 'coverageRoot');
    const quality = over('qualityBase', 'qualityRoot');
    const requests = rfq?.score(maker, version.rfq, version.readings.rfqScale) ?? ZERO;
    const volume = standing.volumes?.get(cls.name)?.get(maker) ?? null;
    const initial = weigh(cls.weights, coverage, quality, requests);
    const boosts = boostsOf(maker, volume, version, standing);
    const final = boosted(initial, boosts);
    const obstacle = obstacleTo(maker, volume, final, version, standing);
    return { maker, coverage, quality, rfq: requests, initial, ...boosts, final, markets: own, obstacle };
  });
  return ranked(unranked, version, standing);
}

/** The weighted sum of the parts. */
export function weigh(weights: Weights, coverage: Decimal, quality: Decimal, rfq: Decimal): Decimal {
  return weights.coverage.times(coverage).plus(weights.quality.times(quality)).plus(weights.rfq.times(rfq));
}

/** Boosts multiply. */
export function boosted(
  initial: Decimal,
  boosts: { readonly volumeMultiplier: Decimal; readonly holderBoost: Decimal },
): Decimal {
  return initial.times(boosts.volumeMultiplier).times(boosts.holderBoost);
}

function boostsOf(maker: string, volume: Volume | null, version: ProgramVersion, { holdings }: Standing) {
  const { volumeMode, holderBoost } = version.readings;
  const part = volume === null ? ZERO : share(volume.volume, volume.total);
  const holding = holderBoost === 'none' ? undefined : holdings?.get(maker);
  return {
    volumeMultiplier: volumeMultiplier(part, version.volumeWeight, volumeMode),
    holderBoost: holding === undefined ? ONE : diamondHandsBoost(holding).plus(ONE),
  };
}

/** Why a maker is neither ranked nor paid, in words; null = it is. */
function obstacleTo(
  maker: string,
  volume: Volume | null,
  final: Decimal,
  version: ProgramVersion,
  { enrolled, volumes }: Standing,
): string | null {
  if (enrolled !== null) {
    const one = enrolled.get(maker);
    if (one === undefined) return 'not enrolled';
    if (!one.optedIn) return 'not opted in';
    if (!one.approved) return 'not approved';
  }
  const failed = volumes === null ? [] : failedGates(volume ?? { volume: ZERO, total: ZERO }, version);
  if (failed.length > 0) return `gated: ${failed.join(', ')}`;
  return final.isZero() ? 'no score' : null;
}

/** The gates that a maker fails, in words; empty = it may be paid. */
export function failedGates(
  { volume, total }: Volume,
  { gates, readings }: Pick<ProgramVersion, 'gates' | 'readings'>,
): string[] {
  const { volumeAbove, shareAbove } = gates;
  const failed: string[] = [];
  let known = 0;
  if (volumeAbove !== null) {
    known++;
    if (!volume.gt(volumeAbove)) failed.push(`volume is not above ${volumeAbove.toFixed()} USD`);
  }
  if (shareAbove !== null) {
    known++;
    if (!share(volume, total).gt(shareAbove))
      failed.push(`share is not above ${shareAbove.times(100).toFixed()}%`);
  }
  return readings.gateJoin === 'or' && failed.length < known ? [] : failed;
}

function ranked(makers: readonly Unranked[], version: ProgramVersion, { volumes }: Standing): MakerScore[] {
  const paid = makers.filter(({ obstacle }) => obstacle === null);
  const total = paid.reduce((sum, { final }) => sum.plus(final), ZERO);
  const rankBy = (key: 'initial' | 'final') => {
    const values = paid.map((one) => one[key]).sort((a, b) => b.comparedTo(a));
    return (value: Decimal) => values.findIndex((other) => other.eq(value)) + 1;
  };
  const [byInitial, byFinal] = [rankBy('initial'), rankBy('final')];
  return makers.map(({ obstacle, ...score }): MakerScore => {
    if (obstacle !== null) return { ...score, initialRank: null, rank: null, share: ZERO, status: obstacle };
    const rank = byFinal(score.final);
    const part = share(score.final, total);
    const status = statusOf(rank, paid.length, part, version);
    const unchecked = volumes === null ? ' (gates not checked)' : '';
    return {
      ...score,
      initialRank: byInitial(score.initial),
      rank,
      share: part,
      status: `${status}${unchecked}`,
    };
  });
}

/** The best status that rank or share earns. Rank goes by the number of makers, rounded up, so that a best one always exists. */
export function statusOf(
  rank: number,
  makers: number,
  part: Decimal,
  { statuses, readings }: Pick<ProgramVersion, 'statuses' | 'readings'>,
): string {
  const found = statuses.find(({ bound }) =>
    readings.makerStatus === 'score-share'
      ? part.gte(bound)
      : round(bound.times(makers), { scale: 0, mode: 'ceiling' }).gte(new Decimal(rank)),
  );
  return found?.name ?? 'no status';
}
