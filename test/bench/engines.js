/** The engines of the benchmark, and how a process of each is started. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/**
 * @typedef {object} Engine
 * @property {string} name
 * @property {string} title in tables
 * @property {string} file in engines/
 * @property {string[]} more arguments behind FILE
 * @property {number} threads
 * @property {boolean} exact whether its answer must be the same to the last digit
 * @property {boolean} slow too slow for the large file of a run
 */

/** @type {(name: string, title: string, more: Partial<Engine>) => Engine} */
const engine = (name, title, more = {}) => ({
  ...{ name, title, file: `${name}.js`, more: [], threads: 1, exact: true, slow: false },
  ...more,
});

/** @type {(name: string, title: string, more?: Partial<Engine>) => Engine[]} */
const duckdb = (name, title, more = {}) =>
  [2, 1].map((threads) =>
    engine(threads === 2 ? name : `${name}-1`, title, {
      ...more,
      file: `${name}.js`,
      more: [`${threads}`],
      threads,
    }),
  );

/** @type {Engine[]} */
export const ENGINES = [
  engine('fast-2', 'fee-audit, fast engine', { threads: 2 }),
  engine('fast-1', 'fee-audit, fast engine'),
  engine('fast-typescript', 'fee-audit, fast engine in TypeScript alone'),
  engine('fast-ids', 'fee-audit, fast engine, with repeats and orders'),
  ...duckdb('duckdb-limbs', 'DuckDB, whole numbers in two limbs (best SQL known)'),
  ...duckdb('duckdb-decimal', 'DuckDB, exact decimals'),
  ...duckdb('duckdb-double', 'DuckDB, doubles', { exact: false }),
  engine('csv-parse-bigint', 'csv-parse + BigInt', { slow: true }),
  engine('python-decimal', 'Python csv + decimal', { file: 'python-decimal.py', slow: true }),
  engine('reference', 'fee-audit, reference engine', { slow: true }),
  engine('wc', 'wc -l (reads, answers nothing)', { file: 'wc.sh' }),
];

/**
 * @param {string} text names with commas between them; all where it is empty
 * @throws where a name is none of the engines'
 */
export function enginesOf(text) {
  if (text === '') return ENGINES;
  return text.split(',').map((name) => {
    const found = ENGINES.find((one) => one.name === name);
    if (found === undefined)
      throw new Error(`no engine "${name}": ${ENGINES.map((one) => one.name).join(' ')}`);
    return found;
  });
}

const RUNNERS = { js: [process.execPath], py: ['python3'], sh: [] };

/**
 * The words of its command line.
 *
 * @param {Engine} engine
 * @param {string} file to read
 */
export function commandOf(engine, file) {
  const path = resolve(import.meta.dirname, 'engines', engine.file);
  return [...RUNNERS[engine.file.split('.')[1]], path, file, ...engine.more];
}

/**
 * Runs it once.
 *
 * @param {Engine} engine
 * @param {string} file to read
 * @returns {{ answer: Buffer | null, trouble: string }} no answer where it failed, with the last line that it said
 */
export function answerOf(engine, file) {
  const [command, ...args] = commandOf(engine, file);
  const { status, stdout, stderr, error } = spawnSync(command, args, { maxBuffer: 2 ** 30 });
  if (status === 0) return { answer: stdout, trouble: '' };
  const said = error?.message ?? stderr.toString();
  const lines = said.split('\n').filter((line) => /error|fee-audit:/i.test(line));
  return { answer: null, trouble: (lines[0] ?? said.trim()).slice(0, 200) };
}

/**
 * Whether an engine's own needs are there; DuckDB comes with `npm ci` in this folder, which the program does not need.
 *
 * @param {Engine} engine
 */
export function isInstalled(engine) {
  const bench = import.meta.dirname;
  if (engine.name.startsWith('duckdb')) return existsSync(resolve(bench, 'node_modules/@duckdb/node-api'));
  if (engine.file.endsWith('.py')) return spawnSync('python3', ['--version']).status === 0;
  return true;
}
