/** Files whose rows are told apart by trade and order: fills of one trade with different orders, repeats, self-trades, long ids. */
import { expect, it } from 'vitest';
import { sameBytes } from '../../support/both-engines.ts';
import { seeded } from '../../support/exports.ts';

const HEAD = 'time,symbol,side,price,qty,fee,feeAsset,liquidity,orderId,tradeId';
const FLAGS = ['--profile', 'generic', '--venue', 'bybit', '--map', 'quantity=qty'];
const RATES = ['--maker-rate', '0.02%', '--taker-rate', '0.05%'];

/**
 * Synthetic fills, one a second, of a seeded generator: every trade id stands in two rows on average, on either side and with few orders;
 * some rows are repeated as they are, some with another fee, some charged at the other side's rate.
 */
function fills(seed: number, idLength: number): string {
  const below = seeded(seed);
  const lines: string[] = [];
  for (let row = 0; row < 400; row++) {
    const maker = below(2) === 0;
    const quantity = 1 + below(900);
    // 100 × quantity × 2 or 5 basis points.
    const fee = (quantity * (maker !== (below(8) === 0) ? 2 : 5)) / 100;
    const time = new Date(Date.UTC(2026, 4, 1) + row * 1000).toISOString();
    const trade = `${below(idLength > 20 ? 3 : 200)}`.padStart(idLength, 't');
    const cells = [time, 'BTCUSDT', below(2) === 0 ? 'buy' : 'sell', '100', quantity, fee.toFixed(4), 'USDT'];
    lines.push([...cells, maker ? 'maker' : 'taker', `o${below(4)}`, trade].join());
    const again = below(30);
    if (again === 0) lines.push(lines[below(lines.length)]!);
    if (again === 1) lines.push(lines[below(lines.length)]!.replace(/,([\d.]+),USDT/, ',0.0001,USDT'));
  }
  return `${HEAD}\n${lines.join('\n')}\n`;
}

it.each([
  [1, 4],
  [2, 4],
  [3, 199],
  [4, 203],
])('seed %i, ids of %i characters', async (seed, idLength) => {
  const file = { 'fills.csv': fills(seed, idLength) };
  expect(await sameBytes(file, ['fills.csv', ...FLAGS, ...RATES])).toBeNull();
  expect(await sameBytes(file, ['fills.csv', ...FLAGS, '--group-by', 'symbol,side'])).toBeNull();
  const filters = ['--liquidity', 'taker', '--from', '2026-05-01T00:01Z'];
  expect(await sameBytes(file, ['fills.csv', ...FLAGS, ...RATES, ...filters])).toBeNull();
});

it.each([6, 7])('rows that are told apart by the trade alone, seed %i', async (seed) => {
  const flags = [...FLAGS, ...RATES, '--map', 'orderId='];
  expect(await sameBytes({ 'fills.csv': fills(seed, 4) }, ['fills.csv', ...flags])).toBeNull();
});

it('in two files', async () => {
  const [head, ...lines] = fills(5, 4).trimEnd().split('\n');
  const files = {
    'a.csv': [head, ...lines.slice(0, 250), ''].join('\n'),
    'b.csv': [head, ...lines.slice(200), ''].join('\n'),
  };
  expect(await sameBytes(files, ['a.csv', 'b.csv', ...FLAGS, ...RATES])).toBeNull();
});
