/** Runs the built program as a user does, in a folder of its own. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The program under test; another build or an installed one can be named instead. */
const BIN = process.env.FEE_AUDIT_BIN ?? resolve(import.meta.dirname, '../../bin/fee-audit.js');

export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  /** Null after a signal. */
  readonly code: number | null;
}

/** Writes the files into a new folder, calls `use` with it and removes it again. */
export async function inFolder<T>(
  files: Readonly<Record<string, string | Uint8Array>>,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'fee-audit-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Plain environment: no colour, no terminal, a clock zone that must not matter. */
export function feeAudit(cwd: string, args: readonly string[], input?: string): Promise<Outcome> {
  const env = { PATH: process.env.PATH ?? '', HOME: cwd, TZ: 'America/New_York', LC_ALL: 'C.UTF-8' };
  const child = spawn(process.execPath, [BIN, ...args], { cwd, env, stdio: 'pipe' });
  const chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  child.stdout.on('data', (chunk: Buffer) => chunks.stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.stderr.push(chunk));
  child.stdin.on('error', () => {}); // the program may stop before it has read everything
  child.stdin.end(input ?? '');
  return new Promise((done, failed) => {
    child.on('error', failed);
    child.on('close', (code) => {
      const [stdout, stderr] = [chunks.stdout, chunks.stderr].map((parts) => Buffer.concat(parts).toString());
      done({ stdout: stdout!, stderr: stderr!, code });
    });
  });
}
