/** A desk's own blotter, which no profile knows: read through the mapping file beside it. */
import { clock, exact, instants, negated, rounded, seeded, times, trimmed, wandering } from './exact.js';

/** Binance USDⓈ-M, VIP 3. */
const VIP3 = { maker: exact('0.00012'), taker: exact('0.00032') };

/** @param {string} text */
const comma = (text) => text.replace('.', ',');

/**
 * Semicolons, decimal commas, UTC+2, a fee that was paid is negative and has six decimals with trailing zeros left out.
 * Planted: 0.05 too much on one fill (60), a fee ten times too high (111), two fees rounded up to whole cents (140, 141).
 */
export function blotter() {
  const random = seeded(20260622);
  const sol = wandering(random, '148.20', 60);
  const lines = ['when;market;way;px;qty;cost;ccy;role;fill;order'];
  instants(random, 200, '2026-06-22T00:30:00Z', '2026-06-26T20:00:00Z').forEach((instant, index) => {
    const price = sol();
    const quantity = { n: BigInt(20 + random(9000)), s: 1 };
    const maker = random(100) < 70;
    const due = times(price, quantity, maker ? VIP3.maker : VIP3.taker);
    let fee = rounded(due, 6, 'half-up');
    if (index === 60) fee = { n: fee.n + 50000n, s: 6 };
    if (index === 111) fee = rounded(times(due, exact('10')), 6, 'half-up');
    if (index === 140 || index === 141) fee = { n: (fee.n / 10000n + 1n) * 10000n, s: 6 };
    const cells = [clock(instant, 2), 'SOLUSDT', random(2) === 0 ? 'B' : 'S', comma(trimmed(price))];
    const money = [comma(trimmed(quantity)), comma(trimmed(negated(fee))), 'USDT', maker ? 'add' : 'take'];
    lines.push([...cells, ...money, `F${10001 + index}`, `O${70001 + index}`].join(';'));
  });
  return `${lines.join('\n')}\n`;
}
