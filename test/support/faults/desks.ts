/** Every kind of account that the generator knows: its export, its markets, its card, what the export shows. */
import { exact } from '../exact.ts';
import { BNB_FACTOR } from '../oracle-rates.ts';
import { GENERIC, LINES, type Shape } from '../shapes.ts';
import * as cards from './cards.ts';
import * as lines from './lines.ts';
import type { Desk, DeskMarket } from './model.ts';

type MarketText = Partial<Pick<DeskMarket, 'kind' | 'settle' | 'group'>>;

/** `contract` in base coins; `lot` = decimals of a quantity; `typical` = an ordinary fill, in units of the lot. */
function market(
  symbol: string,
  pair: string,
  price: string,
  contract: string,
  lot: number,
  typical: number,
  rest: MarketText = {},
): DeskMarket {
  const [base, quote] = pair.split('/') as [string, string];
  const sizes = { lot, least: 1, most: typical * 10, typical };
  const whole = { kind: 'linear', settle: quote, group: 'all' } as const;
  return { symbol, base, quote, price, contract: exact(contract), ...sizes, ...whole, ...rest };
}

type Usual =
  | ('newline' | 'bom' | 'newestFirst' | 'milliseconds' | 'received' | 'onIndex' | 'flag' | 'facts')
  | ('costScale' | 'parts' | 'discount' | 'flags' | 'files' | 'scale' | 'mode');

/** What holds of a desk unless it says otherwise. */
const PLAIN: Pick<Desk, Usual> = {
  ...{ newline: '\n', bom: '', newestFirst: false, milliseconds: true, received: false, onIndex: false },
  ...{ flag: true, discount: null, costScale: null, parts: [], flags: {}, files: {} },
  scale: null,
  facts: 'none',
  mode: 'half-up',
};

/** What `shapes.ts` says of one of its exports. */
function shaped(shape: Shape): Pick<Desk, Usual | 'head' | 'line'> {
  const { head, newline, bom, newestFirst, milliseconds, received, line, mode } = LINES[shape];
  return { ...PLAIN, head, newline, bom, newestFirst, milliseconds, received, line, mode };
}

const ids =
  (prefix: string, first: bigint, step = 1n) =>
  (index: number): string =>
    `${prefix}${first + BigInt(index) * step}`;

const OKX_TIERS = [
  'Regular',
  'VIP 1',
  'VIP 2',
  'VIP 3',
  'VIP 4',
  'VIP 5',
  'VIP 6',
  'VIP 7',
  'VIP 8',
  'VIP 9',
];
const okxMarkets = [
  market('BTC-USDT-SWAP', 'BTC/USDT', '71250.1', '0.01', 7, 90_000_000),
  market('ETH-USDT-SWAP', 'ETH/USDT', '2643.51', '0.1', 7, 120_000_000),
  market('SOL-USDT-SWAP', 'SOL/USDT', '148.21', '1', 6, 60_000_000),
];

const okxUi: Desk = {
  ...shaped('okx-ui'),
  ...{ id: 'okx-ui', venue: 'okx', schedule: 'okx/usdt-futures', start: '2026-06-01' },
  ...{ markets: okxMarkets, card: cards.OKX_FUTURES, tiers: OKX_TIERS, scale: 8, flag: false },
  idOf: ids('', 2968046098898771968n, 10n),
};

const okxApi: Desk = {
  ...shaped('okx-api'),
  ...{ id: 'okx-api', venue: 'okx', schedule: 'okx/usdt-futures', start: '2026-05-01' },
  ...{ markets: okxMarkets, card: cards.OKX_FUTURES, tiers: OKX_TIERS },
  idOf: ids('', 744876000n),
};

const okxSpot: Desk = {
  ...shaped('okx-spot'),
  ...{ id: 'okx-spot', venue: 'okx', schedule: 'okx/spot', start: '2026-08-01', scale: 8, flag: false },
  markets: [
    market('BTC-USDT', 'BTC/USDT', '71250.1', '1', 8, 20_000_000, { kind: 'spot' }),
    market('ETH-USDT', 'ETH/USDT', '2643.51', '1', 7, 60_000_000, { kind: 'spot' }),
  ],
  ...{ card: cards.OKX_SPOT, tiers: OKX_TIERS.slice(0, 6) },
  idOf: () => null,
};

const binanceMarkets = [
  market('BTCUSDT', 'BTC/USDT', '71250.1', '1', 3, 150, { group: 'USDT' }),
  market('1000PEPEUSDT', '1000PEPE/USDT', '0.0123456', '1', 3, 90_000_000, { group: 'USDT' }),
  market('BTCUSDC', 'BTC/USDC', '71240.1', '1', 3, 100, { group: 'USDC' }),
];
const bnb = { asset: 'BNB', factor: BNB_FACTOR['binance/usdm-futures']! };

