/** The text for people: order, widths, limits, colour. */
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { type RenderOptions, render } from '../../src/render/render.ts';
import type { Report, Table } from '../../src/report/model.ts';
import { causesTable, d, reconciliationTable, sampleReport, textOf } from './sample-report.ts';

function output(more: Partial<RenderOptions> = {}, report: Report = sampleReport()) {
  return textOf(render(report, { format: 'table', tables: [], width: null, chalkLevel: 0, ...more }));
}

function long(rows: number): Table {
  return { ...reconciliationTable(), rows: Array(rows).fill(reconciliationTable().rows[1]), totals: [] };
}

describe('terminal', () => {
  test('verdict, headline, tables with totals last, notes; empty tables left out', async () => {
    expect(await output()).toBe(`\
BREAKS  2 causes, 132 breaks. Charged 3,437.00 · expected 3,377.20 · variance +59.80

OKX · USDT-M futures · 2026-06-08 00:00Z → 2026-06-15 00:00Z
cost + / rebate -

FEE RECONCILIATION
  liquidity  tier    fills       notional  rate bps  expected   charged  variance      bps
  maker      VIP 3   6,020   9,400,000.00      1.00    940.00    940.00      0.00   0.0000
  maker      VIP 4  10,114  12,720,000.00      0.80  1,017.60  1,077.40    +59.80  +0.0470
  taker      VIP 3   1,004   2,100,000.00      2.80    588.00    588.00      0.00   0.0000
  taker      —       1,209   3,080,000.00      2.70    831.60    831.60      0.00        —
  total             18,347  27,300,000.00            3,377.20  3,437.00    +59.80  +0.0219
  matched 18,001 · within tolerance 214 (sum 0.00) · breaks 132

BREAKS BY CAUSE
  code         share  from             first trade             price  rivals                   evidence
  TIER_STALE     62%  06-10 22:00:05Z  900719925474099312  67,123.50  RATE_OFF_CARD; ROUNDING  ${'charged 1.00 bps on 1,850,000 after 2026-06-10 16:00Z; ends at trade 4411'}
  UNEXPLAINED     0%  —                —                           —

NOTES
- This export has a liquidity flag, so a misflag can be seen.
`);
  });

  test('a pipe gets neither colour nor rules; colour adds no word', async () => {
    const piped = await output();
    expect(piped).not.toMatch(/\x1b|[\u2500-\u257f]/);
    const coloured = await output({ chalkLevel: 1 });
    expect(coloured).toContain('\x1b[31m');
    expect(coloured.replace(/\x1b\[\d+m/g, '')).toBe(piped);
  });

  test.each([40, 60, 80, 100, 120, 200])(
    'at width %i no line is wider and no digit is lost',
    async (width) => {
      const text = await output({ width });
      for (const line of text.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(width);
      for (const figure of ['27,300,000.00', '1,077.40', '+59.80', '+0.0219', '67,123.50', '18,347']) {
        expect(text).toContain(figure);
      }
    },
  );

  test('words are elided before sentences are lost, ids from the left', async () => {
    const text = await output({ width: 110 }, sampleReport([causesTable()]));
    expect(text).toContain('67,123.50');
    expect(text.replace(/\s+/g, ' ')).toMatch(/…\d+99312|900719925474099312/);
  });

  test.each([3, 600])('columns stand in line for wide and joined characters (%i rows)', async (count) => {
    const names = ['BTC-USDT', '漢字漢字', '👨‍👩‍👧', 'e\u0301a\u0300', '😀', '한글', 'ﾊﾝｶｸ'];
    const table: Table = {
      name: 'wide',
      title: 'Wide',
      columns: [
        { key: 'symbol', head: 'symbol', type: 'text' },
        { key: 'fee', head: 'fee', type: 'amount' },
      ],
      rows: Array.from({ length: count }, (_, row) => [names[row % names.length]!, d('12.5')]),
    };
    const lines = (await output({ tables: ['wide'] }, sampleReport([table]))).trimEnd().split('\n').slice(4);
    expect(lines).toHaveLength(count);
    expect(new Set(lines.map((line) => stringWidth(line))).size).toBe(1);
  });

  test('the overview counts what it leaves out; named tables show up to 1,000 rows', async () => {
    const report = sampleReport([long(1234)]);
    const rowsIn = (text: string) => text.split('\n').filter((line) => line.includes('VIP 4')).length;
    const overview = await output({}, report);
    expect(rowsIn(overview)).toBe(20);
    expect(overview).toContain('… 1214 more: --table reconciliation');
    const named = await output({ tables: ['reconciliation'] }, report);
    expect(rowsIn(named)).toBe(1000);
    expect(named).toContain('… 234 more: --format csv --table reconciliation');
  });

  test('both printers draw the same lines', async () => {
    const lines = async (rows: number) =>
      (await output({ tables: ['reconciliation'], width: 120 }, sampleReport([long(rows)])))
        .split('\n')
        .slice(2, 8);
    expect(await lines(600)).toEqual(await lines(10));
  });

  test('on a narrow terminal what repeats in every row is said once, and totals keep their name', async () => {
    const base = reconciliationTable();
    const table: Table = {
      ...base,
      columns: [
        { key: 'venue', head: 'venue', type: 'text' },
        { key: 'account', head: 'account', type: 'text' },
        ...base.columns,
      ],
      rows: base.rows.map((row) => ['okx', '700000000000000001', ...row]),
      totals: base.totals!.map((row) => ['total', '', '', ...row.slice(1)]),
    };
    const lines = async (width: number | null) =>
      (await output({ width, tables: ['reconciliation'] }, sampleReport([table]))).split('\n').slice(2);
    expect((await lines(null))[1]).toMatch(/^ {2}venue {2}account {13}liquidity/);
    expect((await lines(140))[1]).toMatch(/^ {2}venue {2}account/);
    const narrow = await lines(100);
    expect(narrow[1]).toBe('  venue okx · account 700000000000000001');
    expect(narrow[2]).toMatch(/^ {2}liquidity {2}tier /);
    expect(narrow.find((line) => line.includes('27,300,000.00'))).toMatch(/^ {2}total /);
  });

  test('a sentence that is set in stays so when it is wrapped', async () => {
    const report = {
      ...sampleReport([]),
      verdictLines: ['CLEAN', `  USDT: ${'charged 1.00 '.repeat(8)}`.trimEnd()],
    };
    const [first, ...rest] = (await output({ width: 60 }, report)).split('\n').slice(0, 3);
    expect(first).toBe('CLEAN');
    for (const line of rest) expect(line).toMatch(/^ {2}\S/);
  });

  test('machine-only columns are left out', async () => {
    const base = reconciliationTable();
    const table: Table = {
      ...base,
      columns: base.columns.map((column) =>
        column.key === 'charged' ? { ...column, machineOnly: true } : column,
      ),
    };
    expect(await output({}, sampleReport([table]))).not.toContain('  charged');
  });
});
