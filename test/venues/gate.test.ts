/** Gate: contracts signed by side, fees in the token or in points, the dated ladder by groups. */
import { describe, expect, test } from 'vitest';
import { openCatalogue } from '../../src/catalogue/catalogue.ts';
import { cardFor, isNoRate, publishedRate } from '../../src/domain/card.ts';
import { formatRate } from '../../src/domain/rate.ts';
import { at, rate } from '../support/build.ts';
import { type Exact, exact, NOTHING, padded, plain, rounded, times } from '../support/exact.ts';
import { causesOf, intakeOf, Ledger, linesOf, runVenue } from './chain-run.ts';
import { chargeWith, Dice, faultOf, outcomeOf, percent } from './made.ts';

const catalogue = openCatalogue(['schedules']);
const SPOT =
  'id,create_time,create_time_ms,currency_pair,side,role,amount,price,order_id,fee,fee_currency,point_fee,gt_fee,sequence_id,text';
const FUTURES = 'id,create_time,contract,order_id,size,price,text,fee,point_fee,role,close_size';

describe('published rows', () => {
  test('0.005 ETH at 18 bp: 0.000009 ETH, in the asset received', async () => {
    const text = `${SPOT}\n1,1637764970,1637764970928.48,ETH_USDT,buy,maker,0.005,4191.1,9,0.000009,ETH,0,0,1,t\n`;
    const result = await runVenue('gate', text, { makerRate: rate('0.18%') });
    expect(linesOf(result)).toEqual(['spot maker ETH judged: 1/1/0/0/0 0.000009 0.000009 0']);
  });

  // 100 contracts × 0.0001 × 100.123 = 1.00123 USDT; its fee of 0.01 would be 99.9 bp: figures of a form, not of a trade.
  // Written with two decimals, it is one unit off what 5 bp round to.
  test('the documents’ futures row does not follow from any rate', async () => {
    const text = `${FUTURES}\n121234231,1514764800.123,BTC_USDT,2,100,100.123,t,0.01,0,taker,0\n`;
    const result = await runVenue('gate', text, { takerRate: rate('0.05%') });
    expect(linesOf(result)).toEqual(['futures taker USDT judged: 1/0/1/0/0 0 0.01 0']);
  });

  test('the help page’s fees: 100 USDT at VIP 10 cost 0.03 taker, 0.01 maker', async () => {
    const rows = [
      '1,1776000000,BTC_USDT,2,20,50000,t,0.03,0,taker,0',
      '2,1776000001,BTC_USDT,2,-20,50000,t,0.01,0,maker,0',
    ];
    const result = await runVenue('gate', `${[FUTURES, ...rows].join('\n')}\n`, { tier: 'VIP 10' });
    expect(linesOf(result)).toEqual([
      'futures maker USDT judged: 1/1/0/0/0 0.01 0.01 0',
      'futures taker USDT judged: 1/1/0/0/0 0.03 0.03 0',
    ]);
  });
});

test('futures, 400 fills: contracts × multiplier × price × rate; fees in points stay unjudged', async () => {
  const dice = new Dice(91);
  const ledger = new Ledger();
  const rows: string[] = [];
  for (let index = 0; index < 400; index++) {
    const [contract, size] = dice.oneOf([
      ['BTC_USDT', '0.0001'],
      ['ETH_USDT', '0.01'],
      ['BTC_USDT_20260925', '0.0001'],
    ] as const);
    const isMaker = dice.below(2) === 0;
    const [price, lots] = [dice.number(6, 1), dice.number(3, 0)];
    const value = times(price, lots, exact(size));
    const fee = (one: string) => rounded(times(value, percent(one)), 9, 'half-up');
    const due = fee(isMaker ? '0.018%' : '0.045%');
    const charged = chargeWith(faultOf(index), due, fee(isMaker ? '0.045%' : '0.018%'), 9);
    const inPoints = !isMaker && index % 19 === 3;
    const role = isMaker ? 'maker' : 'taker';
    if (inPoints) ledger.add(`futures ${role} POINT`, 3, NOTHING, charged);
    else ledger.add(`futures ${role} USDT`, outcomeOf(charged, due, 9), due, charged);
    const [plainFee, points] = inPoints ? ['0', padded(charged)] : [padded(charged), '0'];
    const side = dice.below(2) === 0 ? '' : '-';
    const time = `${1_776_000_000 + index}.${index % 1000}`;
    rows.push(
      `${index},${time},${contract},7,${side}${plain(lots)},${plain(price)},t,${plainFee},${points},${role},0`,
    );
  }
  const text = `${[FUTURES, ...rows, rows[0]].join('\n')}\n`;
  const result = await runVenue('gate', text, { tier: 'VIP 5' });
  expect(linesOf(result)).toEqual(ledger.lines());
  expect(intakeOf(result).join(' ')).toContain('duplicate 1');
  expect(causesOf(result).join(' ')).toMatch(/LIQUIDITY_MISFLAG.*SIGN_FLIP/);
  const reasons = [...result.reconciliation.unjudged.values()].map(({ reason }) => reason);
  expect(reasons.every((reason) => reason.includes('no price of POINT in USDT'))).toBe(true);
});

