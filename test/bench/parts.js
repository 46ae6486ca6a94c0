/** The parts of a benchmark run: which commands are measured against each other, on which file. */
import { resolve } from 'node:path';
import { commandOf, ENGINES, isInstalled } from './engines.js';
import { exportOf } from './exports.js';
import { QUESTION } from './product.js';

/**
 * @typedef {object} Entry
 * @property {string} name
 * @property {string} title
 * @property {number} threads
 * @property {string[]} command
 * @property {boolean} exact whether it must print what the others of its group print
 * @property {string} group entries whose output must be the same; none where it is empty
 * @property {number} highest exit code that is no failure
 *
 * @typedef {object} Part
 * @property {string} name of the kind of table
 * @property {string} title
 * @property {number} rows
 * @property {string} file
 * @property {number} rounds
 * @property {Entry[]} entries
 *
 * @typedef {object} Wish what the command line of run.js asks for
 * @property {string} folder
 * @property {number} rows
 * @property {number} rounds
 * @property {number} curveTo
 * @property {number} smallRows
 */

const BIN = resolve(import.meta.dirname, '../../bin/fee-audit.js');
const TERMS = resolve(import.meta.dirname, 'full.yaml');

/**
 * @param {Partial<Entry> & { name: string, title: string, command: string[] }} more
 * @returns {Entry}
 */
const entry = (more) => ({ threads: 1, exact: true, group: '', highest: 0, ...more });

/**
 * Engines on one file.
 *
 * @param {string} file
 * @param {(engine: import('./engines.js').Engine) => boolean} wanted
 */
const answering = (file, wanted) =>
  ENGINES.filter((engine) => wanted(engine) && isInstalled(engine)).map((engine) => {
    const { name, title, threads, exact } = engine;
    const group = name === 'wc' ? '' : 'answer';
    return entry({ name, title, threads, exact, group, command: commandOf(engine, file) });
  });

/**
 * A `reconcile` as a user types it; breaks are no failure.
 *
 * @param {{ name: string, title: string, threads?: number, group: string, args: string[] }} run
 */
const reconcile = ({ args, ...more }) =>
  entry({ ...more, highest: 1, command: [process.execPath, BIN, 'reconcile', ...args, '--json'] });

/** The program's engines as flags. */
const FAST = [2, 1].map((threads) => ({
  name: `fast-${threads}`,
  title: 'fast engine',
  threads,
  flags: ['--engine', 'fast', '--threads', `${threads}`],
}));
const REFERENCE = {
  name: 'reference',
  title: 'reference engine',
  threads: 1,
  flags: ['--engine', 'reference'],
};
const AUTO = { name: 'auto', title: 'auto (the default)', threads: 1, flags: [] };

/** @type {Record<string, (wish: Wish) => Part[]>} */
export const PARTS = {
  /** The question of the side-by-side, on the large file: all that is fast enough for it. */
  question({ rows, rounds, folder }) {
    const file = exportOf({ rows }, folder);
    const entries = answering(file, ({ slow }) => !slow);
    return [{ name: 'question', title: `The question, ${count(rows)}`, rows, file, rounds, entries }];
  },

  /** The same question for every engine, on a file that slow ones can bear. */
  all({ smallRows: rows, rounds, folder }) {
    const file = exportOf({ rows }, folder);
    const entries = answering(file, () => true);
    const title = `The question, ${count(rows)}, every engine`;
    return [{ name: 'question', title, rows, file, rounds: Math.min(rounds, 2), entries }];
  },

  /** Other shapes of numbers and cells. */
  shapes({ smallRows: rows, rounds, folder }) {
    return ['plain', 'padded', 'wide', 'quoted'].map((shape) => {
      const file = exportOf({ rows, shape }, folder);
      const entries = answering(file, ({ slow, name }) => !slow && !name.startsWith('duckdb-double'));
      return { name: 'question', title: `Shape ${shape}, ${count(rows)}`, rows, file, rounds, entries };
    });
  },

  /** What a process costs before it reads. */
  start({ rounds, folder }) {
    const rows = 1000;
    const file = exportOf({ rows }, folder);
    const entries = [
      entry({ name: 'node', title: 'node -e 0', command: [process.execPath, '-e', '0'] }),
      entry({ name: 'version', title: 'fee-audit --version', command: [process.execPath, BIN, '--version'] }),
      ...[REFERENCE, AUTO, ...FAST].map(({ name, title, threads, flags }) => {
        const args = [file, ...QUESTION, ...flags];
        return reconcile({ name, title: `reconcile, ${title}`, threads, group: 'reconcile', args });
      }),
    ];
    return [
      { name: 'start', title: 'Start-up and a file of 1,000 rows', rows, file, rounds: rounds * 3, entries },
    ];
  },

  /** The same question from 1,000 rows upwards. */
  curve({ curveTo, rounds, folder }) {
    const parts = [];
    for (let rows = 1000; rows <= curveTo; rows *= 10) {
      const file = exportOf({ rows }, folder);
      const names = ['fast-2', 'fast-1', 'duckdb-limbs', 'wc', ...(rows <= 100_000 ? ['reference'] : [])];
      const entries = answering(file, ({ name }) => names.includes(name));
      parts.push({ name: 'curve', title: count(rows), rows, file, rounds: Math.min(rounds, 3), entries });
    }
    return parts;
  },

  /** The whole `reconcile` with every table: dated tiers, wrong rates, duplicates, a partner; terms given or inferred. */
  full({ rows, rounds, folder }) {
    return [...new Set([Math.min(rows, 100_000), rows])].flatMap((size, index) => {
      const file = exportOf({ rows: size, shape: 'binance', duplicates: 1000, ladder: true }, folder);
      const runs = index === 0 ? [...FAST, REFERENCE] : FAST;
      const entries = runs.flatMap(({ name, title, threads, flags }) => [
        reconcile({
          name: `${name} given`,
          title: `${title}, terms given`,
          threads,
          group: 'given',
          args: [file, '--config', TERMS, ...flags],
        }),
        reconcile({
          name: `${name} inferred`,
          title: `${title}, terms inferred`,
          threads,
          group: 'inferred',
          args: [file, '--affiliate', '40% week Mon 00:00Z', ...flags],
        }),
      ]);
      const title = `Full reconcile, ${count(size)} of a Binance export`;
      return { name: 'full', title, rows: size, file, rounds: Math.min(rounds, 3), entries };
    });
  },
};

/** @param {number} rows */
function count(rows) {
  return `${rows.toLocaleString('en-US')} rows`;
}
