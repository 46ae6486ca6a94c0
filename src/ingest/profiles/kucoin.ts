/** KuCoin: fills of the web pages in their vintages, and rows of the API. */
import { BUY_SELL, type Flag, type Profile } from '../profile.ts';

const ROLES: ReadonlyMap<string, Flag> = new Map<string, Flag>([
  ['maker', 'maker'],
  ['taker', 'taker'],
]);
/** KuCoin's futures write BTC as XBT. */
const NAMES: ReadonlyMap<string, string> = new Map([['XBT', 'BTC']]);
const BLANKS: ReadonlySet<string> = new Set(['null', '--']);
/** Files without a zone are written in the zone of Singapore. */
const SINGAPORE = 8 * 60;

/**
 * "Filled Orders (Show Order-Splitting)", one row per fill, and the trade histories before it. The zone is part of the
 * header; order ids may be blank.
 */
export const kucoinSpot: Profile = {
  id: 'kucoin-spot',
  title: 'KuCoin spot, Filled Orders (Show Order-Splitting) (web export)',
  venue: 'kucoin',
  variants: [
    {
      label: '2023 and later',
      headers: [
        ...['UID', 'Account Type', 'Order ID', 'Symbol', 'Side', 'Order Type', 'Avg. Filled Price'],
        ...['Filled Amount', 'Filled Volume', 'Filled Volume (USDT)', 'Filled Time', 'Fee', 'Maker/Taker'],
        ...['Fee Currency'],
      ],
      optional: ['Tax', 'Account Mode'],
      columns: {
        account: 'UID',
        orderId: 'Order ID',
        symbol: 'Symbol',
        side: 'Side',
        orderType: 'Order Type',
        price: 'Avg. Filled Price',
        quantity: 'Filled Amount',
        quote: 'Filled Volume',
        time: 'Filled Time',
        fee: 'Fee',
        otherFee: 'Tax',
        liquidity: 'Maker/Taker',
        feeAsset: 'Fee Currency',
      },
    },
    {
      label: '2019-21',
      headers: [
        ...['tradeCreatedAt', 'orderId', 'symbol', 'side', 'price', 'size', 'funds', 'fee', 'liquidity'],
        ...['feeCurrency', 'orderType'],
      ],
      columns: {
        time: 'tradeCreatedAt',
        orderId: 'orderId',
        symbol: 'symbol',
        side: 'side',
        price: 'price',
        quantity: 'size',
        quote: 'funds',
        fee: 'fee',
        liquidity: 'liquidity',
        feeAsset: 'feeCurrency',
        orderType: 'orderType',
      },
    },
    {
      label: 'legacy, with dealPrice',
      headers: ['oid', 'symbol', 'dealPrice', 'dealValue', 'amount', 'fee', 'direction', 'createdDate'],
      columns: {
        orderId: 'oid',
        symbol: 'symbol',
        price: 'dealPrice',
        quote: 'dealValue',
        quantity: 'amount',
        fee: 'fee',
        side: 'direction',
        time: 'createdDate',
      },
    },
    {
      label: 'legacy, with amount_coin',
      headers: [
        ...['uid', 'symbol', 'order_type', 'price', 'amount_coin', 'direction', 'funds', 'fee', 'created_at'],
      ],
      columns: {
        account: 'uid',
        symbol: 'symbol',
        orderType: 'order_type',
        price: 'price',
        quantity: 'amount_coin',
        side: 'direction',
        quote: 'funds',
        fee: 'fee',
        time: 'created_at',
      },
    },
  ],
  assemble: 'single',
  time: 'text',
  feeSign: 'charged-positive',
  feeScale: null,
  feeMode: null,
  impliedFeeAsset: { rule: 'quote' },
  decimal: '.',
  thousands: null,
  symbology: 'spot',
  sides: BUY_SELL,
  liquidity: ROLES,
  key: null,
  kinds: [],
  blanks: BLANKS,
  emptyNotice: 'No matching records found.',
  unstatedZone: SINGAPORE,
  semicolons: { decimal: ',', time: 'locale' },
  cannotReveal: [
    'the class of a coin, by which its rates go, is in no file: it is taken from the schedule',
    'files of 2018 and before name no fee currency: the quote coin is taken',
  ],
};

