/** Symbols of KuCoin's futures. */
import type { Instrument } from '../domain/instrument.ts';
import type { InstrumentTable } from './instruments.ts';
import type { Profile } from './profile.ts';
import type { SymbolFacts } from './symbology.ts';

/**
 * `XBTUSDTM`, `ETHUSDCM` (linear perpetuals), `XBTUSDM` (inverse perpetual) and `XBTMM23` (dated inverse; month letter
 * and year), quantity in contracts. XBT is BTC. Where the export may count coins as well, no contract value is given: the
 * printed volume counts.
 */
export function kucoinFutures(
  symbol: string,
  { venue, contracts }: SymbolFacts,
  profile: Profile,
  table: InstrumentTable,
): Instrument | string {
  const upper = symbol.toUpperCase();
  const perpetual = /^([A-Z0-9]+?)(USDT|USDC|USD)M$/.exec(upper);
  const dated = perpetual === null ? /^([A-Z0-9]+)M[FGHJKMNQUVXZ]\d{2}$/.exec(upper) : null;
  const written = perpetual?.[1] ?? dated?.[1];
  if (written === undefined) return 'the symbol is none of KuCoin futures (XBTUSDTM, XBTUSDM, XBTMM23)';
  const base = profile.assetNames?.get(written) ?? written;
  const quote = perpetual?.[2] ?? 'USD';
  const inverse = quote === 'USD';
  const family = dated === null ? null : `${written}-USD-FUTURES`;
  const spec = table.contract(venue, upper) ?? (family === null ? null : table.contract(venue, family));
  return {
    ...{ venue, symbol, product: 'futures', base, quote },
    kind: inverse ? 'inverse' : 'linear',
    settle: inverse ? base : quote,
    contractValue: contracts ? (spec?.contractValue ?? null) : null,
  };
}
