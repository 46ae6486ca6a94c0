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

/** @returns ascending by rate; the rate due itself is never among them */
export function alternativesOf(scope: AlternativeScope): readonly Alternative[] {
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
  addVersions(scope, add);
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

/** The same tier by an earlier or later version of the schedule. */
function addVersions({ card, due, instrument, liquidity }: AlternativeScope, add: Add): void {
  if (card === null || due.tier === null) return;
  const { versions } = card.schedule;
  const home = versions.indexOf(card.version);
  for (const [index, version] of versions.entries()) {
    if (index === home) continue;
    const other = cardFor(card.schedule, instrument, version.from, version.version);
    if (isNoRate(other)) continue;
    const published = rowOf(other.tables[0]!, due.tier)?.[liquidity] ?? null;
    add(
      index < home ? 'TIER_STALE' : 'TIER_EARLY',
      `version ${version.version}`,
      off(published, due.discount),
    );
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
