/**
 * Whether the fast engine says what the reference engine says, byte for byte, on large exports of every profile that it
 * takes: `node test/bench/identity.js [--rows 100000] [--profiles a,b] [--threads 1,2,3,7] [--folder DIR] [--keep]`.
 *
 * An export has the header of a golden file of the readers (test/ingest/files). Its rows are ordinary fills (`ordinary-rows.js`), one
 * in ten charged at the other side's rate, one in a hundred a unit off, one in 700 doubled, one in 500 repeated. A second, shorter one is
 * made of the rows of the golden file, fills or not, their amounts times whole numbers, ids and times moved on. Exit 1 when any output differs.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { KnownError } from '../../dist/domain/problem.js';
import { CELL } from '../../dist/engine/fast/columns.js';
import { planOf, reasonAgainst } from '../../dist/engine/fast/scan-plan.js';
import { identify, NO_OPTIONS } from '../../dist/ingest/identify.js';
import { openInputs } from '../../dist/ingest/input.js';
import { FOLDER } from './exports.js';
import { ORDINARY } from './ordinary-rows.js';

const ROOT = resolve(import.meta.dirname, '../..');
const GOLDEN = join(ROOT, 'test/ingest/files');
const BIN = join(ROOT, 'bin/fee-audit.js');

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '100000' },
    profiles: { type: 'string', default: '' },
    threads: { type: 'string', default: '1,2,3,7' },
    folder: { type: 'string', default: FOLDER },
    keep: { type: 'boolean', default: false },
  },
});
const rows = Number(values.rows);
const chosen = values.profiles.split(',').filter((name) => name !== '');
const threads = values.threads.split(',');

/** Flags of a run, in turn from file to file. */
const FLAGS = [
  ['--maker-rate', '0.02%', '--taker-rate', '0.05%', '--affiliate', '30% day 16:00Z'],
  [],
  ['--maker-rate', '-0.01%', '--taker-rate', '0.04%', '--group-by', 'symbol,day', '--rounding', 'auto'],
];

/** Rows of an export of odd ones. */
const ODD_ROWS = 5000;

/** Parts of ten thousand that the flags above make due. */
const RATES = [
  { maker: 2, taker: 5 },
  { maker: 2, taker: 5 },
  { maker: -1, taker: 4 },
];

/** The cells of a line, quotes kept. @param {string} line @param {string} delimiter */
const cellsOf = (line, delimiter) =>
  line
    .match(new RegExp(`(?:^|[${delimiter}])(?:"(?:[^"]|"")*"|[^${delimiter}]*)`, 'g'))
    ?.map((cell, index) => (index === 0 ? cell : cell.slice(1))) ?? [''];

/** @param {string} cell @param {number} times */
function multiplied(cell, times) {
  return cell.replace(/\d+(?:\.\d+)?/, (number) => {
    const scale = number.split('.')[1]?.length ?? 0;
    const digits = String(BigInt(number.replace('.', '')) * BigInt(times)).padStart(scale + 1, '0');
    return scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  });
}

/** @param {string} cell @param {number} seconds */
function later(cell, seconds) {
  const [whole] = /\d{9,}/.exec(cell) ?? [];
  if (whole !== undefined) {
    const unit = 10n ** BigInt(Math.max(0, whole.length - 10));
    return cell.replace(whole, String(BigInt(whole) + BigInt(seconds) * unit));
  }
  const two = (/** @type {number} */ value) => String(value % 60).padStart(2, '0');
  return cell.replace(
    /\d\d:\d\d:\d\d/,
    `${two(Math.floor(seconds / 3600) % 24)}:${two(Math.floor(seconds / 60))}:${two(seconds)}`,
  );
}

/** @param {string} cell @param {number} more */
const other = (cell, more) =>
  /\d/.test(cell)
    ? cell.replace(/\d+(?=\D*$)/, (digits) =>
        String(BigInt(digits) + BigInt(more)).padStart(digits.length, '0'),
      )
    : cell;

/** @param {bigint} units @param {number} scale */
function decimal(units, scale) {
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0');
  const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  return units < 0n ? `-${text}` : text;
}

/** @param {string} text */
const decimalsOf = (text) => text.split('.')[1]?.length ?? 0;

const START = Date.parse('2026-05-04T00:00:00Z');
const FEE_SCALE = 8;

/**
 * @param {number} row
 * @param {import('./ordinary-rows.js').Export} known
 * @param {{ maker: number, taker: number }} rates
 */
function fillOf(row, { markets, feeScale = FEE_SCALE }, rates) {
  const which = (row * 13) % markets.length;
  const market = markets[which];
  const [buy, maker] = [(row * 7) % 5 < 2, (row * 31) % 3 === 0];
  const price =
    BigInt([60_000, 3_000, 150][which]) * 10n ** BigInt(market.decimals) + BigInt((row * 7919) % 9973);
  const quantity = BigInt(1 + ((row * 104_729) % 50_000));
  const lot = market.lot + decimalsOf(market.value ?? '1');
  const coins = quantity * BigInt((market.value ?? '1').replace('.', ''));
  const received = market.spot === true && buy;
  const rate = BigInt(rates[maker !== (row % 10 === 3) ? 'maker' : 'taker'] * (row % 700 === 699 ? 2 : 1));
  // Of the fee's base, as a fraction.
  const top = market.inverse === true || received ? coins : coins * price;
  const bottom = market.inverse === true ? price : 1n;
  const scale = lot + (market.inverse === true ? -market.decimals : received ? 0 : market.decimals);
  const fee = nearest(top * rate, bottom, feeScale - scale - 4) + (row % 100 === 57 ? 1n : 0n);
  return {
    market,
    row,
    buy,
    maker,
    time: START + row * 2000,
    price: decimal(price, market.decimals),
    quantity: decimal(quantity, market.lot),
    value: decimal(price * quantity, market.decimals + market.lot),
    coins: decimal(nearest(coins, bottom, FEE_SCALE - scale), FEE_SCALE),
    fee: decimal(fee, feeScale),
    asset: market.inverse === true || received ? market.base : market.quote,
  };
}

