/** The main job: exports in, a reconciliation out. */
import { relative } from 'node:path';
import { splitReference } from '../catalogue/catalogue.ts';
import { pricesProduct } from '../domain/card.ts';
import { type Decimal, plain } from '../domain/decimal.ts';
import { fail, type Problem } from '../domain/problem.ts';
import type { Schedule } from '../domain/schedule.ts';
import type { TermsEntry } from '../domain/terms.ts';
import { formatOffset } from '../domain/time.ts';
import { verdictOf } from '../domain/verdict.ts';
import type { EngineRequest, EngineResult, Source } from '../engine/engine.ts';
import { referenceEngine } from '../engine/reference-engine.ts';
import { readPrices } from '../ingest/prices.ts';
import type { FileFinding, Findings } from '../report/findings.ts';
import type { Report } from '../report/model.ts';
import { reconcileReport } from '../report/reconcile-report.ts';
import type { Host } from './host.ts';
import type { ReconcileRequest } from './request.ts';
import { readSettings, type Settings } from './settings.ts';
import { instrumentsFor, type OpenedFiles, openSources } from './sources.ts';
import { flagsGiveTerms, settleTerms, termsOfAccount, termsOfFlags } from './terms.ts';

/**
 * Reads, judges and reports. @throws KnownError for whatever makes the whole run impossible; a bad row is no such thing,
 * nor is one bad file among several
 */
export async function reconcile(request: ReconcileRequest, host: Host): Promise<Report> {
  const { engine } = request;
  if (engine !== undefined && engine !== 'auto' && engine !== 'reference') {
    fail('engine-unknown', 'there is no such engine', { value: engine, hint: 'auto or reference' });
  }
  const settings = readSettings(request, host);
  const opened = await openSources(request.files, request, settings.config, settings.catalogue, host);
  // The report streams its breaks from the files, so they stay open until it has been delivered.
  host.atEnd(() => opened.dispose());
  for (const problem of opened.problems) host.warn(problem);
  const engineRequest = await engineRequestFor(request, settings, opened.sources, host);
  const result = await referenceEngine.run(engineRequest);
  for (const problem of result.problems) host.warn(problem);
  return reconcileReport(await findingsOf(settings, opened, engineRequest, result, host));
}

async function engineRequestFor(
  request: ReconcileRequest,
  settings: Settings,
  sources: readonly Source[],
  host: Host,
): Promise<EngineRequest> {
  const { config, catalogue, reportOffset } = settings;
  const venues = [...new Set(sources.map(({ recognition }) => recognition.venue))];
  const accounts = new Set(sources.map(({ recognition }) => recognition.account));
  let otherwise = termsOfFlags(request, catalogue);
  for (const venue of venues) otherwise = settleTerms(otherwise, venue, catalogue);
  const terms: TermsEntry[] = [];
  for (const account of flagsGiveTerms(request) ? [] : (config?.accounts ?? [])) {
    if (!accounts.has(account.name)) continue;
    const venue = sources.find(({ recognition }) => recognition.account === account.name)!.recognition.venue;
    for (const entry of termsOfAccount(account, request, catalogue, reportOffset)) {
      terms.push(settleTerms(entry, venue, catalogue));
    }
  }
  const scheduleOf = (venue: string, product: string, entry: TermsEntry): Schedule | null => {
    const named = entry.schedule === null ? null : catalogue.schedule(entry.schedule);
    if (named !== null && pricesProduct(named, venue, product)) return named;
    return catalogue.ladderFor(venue, product);
  };
  return {
    sources,
    instruments: instrumentsFor(sources, catalogue, settings.instruments),
    terms,
    otherwise,
    schedule: scheduleOf,
    prices: settings.prices === null ? null : await readPrices(settings.prices),
    filter: settings.filter,
    groupBy: settings.groupBy,
    reportOffset,
    tolerance: settings.tolerance,
    asOf: settings.asOf,
    progress: host.progress,
  };
}

