/** Untrusted text: nothing of it reaches a terminal as a command or a spreadsheet as a formula. */
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Decimal, plain } from '../../src/domain/decimal.ts';
import { type Format, render } from '../../src/render/render.ts';
import { safeCell, safeText } from '../../src/render/safe-text.ts';
import type { Table } from '../../src/report/model.ts';
import { sampleReport, textOf } from './sample-report.ts';

const FORMATS: readonly Format[] = ['table', 'csv', 'tsv', 'json', 'jsonl', 'markdown'];

/** Everything that must not be printed, apart from the output's own line feeds and the tabs of TSV. */
function isHarmless(text: string, format: Format): boolean {
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (code === 10 || (code === 9 && format === 'tsv')) continue;
    if (code < 32 || (code >= 127 && code <= 159)) return false;
    if (code >= 0x202a && code <= 0x202e) return false;
    if (code >= 0x2066 && code <= 0x2069) return false;
    if ((code >= 0x200b && code <= 0x200f) || code === 0xfeff || code === 0x2028 || code === 0x2029)
      return false;
    if (code >= 0xd800 && code <= 0xdfff) return false;
  }
  return true;
}

function table(cells: readonly string[]): Table {
  const [text = '', id = '', sentence = '', word = ''] = cells;
  return {
    name: 'hostile',
    title: text,
    columns: [
      { key: 'text', head: 'text', type: 'text' },
      { key: 'id', head: id, type: 'id' },
      { key: 'list', head: 'list', type: 'list' },
      { key: 'sentence', head: 'sentence', type: 'sentence' },
    ],
    rows: [[text, id, [word, text], sentence]],
    footnotes: [sentence],
  };
}

const nasty = fc.string({
  unit: fc.oneof(
    fc.integer({ min: 0, max: 0xa0 }).map((code) => String.fromCodePoint(code)),
    fc.constantFrom(
      ...'\u202a\u202e\u2066\u2069\u200b\u200d\u200f\ufeff\u2028\ud800\udfff=+-@＝＋－＠|\\"\';,\t\r\n'.split(
        '',
      ),
    ),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
  maxLength: 20,
});

describe('safe text', () => {
  test('visible escapes', () => {
    expect(safeText('a\x1b[31mb')).toBe('a\\x1b[31mb');
    expect(safeText('\n\t\r\0\x7f\x9b')).toBe('\\n\\t\\r\\x00\\x7f\\x9b');
    expect(safeText('x\u202ey\ufeff\u2028')).toBe('x\\u{202e}y\\u{feff}\\u{2028}');
    expect(safeText('\ud83dx')).toBe('\\u{d83d}x');
    expect(safeText('BTC-USDT ₿ 漢字 😀')).toBe('BTC-USDT ₿ 漢字 😀');
  });

  test.each(FORMATS)(
    '%s: no control character passes, in any cell, head, title or sentence',
    async (format) => {
      await fc.assert(
        fc.asyncProperty(fc.array(nasty, { minLength: 4, maxLength: 4 }), async (cells) => {
          const report = {
            ...sampleReport([table(cells)]),
            headline: [cells[0]!],
            verdictLines: [cells[1]!],
            notes: [cells[2]!],
          };
          for (const width of [null, 60]) {
            const text = await textOf(render(report, { format, tables: [], width, chalkLevel: 0 }));
            expect(isHarmless(text, format)).toBe(true);
          }
        }),
        { numRuns: 400 },
      );
    },
  );

  test('json gives back the raw text, whatever it holds', async () => {
    await fc.assert(
      fc.asyncProperty(nasty, async (cell) => {
        const report = sampleReport([table([cell, cell, cell, cell])]);
        const document = await textOf(
          render(report, { format: 'json', tables: [], width: null, chalkLevel: 0 }),
        );
        const back = JSON.parse(document).tables.hostile[0];
        expect([back.text, back.id, back.sentence, back.list[0]]).toEqual([cell, cell, cell, cell]);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('formulas', () => {
  const leaders = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];
  const payloads = ['1+1', 'cmd|" /C calc"!A0', 'HYPERLINK("http://x","y")', 'SUM(A1:A9)', 'A1', '(1)'];

  test.each(['csv', 'tsv'] as const)(
    '%s: every leader × payload × column of words is made text',
    async (format) => {
      for (const leader of leaders) {
        for (const payload of payloads) {
          for (const cell of [leader + payload, ` ${leader}${payload}`, `\u00a0${leader}${payload}`]) {
            const report = sampleReport([table([cell, cell, cell, cell])]);
            const text = await textOf(render(report, { format, tables: [], width: null, chalkLevel: 0 }));
            const [, row] = parse(text, { delimiter: format === 'csv' ? ',' : '\t' }) as string[][];
            for (const back of row!) expect(back).toMatch(/^'/);
            expect(row![2]!.split('; ')[1]).toMatch(/^'/);
          }
        }
      }
    },
  );

  test('plain numbers in columns of words stay as they are', () => {
    expect(['-5', '+1.25', '-0.005', '007'].map(safeCell)).toEqual(['-5', '+1.25', '-0.005', '007']);
    expect(safeCell('-1e5')).toBe("'-1e5");
  });

  test.each(['csv', 'tsv'] as const)('%s: negative figures stay numbers', async (format) => {
    const decimals = fc.tuple(
      fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
      fc.integer({ min: -20, max: 3 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(decimals, { minLength: 1, maxLength: 50 }), async (parts) => {
        const values = parts.map(([digits, exponent]) =>
          new Decimal(digits.toString()).times(`1e${exponent}`),
        );
        const figures: Table = {
          name: 'figures',
          title: 'figures',
          columns: [
            { key: 'fee', head: 'fee', type: 'signed' },
            { key: 'bps', head: 'bps', type: 'bps' },
          ],
          rows: values.map((value) => [value, value]),
        };
        const text = await textOf(
          render(sampleReport([figures]), { format, tables: [], width: null, chalkLevel: 0 }),
        );
        const rows = parse(text, { delimiter: format === 'csv' ? ',' : '\t' }) as string[][];
        for (const [index, row] of rows.slice(1).entries()) {
          expect(row).toEqual([plain(values[index]!), plain(values[index]!)]);
          expect(row[0]).toMatch(/^-?\d+(\.\d+)?$/);
        }
      }),
      { numRuns: 200 },
    );
  });
});
