/** `compare`: cards against each other on the same flow, from fills or from a plain flow. */
import { type Catalogue, splitReference, versionNamed } from '../catalogue/catalogue.ts';
import type { ComparedCard } from '../domain/compared-card.ts';
import { BARE_VOLUME, type Standing } from '../domain/facts.ts';
import type { PlainFlow } from '../domain/plain-flow.ts';
import { fail } from '../domain/problem.ts';
import type { Schedule } from '../domain/schedule.ts';
import { formatShort } from '../domain/time.ts';
import { compareReport, flowWords } from '../report/compare-report.ts';
import type { Report } from '../report/model.ts';
import { compareFills } from './compare-fills.ts';
import { type CompareRequest, type Ladder, readReferences } from './compare-request.ts';
import { affiliateLine, affiliateNotes, flowRow } from './compare-rows.ts';
import { comparedCards } from './compared-cards.ts';
import { readFlow } from './flow.ts';
import type { Host } from './host.ts';
import { ownTiers, qualifier } from './own-tier.ts';
import { readSettings, type Settings } from './settings.ts';
import { standingsOfFlags } from './standing.ts';
import { termsOfFlags } from './terms.ts';

/** @throws KnownError for cards, flows or flags that make no sense */
export async function compare(request: CompareRequest, host: Host): Promise<Report> {
  const settings = readSettings(request, host);
  const flow = readFlow(request);
  if (request.files.length > 0) {
    if (flow !== null) {
      fail('flow-and-fills', 'a flow is either read from fills or given as volumes', {
        hint: 'leave out the files, or --maker-volume, --taker-volume, --volume and --maker-ratio',
      });
    }
    return compareFills(request, settings, host);
  }
  if (flow === null) {
    return fail('flow-missing', 'there is no flow to compare cards on', {
      hint: 'name exports, or give --maker-volume 240M --taker-volume 60M, or --volume 300M --maker-ratio 80%',
    });
  }
  return compareFlow(request, flow, settings);
}

function compareFlow(request: CompareRequest, flow: PlainFlow, settings: Settings): Report {
  const { cards, notes } = cardsOnFlow(request, flow, settings);
  const quote = request.quote?.toUpperCase() ?? 'USDT';
  const rows = cards.map((card) => flowRow(card, flow, quote, settings));
  const [first] = rows;
  const unpriced =
    first?.sum === null ? [`the first card cannot be priced: ${first.unpriced.join(', ')}`] : [];
  return compareReport({
    rows,
    flow: [`flow: ${flowWords(flow.maker, flow.taker, quote)}`, ...affiliateLine(cards)],
    notes: [
      'the flow is taken as that of one window of the venue (30 days): its volume decides which tiers are reached, where nothing else is given',
      'fees of a plain flow are volume × rate, not rounded fill by fill',
      ...notes,
    ],
    shortfalls: unpriced,
    files: [],
  });
}

/** The cards asked for, with what the flow reaches. */
export function cardsOnFlow(
  request: CompareRequest,
  flow: PlainFlow,
  settings: Settings,
): { readonly cards: ComparedCard[]; readonly notes: string[] } {
  const { catalogue, asOf } = settings;
  const terms = termsOfFlags(request, catalogue);
  const standings: Standing[] = [
    ...standingsOfFlags(request, catalogue),
    ...(request.volume30d === undefined ? [bareVolume(flow)] : []),
  ];
  const qualified = qualifier(standings, null);
  const own = ownTiers(request, catalogue, venueOf(request));
  const named = request.schedule === undefined ? null : splitReference(request.schedule);
  const ladders = named === null ? [] : [ladderNamed(catalogue.schedule(named.id), named.version)];
  const references = readReferences(request, catalogue, { at: asOf, qualified, ladders, own });
  const cards = comparedCards(references, {
    catalogue,
    affiliate: terms.affiliate,
    discount: terms.discount,
    own,
    at: asOf,
    qualified,
  });
  return { cards, notes: [...versionNotes(cards, asOf, catalogue), ...affiliateNotes(cards)] };
}

function ladderNamed(schedule: Schedule, version: string | null): Ladder {
  return { schedule, version: version === null ? null : versionNamed(schedule, version).version };
}

/** The venue that the account is at, where anything tells: the flags, else the first card. */
function venueOf({ venue, card }: CompareRequest): string | null {
  return venue?.toLowerCase() ?? card[0]?.split('/')[0]?.trim() ?? null;
}

function bareVolume({ maker, taker }: PlainFlow): Standing {
  return {
    from: null,
    product: null,
    values: new Map([[BARE_VOLUME, maker.plus(taker)]]),
    elsewhere: new Map(),
  };
}

function versionNotes(cards: readonly ComparedCard[], at: number | null, catalogue: Catalogue): string[] {
  const used = new Map<string, string | null>();
  for (const { schedule, terms, ladder, others } of cards) {
    used.set(schedule.id, terms.version);
    for (const one of [ladder, others]) if (one !== null) used.set(one.schedule.id, one.terms.version);
  }
  return [...used].map(([id, pinned]) => {
    const schedule = catalogue.schedule(id);
    const version =
      pinned === null
        ? at === null
          ? schedule.versions.at(-1)!
          : (schedule.versions.findLast(({ from }) => from <= at) ?? schedule.versions[0]!)
        : schedule.versions.find((one) => one.version === pinned)!;
    const { source } = version.provenance;
    const how =
      pinned !== null
        ? 'as named'
        : at === null
          ? 'the newest shipped'
          : `in force on ${formatShort(at).slice(0, 10)}`;
    return `${id} ${version.version} (${how}): ${source}`;
  });
}
