/** Bitstamp: the transactions file of the web pages. */
import { BUY_SELL, type Profile } from '../profile.ts';

/** One row a fill, amounts and their currencies in columns of their own; deposits, withdrawals and rewards are mixed in. */
export const bitstamp: Profile = {
  id: 'bitstamp',
  title: 'Bitstamp, transactions (web export)',
  venue: 'bitstamp',
  variants: [
    {
      label: 'with currencies apart',
      headers: [
        ...['ID', 'Account', 'Type', 'Subtype', 'Datetime', 'Amount', 'Amount currency', 'Value'],
        ...['Value currency', 'Rate', 'Rate currency', 'Fee', 'Fee currency', 'Order ID'],
      ],
      columns: {
        tradeId: 'ID',
        orderId: 'Order ID',
        kind: 'Type',
        side: 'Subtype',
        time: 'Datetime',
        quantity: 'Amount',
        base: 'Amount currency',
        quote: 'Value',
        quoteAsset: 'Value currency',
        price: 'Rate',
        fee: 'Fee',
        feeAsset: 'Fee currency',
      },
    },
  ],
  assemble: 'single',
  time: 'text',
  feeSign: 'charged-positive',
  feeScale: null,
  feeMode: null,
  quoteIsProduct: true,
  decimal: '.',
  thousands: null,
  symbology: 'spot',
  sides: BUY_SELL,
  liquidity: new Map(),
  key: ['tradeId'],
  kinds: [
    { field: 'kind', includes: 'deposit', reason: 'deposit' },
    { field: 'kind', equals: 'withdrawal', reason: 'withdrawal' },
    { field: 'kind', equals: 'ripple payment', reason: 'withdrawal' },
    { field: 'kind', includes: 'reward', reason: 'reward' },
  ],
  cannotReveal: ['how the venue rounds a fee is not published'],
};
