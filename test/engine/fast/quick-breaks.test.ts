/** Files in which most fees are wrong: the quick part counts breaks of known kinds as the reference engine does. Made from seeds. */
import { expect, it, vi } from 'vitest';
import { BreakCells } from '../../../src/engine/fast/break-cells.ts';
import { compiled, sameBytes } from '../../support/both-engines.ts';
import { d } from '../../support/build.ts';
import { seeded } from '../../support/exports.ts';
import { feeAuditHere } from '../../support/in-process.ts';

const ROWS = 9000;
/** Percent that is charged instead of 0.02 and 0.055; the last ones are nobody's. */
const WRONG = ['0.0377', '0.03', '-0.01', '0.02', '0.0551', '0.05503', '0.1'];

/** Times in order or not, many of them alike; of ten rows one is right, and some quantities tell no rate. */
function exportOf(seed: number, id: (index: number) => string, wrong = WRONG): string {
  const random = seeded(seed);
  const lines = Array.from({ length: ROWS }, (_, index) => {
    const second = seed % 2 === 0 ? Math.floor(index / 3) * 11 : random(100_000);
    const time = new Date(Date.UTC(2026, 5, 10) + second * 1000).toISOString();
    const symbol = ['BTCUSDT', 'ETHUSDT', 'SOLUSDC'][random(3)]!;
    const [maker, buy] = [random(2) === 0, random(2) === 0];
    const price = `${7000 + random(900)}.${1 + random(9)}`;
    const quantity = random(40) === 0 ? `0.0000${1 + random(9)}` : `0.${100 + random(900)}`;
    const due = maker ? '0.02' : '0.055';
    const charged = random(10) === 0 ? due : wrong[random(wrong.length)]!;
    const fee = d(price).times(quantity).times(charged).div(100).toFixed(8);
    const asset = symbol.slice(-4);
    return [
      time,
      symbol,
      buy ? 'buy' : 'sell',
      price,
      quantity,
      fee,
      asset,
      maker ? 'maker' : 'taker',
      id(index),
    ];
  });
  return `time,symbol,side,price,qty,fee,feeAsset,liquidity,tradeId\n${lines.map((cells) => cells.join()).join('\n')}\n`;
}

const COLUMNS = [
  'time',
  'symbol',
  'side',
  'price',
  'quantity=qty',
  'fee',
  'feeAsset',
  'liquidity',
  'tradeId',
];
const FLAGS = [
  ...[
    'fills.csv',
    '--profile',
    'generic',
    '--venue',
    'bybit',
    '--maker-rate',
    '0.02%',
    '--taker-rate',
    '0.055%',
  ],
  ...COLUMNS.flatMap((column) => ['--map', column.includes('=') ? column : `${column}=${column}`]),
];

it.each([
  ['numbers in order', 2, (index: number) => String(700_000 + index), []],
  [
    'numbers, times in no order',
    3,
    (index: number) => String(700_000 + index),
    ['--group-by', 'symbol,hour'],
  ],
  ['texts', 4, (index: number) => `fill-${index}`, ['--affiliate', '40% day 16:00Z']],
  ['no ids', 5, () => '', ['--map', 'tradeId=', '--tolerance', '0.000001']],
] as const)('%s', async (_, seed, id, flags) => {
  const text = exportOf(seed, id);
  expect(await sameBytes({ 'fills.csv': text }, [...FLAGS, ...flags])).toBeNull();
});

it('few of them are counted one by one', async () => {
  const add = vi.spyOn(BreakCells.prototype, 'add');
  const files = {
    'fills.csv': exportOf(6, (index) => String(700_000 + index), ['0.0377', '0.0413', '-0.0107']),
  };
  const run = () => feeAuditHere(files, ['reconcile', ...FLAGS, '--json', '--engine', 'fast']);
  await run();
  const [all] = [add.mock.calls.length];
  add.mockClear();
  await compiled(run);
  expect(all).toBeGreaterThan(6000);
  // Those that can be among the largest are, and there is none that is not until four thousand came.
  expect(add.mock.calls.length).toBeLessThan(all - 1500);
  add.mockRestore();
});
