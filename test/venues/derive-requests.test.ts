/** Derive: legs of requests for quotes, box spreads, and base fees once per order, against figures worked out by hand. */
import { describe, expect, test } from 'vitest';
import { Decimal, ONE, plain } from '../../src/domain/decimal.ts';
import { rateFrom } from '../../src/domain/rate.ts';
import { factorsOf, legCharges, type RfqLeg } from '../../src/domain/rfq-legs.ts';
import type { RfqClause } from '../../src/domain/schedule.ts';
import { runIn } from '../rewards/in-process.ts';
import { causesOf, linesOf, runVenue } from './chain-run.ts';

const d = (text: string | number) => new Decimal(text);
const RULES: RfqClause = {
  ...{ cheapestOff: rateFrom(ONE), nextOff: rateFrom(d('0.5')), nextCount: 2 },
  ...{ boxRate: rateFrom(d('0.01')), boxTakerFee: d('0.5'), discounts: [] },
};
const HEAD =
  'trade_id,instrument_name,timestamp,trade_price,trade_amount,mark_price,index_price,direction,quote_id,order_id,subaccount_id,trade_fee,expected_rebate,liquidity_role,extra_fee,is_transfer,tx_hash,tx_status';
interface Row {
  readonly id: string;
  readonly symbol: string;
  readonly side?: 'buy' | 'sell';
  readonly fee: string;
  readonly role?: 'maker' | 'taker';
  readonly quote?: string;
  readonly order?: string;
  readonly amount?: string;
  readonly time?: number;
  readonly mark?: string;
}
const MAY_2026 = Date.UTC(2026, 4, 1);
const file = (rows: readonly Row[]) =>
  [
    HEAD,
    ...rows.map((row) =>
      [
        ...[row.id, row.symbol, row.time ?? MAY_2026, '100', row.amount ?? '1', row.mark ?? '500', '3000'],
        ...[row.side ?? 'buy', row.quote ?? '', row.order ?? '', '7', row.fee, '0', row.role ?? 'taker', '0'],
        ...['false', `0x${row.id}`, 'settled'],
      ].join(','),
    ),
    '',
  ].join('\n');
const base = { tier: 'All traders' };

describe('which group of legs pays what', () => {
  test.each([
    [1, ['1']],
    [2, ['1', '0']],
    [3, ['1', '0.5', '0']],
    [4, ['1', '0.5', '0.5', '0']],
    [5, ['1', '1', '0.5', '0.5', '0']],
  ])('%s groups', (groups, factors) => {
    expect(factorsOf(groups, RULES).map(plain)).toEqual(factors);
  });

  const leg = (
    key: string,
    right: 'C' | 'P' | null,
    isLong: boolean,
    full: string,
    charged = full,
  ): RfqLeg => ({
    ...{ key, isLong, full: d(full), charged: d(charged), quantity: ONE, time: 0 },
    option: right === null ? null : { right, strike: d(3000), expiry: 1 },
  });
  test('groups are summed before they are compared, and named', () => {
    const charges = legCharges(
      [
        leg('a', 'C', true, '1'),
        leg('b', 'C', true, '1.5'),
        leg('c', 'P', false, '2'),
        leg('d', null, true, '0.3'),
      ],
      RULES,
    );
    expect([...charges].map(([key, charge]) => `${key} ${charge.words}`).sort()).toEqual([
      'a long calls, dearest of 3 groups: in full',
      'b long calls, dearest of 3 groups: in full',
      'c short puts, 2. cheapest of 3 groups: 50%',
      'd perps, cheapest of 3 groups: free',
    ]);
  });
  test('of groups that are equally dear, the charges tell which one is free', () => {
    const of = (a: string, b: string) =>
      [...legCharges([leg('a', 'C', true, '1', a), leg('b', 'C', false, '1', b)], RULES)]
        .map(([key, charge]) => `${key} ${charge.kind === 'share' ? plain(charge.factor) : charge.kind}`)
        .sort();
    expect(of('1', '0')).toEqual(['a 1', 'b 0']);
    expect(of('0', '1')).toEqual(['a 0', 'b 1']);
  });
});

