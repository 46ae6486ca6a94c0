/** Every step behind single fills: what was read, which rate was due and why, what the fee should have been, what was tried. */
import { relative } from 'node:path';
import { trialsOf } from '../domain/break.ts';
import { breakContextOf, causesOf } from '../domain/break-context.ts';
import { signatureOf } from '../domain/cause.ts';
import type { Fill } from '../domain/fill.ts';
import { fail } from '../domain/problem.ts';
import type { PlannedTerms } from '../domain/terms.ts';
import { formatOffset } from '../domain/time.ts';
import type { Sighting, Wanted } from '../engine/sighting.ts';
import type { FillEvent } from '../ingest/row-event.ts';
import { explainReport } from '../report/explain-report.ts';
import type { Report } from '../report/model.ts';
import type { FillAccount, ReadCell, Reading, RowAccount, Twin } from '../report/row-account.ts';
import { type CauseRows, comparePlaces, readCause, rowsOfCause } from './cause-rows.ts';
import type { Host } from './host.ts';
import { type JudgedRun, judged } from './reconcile.ts';
import type { ExplainRequest, ReconcileRequest } from './request.ts';
import { NamedRows } from './wanted-rows.ts';

/** Rows that are told at once. */
const MOST_TOLD = 20;
/** Rows that are put in order; of more, those that come first in the files. */
const MOST_KEPT = 1000;

/**
 * Explains the rows that have the name `target`, or the first, largest and last fill of a cause.
 * @throws KnownError `trade-unknown`, `line-unknown`, `cause-unknown`, `cause-absent`, or what makes the run impossible
 */
export async function explain(request: ExplainRequest, host: Host): Promise<Report> {
  const { target, cause } = request;
  const code = cause === undefined ? null : readCause(cause);
  if (code === null && target === undefined) {
    fail('target-missing', 'say which row: a trade id, SYMBOL:ID or FILE:LINE', {
      hint: 'or --cause CODE for the first, largest and last fill of a cause',
    });
  }
  const run = await judged(request, host, { silentRows: true });
  if (run.sources.length === 0) fail('no-input', 'none of the inputs could be read');
  const wanted =
    code === null
      ? new NamedRows(target ?? '', run.sources)
      : await rowsOfCause(code, run.result, run.findings.settlement);
  const { seen, count } = await collect(run, wanted);
  if (count === 0 && wanted instanceof NamedRows) wanted.refuse();
  const told = seen.slice(0, MOST_TOLD);
  const twins = await twinsOf(run, told);
  const rows = told.map((sighting) => ({
    ...rowAccount(sighting, run, request, host),
    twins: twins.get(sighting) ?? [],
    marks: 'marksOf' in wanted && sighting.event?.kind === 'fill' ? wanted.marksOf(sighting.event.fill) : [],
  }));
  const asked = code === null ? (target ?? '') : `cause ${code}`;
  return explainReport({ asked, rows, left: count - rows.length }, run.findings);
}

/** Cause by cause; the rows in scope first, in order of time; the rest by place. */
async function collect(
  run: JudgedRun,
  wanted: Wanted | CauseRows,
): Promise<{ seen: Sighting[]; count: number }> {
  const seen: Sighting[] = [];
  let count = 0;
  for await (const sighting of run.result.explain(wanted)) {
    count += 1;
    if (seen.length < MOST_KEPT) seen.push(sighting);
  }
  const rank = ({ fate, event }: Sighting) => {
    const cause = 'rankOf' in wanted && event?.kind === 'fill' ? wanted.rankOf(event.fill) : 0;
    return 3 * cause + (fate === 'fill' ? 0 : fate === 'filter' ? 2 : 1);
  };
  seen.sort((a, b) => {
    if (a.event?.kind === 'fill' && b.event?.kind === 'fill') {
      return rank(a) - rank(b) || comparePlaces(a.event.fill, b.event.fill);
    }
    return rank(a) - rank(b);
  });
  return { seen, count };
}

/** The other rows of a record that stands in the files more than once. */
async function twinsOf(
  run: JudgedRun,
  told: readonly Sighting[],
): Promise<ReadonlyMap<Sighting, readonly Twin[]>> {
  const found = new Map<Sighting, Twin[]>();
  const byKey = new Map<string, Sighting[]>();
  for (const sighting of told) {
    const { event, fate } = sighting;
    if (event?.kind !== 'fill' || (fate !== 'duplicate' && fate !== 'conflict')) continue;
    const key = recordOf(event);
    byKey.set(key, [...(byKey.get(key) ?? []), sighting]);
    found.set(sighting, []);
  }
  if (byKey.size === 0) return found;
  for await (const { event, fate } of run.result.explain({ row: () => 'no', fill: () => true })) {
    if (event?.kind !== 'fill') continue;
    const { file, line } = event.fill;
    for (const sighting of byKey.get(recordOf(event)) ?? []) {
      const own = sighting.event as FillEvent;
      const twins = found.get(sighting)!;
      if (twins.length < MOST_TOLD && (own.fill.file !== file || own.fill.line !== line)) {
        twins.push({ file, line, fate });
      }
    }
  }
  return found;
}

/** What the rows of one record share: the venue's key, else all that they say. */
function recordOf({ key, content, fill }: FillEvent): string {
  return key ?? `${fill.account}\u001f${content}`;
}

