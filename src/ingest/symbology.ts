/** Symbols → instruments, by the venue's own way of writing them. */
import { ONE } from '../domain/decimal.ts';
import type { Instrument, Kind } from '../domain/instrument.ts';
import type { InstrumentTable } from './instruments.ts';
import type { Profile } from './profile.ts';
import { splitAny, splitPair, spot } from './split-pair.ts';
import { binanceCoinm, binanceOption } from './symbology-binance.ts';
import { bitgetFutures } from './symbology-bitget.ts';
import { bitmex } from './symbology-bitmex.ts';
import { bybit, bybitLog, bybitSpot } from './symbology-bybit.ts';
import { coinbase } from './symbology-coinbase.ts';
import { coinex } from './symbology-coinex.ts';
import { deribit } from './symbology-deribit.ts';
import { derive } from './symbology-derive.ts';
import { dydx } from './symbology-dydx.ts';
import { gateFutures } from './symbology-gate.ts';
import { hyperliquid } from './symbology-hyperliquid.ts';
import { krakenFutures, krakenSpot } from './symbology-kraken.ts';
import { kucoinFutures } from './symbology-kucoin.ts';
import { paradex } from './symbology-paradex.ts';

/** What the row adds to the symbol. */
export interface SymbolFacts {
  readonly venue: string;
  /** What the quantity column counts: `cont`, an asset, or null = coins by the nature of the export. */
  readonly unit: string | null;
  readonly base: string | null;
  readonly quote: string | null;
  /** True = the quantity column counts contracts, whatever the unit says. */
  readonly contracts: boolean;
  /** What the row's market column says, lower case; null = the export has none. */
  readonly market: string | null;
}

/** The instrument of a symbol, one object per run; a sentence where the symbol makes no sense. */
export function instrumentOf(
  symbol: string,
  facts: SymbolFacts,
  profile: Profile,
  table: InstrumentTable,
): Instrument | string {
  const key = [
    facts.venue,
    profile.symbology,
    symbol,
    facts.unit,
    facts.base,
    facts.quote,
    facts.contracts,
    facts.market,
  ].join('\u001f');
  return table.intern(key, () => make(symbol, facts, profile, table));
}

/** Reads a symbol; a sentence where it makes no sense. */
export type SymbolReader = (
  symbol: string,
  facts: SymbolFacts,
  profile: Profile,
  table: InstrumentTable,
) => Instrument | string;

/** Every way of writing symbols. A venue with a way of its own has its reader in a file of its own. */
const READERS = {
  'binance-usdm': binanceUsdm,
  'binance-spot': (symbol, facts) => spot(symbol, facts.venue, facts.base, facts.quote),
  okx: (symbol, facts, _, table) => okx(symbol, facts, table),
  bybit,
  'bybit-spot': bybitSpot,
  'bybit-log': bybitLog,
  'kucoin-futures': kucoinFutures,
  derive,
  hyperliquid,
  dydx,
  spot: (symbol, facts) => spot(symbol, facts.venue, facts.base, facts.quote),
  'binance-coinm': binanceCoinm,
  'binance-options': binanceOption,
  'bitget-futures': bitgetFutures,
  'gate-futures': gateFutures,
  bitmex,
  coinex,
  paradex,
  ftx,
  deribit,
  coinbase: (symbol, facts, _, table) => coinbase(symbol, facts, table),
  'kraken-spot': krakenSpot,
  'kraken-futures': krakenFutures,
  generic,
} as const satisfies Readonly<Record<string, SymbolReader>>;
export type Symbology = keyof typeof READERS;

function make(
  symbol: string,
  facts: SymbolFacts,
  profile: Profile,
  table: InstrumentTable,
): Instrument | string {
  return READERS[profile.symbology](symbol, facts, profile, table);
}

