/** Symbols of Bitget's futures; its spot pairs are written alike and are told by the export. */
import { ONE } from '../domain/decimal.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { SymbolFacts } from './symbology.ts';

/** `BTCUSDT` (settled in USDT) and `BTCPERP` (settled in USDC): linear, quantity in coins. */
export function bitgetFutures(symbol: string, { venue }: SymbolFacts): Instrument | string {
  const match = /^([A-Z0-9]+)(USDT|PERP)$/.exec(symbol.toUpperCase());
  if (match === null) {
    return 'the symbol is no contract settled in USDT or USDC; what others count their quantity in is not known';
  }
  const quote = match[2] === 'PERP' ? 'USDC' : 'USDT';
  const assets = { base: match[1]!, quote, settle: quote };
  return { venue, symbol, product: 'futures', kind: 'linear', ...assets, contractValue: ONE };
}