describe('requests in an export', () => {
  // 0.03 % of 3,000 USD is 0.90 per unit; the base fee of options is 0.50, once per request.
  const legs = (fees: readonly string[], role: 'maker' | 'taker' = 'taker') => {
    const parts = [
      { id: 'l1', symbol: 'ETH-20260626-3000-C', side: 'buy', amount: '4' },
      { id: 'l2', symbol: 'ETH-20260626-3200-C', side: 'sell', amount: '3' },
      { id: 'l3', symbol: 'ETH-20260626-2800-P', side: 'buy', amount: '2' },
      { id: 'l4', symbol: 'ETH-PERP', side: 'sell', amount: '1' },
    ] as const;
    return parts.map((part, at) => ({ ...part, quote: 'q1', role, fee: fees[at]! }));
  };
  const outcomes = async (rows: readonly Row[], terms: Parameters<typeof runVenue>[2] = base) =>
    linesOf(await runVenue('derive', file(rows), terms))
      .map((line) => line.replace(/^.*: /, ''))
      .join(' | ');

  test('taker: 3.60 in full and the base fee, half of 2.70 and of 1.80, nothing', async () => {
    const rows = legs(['4.1', '1.35', '0.9', '0']);
    expect(await outcomes(rows)).toBe('3/3/0/0/0 6.35 6.35 0 | 1/1/0/0/0 0 0 0');
    expect(await outcomes([...rows].reverse())).toBe('3/3/0/0/0 6.35 6.35 0 | 1/1/0/0/0 0 0 0');
  });
  test('maker: the taker rate too, no base fee; at the maker rate of 0.01 % it would be a break', async () => {
    expect(await outcomes(legs(['3.6', '1.35', '0.9', '0'], 'maker'))).toContain('3/3/0/0/0 5.85 5.85 0');
    expect(await outcomes(legs(['1.2', '0.45', '0.3', '0'], 'maker'))).toContain('3/0/0/3/0 5.85 1.95 0');
  });
  test('a base fee on a second leg is a break, named; whatever the order of rows', async () => {
    const rows = legs(['4.1', '1.85', '0.9', '0']);
    for (const order of [rows, [...rows].reverse()]) {
      const result = await runVenue('derive', file(order), base);
      expect(causesOf(result)).toEqual(['CHARGED_TWICE 1 0.5']);
    }
  });
  test('where one leg has no known fee, none of its request is judged', async () => {
    const rows = legs(['4.1', '1.35', '0.9', '0']);
    const result = await runVenue('derive', file(rows).replace(',3000,buy,q1,', ',,buy,q1,'), base);
    expect(linesOf(result).map((line) => line.replace(/^.*: /, ''))).toEqual([
      '3/0/0/0/3 0 6.35 0',
      '1/0/0/0/1 0 0 0',
    ]);
  });
  test('a leg that should be free but was charged is a break', async () => {
    expect(await outcomes(legs(['4.1', '1.35', '0.9', '0.9']))).toContain('1/0/0/1/0 0 0.9 0');
  });
  test.each([
    ['2026-05-01', 'MM 5%', '0.0125%', ['1.125', '0.421875', '0.28125', '0']],
    ['2026-05-01', 'MM 10%', '0.01%', ['0.3', '0.1125', '0.075', '0']],
    ['2026-05-01', 'MM 10% and 1M stDRV', '0.0075%', ['0', '0', '0', '0']],
  ])('%s, a maker of %s (taker rate %s) has its discount on requests', async (_, tier, _rate, fees) => {
    const text = await outcomes(legs(fees, 'maker'), { tier });
    expect(text).toMatch(/^3\/3\/0\/0\/0 /);
  });
  test.each([
    ['none', '3.15', 1],
    ['25 %', '2.3625', 1],
    ['100 %', '0', 1],
    ['10 %, which nobody publishes', '2.835', 0],
  ])('first revision, discount by volume in requests: %s', async (_, fee, matched) => {
    // 0.035 % of 3 x 3,000 USD.
    const row = {
      id: 'm',
      symbol: 'ETH-20250328-3000-C',
      amount: '3',
      role: 'maker',
      quote: 'q',
      fee,
    } as const;
    const text = await outcomes([{ ...row, time: Date.UTC(2025, 0, 10) }], { tier: 'Market makers' });
    expect(text.startsWith(`1/${matched}/`)).toBe(true);
  });
});

describe('discounts on requests that the volume in them decides', () => {
  // 0.035 % of 3 x 3,000 USD, of which 25 % are off from 25M USD or 2 % on, all from 100M or 5 % on.
  const row = { id: 'm', symbol: 'ETH-20250328-3000-C', amount: '3', role: 'maker', quote: 'q' } as const;
  test.each([
    ['3.15', ['--volume-30d', 'rfq=24M'], 0],
    ['2.3625', ['--volume-30d', 'rfq=24M'], 1],
    ['2.3625', ['--volume-30d', 'rfq=25M'], 0],
    ['2.3625', ['--share', 'share.rfq=2%'], 0],
    ['3.15', ['--share', 'share.rfq=2%'], 1],
    ['0', ['--volume-30d', 'rfq=30M', '--share', 'share.rfq=5%'], 0],
  ])('%s charged, %s: exit %s', async (fee, flags, exit) => {
    const text = file([{ ...row, fee, time: Date.UTC(2025, 0, 10) }]);
    const args = ['reconcile', 'f.csv', '--tier', 'Market makers', ...flags, '--json'];
    const { stdout, code } = await runIn({ 'f.csv': text }, args);
    expect([code, (JSON.parse(stdout) as { verdict: { breaks: number } }).verdict.breaks]).toEqual([
      exit,
      exit,
    ]);
  });
});

