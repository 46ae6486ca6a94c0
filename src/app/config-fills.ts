/** The exports that `fee-audit.yaml` names, for runs that name none themselves. */
import { type Dirent, readdirSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fail } from '../domain/problem.ts';
import { CONFIG_NAME, type Config, matchesGlob } from './config.ts';
import type { Host } from './host.ts';

/** Folders that are looked into below the part of a pattern that has no wildcard. */
const MOST_ENTRIES = 100_000;

/**
 * Every file below the configuration's folder that some account's `fills` name, by path, relative to the working folder.
 * @throws KnownError `no-fills` when there is no configuration, it names none, or a pattern finds nothing
 */
export function configuredFills(config: Config | null, host: Host): readonly string[] {
  const hint = 'name the exports: fee-audit reconcile fills.csv';
  if (config === null) {
    return fail('no-fills', `no fills were named, and there is no ${CONFIG_NAME} that does`, { hint });
  }
  const file = relative(host.cwd, config.file) || CONFIG_NAME;
  const patterns = config.accounts.flatMap(({ fills }) => fills);
  if (patterns.length === 0) {
    return fail('no-fills', 'no fills were named, and no account here has `fills`', { file, hint });
  }
  const found = new Set<string>();
  for (const pattern of patterns) {
    const paths = matching(config.folder, pattern);
    if (paths.length === 0) {
      fail('no-fills', 'no file fits the `fills` of an account', {
        file,
        value: pattern,
        hint: 'check the path',
      });
    }
    for (const path of paths) found.add(path);
  }
  return [...found].sort().map((path) => relative(host.cwd, path) || path);
}

function matching(folder: string, pattern: string): string[] {
  const parts = pattern.replace(/^\.\//, '').split('/');
  const wild = parts.findIndex((part) => /[*?]/.test(part));
  if (wild < 0) {
    const path = resolve(folder, pattern);
    return statSync(path, { throwIfNoEntry: false })?.isFile() ? [path] : [];
  }
  const start = resolve(folder, ...parts.slice(0, wild));
  const deep = parts.slice(wild).includes('**') ? Number.POSITIVE_INFINITY : parts.length - wild;
  const found: string[] = [];
  let seen = 0;
  const walk = (at: string, depth: number): void => {
    for (const entry of entriesOf(at)) {
      if (++seen > MOST_ENTRIES) {
        fail('fills-too-many', 'this pattern looks into too many files', {
          value: pattern,
          hint: 'make it narrower',
        });
      }
      const path = join(at, entry.name);
      if (entry.isDirectory()) {
        if (depth > 1 && entry.name !== 'node_modules' && entry.name !== '.git') walk(path, depth - 1);
      } else if (entry.isFile() && isExport(entry.name)) {
        if (matchesGlob(relative(folder, path).split('\\').join('/'), pattern.replace(/^\.\//, '')))
          found.push(path);
      }
    }
  };
  walk(start, deep);
  return found;
}

/** A pattern such as `exports/*` means the exports, not the mapping files beside them. */
const isExport = (name: string) => !name.startsWith('.') && !name.endsWith('.map.yaml');

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
