/** Kraken's names: spot `XXMRZEUR`, `XBTUSDT`, `ETH/EUR`; futures `PF_XBTUSD`, `PI_XBTUSD`, `FI_XBTUSD_260327`. */
import { ONE } from '../domain/decimal.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { SymbolFacts } from './symbology.ts';

/** Kraken's own names of assets → the usual ones. */
export const KRAKEN_ASSETS: ReadonlyMap<string, string> = new Map([
  ['XBT', 'BTC'],
  ['XXBT', 'BTC'],
  ['XDG', 'DOGE'],
  ['XXDG', 'DOGE'],
  ...['ETC', 'ETH', 'LTC', 'MLN', 'REP', 'XLM', 'XMR', 'XRP', 'ZEC'].map((name): [string, string] => [
    `X${name}`,
    name,
  ]),
  ...['AUD', 'CAD', 'EUR', 'GBP', 'JPY', 'USD'].map((name): [string, string] => [`Z${name}`, name]),
]);

/** Assets that end a pair written as one word; where one ends in another the longer comes first. */
const QUOTES: readonly string[] = [
  ...[
    'PYUSD',
    'RLUSD',
    'USDT',
    'USDC',
    'USDG',
    'USDQ',
    'USDR',
    'EURC',
    'EURQ',
    'EURR',
    'EUROP',
    'USD1',
    'TUSD',
  ],
  ...['DAI', 'DOT', 'XBT', 'BTC', 'ETH', 'EUR', 'USD', 'GBP', 'CAD', 'JPY', 'AUD', 'CHF', 'AED'],
];

function usual(asset: string): string {
  return KRAKEN_ASSETS.get(asset) ?? asset;
}

function splitPair(pair: string): readonly [string, string] | null {
  if (pair.includes('/')) {
    const [base, quote, ...more] = pair.split('/');
    return base && quote && more.length === 0 ? [base, quote] : null;
  }
  // Old names have four letters for each asset: X for coins, Z for money, in front of three.
  if (/^[XZ][A-Z]{3}[XZ][A-Z]{3}$/.test(pair) && usual(pair.slice(4)) !== pair.slice(4)) {
    return [pair.slice(0, 4), pair.slice(4)];
  }
  if (/^(?:USDT|USDC|EURT)Z[A-Z]{3}$/.test(pair)) return [pair.slice(0, 4), pair.slice(4)];
  const quote = QUOTES.find((asset) => pair.endsWith(asset) && pair.length > asset.length);
  return quote === undefined ? null : [pair.slice(0, -quote.length), quote];
}

/** Spot pair: quantity in coins, fee in the quote asset unless the desk chose otherwise. */
export function krakenSpot(symbol: string, { venue }: SymbolFacts): Instrument | string {
  const pair = splitPair(symbol.toUpperCase());
  if (pair === null) return 'the pair is none that Kraken writes (XXBTZEUR, XBTUSDT, ETH/EUR, …)';
  const [base, quote] = [usual(pair[0]), usual(pair[1])];
  return { venue, symbol, product: 'spot', kind: 'spot', base, quote, settle: null, contractValue: ONE };
}

/**
 * `PF_` and `FF_`: linear, counted in coins, fees in US dollars. `PI_` and `FI_`: one contract is one US dollar, settled
 * in coin. The account log writes them in small letters.
 */
export function krakenFutures(symbol: string, { venue }: SymbolFacts): Instrument | string {
  const match = /^(PF|FF|PI|FI)_([A-Z0-9]+)(USD)(?:_\d{6})?$/.exec(symbol.toUpperCase());
  if (match === null) return 'the contract is none that is known (PF_XBTUSD, PI_XBTUSD, FI_XBTUSD_260327, …)';
  const inverse = match[1]!.endsWith('I');
  const [base, quote] = [usual(match[2]!), match[3]!];
  const rest = { venue, symbol, product: 'futures', base, quote, contractValue: ONE };
  return inverse ? { ...rest, kind: 'inverse', settle: base } : { ...rest, kind: 'linear', settle: quote };
}
