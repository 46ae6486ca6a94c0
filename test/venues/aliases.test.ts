/** Venues whose layout is known but whose fees are not shipped: published rows at the rates they imply. */
import { describe, expect, test } from 'vitest';
import { problemOf, readText } from '../ingest/reading.ts';
import { rate } from '../support/build.ts';
import { exact, NOTHING, negated, padded, plain, plus, rounded, times } from '../support/exact.ts';
import { Ledger, linesOf, runVenue } from './chain-run.ts';
import { chargeWith, Dice, faultOf, outcomeOf, percent } from './made.ts';

const HITBTC =
  '"Date (UTC)","Instrument","Trade ID","Order ID","Side","Quantity","Price","Volume","Fee","Rebate","Total"';
const BITFINEX = '#,PAIR,AMOUNT,PRICE,FEE,FEE PERC,FEE CURRENCY,DATE,ORDER ID';
const MEXC = 'UID,Pairs,Time,Side,Filled Price,Executed Amount,Total,Fee,Role';

describe('published rows', () => {
  test.each([
    [
      'bitfinex',
      BITFINEX,
      '2,BTC/USD,0.028,974.39,-0.000028,0.10%,BTC,2017-03-26 17:35:52,1',
      '0.1%',
      '0.000028',
    ],
    // The file prints 0.09 %; the fee is 1.3 BTC × 0.085 %, so the printed rate was rounded.
    [
      'bitfinex',
      BITFINEX,
      '1,BTC/EUR,1.3,7500,-0.001105,0.09%,BTC,2018-02-01 13:20:43,1',
      '0.085%',
      '0.001105',
    ],
    [
      'hitbtc',
      HITBTC,
      '"2018-03-09 23:51:14","ETH/BTC","1","2","sell","0.050","0.078336","0.003916800","0.000000000","0.000000391","0.003917191"',
      '-0.01%',
      '-0.000000391',
    ],
    [
      'hitbtc',
      HITBTC,
      '"2018-03-09 23:51:11","ETH/BTC","1","2","buy","0.050","0.078340","0.003917000","0.000000000","0.000000391","-0.003916609"',
      '-0.01%',
      '-0.000000391',
    ],
  ])('%s', async (venue, header, row, one, fee) => {
    const rates = { makerRate: rate(one), takerRate: rate(one) };
    const result = await runVenue(venue, `${header}\n${row}\n`, rates, { minutesEast: 0 });
    const [line] = linesOf(result);
    expect(line).toContain(`: 1/1/0/0/0 ${fee} ${fee} 0`);
  });

  // Its fee is 5 bp of its total, but its total is not price × quantity (24.5826): one of them was edited.
  test('the MEXC row does not follow from its price', async () => {
    const row = '1,LTC_USDT,2025-12-18 22:13:41,Buy,78.04,0.315,24.58860,0.01229430USDT,Taker';
    const [line] = linesOf(
      await runVenue('mexc', `${MEXC}\n${row}\n`, { takerRate: rate('0.05%') }, { minutesEast: 0 }),
    );
    expect(line).toBe('spot taker USDT judged: 1/0/0/1/0 0.0122913 0.0122943 0');
  });

  test('the rate that Bitfinex prints does not give its fee', async () => {
    const row = '1,BTC/EUR,1.3,7500,-0.001105,0.09%,BTC,2018-02-01 13:20:43,1';
    const rates = { makerRate: rate('0.09%'), takerRate: rate('0.09%') };
    const [line] = linesOf(await runVenue('bitfinex', `${BITFINEX}\n${row}\n`, rates, { minutesEast: 0 }));
    expect(line).toContain(': 1/0/0/1/0 0.00117 0.001105');
  });
});

test('HitBTC, 200 fills: fee − rebate, in the quote asset, cut at nine decimals', async () => {
  const dice = new Dice(98);
  const ledger = new Ledger();
  const rows: string[] = [];
  for (let index = 0; index < 200; index++) {
    const isMaker = dice.below(2) === 0;
    // Without flags, dust would leave the side unknown: no value is below 0.01.
    const [price, size] = [plus(dice.number(6, 6), exact('0.01')), plus(dice.number(5, 3), exact('1'))];
    const due = rounded(times(price, size, percent(isMaker ? '-0.01%' : '0.1%')), 9, 'down');
    ledger.add(`spot ${isMaker ? 'maker' : 'taker'} BTC`, 0, due, due);
    const [fee, rebate] = isMaker ? ['0.000000000', padded(negated(due))] : [padded(due), '0.000000000'];
    const minute = String(Math.floor(index / 60)).padStart(2, '0');
    const time = `2018-03-09 10:${minute}:${String(index % 60).padStart(2, '0')}`;
    rows.push(
      `${time},ETH/BTC,${index},1,${dice.oneOf(['buy', 'sell'])},${plain(size)},${plain(price)},0,${fee},${rebate},0`,
    );
  }
  const rates = { makerRate: rate('-0.01%'), takerRate: rate('0.1%') };
  const result = await runVenue('hitbtc', `${[HITBTC, ...rows].join('\n')}\n`, rates);
  expect(linesOf(result)).toEqual(ledger.lines());
});

test('MEXC, 200 fills with flags: the asset that the fee carries is the one it is judged in', async () => {
  const dice = new Dice(99);
  const ledger = new Ledger();
  const rows: string[] = [];
  for (let index = 0; index < 200; index++) {
    const isMaker = dice.below(2) === 0;
    const [price, size] = [dice.number(5, 2), dice.number(5, 3)];
    const value = times(price, size);
    const fee = (one: string) => rounded(times(value, percent(one)), 8, 'half-up');
    const due = isMaker ? NOTHING : fee('0.05%');
    const charged = isMaker ? due : chargeWith(faultOf(index), due, NOTHING, 8);
    ledger.add(`spot ${isMaker ? 'maker' : 'taker'} USDT`, outcomeOf(charged, due, 8), due, charged);
    rows.push(
      `1,LTC_USDT,2025-12-18 22:13:41,Sell,${plain(price)},${plain(size)},${plain(value)},${padded(rounded(charged, 8, 'down'))}USDT,${isMaker ? 'Maker' : 'Taker'}`,
    );
  }
  const rates = { makerRate: rate('0%'), takerRate: rate('0.05%') };
  const result = await runVenue('mexc', `${[MEXC, ...rows].join('\n')}\n`, rates, { minutesEast: 0 });
  expect(linesOf(result)).toEqual(ledger.lines());
});

test.each([
  [
    'no,time,action_desc,action_data,type,change_amount,amount,total',
    /Gate.*account ledger.*one row per fill/,
  ],
  [
    'UID,Time(UTC+08:00),Futures Trading Pair,Direction,Leverage,Order Type,Order Qty (Cont.),Filled Qty (Cont.),Order Qty (Crypto),Filled Qty (Crypto),Order Qty (Amount),Filled Qty (Amount),Order Price,Average Filled Price,Closing PNL,Trading Fee,Fee-payment Crypto,Status',
    /MEXC.*futures orders.*added up/,
  ],
])('no list of fills: %s', async (header, words) => {
  const { code, sentence, hint } = await problemOf(readText(`${header}\n`));
  expect([code, `${sentence} ${hint}`]).toEqual(['export-without-fills', expect.stringMatching(words)]);
});
