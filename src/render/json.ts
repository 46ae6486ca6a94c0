/** JSON (schemaVersion 1) and JSON Lines: exact values, stable key order, counts as numbers, other figures as strings. */
import type { Column, ColumnType, Json, Report, Table, Value } from '../report/model.ts';
import { allRows } from './choose-tables.ts';
import { countOf, exact, flagOf, listOf } from './format-value.ts';
import { safeJson } from './safe-text.ts';

/** Grows by one when a reader of an older version would misread the output; additions do not count. */
const SCHEMA_VERSION = 1;

/** The whole report as one JSON document, indented by two blanks, in pieces of one row. */
export async function* jsonDocument(report: Report, tables: readonly Table[]): AsyncGenerator<string> {
  const { command, run, verdict } = report;
  const head = block({ schemaVersion: SCHEMA_VERSION, command, run, verdict: verdict as Json });
  yield `${head.slice(0, -2)},\n  "tables": {`;
  let tableMark = '';
  for (const table of tables) {
    yield `${tableMark}\n    ${safeJson(JSON.stringify(table.name))}: [`;
    let rowMark = '';
    for (const row of table.rows) {
      yield `${rowMark}\n${indented(block(rowObject(table.columns, row)), '      ')}`;
      rowMark = ',';
    }
    yield rowMark === '' ? ']' : '\n    ]';
    tableMark = ',';
  }
  yield tableMark === '' ? '}\n}\n' : '\n  }\n}\n';
}

/** One object per line and row, its table's name first; every row, streamed. */
export async function* jsonLines(tables: readonly Table[]): AsyncGenerator<string> {
  for (const table of tables) {
    for await (const rows of allRows(table)) {
      yield rows
        .map((row) => {
          const line = { table: table.name, ...rowObject(table.columns, row) };
          return `${safeJson(JSON.stringify(line))}\n`;
        })
        .join('');
    }
  }
}

function rowObject(columns: readonly Column[], row: readonly Value[]): Record<string, Json> {
  return Object.fromEntries(
    columns.map((column, index) => [column.key, jsonValue(row[index] ?? null, column.type)]),
  );
}

function jsonValue(value: Value, type: ColumnType): Json {
  if (value === null) return null;
  if (type === 'count') return countOf(value);
  if (type === 'list') return listOf(value);
  if (type === 'flag') return flagOf(value);
  return exact(value, type);
}

function block(value: Json): string {
  return safeJson(JSON.stringify(value, null, 2));
}

function indented(text: string, indent: string): string {
  return text.replace(/^/gm, indent);
}
