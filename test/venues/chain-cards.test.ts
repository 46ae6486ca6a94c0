/** The ladders of Derive, Hyperliquid and dYdX against figures transcribed by hand, maker/taker in percent. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openCatalogue } from '../../src/catalogue/catalogue.ts';
import { readSchedule } from '../../src/catalogue/schedule-file.ts';
import { plain } from '../../src/domain/decimal.ts';
import { KnownError } from '../../src/domain/problem.ts';

const catalogue = openCatalogue([join(import.meta.dirname, '../../schedules')]);

function ladder(id: string, version: string, group: string | null = null): string {
  const found = catalogue.schedule(id).versions.find((one) => one.version === version);
  const table = found?.tables.find((one) => one.group === group);
  const percent = (rate: { times(factor: number): Parameters<typeof plain>[0] } | null) =>
    rate === null ? '?' : plain(rate.times(100));
  return (table?.tiers ?? []).map(({ maker, taker }) => `${percent(maker)}/${percent(taker)}`).join(' ');
}

test.each([
  ['derive/orderbook', '2024-11-20', 'Perps', '0.01/0.06 -0.005/0.055 -0.01/0.04 -0.015/0.03'],
  ['derive/orderbook', '2024-11-20', 'Options', '0.03/0.04 -0.001/0.035 -0.005/0.03 -0.01/0.025'],
  ['derive/orderbook', '2024-11-20', 'Spot', '0.15/0.15 0.05/0.09 0.02/0.07 -0.01/0.05'],
  ['derive/orderbook', '2025-02-25', 'Perps', '0.01/0.03 0/0.03 -0.0025/0.025 -0.005/0.02 -0.01/0.015'],
  [
    'derive/orderbook',
    '2025-02-25',
    'Options',
    '0.01/0.03 0/0.015 -0.0013/0.0125 -0.0025/0.01 -0.005/0.0075',
  ],
  ['derive/orderbook', '2025-02-25', 'Spot', '0.15/0.15 0.1/0.09 0.05/0.07 0/0.05 -0.01/0.05'],
  [
    'hyperliquid/perps',
    '2025-05-05',
    null,
    '0.015/0.045 0.012/0.04 0.008/0.035 0.004/0.03 0/0.028 0/0.026 0/0.024',
  ],
  [
    'hyperliquid/spot',
    '2025-05-05',
    'All pairs',
    '0.04/0.07 0.03/0.06 0.02/0.05 0.01/0.04 0/0.035 0/0.03 0/0.025',
  ],
  ['hyperliquid/market-maker', '2025-05-05', null, '-0.001/? -0.002/? -0.003/?'],
  [
    'dydx/perps',
    '2026-01-01',
    null,
    '0.01/0.05 0.01/0.045 0.005/0.04 0/0.035 0/0.03 -0.007/0.025 -0.011/0.025',
  ],
] as const)('%s %s %s', (id, version, group, rates) => {
  expect(ladder(id, version, group)).toBe(rates);
});

test('discounts for staked coins, and what a taker order of Derive may carry', () => {
  const discounts = catalogue.schedule('hyperliquid/perps').discounts;
  expect(discounts.map(({ asset, off }) => `${asset} ${plain(off)}`)).toEqual([
    ...[
      'STAKED-10 0.05',
      'STAKED-100 0.1',
      'STAKED-1K 0.15',
      'STAKED-10K 0.2',
      'STAKED-100K 0.3',
      'STAKED-500K 0.4',
    ],
  ]);
  expect(catalogue.schedule('hyperliquid/spot').discounts.map(({ asset }) => asset)).toEqual(
    discounts.map(({ asset }) => asset),
  );
  const fees = catalogue
    .schedule('derive/orderbook')
    .versions.map(({ tables }) =>
      tables.map(({ group, takerOrderFees = [] }) => [group, ...takerOrderFees.map(plain)].join(' ')),
    );
  expect(fees).toEqual([
    ['Perps 0.1 0.5', 'Options 0.5', 'Spot'],
    ['Perps 0.1 0.01', 'Options 0.5', 'Spot'],
  ]);
});

test('one schedule prices three products, and two tables for one product are refused', () => {
  for (const product of ['perps', 'options', 'spot'])
    expect(catalogue.ladderFor('derive', product)?.id).toBe('derive/orderbook');
  expect(catalogue.products('derive')).toEqual(['perps', 'options', 'spot']);
  const text = (second: string) => `venue: demo
product: all
covers: [perps, spot]
kind: linear
versions:
  - from: 2026-01-01
    source: made up
    tables:
      - {group: A, products: perps, tiers: [{tier: T, maker: 0%, taker: 0.1%}]}
      - {group: B, products: ${second}, tiers: [{tier: T, maker: 0%, taker: 0.2%}]}
`;
  expect(readSchedule(text('spot'), 'demo.yaml', 'demo/all').versions[0]?.tables).toHaveLength(2);
  expect(() => readSchedule(text('perps'), 'demo.yaml', 'demo/all')).toThrow(KnownError);
});
