/** Coinbase: fills of Pro and Exchange, and rows of the Exchange and Advanced APIs. */
import { BUY_SELL, type Field, type Flag, type Profile } from '../profile.ts';

const FILLS = [
  ...['trade id', 'product', 'side', 'created at', 'size', 'size unit', 'price', 'fee', 'total'],
  'price/fee/total unit',
] as const;

const columns: Readonly<Partial<Record<Field, string>>> = {
  tradeId: 'trade id',
  symbol: 'product',
  side: 'side',
  time: 'created at',
  quantity: 'size',
  price: 'price',
  fee: 'fee',
  feeAsset: 'price/fee/total unit',
};

/** `fills.csv`: exact products in the quote asset; `total` is signed and holds the fee. */
export const coinbaseFills: Profile = {
  id: 'coinbase-fills',
  title: 'Coinbase Pro and Exchange, fills (web export)',
  venue: 'coinbase',
  variants: [
    { label: 'with portfolio', headers: ['portfolio', ...FILLS], columns },
    { label: 'without portfolio', headers: FILLS, columns },
  ],
  assemble: 'single',
  time: 'text',
  feeSign: 'charged-positive',
  feeScale: null,
  feeMode: null,
  decimal: '.',
  thousands: null,
  symbology: 'coinbase',
  sides: BUY_SELL,
  liquidity: new Map(),
  key: ['tradeId'],
  kinds: [],
  cannotReveal: [
    'the rate that counts is that of the moment at which the order was placed, and the export shows fills only',
  ],
};

/** `/fills`, dumped as CSV with the names of the JSON keys. */
export const coinbaseExchangeApi: Profile = {
  ...coinbaseFills,
  id: 'coinbase-exchange-api',
  title: 'Coinbase Exchange, API fills',
  variants: [
    {
      label: 'keys of /fills',
      keys: true,
      headers: [
        ...['trade_id', 'product_id', 'order_id', 'created_at', 'liquidity', 'price', 'size', 'fee', 'side'],
        'settled',
      ],
      optional: ['usd_volume', 'user_id', 'profile_id', 'market_type', 'funding_currency'],
      columns: {
        tradeId: 'trade_id',
        symbol: 'product_id',
        orderId: 'order_id',
        time: 'created_at',
        liquidity: 'liquidity',
        price: 'price',
        quantity: 'size',
        fee: 'fee',
        side: 'side',
      },
    },
  ],
  impliedFeeAsset: { rule: 'quote' },
  liquidity: new Map<string, Flag>([
    ['m', 'maker'],
    ['t', 'taker'],
  ]),
  passing: ['settled'],
};

const PARTS = 'commission_detail_total';

/** `/orders/historical/fills`, dumped as CSV with the names of the JSON keys. Corrections of fills are no fills. */
export const coinbaseAdvancedApi: Profile = {
  ...coinbaseFills,
  id: 'coinbase-advanced-api',
  title: 'Coinbase Advanced, API fills',
  variants: [
    {
      label: 'keys of /orders/historical/fills',
      keys: true,
      headers: [
        ...['entry_id', 'trade_id', 'order_id', 'trade_time', 'trade_type', 'price', 'size', 'commission'],
        ...['product_id', 'liquidity_indicator', 'size_in_quote', 'side'],
      ],
      optional: [
        ...['sequence_timestamp', 'user_id', 'retail_portfolio_id', 'fillSource', PARTS],
        ...[`${PARTS}.total_commission`, `${PARTS}.gst_commission`, `${PARTS}.withholding_commission`],
        ...[`${PARTS}.client_commission`, `${PARTS}.venue_commission`, `${PARTS}.regulatory_commission`],
        ...[`${PARTS}.clearing_commission`],
      ],
      columns: {
        billId: 'entry_id',
        tradeId: 'trade_id',
        orderId: 'order_id',
        time: 'trade_time',
        kind: 'trade_type',
        price: 'price',
        quantity: 'size',
        quoteSized: 'size_in_quote',
        fee: 'commission',
        otherFeeMore: `${PARTS}.gst_commission`,
        otherFee: `${PARTS}.withholding_commission`,
        ownFee: `${PARTS}.client_commission`,
        symbol: 'product_id',
        liquidity: 'liquidity_indicator',
        side: 'side',
      },
    },
  ],
  feeScale: 16,
  feeMode: 'half-up',
  impliedFeeAsset: { rule: 'quote' },
  otherFeeInside: true,
  liquidity: new Map<string, Flag | null>([
    ['maker', 'maker'],
    ['taker', 'taker'],
    ['unknown_liquidity_indicator', null],
  ]),
  key: ['billId', 'tradeId'],
  kinds: [
    { field: 'kind', equals: 'reversal', reason: 'reversal' },
    { field: 'kind', equals: 'correction', reason: 'correction' },
    { field: 'kind', equals: 'synthetic', reason: 'synthetic' },
  ],
  cannotReveal: [
    ...coinbaseFills.cannotReveal,
    'a reversal or correction does not name the fill that it corrects: that fill stays judged, and the row is left out and counted',
  ],
};
