/** Sets a report beside the oracle's answer and names every figure that differs. */

import { exact, NOTHING, plain, plus } from './exact.ts';
import type { OracleAnswer } from './oracle.ts';
import type { Figures, OracleBreak } from './oracle-tables.ts';

export type Row = Readonly<Record<string, string | number | null | readonly string[]>>;

/** The JSON report as far as the tests look at it. */
export interface JsonReport {
  readonly schemaVersion: number;
  readonly command: string;
  readonly run: Readonly<Record<string, unknown>>;
  readonly verdict: {
    readonly status: string;
    readonly exitCode: number;
    readonly breaks: number;
    readonly unjudged: number;
    readonly refused: number;
    readonly byAsset: readonly Row[];
  };
  readonly tables: Readonly<Record<string, readonly Row[]>>;
}

const RECONCILIATION_KEY = ['schedule', 'liquidity', 'tier', 'feeAsset', 'notionalAsset', 'rateBps'] as const;

export interface CompareOptions {
  /** Fills change their place when files are split or shuffled; then breaks are found by trade id. */
  readonly placesMove?: boolean;
  /** Tables that the run was not asked to compute. */
  readonly without?: readonly string[];
}

/** One sentence per difference; none = the report says exactly what the oracle says. */
export function differences(
  report: JsonReport,
  answer: OracleAnswer,
  options: CompareOptions = {},
): string[] {
  const { tables, verdict } = report;
  const wanted = (name: string): boolean => !(options.without ?? []).includes(name);
  return [
    ...scalars('verdict', verdict, {
      breaks: answer.breaks.length,
      unjudged: answer.unjudged,
      refused: answer.refused,
    }),
    ...rowsDiffer('verdict.byAsset', ['asset'], verdict.byAsset, answer.byAsset),
    ...intakeDiffers(tables.intake ?? [], answer),
    ...rowsDiffer('reconciliation', RECONCILIATION_KEY, tables.reconciliation ?? [], answer.reconciliation),
    ...(wanted('breaks') ? breaksDiffer(tables.breaks ?? [], answer.breaks, options) : []),
    ...(wanted('causes')
      ? rowsDiffer('causes', ['code', 'feeAsset'], tables.causes ?? [], answer.causes)
      : []),
    ...(wanted('rebate')
      ? rowsDiffer('rebate', ['periodFrom', 'asset'], tables.rebate ?? [], answer.rebate)
      : []),
    ...(wanted('effective') ? effectiveDiffers(tables.effective ?? [], answer.effective) : []),
  ];
}

function scalars(where: string, got: object, want: Figures): string[] {
  const seen = got as Row;
  return Object.entries(want)
    .filter(([name, value]) => seen[name] !== value)
    .map(
      ([name, value]) => `${where}.${name}: ${JSON.stringify(seen[name])}, oracle ${JSON.stringify(value)}`,
    );
}

function keyed<T extends object>(rows: readonly T[], key: readonly string[]): Map<string, T> {
  return new Map(rows.map((row) => [key.map((name) => String((row as Row)[name])).join(' · '), row]));
}

/** Rows paired by their key; every figure of the oracle's row must be there, letter for letter. */
export function rowsDiffer(
  table: string,
  key: readonly string[],
  got: readonly Row[],
  want: readonly Figures[],
): string[] {
  const [seen, expected] = [keyed(got, key), keyed(want, key)];
  const found: string[] = got.length === seen.size ? [] : [`${table}: two rows with the same key`];
  for (const name of seen.keys()) if (!expected.has(name)) found.push(`${table} [${name}]: not expected`);
  for (const [name, figures] of expected) {
    const row = seen.get(name);
    if (row === undefined) found.push(`${table} [${name}]: missing`);
    else found.push(...scalars(`${table} [${name}]`, row, figures));
  }
  return found;
}

function intakeDiffers(rows: readonly Row[], answer: OracleAnswer): string[] {
  const counts = new Map<string, number>();
  const money = new Map<string, string>();
  const found: string[] = [];
  for (const { bucket, reason, rows: count, feeAsset, charged } of rows) {
    if (bucket === 'residual') {
      if ((count ?? 0) !== 0 || (charged ?? '0') !== '0') found.push(`intake: residual ${count} ${charged}`);
      continue;
    }
    const name = bucket === 'excluded' ? `${bucket} ${reason}` : String(bucket);
    counts.set(name, (counts.get(name) ?? 0) + Number(count));
    const asset = `${bucket} ${feeAsset ?? ''}`;
    if (charged !== null) {
      money.set(asset, plain(plus(exact(money.get(asset) ?? '0'), exact(String(charged)))));
    }
  }
  if (!rows.some(({ bucket }) => bucket === 'residual')) found.push('intake: no residual row');
  found.push(...mapsDiffer('intake rows', counts, answer.intakeRows, 0));
  return [...found, ...mapsDiffer('intake money', money, answer.intakeMoney, plain(NOTHING))];
}

function mapsDiffer<T>(where: string, got: Map<string, T>, want: ReadonlyMap<string, T>, none: T): string[] {
  return [...new Set([...got.keys(), ...want.keys()])]
    .filter((key) => (got.get(key) ?? none) !== (want.get(key) ?? none))
    .map((key) => `${where} [${key}]: ${got.get(key)}, oracle ${want.get(key)}`);
}

function breaksDiffer(
  got: readonly Row[],
  want: readonly OracleBreak[],
  { placesMove = false }: CompareOptions,
): string[] {
  const key = placesMove ? ['symbol', 'tradeId'] : ['file', 'line'];
  const figures = want.map(({ codes: _codes, file, line, ...rest }): Figures => {
    return placesMove ? rest : { ...rest, file, line };
  });
  const found = rowsDiffer('breaks', key, got, figures);
  const seen = keyed(got, key);
  for (const [name, { codes }] of keyed(want, key)) {
    const code = String(seen.get(name)?.code);
    if (!codes.includes(code)) found.push(`breaks [${name}].code: ${code}, oracle ${codes.join(' or ')}`);
  }
  return found;
}

/** One row per product, fee asset and asset of the notional; the last is no column, so rows are looked for by content. */
function effectiveDiffers(got: readonly Row[], want: readonly Figures[]): string[] {
  const names = ['product', 'feeAsset', 'makerRatio'] as const;
  const seen = got.map((row) => names.map((name) => row[name]).join(' · '));
  return want
    .filter(({ makerRatio }) => makerRatio !== null)
    .map((row) => names.map((name) => row[name]).join(' · '))
    .filter((row) => !seen.includes(row))
    .map((row) => `effective [${row}]: missing among ${seen.join(' | ')}`);
}
