/** Bybit: trade histories of the web pages, the logs of its accounts, and rows of the API. */
import type { Side } from '../../domain/fill.ts';
import { BUY_SELL, type Field, type Flag, type KindRule, type Profile } from '../profile.ts';

/** Nothing is written as two dashes. */
const BLANKS: ReadonlySet<string> = new Set(['--']);

const SIDES: ReadonlyMap<string, Side> = new Map<string, Side>([
  ...BUY_SELL,
  ['long', 'buy'],
  ['short', 'sell'],
  ['open long', 'buy'],
  ['close long', 'sell'],
  ['open short', 'sell'],
  ['close short', 'buy'],
]);

/** Kinds of rows that are fills outside the order book or against the account's will: none has a maker or taker rate. */
const ROLELESS = ['liquidat', 'adl', 'bust', 'blocktrade', 'moveposition', 'futurespread'];

/** Types of rows that are no fills, and what becomes of the ones that are neither named here nor a trade. */
function kinds(trades: readonly string[], others: KindRule['reason'] = null): readonly KindRule[] {
  const named: readonly (readonly [string, string])[] = [
    ['funding', 'funding'],
    ['delivery', 'delivery'],
    ['settle', 'settlement'],
    ['transfer', 'transfer'],
    ['refund', 'fee-rebate'],
    ['interest', 'interest'],
    ['convert', 'conversion'],
  ];
  return [
    ...named.map(([includes, reason]) => ({ field: 'kind' as const, includes, reason })),
    { field: 'kind', noneOf: trades, reason: others },
  ];
}

const FORCED = ['liquidation', 'adl', 'adltrade', 'busttrade', 'blocktrade', 'moveposition', 'futurespread'];
const PLACED =
  'the rate of the moment at which the order was placed applies, and no file shows that moment: an order that rested over ' +
  'a change of tier looks charged at a wrong one';
const MINUTES = 'times may be written to the minute only: the start of the minute is taken';
const ROUNDED_ORDER_IDS =
  'order numbers may be cut to their last digits, so orders cannot be put together by them';

/** Seen: one header; rows of contracts of all kinds. The spelling of `Trasaction ID` is Bybit's. */
export const bybitDerivatives: Profile = {
  id: 'bybit-derivatives',
  title: 'Bybit derivatives, Trade History (web export)',
  venue: 'bybit',
  variants: [
    {
      label: 'with ExecFeeV2',
      headers: [
        ...[
          'Market',
          'Filled Type',
          'Filled Quantity',
          'Filled Price',
          'Order Price',
          'Fee Rate',
          'Trading Fee',
        ],
        ...[
          'feeCoin',
          'ExecFeeV2',
          'Direction',
          'Order Type',
          'Trasaction ID',
          'Order No.',
          'Transaction Time',
        ],
      ],
      optional: ['Uid'],
      columns: {
        account: 'Uid',
        symbol: 'Market',
        kind: 'Filled Type',
        quantity: 'Filled Quantity',
        price: 'Filled Price',
        fee: 'Trading Fee',
        feeElse: 'ExecFeeV2',
        feeAsset: 'feeCoin',
        side: 'Direction',
        orderType: 'Order Type',
        orderPrice: 'Order Price',
        tradeId: 'Trasaction ID',
        orderId: 'Order No.',
        time: 'Transaction Time',
      },
    },
  ],
  assemble: 'single',
  time: 'clock-first',
  feeSign: 'charged-positive',
  feeScale: null,
  feeMode: null,
  impliedFeeAsset: { rule: 'settle' },
  decimal: '.',
  thousands: null,
  symbology: 'bybit',
  sides: SIDES,
  liquidity: new Map(),
  key: ['tradeId'],
  kinds: kinds(['trade', ...FORCED]),
  roleless: ROLELESS,
  blanks: BLANKS,
  cannotReveal: [
    PLACED,
    MINUTES,
    ROUNDED_ORDER_IDS,
    'the export has no index price, so fees of options cannot be judged',
  ],
};

const spotColumns: Readonly<Partial<Record<Field, string>>> = {
  symbol: 'Spot Pairs',
  orderType: 'Order Type',
  side: 'Direction',
  quote: 'Filled Value',
  price: 'Filled Price',
  quantity: 'Filled Quantity',
  fee: 'Fees',
  tradeId: 'Transaction ID',
  orderId: 'Order No.',
  time: 'Timestamp',
};
const SPOT_REST = ['Filled Value', 'Filled Price', 'Filled Quantity', 'Fees', 'Transaction ID', 'Order No.'];

/** Where no column names the fee's coin it is the one received, for a maker's rebate the one given. */
export const bybitSpot: Profile = {
  ...bybitDerivatives,
  id: 'bybit-spot',
  title: 'Bybit spot, Trade History (web export)',
  variants: [
    {
      label: '2024',
      headers: ['Spot Pairs', 'Order Type', 'Direction', ...SPOT_REST, 'Timestamp'],
      optional: ['Uid'],
      columns: { ...spotColumns, account: 'Uid' },
    },
    {
      label: '2026, with feeCoin and ExecFeeV2',
      headers: [
        ...['Spot Pairs', 'Order Type', 'Direction', 'feeCoin', 'ExecFeeV2', ...SPOT_REST, 'Timestamp'],
      ],
      optional: ['Uid'],
      columns: { ...spotColumns, account: 'Uid', fee: 'ExecFeeV2', feeElse: 'Fees', feeAsset: 'feeCoin' },
    },
    {
      label: 'before the unified account, with units',
      headers: [
        ...['Filled Time (Local Time)', 'Spot Pairs', 'Order Type', 'Direction', ...SPOT_REST, 'Timestamp'],
      ],
      columns: spotColumns,
      glued: ['quote', 'price', 'quantity', 'fee'],
    },
  ],
  impliedFeeAsset: { rule: 'received', rebate: 'given' },
  symbology: 'bybit-spot',
  kinds: [],
  roleless: [],
  cannotReveal: [PLACED, MINUTES, ROUNDED_ORDER_IDS],
};

