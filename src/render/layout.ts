/** Fits cells into a width: what is elided, what is wrapped, what goes below. Digits are never cut. */
import stringWidth from 'string-width';
import type { Column, ColumnType } from '../report/model.ts';
import { isNumeric } from './format-value.ts';

/** Blanks between two columns. */
export const GAP = 2;

/** Words are not cut below this many columns. */
const LEAST_WORDS = 16;
/** Sentences are not wrapped below this many columns. */
const LEAST_SENTENCE = 24;
/** What one cell of words may take even where the width is unlimited. */
const MOST_WORDS = 120;
/** What it may take in a table that does not fit in one block. */
const MOST_WORDS_SPLIT = 32;

/** Columns of a terminal table that stand side by side: indexes into the table's columns, each with its width. */
export type Block = readonly { readonly index: number; readonly width: number }[];

/**
 * Settles the width of every column and splits the columns into blocks that fit `width` (null = unlimited: one block).
 * Sentences give way first, then the widest words. When the figures alone are too wide, the table continues in
 * another block, which repeats the words at the start of its rows.
 */
export function layOut(
  columns: readonly Column[],
  cells: readonly (readonly string[])[],
  width: number | null,
): Block[] {
  const natural = columns.map((column, index) => {
    const limit = isNumeric(column.type) || column.type === 'sentence' ? Infinity : MOST_WORDS;
    return Math.min(
      limit,
      cells.reduce((most, row) => Math.max(most, stringWidth(row[index]!)), 1),
    );
  });
  const everything = natural.map((_, index) => index);
  if (width === null) return [blockOf(everything, natural)];
  const widths = shrunk(columns, cells, natural, width);
  if (total(everything, widths) <= width) return [blockOf(everything, widths)];
  return split(columns, natural, width);
}

/**
 * Takes the missing width where it costs least, one column at a time from the widest: first what can be wrapped at
 * blanks, then words that must be cut. Figures and times never give.
 */
function shrunk(
  columns: readonly Column[],
  cells: readonly (readonly string[])[],
  natural: readonly number[],
  width: number,
): number[] {
  const widths = [...natural];
  const everything = widths.map((_, index) => index);
  const wrapFloors = columns.map(({ type }, index) => {
    if (type === 'sentence') return LEAST_SENTENCE;
    return isWrappable(type) ? Math.max(LEAST_WORDS, longestWord(cells, index)) : Infinity;
  });
  const cutFloors = columns.map(({ type }, index) =>
    isElidable(type) ? Math.max(LEAST_WORDS, stringWidth(cells[0]?.[index] ?? '')) : Infinity,
  );
  for (const floors of [wrapFloors, cutFloors]) {
    for (let excess = total(everything, widths) - width; excess > 0; excess--) {
      const givers = everything.filter((index) => widths[index]! > floors[index]!);
      if (givers.length === 0) break;
      const widest = givers.reduce((best, index) => (widths[index]! > widths[best]! ? index : best));
      widths[widest]!--;
    }
  }
  return widths;
}

function longestWord(cells: readonly (readonly string[])[], index: number): number {
  const words = cells.flatMap((row) => row[index]!.split(' '));
  return words.reduce((most, word) => Math.max(most, stringWidth(word)), 0);
}

/** Blocks of columns, each within `width` as far as one column can be, each beginning with the key columns. */
function split(columns: readonly Column[], natural: readonly number[], width: number): Block[] {
  const widths = natural.map((wide, index) =>
    isElidable(columns[index]!.type) ? Math.min(wide, MOST_WORDS_SPLIT) : wide,
  );
  const firstFigure = columns.findIndex(({ type }) => !isElidable(type));
  let keys = columns.map((_, index) => index).slice(0, Math.max(1, firstFigure));
  while (keys.length > 1 && total(keys, widths) > width / 2) keys = keys.slice(0, -1);
  const room = Math.max(LEAST_SENTENCE, width - total(keys, widths) - GAP);
  for (const [index, { type }] of columns.entries()) {
    if (type === 'sentence') widths[index] = Math.min(widths[index]!, room);
  }
  const blocks: Block[] = [];
  let current = [...keys];
  for (let index = keys.length; index < columns.length; index++) {
    if (current.length > keys.length && total([...current, index], widths) > width) {
      blocks.push(blockOf(current, widths));
      current = [...keys];
    }
    current.push(index);
  }
  blocks.push(blockOf(current, widths));
  return blocks;
}

function blockOf(indexes: readonly number[], widths: readonly number[]): Block {
  return indexes.map((index) => ({ index, width: widths[index]! }));
}

function total(indexes: readonly number[], widths: readonly number[]): number {
  return indexes.reduce((sum, index) => sum + widths[index]!, GAP * Math.max(0, indexes.length - 1));
}

function isWrappable(type: ColumnType): boolean {
  return type === 'text' || type === 'list';
}

function isElidable(type: ColumnType): boolean {
  return type === 'text' || type === 'id' || type === 'list';
}

/**
 * The cell in lines of at most `width` columns. Sentences are wrapped, and so are words with blanks if `wrap`; what still
 * does not fit is cut: ids keep their end, other words their start. Figures stay as they are.
 */
export function fitted(text: string, type: ColumnType, width: number, wrap: boolean): string[] {
  if (type === 'sentence') return wrapped(text, width);
  if (!isElidable(type)) return [text];
  if (!wrap || !isWrappable(type)) return [elided(text, width, type === 'id')];
  const cut = text.split(' ').map((word) => elided(word, width));
  return wrapped(cut.join(' '), width);
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

function characters(text: string): string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

/** The text in at most `width` columns, `…` where something is left out. */
export function elided(text: string, width: number, keepEnd = false): string {
  if (stringWidth(text) <= width) return text;
  const kept: string[] = [];
  let used = 1;
  const all = characters(text);
  for (const character of keepEnd ? all.reverse() : all) {
    used += stringWidth(character);
    if (used > width) break;
    kept.push(character);
  }
  return keepEnd ? `…${kept.reverse().join('')}` : `${kept.join('')}…`;
}

/** The text in lines of at most `width` columns, broken at blanks; a longer word is broken where it must be. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of text.split(' ')) {
    const longer = current === '' ? word : `${current} ${word}`;
    if (stringWidth(longer) <= width) {
      current = longer;
      continue;
    }
    if (current !== '') lines.push(current);
    const pieces = broken(word, width);
    current = pieces.pop()!;
    lines.push(...pieces);
  }
  return [...lines, current];
}

function broken(word: string, width: number): string[] {
  if (stringWidth(word) <= width) return [word];
  const pieces: string[] = [];
  let piece = '';
  for (const character of characters(word)) {
    if (piece !== '' && stringWidth(piece) + stringWidth(character) > width) {
      pieces.push(piece);
      piece = '';
    }
    piece += character;
  }
  return [...pieces, piece];
}
