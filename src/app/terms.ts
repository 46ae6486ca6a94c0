/** From flags and `fee-audit.yaml` to the terms of a run: rates with units, real tiers, known partners. */
import { type Catalogue, splitReference, tierNamed, versionNamed } from '../catalogue/catalogue.ts';
import { readMinute } from '../catalogue/period-clock.ts';
import { failAt } from '../catalogue/yaml.ts';
import { sameTier } from '../domain/card.ts';
import { fail, KnownError, nearest } from '../domain/problem.ts';
import { type Rate, readRate } from '../domain/rate.ts';
import type { Schedule } from '../domain/schedule.ts';
import type { AffiliateTerms, DiscountTerms, TermsEntry } from '../domain/terms.ts';
import { type Instant, readIsoTime } from '../domain/time.ts';
import type { AccountConfig, TermsText } from './config.ts';
import type { TermsRequest } from './request.ts';

/** Entry without dates that the flags describe; what no flag says is inferred or absent. */
export function termsOfFlags(request: TermsRequest, catalogue: Catalogue): Omit<TermsEntry, 'account'> {
  const written: TermsText = {
    from: null,
    product: null,
    schedule: request.schedule ?? null,
    tier: request.tier ?? null,
    program: request.program ?? null,
    makerRate: request.makerRate ?? null,
    takerRate: request.takerRate ?? null,
    discount: request.discount ?? null,
    affiliate: request.affiliate ?? null,
    elpRebate: request.elpRebate ?? null,
    place: null,
  };
  return readEntry(written, null, catalogue, 0);
}

/** True when a flag says what the account is entitled to, so that the file's own terms step back. */
export function flagsGiveTerms({ schedule, tier, program, makerRate, takerRate }: TermsRequest): boolean {
  return [schedule, tier, program, makerRate, takerRate].some((flag) => flag !== undefined);
}

/**
 * An account's dated entries with inheritance resolved: an entry inherits what it omits from the entry before it for
 * the same product. Flags for discount and affiliate go before the file.
 * @param offset minutes east of UTC at which a bare date begins
 */
export function termsOfAccount(
  account: AccountConfig,
  request: TermsRequest,
  catalogue: Catalogue,
  offset: number,
): TermsEntry[] {
  const entries: TermsEntry[] = [];
  const last = new Map<string | null, { text: TermsText; entry: TermsEntry }>();
  for (const written of account.terms) {
    const before = last.get(written.product) ?? last.get(null) ?? [...last.values()].at(-1) ?? null;
    const text = inherit(written, before?.text ?? null);
    const withFlags = {
      ...text,
      discount: request.discount ?? text.discount,
      affiliate: request.affiliate ?? text.affiliate,
      elpRebate: request.elpRebate ?? text.elpRebate,
    };
    const entry = { ...readEntry(withFlags, text.place, catalogue, offset), account: account.name };
    const previous = last.get(text.product)?.entry.from;
    if (
      previous !== undefined &&
      (entry.from ?? Number.NEGATIVE_INFINITY) <= (previous ?? Number.NEGATIVE_INFINITY)
    ) {
      refuse(
        text,
        'terms-order',
        `the entries of ${account.name} must ascend by \`from\``,
        text.from,
        'sort them',
      );
    }
    entries.push(entry);
    last.set(text.product, { text, entry });
  }
  return entries.sort((a, b) => (a.from ?? Number.NEGATIVE_INFINITY) - (b.from ?? Number.NEGATIVE_INFINITY));
}

function inherit(written: TermsText, before: TermsText | null): TermsText {
  if (before === null) return written;
  return {
    from: written.from,
    product: written.product ?? before.product,
    schedule: written.schedule ?? before.schedule,
    tier: written.tier ?? before.tier,
    program: written.program ?? before.program,
    makerRate: written.makerRate ?? before.makerRate,
    takerRate: written.takerRate ?? before.takerRate,
    discount: written.discount ?? before.discount,
    affiliate: written.affiliate ?? before.affiliate,
    elpRebate: written.elpRebate ?? before.elpRebate,
    place: written.place,
  };
}

type Place = TermsText['place'];

