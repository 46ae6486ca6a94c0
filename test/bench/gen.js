/**
 * Writes a seeded export of any size, the same bytes on every machine:
 * `node test/bench/gen.js ROWS FILE [--shape NAME] [--seed N] [--symbols N] [--duplicates N] [--ladder]`.
 *
 * 300 symbols, unless told otherwise, with a skewed frequency, 30 days ascending, prices and quantities with 2–8 decimals by symbol, maker
 * 2 bps, taker 5 bps, fee to 8 decimals, one fill in a hundred charged 4 bps instead. Shapes:
 *
 * - `plain` (`normal` is the same): a dump with the usual column names and half-up fees;
 * - `padded`: as plain, price and quantity with 8 decimals always, zeros at the end: the same answer as plain;
 * - `wide`: 8 significant decimals in price and quantity, 16 in the amount;
 * - `quoted`: as plain, every cell in quotes: the same answer as plain;
 * - `binance`: the USDⓈ-M website's export with glued and cut fees.
 *
 * `--ladder` charges three tiers of Binance's USDT card of 2026-03-19, one after the other, as full.yaml beside this file
 * has them, and 4.5 bps as the wrong rate. `--duplicates N` prints one row in N again, 1 to 1,000 rows later, so that the file has ROWS + ⌊ROWS ÷ N⌋ rows.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { parseArgs } from 'node:util';

const SHAPES = ['plain', 'normal', 'padded', 'wide', 'quoted', 'binance'];
const USAGE = `usage: node test/bench/gen.js ROWS FILE [--shape ${SHAPES.join('|')}] [--seed N] [--symbols N] [--duplicates N] [--ladder]`;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    shape: { type: 'string', default: 'plain' },
    seed: { type: 'string', default: '1' },
    symbols: { type: 'string', default: '300' },
    duplicates: { type: 'string', default: '0' },
    ladder: { type: 'boolean', default: false },
  },
});
const [rows, file] = [Number(positionals[0]), positionals[1]];
const every = Number(values.duplicates);
const names = Number(values.symbols);
if (!(rows > 0) || file === undefined || !SHAPES.includes(values.shape) || !(every >= 0) || !(names > 0)) {
  console.error(USAGE);
  process.exit(2);
}
const [binance, padded, wide, quoted] = ['binance', 'padded', 'wide', 'quoted'].map(
  (s) => s === values.shape,
);

/**
 * Random integers from 0 to `below` − 1.
 *
 * @param {number} seed
 */
function randomFrom(seed) {
  let state = seed >>> 0;
  /** @param {number} below */
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  };
}

const random = randomFrom(Number(values.seed));
/** Its own stream: the rows are those of a file without duplicates. */
const randomDistance = randomFrom(Number(values.seed) ^ 0x5bd1e995);

const symbols = Array.from({ length: names }, (_, index) => ({
  name: `C${String(index).padStart(3, '0')}USDT`,
  priceScale: 2 + (index % 5),
  quantityScale: index % 4,
  price: 20_000 + ((index * 7919) % 5_000_000),
}));

const BLOCK = 1 << 20;
/** Room for the row that passes the end of the block and for the copies behind it. */
const out = Buffer.allocUnsafe(BLOCK + (1 << 17));
let at = 0;

/** @param {string} text ASCII */
function writeText(text) {
  for (let index = 0; index < text.length; index++) out[at++] = text.charCodeAt(index);
}

/**
 * @param {number} n below 2^31
 * @param {number} width digits, zeros in front
 */
function writeDigits(n, width) {
  let rest = n | 0;
  for (let place = at + width - 1; place >= at; place--) {
    const tens = (rest / 10) | 0;
    out[place] = 48 + rest - tens * 10;
    rest = tens;
  }
  at += width;
}

/** @param {number} n a whole number below 10^15 */
function writeWhole(n) {
  if (n >= 1e6) {
    const millions = Math.floor(n / 1e6);
    writeWhole(millions);
    writeDigits(n - millions * 1e6, 6);
    return;
  }
  let width = 1;
  for (let limit = 10; n >= limit; limit *= 10) width++;
  writeDigits(n, width);
}

/**
 * Writes n ÷ 10^scale.
 *
 * @param {number} n a whole number below 2^53
 * @param {number} scale 0 to 9
 * @param {number} width decimals to print; zeros behind them are left out where it is 0
 */
function writeDecimal(n, scale, width) {
  const unit = 10 ** scale;
  let whole = Math.floor(n / unit);
  let fraction = n - whole * unit;
  if (fraction < 0) {
    whole--;
    fraction += unit;
  }
  writeWhole(whole);
  if (width === 0 && fraction === 0) return;
  out[at++] = 46;
  if (scale > 0) writeDigits(fraction, scale);
  for (let more = scale; more < width; more++) out[at++] = 48;
  if (width === 0) while (out[at - 1] === 48) at--;
}

/**
 * @param {bigint} n
 * @param {number} scale
 */
function writeLongDecimal(n, scale) {
  const digits = n.toString().padStart(scale + 1, '0');
  writeText(`${digits.slice(0, -scale)}.${digits.slice(-scale)}`.replace(/\.?0+$/, ''));
}

/** Ends a cell and starts the next. */
function comma() {
  if (quoted) out[at++] = 34;
  out[at++] = 44;
  if (quoted) out[at++] = 34;
}

