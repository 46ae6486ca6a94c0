/** The tier that an account holds by what its user named, and the one that what is known of it reaches. */
import { type Catalogue, splitReference } from '../catalogue/catalogue.ts';
import { sameTier } from '../domain/card.ts';
import { ZERO } from '../domain/decimal.ts';
import {
  type Evaluated,
  evaluationAfter,
  evaluationBefore,
  USUAL_EVALUATION,
} from '../domain/evaluation-clock.ts';
import { BARE_VOLUME, type Standing } from '../domain/facts.ts';
import { fail, nearest } from '../domain/problem.ts';
import type { Evaluation, Schedule, ScheduleVersion } from '../domain/schedule.ts';
import { type TierDay, tierPath } from '../domain/tier-path.ts';
import type { Instant } from '../domain/time.ts';
import type { WindowVolume } from '../domain/window-volume.ts';
import { type OwnTier, productOf } from './compared-cards.ts';
import type { TermsRequest } from './request.ts';

/** The newest computation of a tier under a version; null where none can be made. */
export type Qualifier = (schedule: Schedule, version: ScheduleVersion) => TierDay | null;

/** Volumes of an account's fills up to an instant. */
export interface Measured {
  readonly venue: string;
  readonly volume: WindowVolume;
}

/** @param measured what fills show, for schedules of their venue; null = there are no fills */
export function qualifier(standings: readonly Standing[], measured: Measured | null): Qualifier {
  const known = new Map<ScheduleVersion, TierDay | null>();
  return (schedule, version) => {
    let found = known.get(version);
    if (found === undefined) {
      found = newestDay(schedule, version, standings, measured);
      known.set(version, found);
    }
    return found;
  };
}

function newestDay(
  schedule: Schedule,
  version: ScheduleVersion,
  standings: readonly Standing[],
  measured: Measured | null,
): TierDay | null {
  const evaluation = version.evaluation ?? schedule.evaluation ?? USUAL_EVALUATION;
  const own = measured !== null && measured.venue === schedule.venue ? measured.volume : null;
  const seen: Instant = measured?.volume.span?.to ?? version.from;
  const next = evaluationAfter(evaluation, evaluationBefore(evaluation, seen));
  // At another venue the same flow is taken to be traded there.
  const moved = measured !== null && own === null ? [flowOf(measured, schedule, evaluation, next)] : [];
  const days = tierPath({
    schedule,
    product: productOf(schedule),
    pinned: version.version,
    volume: own,
    standings: [...moved, ...standings],
    first: next.applies,
    last: next.at,
  });
  return days.at(-1) ?? null;
}

const METRICS = {
  spot: 'spotVolume',
  linear: 'futuresVolume',
  inverse: 'futuresVolume',
  option: 'optionsVolume',
} as const;

function flowOf(
  { volume }: Measured,
  { kind }: Schedule,
  evaluation: Evaluation,
  { from, at }: Evaluated,
): Standing {
  const traded = volume.sum(METRICS[kind], '', evaluation, from, at);
  return {
    from: null,
    product: null,
    values: new Map([[BARE_VOLUME, traded ?? ZERO]]),
    elsewhere: new Map(),
  };
}

/**
 * The tier of `--tier` on the ladder of `--schedule`, else on every ladder of the venue that has it. @throws KnownError
 * `tier-unknown`
 */
export function ownTiers(
  { tier, schedule }: TermsRequest,
  catalogue: Catalogue,
  venue: string | null,
): OwnTier[] {
  if (tier === undefined || sameTier(tier, 'auto') || sameTier(tier, 'infer')) return [];
  const ladders =
    schedule === undefined
      ? catalogue
          .ids()
          .filter((id) => venue === null || id.startsWith(`${venue}/`))
          .map((id) => catalogue.schedule(id))
          .filter(({ track }) => track === 'ladder')
      : [catalogue.schedule(splitReference(schedule).id)];
  const found = ladders.flatMap((ladder) => {
    const rows = ladder.versions.flatMap(({ tables }) => tables.flatMap(({ tiers }) => tiers));
    const row = rows.find((one) => sameTier(one.tier, tier));
    return row === undefined ? [] : [{ schedule: ladder, tier: row.tier }];
  });
  if (found.length > 0) return found;
  const names = ladders.flatMap(
    ({ versions }) => versions.at(-1)?.tables[0]?.tiers.map((row) => row.tier) ?? [],
  );
  const [near] = nearest(tier, [...new Set(names)]);
  return fail('tier-unknown', 'no ladder has this tier', {
    value: tier,
    hint: near === undefined ? 'fee-audit schedules show ID tells the tiers' : `did you mean ${near}?`,
  });
}
