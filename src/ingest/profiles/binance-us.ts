/**
 * Binance.US: the transaction ledger of the web pages. Its API has the form of Binance spot
 * (`--profile binance-spot-api --venue binance-us`).
 */
import { BUY_SELL, type KindRule, type Profile, type Variant } from '../profile.ts';

const COLUMNS: Variant['columns'] = {
  account: 'User ID',
  time: 'Time',
  kind: 'Category',
  side: 'Operation',
  orderId: 'Order ID',
  tradeId: 'Transaction ID',
  base: 'Base Asset',
  quantity: 'Realized Amount For Base Asset',
  quoteAsset: 'Quote Asset',
  quote: 'Realized Amount for Quote Asset',
  feeAsset: 'Fee Asset',
  fee: 'Realized Amount for Fee Asset',
};

/**
 * Only orders of the spot market pay the published fees; the ledger's other rows are told by their category.
 */
const kinds: readonly KindRule[] = [
  ...['deposit', 'withdrawal', 'distribution'].map(
    (word): KindRule => ({ field: 'kind', equals: word, reason: word }),
  ),
  ...['buy', 'sell', 'quick buy', 'quick sell', 'convert'].map(
    (word): KindRule => ({ field: 'kind', equals: word, reason: 'conversion' }),
  ),
  { field: 'kind', noneOf: ['spot trading'], reason: 'other' },
];

/** No price, no liquidity: the price is quote amount ÷ base amount. Seen in two spellings. */
export const binanceUs: Profile = {
  id: 'binance-us',
  title: 'Binance.US, transaction history (web export)',
  venue: 'binance-us',
  variants: [
    {
      label: 'words',
      headers: [
        ...['User ID', 'Time', 'Category', 'Operation', 'Order ID', 'Transaction ID', 'Primary Asset'],
        ...['Realized Amount For Primary Asset', 'Realized Amount for Primary Asset in USD', 'Base Asset'],
        ...['Realized Amount For Base Asset', 'Realized Amount For Base Asset In USD', 'Quote Asset'],
        ...['Realized Amount for Quote Asset', 'Realized Amount for Quote Asset in USD', 'Fee Asset'],
        ...['Realized Amount for Fee Asset', 'Realized Amount for Fee Asset in USD', 'Payment Method'],
        ...['Withdraw Method', 'Additional Note'],
      ],
      columns: COLUMNS,
    },
    {
      label: 'older, with underscores',
      headers: [
        ...['User_Id', 'Time', 'Category', 'Operation', 'Order_Id', 'Transaction_Id', 'Primary_Asset'],
        ...['Realized_Amount_For_Primary_Asset', 'Realized_Amount_For_Primary_Asset_In_USD_Value'],
        ...['Base_Asset', 'Realized_Amount_For_Base_Asset', 'Realized_Amount_For_Base_Asset_In_USD_Value'],
        ...['Quote_Asset', 'Realized_Amount_For_Quote_Asset'],
        ...['Realized_Amount_For_Quote_Asset_In_USD_Value', 'Fee_Asset', 'Realized_Amount_For_Fee_Asset'],
        ...['Realized_Amount_For_Fee_Asset_In_USD_Value', 'Payment_Method', 'Withdrawal_Method'],
        ...['Additional_Note'],
      ],
      columns: {
        ...COLUMNS,
        account: 'User_Id',
        orderId: 'Order_Id',
        tradeId: 'Transaction_Id',
        base: 'Base_Asset',
        quantity: 'Realized_Amount_For_Base_Asset',
        quoteAsset: 'Quote_Asset',
        quote: 'Realized_Amount_For_Quote_Asset',
        feeAsset: 'Fee_Asset',
        fee: 'Realized_Amount_For_Fee_Asset',
      },
    },
  ],
  assemble: 'single',
  time: 'text',
  feeSign: 'charged-positive',
  feeScale: 8,
  feeMode: 'down',
  decimal: '.',
  thousands: null,
  symbology: 'binance-spot',
  sides: BUY_SELL,
  liquidity: new Map(),
  key: ['tradeId'],
  kinds,
  cannotReveal: [
    'the export has no price: it is quote amount ÷ base amount, which holds whatever was rounded in them',
    'conversions and quick buys carry their cost in the price and are left out',
  ],
};
