/** Deribit's names: `BTC-PERPETUAL`, `BTC-26DEC25`, `BTC_USDC-PERPETUAL`, `BTC-26DEC25-90000-C`, `BTC_USDC`. */
import { ONE } from '../domain/decimal.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { SymbolFacts } from './symbology.ts';

const NAME =
  /^([A-Z0-9]+?)(?:_([A-Z]{3,5}))?(?:-(PERPETUAL|\d{1,2}[A-Z]{3}\d{2})(?:-(\d+(?:D\d+)?|\d+\.\d+)-([CP]))?)?$/;
/** Future and option combinations: `BTC-FS-26DEC25_PERP`, `BTC-CS-26DEC25-90000_95000`. */
const COMBINATION = /^[A-Z0-9_]+-[A-Z]{2,6}-\d{1,2}[A-Z]{3}\d{2}[-_]/;

/**
 * Contracts without a quote asset in their name are settled in coin: futures in US dollars over the price, options in
 * coins, priced in coins. Contracts with one (`BTC_USDC-…`) are linear, counted in coins. The amount column never counts
 * contracts.
 */
export function deribit(symbol: string, facts: SymbolFacts): Instrument | string {
  const name = symbol.toUpperCase();
  const match = NAME.exec(name);
  if (match === null || (match[2] === undefined && match[3] === undefined)) {
    return COMBINATION.test(name)
      ? 'this is a combination: its legs are booked as trades of their own, so its row is none'
      : 'the name is none that Deribit writes (BTC-PERPETUAL, BTC-26DEC25, BTC_USDC-PERPETUAL, BTC-26DEC25-90000-C, …)';
  }
  const [, base, quote = null, expiry, , right] = match as unknown as [
    string,
    string,
    string?,
    string?,
    string?,
    string?,
  ];
  const rest = { venue: facts.venue, symbol, base, contractValue: ONE };
  if (expiry === undefined) return { ...rest, product: 'spot', kind: 'spot', quote, settle: null };
  if (right !== undefined) {
    return { ...rest, product: 'options', kind: 'option', quote: quote ?? 'USD', settle: quote ?? base };
  }
  const inverse = quote === null;
  const kind = inverse ? 'inverse' : 'linear';
  return { ...rest, product: 'futures', kind, quote: quote ?? 'USD', settle: inverse ? base : quote };
}
