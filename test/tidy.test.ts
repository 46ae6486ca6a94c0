/** The source tree under test: arrows, sizes, no rate in code, every schedule version sourced, links that resolve. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCatalogue } from '../src/catalogue/catalogue.ts';

const ROOT = resolve(import.meta.dirname, '..');
const SRC = join(ROOT, 'src');

function walk(folder: string, ending: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return walk(path, ending);
    return path.endsWith(ending) ? [path] : [];
  });
}

const sources = walk(SRC, '.ts');
const text = (path: string) => readFileSync(path, 'utf8');
const name = (path: string) => relative(ROOT, path);

/** Which room may import which; `index` is the library entry. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  catalogue: ['domain'],
  ingest: ['domain'],
  engine: ['domain', 'ingest'],
  report: ['domain'],
  render: ['domain', 'report'],
  app: ['domain', 'catalogue', 'ingest', 'engine', 'report'],
  cli: ['app', 'domain', 'render', 'report'],
  'index.ts': ['app', 'catalogue', 'domain', 'render', 'report'],
};

/** What render may take from domain: how a value is written, nothing of what it means. */
const RENDER_FROM_DOMAIN = ['decimal', 'time', 'problem'];

/** @param kind `values` leaves out imports that vanish in the build */
function imports(path: string, kind: 'all' | 'values' = 'all'): { target: string; specifier: string }[] {
  const code = kind === 'all' ? text(path) : text(path).replace(/^import type [^;]*;/gm, '');
  return [...code.matchAll(/(?:from|import\()\s*'([^']+)'/g)].map((match) => ({
    specifier: match[1]!,
    target: match[1]!.startsWith('.') ? relative(SRC, resolve(dirname(path), match[1]!)) : match[1]!,
  }));
}

describe('arrows', () => {
  it.each(sources.map(name))('%s imports only along the arrows', (path) => {
    const room = relative('src', path).split('/')[0]!;
    for (const { specifier, target } of imports(join(ROOT, path))) {
      if (!specifier.startsWith('.')) {
        if (room === 'domain') expect(specifier, `${path} imports ${specifier}`).toBe('decimal.js');
        expect(['http', 'https', 'net', 'dns', 'tls', 'http2', 'dgram']).not.toContain(
          specifier.replace('node:', ''),
        );
        continue;
      }
      const to = target.split('/')[0]!;
      if (to === room) continue;
      expect(ARROWS[room], `${path} imports ${target}`).toContain(to);
      if (room === 'render' && to === 'domain') {
        expect(RENDER_FROM_DOMAIN, `${path} imports ${target}`).toContain(
          target.split('/')[1]!.replace('.ts', ''),
        );
      }
    }
  });

  it('has no cycle between files', () => {
    const graph = new Map(
      sources.map((path) => [
        relative(SRC, path),
        imports(path, 'values')
          .filter(({ specifier }) => specifier.startsWith('.'))
          .map(({ target }) => target),
      ]),
    );
    const done = new Set<string>();
    const visit = (node: string, trail: readonly string[]): void => {
      if (done.has(node)) return;
      expect(trail, `cycle: ${[...trail, node].join(' → ')}`).not.toContain(node);
      for (const next of graph.get(node) ?? []) visit(next, [...trail, node]);
      done.add(node);
    };
    for (const node of graph.keys()) visit(node, []);
  });
});

describe('files', () => {
  it.each(sources.map(name))('%s is short enough to read', (path) => {
    const lines = text(join(ROOT, path)).split('\n');
    expect(lines.length).toBeLessThanOrEqual(400);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(250);
    expect(path.split('/').at(-1)).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*\.ts$/);
  });

  it('reads the clock and the console only at the edge', () => {
    for (const path of sources.filter((file) => !name(file).startsWith('src/cli/'))) {
      expect(text(path), name(path)).not.toMatch(
        /\bDate\.now\(|\bnew Date\(\)|\bconsole\.|\bprocess\.(exit|stdout|stderr|argv)/,
      );
    }
    for (const path of sources)
      expect(text(path), name(path)).not.toMatch(/process\.exit\(|\beval\(|new Function\(|\bfetch\(/);
  });

  it('holds no numeric rate in code', () => {
    for (const path of sources) {
      const code = text(path)
        .replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
        .replace(/(['"`])(?:\\.|(?!\1)[\s\S])*?\1/g, (quoted) =>
          /^['"`][+-]?\d+(\.\d+)?\s*(%|bps|bp)['"`]$/.test(quoted) ? '§' : '',
        );
      expect(code, name(path)).not.toContain('§');
      expect(code, name(path)).not.toMatch(/\b0\.000\d+/);
      expect(code, name(path)).not.toMatch(/\bparseFloat\(/);
    }
  });
});

describe('schedules', () => {
  const catalogue = openCatalogue([join(ROOT, 'schedules')]);

  it.each([...catalogue.ids()])('%s has start, source, as-of and confidence in every version', (id) => {
    for (const version of catalogue.schedule(id).versions) {
      expect(Number.isInteger(version.from)).toBe(true);
      expect(version.provenance.source).not.toBe('');
      expect(version.provenance.asOf).not.toBeNull();
      expect(version.provenance.confidence).not.toBeNull();
    }
  });
});

describe('papers', () => {
  it.each([
    'README.md',
    'ARCHITECTURE.md',
    'CONTRIBUTING.md',
    'DECISIONS.md',
    'schedules/README.md',
    'examples/README.md',
  ])('links of %s resolve', (paper) => {
    const folder = dirname(join(ROOT, paper));
    const links = [...text(join(ROOT, paper)).matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(
      (match) => match[1]!,
    );
    for (const link of links.filter((target) => !/^[a-z]+:/.test(target))) {
      expect(existsSync(resolve(folder, link)), `${paper} → ${link}`).toBe(true);
    }
  });

  it('keeps the lock file whole: every optional package of every platform has its entry, so that npm ci works', () => {
    type Entry = { readonly optionalDependencies?: Readonly<Record<string, string>> };
    const { packages } = JSON.parse(text(join(ROOT, 'package-lock.json'))) as {
      packages: Record<string, Entry>;
    };
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) =>
          packages[`node_modules/${name}`] === undefined &&
          packages[`${path}/node_modules/${name}`] === undefined,
      ),
    );
    expect(missing).toEqual([]);
  });

  it('keeps the lock file free of registry hosts', () => {
    expect(text(join(ROOT, 'package-lock.json'))).not.toMatch(/"resolved"/);
  });
});
