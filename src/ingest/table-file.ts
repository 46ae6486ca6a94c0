/** Small strict CSV files that users write: instruments, prices. */
import { fail } from '../domain/problem.ts';
import { cellsOf, headerName } from './header.ts';
import { type Framing, RecordCutter, type Row } from './records.ts';

export interface TableRow {
  readonly line: number;
  /** In the order of the columns asked for. */
  readonly cells: readonly string[];
}

/**
 * The rows of a CSV text whose header holds these columns, in any order, cells trimmed. Lines that begin with
 * # are comments.
 * @throws KnownError when a column is missing or doubled, or a row is not whole
 */
export function readTable(text: string, file: string, columns: readonly string[]): TableRow[] {
  const clean = text.replaceAll('\r\n', '\n').replaceAll('\r', '\n');
  const lines = clean.split('\n');
  let at = 0;
  while (at < lines.length && /^\ufeff?\s*(#.*)?$/.test(lines[at]!)) at++;
  const example = `the first line is ${columns.join(',')}`;
  const head = lines[at];
  if (head === undefined) fail('file-empty', 'the file is empty', { file, hint: example });
  const delimiter = head.includes(';') && !head.includes(',') ? ';' : ',';
  const names = (cellsOf(head, delimiter) ?? []).map((cell) => headerName(cell).name);
  const places = columns.map((column) => {
    const index = names.indexOf(column.toLowerCase());
    const sentence = index === -1 ? `the column ${column} is missing` : `the column ${column} is there twice`;
    if (index === -1 || names.indexOf(column.toLowerCase(), index + 1) !== -1) {
      fail('table-header', sentence, { file, line: at + 1, hint: example });
    }
    return index;
  });
  return bodyRows(lines, at, { file, delimiter, width: names.length }).map(({ line, cells, fault }) => {
    if (fault !== null) return fail(fault.code, fault.sentence, fault);
    if (cells.length < names.length) {
      fail('row-short', `the row has ${cells.length} cells, the header ${names.length}`, {
        file,
        line,
        hint: example,
      });
    }
    return { line, cells: places.map((place) => cells[place]!.trim()) };
  });
}

/** The rows below the header at index `at` of these lines; lines that begin with # are comments, blank ones no rows. */
export function bodyRows(lines: readonly string[], at: number, framing: Framing): Row[] {
  const cutter = new RecordCutter(framing);
  const body = lines.slice(at + 1).map((line) => (line.startsWith('#') ? '' : line));
  const block = { firstLine: at + 2, text: body.join('\n'), terminated: true, overlong: false };
  return [...cutter.push(block), ...cutter.finish(lines.length)];
}
