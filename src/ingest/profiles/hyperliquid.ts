/** Hyperliquid: the trade history of the web page, and rows of the API. */
import type { Side } from '../../domain/fill.ts';
import type { Field, Flag, KindRule, Profile } from '../profile.ts';

/** What the page says was done; the letters are the API's (bid and ask). */
const DIRECTIONS: ReadonlyMap<string, Side> = new Map<string, Side>([
  ...(['buy', 'b', 'open long', 'close short', 'short > long'] as const).map(
    (word) => [word, 'buy'] as const,
  ),
  ...(['sell', 'a', 'open short', 'close long', 'long > short'] as const).map(
    (word) => [word, 'sell'] as const,
  ),
  ['market order liquidation: close long', 'sell'],
  ['market order liquidation: close short', 'buy'],
]);

/** Rows that are no trades. */
const kindsIn = (field: Field): readonly KindRule[] => [
  { field, equals: 'settlement', reason: 'settlement' },
  { field, equals: 'spot dust conversion', reason: 'conversion' },
];

/** Liquidations and deleveraging follow rules of their own. */
const ROLELESS = ['liquidat', 'deleverag'] as const;

/** `trade_history.csv`; tools that collect fills write the same columns with two more. */
export const hyperliquidUi: Profile = {
  id: 'hyperliquid-ui',
  title: 'Hyperliquid, Trade History (web export)',
  venue: 'hyperliquid',
  variants: [
    {
      label: 'trade_history.csv',
      headers: ['time', 'coin', 'dir', 'px', 'sz', 'ntl', 'fee', 'closedPnl'],
      optional: ['feeToken', 'hash'],
      columns: {
        time: 'time',
        symbol: 'coin',
        side: 'dir',
        price: 'px',
        quantity: 'sz',
        fee: 'fee',
        feeAsset: 'feeToken',
      },
    },
  ],
  assemble: 'single',
  time: 'locale',
  feeSign: 'charged-positive',
  feeScale: 6,
  feeScales: { spot: 8 },
  feeMode: 'down',
  impliedFeeAsset: { rule: 'received' },
  decimal: '.',
  thousands: null,
  symbology: 'hyperliquid',
  sides: DIRECTIONS,
  liquidity: new Map(),
  key: null,
  kinds: kindsIn('side'),
  roleless: ROLELESS,
  cannotReveal: [
    'times are in the zone of the browser that made the export, which the file does not name: give --timezone',
    'the fee has no asset: the coin bought is taken for a spot purchase, USDC otherwise',
    'fees of front ends (builder fees) are inside the fee and cannot be told from it',
  ],
};

/** `userFills` and `userFillsByTime`, dumped as CSV with the names of the JSON keys. */
export const hyperliquidApi: Profile = {
  ...hyperliquidUi,
  id: 'hyperliquid-api',
  title: 'Hyperliquid, API userFills',
  variants: [
    {
      label: 'keys of userFills',
      keys: true,
      headers: [...['coin', 'px', 'sz', 'side', 'time', 'dir', 'oid', 'crossed', 'fee', 'tid', 'feeToken']],
      optional: [
        ...['startPosition', 'closedPnl', 'hash', 'builderFee', 'builder', 'cloid', 'twapId', 'liquidation'],
        ...['deployerFee', 'priorityGas', 'txIndex', 'user'],
      ],
      columns: {
        symbol: 'coin',
        price: 'px',
        quantity: 'sz',
        side: 'side',
        time: 'time',
        kind: 'dir',
        orderId: 'oid',
        liquidity: 'crossed',
        fee: 'fee',
        feeAsset: 'feeToken',
        tradeId: 'tid',
        otherFee: 'builderFee',
      },
    },
  ],
  time: 'epoch',
  otherFeeInside: true,
  liquidity: new Map<string, Flag>([
    ['true', 'taker'],
    ['false', 'maker'],
  ]),
  key: ['tradeId'],
  kinds: kindsIn('kind'),
  cannotReveal: [
    'with aggregateByTime one row stands for several fills, each of which the venue rounded',
    'at most 2,000 fills come per call and the last 10,000 in all: whether the dump is whole cannot be told',
  ],
};
