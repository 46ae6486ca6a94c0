/** The built program as an engine of the benchmark, in the process that calls it, as a user's process would run it. */
import { resolve } from 'node:path';
import { Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { FEE_SCALE, lineOf, print, RATES, units, VOLUME_SCALE } from './answer.js';

const root = resolve(import.meta.dirname, '../..');

/** How the columns of the generated dump are called. */
const COLUMNS = {
  time: 'time',
  symbol: 'symbol',
  side: 'side',
  price: 'price',
  quantity: 'qty',
  fee: 'fee',
  feeAsset: 'feeAsset',
  liquidity: 'liquidity',
};

/** Its ids are not part of the question: nobody else who answers it looks for repeats, or for orders out of sequence. */
const WITHOUT_IDS = ['--map', 'tradeId=', '--map', 'orderId='];

/**
 * The question as flags of `reconcile`. Bybit, since its published cards round nothing by themselves: the expected fee is
 * then rounded half up to the 8 decimals that the file prints, as the question has it.
 */
export const QUESTION = [
  ...['--profile', 'generic', '--venue', 'bybit'],
  ...Object.entries(COLUMNS).flatMap(([field, column]) => ['--map', `${field}=${column}`]),
  ...['--maker-rate', RATES.maker.flag, '--taker-rate', RATES.taker.flag, '--tolerance', '0.000001'],
  ...['--group-by', 'symbol,liquidity,day'],
];

/** @param {string} path of a built module */
const built = (path) => import(pathToFileURL(resolve(root, 'dist', path)).href);

/**
 * Prints the answer as `reconcile` finds it.
 *
 * @param {string[]} flags which engine of the program, with how many threads
 * @param {{ ids?: boolean, plain?: boolean }} more whether repeats and orders are looked for on top, and whether nothing is left to WebAssembly
 */
export async function answer(flags, { ids = false, plain = false } = {}) {
  const file = process.argv[2];
  if (file === undefined) throw new Error('usage: node ENGINE FILE');
  const pieces = [];
  const stdout = new Writable({
    write(piece, _, done) {
      pieces.push(piece);
      done();
    },
  });
  // Modules that are not bundled can be told something first.
  if (plain) (await built('engine/fast/quick-scanner.js')).QUICK.bytes = Number.POSITIVE_INFINITY;
  const { run } = await built(plain ? 'cli/main.js' : 'bundle/main.js');
  const asked = ids ? QUESTION : [...QUESTION, ...WITHOUT_IDS];
  const argv = ['reconcile', file, ...asked, ...flags, '--table', 'reconciliation', '--csv'];
  const { stdin, stderr, env } = process;
  const cwd = () => process.cwd();
  const exit = await run(argv, { stdin, stdout, stderr, env, cwd, clock: () => Date.now() });
  // 1 is breaks, which the file has.
  if (exit > 1) process.exitCode = exit;
  else print(linesOf(Buffer.concat(pieces).toString()));
}

/**
 * The table's cells are plain notation already, so a line is a choice of them; only a key with several rates is added up.
 *
 * @param {string} table the reconciliation as CSV, no cell of which needs quotes
 */
function linesOf(table) {
  const [head, ...rows] = table.trimEnd().split('\n');
  const names = head.split(',');
  const at = Object.fromEntries(names.map((name, index) => [name, index]));
  const groups = new Map();
  for (const row of rows) {
    const cells = row.split(',');
    if (cells.length !== names.length || cells[at.unjudged] !== '0')
      throw new Error(`not to be used: ${row}`);
    const key = `${cells[at.symbol]},${cells[at.liquidity]},${cells[at.day]}`;
    const others = groups.get(key);
    if (others === undefined) groups.set(key, [cells]);
    else others.push(cells);
  }
  const amounts = [at.notional, at.charged, at.expected, at.variance];
  return Array.from(groups, ([key, parts]) => {
    const [cells] = parts;
    if (parts.length > 1) return summed(key, parts, at);
    return `${key},${cells[at.fills]},${amounts.map((place) => cells[place]).join()},${cells[at.breaks]}`;
  });
}

/**
 * @param {string} key
 * @param {string[][]} parts rows of the same key
 * @param {Record<string, number>} at places of the columns
 */
function summed(key, parts, at) {
  /** @type {(name: string, scale: number) => bigint} */
  const sum = (name, scale) => parts.reduce((total, cells) => total + units(cells[at[name]], scale), 0n);
  return lineOf(key, {
    fills: sum('fills', 0),
    volume: sum('notional', VOLUME_SCALE),
    charged: sum('charged', FEE_SCALE),
    expected: sum('expected', FEE_SCALE),
    off: sum('breaks', 0),
  });
}
