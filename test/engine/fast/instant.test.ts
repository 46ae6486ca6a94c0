/** In the very second of an inferred change a fill may still be charged as before it; what comes later may not. */
import { expect, test } from 'vitest';
import { sameBytes } from '../../support/both-engines.ts';
import { type BinanceRow, binanceFile, feeOf } from '../../support/memory.ts';

const VIP1 = { maker: '0.018', taker: '0.050' };
const VIP3 = { maker: '0.012', taker: '0.032' };
const START = Date.UTC(2026, 5, 10);
const CHANGE = 400;

const clock = (minute: number) =>
  new Date(START + minute * 60_000).toISOString().slice(0, 19).replace('T', ' ');

function row(id: number, minute: number, symbol: string, rates: typeof VIP1): BinanceRow {
  const maker = id % 2 === 0;
  const price = `${70_000 + (id % 89)}.5`;
  const quantity = `0.${100 + (id % 800)}`;
  const fee = feeOf(price, quantity, maker ? rates.maker : rates.taker);
  return { id, time: clock(minute), maker, price, quantity, fee, symbol };
}

test.each(['BTCUSDT', 'ETHUSDT'])(
  'the first fill of %s in that second is at the old rate',
  async (symbol) => {
    const rows: BinanceRow[] = [];
    for (let minute = 0; minute < 800; minute++) {
      const rates = minute < CHANGE ? VIP1 : VIP3;
      if (minute === CHANGE) {
        rows.push(row(5000, minute, symbol, VIP1), row(5001, minute, symbol, VIP1));
        rows.push(row(5002, minute, 'BTCUSDT', VIP3), row(5003, minute, 'BTCUSDT', VIP3));
      }
      rows.push(
        row(1000 + 2 * minute, minute, 'BTCUSDT', rates),
        row(1001 + 2 * minute, minute, 'BTCUSDT', rates),
      );
      // Later ones at the old rate are breaks.
      if (minute > CHANGE && minute % 50 === 0)
        rows.push(
          row(9000 + 2 * minute, minute, 'ETHUSDT', VIP1),
          row(9001 + 2 * minute, minute, 'ETHUSDT', VIP1),
        );
      else
        rows.push(
          row(9000 + 2 * minute, minute, 'ETHUSDT', rates),
          row(9001 + 2 * minute, minute, 'ETHUSDT', rates),
        );
    }
    const file = binanceFile(rows);
    expect(await sameBytes({ 'fills.csv': file }, ['fills.csv', '--timezone', 'UTC'])).toBeNull();
  },
);
