/** KuCoin: published rows, and generated exports of every kind against an independent calculation in whole numbers. */
import { describe, expect, test } from 'vitest';
import { cardFor, isNoRate, publishedRate } from '../../src/domain/card.ts';
import { Decimal } from '../../src/domain/decimal.ts';
import { formatRate } from '../../src/domain/rate.ts';
import { problemOf, readText } from '../ingest/reading.ts';
import { at } from '../support/build.ts';
import { type Exact, exact, NOTHING, padded, quotient, rounded, times } from '../support/exact.ts';
import { amountBelow, Books, catalogue, faultAt, numbers, percent, residualOf, runOn } from './book-run.ts';
import { causesOf, intakeOf, linesOf } from './chain-run.ts';

const SPLIT =
  'UID,Account Type,Order ID,Symbol,Side,Order Type,Avg. Filled Price,Filled Amount,Filled Volume,Filled Volume (USDT),' +
  'Filled Time(UTC+02:00),Fee,Maker/Taker,Fee Currency';
const SPLIT_TAX = SPLIT.replace('Fee,', 'Fee,Tax,');
const OLD = 'tradeCreatedAt;orderId;symbol;side;price;size;funds;fee;liquidity;feeCurrency;orderType;';
const FUTURES =
  'UID,Account Type,Order ID,Filled Time(UTC),Symbol,Side,Filled Amount,Filled Price,Filled Volume,Filled Volume  (USDT),' +
  'Fee Rate,Fee,Order Type';
const SPOT_API =
  'orderId,tradeId,symbol,side,liquidity,type,forceTaker,price,size,funds,fee,feeCurrency,tax,createdAt';
const FUTURES_API =
  'symbol,tradeId,orderId,side,liquidity,forceTaker,price,size,value,feeCurrency,fee,tradeType,tradeTime,openFeeTaxPay,' +
  'closeFeeTaxPay';
const file = (header: string, rows: readonly string[]): string => `${[header, ...rows, ''].join('\n')}`;

describe('published rows', () => {
  test.each([
    [
      'spot split of 2023, class A, VIP 0 taker',
      SPLIT,
      '****4228,mainAccount,,DOGE-USDT,SELL,MARKET,0.09542,7634.811,728.51366562,728.51366562,2023-12-07 01:16:13,0.72851366562,TAKER,USDT',
      'spot taker USDT judged: 1/1/0/0/0 0.72851366562 0.72851366562 0',
    ],
    [
      'spot of 2021 saved by a spreadsheet, class A, VIP 0 taker',
      OLD,
      '17.11.2021 10:21:26;;AVAX-USDT;buy;95,317;57,7348;5503,1079316;5,5031079316;taker;USDT;limit',
      'spot taker USDT judged: 1/1/0/0/0 5.5031079316 5.5031079316 0',
    ],
    [
      'futures of the API documentation, VIP 0 taker',
      FUTURES_API,
      'XBTUSDTM,1784277229880,o,buy,taker,false,67430.9,1,67.4309,USDT,0.04045854,trade,1729155616320000000,,',
      'futures taker USDT judged: 1/1/0/0/0 0.04045854 0.04045854 0',
    ],
  ])('%s', async (_, header, row, line) => {
    expect(linesOf(await runOn('kucoin', file(header, [row]), { tier: 'VIP 0' }))).toEqual([line]);
  });

  test('not reproduced under a card: products whose symbol was not published; their rates are exact', () => {
    expect(padded(times(exact('225.31669236'), percent('0.2')))).toBe('0.45063338472');
    expect(padded(times(exact('8889.0827367732'), percent('0.1')))).toBe('8.8890827367732');
  });
});

/** Own level and the one before, maker and taker in percent. */
const CARD = {
  spot: { maker: ['0.055', '0.075'], taker: ['0.075', '0.090'] },
  futures: { maker: ['0.008', '0.010'], taker: ['0.060', '0.060'] },
} as const;
const START = Date.UTC(2026, 5, 3, 10, 0, 0);
const written = (index: number, minutesEast: number): string =>
  new Date(START + index * 61_000 + minutesEast * 60_000).toISOString().slice(0, 19).replace('T', ' ');

