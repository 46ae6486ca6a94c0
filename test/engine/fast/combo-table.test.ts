/** Combinations of words under one hash: only their bytes may tell them apart. */
import { describe, expect, it } from 'vitest';
import { MAX_COMBOS } from '../../../src/engine/fast/columns.ts';
import { BANNED, ComboTable, FULL } from '../../../src/engine/fast/combo-table.ts';

function finder(table: ComboTable): (words: readonly string[], hash?: number) => number {
  return (words, hash = 5) => {
    const bytes = Buffer.from(`;${words.join(';')};`);
    const starts = words.map((_, slot) => 1 + words.slice(0, slot).join(';').length + (slot > 0 ? 1 : 0));
    const ends = words.map((word, slot) => starts[slot]! + word.length);
    return table.find(bytes, Int32Array.from(starts), Int32Array.from(ends), hash);
  };
}

describe('ComboTable', () => {
  it('tells combinations of one hash apart by their bytes', () => {
    const find = finder(new ComboTable(2, () => true));
    const words = [
      '',
      'a',
      'b',
      'ab',
      'ba',
      'abcd',
      'abce',
      'bbcd',
      'abcdefghi',
      'abcdefghj',
      'x'.repeat(100),
    ];
    const pairs = words.flatMap((first) => ['', 'a', 'ab', 'abcd'].map((second) => [first, second]));
    expect(pairs.map((pair) => find(pair))).toEqual(pairs.map((_, at) => at));
    expect(pairs.map((pair) => find(pair))).toEqual(pairs.map((_, at) => at));
    const backwards = finder(new ComboTable(2, () => true));
    const turned = pairs.toReversed();
    expect(turned.map((pair) => backwards(pair))).toEqual(pairs.map((_, at) => at));
  });

  it('gives no number to what is banned, and asks once', () => {
    const asked: (readonly string[])[] = [];
    const table = new ComboTable(2, (words) => asked.push(words) > 0 && words[1] !== 'G');
    const find = finder(table);
    expect(
      [
        ['a', 'G'],
        ['a', 'B'],
        ['a', 'G'],
        ['b', 'B'],
      ].map((pair) => find(pair)),
    ).toEqual([BANNED, 0, BANNED, 1]);
    expect(asked).toEqual([
      ['a', 'G'],
      ['a', 'B'],
      ['b', 'B'],
    ]);
    expect(table.count).toBe(2);
  });

  it('is full where looking up would take too long, and at its bound', () => {
    const crowded = finder(new ComboTable(1, () => true));
    expect(Array.from({ length: 100 }, (_, at) => crowded([`w${at}`])).at(-1)).toBe(FULL);
    const table = new ComboTable(1, () => true);
    const spread = finder(table);
    for (let at = 0; at < MAX_COMBOS; at++) expect(spread([`w${at}`], Math.imul(at, 0x9e3779b1))).toBe(at);
    expect(spread(['more'], 77)).toBe(FULL);
    expect(spread(['w70'], Math.imul(70, 0x9e3779b1))).toBe(70);
  });
});
