/** Kraken: published rows, and generated exports against an independent calculation in whole numbers. */
import { describe, expect, test } from 'vitest';
import { rate } from '../support/build.ts';
import { type Exact, exact, negated, padded, plain, rounded, times } from '../support/exact.ts';
import { intakeOf, Ledger, linesOf, runVenue } from './chain-run.ts';
import { chargeWith, Dice, faultOf, outcomeOf, quotientHalfUp } from './made.ts';

const SPOT =
  '"txid","ordertxid","pair","time","type","ordertype","price","cost","fee","vol","margin","misc","ledgers"';
const LOG =
  'uid,dateTime,account,type,symbol,contract,change,new balance,new average entry price,trade price,mark price,' +
  'funding rate,realized pnl,fee,realized funding,collateral,conversion spread percentage,liquidation fee,position uid';

describe('published rows, 26 bps both', () => {
  test.each([
    [
      '"TFWNEI-DWFNM-DPKYGT","OTVM57-ZCIA2-HXL3O6","XXMRZEUR","2017-11-12 19:04:13.6946","buy","market",103.22000000,10.32200000,0.02683720,0.10000000,0.00000000,"","L3ZB4N-X,LKFD5C-X"',
      'spot taker EUR judged: 1/1/0/0/0 0.0268372 0.0268372 0',
    ],
    [
      '"ANON","ANON","XETHZEUR","2021-07-23 11:22:54.9881","buy","limit",1648.83000,1648.83000,4.28696,1.00000000,0.00000,"","ANON, ANON"',
      'spot taker EUR judged: 1/1/0/0/0 4.28696 4.28696 0',
    ],
  ])('%s', async (row, line) => {
    expect(linesOf(await runVenue('kraken', `${SPOT}\n${row}\n`, { takerRate: rate('0.26%') }))).toEqual([
      line,
    ]);
  });

  test('futures: 5 bps of 1,280.937 US dollars is 0.6404685, shown as 0.6405', async () => {
    const legs = [
      'a,2026-01-05 10:00:00,flex,futures trade,pf_xbtusd,pf_xbtusd,0.02,0.02,64046.85,64046.85,,,,,,,,,p',
    ];
    legs.push(
      'b,2026-01-05 10:00:00,flex,futures trade,usd,pf_xbtusd,-0.6405,99,,64046.85,,,0,0.6405,0,USD,,,p',
    );
    const result = await runVenue('kraken', `${[LOG, ...legs].join('\n')}\n`, { takerRate: rate('0.05%') });
    expect(linesOf(result)).toEqual(['futures taker USD judged: 1/1/0/0/0 0.6405 0.6405 0']);
  });
});

const STANDARD = { maker: exact('0.0015'), taker: exact('0.0030') } as const;

describe('trades.csv', () => {
  test('300 fees of the cost, five decimals half-up; makers of a pair of unknown group are not judged', async () => {
    const dice = new Dice(31);
    const ledger = new Ledger();
    const rows: string[] = [];
    for (let index = 0; index < 300; index++) {
      const pair = dice.oneOf(['XXBTZEUR', 'XBT/USD', 'ETH/EUR', 'SOLUSD', 'XDGUSD'] as const);
      const quote = pair.endsWith('EUR') ? 'EUR' : 'USD';
      const listed = !['SOLUSD', 'XDGUSD'].includes(pair);
      const [price, volume] = [dice.number(6, 1), dice.number(10, 8)];
      const cost = rounded(times(price, volume), 5, 'half-up');
      if (cost.n < 1_000_000n) continue;
      const role = dice.oneOf(['maker', 'taker'] as const);
      const due = rounded(times(cost, STANDARD[role]), 5, 'half-up');
      const fault = faultOf(index) === 'sign' || faultOf(index) === 'one unit' ? faultOf(index) : 'none';
      const judged = listed || role === 'taker';
      const charged = chargeWith(judged ? fault : 'none', due, due, 5);
      if (judged) ledger.add(`spot ${role} ${quote}`, outcomeOf(charged, due, 5), due, charged);
      else ledger.add(`spot unknown ${quote}`, 3, due, charged);
      const amounts = [plain(price), padded(cost), padded(charged), plain(volume), '0.00000'].join();
      const words = [
        `T${index}`,
        `O${index}`,
        pair,
        `2026-08-05 10:00:0${index % 10}.1234`,
        dice.oneOf(['buy', 'sell']),
      ];
      rows.push(`${[...words, 'limit'].map((word) => `"${word}"`).join()},${amounts},"","L1,L2"`);
    }
    const result = await runVenue('kraken', `${[SPOT, ...rows, rows[2]].join('\n')}\n`, { tier: 'Tier 5' });
    expect(linesOf(result)).toEqual(ledger.lines());
    expect(intakeOf(result)).toEqual([`fill ${rows.length}`, 'duplicate 1']);
    const reasons = [...result.reconciliation.unjudged.values()].map(({ reason }) => reason);
    expect(reasons.length).toBeGreaterThan(0);
    for (const reason of reasons) {
      expect(reason).toContain('pays different maker rates in Other standard pairs or Maker-rebate pairs');
    }
  });

  test('stable coin and currency pairs pay by a volume of their own', async () => {
    const row = '"T","O","USDTZUSD","2026-08-05 10:00:00","buy","market",1,100.00000,0.20000,100,0,"","L"';
    const result = await runVenue('kraken', `${SPOT}\n${row}\n`, { tier: 'Tier 1' });
    expect([...result.reconciliation.unjudged.values()][0]?.reason).toContain(
      'Stable coin and currency pairs',
    );
  });
});

