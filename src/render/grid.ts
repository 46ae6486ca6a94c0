/** Draws laid-out cells as lines. Two printers, same look: cli-table3 for summaries, a plain one for long lists. */
import Table from 'cli-table3';
import stringWidth from 'string-width';
import { GAP } from './layout.ts';

/** One column of the grid. */
export interface GridColumn {
  readonly width: number;
  readonly align: 'left' | 'right';
}

/** A row: one list of lines per column, each line within the column's width. */
export type GridRow = readonly (readonly string[])[];

/** cli-table3 grows faster than linearly with its rows; beyond this many the plain printer takes over. */
const MOST_LIBRARY_ROWS = 500;

/** The rows as lines without trailing blanks, borders or colours. */
export function* drawGrid(columns: readonly GridColumn[], rows: readonly GridRow[]): Generator<string> {
  if (rows.length <= MOST_LIBRARY_ROWS && rows.every((row) => row.every((lines) => lines.every(isSimple)))) {
    yield* drawWithLibrary(columns, rows);
  } else {
    for (const row of rows) yield* drawRow(columns, row);
  }
}

/** The library measures text by older Unicode tables than ours: it gets only text that both measure alike. */
function isSimple(text: string): boolean {
  return /^[\x20-\x7e—–…·→×÷]*$/.test(text);
}

const noBorders = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: ' '.repeat(GAP),
};

function drawWithLibrary(columns: readonly GridColumn[], rows: readonly GridRow[]): string[] {
  if (rows.length === 0 || columns.length === 0) return [];
  const table = new Table({
    chars: noBorders,
    // Without this the library colours heads and borders by itself, even into a pipe.
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colAligns: columns.map(({ align }) => align),
    colWidths: columns.map(({ width }) => width),
  });
  for (const row of rows) table.push(row.map((lines) => lines.join('\n')));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}

function* drawRow(columns: readonly GridColumn[], row: GridRow): Generator<string> {
  const height = row.reduce((most, lines) => Math.max(most, lines.length), 1);
  for (let line = 0; line < height; line++) {
    const cells = columns.map(({ width, align }, index) => {
      const text = row[index]?.[line] ?? '';
      const blanks = ' '.repeat(Math.max(0, width - stringWidth(text)));
      return align === 'right' ? blanks + text : text + blanks;
    });
    yield cells.join(' '.repeat(GAP)).trimEnd();
  }
}
