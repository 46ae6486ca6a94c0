/** Digests of the inputs: of their bytes, and only in what tells them. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { feeAuditHere } from '../support/in-process.ts';

const CSV = [
  'time,symbol,side,price,qty,fee,feeAsset,liquidity,tradeId',
  '2026-05-01T00:00:00Z,BTCUSDT,buy,100,1,0.05,USDT,taker,7',
  '',
].join('\n');
const ARGS = ['reconcile', 'fills.csv', '--venue', 'bybit', '--map', 'quantity=qty', '--maker-rate', '2bps'];

const run = (...more: string[]) =>
  feeAuditHere({ 'fills.csv': CSV }, [...ARGS, '--taker-rate', '5bps', ...more]);

test('JSON has the digest of each file', async () => {
  const { inputs } = JSON.parse((await run('--json')).stdout).run as { inputs: { sha256: string }[] };
  expect(inputs.map(({ sha256 }) => sha256)).toEqual([createHash('sha256').update(CSV).digest('hex')]);
});

test.each([[], ['--csv'], ['--format', 'markdown'], ['--format', 'html']])(
  'no digest, and no gap for one, in the output of %j',
  async (...flags) => {
    const { stdout, code } = await run(...flags);
    expect(code).toBe(0);
    expect(stdout).not.toMatch(/sha256|null/);
  },
);
