/** Conservation, totals per asset, first and last marks, and the bounded list of the largest breaks. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plain } from '../../src/domain/decimal.ts';
import { type Bucket, Intake } from '../../src/domain/intake.ts';
import type { FillJudgement } from '../../src/domain/judgement.ts';
import { type BreakRecord, LARGEST_BREAKS, LargestBreaks } from '../../src/domain/largest-breaks.ts';
import { compareIds, compareMarks, type Mark, MarkSpan, markOf } from '../../src/domain/mark.ts';
import { Totals } from '../../src/domain/money.ts';
import { at, d, fillOf } from '../support/build.ts';

describe('intake', () => {
  test('door less buckets is exactly nothing', () => {
    const intake = new Intake();
    const door = new Totals();
    const rows: readonly (readonly [Bucket, string | null, string | null, number, string | null])[] = [
      ['fill', null, 'USDT', 1, '0.00000001'],
      ['fill', null, 'USDT', 1, '-0.3'],
      ['fill', null, 'BTC', 2, '0.1'],
      ['excluded', 'funding', 'USDT', 1, '12.3456789'],
      ['excluded', 'filter', 'USDT', 1, '0.2'],
      ['duplicate', null, 'USDT', 1, '0.00000001'],
      ['refused', 'row-width', null, 1, null],
      ['refused', 'time-unreadable', 'USDT', 1, '5'],
    ];
    for (const [bucket, reason, asset, count, fee] of rows) {
      intake.add(bucket, reason, asset, count, fee === null ? null : d(fee));
      if (fee !== null) door.add(asset ?? '', d(fee));
    }
    const residual = intake.residual(9, door);
    expect([residual.rows, residual.charged.map((line) => [line.feeAsset, plain(line.amount)])]).toEqual([
      0,
      [
        ['BTC', '0'],
        ['USDT', '0'],
      ],
    ]);
    expect(intake.rowsOf('fill')).toBe(4);
    expect(intake.rowsOf('refused')).toBe(2);
    expect(intake.sorted().map((line) => [line.bucket, line.reason, line.feeAsset])).toEqual([
      ['fill', null, 'BTC'],
      ['fill', null, 'USDT'],
      ['excluded', 'filter', 'USDT'],
      ['excluded', 'funding', 'USDT'],
      ['duplicate', null, 'USDT'],
      ['refused', 'row-width', null],
      ['refused', 'time-unreadable', 'USDT'],
    ]);
  });

  test('a lost row and a lost unit show', () => {
    const intake = new Intake();
    const door = new Totals();
    intake.add('fill', null, 'USDT', 1, d('1'));
    door.add('USDT', d('1.00000001'));
    door.add('', d('2'));
    const residual = intake.residual(3, door);
    expect(residual.rows).toBe(2);
    expect(residual.charged.map((line) => [line.feeAsset, plain(line.amount)])).toEqual([
      ['', '2'],
      ['USDT', '0.00000001'],
    ]);
  });

  test('money where no asset is known, and rows without money', () => {
    const intake = new Intake();
    intake.add('fill', null, null, 1, d('3'));
    intake.add('refused', 'x', null, 1, null);
    const door = new Totals();
    door.add('', d('3'));
    expect(intake.residual(2, door).charged.map((line) => plain(line.amount))).toEqual(['0']);
    expect(intake.sorted().map((line) => line.charged?.toFixed() ?? null)).toEqual(['3', null]);
  });

  test('merging is adding', () => {
    const [a, b, whole] = [new Intake(), new Intake(), new Intake()];
    const add = (to: Intake, index: number) =>
      to.add(
        index % 3 === 0 ? 'fill' : 'excluded',
        index % 3 === 0 ? null : 'funding',
        'USDT',
        1,
        d(String(index)),
      );
    for (let index = 0; index < 10; index++) {
      add(index % 2 === 0 ? a : b, index);
      add(whole, index);
    }
    a.merge(b);
    expect(a.sorted()).toEqual(whole.sorted());
    a.add('fill', null, 'USDT', 1, d('1'));
    whole.add('fill', null, 'USDT', 1, d('1'));
    expect(a.sorted()).toEqual(whole.sorted());
  });
});

test('amounts in different assets are never added', () => {
  const totals = new Totals();
  totals.add('USDT', d('1'));
  totals.add('BTC', d('2'));
  totals.add('USDT', d('-0.1'));
  expect(totals.assets()).toEqual(['BTC', 'USDT']);
  expect([totals.of('USDT'), totals.of('BTC'), totals.of('ETH')].map(plain)).toEqual(['0.9', '2', '0']);
});

describe('marks', () => {
  const ids = [
    '',
    '1',
    '2',
    '9',
    '10',
    '007',
    '7',
    '-5',
    '123456789012345678',
    '99999999999999999999',
    '1a',
    'a1',
    'F10',
  ];

  test('numbers by value, whatever their length', () => {
    expect(compareIds('9', '10')).toBeLessThan(0);
    expect(compareIds('99999999999999999999', '100000000000000000000')).toBeLessThan(0);
    expect(compareIds('007', '12')).toBeLessThan(0);
    expect(compareIds('123', '123')).toBe(0);
  });

  test('an order is an order: antisymmetric and transitive, for ids of any kind', () => {
    const id = fc.constantFrom(...ids);
    fc.assert(
      fc.property(id, id, id, (a, b, c) => {
        expect(Math.sign(compareIds(a, b))).toBe(-Math.sign(compareIds(b, a)) + 0);
        expect(compareIds(a, b) === 0).toBe(a === b);
        if (compareIds(a, b) < 0 && compareIds(b, c) < 0) expect(compareIds(a, c)).toBeLessThan(0);
      }),
      { numRuns: 3000 },
    );
  });

  test('time before id before symbol', () => {
    const mark = (time: number, tradeId: string | null, symbol: string): Mark => ({ time, tradeId, symbol });
    const sorted = [
      mark(1, null, 'B'),
      mark(1, '2', 'A'),
      mark(1, '2', 'B'),
      mark(1, '10', 'A'),
      mark(2, '1', 'A'),
    ];
    const shuffled = [sorted[3]!, sorted[1]!, sorted[4]!, sorted[0]!, sorted[2]!];
    expect(shuffled.sort(compareMarks)).toEqual(sorted);
  });

  test('a span is the first and the last of its fills in any order, alone or merged', () => {
    const moment = fc.record({ time: fc.integer({ min: 0, max: 5 }), tradeId: fc.constantFrom(...ids) });
    fc.assert(
      fc.property(fc.array(moment, { minLength: 1, maxLength: 30 }), fc.nat({ max: 30 }), (moments, cut) => {
        const fills = moments.map(({ time, tradeId }) => ({ ...fillOf({ tradeId }), time }));
        const sorted = fills.map(markOf).sort(compareMarks);
        const spanOf = (some: typeof fills) => {
          const span = new MarkSpan(markOf(some[0]!));
          for (const fill of some) span.add(fill);
          return span;
        };
        const whole = spanOf(fills);
        expect([whole.first, whole.last]).toEqual([sorted[0], sorted.at(-1)]);
        const [left, right] = [fills.slice(0, cut), fills.slice(cut)];
        if (left.length === 0 || right.length === 0) return;
        const merged = spanOf(right);
        merged.merge(spanOf(left));
        expect([merged.first, merged.last]).toEqual([sorted[0], sorted.at(-1)]);
      }),
    );
  });
});

describe('the largest breaks', () => {
  const record = (variance: string, id: string, time = '2026-06-10'): BreakRecord => ({
    fill: fillOf({ tradeId: id, time, line: Number(id) }),
    judged: { variance: d(variance) } as FillJudgement,
    scope: { venue: 'okx', account: 'main', product: 'x', feeAsset: 'USDT' },
    signature: '',
  });
  const idsOf = (largest: LargestBreaks) => largest.sorted().map(({ fill }) => fill.tradeId);

  test('by size whatever the sign, then by time, id and place', () => {
    const largest = new LargestBreaks();
    const planted = [
      record('1', '5'),
      record('-9', '4'),
      record('9', '3', '2026-06-09'),
      record('9', '2'),
      record('-1', '10'),
    ];
    for (const one of planted) largest.add(one);
    expect(idsOf(largest)).toEqual(['3', '2', '4', '5', '10']);
    expect(largest.count).toBe(5);
  });

  test('memory is bounded, the count is not', () => {
    const largest = new LargestBreaks();
    for (let index = 1; index <= 5 * LARGEST_BREAKS; index++)
      largest.add(record(String(index), String(index)));
    expect(largest.count).toBe(5 * LARGEST_BREAKS);
    expect(idsOf(largest)).toEqual(
      Array.from({ length: LARGEST_BREAKS }, (_, index) => String(5 * LARGEST_BREAKS - index)),
    );
    const { kept } = largest as unknown as { kept: unknown[] };
    expect(kept.length).toBeLessThanOrEqual(2 * LARGEST_BREAKS);
  });

  test('the same list in any order, split or whole', () => {
    const all = Array.from({ length: 2500 }, (_, index) =>
      record(String((index * 7919) % 97), String(index + 1)),
    );
    const listOf = (some: readonly BreakRecord[]) => {
      const largest = new LargestBreaks();
      for (const one of some) largest.add(one);
      return largest;
    };
    const whole = idsOf(listOf(all));
    expect(idsOf(listOf([...all].reverse()))).toEqual(whole);
    const merged = listOf(all.slice(1700));
    merged.merge(listOf(all.slice(0, 900)));
    merged.merge(listOf(all.slice(900, 1700)));
    expect([idsOf(merged), merged.count]).toEqual([whole, 2500]);
  });

  test('instants are what they say', () => expect(record('1', '1').fill.time).toBe(at('2026-06-10')));
});
