/** Every export family that is recognised. The order is that of `profiles list`; it decides nothing. */
import type { Profile } from '../profile.ts';
import { bitfinex, coinex, ftx, hitbtc, htxSpot, mexcSpot } from './aliases.ts';
import { binanceCoinmApi } from './binance-coinm.ts';
import { binanceOptionsApi } from './binance-options.ts';
import { binanceSpot, binanceSpotApi } from './binance-spot.ts';
import { binanceUs } from './binance-us.ts';
import { binanceUsdm, binanceUsdmApi } from './binance-usdm.ts';
import { bitgetFuturesApi, bitgetSpotApi } from './bitget.ts';
import { bitmex } from './bitmex.ts';
import { bitstamp } from './bitstamp.ts';
import { bybitApi, bybitDerivatives, bybitLog, bybitSpot, bybitUta } from './bybit.ts';
import { coinbaseAdvancedApi, coinbaseExchangeApi, coinbaseFills } from './coinbase.ts';
import { deribitApi, deribitUi } from './deribit.ts';
import { deriveV2, deriveV3 } from './derive.ts';
import { dydxApi } from './dydx.ts';
import { gateFuturesApi, gateSpot, gateSpotApi } from './gate.ts';
import { generic } from './generic.ts';
import { hyperliquidApi, hyperliquidUi } from './hyperliquid.ts';
import { krakenFutures, krakenSpot } from './kraken.ts';
import { kucoinFutures, kucoinFuturesApi, kucoinSpot, kucoinSpotApi } from './kucoin.ts';
import { okx2020, okxApi, okxTradingHistory } from './okx.ts';
import { paradexApi } from './paradex.ts';

export const PROFILES: readonly Profile[] = [
  binanceUsdm,
  binanceUsdmApi,
  binanceSpot,
  binanceSpotApi,
  okxTradingHistory,
  okx2020,
  okxApi,
  bybitDerivatives,
  bybitSpot,
  bybitUta,
  bybitLog,
  bybitApi,
  kucoinSpot,
  kucoinFutures,
  kucoinSpotApi,
  kucoinFuturesApi,
  deriveV2,
  deriveV3,
  hyperliquidUi,
  hyperliquidApi,
  dydxApi,
  binanceCoinmApi,
  binanceOptionsApi,
  binanceUs,
  gateSpot,
  gateSpotApi,
  gateFuturesApi,
  bitgetSpotApi,
  bitgetFuturesApi,
  bitstamp,
  mexcSpot,
  hitbtc,
  bitfinex,
  ftx,
  coinex,
  htxSpot,
  bitmex,
  paradexApi,
  deribitUi,
  deribitApi,
  coinbaseFills,
  coinbaseExchangeApi,
  coinbaseAdvancedApi,
  krakenSpot,
  krakenFutures,
  generic,
];

/** The profile of this id, read without regard to case; null when there is none. */
export function profileNamed(id: string): Profile | null {
  return PROFILES.find((profile) => profile.id === id.toLowerCase()) ?? null;
}
