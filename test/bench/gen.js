/**
 * Writes a seeded export of any size: `node test/bench/gen.js ROWS FILE [--shape plain|binance] [--seed N]`.
 *
 * 300 symbols with a skewed frequency, 30 days ascending, prices and quantities with 2–8 decimals by symbol, maker
 * 2 bps, taker 5 bps, fee to 8 decimals, one fill in a hundred charged 4 bps instead. `plain` = a dump with the usual
 * column names and half-up fees; `binance` = the USDⓈ-M website's export with glued and cut fees.
 */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { shape: { type: 'string', default: 'plain' }, seed: { type: 'string', default: '1' } },
});
const [rows, file] = [Number(positionals[0]), positionals[1]];
if (!(rows > 0) || file === undefined || !['plain', 'binance'].includes(values.shape)) {
  console.error('usage: node test/bench/gen.js ROWS FILE [--shape plain|binance] [--seed N]');
  process.exit(2);
}

let state = Number(values.seed) >>> 0;
/** @param {number} below */
function random(below) {
  state = (state + 0x6d2b79f5) >>> 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
  return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
}

const symbols = Array.from({ length: 300 }, (_, index) => ({
  name: `C${String(index).padStart(3, '0')}USDT`,
  priceScale: 2 + (index % 5),
  quantityScale: index % 4,
  price: 20_000 + ((index * 7919) % 5_000_000),
}));

/**
 * @param {bigint} n
 * @param {number} scale
 */
function decimal(n, scale) {
  if (scale === 0) return n.toString();
  const digits = n.toString().padStart(scale + 1, '0');
  return `${digits.slice(0, -scale)}.${digits.slice(-scale)}`.replace(/\.?0+$/, '');
}

const START = Date.parse('2026-05-01T00:00:00Z');
const MONTH = 30 * 86_400_000;
/** Rates as n ÷ 10^4. */
const [MAKER, TAKER, OTHER] = [2n, 5n, 4n];
const binance = values.shape === 'binance';

/** @param {number} index */
function line(index) {
  const skewed = random(300) * random(300);
  const symbol = symbols[Math.floor(skewed / 300)];
  symbol.price = Math.max(10_000, symbol.price + random(201) - 100);
  const price = BigInt(symbol.price);
  const quantity = BigInt(1 + random(99_999));
  const scale = symbol.priceScale + symbol.quantityScale;
  const amount = price * quantity;
  const maker = random(10) < 7;
  const rate = random(100) === 0 ? OTHER : maker ? MAKER : TAKER;
  const exact = amount * rate; // scale + 4 decimals
  const shift = scale + 4 - 8;
  const unit = 10n ** BigInt(Math.max(0, shift));
  const cut = shift > 0 ? exact / unit : exact * 10n ** BigInt(-shift);
  const up = !binance && shift > 0 && (exact % unit) * 2n >= unit ? 1n : 0n;
  const fee = cut + up;
  const time = new Date(START + Math.floor((index / rows) * MONTH)).toISOString();
  const buy = random(2) === 0;
  const money = [
    decimal(price, symbol.priceScale),
    decimal(quantity, symbol.quantityScale),
    decimal(amount, scale),
  ];
  const order = 49_172_000_000 + (index >> 1);
  if (binance) {
    const digits = fee.toString().padStart(9, '0');
    const glued = `${digits.slice(0, -8)}.${digits.slice(-8)}USDT`;
    const clock = time.slice(0, 19).replace('T', ' ');
    const side = [710000001, clock, symbol.name, buy ? 'BUY' : 'SELL'];
    return [...side, ...money, glued, 0, buy, maker, 419_000_000 + index, order].join();
  }
  const role = ['USDT', maker ? 'maker' : 'taker', order, 419_000_000 + index];
  return [time, symbol.name, buy ? 'buy' : 'sell', ...money, decimal(fee, 8), ...role].join();
}

const head = binance
  ? 'Uid,Time,Symbol,Side,Price,Quantity,Amount,Fee,Realized Profit,Buyer,Maker,Trade ID,Order ID'
  : 'time,symbol,side,price,qty,quoteQty,fee,feeAsset,liquidity,orderId,tradeId';
const out = createWriteStream(file);
let block = `${head}\n`;
for (let index = 0; index < rows; index++) {
  block += `${line(index)}\n`;
  if (block.length > 1 << 18) {
    if (!out.write(block)) await once(out, 'drain');
    block = '';
  }
}
out.end(block);
await once(out, 'finish');
