/**
 * Resolving a rate: from a published schedule, an instrument and an instant to the rate that a tier pays.
 * Multiplying by it is `fee.ts`. A missing schedule, version or figure is a sentence, never a zero rate.
 */
import { ONE } from './decimal.ts';
import type { Instrument } from './instrument.ts';
import { type Rate, rateFrom } from './rate.ts';
import type { Clauses, RateTable, Schedule, ScheduleVersion, TierRow, TokenDiscount } from './schedule.ts';
import { formatShort, type Instant } from './time.ts';

/** The part of one schedule version that concerns one instrument. */
export interface Card {
  readonly schedule: Schedule;
  readonly version: ScheduleVersion;
  /** One table; several where the instrument's group is not known. */
  readonly tables: readonly RateTable[];
  /** `Group 1`; `Group 1 or Group 2` where it is not known; null when the version has no groups. */
  readonly group: string | null;
}

/** Why there is no rate, in words fit for a report. */
export interface NoRate {
  readonly reason: string;
}

export function isNoRate(value: object): value is NoRate {
  return 'reason' in value;
}

/** The version in force at `at`, or the pinned one; a null `at` picks the newest. */
export function versionAt(schedule: Schedule, at: Instant, pinned: string | null): ScheduleVersion | NoRate {
  if (pinned !== null) {
    const found = schedule.versions.find((version) => version.version === pinned);
    return found ?? { reason: `${schedule.id} has no version ${pinned}` };
  }
  for (let index = schedule.versions.length - 1; index >= 0; index--) {
    const version = schedule.versions[index]!;
    if (version.from > at) continue;
    if (version.to !== null && at >= version.to) break;
    return version;
  }
  const first = schedule.versions[0];
  const known = first === undefined ? '' : ` (the first shipped version starts ${formatShort(first.from)})`;
  return { reason: `no version of ${schedule.id} is in force on ${formatShort(at).slice(0, 10)}${known}` };
}

/** @returns the card for this instrument, or why there is none */
export function cardFor(
  schedule: Schedule,
  instrument: Instrument,
  at: Instant,
  pinned: string | null,
): Card | NoRate {
  const version = versionAt(schedule, at, pinned);
  if (isNoRate(version)) return version;
  const tables = tablesFor(version, instrument, at);
  if (tables.length === 0) {
    return { reason: `${schedule.id} ${version.version} has no table for ${instrument.symbol}` };
  }
  const names = tables.map((table) => table.group).filter((name) => name !== null);
  return { schedule, version, tables, group: names.length === 0 ? null : names.join(' or ') };
}

/** The most telling match wins: symbol, then base, then quote, then the table for all others. */
function tablesFor(version: ScheduleVersion, instrument: Instrument, at: Instant): readonly RateTable[] {
  const member = (table: RateTable) =>
    (table.products === undefined || table.products.includes(instrument.product)) &&
    (table.memberFrom === null || at >= table.memberFrom) &&
    (table.memberTo === null || at < table.memberTo);
  const { symbol, base, quote } = instrument;
  const fitsQuote = (table: RateTable) =>
    table.quotes.length === 0 || (quote !== null && table.quotes.includes(quote));
  const tests: ((table: RateTable) => boolean)[] = [
    (table) => table.symbols.some((pattern) => fitsSymbol(pattern, symbol)),
    (table) => base !== null && table.bases.includes(base) && fitsQuote(table),
    (table) => table.bases.length === 0 && quote !== null && table.quotes.includes(quote),
    (table) =>
      !version.othersUnknown && table.symbols.length + table.bases.length + table.quotes.length === 0,
  ];
  for (const test of tests) {
    const found = version.tables.find((table) => member(table) && test(table));
    if (found !== undefined) return [found];
  }
  const possible = (table: RateTable) => table.complete !== true && member(table) && fitsQuote(table);
  return version.othersUnknown ? version.tables.filter(possible) : [];
}

/** An exact symbol, or one with `*` for any characters: `*-PERPETUAL`. */
function fitsSymbol(pattern: string, symbol: string): boolean {
  const star = pattern.indexOf('*');
  if (star === -1) return pattern === symbol;
  const [head, tail] = [pattern.slice(0, star), pattern.slice(star + 1)];
  return symbol.length >= head.length + tail.length && symbol.startsWith(head) && symbol.endsWith(tail);
}

/** True when the schedule prices this product of its venue. */
export function pricesProduct(schedule: Schedule, venue: string, product: string): boolean {
  return schedule.venue === venue && [schedule.product, ...(schedule.covers ?? [])].includes(product);
}

/** Reads a tier as people write it: without regard to case and blanks (`vip4` = `VIP 4`). */
export function sameTier(a: string, b: string): boolean {
  const fold = (text: string) => text.toLowerCase().replace(/[\s_-]+/g, '');
  return fold(a) === fold(b);
}

/** The card's rungs of the first table, lowest first. */
export function tiersOf(card: Card): readonly TierRow[] {
  return card.tables[0]?.tiers ?? [];
}

/** The published rate of a tier for one side of the book, before any overlay. */
export function publishedRate(card: Card, tier: string, liquidity: 'maker' | 'taker'): Rate | NoRate {
  const name = `${card.schedule.id} ${card.version.version}`;
  const rates = card.tables.map((table) => {
    const row = table.tiers.find((candidate) => sameTier(candidate.tier, tier));
    return row === undefined ? undefined : row[liquidity];
  });
  const first = rates[0];
  if (rates.every((rate) => rate === undefined)) return { reason: `${name} has no tier ${tier}` };
  if (rates.some((rate) => rate === null || rate === undefined)) {
    return { reason: `${name} does not know the ${liquidity} rate of ${tier}${inGroup(card)}` };
  }
  if (first === undefined || first === null || rates.some((rate) => !rate?.eq(first))) {
    return {
      reason: `${name}: ${tier} pays different ${liquidity} rates in ${card.group}, and the group of this symbol is not known`,
    };
  }
  return first;
}

function inGroup(card: Card): string {
  return card.group === null ? '' : ` in ${card.group}`;
}

/** The version's clauses as they hold for a tier: a rung can have a premium cap of its own. */
export function clausesFor(card: Card, tier: string | null): Clauses {
  const row = tier === null ? undefined : tiersOf(card).find((candidate) => sameTier(candidate.tier, tier));
  const { clauses } = card.version;
  return row?.premiumCap === undefined ? clauses : { ...clauses, premiumCap: row.premiumCap };
}

/** The schedule's discount for paying in `asset`, if it has one. */
export function discountFor(schedule: Schedule, asset: string): TokenDiscount | null {
  return schedule.discounts.find((discount) => discount.asset === asset) ?? null;
}

/** rate × (1 − off). A rebate is never scaled unless the schedule says so (fee-schedules: most venues say no). */
export function discounted(rate: Rate, discount: TokenDiscount | null): Rate {
  if (discount === null || (rate.isNegative() && !discount.appliesToNegative)) return rate;
  return rateFrom(rate.times(ONE.minus(discount.off)));
}
