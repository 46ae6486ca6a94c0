/** Bybit: published rows, and generated exports of every kind against an independent calculation in whole numbers. */
import { describe, expect, test } from 'vitest';
import { cardFor, isNoRate, publishedRate } from '../../src/domain/card.ts';
import { formatRate } from '../../src/domain/rate.ts';
import { problemOf, readText } from '../ingest/reading.ts';
import {
  type Exact,
  exact,
  NOTHING,
  negated,
  order,
  padded,
  quotient,
  rounded,
  times,
} from '../support/exact.ts';
import { amountBelow, Books, catalogue, faultAt, numbers, percent, residualOf, runOn } from './book-run.ts';
import { causesOf, intakeOf, linesOf } from './chain-run.ts';

const DERIVATIVES =
  'Market,Filled Type,Filled Quantity,Filled Price,Order Price,Fee Rate,Trading Fee,feeCoin,ExecFeeV2,Direction,' +
  'Order Type,Trasaction ID,Order No.,Transaction Time(UTC+0)';
const SPOT_2024 =
  'Spot Pairs,Order Type,Direction,Filled Value,Filled Price,Filled Quantity,Fees,Transaction ID,Order No.,Timestamp (UTC)';
const SPOT_2026 =
  'Spot Pairs,Order Type,Direction,feeCoin,ExecFeeV2,Filled Value,Filled Price,Filled Quantity,Fees,Transaction ID,' +
  'Order No.,Timestamp (UTC)';
const UTA =
  'Uid,Currency,Contract,Type,Direction,Quantity,Position,Filled Price,Funding,Fee Paid,Cash Flow,Change,' +
  'Wallet Balance,Action,Time(UTC)';
const API =
  'symbol,category,orderId,orderType,side,execFee,execId,execPrice,execQty,execType,execTime,feeCurrency,isMaker,' +
  'indexPrice,extraFees';
const file = (header: string, rows: readonly string[]): string => `${[header, ...rows, ''].join('\n')}`;
const wide = (value: Exact): string => padded(rounded(value, 20, 'down'));

describe('published rows', () => {
  test.each([
    [
      'spot buy, limit, VIP 0: 0.1 % of the coin received',
      SPOT_2024,
      'BTCUSDT,LIMIT,BUY,4478.05780000000000000000,97100.00000000000000000000,0.04611800000000000000,0.00004611800000000000,2290000000522832993,1836393090823494400,2024-12-09 19:48:23',
      'spot unknown BTC judged: 1/1/0/0/0 0.000046118 0.000046118 0',
    ],
    [
      'spot sell, market, VIP 0',
      SPOT_2024,
      'ICPUSDT,MARKET,SELL,49.97342400000000000000,9.32340000000000000000,5.36000000000000000000,0.04997342400000000000,2200000000355489633, 53982208,14:35 2024-11-16',
      'spot taker USDT judged: 1/1/0/0/0 0.049973424 0.049973424 0',
    ],
    [
      'spot buy, VIP 0',
      SPOT_2024,
      'ICPUSDT,LIMIT,BUY,80.20300000000000000000,8.02030000000000000000,10.00000000000000000000,0.01000000000000000000,2200000000351556764, 87307520,03:18 2024-11-15',
      'spot unknown ICP judged: 1/1/0/0/0 0.01 0.01 0',
    ],
    [
      'perpetual of the API documentation, VIP 0 taker',
      API,
      'BTCUSDT,linear,o,Market,Sell,26.3725275,x,95900.1,0.5,Trade,1746270400353,USDT,false,,',
      'derivatives taker USDT judged: 1/1/0/0/0 26.3725275 26.3725275 0',
    ],
  ])('%s', async (_, header, row, line) => {
    expect(linesOf(await runOn('bybit', file(header, [row]), { tier: 'VIP 0' }))).toEqual([line]);
  });

  test.each([
    [
      '0.18 % is of a zone or a local platform whose table nobody has: a break',
      SPOT_2024,
      'LTCUSDT,MARKET,BUY,20.6461791,104.49,0.19759,0.000355662,2200000000570297153,1849440883666328320,2024-12-26 09:48:53',
      ['spot taker LTC judged: 1/0/0/1/0 0.00019759 0.000355662 0'],
    ],
    [
      'the EU platform charges 0.25 % on pairs with EUR, whose table nobody has: unjudged',
      SPOT_2026,
      'BTCEUR,MARKET,SELL,EUR,0.0040382175,1.615287,53842.9,0.00003,--,3010000000039612078, 04058112,08:22 2026-06-05',
      ['spot taker EUR unjudged: 1/0/0/0/1 0 0.0040382175 0'],
    ],
    [
      'a contract of a zone without a table (0.1 %): a break',
      UTA,
      'u,USDT,XAUTUSDT,TRADE,SELL,0.02,0.02,4356,0,-0.08712,1.0375,0.95038,306.66408947,CLOSE,2026-09-22 19:11:48',
      ['derivatives unknown USDT unjudged: 1/0/0/0/1 0 0.08712 0'],
    ],
    [
      'a taker of VIP 1 who pays with MNT is charged 0.036 %, but not in MNT here: unjudged without the role',
      UTA,
      'u,USDT,ETHUSDT,TRADE,BUY,0.05,0.05,2510,0,-0.04518,0,-0.04518,305.4,OPEN,2026-09-18 09:03:24',
      ['derivatives unknown USDT unjudged: 1/0/0/0/1 0 0.04518 0'],
    ],
    [
      'before the first table that is known',
      API,
      'ETHPERP,linear,o,Market,Buy,0.071409,x,1190.15,0.1,Trade,1672282722429,,false,,',
      ['derivatives taker USDC unjudged: 1/0/0/0/1 0 0.071409 0'],
    ],
  ])('not reproduced: %s', async (_, header, row, lines) => {
    expect(linesOf(await runOn('bybit', file(header, [row]), { tier: 'VIP 0' }))).toEqual(lines);
  });
});

