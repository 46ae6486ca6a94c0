/** The report on market-making scores. */
import type { Decimal } from '../domain/decimal.ts';
import type { MakerScore } from '../domain/rewards/score.ts';
import { formatShort } from '../domain/time.ts';
import type { Report, Table, Value } from './model.ts';
import { programJson, programLines, readingsTable } from './program-words.ts';
import type { ScoreFindings } from './score-findings.ts';
import { gapsTable, marketsTable, rfqsTable, snapshotsTable, venueChecksTable } from './score-tables.ts';

/** Digits of a score in a report. */
const DIGITS = 30;
const cut = (value: Decimal) => value.toSignificantDigits(DIGITS);

export function scoreReport(findings: ScoreFindings): Report {
  const { program, version, intake, rfqs, classes, notes, venueChecks } = findings;
  const counts = new Map(intake.sorted().map((line) => [line.bucket, 0]));
  for (const { bucket, books } of intake.sorted()) counts.set(bucket, counts.get(bucket)! + books);
  const status = findings.refused > 0 ? 'incomplete' : 'unproven';
  const exitCode = findings.refused > 0 ? 2 : 0;
  const ranked = classes.flatMap(({ makers }) => makers.filter(({ rank }) => rank !== null)).length;
  const bad = counts.get('bad') ?? 0;
  const line =
    `${status}: ${intake.instants} snapshots, ${counts.get('used') ?? 0} books scored, ${bad} bad, ` +
    `${findings.refused} rows refused, ${intake.missingWindows} windows of ${version.snapshotMinutes} minutes without one (exit ${exitCode})`;
  return {
    command: 'score',
    run: {
      ...programJson(program, version),
      period: { from: iso(intake.from), to: iso(intake.to) },
      inputs: findings.inputs.map(({ file, sha256 }) => ({ file, sha256 })),
      rows: findings.rows,
      notes,
    },
    verdict: { status, exitCode, ranked, badBooks: bad, refused: findings.refused },
    headline: [...programLines(program, version), periodLine(findings)],
    verdictLines: [line],
    tables: [
      scoreTable(findings),
      marketsTable(findings),
      snapshotsTable(intake),
      gapsTable(intake),
      ...(rfqs === null ? [] : [rfqsTable(rfqs)]),
      ...(venueChecks === null ? [] : [venueChecksTable(venueChecks)]),
      readingsTable(version, true),
    ],
    notes: [
      ...notes,
      ...program.notes.slice(0, 1),
      `more: fee-audit schedules show ${program.id}@${version.version}`,
    ],
    defaultTable: 'score',
    summaryLine: `fee-audit score: ${line}`,
  };
}

const iso = (time: number | null) => (time === null ? null : new Date(time).toISOString());

function periodLine({ intake, rows }: ScoreFindings): string {
  const { from, to, instants, windows, missingWindows, gapCount } = intake;
  if (from === null || to === null) return `${rows} rows read, none of them scored`;
  const gaps =
    gapCount === 0 ? 'no gap' : `${gapCount} ${gapCount === 1 ? 'gap' : 'gaps'} of ${missingWindows} windows`;
  return `${rows} rows read; ${instants} snapshots from ${formatShort(from)} to ${formatShort(to)} in ${windows} windows, ${gaps}`;
}

/** Totals of a class before its markets, best first; who is not ranked comes last. */
function scoreTable({ classes, version, intake }: ScoreFindings): Table {
  const rows: Value[][] = [];
  for (const { cls, makers } of classes) {
    const order = (one: MakerScore) => one.rank ?? Number.MAX_SAFE_INTEGER;
    const sorted = [...makers].sort((a, b) => order(a) - order(b));
    for (const one of sorted) {
      rows.push([
        ...[
          cls.name,
          'total',
          one.maker,
          cut(one.coverage),
          cut(one.quality),
          cut(one.rfq),
          cut(one.initial),
        ],
        ...[one.initialRank, cut(one.volumeMultiplier), cut(one.holderBoost), cut(one.final), one.rank],
        ...[cut(one.share), one.status, version.version, intake.from, intake.to],
      ]);
    }
    for (const one of sorted) {
      for (const { market, factor, coverageRoot, qualityRoot } of one.markets) {
        rows.push([
          ...[cls.name, market, one.maker, cut(factor.times(coverageRoot)), cut(factor.times(qualityRoot))],
          ...[null, null, null, null, null, null, null, null, null, version.version, intake.from, intake.to],
        ]);
      }
    }
  }
  return {
    name: 'score',
    title: 'Market-making scores',
    columns: [
      { key: 'program', head: 'program', type: 'text' },
      { key: 'market', head: 'market', type: 'text' },
      { key: 'maker', head: 'maker', type: 'text' },
      { key: 'coverage', head: 'coverage', type: 'price' },
      { key: 'quality', head: 'quality', type: 'price' },
      { key: 'rfq', head: 'rfq', type: 'price', hideZeros: true },
      { key: 'initial', head: 'initial', type: 'price' },
      { key: 'initialRank', head: 'rank before', type: 'count' },
      { key: 'volumeMultiplier', head: 'x volume', type: 'price' },
      { key: 'holderBoost', head: 'x held', type: 'price' },
      { key: 'final', head: 'final', type: 'price' },
      { key: 'rank', head: 'rank', type: 'count' },
      { key: 'share', head: 'share', type: 'ratio' },
      { key: 'status', head: 'status', type: 'text' },
      { key: 'version', head: 'revision', type: 'text', machineOnly: true },
      { key: 'epochFrom', head: 'from', type: 'time', machineOnly: true },
      { key: 'epochTo', head: 'to', type: 'time', machineOnly: true },
    ],
    rows,
  };
}
