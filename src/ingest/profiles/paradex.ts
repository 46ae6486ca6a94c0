/** Paradex: fills of the API. */
import { BUY_SELL, type KindRule, type Profile, type Variant } from '../profile.ts';

const kinds: readonly KindRule[] = [
  { field: 'kind', includes: 'transfer', reason: 'transfer' },
  { field: 'kind', equals: 'settle_market', reason: 'settlement' },
  { field: 'kind', noneOf: ['', 'fill', 'rpi', 'liquidation', 'block_trade'], reason: null },
];

function variant(label: string, id: string): Variant {
  return {
    label,
    keys: true,
    headers: [
      ...[
        id,
        'side',
        'liquidity',
        'market',
        'order_id',
        'price',
        'size',
        'fee',
        'fee_currency',
        'created_at',
      ],
    ],
    optional: [
      ...['remaining_size', 'client_id', 'fill_type', 'realized_pnl', 'realized_funding', 'account'],
      ...['underlying_price', 'flags'],
    ],
    columns: {
      tradeId: id,
      side: 'side',
      liquidity: 'liquidity',
      symbol: 'market',
      orderId: 'order_id',
      price: 'price',
      quantity: 'size',
      fee: 'fee',
      feeAsset: 'fee_currency',
      time: 'created_at',
      kind: 'fill_type',
      account: 'account',
    },
  };
}

/**
 * Sign, asset and time by the published row of a taker: 0.01 × 64852.9 at 3 bp is its `fee` 0.1945587, positive, in its
 * `fee_currency` USDC, unrounded; `created_at` counts milliseconds. Makers are paid at a negative rate, so a negative fee is
 * one paid to the desk.
 */
export const paradexApi: Profile = {
  id: 'paradex-api',
  title: 'Paradex, API fills',
  venue: 'paradex',
  variants: [variant('keys of fills', 'id'), variant('with fill_id', 'fill_id')],
  assemble: 'single',
  time: 'epoch',
  feeSign: 'charged-positive',
  feeScale: null,
  feeMode: null,
  decimal: '.',
  thousands: null,
  symbology: 'paradex',
  sides: BUY_SELL,
  liquidity: new Map([
    ['maker', 'maker'],
    ['taker', 'taker'],
  ]),
  key: ['tradeId'],
  kinds,
  roleless: ['liquidation', 'block_trade'],
  cannotReveal: [
    'no schedule of this venue is shipped: give your rates with --maker-rate and --taker-rate',
    'nothing in a fill tells a free retail account from one that pays: give the rates of the account',
    'only perpetual contracts are read: no published row shows what fees of options and spot are a share of',
  ],
};