describe('generated exports', () => {
  test('spot split: the fee in the quote coin, taxes beside it, blank order ids', async () => {
    const [next, books, rows] = [numbers(21), new Books(), [] as string[]];
    for (let index = 0; index < 300; index++) {
      const [symbol, quote] = [
        ['BTC-USDT', 'USDT'],
        ['DOGE-BTC', 'BTC'],
        ['AVAX-USDC', 'USDC'],
      ][next(3)]!;
      const role = next(2) === 0 ? 'maker' : 'taker';
      const [price, quantity] = [amountBelow(next, 90_000, 4), amountBelow(next, 9, 5)];
      const volume = times(exact(price), exact(quantity));
      const [own, old] = CARD.spot[role];
      const feeAt = (rate: string) => times(volume, percent(rate));
      const tax = next(5) === 0 ? exact('0.07') : NOTHING;
      const fault = faultAt(index);
      const charged = books.add(`spot ${role} ${quote}`, fault, feeAt(own), feeAt(old), tax);
      rows.push(
        [
          ...[
            '****4228',
            'mainAccount',
            next(2) === 0 ? '' : `o${index}`,
            symbol,
            next(2) === 0 ? 'BUY' : 'SELL',
          ],
          ...['LIMIT', price, quantity, padded(volume), '1', written(index, 120), padded(charged)],
          ...[tax.n === 0n ? 'null' : padded(tax), role.toUpperCase(), quote],
        ].join(','),
      );
    }
    const result = await runOn('kucoin', file(SPLIT_TAX, rows), { tier: 'VIP 4' });
    expect(linesOf(result)).toEqual(books.ledger.lines());
    expect(causesOf(result)).toEqual(books.causes());
    expect(result.span?.from).toBe(START);
    expect(residualOf(result)).toEqual([0, 0]);
  });

  test('futures of the web pages: the printed volume is the base, BTC is charged for XBT', async () => {
    const [next, books, rows] = [numbers(22), new Books(), [] as string[]];
    for (let index = 0; index < 300; index++) {
      const inverse = next(3) === 0;
      const role = next(2) === 0 ? 'maker' : 'taker';
      const [price, amount] = [amountBelow(next, 90_000, 1), String(1 + next(900))];
      const volume = inverse
        ? rounded(quotient(exact(amount), exact(price), 40), 10, 'half-up')
        : times(exact(price), exact(amount), exact('0.001'));
      const [own, old] = CARD.futures[role];
      const feeAt = (rate: string) => times(volume, percent(rate));
      const asset = inverse ? 'BTC' : 'USDT';
      const fault = faultAt(index) === 'TIER_STALE' ? 'TIER_STALE' : null;
      const charged = books.add(`futures ${role} ${asset}`, fault, feeAt(own), feeAt(old));
      rows.push(
        [
          ...['****4228', 'futures', `o${index}`, written(index, 0), inverse ? 'XBTUSDM' : 'XBTUSDTM'],
          ...[
            next(2) === 0 ? 'BUY' : 'SELL',
            amount,
            price,
            padded(volume),
            '1',
            '--',
            padded(charged),
            'LIMIT',
          ],
        ].join(','),
      );
    }
    const result = await runOn('kucoin', file(FUTURES, rows), { tier: 'VIP 4' });
    expect(linesOf(result)).toEqual(books.ledger.lines());
    expect(causesOf(result)).toEqual(books.causes());
    expect(residualOf(result)).toEqual([0, 0]);
  });

  test('spot of the API: charged as taker is taker, whatever the book says', async () => {
    const [next, books, rows] = [numbers(23), new Books(), [] as string[]];
    for (let index = 0; index < 300; index++) {
      const rests = next(2) === 0;
      const forced = rests && next(4) === 0;
      const role = rests && !forced ? 'maker' : 'taker';
      const [price, quantity] = [amountBelow(next, 90_000, 2), amountBelow(next, 9, 6)];
      const volume = times(exact(price), exact(quantity));
      const [own, old] = CARD.spot[role];
      const feeAt = (rate: string) => times(volume, percent(rate));
      const tax = next(5) === 0 ? exact('0.0001') : NOTHING;
      const charged = books.add(`spot ${role} USDT`, faultAt(index), feeAt(own), feeAt(old), tax);
      rows.push(
        [
          ...[
            `o${index}`,
            5_000_000 + index,
            'ETH-USDT',
            'sell',
            rests ? 'maker' : 'taker',
            'limit',
            forced,
            price,
          ],
          ...[
            quantity,
            padded(volume),
            padded(charged),
            'USDT',
            tax.n === 0n ? '' : padded(tax),
            START + index,
          ],
        ].join(','),
      );
      if (index % 75 === 0) rows.push(rows.at(-1)!);
    }
    const result = await runOn('kucoin', file(SPOT_API, rows), { tier: 'VIP 4' });
    expect(linesOf(result)).toEqual(books.ledger.lines());
    expect(intakeOf(result)).toEqual(['fill 300', 'duplicate 4']);
    expect(causesOf(result)).toEqual(books.causes());
    expect(residualOf(result)).toEqual([0, 0]);
  });

  test('futures of the API: contracts, nanoseconds, taxes in two parts, forced closings, unknown contracts', async () => {
    const [next, books, rows] = [numbers(24), new Books(), [] as string[]];
    const values: Record<string, string> = {
      XBTUSDTM: '0.001',
      ETHUSDTM: '0.01',
      NEWUSDTM: '7',
      XBTUSDM: '1',
    };
    for (let index = 0; index < 400; index++) {
      const symbol = Object.keys(values)[next(4)]!;
      const inverse = symbol === 'XBTUSDM';
      const role = next(2) === 0 ? 'maker' : 'taker';
      const [price, size] = [amountBelow(next, 90_000, 1), String(1 + next(9_000))];
      const units = times(exact(size), exact(values[symbol]!));
      const [own, old] = CARD.futures[role];
      const feeAt = (rate: string): Exact =>
        inverse
          ? rounded(quotient(times(units, percent(rate)), exact(price), 60), 14, 'half-up')
          : times(units, exact(price), percent(rate));
      const tax = next(5) === 0 ? exact('0.0003') : NOTHING;
      const coin = inverse ? 'BTC' : 'USDT';
      const charged = books.add(`futures ${role} ${coin}`, faultAt(index), feeAt(own), feeAt(old), tax);
      const value = inverse ? '0.01' : padded(times(units, exact(price)));
      const time = `${START + index}000001`;
      const fee = inverse ? 'XBT' : next(2) === 0 ? 'USDT' : '';
      const taxes = tax.n === 0n ? ',' : '0.0001,0.0002';
      rows.push(
        `${symbol},${index},o,buy,${role},false,${price},${size},${value},${fee},${padded(charged)},trade,${time},${taxes}`,
      );
      const odd = (kind: string) =>
        `XBTUSDTM,L${index},o,buy,taker,false,50000,1,50,USDT,0.5,${kind},${time},,`;
      if (index % 100 === 0) rows.push(odd('liquid'), odd('settlement'));
    }
    for (let count = 0; count < 4; count++) books.ledger.add('futures none USDT', 3, NOTHING, exact('0.5'));
    const result = await runOn('kucoin', file(FUTURES_API, rows), { tier: 'VIP 4' });
    expect(linesOf(result)).toEqual(books.ledger.lines());
    expect(intakeOf(result)).toEqual(['fill 404', 'excluded settlement 4']);
    expect(causesOf(result)).toEqual(books.causes());
    expect(residualOf(result)).toEqual([0, 0]);
  });

  test('a fee in KCS: a fifth off, at the price that the user gives; without one it is not judged', async () => {
    const row = `o,1,BTC-USDT,sell,taker,limit,false,50000,1,50000,3,KCS,,${START}`;
    const price = { price: new Decimal('10'), inverse: false };
    const prices = {
      file: 'prices.csv',
      price: (asset: string, quote: string) => (asset + quote === 'KCSUSDT' ? price : null),
    };
    const terms = { tier: 'VIP 4' };
    expect(linesOf(await runOn('kucoin', file(SPOT_API, [row]), terms, {}, { prices }))).toEqual([
      'spot taker KCS judged: 1/1/0/0/0 3 3 0',
    ]);
    expect(linesOf(await runOn('kucoin', file(SPOT_API, [row]), terms))).toEqual([
      'spot taker KCS unjudged: 1/0/0/0/1 0 3 0',
    ]);
  });

  test('makers of the program, futures and spot', async () => {
    const id = 'kucoin/market-maker';
    const program = { schedule: id, tier: 'S', track: 'program', program: id } as const;
    const row = (day: string) => {
      const nanoseconds = `${at(day)}000000`;
      return `XBTUSDTM,1,o,buy,maker,false,50000,1000,50000,USDT,-3.5,trade,${nanoseconds},,`;
    };
    const lines = async (day: string) =>
      linesOf(await runOn('kucoin', file(FUTURES_API, [row(day)]), program));
    expect(await lines('2026-03-23')).toEqual(['futures maker USDT judged: 1/1/0/0/0 -3.5 -3.5 0']);
    expect(await lines('2026-03-22')).toEqual(['futures maker USDT judged: 1/0/0/1/0 -5 -3.5 0']);
    const spot = `o,1,BTC-USDT,sell,maker,limit,false,50000,1,50000,-6,USDT,,${at('2026-03-22')}`;
    expect(linesOf(await runOn('kucoin', file(SPOT_API, [spot]), program))).toEqual([
      'spot maker USDT judged: 1/1/0/0/0 -6 -6 0',
    ]);
  });
});

