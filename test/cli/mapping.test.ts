/** What a user says about columns, by flags. */
import { expect, test } from 'vitest';
import { feeAuditHere } from '../support/in-process.ts';

const HEAD = 'time,symbol,side,price,qty,fee,feeAsset,liquidity,tradeId';
const RATES = ['--maker-rate', '2bps', '--taker-rate', '5bps'];
const ARGS = ['reconcile', 'fills.csv', '--venue', 'bybit', '--map', 'quantity=qty', ...RATES];

test('--map FIELD= takes no column for a field, whatever the columns are called', async () => {
  const csv = [
    HEAD,
    '2026-05-01T00:00:00Z,BTCUSDT,buy,100,1,0.05,USDT,taker,7',
    '2026-05-01T00:00:01Z,BTCUSDT,buy,100,2,0.10,USDT,taker,7',
    '',
  ].join('\n');
  const fillsOf = async (more: readonly string[]) => {
    const { stdout, code } = await feeAuditHere({ 'fills.csv': csv }, [...ARGS, '--json', ...more]);
    const { reconciliation } = JSON.parse(stdout).tables as { reconciliation: { fills: number }[] };
    return { code, fills: reconciliation.reduce((sum, { fills }) => sum + fills, 0) };
  };
  // Two rows of one id that contradict each other are no fills; without the id they are two.
  expect(await fillsOf([])).toEqual({ code: 2, fills: 0 });
  expect(await fillsOf(['--map', 'tradeId='])).toEqual({ code: 0, fills: 2 });
});

test('--map FIELD= says so in the notes, and is refused for what no fill can do without', async () => {
  const csv = [HEAD, '2026-05-01T00:00:00Z,BTCUSDT,buy,100,1,0.05,USDT,taker,7', ''].join('\n');
  const run = (map: string) => feeAuditHere({ 'fills.csv': csv }, [...ARGS, '--map', map]);
  expect((await run('tradeId=')).stdout).toContain('no column is read as tradeId, as mapped');
  const { code, stderr } = await run('fee=');
  expect(code).toBe(2);
  expect(stderr).toContain(
    '"fee=": there is no fill without this field. Hint: name its column: --map fee=COLUMN',
  );
});
