/** Draws the tables of a benchmark run as Markdown: `node test/bench/report.js bench.json`. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** @param {number[]} numbers */
function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** @param {number} seconds */
const seconds = (seconds) => (seconds < 10 ? seconds.toFixed(2) : seconds.toFixed(1));

/** @param {number[]} walls */
function spread(walls) {
  if (walls.length < 2) return seconds(walls[0]);
  return `${seconds(median(walls))} (${seconds(Math.min(...walls))}–${seconds(Math.max(...walls))})`;
}

/** @param {(number | null)[]} cpus */
const processor = (cpus) => (cpus.some((cpu) => cpu === null) ? '—' : seconds(median(cpus)));

/** @param {number | null} kib */
const mebibytes = (kib) => (kib === null ? '—' : `${Math.round(kib / 1024)}`);

/**
 * The median over the rounds of one's time ÷ the other's in the same round.
 *
 * @param {{ walls: number[] }} one
 * @param {{ walls: number[] } | undefined} other
 */
function ratio(one, other) {
  if (other === undefined || other.walls.length === 0) return '—';
  const value = median(one.walls.map((wall, round) => wall / other.walls[round]));
  return value < 10 ? value.toFixed(2) : value.toFixed(0);
}

/** @param {{ exact: boolean, identical: boolean | null, group: string }} entry */
function same({ exact, identical, group }) {
  if (group === '') return '—';
  if (identical === null) return 'not compared';
  if (identical) return 'yes';
  return exact ? '**WRONG**' : '**no** (not exact)';
}

/**
 * @param {string[]} head
 * @param {string[][]} rows
 */
const table = (head, rows) =>
  [head, head.map((_, index) => (index === 0 ? '---' : '---:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');

const timed = (part) => part.entries.filter(({ walls }) => walls.length > 0);
const named = (part, name) => timed(part).find((entry) => entry.name === name);

/** The side-by-side: ratios above 1 are times slower than the column's engine. */
function question(part) {
  const [fast, limbs, decimal, wc] = ['fast-2', 'duckdb-limbs', 'duckdb-decimal', 'wc'].map((name) =>
    named(part, name),
  );
  const head = ['engine', 'threads', 'identical', 'wall s', 'cpu s', 'peak MiB'];
  const versus = ['÷ fast-2', '÷ DuckDB limbs', '÷ DuckDB decimal', '÷ wc'];
  const rows = timed(part).map((entry) => [
    entry.title,
    `${entry.threads}`,
    same(entry),
    spread(entry.walls),
    processor(entry.cpus),
    mebibytes(entry.peakKiB),
    ...[fast, limbs, decimal, wc].map((other) => ratio(entry, other)),
  ]);
  return table([...head, ...versus], rows);
}

/** Start-up: milliseconds, and more than the reference engine takes. */
function start(part) {
  const reference = named(part, 'reference');
  const rows = timed(part).map((entry) => {
    const ms = median(entry.walls) * 1000;
    const more =
      reference === undefined || entry.group === '' ? '—' : (ms - median(reference.walls) * 1000).toFixed(0);
    return [entry.title, `${entry.threads}`, same(entry), ms.toFixed(0), more, mebibytes(entry.peakKiB)];
  });
  return table(['process', 'threads', 'identical', 'wall ms', 'ms over reference', 'peak MiB'], rows);
}

function full(part) {
  const rows = timed(part).map((entry) => {
    const wall = median(entry.walls);
    const perRow = ((wall / part.rows) * 1e9).toFixed(0);
    return [
      entry.title,
      `${entry.threads}`,
      same(entry),
      spread(entry.walls),
      processor(entry.cpus),
      perRow,
      mebibytes(entry.peakKiB),
    ];
  });
  return table(['reconcile', 'threads', 'identical', 'wall s', 'cpu s', 'ns per row', 'peak MiB'], rows);
}

/** All sizes in one table: seconds, nanoseconds per row and peak memory of each engine. */
function curve(parts) {
  const names = [...new Set(parts.flatMap((part) => timed(part).map(({ name }) => name)))];
  const rows = parts.map((part) => [
    part.title,
    ...names.map((name) => {
      const entry = named(part, name);
      if (entry === undefined) return '—';
      const wall = median(entry.walls);
      return `${seconds(wall)} s, ${((wall / part.rows) * 1e9).toFixed(0)} ns, ${mebibytes(entry.peakKiB)} MiB`;
    }),
  ]);
  return table(['rows', ...names], rows);
}

/**
 * @param {{ setting: Record<string, unknown>, parts: { name: string, title: string, rounds: number, entries: object[] }[] }} results
 * @returns {string} Markdown
 */
export function tablesOf({ setting, parts }) {
  const { version, node, system, processors, memoryGiB, tool } = setting;
  const pieces = [
    `fee-audit ${version}, Node ${node}, ${system}, ${processors}, ${memoryGiB} GiB; timed with ${tool}.`,
  ];
  const draw = { question, start, full };
  for (const part of parts.filter(({ name }) => name !== 'curve')) {
    const heading = `### ${part.title} (medians of ${part.rounds} rounds)`;
    const left = part.entries.filter(({ trouble }) => trouble !== null);
    const missing = left.map(({ name, trouble }) => `Left out: ${name}: ${trouble}`);
    pieces.push(heading, draw[part.name](part), ...missing);
  }
  const sizes = parts.filter(({ name }) => name === 'curve');
  if (sizes.length > 0) pieces.push(`### Cost curve (medians of ${sizes[0].rounds} rounds)`, curve(sizes));
  return pieces.join('\n\n');
}

if (resolve(process.argv[1] ?? '') === import.meta.filename) {
  const [, , file] = process.argv;
  if (file === undefined) {
    console.error('usage: node test/bench/report.js bench.json');
    process.exitCode = 2;
  } else console.log(tablesOf(JSON.parse(readFileSync(file, 'utf8'))));
}
