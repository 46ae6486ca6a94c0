/** Bytes → text: marks, encodings, damage. */
import { expect, test } from 'vitest';
import { fills, problemOf, readText, refused } from './reading.ts';

const TEXT =
  'Time,Pair,Side,Price,Executed,Amount,Fee\n2026-01-01 00:00:00,BTCUSDT,BUY,2,3BTC,6USDT,0.003BTC\n' +
  '2026-01-01 00:00:01,BTCUSDT,SELL,2,3BTC,6USDT,0.006USDT\n';

const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();

test.each([
  ['UTF-8', Buffer.from(TEXT), null],
  ['UTF-8 with mark', Buffer.from(`\ufeff${TEXT}`), null],
  ['a mark in front of every cell', Buffer.from(TEXT.replace(/(^|,|\n)(?=.)/g, '$1\ufeff')), null],
  ['a mark inside quotes', Buffer.from(`"\ufeffTime"${TEXT.slice(4)}`), null],
  ['UTF-16 LE with mark', Buffer.from(`\ufeff${TEXT}`, 'utf16le'), null],
  ['UTF-16 BE with mark', utf16be(`\ufeff${TEXT}`), null],
  ['UTF-16 LE, named', Buffer.from(TEXT, 'utf16le'), 'utf-16le'],
  ['UTF-16 BE, named', utf16be(TEXT), 'utf-16be'],
  ['windows-1252, named', Buffer.from(TEXT, 'latin1'), 'windows-1252'],
  ['GB18030, named', Buffer.from(TEXT), 'gb18030'],
  ['Shift_JIS, named', Buffer.from(TEXT), 'shift_jis'],
])('%s', async (_, bytes, encoding) => {
  for (const chunk of [1, 3, 65_536]) {
    const reading = await readText(bytes, { encoding }, 'fills.csv', chunk);
    expect(fills(reading).map(({ fill }) => [fill.line, fill.fee.toFixed(), fill.feeAsset])).toEqual([
      [2, '0.003', 'BTC'],
      [3, '0.006', 'USDT'],
    ]);
  }
});

test('a Chinese header in GB18030 is refused until the encoding is named', async () => {
  // 时间,交易对,基准货币,计价货币,类型,价格,数量,成交额,手续费,手续费结算币种
  const hex =
    'cab1bce42cbdbbd2d7b6d42cbbf9d7bcbbf5b1d22cbcc6bcdbbbf5b1d22cc0e0d0cd2cbcdbb8f12ccafdc1bf2cb3c9bd' +
    'bbb6ee2ccad6d0f8b7d12ccad6d0f8b7d1bde1cbe3b1d2d6d60a';
  const bytes = Buffer.concat([
    Buffer.from(hex, 'hex'),
    Buffer.from('2021-03-04 05:06:07,BNBUSDT,BNB,USDT,BUY,250,2,500,0.0015,BNB\n'),
  ]);
  const problem = await problemOf(readText(bytes));
  expect(problem).toMatchObject({ code: 'text-damaged', line: 1 });
  expect(problem.hint).toContain('--encoding gb18030');
  const reading = await readText(bytes, { encoding: 'gb18030' });
  expect(reading.recognition.profile.id).toBe('binance-spot');
  expect(fills(reading)[0]!.fill.fee.toFixed()).toBe('0.0015');
});

test.each(['utf-16le', 'utf-16be'] as const)(
  '%s without a mark is refused with the flag that reads it',
  async (encoding) => {
    const bytes = encoding === 'utf-16le' ? Buffer.from(TEXT, 'utf16le') : utf16be(TEXT);
    const problem = await problemOf(readText(bytes));
    expect(problem.code).toBe('encoding-unstated');
    expect(problem.hint).toContain(`--encoding ${encoding}`);
  },
);

test.each([
  ['invalid UTF-8', [0xc3, 0x28]],
  ['an overlong form', [0xc0, 0xaf]],
  ['half a character', [0xe4, 0xb8]],
  ['a lone surrogate', [0xed, 0xa0, 0x80]],
  ['NUL', [0x00]],
])('%s costs its own row', async (_, bad) => {
  const lines = TEXT.split('\n');
  const bytes = Buffer.concat([
    Buffer.from(`${lines[0]}\n${lines[1]}\n2026-01-01 00:00:01,BT`),
    Buffer.from(bad),
    Buffer.from(`CUSDT,SELL,2,3BTC,6USDT,0.006USDT\n${lines[2]}\n`),
  ]);
  for (const chunk of [1, 65_536]) {
    const reading = await readText(bytes, {}, 'fills.csv', chunk);
    expect(refused(reading)[0]!.problem).toMatchObject({
      code: 'text-damaged',
      line: 3,
      column: 'character 23',
    });
    expect(refused(reading)[0]!.problem.hint).toContain('--encoding');
    expect(fills(reading).map(({ fill }) => fill.line)).toEqual([2, 4]);
  }
});

test('look-alike symbols stay apart', async () => {
  const rows = ['BTCUSDT', 'ВТСUSDT', 'BTC\u200bUSDT', 'BTC\ufeffUSDT', 'btcusdt'].map(
    (pair) => `2026-01-01 00:00:00,${pair},BUY,2,3,6,1USDT`,
  );
  const reading = await readText(`Time,Pair,Side,Price,Executed,Amount,Fee\n${rows.join('\n')}\n`);
  expect(new Set(fills(reading).map(({ fill }) => fill.instrument)).size).toBe(5);
});