const binanceUi: Desk = {
  ...shaped('binance-ui'),
  ...{ id: 'binance-ui', venue: 'binance', schedule: 'binance/usdm-futures', start: '2026-03-05' },
  ...{ markets: binanceMarkets, card: cards.BINANCE_FUTURES, scale: 8, discount: bnb },
  ...{ tiers: ['VIP 1', 'VIP 2', 'VIP 3'], flags: { timezone: 'UTC' }, idOf: ids('', 419925000n) },
};

const binanceApi: Desk = {
  ...shaped('binance-api'),
  ...{ id: 'binance-api', venue: 'binance', schedule: 'binance/usdm-futures', start: '2026-06-01' },
  ...{ markets: binanceMarkets.slice(0, 2), card: cards.BINANCE_FUTURES, scale: 8, discount: bnb },
  tiers: ['Regular', 'VIP 1', 'VIP 2', 'VIP 3', 'VIP 4', 'VIP 5', 'VIP 6', 'VIP 7', 'VIP 8', 'VIP 9'],
  idOf: ids('', 698000n),
};

const binanceSpot: Desk = {
  ...shaped('binance-spot'),
  ...{ id: 'binance-spot', venue: 'binance', schedule: 'binance/spot', start: '2026-08-01', flag: false },
  markets: [
    market('BTCUSDT', 'BTC/USDT', '71250.13', '1', 8, 12_000_000, { kind: 'spot' }),
    market('ETHUSDT', 'ETH/USDT', '2643.51', '1', 7, 20_000_000, { kind: 'spot' }),
  ],
  ...{ card: cards.BINANCE_SPOT, scale: 8, flags: { timezone: 'UTC' }, idOf: () => null },
  tiers: ['VIP 1', 'VIP 2', 'VIP 3', 'VIP 4', 'VIP 5', 'VIP 6', 'VIP 7'],
};

/** A mapped blotter whose fees are rounded to `scale` decimals. */
function blotter(scale: number): Desk {
  const columns = Object.entries(GENERIC.columns).map(([field, column]) => `  ${field}: ${column}`);
  const map = [
    ...['venue: binance', 'product: usdm-futures', 'delimiter: ";"', 'decimal: ","', 'timezone: UTC+2'],
    ...[
      'feeSign: charged-negative',
      'columns:',
      ...columns,
      'liquidity:',
      '  maker: [add]',
      '  taker: [take]',
    ],
  ];
  return {
    ...shaped('generic'),
    ...{ id: `generic-${scale}`, venue: 'binance', schedule: 'binance/usdm-futures', start: '2026-06-01' },
    markets: [
      market('SOLUSDT', 'SOL/USDT', '148.21', '1', 4, 900_000, { group: 'USDT' }),
      market('ETHUSDT', 'ETH/USDT', '2643.51', '1', 5, 400_000, { group: 'USDT' }),
    ],
    ...{ card: cards.BINANCE_FUTURES, scale, tiers: binanceApi.tiers, idOf: ids('F', 10000n) },
    files: { 'fills.map.yaml': `${map.join('\n')}\n` },
  };
}

const bybitApi: Desk = {
  ...PLAIN,
  ...{ id: 'bybit-api', venue: 'bybit', schedule: 'bybit/derivatives', start: '2026-08-01' },
  facts: 'type',
  ...{ head: [lines.BYBIT_HEAD], line: lines.bybit, idOf: ids('b', 100000n), card: cards.BYBIT },
  markets: [
    market('BTCUSDT', 'BTC/USDT', '71250.1', '1', 3, 120, { group: 'major' }),
    market('ETHUSDT', 'ETH/USDT', '2643.51', '1', 2, 900, { group: 'major' }),
  ],
  tiers: ['VIP 0', 'VIP 1', 'VIP 2', 'VIP 3', 'VIP 4', 'VIP 5', 'Pro 2', 'Supreme VIP', 'Pro 4', 'Pro 6'],
};

const kucoinApi: Desk = {
  ...PLAIN,
  ...{ id: 'kucoin-api', venue: 'kucoin', schedule: 'kucoin/futures', start: '2026-05-05' },
  facts: 'type',
  ...{ head: [lines.KUCOIN_HEAD], line: lines.kucoin, idOf: ids('', 1784277000000n) },
  ...{ card: cards.KUCOIN_FUTURES, tiers: [...Array(13).keys()].map((step) => `VIP ${step}`) },
  markets: [
    market('XBTUSDTM', 'BTC/USDT', '71250.1', '0.001', 0, 900),
    market('ETHUSDTM', 'ETH/USDT', '2643.51', '0.01', 0, 1500),
    market('DOGEUSDTM', 'DOGE/USDT', '0.10237', '100', 0, 700),
  ],
};

