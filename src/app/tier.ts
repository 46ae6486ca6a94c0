/** `tier`: where accounts stand by their fills and what their owner says of them, day by day, and what lies ahead. */
import type { Catalogue } from '../catalogue/catalogue.ts';
import { splitReference, versionNamed } from '../catalogue/catalogue.ts';
import type { Decimal } from '../domain/decimal.ts';
import {
  daysOf,
  evaluationAfter,
  evaluationBefore,
  startOfVenueDay,
  USUAL_EVALUATION,
} from '../domain/evaluation-clock.ts';
import type { Standing } from '../domain/facts.ts';
import { fail } from '../domain/problem.ts';
import type { Schedule } from '../domain/schedule.ts';
import { outlooks } from '../domain/tier-outlook.ts';
import { type TierDay, tierPath } from '../domain/tier-path.ts';
import { feesAt } from '../domain/tier-worth.ts';
import { formatShort, type Instant } from '../domain/time.ts';
import type { WindowVolume } from '../domain/window-volume.ts';
import { CardBook } from '../engine/card-book.ts';
import { referenceEngine } from '../engine/reference-engine.ts';
import { TermsBook } from '../engine/terms-book.ts';
import { AccountVolumes } from '../engine/window-volume.ts';
import type { Report } from '../report/model.ts';
import { type TierTrack, tierReport, type WorthyDay } from '../report/tier-report.ts';
import { engineRequestFor } from './engine-request.ts';
import type { Host } from './host.ts';
import { lostWords } from './lost.ts';
import type { ReconcileRequest } from './request.ts';
import { readSettings, type Settings } from './settings.ts';
import { openSources } from './sources.ts';
import { standingsOfFlags } from './standing.ts';

/** @throws KnownError for flags that make no sense, or no input at all */
export async function tier(request: ReconcileRequest, host: Host): Promise<Report> {
  const settings = readSettings(request, host);
  return request.files.length === 0 ? withoutFills(request, settings) : fromFills(request, settings, host);
}

async function fromFills(request: ReconcileRequest, settings: Settings, host: Host): Promise<Report> {
  const { catalogue, filter } = settings;
  const opened = await openSources(request.files, request, settings.config, catalogue, host);
  host.atEnd(() => opened.dispose());
  for (const problem of opened.problems) host.warn(problem);
  const asked = await engineRequestFor(request, settings, opened.sources, host);
  let volumes: AccountVolumes | null = null;
  const seen = new Map<string, { venue: string; account: string; product: string }>();
  // Rows before --from feed the window, so nothing is filtered: the period chooses the days that are told.
  const whole = { ...asked, filter: { ...filter, span: { from: null, to: null } } };
  const [book, terms] = [new CardBook(whole), new TermsBook(whole)];
  const result = await referenceEngine.run({
    ...whole,
    audience: {
      begin: () => {
        volumes = new AccountVolumes(whole, book, terms);
        seen.clear();
      },
      judged: (fill, { liquidity }) => {
        volumes!.add(fill, liquidity);
        const { venue, product } = fill.instrument;
        seen.set([venue, fill.account, product].join('\u001f'), { venue, account: fill.account, product });
      },
    },
  });
  for (const problem of result.problems) host.warn(problem);
  const tracks: TierTrack[] = [];
  const notes: string[] = [];
  for (const key of [...seen.keys()].sort()) {
    const { venue, account, product } = seen.get(key)!;
    const entry = terms.entryAt(account, product, result.span!.to) ?? terms.entriesFor(account, product)[0]!;
    const schedule = whole.schedule(venue, product, entry);
    if (schedule === null) {
      notes.push(`no schedule is known for ${venue} ${product}, so its tier cannot be computed`);
      continue;
    }
    const standings = (whole.standings ?? []).filter(
      (one) => one.account === null || one.account === account,
    );
    const volume = volumes!.of(venue, account)!;
    const pinned = entry.schedule === schedule.id ? entry.version : null;
    tracks.push(trackOf({ venue, account, product, schedule, pinned, standings, volume, span: filter.span }));
  }
  const shortfalls = [...lostWords(opened.problems, result), ...uncoveredWords(tracks)];
  const files = opened.sources.map(({ input }) => input.name);
  return tierReport({ tracks, files, notes, shortfalls });
}

interface TrackInput {
  readonly venue: string;
  readonly account: string;
  readonly product: string;
  readonly schedule: Schedule;
  readonly pinned: string | null;
  readonly standings: readonly Standing[];
  readonly volume: WindowVolume;
  readonly span: { readonly from: Instant | null; readonly to: Instant | null };
}

function trackOf({
  venue,
  account,
  product,
  schedule,
  pinned,
  standings,
  volume,
  span,
}: TrackInput): TierTrack {
  const evaluation = schedule.evaluation ?? USUAL_EVALUATION;
  const read = volume.span!;
  // The first computation after the last fill is the one whose window holds all of them.
  const newest = evaluationAfter(evaluation, evaluationBefore(evaluation, read.to)).at;
  const last = span.to === null ? newest : Math.min(span.to - 1, newest);
  const first = Math.max(span.from ?? read.from + 1, read.from + 1);
  const path = tierPath({ schedule, product, pinned, volume, standings, first, last });
  const days = path.filter(({ at }) => at >= first);
  const newestDay = days.at(-1);
  const rolls = newestDay !== undefined && /^\d+d$/.test(newestDay.evaluation.window);
  return {
    venue,
    account,
    product,
    schedule: schedule.id,
    days: days.map((day) => worthy(day, product, volume)),
    outlooks:
      newestDay !== undefined && rolls
        ? outlooks(newestDay, product, volume, startOfVenueDay(newestDay.evaluation, read.from))
        : [],
    notes: [
      ...(newestDay === undefined
        ? [
            `no computation lies in the period asked for: the fills of ${account} reach from ${formatShort(read.from)} to ${formatShort(read.to)}`,
          ]
        : []),
      ...notesOf(schedule, newestDay ?? null, volume),
    ],
  };
}

