/** The main job: exports in, a reconciliation out. */
import { relative } from 'node:path';
import { type Decimal, plain } from '../domain/decimal.ts';
import { fail, nearest, type Problem, problem } from '../domain/problem.ts';
import { formatOffset } from '../domain/time.ts';
import { verdictOf } from '../domain/verdict.ts';
import { ENGINES, type EngineWish, runEngine } from '../engine/choose-engine.ts';
import type { EngineRequest, EngineResult, FillObserver, Source } from '../engine/engine.ts';
import { LEAST_MEMORY } from '../engine/fast/budget.ts';
import { readPrices } from '../ingest/prices.ts';
import type { FileFinding, Findings } from '../report/findings.ts';
import type { Report, SideFile } from '../report/model.ts';
import { reconcileReport } from '../report/reconcile-report.ts';
import { CompletenessRun } from './completeness.ts';
import { configuredFills } from './config-fills.ts';
import { engineRequestFor } from './engine-request.ts';
import type { Host } from './host.ts';
import { itemsText } from './open-items.ts';
import type { ReconcileRequest } from './request.ts';
import { readSettings, type Settings } from './settings.ts';
import { openSettlement, rebateBreaks, settle } from './settlement.ts';
import { type OpenedFiles, openSources } from './sources.ts';
import { UsedPrices } from './used-prices.ts';

/**
 * Reads, judges and reports. @throws KnownError for whatever makes the whole run impossible; a bad row is no such thing,
 * nor is one bad file among several
 */
export async function reconcile(request: ReconcileRequest, host: Host): Promise<Report> {
  const run = await judged(request, host, { digests: host.tellsRun !== false });
  return { ...reconcileReport(run.findings), sideFiles: openFileOf(run) };
}

/** The file of open items, where there is one. */
export const openFileOf = ({ openFile }: JudgedRun): readonly SideFile[] =>
  openFile === null ? [] : [{ path: openFile, table: 'open' }];

/** A run that has been judged, for whatever reports on it. */
export interface JudgedRun {
  readonly settings: Settings;
  readonly sources: readonly Source[];
  readonly request: EngineRequest;
  readonly result: EngineResult;
  readonly findings: Findings;
  /** Exports that were read, as named. */
  readonly files: readonly string[];
  /** File of the items carried forward, resolved, and what earlier periods left in it; null = none. */
  readonly openFile: string | null;
  readonly openItemsBefore: string | null;
}

export interface JudgeOptions {
  /** Observers beside those that the request itself needs. */
  readonly observers?: readonly FillObserver[];
  /** Text of the open items before the run, instead of what the file holds now. */
  readonly openItems?: string | null;
  /** True = refused rows are not told on the side; for a run that is not about all rows. */
  readonly silentRows?: boolean;
  /** False = the findings do without digests of the files, which need a reading of their own. */
  readonly digests?: boolean;
}

/** Reads and judges. @throws KnownError as `reconcile` */
export async function judged(
  request: ReconcileRequest,
  host: Host,
  options: JudgeOptions = {},
): Promise<JudgedRun> {
  const { beforeScan, collect } = host;
  const wish = { ...engineWish(request), beforeScan, collect };
  const settings = readSettings(request, host);
  const files = request.files.length > 0 ? request.files : configuredFills(settings.config, host);
  const opened = await openSources(files, request, settings.config, settings.catalogue, host);
  // The report streams its breaks from the files, so they stay open until it has been delivered.
  host.atEnd(() => opened.dispose());
  for (const problem of opened.problems) host.warn(problem);
  const base = await engineRequestFor(request, settings, opened.sources, host);
  const settles = (request.statement ?? []).length > 0 && settings.prices !== null;
  const prices = settles ? await readPrices(settings.prices!) : null;
  const settlement = await openSettlement(request, settings, base, prices, host, options.openItems);
  const complete = new CompletenessRun();
  const own = settlement.run === null ? [] : [settlement.run];
  const engineRequest = { ...base, observers: [complete, ...own, ...(options.observers ?? [])] };
  const result = await runEngine(engineRequest, wish, host.verbose, (reason, remedy) =>
    host.warn(
      problem('engine-unfit', `the fast engine is not for this run: ${reason}`, {
        hint: `the reference engine reads it; the result is the same${remedy === null ? '' : `. ${remedy}`}`,
      }),
    ),
  );
  for (const problem of options.silentRows ? [] : result.problems) host.warn(problem);
  const settled = settle(settlement, settings, result);
  for (const problem of settled.problems) host.warn(problem);
  const digests = options.digests !== false;
  const findings = await findingsOf(
    settings,
    opened,
    engineRequest,
    result,
    settled,
    complete,
    digests,
    host,
  );
  const { openFile } = settlement;
  const openItemsBefore = openFile === null ? null : itemsText(settled.carried);
  const { sources } = opened;
  const found = { request: engineRequest, result, findings };
  return { settings, sources, ...found, files, openFile, openItemsBefore };
}

