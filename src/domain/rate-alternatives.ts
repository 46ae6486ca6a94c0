/**
 * Every rate that somebody could have taken by mistake instead of the one due, with the cause that it would be: other
 * tiers, versions, groups of pairs, the other side of the book, a discount left out or given undue, another track. The
 * list belongs to the terms and the card, not to a fill, so it is made once and a charge is looked up in it by halving.
 */
import { type Card, cardFor, discounted, isNoRate, sameTier, tiersOf } from './card.ts';
import type { Hypothesis } from './hypothesis.ts';
import type { Instrument } from './instrument.ts';
import type { Rate } from './rate.ts';
import type { RateTable, TierRow, TokenDiscount } from './schedule.ts';
import type { DueRate, TermsInForce } from './terms.ts';
import type { Instant } from './time.ts';

/** A rate with the cause that explains it. */
export interface Alternative extends Hypothesis {
  readonly rate: Rate;
  /** How many slips must have happened at once: those of one are tried first. */
  readonly slips: 1 | 2;
}

/** What the alternatives of one side of the book depend on. */
export interface AlternativeScope {
  readonly card: Card | null;
  /** Cards of the venue's other schedules for this instrument: programs for an account on the ladder, the ladder for a program. */
  readonly otherCards: readonly Card[];
  readonly terms: TermsInForce;
  readonly instrument: Instrument;
  readonly liquidity: 'maker' | 'taker';
  readonly due: DueRate;
  /** What the terms give the other side; null = not known. */
  readonly otherSide: Rate | null;
}

type Add = (
  code: Hypothesis['code'],
  detail: string,
  rate: Rate | null | undefined,
  slips?: 1 | 2,
  distance?: number,
) => void;

/** A list with all that it was made from. */
interface KnownList {
  readonly grounds: readonly unknown[];
  readonly list: readonly Alternative[];
}

/** Lists of alternatives, each made once: instruments of one group of pairs share them, and an exchange has hundreds. */
export class AlternativeLists {
  private readonly known = new Map<TermsInForce, KnownList[]>();

  /** @returns ascending by rate; the rate due itself is never among them */
  of(scope: AlternativeScope): readonly Alternative[] {
    const versions = versionTables(scope);
    const grounds = groundsOf(scope, versions);
    const lists = this.known.get(scope.terms) ?? [];
    this.known.set(scope.terms, lists);
    const isSame = (one: KnownList) =>
      one.grounds.length === grounds.length && one.grounds.every((ground, at) => ground === grounds[at]);
    const known = lists.find(isSame);
    if (known !== undefined) return known.list;
    const list = alternativesOf(scope, versions);
    lists.push({ grounds, list });
    return list;
  }
}

/** All that a list is made from beside the terms: nothing else of an instrument or a due rate may matter to it. */
function groundsOf(scope: AlternativeScope, versions: readonly VersionTable[]): readonly unknown[] {
  const { card, otherCards, instrument, liquidity, due, otherSide } = scope;
  const cards = [card, ...otherCards].flatMap((one) =>
    one === null ? [null] : [one.schedule, one.version, ...one.tables],
  );
  return [
    ...[instrument.product, liquidity, due.rate.toString(), due.published.toString()],
    ...[due.discount, due.tier, otherSide?.toString() ?? null],
    ...cards,
    ...versions.flatMap(({ version, table }) => [version, table]),
  ];
}

