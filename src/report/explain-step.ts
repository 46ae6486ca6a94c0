/** One step of a derivation, and the columns that show it. */
import { type Decimal, plain } from '../domain/decimal.ts';
import type { Column, Value } from './model.ts';

/** The parts of a derivation, in the order in which they are told. */
export type Part = 'row' | 'classification' | 'terms' | 'schedule' | 'fee' | 'outcome' | 'cause';

/** `measured` = read from the file; `computed` = from schedule and terms; `inferred` = from the fees or the order's facts. */
export type Basis = 'measured' | 'computed' | 'inferred';

export interface Step {
  readonly part: Part;
  readonly step: string;
  /** The cell as the file has it; only for cells of the row. */
  readonly cell: string | null;
  /** A number in plain notation, or words; null = not known. */
  readonly value: string | null;
  readonly unit: string | null;
  /** What to type into a calculator to get the value: numbers with × ÷ + −, left to right as written, products first. */
  readonly formula: string | null;
  readonly basis: Basis | null;
  /** Where it comes from, what the numbers of the formula are. */
  readonly note: string | null;
}

/** Unit of rates: a part of the fee base. */
export const FRACTION = 'fraction';

type Rest = Partial<Omit<Step, 'part' | 'step' | 'value'>>;

/** Makes the steps of one part. */
export function stepsOf(part: Part) {
  return (step: string, value: Decimal | string | null, rest: Rest = {}): Step => ({
    ...{ part, step, cell: null, unit: null, formula: null, basis: null, note: null },
    value: value === null || typeof value === 'string' ? value : plain(value),
    ...rest,
  });
}

/** Columns of every step, for people and machines. */
export const STEP_COLUMNS: readonly Column[] = [
  { key: 'step', head: 'step', type: 'text' },
  { key: 'cell', head: 'in the file', type: 'sentence' },
  { key: 'value', head: 'value', type: 'sentence' },
  { key: 'unit', head: 'unit', type: 'text' },
  { key: 'formula', head: 'to compute', type: 'sentence' },
  { key: 'basis', head: 'basis', type: 'text' },
  { key: 'note', head: 'why', type: 'sentence' },
];

export function stepRow({ step, cell, value, unit, formula, basis, note }: Step): Value[] {
  return [step, cell, value, unit, formula, basis, note];
}

/** A product as it is typed: factors of 1 are left out. */
export function product(...factors: readonly Decimal[]): string | null {
  const told = factors.filter((factor) => !factor.eq(1));
  return told.length < 2 ? null : told.map(plain).join(' × ');
}
