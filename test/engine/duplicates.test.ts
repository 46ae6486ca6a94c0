import { describe, expect, test } from 'vitest';
import { ZERO } from '../../src/domain/decimal.ts';
import { DuplicateIndex, type Sighting } from '../../src/engine/duplicate-index.ts';
import { Occurrences } from '../../src/engine/occurrences.ts';
import { Identity } from '../../src/engine/row-identity.ts';
import { fillOf } from '../support/build.ts';

describe('the index of rows', () => {
  test('new, same, differs', () => {
    const index = new DuplicateIndex();
    const seen = [
      index.see('a', '1'),
      index.see('b', '1'),
      index.see('a', '1'),
      index.see('a', '2'),
      index.see('a', '1'),
      index.see('', ''),
      index.see('', ''),
    ];
    expect(seen).toEqual(['new', 'new', 'same', 'differs', 'same', 'new', 'same']);
  });

  test('two million keys that count upwards are all new, then all the same, then all different', () => {
    const index = new DuplicateIndex();
    const keys = 2_000_000;
    const keyOf = (number: number) =>
      `binance\u001fmain\u001fBTCUSDT\u001f${4_199_250_000 + number}\u001fbuy`;
    const count = (content: (number: number) => string, step: number) => {
      const tally: Record<Sighting, number> = { new: 0, same: 0, differs: 0 };
      for (let number = 0; number < keys; number += step)
        tally[index.see(keyOf(number), content(number))] += 1;
      return tally;
    };
    const row = (number: number) => `2026-06-10,${number},0.1`;
    expect(count(row, 1)).toEqual({ new: keys, same: 0, differs: 0 });
    expect(count(row, 7)).toEqual({ new: 0, same: Math.ceil(keys / 7), differs: 0 });
    expect(count((number) => `${row(number)}0`, 11)).toEqual({
      new: 0,
      same: 0,
      differs: Math.ceil(keys / 11),
    });
    expect(index.see(keyOf(keys), 'x')).toBe('new');
  });

  test('contents that count upwards differ, and keys that swap two digits too', () => {
    const index = new DuplicateIndex();
    index.see('key', '0');
    for (let number = 1; number < 300_000; number++) expect(index.see('key', String(number))).toBe('differs');
    const digits = new DuplicateIndex();
    const keys = new Set<string>();
    for (let a = 0; a < 100; a++)
      for (let b = 0; b < 100; b++) for (let c = 0; c < 20; c++) keys.add(`${a}|${b}|${c}`);
    for (const key of keys) expect(digits.see(key, '')).toBe('new');
  });

  test('it grows as it must', () => {
    const index = new DuplicateIndex();
    for (let number = 0; number < 100_000; number++) index.see(`k${number}`, '');
    const { capacity, used } = index as unknown as { capacity: number; used: number };
    expect(used).toBe(100_000);
    expect(capacity).toBe(262_144);
    for (let number = 0; number < 100_000; number++) expect(index.see(`k${number}`, '')).toBe('same');
  });
});

test('occurrences count equal records of one file', () => {
  const occurrences = new Occurrences();
  expect(['a', 'b', 'a', 'a', 'b', 'c'].map((record) => occurrences.next(record))).toEqual([
    1, 1, 2, 3, 2, 1,
  ]);
  occurrences.reset();
  expect(['a', 'a'].map((record) => occurrences.next(record))).toEqual([1, 2]);
});

describe('identity', () => {
  const event = (key: string | null, content: string, account = 'main') => ({
    kind: 'fill' as const,
    fill: fillOf({ account }),
    key,
    content,
    rawFee: ZERO,
  });
  const all = (identity: Identity, events: readonly (readonly [string | null, string])[]) =>
    events.map(([key, content]) => identity.of(event(key, content)));

  test('with ids: identical rows are duplicates, inside a file and between files', () => {
    const identity = new Identity(1, new Set());
    expect(
      all(identity, [
        ['1', 'a'],
        ['2', 'a'],
        ['1', 'a'],
        ['1', 'a'],
      ]),
    ).toEqual(['fill', 'fill', 'duplicate', 'duplicate']);
  });

  test('with ids: other content is a conflict, also for every later row of that id', () => {
    const conflicts = new Set<string>();
    const identity = new Identity(2, conflicts);
    expect(
      all(identity, [
        ['1', 'a'],
        ['1', 'b'],
        ['1', 'a'],
        ['2', 'x'],
      ]),
    ).toEqual(['fill', 'conflict', 'conflict', 'fill']);
    expect([identity.found, [...conflicts]]).toEqual([1, ['1']]);
    // The next pass knows it from the start.
    const again = new Identity(2, conflicts);
    expect(
      all(again, [
        ['1', 'a'],
        ['1', 'b'],
        ['2', 'x'],
      ]),
    ).toEqual(['conflict', 'conflict', 'fill']);
    expect(again.found).toBe(0);
  });

  test('without ids one file has no duplicates', () => {
    expect(
      all(new Identity(1, new Set()), [
        [null, 'a'],
        [null, 'a'],
      ]),
    ).toEqual(['fill', 'fill']);
  });

  test('without ids, between files: as many as the file with most of them', () => {
    const identity = new Identity(3, new Set());
    identity.nextFile();
    expect(
      all(identity, [
        [null, 'a'],
        [null, 'a'],
        [null, 'b'],
      ]),
    ).toEqual(['fill', 'fill', 'fill']);
    identity.nextFile();
    expect(
      all(identity, [
        [null, 'a'],
        [null, 'a'],
        [null, 'a'],
        [null, 'c'],
      ]),
    ).toEqual(['duplicate', 'duplicate', 'fill', 'fill']);
    identity.nextFile();
    expect(
      all(identity, [
        [null, 'c'],
        [null, 'b'],
      ]),
    ).toEqual(['duplicate', 'duplicate']);
  });

  test('without ids accounts are apart', () => {
    const identity = new Identity(2, new Set());
    expect(identity.of(event(null, 'a', 'main'))).toBe('fill');
    identity.nextFile();
    expect(identity.of(event(null, 'a', 'sub'))).toBe('fill');
    expect(identity.of(event(null, 'a', 'main'))).toBe('duplicate');
  });
});
