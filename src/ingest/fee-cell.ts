/**
 * Fees that are not a plain number of the fee column: JSON text in its cell, or a charge in another column
 * instead.
 */
import { type Decimal, writtenScale } from '../domain/decimal.ts';
import { fail } from '../domain/problem.ts';
import { type CellPlace, readNumber } from './cells.ts';
import type { FeeJson } from './profile.ts';
import type { Row } from './records.ts';
import type { RowReader } from './row-reader.ts';

/** A charge as a file writes it: its own sign. */
interface WrittenFee {
  readonly value: Decimal;
  readonly asset: string;
  /** Decimals written. */
  readonly scale: number;
}

/**
 * A charge in a token or in points that stands in a column of its own while the fee column holds 0; null =
 * there is none.
 * @throws KnownError when several columns hold a charge
 */
export function feeInstead(reader: RowReader, row: Row, main: Decimal): WrittenFee | null {
  const { profile } = reader.recognition;
  const others: WrittenFee[] = [];
  for (const { field, asset } of profile.feeInstead ?? []) {
    const text = reader.cell(row.cells, field);
    if (text === '') continue;
    const value = readNumber(text, profile, reader.place(row.line, field));
    if (!value.isZero()) others.push({ value, asset, scale: writtenScale(text) });
  }
  const [only, more] = others;
  if (only === undefined) return null;
  if (more === undefined && main.isZero()) return only;
  return refuseParts(reader.place(row.line, 'fee'), reader.cell(row.cells, 'fee'));
}

/** Longest JSON text of one cell that is read. */
const MAX_JSON = 4000;

/**
 * Reads `{"deduction":"no","feeCoin":"USDT","totalFee":"-0.02"}`, or a list of these, as API clients dump
 * it: keys in double or single quotes. Several entries count where they are in one asset.
 * @throws KnownError when it is none of these, or when what was charged cannot be told
 */
export function readFeeJson(
  text: string,
  keys: FeeJson,
  place: CellPlace,
): { number: string; asset: string } {
  const charged = new Map<string, string>();
  let zero: { number: string; asset: string } | null = null;
  for (const entry of jsonEntries(text, place)) {
    const number = entry[keys.amount] ?? '';
    const asset = entry[keys.asset] ?? '';
    const other = keys.deducted === undefined ? '' : (entry[keys.deducted] ?? '');
    if (number === '' || asset === '') return refuseJson(text, place);
    const isZero = (written: string) => written === '' || /^-?0*(?:\.0*)?$/.test(written);
    if (!isZero(other) && other !== number) refuseParts(place, text);
    if (isZero(number)) zero ??= { number, asset };
    else if (charged.has(asset)) refuseParts(place, text);
    else charged.set(asset, number);
  }
  if (charged.size > 1) refuseParts(place, text);
  const [only] = charged;
  if (only !== undefined) return { asset: only[0], number: only[1] };
  return zero ?? refuseJson(text, place);
}

/** The entries of the text, every value as the text that was written: a number must not become a float. */
function jsonEntries(text: string, place: CellPlace): Readonly<Record<string, string>>[] {
  if (text.length > MAX_JSON) return refuseJson(text, place);
  const doubled = text.includes('"') ? text : text.replaceAll("'", '"');
  const quoted = doubled.replace(/(:\s*)([-+]?\d[\d.eE+-]*)(?=\s*[,}])/g, '$1"$2"');
  let value: unknown;
  try {
    value = JSON.parse(quoted);
  } catch {
    return refuseJson(text, place);
  }
  const list = Array.isArray(value) ? value : [value];
  return list.map((entry: unknown) => {
    if (typeof entry !== 'object' || entry === null) return refuseJson(text, place);
    const texts = Object.entries(entry).filter(
      (pair): pair is [string, string] => typeof pair[1] === 'string',
    );
    return Object.fromEntries(texts);
  });
}

function refuseJson(text: string, place: CellPlace): never {
  return fail(
    'fee-unreadable',
    text === '' ? 'the fee is missing' : 'amount and coin of the fee are not there',
    {
      ...place,
      value: text.slice(0, 80),
      hint: 'dump the field as the API sends it',
    },
  );
}

function refuseParts(place: CellPlace, text: string): never {
  return fail('fee-in-parts', 'the fee was taken in several parts, and a fill is judged in one asset', {
    ...place,
    value: text.slice(0, 80),
    hint: 'check this fill by hand',
  });
}
