/** Deribit: the transaction log of the web pages, and trades of the API. */
import type { Side } from '../../domain/fill.ts';
import { BUY_SELL, type Field, type Flag, type KindRule, type Profile } from '../profile.ts';

const START = ['ID', 'UserSeq', 'Date', 'Instrument', 'Type', 'Side'] as const;
const END = ['Fee Balance', 'Change', 'Balance', 'Equity', 'Trade ID', 'Order ID', 'Info'] as const;

const columns: Readonly<Partial<Record<Field, string>>> = {
  billId: 'ID',
  time: 'Date',
  symbol: 'Instrument',
  kind: 'Type',
  side: 'Side',
  price: 'Price',
  tradeId: 'Trade ID',
  orderId: 'Order ID',
};

/** Types of the log; new ones can be added by the venue at any time, and what is no trade is no fill. */
const kinds: readonly KindRule[] = [
  ...[
    'delivery',
    'settlement',
    'transfer',
    'deposit',
    'withdrawal',
    'swap',
    'correction',
    'position move',
  ].map((type): KindRule => ({ field: 'kind', equals: type, reason: type.replace(' ', '-') })),
  { field: 'kind', includes: 'transfer', reason: 'transfer' },
  { field: 'kind', includes: 'socialized', reason: 'socialized-loss' },
  { field: 'kind', includes: 'liquidation', reason: 'liquidation-fee' },
  { field: 'kind', noneOf: ['trade'], reason: 'other-log-entry' },
];

/** The newest log has the traded amount beside the one in coins. */
export const deribitUi: Profile = {
  id: 'deribit-ui',
  title: 'Deribit, Transaction Log (web export)',
  venue: 'deribit',
  variants: [
    {
      label: 'with Amount and Base Amount',
      headers: [
        ...[...START, 'Amount', 'Base Amount', 'Position', 'Price', 'Mark Price', 'Index Price', 'Cash Flow'],
        ...['Funding', 'Fee Rate', 'Fee Charged', ...END, 'Note'],
      ],
      columns: { ...columns, quantity: 'Amount', indexPrice: 'Index Price', fee: 'Fee Charged' },
    },
    {
      label: 'with Base Amount and Note',
      headers: [
        ...[
          ...START,
          'Base Amount',
          'Position',
          'Price',
          'Mark Price',
          'Index Price',
          'Cash Flow',
          'Funding',
        ],
        ...['Fee Rate', 'Fee Charged', ...END, 'Note'],
      ],
      columns: { ...columns, quantity: 'Base Amount', indexPrice: 'Index Price', fee: 'Fee Charged' },
    },
    {
      label: 'with Base Amount, without Note',
      headers: [
        ...[
          ...START,
          'Base Amount',
          'Position',
          'Price',
          'Mark Price',
          'Index Price',
          'Cash Flow',
          'Funding',
        ],
        ...['Fee Rate', 'Fee Charged', ...END],
      ],
      columns: { ...columns, quantity: 'Base Amount', indexPrice: 'Index Price', fee: 'Fee Charged' },
    },
    {
      label: 'with Size and Fee Paid',
      headers: [
        ...[
          ...START,
          'Size',
          'Position',
          'Price',
          'Mark Price',
          'Cash Flow',
          'Funding',
          'Fee Rate',
          'Fee Paid',
        ],
        ...END,
      ],
      columns: { ...columns, quantity: 'Size', fee: 'Fee Paid' },
    },
  ],
  assemble: 'single',
  time: 'text',
  utc: true,
  accountInFileName: /transaction_log-([^-/\\]+)-[A-Za-z]/,
  feeSign: 'charged-positive',
  feeScale: null,
  feeScales: { inverse: 8, option: 8 },
  feeMode: 'half-up',
  impliedFeeAsset: {
    rule: 'file name',
    pattern: /transaction_log-[^-/\\]+-([A-Za-z][A-Za-z0-9]{1,9})[-.][^/\\]*$/,
  },
  wholeInverse: true,
  decimal: '.',
  thousands: null,
  symbology: 'deribit',
  sides: new Map<string, Side>([
    ...BUY_SELL,
    ...(['open', 'close', 'liquidation', 'open liquidation', 'close liquidation'].flatMap((word) => [
      [`${word} buy`, 'buy'],
      [`${word} sell`, 'sell'],
    ]) as [string, Side][]),
  ]),
  liquidity: new Map(),
  key: ['tradeId', 'billId'],
  kinds,
  roleless: ['liquidation'],
  cannotReveal: [
    'the log does not mark legs of combinations and block trades, which pay by rules of their own: such a fee looks off card',
    'the currency of the fee stands in the name of the file alone; in a renamed file it is taken to be what the contract settles in',
  ],
};

/** `private/get_user_trades_by_*`, dumped as CSV with the names of the JSON keys. */
export const deribitApi: Profile = {
  id: 'deribit-api',
  title: 'Deribit, API user trades',
  venue: 'deribit',
  variants: [
    {
      label: 'keys of private/get_user_trades_by_currency',
      keys: true,
      headers: [
        ...[
          'trade_id',
          'timestamp',
          'instrument_name',
          'direction',
          'price',
          'amount',
          'fee',
          'fee_currency',
        ],
        ...['liquidity', 'order_id', 'index_price'],
      ],
      optional: [
        ...['trade_seq', 'contracts', 'order_type', 'label', 'mark_price', 'iv', 'profit_loss', 'state'],
        ...[
          'self_trade',
          'reduce_only',
          'post_only',
          'block_trade_id',
          'block_trade_leg_count',
          'block_rfq_id',
        ],
        ...[
          'combo_id',
          'combo_trade_id',
          'legs',
          'api',
          'mmp',
          'risk_reducing',
          'tick_direction',
          'matching_id',
        ],
        ...[
          'underlying_price',
          'advanced',
          'user_id',
          'liquidation',
          'quote_id',
          'quote_set_id',
          'trade_allocations',
        ],
        ...['combo_leg_id', 'estimated_delivery_price'],
      ],
      columns: {
        tradeId: 'trade_id',
        time: 'timestamp',
        symbol: 'instrument_name',
        side: 'direction',
        price: 'price',
        quantity: 'amount',
        fee: 'fee',
        feeAsset: 'fee_currency',
        liquidity: 'liquidity',
        orderId: 'order_id',
        indexPrice: 'index_price',
        kind: 'order_type',
        orderType: 'order_type',
        postOnly: 'post_only',
        combo: 'combo_id',
      },
    },
  ],
  assemble: 'single',
  time: 'epoch',
  feeSign: 'charged-positive',
  feeScale: null,
  feeScales: { inverse: 8, option: 8 },
  feeMode: 'half-up',
  wholeInverse: true,
  decimal: '.',
  thousands: null,
  symbology: 'deribit',
  sides: BUY_SELL,
  liquidity: new Map<string, Flag>([
    ['m', 'maker'],
    ['t', 'taker'],
    // A block of several legs of which some made and some took: no one rate is due.
    ['mt', 'none'],
  ]),
  key: ['tradeId'],
  kinds: [],
  roleless: ['liquidation'],
  cannotReveal: [],
};
