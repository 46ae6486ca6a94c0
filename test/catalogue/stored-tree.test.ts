import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { storeTrees } from '../../src/catalogue/store-trees.ts';
import { storedTree } from '../../src/catalogue/stored-tree.ts';
import { parseYaml, readSmallFile } from '../../src/catalogue/yaml.ts';

const SHIPPED = join(import.meta.dirname, '../../schedules');
const folder = mkdtempSync(join(tmpdir(), 'fee-audit-'));
const trees = pathToFileURL(`${folder}/`);
const files = readdirSync(SHIPPED, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.yaml'),
);
storeTrees(SHIPPED, folder);
afterAll(() => rmSync(folder, { recursive: true }));

it.each(files)('%s: what is stored is what parsing gives, with every line and path', (name) => {
  const text = readSmallFile(join(SHIPPED, name));
  // From the sources nothing is stored, so that this parses.
  expect(storedTree(text, name)).toBeNull();
  expect(storedTree(text, name, trees)).toStrictEqual(parseYaml(text, name));
});

it('a text that differs by one character is parsed', () => {
  const text = readSmallFile(join(SHIPPED, files[0]!));
  expect(storedTree(`${text} `, files[0]!, trees)).toBeNull();
});