function alternativesOf(scope: AlternativeScope, versions: readonly VersionTable[]): readonly Alternative[] {
  const found = new Map<string, Alternative>();
  const add: Add = (code, detail, rate, slips = 1, distance = 0) => {
    if (rate === null || rate === undefined || rate.eq(scope.due.rate)) return;
    const key = `${code}\u001f${detail}\u001f${rate}`;
    const known = found.get(key);
    if (known !== undefined && known.slips <= slips) return;
    const ofTier = code === 'TIER_STALE' || code === 'TIER_EARLY';
    const tier = ofTier ? { since: scope.terms.from, distance } : {};
    found.set(key, { code, detail, ...tier, rate, slips });
  };
  add('LIQUIDITY_MISFLAG', opposite(scope.liquidity), scope.otherSide);
  add('RATE_OFF_CARD', 'the rate of a liquidation', scope.card?.version.clauses.liquidation);
  addDiscounts(scope, add);
  addRungs(scope, add);
  addVersions(scope, versions, add);
  addGroups(scope, add);
  addOtherTracks(scope, add);
  return [...found.values()].sort((a, b) => a.rate.cmp(b.rate));
}

const opposite = (side: 'maker' | 'taker') => (side === 'maker' ? 'taker' : 'maker');

/** The token discount left out, or given where the terms do not have it. */
function addDiscounts({ card, due }: AlternativeScope, add: Add): void {
  if (due.discount !== null) add('DISCOUNT_MISSING', due.discount.asset, due.published);
  if (card === null || due.discount !== null) return;
  for (const discount of card.schedule.discounts) {
    const rate = discounted(due.published, discount);
    if (!rate.eq(due.published)) add('RATE_OFF_CARD', `the ${discount.asset} discount`, rate);
  }
}

/** Other tiers of the card; where rates were agreed, the tiers of the card that they replace. */
function addRungs(scope: AlternativeScope, add: Add): void {
  const { card, due, liquidity, terms } = scope;
  if (card === null) return;
  const rungs = tiersOf(card);
  const negotiated = isNegotiated(scope);
  const home = due.tier === null ? -1 : rungs.findIndex(({ tier }) => sameTier(tier, due.tier!));
  for (const [index, row] of rungs.entries()) {
    const codes = negotiated ? (['PROGRAM_NOT_APPLIED'] as const) : turnsOf(row.tier, index < home, terms);
    const distance = isNamed(row.tier, terms) ? 0 : Math.abs(index - home);
    for (const code of negotiated || (home !== -1 && index !== home) ? codes : []) {
      addOfTier(code, row, liquidity, due.discount, distance, add);
      for (const discount of due.discount === null ? card.schedule.discounts : []) {
        add(code, `${row.tier} with the ${discount.asset} discount`, off(row[liquidity], discount), 2);
      }
    }
    // The other side's rate at another tier: two slips.
    const other = row[opposite(liquidity)];
    if (other?.isZero() === false) {
      add('LIQUIDITY_MISFLAG', `${opposite(liquidity)} of ${row.tier}`, off(other, due.discount), 2);
    }
  }
}

/** One tier's rate with the discount in force, and, as a second slip, without it. */
function addOfTier(
  code: Hypothesis['code'],
  row: TierRow,
  liquidity: 'maker' | 'taker',
  discount: TokenDiscount | null,
  distance: number,
  add: Add,
): void {
  const published = row[liquidity];
  add(code, row.tier, off(published, discount), 1, distance);
  if (discount !== null)
    add(code, `${row.tier} without the ${discount.asset} discount`, published, 2, distance);
}

const off = (rate: Rate | null, discount: TokenDiscount | null) =>
  rate === null ? null : discounted(rate, discount);

/**
 * Stale = the tier was to be left behind: the one before in dated terms, else a lower one; early = the one after, else a
 * higher one. A tier that is both is tried as both; the time of the fill tells which (`awayFrom`).
 */
function turnsOf(
  tier: string,
  lower: boolean,
  { tierBefore, tierAfter }: TermsInForce,
): readonly ('TIER_STALE' | 'TIER_EARLY')[] {
  const is = (name: string | null) => name !== null && sameTier(name, tier);
  if (is(tierBefore) && is(tierAfter)) return ['TIER_STALE', 'TIER_EARLY'];
  return [is(tierBefore) || (lower && !is(tierAfter)) ? 'TIER_STALE' : 'TIER_EARLY'];
}

