/** Every format says the same: each is parsed back by a reader of its own and compared cell by cell. */
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { Decimal } from '../../src/domain/decimal.ts';
import { KnownError } from '../../src/domain/problem.ts';
import { type Format, type RenderOptions, render } from '../../src/render/render.ts';
import type { Report, Table } from '../../src/report/model.ts';
import { causesTable, d, emptyTable, reconciliationTable, sampleReport, textOf } from './sample-report.ts';

function output(format: Format, more: Partial<RenderOptions> = {}, report: Report = sampleReport()) {
  return textOf(render(report, { format, tables: [], width: null, chalkLevel: 0, ...more }));
}

/** What the sample's reconciliation table says, written by hand. */
const RECONCILIATION = [
  ['maker', 'VIP 3', '6020', '9400000', '1', '940', '940', '0', '0'],
  ['maker', 'VIP 4', '10114', '12720000', '0.8', '1017.6', '1077.4', '59.8', '0.047'],
  ['taker', 'VIP 3', '1004', '2100000', '2.8', '588', '588', '0', '0'],
  ['taker', '', '1209', '3080000', '2.7', '831.6', '831.6', '0', ''],
];

describe('machine formats', () => {
  test.each([
    ['csv', ','],
    ['tsv', '\t'],
  ] as const)('%s: head of keys, exact cells, LF, no totals', async (format, delimiter) => {
    const text = await output(format);
    expect(text).not.toContain('\r');
    const [head, ...rows] = parse(text, { delimiter }) as string[][];
    expect(head).toEqual(reconciliationTable().columns.map(({ key }) => key));
    expect(rows).toEqual(RECONCILIATION);
  });

  test('csv: every column type', async () => {
    const rows = parse(await output('csv', { tables: ['causes'] })) as string[][];
    expect(rows.slice(1)).toEqual([
      [
        'TIER_STALE',
        '0.62',
        '2026-06-10T22:00:05.123Z',
        '900719925474099312',
        '67123.5',
        'RATE_OFF_CARD; ROUNDING',
        'charged 1.00 bps on 1,850,000 after 2026-06-10 16:00Z; ends at trade 4411',
      ],
      ['UNEXPLAINED', '0', '', '', '', '', ''],
    ]);
  });

  test('json: contract keys in order, counts as numbers, figures as strings, lists as arrays', async () => {
    const text = await output('json');
    const document = JSON.parse(text);
    expect(Object.keys(document)).toEqual(['schemaVersion', 'command', 'run', 'verdict', 'tables']);
    expect(document.schemaVersion).toBe(1);
    expect(document.verdict).toEqual({ status: 'breaks', exitCode: 1, breaks: 132 });
    expect(Object.keys(document.tables)).toEqual(['reconciliation', 'causes', 'open']);
    expect(document.tables.open).toEqual([]);
    expect(document.tables.reconciliation[1]).toEqual({
      liquidity: 'maker',
      tier: 'VIP 4',
      fills: 10114,
      notional: '12720000',
      rateBps: '0.8',
      expected: '1017.6',
      charged: '1077.4',
      variance: '59.8',
      varianceBps: '0.047',
    });
    expect(document.tables.reconciliation[3].tier).toBeNull();
    expect(document.tables.causes[0].rivals).toEqual(['RATE_OFF_CARD', 'ROUNDING']);
    expect(text).toBe(`${JSON.stringify(document, null, 2)}\n`);
  });

  test('json: --table keeps only those; no table at all is still valid', async () => {
    expect(Object.keys(JSON.parse(await output('json', { tables: ['causes'] })).tables)).toEqual(['causes']);
    expect(JSON.parse(await output('json', {}, sampleReport([]))).tables).toEqual({});
  });

  test('jsonl: one object per row, the table first', async () => {
    const lines = (await output('jsonl')).trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    const row = JSON.parse(lines[1]!);
    expect(Object.keys(row).slice(0, 2)).toEqual(['table', 'liquidity']);
    expect([row.table, row.fills, row.charged]).toEqual(['reconciliation', 10114, '1077.4']);
    const both = (await output('jsonl', { tables: ['causes', 'reconciliation'] })).trimEnd().split('\n');
    expect(both.map((line) => JSON.parse(line).table)).toEqual([
      'causes',
      'causes',
      ...Array(4).fill('reconciliation'),
    ]);
  });

  test.each(['csv', 'tsv', 'jsonl'] as const)(
    '%s streams every row where only the largest are held',
    async (format) => {
      const base = reconciliationTable();
      const row = base.rows[0]!;
      const table: Table = {
        ...base,
        async *stream() {
          yield Array(1500).fill(row);
          yield [];
          yield Array(700).fill(row);
        },
      };
      const lines = (await output(format, {}, sampleReport([table]))).trimEnd().split('\n');
      expect(lines).toHaveLength(2200 + (format === 'jsonl' ? 0 : 1));
    },
  );

  test('figures keep every digit', async () => {
    const digits = [
      '123456789012345678901234567890.123456789012345678',
      '-0.000000000000000001',
      '1e-30',
      '1e21',
    ];
    const table: Table = {
      name: 'reconciliation',
      title: 'x',
      columns: [{ key: 'a', head: 'a', type: 'signed' }],
      rows: digits.map((text) => [d(text)]),
    };
    const expected = [
      '123456789012345678901234567890.123456789012345678',
      '-0.000000000000000001',
      '0.000000000000000000000000000001',
      '1000000000000000000000',
    ];
    const report = sampleReport([table]);
    expect((parse(await output('csv', {}, report)) as string[][]).slice(1).flat()).toEqual(expected);
    const cells = JSON.parse(await output('json', {}, report)).tables.reconciliation;
    expect(cells.map((cell: { a: string }) => cell.a)).toEqual(expected);
  });

  test('a lone empty cell is a row, not a blank line', async () => {
    const table: Table = { ...emptyTable(), rows: [[null], ['a']] };
    expect(await output('csv', {}, sampleReport([table]))).toBe('kind\n""\na\n');
  });

  test('a cell that does not fit its column is our mistake and stops', async () => {
    const table: Table = {
      ...emptyTable(),
      columns: [{ key: 'a', head: 'a', type: 'amount' }],
      rows: [[1.5]],
    };
    await expect(output('csv', {}, sampleReport([table]))).rejects.toThrow(
      'a cell of type amount holds number 1.5',
    );
  });
});