/** VIP 3 and, one tier behind, VIP 2: taker first, as the venue prints them. */
const CARD = {
  derivatives: { taker: ['0.0350', '0.0375'], maker: ['0.0140', '0.0160'] },
  spot: { taker: ['0.0750', '0.0775'], maker: ['0.0625', '0.0650'] },
} as const;
const START = Date.UTC(2026, 7, 3, 10, 0, 0);
const clock = (index: number): string => new Date(START + index * 60_000).toISOString().slice(11, 16);
const day = (index: number): string => new Date(START + index * 60_000).toISOString().slice(0, 10);

describe('generated exports', () => {
  test('derivatives: coins, inverse contracts, a settlement asset of its own; times to the minute', async () => {
    const [next, books, rows] = [numbers(7), new Books(), [] as string[]];
    for (let index = 0; index < 400; index++) {
      const market = ['BTCUSDT', 'AAAUSDT', 'ETHPERP', 'BTCUSD', 'ETHUSDT-25DEC26'][next(5)]!;
      const inverse = market === 'BTCUSD';
      const asset = inverse ? 'BTC' : market === 'ETHPERP' ? 'USDC' : 'USDT';
      const role = next(2) === 0 ? 'maker' : 'taker';
      const price = amountBelow(next, 90_000, 2);
      const quantity = inverse ? String(100 + next(90_000)) : amountBelow(next, 9, 3);
      const [own, old] = CARD.derivatives[role];
      const feeAt = (rate: string): Exact =>
        inverse
          ? rounded(quotient(times(exact(quantity), percent(rate)), exact(price), 60), 12, 'half-up')
          : times(exact(quantity), exact(price), percent(rate));
      const fault =
        faultAt(index) === 'SIGN_FLIP' || faultAt(index) === 'FEE_MISSING' ? null : faultAt(index);
      const charged = padded(books.add(`derivatives ${role} ${asset}`, fault, feeAt(own), feeAt(old)));
      const [way, type] = [next(2) === 0 ? 'Long' : 'SELL', role === 'maker' ? 'Limit' : 'Market'];
      const when = `${clock(index)} ${day(index)}`;
      rows.push(
        `${market},Trade,${quantity},${price},${price},--,${charged},${asset},${charged},${way},${type}, t${index}, ${index},${when}`,
      );
      if (index % 80 === 0) rows.push(rows.at(-1)!);
      if (index % 50 === 0)
        rows.push(`BTCUSDT,Funding,1,1,0,0.0001,0.5,USDT,0.5,Long,--, f${index}, 1,${when}`);
    }
    const result = await runOn('bybit', file(`UID: 1,Company Name: ,Country: \n${DERIVATIVES}`, rows), {
      tier: 'VIP 3',
    });
    expect(linesOf(result)).toEqual(books.ledger.lines());
    expect(intakeOf(result)).toEqual(['fill 400', 'excluded funding 8', 'duplicate 5']);
    expect(causesOf(result)).toEqual(books.causes());
    expect(residualOf(result)).toEqual([0, 0]);
  });

  test('spot of 2026: the asset received, amounts of twenty decimals, the fee in either column', async () => {
    const [next, books, rows] = [numbers(8), new Books(), [] as string[]];
    for (let index = 0; index < 300; index++) {
      const [pair, base, quote] = [
        ['BTCUSDT', 'BTC', 'USDT'],
        ['SOLUSDC', 'SOL', 'USDC'],
        ['XUSDE', 'X', 'USDE'],
      ][next(3)]!;
      const [buys, role] = [next(2) === 0, next(2) === 0 ? 'maker' : 'taker'] as const;
      const [price, quantity] = [amountBelow(next, 900, 2), amountBelow(next, 9, 4)];
      const received = buys ? exact(quantity) : times(exact(price), exact(quantity));
      const [own, old] = CARD.spot[role];
      const feeAt = (rate: string) => times(received, percent(rate));
      const fault = faultAt(index) === 'TIER_STALE' ? 'TIER_STALE' : null;
      const coin = buys ? base! : quote!;
      const charged = wide(books.add(`spot ${role} ${coin}`, fault, feeAt(own), feeAt(old)));
      const value = wide(times(exact(price), exact(quantity)));
      const fees = next(2) === 0 ? [coin, charged, '--'] : ['--', '--', charged];
      rows.push(
        [
          ...[pair, 'LIMIT', buys ? 'BUY' : 'SELL', fees[0], fees[1], value, price, quantity, fees[2]],
          ...[` ${9_000_000 + index}`, ` ${index}`, `${clock(index)} ${day(index)}`],
        ].join(','),
      );
    }
    const result = await runOn('bybit', file(SPOT_2026, rows), { tier: 'VIP 3' });
    expect(linesOf(result)).toEqual(books.ledger.lines());
    expect(causesOf(result)).toEqual(books.causes());
    expect(residualOf(result)).toEqual([0, 0]);
  });

  test('the unified log: charges are negative, spot trades have two rows in any order', async () => {
    const [next, books, rows] = [numbers(9), new Books(), [] as string[]];
    for (let index = 0; index < 240; index++) {
      const [buys, role] = [next(2) === 0, next(2) === 0 ? 'maker' : 'taker'] as const;
      const [price, quantity] = [amountBelow(next, 900, 1), amountBelow(next, 9, 3)];
      const value = times(exact(price), exact(quantity));
      const spot = next(2) === 0;
      const [own, old] = CARD[spot ? 'spot' : 'derivatives'][role];
      const asset = spot && buys ? 'BTC' : 'USDT';
      const received = spot && buys ? exact(quantity) : value;
      const feeAt = (rate: string) => times(received, percent(rate));
      const fault = faultAt(index) === 'TIER_STALE' ? 'TIER_STALE' : null;
      const key = `${spot ? 'spot' : 'derivatives'} ${role} ${asset}`;
      const paid = wide(negated(books.add(key, fault, feeAt(own), feeAt(old))));
      const time = `${day(index)} ${clock(index)}:07`;
      const way = buys ? 'BUY' : 'SELL';
      const row = (currency: string, amount: Exact, fee: string, action: string) =>
        `u,${currency},BTCUSDT,TRADE,${way},${wide(amount)},0,${price},0,${fee},0,0,1,${action},${time}`;
      if (!spot) rows.push(row('USDT', exact(quantity), paid, next(2) === 0 ? 'OPEN' : 'CLOSE'));
      else {
        const base = row(
          'BTC',
          buys ? exact(quantity) : negated(exact(quantity)),
          buys ? paid : '0.000',
          '--',
        );
        const quote = row('USDT', buys ? negated(value) : value, buys ? '0.000' : paid, '--');
        rows.push(...(next(2) === 0 ? [base, quote] : [quote, base]));
      }
      if (index % 40 === 0)
        rows.push(`u,USDT,BTCUSDT,SETTLEMENT,BUY,--,1,--,-0.5,0,0,-0.5,1,SETTLEMENT,${time}`);
    }
    const result = await runOn('bybit', file(UTA, rows), { tier: 'VIP 3' });
    expect(linesOf(result)).toEqual(books.ledger.lines());
    expect(causesOf(result)).toEqual(books.causes());
    expect(intakeOf(result)).toContain('excluded funding 6');
    expect(residualOf(result)).toEqual([0, 0]);
  });

  test('the API: roles, taxes beside the fee, kinds of rows that are no fills', async () => {
    const [next, books, rows] = [numbers(10), new Books(), [] as string[]];
    for (let index = 0; index < 400; index++) {
      const [symbol, category, asset] = [
        ['BTCUSDT', 'linear', 'USDT'],
        ['BTCUSD', 'inverse', 'BTC'],
        ['BTCUSDT', 'spot', ''],
      ][next(3)] as [string, string, string];
      const [buys, role] = [next(2) === 0, next(2) === 0 ? 'maker' : 'taker'] as const;
      const [price, quantity] = [amountBelow(next, 90_000, 2), amountBelow(next, 9, 3)];
      const coin = category === 'spot' ? (buys ? 'BTC' : 'USDT') : asset;
      const product = category === 'spot' ? 'spot' : 'derivatives';
      const [own, old] = CARD[product][role];
      const feeAt = (rate: string): Exact => {
        if (category === 'inverse')
          return rounded(quotient(times(exact(quantity), percent(rate)), exact(price), 60), 18, 'half-up');
        const base = category === 'spot' && buys ? exact(quantity) : times(exact(price), exact(quantity));
        return times(base, percent(rate));
      };
      const tax = next(4) === 0 ? exact('0.0012') : NOTHING;
      const fault = faultAt(index);
      const charged = books.add(`${product} ${role} ${coin}`, fault, feeAt(own), feeAt(old), tax);
      const list =
        tax.n === 0n ? '' : `"[{""feeCoin"":""${coin}"",""feeType"":""GST"",""fee"":""${padded(tax)}""}]"`;
      const time = START + index * 1000;
      rows.push(
        [
          ...[
            symbol,
            category,
            `o${index}`,
            'Limit',
            buys ? 'Buy' : 'Sell',
            padded(charged),
            `x${index}`,
            price,
          ],
          ...[
            quantity,
            'Trade',
            time,
            fault === 'SIGN_FLIP' || next(2) === 0 ? coin : '',
            role === 'maker',
            '',
            list,
          ],
        ].join(','),
      );
      const odd = (kind: string) =>
        `BTCUSDT,linear,o,Limit,Buy,0.25,y${index},100,1,${kind},${time},USDT,false,,`;
      if (index % 100 === 0)
        rows.push(odd('Funding'), odd('Settle'), odd('Delivery'), odd('BustTrade'), rows.at(-1)!);
    }
    for (let count = 0; count < 4; count++) {
      books.ledger.add('derivatives none USDT', 3, NOTHING, exact('0.25'));
    }
    const result = await runOn('bybit', file(API, rows), { tier: 'VIP 3' });
    expect(linesOf(result)).toEqual(books.ledger.lines());
    expect(intakeOf(result).sort()).toEqual([
      ...['duplicate 4', 'excluded delivery 4', 'excluded funding 4', 'excluded settlement 4', 'fill 404'],
    ]);
    expect(causesOf(result)).toEqual(books.causes());
    expect(residualOf(result)).toEqual([0, 0]);
  });

  test.each([
    ['VIP 3', '0.0150', '0.0200', '0.07'],
    ['Pro 3', '0.0050', '0.0150', '0.06'],
    ['Pro 6', '0', '0.0100', '0.04'],
  ])(
    'options of %s: a share of the index price, bounded by its share of the premium',
    async (tier, maker, taker, cap) => {
      const [next, books, rows] = [numbers(11), new Books(), [] as string[]];
      let bounded = 0;
      for (let index = 0; index < 120; index++) {
        const role = next(2) === 0 ? 'maker' : 'taker';
        const [price, quantity, indexPrice] = [
          amountBelow(next, 90, 1),
          amountBelow(next, 9, 2),
          amountBelow(next, 90_000, 2),
        ];
        const share = times(exact(indexPrice), exact(quantity), percent(role === 'maker' ? maker : taker));
        const most = times(exact(price), exact(quantity), exact(cap));
        const due = order(share, most) > 0 ? most : share;
        if (due === most) bounded++;
        books.add(`options ${role} USDC`, null, due, due);
        const fee = padded(due);
        rows.push(
          `BTC-25SEP26-90000-C,option,o,Limit,Buy,${fee},x${index},${price},${quantity},Trade,${START + index},,${role === 'maker'},${indexPrice},`,
        );
      }
      expect(bounded).toBeGreaterThan(5);
      expect(linesOf(await runOn('bybit', file(API, rows), { tier }))).toEqual(books.ledger.lines());
    },
  );

  test('makers of the program: rates by symbol group, spot rebates in the asset given', async () => {
    const [next, books, rows] = [numbers(12), new Books(), [] as string[]];
    const program = {
      schedule: 'bybit/market-maker',
      tier: 'MM 2',
      track: 'program',
      program: 'bybit/market-maker',
    } as const;
    for (let index = 0; index < 200; index++) {
      const [spot, buys] = [next(2) === 0, next(2) === 0];
      const [price, quantity] = [amountBelow(next, 900, 2), amountBelow(next, 9, 3)];
      const value = times(exact(price), exact(quantity));
      const given = spot && !buys ? 'BTC' : 'USDT';
      const due = spot
        ? times(buys ? value : exact(quantity), percent('-0.0050'))
        : times(value, percent('-0.0025'));
      books.add(`${spot ? 'spot' : 'derivatives'} maker ${given}`, null, due, due);
      rows.push(
        `BTCUSDT,${spot ? 'spot' : 'linear'},o,Limit,${buys ? 'Buy' : 'Sell'},${padded(due)},x${index},${price},${quantity},Trade,${START + index},,true,,`,
      );
    }
    expect(linesOf(await runOn('bybit', file(API, rows), program))).toEqual(books.ledger.lines());
    const unknown = 'FOOUSDT,linear,o,Limit,Buy,-0.01,x,1,400,Trade,1786000000000,,true,,';
    const result = await runOn('bybit', file(API, [unknown]), program);
    expect([...result.reconciliation.unjudged.values()][0]?.reason).toContain(
      'the group of this symbol is not known',
    );
  });
});

