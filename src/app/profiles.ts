/** `profiles list` and `profiles show NAME`: which exports are read, and how. */

import { fail, nearest } from '../domain/problem.ts';
import { MAPPABLE } from '../ingest/mapping.ts';
import type { Profile, Variant } from '../ingest/profile.ts';
import { PROFILES, profileNamed } from '../ingest/profiles/registry.ts';
import type { StatementProfile } from '../ingest/statements/profile.ts';
import { STATEMENT_PROFILES } from '../ingest/statements/profiles.ts';
import type { Report, Table, Value } from '../report/model.ts';

/** Table `profiles`: one row per export family. */
export function listProfiles(): Report {
  const rows = PROFILES.map((profile): Value[] => [
    profile.id,
    profile.title,
    profile.id === 'generic' ? null : [profile.venue, ...(profile.sisterVenues ?? [])].join(', '),
    profile.variants.length,
    isThere(profile, 'liquidity'),
    isThere(profile, 'tradeId'),
    signWords(profile),
  ]);
  const table: Table = {
    name: 'profiles',
    title: 'Exports that are read',
    columns: [
      { key: 'profile', head: 'Profile', type: 'text' },
      { key: 'title', head: 'Export', type: 'text' },
      { key: 'venue', head: 'Venue', type: 'text' },
      { key: 'vintages', head: 'Vintages', type: 'count' },
      { key: 'liquidity', head: 'Maker/taker', type: 'text' },
      { key: 'ids', head: 'Ids', type: 'text' },
      { key: 'feeSign', head: 'Fee', type: 'sentence' },
    ],
    rows,
  };
  return report('profiles list', [table, statementsTable()], [], 'profiles');
}

/** Table `statements`: what `--statement` reads. */
function statementsTable(): Table {
  return {
    name: 'statements',
    title: 'Statements of rebates that are read',
    columns: [
      { key: 'profile', head: 'Profile', type: 'text' },
      { key: 'title', head: 'Statement', type: 'text' },
      { key: 'notes', head: 'Notes', type: 'sentence' },
    ],
    rows: STATEMENT_PROFILES.map(({ id, title, notes }) => [id, title, notes.join('; ')]),
  };
}

/** Names under which each column of a statement is known. */
function showStatement({ id, columns, types, typeWords, notes, title }: StatementProfile): Report {
  const counted = types ?? typeWords;
  const table: Table = {
    name: 'columns',
    title: `Columns of ${id}`,
    columns: [
      { key: 'field', head: 'Role', type: 'text' },
      { key: 'names', head: 'Known as (in any case, with any blanks)', type: 'sentence' },
    ],
    rows: Object.entries(columns).map(([field, names]) => [field, names.join(', ')]),
  };
  const kinds = counted === undefined ? [] : [`Types of row that are rebates: ${counted.join(', ')}.`];
  return report('profiles show', [table], [...kinds, ...notes], 'columns', [title]);
}

/**
 * Table `columns`: every column of every vintage with its role. @throws KnownError for a name that is none
 */
export function showProfile(name: string): Report {
  const profile = profileNamed(name);
  const statement = STATEMENT_PROFILES.find(({ id }) => id === name);
  if (profile === null && statement !== undefined) return showStatement(statement);
  if (profile === null) {
    const ids = [...PROFILES, ...STATEMENT_PROFILES].map(({ id }) => id);
    const near = nearest(name, ids)[0];
    return fail('profile-unknown', 'there is no such profile', {
      value: name,
      hint: near === undefined ? `profiles are: ${ids.join(', ')}` : `did you mean ${near}?`,
    });
  }
  const rows = profile.variants.flatMap((variant) => variantRows(variant));
  const table: Table = {
    name: 'columns',
    title: `Columns of ${profile.id}`,
    columns: [
      { key: 'vintage', head: 'Vintage', type: 'text' },
      { key: 'position', head: '#', type: 'count' },
      { key: 'column', head: 'Column', type: 'text' },
      { key: 'field', head: 'Role', type: 'text' },
      { key: 'presence', head: 'Presence', type: 'sentence' },
    ],
    rows,
  };
  const scales = [
    ...(profile.feeScale === null ? [] : [`${profile.feeScale} decimals`]),
    ...Object.entries(profile.feeScales ?? {}).map(([kind, scale]) => `${scale} decimals for ${kind}`),
  ];
  const rounding = [...scales, profile.feeMode ?? 'rounding not known'].join(', ');
  const notes = [
    `Fee: ${signWords(profile)}.`,
    `Fee scale: ${scales.length === 0 ? 'not known' : rounding}.`,
    `Key of a row: ${profile.key === null ? 'none' : ['symbol', ...profile.key, 'side'].join(' + ')}.`,
    ...(profile.kinds.length === 0
      ? []
      : [`Rows left out: ${[...new Set(profile.kinds.map(({ reason }) => reason))].join(', ')}.`]),
    ...(profile.id === 'generic'
      ? [`Fields that --map field=column and a mapping file can name: ${MAPPABLE.join(', ')}.`]
      : []),
    ...profile.cannotReveal,
  ];
  return report('profiles show', [table], notes, 'columns', [`${profile.id}: ${profile.title}`]);
}

function variantRows(variant: Variant): Value[][] {
  const seen = new Map<string, number>();
  const place = (name: string, index: number, presence: string): Value[] => {
    const nth = (seen.get(name) ?? 0) + 1;
    seen.set(name, nth);
    const fields = Object.entries(variant.columns)
      .filter(([, spec]) => spec.split('|').some((part) => part === name || part === `${name}#${nth}`))
      .map(([field]) => field);
    return [variant.label, index + 1, name, fields.join(', ') || null, presence];
  };
  return [
    ...variant.headers.map((name, index) => place(name, index, 'always')),
    ...(variant.optional ?? []).map((name, index) =>
      place(name, variant.headers.length + index, 'where there'),
    ),
  ];
}

function isThere(profile: Profile, field: 'liquidity' | 'tradeId'): string {
  if (profile.id === 'generic') return 'by mapping';
  const having = profile.variants.filter(({ columns }) => columns[field] !== undefined).length;
  return having === 0 ? 'no' : 'yes';
}

function signWords(profile: Profile): string {
  if (profile.id === 'generic') return 'positive = charged, unless mapped as -COLUMN';
  return profile.feeSign === 'charged-positive' ? 'positive = charged' : 'negative = charged';
}

function report(
  command: string,
  tables: readonly Table[],
  notes: readonly string[],
  defaultTable: string,
  headline: readonly string[] = [],
): Report {
  return {
    command,
    run: null,
    verdict: null,
    headline,
    verdictLines: [],
    tables,
    notes,
    defaultTable,
    summaryLine: null,
  };
}
