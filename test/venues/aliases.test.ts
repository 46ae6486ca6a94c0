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

const BITMEX =
  '"transactTime","symbol","execType","side","lastQty","lastPx","execCost","commission","execComm","ordType","orderQty","leavesQty","price","text","orderID"';

/** 127 contracts of one dollar: 11676 and 11687 satoshi each, at 7.5 bp 1112.139 and 1113.18675. */
test('BitMEX, the published rows: satoshi, on the value that the file prints', async () => {
  const rows = [
    '"1/26/2020, 6:32:04 PM","XBTUSD","Trade","Sell","127","8564.5","1482852","0.00075","1112","Market","127","0","8564.5","","d3b"',
    '"1/26/2020, 6:31:07 PM","XBTUSD","Trade","Buy","127","8556.5","-1484249","0.00075","1113","Market","127","0","8556.5","","6fa"',
  ];
  const rates = { makerRate: rate('-0.025%'), takerRate: rate('0.075%') };
  const read = async (text: string) =>
    linesOf(await runVenue('bitmex', `${BITMEX}\n${text}\n`, rates, { minutesEast: 0 }));
  const [line] = await read(rows.join('\n'));
  expect(line).toMatch(/^futures taker BTC judged: 2\/\d\/\d\/0\/0 \S+ 0\.00002225 0$/);
  const [broken] = await read(rows.join('\n').replace('"1113"', '"1187"'));
  expect(broken).toMatch(/^futures taker BTC judged: 2\/\d\/\d\/1\/0 /);
  // Contract by contract the value is rounded: 10 million dollars at 8564.5 differ by 8 thousand satoshi.
  const [large] = await read(
    rows[0]!
      .replaceAll('"127"', '"10000000"')
      .replace('"1482852"', '"116760000000"')
      .replace('"1112"', '"87570000"'),
  );
  expect(large).toBe('futures taker BTC judged: 1/1/0/0/0 0.8757 0.8757 0');
  const [rebate] = await read(
    '"1/26/2020, 6:31:07 PM","ETHUSD","Trade","Buy","300","170","-5100000","-0.00025","-1275","Limit","300","0","170","","6fa"',
  );
  expect(rebate).toBe('futures maker BTC judged: 1/1/0/0/0 -0.00001275 -0.00001275 0');
});

test('Paradex, the published row: 3 bp of 648.529', async () => {
  const header = 'id,side,liquidity,market,order_id,price,size,fee,fee_currency,created_at';
  const row = '1,BUY,TAKER,BTC-USD-PERP,2,64852.9,0.01,0.1945587,USDC,1718947571569';
  const maker = '2,SELL,MAKER,BTC-USD-PERP,3,64000,0.5,-1.6,USDC,1718947572000';
  const rates = { makerRate: rate('-0.005%'), takerRate: rate('0.03%') };
  expect(linesOf(await runVenue('paradex', `${header}\n${row}\n${maker}\n`, rates))).toEqual([
    'perps maker USDC judged: 1/1/0/0/0 -1.6 -1.6 0',
    'perps taker USDC judged: 1/1/0/0/0 0.1945587 0.1945587 0',
  ]);
});

test('HTX, the published rows: 20 bp of what was received, cut at eight decimals', async () => {
  const rows = [
    '"Time","Type","Pair","Side","Price","Amount","Total","Fee"',
    '2020-03-31 21:31:57,Exchange,LTC/BTC,Buy,0.006039,0.3146,0.0018,0.00062920LTC,',
    '2020-03-31 21:31:24,Exchange,LTC/BTC,Sell,0.006036,0.7362,0.0044,0.00000888BTC,',
  ];
  const rates = { makerRate: rate('0.2%'), takerRate: rate('0.2%') };
  const lines = linesOf(await runVenue('htx', `${rows.join('\n')}\n`, rates, { minutesEast: 0 }));
  expect(lines).toHaveLength(2);
  expect(lines[0]).toContain(': 1/1/0/0/0 0.00000888 0.00000888 0');
  expect(lines[1]).toContain(': 1/1/0/0/0 0.0006292 0.0006292 0');
});

test('BitTrade, whose fee has no asset, is refused by name and says what is missing', async () => {
  const problem = await problemOf(readText('時間,通貨ペア,売／買,価格,数量,約定額,手数料\n'));
  expect(problem.code).toBe('header-unknown');
  expect(problem.sentence).toMatch(/BitTrade's trade history: it does not say in which asset the fee/);
  expect(problem.hint).toContain('--map fee=手数料');
});
