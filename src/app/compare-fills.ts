/** `compare` on fills: the account's own judgement first, then the same fills under every card. */
import type { ComparedCard } from '../domain/compared-card.ts';
import { fail } from '../domain/problem.ts';
import type { Schedule } from '../domain/schedule.ts';
import type { PlannedTerms, TermsInForce } from '../domain/terms.ts';
import { formatShort } from '../domain/time.ts';
import type { WindowVolume } from '../domain/window-volume.ts';
import { CardBook } from '../engine/card-book.ts';
import type { EngineRequest, EngineResult } from '../engine/engine.ts';
import { referenceEngine } from '../engine/reference-engine.ts';
import { type RepricedSum, Repricing } from '../engine/repricing.ts';
import { TermsBook } from '../engine/terms-book.ts';
import { AccountVolumes } from '../engine/window-volume.ts';
import { type ComparedRow, compareReport, flowWords } from '../report/compare-report.ts';
import type { Report } from '../report/model.ts';
import { type CompareRequest, readReferences } from './compare-request.ts';
import { affiliateLine, affiliateNotes, fillsRow } from './compare-rows.ts';
import { comparedCards, type OwnTier } from './compared-cards.ts';
import { engineRequestFor } from './engine-request.ts';
import type { Host } from './host.ts';
import { lostWords } from './lost.ts';
import { type Measured, ownTiers, qualifier } from './own-tier.ts';
import type { Settings } from './settings.ts';
import { openSources } from './sources.ts';

/** Everything that fills say for a comparison. */
export interface FillsCompared {
  readonly rows: readonly ComparedRow[];
  readonly cards: readonly ComparedCard[];
  readonly repricing: Repricing;
  readonly result: EngineResult;
  readonly files: readonly string[];
  readonly shortfalls: readonly string[];
  readonly notes: readonly string[];
}

export async function compareFills(request: CompareRequest, settings: Settings, host: Host): Promise<Report> {
  const { rows, cards, shortfalls, notes, files, result } = await compareOnFills(request, settings, host);
  const span =
    result.span === null ? [] : [`fills: ${formatShort(result.span.from)} to ${formatShort(result.span.to)}`];
  return compareReport({
    rows,
    flow: [...span, ...flowLines(rows), ...affiliateLine(cards)],
    notes,
    shortfalls,
    files,
  });
}

/** Two readings: one that settles the account's own terms and volumes, one that charges the fills under every card. */
export async function compareOnFills(
  request: CompareRequest,
  settings: Settings,
  host: Host,
): Promise<FillsCompared> {
  const { catalogue, config, asOf } = settings;
  const opened = await openSources(request.files, request, config, catalogue, host);
  host.atEnd(() => opened.dispose());
  for (const problem of opened.problems) host.warn(problem);
  const asked = await engineRequestFor(request, settings, opened.sources, host);
  const own = await ownReading(asked);
  const { terms } = own.result;
  const measured = measuredAt(own.volumes, request.card[0]);
  if (own.result.span === null || measured === null) {
    return fail('no-fills', 'no fill lies in the files and filters asked for', {
      hint: 'check --from, --to and --symbol',
    });
  }
  const standings = (asked.standings ?? []).map(({ account: _, ...standing }) => standing);
  const qualified = qualifier(standings, measured);
  const at = asOf ?? own.result.span.to;
  const venue = measured.venue;
  const given = [...ownTiers(request, catalogue, venue), ...tiersOfTerms(terms, asked)];
  const schedules = new Set(terms.flatMap((one) => asked.schedule(one.venue, one.product, one) ?? []));
  const ladders = [...schedules].map((schedule) => ({ schedule, version: null }));
  const references = readReferences(request, catalogue, { at, qualified, ladders, own: given });
  const last = terms.at(-1);
  const overlays = {
    affiliate: last?.affiliate ?? null,
    discount: last?.discount ?? asked.otherwise.discount,
  };
  const cards = comparedCards(references, { catalogue, ...overlays, own: given, at, qualified });
  const repricing = new Repricing(cards, asked);
  const result = await referenceEngine.run({ ...asked, audience: repricing });
  for (const problem of result.problems) host.warn(problem);
  const rows = rowsOf(cards, repricing);
  if (result.span === null) {
    fail('no-fills', 'no fill lies in the period and filters asked for', {
      hint: 'check --from, --to and --symbol',
    });
  }
  if (rows.length === 0) {
    fail('card-of-other-fills', 'the first card prices none of these fills', {
      value: cards[0]?.name ?? null,
      hint: `they are ${[...repricing.outside.keys()].join(', ')}`,
    });
  }
  return {
    rows,
    cards,
    repricing,
    result,
    files: opened.sources.map(({ input }) => input.name),
    shortfalls: [...lostWords(opened.problems, result), ...firstUnpriced(rows)],
    notes: [
      ...notesOf(repricing, terms, cards, at),
      ...affiliateNotes(cards),
      ...(own.accounts > 1 ? [`${own.accounts} accounts are compared as one: their volumes are added`] : []),
    ],
  };
}

