/** `advise`: the decision of the article in one pass, with the desk's own figures; `--eligibility` checks the win-back rule. */
import type { Catalogue } from '../catalogue/catalogue.ts';
import { isNoRate, versionAt } from '../domain/card.ts';
import type { ComparedCard } from '../domain/compared-card.ts';
import { type Decimal, quotient, ZERO } from '../domain/decimal.ts';
import { fail } from '../domain/problem.ts';
import type { Schedule, ScheduleVersion } from '../domain/schedule.ts';
import { rungsFor } from '../domain/tier-path.ts';
import { DAY, type Instant, readIsoTime, startOfDay } from '../domain/time.ts';
import { type DormantAccount, winBack } from '../domain/win-back.ts';
import { adviceOn, adviceTable, FEW_PAIRS, verdictOn } from '../report/advice.ts';
import { type ComparedRow, compareReport } from '../report/compare-report.ts';
import { eligibilityReport } from '../report/eligibility.ts';
import type { Report } from '../report/model.ts';
import { cardsOnFlow } from './compare.ts';
import { compareOnFills } from './compare-fills.ts';
import type { CompareRequest } from './compare-request.ts';
import { affiliateLine, flowRow } from './compare-rows.ts';
import { productOf } from './compared-cards.ts';
import { readFlow } from './flow.ts';
import type { Host } from './host.ts';
import { readSettings, type Settings } from './settings.ts';

export interface AdviseRequest extends CompareRequest {
  readonly eligibility: boolean;
  readonly registered?: string;
  readonly lastTrade?: string;
  readonly referralCode?: string;
  readonly on?: string;
  /** How many pairs are traded, where no fills tell it. */
  readonly pairs?: string;
}

/** @throws KnownError for flags that make no sense */
export async function advise(request: AdviseRequest, host: Host): Promise<Report> {
  const settings = readSettings(request, host);
  if (request.eligibility) return eligibility(request, settings, host.now);
  const strays = (['registered', 'lastTrade', 'referralCode', 'on'] as const).filter(
    (flag) => request[flag] !== undefined,
  );
  if (strays.length > 0) {
    fail(
      'eligibility-missing',
      '--registered, --last-trade, --referral-code and --on belong to --eligibility',
      {
        hint: 'add --eligibility',
      },
    );
  }
  const asked = { ...request, allTiers: false, allVenues: false };
  if (request.files.length > 0) return adviseOnFills(asked, settings, host);
  const flow = readFlow(request);
  if (flow === null) {
    return fail('flow-missing', 'there is no flow to advise on', {
      hint: 'name exports, or give --maker-volume 240M --taker-volume 60M, or --volume 300M --maker-ratio 80%',
    });
  }
  const quote = request.quote?.toUpperCase() ?? 'USDT';
  const { cards, notes } = cardsOnFlow(withLadder(asked, settings.catalogue), flow, settings);
  const rows = cards.map((card) => flowRow(card, flow, quote, settings));
  const symbols = request.pairs === undefined ? null : countOf(request.pairs);
  const base = compareReport({
    rows,
    flow: affiliateLine(cards),
    notes,
    shortfalls: shortfall(rows),
    files: [],
  });
  return report(base, rows, settings, { symbols, largestShare: null, at: settings.asOf });
}

/** Without a card of the ladder the account's own one is meant, of the first program's venue or of --schedule. */
function withLadder(request: CompareRequest, catalogue: Catalogue): CompareRequest {
  const named = request.card.map((card) => catalogue.schedule(card.split(':')[0]!.split('@')[0]!.trim()));
  if (named.some(({ track }) => track === 'ladder')) return request;
  const first = named[0];
  const ladder: string | null =
    request.schedule ??
    (first === undefined ? null : (catalogue.ladderFor(first.venue, first.product)?.id ?? null));
  if (ladder === null) {
    return fail('card-missing', 'the account’s ladder is not known', {
      hint: 'give --schedule okx/usdt-futures, with --tier "VIP 4" where you know it',
    });
  }
  const tier = request.tier === undefined ? '' : `:${request.tier}`;
  return { ...request, card: [`${ladder}${tier}`, ...request.card] };
}

async function adviseOnFills(request: CompareRequest, settings: Settings, host: Host): Promise<Report> {
  const found = await compareOnFills({ ...request, ownFirst: true }, settings, host);
  const { rows, cards, repricing, shortfalls, notes, files } = found;
  const volumes = [...repricing.symbols.values()].sort((a, b) => b.cmp(a));
  const whole = volumes.reduce((sum, one) => sum.plus(one), ZERO);
  const largest = volumes.slice(0, FEW_PAIRS).reduce((sum, one) => sum.plus(one), ZERO);
  const largestShare: Decimal | null = whole.isZero() ? null : quotient(largest, whole);
  const base = compareReport({ rows, flow: affiliateLine(cards), notes, shortfalls, files });
  return report(base, rows, settings, {
    symbols: volumes.length,
    largestShare,
    at: settings.asOf ?? found.result.span?.to ?? null,
  });
}

