/** The same month in another order: rows shuffled, or split over two files, must make the same report. */
import type { JsonReport, Row } from '../compare.ts';
import { type Program, reportText } from './audit.ts';
import type { Month } from './case.ts';
import { Random } from './random.ts';

/** Tables that tell of the files themselves: where they begin and end, and in what order their rows are. */
const ABOUT_FILES: readonly string[] = ['run', 'completeness'];

/** Names of the month's files, wherever a note says them. */
const FILES = /fills(?:-\d)?\.csv(?:, fills-\d\.csv)*/g;

/** What a report says of a month, without the places in files, which an order of rows does change. */
function figuresOf(text: string): string {
  const { run, verdict, tables } = JSON.parse(text) as JsonReport;
  const { inputs: _, scales, notes, ...rest } = run;
  const kept = Object.entries(tables)
    .filter(([name]) => !ABOUT_FILES.includes(name))
    .map(([name, rows]) => [name, rows.map(({ file: _file, line: _line, ...row }: Row) => row)]);
  const printed = [
    ...new Set((scales as readonly Row[]).map(({ file: _file, ...row }) => JSON.stringify(row))),
  ].sort();
  const told = [
    ...new Set(
      (notes as readonly string[])
        .filter((note) => !note.startsWith('completeness'))
        .map((note) => note.replaceAll(FILES, 'the file')),
    ),
  ];
  return JSON.stringify({ rest, told, printed, verdict, tables: Object.fromEntries(kept) }, null, 1);
}

/** One sentence per order that makes another report. */
export async function orderMatters(program: Program, dist: string, month: Month): Promise<string[]> {
  const random = new Random(month.seed);
  const rows = random.shuffled(month.rowLines);
  const { 'fills.csv': _, 'fills.map.yaml': map, ...others } = month.files;
  const half = Math.floor(rows.length / 2);
  const file = (some: typeof rows): string => month.text(some.flat());
  const maps = (names: readonly string[]): Record<string, string> =>
    map === undefined ? {} : Object.fromEntries(names.map((name) => [`${name}.map.yaml`, map]));
  const orders = {
    shuffled: { ...others, ...maps(['fills']), 'fills.csv': file(rows) },
    'split in two': {
      ...{ ...others, ...maps(['fills-1', 'fills-2']) },
      ...{ 'fills-1.csv': file(rows.slice(half)), 'fills-2.csv': file(rows.slice(0, half)) },
    },
  };
  const first = figuresOf(await reportText(program, dist, month));
  const found: string[] = [];
  for (const [name, files] of Object.entries(orders)) {
    // Where a file's own digits say how it rounds, halves of it may round apart.
    if (name === 'split in two' && month.desk.scale === null) continue;
    const other = figuresOf(await reportText(program, dist, month, files));
    if (other !== first) found.push(`${name}: ${firstDifference(first, other)}`);
  }
  return found;
}

function firstDifference(a: string, b: string): string {
  const [left, right] = [a.split('\n'), b.split('\n')];
  const at = left.findIndex((line, index) => line !== right[index]);
  return `${left[at]?.trim()} became ${right[at]?.trim()}`.slice(0, 300);
}
