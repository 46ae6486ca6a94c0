/** Compares a header with the vintages of a profile, and puts columns in their places. */
import { fail, nearest } from '../domain/problem.ts';
import { type HeaderName, headerName } from './header.ts';
import type { FoundHeader } from './identify.ts';
import { absenceNotices, type ColumnWishes, type MappableField } from './mapping.ts';
import type { Field, Profile, Variant } from './profile.ts';

/** A profile laid over a header. */
export interface Placement {
  readonly profile: Profile;
  readonly variant: string;
  readonly header: FoundHeader;
  readonly columns: ReadonlyMap<Field, number>;
  readonly glued: ReadonlySet<Field>;
  readonly notices: readonly string[];
}

function nameOf(header: string): string {
  return headerName(header).name;
}

/**
 * The two names that stand exchanged in an otherwise unchanged order, as they stand: more likely a slip in the header than
 * columns that somebody moved. Empty = none; a wholly other order is one that somebody chose, and JSON keys have none.
 */
export function exchanged(variant: Variant, header: readonly HeaderName[]): readonly HeaderName[] {
  if (variant.keys === true) return [];
  const required = variant.headers.map(nameOf);
  const known = new Set(required);
  const order = header.filter(({ name }) => known.has(name));
  const moved = order.filter(({ name }, index) => name !== required[index]);
  return order.length === required.length && moved.length === 2 ? moved : [];
}

/** True when this is the vintage's header, name for name; unnamed columns do not count. */
export function matchesExactly(variant: Variant, header: readonly HeaderName[]): boolean {
  const names = header.map(({ name }) => name).filter((name) => name !== '');
  const required = variant.headers.map(nameOf);
  if (variant.ordered === true) {
    return names.length === required.length && names.every((name, index) => name === required[index]);
  }
  const present = new Set(names);
  if (present.size !== names.length || !required.every((name) => present.has(name))) return false;
  const allowed = new Set([...required, ...(variant.optional ?? []).map(nameOf)]);
  return names.every((name) => allowed.has(name)) && exchanged(variant, header).length === 0;
}

/**
 * Columns of the vintage that the header lacks, beside those that the user mapped himself. Only columns with
 * a role count.
 */
export function missingColumns(
  variant: Variant,
  header: readonly HeaderName[],
  wishes: ColumnWishes,
): [Field, string][] {
  const present = new Set(header.map(({ name }) => name));
  const optional = new Set((variant.optional ?? []).map(nameOf));
  const missing: [Field, string][] = [];
  for (const [field, spec] of Object.entries(variant.columns)) {
    if (wishes.columns.has(field as MappableField)) continue;
    const names = spec.split('|').map((part) => nameOf(part.replace(/#\d+$/, '')));
    if (names.some((name) => present.has(name) || optional.has(name))) continue;
    missing.push([field as Field, spec.replace(/#\d+$/, '').split('|')[0]!]);
  }
  return missing;
}

/** Lays the vintage over the header; columns that the user mapped go before the vintage's own. */
export function placeColumns(
  profile: Profile,
  variant: Variant,
  header: FoundHeader,
  wishes: ColumnWishes,
): Placement {
  const columns = new Map<Field, number>();
  for (const [field, spec] of Object.entries(variant.columns)) {
    const index = findColumn(header.names, spec);
    if (index !== -1 && !wishes.absent.has(field as MappableField)) columns.set(field as Field, index);
  }
  const notices = absenceNotices(wishes);
  const glued = new Set<Field>(variant.glued ?? []);
  for (const [field, column] of wishes.columns) {
    columns.set(field, wishedColumn(header, column, null));
    notices.push(`the column "${column}" is read as ${field}, as mapped`);
    if (field === 'feeAsset') glued.delete('fee');
  }
  const feeSign = wishes.columns.has('fee') && wishes.feeNegative ? 'charged-negative' : profile.feeSign;
  const style = header.delimiter === ';' ? profile.semicolons : undefined;
  return {
    profile: feeSign === profile.feeSign && style === undefined ? profile : { ...profile, ...style, feeSign },
    variant: variant.label,
    header,
    columns,
    glued,
    notices,
  };
}

function findColumn(header: readonly HeaderName[], spec: string): number {
  for (const part of spec.split('|')) {
    const [, text, nth] = /^(.+?)(?:#(\d+))?$/.exec(part) ?? [];
    const name = nameOf(text ?? '');
    let seen = 0;
    for (const [index, candidate] of header.entries()) {
      if (candidate.name === name && ++seen === Number(nth ?? 1)) return index;
    }
  }
  return -1;
}

/**
 * Position of a column that the user named, exactly or in spelling that differs only in case and blanks.
 * @throws KnownError when there is none, or more than one
 */
export function wishedColumn(header: FoundHeader, column: string, file: string | null): number {
  const exact = header.names.flatMap(({ raw }, index) => (raw === column.trim() ? [index] : []));
  const name = nameOf(column);
  const loose = header.names.flatMap((candidate, index) => (candidate.name === name ? [index] : []));
  const hits = exact.length > 0 ? exact : loose;
  if (hits.length === 1) return hits[0]!;
  const place = { file, line: header.line, value: column };
  if (hits.length > 1) {
    fail('column-ambiguous', 'several columns have this name', {
      ...place,
      hint: 'rename one of them in the file',
    });
  }
  const known = header.names.map(({ raw }) => raw).filter((raw) => raw !== '');
  const near = nearest(column, known)[0];
  return fail('column-missing', 'the file has no such column', {
    ...place,
    hint:
      near === undefined ? `its columns are: ${known.slice(0, 30).join(', ')}` : `did you mean "${near}"?`,
  });
}

/** @throws KnownError when two columns have the same name */
export function refuseDuplicates(header: FoundHeader, file: string): void {
  const seen = new Set<string>();
  for (const { name, raw } of header.names) {
    if (name !== '' && seen.has(name)) {
      fail('header-duplicate', 'two columns have the same name', {
        file,
        line: header.line,
        value: raw,
        hint: 'rename one of them, or export the file again',
      });
    }
    seen.add(name);
  }
}
