/** Market-making scores: snapshots, requests and lists in, a score table out. */
import { fail, type Problem } from '../domain/problem.ts';
import { factorAt, marketOf, type ProgramVersion, type RewardProgram } from '../domain/rewards/program.ts';
import { RfqTally, rfqParts } from '../domain/rewards/rfq.ts';
import { type Standing, scoreClass } from '../domain/rewards/score.ts';
import type { Instant } from '../domain/time.ts';
import { Scorer, type TalliedMarket } from '../engine/scorer.ts';
import { SnapshotIntake } from '../engine/snapshot-intake.ts';
import { VenueScorer } from '../engine/venue-scorer.ts';
import { type Inputs, openInputs } from '../ingest/input.ts';
import { type ColumnMap, readEnrolled, readHoldings, readVolumes } from '../ingest/maker-lists.ts';
import { readRfqs } from '../ingest/rfqs.ts';
import type { SnapshotSink } from '../ingest/snapshot-rows.ts';
import { bookInstants } from '../ingest/snapshots.ts';
import type { Report } from '../report/model.ts';
import type { RfqFinding, ScoreFindings } from '../report/score-findings.ts';
import { scoreReport } from '../report/score-report.ts';
import type { Host } from './host.ts';
import { openSchedules } from './open-catalogue.ts';
import { type ChosenProgram, chooseProgram, classNames, type ProgramRequest } from './reward-program.ts';
import { spanOf } from './settings.ts';

/** What `fee-audit score` was asked for. */
export interface ScoreRequest extends ProgramRequest {
  readonly files: readonly string[];
  readonly map: readonly string[];
  readonly rfqs?: string;
  readonly volumes?: string;
  readonly holdings?: string;
  readonly enrolled?: string;
  readonly from?: string;
  readonly to?: string;
  readonly period?: string;
  readonly venueRows: boolean;
}

/** Problems kept for printing; all are counted. */
const KEPT_PROBLEMS = 100;

/** @throws KnownError for whatever makes the whole run impossible; a bad snapshot is no such thing */
export async function score(request: ScoreRequest, host: Host): Promise<Report> {
  const chosen = chooseProgram(request, openSchedules(host));
  const map = columnMap(request.map);
  if (new Set(request.files).size < request.files.length) {
    fail('file-twice', 'a file is named twice', { hint: 'name each file once' });
  }
  const inputs = await openInputs(request.files, host.stdin);
  host.atEnd(() => inputs.dispose());
  const standing = await standingOf(request, chosen.program, map);
  const { enrolled } = standing;
  const tallied = await tally(
    request,
    chosen,
    inputs,
    map,
    enrolled === null ? null : enrolledIn(enrolled),
    host,
  );
  const { version } = tallied;
  const rfqs =
    request.rfqs === undefined ? null : await rfqFinding(request.rfqs, map, version, tallied.intake);
  const classes = version.classes.map((cls) => {
    const markets = tallied.markets.filter(({ program }) => program === cls.name);
    const makers = scoreClass(cls, version, markets, rfqs?.tallies.get(cls.name) ?? null, standing);
    return { cls, markets, makers };
  });
  const findings: ScoreFindings = {
    program: chosen.program,
    version,
    notes: [
      ...tallied.notes,
      ...notesOf(request, standing, version, rfqs),
      ...withoutVolume(tallied.markets, standing),
    ],
    classes,
    intake: tallied.intake,
    rfqs,
    problems: tallied.problems,
    refused: tallied.intake.refusedRows() + (rfqs?.refused ?? 0),
    inputs: await Promise.all(
      inputs.inputs.map(async (input) => ({ file: input.name, sha256: await input.digest() })),
    ),
    venueChecks: tallied.venueChecks,
    rows: tallied.rows,
  };
  for (const one of findings.problems) host.warn(one);
  return scoreReport(findings);
}