/** Contracts have one row, spot trades two: one per coin, the fee on the one received. Fee negative = charged. */
export const bybitUta: Profile = {
  ...bybitDerivatives,
  id: 'bybit-uta',
  title: 'Bybit unified account, Transaction Log (web export)',
  variants: [
    {
      label: 'AssetChangeDetails',
      headers: [
        ...['Currency', 'Contract', 'Type', 'Direction', 'Quantity', 'Position', 'Filled Price', 'Funding'],
        ...['Fee Paid', 'Cash Flow', 'Change', 'Wallet Balance', 'Action', 'Time'],
      ],
      optional: ['Uid', 'OrderId', 'TradeId'],
      columns: {
        account: 'Uid',
        feeAsset: 'Currency',
        balanceUnit: 'Currency',
        symbol: 'Contract',
        kind: 'Type',
        side: 'Direction',
        quantity: 'Quantity',
        price: 'Filled Price',
        fee: 'Fee Paid',
        market: 'Action',
        orderId: 'OrderId',
        tradeId: 'TradeId',
        time: 'Time',
      },
    },
  ],
  assemble: 'spot-legs',
  signedLegs: true,
  time: 'text',
  feeSign: 'charged-negative',
  symbology: 'bybit-log',
  kinds: [
    { field: 'kind', includes: 'settlement', reason: 'funding' },
    ...kinds(['trade', ...FORCED], 'no-trade'),
  ],
  cannotReveal: [
    PLACED,
    'legs of spot trades of one second and pair are put together by their amounts',
    'the export has no index price, so fees of options cannot be judged',
  ],
};

/** The log of derivatives accounts before the unified one. Read as a public converter does: fee positive = charged. */
export const bybitLog: Profile = {
  ...bybitUta,
  id: 'bybit-log',
  title: 'Bybit derivatives account of old, transaction log (web export)',
  variants: [
    {
      label: 'with Fee Rate and Trade ID',
      headers: [
        ...['Time', 'Currency', 'Contract', 'Type', 'Direction', 'Quantity', 'Position', 'Filled Price'],
        ...[
          'Funding',
          'Fee Paid',
          'Cash Flow',
          'Change',
          'Wallet Balance',
          'Fee Rate',
          'Trade ID',
          'Order ID',
        ],
      ],
      columns: {
        time: 'Time',
        feeAsset: 'Currency',
        symbol: 'Contract',
        kind: 'Type',
        side: 'Direction',
        quantity: 'Quantity',
        price: 'Filled Price',
        fee: 'Fee Paid',
        tradeId: 'Trade ID',
        orderId: 'Order ID',
      },
    },
  ],
  assemble: 'single',
  feeSign: 'charged-positive',
  symbology: 'bybit',
  cannotReveal: [
    PLACED,
    'no row of this export was seen: that a charge is written as a positive number is taken from a public converter',
  ],
};

/** `GET /v5/execution/list`, dumped as CSV with the names of the JSON keys. `execType` is the kind of row, not a role. */
export const bybitApi: Profile = {
  ...bybitDerivatives,
  id: 'bybit-api',
  title: 'Bybit, API execution list',
  variants: [
    {
      label: 'keys of /v5/execution/list',
      keys: true,
      headers: [
        ...[
          'symbol',
          'orderId',
          'side',
          'orderType',
          'execFee',
          'execId',
          'execPrice',
          'execQty',
          'execType',
        ],
        ...['execTime', 'feeCurrency', 'isMaker'],
      ],
      optional: [
        ...['category', 'orderLinkId', 'orderPrice', 'orderQty', 'leavesQty', 'createType', 'stopOrderType'],
        ...['execFeeV2', 'execValue', 'execPnl', 'feeRate', 'tradeIv', 'markIv', 'markPrice', 'indexPrice'],
        ...['underlyingPrice', 'blockTradeId', 'closedSize', 'seq', 'extraFees', 'isLeverage', 'marketUnit'],
      ],
      columns: {
        market: 'category',
        symbol: 'symbol',
        kind: 'execType',
        tradeId: 'execId',
        orderId: 'orderId',
        side: 'side',
        orderType: 'orderType',
        orderPrice: 'orderPrice',
        orderQuantity: 'orderQty',
        leavesQuantity: 'leavesQty',
        price: 'execPrice',
        quantity: 'execQty',
        fee: 'execFee',
        feeAsset: 'feeCurrency',
        liquidity: 'isMaker',
        indexPrice: 'indexPrice',
        otherFee: 'extraFees',
        time: 'execTime',
      },
    },
  ],
  time: 'epoch',
  impliedFeeAsset: { rule: 'received', rebate: 'given' },
  sides: BUY_SELL,
  liquidity: new Map<string, Flag>([
    ['true', 'maker'],
    ['false', 'taker'],
  ]),
  kinds: kinds(['trade', ...FORCED]),
  otherFeeList: { amount: 'fee', asset: 'feeCoin' },
  baseFeeHint: 'add a column "category" to the dump, with the category that was asked for: spot, linear, …',
  cannotReveal: [
    PLACED,
    'without a column "category", pairs quoted in USDT are read as perpetuals: spot sells cannot be told from them',
  ],
};
