/** Exports whose traded value is the printed one, whatever price × quantity is: with a price, with none, and of unknown contracts. */
import { describe, expect, it } from 'vitest';
import { sameBytes } from '../../support/both-engines.ts';
import { seeded } from '../../support/exports.ts';
import { headerOf } from '../../support/golden-header.ts';

/** Units of 10^−scale in plain notation. */
function decimal(units: number, scale: number): string {
  const digits = String(Math.abs(units)).padStart(scale + 1, '0');
  const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  return units < 0 ? `-${text}` : text;
}

/** Synthetic rows: 300 fills of a seeded generator, one in nine charged at another rate, one in forty with an odd value or amount. */
function rows(seed: number, line: (row: number, cells: readonly string[], buy: boolean) => string): string {
  const below = seeded(seed);
  const lines: string[] = [];
  for (let row = 0; row < 300; row++) {
    const scale = below(6);
    const value = below(40) === 0 ? below(2) : 1 + below(2 ** 31 - 1);
    // In hundred-thousandths, half up to the digits of the value.
    const fee = Math.round((value * (below(9) === 0 ? 40 : 26)) / 10_000) * (below(30) === 0 ? -1 : 1);
    const odd = ['', '0', '-12.5', '1e5', '123456789012345678.5', '0.0000000000000000001'];
    const cost = below(40) === 0 ? odd[below(odd.length)]! : decimal(value, scale);
    const quantity = below(40) === 0 ? odd[below(odd.length)]! : decimal(1 + below(1e9), below(9));
    const price = decimal(1 + below(1e9), below(6));
    const time = new Date(Date.UTC(2026, 4, 1) + row * 40_000).toISOString().slice(0, 19).replace('T', ' ');
    lines.push(line(row, [time, price, quantity, cost, decimal(fee, scale)], below(2) === 0));
  }
  return lines.join('\n');
}

const kraken = (seed: number) =>
  `${headerOf('kraken-spot/trades-2017.csv')}\n${rows(
    seed,
    (row, [time, price, quantity, cost, fee], buy) =>
      `T${row},O${row >> 2},XXBTZUSD,${time},${buy ? 'buy' : 'sell'},limit,${price},${cost},${fee},${quantity},0,,`,
  )}\n`;

const binanceUs = (seed: number) =>
  `${headerOf('binance-us/words.csv')}\n${rows(
    seed,
    (row, [time, , quantity, cost, fee], buy) =>
      `77,${time},Spot Trading,${buy ? 'Buy' : 'Sell'},${row >> 2},${row},,,,BTC,${quantity},1,USD,${cost},1,USD,${fee},1,Wallet,,`,
  )}\n`;

/** Contracts whose value nobody gave. */
const kucoin = (seed: number) =>
  `${headerOf('kucoin-futures/split.csv')}\n${rows(
    seed,
    (row, [time, price, quantity, cost, fee], buy) =>
      `****4228,futures,${row >> 2},${time},NEWUSDTM,${buy ? 'BUY' : 'SELL'},${quantity},${price},${cost},${cost},0.0006,${fee},LIMIT`,
  )}\n`;

describe.each([
  ['with a price', kraken],
  ['with none', binanceUs],
  ['of unknown contracts', kucoin],
])('%s', (_, fills) => {
  it.each([
    [1, ['--maker-rate', '0.16%', '--taker-rate', '0.26%']],
    [2, ['--maker-rate', '0.26%', '--taker-rate', '0.4%', '--group-by', 'symbol,side,day']],
    [3, ['--taker-rate', '0.26%', '--maker-rate', '0.26%', '--affiliate', '40% day 16:00Z']],
    [4, []],
    [5, ['--rounding', 'auto']],
  ])('seed %i', async (seed, flags) => {
    expect(await sameBytes({ 'fills.csv': fills(seed) }, ['fills.csv', ...flags])).toBeNull();
  });
});
