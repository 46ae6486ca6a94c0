/** Binance COIN-M futures: rows of the API. No export of the web pages was ever seen. */

import type { Profile } from '../profile.ts';
import { binanceUsdmApi } from './binance-usdm.ts';

/**
 * `GET /dapi/v1/userTrades`, dumped as CSV with the names of the JSON keys. `qty` counts contracts;
 * `baseQty` is what they stand for in coin, rounded half-up at 8 decimals, and proves the contract value of
 * every row. The fee is cut at 8.
 */
export const binanceCoinmApi: Profile = {
  ...binanceUsdmApi,
  id: 'binance-coinm-api',
  title: 'Binance COIN-M futures, API userTrades',
  variants: [
    {
      label: 'keys of /dapi/v1/userTrades',
      keys: true,
      headers: [
        ...[
          'symbol',
          'id',
          'orderId',
          'pair',
          'side',
          'price',
          'qty',
          'marginAsset',
          'baseQty',
          'commission',
        ],
        ...['commissionAsset', 'time', 'maker'],
      ],
      optional: ['realizedPnl', 'positionSide', 'buyer'],
      columns: {
        symbol: 'symbol',
        tradeId: 'id',
        orderId: 'orderId',
        side: 'side',
        price: 'price',
        contracts: 'qty',
        coinAmount: 'baseQty',
        fee: 'commission',
        feeAsset: 'commissionAsset',
        time: 'time',
        liquidity: 'maker',
      },
    },
  ],
  symbology: 'binance-coinm',
  cannotReveal: ['the export has no execution type: fills of a liquidation look like any other'],
};