function rowAccount(
  sighting: Sighting,
  run: JudgedRun,
  request: ReconcileRequest,
  host: Host,
): Omit<RowAccount, 'twins' | 'marks'> {
  const { source, rows, event, fate } = sighting;
  const roles = new Map<number, string[]>();
  for (const [field, at] of source.recognition.columns) roles.set(at, [...(roles.get(at) ?? []), field]);
  return {
    reading: readingOf(sighting, run, host),
    rows: rows.map(({ line, cells, main }) => ({
      line,
      leg: main === undefined ? 'whole' : main ? 'main' : 'other',
      cells: source.recognition.header.map(({ raw }, at): ReadCell => {
        return { column: raw, cell: cells[at] ?? '', roles: roles.get(at) ?? [] };
      }),
    })),
    fate,
    reason: event?.kind === 'excluded' ? event.reason : null,
    problem: event?.kind === 'refused' ? event.problem : null,
    account: fillAccount(sighting, run, request, host),
  };
}

function readingOf({ source, event }: Sighting, { settings, request }: JudgedRun, host: Host): Reading {
  const { input, recognition } = source;
  const { profile, variant, zone, columns, notices, cannotReveal } = recognition;
  const symbol = event?.kind === 'fill' ? event.fill.instrument.symbol : null;
  const listed = symbol !== null && request.instruments.contract(recognition.venue, symbol) !== null;
  const own = settings.instruments === null ? '' : ` or ${relative(host.cwd, settings.instruments)}`;
  return {
    file: input.name,
    profile: `${profile.id} (${variant})`,
    zone:
      zone.basis === 'epoch' ? 'counted from 1970 UTC' : `${formatOffset(zone.minutesEast)} (${zone.basis})`,
    chargesNegative: profile.feeSign === 'charged-negative',
    countsContracts: columns.has('contracts'),
    contractSource: listed ? `the shipped contract values${own}` : 'as the venue counts it',
    notices: [...notices, ...cannotReveal.map((sentence) => `cannot be seen: ${sentence}`)],
  };
}

function fillAccount(
  { event, verdict, fate }: Sighting,
  { result, findings, request: engine, settings }: JudgedRun,
  request: ReconcileRequest,
  host: Host,
): FillAccount | null {
  if (event?.kind !== 'fill' || verdict === null) return null;
  const { fill, rawFee } = event;
  const { judged, context, terms, facts, law, share } = verdict;
  const known = judged.outcome === 'break' ? breakContextOf(fill, judged, context, facts) : null;
  const diagnosis = judged.outcome === 'break' ? causesOf(fill, judged, context, facts) : null;
  const { venue, product } = fill.instrument;
  const scope = { venue, account: fill.account, product, feeAsset: judged.feeAsset };
  const counted = fate === 'fill' && diagnosis !== null;
  return {
    ...{ fill, rawFee, judged, context, terms, law, share },
    origin: originOf(terms, request, settings.config === null ? null : host.cwd),
    until: terms.to ?? untilOf(fill, result.terms),
    scale: scaleOf(fill, findings.scales),
    pricesFile: engine.prices?.file ?? null,
    trials: known === null ? [] : trialsOf(known),
    telling: diagnosis?.telling ?? true,
    assigned: counted ? findings.settlement.causeOf(scope, signatureOf(diagnosis)) : null,
  };
}

/** The flags by which a user says what is due, as they are written. */
const TERMS_FLAGS = [
  ['schedule', '--schedule'],
  ['tier', '--tier'],
  ['volume30d', '--volume-30d'],
  ['holdings', '--holdings'],
  ['assets', '--assets'],
  ['share', '--share'],
  ['rank', '--rank'],
  ['program', '--program'],
  ['makerRate', '--maker-rate'],
  ['takerRate', '--taker-rate'],
  ['discount', '--discount'],
  ['affiliate', '--affiliate'],
] as const;

/** Where the terms come from: a line of the configuration, flags, or nowhere. */
function originOf({ origin }: FillAccount['terms'], request: ReconcileRequest, cwd: string | null): string {
  const flags = TERMS_FLAGS.flatMap(([key, flag]) => {
    const value = request[key];
    return value === undefined ? [] : [`${flag} ${/\s/.test(value) ? `"${value}"` : value}`];
  });
  const given = flags.length === 0 ? null : flags.join(', ');
  if (origin === undefined) return given ?? 'no flag and no configuration names terms for this account';
  const place = `${cwd === null ? origin.file : relative(cwd, origin.file)}:${origin.line}`;
  return given === null ? place : `${place}, with ${given}`;
}

/** Start of the terms that follow those of the fill; null = none do. */
function untilOf({ time, account, instrument }: Fill, terms: readonly PlannedTerms[]): number | null {
  const later = terms.flatMap((one) => {
    const own =
      one.account === account && one.venue === instrument.venue && one.product === instrument.product;
    return own && one.from !== null && one.from > time ? [one.from] : [];
  });
  return later.length === 0 ? null : Math.min(...later);
}

/** How the file prints fees of this kind and asset. */
function scaleOf(
  { file, feeAsset, instrument }: Fill,
  scales: JudgedRun['findings']['scales'],
): FillAccount['scale'] {
  const own = scales.filter((one) => one.file === file && one.feeAsset === (feeAsset ?? ''));
  return (
    own.find(({ kind }) => kind === instrument.kind) ?? own.find(({ kind }) => kind === undefined) ?? null
  );
}
