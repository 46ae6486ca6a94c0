/** From `--card` references to cards that can be compared: terms, what fills their gaps, whether the account has them. */
import { type Catalogue, tierNamed, versionNamed } from '../catalogue/catalogue.ts';
import { isNoRate, sameTier, versionAt } from '../domain/card.ts';
import type { CardTerms, ComparedCard } from '../domain/compared-card.ts';
import { fail } from '../domain/problem.ts';
import { answered } from '../domain/qualification.ts';
import type { Schedule, ScheduleVersion, TierRow } from '../domain/schedule.ts';
import type { AffiliateTerms, DiscountTerms, TermsInForce } from '../domain/terms.ts';
import { rungsFor, type TierDay } from '../domain/tier-path.ts';
import type { Instant } from '../domain/time.ts';
import { affiliateConditions, ladderConditions, programConditions } from '../report/card-words.ts';
import type { CardReference } from './card-reference.ts';

/** A tier of a ladder that the account is known to hold. */
export interface OwnTier {
  readonly schedule: Schedule;
  readonly tier: string;
}

export interface CardsInput {
  readonly catalogue: Catalogue;
  readonly affiliate: AffiliateTerms | null;
  readonly discount: DiscountTerms;
  /** Tiers that the user named for the account. */
  readonly own: readonly OwnTier[];
  /** Picks versions where none is pinned; null = the newest. */
  readonly at: Instant | null;
  /** What is known of the account when the schedule would compute its tier. */
  qualified(schedule: Schedule, version: ScheduleVersion): TierDay | null;
}

/** @throws KnownError where a card names no tier and none is known for it */
export function comparedCards(references: readonly CardReference[], input: CardsInput): ComparedCard[] {
  // A ladder card that stands first tells the account's tier where nobody else does.
  const named = references.flatMap(({ schedule, tier }) =>
    schedule.track === 'ladder' && tier !== null ? [{ schedule, tier }] : [],
  );
  const whole = { ...input, own: [...input.own, ...named.slice(0, 1)] };
  return references.map((reference) => comparedCard(reference, whole, input.own));
}

function comparedCard(reference: CardReference, input: CardsInput, given: readonly OwnTier[]): ComparedCard {
  const { schedule, maker, taker, pairs } = reference;
  const version = versionFor(schedule, reference.version, input.at);
  const tier = reference.tier ?? impliedTier(reference, version, input);
  const row = tier === null || version === null ? null : rowOf(schedule, version, tier);
  const lacks = (side: 'maker' | 'taker') =>
    reference[side] === null &&
    (row === null || row[side] === null) &&
    (schedule.track === 'program' || schedule.replaces !== 'both');
  const ladder = schedule.track === 'program' ? ladderOf(schedule, input) : null;
  const fromLadder = { maker: ladder !== null && lacks('maker'), taker: ladder !== null && lacks('taker') };
  const terms = termsOf(input, {
    schedule: schedule.id,
    version: reference.version,
    tier,
    track: schedule.track,
    makerRate: maker,
    takerRate: taker,
  });
  const others = pairs === null ? null : othersOf(schedule, ladder);
  const reached = isReached(reference, tier, row, version, input, given);
  const qualification = version === null ? null : (input.qualified(schedule, version)?.qualification ?? null);
  const common = { schedule, version, row, tier, reached, qualification };
  return {
    name: cardName(reference, tier),
    schedule,
    terms,
    ladder,
    fromLadder,
    pairs,
    others,
    reached,
    agreed: { maker, taker },
    conditions: [
      ...(schedule.track === 'program'
        ? programConditions({
            ...common,
            ladder,
            fromLadder,
            pairs,
            others,
            agreed: maker !== null || taker !== null || isOwnProgram(schedule),
          })
        : ladderConditions({ ...common, agreed: maker !== null || taker !== null })),
      ...affiliateConditions(schedule, terms, row, input.affiliate, input.at),
    ],
  };
}

function cardName({ name, tier: written }: CardReference, tier: string | null): string {
  if (written !== null || tier === null) return name;
  return name.includes(':') ? name : `${name}:${tier}`;
}

function versionFor(schedule: Schedule, pinned: string | null, at: Instant | null): ScheduleVersion | null {
  if (pinned !== null) return versionNamed(schedule, pinned);
  if (at === null) return schedule.versions.at(-1) ?? null;
  const found = versionAt(schedule, at, null);
  return isNoRate(found) ? null : found;
}

