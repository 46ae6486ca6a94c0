/**
 * Writes quote snapshots of any size: `node test/bench/score-gen.js LEVELS FILE [--seed N]`.
 *
 * Snapshots 15 minutes apart, closer where a month does not suffice; 8 perps and 24 options with 25 levels a side, 9 makers and
 * anonymous orders. Synthetic.
 */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string', default: '1' } },
});
const [levels, file] = [Number(positionals[0]), positionals[1]];
if (!(levels > 0) || file === undefined) {
  console.error('usage: node test/bench/score-gen.js LEVELS FILE [--seed N]');
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

const DEPTH = 25;
const START = Date.parse('2025-01-01T00:00:00Z');
const MONTH = 30 * 86_400_000;
const perps = ['ETH', 'BTC', 'SOL', 'DOGE', 'WIF', 'SUI', 'ENA', 'PEPE'].map((currency, index) => ({
  name: `${currency}-PERP`,
  type: 'perp',
  currency,
  mid: 3_000_000 - index * 100_000,
  tick: 30,
  days: 0,
}));
const options = Array.from({ length: 24 }, (_, index) => ({
  name: `ETH-202502${String(10 + (index % 12)).padStart(2, '0')}-${3000 + index * 50}-C`,
  type: 'option',
  currency: 'ETH',
  mid: 60_000 + index * 2000,
  tick: 20,
  days: 1,
}));
const books = [...perps, ...options];
const perInstant = books.length * DEPTH * 2;
const instants = Math.ceil(levels / perInstant);
const step = Math.min(900_000, Math.floor(MONTH / instants));

/** @param {number} thousandths */
const price = (thousandths) => (thousandths / 1000).toFixed(3);

const out = createWriteStream(file);
let block =
  'ts_ms,instrument,asset_type,currency,side,price,size,owner,best_price,mid_price,index_price,delta,expiry_ms\n';
let written = 0;
for (let at = 0; at < instants && written < levels; at++) {
  const time = START + at * step + random(step);
  for (const { name, type, currency, mid, tick } of books) {
    const index = type === 'option' ? 3_000_000 + random(5000) : mid;
    const delta = type === 'option' ? (0.1 + random(80) / 100).toFixed(2) : '';
    for (const side of ['bid', 'ask']) {
      const sign = side === 'bid' ? -1 : 1;
      const best = price(mid + sign * tick);
      for (let level = 0; level < DEPTH; level++) {
        const maker = random(10);
        const owner = maker === 9 ? '' : `0xmaker${maker}`;
        const size = ((2000 + random(50_000)) / (index / 1000)).toFixed(3);
        block += `${time},${name},${type},${currency},${side},${price(mid + sign * tick * (level + 1))},${size},${owner},${best},${price(mid)},${price(index)},${delta},\n`;
        written++;
      }
    }
  }
  if (block.length > 1 << 18) {
    if (!out.write(block)) await once(out, 'drain');
    block = '';
  }
}
out.end(block);
await once(out, 'finish');
console.log(`${written} levels, ${instants} snapshots`);
