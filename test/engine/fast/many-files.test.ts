/**
 * Files that are read alike share their lanes, and the largest breaks are those of all files: exports of a few days each, made here,
 * of which some differ in their columns, in the decimals of their fees or in the account, with more breaks than are shown.
 */
import { expect, test } from 'vitest';
import { sameBytes } from '../../support/both-engines.ts';
import { seeded } from '../../support/exports.ts';

const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'];
const COLUMNS = [
  'time',
  'symbol',
  'side',
  'price',
  'qty',
  'fee',
  'feeAsset',
  'liquidity',
  'tradeId',
  'orderId',
];
const FIELDS = [
  'time',
  'symbol',
  'side',
  'price',
  'quantity',
  'fee',
  'feeAsset',
  'liquidity',
  'tradeId',
  'orderId',
];
const MAPS = FIELDS.flatMap((field, index) => ['--map', `${field}=${COLUMNS[index]}`]);
const FLAGS = ['--profile', 'generic', '--venue', 'bybit', '--timezone', 'UTC', ...MAPS];
const RATES = ['--maker-rate', '2bps', '--taker-rate', '5bps', '--affiliate', '30% day'];

interface Made {
  readonly day: number;
  readonly rows: number;
  readonly columns?: readonly string[];
  readonly decimals?: number;
}

/** Fees in bps of price × quantity, cut after the decimals; a third at another rate. */
function fileOf({ day, rows, columns = COLUMNS, decimals = 6 }: Made): string {
  const below = seeded(day);
  const lines = Array.from({ length: rows }, (_, index) => {
    const maker = below(2) === 0;
    const [price, quantity] = [1000 + below(90_000), 1 + below(999)];
    const bps = below(3) === 0 ? 4 : maker ? 2 : 5;
    // price in cents × quantity in thousandths × bps: 9 decimals.
    const units = BigInt(price) * BigInt(quantity) * BigInt(bps);
    const digits = String(units / 10n ** BigInt(9 - decimals)).padStart(decimals + 1, '0');
    const cells: Record<string, string> = {
      time: new Date(Date.UTC(2026, 4, day, below(24), below(60), below(60))).toISOString(),
      symbol: SYMBOLS[below(3)]!,
      side: below(2) === 0 ? 'buy' : 'sell',
      price: (price / 100).toFixed(2),
      qty: (quantity / 1000).toFixed(3),
      fee: `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`,
      feeAsset: 'USDT',
      liquidity: maker ? 'maker' : 'taker',
      tradeId: String(day * 100_000 + index),
      orderId: String(day * 50_000 + (index >> 1)),
    };
    return columns.map((column) => cells[column]).join(',');
  });
  return `${[columns.join(','), ...lines].join('\n')}\n`;
}

const FILES = {
  'a.csv': fileOf({ day: 1, rows: 900 }),
  'b.csv': fileOf({ day: 2, rows: 900 }),
  'c.csv': fileOf({ day: 3, rows: 900, columns: [...COLUMNS].reverse() }),
  'd.csv': fileOf({ day: 4, rows: 600, decimals: 4 }),
  // The day of another file, in part the same trades.
  'e.csv': fileOf({ day: 2, rows: 300 }),
  'f.csv': fileOf({ day: 5, rows: 900 }),
};

test.each([
  ['', []],
  ['by file and day', ['--group-by', 'file,day']],
  ['by hour and symbol', ['--group-by', 'hour,symbol']],
  ['with the side not told', ['--map', 'liquidity=']],
  ['with the rounding as the fees show', ['--rounding', 'auto']],
])(
  'six files %s',
  async (_, more) => {
    const names = Object.keys(FILES);
    expect(await sameBytes(FILES, [...names, ...FLAGS, ...RATES, ...more])).toBeNull();
    expect(await sameBytes(FILES, [...names.toReversed(), ...FLAGS, ...RATES, ...more])).toBeNull();
  },
  60_000,
);
