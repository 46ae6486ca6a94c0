/** Pairs written as one word: `BTCUSDT`. */
import { ONE } from '../domain/decimal.ts';
import type { Instrument } from '../domain/instrument.ts';

/** Assets that quote others, longest first where one ends in another. */
const QUOTES: readonly string[] = [
  ...[
    'FDUSD',
    'BFUSD',
    'BIDR',
    'USDT',
    'USDC',
    'BUSD',
    'TUSD',
    'USDP',
    'USDS',
    'USD1',
    'BKRW',
    'IDRT',
    'RLUSD',
  ],
  ...[
    'BVND',
    'AEUR',
    'EURI',
    'DAI',
    'UST',
    'PAX',
    'VAI',
    'BTC',
    'ETH',
    'BNB',
    'XRP',
    'TRX',
    'DOGE',
    'SOL',
    'DOT',
  ],
  ...[
    'EUR',
    'GBP',
    'AUD',
    'TRY',
    'BRL',
    'RUB',
    'UAH',
    'NGN',
    'ZAR',
    'JPY',
    'PLN',
    'RON',
    'ARS',
    'MXN',
    'CZK',
    'COP',
  ],
  ...['USD', 'U'],
];

/** Base and quote of a symbol written as one word; null where no known quote asset ends it. */
export function splitPair(symbol: string): { base: string; quote: string } | null {
  for (const quote of QUOTES) {
    if (symbol.length > quote.length && symbol.endsWith(quote)) {
      return { base: symbol.slice(0, -quote.length), quote };
    }
  }
  return null;
}

/** Spot pair; product `spot`, quantity in coins. */
export function spot(symbol: string, venue: string, base: string | null, quote: string | null): Instrument {
  const pair = base !== null && quote !== null ? { base, quote } : splitAny(symbol);
  const assets = { base: pair?.base ?? base, quote: pair?.quote ?? quote };
  return { venue, symbol, product: 'spot', kind: 'spot', ...assets, settle: null, contractValue: ONE };
}

/** Base and quote on both sides of a separator, or of one word. */
export function splitAny(symbol: string): { base: string; quote: string } | null {
  const parts = symbol.split(/[-/_:]/);
  if (parts.length >= 2 && parts[0] !== '' && parts[1] !== '') return { base: parts[0]!, quote: parts[1]! };
  return splitPair(symbol);
}
