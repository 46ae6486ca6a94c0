/** DuckDB as an engine of the benchmark: `node ENGINE FILE [THREADS]`, two threads where none are given. */
import { createRequire } from 'node:module';
import { print } from './answer.js';

/** The dump's columns; what the question does not need is not converted. */
const COLUMNS = [
  'time',
  'symbol',
  'side',
  'price',
  'qty',
  'quoteQty',
  'fee',
  'feeAsset',
  'liquidity',
  'orderId',
  'tradeId',
];

/**
 * The table function that reads FILE with the columns' types spelt out, so that nothing is guessed.
 *
 * @param {Record<string, string>} types by column; text where none is given
 */
export function csvOf(types) {
  const columns = COLUMNS.map((name) => `'${name}': '${types[name] ?? 'VARCHAR'}'`).join(', ');
  return `read_csv('${fileOf()}', header = true, auto_detect = false, delim = ',', quote = '"', escape = '"', columns = {${columns}})`;
}

/** FILE as SQL text. */
export function fileOf() {
  if (process.argv[2] === undefined) throw new Error('usage: node ENGINE FILE [THREADS]');
  return process.argv[2].replaceAll("'", "''");
}

/**
 * Prints the answer.
 *
 * @param {string} sql
 * @param {(row: unknown[]) => string} lineOf one row of its result as a line
 */
export async function answer(sql, lineOf) {
  const api = createRequire(import.meta.url)('@duckdb/node-api');
  const instance = await api.DuckDBInstance.create(':memory:', { threads: process.argv[3] ?? '2' });
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(sql);
  print(reader.getRows().map(lineOf));
  connection.closeSync();
}

/**
 * A decimal as DuckDB prints it, without zeros at the end.
 *
 * @param {string} text plain notation
 */
export function trimmed(text) {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
