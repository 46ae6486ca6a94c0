/** Rows that are broken in every way, and what is said of them; rows are never lost. */
import { expect, test } from 'vitest';
import { conservation, fills, type Reading, readText, refused } from './reading.ts';

const HEADER = 'Time,Symbol,Side,Price,Quantity,Amount,Fee,Realized Profit,Buyer,Maker,Trade ID,Order ID';
const row = (
  parts: Partial<
    Record<'time' | 'symbol' | 'side' | 'price' | 'quantity' | 'fee' | 'maker' | 'id', string>
  > = {},
): string =>
  [
    parts.time ?? '2026-05-29 18:25:01',
    parts.symbol ?? 'BTCUSDT',
    parts.side ?? 'BUY',
    parts.price ?? '70000',
    parts.quantity ?? '0.01',
    '700',
    parts.fee ?? '0.28USDT',
    '0',
    'true',
    parts.maker ?? 'false',
    parts.id ?? '1',
    '9',
  ].join(',');
const file = (...rows: string[]): string => `${[HEADER, ...rows].join('\n')}\n`;

function kept(reading: Reading): void {
  const { rows, money } = conservation(reading);
  expect(rows[1]).toBe(rows[0]);
  expect(money[1]).toBe(money[0]);
}

test.each([
  ['price', '"1,234.5"', 'number-unreadable', 'thousands'],
  ['price', '"0,0012"', 'number-unreadable', 'comma'],
  ['price', '0x1F', 'number-unreadable', 'not a number'],
  ['price', '0b11', 'number-unreadable', 'not a number'],
  ['price', '1_000', 'number-unreadable', 'not a number'],
  ['price', 'NaN', 'number-unreadable', 'not a number'],
  ['price', 'Infinity', 'number-unreadable', 'not a number'],
  ['price', '--1', 'number-unreadable', 'not a number'],
  ['price', '', 'number-unreadable', 'missing'],
  ['price', '１２', 'number-unreadable', 'not a number'],
  ['price', '٣', 'number-unreadable', 'not a number'],
  ['price', '−5', 'number-unreadable', 'not a number'],
  ['price', '1e400', 'number-unreadable', 'exponent'],
  ['price', '1e9000000', 'number-unreadable', 'exponent'],
  ['price', '9'.repeat(100_000), 'number-unreadable', '40 digits'],
  ['price', '9'.repeat(41), 'number-unreadable', '40 digits'],
  ['price', '#REF!', 'number-unreadable', 'spreadsheet'],
  ['price', '1.23E+15', 'number-rounded', 'spreadsheet'],
  ['price', '5 USDT', 'number-unreadable', 'not a number'],
  ['price', '0', 'price-not-positive', 'above zero'],
  ['price', '-1', 'price-not-positive', 'above zero'],
  ['quantity', '-0.1', 'quantity-negative', 'negative'],
  ['symbol', '', 'symbol-unreadable', 'missing'],
  ['symbol', 'X'.repeat(101), 'symbol-unreadable', 'too long'],
  ['side', 'HOLD', 'side-unknown', 'neither buy nor sell'],
  ['side', '__proto__', 'side-unknown', 'neither buy nor sell'],
  ['maker', 'perhaps', 'liquidity-unknown', 'neither maker nor taker'],
  ['time', '', 'time-unreadable', 'missing'],
  ['time', '29/05/2026 18:25', 'time-ambiguous', 'day and month'],
  ['time', '5.6.2026 18:25:01', 'time-ambiguous', 'day and month'],
  ['time', '2026-02-30 00:00:00', 'time-unreadable', 'not a time'],
  ['time', '2025-02-29 00:00:00', 'time-unreadable', 'not a time'],
  ['time', '2026-05-29 24:00:00', 'time-unreadable', 'not a time'],
  ['time', '2026-05-29 23:59:60', 'time-unreadable', 'not a time'],
  ['time', '2026-13-01 00:00:00', 'time-unreadable', 'not a time'],
  ['time', '1900-01-01 00:00:00', 'time-unreadable', 'not a time'],
  ['time', '9999-01-01 00:00:00', 'time-unreadable', 'not a time'],
  ['time', '1717200000000', 'time-unreadable', 'not a time'],
] as const)('%s %.40j is refused: %s', async (field, value, code, words) => {
  const reading = await readText(file(row({ id: '1' }), row({ [field]: value, id: '2' }), row({ id: '3' })));
  const [event] = refused(reading);
  expect(event!.problem).toMatchObject({ code, line: 3 });
  expect(event!.problem.sentence).toContain(words);
  expect(event!.problem.hint).not.toBeNull();
  expect((event!.problem.value ?? '').length).toBeLessThanOrEqual(80);
  expect(event!.fee!.toFixed()).toBe('0.28');
  expect(fills(reading).map(({ fill }) => fill.tradeId)).toEqual(['1', '3']);
  expect(reading.door.charged.get('USDT')!.toFixed()).toBe('0.84');
  kept(reading);
});