const hyperliquidApi: Desk = {
  ...PLAIN,
  ...{ id: 'hyperliquid', venue: 'hyperliquid', schedule: 'hyperliquid/perps', start: '2026-06-01' },
  ...{ head: [lines.HYPERLIQUID_HEAD], line: lines.hyperliquid, idOf: ids('532588260', 100000n) },
  ...{ card: cards.HYPERLIQUID, scale: 6 },
  mode: 'down',
  tiers: [...Array(7).keys()].map((step) => `Tier ${step}`),
  markets: [
    market('BTC', 'BTC/USDC', '71250', '1', 6, 150_000),
    market('kPEPE', 'kPEPE/USDC', '0.012345', '1', 1, 3_000_000),
  ],
};

const deribitApi: Desk = {
  ...PLAIN,
  ...{ id: 'deribit', venue: 'deribit', schedule: 'deribit/futures', start: '2026-10-01' },
  facts: 'type',
  ...{ head: [lines.DERIBIT_HEAD], line: lines.deribit, idOf: ids('d', 48079000n), scale: 8 },
  ...{ card: cards.DERIBIT_FUTURES, tiers: ['Standard', ...[1, 2, 3, 4, 5, 6].map((step) => `VIP ${step}`)] },
  markets: [
    market('BTC-PERPETUAL', 'BTC/USD', '71250.5', '1', 0, 40_000, { kind: 'inverse', settle: 'BTC' }),
    market('ETH-PERPETUAL', 'ETH/USD', '2643.55', '1', 0, 9_000, { kind: 'inverse', settle: 'ETH' }),
  ],
};

const krakenSpot: Desk = {
  ...PLAIN,
  ...{
    id: 'kraken',
    venue: 'kraken',
    schedule: 'kraken/spot',
    start: '2026-08-01',
    flag: false,
    facts: 'type',
  },
  ...{ head: [lines.KRAKEN_HEAD], line: lines.kraken, idOf: (index: number) => `T${index}-K` },
  ...{
    card: cards.KRAKEN_SPOT,
    scale: 5,
    costScale: 5,
    tiers: [...Array(12).keys()].map((step) => `Tier ${step + 1}`),
  },
  markets: [
    market('XXBTZUSD', 'BTC/USD', '71250.1', '1', 8, 4_000_000, { kind: 'spot' }),
    market('ETH/EUR', 'ETH/EUR', '2443.51', '1', 8, 90_000_000, { kind: 'spot' }),
  ],
};

const deriveApi: Desk = {
  ...PLAIN,
  ...{ id: 'derive', venue: 'derive', schedule: 'derive/orderbook', start: '2026-06-01', onIndex: true },
  ...{
    head: [lines.DERIVE_HEAD],
    line: lines.derive,
    idOf: ids('v', 5259000n),
    scale: 18,
    card: cards.DERIVE,
  },
  parts: [exact('0.10'), exact('0.01')],
  tiers: ['All traders', 'MM 1%', 'MM 5%', 'MM 10%', 'MM 10% and 1M stDRV'],
  markets: [
    market('BTC-PERP', 'BTC/USDC', '71250.5', '1', 4, 900, { group: 'perps' }),
    market('ETH-PERP', 'ETH/USDC', '2643.55', '1', 3, 2500, { group: 'perps' }),
  ],
};

const gateApi: Desk = {
  ...PLAIN,
  ...{ id: 'gate', venue: 'gate', schedule: 'gate/futures', start: '2026-06-01' },
  ...{ head: [lines.GATE_HEAD], line: lines.gate, idOf: ids('', 121234000n), card: cards.GATE_FUTURES },
  tiers: [...Array(17).keys()].map((step) => `VIP ${step}`),
  markets: [
    market('BTC_USDT', 'BTC/USDT', '71250.1', '0.0001', 0, 9000, { group: 'A' }),
    market('ETH_USDT', 'ETH/USDT', '2643.51', '0.01', 0, 1500, { group: 'A' }),
  ],
};

const bitgetApi: Desk = {
  ...PLAIN,
  ...{ id: 'bitget', venue: 'bitget', schedule: 'bitget/futures', start: '2026-06-01' },
  ...{ head: [lines.BITGET_HEAD], line: lines.bitget, idOf: ids('', 1700n), card: cards.BITGET_FUTURES },
  tiers: [...Array(8).keys()].map((step) => `VIP ${step}`),
  markets: [
    market('BTCUSDT', 'BTC/USDT', '71250.1', '1', 3, 120),
    market('SOLUSDT', 'SOL/USDT', '148.21', '1', 1, 900),
  ],
};

export const DESKS: readonly Desk[] = [
  ...[okxUi, okxApi, okxSpot, binanceUi, binanceApi, binanceSpot, blotter(6), blotter(4), bybitApi],
  ...[kucoinApi, hyperliquidApi, deribitApi, krakenSpot, deriveApi, gateApi, bitgetApi],
];
