/**
 * Binance USDⓈ-M futures: the trade history of the web pages (and of the API's download ids), and rows of the
 * API.
 */
import { BUY_SELL, type Flag, type Profile, type Variant } from '../profile.ts';

const MAKER_COLUMN: ReadonlyMap<string, Flag> = new Map([
  ['true', 'maker'],
  ['false', 'taker'],
]);

const COLUMNS: Variant['columns'] = {
  symbol: 'Symbol',
  side: 'Side',
  price: 'Price',
  quantity: 'Quantity',
  quote: 'Amount',
  fee: 'Fee',
  liquidity: 'Maker',
  tradeId: 'Trade ID',
  orderId: 'Order ID',
};

/**
 * Seen: header vintages with and without `Uid` (2025–2026), and an older one with `Date(UTC)` and fewer
 * columns.
 */
export const binanceUsdm: Profile = {
  id: 'binance-usdm',
  title: 'Binance USDⓈ-M futures, Trade History (web export)',
  venue: 'binance',
  variants: [
    {
      label: '2025, with Uid',
      headers: [
        ...['Uid', 'Time', 'Symbol', 'Side', 'Price', 'Quantity', 'Amount', 'Fee', 'Realized Profit'],
        ...['Buyer', 'Maker', 'Trade ID', 'Order ID'],
      ],
      columns: { ...COLUMNS, account: 'Uid', time: 'Time' },
      glued: ['fee'],
    },
    {
      label: '2025, without Uid',
      headers: [
        ...['Time', 'Symbol', 'Side', 'Price', 'Quantity', 'Amount', 'Fee', 'Realized Profit'],
        ...['Buyer', 'Maker', 'Trade ID', 'Order ID'],
      ],
      columns: { ...COLUMNS, time: 'Time' },
      glued: ['fee'],
    },
    {
      label: 'older, Date(UTC)',
      headers: ['Date(UTC)', 'Symbol', 'Side', 'Price', 'Quantity', 'Amount', 'Fee', 'Realized Profit'],
      optional: ['Uid', 'Buyer', 'Maker', 'Trade ID', 'Order ID'],
      columns: { ...COLUMNS, account: 'Uid', time: 'Date(UTC)' },
      glued: ['fee'],
    },
  ],
  assemble: 'single',
  time: 'short-year',
  feeSign: 'charged-positive',
  quoteIsProduct: true,
  feeScale: 8,
  feeMode: 'down',
  decimal: '.',
  thousands: null,
  symbology: 'binance-usdm',
  sides: BUY_SELL,
  liquidity: MAKER_COLUMN,
  key: ['tradeId'],
  kinds: [],
  cannotReveal: [
    'the export has no execution type: fills of a liquidation look like any other',
    'no maker rebate was ever seen in this export; that it is written with a minus is assumed',
  ],
};

/** `GET /fapi/v1/userTrades`, dumped as CSV with the names of the JSON keys. */
export const binanceUsdmApi: Profile = {
  ...binanceUsdm,
  id: 'binance-usdm-api',
  title: 'Binance USDⓈ-M futures, API userTrades',
  variants: [
    {
      label: 'keys of /fapi/v1/userTrades',
      keys: true,
      headers: [
        ...[
          'symbol',
          'id',
          'orderId',
          'side',
          'price',
          'qty',
          'commission',
          'commissionAsset',
          'time',
          'maker',
        ],
      ],
      optional: ['quoteQty', 'realizedPnl', 'positionSide', 'buyer'],
      columns: {
        symbol: 'symbol',
        tradeId: 'id',
        orderId: 'orderId',
        side: 'side',
        price: 'price',
        quantity: 'qty',
        quote: 'quoteQty',
        fee: 'commission',
        feeAsset: 'commissionAsset',
        time: 'time',
        liquidity: 'maker',
      },
    },
  ],
  time: 'epoch',
  cannotReveal: [
    'dumps made in 2020 had the opposite sign; this reading takes a positive commission as charged',
  ],
};
