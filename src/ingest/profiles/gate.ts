/** Gate: the spot trades of the web pages, and rows of the API for spot and futures. */
import { BUY_SELL, type Flag, type Profile } from '../profile.ts';

const ROLES: ReadonlyMap<string, Flag> = new Map([
  ['maker', 'maker'],
  ['taker', 'taker'],
]);

const POINTS =
  'a fee paid in points has a rate of its own and no market price: such fills stay unjudged without one';

/**
 * Amount, fee and total carry their asset. Whether `No` counts trades or rows is not known, so it is no key.
 */
export const gateSpot: Profile = {
  id: 'gate-spot',
  title: 'Gate spot, trade history (web export)',
  venue: 'gate',
  variants: [
    {
      label: 'one header',
      headers: [
        ...['No', 'Order id', 'Time', 'Trade type', 'Maker/Taker', 'Pair', 'Price', 'Amount', 'Fee', 'Total'],
      ],
      columns: {
        tradeId: 'No',
        orderId: 'Order id',
        time: 'Time',
        side: 'Trade type',
        liquidity: 'Maker/Taker',
        symbol: 'Pair',
        price: 'Price',
        quantity: 'Amount',
        fee: 'Fee',
        quote: 'Total',
      },
      glued: ['quantity', 'quote', 'fee'],
    },
  ],
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
  cannotReveal: [
    'no rebate was ever seen in this export; that a fee without a minus was charged comes from other programs',
  ],
};

/** `GET /spot/my_trades`, dumped as CSV with the names of the JSON keys. */
export const gateSpotApi: Profile = {
  ...gateSpot,
  id: 'gate-spot-api',
  title: 'Gate spot, API my_trades',
  variants: [
    {
      label: 'keys of /spot/my_trades',
      keys: true,
      headers: [
        ...['id', 'create_time', 'currency_pair', 'side', 'role', 'amount', 'price', 'order_id', 'fee'],
        ...['fee_currency'],
      ],
      optional: [
        'create_time_ms',
        'point_fee',
        'gt_fee',
        'sequence_id',
        'text',
        'amend_text',
        'deal',
        'user_id',
      ],
      columns: {
        tradeId: 'id',
        time: 'create_time_ms|create_time',
        symbol: 'currency_pair',
        side: 'side',
        liquidity: 'role',
        quantity: 'amount',
        price: 'price',
        orderId: 'order_id',
        fee: 'fee',
        feeAsset: 'fee_currency',
        tokenFee: 'gt_fee',
        pointFee: 'point_fee',
      },
    },
  ],
  time: 'any',
  feeInstead: [
    { field: 'tokenFee', asset: 'GT' },
    { field: 'pointFee', asset: 'POINT' },
  ],
  key: ['tradeId'],
  cannotReveal: [POINTS],
};

/** `GET /futures/{settle}/my_trades`: the sign of `size` is the side, and it counts contracts. */
export const gateFuturesApi: Profile = {
  ...gateSpot,
  id: 'gate-futures-api',
  title: 'Gate futures, API my_trades',
  variants: ['id', 'trade_id'].map((id) => ({
    label: `keys of /futures/{settle}/my_trades, ${id}`,
    keys: true,
    headers: [id, 'create_time', 'contract', 'order_id', 'size', 'price', 'role', 'fee'],
    optional: ['text', 'point_fee', 'close_size', 'trade_value', 'amend_text', 'biz_info'],
    columns: {
      tradeId: id,
      time: 'create_time',
      symbol: 'contract',
      orderId: 'order_id',
      side: 'size',
      contracts: 'size',
      price: 'price',
      liquidity: 'role',
      fee: 'fee',
      pointFee: 'point_fee',
    },
  })),
  time: 'any',
  impliedFeeAsset: { rule: 'settle' },
  feeInstead: [{ field: 'pointFee', asset: 'POINT' }],
  symbology: 'gate-futures',
  sides: 'sign',
  key: ['tradeId'],
  cannotReveal: ['the export has no execution type: fills of a liquidation look like any other', POINTS],
};