test.each([
  ['', 'missing'],
  ['abc', 'told apart'],
  ['"1,234.5USDT"', 'thousands'],
  ['5.11INCH', 'told apart'],
  ['NaNUSDT', 'told apart'],
])('fee %j counts as a row, not as money', async (fee, words) => {
  const reading = await readText(file(row({ fee })));
  expect(refused(reading)[0]).toMatchObject({ fee: null, feeAsset: null });
  expect(refused(reading)[0]!.problem.sentence).toContain(words);
  expect(reading.door.charged.size).toBe(0);
  kept(reading);
});

test.each([
  ['0.28USDT', '0.28', 'USDT'],
  ['0.28 USDT', '0.28', 'USDT'],
  ['-0.28USDT', '-0.28', 'USDT'],
  ['0E-8USDT', '0', 'USDT'],
  ['2.5e-7BTC', '0.00000025', 'BTC'],
  ['0.5ETH', '0.5', 'ETH'],
  ['0.00012BNB', '0.00012', 'BNB'],
  ['0.1币安人生', '0.1', '币安人生'],
])('fee %s is %s %s', async (text, fee, asset) => {
  const [event] = fills(await readText(file(row({ fee: text }))));
  expect(event!.fill.fee.toFixed()).toBe(fee);
  expect(event!.fill.fee.isNegative()).toBe(fee.startsWith('-'));
  expect(event!.fill.feeAsset).toBe(asset);
});

test.each([
  ['2026-05-29T18:25:01', '2026-05-29T18:25:01.000Z'],
  ['2026-05-29 18:25:01.123456789', '2026-05-29T18:25:01.123Z'],
  ['2026-05-29T18:25:01Z', '2026-05-29T18:25:01.000Z'],
  ['2026-05-29 18:25:01+08:00', '2026-05-29T10:25:01.000Z'],
  ['26-05-29 18:25:01', '2026-05-29T18:25:01.000Z'],
  ['2024-02-29 00:00:00', '2024-02-29T00:00:00.000Z'],
])('time %s is %s', async (text, time) => {
  const [event] = fills(await readText(file(row({ time: text }))));
  expect(new Date(event!.fill.time).toISOString()).toBe(time);
});

