/** Synthetic Binance exports: USDⓈ-M futures and spot as the website gives them, and the BNB prices they need. */
import {
  clock,
  divided,
  exact,
  instants,
  padded,
  rounded,
  seeded,
  times,
  trimmed,
  wandering,
} from './exact.js';

const HOUR = 3_600_000;
const HEAD = 'Uid,Time,Symbol,Side,Price,Quantity,Amount,Fee,Realized Profit,Buyer,Maker,Trade ID,Order ID';

/** USDⓈ-M rates of VIP 2 after 2026-03-19, as fractions; USDC-margined: maker free. */
const VIP2 = { maker: exact('0.00016'), taker: exact('0.00040') };
const VIP2_USDC = { maker: exact('0'), taker: exact('0.00032') };
const BNB_FACTOR = exact('0.9');
const bnbFrom = Date.parse('2026-06-12T00:00:00Z');

/** Hourly BNB prices of 12–14 June, by epoch hour. */
function bnbPrices() {
  const next = wandering(seeded(12), '648.20', 150);
  const prices = new Map();
  for (let hour = bnbFrom / HOUR; hour < bnbFrom / HOUR + 72; hour++) prices.set(hour, next());
  return prices;
}

export function prices() {
  const lines = ['time,asset,quote,price'];
  for (const [hour, price] of bnbPrices()) {
    lines.push(`${new Date(hour * HOUR).toISOString().slice(0, 19)}Z,BNB,USDT,${padded(price)}`);
  }
  return `${lines.join('\n')}\n`;
}

/**
 * @param {number} instant
 * @param {number} zone
 * @param {any[]} cells symbol, buy, price, quantity, glued fee, maker, trade id
 */
function futuresRow(instant, zone, cells) {
  const [symbol, buy, price, quantity, fee, maker, trade] = cells;
  const amount = trimmed(times(price, quantity));
  const front = [
    '710000001',
    clock(instant, zone),
    symbol,
    buy ? 'BUY' : 'SELL',
    trimmed(price),
    trimmed(quantity),
  ];
  return [
    ...front,
    amount,
    fee,
    '0',
    String(buy),
    String(maker),
    String(trade),
    String(9100000000 + trade),
  ].join(',');
}

/**
 * USDⓈ-M, UTC, VIP 2; fees in BNB with 10 % off from 12 June 00:00Z. Every fourth fee in USDT is 0.00000001 low, as
 * the venue's arithmetic leaves it. Planted: two maker fills billed as taker (30, 77); six fills in BNB at
 * the full rate (210–215).
 */
export function binanceFutures() {
  const random = seeded(20260609);
  const bnb = bnbPrices();
  const btc = wandering(random, '71240.0', 500);
  const eth = wandering(random, '2641.00', 900);
  const rows = instants(random, 300, '2026-06-08T00:10:00Z', '2026-06-14T20:50:00Z').map((instant, index) => {
    const inBnb = instant >= bnbFrom;
    const usdc = !inBnb && random(10) === 0;
    const ether = !usdc && random(10) < 4;
    const price = ether ? eth() : btc();
    const quantity = { n: BigInt(5 + random(ether ? 40000 : 1500)), s: 3 };
    const misflagged = index === 30 || index === 77;
    const maker = (random(100) < 75 || misflagged) && !(usdc && misflagged);
    const rates = usdc ? VIP2_USDC : VIP2;
    const rate = maker && !misflagged ? rates.maker : rates.taker;
    const full = times(price, quantity, rate);
    const fullRate = index >= 210 && index <= 215;
    let fee = rounded(full, 8, 'down');
    if (inBnb) {
      const due = fullRate ? full : times(full, BNB_FACTOR);
      fee = divided(due, bnb.get(Math.floor(instant / HOUR)), 8);
    } else if (!usdc && index % 4 === 0) {
      fee = { n: fee.n - 1n, s: 8 };
    }
    const glued = `${padded(fee)}${inBnb ? 'BNB' : usdc ? 'USDC' : 'USDT'}`;
    const symbol = ether ? 'ETHUSDT' : usdc ? 'BTCUSDC' : 'BTCUSDT';
    const trade = (ether ? 610000000 : usdc ? 330000000 : 419925000) + index;
    return futuresRow(instant, 0, [symbol, random(2) === 0, price, quantity, glued, maker, trade]);
  });
  return `\ufeff${HEAD}\r\n${rows.join('\r\n')}\r\n`;
}

/** The same account a week later; times at UTC+3, which only the file's name says. No faults. */
export function binanceFuturesNextWeek() {
  const random = seeded(20260616);
  const btc = wandering(random, '70110.0', 500);
  const rows = instants(random, 60, '2026-06-14T21:00:00Z', '2026-06-16T20:59:00Z').map((instant, index) => {
    const price = btc();
    const quantity = { n: BigInt(5 + random(900)), s: 3 };
    const maker = random(100) < 75;
    const fee = rounded(times(price, quantity, maker ? VIP2.maker : VIP2.taker), 8, 'down');
    const cells = [
      'BTCUSDT',
      random(2) === 0,
      price,
      quantity,
      `${padded(fee)}USDT`,
      maker,
      419926000 + index,
    ];
    return futuresRow(instant, 3, cells);
  });
  return `\ufeff${HEAD}\r\n${rows.join('\r\n')}\r\n`;
}

/** Spot rates: maker of VIP 1 and VIP 2; taker is 0.100 % at both. */
const SPOT = { stale: exact('0.00090'), maker: exact('0.00080'), taker: exact('0.00100') };

/**
 * Spot, UTC, VIP 2 from 17 June 00:00Z (VIP 1 before), fee in the asset received, no ids, no maker/taker column.
 * Planted: the first four maker fills of 17 June are still charged VIP 1.
 */
export function binanceSpot() {
  const random = seeded(20260617);
  const due = Date.parse('2026-06-17T00:00:00Z');
  const pairs = [
    { base: 'BTC', price: wandering(random, '70150.00', 3000), scale: 5, lots: 40000 },
    { base: 'ETH', price: wandering(random, '2611.40', 400), scale: 4, lots: 60000 },
    { base: '1INCH', price: wandering(random, '0.2512', 6), scale: 1, lots: 90000 },
  ];
  let stale = 4;
  const rows = instants(random, 200, '2026-06-15T00:20:00Z', '2026-06-19T22:00:00Z').map((instant) => {
    const pair = pairs[random(3)];
    const price = pair.price();
    const quantity = { n: BigInt(pair.lots / 10 + random(pair.lots)), s: pair.scale };
    const amount = times(price, quantity);
    const buy = random(2) === 0;
    let rate = SPOT.taker;
    if (random(100) < 60) {
      const late = instant >= due && stale > 0;
      if (late) stale -= 1;
      rate = instant < due || late ? SPOT.stale : SPOT.maker;
    }
    const fee = rounded(times(buy ? quantity : amount, rate), 8, 'down');
    const front = [clock(instant, 0), `${pair.base}USDT`, buy ? 'BUY' : 'SELL', trimmed(price)];
    const glued = [
      `${trimmed(quantity)}${pair.base}`,
      `${trimmed(amount)}USDT`,
      `${padded(fee)}${buy ? pair.base : 'USDT'}`,
    ];
    return [...front, ...glued].join(',');
  });
  return `\ufeffTime,Pair,Side,Price,Executed,Amount,Fee\r\n${rows.reverse().join('\r\n')}\r\n`;
}
