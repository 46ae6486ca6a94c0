/** Binance options: rows of the API, whose sign is the opposite of futures and spot. */
import { BUY_SELL, type Flag, type Profile } from '../profile.ts';

/** `GET /eapi/v1/userTrades`, dumped as CSV with the names of the JSON keys. */
export const binanceOptionsApi: Profile = {
  id: 'binance-options-api',
  title: 'Binance options, API userTrades',
  venue: 'binance',
  variants: [
    {
      label: 'keys of /eapi/v1/userTrades',
      keys: true,
      headers: [
        ...['id', 'tradeId', 'orderId', 'symbol', 'price', 'quantity', 'fee', 'side', 'liquidity', 'time'],
        ...['quoteAsset'],
      ],
      optional: ['realizedProfit', 'type', 'optionSide', 'priceScale', 'quantityScale', 'volatility'],
      columns: {
        tradeId: 'tradeId',
        orderId: 'orderId',
        symbol: 'symbol',
        price: 'price',
        quantity: 'quantity',
        fee: 'fee',
        feeAsset: 'quoteAsset',
        quoteAsset: 'quoteAsset',
        side: 'side',
        orderType: 'type',
        liquidity: 'liquidity',
        time: 'time',
      },
    },
  ],
  assemble: 'single',
  time: 'epoch',
  feeSign: 'charged-negative',
  feeScale: null,
  feeMode: null,
  decimal: '.',
  thousands: null,
  symbology: 'binance-options',
  sides: BUY_SELL,
  liquidity: new Map<string, Flag>([
    ['maker', 'maker'],
    ['taker', 'taker'],
  ]),
  key: ['tradeId'],
  kinds: [],
  cannotReveal: ['the fee is a share of the index price at the fill, which the export does not show'],
};
