/**
 * Bitget: rows of the API for spot and futures. The fee is a JSON text in its cell, negative where it was
 * charged.
 */
import type { Side } from '../../domain/fill.ts';
import { BUY_SELL, type Flag, type Profile } from '../profile.ts';

/** `GET /api/v2/spot/trade/fills`, dumped as CSV with the names of the JSON keys. */
export const bitgetSpotApi: Profile = {
  id: 'bitget-spot-api',
  title: 'Bitget spot, API fills',
  venue: 'bitget',
  variants: [
    {
      label: 'keys of /api/v2/spot/trade/fills',
      keys: true,
      headers: [
        ...['tradeId', 'orderId', 'symbol', 'orderType', 'side', 'priceAvg', 'size', 'amount', 'tradeScope'],
        ...['feeDetail', 'cTime'],
      ],
      optional: ['uTime', 'userId'],
      columns: {
        tradeId: 'tradeId',
        orderId: 'orderId',
        symbol: 'symbol',
        orderType: 'orderType',
        side: 'side',
        price: 'priceAvg',
        quantity: 'size',
        liquidity: 'tradeScope',
        fee: 'feeDetail',
        time: 'cTime',
      },
    },
  ],
  assemble: 'single',
  time: 'epoch',
  feeSign: 'charged-negative',
  feeScale: null,
  feeMode: null,
  feeJson: { amount: 'totalFee', asset: 'feeCoin', deducted: 'totalDeductionFee' },
  decimal: '.',
  thousands: null,
  symbology: 'spot',
  sides: new Map<string, Side>([...BUY_SELL, ['liquidation_buy', 'buy'], ['liquidation_sell', 'sell']]),
  liquidity: new Map<string, Flag>([
    ['maker', 'maker'],
    ['taker', 'taker'],
    ['m', 'maker'],
    ['t', 'taker'],
  ]),
  key: ['tradeId'],
  kinds: [
    { field: 'side', equals: 'system_repay_buy', reason: 'loan' },
    { field: 'side', equals: 'system_repay_sell', reason: 'loan' },
  ],
  roleless: ['liquidation'],
  cannotReveal: [],
};

/** `GET /api/v2/mix/order/fills` and `fill-history`, dumped alike. */
export const bitgetFuturesApi: Profile = {
  ...bitgetSpotApi,
  id: 'bitget-futures-api',
  title: 'Bitget futures, API fills and fill-history',
  variants: [
    {
      label: 'keys of /api/v2/mix/order/fill-history',
      keys: true,
      headers: [
        ...['tradeId', 'orderId', 'symbol', 'side', 'price', 'baseVolume', 'quoteVolume', 'tradeSide'],
        ...['tradeScope', 'feeDetail', 'cTime'],
      ],
      optional: ['marginCoin', 'posMode', 'profit', 'uTime', 'orderType', 'enterPointSource', 'clientOid'],
      columns: {
        tradeId: 'tradeId',
        orderId: 'orderId',
        symbol: 'symbol',
        orderType: 'orderType',
        kind: 'tradeSide',
        side: 'side',
        price: 'price',
        quantity: 'baseVolume',
        liquidity: 'tradeScope',
        fee: 'feeDetail',
        time: 'cTime',
      },
    },
  ],
  symbology: 'bitget-futures',
  kinds: [],
  roleless: ['burst_', 'liquidation', 'delivery_', 'adl'],
};
