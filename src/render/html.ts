/** One page without scripts, addresses or outside files: verdict, headline, a table per section, notes last. */
import type { Report, Table, Value } from '../report/model.ts';
import { forPeople, isNumeric, type Style, stylesOf } from './format-value.ts';
import { safeText } from './safe-text.ts';

/** Rows of one table on a page; the rest is counted. */
const MOST_ROWS = 1000;

const STYLE = `body{font:14px/1.4 system-ui,sans-serif;margin:2em;color:#111;background:#fff}
table{border-collapse:collapse;margin:.5em 0 1.5em}th,td{padding:.2em .7em;border-bottom:1px solid #ddd;text-align:left;vertical-align:top}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}tfoot td{font-weight:bold}
@media print{body{margin:0}}@media(prefers-color-scheme:dark){body{color:#eee;background:#111}th,td{border-color:#444}}`;

/** @param named true = only these tables were asked for: no headline, no notes */
export async function* page(
  report: Report,
  tables: readonly Table[],
  named: boolean,
): AsyncGenerator<string> {
  const title = escaped(`fee-audit ${report.command}`);
  yield `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width"><title>${title}</title>
<style>${STYLE}</style></head><body>
<h1>${title}</h1>
`;
  for (const [index, line] of report.verdictLines.entries()) {
    yield index === 0
      ? `<p><strong>${escaped(line.trim())}</strong></p>\n`
      : `<p>${escaped(line.trim())}</p>\n`;
  }
  if (!named && report.headline.length > 0) yield list(report.headline);
  for (const table of tables) if (named || table.rows.length > 0) yield section(table);
  if (!named && report.notes.length > 0) yield `<h2>Notes</h2>\n${list(report.notes)}`;
  yield '</body></html>\n';
}

function list(lines: readonly string[]): string {
  return `<ul>\n${lines.map((line) => `<li>${escaped(line.trim())}</li>\n`).join('')}</ul>\n`;
}

function section(table: Table): string {
  const { columns } = table;
  const rows = table.rows.slice(0, MOST_ROWS);
  const totals = table.totals ?? [];
  const styles = stylesOf(columns, [...rows, ...totals]);
  const cells = (row: readonly Value[], blank: boolean) =>
    columns
      .map(({ type }, index) => {
        const value = row[index] ?? null;
        const shown = blank && value === null ? '' : escaped(forPeople(value, type, styles[index] as Style));
        return `<td${isNumeric(type) ? ' class="n"' : ''}>${shown}</td>`;
      })
      .join('');
  const head = columns
    .map(
      ({ head: name, type }) => `<th scope="col"${isNumeric(type) ? ' class="n"' : ''}>${escaped(name)}</th>`,
    )
    .join('');
  const body = rows.map((row) => `<tr>${cells(row, false)}</tr>\n`).join('');
  const foot = totals.map((row) => `<tr>${cells(row, true)}</tr>\n`).join('');
  const rest = table.rows.length - rows.length;
  const more = rest > 0 ? [`… ${rest} more rows: --format csv --table ${table.name}`] : [];
  const under = [...more, ...(table.footnotes ?? [])].map((note) => `<p>${escaped(note)}</p>\n`).join('');
  return `<h2>${escaped(table.title)}</h2>
<table><thead><tr>${head}</tr></thead><tbody>
${body}</tbody>${foot === '' ? '' : `<tfoot>\n${foot}</tfoot>`}</table>
${under}`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text that a page shows as it is. */
function escaped(text: string): string {
  return safeText(text).replace(/[&<>"']/g, (char) => ENTITIES[char]!);
}
