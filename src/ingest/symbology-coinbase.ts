/** Coinbase's product ids: `BTC-USD`, `BTC-PERP-INTX` (International), `BIT-26JUN26-CDE` (US derivatives). */
import { ONE } from '../domain/decimal.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { InstrumentTable } from './instruments.ts';
import type { SymbolFacts } from './symbology.ts';

const FORMS = 'BTC-USD, BTC-PERP-INTX, BIT-26JUN26-CDE';

/**
 * Spot of Exchange and Advanced is one order book, product `exchange`; perpetuals of the International Exchange are linear
 * in USDC. US futures count contracts, whose value must be known.
 */
export function coinbase(symbol: string, facts: SymbolFacts, table: InstrumentTable): Instrument | string {
  const { venue } = facts;
  const [base, second, third, ...more] = symbol.toUpperCase().split('-');
  if (base === undefined || second === undefined || base === '' || second === '' || more.length > 0) {
    return `the product is none that Coinbase writes (${FORMS})`;
  }
  const rest = { venue, symbol, base };
  if (second === 'PERP' && (third === undefined || third === 'INTX')) {
    const linear = { product: 'international', kind: 'linear', quote: 'USDC', settle: 'USDC' } as const;
    return { ...rest, ...linear, contractValue: ONE };
  }
  if (third === 'CDE') {
    const linear = { product: 'derivatives', kind: 'linear', quote: 'USD', settle: 'USD' } as const;
    return { ...rest, ...linear, contractValue: table.contract(venue, symbol)?.contractValue ?? null };
  }
  if (third !== undefined) return `the product is none that Coinbase writes (${FORMS})`;
  return { ...rest, product: 'exchange', kind: 'spot', quote: second, settle: null, contractValue: ONE };
}
