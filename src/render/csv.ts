/** Comma- and tab-separated values: RFC 4180 with LF, UTF-8 without BOM, machine names as head, every row. */
import { stringify } from 'csv-stringify/sync';
import type { ColumnType, Table, Value } from '../report/model.ts';
import { allRows } from './choose-tables.ts';
import { exact, LIST_MARK, listOf } from './format-value.ts';
import { isWords, safeCell } from './safe-text.ts';

/** The table as separated values; not-known cells are empty, totals are left out. */
export async function* separatedValues(table: Table, delimiter: ',' | '\t'): AsyncGenerator<string> {
  const { columns } = table;
  const write = (records: readonly string[][]) =>
    // A lone empty cell is quoted: a blank line would be skipped by readers.
    stringify([...records], { delimiter, record_delimiter: '\n', quoted_empty: columns.length === 1 });
  yield write([columns.map(({ key }) => safeCell(key))]);
  for await (const rows of allRows(table)) {
    yield write(rows.map((row) => columns.map((column, index) => cell(row[index] ?? null, column.type))));
  }
}

function cell(value: Value, type: ColumnType): string {
  if (value === null) return '';
  // Each word of a list by itself: a spreadsheet of another locale may split the cell at the mark.
  if (type === 'list') return listOf(value).map(safeCell).join(LIST_MARK);
  const text = exact(value, type) ?? '';
  return isWords(type) ? safeCell(text) : text;
}
