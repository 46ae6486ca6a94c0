/** The report of `tier`: where accounts stand, day by day, and what lies ahead. */
import type { Decimal } from '../domain/decimal.ts';
import type { Outlook } from '../domain/tier-outlook.ts';
import { missingToHold, missingToRise, type TierDay } from '../domain/tier-path.ts';
import { dateOf, formatShort } from '../domain/time.ts';
import type { Column, Report, Table, Value } from './model.ts';
import { money } from './money-words.ts';
import { tierSentences } from './tier-words.ts';

/** A day with what its tier is worth. */
export interface WorthyDay {
  readonly day: TierDay;
  /** Fees of the window's flow at the tier below less those at this tier, in USD; null = not known, or no tier below. */
  readonly worth: Decimal | null;
  /** … at this tier less those at the next. */
  readonly riseWorth: Decimal | null;
}

/** One product of one account. */
export interface TierTrack {
  readonly venue: string;
  readonly account: string;
  readonly product: string;
  readonly schedule: string;
  readonly days: readonly WorthyDay[];
  readonly outlooks: readonly Outlook[];
  /** What is true of this track alone. */
  readonly notes: readonly string[];
}

export interface TierFindings {
  readonly tracks: readonly TierTrack[];
  readonly files: readonly string[];
  readonly notes: readonly string[];
  /** Why the run is incomplete; empty = it is not. */
  readonly shortfalls: readonly string[];
}

export function tierReport(findings: TierFindings): Report {
  const { tracks, files, shortfalls } = findings;
  return {
    command: 'tier',
    run: { inputs: files.map((file) => ({ file })), notes: [...findings.notes] },
    verdict: shortfalls.length === 0 ? null : { status: 'incomplete', exitCode: 2 },
    headline: tracks.flatMap(tierSentences),
    verdictLines: shortfalls.map((why) => `INCOMPLETE  ${why} (exit 2)`),
    tables: [tierTable(tracks), outlookTable(tracks)],
    notes: [...new Set([...findings.notes, ...tracks.flatMap(({ notes }) => notes)])],
    defaultTable: 'tier',
    summaryLine: null,
  };
}

const TIER_COLUMNS: readonly Column[] = [
  { key: 'venue', head: 'venue', type: 'text' },
  { key: 'account', head: 'account', type: 'text' },
  { key: 'product', head: 'product', type: 'text' },
  { key: 'day', head: 'day', type: 'text' },
  { key: 'windowVolume', head: 'window volume', type: 'amount' },
  { key: 'leaving', head: 'leaving', type: 'amount' },
  { key: 'tier', head: 'tier', type: 'text' },
  { key: 'appliesFrom', head: 'applies from', type: 'time' },
  { key: 'toHold', head: 'to hold', type: 'amount' },
  { key: 'toRise', head: 'to rise', type: 'amount' },
  { key: 'worth', head: 'worth', type: 'amount' },
  { key: 'coverage', head: 'covered', type: 'ratio' },
  { key: 'bound', head: 'volume is', type: 'text' },
  { key: 'riseWorth', head: 'a rise is worth', type: 'amount', machineOnly: true },
  { key: 'metric', head: 'metric', type: 'text', machineOnly: true },
  { key: 'evaluatedAt', head: 'computed at', type: 'time', machineOnly: true },
  { key: 'schedule', head: 'schedule', type: 'text', machineOnly: true },
  { key: 'version', head: 'version', type: 'text', machineOnly: true },
  { key: 'heldBy', head: 'held by', type: 'list', machineOnly: true },
];

function tierTable(tracks: readonly TierTrack[]): Table {
  const rows = tracks.flatMap((track) =>
    track.days.map(({ day, worth, riseWorth }): Value[] => [
      track.venue,
      track.account,
      track.product,
      dateOf(day.at, 0),
      day.volume?.value ?? null,
      day.leaving,
      day.qualification?.tier ?? null,
      day.applies,
      missingToHold(day),
      missingToRise(day),
      worth,
      day.coverage,
      boundWord(day),
      riseWorth,
      day.metric,
      day.at,
      track.schedule,
      day.version.version,
      [...new Set(day.qualification?.held.map(({ threshold }) => threshold.metric) ?? [])],
    ]),
  );
  return {
    name: 'tier',
    title: 'Tier by day',
    columns: TIER_COLUMNS,
    rows,
    footnotes: [
      'window volume, leaving, to hold, to rise and worth in USD',
      'leaving: the oldest day of the window; to hold: further volume until the next computation; to rise: further volume within this window',
      'worth: what this tier saves against the one below on the flow of its window that the files hold, before discount and rebate',
    ],
  };
}

/** `measured`, `given`, or a lower bound where the files cover only a part of the window. */
function boundWord({ volume, uncovered }: TierDay): string {
  if (uncovered) return 'lower bound';
  return volume?.basis ?? 'not known';
}

function outlookTable(tracks: readonly TierTrack[]): Table {
  const rows = tracks.flatMap((track) =>
    track.outlooks.map(({ pace, perDay, change }): Value[] => [
      track.venue,
      track.account,
      track.product,
      pace,
      perDay,
      change === null ? null : dateOf(change.at, 0),
      change?.windowVolume ?? null,
      change?.tier ?? null,
      outlookWords(track, { pace, perDay, change }),
    ]),
  );
  return {
    name: 'outlook',
    title: 'Outlook at the pace of the last days (a projection)',
    columns: [
      { key: 'venue', head: 'venue', type: 'text' },
      { key: 'account', head: 'account', type: 'text' },
      { key: 'product', head: 'product', type: 'text' },
      { key: 'paceDays', head: 'pace of days', type: 'count' },
      { key: 'perDay', head: 'USD a day', type: 'amount' },
      { key: 'day', head: 'next change', type: 'text' },
      { key: 'windowVolume', head: 'window volume', type: 'amount' },
      { key: 'tier', head: 'tier then', type: 'text' },
      { key: 'sentence', head: 'what', type: 'sentence' },
    ],
    rows,
  };
}

function outlookWords({ days }: TierTrack, { pace, perDay, change }: Outlook): string {
  if (perDay === null) return `the files do not cover the last ${pace} days`;
  const tier = days.at(-1)?.day.qualification?.tier ?? 'no tier';
  if (change === null) return `${tier} stays, as far as one window ahead`;
  const verb = change.rises ? 'rises' : 'falls';
  return `${tier} ${verb} to ${change.tier} with the computation of ${formatShort(change.at)}, at ${money(change.windowVolume, 'USD')} in the window`;
}
