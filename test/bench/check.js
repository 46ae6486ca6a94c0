/**
 * Runs every engine once on a file and says whether its answer is the same to the last digit:
 * `node test/bench/check.js FILE|ROWS [--shape NAME] [--seed N] [--engines a,b] [--oracle NAME] [--folder DIR] [--settle]`.
 *
 * ROWS makes the file. Answers are compared with the oracle's (Python's decimal, which shares no line with the program)
 * and its hash with the one in answers/, where the file has one; `--settle` writes that. Exit 1 when an exact engine
 * differs, an engine that is not installed or not built is told and does not count.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { COLUMNS } from './answer.js';
import { answerOf, ENGINES, enginesOf, isInstalled } from './engines.js';
import { answerFileOf, exportOf, FOLDER, hashOf, settledAnswer } from './exports.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    shape: { type: 'string', default: 'plain' },
    seed: { type: 'string', default: '1' },
    engines: { type: 'string', default: '' },
    oracle: { type: 'string', default: 'python-decimal' },
    folder: { type: 'string', default: FOLDER },
    settle: { type: 'boolean', default: false },
  },
});
const [given] = positionals;
if (given === undefined) {
  console.error(
    'usage: node test/bench/check.js FILE|ROWS [--shape NAME] [--seed N] [--engines a,b] [--settle]',
  );
  process.exit(2);
}
const { shape, seed } = values;
if (!existsSync(given) && !/^[1-9]\d*$/.test(given)) throw new Error(`no such file: ${given}`);
const file = existsSync(given)
  ? given
  : exportOf({ rows: Number(given), shape, seed: Number(seed) }, values.folder);

/** @param {Buffer} answer */
const linesOf = (answer) => answer.toString().trimEnd().split('\n');
/** @param {string} line */
const keyOf = (line) => line.split(',').slice(0, 3).join();

/**
 * The first difference in words, and in how many groups there is one.
 *
 * @param {Buffer} answer
 * @param {Buffer} wanted
 */
function difference(answer, wanted) {
  const lines = new Map(linesOf(answer).map((line) => [keyOf(line), line]));
  let first = '';
  let groups = 0;
  for (const line of linesOf(wanted)) {
    const other = lines.get(keyOf(line));
    lines.delete(keyOf(line));
    if (other === line) continue;
    groups++;
    const cells = line.split(',');
    const place = other?.split(',').findIndex((cell, index) => cell !== cells[index]);
    first ||=
      place === undefined
        ? `no group ${keyOf(line)}`
        : `${COLUMNS[place]} of ${keyOf(line)}: ${other.split(',')[place]} instead of ${cells[place]}`;
  }
  for (const key of lines.keys()) {
    groups++;
    first ||= `group ${key} is not in the file`;
  }
  return first === '' ? 'lines in another order' : `${first}; ${groups} groups differ`;
}

const [oracle] = enginesOf(values.oracle);
const { answer: wanted, trouble } = answerOf(oracle, file);
if (wanted === null) throw new Error(`${oracle.name} has no answer: ${trouble}`);
const hash = hashOf(wanted);
const settled = settledAnswer(file);
if (values.settle) writeFileSync(answerFileOf(file), `${hash}\n`);
const known =
  settled === null ? 'no hash in answers/' : settled === hash ? 'as in answers/' : `NOT ${settled}`;
console.log(`${file}: ${linesOf(wanted).length} groups, sha256 ${hash}, ${known}`);
if (settled !== null && settled !== hash) process.exitCode = 1;

for (const engine of enginesOf(values.engines)) {
  if (engine.name === 'wc') continue;
  let told;
  if (!isInstalled(engine)) told = 'not installed (npm ci in test/bench)';
  else if (engine === oracle) told = 'the oracle';
  else {
    const { answer, trouble: why } = answerOf(engine, file);
    if (answer === null) told = `NO ANSWER: ${why}`;
    else if (answer.equals(wanted)) told = 'identical';
    else told = `${engine.exact ? 'DIFFERS' : 'differs (is not exact)'}: ${difference(answer, wanted)}`;
    if (/^(NO ANSWER|DIFFERS)/.test(told)) process.exitCode = 1;
  }
  console.log(`${engine.name.padEnd(18)} ${told}`);
}
if (values.engines === '' && !ENGINES.some((one) => isInstalled(one) && one.name.startsWith('duckdb')))
  console.log('DuckDB is optional: npm ci in test/bench installs it');
