/** The report for people at a terminal or in a mail: verdict first, then the headline, the tables, the notes. */
import { Chalk, type ChalkInstance } from 'chalk';
import type { Report, Table } from '../report/model.ts';
import { isNumeric } from './format-value.ts';
import { drawGrid, type GridColumn, type GridRow } from './grid.ts';
import { type Block, fitted, layOut, wrapped } from './layout.ts';
import { type PreparedTable, prepare, withoutRepetition } from './prepared-table.ts';
import { safeText } from './safe-text.ts';

/** Rows of one table in the overview of a command that judges; the rest is counted. */
const OVERVIEW_ROWS = 20;
/** Rows of a table that was asked for. */
const NAMED_ROWS = 1000;
/** How far tables stand in from their headings. */
const INDENT = '  ';

/** Where and how the text is shown. */
export interface Terminal {
  /** Columns to fit into; null = unlimited, for pipes and files: nothing is fitted and no rule is drawn. */
  readonly width: number | null;
  /** 0 = no colour. */
  readonly chalkLevel: 0 | 1 | 2 | 3;
  /** True = the tables were asked for by name: no headline, no notes, more rows, empty tables too. */
  readonly named: boolean;
}

/** The report as text, in pieces that end with a line feed. */
export async function* terminal(
  report: Report,
  tables: readonly Table[],
  how: Terminal,
): AsyncGenerator<string> {
  const chalk = new Chalk({ level: how.chalkLevel });
  // Where nothing is judged the tables are the answer, not an overview of it.
  const rows = how.named || report.verdict === null ? NAMED_ROWS : OVERVIEW_ROWS;
  let begun = false;
  const paragraph = (lines: readonly string[]) => {
    const text = `${begun ? '\n' : ''}${lines.join('\n')}\n`;
    begun = true;
    return text;
  };
  if (report.verdictLines.length > 0) yield paragraph(verdict(report, how, chalk));
  if (!how.named && report.headline.length > 0) yield paragraph(sentences(report.headline, how.width));
  for (const table of tables) {
    if (table.rows.length === 0 && !how.named) continue;
    yield paragraph([chalk.bold(heading(table))]);
    for (const line of tableLines(table, { ...how, rows })) yield `${line}\n`;
  }
  if (!how.named && report.notes.length > 0) {
    yield paragraph([chalk.bold('NOTES'), ...report.notes.flatMap((note) => bulleted(note, how.width))]);
  }
}

/** The verdict's own lines, for `--quiet` as well. The first is coloured; colour repeats what its words say. */
export function verdict(report: Report, how: Pick<Terminal, 'width'>, chalk: ChalkInstance): string[] {
  const [first, ...others] = report.verdictLines;
  if (first === undefined) return [];
  const status = report.verdict?.status ?? '';
  const paint =
    status === 'clean'
      ? chalk.green.bold
      : status === 'unproven'
        ? chalk.yellow.bold
        : status === ''
          ? (text: string) => text
          : chalk.red.bold;
  return [...sentences([first], how.width).map((line) => paint(line)), ...sentences(others, how.width)];
}

/** Titles of plain words stand in capitals; names of schedules and versions stay as they are written. */
function heading(table: Table): string {
  const title = safeText(table.title);
  return /^[\p{L}\p{N}\p{P} ]+$/u.test(title) && !/[/_:.]/.test(title) ? title.toUpperCase() : title;
}

/** Each sentence on its own line or lines; one that is set in keeps its indent on all of them. */
function sentences(lines: readonly string[], width: number | null): string[] {
  return lines.flatMap((line) => {
    const text = safeText(line);
    if (width === null) return [text];
    const indent = /^ */.exec(text)![0].slice(0, Math.floor(width / 2));
    return wrapped(text.trimStart(), width - indent.length).map((part) => indent + part);
  });
}

function bulleted(note: string, width: number | null): string[] {
  const lines = sentences([note], width === null ? null : width - INDENT.length);
  return lines.map((line, index) => `${index === 0 ? '- ' : INDENT}${line}`);
}

function* tableLines(table: Table, how: Terminal & { readonly rows: number }): Generator<string> {
  const width = how.width === null ? null : how.width - INDENT.length;
  if (table.rows.length === 0) yield `${INDENT}no rows`;
  else yield* body(table, how, width);
  const rest = table.rows.length - Math.min(table.rows.length, how.rows);
  const more = how.named
    ? `… ${rest} more: --format csv --table ${table.name}`
    : `… ${rest} more: --table ${table.name}`;
  for (const line of [...(rest > 0 ? [more] : []), ...(table.footnotes ?? [])]) {
    for (const part of sentences([line], width)) yield `${INDENT}${part}`;
  }
}

/** On a terminal that is too narrow, what repeats in every row is said once above the table. */
function* body(
  table: Table,
  how: Terminal & { readonly rows: number },
  width: number | null,
): Generator<string> {
  let prepared = prepare(table, how.rows);
  let blocks = blocksOf(prepared, width);
  if (blocks.length > 1) {
    prepared = withoutRepetition(prepared);
    blocks = blocksOf(prepared, width);
  }
  if (prepared.common.length > 0) {
    for (const line of sentences([prepared.common.join(' · ')], width)) yield `${INDENT}${line}`;
  }
  for (const [position, block] of blocks.entries()) {
    if (position > 0) yield '';
    yield* drawBlock(prepared, block, how.width !== null);
  }
}

function blocksOf({ columns, head, rows, totals }: PreparedTable, width: number | null): Block[] {
  return layOut(columns, [head, ...rows, ...totals], width);
}

/** One block with its rules: under the head and above the totals on a terminal, none in a pipe. */
function* drawBlock(table: PreparedTable, block: Block, onTerminal: boolean): Generator<string> {
  const { columns, totals } = table;
  const grid: GridColumn[] = block.map(({ index, width }) => ({
    width,
    align: isNumeric(columns[index]!.type) ? 'right' : 'left',
  }));
  const fit = (row: readonly string[]): GridRow =>
    block.map(({ index, width }) => fitted(row[index]!, columns[index]!.type, width, onTerminal));
  const rows = [table.head, ...table.rows, ...totals].map(fit);
  const heights = rows.map((row) => row.reduce((most, lines) => Math.max(most, lines.length), 1));
  const linesBefore = (row: number) => heights.slice(0, row).reduce((sum, height) => sum + height, 0);
  const rules = onTerminal
    ? [1, ...(totals.length > 0 ? [rows.length - totals.length] : [])].map(linesBefore)
    : [];
  const rule = grid.map(({ width }) => '─'.repeat(width)).join('  ');
  let count = 0;
  for (const line of drawGrid(grid, rows)) {
    if (rules.includes(count)) yield `${INDENT}${rule}`;
    yield `${INDENT}${line}`.trimEnd();
    count++;
  }
}