function readEntry(
  text: TermsText,
  place: Place,
  catalogue: Catalogue,
  offset: number,
): Omit<TermsEntry, 'account'> {
  const reference = text.schedule === null ? null : splitReference(text.schedule);
  const schedule = reference === null ? null : at(place, () => catalogue.schedule(reference.id));
  const version =
    schedule === null || reference?.version == null
      ? null
      : at(place, () => pinned(schedule, reference.version!));
  const makerRate = readOneRate(text, 'makerRate');
  const takerRate = readOneRate(text, 'takerRate');
  if (text.program !== null && makerRate === null && takerRate === null) {
    refuse(
      text,
      'program-rates',
      `the rates of ${text.program} are agreed per participant and are not known`,
      text.program,
      'give them with --maker-rate and --taker-rate, each with its unit: -0.5bps',
    );
  }
  return {
    from: text.from === null ? null : readStart(text, offset),
    product: text.product,
    schedule: text.schedule === null ? null : reference!.id.endsWith('.yaml') ? reference!.id : schedule!.id,
    version,
    tier: readTier(text, schedule),
    ...(text.tier !== null && sameTier(text.tier, 'auto') ? { qualified: true } : {}),
    track: text.program !== null || schedule?.track === 'program' ? 'program' : 'ladder',
    program: text.program,
    makerRate,
    takerRate,
    discount: readDiscount(text.discount),
    ...(readElpRebate(text) === 'whole' ? { flowRebate: 'whole' as const } : {}),
    affiliate: text.affiliate === null ? null : at(place, () => readAffiliate(text.affiliate!, catalogue)),
    ...(place === null ? {} : { origin: { file: place.file, line: place.line } }),
  };
}

/** A version by name or by the unique beginning of its name. */
function pinned(schedule: Schedule, name: string): string {
  const starting = schedule.versions.filter(({ version }) => version.startsWith(name));
  return starting.length === 1 ? starting[0]!.version : versionNamed(schedule, name).version;
}

function readStart(text: TermsText, offset: number): Instant {
  const read = readIsoTime(text.from ?? '', offset);
  if (read !== null) return read.instant;
  return refuse(
    text,
    'time-unreadable',
    'this is not a time',
    text.from,
    'write 2026-06-10 or 2026-06-10T22:00:00Z',
  );
}

function readTier({ tier }: TermsText, schedule: Schedule | null): string | null {
  if (tier === null || sameTier(tier, 'infer') || sameTier(tier, 'auto')) return null;
  // Without a schedule the venue is known only when the files are; `settleTerms` then looks the tier up.
  return schedule === null ? tier : tierNamed(schedule, tier).tier;
}

function tierNames({ versions }: Schedule): string[] {
  return versions.flatMap(({ tables }) => tables.flatMap(({ tiers }) => tiers.map(({ tier }) => tier)));
}

function tierIn(schedule: Schedule, name: string): string | null {
  try {
    return tierNamed(schedule, name).tier;
  } catch (error) {
    if (error instanceof KnownError) return null;
    throw error;
  }
}

/**
 * The entry with its tier written as the venue writes it. @throws KnownError `tier-unknown`, `discount-unknown` when no
 * ladder of the venue has it
 */
export function settleTerms<T extends Omit<TermsEntry, 'account'>>(
  entry: T,
  venue: string,
  catalogue: Catalogue,
): T {
  const ladders =
    entry.schedule !== null
      ? [catalogue.schedule(entry.schedule)]
      : catalogue.products(venue).flatMap((product) => catalogue.ladderFor(venue, product) ?? []);
  if (ladders.length === 0) return entry;
  checkDiscount(entry, venue, ladders);
  if (entry.tier === null) return entry;
  const found = ladders.map((ladder) => tierIn(ladder, entry.tier!)).find((tier) => tier !== null);
  if (found !== undefined) return { ...entry, tier: found };
  const names = [...new Set(ladders.flatMap(tierNames))];
  const [near] = nearest(entry.tier, names);
  const known = `tiers: ${names.join(', ')}`;
  return fail('tier-unknown', `no ladder of ${venue} has this tier`, {
    value: entry.tier,
    hint: near === undefined ? known : `did you mean ${near}? ${known}`,
  });
}

function checkDiscount(
  entry: Omit<TermsEntry, 'account'>,
  venue: string,
  ladders: readonly Schedule[],
): void {
  const { discount } = entry;
  if (discount.kind !== 'on') return;
  const assets = [...new Set(ladders.flatMap((ladder) => ladder.discounts.map(({ asset }) => asset)))];
  if (assets.includes(discount.asset)) return;
  fail('discount-unknown', `${venue} has no fee discount for ${discount.asset}`, {
    value: discount.asset,
    hint: assets.length === 0 ? 'leave --discount out' : `discounts: ${assets.join(', ')}`,
  });
}