describe('choice of tables', () => {
  test('two tables are too many for csv', async () => {
    await expect(output('csv', { tables: ['causes', 'reconciliation'] })).rejects.toMatchObject({
      problem: { code: 'one-table' },
    });
  });

  test('an unknown name is answered with the nearest', async () => {
    const error = await output('table', { tables: ['cause'] }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(KnownError);
    expect((error as KnownError).problem).toMatchObject({ code: 'table-unknown', value: 'cause' });
    expect((error as KnownError).problem.hint).toContain('did you mean causes?');
  });

  test('a table on request is drawn by name only, but JSON has it', async () => {
    const report = sampleReport([reconciliationTable(), { ...causesTable(), onRequest: true }]);
    expect(await output('table', {}, report)).not.toContain('TIER_STALE');
    expect(await output('table', { tables: ['causes'] }, report)).toContain('TIER_STALE');
    expect(await output('json', {}, report)).toContain('TIER_STALE');
  });
});

describe('markdown', () => {
  const cellsOf = (line: string) =>
    line
      .slice(2, -2)
      .split(/(?<!\\) \| /)
      .map((cell) => cell.replace(/^\*\*(.*)\*\*$/, '$1').replace(/\\(?=[\p{P}\p{S}])/gu, ''));

  test('figures are those of the machine formats, rounded; totals last', async () => {
    const text = await output('markdown');
    const start = text.split('\n').indexOf('## Fee reconciliation');
    const lines = text.split('\n').slice(start + 2, start + 9);
    expect(lines[1]).toBe('| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
    const rows = lines.slice(2, 6).map(cellsOf);
    for (const [index, row] of rows.entries()) {
      for (const [column, cell] of row.entries()) {
        const exact = RECONCILIATION[index]![column]!;
        if (column < 2 || exact === '') expect(cell).toBe(exact === '' ? '—' : exact);
        else expect(new Decimal(cell.replace(/[,+]/g, '')).eq(d(exact))).toBe(true);
      }
    }
    expect(cellsOf(lines[6]!)).toEqual([
      'total',
      '',
      '18,347',
      '27,300,000.00',
      '',
      '3,377.20',
      '3,437.00',
      '+59.80',
      '+0.0219',
    ]);
  });

  test('verdict first, notes last, empty tables left out', async () => {
    const text = await output('markdown');
    expect(text.indexOf('BREAKS')).toBeLessThan(text.indexOf('OKX'));
    expect(text.indexOf('## Notes')).toBeGreaterThan(text.indexOf('## Breaks by cause'));
    expect(text).not.toContain('Carry-forward');
  });

  test('markup, HTML and addresses in a cell stay text', async () => {
    const hostile =
      '<script>alert(1)</script> | **x** [a](javascript:b) `c` https://evil.example www.evil.example _e_';
    const table: Table = { ...emptyTable(), rows: [[hostile], ['TIER_STALE']] };
    const text = await output('markdown', {}, sampleReport([table]));
    const line = text.split('\n').find((row) => row.includes('script'))!;
    expect(line.slice(1, -1)).not.toMatch(/(?<!\\)[<>`*[\]|]/);
    expect(line).not.toMatch(/https:|www\.evil|(?<!\\)_e/);
    expect(cellsOf(line)).toEqual([hostile]);
    expect(text).toContain('| TIER_STALE |');
  });
});
