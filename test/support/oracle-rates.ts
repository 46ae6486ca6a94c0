/** Rates typed in by hand from the published tables, percent of the fee base; the oracle's only knowledge of cards. */
import { type Exact, exact, times } from './exact.ts';

export interface Rates {
  readonly maker: Exact;
  readonly taker: Exact;
}

const PERCENT = exact('0.01');

/** Tier, maker and taker in percent. */
export function ladder(rows: readonly (readonly [string, string, string])[]): ReadonlyMap<string, Rates> {
  return new Map(
    rows.map(([tier, maker, taker]) => [
      tier,
      { maker: times(exact(maker), PERCENT), taker: times(exact(taker), PERCENT) },
    ]),
  );
}

/** Schedule and group → tier → rates in force in June 2026 (OKX spot: August 2026, group 1). Lowest tier first. */
export const CARDS: Readonly<Record<string, ReadonlyMap<string, Rates>>> = {
  'okx/usdt-futures': ladder([
    ['Regular', '0.020', '0.050'],
    ['VIP 1', '0.016', '0.045'],
    ['VIP 2', '0.015', '0.036'],
    ['VIP 3', '0.010', '0.028'],
    ['VIP 4', '0.008', '0.027'],
    ['VIP 5', '0.005', '0.026'],
    ['VIP 6', '0.000', '0.025'],
    ['VIP 7', '-0.002', '0.020'],
    ['VIP 8', '-0.005', '0.020'],
    ['VIP 9', '-0.005', '0.015'],
  ]),
  'binance/usdm-futures': ladder([
    ['Regular', '0.020', '0.050'],
    ['VIP 1', '0.018', '0.050'],
    ['VIP 2', '0.016', '0.040'],
    ['VIP 3', '0.012', '0.032'],
  ]),
  'binance/usdm-futures USDC': ladder([
    ['VIP 1', '0', '0.0400'],
    ['VIP 2', '0', '0.0320'],
    ['VIP 3', '0', '0.0256'],
  ]),
  'binance/spot': ladder([
    ['Regular', '0.100', '0.100'],
    ['VIP 1', '0.090', '0.100'],
    ['VIP 2', '0.080', '0.100'],
  ]),
  'okx/spot': ladder([
    ['Regular', '0.080', '0.100'],
    ['VIP 1', '0.0675', '0.080'],
    ['VIP 2', '0.060', '0.070'],
    ['VIP 3', '0.055', '0.065'],
    ['VIP 4', '0.030', '0.045'],
  ]),
};

/** What BNB takes off a rate: 10 % on USDⓈ-M, 25 % on spot. */
export const BNB_FACTOR: Readonly<Record<string, Exact>> = {
  'binance/usdm-futures': exact('0.9'),
  'binance/spot': exact('0.75'),
};

/** Contract value in base coin. */
export const CONTRACTS: Readonly<Record<string, Exact>> = {
  'BTC-USDT-SWAP': exact('0.01'),
  'ETH-USDT-SWAP': exact('0.1'),
};
