/** Runs a command line with the fast engine and with the reference engine, which must say the same byte for byte. */
import { expect } from 'vitest';
import { QUICK } from '../../src/engine/fast/quick-scanner.ts';
import { feeAuditHere } from './in-process.ts';
import type { Outcome } from './run.ts';

const WASM = new URL('../../dist/engine/fast/scanner.wasm', import.meta.url);

/** Every run has a folder of its own. */
const placeless = (text: string) => text.replace(/fee-audit-\w{6}\//g, '');

/** @returns why the fast engine was not for it; null = it was */
export async function sameBytes(
  files: Readonly<Record<string, string>>,
  args: readonly string[],
): Promise<string | null> {
  const wish = ['reconcile', ...args, '--json', '--verbose'];
  const reference = await feeAuditHere(files, [...wish, '--engine', 'reference']);
  const fast = () => feeAuditHere(files, [...wish, '--engine', 'fast']);
  const plain = await fast();
  expectSame(plain, reference);
  const reason =
    /the fast engine is not for this run: (?:.*?\.csv: )?([^.]*)/.exec(plain.stderr)?.[1] ?? null;
  if (reason === null) expectSame(await compiled(fast), reference);
  return reason;
}

/** Has the compiled program read and count, however small the files are. */
export async function compiled<T>(run: () => Promise<T>): Promise<T> {
  const { file, bytes } = QUICK;
  Object.assign(QUICK, { file: WASM, bytes: 1 });
  try {
    return await run();
  } finally {
    Object.assign(QUICK, { file, bytes });
  }
}

function expectSame(one: Outcome, other: Outcome): void {
  expect(placeless(one.stdout)).toBe(placeless(other.stdout));
  expect(one.code).toBe(other.code);
  const lines = (text: string) =>
    placeless(text)
      .split('\n')
      .filter((line) => !/fast engine/.test(line));
  expect(lines(one.stderr)).toEqual(lines(other.stderr));
}
