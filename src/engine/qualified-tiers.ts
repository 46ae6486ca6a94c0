/** Tiers computed from volumes and what was given: the spans of one entry of the terms. */
import type { Schedule } from '../domain/schedule.ts';
import type { TermsEntry } from '../domain/terms.ts';
import { type TierDay, tierPath } from '../domain/tier-path.ts';
import { formatShort, type Instant } from '../domain/time.ts';
import type { EngineRequest } from './engine.ts';
import type { AccountVolumes } from './window-volume.ts';

/** A tier from an instant on; null with a note where it cannot be told. */
export interface QualifiedTier {
  /** Null = since ever. */
  readonly from: Instant | null;
  readonly tier: string | null;
  readonly note: string | null;
}

export class QualifiedTiers {
  private readonly request: Pick<EngineRequest, 'schedule' | 'standings' | 'filter'>;
  private readonly volumes: AccountVolumes;

  constructor(request: Pick<EngineRequest, 'schedule' | 'standings' | 'filter'>, volumes: AccountVolumes) {
    this.request = request;
    this.volumes = volumes;
  }

  /** The days of a product's tier as far as its fills reach. @param until exclusive end of the entry; null = none */
  path(entry: TermsEntry, venue: string, product: string, until: Instant | null): readonly TierDay[] {
    const schedule = this.request.schedule(venue, product, entry);
    const volume = this.volumes.of(venue, entry.account);
    const span = volume?.span ?? null;
    if (schedule === null || span === null) return [];
    const last = until === null ? span.to : Math.min(until - 1, span.to);
    const standings = (this.request.standings ?? []).filter(
      ({ account }) => account === null || account === entry.account,
    );
    const pinned = entry.schedule === schedule.id ? entry.version : null;
    const first = Math.max(entry.from ?? span.from, span.from);
    return tierPath({ schedule, product, pinned, volume, standings, first, last });
  }

  /** The spans of an entry, ascending; never empty. */
  spans(entry: TermsEntry, venue: string, product: string, until: Instant | null): QualifiedTier[] {
    const schedule = this.request.schedule(venue, product, entry);
    if (schedule === null) {
      const note = `no schedule is known for ${venue} ${product}, so no tier can be computed`;
      return [{ from: entry.from, tier: null, note }];
    }
    const spans: (QualifiedTier & { readonly key: string })[] = [];
    for (const day of this.path(entry, venue, product, until)) {
      if (until !== null && day.applies >= until) break;
      const found = tierOf(day, schedule);
      const before = spans.at(-1);
      if (before !== undefined && before.key === found.key) continue;
      spans.push({ from: before === undefined ? entry.from : day.applies, ...found });
    }
    // Spans that end before the period asked for concern no fill of it; the first one left counts since the entry began.
    const { from } = this.request.filter.span;
    while (from !== null && spans.length > 1 && spans[1]!.from! <= from) spans.shift();
    if (spans[0] !== undefined) spans[0] = { ...spans[0], from: entry.from };
    if (spans.length > 0) return spans.map(({ from: start, tier, note }) => ({ from: start, tier, note }));
    const note = `no version of ${schedule.id} was in force at any evaluation of these fills`;
    return [{ from: entry.from, tier: null, note }];
  }
}

/** @returns the tier with a key that tells spans apart */
function tierOf(day: TierDay, schedule: Schedule): { tier: string | null; note: string | null; key: string } {
  const { qualification, uncovered, at, evaluation } = day;
  if (qualification === null) {
    const note = `no tier of ${schedule.id} is reached by what is known of the account`;
    return { tier: null, note, key: '' };
  }
  const { tier, notGiven } = qualification;
  if (!uncovered) return { tier, note: computedNote(schedule, notGiven), key: tier };
  return {
    tier: null,
    note: `${schedule.id}: from the computation of ${formatShort(at)} on the files do not cover the window (${evaluation.window}), so that the tier is at least ${tier}; add older fills or give --volume-30d`,
    key: `at least ${tier}`,
  };
}

/** What a computed tier leaves open: the fills of one file are never all that the venue counts. */
function computedNote(schedule: Schedule, notGiven: readonly string[]): string {
  const open =
    notGiven.length === 0 ? '' : `, and ${notGiven.join(', ')}, which nobody gave, count for nothing`;
  return `${schedule.id}: computed tiers rest on the volume in these files, a lower bound where other sub-accounts trade${open}`;
}
