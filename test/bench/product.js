/** The built program as an engine of the benchmark, in the process that calls it, as a user's process would run it. */
import { resolve } from 'node:path';
import { Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { FEE_SCALE, lineOf, print, RATES, units, VOLUME_SCALE } from './answer.js';

const root = resolve(import.meta.dirname, '../..');

/** How the columns of the generated dump are called. Its ids are not part of the question. */
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

/**
 * Prints the answer as `reconcile` finds it.
 *
 * @param {string[]} flags which engine of the program, with how many threads
 */
export async function answer(flags) {
  const file = process.argv[2];
  if (file === undefined) throw new Error('usage: node ENGINE FILE');
  const pieces = [];
  const stdout = new Writable({
    write(piece, _, done) {
      pieces.push(piece);
      done();
    },
  });
  const { run } = await import(pathToFileURL(resolve(root, 'dist/cli/main.js')).href);
  const argv = ['reconcile', file, ...QUESTION, ...flags, '--table', 'reconciliation', '--csv'];
  const { stdin, stderr, env } = process;
  const cwd = () => process.cwd();
  const exit = await run(argv, { stdin, stdout, stderr, env, cwd, clock: () => Date.now() });
  // 1 is breaks, which the file has.
  if (exit > 1) process.exitCode = exit;
  else print(linesOf(Buffer.concat(pieces).toString()));
}

/** @param {string} table the reconciliation as CSV, no cell of which needs quotes */
function linesOf(table) {
  const [head, ...rows] = table.trimEnd().split('\n');
  const names = head.split(',');
  const at = Object.fromEntries(names.map((name, index) => [name, index]));
  /** A rate has its own row, so a key may have several. */
  const groups = new Map();
  for (const row of rows) {
    const cells = row.split(',');
    if (cells.length !== names.length || cells[at.unjudged] !== '0')
      throw new Error(`not to be used: ${row}`);
    const key = `${cells[at.symbol]},${cells[at.liquidity]},${cells[at.day]}`;
    const group = groups.get(key) ?? { fills: 0, volume: 0n, charged: 0n, expected: 0n, off: 0 };
    group.fills += Number(cells[at.fills]);
    group.volume += units(cells[at.notional], VOLUME_SCALE);
    group.charged += units(cells[at.charged], FEE_SCALE);
    group.expected += units(cells[at.expected], FEE_SCALE);
    group.off += Number(cells[at.breaks]);
    groups.set(key, group);
  }
  return [...groups].map(([key, group]) => lineOf(key, group));
}
