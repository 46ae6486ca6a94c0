/** Workbook: typed cells, ids as text, exact text beside numbers that a spreadsheet cannot hold. Same report, same bytes. */
import { Decimal, plain } from '../domain/decimal.ts';
import { MINUTE, SECOND } from '../domain/time.ts';
import type { Column, Json, Report, Table, Value } from '../report/model.ts';
import { countOf, exact, isNumeric, LIST_MARK, listOf } from './format-value.ts';
import { safeText } from './safe-text.ts';

type Cell = {
  readonly value?: string | number | Date;
  readonly type?: StringConstructor | NumberConstructor | DateConstructor;
  readonly format?: string;
  readonly fontWeight?: 'bold';
  readonly align?: 'right';
} | null;

interface Sheet {
  readonly sheet: string;
  readonly data: Cell[][];
  readonly columns: { readonly width: number }[];
  readonly stickyRowsCount?: number;
}

/** A spreadsheet keeps this many significant digits of a number. */
const DIGITS = 15;
/** A cell holds no more characters. */
const MOST_TEXT = 32_767;
const MOST_WIDTH = 48;

/** Sheets that have names of their own; others are named after their table. */
const NAMES: Readonly<Record<string, string>> = {
  reconciliation: 'Reconciliation',
  breaks: 'Breaks',
  rebate: 'Rebate',
};
const FIRST = ['reconciliation', 'breaks', 'rebate'];

/** The report as a workbook: Summary, the tables, Inputs. @param named true = only these tables were asked for */
export async function workbook(
  report: Report,
  tables: readonly Table[],
  named: boolean,
): Promise<Uint8Array> {
  const { default: writeXlsxFile } = await import('write-excel-file/node');
  const ordered = named ? tables : inOrder(tables);
  const sheets = [
    ...(named ? [] : [summary(report)]),
    ...ordered.map(tableSheet),
    ...(named || report.run === null ? [] : [inputs(report.run)]),
  ];
  const buffer = await writeXlsxFile(sheets as Parameters<typeof writeXlsxFile>[0]).toBuffer();
  return withoutClock(buffer);
}

/** The three that everybody looks for, whether they hold rows or not; then all others that do. */
function inOrder(tables: readonly Table[]): Table[] {
  const first = FIRST.flatMap((name) => tables.find((table) => table.name === name) ?? []);
  const rest = tables.filter(({ name, rows }) => !FIRST.includes(name) && name !== 'run' && rows.length > 0);
  return [...first, ...rest];
}

const text = (value: string, bold = false): Cell => ({
  value: safeText(value).slice(0, MOST_TEXT),
  type: String,
  ...(bold ? { fontWeight: 'bold' as const } : {}),
});

function summary(report: Report): Sheet {
  const lines = [...report.verdictLines, '', ...report.headline, '', ...report.notes];
  const data: Cell[][] = [[text(`fee-audit ${report.command}`, true)]];
  for (const [index, line] of lines.entries())
    data.push([line === '' ? null : text(line.trim(), index === 0)]);
  return { sheet: 'Summary', data, columns: [{ width: 120 }] };
}

