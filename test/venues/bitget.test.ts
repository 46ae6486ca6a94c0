/** Bitget: fees as JSON in a cell, negative where they were charged; the ladder by pair groups. */
import { describe, expect, test } from 'vitest';
import { openCatalogue } from '../../src/catalogue/catalogue.ts';
import { rate } from '../support/build.ts';
import { type Exact, NOTHING, negated, plain, times } from '../support/exact.ts';
import { causesOf, intakeOf, Ledger, linesOf, runVenue } from './chain-run.ts';
import { chargeWith, Dice, faultOf, outcomeOf, percent } from './made.ts';

const catalogue = openCatalogue(['schedules']);
const FUTURES =
  'tradeId,symbol,orderId,price,baseVolume,feeDetail,side,quoteVolume,profit,enterPointSource,tradeSide,posMode,tradeScope,cTime';
const SPOT =
  'userId,symbol,orderId,tradeId,orderType,side,priceAvg,size,amount,tradeScope,feeDetail,cTime,uTime';

const cell = (coin: string, fee: string, list: boolean): string => {
  const entry = `{""deduction"":""no"",""feeCoin"":""${coin}"",""totalDeductionFee"":""0"",""totalFee"":""${fee}""}`;
  return list ? `"[${entry}]"` : `"${entry}"`;
};

describe('published rows', () => {
  const line = (symbol: string, price: string, size: string, fee: string): string =>
    `${FUTURES}\n1,${symbol},1,${price},${size},${cell('USDT', fee, true)},buy,0,0,api,open,hedge_mode,taker,1785542400000\n`;

  test.each([
    ['ETHUSDT', '1801.33', '0.02', '-0.02161596', '1/1/0/0/0'],
    ['LTCUSDT', '80.87', '0.1', '-0.0048522', '1/1/0/0/0'],
    // 510.005 USDT at 6 bp are 0.306003: the documents’ example is no trade of any tier.
    ['BTCUSDT', '51000.5', '0.01', '-0.183717', '1/0/0/1/0'],
  ])('%s %s × %s, fee %s at 6 bp: %s', async (symbol, price, size, fee, counts) => {
    const [found] = linesOf(await runVenue('bitget', line(symbol, price, size, fee), { tier: 'VIP 0' }));
    expect(found).toContain(`futures taker USDT judged: ${counts}`);
    expect(found).toContain(` ${fee.slice(1)} 0`);
  });

  test('a fee in BGB is in the coin that its cell names, and needs a price', async () => {
    const text = `${SPOT}\n1,BTCUSDT,1,1,limit,buy,32111,0.01,1000,taker,"{""deduction"":""yes"",""feeCoin"":""BGB"",""totalDeductionFee"":""-0.017118519726"",""totalFee"":""-0.017118519726""}",1695629859821,1695629890839\n`;
    const result = await runVenue('bitget', text, { takerRate: rate('0.1%') });
    expect(linesOf(result)).toEqual(['spot taker BGB unjudged: 1/0/0/0/1 0 0.017118519726 0']);
  });
});

