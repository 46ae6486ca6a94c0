/**
 * Typed readers over YAML values: each takes a value and returns what it means, or refuses it with file,
 * line, path and what would have been right. Readers compose: `fields.list('tiers', readTier)`.
 */
import { type Decimal, readDecimal } from '../domain/decimal.ts';
import { KnownError, nearest, type Problem } from '../domain/problem.ts';
import { type Rate, rateFrom, readRate } from '../domain/rate.ts';
import { type Instant, readIsoTime } from '../domain/time.ts';
import { failAt, type YamlMapping, type YamlValue } from './yaml.ts';

/** Turns a value into what it means. @throws KnownError */
export type Reader<T> = (value: YamlValue) => T;

/** Several problems of one file; the first stands for all where only one is shown. */
export class FileProblems extends KnownError {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems[0]!);
    this.name = 'FileProblems';
    this.problems = problems;
  }
}

/** Every problem that a thrown error stands for; anything but a known error is thrown on. */
export function problemsOf(error: unknown): readonly Problem[] {
  if (error instanceof FileProblems) return error.problems;
  if (error instanceof KnownError) return [error.problem];
  throw error;
}

/** A mapping whose keys have been checked against the known ones. */
export class Fields {
  readonly node: YamlMapping;

  constructor(node: YamlMapping) {
    this.node = node;
  }

  /** The value as written; null = the key is absent. */
  raw(key: string): YamlValue | null {
    return this.node.entries.get(key)?.value ?? null;
  }

  has(key: string): boolean {
    return this.node.entries.has(key);
  }

  /** A value that must be there and must not be `null`. */
  need<T>(key: string, read: Reader<T>): T {
    const value = this.raw(key);
    if (value === null || isNull(value)) {
      return failAt(
        { ...this.node, line: value?.line ?? this.node.line },
        'key-missing',
        `\`${key}\` is missing`,
        {
          value: null,
        },
      );
    }
    return read(value);
  }

  /** A value that may be absent or `null`. */
  maybe<T>(key: string, read: Reader<T>): T | null {
    const value = this.raw(key);
    return value === null || isNull(value) ? null : read(value);
  }

  /** A value that must be written, though `null` (not known) is an answer. */
  stated<T>(key: string, read: Reader<T>): T | null {
    if (!this.has(key)) {
      return failAt(this.node, 'key-missing', `\`${key}\` is missing`, {
        value: null,
        hint: `write \`${key}: null\` where it is not known`,
      });
    }
    return this.maybe(key, read);
  }

  /** A list, empty where the key is absent or `null`. */
  list<T>(key: string, read: Reader<T>): T[] {
    return this.maybe(key, list(read)) ?? [];
  }
}

/** `null`, `~` or nothing, unquoted: the value is not known. */
export function isNull(value: YamlValue): boolean {
  return value.kind === 'text' && !value.quoted && ['', '~', 'null'].includes(value.text);
}

/** A mapping with only these keys. */
export function mapping(value: YamlValue, keys: readonly string[]): Fields {
  const node = anyMapping(value);
  const problems: Problem[] = [];
  for (const [key, entry] of node.entries) {
    if (keys.includes(key)) continue;
    collect(problems, () => unknownKey(node, key, entry.line, keys));
  }
  if (problems.length > 0) throw new FileProblems(problems);
  return new Fields(node);
}

function unknownKey(node: YamlMapping, key: string, line: number, keys: readonly string[]): never {
  const [near] = nearest(key, keys);
  const hint = near === undefined ? `known keys: ${keys.join(', ')}` : `did you mean \`${near}\`?`;
  return failAt({ ...node, line }, 'key-unknown', `\`${key.slice(0, 80)}\` is no known key here`, {
    value: key,
    hint,
  });
}

/** A mapping with any keys (names that the user chose). */
export function anyMapping(value: YamlValue): YamlMapping {
  if (value.kind === 'mapping') return value;
  return failAt(value, 'value-kind', `a mapping (\`key: value\`) belongs here, not ${article(value)}`);
}

/** A list; one bad item does not hide the next one. */
export function list<T>(read: Reader<T>): Reader<T[]> {
  return (value) => {
    if (value.kind !== 'list') {
      return failAt(value, 'value-kind', `a list belongs here, not ${article(value)}`, {
        hint: 'write each item on its own line after `- `',
      });
    }
    const problems: Problem[] = [];
    const items: T[] = [];
    for (const item of value.items) collect(problems, () => items.push(read(item)));
    if (problems.length > 0) throw new FileProblems(problems);
    return items;
  };
}

/** One item or a list of them. */
export function oneOrMore<T>(read: Reader<T>): Reader<T[]> {
  return (value) => (value.kind === 'list' ? list(read)(value) : [read(value)]);
}

