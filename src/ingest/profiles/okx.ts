/** OKX: the trading history of the web pages, the fills file of 2020, and rows of the API. */
import type { Side } from '../../domain/fill.ts';
import { BUY_SELL, type Field, type Flag, type KindRule, type Profile } from '../profile.ts';

const START = ['id', 'Order id', 'Time', 'Trade Type', 'Symbol', 'Action', 'Amount', 'Trading Unit'] as const;
const columns: Readonly<Partial<Record<Field, string>>> = {
  tradeId: 'id',
  orderId: 'Order id',
  time: 'Time',
  kind: 'Trade Type',
  symbol: 'Symbol',
  side: 'Action',
  quantity: 'Amount',
  unit: 'Trading Unit',
  price: 'Filled Price',
  fee: 'Fee',
  feeAsset: 'Fee Unit',
  balanceUnit: 'Balance Unit',
};

/** Rows of the trading history that are no fills; the first rule that fits counts. */
const kinds: readonly KindRule[] = [
  ...rules('kind', [
    ['transfer', 'transfer'],
    ['funding', 'funding'],
    ['deposit', 'deposit'],
    ['withdraw', 'withdrawal'],
    ['interest', 'interest'],
    ['convert', 'conversion'],
    ['delivery', 'delivery'],
    ['rebate', 'fee-rebate'],
    ['settlement', 'settlement'],
  ]),
  ...rules('side', [
    ['funding', 'funding'],
    ['transfer', 'transfer'],
    ['interest', 'interest'],
    ['delivery', 'delivery'],
    ['delivered', 'delivery'],
    ['exercise', 'exercise'],
    ['expired', 'exercise'],
    ['settlement', 'settlement'],
    ['clawback', 'clawback'],
    ['rebate', 'fee-rebate'],
    ['deposit', 'deposit'],
    ['withdraw', 'withdrawal'],
    ['borrow', 'loan'],
    ['repay', 'loan'],
    ['convert', 'conversion'],
  ]),
];

function rules(field: Field, words: readonly (readonly [string, string])[]): KindRule[] {
  return words.map(([includes, reason]) => ({ field, includes, reason }));
}

/** Long and short, opened and closed; a liquidation or deleveraging of a position closes it. */
const actions: ReadonlyMap<string, Side> = new Map<string, Side>([
  ...BUY_SELL,
  ['open long', 'buy'],
  ['close long', 'sell'],
  ['open short', 'sell'],
  ['close short', 'buy'],
  ...forced('partial liquidation '),
  ...forced('liquidation '),
  ...forced('adl '),
]);

function forced(prefix: string): [string, Side][] {
  return [
    [`${prefix}long`, 'sell'],
    [`${prefix}close long`, 'sell'],
    [`${prefix}short`, 'buy'],
    [`${prefix}close short`, 'buy'],
    [`${prefix}buy`, 'buy'],
    [`${prefix}sell`, 'sell'],
  ];
}

/**
 * A preamble line, marks in front of every line or cell, two rows for a spot fill; fee negative = charged.
 */
