/** Takers of orders that had made before, among rows that are read singly and those that are not: as counted here, and judged again only where needed. */
import { afterEach, expect, it, test } from 'vitest';
import type { EngineResult } from '../../../src/engine/engine.ts';
import { FastRun } from '../../../src/engine/fast/fast-run.ts';
import { TAKERS } from '../../../src/engine/fast/file-sums.ts';
import { referenceEngine } from '../../../src/engine/reference-engine.ts';
import { compiled, sameBytes } from '../../support/both-engines.ts';
import { seeded } from '../../support/exports.ts';
import { feeOf, inputOf, requestOf, sourceOf, UNSAID } from '../../support/memory.ts';

const HEAD = 'Time,Symbol,Side,Price,Quantity,Amount,Fee,Realized Profit,Buyer,Maker,Trade ID,Order ID';
const FEE = { true: feeOf('70000', '0.1', '0.02'), false: feeOf('70000', '0.1', '0.05') };

const HOME = { minutesEast: 0, account: 'main' };
const REGULAR = { ...UNSAID, account: 'main', tier: 'Regular' };

const { most } = TAKERS;
afterEach(() => {
  TAKERS.most = most;
});

interface Row {
  readonly second: number;
  readonly order: number;
  readonly maker: boolean;
  /** How it is written: as most are, with an exponent (and so read singly), or twice. */
  readonly way: 'plain' | 'singly' | 'doubled';
}

const lineOf = ({ second, order, maker, way }: Row, id: number) => {
  const time = new Date(Date.UTC(2026, 5, 10) + second * 1000).toISOString().slice(0, 19).replace('T', ' ');
  const price = way === 'singly' ? '7e4' : '70000';
  const cells = [time, 'BTCUSDT', 'BUY', price, '0.1', '7000.0', `${FEE[`${maker}`]}USDT`];
  const line = [...cells, '0', 'true', maker, 500 + id, order].join();
  return way === 'doubled' ? [line, line] : [line];
};

const fileOf = (rows: readonly Row[]) => `${[HEAD, ...rows.flatMap(lineOf)].join('\n')}\n`;

/** Takers that came after the first maker of their order. */
function late(rows: readonly Row[]): number {
  const firsts = new Map<number, number>();
  for (const { order, maker, second } of rows) {
    if (maker) firsts.set(order, Math.min(second, firsts.get(order) ?? second));
  }
  return rows.filter(({ order, maker, second }) => !maker && second > (firsts.get(order) ?? second)).length;
}

/** Synthetic fills of a few orders each. @param ways of so many rows one is read singly for its number and one doubled */
function rowsOf(seed: number, ways: number, ordered = true): Row[] {
  const below = seeded(seed);
  return Array.from({ length: 600 }, (_, index): Row => {
    const way = (['singly', 'doubled'] as const)[below(ways)] ?? 'plain';
    const second = ordered ? index : below(2000);
    return { second, order: 1000 + below(250), maker: below(2) === 0, way };
  });
}

const accused = ({ reconciliation }: EngineResult) =>
  [...reconciliation.court.contradictions.values()]
    .filter(({ law }) => law === 'sequence')
    .reduce((sum, { fills }) => sum + fills, 0);

/** Rows of some side are written in odd ways only where that is `odd`. */
const onlyOf = (odd: boolean, rows: readonly Row[]) =>
  rows.map((row) => (row.maker === odd ? row : { ...row, way: 'plain' as const }));
const singly = (rows: readonly Row[]) => rows.map((row) => ({ ...row, way: 'singly' as const }));

it.each([
  ['all plain', rowsOf(1, 1e6), 1],
  ['all read singly', singly(rowsOf(2, 1e6)), 1],
  // Rows that come twice are known after the first reading alone.
  ['odd takers', onlyOf(false, rowsOf(3, 20)), 2],
  ['odd takers, none twice', onlyOf(false, singly(rowsOf(4, 1e6))), 1],
  // What takes after a maker that was read singly is found by another reading.
  ['odd makers', onlyOf(true, rowsOf(5, 20)), 3],
])('%s: %#', async (_, rows, readings) => {
  const source = await sourceOf(inputOf(fileOf(rows)), HOME);
  const done: number[] = [];
  const progress = (step: string, bytes: number) => {
    if (step.startsWith('judging')) done.push(bytes);
  };
  const request = requestOf([source], { terms: [REGULAR], otherwise: REGULAR, progress });
  const result = await compiled(() => new FastRun(request, { threads: 1 }).result());
  expect(late(rows)).toBeGreaterThan(50);
  expect(accused(result)).toBe(late(rows));
  expect(done.filter((bytes, index) => bytes <= (done[index - 1] ?? Infinity))).toHaveLength(readings);
});

const FLAGS = ['--timezone', 'UTC', '--tier', 'Regular'];

test.each([1e6, 60, 6, 3])('both engines alike, one row of %i of each odd way', async (ways) => {
  for (const ordered of [true, false]) {
    const text = fileOf(rowsOf(ways, ways, ordered));
    expect(await sameBytes({ 'fills.csv': text }, ['fills.csv', ...FLAGS])).toBeNull();
  }
});

test('two files, the later one first', async () => {
  const rows = rowsOf(7, 20);
  const files = { 'a.csv': fileOf(rows.slice(300)), 'b.csv': fileOf(rows.slice(0, 300)) };
  expect(await sameBytes(files, ['a.csv', 'b.csv', ...FLAGS])).toBeNull();
});

test('a taker in the last line, which lacks its line end', async () => {
  const rows = [...rowsOf(8, 1e6), { second: 900, order: 1000, maker: false, way: 'plain' as const }];
  expect(await sameBytes({ 'fills.csv': fileOf(rows).trimEnd() }, ['fills.csv', ...FLAGS])).toBeNull();
});

test('more odd takers than are kept', async () => {
  TAKERS.most = 3;
  const rows = onlyOf(false, singly(rowsOf(9, 1e6)));
  expect(await sameBytes({ 'fills.csv': fileOf(rows) }, ['fills.csv', ...FLAGS])).toBeNull();
});

/** The law that each fill breaks, as `explain` tells it. */
async function lawsOf({ explain }: EngineResult): Promise<string[]> {
  const laws = [];
  for await (const { fate, event, verdict } of explain({ row: () => 'no', fill: () => true })) {
    if (fate === 'fill' && event?.kind === 'fill') laws.push(`${event.fill.tradeId} ${verdict!.law}`);
  }
  return laws;
}

test.each([
  ['in order', false],
  ['newest first', true],
])('explained alike, %s', async (_, reversed) => {
  const rows = onlyOf(false, singly(rowsOf(10, 1e6)));
  const [head, ...lines] = fileOf(rows).trimEnd().split('\n');
  const source = await sourceOf(
    inputOf([head, ...(reversed ? lines.reverse() : lines), ''].join('\n')),
    HOME,
  );
  const request = requestOf([source], { terms: [REGULAR], otherwise: REGULAR });
  const fast = await lawsOf(await compiled(() => new FastRun(request, { threads: 1 }).result()));
  expect(fast.filter((law) => law.endsWith(' sequence'))).toHaveLength(late(rows));
  expect(fast).toEqual(await lawsOf(await referenceEngine.run(request)));
});
