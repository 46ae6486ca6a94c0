/** Kraken: the spot trades export, and the account log of Kraken Futures. */
import { BUY_SELL, type Field, type KindRule, type Profile } from '../profile.ts';

const TRADES = [
  ...[
    'txid',
    'ordertxid',
    'pair',
    'time',
    'type',
    'ordertype',
    'price',
    'cost',
    'fee',
    'vol',
    'margin',
    'misc',
  ],
  'ledgers',
] as const;

const columns: Readonly<Partial<Record<Field, string>>> = {
  tradeId: 'txid',
  orderId: 'ordertxid',
  symbol: 'pair',
  time: 'time',
  side: 'type',
  orderType: 'ordertype',
  price: 'price',
  quote: 'cost',
  fee: 'fee',
  quantity: 'vol',
};

const POSITION = ['cprice', 'ccost', 'cfee', 'cvol', 'cmargin', 'net', 'trades'] as const;

/** `trades.csv`: the fee is a share of the cost, with as many decimals as the cost has. */
export const krakenSpot: Profile = {
  id: 'kraken-spot',
  title: 'Kraken, trades (web export)',
  venue: 'kraken',
  variants: [
    {
      label: 'trades.csv',
      headers: TRADES,
      optional: ['costusd', 'aclass', 'subclass'],
      columns,
    },
    {
      label: 'trades.csv with positions (posttxid)',
      headers: [...TRADES, 'posttxid', 'posstatuscode', ...POSITION],
      optional: ['costusd', 'aclass', 'subclass'],
      columns,
    },
    {
      label: 'trades.csv with positions (postxid)',
      headers: [...TRADES, 'postxid', 'posstatus', ...POSITION],
      optional: ['costusd', 'aclass', 'subclass'],
      columns,
    },
  ],
  assemble: 'single',
  time: 'text',
  utc: true,
  feeSign: 'charged-positive',
  feeScale: null,
  feeMode: 'half-up',
  impliedFeeAsset: { rule: 'quote' },
  quoteIsFeeBase: true,
  decimal: '.',
  thousands: null,
  symbology: 'kraken-spot',
  sides: BUY_SELL,
  liquidity: new Map(),
  key: ['tradeId'],
  kinds: [],
  passing: ['misc', 'posttxid', 'posstatuscode', 'postxid', 'posstatus', ...POSITION],
  cannotReveal: [
    'the export does not name the asset of the fee: it is taken to be the quote asset, so a fee taken in the base asset or in fee credits (KFEE) is not recognised',
  ],
};

const LOG_START = ['uid', 'dateTime', 'account', 'type', 'symbol'] as const;
const LOG_MIDDLE = [
  ...['change', 'new balance', 'new average entry price', 'trade price', 'mark price', 'funding rate'],
  ...['realized pnl', 'fee', 'realized funding', 'collateral'],
] as const;

const log: Readonly<Partial<Record<Field, string>>> = {
  tradeId: 'uid',
  time: 'dateTime',
  wallet: 'account',
  kind: 'type',
  balanceUnit: 'symbol',
  feeAsset: 'symbol',
  quantity: 'change',
  side: 'change',
  price: 'trade price',
  fee: 'fee',
};

/** Assets of the log's wallets, which it writes in small letters. */
const assetNames: ReadonlyMap<string, string> = new Map([
  ...['usd', 'eur', 'gbp', 'usdc', 'usdt', 'eth', 'ltc', 'xrp', 'bch'].map((name): [string, string] => [
    name,
    name.toUpperCase(),
  ]),
  ['xbt', 'BTC'],
  ['btc', 'BTC'],
]);

/** Everything but trades and forced closings; a type that is none of these is refused as a leg that makes no sense. */
const kinds: readonly KindRule[] = (
  [
    ['funding', 'funding'],
    ['conversion', 'conversion'],
    ['transfer', 'transfer'],
    ['kfee', 'fee-credit'],
    ['interest', 'interest'],
    ['deposit', 'deposit'],
    ['withdraw', 'withdrawal'],
    ['settlement', 'settlement'],
    ['rebate', 'fee-rebate'],
    ['bonus', 'bonus'],
    ['referral', 'referral'],
  ] as const
).map(([includes, reason]) => ({ field: 'kind', includes, reason }));

/** Two legs for each fill: one of the position, one of the wallet, which carries the fee. Newest first. */
export const krakenFutures: Profile = {
  id: 'kraken-futures',
  title: 'Kraken Futures, account log (web export)',
  venue: 'kraken',
  variants: [
    {
      label: 'with contract',
      headers: [
        ...[...LOG_START, 'contract', ...LOG_MIDDLE, 'conversion spread percentage', 'liquidation fee'],
        'position uid',
      ],
      optional: ['exchange rate', 'exchange rate from', 'conversion fee'],
      columns: { ...log, symbol: 'contract', otherFee: 'liquidation fee' },
    },
    {
      label: '2021, without contract',
      headers: [...LOG_START, ...LOG_MIDDLE],
      columns: { ...log, symbol: 'symbol' },
    },
  ],
  assemble: 'position-cash',
  time: 'text',
  utc: true,
  feeSign: 'charged-positive',
  feeScale: null,
  feeScales: { linear: 4 },
  feeMode: 'half-up',
  assetNames,
  wholeInverse: true,
  decimal: '.',
  thousands: null,
  symbology: 'kraken-futures',
  sides: 'sign',
  liquidity: new Map(),
  key: ['tradeId'],
  kinds,
  roleless: ['liquidation', 'assign', 'unwind', 'termination'],
  cannotReveal: [
    'the log has no id that joins the two legs of a fill: they are paired by time, contract and price, in the order of the file',
    'a fee paid in fee credits (KFEE) leaves the position leg alone: such a fill is refused, since its fee is not known',
  ],
};
