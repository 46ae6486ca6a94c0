/** Contracts of BitMEX that settle in bitcoin: `XBTUSD`, `XBTH20`, `ETHUSD`, `ADAM20`. */
import type { Instrument } from '../domain/instrument.ts';
import type { SymbolFacts } from './symbology.ts';

/** Month letter and year of a future. */
const EXPIRY = '[FGHJKMNQUVXZ]\\d{2}';
const INVERSE = new RegExp(`^XBT(?:USD|${EXPIRY})$`);
const OTHER = new RegExp(`^([A-Z0-9]{2,10}?)(?:USD(?:${EXPIRY})?|${EXPIRY})$`);

/**
 * The value of a contract is left open on purpose: the venue rounds that of a bitcoin contract to a whole satoshi, and
 * values all others by multipliers of their own, so the traded value is always the one that the file prints. Markets that
 * settle in another coin count their amounts in other units, which the export does not name: they are refused.
 */
export function bitmex(symbol: string, { venue }: SymbolFacts): Instrument | string {
  const name = symbol.toUpperCase();
  const rest = { venue, symbol, product: 'futures', settle: 'BTC' } as const;
  if (INVERSE.test(name)) {
    return { ...rest, kind: 'inverse', base: 'BTC', quote: 'USD', contractValue: null };
  }
  const match = OTHER.exec(name);
  if (match === null || /USDT|USDC|_/.test(name)) {
    return 'this market is not known to settle in bitcoin, and the export does not say in which unit its fee is counted';
  }
  return { ...rest, kind: 'linear', base: match[1]!, quote: 'BTC', contractValue: null };
}