function rowOf(schedule: Schedule, version: ScheduleVersion, tier: string): TierRow | null {
  return rungsFor(version, productOf(schedule)).find((row) => sameTier(row.tier, tier)) ?? null;
}

/** The product whose rungs stand for the schedule's. */
export function productOf({ product, covers }: Schedule): string {
  return covers?.[0] ?? product;
}

/** A ladder without a tier means the account's own, or the one that its flow reaches; agreed rates need none. */
function impliedTier(
  reference: CardReference,
  version: ScheduleVersion | null,
  input: CardsInput,
): string | null {
  const { schedule, maker, taker, name } = reference;
  if (maker !== null || taker !== null) return null;
  const own = input.own.find((one) => one.schedule === schedule)?.tier;
  if (own !== undefined) return own;
  const found = version === null ? null : (input.qualified(schedule, version)?.qualification ?? null);
  if (found !== null) return found.tier;
  return fail('card-without-tier', 'the card names neither a tier nor rates, and none is known', {
    value: name,
    hint: `add one: "${name}:VIP 4" or "${name}:maker=-0.003%,taker=0.027%"`,
  });
}

function termsOf(
  { affiliate, discount }: CardsInput,
  rest: Pick<TermsInForce, 'schedule' | 'version' | 'tier' | 'track' | 'makerRate' | 'takerRate'>,
): TermsInForce {
  const none = {
    account: '',
    from: null,
    product: null,
    program: null,
    tierBefore: null,
    tierAfter: null,
    note: null,
  };
  return { ...none, ...rest, discount, affiliate, basis: 'given' };
}

/** The account's ladder behind a program of its venue: its own tier, else the one that its flow reaches. */
function ladderOf(program: Schedule, input: CardsInput): CardTerms | null {
  const ladder = input.catalogue.ladderFor(program.venue, program.product);
  if (ladder === null) return null;
  const version = versionFor(ladder, null, input.at);
  const own = input.own.find(({ schedule }) => schedule === ladder)?.tier;
  const tier =
    own ?? (version === null ? null : (input.qualified(ladder, version)?.qualification?.tier ?? null));
  if (tier === null) return null;
  return { schedule: ladder, terms: asProgram(input, ladder, tierNamed(ladder, tier).tier) };
}

/** Ladder rates of a program's participant: a program all the same, so far as partners are concerned. */
function asProgram(input: CardsInput, ladder: Schedule, tier: string): TermsInForce {
  const rates = { makerRate: null, takerRate: null };
  return termsOf(input, { schedule: ladder.id, version: null, tier, track: 'program', ...rates });
}

/** What a participant pays on pairs outside the program. */
function othersOf(program: Schedule, ladder: CardTerms | null): CardTerms | null {
  if (ladder === null || program.otherPairs !== 'lowest tier') return ladder;
  const lowest = ladder.schedule.versions.at(-1)?.tables[0]?.tiers[0]?.tier ?? null;
  return { ...ladder, terms: { ...ladder.terms, tier: lowest } };
}

/** Shipped versions all say how far they can be trusted; a program in an own file need not, and is an agreement. */
function isOwnProgram({ track, versions }: Schedule): boolean {
  return track === 'program' && versions.every(({ provenance }) => provenance.confidence === null);
}

/** Whether the account has this card, by what the user said of it and by what is known of its flow. */
function isReached(
  reference: CardReference,
  tier: string | null,
  row: TierRow | null,
  version: ScheduleVersion | null,
  input: CardsInput,
  given: readonly OwnTier[],
): boolean | null {
  const { schedule, maker, taker } = reference;
  // Rates that the user names, or keeps as a program in a file of his own, are rates that somebody offered.
  if (maker !== null || taker !== null || isOwnProgram(schedule)) return true;
  if (tier === null || version === null || row === null) return null;
  const rungs = rungsFor(version, productOf(schedule));
  const at = (name: string) => rungs.findIndex((rung) => sameTier(rung.tier, name));
  const own = given.find((one) => one.schedule === schedule);
  if (own !== undefined && at(own.tier) >= at(tier)) return true;
  const day = input.qualified(schedule, version);
  const found = day?.qualification ?? null;
  if (found !== null && found.index >= at(tier)) return true;
  if (schedule.track === 'ladder') return false;
  if (row.when === null || day === null) return null;
  const { met, findings } = answered(row.when, day.facts, day.at);
  // A share or a grant of which nobody said anything cannot be ruled out.
  return met ? true : findings.some(({ answer }) => answer !== 'short') ? null : false;
}