describe('the ladders', () => {
  const rateOf = (id: string, symbol: string, day: string, tier: string, side: 'maker' | 'taker'): string => {
    const [base = '', quote = 'USDT'] = symbol.split('-');
    const rest = { kind: 'linear', base, quote, settle: 'USDT', contractValue: null } as const;
    const instrument = { venue: 'kucoin', symbol, product: id.split('/')[1]!, ...rest };
    const card = cardFor(catalogue.schedule(id), instrument, at(day), null);
    if (isNoRate(card)) return card.reason;
    const rate = publishedRate(card, tier, side);
    return isNoRate(rate) ? rate.reason : formatRate(rate);
  };

  test.each([
    ['2024-10-17', 'VIP 0', '0.02%', '0.06%'],
    ['2026-03-22', 'VIP 12', '-0.008%', '0.025%'],
    ['2026-03-23', 'VIP 12', '0%', '0.025%'],
    ['2026-03-23', 'VIP 9', '0%', '0.033%'],
    ['2026-05-17', 'VIP 4', '0.008%', '0.053%'],
    ['2026-05-18', 'VIP 4', '0.008%', '0.06%'],
    ['2026-05-18', 'VIP 5', '0.006%', '0.048%'],
  ])('futures on %s at %s', (day, tier, maker, taker) => {
    const of = (side: 'maker' | 'taker') => rateOf('kucoin/futures', 'XBTUSDTM', day, tier, side);
    expect([of('maker'), of('taker')]).toEqual([maker, taker]);
  });

  test.each([
    ['BTC-USDT', 'VIP 3', '0.075%', '0.09%'],
    ['FOO-USDT', 'VIP 9', '0%', expect.stringContaining('the group of this symbol is not known')],
    ['FOO-USDT', 'VIP 11', '-0.003%', expect.stringContaining('the group of this symbol is not known')],
  ])('spot of %s at %s', (symbol, tier, maker, taker) => {
    const of = (side: 'maker' | 'taker') => rateOf('kucoin/spot', symbol, '2026-06-01', tier, side);
    expect([of('maker'), of('taker')]).toEqual([maker, taker]);
  });

  /** Rows of the page: futures until 2026-03-22, and spot class A. */
  const PRINTED = [
    ...['.020/.060 .100/.100', '.018/.060 .095/.100', '.015/.060 .090/.100', '.010/.060 .075/.090'],
    ...['.008/.053 .055/.075', '.006/.048 .035/.055', '.004/.043 .025/.045', '.002/.039 .015/.042'],
    ...['0/.036 .010/.040', '-.002/.033 0/.040', '-.004/.030 0/.030', '-.006/.028 -.003/.025'],
    '-.008/.025 -.005/.025',
  ];

  test.each(PRINTED.map((line, level) => [level, line] as const))('VIP %i as printed: %s', (level, line) => {
    const rates = (id: string, version: string, table: number): string => {
      const row = catalogue.schedule(id).versions.find((one) => one.version === version)!.tables[table]!
        .tiers[level]!;
      return `${row.tier} ${row.maker!.times(100).toFixed()}/${row.taker!.times(100).toFixed()}`;
    };
    const [futures, spot] = line.split(' ').map((pair) =>
      pair
        .split('/')
        .map((rate) => padded(exact(rate.replace('.', '0.'))).replace(/(\.\d*?)0+$/, '$1'))
        .join('/'),
    );
    expect(rates('kucoin/futures', '2026-03-19', 0)).toBe(`VIP ${level} ${futures}`);
    expect(rates('kucoin/spot', '2026-03-26', 0)).toBe(`VIP ${level} ${spot}`);
  });

  test('classes B and C are twice and three times class A, rebates are not', () => {
    const { tables } = catalogue.schedule('kucoin/spot').versions.at(-1)!;
    const [a, b, c] = ['Class A', 'Class B', 'Class C'].map(
      (name) => tables.find(({ group }) => group === name)!,
    );
    for (const [index, row] of a!.tiers.entries()) {
      const many = (factor: number) => [
        row.maker!.isNegative() ? row.maker!.toFixed() : row.maker!.times(factor).toFixed(),
        row.taker!.times(factor).toFixed(),
      ];
      const shown = (other: typeof a) => [
        other!.tiers[index]!.maker!.toFixed(),
        other!.tiers[index]!.taker!.toFixed(),
      ];
      expect([shown(b), shown(c)]).toEqual([many(2), many(3)]);
    }
  });
});

