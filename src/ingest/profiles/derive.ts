/** Derive: trade history of the API, dumped as CSV with the names of the JSON keys. The web pages have no known export. */
import { BUY_SELL, type Field, type Flag, type KindRule, type Profile, type Variant } from '../profile.ts';

const HEADERS = [
  ...['trade_id', 'instrument_name', 'timestamp', 'direction', 'trade_price', 'trade_amount', 'index_price'],
  ...['subaccount_id', 'liquidity_role', 'trade_fee', 'expected_rebate', 'extra_fee'],
] as const;
/** Fields of which a dump may hold any: the private record has the most, the public one adds the wallet. */
const OPTIONAL = [
  ...['mark_price', 'quote_id', 'rfq_id', 'order_id', 'label', 'is_transfer', 'tx_hash', 'wallet'],
  ...['realized_pnl', 'realized_pnl_excl_fees'],
] as const;

const columns: Readonly<Partial<Record<Field, string>>> = {
  tradeId: 'trade_id',
  orderId: 'order_id',
  account: 'subaccount_id',
  symbol: 'instrument_name',
  time: 'timestamp',
  side: 'direction',
  price: 'trade_price',
  quantity: 'trade_amount',
  indexPrice: 'index_price',
  markPrice: 'mark_price',
  liquidity: 'liquidity_role',
  fee: 'trade_fee',
  rebate: 'expected_rebate',
  otherFee: 'extra_fee',
  rfq: 'quote_id|rfq_id',
  kind: 'is_transfer',
};

function variant(label: string, status: string, more: readonly string[]): Variant {
  return {
    label,
    keys: true,
    headers: [...HEADERS, status],
    optional: [...OPTIONAL, ...more],
    columns: { ...columns, status },
  };
}

const TRANSFERS: readonly KindRule[] = ['true', '1'].map((equals) => ({
  ...{ field: 'kind', equals, reason: 'transfer' },
}));
const states = (reasons: Readonly<Record<string, readonly string[]>>): KindRule[] =>
  Object.entries(reasons).flatMap(([reason, words]) =>
    words.map((equals): KindRule => ({ field: 'status', equals, reason })),
  );

const ROLES: ReadonlyMap<string, Flag> = new Map([
  ['maker', 'maker'],
  ['taker', 'taker'],
]);

/** `private/get_trade_history` and `public/get_trade_history` of the second API. */
export const deriveV2: Profile = {
  id: 'derive-api-v2',
  title: 'Derive, API get_trade_history (v2)',
  venue: 'derive',
  variants: [variant('keys of get_trade_history, tx_status', 'tx_status', ['transaction_id'])],
  assemble: 'single',
  time: 'epoch',
  feeSign: 'charged-positive',
  feeScale: 18,
  feeMode: 'half-up',
  impliedFeeAsset: { rule: 'asset', asset: 'USDC' },
  otherFeeInside: true,
  orderFees: true,
  decimal: '.',
  thousands: null,
  symbology: 'derive',
  sides: BUY_SELL,
  liquidity: ROLES,
  // A trade has one id on both sides of it, and the legs of a request for quotes share one too.
  key: ['tradeId', 'account', 'liquidity'],
  // A trade counts once it is settled: what is on its way may still be reverted, and comes again in the next dump.
  kinds: [
    ...TRANSFERS,
    ...states({
      reverted: ['reverted'],
      ignored: ['ignored'],
      'timed-out': ['timed_out'],
      pending: ['requested', 'pending'],
    }),
  ],
  passing: ['tx_status', 'tx_hash', 'realized_pnl', 'realized_pnl_excl_fees'],
  cannotReveal: [
    'the rebate column is what is expected at the end of the epoch: whether it was paid is in no fill',
    'base fees are charged per taker order, once: which fill carries it is told by the fees, and only where order_id is there',
    'the legs of a request for quotes are priced together: legs that lie in other dumps are not seen',
    'discounts on requests for quotes may go by the volume in them, which no fill shows: unless it is given, the published one that fits the charge is taken',
  ],
};

/** The same of the third API: twelve decimals, and a state of the batch instead of the transaction. */
export const deriveV3: Profile = {
  ...deriveV2,
  id: 'derive-api-v3',
  title: 'Derive, API get_trade_history (v3)',
  variants: [variant('keys of get_trade_history, batch_status', 'batch_status', ['op_uuid'])],
  feeScale: 12,
  feeMode: 'down',
  kinds: [
    ...TRANSFERS,
    ...states({
      'batch-failed': ['batchingerror', 'executingerror', 'provingerror', 'settlingerror', 'settlederror'],
      pending: ['batching', 'executing', 'proving', 'settling'],
    }),
  ],
  passing: ['batch_status', 'tx_hash', 'op_uuid', 'realized_pnl', 'realized_pnl_excl_fees'],
};
