/** The spelling for people: figures written by hand from the layout rules. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Decimal } from '../../src/domain/decimal.ts';
import { forPeople, stylesOf } from '../../src/render/format-value.ts';
import type { ColumnType, Value } from '../../src/report/model.ts';
import { d } from './sample-report.ts';

/** One column's cells as people see them. */
function column(type: ColumnType, values: readonly Value[]): string[] {
  const columns = [{ key: 'a', head: 'a', type }];
  const [style] = stylesOf(
    columns,
    values.map((value) => [value]),
  );
  return values.map((value) => forPeople(value, type, style!));
}

describe('figures for people', () => {
  test.each<[ColumnType, string[], string[]]>([
    ['amount', ['27300000', '3377.2', '0', '-6.18'], ['27,300,000.00', '3,377.20', '0.00', '-6.18']],
    ['amount', ['0.005', '1.005'], ['0.005', '1.005']],
    ['amount', ['2.345', '2.344'], ['2.35', '2.34']],
    ['amount', ['-2.345'], ['-2.35']],
    ['amount', ['940', '0.00123456'], ['940.0000', '0.0012']],
    ['amount', ['0.05'], ['0.05']],
    ['amount', ['0.00000001', '1'], ['0.00000001', '1.00000000']],
    ['amount', ['0.000000000012', '1'], ['0.000000000012', '1.00000000']],
    ['signed', ['59.8', '0', '-0.5'], ['+59.80', '0.00', '-0.50']],
    ['signedBps', ['0.047', '0', '-1.23456'], ['+0.0470', '0.0000', '-1.2346']],
    ['bps', ['1', '2.75'], ['1.00', '2.75']],
    ['bps', ['0.00001', '5'], ['0.000010', '5.0000'].map((text) => text.replace('0.000010', '0.00001'))],
    ['price', ['67123.5', '0.00001234'], ['67,123.50000000', '0.00001234']],
    ['ratio', ['0.4', '1', '0'], ['40%', '100%', '0%']],
    ['ratio', ['0.8103', '0.4'], ['81.03%', '40.00%']],
  ])('%s %j', (type, values, expected) => {
    expect(
      column(
        type,
        values.map((text) => d(text)),
      ),
    ).toEqual(expected);
  });

  test('counts and unknowns', () => {
    expect(column('count', [18347, 0, null])).toEqual(['18,347', '0', '—']);
    expect(column('signed', [null])).toEqual(['—']);
  });

  test('times: as fine as the column needs, the year where it spans years', () => {
    const ten = Date.UTC(2026, 5, 10, 22);
    expect(column('time', [ten, ten + 5_000])).toEqual(['06-10 22:00:00Z', '06-10 22:00:05Z']);
    expect(column('time', [ten, null])).toEqual(['06-10 22:00Z', '—']);
    expect(column('time', [ten, Date.UTC(2025, 0, 1)])).toEqual(['2026-06-10 22:00Z', '2025-01-01 00:00Z']);
    expect(column('time', [Date.UTC(2026, 5, 8)])).toEqual(['2026-06-08']);
  });

  test('no non-zero amount ever looks like zero, and no sign is lost', () => {
    const amounts = fc.array(
      fc.tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: -30, max: 5 })),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(amounts, (parts) => {
        const values = parts.map(([digits, exponent]) =>
          new Decimal(digits.toString()).times(`1e${exponent}`),
        );
        for (const [index, text] of column('signed', values).entries()) {
          const back = new Decimal(text.replace(/[,+]/g, ''));
          const value = values[index]!;
          expect(back.isZero()).toBe(value.isZero());
          expect(back.s).toBe(value.isZero() ? 1 : value.s);
          expect(text[0]).toBe(value.isZero() ? '0' : value.isNegative() ? '-' : '+');
          // Half a unit of the second decimal is the most that rounding may take away.
          expect(back.minus(value).abs().lte('0.005')).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