test('spot, 300 fills: fee in the asset received, or in the token with a rate that needs a price', async () => {
  const dice = new Dice(92);
  const ledger = new Ledger();
  const rows: string[] = [];
  for (let index = 0; index < 300; index++) {
    const [buy, isMaker] = [dice.below(2) === 0, dice.below(2) === 0];
    const [price, amount] = [dice.number(6, 2), dice.number(5, 4)];
    const base: Exact = buy ? amount : times(price, amount);
    const fee = (one: string) => rounded(times(base, percent(one)), 10, 'half-up');
    const due = fee(isMaker ? '0.09%' : '0.10%');
    const charged = chargeWith(faultOf(index), due, fee(isMaker ? '0.10%' : '0.09%'), 10);
    const inToken = index % 17 === 2;
    const asset = inToken ? 'GT' : buy ? 'ETH' : 'USDT';
    const role = isMaker ? 'maker' : 'taker';
    if (inToken) ledger.add(`spot ${role} GT`, 3, NOTHING, charged);
    else ledger.add(`spot ${role} ${asset}`, outcomeOf(charged, due, 10), due, charged);
    const written = padded(charged);
    rows.push(
      `${index},${1_776_000_000 + index},${1_776_000_000 + index}123.5,ETH_USDT,${buy ? 'buy' : 'sell'},${role},${plain(amount)},${plain(price)},7,${inToken ? '0' : written},${buy ? 'ETH' : 'USDT'},0,${inToken ? written : '0'},1,t`,
    );
  }
  const agreed = { makerRate: rate('0.09%'), takerRate: rate('0.10%') };
  const result = await runVenue('gate', `${[SPOT, ...rows].join('\n')}\n`, agreed);
  expect(linesOf(result)).toEqual(ledger.lines());
});

describe('gate/futures', () => {
  const of = (symbol: string, tier: string, side: 'maker' | 'taker', day: string): string => {
    const [base, quote] = symbol.split('_') as [string, string];
    const rest = {
      venue: 'gate',
      product: 'futures',
      kind: 'linear',
      settle: quote,
      contractValue: null,
    } as const;
    const card = cardFor(catalogue.schedule('gate/futures'), { ...rest, symbol, base, quote }, at(day), null);
    if (isNoRate(card)) return card.reason;
    const found = publishedRate(card, tier, side);
    return isNoRate(found) ? found.reason : formatRate(found);
  };

  test.each([
    ['BTC_USDT', 'VIP 16', 'taker', '2026-05-01', '0.016%'],
    ['DOGE_USDT', 'VIP 16', 'taker', '2026-05-01', '0.018%'],
    ['FOO_USDT', 'VIP 16', 'taker', '2026-05-01', 'different taker rates in Group B or Group C'],
    ['FOO_USDT', 'VIP 14', 'taker', '2026-05-01', '0.022%'],
    ['FOO_USDT', 'VIP 9', 'taker', '2026-05-01', '0.032%'],
    ['FOO_USDT', 'VIP 9', 'maker', '2026-05-01', '0.015%'],
    ['FOO_USDT', 'VIP 9', 'maker', '2026-09-02', 'different maker rates in Group B or Group C or TradFi'],
    ['FOO_USDT', 'VIP 0', 'taker', '2026-09-02', '0.05%'],
    ['ETH_USDT', 'VIP 9', 'maker', '2026-09-02', '0.015%'],
    ['BTC_USDT', 'VIP 12', 'taker', '2026-04-01', 'does not know the taker rate of VIP 12'],
    ['BTC_USDT', 'VIP 7', 'taker', '2026-04-01', '0.0375%'],
    ['BTC_USDT', 'VIP 11', 'maker', '2025-01-01', '0%'],
    ['BTC_USDT', 'VIP 0', 'taker', '2025-01-01', 'does not know the taker rate'],
  ] as const)('%s at %s, %s on %s: %s', (symbol, tier, side, day, wanted) => {
    expect(of(symbol, tier, side, day)).toContain(wanted);
  });

  test('what is not settled in USDT is a product of its own', async () => {
    const text = `${FUTURES}\n1,1776000000,BTC_USD,2,20,50000,t,0.00000003,0,taker,0\n2,1776000000,BTC_USD1,2,20,50000,t,0.03,0,taker,0\n`;
    const result = await runVenue('gate', text, { tier: 'VIP 5' });
    expect(linesOf(result).join()).toMatch(
      /coin-futures taker BTC unjudged.*usd1-futures taker USD1 unjudged/,
    );
  });
});
