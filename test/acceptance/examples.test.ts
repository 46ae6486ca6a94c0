/** The shipped examples: made again byte for byte, and reconciled as the oracle reconciles them. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { verdictFor } from '../support/acceptance.ts';
import { differences, type JsonReport } from '../support/compare.ts';
import { audit, type OracleInput } from '../support/oracle.ts';
import { feeAudit, inFolder } from '../support/run.ts';
import { GENERIC } from '../support/shapes.ts';

const EXAMPLES = resolve(import.meta.dirname, '../../examples');
const read = (name: string): string => readFileSync(join(EXAMPLES, name), 'utf8');
const at = Date.parse;
const NEXT_WEEK = 'Binance-Futures-Trade-History-202606170000(UTC+3)-part1-of1.csv';

interface Example {
  readonly flags?: readonly string[];
  readonly truth: Omit<OracleInput, 'files'>;
  /** Cause and fills, as the folder's README has them. */
  readonly planted: Readonly<Record<string, number>>;
  /** Further files that a run without fee-audit.yaml needs. */
  readonly beside?: readonly string[];
}

const examples: Readonly<Record<string, Example>> = {
  'okx-week.csv': {
    truth: {
      terms: [
        { from: 0, tier: 'VIP 3' },
        { from: at('2026-06-10T22:00:00Z'), tier: 'VIP 4' },
      ],
      share: '0.4',
    },
    planted: { TIER_STALE: 10 },
  },
  'okx-fills.csv': {
    truth: { terms: [{ from: 0, tier: 'VIP 4' }], share: '0.4' },
    planted: { LIQUIDITY_MISFLAG: 4, SIGN_FLIP: 1, FEE_MISSING: 1, RATE_OFF_CARD: 5 },
  },
  'binance-futures.csv': {
    flags: ['--timezone', 'UTC'],
    truth: {
      terms: [
        { from: 0, tier: 'VIP 2' },
        { from: at('2026-06-12T00:00:00Z'), tier: 'VIP 2', bnb: true },
      ],
      prices: read('prices.csv'),
    },
    planted: { LIQUIDITY_MISFLAG: 2, DISCOUNT_MISSING: 6 },
  },
  [NEXT_WEEK]: { truth: { terms: [{ from: 0, tier: 'VIP 2' }] }, planted: {} },
  'binance-spot.csv': {
    flags: ['--timezone', 'UTC'],
    truth: {
      terms: [
        { from: 0, tier: 'VIP 1' },
        { from: at('2026-06-17T00:00:00Z'), tier: 'VIP 2' },
      ],
    },
    planted: { TIER_STALE: 4 },
  },
  'generic.csv': {
    truth: { terms: [{ from: 0, tier: 'VIP 3' }], generic: GENERIC },
    planted: { UNEXPLAINED: 1, NOTIONAL_SCALE: 1, ROUNDING: 2 },
    beside: ['generic.map.yaml'],
  },
};

describe('shipped examples', () => {
  it('are what the script makes', () =>
    inFolder({}, async (folder) => {
      execFileSync(process.execPath, [join(EXAMPLES, 'make.js'), folder]);
      const made = readdirSync(folder);
      const fills = made.filter((name) => !name.startsWith('derive-'));
      expect(fills.sort()).toEqual([...Object.keys(examples), 'prices.csv', 'okx-dashboard.csv'].sort());
      for (const name of made) {
        expect(readFileSync(join(folder, name)).equals(readFileSync(join(EXAMPLES, name))), name).toBe(true);
      }
    }));

  for (const [name, { flags = [], truth, planted, beside = [] }] of Object.entries(examples)) {
    it(`${name}: with the terms of the folder`, async () => {
      const { stdout, stderr, code } = await feeAudit(EXAMPLES, ['reconcile', name, ...flags, '--json']);
      expect(stdout, stderr).toMatch(/^\{/);
      const report = JSON.parse(stdout) as JsonReport;
      const answer = audit({ files: [{ name, text: read(name) }], ...truth });
      expect(differences(report, answer)).toEqual([]);
      const fills: Record<string, number> = {};
      for (const row of report.tables.causes!) {
        fills[String(row.code)] = (fills[String(row.code)] ?? 0) + Number(row.fills);
      }
      expect(fills).toEqual(planted);
      const { status, exitCode } = report.verdict;
      expect({ status, exitCode }).toEqual(verdictFor(answer));
      expect(code).toBe(exitCode);
    });

    it(`${name}: with nothing but its name says what it does not know`, () => {
      const files = Object.fromEntries([name, ...beside].map((file) => [file, read(file)]));
      return inFolder(files, async (folder) => {
        const { stdout, stderr, code } = await feeAudit(folder, ['reconcile', name, '--json']);
        expect(stdout, stderr).toMatch(/^\{/);
        const { verdict, tables } = JSON.parse(stdout) as JsonReport;
        expect(['unproven', 'incomplete']).toContain(verdict.status);
        expect(code).toBe(verdict.exitCode);
        const residual = tables.intake!.filter(({ bucket }) => bucket === 'residual');
        expect(residual.length).toBeGreaterThan(0);
        expect(residual.filter(({ charged }) => (charged ?? '0') !== '0')).toEqual([]);
        const { rows } = audit({ files: [{ name, text: read(name) }], ...truth });
        const counted = tables.intake!.filter(({ bucket }) => bucket !== 'residual');
        const perReason = new Map(
          counted.map((row) => [`${row.bucket} ${row.reason} ${row.feeAsset}`, Number(row.rows)]),
        );
        expect([...perReason.values()].reduce((sum, count) => sum + count, 0)).toBe(rows);
      });
    });
  }
});