test('futures, 400 fills of two settlement coins', async () => {
  const dice = new Dice(95);
  const ledger = new Ledger();
  const rows: string[] = [];
  for (let index = 0; index < 400; index++) {
    const [symbol, coin] = dice.oneOf([
      ['BTCUSDT', 'USDT'],
      ['FOOUSDT', 'USDT'],
      ['ETHPERP', 'USDC'],
    ] as const);
    const isMaker = dice.below(2) === 0;
    const [price, size] = [dice.number(6, 2), dice.number(4, 3)];
    const fee = (one: string): Exact => times(price, size, percent(one));
    // VIP 5: 0.0100 % and 0.0320 %, written as exact products of nine decimals.
    const due = fee(isMaker ? '0.0100%' : '0.0320%');
    const charged = chargeWith(faultOf(index), due, fee(isMaker ? '0.0320%' : '0.0100%'), 11);
    const role = isMaker ? 'maker' : 'taker';
    ledger.add(`futures ${role} ${coin}`, outcomeOf(charged, due, 11), due, charged);
    const side = dice.oneOf(['buy', 'sell']);
    const time = Date.parse('2026-08-01T00:00:00Z') + index;
    rows.push(
      `${index},${symbol},1,${plain(price)},${plain(size)},${cell(coin, plain(negated(charged)), true)},${side},0,0,api,open,hedge_mode,${role},${time}`,
    );
  }
  const forced = `9001,BTCUSDT,1,100,1,${cell('USDT', '-0.06', true)},sell,100,0,api,burst_close_long,hedge_mode,taker,1785542400000`;
  ledger.add('futures none USDT', 3, NOTHING, { n: 6n, s: 2 });
  const text = `${[FUTURES, ...rows, forced, rows[1]].join('\n')}\n`;
  const result = await runVenue('bitget', text, { tier: 'VIP 5' });
  expect(linesOf(result)).toEqual(ledger.lines());
  expect(intakeOf(result).join(' ')).toContain('duplicate 1');
  expect(causesOf(result).join(' ')).toMatch(/LIQUIDITY_MISFLAG.*SIGN_FLIP/);
});

test('spot, 200 fills at agreed rates, in the asset received', async () => {
  const dice = new Dice(96);
  const ledger = new Ledger();
  const rows: string[] = [];
  for (let index = 0; index < 200; index++) {
    const [buy, isMaker] = [dice.below(2) === 0, dice.below(2) === 0];
    const [price, size] = [dice.number(6, 2), dice.number(5, 4)];
    const fee = (one: string): Exact => times(buy ? size : times(price, size), percent(one));
    const due = fee(isMaker ? '0.02%' : '0.06%');
    const charged = chargeWith(faultOf(index), due, fee(isMaker ? '0.06%' : '0.02%'), 10);
    const coin = buy ? 'BTC' : 'USDT';
    const role = isMaker ? 'maker' : 'taker';
    ledger.add(`spot ${role} ${coin}`, outcomeOf(charged, due, 10), due, charged);
    rows.push(
      `1,BTCUSDT,1,${index},limit,${buy ? 'buy' : 'sell'},${plain(price)},${plain(size)},0,${role},${cell(coin, plain(negated(charged)), false)},${1_785_542_400_000 + index},1`,
    );
  }
  const agreed = { makerRate: rate('0.02%'), takerRate: rate('0.06%') };
  const result = await runVenue('bitget', `${[SPOT, ...rows].join('\n')}\n`, agreed);
  expect(linesOf(result)).toEqual(ledger.lines());
});

describe('bitget/futures', () => {
  const percents = (value: { times(by: number): { toFixed(): string } } | null) =>
    value?.times(100).toFixed() ?? '?';

  test('VIP tiers as announced', () => {
    const wanted = '0.02/0.06 0.019/0.06 0.016/0.04 0.014/0.0375 0.012/0.035 0.01/0.032 0.008/0.03 0/0.02';
    for (const one of catalogue.schedule('bitget/futures').versions) {
      for (const table of one.tables) {
        const rates = table.tiers.map((row) => `${percents(row.maker)}/${percents(row.taker)}`);
        expect(rates.join(' ')).toBe(wanted);
      }
    }
  });

  test('PRO and market-maker tiers by group, unknown ones null', () => {
    const program = catalogue.schedule('bitget/pro');
    const { tables } = program.versions[0]!;
    const of = (index: number) =>
      tables[index]!.tiers.map((row) => `${percents(row.maker)}/${percents(row.taker)}`).join(' ');
    expect(of(0)).toBe('0.008/0.028 ?/? ?/? ?/? ?/? 0/0.015 -0.005/?');
    expect(of(1)).toBe('0.008/0.028 ?/? ?/? ?/? ?/? 0/0.02 -0.01/?');
    expect(of(2)).toBe('0.008/0.012 ?/? ?/? ?/? ?/? 0/0.0065 -0.005/?');
  });
});
