/** Looks at the first lines of a file and settles how it is read: profile, columns, zone, sign, unit. */
import type { RoundingMode } from '../domain/decimal.ts';
import { fail } from '../domain/problem.ts';
import { formatOffset, readIsoTime } from '../domain/time.ts';
import {
  cellsOf,
  HEADER_LINES,
  type Head,
  type HeaderName,
  headerName,
  MAX_COLUMNS,
  readHead,
  readPreamble,
  zoneOfFileName,
} from './header.ts';
import { firstBytes, type Input } from './input.ts';
import { dayComesFirst } from './locale-time.ts';
import { readMapped } from './mapped.ts';
import { type ColumnWishes, columnWishes, type Mapping } from './mapping.ts';
import { matchesExactly, type Placement, placeColumns } from './match.ts';
import type { Field, Profile } from './profile.ts';
import { PROFILES, profileNamed } from './profiles/registry.ts';
import { refuseHeader, refuseLenient } from './refuse-header.ts';
import { encodingOf } from './text.ts';

/** What flags and mapping file say; null = not said. */
export interface ReadOptions {
  readonly venue: string | null;
  readonly profile: string | null;
  readonly account: string | null;
  /** Field → column (`--map`); a fee column may be written `-Column`: there a charge is negative. */
  readonly map: ReadonlyMap<string, string>;
  readonly mapping: Mapping | null;
  /** `--timezone`: minutes east of UTC of times that carry no zone. */
  readonly minutesEast: number | null;
  readonly delimiter: string | null;
  readonly encoding: string | null;
}

/** Nothing said: the file must speak for itself. */
export const NO_OPTIONS: ReadOptions = {
  venue: null,
  profile: null,
  account: null,
  map: new Map(),
  mapping: null,
  minutesEast: null,
  delimiter: null,
  encoding: null,
};

export type ZoneBasis =
  | 'cells'
  | 'header'
  | 'preamble'
  | 'file name'
  | 'venue'
  | 'flag'
  | 'mapping'
  | 'epoch'
  | 'assumed';

/** How a file is read. */
export interface Recognition {
  readonly profile: Profile;
  /** The vintage of the profile's header, in words. */
  readonly variant: string;
  readonly venue: string;
  /** Account of rows that do not name their own. */
  readonly account: string;
  /** True = `account` was given by the user and goes before the file's own column. */
  readonly accountGiven: boolean;
  readonly zone: { readonly minutesEast: number; readonly basis: ZoneBasis };
  /** Order of day and month in times written by a browser; null = the file has no such times, or they do not tell. */
  readonly dayFirst: boolean | null;
  /** Decimals of the file's fee column, and how it rounds; null = not known. */
  readonly feeScale: number | null;
  readonly feeMode: RoundingMode | null;
  /** Decimals of the fees of one kind of instrument, where they are not `feeScale`. */
  readonly feeScales: Profile['feeScales'];
  /** True = there is a maker/taker column. */
  readonly hasFlag: boolean;
  /** True = rows have a key by which a repetition is known. */
  readonly hasIds: boolean;
  /** What this export never shows, as sentences. */
  readonly cannotReveal: readonly string[];
  /** What was assumed or overruled, as sentences. */
  readonly notices: readonly string[];
  readonly encoding: string;
  readonly delimiter: string;
  /** Physical line of the header. */
  readonly headerLine: number;
  readonly header: readonly HeaderName[];
  /** Role → 0-based position in the header. */
  readonly columns: ReadonlyMap<Field, number>;
  /** Fields whose cells carry their asset. */
  readonly glued: ReadonlySet<Field>;
  /** True = price × quantity must be the quote amount of the row. */
  readonly checkQuote: boolean;
}

/** A header found in a file. */
export interface FoundHeader {
  /** Physical line. */
  readonly line: number;
  readonly delimiter: string;
  readonly names: readonly HeaderName[];
}

