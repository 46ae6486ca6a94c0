/** `detect` and `profiles`: what they say of the exports of this folder. */
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { detect } from '../../src/app/detect.ts';
import { listProfiles, showProfile } from '../../src/app/profiles.ts';
import { NO_OPTIONS } from '../../src/ingest/identify.ts';
import { PROFILES } from '../../src/ingest/profiles/registry.ts';
import type { Report, Row } from '../../src/report/model.ts';
import { problemOf, TABLE } from './reading.ts';

const path = (name: string): string => join(import.meta.dirname, 'files', name);
const rows = (report: Report, name: string): readonly Row[] => [
  ...report.tables.find((table) => table.name === name)!.rows,
];

test('detect tells role and reason of everything it settled', async () => {
  const report = await detect(path('okx-trading-history/2025.csv'), NO_OPTIONS, TABLE, Readable.from([]));
  const reading = Object.fromEntries(
    rows(report, 'reading').map(([, what, value, why]) => [what, [value, why]]),
  );
  expect(reading.profile![0]).toBe('okx-trading-history');
  expect(reading.zone).toEqual(['UTC+8', 'a line above the header says so']);
  expect(reading.sign![0]).toBe('negative = charged');
  expect(reading['fee scale']![0]).toBe('8 decimals');
  const columns = rows(report, 'columns');
  expect(columns).toHaveLength(17);
  expect(columns[6]!.slice(1, 5)).toEqual([7, 'Amount', 'quantity', '0.06436375']);
  expect(columns[9]!.slice(1, 4)).toEqual([10, 'PnL', null]);
  expect(rows(report, 'sample').map((row) => row.slice(1))).toEqual([
    ['fill', 6],
    ['excluded: funding', 1],
    ['excluded: transfer', 1],
  ]);
  expect(report.notes.join()).toContain('cannot be revealed: the export has no maker/taker column');
  for (const table of report.tables) {
    for (const row of table.rows) expect(row).toHaveLength(table.columns.length);
  }
});

test('profiles list and show', async () => {
  expect(rows(listProfiles(), 'profiles').map(([id]) => id)).toEqual(PROFILES.map(({ id }) => id));
  const shown = rows(showProfile('OKX-trading-history'), 'columns');
  expect(
    shown
      .filter(([vintage, , name]) => name === 'Unit' && String(vintage).startsWith('2022'))
      .map((row) => row[3]),
  ).toEqual(['unit', 'feeAsset, balanceUnit']);
  const problem = await problemOf((async () => showProfile('okx-ap'))());
  expect(problem.hint).toBe('did you mean okx-api?');
});
