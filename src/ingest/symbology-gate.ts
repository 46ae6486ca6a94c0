/** Symbols of Gate's futures. */
import type { Instrument } from '../domain/instrument.ts';
import type { InstrumentTable } from './instruments.ts';
import type { Profile } from './profile.ts';
import type { SymbolFacts } from './symbology.ts';

/**
 * `BTC_USDT` · `BTC_USDT_20260327`: linear, quantity in contracts of so many coins (`quanto_multiplier`).
 * `BTC_USD` is inverse. Contracts that are not settled in USDT are products of their own, since their rates
 * are.
 */
export function gateFutures(
  symbol: string,
  { venue }: SymbolFacts,
  _: Profile,
  table: InstrumentTable,
): Instrument | string {
  const match = /^(([A-Z0-9]+)_([A-Z0-9]+))(?:_\d{6,8})?$/.exec(symbol.toUpperCase());
  if (match === null) return 'the symbol is none of Gate futures (BTC_USDT, BTC_USDT_20260327)';
  const [, pair, base, quote] = match as unknown as [string, string, string, string];
  const inverse = quote === 'USD';
  const spec = table.contract(venue, symbol) ?? table.contract(venue, pair);
  return {
    ...{ venue, symbol, base, quote },
    product: inverse ? 'coin-futures' : quote === 'USDT' ? 'futures' : `${quote.toLowerCase()}-futures`,
    kind: inverse ? 'inverse' : 'linear',
    settle: inverse ? base : quote,
    contractValue: spec?.contractValue ?? null,
  };
}
