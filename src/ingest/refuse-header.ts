/** Refusals of headers: what is missing, what it is nearest to, and a command line that would read it. */
import { fail } from '../domain/problem.ts';
import { guessColumns } from './aliases.ts';
import { type Head, headerName } from './header.ts';
import type { FoundHeader } from './identify.ts';
import type { ColumnWishes, MappableField } from './mapping.ts';
import {
  exchanged,
  matchesExactly,
  missingColumns,
  type Placement,
  placeColumns,
  refuseDuplicates,
} from './match.ts';
import type { Profile, Variant } from './profile.ts';
import { NO_FILLS } from './profiles/no-fills.ts';
import { PROFILES } from './profiles/registry.ts';

/** What every table of fills has. */
const NEEDED: readonly MappableField[] = ['time', 'symbol', 'side', 'price', 'quantity', 'fee'];

/** The line that looks most like a header: most known names. @throws KnownError when no line has two cells */
export function bestHeader(found: readonly FoundHeader[], file: string): FoundHeader {
  let best: FoundHeader | null = null;
  let most = -1;
  for (const header of found) {
    const guess = guessColumns(header.names);
    const score = guess.clear.size * 2 + guess.doubtful.size;
    if (score > most) [best, most] = [header, score];
  }
  if (best === null) {
    fail('header-missing', 'no table was found in the first lines of the file', {
      file,
      hint: 'check that this is a CSV export; --delimiter names an unusual separator',
    });
  }
  return best;
}

/** The command line that would read a file with this header by mapping. */
export function mapCommand(header: FoundHeader, file: string): string {
  const { clear, doubtful } = guessColumns(header.names);
  const parts = ['--profile generic'];
  for (const field of NEEDED) {
    const sure = clear.get(field) ?? (field === 'quantity' ? clear.get('contracts') : undefined);
    const maybe = doubtful.get(field)?.[0];
    const name =
      sure === clear.get('contracts') && field === 'quantity' && sure !== undefined ? 'contracts' : field;
    parts.push(
      `--map ${name}=${sure === undefined && maybe === undefined ? 'COLUMN' : shell((sure ?? maybe)!.raw)}`,
    );
  }
  for (const field of ['feeAsset', 'liquidity', 'tradeId', 'orderId'] as const) {
    const sure = clear.get(field) ?? doubtful.get(field)?.[0];
    if (sure !== undefined) parts.push(`--map ${field}=${shell(sure.raw)}`);
  }
  const advice = 'check each; --map fee=-COLUMN where a charge is negative';
  return `fee-audit reconcile ${shell(file)} ${parts.join(' ')} (${advice})`;
}

/** Refuses a header that no profile has. */
export function refuseHeader(found: readonly FoundHeader[], head: Head, file: string): never {
  refuseDamage(head, file);
  refuseNoFills(found, file);
  const near = nearestVariant(found);
  const header = near?.header ?? bestHeader(found, file);
  if (near?.variant.ordered !== true) refuseDuplicates(header, file);
  const place = { file, line: header.line };
  if (near !== null) {
    const maps = near.missing.map(([field], index) => {
      const candidate = near.extra[index];
      return field === '' ? '' : ` --map ${field}=${candidate === undefined ? 'COLUMN' : shell(candidate)}`;
    });
    const wanted = `--profile ${near.profile.id}${maps.join('')}`;
    const hint = `if it is that export: ${wanted}; else ${mapCommand(header, file)}`;
    const sentence = `the header is near to ${near.profile.id} (${near.variant.label}) ${differences(near)}`;
    fail('header-unknown', sentence, { ...place, hint });
  }
  const { clear, doubtful } = guessColumns(header.names);
  if (clear.size === 0 && doubtful.size === 0) {
    fail('header-unknown', 'the first lines hold no column that fills have (time, symbol, side, price, …)', {
      ...place,
      value: header.names
        .map(({ raw }) => raw)
        .slice(0, 12)
        .join(header.delimiter),
      hint: 'check that the header row is there; "fee-audit profiles list" shows what is read',
    });
  }
  const missing = NEEDED.filter(
    (field) => !clear.has(field) && !(field === 'quantity' && clear.has('contracts')),
  );
  const unclear = missing.filter((field) => doubtful.has(field));
  const absent = missing.filter((field) => !doubtful.has(field));
  const parts = [
    absent.length === 0 ? '' : `no column is known to hold ${absent.join(', ')}`,
    unclear.length === 0 ? '' : `unclear which column holds ${unclear.join(', ')}`,
  ].filter((part) => part !== '');
  const why = parts.length === 0 ? '' : `: ${parts.join('; ')}`;
  fail('header-unknown', `no known export has this header${why}`, {
    ...place,
    hint: mapCommand(header, file),
  });
}

