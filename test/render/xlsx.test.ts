/** Workbooks and pages: typed cells, exact text where digits would be lost, same bytes, nothing that acts. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { fromBuffer } from 'yauzl';
import { Decimal } from '../../src/domain/decimal.ts';
import { render } from '../../src/render/render.ts';
import type { Report, Table } from '../../src/report/model.ts';
import { d, sampleReport, textOf } from './sample-report.ts';

const LONG = '12345678901.123456789012';
const HOSTILE = [
  '=1+1',
  '@SUM(A1)',
  '<script>alert(1)</script>',
  '"&<>',
  '\u001b[31m',
  '007',
  '1844674407370955161',
];
const INSTANT = Date.UTC(2026, 5, 10, 22, 0, 5);

const mixed: Table = {
  name: 'breaks',
  title: 'Breaks',
  columns: [
    { key: 'tradeId', head: 'trade', type: 'id' },
    { key: 'note', head: 'note', type: 'text' },
    { key: 'time', head: 'time', type: 'time' },
    { key: 'fills', head: 'fills', type: 'count' },
    { key: 'amount', head: 'amount', type: 'amount' },
    { key: 'variance', head: 'variance', type: 'signed' },
  ],
  rows: HOSTILE.map((text, index) => [
    ...['1582917533873852417', text, INSTANT, index, d(index === 0 ? LONG : `${index}.25`), d('-0.005')],
  ]),
};

async function bytes(report: Report, tables: readonly string[] = []): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of render(report, { format: 'xlsx', tables, width: null, chalkLevel: 0 }))
    pieces.push(Buffer.from(piece as Uint8Array));
  return Buffer.concat(pieces);
}

function entries(archive: Buffer): Promise<Map<string, string>> {
  return new Promise((resolve, reject) => {
    const found = new Map<string, string>();
    fromBuffer(archive, { lazyEntries: true }, (error, zip) => {
      if (error) return reject(error);
      zip.on('entry', (entry) => {
        zip.openReadStream(entry, (failed, stream) => {
          if (failed) return reject(failed);
          const chunks: Buffer[] = [];
          stream.on('data', (chunk: Buffer) => chunks.push(chunk));
          stream.on('end', () => {
            found.set(entry.fileName, Buffer.concat(chunks).toString());
            zip.readEntry();
          });
        });
      });
      zip.on('end', () => resolve(found));
      zip.readEntry();
    });
  });
}

describe('xlsx', () => {
  it('holds the sheets that a desk looks for, in order', async () => {
    const rebate: Table = { ...mixed, name: 'rebate', rows: [] };
    const reconciliation: Table = { ...mixed, name: 'reconciliation' };
    const book = (await entries(await bytes(sampleReport([reconciliation, rebate, mixed])))).get(
      'xl/workbook.xml',
    )!;
    const names = [...book.matchAll(/<sheet [^>]*name="([^"]+)"/g)].map((match) => match[1]);
    expect(names).toEqual(['Summary', 'Reconciliation', 'Breaks', 'Rebate', 'Inputs']);
  });

  it('writes numbers as numbers, ids as text, and the exact text of a long number beside it', async () => {
    const files = await entries(await bytes(sampleReport([mixed]), ['breaks']));
    const sheet = files.get('xl/worksheets/sheet1.xml')!;
    const strings = [...files.get('xl/sharedStrings.xml')!.matchAll(/<t[^>]*>([^<]*)<\/t>/g)].map(
      (match) => match[1]!,
    );
    const cells = new Map(
      [...sheet.matchAll(/<c r="([A-Z]+\d+)"([^>]*)>(?:<v>([^<]*)<\/v>)?/g)].map((match) => {
        const shared = match[2]!.includes('t="s"');
        return [
          match[1]!,
          { text: shared ? strings[Number(match[3])]! : null, number: shared ? null : match[3]! },
        ];
      }),
    );
    expect(cells.get('A2')).toEqual({ text: '1582917533873852417', number: null });
    expect(cells.get('B2')!.text).toBe('=1+1');
    expect(sheet).not.toContain('<f>');
    expect(cells.get('E2')!.number).toBe('12345678901.1235');
    expect(cells.get('F1')!.text).toBe('amount (exact)');
    expect(cells.get('F2')!.text).toBe(LONG);
    expect(cells.get('G3')!.number).toBe('-0.005');
    // Days since 1899-12-30, as spreadsheets count.
    expect(Number(cells.get('C2')!.number)).toBeCloseTo((INSTANT - Date.UTC(1899, 11, 30)) / 86_400_000, 8);
    expect(strings.join('')).not.toContain('\u001b');
  });

  it('has no clock in it', async () => {
    const first = await bytes(sampleReport([mixed]));
    await new Promise((resolve) => setTimeout(resolve, 2100));
    expect((await bytes(sampleReport([mixed]))).equals(first)).toBe(true);
  });

  const office = spawnSync('soffice', ['--version']).status === 0;
  it.skipIf(!office)('opens in LibreOffice and comes back with the same figures', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fee-audit-office-'));
    try {
      writeFileSync(join(folder, 'book.xlsx'), await bytes(sampleReport([mixed])));
      const filter = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1';
      const profile = `-env:UserInstallation=file://${folder}/profile`;
      execFileSync('soffice', [profile, '--headless', '--convert-to', filter, 'book.xlsx'], { cwd: folder });
      expect(readdirSync(folder)).toContain('book-Breaks.csv');
      const rows = parse(readFileSync(join(folder, 'book-Breaks.csv')), { columns: true }) as Record<
        string,
        string
      >[];
      expect(rows.map((row) => row.tradeId)).toEqual(HOSTILE.map(() => '1582917533873852417'));
      expect(rows.map((row) => new Decimal(row.variance!).toFixed())).toEqual(HOSTILE.map(() => '-0.005'));
      expect(rows[0]!['amount (exact)']).toBe(LONG);
      expect(rows.slice(1).map((row) => row.amount)).toEqual(
        HOSTILE.slice(1).map((_, index) => `${index + 1}.25`),
      );
      expect(rows[5]!.note).toBe('007');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('html', () => {
  it('is one page without script or address, and escapes what it shows', async () => {
    const page = await textOf(
      render(sampleReport([mixed]), { format: 'html', tables: [], width: null, chalkLevel: 0 }),
    );
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).not.toMatch(/<script|javascript:|https?:\/\/|\son\w+=/i);
    expect(page).toContain("default-src 'none'");
    expect(page).toContain('<th scope="col" class="n">variance</th>');
  });
});
