/** Report → text in any format. One row model feeds them all, so that figures cannot differ. */
import { Chalk } from 'chalk';
import type { Letter, Report } from '../report/model.ts';
import { namedTables, oneTable } from './choose-tables.ts';
import { separatedValues } from './csv.ts';
import { page } from './html.ts';
import { jsonDocument, jsonLines } from './json.ts';
import { letterText, markdown } from './markdown.ts';
import { safeText } from './safe-text.ts';
import { terminal, verdict } from './terminal.ts';

/** Every format there is, in the order of the help. */
export const FORMATS = ['table', 'csv', 'tsv', 'json', 'jsonl', 'markdown', 'html', 'xlsx'] as const;
export type Format = (typeof FORMATS)[number];

/** Whether a format tells of the run itself, beside its tables. */
export const tellsRun = (format: Format): boolean => format === 'json' || format === 'xlsx';

export interface RenderOptions {
  readonly format: Format;
  /** Names of tables; empty = the format's default. */
  readonly tables: readonly string[];
  /** Columns of the terminal; null = unlimited, for pipes and files. */
  readonly width: number | null;
  /** 0 = no colour. */
  readonly chalkLevel: 0 | 1 | 2 | 3;
}

/**
 * The report as text, piece by piece, or as the bytes of a workbook. Table, Markdown and HTML show every table that is not
 * on request; JSON and xlsx hold all; CSV,
 * TSV and JSON Lines the default one. @throws KnownError `table-unknown`, `one-table`
 */
export async function* render(report: Report, options: RenderOptions): AsyncGenerator<string | Uint8Array> {
  const { format, tables: names } = options;
  const named = names.length > 0;
  switch (format) {
    case 'csv':
      return yield* separatedValues(oneTable(report, names, format), ',');
    case 'tsv':
      return yield* separatedValues(oneTable(report, names, format), '\t');
    case 'json':
      return yield* jsonDocument(report, named ? namedTables(report, names) : report.tables);
    case 'jsonl':
      return yield* jsonLines(namedTables(report, named ? names : [report.defaultTable]));
    case 'markdown':
      return yield* markdown(report, overview(report, names), named);
    case 'html':
      return yield* page(report, overview(report, names), named);
    case 'xlsx': {
      const { workbook } = await import('./xlsx.ts');
      yield await workbook(report, named ? namedTables(report, names) : report.tables, named);
      return;
    }
    case 'table':
      return yield* terminal(report, overview(report, names), { ...options, named });
  }
}

function overview(report: Report, names: readonly string[]) {
  const shown =
    names.length > 0 ? namedTables(report, names) : report.tables.filter(({ onRequest }) => !onRequest);
  return shown.flatMap((table) => table.parts ?? [table]);
}

/** The verdict alone, for `--quiet`. */
export function renderVerdict(report: Report, options: Pick<RenderOptions, 'width' | 'chalkLevel'>): string {
  const lines = verdict(report, options, new Chalk({ level: options.chalkLevel }));
  return lines.map((line) => `${line}\n`).join('');
}

/** The one line for a mail's subject, for `--summary-line`; the first line of the verdict where a report has none. */
export function renderSummaryLine(report: Report): string {
  const line = report.summaryLine ?? report.verdictLines[0] ?? '';
  return line === '' ? '' : `${safeText(line)}\n`;
}

/** A letter as Markdown. */
export function renderLetter(letter: Letter): string {
  return [...letterText(letter)].join('');
}
