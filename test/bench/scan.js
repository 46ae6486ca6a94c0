/**
 * Times the built scanner alone: `node test/bench/scan.js FILE [ROUNDS] [wasm|copied|typescript]` on a file of gen.js, also quoted or with CRLF.
 * Prints nanoseconds of processor time per row, best and median of the rounds, and sums that must not change when it gets faster.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { CELL, HARD } from '../../dist/engine/fast/columns.js';
import { newScanner } from '../../dist/engine/fast/scanner.js';
import { newWasmScanner } from '../../dist/engine/fast/wasm-scanner.js';

const [file, rounds = '7', engine = 'wasm'] = process.argv.slice(2);
if (file === undefined) {
  console.error('usage: node test/bench/scan.js FILE [ROUNDS] [wasm|copied|typescript]');
  process.exit(2);
}

/** What the columns of gen.js are to the scanner. */
const ROLES = {
  time: CELL.time,
  symbol: CELL.word,
  side: CELL.word,
  price: CELL.number,
  qty: CELL.number,
  quantity: CELL.number,
  quoteqty: CELL.number,
  amount: CELL.number,
  fee: CELL.number,
  feeasset: CELL.word,
  liquidity: CELL.word,
  maker: CELL.word,
  orderid: CELL.id,
  tradeid: CELL.id,
};

/** @param {string} header */
function planOf(header) {
  const names = header.replaceAll('"', '').toLowerCase().replaceAll(' ', '').split(',');
  const kinds = names.map((name) => ROLES[name] ?? CELL.skip);
  const slots = kinds.map((kind, at) => kinds.slice(0, at).filter((other) => other === kind).length);
  const count = (kind) => kinds.filter((other) => other === kind).length;
  const words = count(CELL.word);
  const glued = names.includes('feeasset') ? [] : [[slots[names.indexOf('fee')], words]];
  const counts = { numbers: count(CELL.number), words: words + glued.length, ids: count(CELL.id) };
  const style = {
    timeForm: 'text',
    minutesEast: 0,
    dayFirst: null,
    point: 46,
    mark: 0,
    signs: [],
    sizes: [],
  };
  return { delimiter: 44, kinds, slots, ...style, glued, optional: [], ...counts };
}

const BLOCK = 1 << 20;

function round() {
  const handle = openSync(file, 'r');
  const head = Buffer.alloc(BLOCK);
  let held = readSync(handle, head, 0, BLOCK, null);
  const headerEnd = head.indexOf(10);
  const plan = planOf(head.toString('utf8', 0, headerEnd).trimEnd());
  const scanner = engine === 'typescript' ? newScanner(plan) : newWasmScanner(plan, BLOCK * 2);
  const { columns } = scanner;
  const buffer =
    engine === 'wasm'
      ? Buffer.from(scanner.room.buffer, scanner.room.byteOffset, BLOCK * 2)
      : Buffer.alloc(BLOCK * 2);
  head.copy(buffer, 0, headerEnd + 1, held);
  held -= headerEnd + 1;
  const sums = { rows: 0, hard: 0, times: 0, numbers: 0, ids: 0, combos: 0 };
  let nanoseconds = 0;
  for (;;) {
    const to = buffer.subarray(0, held).lastIndexOf(10) + 1;
    let at = 0;
    while (at < to) {
      const start = process.cpuUsage();
      const stop = scanner.scan(buffer, at, to);
      nanoseconds += process.cpuUsage(start).user * 1000;
      if (typeof stop === 'string') throw new Error(stop);
      at = stop;
      add(sums, columns);
    }
    buffer.copyWithin(0, to, held);
    held -= to;
    const read = readSync(handle, buffer, held, BLOCK, null);
    if (read === 0) break;
    held += read;
  }
  closeSync(handle);
  sums.combos = scanner.combos;
  return { perRow: Number(nanoseconds) / sums.rows, sums };
}

function add(sums, columns) {
  sums.rows += columns.rows;
  for (let row = 0; row < columns.rows; row++) {
    if (columns.state[row] === HARD) {
      sums.hard++;
      continue;
    }
    sums.times += columns.time[row] % 1_000_003;
    for (const [slot, mantissa] of columns.mantissa.entries()) {
      sums.numbers += (mantissa[row] % 1_000_003) * (columns.scale[slot][row] + 1);
    }
    for (const value of columns.idValue) sums.ids += value[row] % 1_000_003;
  }
}

const results = Array.from({ length: Number(rounds) }, round);
const times = results.map(({ perRow }) => perRow).sort((a, b) => a - b);
console.log(`best ${times[0].toFixed(1)} ns/row, median ${times[times.length >> 1].toFixed(1)} ns/row`);
console.log(JSON.stringify(results[0].sums));