function readOneRate(text: TermsText, key: 'makerRate' | 'takerRate'): Rate | null {
  const written = text[key];
  if (written === null) return null;
  const rate = readRate(written);
  if (rate === null) {
    return refuse(text, 'rate-unreadable', 'a rate needs its unit', written, 'write 0.02% or -0.5bps');
  }
  if (rate.abs().gt('0.01')) {
    return refuse(
      text,
      'rate-absurd',
      'no trading fee is above 1 %',
      written,
      'check the unit: 0.02% = 2bps',
    );
  }
  return rate;
}

/** What half of a negative fee is: `halved`, as the words say, or `whole`. */
function readElpRebate(text: TermsText): string {
  const word = text.elpRebate?.toLowerCase() ?? 'halved';
  if (word === 'halved' || word === 'whole') return word;
  return refuse(
    text,
    'elp-rebate-unknown',
    'a rebate on ELP orders is halved or whole',
    text.elpRebate,
    'write halved or whole',
  );
}

function readDiscount(written: string | null): DiscountTerms {
  if (written === null) return { kind: 'by-fee-asset' };
  return written.toLowerCase() === 'none' ? { kind: 'none' } : { kind: 'on', asset: written.toUpperCase() };
}

/**
 * `40%` (agreed), `jacktrader` (the partner's maximum), `jacktrader 40%` (the partner's calendar, agreed share); a calendar
 * of one's own may follow: `40% day 16:00Z`, `jacktrader 40% week Mon 00:00Z`.
 */
function readAffiliate(written: string, catalogue: Catalogue): AffiliateTerms | null {
  if (written.toLowerCase() === 'none') return null;
  const match = /^(.*?)\s*([\d.]+\s*%)?(?:\s+(day|week|month)(?:\s+(\S.*))?)?$/i.exec(written.trim());
  const name = match?.[1] ?? '';
  const share = match?.[2] === undefined ? null : readRate(match[2]);
  if (match?.[2] !== undefined && (share === null || share.gt(1) || share.isZero())) {
    fail('share-unreadable', 'a share lies between 0 % and 100 %', { value: written, hint: 'write 40%' });
  }
  const calendar = calendarOf(match?.[3], match?.[4], written);
  if (name === '') {
    const bare = {
      partner: 'agreed',
      share: share!,
      ceiling: false,
      cadence: 'week',
      cutOffMinute: null,
    } as const;
    return { ...bare, ...calendar, excludesPrograms: true };
  }
  const partner = catalogue.partner(name);
  return {
    partner: partner.partner,
    share: share ?? partner.share,
    ceiling: share === null && partner.shareIsMaximum,
    cadence: partner.cadence,
    cutOffMinute: partner.cutOffMinute,
    ...calendar,
    excludesPrograms: partner.excludesPrograms,
    settlementAsset: partner.settlementAsset,
  };
}

function calendarOf(
  word: string | undefined,
  cutOff: string | undefined,
  value: string,
): Pick<AffiliateTerms, 'cadence' | 'cutOffMinute'> | null {
  if (word === undefined) return null;
  const cadence = word.toLowerCase() as AffiliateTerms['cadence'];
  const cutOffMinute = cutOff === undefined ? null : readMinute(cutOff.trim(), cadence);
  if (cutOff !== undefined && cutOffMinute === null) {
    const example = { day: '16:00Z', week: 'Mon 00:00Z', month: '1 00:00Z' }[cadence];
    fail('time-unreadable', `this is no cut-off of a ${cadence} in UTC`, {
      value,
      hint: `write 40% ${cadence} ${example}`,
    });
  }
  return { cadence, cutOffMinute };
}

/** Runs a reader; its known problem gets the place in the configuration where there is one. */
function at<T>(place: Place, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof KnownError) || place === null || error.problem.file !== null) throw error;
    const { code, sentence, hint, value } = error.problem;
    return failAt(place, code, sentence, { hint, value });
  }
}

function refuse(text: TermsText, code: string, sentence: string, value: string | null, hint: string): never {
  if (text.place !== null) return failAt(text.place, code, sentence, { hint, value });
  return fail(code, sentence, { value, hint });
}
