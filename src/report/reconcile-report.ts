/** The report of `reconcile`, from what the run found. */
import { type Decimal, plain, ZERO } from '../domain/decimal.ts';
import { formatRate } from '../domain/rate.ts';
import type { PlannedTerms } from '../domain/terms.ts';
import { formatInstant, formatOffset, formatShort, type Instant } from '../domain/time.ts';
import type { AssetTotal, Verdict } from '../domain/verdict.ts';
import { breaksTable } from './breaks-table.ts';
import { causesTable } from './causes-table.ts';
import { completenessTable } from './completeness-table.ts';
import { courtTable } from './court-table.ts';
import { effectiveTable } from './effective-table.ts';
import type { Findings, MatchedLane } from './findings.ts';
import type { Json, Report, Table } from './model.ts';
import { notesOf } from './notes.ts';
import { ratesTable } from './rates-table.ts';
import { laneTotals, rebateTable } from './rebate-table.ts';
import { reconciliationTable } from './reconciliation-table.ts';
import { roundingLines, roundingTable } from './rounding-table.ts';
import {
  duplicatesTable,
  intakeTable,
  refusedTable,
  runTable,
  unjudgedTable,
  verdictTable,
} from './run-tables.ts';
import { openTable, statementTable, tradeLinesTable } from './statement-tables.ts';

export function reconcileReport(findings: Findings): Report {
  const { verdict } = findings;
  const unread = findings.files.length === 0;
  return {
    command: 'reconcile',
    run: runJson(findings),
    verdict: verdictJson(verdict),
    // When no input could be read there is nothing to tell but that; why is told with the input.
    headline: unread ? [] : headlineOf(findings),
    verdictLines: verdictLines(findings),
    tables: tablesOf(findings),
    notes: unread ? [] : notesOf(findings),
    defaultTable: 'reconciliation',
    summaryLine: summaryLine(findings),
  };
}

function tablesOf(findings: Findings): Table[] {
  const { reconciliation, settlement, verdict, terms, statement } = findings;
  const { largest } = reconciliation;
  return [
    runTable(runLines(findings)),
    verdictTable(verdict),
    intakeTable(reconciliation, findings.residual),
    reconciliationTable(reconciliation.groups, findings.groupBy),
    ratesTable(findings.rates),
    causesTable(
      settlement.causes,
      [...reconciliation.unjudged.values()],
      terms,
      findings.rates,
      statement.lanes,
    ),
    courtTable(reconciliation.court),
    breaksTable(largest.sorted(), largest.count, settlement, findings.breaks),
    unjudgedTable([...reconciliation.unjudged.values()]),
    refusedTable(findings.problems),
    duplicatesTable(findings.duplicates),
    rebateTable([...reconciliation.accruals.values()], findings.period, statement.lanes),
    tradeLinesTable(statement.lanes),
    statementTable(statement.statements),
    openTable(statement.open, statement.asOf),
    completenessTable(findings.completeness),
    effectiveTable([...reconciliation.flows.values()]),
    roundingTable(reconciliation.roundings.fingerprints()),
  ];
}

const instantOrNull = (instant: Instant | null): Json => (instant === null ? null : formatInstant(instant));

export function runJson(findings: Findings): Json {
  const { period, span, tolerance, materiality } = findings;
  return {
    period: { from: instantOrNull(period.from), to: instantOrNull(period.to) },
    fills: { from: instantOrNull(span?.from ?? null), to: instantOrNull(span?.to ?? null) },
    inputs: findings.files.map(({ file, profile, sha256, rows, zone }) => ({
      file,
      profile,
      sha256,
      rows,
      zone,
    })),
    statements: findings.statement.statements.map(({ file, profile, sha256, rows }) => ({
      ...{ file, profile, sha256, rows },
    })),
    schedules: findings.schedules.map(({ id, version }) => ({
      id,
      version: version.version,
      source: version.provenance.source,
      from: formatInstant(version.from),
      startKnown: version.startKnown,
      asOf: version.provenance.asOf,
      confidence: version.provenance.confidence,
    })),
    terms: findings.terms.map((terms) => ({
      account: terms.account,
      venue: terms.venue,
      product: terms.product,
      from: instantOrNull(terms.from),
      schedule: scheduleName(terms, findings.scheduleIds),
      track: terms.track,
      tier: terms.track === 'program' ? null : terms.tier,
      basis: terms.basis,
      affiliateShare: terms.affiliate === null ? null : plain(terms.affiliate.share),
    })),
    tolerance: tolerance === null ? null : plain(tolerance),
    scales: findings.scales.map(({ file, feeAsset, kind, scale, mode, allowance, basis }) => ({
      file,
      ...(kind === undefined ? {} : { kind }),
      feeAsset: feeAsset === '' ? null : feeAsset,
      scale,
      rounding: mode,
      tolerance: plain(allowance),
      basis,
    })),
    materiality: materiality === null ? '0' : `${plain(materiality.amount)} ${materiality.asset}`,
    notes: notesOf(findings),
    toolVersion: findings.version,
  };
}

