/** Exports without a flag: the fast engine reads the side of a fill from its fee as the reference engine does. Made from seeds. */
import { describe, expect, it } from 'vitest';
import { rateFrom } from '../../../src/domain/rate.ts';
import { FastRun } from '../../../src/engine/fast/fast-run.ts';
import { sameBytes } from '../../support/both-engines.ts';
import { d } from '../../support/build.ts';
import { seeded } from '../../support/exports.ts';
import { feeOf, inputOf, requestOf, sourceOf, UNSAID } from '../../support/memory.ts';

/** Percent, from 2026-03-20 on. */
const TIERS = {
  Regular: ['0.020', '0.050'],
  'VIP 1': ['0.018', '0.050'],
  'VIP 3': ['0.012', '0.032'],
  'VIP 9': ['0.000', '0.017'],
} as const;

interface Fill {
  readonly time: string;
  readonly symbol: string;
  readonly buy: boolean;
  readonly price: string;
  readonly quantity: string;
  readonly fee: string;
}

/** Of forty fees one is odd, one a unit off, one of the other sign, one nothing; some quantities are too small to tell a side. */
function fillsOf(seed: number, count: number, tierAt: (index: number) => keyof typeof TIERS): Fill[] {
  const random = seeded(seed);
  return Array.from({ length: count }, (_, index) => {
    const minute = Math.floor(index * 3.1);
    const time = new Date(Date.UTC(2026, 5, 10) + minute * 60_000)
      .toISOString()
      .slice(0, 19)
      .replace('T', ' ');
    const price = `${70_000 + random(900)}.${random(10)}`;
    const quantity = random(30) === 0 ? `0.0000000${1 + random(9)}` : `0.${100 + random(900)}`;
    const [maker, taker] = TIERS[tierAt(index)];
    const due = feeOf(price, quantity, random(3) === 0 ? taker : maker);
    const kind = random(40);
    const unit = `${due.slice(0, -1)}${(Number(due.at(-1)) + 1) % 10}`;
    const fee = [feeOf(price, quantity, '0.0377'), unit, `-${due}`, '0'][kind] ?? due;
    const symbol = ['BTCUSDT', 'ETHUSDT', 'SOLUSDC'][random(3)]!;
    return { time, symbol, buy: random(2) === 0, price, quantity, fee };
  });
}

const assetOf = ({ symbol }: Fill) => symbol.slice(-4);

function binance(fills: readonly Fill[]): string {
  const lines = fills.map((one) => {
    const { time, symbol, buy, price, quantity, fee } = one;
    const cells = [time, symbol, buy ? 'BUY' : 'SELL', price, quantity, '', `${fee}${assetOf(one)}`, '0'];
    return cells.join(',');
  });
  return `Date(UTC),Symbol,Side,Price,Quantity,Amount,Fee,Realized Profit\n${lines.join('\n')}\n`;
}

/** With ids; every 50th row comes twice, and every 20th is no fill. */
function bybit(fills: readonly Fill[]): string {
  const head =
    'Time,Currency,Contract,Type,Direction,Quantity,Position,Filled Price,Funding,Fee Paid,Cash Flow,Change,Wallet Balance,Fee Rate,Trade ID,Order ID';
  const lines = fills.flatMap((one, index) => {
    const { time, symbol, buy, price, quantity, fee } = one;
    const kind = index % 20 === 7 ? 'funding' : 'trade';
    const line = [
      ...[time, assetOf(one), symbol, kind, buy ? 'Open Long' : 'Open Short', quantity, '0', price, '0', fee],
      ...['0', '0', '1000', '0.0006', `t${index}`, `o${Math.floor(index / 3)}`],
    ].join(',');
    return index % 50 === 9 ? [line, line] : [line];
  });
  return `${head}\n${lines.join('\n')}\n`;
}

const FLAGS = [
  ['inferred', []],
  ['given', ['--tier', 'VIP 1', '--group-by', 'symbol,hour']],
  ['agreed', ['--maker-rate', '0.012%', '--taker-rate', '0.032%', '--affiliate', '40% day 16:00Z']],
  [
    'rounding',
    ['--maker-rate', '0.018%', '--taker-rate', '0.05%', '--rounding', 'auto', '--group-by', 'liquidity'],
  ],
  ['one side', ['--tier', 'Regular', '--liquidity', 'taker']],
  ['one rate', ['--maker-rate', '0.02%', '--taker-rate', '0.02%']],
  ['allowance', ['--maker-rate', '0', '--taker-rate', '0.017%', '--tolerance', '0.000001']],
] as const;

const TIMES = {
  one: () => 'VIP 1' as const,
  changing: (index: number) => (index < 160 ? ('VIP 1' as const) : index < 280 ? 'VIP 3' : 'Regular'),
  mixed: (index: number) => (index % 100 < 50 ? ('VIP 9' as const) : 'Regular'),
};

describe.each(Object.entries(TIMES))('%s', (name, tierAt) => {
  it.each(FLAGS)('%s', async (_, flags) => {
    const fills = fillsOf(name.length, 500, tierAt);
    expect(await sameBytes({ 'fills.csv': binance(fills) }, ['fills.csv', ...flags])).toBeNull();
    expect(await sameBytes({ 'log.csv': bybit(fills) }, ['log.csv', ...flags])).toBeNull();
  });
});

/** Rows read singly of 2000 fills. @param taker percent that takers pay; makers pay 0.018 */
async function singlesOf(fills: readonly Fill[], taker: string): Promise<number> {
  const source = await sourceOf(inputOf(binance(fills)), { minutesEast: 0 });
  const [makerRate, takerRate] = ['0.018', taker].map((percent) => rateFrom(d(percent).div(100)));
  const otherwise = { ...UNSAID, makerRate: makerRate!, takerRate: takerRate! };
  const run = new FastRun(requestOf([source], { otherwise }));
  await run.result();
  return run.singles;
}

it('most sides are told without reading the row', async () => {
  expect(await singlesOf(fillsOf(1, 2000, TIMES.one), '0.05')).toBeLessThan(400);
});

it('where makers and takers pay the same, no side is told, and no row is read for that', async () => {
  const alike = fillsOf(1, 2000, TIMES.one).map((one) => ({
    ...one,
    fee: feeOf(one.price, one.quantity, '0.018'),
  }));
  expect(await singlesOf(alike, '0.018')).toBe(0);
});