/** Most threads that can be asked for. */
const MAX_THREADS = 64;

function engineWish({ engine = 'auto', threads, memory }: ReconcileRequest): EngineWish {
  const name = ENGINES.find((one) => one === engine);
  if (name === undefined) {
    fail('engine-unknown', 'there is no such engine', { value: engine, hint: 'auto, reference or fast' });
  }
  if (threads !== undefined && !(/^\d{1,2}$/.test(threads) && +threads >= 1 && +threads <= MAX_THREADS)) {
    fail('threads-unreadable', 'this is no number of threads', {
      value: threads,
      hint: `a whole number from 1 to ${MAX_THREADS}`,
    });
  }
  if (memory !== undefined && !(/^\d{1,7}$/.test(memory) && +memory >= LEAST_MEMORY)) {
    fail('memory-unreadable', 'this is no amount of memory', {
      value: memory,
      hint: `a whole number of MiB, ${LEAST_MEMORY} or more`,
    });
  }
  return {
    name,
    threads: threads === undefined ? null : +threads,
    ...(memory === undefined ? {} : { memory: +memory }),
  };
}

async function findingsOf(
  settings: Settings,
  opened: OpenedFiles,
  request: EngineRequest,
  result: EngineResult,
  settled: ReturnType<typeof settle>,
  complete: CompletenessRun,
  digests: boolean,
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
  const unmet = [
    ...unmetExpectations(
      settings,
      result,
      opened.sources.map(({ input }) => input.name),
    ),
    ...unknownSymbols(settings, result),
  ];
  const lost: Problem[] = [...opened.problems, ...unmet, ...settled.problems];
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
    incomplete: lost.length > 0 || result.brokenOff || settled.incomplete,
    rebate: rebateBreaks(settled.findings),
  });
  return {
    statement: settled.findings,
    completeness: complete.checks(opened.sources, result, settled.findings),
    files: await Promise.all(
      opened.sources.map((source, index) => fileFinding(source, result, index, digests)),
    ),
    schedules: result.versionsUsed,
    duplicates: result.duplicates,
    scheduleIds: laddersOf(result, settings),
    terms: result.terms,
    scales: result.scales,
    rounding: request.rounding,
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
    pricesFile: request.prices?.file ?? null,
    shortfalls: shortfallsOf(opened.problems, unmet, result),
    notes: [
      ...(request.prices instanceof UsedPrices ? request.prices.notes() : []),
      ...flowNotes(result),
      ...orderNotes(result),
      ...unusedConfig(settings, opened, request, host),
      ...lost.map(({ file, sentence }) => (file === null ? sentence : `${file}: ${sentence}`)),
    ],
    version: host.version,
    breaks: result.breaks,
  };
}

/** The ladders behind the terms, by `venue/product`. */
function laddersOf({ terms }: EngineResult, { catalogue }: Settings): Findings['scheduleIds'] {
  const ladders = new Map<string, string>();
  for (const { venue, product } of terms) {
    const ladder = catalogue.ladderFor(venue, product);
    if (ladder !== null) ladders.set(`${venue}/${product}`, ladder.id);
  }
  return ladders;
}

