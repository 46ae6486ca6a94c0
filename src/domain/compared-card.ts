/** One side of a comparison: a card with everything that decides what it charges and whether the account has it. */
import type { Rate } from './rate.ts';
import type { Schedule } from './schedule.ts';
import type { TermsInForce } from './terms.ts';

/** A card that stands in for a part of the flow. */
export interface CardTerms {
  readonly schedule: Schedule;
  readonly terms: TermsInForce;
}

export interface ComparedCard {
  readonly name: string;
  readonly schedule: Schedule;
  readonly terms: TermsInForce;
  /** Sides that the card has no rate for are charged by the account's ladder; null = it has both, or no ladder is known. */
  readonly ladder: CardTerms | null;
  readonly fromLadder: { readonly maker: boolean; readonly taker: boolean };
  /** Symbols that it covers; null = all. */
  readonly pairs: ReadonlySet<string> | null;
  /** What the other symbols pay; null = it covers all. */
  readonly others: CardTerms | null;
  /** True = the account has it, false = it has not, null = nobody can tell. Only what is reached can win. */
  readonly reached: boolean | null;
  /** Conditions, exclusions, obligations and readings, one sentence each. */
  readonly conditions: readonly string[];
  /** An agreed rate that the user gave for a side. */
  readonly agreed: { readonly maker: Rate | null; readonly taker: Rate | null };
}

/** The terms that charge one side of one symbol under a card; null = nothing known does. */
export function termsFor(
  card: ComparedCard,
  symbol: string | null,
  side: 'maker' | 'taker',
): CardTerms | null {
  if (card.pairs !== null && symbol !== null && !card.pairs.has(symbol)) return card.others;
  return card.fromLadder[side] ? card.ladder : { schedule: card.schedule, terms: card.terms };
}