/** The lists, read before the snapshots: a slip in a small file must not show only after a month of books. */
async function standingOf(request: ScoreRequest, program: RewardProgram, map: ColumnMap): Promise<Standing> {
  const { enrolled, volumes, holdings } = request;
  return {
    enrolled: enrolled === undefined ? null : await readEnrolled(enrolled, map),
    volumes: volumes === undefined ? null : await readVolumes(volumes, map, classNames(program)),
    holdings: holdings === undefined ? null : await readHoldings(holdings, map),
  };
}

/** Classes that are scored but have no row in the volumes: all of their makers fail the gates. */
function withoutVolume(markets: readonly TalliedMarket[], { volumes }: Standing): string[] {
  if (volumes === null) return [];
  const missing = [...new Set(markets.map(({ program }) => program))].filter(
    (program) => !volumes.has(program),
  );
  return missing.map((program) => `--volumes has no row of ${program}: its makers count as having no volume`);
}

/** `name=COLUMN`, as for fills. */
export function columnMap(words: readonly string[]): ColumnMap {
  return new Map(
    words.map((word) => {
      const at = word.indexOf('=');
      if (at > 0) return [word.slice(0, at).trim(), word.slice(at + 1).trim()] as const;
      return fail('map-unreadable', '--map needs a name and a column', {
        value: word,
        hint: '--map ts_ms=timestamp',
      });
    }),
  );
}

function enrolledIn(enrolled: NonNullable<Standing['enrolled']>): Set<string> {
  return new Set([...enrolled].flatMap(([maker, one]) => (one.optedIn && one.approved ? [maker] : [])));
}

interface Tallied {
  readonly version: ProgramVersion;
  readonly notes: readonly string[];
  readonly markets: readonly TalliedMarket[];
  readonly intake: SnapshotIntake;
  readonly problems: readonly Problem[];
  readonly venueChecks: ScoreFindings['venueChecks'];
  readonly rows: number;
}

async function tally(
  request: ScoreRequest,
  chosen: ChosenProgram,
  { inputs }: Inputs,
  map: ColumnMap,
  enrolled: ReadonlySet<string> | null,
  host: Host,
): Promise<Tallied> {
  const span = spanOf(request, 0, host.now);
  const { version: any } = chosen.versionFor(null);
  const intake = new SnapshotIntake(any.snapshotMinutes);
  intake.begin(span.from);
  const problems: Problem[] = [];
  const sink = sinkInto(intake, problems);
  const size = inputs.reduce(
    (sum: number | null, one) => (sum === null || one.size === null ? null : sum + one.size),
    0,
  );
  const onBytes = (done: number) => host.progress('scoring', done, size);
  const versionFor = firstVersion(chosen, span.from);
  if (request.venueRows) {
    const venue = new VenueScorer((time) => versionFor(time).version, span, intake);
    await venue.read(inputs, map, sink, onBytes);
    finish(intake, sink, request.files, span.to);
    const parts = { markets: venue.markets(), venueChecks: venue.checks() };
    return { ...versionFor(null), ...parts, intake, problems, rows: sink.rows };
  }
  let scorer: Scorer | null = null;
  for await (const instant of bookInstants(inputs, map, sink, onBytes)) {
    scorer ??= new Scorer(versionFor(instant.time).version, span, enrolled, intake);
    scorer.add(instant);
  }
  finish(intake, sink, request.files, span.to);
  const markets = scorer?.markets() ?? [];
  return { ...versionFor(null), markets, intake, problems, venueChecks: null, rows: sink.rows };
}

/** The version of the start of the span, or of the first time that is asked for; the same from then on. */
function firstVersion(chosen: ChosenProgram, from: Instant | null) {
  let settled: ReturnType<ChosenProgram['versionFor']> | null = null;
  return (time: Instant | null) => {
    settled ??= chosen.versionFor(from ?? time);
    return settled;
  };
}

