/** From flags, configuration and opened files to what an engine is asked. */
import { relative } from 'node:path';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { pricesProduct } from '../domain/card.ts';
import type { Schedule } from '../domain/schedule.ts';
import type { TermsEntry } from '../domain/terms.ts';
import type { EngineRequest, Source } from '../engine/engine.ts';
import { readPrices } from '../ingest/prices.ts';
import type { Config } from './config.ts';
import type { Host } from './host.ts';
import type { ReconcileRequest } from './request.ts';
import type { Settings } from './settings.ts';
import { instrumentsFor } from './sources.ts';
import { readStanding, standingsOfFlags } from './standing.ts';
import { flagsGiveTerms, settleTerms, termsOfAccount, termsOfFlags } from './terms.ts';
import { UsedPrices } from './used-prices.ts';

export async function engineRequestFor(
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
  const standings = standingsFor(request, config, catalogue, reportOffset);
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
    pricing: (venue, product) => catalogue.pricing(venue, product),
    standings,
    prices: settings.prices === null ? null : await usedPrices(settings.prices, host),
    filter: settings.filter,
    groupBy: settings.groupBy,
    reportOffset,
    tolerance: settings.tolerance,
    rounding: settings.rounding,
    asOf: settings.asOf,
    progress: host.progress,
  };
}

/** The file's dated figures; what a flag gives it gives for all days, in the place of the file's. */
function standingsFor(
  request: ReconcileRequest,
  config: Config | null,
  catalogue: Catalogue,
  offset: number,
): NonNullable<EngineRequest['standings']> {
  const flags = standingsOfFlags(request, catalogue);
  const named = new Set(flags.flatMap(({ values }) => [...values.keys()]));
  const dated = (config?.accounts ?? []).flatMap(({ name, standing }) =>
    standing
      .flatMap((entry) => readStanding(entry, catalogue, offset))
      .map((one) => ({ ...one, account: name, values: without(one.values, named) })),
  );
  return [...dated, ...flags.map((one) => ({ ...one, account: null }))];
}

function without<T>(values: ReadonlyMap<string, T>, names: ReadonlySet<string>): ReadonlyMap<string, T> {
  return new Map([...values].filter(([name]) => !names.has(name)));
}

async function usedPrices(path: string, host: Host): Promise<UsedPrices> {
  return new UsedPrices(await readPrices(path), relative(host.cwd, path));
}
