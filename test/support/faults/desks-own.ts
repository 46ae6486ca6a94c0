/** Desks with a schedule of their own beside the export: any rounding, and a promotion for one pair. */
import type { RoundingMode } from '../../../src/domain/decimal.ts';
import { exact, plain, times } from '../exact.ts';
import type { Rates } from '../oracle-rates.ts';
import * as cards from './cards.ts';
import { ids, market, PLAIN } from './desk.ts';
import * as lines from './lines.ts';
import type { Desk } from './model.ts';

const PROMOTION = {
  group: 'promotion',
  from: Date.parse('2026-06-08T00:00:00Z'),
  to: Date.parse('2026-06-21T16:00:00Z'),
} as const;

const MAP = `venue: demo
product: perps
kind: linear
feeSign: charged-positive
timezone: UTC
columns:
  time: time
  symbol: market
  side: side
  price: price
  quantity: qty
  fee: fee
  feeAsset: ccy
  liquidity: role
  orderType: type
  tradeId: id
liquidity:
  maker: [M]
  taker: [T]
`;

const percent = (rate: Rates['maker']): string => `${plain(times(rate, exact('100')))}%`;

function tiersOf(group: string): string[] {
  return [...cards.OWN[0]!.groups[group]!].map(
    ([tier, { maker, taker }]) =>
      `          - {tier: ${tier}, maker: ${percent(maker)}, taker: ${percent(taker)}}`,
  );
}

function scheduleOf(scale: number, mode: RoundingMode): string {
  const [from, to] = [PROMOTION.from, PROMOTION.to].map((instant) => new Date(instant).toISOString());
  const lines = [
    ...['venue: demo', 'product: perps', 'kind: linear', 'feeAsset: settle', 'rebateAsset: settle'],
    ...[
      `rounding: {scale: ${scale}, mode: ${mode}}`,
      'versions:',
      '  - version: 2026-01',
      '    from: 2026-01-01',
    ],
    ...['    source: made up for this test', '    tables:', '      - group: Launch promotion'],
    ...[
      '        symbols: [CCCUSDT]',
      `        memberFrom: ${from}`,
      `        memberTo: ${to}`,
      '        tiers:',
    ],
    ...[...tiersOf('promotion'), '      - group: All pairs', '        tiers:', ...tiersOf('all')],
  ];
  return `${lines.join('\n')}\n`;
}

function own(scale: number, mode: RoundingMode): Desk {
  return {
    ...PLAIN,
    selfTrades: true,
    ...{ id: `own-${scale}-${mode}`, venue: 'demo', schedule: 'demo/perps', start: '2026-06-01' },
    ...{ head: [lines.OWN_HEAD], line: lines.own, idOf: ids('p', 3000n), scale, mode, judgedMode: mode },
    ...{ card: cards.OWN, tiers: ['Basic', 'Silver', 'Gold', 'Platinum', 'Maker'], facts: 'post-only' },
    files: { 'fills.map.yaml': MAP, 'schedules/demo/perps.yaml': scheduleOf(scale, mode) },
    markets: [
      market('AAAUSDT', 'AAA/USDT', '84.125', '1', 4, 900_000),
      market('BBBUSDT', 'BBB/USDT', '0.0071245', '1', 2, 90_000_000),
      market('CCCUSDT', 'CCC/USDT', '2.7715', '1', 3, 4_000_000, { promotion: PROMOTION }),
    ],
  };
}

const COINM = `venue: binance
product: coinm-futures
kind: inverse
feeAsset: settle
rebateAsset: settle
rounding: {scale: 8, mode: down}
versions:
  - version: 2026-01
    from: 2026-01-01
    source: made up for this test
    tiers:
`;

/** Inverse contracts of 100 and 10 USD, by a card of the desk's own. */
const coinm: Desk = {
  ...PLAIN,
  ...{ id: 'own-coinm', venue: 'binance', schedule: 'binance/coinm-futures', start: '2026-06-01', scale: 8 },
  ...{ head: [lines.COINM_HEAD], line: lines.coinm, idOf: ids('', 9000n), card: cards.OWN },
  ...{ tiers: ['Basic', 'Silver', 'Gold', 'Platinum', 'Maker'], mode: 'down', judgedMode: 'down' },
  files: {
    'schedules/binance/coinm-futures.yaml': `${COINM}${tiersOf('all')
      .map((line) => line.slice(4))
      .join('\n')}\n`,
  },
  markets: [
    market('BTCUSD_PERP', 'BTC/USD', '71250.1', '100', 0, 400, { kind: 'inverse', settle: 'BTC' }),
    market('ETHUSD_PERP', 'ETH/USD', '2643.51', '10', 0, 900, { kind: 'inverse', settle: 'ETH' }),
  ],
};

export const OWN_DESKS: readonly Desk[] = [
  coinm,
  ...[own(8, 'half-even'), own(6, 'up'), own(7, 'floor'), own(6, 'ceiling'), own(5, 'down')],
];
