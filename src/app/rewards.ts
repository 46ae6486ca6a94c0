/** Rewards: scores and accrued rebates in, awards pool by pool out; the venue's published scores checked. */
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Catalogue, splitReference } from '../catalogue/catalogue.ts';
import { type Decimal, ZERO } from '../domain/decimal.ts';
import { fail } from '../domain/problem.ts';
import { type Award, awardsOf } from '../domain/rewards/award.ts';
import { allocate } from '../domain/rewards/pool.ts';
import type { Pool, ProgramClass, ProgramVersion } from '../domain/rewards/program.ts';
import { checkPublished, type Published } from '../domain/rewards/published.ts';
import { type Accrued, type CappedRebates, capRebates } from '../domain/rewards/rebate-cap.ts';
import { formatShort } from '../domain/time.ts';
import { type OwnFills, readOwnFills } from '../engine/own-fills.ts';
import { type ColumnMap, listRows, readAccrued, readHistory, readTakerFees } from '../ingest/maker-lists.ts';
import { readPublished, readScores, type ScoresFile } from '../ingest/scores-file.ts';
import type { Report } from '../report/model.ts';
import type { RewardsFindings, TakerAward } from '../report/rewards-findings.ts';
import { rewardsReport } from '../report/rewards-report.ts';
import type { Host } from './host.ts';
import { openSchedules } from './open-catalogue.ts';
import { chooseProgram, classNames, type ProgramRequest } from './reward-program.ts';
import { columnMap } from './score.ts';
import { instrumentsFor, openSources } from './sources.ts';

/** What `fee-audit rewards` was asked for. */
export interface RewardsRequest extends ProgramRequest {
  readonly map: readonly string[];
  readonly scores?: string;
  readonly accrued?: string;
  readonly history?: string;
  readonly published?: string;
  readonly takerFees?: string;
  readonly epoch?: string;
  readonly fills: readonly string[];
  readonly disqualified: readonly string[];
}

/** @throws KnownError where an input cannot be read, or none was given */
export async function rewards(request: RewardsRequest, host: Host): Promise<Report> {
  const {
    scores: scoresPath,
    accrued: accruedPath,
    published: publishedPath,
    takerFees: feesPath,
    fills,
  } = request;
  if (
    [scoresPath, accruedPath, publishedPath, feesPath].every((one) => one === undefined) &&
    fills.length === 0
  ) {
    fail('nothing-given', 'there is nothing to split or to check', {
      hint: 'give --scores, --accrued, --published, --taker-fees or --fills',
    });
  }
  const map = columnMap(request.map);
  const catalogue = openSchedules(host);
  const scores =
    scoresPath === undefined
      ? null
      : await readScores(scoresPath, map, classNames(chooseProgram(request, catalogue).program));
  const published = publishedPath === undefined ? null : await readPublished(publishedPath);
  const { program, version, notes } = choose(request, scores, published, catalogue);
  const own = fills.length === 0 ? null : await ownFills(request, version, catalogue, host);
  const disqualified = await readDisqualified(request.disqualified, map, host);
  const accrued = accruedPath === undefined ? (own?.accrued ?? null) : await readAccrued(accruedPath, map);
  const epochs = version.pools.reduce((most, { vesting }) => Math.max(most, vesting?.epochs ?? 0), 0);
  const history = request.history === undefined ? new Map() : await readHistory(request.history, map, epochs);
  const fees = feesPath === undefined ? null : await readTakerFees(feesPath, map);
  const awards = scores === null ? [] : scoreAwards(version, scores, disqualified, history);
  return rewardsReport({
    ...{ program, version, awards, published, own, disqualified: [...disqualified].sort() },
    epoch: request.epoch ?? (scores?.epochFrom == null ? null : formatShort(scores.epochFrom).slice(0, 10)),
    rebates: accrued === null ? [] : rebatesOf(version, accrued, disqualified),
    takerAwards: fees === null ? [] : takerAwards(version, fees, disqualified),
    checks: published === null ? [] : checkPublished(published, classFor(published, version), version),
    scored: scores?.makers ?? [],
    notes: [...notes, ...notesOf(request, scores, accrued, disqualified)],
  } satisfies RewardsFindings);
}

/** The version of the flags, else the one that the scores name, else that of their time. */
function choose(
  request: RewardsRequest,
  scores: ScoresFile | null,
  published: Published | null,
  catalogue: Catalogue,
) {
  const { id, version } = splitReference(request.program ?? 'derive/rewards');
  const named = version === null && request.asOf === undefined ? (scores?.version ?? null) : null;
  const chosen = chooseProgram(
    named === null ? request : { ...request, program: `${id}@${named}` },
    catalogue,
  );
  return { program: chosen.program, ...chosen.versionFor(scores?.epochFrom ?? published?.start ?? null) };
}

