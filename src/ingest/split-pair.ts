/** Pairs written as one word: `BTCUSDT`. */

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