async function fileFinding(
  { input, recognition }: Source,
  result: EngineResult,
  index: number,
  digests: boolean,
): Promise<FileFinding> {
  const { zone, profile, hasFlag, cannotReveal, notices } = recognition;
  return {
    file: input.name,
    profile: profile.id,
    sha256: digests ? await input.digest() : null,
    rows: result.rowsByFile[index] ?? 0,
    zone: `${formatOffset(zone.minutesEast)} (${zone.basis})`,
    hasFlag,
    cannotReveal,
    notices: [...notices, ...(result.remarks[index] ?? [])],
  };
}

/** What was expected of the input and is not so: rows, totals, and that every file has rows at all. */
function unmetExpectations(
  { expectRows, expectTotal }: Settings,
  result: EngineResult,
  files: readonly string[],
): Problem[] {
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
  if (expectRows === null) {
    for (const [index, rows] of result.rowsByFile.entries()) {
      if (rows > 0) continue;
      unmet('no-rows', 'there is a header but no row', 'say --expect-rows 0 if that is right', files[index]);
    }
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

/** A symbol asked for that no row has is a slip of the user, not an empty result. */
function unknownSymbols({ filter }: Settings, { symbols, doorRows }: EngineResult): Problem[] {
  if (doorRows === 0) return [];
  return [...filter.symbols]
    .filter((symbol) => !symbols.has(symbol))
    .map((symbol) => {
      const [near] = nearest(symbol, [...symbols].sort());
      const sample = [...symbols].sort().slice(0, 5).join(', ');
      const hint =
        near === undefined
          ? `symbols are: ${sample}${symbols.size > 5 ? ', …' : ''}`
          : `did you mean ${near}?`;
      return problem('symbol-unknown', 'no fill has the symbol asked for', { value: symbol, hint });
    });
}

/** Why a run is incomplete beyond its rows and fills, in a few words each. */
function shortfallsOf(unread: readonly Problem[], unmet: readonly Problem[], result: EngineResult): string[] {
  const broken = result.brokenOff ? ['an input breaks off'] : [];
  const inputs =
    unread.length === 0 ? [] : [`${unread.length} ${unread.length === 1 ? 'input' : 'inputs'} not read`];
  return [...inputs, ...broken, ...unmet.map(({ sentence }) => sentence)];
}

/** How a rule on a kind of orders was read: what a part of a negative fee is, nobody says. */
function flowNotes({ flowsUsed }: EngineResult): string[] {
  return [...flowsUsed].sort().map(([name, { rule, whole }]) => {
    if (rule.factor === null)
      return `${name}: fills of these orders are unjudged, since their rate is the account's own`;
    const part = `${plain(rule.factor.times(100))} %`;
    const reading = whole
      ? 'a rebate is left whole (--elp-rebate)'
      : `a rebate is scaled as well (--elp-rebate whole reads it otherwise)`;
    return `${name}: makers of these orders are charged ${part} of their tier's fee; ${reading}`;
  });
}

/** A configuration whose accounts claim none of the files is a slip that must not pass unseen. */
function unusedConfig(
  { config }: Settings,
  opened: OpenedFiles,
  request: EngineRequest,
  host: Host,
): string[] {
  const withTerms = config?.accounts.filter(({ terms }) => terms.length > 0) ?? [];
  if (config === null || withTerms.length === 0 || isGivenByFlags(request)) return [];
  const file = relative(host.cwd, config.file);
  return opened.sources
    .filter(({ recognition }) => !withTerms.some(({ name }) => name === recognition.account))
    .map(
      ({ input }) =>
        `${file}: no account there claims ${input.name}, so its terms are not used (--account names one)`,
    );
}

function isGivenByFlags({ otherwise }: EngineRequest): boolean {
  const { qualified, tier, schedule, makerRate, takerRate } = otherwise;
  return qualified === true || [tier, schedule, makerRate, takerRate].some((part) => part !== null);
}

/** Very many orders do not fit into memory: which share of them the court heard. */
function orderNotes({ orderShare }: EngineResult): string[] {
  if (orderShare === 1) return [];
  return [
    `liquidity court: the order of an order's fills was tried on one order in ${orderShare}, chosen by its id`,
  ];
}
