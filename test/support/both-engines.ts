/** Runs a command line with the fast engine and with the reference engine, which must say the same byte for byte. */
import { expect } from 'vitest';
import { feeAuditHere } from './in-process.ts';

/** Every run has a folder of its own. */
const placeless = (text: string) => text.replace(/fee-audit-\w{6}\//g, '');

/** @returns why the fast engine was not for it; null = it was */
export async function sameBytes(
  files: Readonly<Record<string, string>>,
  args: readonly string[],
): Promise<string | null> {
  const wish = ['reconcile', ...args, '--json', '--verbose'];
  const fast = await feeAuditHere(files, [...wish, '--engine', 'fast']);
  const reference = await feeAuditHere(files, [...wish, '--engine', 'reference']);
  expect(placeless(fast.stdout)).toBe(placeless(reference.stdout));
  expect(fast.code).toBe(reference.code);
  const lines = (text: string) =>
    placeless(text)
      .split('\n')
      .filter((line) => !/fast engine/.test(line));
  expect(lines(fast.stderr)).toEqual(lines(reference.stderr));
  return /the fast engine is not for this run: (?:.*?\.csv: )?([^.]*)/.exec(fast.stderr)?.[1] ?? null;
}
