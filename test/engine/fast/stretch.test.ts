/** A venue that charged another tier for some days, with changes that interleave and orders out of sequence: both engines alike. */
import { expect, it } from 'vitest';
import { sameBytes } from '../../support/both-engines.ts';
import { seeded } from '../../support/exports.ts';

const HEAD = 'Uid,Time,Symbol,Side,Price,Quantity,Amount,Fee,Realized Profit,Buyer,Maker,Trade ID,Order ID';
/** In 10^−7: what is due, and what was charged meanwhile. */
const DUE = { maker: 2000n, taker: 5000n };
const CHARGED = { maker: 1600n, taker: 4000n };
const ROWS = 1500;

const decimal = (value: bigint, scale: number) => {
  const digits = String(value).padStart(scale + 1, '0');
  return `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
};

/** Synthetic fills, one a minute, of two contracts; made by a seeded generator. @param odd some are read singly */
function month(seed: number, odd: boolean): string {
  const below = seeded(seed);
  const happens = (percent: number) => below(100) < percent;
  const lines = [HEAD];
  for (let row = 0; row < ROWS; row++) {
    const side = happens(50) ? 'maker' : 'taker';
    const price = BigInt(1 + below(9_000_000));
    const quantity = BigInt(1 + below(90_000));
    // Near the changes fees of both tiers come in turn.
    const blurred = Math.abs(row - 500) < 20 || Math.abs(row - 1000) < 20;
    const wrong = blurred ? happens(50) : row > 500 && row < 1000;
    const stray = happens(1) ? 3n : 1n;
    const rates = wrong ? CHARGED : DUE;
    // price has 2 decimals, quantity 3, the rate 7; down to 8, at times one unit more.
    const fee = (price * quantity * rates[side] * stray) / 10n ** 4n + (happens(30) ? 1n : 0n);
    const time = new Date(Date.UTC(2026, 4, 3) + row * 60_000).toISOString().slice(0, 19).replace('T', ' ');
    const amount = decimal(price * quantity, 5);
    const [symbol, order] = [row % 3 === 0 ? 'ETHUSDT' : 'BTCUSDT', 7000 + Math.floor(row / 5)];
    // Rows with an exponent, and rows that come twice, are read singly.
    const way = odd ? below(20) : 20;
    const cells = [
      way === 0 ? `${price}e-2` : decimal(price, 2),
      decimal(quantity, 3),
      amount,
      `${decimal(fee, 8)}USDT`,
      '0',
    ];
    const line = ['71', time, symbol, 'BUY', ...cells, 'true', `${side === 'maker'}`, 90_000 + row, order];
    lines.push(line.join());
    if (way === 1) lines.push(line.join());
  }
  return `${lines.join('\n')}\n`;
}

it.each([
  [1, ['--tier', 'Regular']],
  [2, ['--tier', 'Regular', '--group-by', 'symbol,hour', '--affiliate', '30% day 16:00Z']],
  [3, []],
  [4, ['--maker-rate', '0.02%', '--taker-rate', '0.05%', '--rounding', 'auto']],
] as const)('month %i, %j', async (seed, flags) => {
  for (const odd of [false, true]) {
    const files = { 'fills.csv': month(seed, odd) };
    expect(await sameBytes(files, ['fills.csv', '--timezone', 'UTC', ...flags])).toBeNull();
  }
});