test('ids that a spreadsheet rounded are no keys, and never merge rows', async () => {
  const damaged = ['1.23E+17', '"8,38977E+18"', '123456789012345000', '1234567890123450000'];
  const sound = ['123456789012345001', '419925075', '1000000', '12345678901234567'];
  const reading = await readText(file(...[...damaged, ...sound].map((id) => row({ id }))));
  expect(fills(reading).map(({ key }) => key === null)).toEqual([
    true,
    true,
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
  expect(fills(reading)[0]!.fill.tradeId).toBe('1.23E+17');
  expect([...reading.door.remarks.values()]).toEqual([4]);
  expect([...reading.door.remarks.keys()][0]).toContain('spreadsheet');
});

test('both sides of a self-trade share an id and have two keys', async () => {
  const reading = await readText(file(row({ side: 'BUY' }), row({ side: 'SELL' })));
  const [buy, sell] = fills(reading);
  expect(buy!.key).not.toBe(sell!.key);
});

test('an instrument is one object', async () => {
  const [one, other] = fills(await readText(file(row(), row({ id: '2' }))));
  expect(one!.fill.instrument).toBe(other!.fill.instrument);
});

test('a stray quote costs its own line only', async () => {
  const good = row();
  const text = file(
    good,
    row({ symbol: '"BTCUSDT' }),
    good,
    row({ symbol: 'BTC"USDT' }),
    good,
    good,
    row({ id: '"' }),
    good,
  );
  const reading = await readText(text);
  expect(refused(reading).map(({ problem }) => [problem.code, problem.line])).toEqual([
    ['quote-unbalanced', 3],
    ['quote-unbalanced', 5],
    ['quote-unbalanced', 8],
  ]);
  expect(fills(reading).map(({ fill }) => fill.line)).toEqual([2, 4, 6, 7, 9]);
  kept(reading);
});

test('two quotes far apart do not swallow the rows between them', async () => {
  const text = file(
    row({ symbol: '"BTCUSDT' }),
    row(),
    row(),
    row({ id: '1"' }),
    row({ side: 'B"U"Y' }),
    row({ side: '"BUY"' }),
  );
  const reading = await readText(text);
  expect(refused(reading).map(({ problem }) => [problem.code, problem.line])).toEqual([
    ['quote-unbalanced', 2],
    ['quote-unbalanced', 5],
    ['quote-misplaced', 6],
  ]);
  expect(fills(reading)).toHaveLength(3);
  kept(reading);
});

test('a quoted cell over several lines is one row', async () => {
  const api = (id: number, maker: string): string =>
    `BTCUSDT,${id},1,BUY,1,1,0,USDT,1717200000000,${maker},BOTH\n`;
  const head = 'symbol,id,orderId,side,price,qty,commission,commissionAsset,time,maker,positionSide\n';
  const text = head + api(1, 'true') + api(2, '"true\n\n"') + api(3, 'true');
  for (const chunk of [5, 64, 65_536]) {
    const reading = await readText(text, {}, 'x.csv', chunk);
    expect(fills(reading).map(({ fill }) => fill.line)).toEqual([2, 3, 6]);
  }
});

test('rows too short, too long, blank, padded', async () => {
  const reading = await readText(
    file('a,b', row(), `${row()},extra`, '', ' , ,', `${row()},,`, ',,,,,,,,,,,'),
  );
  expect(refused(reading).map(({ problem }) => [problem.code, problem.line])).toEqual([
    ['row-width', 2],
    ['row-width', 4],
  ]);
  expect(fills(reading).map(({ fill }) => fill.line)).toEqual([3, 7]);
  expect(reading.door.rows).toBe(4);
  kept(reading);
});

test('a row beyond 1 MiB is refused and the next one read', async () => {
  for (const chunk of [4096, 65_536, 4_000_000]) {
    const text = file(row(), `x${'y'.repeat(3_000_000)}`, row({ id: '2' }));
    const reading = await readText(text, {}, 'x.csv', chunk);
    expect(refused(reading).map(({ problem }) => [problem.code, problem.line])).toEqual([
      ['row-too-long', 3],
    ]);
    expect(fills(reading).map(({ fill }) => fill.line)).toEqual([2, 4]);
    kept(reading);
  }
});

test('line ends may be LF, CRLF, CR or a mixture, cut anywhere', async () => {
  const lines = [HEADER, row(), row({ id: '2' }), '', row({ id: '3' })];
  for (const ends of [['\n'], ['\r\n'], ['\r'], ['\n', '\r\n', '\r\n', '\r', '\n']]) {
    const text = lines.map((text, index) => text + ends[index % ends.length]!).join('');
    for (const chunk of [1, 7, 64, 65_536]) {
      const reading = await readText(text, {}, 'x.csv', chunk);
      expect(fills(reading).map(({ fill }) => [fill.line, fill.tradeId])).toEqual([
        [2, '1'],
        [3, '2'],
        [5, '3'],
      ]);
      expect(reading.door.remarks.size).toBe(0);
    }
  }
});

test('many bad rows cost no more than many good ones', async () => {
  const seconds = async (count: number): Promise<number> => {
    const text = file(...Array.from({ length: count }, () => row({ symbol: '"BTC' })));
    const start = performance.now();
    expect(refused(await readText(text))).toHaveLength(count);
    return performance.now() - start;
  };
  await seconds(500);
  const small = await seconds(5_000);
  expect(await seconds(20_000)).toBeLessThan(Math.max(small * 10, 2_000));
});

test('a word for what a row is that nobody knows is refused with its fee, not left out in silence', async () => {
  const lines = [
    'symbol,orderId,side,orderType,execFee,feeCurrency,execId,execPrice,execQty,execType,execTime,isMaker,feeRate',
    ...['Trade', 'Funding', 'SomethingNew'].map(
      (type, index) =>
        `BTCUSDT,o${index},Buy,Limit,0.02,USDT,e${index},100,1,${type},1780310000000,true,0.0002`,
    ),
  ];
  const reading = await readText(`${lines.join('\n')}\n`);
  kept(reading);
  expect(reading.events.map(({ kind }) => kind)).toEqual(['fill', 'excluded', 'refused']);
  const [event] = refused(reading);
  expect(event!.fee?.toString()).toBe('0.02');
  expect(event!.problem).toMatchObject({
    code: 'kind-unknown',
    line: 4,
    column: 'execType',
    value: 'SomethingNew',
  });
});

test('taxes are taken out of a fee only where they are in it', async () => {
  const parts = ['gst', 'withholding', 'client'].map((part) => `commission_detail_total.${part}_commission`);
  const lines = [
    `entry_id,trade_id,order_id,trade_time,trade_type,price,size,commission,product_id,sequence_timestamp,liquidity_indicator,size_in_quote,user_id,side,${parts.join(',')}`,
    ...['330,20,10,300', '300,20,10,300', '330,20,10,', '310,20,10,300'].map((fees, index) => {
      const [commission, ...others] = fees.split(',');
      return `e${index},t${index},o,2026-08-18T01:37:38Z,FILL,100000,0.5,${commission},BTC-USD,2026-08-18T01:37:38Z,TAKER,false,u,BUY,${others.join(',')}`;
    }),
  ];
  const reading = await readText(`${lines.join('\n')}\n`);
  kept(reading);
  expect(fills(reading).map(({ fill }) => fill.fee.toString())).toEqual(['300', '300', '300']);
  expect(refused(reading).map(({ problem }) => [problem.code, problem.line])).toEqual([
    ['fee-parts-mismatch', 5],
  ]);
});