/** No role and no fee currency; the volume printed is what the fee is taken of, whatever the amount counts. */
export const kucoinFutures: Profile = {
  ...kucoinSpot,
  id: 'kucoin-futures',
  title: 'KuCoin futures, Filled Orders (Show Order-Splitting) (web export)',
  variants: [
    {
      label: 'with Fee Rate',
      headers: [
        ...[
          'UID',
          'Account Type',
          'Order ID',
          'Filled Time',
          'Symbol',
          'Side',
          'Filled Amount',
          'Filled Price',
        ],
        ...['Filled Volume', 'Filled Volume  (USDT)', 'Fee Rate', 'Fee', 'Order Type'],
      ],
      columns: {
        account: 'UID',
        orderId: 'Order ID',
        time: 'Filled Time',
        symbol: 'Symbol',
        side: 'Side',
        quantity: 'Filled Amount',
        price: 'Filled Price',
        quote: 'Filled Volume',
        fee: 'Fee',
        orderType: 'Order Type',
      },
    },
    {
      label: 'of trading bots',
      headers: [
        ...[
          'UID',
          'Account Type',
          'Order ID',
          'Time Filled',
          'Symbol',
          'Side',
          'Order Type',
          'Filled Amount',
        ],
        ...['Filled Price', 'Filled Volume', 'Filled Volume (USDT)', 'Fee', 'Fee Currency'],
      ],
      columns: {
        account: 'UID',
        orderId: 'Order ID',
        time: 'Time Filled',
        symbol: 'Symbol',
        side: 'Side',
        orderType: 'Order Type',
        quantity: 'Filled Amount',
        price: 'Filled Price',
        quote: 'Filled Volume',
        fee: 'Fee',
        feeAsset: 'Fee Currency',
      },
    },
  ],
  impliedFeeAsset: { rule: 'settle' },
  assetNames: NAMES,
  symbology: 'kucoin-futures',
  liquidity: new Map(),
  printedValue: true,
  cannotReveal: [
    'the amount may count contracts or coins: the printed volume is taken as the fee base, so a wrong volume is not found',
    'a fee without a currency column is taken to be in the settlement coin',
    'fills of a liquidation look like any other',
  ],
};

/** `/api/v1/hf/fills` and the older `/api/v1/fills` of spot, dumped as CSV with the names of the JSON keys. */
export const kucoinSpotApi: Profile = {
  ...kucoinSpot,
  id: 'kucoin-spot-api',
  title: 'KuCoin spot, API hf/fills and fills',
  variants: [
    {
      label: 'keys of /api/v1/hf/fills',
      keys: true,
      headers: [
        ...[
          'symbol',
          'tradeId',
          'orderId',
          'side',
          'liquidity',
          'forceTaker',
          'price',
          'size',
          'funds',
          'fee',
        ],
        ...['feeCurrency', 'createdAt'],
      ],
      optional: [...['id', 'counterOrderId', 'type', 'feeRate', 'stop', 'tradeType', 'taxRate', 'tax']],
      columns: {
        symbol: 'symbol',
        tradeId: 'tradeId',
        orderId: 'orderId',
        side: 'side',
        liquidity: 'liquidity',
        forcedTaker: 'forceTaker',
        price: 'price',
        quantity: 'size',
        quote: 'funds',
        fee: 'fee',
        feeAsset: 'feeCurrency',
        otherFee: 'tax',
        orderType: 'type',
        time: 'createdAt',
      },
    },
  ],
  time: 'any',
  key: ['tradeId'],
  cannotReveal: ['the class of a coin, by which its rates go, is in no file: it is taken from the schedule'],
};

/** `/api/v1/fills` of futures: size in contracts, times in nanoseconds; taxes stand beside the fee. */
export const kucoinFuturesApi: Profile = {
  ...kucoinSpotApi,
  id: 'kucoin-futures-api',
  title: 'KuCoin futures, API fills',
  variants: [
    {
      label: 'keys of /api/v1/fills of futures',
      keys: true,
      headers: [
        ...[
          'symbol',
          'tradeId',
          'orderId',
          'side',
          'liquidity',
          'forceTaker',
          'price',
          'size',
          'value',
          'fee',
        ],
        ...['feeCurrency', 'tradeType', 'tradeTime'],
      ],
      optional: [
        ...['openFeePay', 'closeFeePay', 'feeRate', 'fixFee', 'settleCurrency', 'marginMode', 'displayType'],
        ...['orderType', 'createdAt', 'openFeeTaxPay', 'closeFeeTaxPay', 'subTradeType', 'stop', 'id'],
      ],
      columns: {
        symbol: 'symbol',
        tradeId: 'tradeId',
        orderId: 'orderId',
        side: 'side',
        liquidity: 'liquidity',
        forcedTaker: 'forceTaker',
        price: 'price',
        contracts: 'size',
        quote: 'value',
        fee: 'fee',
        feeAsset: 'feeCurrency',
        otherFee: 'openFeeTaxPay',
        otherFeeMore: 'closeFeeTaxPay',
        kind: 'tradeType',
        orderType: 'orderType',
        time: 'tradeTime',
      },
    },
  ],
  impliedFeeAsset: { rule: 'settle' },
  assetNames: NAMES,
  symbology: 'kucoin-futures',
  kinds: [
    { field: 'kind', equals: 'settlement', reason: 'settlement' },
    { field: 'kind', noneOf: ['trade', 'liquid', 'liquidation', 'adl'], reason: null },
  ],
  roleless: ['liquid', 'adl'],
  printedValue: true,
  cannotReveal: [
    'where the value of a contract is not known, the traded value that the row prints is the fee base',
  ],
};