describe('the ladder', () => {
  const rateOf = (symbol: string, tier: string, side: 'maker' | 'taker'): string => {
    const quote = symbol.endsWith('USD') ? 'USD' : 'USDT';
    const rest = { kind: 'linear', base: 'X', quote, settle: quote, contractValue: null } as const;
    const instrument = { venue: 'bybit', symbol, product: 'derivatives', ...rest };
    const card = cardFor(catalogue.schedule('bybit/derivatives'), instrument, START, null);
    if (isNoRate(card)) return card.reason;
    const rate = publishedRate(card, tier, side);
    return isNoRate(rate) ? rate.reason : formatRate(rate);
  };

  test.each([
    ['BTCUSDT', 'VIP 1', '0.018%', '0.04%'],
    ['FOOUSDT', 'Supreme VIP', '0%', '0.03%'],
    ['FOOUSDT', 'Pro 2', '0.005%', '0.032%'],
    ['BTCUSD', 'Pro 6', '0%', '0.018%'],
    ['BTCUSDT', 'Pro 4', '0%', '0.024%'],
    ['BTCUSDT-25DEC26', 'Pro 3', '0%', '0.0275%'],
    ['FOOUSDT', 'Pro 3', '0%', expect.stringContaining('the group of this symbol is not known')],
  ])('%s at %s', (symbol, tier, maker, taker) => {
    expect([rateOf(symbol, tier, 'maker'), rateOf(symbol, tier, 'taker')]).toEqual([maker, taker]);
  });

  /** Rows as the venue prints them, taker first: spot, derivatives, options. Two takers: on the list of 72, and not. */
  const PRINTED = `
VIP 0 | .1000/.1000 | .0550/.0200 | .0300/.0200
VIP 1 | .0800/.0675 | .0400/.0180 | .0200/.0150
VIP 2 | .0775/.0650 | .0375/.0160 | .0200/.0150
VIP 3 | .0750/.0625 | .0350/.0140 | .0200/.0150
VIP 4 | .0600/.0500 | .0320/.0120 | .0180/.0150
VIP 5 | .0500/.0400 | .0320/.0100 | .0150/.0100
Supreme VIP | .0450/.0300 | .0300/0 | .0150/.0050
Pro 1 | .0600/.0400 | .0320/.0100 | .0180/.0150
Pro 2 | .0500/.0300 | .0320/.0050 | .0150/.0100
Pro 3 | .0400/.0200 | .0275 or .0320/0 | .0150/.0050
Pro 4 | .0300/.0150 | .0240 or .0280/0 | .0150/.0050
Pro 5 | .0200/.0100 | .0210 or .0280/0 | .0100/0
Pro 6 | .0150/.0050 | .0180 or .0280/0 | .0100/0`;

  test.each(
    PRINTED.trim()
      .split('\n')
      .map((line) => line.split(' | ') as [string, string, string, string]),
  )('%s as printed', (tier, spot, derivatives, options) => {
    const percents = (id: string, group: string | null): string => {
      const table = catalogue
        .schedule(id)
        .versions.at(-1)!
        .tables.find((one) => one.group === group)!;
      const row = table.tiers.find((one) => one.tier === tier)!;
      return `${row.taker!.times(100).toFixed()}/${row.maker!.times(100).toFixed()}`;
    };
    const plainly = (text: string): string =>
      text
        .split('/')
        .map((rate) => padded(exact(`0${rate}`)).replace(/\.?0+$/, '') || '0')
        .join('/');
    const [low, high = low] = derivatives.split('/')[0]!.split(' or ');
    const maker = derivatives.split('/')[1];
    expect(percents('bybit/spot', 'Crypto pairs')).toBe(plainly(spot));
    expect(percents('bybit/derivatives', 'Inverse contracts')).toBe(plainly(`${low}/${maker}`));
    expect(percents('bybit/derivatives', 'Other perpetuals')).toBe(plainly(`${high}/${maker}`));
    expect(percents('bybit/options', null)).toBe(plainly(options));
  });

  test.each([
    ['Group 1', '-0.001 -0.0025 -0.004'],
    ['Group 2', '-0.001 -0.0025 -0.004'],
    ['Group 3', '-0.0025 -0.005 -0.0075'],
    ['Group 4', '-0.005 -0.0075 -0.01'],
    ['Group 5', '-0.0075 -0.01 -0.0125'],
    ['TradFi', '-0.0025 -0.005 -0.0075'],
    ['Spot', '-0.001 -0.005 -0.0075'],
  ])('market makers, %s', (group, makers) => {
    const { tables } = catalogue.schedule('bybit/market-maker').versions.at(-1)!;
    const rows = tables.find((one) => one.group === group)!.tiers;
    expect(rows.map((row) => row.maker!.times(100).toFixed()).join(' ')).toBe(makers);
  });

  test('the rate at the time of the order is said', () => {
    for (const id of ['bybit/derivatives', 'bybit/spot', 'bybit/options'])
      expect(catalogue.schedule(id).notes.join(' ')).toContain('an order was placed');
  });
});

test('Closed P&L files are refused by name', async () => {
  const header =
    'Market,Order Quantity,Entry Price,Exit Price,Opening Fee,Closing Fee,Funding Fee,cumClosedPzOpenFeeInfo,' +
    'cumClosedPzTradeFeeInfo,Trade Type,Realized P&L,Trade time';
  const problem = await problemOf(readText(`${header}\n`));
  expect(problem.code).toBe('export-without-fills');
  expect(`${problem.sentence} ${problem.hint}`).toMatch(/Closed P&L.*Trade History/);
});
