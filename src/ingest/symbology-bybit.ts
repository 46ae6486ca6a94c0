/** Symbols of Bybit: spot pairs in one word, and contracts, whose names overlap with them. */
import { ONE } from '../domain/decimal.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { Profile } from './profile.ts';
import { splitPair } from './split-pair.ts';
import type { SymbolFacts } from './symbology.ts';

/** Assets that quote pairs at Bybit and hardly anywhere else. */
const OWN_QUOTES: readonly string[] = ['USDTB', 'USDE', 'USDQ', 'USDR', 'XUSD', 'BRZ', 'MNT', 'KZT'];

const UNKNOWN = 'the symbol is none that Bybit writes (BTCUSDT, BTCPERP, BTCUSD, BTCUSDT-21FEB25, …)';

/** Spot pairs: `BTCUSDT`, also `BTC/USDT`. */
export function bybitSpot(symbol: string, { venue }: SymbolFacts): Instrument | string {
  const pair = splitSpot(symbol.toUpperCase());
  if (pair === null) return UNKNOWN;
  const rest = { kind: 'spot', ...pair, settle: null, contractValue: ONE } as const;
  return { venue, symbol, product: 'spot', ...rest };
}

/**
 * Contracts, and pairs that only spot has (`BTCEUR`). A pair quoted in USDT is a perpetual unless the market column says
 * `spot`.
 */
export function bybit(symbol: string, facts: SymbolFacts, _profile: Profile): Instrument | string {
  if (facts.market === 'spot') return bybitSpot(symbol, facts);
  return contract(symbol, facts.venue) ?? bybitSpot(symbol, facts);
}

/** The unified account's log: trades of contracts say `OPEN` or `CLOSE`, trades of spot pairs say nothing. */
export function bybitLog(symbol: string, facts: SymbolFacts, profile: Profile): Instrument | string {
  const isPair = !symbol.includes('-') && !symbol.toUpperCase().endsWith('PERP');
  const market = facts.market === '' && isPair ? 'spot' : facts.market;
  return bybit(symbol, { ...facts, market }, profile);
}

function splitSpot(symbol: string): { base: string; quote: string } | null {
  const parts = symbol.split(/[/_-]/);
  if (parts.length === 2 && parts[0] !== '' && parts[1] !== '') return { base: parts[0]!, quote: parts[1]! };
  const own = OWN_QUOTES.find((quote) => symbol.length > quote.length && symbol.endsWith(quote));
  return own === undefined ? splitPair(symbol) : { base: symbol.slice(0, -own.length), quote: own };
}

/**
 * `BTC-10FEB23-24000-C` and `ETH-20FEB26-2800-C-USDT` (options), `BTCUSDT-21FEB25` and `BTC-30DEC22` (dated; the latter
 * settled in USDC), `BTCPERP` (USDC), `BTCUSD` and `BTCUSDH23` (inverse, counted in USD), `BTCUSDT`. Quantities of all
 * others are in coins. Null where it is none of these.
 */
function contract(symbol: string, venue: string): Instrument | null {
  const upper = symbol.toUpperCase();
  const linear = (base: string, quote: string): Instrument => {
    const assets = { base, quote, settle: quote, contractValue: ONE };
    return { venue, symbol, product: 'derivatives', kind: 'linear', ...assets };
  };
  const option = /^([A-Z0-9]+)-\d{1,2}[A-Z]{3}\d{2}-[\d.]+-[CP](?:-([A-Z]+))?$/.exec(upper);
  if (option !== null) {
    const settle = option[2] ?? 'USDC';
    return { ...linear(option[1]!, settle), product: 'options', kind: 'option' };
  }
  const dated = /^([A-Z0-9]+?)(USDT)?-\d{1,2}[A-Z]{3}\d{2}$/.exec(upper);
  if (dated !== null) return linear(dated[1]!, dated[2] ?? 'USDC');
  const usdc = /^([A-Z0-9]+)PERP$/.exec(upper);
  if (usdc !== null) return linear(usdc[1]!, 'USDC');
  const inverse = /^([A-Z0-9]+)USD(?:[HMUZ]\d{2})?$/.exec(upper);
  if (inverse !== null) return { ...linear(inverse[1]!, 'USD'), kind: 'inverse', settle: inverse[1]! };
  const perpetual = /^([A-Z0-9]+)USDT$/.exec(upper);
  return perpetual === null ? null : linear(perpetual[1]!, 'USDT');
}