describe('box spreads', () => {
  // A twelfth of 365 days before its expiry.
  const time = Date.UTC(2026, 5, 26, 8) - (365 / 12) * 86_400_000;
  const box = (fees: readonly string[], role: 'maker' | 'taker', units = '1') =>
    [
      ['b1', 'ETH-20260626-3000-C', 'buy'],
      ['b2', 'ETH-20260626-4000-C', 'sell'],
      ['b3', 'ETH-20260626-4000-P', 'buy'],
      ['b4', 'ETH-20260626-3000-P', 'sell'],
    ].map(([id, symbol, side], at) => ({
      ...{ id: id!, symbol: symbol!, side: side as 'buy', time, role, quote: 'box', amount: units },
      fee: fees[at]!,
    }));
  const outcome = async (rows: readonly Row[], terms: Parameters<typeof runVenue>[2] = base) =>
    linesOf(await runVenue('derive', file(rows), terms))
      .join(' | ')
      .replace(/^.*: /, '');

  test('1000 x 1 % / 12 = 0.8333 for the maker, 0.50 more for the taker, however it is spread over the legs', async () => {
    expect(await outcome(box(['0.833333333333333333', '0', '0', '0'], 'maker'))).toMatch(/^4\/4\/0\/0\/0 /);
    expect(await outcome(box(['0.5', '0.333333333333333333', '0.5', '0'], 'taker'))).toMatch(
      /^4\/4\/0\/0\/0 /,
    );
    expect(await outcome(box(['1.666666666666666667', '0', '0', '0'], 'maker', '2'))).toMatch(
      /^4\/4\/0\/0\/0 /,
    );
  });
  test('a difference stands on one leg', async () => {
    expect(await outcome(box(['1.833333333333333333', '0', '0', '0'], 'maker'))).toMatch(
      /^4\/3\/0\/1\/0 0.833333333333333333 1.833333333333333333 /,
    );
  });
  test('discounts of a tier are in percent: 0.0125 % of 0.03 % leaves 41.67 %, the discount on requests 75 % of it', async () => {
    // 0.8333 x 0.0125 / 0.03 x 0.75
    expect(await outcome(box(['0.260416666666666667', '0', '0', '0'], 'maker'), { tier: 'MM 5%' })).toMatch(
      /^4\/4\/0\/0\/0 /,
    );
  });
  test('four options that are no box are priced as legs', () => {
    const of = (isLong: boolean, right: 'C' | 'P', strike: number): RfqLeg => ({
      ...{ key: `${right}${strike}`, isLong, full: ONE, charged: ONE, quantity: ONE, time: 0 },
      option: { right, strike: d(strike), expiry: 1 },
    });
    const kinds = (legs: readonly RfqLeg[]) => [
      ...new Set([...legCharges(legs, RULES).values()].map(({ kind }) => kind)),
    ];
    expect(kinds([of(true, 'C', 1), of(false, 'C', 2), of(true, 'P', 2), of(false, 'P', 1)])).toEqual([
      'box',
    ]);
    expect(kinds([of(true, 'C', 1), of(false, 'C', 2), of(false, 'P', 2), of(true, 'P', 1)])).toEqual([
      'share',
    ]);
    expect(kinds([of(true, 'C', 1), of(true, 'C', 2), of(true, 'P', 2), of(true, 'P', 1)])).toEqual([
      'share',
    ]);
  });
});

describe('base fees, once per taker order', () => {
  // 0.03 % of 3,000 USD and a base fee of 0.10.
  const fill = (id: string, fee: string, order: string, time: number): Row => ({
    id,
    symbol: 'ETH-PERP',
    fee,
    order,
    time: MAY_2026 + time,
  });
  test('any one fill of the order may carry it, or none', async () => {
    const rows = [
      fill('1', '0.9', 'o', 0),
      fill('2', '1', 'o', 1),
      fill('3', '0.9', 'o', 2),
      fill('4', '0.9', 'p', 3),
    ];
    expect(linesOf(await runVenue('derive', file(rows), base))[0]).toContain(': 4/4/0/0/0 ');
  });
  test('a second one is CHARGED_TWICE, on the later fill, whatever the order of rows; other orders are apart', async () => {
    const rows = [fill('1', '1', 'o', 0), fill('2', '1', 'o', 1), fill('3', '1', 'p', 2)];
    for (const order of [rows, [...rows].reverse()]) {
      const result = await runVenue('derive', file(order), base);
      expect(linesOf(result)[0]).toContain(': 3/2/0/1/0 2.9 3 0');
      expect(causesOf(result)).toEqual(['CHARGED_TWICE 1 0.1']);
      const first = result.reconciliation.ledger.settle().causes[0]!.span.first;
      expect(first.tradeId).toBe('2');
    }
  });
});
