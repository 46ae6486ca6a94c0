/** Stores the trees of all YAML files of a folder: a step of the build. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nameOf, store } from './stored-tree.ts';
import { readSmallFile, readYamlFile } from './yaml.ts';

/** @throws KnownError where a file is no YAML that is read */
export function storeTrees(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.yaml')) continue;
    const path = join(from, name);
    writeFileSync(join(to, nameOf(readSmallFile(path))), JSON.stringify(store(readYamlFile(path))));
  }
}
