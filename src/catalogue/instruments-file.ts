/** Instrument files (`symbol,kind,contractValue,contractAsset,source`): what one contract stands for. */
import { parse } from 'csv-parse/sync';
import { readDecimal } from '../domain/decimal.ts';
import { type ContractSpec, KINDS } from '../domain/instrument.ts';
import { type Problem, problem } from '../domain/problem.ts';
import { FileProblems } from './fields.ts';

const COLUMNS = ['symbol', 'kind', 'contractValue', 'contractAsset', 'source', 'venue'] as const;
type ColumnName = (typeof COLUMNS)[number];
const NEEDED: readonly ColumnName[] = ['symbol', 'contractValue', 'contractAsset'];

/**
 * Reads an instrument file, shipped or the user's own (`--instruments`). Columns `kind`, `source` and
 * `venue` may be absent; `venue` is used for rows that name none.
 * @throws FileProblems with the line of every bad row
 */
export function readInstruments(content: string, file: string, venue: string | null): ContractSpec[] {
  const problems: Problem[] = [];
  const rows = parseRows(content, file);
  const head = (rows[0]?.record ?? []).map((cell) => cell.trim());
  const missing = NEEDED.filter((name) => !head.includes(name));
  const foreign = head.filter((name) => !(COLUMNS as readonly string[]).includes(name));
  const twice = head.filter((name, index) => head.indexOf(name) < index);
  if (missing.length + foreign.length + twice.length > 0) {
    const sentence =
      missing.length > 0
        ? `the header lacks ${missing.join(', ')}`
        : `${[...foreign, ...twice].join(', ')} does not belong into the header`;
    const rest = { file, line: rows[0]?.info.lines ?? 1, hint: `columns: ${COLUMNS.join(', ')}` };
    throw new FileProblems([problem('header-unknown', sentence, rest)]);
  }
  const specs = new Map<string, ContractSpec>();
  for (const row of rows.slice(1)) {
    const cell = (name: ColumnName) => row.record[head.indexOf(name)]?.trim() ?? '';
    readRow(cell, { file, line: row.info.lines }, venue, specs, problems);
  }
  if (problems.length > 0) throw new FileProblems(problems);
  return [...specs.values()];
}

interface CsvRow {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

function parseRows(content: string, file: string): CsvRow[] {
  try {
    return parse(content, { bom: true, info: true, skip_empty_lines: true }) as unknown as CsvRow[];
  } catch (error) {
    const facts = error as { message: string; lines?: number };
    const sentence = `this is not a valid CSV file: ${facts.message}`;
    throw new FileProblems([problem('csv-syntax', sentence, { file, line: facts.lines ?? null })]);
  }
}

function readRow(
  cell: (name: ColumnName) => string,
  place: { readonly file: string; readonly line: number },
  fallbackVenue: string | null,
  specs: Map<string, ContractSpec>,
  problems: Problem[],
): void {
  const refuse = (column: ColumnName, code: string, sentence: string) =>
    problems.push(problem(code, sentence, { ...place, column, value: cell(column) }));
  const venue = cell('venue').toLowerCase() || fallbackVenue;
  const [symbol, contractAsset, kind] = [cell('symbol'), cell('contractAsset'), cell('kind')];
  const contractValue = readDecimal(cell('contractValue'));
  if (venue === null) return void refuse('venue', 'value-empty', 'the row names no venue');
  if (symbol === '') return void refuse('symbol', 'value-empty', 'the row names no symbol');
  if (contractAsset === '') return void refuse('contractAsset', 'value-empty', 'the row names no asset');
  if (kind !== '' && !(KINDS as readonly string[]).includes(kind)) {
    return void refuse('kind', 'word-unknown', `the kind is none of ${KINDS.join(', ')}`);
  }
  if (typeof contractValue === 'string') {
    return void refuse('contractValue', 'number-unreadable', 'the contract value is no number');
  }
  if (!contractValue.isPositive() || contractValue.isZero()) {
    return void refuse('contractValue', 'number-absurd', 'a contract value is greater than 0');
  }
  const key = `${venue}\u001f${symbol}`;
  const known = specs.get(key);
  if (known !== undefined && !known.contractValue.eq(contractValue)) {
    return void refuse('symbol', 'symbol-twice', `${symbol} is there twice with different contract values`);
  }
  specs.set(key, { venue, symbol, contractValue, contractAsset });
}
