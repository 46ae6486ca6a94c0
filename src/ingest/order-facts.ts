/** What a row says of the order behind its fill, as far as it bears on maker or taker. */
import { sideByLaw } from '../domain/court.ts';
import { type Decimal, readDecimal } from '../domain/decimal.ts';
import type { Fill } from '../domain/fill.ts';
import { KnownError } from '../domain/problem.ts';
import type { Field } from './profile.ts';
import type { Row } from './records.ts';

/** What is asked of the reader of the row. */
interface Cells {
  has(field: Field): boolean;
  cell(cells: readonly string[], field: Field): string;
}

/** What the order was, in the one word that bears most on its side, lower case; null = the row does not say. */
export function orderTypeOf(reader: Cells, cells: readonly string[]): string | null {
  const word = orderWord(reader, cells);
  // An order that made and was charged as taker by decree breaks no law.
  const decreed = reader.has('forcedTaker') && isTrue(reader.cell(cells, 'forcedTaker'));
  return decreed && sideByLaw(word) === 'maker' ? null : word;
}

function orderWord(reader: Cells, cells: readonly string[]): string | null {
  if (reader.has('postOnly') && isTrue(reader.cell(cells, 'postOnly'))) return 'post-only';
  const force = reader.has('timeInForce') ? reader.cell(cells, 'timeInForce').toLowerCase() : '';
  if (sideByLaw(force) !== null) return force;
  return reader.cell(cells, 'orderType').toLowerCase() || null;
}

/** The order's limit; a cell that is no number above zero (market orders print 0, or nothing) tells nothing. */
export function orderPriceOf(reader: Cells, cells: readonly string[]): Decimal | undefined {
  if (!reader.has('orderPrice')) return undefined;
  const value = readDecimal(reader.cell(cells, 'orderPrice'));
  return typeof value === 'string' || !value.gt(0) ? undefined : value;
}

/** The order's size and rest; a cell that is no number, or below zero, tells nothing and costs no row. */
export function orderedOf(
  reader: Cells & { number(row: Row, field: Field): Decimal },
  row: Row,
): Fill['ordered'] {
  if (!reader.has('orderQuantity') || !reader.has('leavesQuantity')) return undefined;
  if (reader.cell(row.cells, 'orderQuantity') === '' || reader.cell(row.cells, 'leavesQuantity') === '')
    return null;
  try {
    const quantity = reader.number(row, 'orderQuantity');
    const left = reader.number(row, 'leavesQuantity');
    return quantity.lt(0) || left.lt(0) ? null : { quantity, left };
  } catch (error) {
    if (!(error instanceof KnownError)) throw error;
    return null;
  }
}

export function isTrue(text: string): boolean {
  return /^(true|1|yes)$/i.test(text);
}
