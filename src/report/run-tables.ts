/** Tables about the run itself: `run`, `verdict`, `intake`, and what could not be judged or read. */

import type { DuplicateRow, Residual } from '../domain/intake.ts';
import { compareText } from '../domain/mark.ts';
import type { Problem } from '../domain/problem.ts';
import type { Reconciliation, UnjudgedReason } from '../domain/reconciliation.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { Table, Value } from './model.ts';

/** One line per thing to know about the run. */
export function runTable(lines: readonly (readonly [string, string])[]): Table {
  return {
    name: 'run',
    title: 'Run',
    columns: [
      { key: 'item', head: 'item', type: 'text' },
      { key: 'value', head: 'value', type: 'sentence' },
    ],
    rows: lines.map(([item, value]) => [item, value]),
    onRequest: true,
  };
}

/** One row per fee asset. */
export function verdictTable(verdict: Verdict): Table {
  return {
    name: 'verdict',
    title: 'Verdict',
    columns: [
      { key: 'status', head: 'status', type: 'text' },
      { key: 'exitCode', head: 'exit', type: 'count' },
      { key: 'asset', head: 'asset', type: 'text' },
      { key: 'charged', head: 'charged', type: 'amount' },
      { key: 'expected', head: 'expected', type: 'amount' },
      { key: 'variance', head: 'variance', type: 'signed' },
      { key: 'breaks', head: 'breaks', type: 'count' },
      { key: 'unjudged', head: 'unjudged', type: 'count' },
      { key: 'refused', head: 'refused', type: 'count' },
    ],
    rows: verdict.byAsset.map(({ asset, charged, expected, variance }) => [
      verdict.status,
      verdict.exitCode,
      asset,
      charged,
      expected,
      variance,
      verdict.breaks,
      verdict.unjudged,
      verdict.refused,
    ]),
    onRequest: true,
  };
}

/** Every row read is in one bucket; what is left over must be 0. */
export function intakeTable({ intake }: Reconciliation, residual: Residual): Table {
  const buckets = intake
    .sorted()
    .map(({ bucket, reason, rows, feeAsset, charged }): Value[] => [bucket, reason, rows, feeAsset, charged]);
  const left: Value[][] =
    residual.charged.length === 0
      ? [['residual', null, residual.rows, null, null]]
      : residual.charged.map(({ feeAsset, amount }) => [
          'residual',
          null,
          residual.rows,
          feeAsset === '' ? null : feeAsset,
          amount,
        ]);
  return {
    name: 'intake',
    title: 'Intake',
    columns: [
      { key: 'bucket', head: 'bucket', type: 'text' },
      { key: 'reason', head: 'reason', type: 'text' },
      { key: 'rows', head: 'rows', type: 'count' },
      { key: 'feeAsset', head: 'fee in', type: 'text' },
      { key: 'charged', head: 'charged', type: 'amount' },
    ],
    rows: [...buckets, ...left],
    onRequest: buckets.length === 0,
  };
}

export function unjudgedTable(entries: readonly UnjudgedReason[]): Table {
  const sorted = [...entries].sort(
    (a, b) =>
      compareText(a.venue, b.venue) ||
      compareText(a.account, b.account) ||
      compareText(a.product, b.product) ||
      compareText(a.reason, b.reason) ||
      compareText(a.symbol, b.symbol) ||
      compareText(a.feeAsset, b.feeAsset),
  );
  return {
    name: 'unjudged',
    title: 'Unjudged fills',
    columns: [
      { key: 'venue', head: 'venue', type: 'text' },
      { key: 'account', head: 'account', type: 'text', machineOnly: true },
      { key: 'product', head: 'product', type: 'text' },
      { key: 'symbol', head: 'symbol', type: 'text' },
      { key: 'fills', head: 'fills', type: 'count' },
      { key: 'charged', head: 'charged', type: 'amount' },
      { key: 'feeAsset', head: 'in', type: 'text' },
      { key: 'reason', head: 'why', type: 'sentence' },
    ],
    rows: sorted.map((entry) => [
      entry.venue,
      entry.account,
      entry.product,
      entry.symbol,
      entry.fills,
      entry.charged,
      entry.feeAsset,
      entry.reason,
    ]),
  };
}

export function refusedTable(problems: readonly Problem[]): Table {
  return {
    name: 'refused',
    title: 'Refused rows',
    columns: [
      { key: 'file', head: 'file', type: 'text' },
      { key: 'line', head: 'line', type: 'count' },
      { key: 'column', head: 'column', type: 'text' },
      { key: 'value', head: 'value', type: 'id' },
      { key: 'code', head: 'code', type: 'text', machineOnly: true },
      { key: 'sentence', head: 'why', type: 'sentence' },
      { key: 'hint', head: 'hint', type: 'sentence', machineOnly: true },
    ],
    rows: problems.map(({ file, line, column, value, code, sentence, hint }) => [
      file,
      line,
      column,
      value === null ? null : clip(value),
      code,
      sentence,
      hint,
    ]),
    onRequest: true,
  };
}

/** Rows that repeat another one to the letter; each is counted once. */
export function duplicatesTable(rows: readonly DuplicateRow[]): Table {
  return {
    name: 'duplicates',
    title: 'Duplicate rows, counted once',
    columns: [
      { key: 'file', head: 'file', type: 'text' },
      { key: 'line', head: 'line', type: 'count' },
      { key: 'tradeId', head: 'trade', type: 'id' },
      { key: 'symbol', head: 'symbol', type: 'text' },
      { key: 'time', head: 'time', type: 'time' },
    ],
    rows: rows.map(({ file, line, tradeId, symbol, time }) => [file, line, tradeId, symbol, time]),
  };
}

/** A cell of a megabyte tells no more than its beginning. */
function clip(value: string): string {
  return value.length > 80 ? `${value.slice(0, 80)}…` : value;
}
