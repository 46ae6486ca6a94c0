/**
 * Layouts of further venues that are certain enough to be read: sign and fee asset are known. None has a
 * shipped schedule.
 */
import { BUY_SELL, type Flag, type Profile, type Variant } from '../profile.ts';

const NO_SCHEDULE =
  'no schedule of this venue is shipped: give your rates with --maker-rate and --taker-rate';

const ROLES: ReadonlyMap<string, Flag> = new Map([
  ['maker', 'maker'],
  ['taker', 'taker'],
]);

function mexcVariant(label: string, more: readonly string[]): Variant {
  return {
    label,
    headers: [...more, 'Pairs', 'Time', 'Side', 'Filled Price', 'Executed Amount', 'Total', 'Fee', 'Role'],
    columns: {
      ...(more.length === 0 ? {} : { account: 'UID' }),
      symbol: 'Pairs',
      time: 'Time',
      side: 'Side',
      price: 'Filled Price',
      quantity: 'Executed Amount',
      fee: 'Fee',
      liquidity: 'Role',
    },
    glued: ['fee'],
  };
}

/** The fee carries its asset: the quote asset on both sides in the files seen. */
export const mexcSpot: Profile = {
  id: 'mexc-spot',
  title: 'MEXC spot, trade history (web export)',
  venue: 'mexc',
  variants: [mexcVariant('2025, with UID', ['UID']), mexcVariant('without UID', [])],
  assemble: 'single',
  time: 'text',
  feeSign: 'charged-positive',
  feeScale: null,
  feeMode: null,
  decimal: '.',
  thousands: null,
  symbology: 'spot',
  sides: BUY_SELL,
  liquidity: ROLES,
  key: null,
  kinds: [],
  cannotReveal: [NO_SCHEDULE],
};

const HITBTC = [
  'Instrument',
  'Trade ID',
  'Order ID',
  'Side',
  'Quantity',
  'Price',
  'Volume',
  'Fee',
  'Rebate',
  'Total',
];

/**
 * A rebate stands in a column of its own and counts as positive; both are in the quote asset, cut at 9
 * decimals. Newer vintages, which also write a rebate as a negative fee, may hold it twice and are not read.
 */
export const hitbtc: Profile = {
  ...mexcSpot,
  id: 'hitbtc',
  title: 'HitBTC, trades (web export until 2018)',
  venue: 'hitbtc',
  variants: [
    {
      label: '2018',
      headers: ['Date (UTC)', ...HITBTC],
      columns: {
        time: 'Date (UTC)',
        symbol: 'Instrument',
        tradeId: 'Trade ID',
        orderId: 'Order ID',
        side: 'Side',
        quantity: 'Quantity',
        price: 'Price',
        fee: 'Fee',
        rebate: 'Rebate',
      },
    },
  ],
  feeScale: 9,
  feeMode: 'down',
  impliedFeeAsset: { rule: 'quote' },
  liquidity: new Map(),
  key: ['tradeId'],
};

/** The sign of the amount is the side; a charge is negative. */
export const bitfinex: Profile = {
  ...mexcSpot,
  id: 'bitfinex',
  title: 'Bitfinex, trades (web export)',
  venue: 'bitfinex',
  variants: [
    {
      label: 'one header',
      headers: ['#', 'PAIR', 'AMOUNT', 'PRICE', 'FEE', 'FEE CURRENCY', 'DATE', 'ORDER ID'],
      optional: ['FEE PERC'],
      columns: {
        tradeId: '#',
        symbol: 'PAIR',
        side: 'AMOUNT',
        quantity: 'AMOUNT',
        price: 'PRICE',
        fee: 'FEE',
        feeAsset: 'FEE CURRENCY',
        time: 'DATE',
        orderId: 'ORDER ID',
      },
    },
  ],
  feeSign: 'charged-negative',
  sides: 'sign',
  liquidity: new Map(),
  key: ['tradeId'],
  cannotReveal: [NO_SCHEDULE, 'dates are read as 2018-02-01; a day and month in another order are refused'],
};

/** A negative fee was paid to the desk. The venue closed in November 2022. */
export const ftx: Profile = {
  ...mexcSpot,
  id: 'ftx',
  title: 'FTX, trades (web export)',
  venue: 'ftx',
  variants: [
    {
      label: 'words',
      headers: [
        'ID',
        'Time',
        'Market',
        'Side',
        'Order Type',
        'Size',
        'Price',
        'Total',
        'Fee',
        'Fee Currency',
      ],
      columns: {
        ...{ tradeId: 'ID', time: 'Time', symbol: 'Market', side: 'Side', orderType: 'Order Type' },
        ...{ quantity: 'Size', price: 'Price', fee: 'Fee', feeAsset: 'Fee Currency' },
      },
    },
    {
      label: 'keys',
      keys: true,
      headers: ['id', 'time', 'market', 'side', 'type', 'size', 'price', 'total', 'fee', 'feeCurrency'],
      columns: {
        ...{ tradeId: 'id', time: 'time', symbol: 'market', side: 'side', orderType: 'type' },
        ...{ quantity: 'size', price: 'price', fee: 'fee', feeAsset: 'feeCurrency' },
      },
    },
  ],
  symbology: 'ftx',
  liquidity: new Map(),
  key: ['tradeId'],
};

/**
 * Charged is positive: converters of this export hand the fee on as the amount paid. Its coin has a column of its own. What
 * the words of `Executed Type` are is not published, so the role is not read from it.
 */
export const coinex: Profile = {
  ...mexcSpot,
  id: 'coinex',
  title: 'CoinEx, executed orders (web export)',
  venue: 'coinex',
  variants: [
    {
      label: 'one header',
      headers: [
        ...['Execution Time', 'Trading pair/Contract name', 'Side', 'Executed Price', 'Executed Amount'],
        ...['Executed Value', 'Fees', 'Fees Coin Type', 'Executed Type'],
      ],
      columns: {
        ...{ time: 'Execution Time', symbol: 'Trading pair/Contract name', side: 'Side' },
        ...{ price: 'Executed Price', quantity: 'Executed Amount', fee: 'Fees', feeAsset: 'Fees Coin Type' },
      },
    },
  ],
  symbology: 'coinex',
  liquidity: new Map(),
  cannotReveal: [
    NO_SCHEDULE,
    'the zone of the times is not stated: give --timezone',
    'no row of this export is published: that a positive fee was charged is how three converters read it',
    'a contract and a spot pair of the same name cannot be told apart: every row is read as spot',
    "if Executed Type tells maker from taker, say so: --map 'liquidity=Executed Type'",
  ],
};

/**
 * The fee carries its coin, the one received, and is positive where it was charged, cut at 8 decimals: in published rows a
 * purchase of 0.3146 LTC at 20 bp has 0.00062920LTC, a sale for 0.0044437032 BTC has 0.00000888BTC.
 */
export const htxSpot: Profile = {
  ...mexcSpot,
  id: 'htx-spot',
  title: 'HTX (Huobi) spot, trade history (web export)',
  venue: 'htx',
  variants: [
    {
      label: '2020',
      headers: ['Time', 'Type', 'Pair', 'Side', 'Price', 'Amount', 'Total', 'Fee'],
      columns: {
        ...{ time: 'Time', symbol: 'Pair', side: 'Side', price: 'Price', quantity: 'Amount', fee: 'Fee' },
      },
      glued: ['fee'],
    },
  ],
  feeScale: 8,
  feeMode: 'down',
  liquidity: new Map(),
  cannotReveal: [NO_SCHEDULE, 'the zone of the times is not stated: give --timezone'],
};