const MONTH = 30 * 86_400_000;
/** @param {number} offset milliseconds since 1 May 2026, below 31 days */
function writeTime(offset) {
  const seconds = Math.floor(offset / 1000);
  const inDay = seconds % 86_400;
  writeText('2026-05-');
  writeDigits(1 + (seconds - inDay) / 86_400, 2);
  out[at++] = binance ? 32 : 84;
  writeDigits((inDay / 3600) | 0, 2);
  out[at++] = 58;
  writeDigits(((inDay / 60) | 0) % 60, 2);
  out[at++] = 58;
  writeDigits(inDay % 60, 2);
  if (binance) return;
  out[at++] = 46;
  writeDigits(offset - seconds * 1000, 3);
  out[at++] = 90;
}

/** Maker and taker from an instant of the month on, as n ÷ 10^6; the tiers change at 08:00 of the 11th and the 21st. */
const TIERS = [
  { from: 0, maker: 200, taker: 500 },
  { from: 10 * 86_400_000 + 8 * 3_600_000, maker: 160, taker: 400 },
  { from: 20 * 86_400_000 + 8 * 3_600_000, maker: 120, taker: 320 },
].slice(0, values.ladder ? 3 : 1);
const OTHER = values.ladder ? 450 : 400;

/**
 * The fee at 8 decimals, in units of the last, half up or (binance) cut.
 *
 * @param {number} amount
 * @param {number} scale of the amount
 * @param {number} rate
 */
function feeOf(amount, scale, rate) {
  const exact = amount * rate; // scale + 6 decimals
  const shift = scale + 6 - 8;
  const unit = 10 ** shift;
  const cut = Math.floor(exact / unit);
  return cut + (!binance && (exact - cut * unit) * 2 >= unit ? 1 : 0);
}

/** Price, quantity, amount and fee with 8, 8, 16 and 8 decimals that all count. */
function writeWide(symbol, quantity, rate) {
  /** @param {number} free decimals to fill */
  const filling = (free) => BigInt(random(10 ** (free - 1)) * 10 + 1 + random(9));
  const priceFree = 8 - symbol.priceScale;
  const quantityFree = 8 - symbol.quantityScale;
  const price = BigInt(symbol.price) * 10n ** BigInt(priceFree) + filling(priceFree);
  const size = BigInt(quantity) * 10n ** BigInt(quantityFree) + filling(quantityFree);
  writeLongDecimal(price, 8);
  comma();
  writeLongDecimal(size, 8);
  comma();
  writeLongDecimal(price * size, 16);
  comma();
  writeLongDecimal((price * size * BigInt(rate) + 5n * 10n ** 13n) / 10n ** 14n, 8);
}

/** @param {number} index */
function writeRow(index) {
  const skewed = random(names) * random(names);
  const symbol = symbols[Math.floor(skewed / names)];
  symbol.price = Math.max(10_000, symbol.price + random(201) - 100);
  const quantity = 1 + random(99_999);
  const scale = symbol.priceScale + symbol.quantityScale;
  const amount = symbol.price * quantity;
  const maker = random(10) < 7;
  const offset = Math.floor((index / rows) * MONTH);
  const tier = TIERS.findLast(({ from }) => from <= offset);
  const rate = random(100) === 0 ? OTHER : maker ? tier.maker : tier.taker;
  const buy = random(2) === 0;
  if (quoted) out[at++] = 34;
  if (binance) writeText('710000001,');
  writeTime(offset);
  comma();
  writeText(symbol.name);
  comma();
  if (binance) writeText(buy ? 'BUY' : 'SELL');
  else writeText(buy ? 'buy' : 'sell');
  comma();
  if (wide) writeWide(symbol, quantity, rate);
  else {
    writeDecimal(symbol.price, symbol.priceScale, padded ? 8 : 0);
    comma();
    writeDecimal(quantity, symbol.quantityScale, padded ? 8 : 0);
    comma();
    writeDecimal(amount, scale, 0);
    comma();
    writeDecimal(feeOf(amount, scale, rate), 8, binance ? 8 : 0);
  }
  if (binance) {
    writeText(`USDT,0,${buy},${maker},`);
    writeWhole(419_000_000 + index);
    comma();
    writeWhole(49_172_000_000 + Math.floor(index / 2));
  } else {
    comma();
    writeText('USDT');
    comma();
    writeText(maker ? 'maker' : 'taker');
    comma();
    writeWhole(49_172_000_000 + Math.floor(index / 2));
    comma();
    writeWhole(419_000_000 + index);
  }
  if (quoted) out[at++] = 34;
  out[at++] = 10;
}

/** Copies by the row behind which they are printed. */
const later = new Map();
/**
 * @param {number} index
 * @param {number} start of its row in the block
 */
function repeat(index, start) {
  if (index % every === every - 1) {
    const due = index + 1 + randomDistance(1000);
    later.set(due, [...(later.get(due) ?? []), Buffer.from(out.subarray(start, at))]);
  }
  const copies = later.get(index);
  if (copies === undefined) return;
  later.delete(index);
  for (const copy of copies) at += copy.copy(out, at);
}

const head = binance
  ? 'Uid,Time,Symbol,Side,Price,Quantity,Amount,Fee,Realized Profit,Buyer,Maker,Trade ID,Order ID'
  : 'time,symbol,side,price,qty,quoteQty,fee,feeAsset,liquidity,orderId,tradeId';
const handle = openSync(file, 'w');
/** Written and waited for: a block is small against the making of its rows. */
function flush() {
  for (let done = 0; done < at; ) done += writeSync(handle, out, done, at - done);
  at = 0;
}

writeText(quoted ? `"${head.replaceAll(',', '","')}"` : head);
out[at++] = 10;
for (let index = 0; index < rows; index++) {
  const start = at;
  writeRow(index);
  if (every > 0) repeat(index, start);
  if (at >= BLOCK) flush();
}
flush();
for (const due of [...later.keys()].sort((a, b) => a - b)) writeSync(handle, Buffer.concat(later.get(due)));
closeSync(handle);
