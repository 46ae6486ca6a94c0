/**
 * The benchmark, all of it, in one command; takes about half an hour and wants an idle machine:
 *
 *     npm run build && npm ci --prefix test/bench && node test/bench/run.js
 *
 * It makes its files (3 GB, kept in --folder), runs every command once to compare its answer and take its peak memory,
 * then times them in rounds, one run each, the order turned from round to round, so that a busy minute hits all. Times
 * are hyperfine's where it is installed. Writes --output (default bench.json in --folder) and prints the tables of
 * report.js. An engine that is not there or fails is told and left out; a wrong answer ends with exit 1. 10^8 rows, on
 * top: `--parts curve --curve-to 100000000 --engines fast-2,duckdb-limbs,wc --rounds 1`.
 *
 *     --rows 10000000       of the large file             --rounds 5        of the question (others: fewer)
 *     --small-rows 1000000  of shapes and slow engines    --curve-to 10000000   (100000000 makes a file of 11 GB)
 *     --parts a,b           some of: question all shapes start curve full
 *     --engines a,b         only entries whose name starts with one of these; wc and fast-2 give the ratios
 *     --folder DIR          for the files                 --output FILE
 *
 * A try of everything in a few minutes: `--rows 100000 --small-rows 10000 --curve-to 100000 --rounds 1`.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { FOLDER, settledAnswer } from './exports.js';
import { firstRun, TOOL, timedRun } from './measure.js';
import { PARTS } from './parts.js';
import { tablesOf } from './report.js';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '10000000' },
    'small-rows': { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '5' },
    'curve-to': { type: 'string', default: '10000000' },
    parts: { type: 'string', default: Object.keys(PARTS).join() },
    engines: { type: 'string', default: '' },
    folder: { type: 'string', default: FOLDER },
    output: { type: 'string' },
  },
});
const output = values.output ?? join(values.folder, 'bench.json');
const wish = {
  folder: values.folder,
  rows: Number(values.rows),
  smallRows: Number(values['small-rows']),
  rounds: Number(values.rounds),
  curveTo: Number(values['curve-to']),
};

for (const flag of ['rows', 'small-rows', 'rounds', 'curve-to'])
  if (!/^[1-9]\d*$/.test(values[flag]))
    throw new Error(`--${flag} ${values[flag]}: a whole number is wanted`);
for (const name of values.parts.split(','))
  if (PARTS[name] === undefined) throw new Error(`no part "${name}": ${Object.keys(PARTS).join(' ')}`);

/** What was measured on which machine. */
function setting() {
  const { version } = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../package.json'), 'utf8'));
  const git = (...args) =>
    spawnSync('git', args, { cwd: import.meta.dirname })
      .stdout?.toString()
      .trim() ?? '';
  const dirty = git('status', '--porcelain') === '' ? '' : ' with changes';
  return {
    version: `${version} at ${git('rev-parse', '--short', 'HEAD')}${dirty}`,
    node: process.version,
    system: `${type()} ${release()}`,
    processors: `${cpus().length} × ${cpus()[0]?.model ?? 'not known'}`,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    tool: TOOL,
  };
}

/**
 * @param {import('./parts.js').Part} part
 */
function measured(part) {
  console.error(`\n${part.title}`);
  const settled = settledAnswer(part.file);
  const wanted = new Map(settled === null ? [] : [['answer', settled]]);
  const entries = part.entries.map((entry) => {
    const { hash, bytes, peakKiB, trouble } = firstRun(entry.command, entry.highest);
    if (trouble === null && entry.exact && entry.group !== '' && !wanted.has(entry.group))
      wanted.set(entry.group, hash);
    return { entry, hash, bytes, peakKiB, trouble, walls: [], cpus: [] };
  });
  for (const { entry, trouble } of entries)
    if (trouble !== null) console.error(`  ${entry.name}: left out: ${trouble}`);
  const able = entries.filter(({ trouble }) => trouble === null);
  for (let round = 0; round < part.rounds; round++) {
    const turn = round % Math.max(1, able.length);
    for (const one of [...able.slice(turn), ...able.slice(0, turn)]) {
      const { wall, cpu } = timedRun(one.entry.command, one.entry.highest);
      one.walls.push(wall);
      one.cpus.push(cpu);
    }
    console.error(
      `  round ${round + 1}: ${able.map((one) => `${one.entry.name} ${one.walls.at(-1).toFixed(2)}`).join('  ')}`,
    );
  }
  const { name, title, rows, rounds } = part;
  return {
    ...{ name, title, rows, rounds },
    entries: entries.map(({ entry, hash, ...rest }) => {
      const expected = wanted.get(entry.group);
      const identical = rest.trouble !== null || expected === undefined ? null : hash === expected;
      const { command, highest, ...known } = entry;
      return { ...known, identical, hash, ...rest };
    }),
  };
}

mkdirSync(values.folder, { recursive: true });
const results = { setting: setting(), parts: [] };
const starts = values.engines === '' ? [''] : values.engines.split(',');
for (const name of values.parts.split(',')) {
  for (const part of PARTS[name](wish)) {
    const entries = part.entries.filter((entry) => starts.some((start) => entry.name.startsWith(start)));
    results.parts.push(measured({ ...part, entries }));
    // Written after each part: an hour's figures do not hang on its last minute.
    writeFileSync(output, `${JSON.stringify(results, null, 2)}\n`);
  }
}
console.log(tablesOf(results));
console.error(`\nwritten: ${output}`);
const wrong = results.parts.flatMap(({ title, entries }) =>
  entries
    .filter(({ exact, identical }) => exact && identical === false)
    .map(({ name }) => `${title}: ${name}`),
);
for (const one of wrong) console.error(`WRONG ANSWER  ${one}`);
if (wrong.length > 0) process.exitCode = 1;
