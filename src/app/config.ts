/** `fee-audit.yaml`: accounts, their exports and their terms. Found upwards from the working directory. */
import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { anyMapping, list, mapping, oneOrMore, text } from '../catalogue/fields.ts';
import { failAt, readYamlFile, type YamlValue } from '../catalogue/yaml.ts';
import { fail } from '../domain/problem.ts';

export const CONFIG_NAME = 'fee-audit.yaml';

/** One dated entry as written; what it omits it inherits from the entry before it. */
export interface TermsText {
  readonly from: string | null;
  readonly product: string | null;
  readonly schedule: string | null;
  readonly tier: string | null;
  readonly program: string | null;
  readonly makerRate: string | null;
  readonly takerRate: string | null;
  readonly discount: string | null;
  readonly affiliate: string | null;
  readonly elpRebate: string | null;
  /** The value, for messages with file and line. */
  readonly place: YamlValue | null;
}

export interface AccountConfig {
  readonly name: string;
  readonly venue: string | null;
  /** Names that statements have for it. */
  readonly uid: readonly string[];
  /** Globs of its exports, below the configuration's folder. */
  readonly fills: readonly string[];
  readonly terms: readonly TermsText[];
  /** What no fill shows of it, dated; read where a catalogue is at hand. */
  readonly standing: readonly YamlValue[];
}

export interface Config {
  readonly file: string;
  readonly folder: string;
  readonly accounts: readonly AccountConfig[];
  readonly prices: string | null;
  readonly instruments: string | null;
  readonly materiality: string | null;
  readonly tolerance: string | null;
  readonly reportTimezone: string | null;
}

const ROOT_KEYS = [
  'accounts',
  'prices',
  'instruments',
  'materiality',
  'tolerance',
  'reportTimezone',
] as const;
const ACCOUNT_KEYS = ['venue', 'uid', 'fills', 'terms', 'standing'] as const;
const TERMS_KEYS = [
  'from',
  'product',
  'schedule',
  'tier',
  'program',
  'makerRate',
  'takerRate',
  'discount',
  'affiliate',
  'elpRebate',
] as const;

/** The configuration named by the user, else the first `fee-audit.yaml` upwards, else null. @throws KnownError */
export function findConfig(named: string | undefined, cwd: string): Config | null {
  if (named !== undefined) return readConfig(resolve(cwd, named));
  for (let folder = cwd; ; folder = dirname(folder)) {
    const file = join(folder, CONFIG_NAME);
    if (existsSync(file)) return readConfig(file);
    if (existsSync(join(folder, '.git')) || dirname(folder) === folder) return null;
  }
}

/** @throws KnownError with file, line and suggestion for anything that is not of the documented shape */
export function readConfig(file: string): Config {
  const root = mapping(readYamlFile(file), ROOT_KEYS);
  const accounts = root.maybe('accounts', anyMapping);
  return {
    file,
    folder: dirname(file),
    accounts:
      accounts === null ? [] : [...accounts.entries].map(([name, entry]) => readAccount(name, entry.value)),
    prices: root.maybe('prices', text),
    instruments: root.maybe('instruments', text),
    materiality: root.maybe('materiality', text),
    tolerance: root.maybe('tolerance', text),
    reportTimezone: root.maybe('reportTimezone', text),
  };
}

function readAccount(name: string, value: YamlValue): AccountConfig {
  const fields = mapping(value, ACCOUNT_KEYS);
  return {
    name,
    venue: fields.maybe('venue', text)?.toLowerCase() ?? null,
    uid: fields.maybe('uid', oneOrMore(text)) ?? [],
    fills: fields.maybe('fills', oneOrMore(text)) ?? [],
    terms: fields.maybe('terms', list(readTerms)) ?? [],
    standing:
      fields.maybe(
        'standing',
        list((entry) => entry),
      ) ?? [],
  };
}

function readTerms(value: YamlValue): TermsText {
  const fields = mapping(value, TERMS_KEYS);
  if (TERMS_KEYS.every((key) => !fields.has(key))) {
    failAt(value, 'terms-empty', 'an entry of the terms says nothing', {
      hint: 'give at least a tier or a rate',
    });
  }
  const all = Object.fromEntries(TERMS_KEYS.map((key) => [key, fields.maybe(key, text)])) as Record<
    (typeof TERMS_KEYS)[number],
    string | null
  >;
  return { ...all, place: value };
}

/** The account whose `fills` name this file, else the only one of the venue, else null. */
export function accountOf(config: Config, file: string, cwd: string): AccountConfig | null {
  const path = relative(config.folder, resolve(cwd, file)).split('\\').join('/');
  const fitting = config.accounts.filter(({ fills }) => fills.some((glob) => matchesGlob(path, glob)));
  if (fitting.length > 1) {
    fail(
      'account-ambiguous',
      `the accounts ${fitting.map(({ name }) => name).join(' and ')} both claim this file`,
      {
        file,
        hint: 'name one with --account, or make their `fills` patterns differ',
      },
    );
  }
  return fitting[0] ?? null;
}

/** `*` stands for anything but `/`, `**` for anything, `?` for one character. */
export function matchesGlob(path: string, glob: string): boolean {
  let pattern = '';
  for (let index = 0; index < glob.length; index++) {
    const char = glob[index]!;
    if (char === '*' && glob[index + 1] === '*') {
      pattern += '.*';
      index += glob[index + 2] === '/' ? 2 : 1;
    } else if (char === '*') pattern += '[^/]*';
    else if (char === '?') pattern += '[^/]';
    else pattern += char.replace(/[\\^$.*+?()[\]{}|]/, '\\$&');
  }
  return new RegExp(`^${pattern}$`, 'u').test(path.replace(/^\.\//, ''));
}
