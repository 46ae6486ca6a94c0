/** Symbols of Derive: `BTC-PERP`, `ETH-20260327-4800-P` (a point in a strike is written `_`), `ETH-USDC`. */
import { ONE } from '../domain/decimal.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { SymbolFacts } from './symbology.ts';

/** Amounts are counted in coins; every fee is in USDC, which no record says. */
export function derive(symbol: string, { venue }: SymbolFacts): Instrument | string {
  const [base = '', second = '', strike, right, ...more] = symbol.toUpperCase().split('-');
  const rest = { venue, symbol, base, quote: 'USDC', contractValue: ONE } as const;
  if (base !== '' && strike === undefined && /^[A-Z0-9.]+$/.test(second)) {
    return second === 'PERP'
      ? { ...rest, product: 'perps', kind: 'linear', settle: 'USDC' }
      : { ...rest, product: 'spot', kind: 'spot', quote: second, settle: null };
  }
  const isOption =
    /^\d{8}$/.test(second) && /^\d+(?:[._]\d+)?$/.test(strike ?? '') && /^[CP]$/.test(right ?? '');
  return base !== '' && isOption && more.length === 0
    ? { ...rest, product: 'options', kind: 'option', settle: 'USDC' }
    : 'the symbol is none that Derive writes (BTC-PERP, ETH-20260327-4800-P, ETH-USDC)';
}
