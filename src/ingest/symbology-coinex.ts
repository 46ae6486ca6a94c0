/** Pairs of CoinEx: `BTCUSDT`. Its exports of spot and contracts write the same names. */
import type { Instrument } from '../domain/instrument.ts';
import { spot } from './split-pair.ts';
import type { SymbolFacts } from './symbology.ts';

/** No spot pair is quoted in plain US dollars: `BTCUSD` is a contract that settles in coin. */
export function coinex(symbol: string, facts: SymbolFacts): Instrument | string {
  if (!/USD$/i.test(symbol)) return spot(symbol, facts.venue, facts.base, facts.quote);
  return 'this is a contract that settles in coin, and what its amounts count is not known';
}
