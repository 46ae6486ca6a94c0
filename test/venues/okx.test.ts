/** OKX options: the smaller of rate × coins and the cap on the premium, in the coin; and the market-maker program. */
import { describe, expect, test } from 'vitest';
import { openCatalogue } from '../../src/catalogue/catalogue.ts';
import { rate } from '../support/build.ts';
import { type Exact, exact, negated, order, plain, times } from '../support/exact.ts';
import { causesOf, intakeOf, Ledger, linesOf, runVenue } from './chain-run.ts';
import { chargeWith, Dice, faultOf, outcomeOf, percent } from './made.ts';

const catalogue = openCatalogue(['schedules']);
const HEADER = 'instType,instId,tradeId,ordId,billId,fillPx,fillSz,side,execType,feeCcy,fee,ts';
const AUGUST = Date.parse('2026-08-03T00:00:00Z');

/** One fill of a bitcoin option; one contract is 0.01 BTC. */
function lineOf(
  id: number,
  execType: string,
  price: string,
  size: string,
  fee: string,
  time = AUGUST,
): string {
  return `OPTION,BTC-USD-260926-100000-C,${id},1,${id},${price},${size},buy,${execType},BTC,${fee},${time + id}`;
}

describe('published examples', () => {
  /** The venue's own FAQ: 100 contracts at 0.05 BTC, maker 0.02 %, taker 0.03 % (VIP 3). */
  test.each([
    ['T', '0.0003'],
    ['M', '0.0002'],
  ])('%s pays %s BTC', async (execType, fee) => {
    const text = `${HEADER}\n${lineOf(1, execType, '0.05', '100', `-${fee}`)}\n`;
    const [line] = linesOf(await runVenue('okx', text, { tier: 'VIP 3' }));
    expect(line).toMatch(new RegExp(`options (maker|taker) BTC judged: 1/1/0/0/0 ${fee} ${fee} 0`));
  });

  test('a cheap option is capped at 7 % of its premium', async () => {
    // 100 contracts at 0.001 BTC: premium 0.001 BTC, 7 % of it 0.00007; uncapped 0.0003.
    const text = `${HEADER}\n${lineOf(1, 'T', '0.001', '100', '-0.00007')}\n`;
    expect(linesOf(await runVenue('okx', text, { tier: 'VIP 3' }))[0]).toContain(
      ': 1/1/0/0/0 0.00007 0.00007',
    );
  });

  test('before 2026-06-24 the cap was 12.5 % and no rate is known: agreed rates are judged', async () => {
    const text = `${HEADER}\n${lineOf(1, 'T', '0.001', '100', '-0.000125', Date.parse('2026-03-02T00:00:00Z'))}\n`;
    const agreed = await runVenue('okx', text, { takerRate: rate('0.03%') });
    expect(linesOf(agreed)[0]).toContain(': 1/1/0/0/0 0.000125 0.000125');
    const ladder = await runVenue('okx', text, { tier: 'VIP 3' });
    expect([...ladder.reconciliation.unjudged.values()][0]?.reason).toContain('does not know the taker rate');
  });
});

describe('generated exports', () => {
  test.each([
    ['VIP 3', '0.020%', '0.030%'],
    ['VIP 8', '-0.010%', '0.015%'],
  ])('400 fills at %s', async (tier, maker, taker) => {
    const dice = new Dice(81);
    const ledger = new Ledger();
    const rows: string[] = [];
    let capped = 0;
    for (let index = 0; index < 400; index++) {
      const isMaker = dice.below(2) === 0;
      const [price, size] = [dice.number(4, 4), dice.number(3, 1)];
      const cheap: Exact = dice.below(3) === 0 ? { n: (price.n % 40n) + 1n, s: 4 } : price;
      const coins = times(size, exact('0.01'));
      const cap = times(coins, cheap, percent('7%'));
      const fee = (one: string) => {
        const whole = times(coins, percent(one));
        return order(whole, cap) > 0 ? cap : whole;
      };
      const due = fee(isMaker ? maker : taker);
      if (order(due, cap) === 0) capped++;
      const charged = chargeWith(faultOf(index), due, fee(isMaker ? taker : maker), 11);
      const role = isMaker ? 'maker' : 'taker';
      ledger.add(`options ${role} BTC`, outcomeOf(charged, due, 11), due, charged);
      rows.push(lineOf(index, isMaker ? 'M' : 'T', plain(cheap), plain(size), plain(negated(charged))));
    }
    expect(capped).toBeGreaterThan(20);
    const text = `${[HEADER, ...rows, rows[2]].join('\n')}\n`;
    const result = await runVenue('okx', text, { tier });
    expect(linesOf(result)).toEqual(ledger.lines());
    expect(intakeOf(result).join(' ')).toContain('duplicate 1');
    expect(causesOf(result).join(' ')).toMatch(/LIQUIDITY_MISFLAG/);
  });

  test('an option that settles in a stablecoin is not judged: the index price is not in the file', async () => {
    const text = `${HEADER}\nOPTION,BTC-USDT-260926-100000-C,1,1,1,900,10,buy,T,USDT,-0.3,${AUGUST}\n`;
    const [line] = linesOf(await runVenue('okx', text, { tier: 'VIP 3' }));
    expect(line).toMatch(/unjudged: 1\/0\/0\/0\/1/);
  });
});

test('the table of 2026-07-26 as transcribed, tier by tier', () => {
  const { versions, feeBase } = catalogue.schedule('okx/options');
  const rows = versions.at(-1)!.tables[0]!.tiers;
  const of = (side: 'maker' | 'taker') => rows.map((row) => row[side]?.times(100).toFixed(3)).join(' ');
  expect(of('maker')).toBe('0.030 0.028 0.025 0.020 0.020 0.015 0.010 -0.005 -0.010 -0.010');
  expect(of('taker')).toBe('0.030 0.030 0.030 0.030 0.025 0.020 0.020 0.015 0.015 0.013');
  expect(versions.map((one) => one.clauses.premiumCap?.toFixed())).toEqual(['0.125', '0.07', '0.07']);
  expect(feeBase).toBe('coin');
});

test('the market-maker program has tiers and no rate', () => {
  const program = catalogue.schedule('okx/market-maker');
  const rows = program.versions.flatMap((one) => one.tables.flatMap((each) => each.tiers));
  expect(rows.map((row) => [row.tier, row.maker, row.taker, row.note])).toEqual([
    ['Regular', null, null, 'negotiated'],
    ['Professional', null, null, 'negotiated'],
  ]);
  expect([program.track, program.replaces]).toEqual(['program', 'both']);
  expect(catalogue.ladderFor('okx', 'usdt-futures')?.id).toBe('okx/usdt-futures');
});
