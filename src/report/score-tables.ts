/** Tables under a score: what each market brought, where every snapshot went, gaps, requests, the venue's own figures. */
import type { Decimal } from '../domain/decimal.ts';
import type { Table, Value } from './model.ts';
import type { IntakeFinding, RfqFinding, ScoreFindings, VenueCheck } from './score-findings.ts';

const cut = (value: Decimal) => value.toSignificantDigits(30);

/** Every step of a maker's score in one market. */
export function marketsTable({ classes }: ScoreFindings): Table {
  const rows = classes.flatMap(({ cls, makers }) =>
    makers.flatMap(({ maker, markets }) =>
      markets.map((one): Value[] => [
        ...[cls.name, one.market, maker, one.snapshots, one.onBid, one.onAsk, cut(one.multipliers)],
        ...[
          cut(one.coverageBase),
          cut(one.coverageRoot),
          cut(one.qualityBase),
          cut(one.qualityRoot),
          cut(one.factor),
          one.coverageError,
          one.qualityError,
        ],
      ]),
    ),
  );
  return {
    name: 'markets',
    title: 'Steps per market',
    columns: [
      { key: 'program', head: 'program', type: 'text' },
      { key: 'market', head: 'market', type: 'text' },
      { key: 'maker', head: 'maker', type: 'text' },
      { key: 'snapshots', head: 'N', type: 'count' },
      { key: 'onBid', head: 'bid on', type: 'count' },
      { key: 'onAsk', head: 'ask on', type: 'count' },
      { key: 'multipliers', head: 'Σ multipliers', type: 'price' },
      { key: 'coverageBase', head: 'coverage²', type: 'price' },
      { key: 'coverageRoot', head: 'coverage', type: 'price' },
      { key: 'qualityBase', head: 'quality²', type: 'price' },
      { key: 'qualityRoot', head: 'quality', type: 'price' },
      { key: 'factor', head: 'factor', type: 'price' },
      { key: 'coverageError', head: '± coverage', type: 'price' },
      { key: 'qualityError', head: '± quality', type: 'price' },
    ],
    rows,
    footnotes: [
      '±: one standard error of sampling, from the spread over the snapshots; the venue takes others',
    ],
  };
}

/** Every row of the snapshots is in one of these. */
export function snapshotsTable(intake: IntakeFinding): Table {
  return {
    name: 'snapshots',
    title: 'Snapshots',
    columns: [
      { key: 'bucket', head: 'bucket', type: 'text' },
      { key: 'reason', head: 'reason', type: 'text' },
      { key: 'books', head: 'books', type: 'count' },
      { key: 'rows', head: 'rows', type: 'count' },
      { key: 'file', head: 'first in', type: 'text' },
      { key: 'line', head: 'line', type: 'count' },
      { key: 'instrument', head: 'instrument', type: 'text' },
      { key: 'column', head: 'column', type: 'text' },
      { key: 'value', head: 'value', type: 'text' },
    ],
    rows: intake
      .sorted()
      .map(({ bucket, reason, books, rows, first }) => [
        ...[bucket, reason, books, rows, first?.file ?? null, first?.line ?? null],
        ...[first?.instrument ?? null, first?.column ?? null, clip(first?.value ?? null)],
      ]),
  };
}

const clip = (text: string | null) => (text === null || text.length <= 80 ? text : `${text.slice(0, 80)}…`);

/** The longest spans without a snapshot. */
export function gapsTable(intake: IntakeFinding): Table {
  return {
    name: 'gaps',
    title: 'Spans without a snapshot',
    columns: [
      { key: 'from', head: 'from', type: 'time' },
      { key: 'to', head: 'to', type: 'time' },
      { key: 'windows', head: 'windows', type: 'count' },
    ],
    rows: intake.gaps().map(({ from, to, windows }) => [from, to, windows]),
  };
}

/** What was made of the requests for quotes. */
export function rfqsTable({
  requests,
  bad,
  unknown,
  outside,
  unweighted,
  refused,
  rows,
  file,
}: RfqFinding): Table {
  const lines: Value[][] = [
    ['used', null, requests - [...unknown.values()].reduce((sum, n) => sum + n, 0), null, null],
  ];
  const reasons = new Map<string, { count: number; line: number; value: string | null }>();
  for (const { reason, line, value } of bad) {
    const known = reasons.get(reason);
    if (known === undefined) reasons.set(reason, { count: 1, line, value });
    else known.count++;
  }
  for (const [what, count] of [...unknown].sort())
    lines.push(['bad', `unknown-instrument: ${what}`, count, null, null]);
  for (const [reason, { count, line, value }] of [...reasons].sort())
    lines.push(['bad', reason, count, line, clip(value)]);
  if (refused > 0) lines.push(['refused', 'rows that cannot be cut into cells', refused, null, null]);
  return {
    name: 'rfqs',
    title: 'Requests for quotes',
    columns: [
      { key: 'bucket', head: 'bucket', type: 'text' },
      { key: 'reason', head: 'reason', type: 'text' },
      { key: 'requests', head: 'requests', type: 'count' },
      { key: 'line', head: 'first line', type: 'count' },
      { key: 'value', head: 'value', type: 'text' },
    ],
    rows: lines,
    footnotes: [
      `${rows} rows of ${file}`,
      ...(outside === 0
        ? []
        : [`${outside} requests lie before the first or after the last snapshot; they count`]),
      ...(unweighted === 0 ? [] : [`${unweighted} requests are of classes in which they weigh nothing`]),
    ],
  };
}

/** Whether the venue's own figures fit together. */
export function venueChecksTable(checks: readonly VenueCheck[]): Table {
  return {
    name: 'venueChecks',
    title: 'Checks of the venue’s own rows',
    columns: [
      { key: 'check', head: 'check', type: 'text' },
      { key: 'rows', head: 'rows', type: 'count' },
      { key: 'breaks', head: 'breaks', type: 'count' },
      { key: 'outcome', head: 'outcome', type: 'text' },
      { key: 'first', head: 'first', type: 'sentence' },
    ],
    rows: checks.map(({ check, rows, breaks, first }) => [
      ...[check, rows, breaks, rows === 0 ? 'not checked' : breaks === 0 ? 'match' : 'break', first],
    ]),
  };
}