/** Runs a step and keeps its known problems. */
function collect(problems: Problem[], step: () => void): void {
  try {
    step();
  } catch (error) {
    problems.push(...problemsOf(error));
  }
}

/** Text that is not empty. */
export function text(value: YamlValue): string {
  if (value.kind !== 'text') {
    return failAt(value, 'value-kind', `plain text belongs here, not ${article(value)}`);
  }
  if (value.text.trim() === '') return failAt(value, 'value-empty', 'this value is empty');
  return value.text.trim();
}

/** `true` or `false`. */
export function flag(value: YamlValue): boolean {
  return oneOf(['true', 'false'])(value) === 'true';
}

/** One of a closed list of words. */
export function oneOf<const T extends string>(words: readonly T[]): Reader<T> {
  return (value) => {
    const word = text(value);
    const found = words.find((candidate) => candidate === word);
    if (found !== undefined) return found;
    const [near] = nearest(word, words);
    const hint = near === undefined ? `one of: ${words.join(', ')}` : `did you mean \`${near}\`?`;
    return failAt(value, 'word-unknown', `this is none of the words allowed here`, { hint });
  };
}

/** A date or a time; days begin at midnight UTC and a time needs its zone. In ms since 1970. */
export function instant(value: YamlValue): Instant {
  const written = text(value);
  const read = readIsoTime(written, 0);
  if (read === null) {
    return failAt(value, 'date-unreadable', 'this is no date', {
      hint: 'write 2026-06-10 or 2026-06-10T16:00:00Z',
    });
  }
  if (!read.offset && written.length > 10) {
    return failAt(value, 'date-without-zone', 'this time has no zone', { hint: 'end it with Z for UTC' });
  }
  return read.instant;
}

/** A day or month as people write it, kept as text: `2026-07-26`, `2026-06`. */
export function day(value: YamlValue): string {
  const written = text(value);
  if (
    readIsoTime(/^\d{4}-\d{2}$/.test(written) ? `${written}-01` : written, 0) === null ||
    written.length > 10
  ) {
    return failAt(value, 'date-unreadable', 'this is no day', { hint: 'write 2026-07-26 or 2026-07' });
  }
  return written;
}

/** A time of day in UTC, as minutes after midnight: `16:00Z`. */
export function minuteOfDay(value: YamlValue): number {
  const match = /^([01]\d|2[0-3]):([0-5]\d)\s*(?:Z|UTC)$/.exec(text(value));
  if (match === null) {
    return failAt(value, 'time-unreadable', 'this is no time of day in UTC', { hint: 'write "16:00Z"' });
  }
  return Number(match[1]) * 60 + Number(match[2]);
}

/** A plain number. */
export function decimal(value: YamlValue): Decimal {
  const read = readDecimal(text(value).replace(/_/g, ''));
  if (typeof read === 'string') {
    return failAt(value, 'number-unreadable', 'this is no number', { hint: 'write it like 1250.5' });
  }
  return read;
}

/** An integer in [least, most]. */
export function integer(least: number, most: number): Reader<number> {
  return (value) => {
    const written = text(value);
    const number = /^\d{1,9}$/.test(written) ? Number.parseInt(written, 10) : -1;
    if (number < least || number > most) {
      return failAt(value, 'number-unreadable', `an integer from ${least} to ${most} belongs here`);
    }
    return number;
  };
}

/** A fee rate with its unit, within ±1 %: `0.02%`, `-0.5bps`. */
export function feeRate(value: YamlValue): Rate {
  const rate = rateWithUnit(value);
  if (rate.abs().gt('0.01')) {
    return failAt(value, 'rate-absurd', 'a fee rate beyond ±1 % is refused', {
      hint: 'check the unit: 1% = 100bps',
    });
  }
  return rate;
}

/** A share with its unit, from 0 to 100 %: `40%`. */
export function share(value: YamlValue): Rate {
  const rate = rateWithUnit(value);
  if (rate.isNegative() || rate.gt(1)) {
    return failAt(value, 'share-absurd', 'a share lies between 0% and 100%');
  }
  return rate;
}

function rateWithUnit(value: YamlValue): Rate {
  const written = text(value);
  const rate = readRate(written);
  if (rate !== null) return rateFrom(rate);
  if (typeof readDecimal(written) !== 'string') {
    return failAt(value, 'rate-without-unit', 'a rate needs its unit', {
      hint: `write ${written}% or ${written}bps`,
    });
  }
  return failAt(value, 'rate-unreadable', 'this is no rate', { hint: 'write it like 0.02% or -0.5bps' });
}

function article(value: YamlValue): string {
  return value.kind === 'text' ? 'plain text' : `a ${value.kind}`;
}