/** Every row must be in one bucket, and there must be rows. */
function finish(
  intake: SnapshotIntake,
  sink: SnapshotSink,
  files: readonly string[],
  to: Instant | null,
): void {
  intake.end(to);
  if (sink.rows === 0) {
    fail('no-rows', 'there is a header but no row', { file: files[0]!, hint: 'export the snapshots again' });
  }
  if (intake.rows() !== sink.rows) {
    throw new Error(`conservation is broken: ${sink.rows} rows read, ${intake.rows()} in buckets`);
  }
}

function sinkInto(intake: SnapshotIntake, problems: Problem[]): SnapshotSink {
  let lastBackwards = '';
  return {
    rows: 0,
    refuse: (one) => {
      if (problems.length < KEPT_PROBLEMS) problems.push(one);
      const place = { file: one.file ?? '', line: one.line ?? 0, column: one.column, value: one.value };
      intake.add('refused', one.code, { instrument: '', reason: one.code, rows: 1, ...place }, 0);
    },
    backwards: (book, fault) => {
      const again = book === lastBackwards;
      lastBackwards = book;
      intake.add(
        'bad',
        fault.reason,
        { instrument: book.split(' ')[1] ?? '', rows: 1, ...fault },
        again ? 0 : 1,
      );
    },
  };
}

async function rfqFinding(
  path: string,
  map: ColumnMap,
  version: ProgramVersion,
  { from, to }: SnapshotIntake,
): Promise<RfqFinding> {
  const { requests, bad, refused, rows, priceReading } = await readRfqs(path, map, version.readings.rfqPrice);
  const tallies = new Map(version.classes.map(({ name }) => [name, new RfqTally()]));
  const unknown = new Map<string, number>();
  let outside = 0;
  let unweighted = 0;
  for (const { rfq, assetType, currency, expiry } of requests) {
    const place = marketOf(version, assetType, currency, expiry, rfq.time);
    if (place === null) {
      unknown.set(`${currency} ${assetType}`, (unknown.get(`${currency} ${assetType}`) ?? 0) + 1);
      continue;
    }
    if (version.classes.find(({ name }) => name === place.rule.program)?.weights.rfq.isZero()) unweighted++;
    const parts = rfqParts(rfq, version.rfq, version.readings);
    tallies.get(place.rule.program)!.add(parts, factorAt(place.rule, rfq.time));
    if (isOutside(rfq.time, from, to)) outside++;
  }
  return {
    file: path,
    requests: requests.length,
    bad,
    refused: refused.length,
    rows,
    priceReading,
    tallies,
    unknown,
    outside,
    unweighted,
  };
}

function isOutside(time: Instant, from: Instant | null, to: Instant | null): boolean {
  return from !== null && to !== null && (time < from || time > to);
}

function notesOf(
  request: ScoreRequest,
  { volumes, holdings, enrolled }: Standing,
  { readings }: ProgramVersion,
  rfqs: RfqFinding | null,
): string[] {
  const none = (flag: string, words: string) => `no ${flag} was given: ${words}`;
  return [
    ...(enrolled === null
      ? [
          none(
            '--enrolled',
            'every maker on the books is taken as opted in and approved, and shares are of these makers alone',
          ),
        ]
      : []),
    ...(volumes === null
      ? [none('--volumes', 'volume multipliers are 1 and the gates are not checked')]
      : []),
    ...(holdings === null && readings.holderBoost !== 'none'
      ? [none('--holdings', 'boosts for holdings are 1')]
      : []),
    ...(holdings !== null && readings.holderBoost === 'none'
      ? [
          'this revision has no boost for holdings: --holdings is not used (--reading holderBoost=diamond-hands uses it)',
        ]
      : []),
    ...(rfqs === null ? [none('--rfqs', 'scores of requests are 0')] : []),
    ...(request.venueRows
      ? []
      : ['scores rest on own samples: the venue takes its snapshots at other times']),
  ];
}
