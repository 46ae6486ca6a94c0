/** Combinations of words: only their bytes may tell them apart. */
import { describe, expect, it } from 'vitest';
import { MAX_COMBOS } from '../../../src/engine/fast/columns.ts';
import { fourfold } from '../../../src/engine/fast/lanes.ts';
import { BANNED, FULL, WordScanner } from '../../../src/engine/fast/scan-words.ts';

const SEMICOLONS = fourfold(59);

/** Reads words as a row has them and tells the number of their combination. */
function finder(scanner: WordScanner): (words: readonly string[]) => number {
  return (words) => {
    const bytes = Buffer.from(`${words.join(';')};    `);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let at = 0;
    scanner.begin();
    for (const word of words) {
      const end = scanner.read(view, at, SEMICOLONS);
      expect(end).toBe(at + word.length);
      at = end + 1;
    }
    return scanner.find();
  };
}

const mix = (hash: number, four: number) => {
  const mixed = Math.imul(hash ^ four, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
};

/** Two words of seven letters that leave the scanner's hash the same, from a state of it on; and what they leave. */
function collision(state: number): { words: [string, string]; after: number } {
  const seen = new Map<number, number>();
  for (let at = 0; ; at++) {
    const begin = Buffer.from(at.toString(36).padStart(4, '0')).readInt32LE(0);
    const rough = mix(state, begin) & 0xffe0e0e0;
    const other = seen.get(rough);
    seen.set(rough, begin);
    if (other === undefined) continue;
    // What differs is in the low five bits of three bytes; three letters behind make up for it.
    const letters = 0x00505050;
    const difference = mix(state, begin) ^ mix(state, other);
    const words = [lettersOf(begin, letters ^ difference), lettersOf(other, letters)] as [string, string];
    return { words, after: mix(mix(state, other), letters | (3 << 24)) };
  }
}

function lettersOf(begin: number, end: number): string {
  const bytes = Buffer.alloc(8);
  bytes.writeInt32LE(begin, 0);
  bytes.writeInt32LE(end, 4);
  return bytes.toString('latin1', 0, 7);
}

/** Lists of `count` words, 2^`count` of them, all of one hash. */
function colliding(count: number): string[][] {
  let lists: string[][] = [[]];
  let state = 0;
  for (let at = 0; at < count; at++) {
    const { words, after } = collision(state);
    lists = lists.flatMap((list) => words.map((word) => [...list, word]));
    state = after;
  }
  return lists;
}

describe('WordScanner', () => {
  it('tells combinations apart, wherever one word ends and the next begins', () => {
    const words = [
      '',
      'a',
      'b',
      'ab',
      'ba',
      'abc',
      'abcd',
      'abce',
      'abcde',
      'abcdefgh',
      'abcdefghi',
      'x'.repeat(100),
    ];
    const pairs = words.flatMap((first) => ['', 'a', 'ab', 'abcd'].map((second) => [first, second]));
    for (const order of [pairs, pairs.toReversed()]) {
      const find = finder(new WordScanner([false, false]));
      expect(order.map(find)).toEqual(order.map((_, at) => at));
      expect(order.map(find)).toEqual(order.map((_, at) => at));
    }
  });

  it('tells combinations of one hash apart', () => {
    const lists = colliding(5);
    const find = finder(new WordScanner(lists[0]!.map(() => false)));
    expect(lists.map(find)).toEqual(lists.map((_, at) => at));
    expect(lists.map(find)).toEqual(lists.map((_, at) => at));
  });

  it('is full where made-up words would make looking up slow', () => {
    const lists = colliding(7);
    const find = finder(new WordScanner(lists[0]!.map(() => false)));
    expect(lists.slice(0, 70).map(find).at(-1)).toBe(FULL);
  });

  it('gives no number to what is no glued asset', () => {
    const scanner = new WordScanner([false, true]);
    const find = finder(scanner);
    const pairs = ['G', 'USDT', 'INCH', 'A1', 'U-T', 'usdt', 'G'].map((asset) => ['G', asset]);
    expect(pairs.map(find)).toEqual([BANNED, 0, BANNED, BANNED, BANNED, 1, BANNED]);
    expect(scanner.count).toBe(2);
  });

  it('is full at its bound', () => {
    const find = finder(new WordScanner([false]));
    for (let at = 0; at < MAX_COMBOS; at++) expect(find([`w${at}`])).toBe(at);
    expect(find(['more'])).toBe(FULL);
    expect(find(['w70'])).toBe(70);
  });

  it('refuses blanks at the ends, and more than 100 bytes', () => {
    for (const word of [' a', 'a ', 'abcd ', ' ', 'x'.repeat(101)]) {
      const bytes = Buffer.from(`${word};    `);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      expect(new WordScanner([false]).read(view, 0, SEMICOLONS)).toBe(-1);
    }
  });
});