test.each([
  [
    'UID,Account Type,Order ID,Order Time(UTC),Symbol,Side,Order Type,Order Price,Order Amount,Avg. Filled Price,' +
      'Filled Amount,Filled Volume,Filled Volume (USDT),Filled Time(UTC),Fee,Fee Currency,Tax,Status',
    'Show Order-Splitting',
  ],
  ['uid,symbol,direction,deal_price,amount,deal_value,created_at', 'it has no fees'],
  [
    'UID,Account Type,Symbol,Close Type,Realized PNL,Total Realized PNL,Total Funding Fees,Total Trading Fees,' +
      'Position Opening Time(UTC),",Position Closing Time(UTC)"',
    'closed position',
  ],
  [
    'orderCreatedAt,id,clientOid,symbol,side,type,stopPrice,price,size,dealSize,dealFunds,averagePrice,fee,feeCurrency,' +
      'remark,tags,orderStatus,',
    'tradeCreatedAt',
  ],
])('exports without fills are refused by name: %s', async (header, words) => {
  const problem = await problemOf(readText(`${header}\n`));
  expect(problem.code).toBe('export-without-fills');
  expect(`${problem.sentence} ${problem.hint}`).toContain(words);
});

test('an empty report has a header and no row', async () => {
  const { door, events } = await readText(`${SPLIT}\nNo matching records found.,,,,,,,,,,,,,\n`);
  expect([door.rows, events]).toEqual([0, []]);
});
