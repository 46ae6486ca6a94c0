/** GitHub-flavoured Markdown: verdict, headline, one table per section, notes last. */
import type { Letter, Report, Row, Table } from '../report/model.ts';
import { forPeople, isNumeric, stylesOf } from './format-value.ts';
import { safeText } from './safe-text.ts';

/** Rows of one table in a document for reading; the rest is counted. */
const MOST_ROWS = 1000;

/** The tables as sections. Tables asked for by name (`named`) come without headline and notes, but even when empty. */
export async function* markdown(
  report: Report,
  tables: readonly Table[],
  named: boolean,
): AsyncGenerator<string> {
  yield `# fee-audit ${escaped(report.command)}\n`;
  for (const sentence of report.verdictLines) yield `\n**${escaped(sentence.trim())}**\n`;
  if (!named) for (const sentence of report.headline) yield `\n${escaped(sentence.trim())}\n`;
  for (const table of tables) if (named || table.rows.length > 0) yield section(table);
  if (!named && report.notes.length > 0) {
    yield `\n## Notes\n\n${report.notes.map((note) => `- ${escaped(note)}\n`).join('')}`;
  }
}

/** A letter: its title, its sentences, its tables. */
export function* letterText({ title, paragraphs, tables }: Letter): Generator<string> {
  yield `# ${escaped(title)}\n`;
  for (const sentence of paragraphs) yield `\n${escaped(sentence)}\n`;
  for (const table of tables) yield section(table);
}

function section(table: Table): string {
  const { columns } = table;
  const rows = table.rows.slice(0, MOST_ROWS);
  const totals = table.totals ?? [];
  const styles = stylesOf(columns, [...rows, ...totals]);
  const texts = (row: Row) =>
    columns.map((column, index) => escaped(forPeople(row[index] ?? null, column.type, styles[index]!)));
  // In a total nothing means "not a sum" (a rate, a date), not "not known".
  const strong = (row: Row) =>
    texts(row).map((text, index) => ((row[index] ?? null) === null || text === '' ? '' : `**${text}**`));
  const lines = [
    line(columns.map(({ head }) => escaped(head))),
    line(columns.map(({ type }) => (isNumeric(type) ? '---:' : '---'))),
    ...rows.map((row) => line(texts(row))),
    ...totals.map((row) => line(strong(row))),
  ];
  const rest = table.rows.length - rows.length;
  const more = rest > 0 ? [`… ${rest} more rows: --format csv --table ${table.name}`] : [];
  const foot = [...more, ...(table.footnotes ?? [])].map((note) => `\n${escaped(note)}\n`).join('');
  return `\n## ${escaped(table.title)}\n\n${lines.join('')}${foot}`;
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |\n`;
}

/**
 * Text that Markdown shows as it is: no markup, no HTML, no cell border, no link made of a bare address. An underscore
 * within a word is no markup and stays readable (`TIER_STALE`).
 */
function escaped(text: string): string {
  return safeText(text)
    .replace(/[\\`*{}[\]<>&|~$!#]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\$&')
    .replace(/^(\s*)([-+=]|\d+[.)])(?=\s|$)/u, escapedLeader)
    .replace(/(https?|ftp|mailto):/gi, '$1\\:')
    .replace(/\bwww\./gi, 'www\\.');
}

/** A leading list mark or rule: the backslash stands before its punctuation. */
function escapedLeader(_match: string, blanks: string, mark: string): string {
  return `${blanks}${mark.slice(0, -1)}\\${mark.slice(-1)}`;
}
