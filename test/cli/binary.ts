/** Runs the built program as a user would: a process with its own streams, environment and exit code. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

const BINARY = join(root, 'bin', 'fee-audit.js');
export const EXAMPLES = join(root, 'examples');

if (!existsSync(join(root, 'dist', 'bundle', 'main.js')))
  throw new Error('these tests run the built program: npm run build');

export interface Ended {
  /** As a shell reports it: 128 + n for a death by signal n. */
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Settings {
  readonly cwd?: string;
  /** The whole environment; default: only PATH. */
  readonly env?: Record<string, string>;
  readonly input?: string;
}

/** A shell line in which `$FEE` is the program. */
export function sh(line: string, settings: Settings = {}): Promise<Ended> {
  return start('bash', ['--norc', '-c', line], {
    ...settings,
    env: { FEE: `${process.execPath} ${BINARY}`, ...settings.env },
  });
}

/** The program with these arguments. */
export function fee(args: readonly string[], settings: Settings = {}): Promise<Ended> {
  return start(process.execPath, [BINARY, ...args], settings);
}

function start(command: string, args: readonly string[], settings: Settings): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: settings.cwd ?? tmpdir(),
      env: { PATH: process.env.PATH ?? '', ...settings.env },
    });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    child.stdin.on('error', () => {});
    child.stdin.end(settings.input ?? '');
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const numbers: Record<string, number> = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };
      resolve({ code: code ?? 128 + (numbers[signal ?? ''] ?? 0), out, err });
    });
  });
}

const folders: string[] = [];

/** A fresh folder, removed after the test. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'fee-audit-test-'));
  folders.push(folder);
  return folder;
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