function differences({ missing, extra, variant, header }: Near): string {
  const lacks = missing.length === 0 ? '' : `lacks ${quote(missing.map(([, name]) => name))}`;
  const has = extra.length === 0 ? '' : `has ${quote(extra)}`;
  const both = [lacks, has].filter((part) => part !== '').join(' and ');
  if (both !== '') return `but ${both}`;
  const pair = exchanged(variant, header.names).map(({ raw }) => raw);
  return pair.length === 0
    ? 'but its columns stand in another order'
    : `but ${quote(pair)} stand exchanged, which would be wrong if only the names were`;
}

/**
 * A wanted profile whose header is not exactly there: read it when every column that it needs is there, else
 * refuse.
 */
export function refuseLenient(
  found: readonly FoundHeader[],
  profile: Profile,
  wishes: ColumnWishes,
  file: string,
): Placement {
  let best: { header: FoundHeader; variant: Variant; missing: [string, string][] } | null = null;
  for (const header of found) {
    for (const variant of profile.variants) {
      const missing = missingColumns(variant, header.names, wishes);
      if (best === null || missing.length < best.missing.length) best = { header, variant, missing };
    }
  }
  if (best === null) return bestHeader(found, file) && fail('header-missing', 'no table was found', { file });
  if (best.missing.length === 0) {
    if (best.variant.ordered !== true) refuseDuplicates(best.header, file);
    return placeColumns(profile, best.variant, best.header, wishes);
  }
  const lacking = quote(best.missing.map(([, name]) => name));
  const near = nearestVariant([best.header]);
  const other =
    near === null || near.profile.id === profile.id ? '' : `; the header is nearer to ${near.profile.id}`;
  fail('header-unknown', `as ${profile.id} (${best.variant.label}) the file lacks ${lacking}${other}`, {
    file,
    line: best.header.line,
    hint: `name the column: ${best.missing.map(([field]) => `--map ${field}=COLUMN`).join(' ')}`,
  });
}

/** Exports that are known, and known not to list fills. */
function refuseNoFills(found: readonly FoundHeader[], file: string): void {
  for (const header of found) {
    for (const { venue, title, headers, optional, why, hint, undetermined } of NO_FILLS) {
      if (!matchesExactly({ label: title, headers, optional, columns: {} }, header.names)) continue;
      const code = undetermined === true ? 'header-unknown' : 'export-without-fills';
      fail(code, `this is ${venue}'s ${title}: ${why}`, { file, line: header.line, hint });
    }
  }
}

function refuseDamage(head: Head, file: string): void {
  const index = head.lines.findIndex((line) => /[\ufffd\0]/.test(line));
  if (index === -1) return;
  fail('text-damaged', 'the first lines have bytes that are no valid text in this encoding', {
    file,
    line: index + 1,
    hint: 'name the encoding: --encoding gb18030, windows-1252, shift_jis, utf-16le, …',
  });
}

interface Near {
  readonly header: FoundHeader;
  /** Share of the names that both have. */
  readonly score: number;
  readonly profile: Profile;
  readonly variant: Variant;
  readonly missing: readonly [string, string][];
  readonly extra: readonly string[];
}

/** How much of both headers must be shared for one to be near to the other. */
const NEARNESS = 0.75;

/** The known header that shares most names with one of these; null when none shares three quarters. */
function nearestVariant(found: readonly FoundHeader[]): Near | null {
  let best: Near | null = null;
  for (const header of found) {
    for (const profile of PROFILES) {
      for (const variant of profile.variants) {
        const near = compare(header, profile, variant);
        if (near.score < NEARNESS) continue;
        const fewer = best !== null && near.score === best.score && near.missing.length < best.missing.length;
        if (best === null || near.score > best.score || fewer) best = near;
      }
    }
  }
  return best;
}

function compare(header: FoundHeader, profile: Profile, variant: Variant): Near {
  const present = new Set(header.names.map(({ name }) => name).filter((name) => name !== ''));
  const required = variant.headers.map(nameOf);
  const known = new Set([...required, ...(variant.optional ?? []).map(nameOf)]);
  const shared = required.filter((name) => present.has(name)).length;
  const extra = header.names.filter(({ name }) => name !== '' && !known.has(name)).map(({ raw }) => raw);
  const missing = variant.headers
    .filter((text) => !present.has(nameOf(text)))
    .map((text): [string, string] => [fieldOf(variant, text), text])
    .sort((a, b) => Number(a[0] === '') - Number(b[0] === ''));
  const score = shared / Math.max(required.length, shared + extra.length);
  return { header, profile, variant, missing, extra, score };
}

/** The role of one of the vintage's columns; empty where it has none. */
function fieldOf(variant: Variant, header: string): string {
  const name = nameOf(header);
  const found = Object.entries(variant.columns).find(([, spec]) =>
    spec.split('|').some((part) => nameOf(part.replace(/#\d+$/, '')) === name),
  );
  return found?.[0] ?? '';
}

function nameOf(header: string): string {
  return headerName(header).name;
}

function quote(names: readonly string[]): string {
  const shown = names.slice(0, 6).map((name) => `"${name}"`);
  return names.length > 6 ? `${shown.join(', ')} and ${names.length - 6} more` : shown.join(', ');
}

function shell(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
