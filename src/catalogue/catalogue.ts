/** The schedules that a run can see: shipped ones and the user's own folders. A schedule's id is its path. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pricesProduct, sameTier } from '../domain/card.ts';
import type { ContractSpec } from '../domain/instrument.ts';
import { fail, nearest } from '../domain/problem.ts';
import type { RewardProgram } from '../domain/rewards/program.ts';
import type { AffiliatePartner, Schedule, ScheduleVersion, TierRow } from '../domain/schedule.ts';
import { readInstruments } from './instruments-file.ts';
import { readPartner } from './partner-file.ts';
import { readRewards } from './rewards-file.ts';
import { readSchedule } from './schedule-file.ts';
import { readSmallFile } from './yaml.ts';

/** One file of the catalogue's folders. */
export interface CatalogueFile {
  /** Path without extension below its folder: `okx/usdt-futures`, `okx/instruments`. */
  readonly id: string;
  readonly kind: 'schedule' | 'partner' | 'instruments' | 'rewards';
  readonly path: string;
  /** The folder of the catalogue that it was found in. */
  readonly folder: string;
}

export interface Catalogue {
  /** Ids of all schedules, sorted. */
  ids(): readonly string[];
  /**
   * A schedule by id or by the path of a `.yaml` file. @throws KnownError `schedule-unknown`, or its faults
   */
  schedule(id: string): Schedule;
  /** The ladder of a venue's product, or null where none is known. */
  ladderFor(venue: string, product: string): Schedule | null;
  /** Every ladder and program that prices a venue's product. */
  pricing(venue: string, product: string): readonly Schedule[];
  venues(): readonly string[];
  /** Products of a venue that have a ladder. */
  products(venue: string): readonly string[];
  /** Ids of all partners: `affiliate/jacktrader`. */
  partners(): readonly string[];
  /** A partner by id, file name or printed name, in any case. @throws KnownError `partner-unknown` */
  partner(nameOrId: string): AffiliatePartner;
  /** Ids of all reward programs: `derive/rewards`. */
  programs(): readonly string[];
  /** A reward program by id or by the path of a `.yaml` file. @throws KnownError `program-unknown`, or its faults */
  program(id: string): RewardProgram;
  /** Contract values of a venue; where two folders name a symbol, the first folder's. */
  contracts(venue: string): readonly ContractSpec[];
  /** Every file, also those that an earlier folder overrides. */
  files(): readonly CatalogueFile[];
}

/**
 * Opens folders of schedules; where two hold the same id the first folder wins. Names are listed now, files
 * are parsed when they are asked for. A folder that does not exist is empty.
 */
export function openCatalogue(folders: readonly string[]): Catalogue {
  return new FolderCatalogue(folders);
}

/** Splits `ID@VERSION`; the version is null where none is named. */
export function splitReference(reference: string): { readonly id: string; readonly version: string | null } {
  const at = reference.lastIndexOf('@');
  // A folder's name may hold an @; a version's never holds a slash.
  return at <= 0 || /[\\/]/.test(reference.slice(at))
    ? { id: reference, version: null }
    : { id: reference.slice(0, at), version: reference.slice(at + 1) };
}

/** A version by name. @throws KnownError `version-unknown` */
export function versionNamed(schedule: Schedule, name: string): ScheduleVersion {
  const found = schedule.versions.find((version) => version.version === name);
  if (found !== undefined) return found;
  const names = schedule.versions.map((version) => version.version);
  return fail('version-unknown', `${schedule.id} has no such version`, {
    value: name,
    hint: `versions: ${names.join(', ')}`,
  });
}

/**
 * The rung that people mean by `vip4`, from the newest version that has it, written as the venue writes it.
 * @throws KnownError `tier-unknown` with a suggestion
 */
export function tierNamed(schedule: Schedule, name: string): TierRow {
  const rows = [...schedule.versions].reverse().flatMap((version) => version.tables.flatMap((t) => t.tiers));
  const found = rows.find((row) => sameTier(row.tier, name));
  if (found !== undefined) return found;
  const names = [...new Set(rows.map((row) => row.tier))];
  const [near] = nearest(name, names);
  const known = `tiers: ${names.join(', ')}`;
  return fail('tier-unknown', `${schedule.id} has no such tier`, {
    value: name,
    hint: near === undefined ? known : `did you mean ${near}? ${known}`,
  });
}

class FolderCatalogue implements Catalogue {
  private readonly all: readonly CatalogueFile[];
  /** The file that counts for each id. */
  private readonly chosen = new Map<string, CatalogueFile>();
  private readonly parsed = new Map<string, Schedule>();
  private readonly parsedPartners = new Map<string, AffiliatePartner>();
  private readonly specs = new Map<string, readonly ContractSpec[]>();

  constructor(folders: readonly string[]) {
    this.all = folders.flatMap((folder) => filesIn(folder));
    for (const file of this.all) if (!this.chosen.has(file.id)) this.chosen.set(file.id, file);
  }

  files(): readonly CatalogueFile[] {
    return this.all;
  }

  ids(): readonly string[] {
    return this.idsOf('schedule');
  }

  partners(): readonly string[] {
    return this.idsOf('partner');
  }

  private idsOf(kind: CatalogueFile['kind']): string[] {
    return [...this.chosen.values()]
      .filter((file) => file.kind === kind)
      .map((file) => file.id)
      .sort();
  }

