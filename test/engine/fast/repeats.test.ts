/** Rows that repeat others count once as evidence for tiers, though kernels have counted them all: the survey reads a file once. */
import { expect, test, vi } from 'vitest';
import { FastSurvey } from '../../../src/engine/fast/fast-survey.ts';
import { sameBytes } from '../../support/both-engines.ts';
import { seeded } from '../../support/exports.ts';
import { type BinanceRow, binanceFile, feeOf, shuffled } from '../../support/memory.ts';

const clock = (minute: number) =>
  new Date(Date.UTC(2026, 5, 10) + minute * 60_000).toISOString().slice(0, 19).replace('T', ' ');

/** Synthetic fills, one a minute, at VIP 1, then now at that, now at VIP 3, then at VIP 3; the repeated ones would tip the scale. */
function rowsOf(seed: number, fills = 400): BinanceRow[] {
  const below = seeded(seed);
  return Array.from({ length: fills }, (_, minute) => {
    const price = `${70_000 + below(900)}.${below(10)}`;
    const quantity = below(9) === 0 ? '0.0000001' : `0.${100 + below(900)}`;
    const maker = below(3) !== 0;
    const after = Math.abs(minute - 200) < 30 ? below(2) === 0 : minute >= 200;
    const rate = after ? (maker ? '0.012' : '0.032') : maker ? '0.018' : '0.050';
    const fee = feeOf(price, quantity, rate);
    return { id: 419_925_000 + minute, time: clock(minute), maker, price, quantity, fee };
  });
}

/** @returns how often the quick engine surveyed in both of its runs */
async function surveys(files: Readonly<Record<string, string>>, flags: readonly string[] = []) {
  const pass = vi.spyOn(FastSurvey.prototype, 'pass');
  try {
    expect(await sameBytes(files, [...Object.keys(files), '--timezone', 'UTC', ...flags])).toBeNull();
    return pass.mock.calls.length;
  } finally {
    pass.mockRestore();
  }
}

const rows = rowsOf(1);
const repeats = [...rows.slice(185, 230), ...rows.slice(185, 200)];

test.each([1, 2, 3])('repeats of one file, seed %i', async (seed) => {
  const mixed = shuffled([...rowsOf(seed), ...rowsOf(seed).slice(170, 230)], seed);
  expect(await surveys({ 'fills.csv': binanceFile(mixed) })).toBe(2);
});

test('repeats in a second file', async () => {
  const files = { 'a.csv': binanceFile(rows.slice(0, 230)), 'b.csv': binanceFile(rows.slice(185)) };
  expect(await surveys(files, ['--tier', 'infer'])).toBe(2);
});

test('repeats among rows that are read singly, and of them', async () => {
  const text = binanceFile([...rows, ...repeats]);
  const lines = text.split('\n');
  // A quote that is written twice makes a row hard.
  const hard = lines.map((line, index) => (index % 7 === 0 ? line.replace(/^([^,]*),/, '"$1",') : line));
  const odd = hard.map((line, index) => (index % 5 === 0 ? line.replace('USDT,0,', 'USDT,"0",') : line));
  expect(await surveys({ 'fills.csv': odd.join('\n') })).toBe(2);
});

test('of rows that contradict each other none is evidence, and the file is read again', async () => {
  const wrong = rows.slice(190, 210).map((row) => ({ ...row, fee: feeOf(row.price, row.quantity, '0.016') }));
  expect(await surveys({ 'fills.csv': binanceFile([...rows, ...wrong]) })).toBe(4);
});

test('a last row without a line end cannot be looked at by itself', async () => {
  const text = binanceFile([...rows, ...repeats]).replace(/\r?\n$/, '');
  expect(await surveys({ 'fills.csv': text })).toBe(4);
});

test('with volumes the file is read again', async () => {
  expect(await surveys({ 'fills.csv': binanceFile([...rows, ...repeats]) }, ['--tier', 'auto'])).toBe(4);
});

test('where many rows repeat others the file is read again', async () => {
  const many = rowsOf(1, 2500);
  expect(await surveys({ 'fills.csv': binanceFile([...many, ...many.slice(100, 650)]) })).toBe(4);
});