/** The schedule that the terms name or imply; null where there is none. */
function scheduleName(terms: PlannedTerms, ids: Findings['scheduleIds']): string | null {
  return terms.program ?? terms.schedule ?? ids.get(`${terms.venue}/${terms.product}`) ?? null;
}

function verdictJson(verdict: Verdict): NonNullable<Report['verdict']> {
  const { status, exitCode, fills, breaks, unjudged, refused, immaterial, rebateBreaks } = verdict;
  return {
    status,
    exitCode,
    fills,
    breaks,
    unjudged,
    refused,
    immaterial,
    rebateBreaks,
    byAsset: verdict.byAsset.map(({ asset, charged, expected, variance, unjudgedCharged }) => ({
      asset,
      charged: plain(charged),
      expected: expected === null ? null : plain(expected),
      variance: variance === null ? null : plain(variance),
      unjudgedCharged: plain(unjudgedCharged),
    })),
  };
}

function headlineOf(findings: Findings): string[] {
  return runLines(findings).map(([item, value]) => `${item}: ${value}`);
}

/** What was read and by which rules, one line each. */
function runLines(findings: Findings): [string, string][] {
  const { reconciliation, rounding, period, span, files, schedules, terms, materiality } = findings;
  const bound = (instant: Instant | null, word: string) => (instant === null ? word : formatShort(instant));
  const asked = period.from === null && period.to === null;
  const covered = span === null ? 'no fills' : `${formatShort(span.from)} to ${formatShort(span.to)}`;
  return [
    ['period', asked ? covered : `${bound(period.from, 'the beginning')} to ${bound(period.to, 'the end')}`],
    ...files.map(({ file, profile, rows, zone }): [string, string] => [
      'file',
      `${file} · ${profile} · ${count(rows, 'row')} · times ${zone}`,
    ]),
    ...schedules.map(({ id, version }): [string, string] => [
      'schedule',
      `${id} ${version.version}, from ${formatShort(version.from).slice(0, 10)}${version.startKnown ? '' : ' (start not known)'} · ${version.provenance.source}`,
    ]),
    ...terms.map((entry): [string, string] => ['terms', termsLine(entry, findings.scheduleIds)]),
    ['tolerance', toleranceLine(findings)],
    ...roundingLines(reconciliation.roundings.fingerprints(), rounding).map((line): [string, string] => [
      'rounding',
      line,
    ]),
    ...(materiality === null
      ? []
      : [['materiality', `${plain(materiality.amount)} ${materiality.asset}`] as [string, string]]),
    ...findings.statement.statements.map(({ file, profile, rows: lines }): [string, string] => [
      'statement',
      `${file} · ${profile} · ${count(lines, 'row')}`,
    ]),
    ...(findings.pricesFile === null ? [] : [['prices', findings.pricesFile] as [string, string]]),
    [
      'signs',
      'a positive fee is paid by the desk, a negative one is paid to it; variance = charged − expected',
    ],
    ['days', formatOffset(findings.reportOffset)],
  ];
}

function termsLine(terms: PlannedTerms, ids: Findings['scheduleIds']): string {
  const rates = [
    terms.makerRate === null ? null : `maker ${formatRate(terms.makerRate)}`,
    terms.takerRate === null ? null : `taker ${formatRate(terms.takerRate)}`,
  ].filter((part) => part !== null);
  const name = scheduleName(terms, ids);
  // A schedule of several products gives each its own tier.
  const shared = name !== null && name === ids.get(`${terms.venue}/${terms.product}`);
  const own = shared && !name.endsWith(`/${terms.product}`) ? `, ${terms.product}` : '';
  const parts = [
    `${terms.account} · ${name === null ? `${terms.venue} ${terms.product}, no schedule` : `${name}${own}`}`,
    terms.tier ?? (rates.length > 0 ? null : 'no tier'),
    rates.length > 0 ? rates.join(', ') : null,
    terms.discount.kind === 'on' ? `${terms.discount.asset} discount` : null,
    terms.affiliate === null
      ? null
      : `affiliate ${terms.affiliate.partner} ${terms.affiliate.ceiling ? 'up to ' : ''}${formatRate(terms.affiliate.share)}`,
  ].filter((part) => part !== null);
  const since = terms.from === null ? '' : ` from ${formatShort(terms.from)}`;
  return `${parts.join(' · ')}${since} (${terms.basis})`;
}

/** Assets that are printed and allowed alike stand together. */
function toleranceLine({ scales, tolerance, rounding }: Findings): string {
  if (tolerance !== null) return `${plain(tolerance)} (given)`;
  if (rounding === 'auto')
    return 'none where the rounding is determined (--rounding auto), else one unit of the last place';
  const alike = new Map<string, string[]>();
  for (const { feeAsset, kind, allowance, mode, scale, basis } of scales) {
    const printed = basis === 'profile' ? 'as the export prints it' : 'the most decimals in the file';
    const how = kind === undefined ? printed : `${printed} for ${kind} fills`;
    const key = `${plain(allowance)} ${feeAsset === '' ? '' : 'ASSETS '}(fees ${mode} at ${scale} decimals, ${how})`;
    alike.set(key, [...new Set([...(alike.get(key) ?? []), feeAsset])].sort());
  }
  return [...alike].map(([key, assets]) => key.replace('ASSETS', assets.join(', '))).join('; ') || 'none';
}

