/** The rate of a card for a flow without instruments: that of its schedule's own product in one quote asset. */
import { cardFor, type NoRate } from './card.ts';
import type { CardTerms } from './compared-card.ts';
import { ONE } from './decimal.ts';
import type { Instrument } from './instrument.ts';
import type { Schedule } from './schedule.ts';
import { type DueRate, dueRate } from './terms.ts';
import type { Instant } from './time.ts';

/** A symbol of no list, so that the table for all others counts, or the one of its quote asset. */
function anyInstrument({ venue, product, covers, kind }: Schedule, quote: string): Instrument {
  const own = covers === undefined || covers.includes(product) ? product : covers[0]!;
  return { venue, symbol: '', product: own, kind, base: null, quote, settle: quote, contractValue: ONE };
}

/** @param at null = the newest version */
export function rateOnFlow(
  { schedule, terms }: CardTerms,
  side: 'maker' | 'taker',
  quote: string,
  at: Instant | null,
): DueRate | NoRate {
  const newest = schedule.versions.at(-1)!;
  const pinned = terms.version ?? (at === null ? newest.version : null);
  const card = cardFor(schedule, anyInstrument(schedule, quote), at ?? newest.from, pinned);
  const asset = terms.discount.kind === 'on' ? terms.discount.asset : quote;
  return dueRate(card, terms, side, asset);
}
