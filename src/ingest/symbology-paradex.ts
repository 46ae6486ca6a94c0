/** Markets of Paradex: `BTC-USD-PERP`, a perpetual contract counted in coins and settled in USDC. */
import { ONE } from '../domain/decimal.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { SymbolFacts } from './symbology.ts';

/** Options and spot are refused: no row that shows what their fee is a share of is published. */
export function paradex(symbol: string, { venue }: SymbolFacts): Instrument | string {
  const match = /^(\S+)-USD-PERP$/.exec(symbol.toUpperCase());
  if (match === null) return 'only perpetual contracts of Paradex (BTC-USD-PERP) are read';
  const rest = { kind: 'linear', quote: 'USDC', settle: 'USDC', contractValue: ONE } as const;
  return { venue, symbol, product: 'perps', base: match[1]!, ...rest };
}
