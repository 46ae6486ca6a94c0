/** Printed values of more digits than a double holds: price × quantity in full, rounded to fewer decimals, or wrong by a little. */
import { expect, it } from 'vitest';
import { sameBytes } from '../../support/both-engines.ts';
import { seeded } from '../../support/exports.ts';

const HEAD = 'time,symbol,side,price,qty,quoteQty,fee,feeAsset,liquidity,orderId,tradeId';
const FLAGS = ['--profile', 'generic', '--venue', 'bybit', '--map', 'quantity=qty', '--maker-rate', '0.02%'];

/** A whole number of units of 10^−scale in plain notation. */
function decimal(value: bigint, scale: number): string {
  const digits = String(value).padStart(scale + 1, '0');
  return scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** Synthetic fills, two a minute, made by a seeded generator; `wrong` of a hundred values are off by up to two units. */
function fills(seed: number, wrong: number): string {
  const below = seeded(seed);
  const lines = [HEAD];
  for (let row = 0; row < 400; row++) {
    const price = BigInt(1 + below(2_000_000_000)) * BigInt(1 + below(5000));
    const quantity = BigInt(1 + below(2_000_000_000)) * BigInt(1 + below(5000));
    const value = price * quantity;
    const decimals = below(17);
    const unit = 10n ** BigInt(16 - decimals);
    const off = below(100) < wrong ? BigInt(below(5) - 2) : 0n;
    const printed = value / unit + off + (off === 0n && below(2) === 0 ? 1n : 0n);
    const fee = (value * 5n) / 10n ** 12n;
    const time = new Date(Date.UTC(2026, 4, 1) + row * 30_000).toISOString();
    const sizes = [decimal(price, 8), decimal(quantity, 8), decimal(printed < 0n ? 0n : printed, decimals)];
    lines.push([time, 'BTCUSDT', 'buy', ...sizes, decimal(fee, 8), 'USDT', 'taker', row >> 2, row].join());
  }
  return `${lines.join('\n')}\n`;
}

it.each([
  [1, 0],
  [2, 0],
  [3, 20],
  [4, 20],
  [5, 2],
])('seed %i, %i %% wrong', async (seed, wrong) => {
  const flags = [...FLAGS, '--taker-rate', '0.05%'];
  expect(await sameBytes({ 'fills.csv': fills(seed, wrong) }, ['fills.csv', ...flags])).toBeNull();
});
