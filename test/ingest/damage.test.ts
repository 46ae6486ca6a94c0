/**
 * Files cut at every byte, with every byte changed, doubled and deleted: nothing crashes, no row and no money
 * is lost.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { KnownError } from '../../src/domain/problem.ts';
import { conservation, fills, type Reading, readText, refused } from './reading.ts';

const files = [
  'binance-usdm/without-uid(UTC--6).csv',
  'okx-trading-history/2025.csv',
  'binance-spot/quoted.csv',
];
const sample = (name: string): Buffer => readFileSync(join(import.meta.dirname, 'files', name));

/** The reading, or null where the file as a whole was refused. */
async function attempt(bytes: Buffer): Promise<Reading | null> {
  try {
    const reading = await readText(bytes);
    const { rows, money } = conservation(reading);
    expect(rows[1]).toBe(rows[0]);
    expect(money[1]).toBe(money[0]);
    return reading;
  } catch (error) {
    if (!(error instanceof KnownError)) throw error;
    expect(error.problem.sentence).not.toBe('');
    return null;
  }
}

test.each(files)('%s cut at every byte', async (name) => {
  const bytes = sample(name);
  const whole = fills(await readText(bytes));
  const lineOf = (cut: number): number => bytes.subarray(0, cut).filter((byte) => byte === 10).length + 1;
  for (let cut = 0; cut < bytes.length; cut++) {
    const reading = await attempt(bytes.subarray(0, cut));
    if (reading === null) continue;
    const atEnd = cut === 0 || bytes[cut - 1] === 10 || bytes[cut - 1] === 13;
    const soundLines = new Set(
      whole.filter(({ fill }) => fill.line + fill.rows - 1 < lineOf(cut)).map(({ fill }) => fill.line),
    );
    for (const { fill, content } of fills(reading)) {
      if (soundLines.has(fill.line)) expect(whole.some((other) => other.content === content)).toBe(true);
      // A fill of the line that was cut: only its last cell can have been shortened, and the end of the file
      // is remarked on.
      else expect(atEnd || reading.door.remarks.size > 0).toBe(true);
    }
    expect(fills(reading).length + refused(reading).length + 1).toBeGreaterThanOrEqual(soundLines.size);
  }
});

test.each(files)('%s with one byte changed, doubled or deleted', async (name) => {
  const bytes = sample(name);
  for (let at = 0; at < bytes.length; at++) {
    for (const bit of [1, 128]) {
      const flipped = Buffer.from(bytes);
      flipped[at] = flipped[at]! ^ bit;
      await attempt(flipped);
    }
    await attempt(Buffer.concat([bytes.subarray(0, at + 1), bytes.subarray(at)]));
    await attempt(Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]));
  }
});
