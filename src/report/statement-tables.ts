/** Tables `statement` (what statements hold, row by row accounted for) and `open` (what is carried forward). */
import { ZERO } from '../domain/decimal.ts';
import type { OpenItem } from '../domain/late-payment.ts';
import { compareText } from '../domain/mark.ts';
import type { Statement } from '../domain/statement.ts';
import { DAY, formatOffset, type Instant } from '../domain/time.ts';
import type { MatchedLane } from './findings.ts';
import type { Table, Value } from './model.ts';

/** Every row of a statement is in one bucket: paid, excluded with its reason, or refused. */
export function statementTable(statements: readonly (Statement & { readonly sha256: string })[]): Table {
  return {
    name: 'statement',
    title: 'Statements',
    columns: [
      { key: 'file', head: 'file', type: 'text' },
      { key: 'profile', head: 'profile', type: 'text' },
      { key: 'bucket', head: 'bucket', type: 'text' },
      { key: 'reason', head: 'reason', type: 'text' },
      { key: 'rows', head: 'rows', type: 'count' },
      { key: 'asset', head: 'asset', type: 'text' },
      { key: 'amount', head: 'amount', type: 'amount' },
      { key: 'period', head: 'a line is', type: 'text' },
      { key: 'zone', head: 'dates', type: 'text' },
    ],
    rows: statements.flatMap(bucketsOf),
  };
}

function bucketsOf(statement: Statement): Value[][] {
  const { file, profile, lines, excluded, refused, period, minutesEast, zoneBasis } = statement;
  const how = [period === 'span' ? 'period' : period, `${formatOffset(minutesEast)} (${zoneBasis})`];
  const assets = [...new Set(lines.map(({ asset }) => asset))].sort();
  const rows: Value[][] = assets.map((asset) => {
    const own = lines.filter((line) => line.asset === asset);
    const sum = own.reduce((total, { paid }) => total.plus(paid), ZERO);
    return [file, profile, 'paid', null, own.length, asset, sum, ...how];
  });
  const left = [...excluded]
    .sort((a, b) => compareText(a.reason, b.reason) || compareText(a.asset ?? '', b.asset ?? ''))
    .map(({ reason, rows: count, asset, amount }): Value[] => [
      ...[file, profile, 'excluded', reason, count, asset, amount],
      ...how,
    ]);
  const bad: Value[][] = refused === 0 ? [] : [[file, profile, 'refused', null, refused, null, null, ...how]];
  return [...rows, ...left, ...bad];
}

/** What is carried forward: positive = owed to the desk. Closed and written-off items stay in sight. */
export function openTable(items: readonly OpenItem[], asOf: Instant | null): Table {
  const sorted = [...items].sort(
    (a, b) =>
      a.periodFrom - b.periodFrom ||
      compareText(a.partner, b.partner) ||
      compareText(a.account, b.account) ||
      compareText(a.asset, b.asset) ||
      compareText(a.kind, b.kind),
  );
  return {
    name: 'open',
    title: 'Carried forward',
    columns: [
      { key: 'opened', head: 'opened', type: 'time' },
      { key: 'kind', head: 'kind', type: 'text' },
      { key: 'asset', head: 'asset', type: 'text' },
      { key: 'amount', head: 'amount', type: 'signed' },
      { key: 'age', head: 'days', type: 'count' },
      { key: 'expectedClose', head: 'expected', type: 'time' },
      { key: 'status', head: 'status', type: 'text' },
      { key: 'partner', head: 'partner', type: 'text' },
      { key: 'account', head: 'account', type: 'text' },
      { key: 'periodFrom', head: 'from', type: 'time', machineOnly: true },
      { key: 'periodTo', head: 'to', type: 'time', machineOnly: true },
      { key: 'closedBy', head: 'closed by', type: 'time' },
    ],
    rows: sorted.map((item) => [
      item.opened,
      item.kind,
      item.asset,
      item.amount,
      Math.max(0, Math.floor(((item.closedBy ?? asOf ?? item.opened) - item.opened) / DAY)),
      item.expectedClose,
      item.status,
      item.partner,
      item.account,
      item.periodFrom,
      item.periodTo,
      item.closedBy,
    ]),
  };
}

/** Lines for single trades that do not pay what their trade accrues, largest first. */
export function tradeLinesTable(lanes: readonly MatchedLane[]): Table {
  return {
    name: 'rebateTrades',
    title: 'Rebates of single trades that differ',
    columns: [
      { key: 'tradeId', head: 'trade', type: 'id' },
      { key: 'time', head: 'time', type: 'time' },
      { key: 'asset', head: 'asset', type: 'text' },
      { key: 'accrued', head: 'accrued', type: 'amount' },
      { key: 'paid', head: 'paid', type: 'amount' },
      { key: 'difference', head: 'difference', type: 'signed' },
      { key: 'partner', head: 'partner', type: 'text' },
      { key: 'account', head: 'account', type: 'text' },
      { key: 'file', head: 'file', type: 'text', machineOnly: true },
      { key: 'line', head: 'line', type: 'count', machineOnly: true },
    ],
    rows: lanes.flatMap(({ tradeLines, terms, account }) =>
      tradeLines.map(({ tradeId, time, asset, accrued, paid, file, line }) => [
        ...[tradeId, time, asset, accrued, paid, accrued === null ? null : accrued.minus(paid)],
        ...[terms.partner, account, file, line],
      ]),
    ),
  };
}