function verdictLines(findings: Findings): string[] {
  const { verdict, settlement, materiality } = findings;
  const { status, breaks, unjudged, refused, fills } = verdict;
  const causes = settlement.causes.length;
  const changes = findings.terms.filter(
    (entry) => entry.basis === 'inferred' && entry.before?.basis === 'inferred',
  ).length;
  const parts = [
    breaks === 0
      ? 'no breaks'
      : `${count(breaks, 'break')} with ${count(causes, 'cause')}${verdict.immaterial ? `, not above the materiality of ${plain(materiality?.amount ?? ZERO)} ${materiality?.asset ?? ''}` : ''}`,
    verdict.rebateBreaks === 0 ? null : `${count(verdict.rebateBreaks, 'rebate period')} not as agreed`,
    unjudged === 0 ? null : `${count(unjudged, 'fill')} not judged`,
    refused === 0 ? null : `${count(refused, 'row')} refused`,
    changes === 0 ? null : `${count(changes, 'change')} of tier`,
    ...findings.shortfalls,
  ].filter((part) => part !== null);
  const first = `VERDICT  ${status}: ${count(fills, 'fill')}, ${parts.join(', ')} (exit ${verdict.exitCode})`;
  return [
    first,
    ...verdict.byAsset.map(assetLine),
    ...findings.statement.lanes.map(laneLine),
    ...meaning(findings),
  ];
}

/** `jacktrader: accrued 120 · paid 118.5 · true-up +1.5 USDT`, over the periods that the statement reaches. */
function laneLine(lane: MatchedLane): string {
  const { accrued, paid, trueUp } = laneTotals(lane);
  const money = `accrued ${plain(accrued)} · paid ${plain(paid)} · true-up ${signed(trueUp)} ${lane.asset}`;
  return `  ${lane.terms.partner} (${lane.account}): ${lane.match.reading === null ? 'not compared' : money}`;
}

const signed = (amount: Decimal) => `${amount.isPositive() && !amount.isZero() ? '+' : ''}${plain(amount)}`;

/** What an inferred tier means, and when it changed. */
function meaning({ terms }: Findings): string[] {
  const inferred = terms.filter(({ basis }) => basis === 'inferred');
  if (inferred.length === 0) return [];
  const changes = inferred.flatMap((entry) =>
    entry.before?.basis === 'inferred' && entry.from !== null
      ? [
          `  ${entry.venue} ${entry.product} (${entry.account}) changed from ${entry.before.tier ?? 'no tier'} to ${entry.tier ?? 'no tier'} at ${formatShort(entry.from)}`,
        ]
      : [],
  );
  return [
    '  the tier was read from the fees themselves: that shows what the venue did, not that it was right; give --tier to judge it',
    ...changes,
  ];
}

function assetLine({ asset, charged, expected, variance, unjudgedCharged }: AssetTotal): string {
  const money =
    variance === null ? '—' : `${variance.isNegative() || variance.isZero() ? '' : '+'}${plain(variance)}`;
  const open = unjudgedCharged.isZero() ? '' : ` · not judged ${plain(unjudgedCharged)}`;
  return `  ${asset}: charged ${plain(charged)} · expected ${expected === null ? '—' : plain(expected)} · variance ${money}${open}`;
}

const count = (number: number, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`;

/** One line in a fixed order, fit for a mail subject. */
function summaryLine({ verdict, span, period, shortfalls, statement }: Findings): string {
  const from = period.from ?? span?.from ?? null;
  const to = period.to ?? span?.to ?? null;
  const day = (instant: Instant | null) => (instant === null ? '-' : formatInstant(instant).slice(0, 10));
  const money = verdict.byAsset.map(({ asset, variance }) => {
    if (variance === null) return `variance=unknown ${asset}`;
    return `variance=${variance.isPositive() && !variance.isZero() ? '+' : ''}${plain(variance)} ${asset}`;
  });
  return [
    'fee-audit reconcile',
    `${day(from)}..${day(to)}`,
    `fills=${verdict.fills}`,
    `breaks=${verdict.breaks}`,
    `unjudged=${verdict.unjudged}`,
    `refused=${verdict.refused}`,
    ...money,
    ...(statement.statements.length === 0 ? [] : [`rebateBreaks=${verdict.rebateBreaks}`]),
    ...statement.lanes.map((lane) => `trueUp=${signed(laneTotals(lane).trueUp)} ${lane.asset}`),
    `verdict=${verdict.status}`,
    ...(shortfalls.length === 0 ? [] : [`reason=${shortfalls.join('; ')}`]),
  ].join(' ');
}
