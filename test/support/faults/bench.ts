/** The benchmark over many seeds: recall and false accusations per kind of fault, and why a seed fails. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { loadProgram, type Program, reportOf, writeMonth } from './audit.ts';
import { type Month, type MonthOptions, makeMonth } from './case.ts';
import { DESKS } from './desks.ts';
import { orderMatters } from './orders.ts';
import { type Score, scoreOf } from './score.ts';
import { causesOf, complaintsOf, hiddenIn, tableOf } from './telling.ts';

const USAGE = `usage: node test/bench/faults.js [--seeds FIRST-LAST] [--desk ID] [--clean] [--dist FOLDER] [--quiet]
       node test/bench/faults.js --seed N [--desk ID] [--clean] [--show] [--write FOLDER]
--clean   months without faults
--show    what is hidden in the month, and the causes that the report names
--write   puts the month's files into a folder
--dist    another build of the program than ./dist`;

/** Runs it with the arguments of the command line. */
export async function main(args: readonly string[], root: string): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: 'string', default: '1-500' },
      seed: { type: 'string' },
      desk: { type: 'string' },
      dist: { type: 'string', default: resolve(root, 'dist') },
      write: { type: 'string' },
      clean: { type: 'boolean', default: false },
      show: { type: 'boolean', default: false },
      quiet: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    print([USAGE, `desks: ${DESKS.map(({ id }) => id).join(' ')}`]);
    return 0;
  }
  const options = { ...(values.desk === undefined ? {} : { desk: values.desk }), clean: values.clean };
  const program = await loadProgram(values.dist);
  if (values.seed !== undefined) {
    const month = makeMonth(Number(values.seed), options);
    if (values.write !== undefined) writeMonth(values.write, month.files);
    if (values.write !== undefined || values.show) print(hiddenIn(month));
    if (values.show) print(causesOf((await reportOf(program, values.dist, month)).tables.causes ?? []));
    print(complaintsOf(await scored(program, values.dist, month)));
    return 0;
  }
  const [first, last] = values.seeds.split('-').map(Number) as [number, number];
  await over(first, last, options, program, values.dist, values.quiet);
  return 0;
}

async function over(
  first: number,
  last: number,
  options: MonthOptions,
  program: Program,
  dist: string,
  quiet: boolean,
): Promise<void> {
  const scores: Score[] = [];
  const started = Date.now();
  let fills = 0;
  for (let seed = first; seed <= last; seed++) {
    const month = makeMonth(seed, options);
    fills += month.fills.length;
    scores.push(await scored(program, dist, month));
  }
  print(tableOf(scores, fills, (Date.now() - started) / 1000));
  if (!quiet) print(scores.flatMap(complaintsOf));
}

function print(lines: readonly string[]): void {
  for (const line of lines) console.log(line);
}

/** Every so many seeds the same month is read in other orders too. */
const ORDERS_EVERY = 10;

async function scored(program: Program, dist: string, month: Month): Promise<Score> {
  try {
    const score = scoreOf(month, await reportOf(program, dist, month));
    if (month.seed % ORDERS_EVERY !== 0) return score;
    return { ...score, other: [...score.other, ...(await orderMatters(program, dist, month))] };
  } catch (error) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const other = [`crash: ${stack.split('\n').slice(0, 3).join(' ')}`];
    return {
      seed: month.seed,
      desk: month.desk.id,
      faults: [],
      accusations: 0,
      wrong: [],
      other,
      timeline: [],
    };
  }
}