/**
 * Recognises an export.
 * @throws KnownError when it is none that is known and no mapping tells how to read it; the hint is a command
 * line that does
 */
export async function identify(input: Input, options: ReadOptions): Promise<Recognition> {
  const encoding = encodingOf(await firstBytes(input), options.encoding, input.name);
  const head = await readHead(input, encoding);
  const wishes = columnWishes(options.map, options.mapping);
  const asked = options.profile ?? options.mapping?.profile ?? null;
  const found = findHeaders(head, input.name, options.delimiter ?? options.mapping?.delimiter ?? null);
  if (asked !== null && profileNamed(asked) === null) {
    fail('profile-unknown', 'there is no such profile', {
      value: asked,
      hint: `profiles are: ${PROFILES.map(({ id }) => id).join(', ')}`,
    });
  }
  const wanted = asked === null ? null : profileNamed(asked);
  const placement =
    wanted?.id === 'generic'
      ? readMapped(found, wishes, options, input.name)
      : wanted !== null
        ? (exactMatch(found, [wanted], wishes) ?? refuseLenient(found, wanted, wishes, input.name))
        : (exactMatch(found, PROFILES, wishes) ??
          (wishes.columns.size > 0 ? readMapped(found, wishes, options, input.name) : null) ??
          refuseHeader(found, head, input.name));
  const timeColumn = placement.columns.get('time');
  const dayFirst =
    placement.profile.time !== 'locale' || timeColumn === undefined
      ? null
      : await dayComesFirst(input, encoding, placement.header, timeColumn);
  return settle(placement, head, encoding, input.name, options, dayFirst);
}

/** Every line near the top that could be a header, under every delimiter that could be meant. */
function findHeaders(head: Head, file: string, delimiter: string | null): FoundHeader[] {
  const found: FoundHeader[] = [];
  const delimiters = delimiter === null ? [',', ';', '\t'] : [readDelimiter(delimiter)];
  for (const [index, line] of head.lines.slice(0, HEADER_LINES).entries()) {
    for (const candidate of delimiters) {
      const cells = cellsOf(line, candidate);
      if (cells === null || cells.length < 2) continue;
      if (cells.length > MAX_COLUMNS) {
        fail('too-many-columns', `the table has ${cells.length} columns; at most ${MAX_COLUMNS} are read`, {
          file,
          line: index + 1,
          hint: 'check that this is a fill export',
        });
      }
      found.push({ line: index + 1, delimiter: candidate, names: cells.map(headerName) });
    }
  }
  return found;
}