/** `BTCUSDT`, `BTCUSDC`, `BTCUSDT_250328`: linear, quantity in coins. */
function binanceUsdm(symbol: string, facts: SymbolFacts): Instrument {
  const pair = splitPair(symbol.replace(/_\d{6}$/, ''));
  const [base, quote] = [pair?.base ?? null, facts.quote ?? pair?.quote ?? null];
  const rest = { kind: 'linear', base, quote, settle: quote, contractValue: ONE } as const;
  return { venue: facts.venue, symbol, product: 'usdm-futures', ...rest };
}

/** `BTC/USD` · `BTC-PERP` · `BTC-0325`: spot, or linear with a quantity in coins and everything else in US dollars. */
function ftx(symbol: string, { venue }: SymbolFacts): Instrument | string {
  if (symbol.includes('/')) return spot(symbol, venue, null, null);
  const match = /^([A-Z0-9]+)-(?:PERP|\d{4,8})$/.exec(symbol.toUpperCase());
  if (match === null) return 'the symbol is none of a spot market, perpetual or future of FTX';
  const assets = { base: match[1]!, quote: 'USD', settle: 'USD' };
  return { venue, symbol, product: 'futures', kind: 'linear', ...assets, contractValue: ONE };
}

/** `BTC-USDT` · `BTC-USDT-SWAP` · `BTC-USD-200329` · `BTC-USD-260626-100000-C`. */
function okx(symbol: string, facts: SymbolFacts, table: InstrumentTable): Instrument | string {
  const { venue } = facts;
  const upper = symbol.toUpperCase();
  const parts = upper.split(/[-_/]/);
  const [base, quote, third, , right] = parts;
  if (base === undefined || quote === undefined || base === '' || quote === '') {
    return 'the symbol is none that OKX writes (BTC-USDT, BTC-USDT-SWAP, BTC-USDT-250328, …)';
  }
  if (third === undefined) {
    return { venue, symbol, product: 'spot', kind: 'spot', base, quote, settle: null, contractValue: ONE };
  }
  const isOption = parts.length === 5 && (right === 'C' || right === 'P');
  if (!isOption && (parts.length !== 3 || (third !== 'SWAP' && !/^\d{6}$/.test(third)))) {
    return 'the symbol is none that OKX writes (BTC-USDT, BTC-USDT-SWAP, BTC-USDT-250328, …)';
  }
  const inverse = quote === 'USD' && !isOption;
  const kind: Kind = isOption ? 'option' : inverse ? 'inverse' : 'linear';
  const product = isOption ? 'options' : inverse ? 'coin-futures' : `${quote.toLowerCase()}-futures`;
  const settle = isOption ? (quote === 'USD' ? base : quote) : inverse ? base : quote;
  const counted = facts.contracts || facts.unit === null || /^cont/i.test(facts.unit);
  const rest = { venue, symbol, product, kind, base, quote, settle };
  if (counted) return { ...rest, contractValue: table.contract(venue, upper)?.contractValue ?? null };
  if (facts.unit === (inverse ? quote : base)) return { ...rest, contractValue: ONE };
  return `quantities counted in ${facts.unit} cannot be read: export them in contracts`;
}

function generic(symbol: string, facts: SymbolFacts, profile: Profile, table: InstrumentTable): Instrument {
  const kind = profile.kind ?? (profile.product === 'spot' ? 'spot' : 'linear');
  const pair = splitAny(symbol);
  const quote = profile.quote ?? pair?.quote ?? null;
  const base =
    pair?.base ?? (quote !== null && symbol.endsWith(quote) ? symbol.slice(0, -quote.length) : null);
  const product =
    profile.product ?? { linear: 'futures', inverse: 'coin-futures', spot: 'spot', option: 'options' }[kind];
  const settle = kind === 'spot' ? null : kind === 'inverse' ? base : quote;
  const listed = table.contract(facts.venue, symbol)?.contractValue ?? null;
  const contractValue = facts.contracts || kind === 'inverse' ? listed : ONE;
  return { venue: facts.venue, symbol, product, kind, base, quote, settle, contractValue };
}
