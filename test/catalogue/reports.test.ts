/** `schedules list|show|diff|validate` in words. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { diffSchedule, listSchedules, showSchedule, validateSchedules } from '../../src/app/schedules.ts';
import { openCatalogue } from '../../src/catalogue/catalogue.ts';
import { problemsOf } from '../../src/catalogue/fields.ts';
import type { Report, Table, Value } from '../../src/report/model.ts';

const catalogue = openCatalogue(['schedules']);

function table(report: Report, name: string): Table {
  const found = report.tables.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no table ${name}`);
  return found;
}

function column(of: Table, key: string): Value[] {
  const index = of.columns.findIndex((one) => one.key === key);
  return [...of.rows].map((row) => row[index] ?? null);
}

/** A schedule whose second version changes one thing of each sort. */
const OWN = `venue: desk
product: perps
kind: linear
versions:
  - from: 2026-01-01
    source: first
    tiers:
      - {tier: A, maker: 0.01%, taker: 0.05%}
      - {tier: B, maker: 0%, taker: null, when: {volume: ">= 1M"}}
      - {tier: C, maker: -0.5bps, taker: 2bps, when: {volume: ">= 5M"}}
  - from: 2026-02-01
    source: second
    clauses: {minimum: 0.01}
    tiers:
      - {tier: A, maker: 0.01%, taker: null}
      - {tier: B, maker: -0.1bps, taker: 3bps, when: {anyOf: [{volume: ">= 2M"}, {holding.BNB: ">= 10"}]}}
      - {tier: D, maker: -1bps, taker: 1bps, when: {volume: ">= 9M"}}
    to: 2026-03-01
`;

