/** The files that the benchmark reads: made when they are not there, found again by their name. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** Where files are kept between runs, unless a flag says otherwise: 1.1 GB for 10 million rows. */
export const FOLDER = join(tmpdir(), 'fee-audit-bench');

/**
 * A generated export.
 *
 * @param {{ rows: number, shape?: string, seed?: number, symbols?: number, duplicates?: number, ladder?: boolean }} wanted
 * @param {string} folder
 * @returns its path: SHAPE-ROWS-SEED.csv
 */
export function exportOf(
  { rows, shape = 'plain', seed = 1, symbols = 300, duplicates = 0, ladder = false },
  folder,
) {
  const copies = duplicates === 0 ? '' : `-duplicates-${duplicates}`;
  const names = symbols === 300 ? '' : `-symbols-${symbols}`;
  const path = join(folder, `${shape}-${rows}-${seed}${names}${copies}${ladder ? '-ladder' : ''}.csv`);
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  console.error(`making ${path}`);
  const generator = join(import.meta.dirname, 'gen.js');
  const args = [
    `${rows}`,
    `${path}.part`,
    '--shape',
    shape,
    '--seed',
    `${seed}`,
    '--symbols',
    `${symbols}`,
    '--duplicates',
    `${duplicates}`,
    ...(ladder ? ['--ladder'] : []),
  ];
  const { status } = spawnSync(process.execPath, [generator, ...args], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`could not make ${path}`);
  renameSync(`${path}.part`, path);
  return path;
}

/** @param {string} file */
export const answerFileOf = (file) =>
  join(import.meta.dirname, 'answers', `${basename(file).replace(/\.csv$/, '')}.sha256`);

/**
 * What the answer to a generated file must hash to, or null where that was never settled.
 *
 * @param {string} file
 */
export function settledAnswer(file) {
  const path = answerFileOf(file);
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : null;
}

/** @param {Buffer} answer */
export const hashOf = (answer) => createHash('sha256').update(answer).digest('hex');