function readDelimiter(text: string): string {
  const character = /^(tab|\\t)$/i.test(text) ? '\t' : text;
  if (character.length !== 1 || /["\r\n\w.+-]/.test(character)) {
    fail('delimiter-unusable', 'a delimiter is one character', {
      value: text,
      hint: 'for example --delimiter ";" or tab',
    });
  }
  return character;
}

function exactMatch(
  found: readonly FoundHeader[],
  profiles: readonly Profile[],
  wishes: ColumnWishes,
): Placement | null {
  for (const header of found) {
    for (const profile of profiles) {
      for (const variant of profile.variants) {
        if (matchesExactly(variant, header.names)) return placeColumns(profile, variant, header, wishes);
      }
    }
  }
  return null;
}

function settle(
  placement: Placement,
  head: Head,
  encoding: string,
  file: string,
  options: ReadOptions,
  dayFirst: boolean | null,
): Recognition {
  const { profile, header, columns } = placement;
  const preamble = readPreamble(head.lines.slice(0, header.line - 1));
  const notices = [...placement.notices];
  const zone = settleZone(placement, head, preamble.minutesEast, file, options, notices);
  const account = options.account ?? options.mapping?.account ?? null;
  if (dayFirst !== null) {
    notices.push(
      `dates are in the order of a browser; rows of this file settle it: ${dayFirst ? 'day' : 'month'} first`,
    );
  }
  const hasFlag = columns.has('liquidity');
  const hasIds = profile.key?.every((field) => columns.has(field)) ?? false;
  return {
    profile,
    variant: placement.variant,
    venue: venueOf(profile, options, file),
    account: account ?? preamble.account ?? profile.accountInFileName?.exec(file)?.[1] ?? 'main',
    accountGiven: account !== null,
    zone,
    dayFirst,
    feeScale: profile.feeScale,
    feeMode: profile.feeMode,
    feeScales: profile.feeScales,
    hasFlag,
    hasIds,
    cannotReveal: [...blindSpots(hasFlag, hasIds), ...profile.cannotReveal],
    notices,
    encoding,
    delimiter: header.delimiter,
    headerLine: header.line,
    header: header.names,
    columns,
    glued: placement.glued,
    checkQuote: profile.id === 'generic' && columns.has('quote'),
  };
}

function blindSpots(hasFlag: boolean, hasIds: boolean): string[] {
  const sentences: string[] = [];
  if (!hasFlag) {
    sentences.push(
      'the export has no maker/taker column: it is inferred from the fee, so a wrong role cannot be found',
    );
  }
  if (!hasIds) {
    sentences.push(
      'the export has no trade ids: a fill listed twice inside one file cannot be told from two equal fills',
    );
  }
  return sentences;
}

function venueOf(profile: Profile, options: ReadOptions, file: string): string {
  const asked = (options.venue ?? options.mapping?.venue)?.toLowerCase() ?? null;
  if (profile.id === 'generic') return asked ?? 'generic';
  if (asked === null || asked === profile.venue || profile.sisterVenues?.includes(asked))
    return asked ?? profile.venue;
  return fail('venue-contradicts', `the file is an export of ${profile.venue}, not of ${asked}`, {
    file,
    hint: `leave --venue out, or say --profile generic --venue ${asked}`,
  });
}

function settleZone(
  placement: Placement,
  head: Head,
  preambleZone: number | null,
  file: string,
  options: ReadOptions,
  notices: string[],
): Recognition['zone'] {
  const { profile, header, columns } = placement;
  const index = columns.get('time');
  if (profile.time === 'epoch') return { minutesEast: 0, basis: 'epoch' };
  const sample =
    index === undefined ? '' : (cellsOf(head.lines[header.line] ?? '', header.delimiter)?.[index] ?? '');
  if (profile.time === 'any' && /^\d{10,19}(\.\d+)?$/.test(sample)) return { minutesEast: 0, basis: 'epoch' };
  const stated: [number | null, ZoneBasis][] = [
    [readIsoTime(sample, 0)?.offset === true ? 0 : null, 'cells'],
    [index === undefined ? null : (header.names[index]?.minutesEast ?? null), 'header'],
    [preambleZone, 'preamble'],
    [zoneOfFileName(file), 'file name'],
    [profile.utc === true ? 0 : null, 'venue'],
  ];
  for (const [minutesEast, basis] of stated) {
    if (minutesEast === null) continue;
    const asked = options.minutesEast;
    if (asked !== null && asked !== minutesEast && basis !== 'cells') {
      notices.push(
        `--timezone ${formatOffset(asked)} is not used: the ${basis} says ${formatOffset(minutesEast)}`,
      );
    }
    return { minutesEast, basis };
  }
  if (options.minutesEast !== null) return { minutesEast: options.minutesEast, basis: 'flag' };
  const mapped = options.mapping?.zone ?? null;
  if (mapped !== null) return { minutesEast: mapped, basis: 'mapping' };
  const minutesEast = profile.unstatedZone ?? 0;
  const assumed = `${formatOffset(minutesEast)} is assumed; if that is wrong, give --timezone`;
  notices.push(`nothing states the zone of the times: ${assumed}`);
  return { minutesEast, basis: 'assumed' };
}