function report(
  base: Report,
  rows: readonly ComparedRow[],
  settings: Settings,
  breadth: {
    readonly symbols: number | null;
    readonly largestShare: Decimal | null;
    readonly at: Instant | null;
  },
): Report {
  const [asset] = rows.map(({ feeAsset }) => feeAsset);
  const own = rows.filter(({ feeAsset }) => feeAsset === asset);
  const card = own[0]!.card;
  const version = versionOf(card, breadth.at);
  const advice = adviceOn({
    rows: own,
    asset: asset!,
    rungs: rungsFor(version, productOf(card.schedule)),
    ladderSource: `${card.schedule.id} ${version.version}: ${version.provenance.source}`,
    programs: programsOf(card, settings.catalogue),
    symbols: breadth.symbols,
    largestShare: breadth.largestShare,
  });
  const shown = advice
    .filter(({ applies }) => applies)
    .map(({ step, sentence, source }) => `${step}: ${sentence} [${source}]`);
  return {
    ...base,
    command: 'advise',
    verdictLines: [
      ...base.verdictLines.filter((line) => line.startsWith('INCOMPLETE')),
      verdictOn(own, asset!),
    ],
    headline: [...base.headline, ...shown],
    tables: [{ ...adviceTable(advice), onRequest: true }, ...base.tables],
    defaultTable: 'advice',
  };
}

/** The version whose rungs are told: the pinned one, that of the day, else the newest. */
function versionOf({ schedule, terms }: ComparedCard, at: Instant | null): ScheduleVersion {
  const newest = schedule.versions.at(-1)!;
  if (terms.version === null && at === null) return newest;
  const found = versionAt(schedule, at ?? newest.from, terms.version);
  return isNoRate(found) ? newest : found;
}

/** Programs of the card's venue and product that have no offer here. */
function programsOf({ schedule }: ComparedCard, catalogue: Catalogue) {
  return catalogue
    .ids()
    .filter((id) => id.startsWith(`${schedule.venue}/`))
    .map((id): Schedule => catalogue.schedule(id))
    .filter(
      ({ track, product, covers }) =>
        track === 'program' && [product, ...(covers ?? [])].includes(schedule.product),
    )
    .map(({ id, obligations, versions }) => ({
      id,
      obligations,
      source: `${id}: ${versions.at(-1)!.provenance.source}`,
    }));
}

function shortfall(rows: readonly ComparedRow[]): string[] {
  const [first] = rows;
  return first?.sum === null ? [`${first.card.name} cannot be priced: ${first.unpriced.join(', ')}`] : [];
}

function countOf(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  return fail('count-unreadable', '--pairs needs a whole number', {
    value: text,
    hint: 'for example --pairs 3',
  });
}

function eligibility(request: AdviseRequest, { catalogue }: Settings, now: Instant): Report {
  const name = request.affiliate?.replace(/\s*[\d.]+\s*%$/, '') ?? '';
  const partners = catalogue.partners().map((id) => catalogue.partner(id));
  const partner =
    name === '' ? partners.find(({ winBack: rules }) => rules.length > 0) : catalogue.partner(name);
  const venue = request.venue?.toLowerCase() ?? 'binance';
  const rules = (partner?.winBack ?? []).filter((rule) => rule.venue === venue);
  if (partner === undefined || rules.length === 0) {
    const known = [...new Set(partners.flatMap(({ winBack: all }) => all.map((rule) => rule.venue)))];
    return fail('rule-unknown', 'no rule on binding existing accounts is known for this venue', {
      value: venue,
      hint: `known: ${known.join(', ')}`,
    });
  }
  const on = request.on === undefined ? startOfDay(now, 0) : dayOf(request.on, '--on');
  const account: DormantAccount = {
    registered: request.registered === undefined ? undefined : dayOf(request.registered, '--registered'),
    lastTrade:
      request.lastTrade === undefined
        ? undefined
        : isNone(request.lastTrade)
          ? null
          : dayOf(request.lastTrade, '--last-trade'),
    referralCode:
      request.referralCode === undefined
        ? undefined
        : isNone(request.referralCode)
          ? null
          : request.referralCode,
  };
  for (const [flag, instant] of [
    ['--registered', account.registered],
    ['--last-trade', account.lastTrade],
  ] as const) {
    if (instant != null && instant > on) {
      fail('date-in-future', `${flag} is after the day asked for`, { hint: 'check --on (default: today)' });
    }
  }
  const found = winBack(rules, account, on);
  if (found === null)
    return fail('rule-unknown', 'no rule was in force on that day', { hint: 'give a later --on' });
  return eligibilityReport(found, account, on, partner.partner);
}

const isNone = (text: string) => text.trim().toLowerCase() === 'none';

function dayOf(text: string, flag: string): Instant {
  const read = readIsoTime(text, 0);
  if (read !== null) return Math.floor(read.instant / DAY) * DAY;
  return fail('date-unreadable', `${flag} is no day`, { value: text, hint: 'write 2026-06-10' });
}