export const okxTradingHistory: Profile = {
  id: 'okx-trading-history',
  title: 'OKX, Trading History (web export)',
  venue: 'okx',
  variants: [
    {
      label: '2025',
      headers: [
        ...[...START, 'Filled Price', 'PnL', 'Fee', 'Fee Unit', 'Position Change', 'Position Balance'],
        ...['Balance Change', 'Balance', 'Balance Unit'],
      ],
      optional: ['Filled_price-USD', 'Pnl-USD', 'Fee-USD', 'Balance-USD', 'Balance_change-USD'],
      columns,
    },
    {
      label: '2023, with Filled Price Unit and Position Unit',
      headers: [
        ...[...START, 'Filled Price', 'Filled Price Unit', 'PnL', 'Fee', 'Fee Unit', 'Position Change'],
        ...['Position Balance', 'Position Unit', 'Balance Change', 'Balance', 'Balance Unit'],
      ],
      columns,
    },
    {
      label: '2022, without a price',
      headers: [
        ...['id', 'Order id', 'Time', 'Trade Type', 'Instrument', 'Type', 'Amount', 'Unit', 'PL', 'Fee'],
        ...['Position Change', 'Position Balance', 'Balance Change', 'Balance', 'Unit'],
      ],
      ordered: true,
      columns: {
        tradeId: 'id',
        orderId: 'Order id',
        time: 'Time',
        kind: 'Trade Type',
        symbol: 'Instrument',
        side: 'Type',
        quantity: 'Amount',
        unit: 'Unit#1',
        fee: 'Fee',
        feeAsset: 'Unit#2',
        balanceUnit: 'Unit#2',
      },
    },
  ],
  assemble: 'spot-legs',
  time: 'text',
  feeSign: 'charged-negative',
  feeScale: 8,
  feeMode: 'half-up',
  decimal: '.',
  thousands: null,
  symbology: 'okx',
  sides: actions,
  liquidity: new Map(),
  key: ['tradeId'],
  kinds,
  roleless: ['liquidation', 'adl '],
  cannotReveal: [],
};

/** Signed amounts tell the side; total and fee carry their asset; every cell has a byte order mark. */
export const okx2020: Profile = {
  ...okxTradingHistory,
  id: 'okx-2020',
  title: 'OKX, fills of 2020 (web export)',
  variants: [
    {
      label: '2020',
      headers: [
        'Order ID',
        'Trade ID',
        'Trade Time',
        'Pairs',
        'Amount',
        'Price',
        'Total',
        'taker/maker',
        'Fee',
        'unit',
      ],
      columns: {
        orderId: 'Order ID',
        tradeId: 'Trade ID',
        time: 'Trade Time',
        symbol: 'Pairs',
        side: 'Amount',
        quantity: 'Amount',
        price: 'Price',
        liquidity: 'taker/maker',
        fee: 'Fee',
      },
      glued: ['fee'],
    },
  ],
  assemble: 'single',
  feeScale: null,
  feeMode: null,
  sides: 'sign',
  liquidity: new Map<string, Flag>([
    ['taker', 'taker'],
    ['maker', 'maker'],
  ]),
  key: ['tradeId', 'orderId'],
  kinds: [],
};

/** `/api/v5/trade/fills` and `fills-history`, dumped as CSV with the names of the JSON keys. */
export const okxApi: Profile = {
  ...okxTradingHistory,
  id: 'okx-api',
  title: 'OKX, API fills and fills-history',
  variants: [
    {
      label: 'keys of /api/v5/trade/fills-history',
      keys: true,
      headers: [
        ...[
          'instId',
          'tradeId',
          'ordId',
          'billId',
          'fillPx',
          'fillSz',
          'side',
          'execType',
          'feeCcy',
          'fee',
          'ts',
        ],
      ],
      optional: [
        ...[
          'instType',
          'clOrdId',
          'subType',
          'tag',
          'fillIdxPx',
          'fillPnl',
          'fillPxVol',
          'fillPxUsd',
          'fillMarkVol',
        ],
        ...['fillFwdPx', 'fillMarkPx', 'posSide', 'feeRate', 'fillTime', 'tradeQuoteCcy'],
      ],
      columns: {
        symbol: 'instId',
        tradeId: 'tradeId',
        orderId: 'ordId',
        billId: 'billId',
        price: 'fillPx',
        quantity: 'fillSz',
        side: 'side',
        liquidity: 'execType',
        feeAsset: 'feeCcy',
        fee: 'fee',
        time: 'fillTime|ts',
      },
    },
  ],
  assemble: 'single',
  time: 'epoch',
  feeScale: null,
  feeMode: null,
  sides: BUY_SELL,
  liquidity: new Map<string, Flag>([
    ['m', 'maker'],
    ['t', 'taker'],
    ['', 'none'],
  ]),
  key: ['tradeId', 'billId'],
  kinds: [],
  cannotReveal: [],
};
