/** Markets of dYdX: `BTC-USD`, always a perpetual contract that is settled in USDC. */
import { ONE } from '../domain/decimal.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { SymbolFacts } from './symbology.ts';

/** Sizes are counted in coins; names of long-tail markets carry commas (`PEPE,RAYDIUM,…-USD`). */
export function dydx(symbol: string, { venue }: SymbolFacts): Instrument | string {
  const pair = /^(\S+)-USD$/.exec(symbol.toUpperCase());
  if (pair === null) return 'the market is none that dYdX writes (BTC-USD)';
  const rest = { kind: 'linear', quote: 'USDC', settle: 'USDC', contractValue: ONE } as const;
  return { venue, symbol, product: 'perps', base: pair[1]!, ...rest };
}
