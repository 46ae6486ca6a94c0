/** One process, measured: wall and processor time by hyperfine where it is installed, peak memory by GNU time. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashOf } from './exports.js';

const GNU_TIME = '/usr/bin/time';
const hasHyperfine = spawnSync('hyperfine', ['--version']).status === 0;

/** What the times were taken with. */
export const TOOL = hasHyperfine ? 'hyperfine' : 'spawn';

/** @param {string} word */
const quoted = (word) => `'${word.replaceAll("'", "'\\''")}'`;

/**
 * A first run that is not timed: the hash of what it prints, its peak memory and whether it can run at all.
 *
 * @param {string[]} command
 * @param {number} highest exit code that is no failure
 * @returns {{ hash: string, bytes: number, peakKiB: number | null, exit: number | null, said: string, trouble: string | null }}
 */
export function firstRun(command, highest) {
  const folder = mkdtempSync(join(tmpdir(), 'fee-audit-measure-'));
  try {
    const told = join(folder, 'peak');
    const watched = existsSync(GNU_TIME) ? [GNU_TIME, '-q', '-f', '%M', '-o', told, ...command] : command;
    const { status, stdout, stderr, error } = spawnSync(watched[0], watched.slice(1), { maxBuffer: 2 ** 30 });
    const failed = status === null || status > highest;
    const said = error?.message ?? stderr.toString().trim();
    const peak = watched === command || failed ? null : Number(readFileSync(told, 'utf8').trim());
    const hash = hashOf(stdout ?? Buffer.alloc(0));
    const trouble = failed ? said.split('\n')[0] || `exit ${status}` : null;
    return { hash, bytes: stdout?.length ?? 0, peakKiB: peak, exit: status, said, trouble };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * One timed run, its output thrown away.
 *
 * @param {string[]} command
 * @param {number} highest exit code that is no failure
 * @returns {{ wall: number, cpu: number | null }} seconds
 */
export function timedRun(command, highest) {
  const { wall, cpu, exit } = hasHyperfine ? byHyperfine(command) : bySpawn(command);
  if (exit === null || exit > highest) throw new Error(`exit ${exit}: ${command.join(' ')}`);
  return { wall, cpu };
}

/** @param {string[]} command */
function byHyperfine(command) {
  const folder = mkdtempSync(join(tmpdir(), 'fee-audit-measure-'));
  try {
    const json = join(folder, 'times.json');
    const flags = ['-N', '--runs', '1', '--ignore-failure', '--style', 'none', '--export-json', json];
    const { status, stderr } = spawnSync('hyperfine', [...flags, command.map(quoted).join(' ')]);
    if (status !== 0) throw new Error(stderr.toString());
    const [{ times, user, system, exit_codes: exits }] = JSON.parse(readFileSync(json, 'utf8')).results;
    return { wall: times[0], cpu: user + system, exit: exits[0] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string[]} command */
function bySpawn(command) {
  const started = process.hrtime.bigint();
  const { status } = spawnSync(command[0], command.slice(1), { stdio: 'ignore' });
  return { wall: Number(process.hrtime.bigint() - started) / 1e9, cpu: null, exit: status };
}
