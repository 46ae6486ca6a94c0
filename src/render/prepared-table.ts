/** A table ready to be drawn for people: the columns worth drawing and every cell as text. */
import type { Column, Table, Value } from '../report/model.ts';
import { forPeople, isNumeric, stylesOf } from './format-value.ts';
import { safeText } from './safe-text.ts';

export interface PreparedTable {
  readonly columns: readonly Column[];
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly totals: readonly (readonly string[])[];
  /** What is the same in every row and was taken out of the columns: `venue okx`. */
  readonly common: readonly string[];
}

/** The first `most` rows and the totals, without columns that are for machines or hold no word at all. */
export function prepare(table: Table, most: number): PreparedTable {
  const blank = blankColumns(table);
  const shown = table.columns
    .map((column, index) => ({ column, index }))
    .filter(({ column, index }) => !column.machineOnly && !blank.has(index));
  const columns = shown.map(({ column }) => column);
  const pick = (row: readonly Value[]) => shown.map(({ index }) => row[index] ?? null);
  const rows = table.rows.slice(0, most).map(pick);
  const totals = (table.totals ?? []).map(pick);
  const styles = stylesOf(columns, [...rows, ...totals]);
  const texts = (row: readonly Value[]) =>
    columns.map((column, index) => forPeople(row[index]!, column.type, styles[index]!));
  // In a total nothing means "not a sum" (a rate, a date), not "not known".
  const total = (row: readonly Value[]) => texts(row).map((text, index) => (row[index] === null ? '' : text));
  return {
    columns,
    head: columns.map(({ head }) => safeText(head)),
    rows: rows.map(texts),
    totals: totals.map(total),
    common: [],
  };
}

/** What only costs width: words of which no row has any, counts that are all 0 and said elsewhere. */
function blankColumns({ columns, rows, totals = [] }: Table): ReadonlySet<number> {
  const zeros = columns.flatMap(({ hideZeros }, index) => (hideZeros ? [index] : []));
  const words = columns.flatMap(({ type, hideZeros }, index) =>
    hideZeros || isNumeric(type) || index === 0 ? [] : [index],
  );
  const blank = new Set([...zeros, ...words]);
  for (const row of rows) {
    for (const index of zeros) if (row[index] !== 0) blank.delete(index);
    for (const index of words) if (!isEmpty(row[index] ?? null)) blank.delete(index);
    if (blank.size === 0) break;
  }
  for (const row of totals) for (const index of words) if (!isEmpty(row[index] ?? null)) blank.delete(index);
  return blank;
}

const isEmpty = (value: Value) =>
  value === null || value === '' || (Array.isArray(value) && value.length === 0);

/**
 * The table without the columns of words that say the same in every row; what they say is in `common`. The label of a
 * total moves into the first column that is left. A table of one row is left as it is.
 */
export function withoutRepetition(table: PreparedTable): PreparedTable {
  const { columns, rows } = table;
  if (rows.length < 2) return table;
  const repeated = columns.map(
    ({ type }, index) => type === 'text' && rows.every((row) => row[index] === rows[0]![index]),
  );
  const kept = columns.map((_, index) => index).filter((index) => !repeated[index]);
  const [first] = kept;
  // Without a column of words the rows, and the totals, would have no name.
  if (first === undefined || columns[first]!.type !== 'text') return table;
  const pick = <T>(row: readonly T[]) => kept.map((index) => row[index]!);
  return {
    columns: pick(columns),
    head: pick(table.head),
    rows: rows.map(pick),
    totals: table.totals.map((row) => {
      const label = row.find((text, index) => repeated[index] && text !== '') ?? '';
      return pick(row).map((text, index) => (index === 0 && text === '' ? label : text));
    }),
    common: columns.flatMap((_, index) =>
      repeated[index] ? [`${table.head[index]} ${rows[0]![index]}`] : [],
    ),
  };
}