/** A sheet's name has at most 31 characters and none of []:*?/\. */
function sheetName(name: string): string {
  const own = NAMES[name] ?? `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
  return own.replace(/[[\]:*?/\\]/g, '-').slice(0, 31);
}

function tableSheet(table: Table): Sheet {
  const { columns } = table;
  const own = [...table.rows];
  const totals = table.totals ?? [];
  const rows = [...own, ...totals];
  const long = columns.map(
    ({ type }, index) =>
      isNumeric(type) && type !== 'count' && rows.some((row) => isLong(row[index] ?? null)),
  );
  const head: Cell[] = columns.flatMap((column, index) => [
    text(column.type === 'time' ? `${column.key} (UTC)` : column.key, true),
    ...(long[index] ? [text(`${column.key} (exact)`, true)] : []),
  ]);
  const line = (row: readonly Value[], bold: boolean): Cell[] =>
    columns.flatMap((column, index) => {
      const value = row[index] ?? null;
      const cell = bolder(typedCell(value, column), bold);
      return long[index]
        ? [cell, value === null ? null : text(exact(value, column.type) ?? '', bold)]
        : [cell];
    });
  const data = [head, ...own.map((row) => line(row, false)), ...totals.map((row) => line(row, true))];
  return { sheet: sheetName(table.name), data, columns: widths(data), stickyRowsCount: 1 };
}

const bolder = (cell: Cell, bold: boolean): Cell =>
  cell === null || !bold ? cell : { ...cell, fontWeight: 'bold' };

/** True for a decimal that a spreadsheet would round. */
function isLong(value: Value): boolean {
  return Decimal.isDecimal(value) && value.precision() > DIGITS;
}

function typedCell(value: Value, { type }: Column): Cell {
  if (value === null) return null;
  switch (type) {
    case 'count':
      return { value: countOf(value), type: Number, format: '0' };
    case 'time':
      return dateCell(value as number);
    case 'list':
      return text(listOf(value).join(LIST_MARK));
    case 'text':
    case 'id':
    case 'sentence':
      return text(String(value));
    default:
      return numberCell(value as Decimal, type);
  }
}

function dateCell(instant: number): Cell {
  const format =
    instant % SECOND !== 0
      ? 'yyyy-mm-dd hh:mm:ss.000'
      : instant % MINUTE !== 0
        ? 'yyyy-mm-dd hh:mm:ss'
        : 'yyyy-mm-dd hh:mm';
  return { value: new Date(instant), type: Date, format };
}

/** At most 15 digits stand in the cell; where there are more the exact text stands beside. */
function numberCell(value: Decimal, type: Column['type']): Cell {
  const held = value.toSignificantDigits(DIGITS);
  const format =
    type === 'ratio' ? '0.00####%' : type === 'signed' ? '+0.00######;-0.00######;0.00' : '0.00######';
  return { value: held.toNumber(), type: Number, format, align: 'right' };
}

function widths(data: readonly Cell[][]): { width: number }[] {
  const count = Math.max(...data.map((row) => row.length));
  return Array.from({ length: count }, (_, index) => {
    const longest = Math.max(...data.slice(0, 200).map((row) => shownLength(row[index] ?? null)));
    return { width: Math.min(MOST_WIDTH, Math.max(8, longest + 2)) };
  });
}

function shownLength(cell: Cell): number {
  if (cell === null || cell.value === undefined) return 0;
  return cell.value instanceof Date ? 20 : String(cell.value).length;
}

/** The `run` object as rows: what was read and by which rules. */
function inputs(run: Json): Sheet {
  const data: Cell[][] = [];
  for (const [key, value] of Object.entries(run as Readonly<Record<string, Json>>)) {
    if (Array.isArray(value) && value.some((one) => typeof one === 'object' && one !== null)) {
      const records = value as readonly Readonly<Record<string, Json>>[];
      const keys = [...new Set(records.flatMap((record) => Object.keys(record)))];
      data.push(
        [text(key, true)],
        keys.map((name) => text(name, true)),
      );
      for (const record of records) data.push(keys.map((name) => text(said(record[name] ?? null))));
    } else if (Array.isArray(value)) for (const one of value) data.push([text(key, true), text(said(one))]);
    else data.push([text(key, true), text(said(value))]);
  }
  return { sheet: 'Inputs', data, columns: widths(data) };
}

function said(value: Json): string {
  if (value === null) return '';
  if (Decimal.isDecimal(value)) return plain(value as unknown as Decimal);
  return typeof value === 'object'
    ? Object.values(value)
        .filter((one) => one !== null)
        .join(' to ')
    : String(value);
}

const [LOCAL, CENTRAL, END] = [0x04034b50, 0x02014b50, 0x06054b50];
/** 1980-01-01 00:00, the first moment that an archive can name. */
const FIRST_DAY = 0x00210000;

/** The archive with the hour of writing taken out of its entries, so that the same report gives the same bytes. */
function withoutClock(archive: Uint8Array): Uint8Array {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  let end = archive.byteLength - 22;
  while (end >= 0 && view.getUint32(end, true) !== END) end--;
  let at = view.getUint32(end + 16, true);
  for (let entry = view.getUint16(end + 10, true); entry > 0; entry--) {
    const local = view.getUint32(at + 42, true);
    if (view.getUint32(at, true) !== CENTRAL || view.getUint32(local, true) !== LOCAL)
      throw new Error('the workbook is no archive of the known shape');
    view.setUint32(at + 12, FIRST_DAY, true);
    view.setUint32(local + 10, FIRST_DAY, true);
    at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return archive;
}
