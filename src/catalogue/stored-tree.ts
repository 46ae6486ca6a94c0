/**
 * Trees of the shipped YAML files, made when the program is built, so that a run parses none of them. A tree is found by the hash of
 * the very text that it was made of: a file that was edited is parsed as any other, and no tree can be out of date.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { YamlEntry, YamlValue } from './yaml.ts';

/** Beside the folder that this module is built into; from the sources there is none. */
const TREES = new URL('../trees/', import.meta.url);

/** A value without its file and path, which follow from where it is. Lines are 1-based. */
type Stored =
  | { readonly n: number; readonly text: string; readonly quoted?: true }
  | { readonly n: number; readonly items: readonly Stored[] }
  | { readonly n: number; readonly keys: readonly (readonly [key: string, line: number, value: Stored])[] };

/** The name under which the tree of a text is stored. */
export const nameOf = (text: string): string => `${createHash('sha256').update(text).digest('hex')}.json`;

export function store(value: YamlValue): Stored {
  const n = value.line;
  if (value.kind === 'text')
    return value.quoted ? { n, text: value.text, quoted: true } : { n, text: value.text };
  if (value.kind === 'list') return { n, items: value.items.map(store) };
  return { n, keys: Array.from(value.entries, ([key, { line, value: one }]) => [key, line, store(one)]) };
}

/** The tree of a YAML text as parsing it would give; null = none is stored. @param file is the name used in messages */
export function storedTree(text: string, file: string, folder = TREES): YamlValue | null {
  const path = new URL(nameOf(text), folder);
  return existsSync(path) ? restore(JSON.parse(readFileSync(path, 'utf8')) as Stored, file, '') : null;
}

function restore(stored: Stored, file: string, path: string): YamlValue {
  const place = { file, line: stored.n, path };
  if ('text' in stored) return { kind: 'text', text: stored.text, quoted: stored.quoted === true, ...place };
  if ('items' in stored) {
    const items = stored.items.map((item, index) => restore(item, file, `${path}[${index}]`));
    return { kind: 'list', items, ...place };
  }
  const entries = new Map<string, YamlEntry>();
  for (const [key, line, value] of stored.keys)
    entries.set(key, { line, value: restore(value, file, path === '' ? key : `${path}.${key}`) });
  return { kind: 'mapping', entries, ...place };
}
