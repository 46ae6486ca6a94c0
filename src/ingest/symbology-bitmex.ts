/** Contracts of BitMEX that settle in bitcoin: `XBTUSD`, `XBTH20`, `ETHUSD`, `ADAM20`. */
import { ONE } from '../domain/decimal.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { SymbolFacts } from './symbology.ts';

/** Month letter and year of a future. */
const EXPIRY = '[FGHJKMNQUVXZ]\\d{2}';
const INVERSE = new RegExp(`^XBT(?:USD|${EXPIRY})$`);
const OTHER = new RegExp(`^([A-Z0-9]{2,10}?)(?:USD(?:${EXPIRY})?|${EXPIRY})$`);

/**
 * Bitcoin contracts are worth one US dollar. All others are valued in bitcoin by a multiplier of their own, so their
 * traded value is the one that the file prints. Markets that settle in another coin count their amounts in other units,
 * which the export does not name: they are refused.
 */
export function bitmex(symbol: string, { venue }: SymbolFacts): Instrument | string {
  const name = symbol.toUpperCase();
  const rest = { venue, symbol, product: 'futures', settle: 'BTC' } as const;
  if (INVERSE.test(name)) {
    return { ...rest, kind: 'inverse', base: 'BTC', quote: 'USD', contractValue: ONE };
  }
  const match = OTHER.exec(name);
  if (match === null || /USDT|USDC|_/.test(name)) {
    return 'this market is not known to settle in bitcoin, and the export does not say in which unit its fee is counted';
  }
  return { ...rest, kind: 'linear', base: match[1]!, quote: 'BTC', contractValue: null };
}
