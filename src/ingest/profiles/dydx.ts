/** dYdX: fills of the indexer's API, dumped as CSV with the names of the JSON keys. */
import { BUY_SELL, type Profile } from '../profile.ts';

/** `GET /v4/fills`. Its older names with underscores read alike, since header names are compared without them. */
export const dydxApi: Profile = {
  id: 'dydx-api',
  title: 'dYdX, indexer API fills',
  venue: 'dydx',
  variants: [
    {
      label: 'keys of /v4/fills',
      keys: true,
      headers: [
        ...['id', 'side', 'liquidity', 'type', 'market', 'price', 'size', 'fee', 'createdAt'],
        ...['orderId', 'subaccountNumber'],
      ],
      optional: [
        ...['marketType', 'affiliateRevShare', 'createdAtHeight', 'clientMetadata', 'builderFee'],
        ...['builderAddress', 'orderRouterAddress', 'orderRouterFee', 'positionSizeBefore'],
        ...['entryPriceBefore', 'positionSideBefore'],
      ],
      columns: {
        tradeId: 'id',
        side: 'side',
        liquidity: 'liquidity',
        kind: 'type',
        symbol: 'market',
        price: 'price',
        quantity: 'size',
        fee: 'fee',
        time: 'createdAt',
        orderId: 'orderId',
        account: 'subaccountNumber',
        otherFee: 'builderFee',
      },
    },
  ],
  assemble: 'single',
  time: 'text',
  feeSign: 'charged-positive',
  feeScale: 6,
  // The chain counts in millionths of a USDC and rounds fees and rebates towards positive infinity.
  feeMode: 'ceiling',
  impliedFeeAsset: { rule: 'settle' },
  otherFeeInside: false,
  decimal: '.',
  thousands: null,
  symbology: 'dydx',
  sides: BUY_SELL,
  liquidity: new Map([
    ['maker', 'maker'],
    ['taker', 'taker'],
  ]),
  key: ['tradeId'],
  kinds: [],
  // LIQUIDATED pays a liquidation fee instead; LIQUIDATION is the ordinary maker against it.
  roleless: ['liquidated', 'deleveraged', 'offsetting'],
  cannotReveal: [
    'the share of an affiliate is paid out of the fee: it is no charge to the desk and no rebate to it',
    'that a builder fee stands beside the fee, not inside it, follows from the order of the fields and is not stated',
  ],
};
