/** Symbols of Hyperliquid: `BTC` perp, `xyz:TSLA` a builder's perp, `PURR/USDC` and `@107` spot. */
import { ONE } from '../domain/decimal.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { InstrumentTable } from './instruments.ts';
import type { Profile } from './profile.ts';
import type { SymbolFacts } from './symbology.ts';

/**
 * Sizes are counted in the coin as the venue names it (one `kPEPE` is a thousand PEPE, priced as such). A spot pair that is
 * only a number is known by the instrument table, whose contract asset is then the coin bought.
 */
export function hyperliquid(
  symbol: string,
  { venue }: SymbolFacts,
  _: Profile,
  table: InstrumentTable,
): Instrument | string {
  const spot = { venue, symbol, product: 'spot', kind: 'spot', settle: null } as const;
  const pair = /^([^/@:\s]+)\/([^/@:\s]+)$/.exec(symbol);
  if (pair !== null) return { ...spot, base: pair[1]!, quote: pair[2]!, contractValue: ONE };
  if (/^@\d+$/.test(symbol)) {
    const listed = table.contract(venue, symbol);
    return listed === null
      ? { ...spot, base: null, quote: 'USDC', contractValue: null }
      : { ...spot, base: listed.contractAsset, quote: 'USDC', contractValue: ONE };
  }
  const perp = /^(?:([^/@:\s]+):)?([^/@:#\s]+)$/.exec(symbol);
  if (perp === null) return 'the symbol is none that Hyperliquid writes (BTC, xyz:TSLA, PURR/USDC, @107)';
  const product = perp[1] === undefined ? 'perps' : 'builder-perps';
  const rest = { kind: 'linear', quote: 'USDC', settle: 'USDC', contractValue: ONE } as const;
  return { venue, symbol, product, base: perp[2]!, ...rest };
}
