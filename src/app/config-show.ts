/** `config show`: every setting in force, and where it comes from. */
import { relative } from 'node:path';
import { readYamlFile, type YamlValue } from '../catalogue/yaml.ts';
import type { Report, Value } from '../report/model.ts';
import { CONFIG_NAME, type Config, findConfig, type TermsText } from './config.ts';
import type { Host } from './host.ts';
import { openSchedules } from './open-catalogue.ts';
import type { ReconcileRequest } from './request.ts';
import { listed } from './standing.ts';

interface Setting {
  readonly key: string;
  readonly value: string;
  readonly origin: string;
}

/** Settings that the file and a flag share, with what holds where neither says anything. */
const SHARED = {
  prices: 'none',
  instruments: 'the shipped tables',
  materiality: '0',
  tolerance: 'one unit of the last digit that the file prints',
  reportTimezone: 'UTC',
} as const;

const TERMS = [
  ...(['schedule', 'tier', 'program', 'makerRate', 'takerRate', 'discount', 'affiliate'] as const),
  'elpRebate',
] as const;

/** @throws KnownError for a configuration that is not of the documented shape */
export function showConfig(
  request: Omit<ReconcileRequest, 'files' | 'map' | 'symbol'>,
  origin: boolean,
  host: Host,
): Report {
  const config = findConfig(request.config, host.cwd);
  const file = config === null ? null : relative(host.cwd, config.file) || CONFIG_NAME;
  const tree = config === null ? null : readYamlFile(config.file);
  const settings = [
    {
      key: 'config',
      value: file ?? 'none',
      origin: request.config === undefined ? 'looked for upwards' : 'flag --config',
    },
    ...(config === null ? [] : accountSettings(config, tree!, file!)),
    ...flagTerms(request),
    ...sharedSettings(request, config, tree, file),
    ...openSchedules(host)
      .files()
      .map(({ folder }) => folder)
      .filter((folder, index, all) => all.indexOf(folder) === index)
      .map((folder): Setting => {
        const own = folder !== host.shippedSchedules;
        return {
          key: 'schedules',
          value: own ? relative(host.cwd, folder) : 'shipped',
          origin: own ? 'own folder' : 'default',
        };
      }),
  ];
  return {
    command: 'config show',
    run: null,
    verdict: null,
    headline: [],
    verdictLines: [],
    tables: [
      {
        name: 'config',
        title: 'Configuration',
        columns: [
          { key: 'key', head: 'setting', type: 'text' },
          { key: 'value', head: 'value', type: 'text' },
          ...(origin ? [{ key: 'origin', head: 'from', type: 'text' } as const] : []),
        ],
        rows: settings.map(({ key, value, origin: from }): Value[] => [
          key,
          value,
          ...(origin ? [from] : []),
        ]),
      },
    ],
    notes: [],
    defaultTable: 'config',
    summaryLine: null,
  };
}

const flagOf = (key: string) => `flag --${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** Terms given by flags step in front of the file's. */
function flagTerms(request: Omit<ReconcileRequest, 'files' | 'map' | 'symbol'>): Setting[] {
  return TERMS.flatMap((key) => {
    const value = request[key];
    return value === undefined ? [] : [{ key: `terms.${key}`, value, origin: flagOf(key) }];
  });
}

function sharedSettings(
  request: Omit<ReconcileRequest, 'files' | 'map' | 'symbol'>,
  config: Config | null,
  tree: YamlValue | null,
  file: string | null,
): Setting[] {
  return (Object.keys(SHARED) as (keyof typeof SHARED)[]).map((key) => {
    const flag = request[key];
    if (flag !== undefined) return { key, value: flag, origin: flagOf(key) };
    const written = config?.[key] ?? null;
    if (written === null) return { key, value: SHARED[key], origin: 'default' };
    return { key, value: written, origin: `${file}:${lineOf(tree, [key]) ?? '?'}` };
  });
}

function accountSettings(config: Config, tree: YamlValue, file: string): Setting[] {
  return config.accounts.flatMap(({ name, venue, fills, terms, standing }) => {
    const at = (...path: string[]) => `${file}:${lineOf(tree, ['accounts', name, ...path]) ?? '?'}`;
    const own: Setting[] = [
      ...(venue === null ? [] : [{ key: `${name}.venue`, value: venue, origin: at('venue') }]),
      ...(fills.length === 0 ? [] : [{ key: `${name}.fills`, value: fills.join(', '), origin: at('fills') }]),
    ];
    return [...own, ...termsSettings(name, terms, file), ...standingSettings(name, standing, file)];
  });
}

/** What is said of the account that no fill shows; later entries replace only what they name. */
function standingSettings(name: string, standing: readonly YamlValue[], file: string): Setting[] {
  return standing.flatMap((entry) => {
    if (entry.kind !== 'mapping') return [];
    const from = entry.entries.get('from')?.value;
    const when = from?.kind === 'text' ? from.text : 'always';
    return [...entry.entries]
      .filter(([key]) => key !== 'from')
      .map(([key, { value, line }]): Setting => {
        const origin = `${file}:${line}`;
        return { key: `${name}.standing[${when}].${key}`, value: listed(value), origin };
      });
  });
}

/** What each dated entry says and inherits. */
function termsSettings(name: string, terms: readonly TermsText[], file: string): Setting[] {
  const last = new Map<string, { value: string; origin: string }>();
  return terms.flatMap((entry) => {
    const when = `${name}.terms[${entry.from ?? 'always'}${entry.product === null ? '' : ` ${entry.product}`}]`;
    return TERMS.flatMap((key) => {
      const scope = `${entry.product ?? ''}.${key}`;
      const written = entry[key];
      const line = entry.place?.kind === 'mapping' ? entry.place.entries.get(key)?.line : undefined;
      if (written !== null) last.set(scope, { value: written, origin: `${file}:${line ?? '?'}` });
      const found = last.get(scope) ?? last.get(`.${key}`);
      if (found === undefined) return [];
      const origin = written === null ? `inherited from ${found.origin}` : found.origin;
      return [{ key: `${when}.${key}`, value: found.value, origin }];
    });
  });
}

/** Line of a value below the root; null where it is not there. */
function lineOf(tree: YamlValue | null, path: readonly string[]): number | null {
  let at: YamlValue | null = tree;
  for (const key of path) {
    if (at === null || at.kind !== 'mapping') return null;
    at = at.entries.get(key)?.value ?? null;
  }
  return at?.line ?? null;
}
