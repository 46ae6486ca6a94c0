/** Price files and instrument files. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Decimal } from '../../src/domain/decimal.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import { instrumentTable, readInstrumentsFile } from '../../src/ingest/instruments.ts';
import { readPrices } from '../../src/ingest/prices.ts';
import { problemOf } from './reading.ts';

const folder = mkdtempSync(join(tmpdir(), 'fee-audit-test-'));
afterAll(() => rmSync(folder, { recursive: true }));
const write = (text: string): string => {
  const path = join(folder, 'prices.csv');
  writeFileSync(path, text);
  return path;
};
const at = (text: string): number => Date.parse(text);

test('the last price at or before the time counts, whatever the order of the rows', async () => {
  const prices = await readPrices(
    write(
      '# daily\ntime,asset,quote,price\n2026-06-02,BNB,USDT,610.5\n2026-06-01T00:00:00Z,BNB,USDT,600\n' +
        '2026-06-02T12:00:00+08:00,USDT,EUR,0.9\n',
    ),
  );
  expect(prices.price('BNB', 'USDT', at('2026-05-31T23:59:59Z'))).toBeNull();
  const first = prices.price('BNB', 'USDT', at('2026-06-01T00:00:00Z'))!;
  expect([first.price.toFixed(), first.line, first.inverse]).toEqual(['600', 4, false]);
  expect(prices.price('BNB', 'USDT', at('2026-06-01T23:59:59Z'))!.price.toFixed()).toBe('600');
  expect(prices.price('BNB', 'USDT', at('2027-01-01T00:00:00Z'))!.price.toFixed()).toBe('610.5');
  const turned = prices.price('EUR', 'USDT', at('2026-06-02T04:00:00Z'))!;
  expect([turned.price.toFixed(), turned.inverse, turned.time]).toEqual([
    '0.9',
    true,
    at('2026-06-02T04:00:00Z'),
  ]);
  expect(prices.price('EUR', 'USDT', at('2026-06-02T03:59:59Z'))).toBeNull();
  expect(prices.price('BTC', 'USDT', at('2026-06-02T03:59:59Z'))).toBeNull();
});

test.each([
  ['time,asset,price\n', 'table-header', 1],
  ['time,asset,quote,price,price\n', 'table-header', 1],
  ['time,asset,quote,price\n2026-06-01,BNB,USDT\n', 'row-short', 2],
  ['time,asset,quote,price\nyesterday,BNB,USDT,1\n', 'time-unreadable', 2],
  ['time,asset,quote,price\n2026-06-01,BNB,USDT,"1,000"\n', 'price-unreadable', 2],
  ['time,asset,quote,price\n2026-06-01,BNB,USDT,0\n', 'price-unreadable', 2],
  ['time,asset,quote,price\n2026-06-01,BNB,BNB,1\n', 'price-pair', 2],
  ['time,asset,quote,price\n2026-06-01,BNB,USDT,1\n\n2026-06-01,BNB,USDT,2\n', 'price-twice', 4],
  ['time,asset,quote,price\n2026-06-01,"BNB,USDT,1\n', 'quote-unbalanced', 2],
])('%j is refused', async (text, code, line) => {
  expect(await problemOf(readPrices(write(text)))).toMatchObject({
    code,
    line,
    file: join(folder, 'prices.csv'),
  });
});

test('a price file that is missing or no text', async () => {
  expect((await problemOf(readPrices(join(folder, 'none.csv')))).code).toBe('file-missing');
  writeFileSync(join(folder, 'prices.csv'), Buffer.from([0x74, 0xff, 0xfe]));
  expect((await problemOf(readPrices(join(folder, 'prices.csv')))).code).toBe('text-damaged');
});

test('instruments: own symbol, then the family; later entries win', () => {
  const own = readInstrumentsFile(
    'venue,symbol,contractValue,contractAsset\nOKX,BTC-USDT-FUTURES,0.01,BTC\nokx,BTC-USDT-250328,0.02,BTC\n',
    'i.csv',
  );
  const shipped = [
    { venue: 'okx', symbol: 'BTC-USDT-250328', contractValue: new Decimal(9), contractAsset: 'BTC' },
  ];
  const table = instrumentTable([...shipped, ...own]);
  expect(table.contract('okx', 'BTC-USDT-250328')!.contractValue.toFixed()).toBe('0.02');
  expect(table.contract('okx', 'BTC-USDT-250627')!.contractValue.toFixed()).toBe('0.01');
  expect(table.contract('okx', 'ETH-USDT-250627')).toBeNull();
  expect(table.intern('a', () => 'no')).toBe('no');
  const made = {} as Instrument;
  expect(table.intern('a', () => made)).toBe(made);
  expect(table.intern('a', () => 'never asked')).toBe(made);
});

test.each([
  ['venue,symbol,contractValue,contractAsset\nokx,X,0,BTC\n', 'contract-value-unreadable'],
  ['venue,symbol,contractValue,contractAsset\nokx,,1,BTC\n', 'instrument-incomplete'],
  ['venue,symbol,contractValue,contractAsset\nokx,X,1,BTC\nOKX,X,2,BTC\n', 'instrument-twice'],
  ['symbol\n', 'table-header'],
  ['', 'file-empty'],
])('instruments %j are refused', async (text, code) => {
  expect((await problemOf((async () => readInstrumentsFile(text, 'i.csv'))())).code).toBe(code);
});
