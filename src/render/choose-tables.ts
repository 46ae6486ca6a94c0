/** Which tables of a report an output shows. */
import { fail, nearest } from '../domain/problem.ts';
import type { Report, Row, Table } from '../report/model.ts';

/** The named tables in the order they were named, each once. @throws KnownError `table-unknown` */
export function namedTables(report: Report, names: readonly string[]): Table[] {
  return [...new Set(names)].map((name) => findTable(report, name));
}

/**
 * The one table of a format that holds only one: the named one, else the report's default.
 * @throws KnownError `one-table` when several are named, `table-unknown`
 */
export function oneTable(report: Report, names: readonly string[], format: string): Table {
  const tables = namedTables(report, names.length === 0 ? [report.defaultTable] : names);
  if (tables.length > 1) {
    fail('one-table', `${format} prints one table, but ${tables.length} were named`, {
      value: tables.map(({ name }) => name).join(', '),
      hint: 'name one, or write every table into a folder with --output DIR/',
    });
  }
  return tables[0]!;
}

function findTable(report: Report, name: string): Table {
  const found = report.tables.find((table) => table.name === name);
  if (found !== undefined) return found;
  const known = report.tables.map((table) => table.name);
  const near = nearest(name, known);
  return fail('table-unknown', `there is no table of this name in the output of ${report.command}`, {
    value: name,
    hint: `${near.length > 0 ? `did you mean ${near.join(' or ')}? ` : ''}known: ${known.join(', ')}`,
  });
}

/** Every row of a table, whether it is held or streamed, in batches: few enough to be forgotten soon. */
export async function* allRows(table: Table): AsyncGenerator<readonly Row[]> {
  if (table.stream === undefined) yield* inBatches(table.rows);
  else for await (const rows of table.stream()) yield* inBatches(rows);
}

/** Rows of a batch; a thousand outlive V8's young generation, so that a long table would stand in memory twice. */
const BATCH = 100;

function* inBatches(rows: Iterable<Row>): Generator<readonly Row[]> {
  let batch: Row[] = [];
  for (const row of rows) {
    batch.push(row);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