/** The accounts' own judgement: which terms held, and what they traded together, by venue. */
async function ownReading(asked: EngineRequest): Promise<{
  readonly result: EngineResult;
  readonly volumes: ReadonlyMap<string, WindowVolume>;
  readonly accounts: number;
}> {
  // Rows before --from, and symbols that are not compared, feed the window that decides which tiers are reached.
  const filter = {
    span: { from: null, to: asked.filter.span.to },
    symbols: new Set<string>(),
    liquidity: null,
  };
  const whole = { ...asked, filter };
  const [book, terms] = [new CardBook(whole), new TermsBook(whole)];
  let collected = new AccountVolumes(whole, book, terms);
  const venues = new Set<string>();
  const accounts = new Set<string>();
  const result = await referenceEngine.run({
    ...whole,
    audience: {
      begin: () => {
        collected = new AccountVolumes(whole, book, terms);
      },
      judged: (fill, { liquidity }) => {
        // Accounts that are compared together count as one.
        collected.add({ ...fill, account: '' }, liquidity);
        venues.add(fill.instrument.venue);
        accounts.add(`${fill.instrument.venue} ${fill.account}`);
      },
    },
  });
  const volumes = new Map([...venues].sort().map((venue) => [venue, collected.of(venue, '')!]));
  return { result, volumes, accounts: accounts.size };
}

/** The venue whose volume counts: that of the first card where it has fills. */
function measuredAt(volumes: ReadonlyMap<string, WindowVolume>, card: string | undefined): Measured | null {
  const named = card?.split('/')[0]?.trim() ?? '';
  const venue = volumes.has(named) ? named : [...volumes.keys()][0];
  return venue === undefined ? null : { venue, volume: volumes.get(venue)! };
}

/** The tiers that the account's terms name, the newest first; those read from the fees count as well, since they are charged. */
function tiersOfTerms(terms: readonly PlannedTerms[], asked: EngineRequest): OwnTier[] {
  return [...terms].reverse().flatMap((one: TermsInForce & { venue: string; product: string }) => {
    const schedule: Schedule | null = asked.schedule(one.venue, one.product, one);
    return schedule === null || one.tier === null || schedule.track === 'program'
      ? []
      : [{ schedule, tier: one.tier }];
  });
}

function rowsOf(cards: readonly ComparedCard[], repricing: Repricing): ComparedRow[] {
  const assets = new Set<string>();
  for (const byAsset of repricing.sums.values()) for (const asset of byAsset.keys()) assets.add(asset);
  return [...assets].sort().flatMap((asset) =>
    cards.flatMap((card) => {
      const sum: RepricedSum | undefined = repricing.sums.get(card)?.get(asset);
      return sum === undefined ? [] : [fillsRow(sum)];
    }),
  );
}

function firstUnpriced(rows: readonly ComparedRow[]): string[] {
  return rows.flatMap((row) => {
    const first = rows.find(({ feeAsset }) => feeAsset === row.feeAsset);
    return row === first && row.sum === null
      ? [`${row.card.name} cannot price every fill: ${row.unpriced.join(', ')}`]
      : [];
  });
}

function flowLines(rows: readonly ComparedRow[]): string[] {
  const assets = [...new Set(rows.map(({ feeAsset }) => feeAsset))];
  return assets.flatMap((asset) => {
    const sum = rows.find((row) => row.feeAsset === asset && row.sum !== null)?.sum ?? null;
    if (sum === null) return [];
    const { comparable } = rows.find((row) => row.feeAsset === asset)!;
    const volume = comparable ? asset : `in the notional's asset, fees in ${asset}`;
    return [`flow: ${flowWords(sum.makerNotional, sum.takerNotional, volume)}`];
  });
}

function notesOf(
  { outside }: Repricing,
  terms: readonly PlannedTerms[],
  cards: readonly ComparedCard[],
  at: number,
): string[] {
  const [first] = cards;
  return [
    'every fill is charged again under each card, rounded as the file prints; its side is the one that the account’s own judgement found',
    `tiers count as reached by what is known on ${formatShort(at).slice(0, 10)}: volumes of these files are a lower bound`,
    ...[...outside]
      .sort()
      .map(
        ([what, fills]) =>
          `${fills} fills of ${what} are left out: ${first?.schedule.id ?? 'the first card'} does not price them`,
      ),
    ...(cards.some(({ schedule }) => schedule.venue !== first?.schedule.venue)
      ? ['at another venue the same flow is taken to be traded there, its volume to count for the tier']
      : []),
    ...terms.flatMap(({ note }) => (note === null ? [] : [note])),
    ...(new Set(terms.map(({ affiliate }) => JSON.stringify(affiliate))).size > 1
      ? ['the affiliate terms changed in this time: the last ones are taken for all fills']
      : []),
    ...(terms.some(({ basis }) => basis === 'inferred')
      ? ['the account’s own tier was read from the fees: it counts as reached, since it is charged']
      : []),
  ];
}