async function withOwn<T>(use: (path: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'fee-audit-diff-'));
  const path = join(folder, 'own.yaml');
  writeFileSync(path, OWN);
  try {
    return await use(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('diff', () => {
  test('tells what changed for which tier', async () => {
    const report = await withOwn((path) => diffSchedule(catalogue, path, '2026-01-15', '2026-02-15'));
    expect(column(table(report, 'changes'), 'sentence')).toEqual([
      'A taker: not known any more, before 0.05%',
      'B maker falls from 0% to -0.001% (-0.1 bps)',
      'B taker: 0.03%, before not known',
      'B condition: volume ≥ 1M USD → volume ≥ 2M USD; also by BNB held ≥ 10',
      'D is new: maker -0.01%, taker 0.01%, volume ≥ 9M USD',
      'C is gone (was maker -0.005%, taker 0.02%)',
      'clauses: none → least fee: 0.01',
    ]);
    expect(column(table(report, 'changes'), 'side')).toEqual([
      ...['taker', 'maker', 'taker', 'condition', 'tier', 'tier', 'clauses'],
    ]);
  });

  test('says where nothing is in force', async () => {
    const says = (from: string, to: string) =>
      withOwn(async (path) => {
        const report = await diffSchedule(catalogue, path, from, to);
        return [...column(table(report, 'changes'), 'sentence'), ...report.headline.slice(1)].join(' ');
      });
    expect(await says('2025-01-01', '2026-01-02')).toMatch(
      /^nothing is in force on 2025-01-01; version 2026-01-01 is on 2026-01-02 \S+ begins on 2026-01-01 with maker /,
    );
    expect(await says('2026-02-28', '2026-03-01')).toBe(
      'version 2026-02-01 is in force on 2026-02-28; nothing is on 2026-03-01',
    );
    expect(await says('2025-01-01', '2025-01-02')).toMatch(
      /^no version of .* on 2025-01-01, nor on 2025-01-02$/,
    );
    expect(await says('2026-01-02', '2026-01-03')).toBe('Nothing changed.');
    expect(await says('2026-01-31T23:59:59Z', '2026-02-01')).toContain('D is new');
  });

  test('OKX from the article to the later table', async () => {
    const report = await diffSchedule(catalogue, 'okx/usdt-futures', '2026-06-01', '2026-08-01');
    const sentences = column(table(report, 'changes'), 'sentence');
    expect(sentences).toContain('VIP 1 maker rises from 0.016% to 0.018% (+0.2 bps)');
    expect(sentences).toContain('VIP 2 taker falls from 0.036% to 0.035% (-0.1 bps)');
    expect(sentences).toContain('VIP 9 taker rises from 0.015% to 0.02% (+0.5 bps) (Group 2)');
    expect(sentences.filter((one) => /maker|taker/.test(String(one)))).toHaveLength(10);
    expect(report.notes.join('\n')).toMatch(/2026-04 from 2026-04-01, true start not known/);
  });

  test('Binance at the change of 2026-03-19', async () => {
    const report = await diffSchedule(catalogue, 'binance/usdm-futures', '2026-03-19', '2026-03-20');
    const sentences = column(table(report, 'changes'), 'sentence').map(String);
    const rates = sentences.filter((one) => /rises|falls/.test(one));
    expect(rates).toEqual([
      'VIP 1 maker rises from 0.016% to 0.018% (+0.2 bps) (USDT-margined)',
      'VIP 1 taker rises from 0.04% to 0.05% (+1 bps) (USDT-margined)',
      'VIP 1 taker rises from 0.032% to 0.04% (+0.8 bps) (USDC-margined)',
      'VIP 2 maker rises from 0.014% to 0.016% (+0.2 bps) (USDT-margined)',
      'VIP 2 taker rises from 0.035% to 0.04% (+0.5 bps) (USDT-margined)',
      'VIP 2 taker rises from 0.028% to 0.032% (+0.4 bps) (USDC-margined)',
    ]);
    expect(sentences.join('\n')).toContain(
      'futures volume ≥ 15M USD and BNB held ≥ 25 → futures volume ≥ 5M USD',
    );
  });

  test('from before the first version: with what it began, then what changed since', async () => {
    const report = await diffSchedule(catalogue, 'okx/usdt-futures', '2026-03-01', '2026-08-01');
    const sentences = column(table(report, 'changes'), 'sentence');
    expect(sentences[0]).toBe('nothing is in force on 2026-03-01; version 2026-07-26 is on 2026-08-01');
    expect(sentences).toContain('VIP 1 begins on 2026-04-01 with maker 0.016%, taker 0.045%');
    expect(sentences).toContain('VIP 1 maker rises from 0.016% to 0.018% (+0.2 bps)');
    expect(sentences).toContain('VIP 2 taker falls from 0.036% to 0.035% (-0.1 bps)');
  });

  test('refuses what is no date, or dates the wrong way round', async () => {
    const code = async (from: string, to: string) => {
      try {
        await diffSchedule(catalogue, 'okx/spot', from, to);
      } catch (error) {
        return problemsOf(error)[0]?.code;
      }
      return null;
    };
    expect(await code('June', '2026-08-01')).toBe('date-unreadable');
    expect(await code('2026-06-31', '2026-08-01')).toBe('date-unreadable');
    expect(await code('2026-08-01', '2026-06-01')).toBe('dates-reversed');
  });
});

describe('list and show', () => {
  test('list has a row per schedule with its versions', async () => {
    const report = await listSchedules(catalogue);
    expect(column(table(report, 'schedules'), 'id')).toEqual(catalogue.ids());
    const latest = column(table(report, 'schedules'), 'latest');
    expect(latest[catalogue.ids().indexOf('binance/usdm-futures')]).toBe('2026-03-19');
    expect(latest[catalogue.ids().indexOf('okx/usdt-futures')]).toBe('2026-07-26');
    expect(column(table(report, 'partners'), 'share')).toEqual(['up to 40%']);
  });

  test('show prints provenance, the start mark, notes and conditions in words', async () => {
    const report = await showSchedule(catalogue, 'okx/usdt-futures@2026-04');
    const tiers = table(report, 'tiers');
    expect(tiers.rows).toHaveLength(10);
    expect(column(tiers, 'condition')[4]).toBe('futures volume ≥ 200M USD');
    expect(column(tiers, 'makerBps').map(String)[8]).toBe('-0.5');
    expect(column(table(report, 'versions'), 'startKnown')).toEqual(['not known']);
    expect(report.notes.join('\n')).toMatch(/true start not known.*\(as of 2026-06, source\)/);
    expect(report.headline.join('\n')).toContain('computed at 16:00Z, applied from 22:00Z');
  });

  test('show of a partner tells the stacking', async () => {
    const report = await showSchedule(catalogue, 'affiliate/jacktrader');
    expect(table(report, 'stacking').rows).toHaveLength(4);
    expect(report.headline[0]).toBe(
      'JackTrader: up to 40% of the fee charged, every week, cut-off not stated, paid in USDT',
    );
  });

  test('show of an unknown version or schedule is refused', async () => {
    await expect(showSchedule(catalogue, 'okx/spot@2020')).rejects.toMatchObject({
      problem: { code: 'version-unknown' },
    });
    await expect(showSchedule(catalogue, 'okx/sopt')).rejects.toMatchObject({
      problem: { code: 'schedule-unknown', hint: 'did you mean okx/spot?' },
    });
  });
});

describe('validate', () => {
  test('everything shipped is valid', async () => {
    const report = await validateSchedules(catalogue, []);
    expect(report.verdict).toMatchObject({ exitCode: 0 });
    expect(table(report, 'problems').rows).toEqual([]);
  });

  test('a broken file makes it exit 2, with file and line', async () => {
    const report = await withOwn(async (path) => {
      writeFileSync(path, OWN.replace('0.05%', '0.05'));
      return validateSchedules(catalogue, [path, 'schedules/okx/spot.yaml', 'nowhere.yaml']);
    });
    expect(report.verdict).toMatchObject({ exitCode: 2 });
    expect(column(table(report, 'problems'), 'code')).toEqual(['rate-without-unit', 'file-missing']);
    expect(column(table(report, 'problems'), 'line')).toEqual([8, null]);
    expect(column(table(report, 'files'), 'status')).toEqual(['invalid', 'valid', 'invalid']);
  });
});
