/** Desks whose API dumps `lines.ts` writes: futures and spot of eight venues. */
import { exact } from '../exact.ts';
import { BNB_FACTOR } from '../oracle-rates.ts';
import * as cards from './cards.ts';
import { ids, market, PLAIN } from './desk.ts';
import * as lines from './lines.ts';
import type { Desk } from './model.ts';

const bybitApi: Desk = {
  ...PLAIN,
  selfTrades: true,
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
  selfTrades: true,
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
  selfTrades: true,
  ...{ id: 'hyperliquid', venue: 'hyperliquid', schedule: 'hyperliquid/perps', start: '2026-06-01' },
  ...{ head: [lines.HYPERLIQUID_HEAD], line: lines.hyperliquid, idOf: ids('532588260', 100000n) },
  ...{ card: cards.HYPERLIQUID, scale: 6 },
  mode: 'down',
  judgedMode: 'down',
  tiers: [...Array(7).keys()].map((step) => `Tier ${step}`),
  markets: [
    market('BTC', 'BTC/USDC', '71250', '1', 6, 150_000),
    market('kPEPE', 'kPEPE/USDC', '0.012345', '1', 1, 3_000_000),
  ],
};

const deribitApi: Desk = {
  ...PLAIN,
  ...{ id: 'deribit', venue: 'deribit', schedule: 'deribit/futures', start: '2026-10-01' },
  facts: 'post-only',
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

const binanceSpotApi: Desk = {
  ...PLAIN,
  selfTrades: true,
  ...{
    id: 'binance-spot-api',
    venue: 'binance',
    schedule: 'binance/spot',
    start: '2026-08-01',
    received: true,
  },
  ...{ head: [lines.BINANCE_SPOT_HEAD], line: lines.binanceSpot, idOf: ids('', 28000n), scale: 8 },
  mode: 'down',
  judgedMode: 'down',
  card: cards.BINANCE_SPOT,
  discount: { asset: 'BNB', factor: BNB_FACTOR['binance/spot']! },
  tiers: ['VIP 1', 'VIP 2', 'VIP 3', 'VIP 4', 'VIP 5', 'VIP 6', 'VIP 7'],
  markets: [
    market('BTCUSDT', 'BTC/USDT', '71250.13', '1', 8, 12_000_000, { kind: 'spot' }),
    market('ETHUSDT', 'ETH/USDT', '2643.51', '1', 7, 20_000_000, { kind: 'spot' }),
  ],
};

/** Fee = the smaller of 0.03 % of the coins and 12.5 % of the premium; prices in coin, so that cheap options are capped. */
const deribitOptions: Desk = {
  ...PLAIN,
  ...{ id: 'deribit-options', venue: 'deribit', schedule: 'deribit/options', start: '2026-06-01' },
  ...{ head: [lines.DERIBIT_HEAD], line: lines.deribit, idOf: ids('d', 58079000n), scale: 8 },
  ...{ card: cards.DERIBIT_OPTIONS, tiers: ['Standard'], facts: 'post-only', premiumCap: exact('0.125') },
  markets: [
    market('BTC-26DEC26-90000-C', 'BTC/BTC', '0.045500', '1', 1, 150, { kind: 'option', settle: 'BTC' }),
    market('BTC-28AUG26-120000-C', 'BTC/BTC', '0.001100', '1', 1, 300, { kind: 'option', settle: 'BTC' }),
  ],
};

export const API_DESKS: readonly Desk[] = [
  ...[bybitApi, kucoinApi, hyperliquidApi, deribitApi, krakenSpot, deriveApi, gateApi, bitgetApi],
  ...[binanceSpotApi, deribitOptions],
];
