/** What a fill counts for in a volume in US dollars. */
import { type Decimal, ONE } from './decimal.ts';
import { convertBack, tradedValue } from './fee.ts';
import type { Fill } from './fill.ts';
import type { Instrument } from './instrument.ts';
import type { PriceSource } from './judgement.ts';
import type { Uncounted } from './window-volume.ts';

/** Assets counted as one US dollar each: venues count volume in dollars and publish no rate for these. */
export const DOLLARS: readonly string[] = [
  ...['USD', 'USDT', 'USDC', 'FDUSD', 'BUSD', 'TUSD', 'USDP', 'USDG', 'USDE', 'USD1'],
  ...['PYUSD', 'RLUSD', 'DAI', 'USDS'],
];

/**
 * Traded value in USD: the quote amount, the face of inverse contracts, for options the underlying at its index price.
 * Another quote asset needs a price; a fill without one counts for nothing and is told.
 */
export function usdValue(fill: Fill, prices: PriceSource | null): Decimal | Uncounted {
  const { instrument, quantity, time } = fill;
  const { kind, contractValue, base, quote } = instrument;
  if (kind === 'inverse') {
    if (contractValue === null) return 'contract value not known';
    return inUsd(quantity.times(contractValue), quote, time, prices);
  }
  if (kind === 'option') {
    if (contractValue === null) return 'contract value not known';
    const coins = quantity.times(contractValue);
    return fill.indexPrice === null ? inUsd(coins, base, time, prices) : coins.times(fill.indexPrice);
  }
  const value = tradedValue(fill);
  return value === null ? 'contract value not known' : inUsd(value, quote, time, prices);
}

/**
 * Which size of an instrument's fills is their value in USD as it stands, see `usdValue`: the traded value, or the coins (the face
 * of inverse contracts); null = it hangs on a price at the time of each fill.
 */
export function dollarSizeOf(
  { kind, contractValue, quote }: Instrument,
  prices: PriceSource | null,
): 'value' | 'coins' | Uncounted | null {
  if (contractValue === null) return 'contract value not known';
  if (kind === 'option') return null;
  if (quote !== null && DOLLARS.includes(quote)) return kind === 'inverse' ? 'coins' : 'value';
  return quote === null || prices === null ? 'no price in USD' : null;
}

function inUsd(
  amount: Decimal,
  asset: string | null,
  time: number,
  prices: PriceSource | null,
): Decimal | Uncounted {
  if (asset === null) return 'no price in USD';
  if (DOLLARS.includes(asset)) return amount.times(ONE);
  for (const dollar of DOLLARS.slice(0, 3)) {
    const price = prices?.price(asset, dollar, time) ?? null;
    if (price !== null) return convertBack(amount, price);
  }
  return 'no price in USD';
}