  schedule(id: string): Schedule {
    const known = this.parsed.get(id);
    if (known !== undefined) return known;
    const file = this.chosen.get(id);
    const schedule = file?.kind === 'schedule' ? read(file.path, id) : this.fromPath(id);
    this.parsed.set(id, schedule);
    return schedule;
  }

  private fromPath(path: string): Schedule {
    if (/\.ya?ml$/i.test(path)) return read(path, path.replace(/\.ya?ml$/i, ''));
    const [near] = nearest(path, this.ids());
    return fail('schedule-unknown', 'there is no such schedule', {
      value: path,
      hint: near === undefined ? `known schedules: ${this.ids().join(', ')}` : `did you mean ${near}?`,
    });
  }

  ladderFor(venue: string, product: string): Schedule | null {
    const isLadder = (one: Schedule) => pricesProduct(one, venue, product) && one.track === 'ladder';
    const direct = `${venue}/${product}`;
    if (this.chosen.get(direct)?.kind === 'schedule') {
      const schedule = this.schedule(direct);
      if (isLadder(schedule)) return schedule;
    }
    return this.ofVenue(venue).find(isLadder) ?? null;
  }

  pricing(venue: string, product: string): readonly Schedule[] {
    return this.ofVenue(venue).filter((one) => pricesProduct(one, venue, product));
  }

  private ofVenue(venue: string): Schedule[] {
    return this.ids()
      .filter((id) => id.startsWith(`${venue}/`))
      .map((id) => this.schedule(id));
  }

  venues(): readonly string[] {
    return [...new Set(this.ids().map((id) => id.split('/')[0]!))];
  }

  products(venue: string): readonly string[] {
    const ladders = this.ofVenue(venue).filter((one) => one.track === 'ladder');
    return [...new Set(ladders.flatMap((one) => one.covers ?? [one.product]))];
  }

  partner(nameOrId: string): AffiliatePartner {
    const wanted = nameOrId.toLowerCase();
    for (const id of this.partners()) {
      if (wanted === id.toLowerCase() || wanted === basename(id).toLowerCase()) return this.readPartner(id);
    }
    const byName = this.partners()
      .map((id) => this.readPartner(id))
      .find((one) => one.partner.toLowerCase() === wanted);
    if (byName !== undefined) return byName;
    const names = this.partners().map((id) => basename(id));
    const [near] = nearest(nameOrId, names);
    return fail('partner-unknown', 'there is no such partner', {
      value: nameOrId,
      hint: near === undefined ? `known partners: ${names.join(', ')}` : `did you mean ${near}?`,
    });
  }

  private readPartner(id: string): AffiliatePartner {
    const known = this.parsedPartners.get(id);
    if (known !== undefined) return known;
    const { path } = this.chosen.get(id)!;
    const partner = readPartner(readSmallFile(path), path, id);
    this.parsedPartners.set(id, partner);
    return partner;
  }

  programs(): readonly string[] {
    return this.idsOf('rewards');
  }

  program(id: string): RewardProgram {
    const file = this.chosen.get(id);
    if (file?.kind === 'rewards') return readRewards(readSmallFile(file.path), file.path, id);
    if (/\.ya?ml$/i.test(id)) return readRewards(readSmallFile(id), id, id.replace(/\.ya?ml$/i, ''));
    const [near] = nearest(id, this.programs());
    return fail('program-unknown', 'there is no such reward program', {
      value: id,
      hint: near === undefined ? `known programs: ${this.programs().join(', ')}` : `did you mean ${near}?`,
    });
  }

  contracts(venue: string): readonly ContractSpec[] {
    const known = this.specs.get(venue);
    if (known !== undefined) return known;
    const bySymbol = new Map<string, ContractSpec>();
    for (const file of this.all) {
      if (file.kind !== 'instruments' || file.id !== `${venue}/instruments`) continue;
      for (const spec of readInstruments(readSmallFile(file.path), file.path, venue)) {
        if (!bySymbol.has(spec.symbol)) bySymbol.set(spec.symbol, spec);
      }
    }
    const specs = [...bySymbol.values()];
    this.specs.set(venue, specs);
    return specs;
  }
}

function read(path: string, id: string): Schedule {
  return readSchedule(readSmallFile(path), path, id);
}

/** Files two levels down: `<venue>/<name>.yaml`, `<venue>/instruments.csv`; other files are no schedules. */
function filesIn(folder: string): CatalogueFile[] {
  if (!existsSync(folder)) return [];
  const venues = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return venues
    .flatMap((venue) => readdirSync(join(folder, venue.name)).map((name) => fileOf(folder, venue.name, name)))
    .filter((file) => file !== null)
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function fileOf(folder: string, venue: string, name: string): CatalogueFile | null {
  const path = join(folder, venue, name);
  if (name === 'instruments.csv') return { id: `${venue}/instruments`, kind: 'instruments', path, folder };
  if (!/\.ya?ml$/i.test(name)) return null;
  const id = `${venue}/${name.replace(/\.ya?ml$/i, '')}`;
  // A reward program is told by its name, so that listing needs no parser.
  const kind = venue === 'affiliate' ? 'partner' : /\/rewards$/.test(id) ? 'rewards' : 'schedule';
  return { id, kind, path, folder };
}