async function ownFills(
  request: RewardsRequest,
  version: ProgramVersion,
  catalogue: Catalogue,
  host: Host,
): Promise<OwnFills> {
  const opened = await openSources(request.fills, { map: [] }, null, catalogue, host);
  host.atEnd(() => opened.dispose());
  const [first] = opened.problems;
  if (first !== undefined) fail(first.code, first.sentence, first);
  return readOwnFills(opened.sources, instrumentsFor(opened.sources, catalogue, null), version);
}

/** Makers by name, or the first column of a file of them. */
async function readDisqualified(words: readonly string[], map: ColumnMap, host: Host): Promise<Set<string>> {
  const makers = new Set<string>();
  for (const word of words) {
    const path = resolve(host.cwd, word);
    if (!existsSync(path) || !statSync(path).isFile()) makers.add(word);
    else
      for (const { cells } of await listRows(path, [{ name: 'maker', alias: 'wallet' }], map))
        makers.add(cells[0]!);
  }
  return makers;
}

function scoreAwards(
  version: ProgramVersion,
  { makers }: ScoresFile,
  disqualified: ReadonlySet<string>,
  history: ReadonlyMap<string, readonly (Decimal | null)[]>,
): Award[] {
  const pools = version.pools.filter(({ kind }) => kind === 'score');
  return pools.flatMap((pool) => {
    const awards = awardsOf(pool, makers, version, disqualified, history);
    const sum = awards.reduce((total, { award }) => total.plus(award), ZERO);
    if (!sum.isZero() && !sum.eq(pool.amount)) {
      throw new Error(`${pool.name}: awards add up to ${sum.toFixed()}, not to ${pool.amount.toFixed()}`);
    }
    return awards;
  });
}

function rebatesOf(
  version: ProgramVersion,
  accrued: readonly Accrued[],
  disqualified: ReadonlySet<string>,
): (CappedRebates & { readonly pool: Pool })[] {
  const scope = version.readings.capScope;
  if (scope === 'sub-pool' && accrued.some(({ program }) => program === null)) {
    fail('program-missing', 'rebates by sub-pool need the column program', {
      hint: 'maker,accrued,program with options, perps majors or perps alts; or --reading capScope=global',
    });
  }
  return version.pools
    .filter(({ kind }) => kind === 'rebate-cap')
    .map((pool) => ({ pool, ...capRebates(pool, accrued, scope, disqualified) }));
}

function takerAwards(
  version: ProgramVersion,
  fees: ReadonlyMap<string, Decimal>,
  disqualified: ReadonlySet<string>,
): TakerAward[] {
  const pools = version.pools.filter(({ kind }) => kind === 'taker-fees');
  return pools.flatMap((pool) => {
    const claims = [...fees].map(([maker, fee]) => ({ maker, weight: disqualified.has(maker) ? ZERO : fee }));
    const total = claims.reduce((sum, { weight }) => sum.plus(weight), ZERO);
    const parts = allocate(pool.amount, claims, pool.scale);
    return claims.map(({ maker, weight }) => ({
      ...{ pool, maker, weight, total, award: parts.get(maker)! },
      reason: disqualified.has(maker) ? 'disqualified' : 'by net taker fees',
    }));
  });
}

/** The class that a published program scores: by its asset types and, for perps, whether it has a major. */
function classFor({ assetTypes, currencies }: Published, version: ProgramVersion): ProgramClass {
  const type = assetTypes.includes('option') ? 'option' : 'perp';
  const classes = version.classes.filter(({ assetType }) => assetType === type);
  const rule = version.markets.find(
    (one) => one.assetType === type && currencies.some((c) => one.currencies.includes(c)),
  );
  return classes.find(({ name }) => name === rule?.program) ?? classes[0]!;
}

function notesOf(
  request: RewardsRequest,
  scores: ScoresFile | null,
  accrued: readonly Accrued[] | null,
  disqualified: ReadonlySet<string>,
): string[] {
  const known = new Set([...(scores?.makers ?? []), ...(accrued ?? [])].map(({ maker }) => maker));
  const strangers = [...disqualified].filter((maker) => !known.has(maker)).sort();
  return [
    ...(strangers.length === 0 ? [] : [`disqualified, but in no list of this run: ${strangers.join(', ')}`]),
    ...(scores !== null && request.history === undefined
      ? ['no --history was given: what vests later is pending, nothing is forfeited']
      : []),
    ...(request.accrued === undefined && request.fills.length > 0
      ? [
          'accrued rebates are the sum of the negative fees in --fills: the desk’s own accounts only, while the cap is on all makers',
        ]
      : []),
  ];
}
