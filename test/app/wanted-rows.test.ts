/** How a row is named, and what is said where nothing has that name. */
import { describe, expect, it } from 'vitest';
import { NamedRows } from '../../src/app/wanted-rows.ts';
import { KnownError } from '../../src/domain/problem.ts';
import type { Source } from '../../src/engine/engine.ts';
import type { Field } from '../../src/ingest/profile.ts';
import { fillOf, LINEAR } from '../support/build.ts';

const fileOf = (name: string, fields: readonly Field[] = ['tradeId']): Source => ({
  input: { name } as Source['input'],
  recognition: {
    headerLine: 2,
    columns: new Map(fields.map((field, at) => [field, at])),
  } as unknown as Source['recognition'],
});
const FILES = [fileOf('june/a.csv'), fileOf('b.csv')];

/** Rows as `line trade order symbol`, all of `june/a.csv`. */
const ROWS = [
  '3 744876000 9001 BTCUSDT',
  '4 744876040 9002 BTCUSDT',
  '5 744876040 9003 ETHUSDT',
  '6 51 9003 X',
];

function look(text: string, sources: readonly Source[] = FILES) {
  const wanted = new NamedRows(text, sources);
  const answers = ROWS.map((row) => {
    const [line, tradeId, orderId, symbol] = row.split(' ');
    const cells: Partial<Record<Field, string>> = { tradeId: tradeId!, orderId: orderId!, symbol: symbol! };
    return wanted.row('june/a.csv', Number(line), (field) => cells[field] ?? '');
  });
  return { wanted, answers };
}

function refusal(text: string, sources?: readonly Source[]): string {
  try {
    look(text, sources).wanted.refuse();
  } catch (error) {
    if (!(error instanceof KnownError)) throw error;
    return `${error.problem.sentence}. ${error.problem.hint}`;
  }
  throw new Error('nothing was refused');
}

describe('a row is named', () => {
  it.each([
    ['744876000', ['yes', 'no', 'no', 'no']],
    ['744876040', ['no', 'yes', 'yes', 'no']],
    ['ethusdt:744876040', ['no', 'maybe', 'yes', 'no']],
    ['june/a.csv:5', ['no', 'no', 'yes', 'no']],
    ['./june/a.csv:5', ['no', 'no', 'yes', 'no']],
    ['a.csv:5', ['no', 'no', 'yes', 'no']],
    ['b.csv:5', ['no', 'no', 'no', 'no']],
    ['X:51', ['no', 'no', 'no', 'yes']],
  ])('%s', (text, expected) => {
    expect(look(text).answers).toEqual(expected);
  });

  it('a fill by its id, or by symbol and id', () => {
    const fill = fillOf({ tradeId: '7' });
    const symbol = LINEAR.symbol.toLowerCase();
    expect(['7', `${symbol}:7`, 'OTHER:7', '8'].map((text) => look(text).wanted.fill(fill))).toEqual([
      ...[true, true, false, false],
    ]);
  });
});

describe('nothing has this name', () => {
  it.each([
    ['744876041', 'no row has this trade id. near: 744876040, 744876000'],
    ['9003', 'this is the id of an order, not of a trade. its trades are: 744876040, 51'],
    ['zzz', 'no row has this trade id. name the row by ID, SYMBOL:ID or FILE:LINE'],
    ['c.csv:3', 'no row has this trade id. files read are: june/a.csv, b.csv'],
    ['a.csv:1', 'this line stands above the header. rows are in lines 3 to 6'],
    ['a.csv:2', 'this line is the header. rows are in lines 3 to 6'],
    ['a.csv:7', 'no row begins at this line. rows are in lines 3 to 6'],
    ['b.csv:9', 'no row begins at this line. the file has no rows'],
  ])('%s', (text, words) => {
    expect(refusal(text)).toBe(words);
  });

  it('a file without trade ids', () => {
    expect(refusal('zzz', [fileOf('june/a.csv', ['time'])])).toContain('name the row by FILE:LINE');
  });
});
