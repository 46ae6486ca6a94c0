/** BitMEX: the trade history of the web pages. */
import { BUY_SELL, type KindRule, type Profile } from '../profile.ts';

const kinds: readonly KindRule[] = [
  { field: 'kind', equals: 'funding', reason: 'funding' },
  { field: 'kind', equals: 'settlement', reason: 'settlement' },
  { field: 'kind', equals: 'new', reason: 'order-event' },
  { field: 'kind', equals: 'canceled', reason: 'order-event' },
  { field: 'kind', equals: 'replaced', reason: 'order-event' },
  { field: 'kind', noneOf: ['trade'], reason: null },
];

/**
 * Sign, unit and base by published rows: takers at `commission` 0.00075 have a positive `execComm` that is the rate's share
 * of |`execCost`|, in satoshi (1482852 → 1112), and 127 contracts of one dollar at 8564.5 are those 1482852 satoshi, rounded
 * contract by contract; a maker at −0.00025 has a negative one. How `execComm` itself is rounded the rows leave open.
 */
export const bitmex: Profile = {
  id: 'bitmex',
  title: 'BitMEX, Trade History (web export)',
  venue: 'bitmex',
  variants: [
    {
      label: 'amounts in satoshi',
      keys: true,
      headers: [
        ...['transactTime', 'symbol', 'execType', 'side', 'lastQty', 'lastPx', 'execCost', 'commission'],
        ...['execComm', 'ordType', 'orderQty', 'leavesQty', 'price', 'text', 'orderID'],
      ],
      optional: ['account'],
      columns: {
        time: 'transactTime',
        account: 'account',
        symbol: 'symbol',
        kind: 'execType',
        side: 'side',
        quantity: 'lastQty',
        price: 'lastPx',
        quote: 'execCost',
        fee: 'execComm',
        orderType: 'ordType',
        orderPrice: 'price',
        orderQuantity: 'orderQty',
        leavesQuantity: 'leavesQty',
        orderId: 'orderID',
      },
    },
  ],
  assemble: 'single',
  time: 'locale',
  feeSign: 'charged-positive',
  feeScale: 8,
  feeMode: null,
  impliedFeeAsset: { rule: 'settle' },
  smallestUnits: { asset: 'BTC', decimals: 8 },
  quoteIsFeeBase: true,
  decimal: '.',
  thousands: null,
  symbology: 'bitmex',
  sides: BUY_SELL,
  liquidity: new Map(),
  key: null,
  kinds,
  cannotReveal: [
    'no schedule of this venue is shipped: give your rates with --maker-rate and --taker-rate',
    'times are in the zone of the browser that made the export, which the file does not name: give --timezone',
    'liquidations are told by the text of the order only, and are judged as fills of the order book',
    'markets that do not settle in bitcoin are refused: the file does not name the unit of their fees',
  ],
};
