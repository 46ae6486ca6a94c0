/** Every format carries the same figures: machine formats letter for letter, the terminal rounded. */
import { beforeAll, describe, expect, it } from 'vitest';
import { type Acceptance, reconcile } from '../support/acceptance.ts';
import { differences, type Row } from '../support/compare.ts';
import { exact, padded, rounded } from '../support/exact.ts';
import { makeExport, type Recipe } from '../support/exports.ts';
import { splitCsv } from '../support/oracle-readers.ts';
import { feeAudit, inFolder } from '../support/run.ts';

const recipe: Recipe = {
  ...{ shape: 'okx-api', seed: 41, fills: 300, tiers: ['VIP 7', 'VIP 8'], duplicates: 2, share: '0.4' },
  ...{ due: '2026-06-10T22:00:00Z', applied: '2026-06-11T05:00:00Z' },
  faults: { LIQUIDITY_MISFLAG: 3, SIGN_FLIP: 2, UNEXPLAINED: 2 },
};

let json: Acceptance;
beforeAll(async () => {
  json = await reconcile(recipe, makeExport(recipe));
});

async function printed(...flags: string[]): Promise<string> {
  const { stdout } = await inFolder(json.files, (folder) => feeAudit(folder, [...json.args, ...flags]));
  return stdout;
}

/** How a value of the JSON report reads in a cell; lists may be joined as the format likes. */
const cell = (value: Row[string]): string => (value === null || value === undefined ? '' : String(value));

function expectTable(text: string, delimiter: string, rows: readonly Row[]): void {
  const [head, ...lines] = splitCsv(text, delimiter);
  expect(head).toEqual(Object.keys(rows[0]!));
  const names = head!.filter(
    (name) => !Array.isArray(rows[0]![name]) && name !== 'sentence' && name !== 'conditions',
  );
  const pick = (cells: readonly string[]): string[] => names.map((name) => cells[head!.indexOf(name)]!);
  const wanted = rows.map((row) => names.map((name) => cell(row[name]!)));
  // Breaks stream in the order of the file; the JSON report has the largest first.
  const sorted = (list: string[][]): string[] => list.map((cells) => cells.join('\u001f')).sort();
  expect(sorted(lines.map(pick))).toEqual(sorted(wanted));
}

describe('formats', () => {
  it('json agrees with the oracle', () => {
    expect(differences(json.report, json.answer)).toEqual([]);
  });

  for (const table of ['reconciliation', 'causes', 'breaks', 'intake', 'rebate', 'rates', 'effective']) {
    it(`csv and tsv: ${table}`, async () => {
      expectTable(await printed('--format', 'csv', '--table', table), ',', json.report.tables[table]!);
      expectTable(await printed('--format', 'tsv', '--table', table), '\t', json.report.tables[table]!);
    });
  }

  it('csv and tsv print the reconciliation when no table is named', async () => {
    expectTable(await printed('--csv'), ',', json.report.tables.reconciliation!);
    expectTable(await printed('--format', 'tsv'), '\t', json.report.tables.reconciliation!);
  });

  it('json lines', async () => {
    for (const table of ['reconciliation', 'breaks']) {
      const lines = (await printed('--format', 'jsonl', '--table', table)).trimEnd().split('\n');
      const rows = lines.map((line) => JSON.parse(line) as Row);
      expect(rows).toHaveLength(json.report.tables[table]!.length);
      for (const row of json.report.tables[table]!) {
        expect(rows).toContainEqual(expect.objectContaining(row));
      }
    }
  });

  it('one table of the JSON report', async () => {
    const report = JSON.parse(await printed('--json', '--table', 'causes')) as {
      tables: Record<string, Row[]>;
    };
    expect(report.tables).toEqual({ causes: json.report.tables.causes });
  });

  for (const format of ['table', 'markdown']) {
    it(`${format}: the same values, rounded`, async () => {
      const text = await printed('--format', format);
      const lines = text.split('\n');
      for (const row of json.report.tables.reconciliation!) {
        const figures = [row.expected, row.charged, row.notional].map(String);
        expect(
          lines.some((line) => figures.every((figure) => shows(line, figure))),
          JSON.stringify(row),
        ).toBe(true);
        expect(
          lines.some((line) => shows(line, String(row.variance), true)),
          `variance ${row.variance}`,
        ).toBe(true);
      }
      for (const row of json.report.tables.causes!) {
        const named = lines.filter((line) => line.includes(String(row.code)));
        expect(named.some((line) => shows(line, String(row.variance), true))).toBe(true);
      }
    });
  }
});

/** Whether the line has this figure, rounded to at least two decimals; `signed` = with its sign. */
function shows(line: string, figure: string, signed = false): boolean {
  const value = exact(figure);
  return [...line.matchAll(/[+\-−]?\d[\d,]*(?:\.\d+)?/g)].some(([token]) => {
    const text = token.replaceAll(',', '').replace('−', '-');
    const scale = text.split('.')[1]?.length ?? 0;
    const wanted = padded(rounded(value, scale, 'half-up'));
    const negative = wanted.startsWith('-') && /[1-9]/.test(wanted);
    const bare = wanted.replace('-', '');
    if (scale < 2 && scale < value.s) return false;
    if (negative) return text === `-${bare}`;
    return text === (signed && /[1-9]/.test(bare) ? `+${bare}` : bare);
  });
}
