/** Desks whose exports `shapes.ts` knows: websites and dumps of OKX and Binance, mapped blotters. */

import type { RoundingMode } from '../../../src/domain/decimal.ts';
import { exact } from '../exact.ts';
import { BNB_FACTOR } from '../oracle-rates.ts';
import { GENERIC } from '../shapes.ts';
import * as cards from './cards.ts';
import { ids, market, shaped } from './desk.ts';
import type { Desk } from './model.ts';

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

/** A month in which the card changes; from then on groups of pairs differ for the highest tiers only. */
const okxJuly: Desk = {
  ...okxApi,
  ...{ id: 'okx-api-july', start: '2026-07-11', card: cards.OKX_FUTURES_JULY, tiers: OKX_TIERS.slice(0, 7) },
};

/** Coin-settled options: the smaller of a share of the coins and 7 % of the premium. */
const okxOptions: Desk = {
  ...okxApi,
  ...{ id: 'okx-options', schedule: 'okx/options', start: '2026-08-01', card: cards.OKX_OPTIONS },
  line: (row) => okxApi.line(row).map((text) => text.replace(/^SWAP/, 'OPTION')),
  premiumCap: exact('0.07'),
  markets: [
    market('BTC-USD-261225-90000-C', 'BTC/BTC', '0.045500', '0.01', 0, 150, {
      kind: 'option',
      settle: 'BTC',
    }),
    market('BTC-USD-260828-130000-C', 'BTC/BTC', '0.002100', '0.01', 0, 300, {
      kind: 'option',
      settle: 'BTC',
    }),
  ],
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
  selfTrades: true,
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

/** A mapped blotter whose fees are rounded to `scale` decimals; nobody tells the program how. */
function blotter(scale: number, mode: RoundingMode): Desk {
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
    judgedMode: 'half-up',
    ...{
      id: `generic-${scale}-${mode}`,
      venue: 'binance',
      schedule: 'binance/usdm-futures',
      start: '2026-06-01',
    },
    markets: [
      market('SOLUSDT', 'SOL/USDT', '148.21', '1', 4, 900_000, { group: 'USDT' }),
      market('ETHUSDT', 'ETH/USDT', '2643.51', '1', 5, 400_000, { group: 'USDT' }),
    ],
    ...{ card: cards.BINANCE_FUTURES, scale, mode, tiers: binanceApi.tiers, idOf: ids('F', 10000n) },
    files: { 'fills.map.yaml': `${map.join('\n')}\n` },
  };
}

export const WEB_DESKS: readonly Desk[] = [
  ...[okxUi, okxApi, okxJuly, okxOptions, okxSpot, binanceUi, binanceApi, binanceSpot],
  ...[blotter(6, 'half-up'), blotter(4, 'half-even'), blotter(5, 'up')],
];
