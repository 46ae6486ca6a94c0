/** Every export family that is recognised. The order is that of `profiles list`; it decides nothing. */
import type { Profile } from '../profile.ts';
import { binanceSpot, binanceSpotApi } from './binance-spot.ts';
import { binanceUsdm, binanceUsdmApi } from './binance-usdm.ts';
import { deriveV2, deriveV3 } from './derive.ts';
import { dydxApi } from './dydx.ts';
import { generic } from './generic.ts';
import { hyperliquidApi, hyperliquidUi } from './hyperliquid.ts';
import { okx2020, okxApi, okxTradingHistory } from './okx.ts';

export const PROFILES: readonly Profile[] = [
  binanceUsdm,
  binanceUsdmApi,
  binanceSpot,
  binanceSpotApi,
  okxTradingHistory,
  okx2020,
  okxApi,
  deriveV2,
  deriveV3,
  hyperliquidUi,
  hyperliquidApi,
  dydxApi,
  generic,
];

/** The profile of this id, read without regard to case; null when there is none. */
export function profileNamed(id: string): Profile | null {
  return PROFILES.find((profile) => profile.id === id.toLowerCase()) ?? null;
}
