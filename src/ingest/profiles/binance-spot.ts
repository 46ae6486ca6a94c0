/** Binance spot: the trade history of the web pages in its vintages and languages, and rows of the API. */
import type { Side } from '../../domain/fill.ts';
import { BUY_SELL, BUY_SELL_LOCAL, type Flag, type Profile, type Variant } from '../profile.ts';

/** The same seven columns in several spellings; assets are glued to the numbers. */
function sevenColumns(label: string, headers: readonly string[]): Variant {
  const [time, symbol, side, price, quantity, quote, fee] = headers as readonly [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  return {
    label,
    headers,
    columns: { time, symbol, side, price, quantity, quote, fee },
    glued: ['quantity', 'quote', 'fee'],
  };
}

/** No vintage has ids or a liquidity column. */
export const binanceSpot: Profile = {
  id: 'binance-spot',
  title: 'Binance spot, Trade History (web export)',
  venue: 'binance',
  variants: [
    {
      label: 'until 2021, Market and Fee Coin',
      headers: ['Date(UTC)', 'Market', 'Type', 'Price', 'Amount', 'Total', 'Fee', 'Fee Coin'],
      columns: {
        time: 'Date(UTC)',
        symbol: 'Market',
        side: 'Type',
        price: 'Price',
        quantity: 'Amount',
        quote: 'Total',
        fee: 'Fee',
        feeAsset: 'Fee Coin',
      },
    },
    sevenColumns('2021, Date(UTC)', ['Date(UTC)', 'Pair', 'Side', 'Price', 'Executed', 'Amount', 'Fee']),
    sevenColumns('2023, Time', ['Time', 'Pair', 'Side', 'Price', 'Executed', 'Amount', 'Fee']),
    sevenColumns('Czech', ['Čas', 'Pár', 'Strana', 'Cena', 'Provedeno', 'Částka', 'Poplatek']),
    {
      label: 'Chinese, with base and quote columns',
      headers: [
        ...[
          '时间',
          '交易对',
          '基准货币',
          '计价货币',
          '类型',
          '价格',
          '数量',
          '成交额',
          '手续费',
          '手续费结算币种',
        ],
      ],
      columns: {
        time: '时间',
        symbol: '交易对',
        base: '基准货币',
        quoteAsset: '计价货币',
        side: '类型',
        price: '价格',
        quantity: '数量',
        quote: '成交额',
        fee: '手续费',
        feeAsset: '手续费结算币种',
      },
    },
  ],
  assemble: 'single',
  time: 'short-year',
  feeSign: 'charged-positive',
  quoteIsProduct: true,
  feeScale: 8,
  feeMode: 'down',
  decimal: '.',
  thousands: ',',
  symbology: 'binance-spot',
  sides: BUY_SELL_LOCAL,
  liquidity: new Map(),
  key: null,
  kinds: [],
  wrappedRows: true,
  cannotReveal: [],
};

/** `GET /api/v3/myTrades`, dumped as CSV with the names of the JSON keys; Binance.US has the same. */
export const binanceSpotApi: Profile = {
  ...binanceSpot,
  id: 'binance-spot-api',
  title: 'Binance spot, API myTrades',
  sisterVenues: ['binance-us'],
  variants: [
    {
      label: 'keys of /api/v3/myTrades',
      keys: true,
      headers: [
        ...[
          'symbol',
          'id',
          'orderId',
          'price',
          'qty',
          'commission',
          'commissionAsset',
          'time',
          'isBuyer',
          'isMaker',
        ],
      ],
      optional: ['orderListId', 'quoteQty', 'isBestMatch'],
      columns: {
        symbol: 'symbol',
        tradeId: 'id',
        orderId: 'orderId',
        price: 'price',
        quantity: 'qty',
        quote: 'quoteQty',
        fee: 'commission',
        feeAsset: 'commissionAsset',
        time: 'time',
        side: 'isBuyer',
        liquidity: 'isMaker',
      },
    },
  ],
  time: 'epoch',
  thousands: null,
  sides: new Map<string, Side>([...BUY_SELL, ['true', 'buy'], ['false', 'sell']]),
  liquidity: new Map<string, Flag>([
    ['true', 'maker'],
    ['false', 'taker'],
  ]),
  key: ['tradeId'],
  wrappedRows: false,
};
