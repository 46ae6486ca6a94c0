/** An export most of whose rows the kernel cannot count is left to the reference engine, unless the fast one was asked for. */
import { expect, test } from 'vitest';
import type { Source } from '../../../src/engine/engine.ts';
import { FastRun } from '../../../src/engine/fast/fast-run.ts';
import { binanceFile, feeOf, inputOf, requestOf, sourceOf } from '../../support/memory.ts';

const HEADER =
  'symbol,id,orderId,pair,side,price,qty,realizedPnl,marginAsset,baseQty,commission,commissionAsset,time,positionSide,buyer,maker';
/** The fee of an inverse contract is a quotient, which is not for the kernel. */
const inverse = (row: number) =>
  `BTCUSD_PERP,${row + 1},${row + 1},BTCUSD,SELL,8000,1,0,BTC,0.0125,0.00000625,BTC,${1_788_000_000_000 + row},BOTH,false,false`;

const run = async (rows: number, patient: boolean, more: readonly Source[] = []) => {
  const lines = [HEADER, ...Array.from({ length: rows }, (_, row) => inverse(row))];
  const source = await sourceOf(inputOf(`${lines.join('\n')}\n`, 'inverse.csv'));
  const fast = new FastRun(requestOf([source, ...more]), { threads: 1 }, patient);
  const { doorRows } = await fast.result();
  return { doorRows, singles: fast.singles };
};

test('most of the first rows must be read singly', async () => {
  const reason = 'most of the first rows must be read singly';
  await expect(run(8192, false)).rejects.toMatchObject({ reason });
});

test('too few rows to tell', async () => {
  expect(await run(8191, false)).toEqual({ doorRows: 8191, singles: 8191 });
});

test('another file is larger', async () => {
  const fee = feeOf('70000', '0.1', '0.05');
  const linear = Array.from({ length: 12_000 }, (_, row) => {
    return { id: row + 1, time: '2026-06-10 12:00:00', maker: false, price: '70000', quantity: '0.1', fee };
  });
  const other = await sourceOf(inputOf(binanceFile(linear), 'linear.csv'), {
    minutesEast: 0,
    account: 'main',
  });
  expect(await run(8192, false, [other])).toEqual({ doorRows: 20_192, singles: 8192 });
});

test('the fast engine was asked for', async () => {
  expect(await run(8192, true)).toEqual({ doorRows: 8192, singles: 8192 });
});