/** The turn of a tier that a fill is too far away from in time, where the tier comes both before and after the one due. */
export function awayFrom(time: Instant, terms: TermsInForce): 'TIER_STALE' | 'TIER_EARLY' | null {
  const { from, to = null, tierBefore, tierAfter } = terms;
  if (from === null || to === null || tierBefore === null || tierAfter === null) return null;
  if (!sameTier(tierBefore, tierAfter)) return null;
  return time - from <= to - time ? 'TIER_EARLY' : 'TIER_STALE';
}

/** The dated terms name this tier before or after the one due. */
function isNamed(tier: string, { tierBefore, tierAfter }: TermsInForce): boolean {
  return [tierBefore, tierAfter].some((name) => name !== null && sameTier(name, tier));
}

/** True = the rate of this side was agreed, so that the card's own tiers are what it replaces. */
function isNegotiated({ liquidity, terms }: AlternativeScope): boolean {
  return (liquidity === 'maker' ? terms.makerRate : terms.takerRate) !== null;
}

/** The table of an earlier or later version of the schedule. */
interface VersionTable {
  readonly version: string;
  readonly isEarlier: boolean;
  readonly table: RateTable;
}

function versionTables({ card, due, instrument }: AlternativeScope): readonly VersionTable[] {
  if (card === null || due.tier === null) return [];
  const { versions } = card.schedule;
  const home = versions.indexOf(card.version);
  return versions.flatMap(({ from, version }, index) => {
    const other = index === home ? null : cardFor(card.schedule, instrument, from, version);
    return other === null || isNoRate(other)
      ? []
      : [{ version, isEarlier: index < home, table: other.tables[0]! }];
  });
}

/** The same tier by an earlier or later version of the schedule. */
function addVersions(
  { due, liquidity }: AlternativeScope,
  versions: readonly VersionTable[],
  add: Add,
): void {
  for (const { version, isEarlier, table } of versions) {
    const published = rowOf(table, due.tier!)?.[liquidity] ?? null;
    add(isEarlier ? 'TIER_STALE' : 'TIER_EARLY', `version ${version}`, off(published, due.discount));
  }
}

/** The same tier in another group of pairs of the version. */
function addGroups({ card, due, instrument, liquidity }: AlternativeScope, add: Add): void {
  if (card === null || due.tier === null || card.tables.length !== 1) return;
  const [home] = card.tables;
  for (const table of card.version.tables) {
    if (table === home || table.products?.includes(instrument.product) === false) continue;
    const published = rowOf(table, due.tier)?.[liquidity] ?? null;
    const where = `${due.tier} of ${table.group ?? 'other pairs'}`;
    const code = isPromotion(home!) && !isPromotion(table) ? 'PROMO_NOT_APPLIED' : 'RATE_OFF_CARD';
    add(code, where, off(published, due.discount));
  }
}

function rowOf(table: RateTable, tier: string): TierRow | undefined {
  return table.tiers.find((row) => sameTier(row.tier, tier));
}

/** A table that says so, or whose members leave it on a given day. */
function isPromotion(table: RateTable): boolean {
  return table.promotion === true || table.memberTo !== null;
}

/** A program's account charged by the ladder; a ladder's account charged by some program. */
function addOtherTracks({ otherCards, terms, liquidity }: AlternativeScope, add: Add): void {
  for (const other of otherCards) {
    for (const row of tiersOf(other)) {
      if (terms.track === 'program' && other.schedule.track === 'ladder') {
        addOfTier('PROGRAM_NOT_APPLIED', row, liquidity, null, 0, add);
        for (const discount of other.schedule.discounts) {
          add(
            'PROGRAM_NOT_APPLIED',
            `${row.tier} with the ${discount.asset} discount`,
            off(row[liquidity], discount),
            2,
          );
        }
      } else if (other.schedule.track === 'program') {
        const rate = row[liquidity];
        if (rate === null || rate.isZero()) continue;
        add('RATE_OFF_CARD', `${row.tier} of ${other.schedule.id}`, rate, 2);
      }
    }
  }
}
