/** What `compare` and `advise` are asked, and the cards that it means. */
import type { Catalogue } from '../catalogue/catalogue.ts';
import { isNoRate, versionAt } from '../domain/card.ts';
import type { Kind } from '../domain/instrument.ts';
import { fail } from '../domain/problem.ts';
import type { Schedule } from '../domain/schedule.ts';
import { rungsFor } from '../domain/tier-path.ts';
import type { Instant } from '../domain/time.ts';
import { type CardReference, readCard } from './card-reference.ts';
import { type OwnTier, productOf } from './compared-cards.ts';
import type { FlowRequest } from './flow.ts';
import type { Qualifier } from './own-tier.ts';
import type { ReconcileRequest } from './request.ts';

export interface CompareRequest extends ReconcileRequest, FlowRequest {
  readonly card: readonly string[];
  readonly allTiers: boolean;
  readonly allVenues: boolean;
  /** True = the account's own ladder card stands first, named or not. */
  readonly ownFirst?: boolean;
  /** Asset of a plain flow. */
  readonly quote?: string;
}

/** A ladder in one of its versions; null = by date. */
export interface Ladder {
  readonly schedule: Schedule;
  readonly version: string | null;
}

export interface ReferenceContext {
  /** Null = the newest versions. */
  readonly at: Instant | null;
  readonly qualified: Qualifier;
  /** Ladders of the fills, or the schedule named, with its pinned version. */
  readonly ladders: readonly Ladder[];
  /** Tiers that the account holds; that of the flow's ladder is compared with where only one other card was named. */
  readonly own: readonly OwnTier[];
}

/** The cards named, then every tier, then every venue; each once. @throws KnownError where there is nothing to compare */
export function readReferences(
  {
    card,
    allTiers,
    allVenues,
    ownFirst,
  }: Pick<CompareRequest, 'card' | 'allTiers' | 'allVenues' | 'ownFirst'>,
  catalogue: Catalogue,
  context: ReferenceContext,
): CardReference[] {
  const named = card.map((written) => readCard(written, catalogue));
  const ladders = ladderSchedules(named, catalogue, context);
  const all = allTiers ? ladders.flatMap((ladder) => everyTier(ladder, context.at)) : [];
  const [main] = ladders;
  const venues = allVenues && main !== undefined ? everyVenue(main.schedule, catalogue, context) : [];
  const wanted = [...named, ...all, ...venues];
  const current = ladders.flatMap((one) => context.own.find((own) => own.schedule === one.schedule) ?? [])[0];
  const has = (own: OwnTier) =>
    wanted.some(({ schedule, tier }) => schedule === own.schedule && tier === own.tier);
  // A card alone is compared with what the account has.
  if (current !== undefined && named.length === 0 && allTiers) {
    // Among all tiers the account's own is the measure.
    const place = wanted.findIndex(
      ({ schedule, tier }) => schedule === current.schedule && tier === current.tier,
    );
    if (place > 0) wanted.unshift(...wanted.splice(place, 1));
  }
  if (current !== undefined && !has(current) && (named.length === 1 || (named.length === 0 && allVenues))) {
    wanted.unshift(reference(current.schedule, current.tier));
  }
  if (ownFirst === true) putOwnFirst(wanted, ladders, current ?? null, context);
  if (wanted.length === 0) {
    fail('card-missing', 'there are no cards to compare', {
      hint: 'name them (--card "okx/usdt-futures:VIP 4"), or say --all-tiers or --all-venues',
    });
  }
  const seen = new Set<string>();
  return wanted.filter((one) => {
    const pairs = one.pairs === null ? '' : [...one.pairs].join('+');
    const key = [one.schedule.id, one.version, one.tier, one.maker, one.taker, pairs].join('\u001f');
    return seen.has(key) ? false : seen.add(key) !== undefined;
  });
}

/** The ladder card of the flow first: as named, as held, or as the flow reaches it. */
function putOwnFirst(
  wanted: CardReference[],
  [main]: readonly Ladder[],
  current: OwnTier | null,
  { at, qualified }: ReferenceContext,
): void {
  const place = wanted.findIndex(({ schedule }) => schedule === main?.schedule);
  const [named] = place === -1 ? [] : wanted.splice(place, 1);
  const version =
    main === undefined
      ? null
      : versionAt(main.schedule, at ?? 0, at === null ? main.schedule.versions.at(-1)!.version : null);
  const reached =
    main === undefined || version === null || isNoRate(version)
      ? null
      : (qualified(main.schedule, version)?.qualification ?? null);
  const own =
    named ??
    (current !== null
      ? reference(current.schedule, current.tier)
      : main !== undefined && reached !== null
        ? reference(main.schedule, reached.tier)
        : null);
  if (own !== null) wanted.unshift(own);
}

function ladderSchedules(
  named: readonly CardReference[],
  catalogue: Catalogue,
  { ladders }: ReferenceContext,
): Ladder[] {
  const ofCards = named.flatMap(({ schedule, version }): Ladder[] => {
    if (schedule.track === 'ladder') return [{ schedule, version }];
    const ladder = catalogue.ladderFor(schedule.venue, schedule.product);
    return ladder === null ? [] : [{ schedule: ladder, version: null }];
  });
  const all = [...ofCards, ...ladders];
  return all.filter((one, index) => all.findIndex(({ schedule }) => schedule === one.schedule) === index);
}

const NOTHING = { maker: null, taker: null, pairs: null } as const;

function reference(schedule: Schedule, tier: string, version: string | null = null): CardReference {
  const pin = version === null ? '' : `@${version}`;
  return { name: `${schedule.id}${pin}:${tier}`, schedule, version, tier, ...NOTHING };
}

function everyTier({ schedule, version: pinned }: Ladder, at: Instant | null): CardReference[] {
  const version =
    at === null && pinned === null ? schedule.versions.at(-1)! : versionAt(schedule, at ?? 0, pinned);
  if (isNoRate(version)) return [];
  return rungsFor(version, productOf(schedule)).map(({ tier }) => reference(schedule, tier, pinned));
}

/** At every other venue, the ladder for the same kind of product at the tier that this flow would reach there. */
function everyVenue(
  main: Schedule,
  catalogue: Catalogue,
  { at, qualified }: ReferenceContext,
): CardReference[] {
  const kind: Kind = main.kind;
  return catalogue.ids().flatMap((id) => {
    const schedule = catalogue.schedule(id);
    if (schedule.track !== 'ladder' || schedule.kind !== kind || schedule.venue === main.venue) return [];
    const version = at === null ? schedule.versions.at(-1)! : versionAt(schedule, at, null);
    if (isNoRate(version)) return [];
    const found = qualified(schedule, version)?.qualification ?? null;
    return found === null ? [] : [reference(schedule, found.tier)];
  });
}