async function findingsOf(
  settings: Settings,
  opened: OpenedFiles,
  request: EngineRequest,
  result: EngineResult,
  host: Host,
): Promise<Findings> {
  const { reconciliation } = result;
  const settlement = reconciliation.ledger.settle();
  const residual = reconciliation.intake.residual(result.doorRows, result.doorCharged);
  if (residual.rows !== 0 || residual.charged.some(({ amount }) => !amount.isZero())) {
    throw new Error(
      `conservation is broken: ${residual.rows} rows and ${residual.charged.map(({ feeAsset, amount }) => `${plain(amount)} ${feeAsset}`).join(', ')} are in no bucket`,
    );
  }
  const unmet = unmetExpectations(settings, result);
  const lost: Problem[] = [...opened.problems, ...unmet];
  for (const problem of unmet) host.warn(problem);
  const inferred = result.terms.some(({ basis }) => basis === 'inferred');
  const verdict = verdictOf({
    reconciliation,
    causes: settlement.causes,
    inferred,
    rateChanged: result.terms.some(
      (entry) => entry.basis === 'inferred' && entry.before?.basis === 'inferred',
    ),
    materiality: settings.materiality,
    incomplete: lost.length > 0 || result.brokenOff,
  });
  return {
    files: await Promise.all(opened.sources.map((source, index) => fileFinding(source, result, index))),
    schedules: schedulesUsed(settings, result),
    terms: result.terms,
    scales: result.scales,
    period: settings.filter.span,
    reportOffset: settings.reportOffset,
    span: result.span,
    groupBy: request.groupBy,
    reconciliation,
    settlement,
    rates: result.rates,
    residual,
    problems: [...opened.problems, ...result.problems],
    verdict,
    tolerance: settings.tolerance,
    materiality: settings.materiality,
    pricesFile: settings.prices === null ? null : relative(host.cwd, settings.prices),
    notes: [...opened.problems, ...unmet].map(({ file, sentence }) =>
      file === null ? sentence : `${file}: ${sentence}`,
    ),
    version: host.version,
    breaks: result.breaks,
  };
}

async function fileFinding(
  { input, recognition }: Source,
  result: EngineResult,
  index: number,
): Promise<FileFinding> {
  const { zone, profile, hasFlag, cannotReveal, notices } = recognition;
  return {
    file: input.name,
    profile: profile.id,
    sha256: await input.digest(),
    rows: result.rowsByFile[index] ?? 0,
    zone: `${formatOffset(zone.minutesEast)} (${zone.basis})`,
    hasFlag,
    cannotReveal,
    notices: [...notices, ...(result.remarks[index] ?? [])],
  };
}

function schedulesUsed({ catalogue }: Settings, result: EngineResult): Findings['schedules'] {
  return [...result.versionsUsed].sort().flatMap((used) => {
    const [id, name] = used.split('\u001f') as [string, string];
    const version = catalogue
      .schedule(splitReference(id).id)
      .versions.find((candidate) => candidate.version === name);
    return version === undefined ? [] : [{ id, version }];
  });
}

/** What was expected of the input and is not so: rows, totals, and that every file has rows at all. */
function unmetExpectations({ expectRows, expectTotal }: Settings, result: EngineResult): Problem[] {
  const problems: Problem[] = [];
  const unmet = (code: string, sentence: string, hint: string, file: string | null = null) =>
    problems.push({ code, sentence, hint, file, line: null, column: null, value: null });
  if (expectRows !== null && expectRows !== result.doorRows) {
    unmet(
      'rows-unexpected',
      `${result.doorRows} rows were read where ${expectRows} were expected`,
      'export the period again',
    );
  }
  if (expectRows === null && result.doorRows === 0) {
    unmet('no-rows', 'there is a header but no row', 'say --expect-rows 0 if that is right');
  }
  if (expectTotal !== null) {
    const sum: Decimal = result.doorCharged.of(expectTotal.asset);
    if (!sum.eq(expectTotal.amount)) {
      unmet(
        'total-unexpected',
        `the fee column sums up to ${plain(sum)} ${expectTotal.asset} where ${plain(expectTotal.amount)} were expected`,
        'the total is that of all rows, a charge counted positive',
      );
    }
  }
  return problems;
}