/** top ÷ bottom × 10^power, the nearest whole number, halves away from zero. */
function nearest(top, bottom, power) {
  const [up, down] = power < 0 ? [top, bottom * 10n ** BigInt(-power)] : [top * 10n ** BigInt(power), bottom];
  const size = ((up < 0n ? -up : up) * 2n + down) / (down * 2n);
  return up < 0n ? -size : size;
}

/**
 * @param {string} text of the golden file
 * @param {import('./ordinary-rows.js').Export | null} known its ordinary rows; null = odd ones
 * @param {import('../../dist/ingest/identify.js').Recognition} recognition
 * @param {string} path
 * @param {{ maker: number, taker: number }} rates
 */
async function write(text, known, recognition, path, rates) {
  const plan = planOf(recognition);
  if (typeof plan === 'string') throw new Error(plan);
  const { delimiter, headerLine } = recognition;
  const lines = text.split(/\r?\n/).filter((line) => line !== '');
  const body = lines.slice(headerLine).map((line) => cellsOf(line, delimiter));
  const out = createWriteStream(path);
  out.write(`${lines.slice(0, headerLine).join('\n')}\n`);
  let last = '';
  for (let row = 0; row < (known === null ? Math.min(rows, ODD_ROWS) : rows); row++) {
    const made =
      known === null ? oddCells(row, body, plan).join(delimiter) : known.line(fillOf(row, known, rates));
    const line = row % 500 === 499 && last !== '' ? last : `${made}\n`;
    last = line;
    if (!out.write(line)) await new Promise((done) => out.once('drain', done));
  }
  await finished(out.end());
}

/** A row of the golden file, made another. */
function oddCells(row, body, plan) {
  const { kinds, slots } = plan.scan;
  const turn = Math.floor(row / body.length);
  const times = 1 + ((row * 7919) % 9973);
  return body[row % body.length].map((cell, column) => {
    const [kind, slot] = [kinds[column], slots[column]];
    if (kind === CELL.time) return later(cell, turn + 60 * (row % body.length));
    if (kind === CELL.id) return other(cell, turn * 10 + (row % 10));
    if (kind !== CELL.number || slot === plan.roles.price || slot === plan.roles.orderPrice) return cell;
    return multiplied(cell, slot === plan.roles.fee && row % 700 === 0 ? times * 2 : times);
  });
}

/** @param {string} path @param {readonly string[]} flags */
function said(path, flags) {
  const args = [BIN, 'reconcile', path, ...flags, '--json', '--verbose'];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { maxBuffer: 2 ** 30 });
  const notes = stderr
    .toString()
    .split('\n')
    .filter((line) => !line.includes('fast engine'));
  const hash = createHash('sha256')
    .update(stdout)
    .update(notes.join('\n'))
    .update(String(status))
    .digest('hex');
  const [, singly, all] = /(\d+) of (\d+) rows were read singly/.exec(stderr.toString()) ?? [];
  return { hash, singly, rows: all, status };
}

/**
 * @param {string} profile
 * @param {string} name of a golden file
 * @param {import('./ordinary-rows.js').Export | null} known as of `write`
 */
async function compare(profile, name, known) {
  const golden = join(GOLDEN, profile, name);
  const kind = known === null ? 'odd' : 'ordinary';
  const path = join(values.folder, `identity-${kind}-${profile}-${name}`);
  const turn = known?.given === true ? 2 * (files % 2) : files % FLAGS.length;
  const { inputs, dispose } = await openInputs([golden], Readable.from([]));
  try {
    const recognition = await identify(inputs[0], NO_OPTIONS);
    if (reasonAgainst(recognition) !== null) return;
    await write(readFileSync(golden, 'utf8'), known, recognition, path, RATES[turn]);
  } catch (error) {
    if (!(error instanceof KnownError)) throw error;
    return;
  } finally {
    await dispose();
  }
  files += 1;
  const flags = FLAGS[turn];
  const reference = said(path, [...flags, '--engine', 'reference']);
  const results = threads.map((count) => said(path, [...flags, '--engine', 'fast', '--threads', count]));
  const wrong = threads.filter((_, index) => results[index].hash !== reference.hash);
  different += wrong.length;
  const verdict = wrong.length === 0 ? 'identical' : `DIFFERS with ${wrong.join(', ')} threads`;
  const singly = `${results[0].singly} of ${results[0].rows} read singly`;
  console.log(`${profile}/${name}, ${kind}: ${verdict}; exit ${reference.status}, ${singly}`);
  if (!values.keep && wrong.length === 0) rmSync(path);
}

mkdirSync(values.folder, { recursive: true });
let [files, different] = [0, 0];
for (const profile of readdirSync(GOLDEN)) {
  if (chosen.length > 0 && !chosen.includes(profile)) continue;
  for (const name of readdirSync(join(GOLDEN, profile)).filter((one) => one.endsWith('.csv'))) {
    const known = ORDINARY[`${profile}/${name}`];
    for (const rowsOf of known === undefined ? [null] : [known, null]) await compare(profile, name, rowsOf);
  }
}
console.log(`${files} files of ${rows} rows, ${different} outputs differ`);
if (different > 0) process.exitCode = 1;
