/** Prices of the discount's token, as the venue used them and as the desk tells them. */
import { type Exact, exact, padded } from '../exact.ts';
import type { Desk } from './model.ts';
import type { PriceOf } from './money.ts';
import type { Random } from './random.ts';

/** Hourly prices of the discount's token, as the venue used them. */
export function tokenPrices(desk: Desk, random: Random): { text: string; priceOf: PriceOf } {
  const lines = ['time,asset,quote,price'];
  const start = Date.parse(desk.start);
  const hourly: Exact[] = [];
  let price = exact('645.10');
  for (let hour = 0; hour < 31 * 24; hour++) {
    price = { n: price.n + BigInt(random.between(-150, 150)), s: price.s };
    hourly.push(price);
    const time = new Date(start + hour * 3_600_000).toISOString();
    for (const quote of ['USDC', 'USDT']) {
      lines.push(
        `${time},BNB,${quote},${padded({ n: price.n + (quote === 'USDC' ? 37n : 0n), s: price.s })}`,
      );
    }
  }
  const priceOf: PriceOf = (_, quote, instant) => {
    const { n, s } = hourly[Math.floor((instant - start) / 3_600_000)]!;
    return { n: n + (quote === 'USDC' ? 37n : 0n), s };
  };
  return { text: `${lines.join('\n')}\n`, priceOf };
}