function worthy(day: TierDay, product: string, volume: WindowVolume): WorthyDay {
  const index = day.qualification?.index ?? null;
  const flows = volume.flows(product, day.from, day.at);
  const fees = (at: number): Decimal | null => {
    const row = day.rungs[at];
    return row === undefined ? null : feesAt(day.version, product, row.tier, flows);
  };
  const less = (a: Decimal | null, b: Decimal | null) => (a === null || b === null ? null : a.minus(b));
  if (index === null) return { day, worth: null, riseWorth: null };
  const own = fees(index);
  return { day, worth: less(fees(index - 1), own), riseWorth: less(own, fees(index + 1)) };
}

function notesOf(schedule: Schedule, day: TierDay | null, volume: WindowVolume): string[] {
  const notes: string[] = [
    'volumes are those of these files: what other sub-accounts of the same master traded is not in them, so that every volume is at least this',
    'USDT, USDC and other dollar coins count as one US dollar; venues convert by rates of their own',
  ];
  for (const [why, fills] of [...volume.uncounted].sort()) {
    notes.push(`${schedule.venue}: ${fills} ${fills === 1 ? 'fill is' : 'fills are'} in no volume: ${why}`);
  }
  const evaluation = day?.evaluation ?? schedule.evaluation ?? USUAL_EVALUATION;
  if (evaluation.atMinute === null && /d$/.test(evaluation.window)) {
    notes.push(
      `${schedule.id}: the hour at which tiers are computed is not published; midnight UTC is taken`,
    );
  }
  const version = day?.version;
  if (version !== undefined && !version.startKnown) {
    notes.push(`${schedule.id} ${version.version}: the day on which these conditions began is not known`);
  }
  return notes;
}

function uncoveredWords(tracks: readonly TierTrack[]): string[] {
  return tracks.flatMap(({ account, schedule, product, days }) => {
    const open = days.filter(({ day }) => day.uncovered);
    const first = open[0];
    if (first === undefined) return [];
    const covered = days.find(({ day }) => !day.uncovered);
    const from =
      covered === undefined
        ? ''
        : ` (--from ${new Date(covered.day.at).toISOString().slice(0, 10)} tells only the days from there on)`;
    return [
      `${account} ${schedule} ${product}: the files do not cover the window of ${open.length} of ${days.length} days, whose tiers are lower bounds${from}; add older fills or give --volume-30d`,
    ];
  });
}

/** Only what the owner says: one computation under the newest version, or that of --as-of. */
function withoutFills(request: ReconcileRequest, settings: Settings): Report {
  const { catalogue } = settings;
  const standings = standingsOfFlags(request, catalogue);
  if (standings.length === 0) {
    fail('tier-of-what', 'there are neither fills nor figures to compute a tier from', {
      hint: 'name an export, or give --schedule and --volume-30d 243M',
    });
  }
  const tracks = schedulesAsked(request, catalogue).flatMap((schedule) =>
    (schedule.covers ?? [schedule.product]).map((product) =>
      givenTrack(schedule, product, standings, request, settings),
    ),
  );
  return tierReport({
    tracks,
    files: [],
    notes: ['no fills were read: the tier follows from the figures given alone'],
    shortfalls: [],
  });
}

function schedulesAsked({ schedule, venue }: ReconcileRequest, catalogue: Catalogue): Schedule[] {
  if (schedule !== undefined) return [catalogue.schedule(splitReference(schedule).id)];
  if (venue === undefined) {
    return fail('tier-of-what', 'without fills the tier needs a schedule', {
      hint: 'give --schedule okx/usdt-futures, or --venue okx for all of its ladders',
    });
  }
  const id = venue.toLowerCase();
  const ladders = catalogue.products(id).flatMap((product) => catalogue.ladderFor(id, product) ?? []);
  if (ladders.length > 0) return [...new Set(ladders)];
  return fail('venue-unknown', 'no ladder of this venue is known', {
    value: venue,
    hint: `venues: ${catalogue.venues().join(', ')}`,
  });
}

function givenTrack(
  schedule: Schedule,
  product: string,
  standings: readonly Standing[],
  request: ReconcileRequest,
  { asOf }: Settings,
): TierTrack {
  const name = request.schedule === undefined ? null : splitReference(request.schedule).version;
  const newest = schedule.versions.at(-1)!;
  const pinned =
    name === null ? (asOf === null ? newest.version : null) : versionNamed(schedule, name).version;
  const evaluation = schedule.evaluation ?? USUAL_EVALUATION;
  const at = asOf ?? evaluationAfter(evaluation, evaluationBefore(evaluation, newest.from)).applies;
  const day = tierPath({ schedule, product, pinned, volume: null, standings, first: at, last: at }).at(-1);
  return {
    venue: schedule.venue,
    account: 'main',
    product,
    schedule: schedule.id,
    days: day === undefined ? [] : [{ day, worth: null, riseWorth: null }],
    outlooks: [],
    notes: [
      `${schedule.id}: the window is ${windowWords(daysOf(day?.evaluation ?? evaluation), day)}; the volume given is taken as its own`,
    ],
  };
}

function windowWords(days: number, day: TierDay | undefined): string {
  return day === undefined ? `${days} days` : `${days} days, version ${day.version.version}`;
}
