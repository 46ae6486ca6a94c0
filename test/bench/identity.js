/**
 * Whether the fast engine says what the reference engine says, byte for byte, on large exports of every profile that it
 * takes: `node test/bench/identity.js [--rows 100000] [--profiles a,b] [--threads 1,2,3,7] [--folder DIR] [--keep]`.
 *
 * An export is made of the rows of a golden file of the readers (test/ingest/files), again and again: amounts beside the
 * price times a whole number, ids and times moved on. Two fees of three are 0.02 % or 0.05 % of price × quantity (of the
 * quantity, where the fee is in the coin), the others the golden one times that number. Every 500th row repeats the one
 * before it, every 700th charges double. Exit 1 when any output differs.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { CELL } from '../../dist/engine/fast/columns.js';
import { planOf, reasonAgainst } from '../../dist/engine/fast/scan-plan.js';
import { identify, NO_OPTIONS } from '../../dist/ingest/identify.js';
import { openInputs } from '../../dist/ingest/input.js';
import { FOLDER } from './exports.js';

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

const FEE_SCALE = 8n;

/** A share of a product of two cells to 8 decimals, with the sign of the fee that it replaces; that fee where one is no number. */
function share(cell, one, other, partsPerMyriad) {
  const parts = [one, other].map((text) => /^-?(\d+)(?:\.(\d+))?$/.exec(text));
  if (parts.includes(null) || !/^-?[\d.]+$/.test(cell)) return cell;
  const scale = BigInt(parts.reduce((sum, [, , fraction = '']) => sum + fraction.length, 4));
  const product = parts.reduce(
    (sum, [, whole, fraction = '']) => sum * BigInt(whole + fraction),
    BigInt(partsPerMyriad),
  );
  const fee =
    scale > FEE_SCALE
      ? (product + 10n ** (scale - FEE_SCALE) / 2n) / 10n ** (scale - FEE_SCALE)
      : product * 10n ** (FEE_SCALE - scale);
  const digits = String(fee).padStart(9, '0');
  return `${cell.startsWith('-') ? '-' : ''}${digits.slice(0, -8)}.${digits.slice(-8)}`;
}

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

/**
 * @param {string} text of the golden file
 * @param {import('../../dist/ingest/identify.js').Recognition} recognition
 * @param {string} path
 */
async function write(text, recognition, path) {
  const plan = planOf(recognition);
  if (typeof plan === 'string') throw new Error(plan);
  const { kinds, slots } = plan.scan;
  const lines = text.split(/\r?\n/).filter((line) => line !== '');
  const head = lines.slice(0, recognition.headerLine);
  const body = lines.slice(recognition.headerLine).map((line) => cellsOf(line, recognition.delimiter));
  const out = createWriteStream(path);
  out.write(`${head.join('\n')}\n`);
  let last = '';
  for (let row = 0; row < rows; row++) {
    const turn = Math.floor(row / body.length);
    const times = 1 + ((row * 7919) % 9973);
    const cells = body[row % body.length].map((cell, column) => {
      const [kind, slot] = [kinds[column], slots[column]];
      if (kind === CELL.time) return later(cell, turn + 60 * (row % body.length));
      if (kind === CELL.id) return other(cell, turn * 10 + (row % 10));
      if (kind !== CELL.number || slot === plan.roles.price || slot === plan.roles.orderPrice) return cell;
      return multiplied(cell, slot === plan.roles.fee && row % 700 === 0 ? times * 2 : times);
    });
    const at = (field) => recognition.columns.get(field) ?? -1;
    const plainFee = row % 3 > 0 && row % 700 !== 0;
    if (plainFee && cells[at('fee')] !== undefined) {
      const inCoin = (cells[at('symbol')] ?? '').startsWith(cells[at('feeAsset')] ?? '?');
      const quantity = cells[at('contracts')] ?? cells[at('quantity')] ?? '';
      const rate = turn % 2 === 0 ? 2 : 5;
      cells[at('fee')] = share(cells[at('fee')], inCoin ? '1' : (cells[at('price')] ?? ''), quantity, rate);
    }
    const line = row % 500 === 499 && last !== '' ? last : `${cells.join(recognition.delimiter)}\n`;
    last = line;
    if (!out.write(line)) await new Promise((done) => out.once('drain', done));
  }
  await finished(out.end());
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
  return { hash, singly: /(\d+) of \d+ rows were read singly/.exec(stderr.toString())?.[1] ?? null, status };
}

mkdirSync(values.folder, { recursive: true });
let [files, different] = [0, 0];
for (const profile of readdirSync(GOLDEN)) {
  if (chosen.length > 0 && !chosen.includes(profile)) continue;
  for (const name of readdirSync(join(GOLDEN, profile)).filter((one) => one.endsWith('.csv'))) {
    const golden = join(GOLDEN, profile, name);
    const { inputs, dispose } = await openInputs([golden], Readable.from([]));
    let recognition;
    try {
      recognition = await identify(inputs[0], NO_OPTIONS);
    } catch {
      continue;
    } finally {
      await dispose();
    }
    if (reasonAgainst(recognition) !== null) continue;
    const path = join(values.folder, `identity-${profile}-${name}`);
    await write(readFileSync(golden, 'utf8'), recognition, path);
    const flags = FLAGS[files++ % FLAGS.length];
    const reference = said(path, [...flags, '--engine', 'reference']);
    const results = threads.map((count) => said(path, [...flags, '--engine', 'fast', '--threads', count]));
    const wrong = threads.filter((_, index) => results[index].hash !== reference.hash);
    different += wrong.length;
    const verdict = wrong.length === 0 ? 'identical' : `DIFFERS with ${wrong.join(', ')} threads`;
    console.log(`${profile}/${name}: ${verdict}; exit ${reference.status}, ${results[0].singly} read singly`);
    if (!values.keep && wrong.length === 0) rmSync(path);
  }
}
console.log(`${files} files of ${rows} rows, ${different} outputs differ`);
if (different > 0) process.exitCode = 1;