interface Trade {
  readonly contract: string;
  readonly asset: string;
  readonly amount: string;
  readonly price: string;
  readonly fee: string;
  readonly time: string;
  readonly kind?: string;
}

/** The two rows of a fill: position first, as the log has them. */
function legsOf(
  { contract, asset, amount, price, fee, time, kind = 'futures trade' }: Trade,
  index: number,
): string[] {
  const head = (uid: string, symbol: string) => [uid, time, 'flex', kind, symbol, contract];
  const rest = ['', '', fee, '0', asset.toUpperCase(), '', '', 'p'];
  return [
    [
      ...head(`p${index}`, contract),
      amount,
      amount,
      price,
      price,
      price,
      '',
      '',
      '',
      '',
      '',
      '',
      '',
      'p',
    ].join(),
    [...head(`c${index}`, asset), '-1', '1000', '', price, price, ...rest].join(),
  ];
}

const FUTURES = { maker: exact('0.0001'), taker: exact('0.0003') } as const;

function time(index: number): string {
  return new Date(Date.UTC(2026, 7, 30) - index * 7000).toISOString().slice(0, 19).replace('T', ' ');
}

describe('account log of Kraken Futures', () => {
  test('400 fills of two legs, newest first, linear in dollars and inverse in coin', async () => {
    const dice = new Dice(32);
    const ledger = new Ledger();
    const rows: string[] = [];
    let orphans = 0;
    for (let index = 0; index < 400; index++) {
      const contract = dice.oneOf(['pf_xbtusd', 'pf_solusd', 'pi_xbtusd', 'fi_ethusd_261225'] as const);
      const inverse = !contract.startsWith('pf');
      const coin = contract.includes('eth') ? 'ETH' : 'BTC';
      const [scale, asset] = inverse ? [11, coin] : [4, 'USD'];
      const price = exact(`${20_000 + dice.below(40_000)}.${1 + dice.below(8)}`);
      const amount = inverse ? dice.number(6, 0) : { n: dice.number(5, 0).n + 1000n, s: 4 };
      const feeAt = (at: Exact) =>
        inverse
          ? quotientHalfUp(times(amount, at), price, 11)
          : rounded(times(amount, price, at), 4, 'half-up');
      const role = dice.oneOf(['maker', 'taker'] as const);
      const due = feeAt(FUTURES[role]);
      const forced = index % 90 === 45;
      const fault = faultOf(index) === 'sign' || faultOf(index) === 'one unit' ? faultOf(index) : 'none';
      const charged = chargeWith(forced ? 'none' : fault, due, due, scale);
      ledger.add(
        `futures ${forced ? 'none' : role} ${asset}`,
        forced ? 3 : outcomeOf(charged, due, scale),
        due,
        charged,
      );
      const signed = dice.below(2) === 0 ? plain(amount) : plain(negated(amount));
      const printed = {
        amount: signed,
        price: `${plain(price)}00000`,
        fee: padded(charged),
        time: time(index),
      };
      const wallet = inverse ? (coin === 'BTC' ? 'xbt' : 'eth') : 'usd';
      const kind = forced ? 'futures liquidation' : 'futures trade';
      const legs = legsOf({ contract, asset: wallet, ...printed, kind }, index);
      rows.push(...(index % 3 === 0 ? legs.reverse() : legs));
      if (index % 80 === 0) {
        rows.push(
          `f${index},${time(index)},flex,funding rate change,usd,${contract},0.1,1,,,,0.001,,,0.1,USD,,,`,
        );
        rows.push(`k${index},${time(index)},flex,kfee applied,fee,,-33.3,1,,,,,,,,,,,`);
        // Paid in fee credits: the leg of the position stands alone.
        rows.push(
          legsOf({ contract: 'pf_ethusd', asset: 'usd', ...printed, price: '9.5' }, 9000 + index)[0]!,
        );
        orphans++;
      }
    }
    const twice = rows.slice(5, 7);
    const result = await runVenue('kraken', `${[LOG, ...rows, ...twice].join('\n')}\n`, { tier: 'Tier 5' });
    expect(linesOf(result)).toEqual(ledger.lines());
    expect(intakeOf(result).sort()).toEqual([
      'duplicate 2',
      `excluded fee-credit ${orphans}`,
      `excluded funding ${orphans}`,
      'fill 800',
      `refused leg-single ${orphans}`,
    ]);
    const residual = result.reconciliation.intake.residual(result.doorRows, result.doorCharged);
    expect([residual.rows, residual.charged.filter(({ amount }) => !amount.isZero())]).toEqual([0, []]);
  });

  test('thousands of fills of one second, contract and price are paired in the order of the file', async () => {
    const rows: string[] = [];
    const ledger = new Ledger();
    for (let index = 0; index < 2000; index++) {
      const amount: Exact = { n: BigInt(1000 + index), s: 3 };
      const due = rounded(times(amount, exact('3000'), FUTURES.taker), 4, 'half-up');
      ledger.add('futures taker USD', 0, due, due);
      const trade = {
        contract: 'pf_ethusd',
        asset: 'usd',
        price: '3000',
        time: time(1),
        amount: plain(amount),
      };
      rows.push(...legsOf({ ...trade, fee: padded(due) }, index));
    }
    const result = await runVenue('kraken', `${[LOG, ...rows].join('\n')}\n`, { tier: 'Tier 5' });
    expect(linesOf(result)).toEqual(ledger.lines());
    expect(result.remarks[0]?.join()).toContain('2000 rows: several fills share second, contract and price');
    const one = await runVenue('kraken', `${[LOG, ...rows.slice(1)].join('\n')}\n`, { tier: 'Tier 5' });
    expect(intakeOf(one)).toEqual(['refused leg-single 3999']);
  });
});
