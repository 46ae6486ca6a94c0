/** Symbols of Binance's coin-margined futures and of its options. */
import { ONE } from '../domain/decimal.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { InstrumentTable } from './instruments.ts';
import type { Profile } from './profile.ts';
import type { SymbolFacts } from './symbology.ts';

/**
 * `BTCUSD_PERP` · `BTCUSD_200925`: inverse, quantity in contracts of so many USD. The face value is the
 * symbol's own, or that of its pair (`BTCUSD`).
 */
export function binanceCoinm(
  symbol: string,
  facts: SymbolFacts,
  _: Profile,
  table: InstrumentTable,
): Instrument | string {
  const match = /^(([A-Z0-9]+)USD)_(?:PERP|\d{6})$/.exec(symbol.toUpperCase());
  if (match === null) return 'the symbol is none of COIN-M futures (BTCUSD_PERP, BTCUSD_260925)';
  const [, pair, base] = match as unknown as [string, string, string];
  const { venue } = facts;
  const spec = table.contract(venue, symbol) ?? table.contract(venue, pair);
  return {
    ...{ venue, symbol, product: 'coinm-futures', kind: 'inverse', base, quote: 'USD', settle: base },
    contractValue: spec?.contractValue ?? null,
  };
}

/** `BTC-200730-9000-C`: quantity in coins, premium and fee in the asset that quotes it. */
export function binanceOption(symbol: string, { venue, quote }: SymbolFacts): Instrument | string {
  const match = /^([A-Z0-9]+)-\d{6}-[\d.]+-[CP]$/.exec(symbol.toUpperCase());
  if (match === null) return 'the symbol is none of Binance options (BTC-200730-9000-C)';
  const settle = quote ?? 'USDT';
  const assets = { base: match[1]!, quote: settle, settle };
  return { venue, symbol, product: 'options', kind: 'option', ...assets, contractValue: ONE };
}
