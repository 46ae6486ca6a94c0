/** Exports that people take for fill lists and that are none: each is refused by its name, with the one to ask for. */

export interface NoFills {
  readonly venue: string;
  /** What the export is called, in words. */
  readonly title: string;
  readonly headers: readonly string[];
  readonly optional: readonly string[];
  /** Why its fees cannot be judged fill by fill. */
  readonly why: string;
  /** What to export instead. */
  readonly hint: string;
  /** True = its rows are fills, but what a column means is not known. */
  readonly undetermined?: true;
}

const kucoinSplit =
  'export "Filled Orders (Show Order-Splitting)" of the same period: it has one row per fill';

export const NO_FILLS: readonly NoFills[] = [
  {
    venue: 'Bybit',
    title: 'Closed P&L',
    headers: [
      ...[
        'Market',
        'Order Quantity',
        'Entry Price',
        'Exit Price',
        'Opening Fee',
        'Closing Fee',
        'Funding Fee',
      ],
      ...['cumClosedPzOpenFeeInfo', 'cumClosedPzTradeFeeInfo', 'Trade Type', 'Realized P&L', 'Trade time'],
    ],
    optional: ['Uid'],
    why: 'a row is a closed position with the fees of all its fills added up',
    hint: 'export the Trade History of the same period: it has one row per fill',
  },
  {
    venue: 'KuCoin',
    title: 'Filled Orders by order',
    headers: [
      ...['UID', 'Account Type', 'Order ID', 'Order Time', 'Symbol', 'Side', 'Order Type', 'Order Price'],
      ...['Order Amount', 'Avg. Filled Price', 'Filled Amount', 'Filled Volume', 'Filled Volume (USDT)'],
      ...['Filled Time', 'Fee', 'Fee Currency', 'Status'],
    ],
    optional: ['Tax', 'Account Mode'],
    why: 'a row is an order, whose fills as maker and as taker are added up',
    hint: kucoinSplit,
  },
  {
    venue: 'KuCoin',
    title: 'orders of 2019-21',
    headers: [
      ...[
        'orderCreatedAt',
        'id',
        'clientOid',
        'symbol',
        'side',
        'type',
        'stopPrice',
        'price',
        'size',
        'dealSize',
      ],
      ...['dealFunds', 'averagePrice', 'fee', 'feeCurrency', 'remark', 'tags', 'orderStatus'],
    ],
    optional: [],
    why: 'a row is an order, whose fills as maker and as taker are added up',
    hint: 'export the trade history (its first column is tradeCreatedAt): it has one row per fill',
  },
  {
    venue: 'KuCoin',
    title: 'deals of the first years',
    headers: ['uid', 'symbol', 'direction', 'deal_price', 'amount', 'deal_value', 'created_at'],
    optional: [],
    why: 'it has no fees',
    hint: kucoinSplit,
  },
  {
    venue: 'KuCoin',
    title: 'Realized PNL',
    headers: [
      ...['UID', 'Account Type', 'Symbol', 'Close Type', 'Realized PNL', 'Total Realized PNL'],
      ...['Total Funding Fees', 'Total Trading Fees', 'Position Opening Time', 'Position Closing Time'],
    ],
    optional: [],
    why: 'a row is a closed position with the fees of all its fills added up',
    hint: 'export the futures "Filled Orders (Show Order-Splitting)" of the same period: it has one row per fill',
  },
  {
    venue: 'Gate',
    title: 'account ledger',
    headers: ['no', 'time', 'action_desc', 'action_data', 'type', 'change_amount', 'amount', 'total'],
    optional: [],
    why: 'a row is a change of one balance, without price or role',
    hint: 'export the spot trade history (its columns are No, Order id, Time, Trade type, …): it has one row per fill',
  },
  {
    venue: 'MEXC',
    title: 'futures orders',
    headers: [
      ...['Time', 'Futures Trading Pair', 'Direction', 'Leverage', 'Order Type', 'Order Qty (Cont.)'],
      ...['Filled Qty (Cont.)', 'Order Qty (Crypto)', 'Filled Qty (Crypto)', 'Order Qty (Amount)'],
      ...['Filled Qty (Amount)', 'Order Price', 'Average Filled Price', 'Closing PNL', 'Trading Fee'],
      ...['Fee-payment Crypto', 'Status'],
    ],
    optional: ['UID'],
    why: 'a row is an order, whose fills as maker and as taker are added up',
    hint: 'dump the fills of the API, and say with --map which column is which',
  },
  {
    venue: 'BitTrade',
    title: 'trade history',
    headers: ['時間', '通貨ペア', '売／買', '価格', '数量', '約定額', '手数料'],
    optional: [],
    why: 'it does not say in which asset the fee (手数料) is, and no published row of it settles that',
    hint:
      'if you know it, name the columns: --profile generic --map time=時間 --map symbol=通貨ペア --map side=売／買 ' +
      '--map price=価格 --map quantity=数量 --map fee=手数料, and the asset in a column of your own (--map feeAsset=…)',
    undetermined: true,
  },
];
