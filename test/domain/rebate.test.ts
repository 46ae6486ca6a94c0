/** The stacking matrix and the worked figures of the article of June 2026, and how periods are cut. */
import { describe, expect, test } from 'vitest';
import { plain } from '../../src/domain/decimal.ts';
import type { Liquidity } from '../../src/domain/fill.ts';
import { judgeFill } from '../../src/domain/judgement.ts';
import { accrualStatus, ineligibility, settlementPeriod } from '../../src/domain/rebate.ts';
import { type Accrual, Reconciliation } from '../../src/domain/reconciliation.ts';
import type { AffiliateTerms, TermsInForce } from '../../src/domain/terms.ts';
import { formatShort } from '../../src/domain/time.ts';
import { affiliateOf, at, contextOf, d, fillOf, LADDER, rate, termsOf } from '../support/build.ts';

/** Fills of these notionals, charged exactly what is due. */
function accrue(
  terms: TermsInForce,
  flow: readonly { flag: 'maker' | 'taker'; quantity: string; time?: string }[],
) {
  const reconciliation = new Reconciliation();
  const context = contextOf({ terms });
  for (const { time = '2026-06-10', ...rest } of flow) {
    const due = judgeFill(fillOf({ ...rest, time }), context).expected!;
    const fill = fillOf({ ...rest, time, fee: plain(due) });
    reconciliation.add(fill, judgeFill(fill, context), terms, 'demo/futures', [], null);
  }
  return reconciliation;
}

const only = (reconciliation: Reconciliation): Accrual => {
  const accruals = [...reconciliation.accruals.values()];
  expect(accruals.length).toBe(1);
  return accruals[0]!;
};
const accrued = ({ eligible, terms }: Accrual) => plain(eligible.times(terms.share));
const ineligible = ({ ineligible: map }: Accrual) =>
  Object.fromEntries([...map].map(([why, amount]) => [why, plain(amount)]));

describe('the stacking matrix', () => {
  // Notional 64M maker and 16M taker; price 10,000.
  const both = [
    { flag: 'maker', quantity: '6400' },
    { flag: 'taker', quantity: '1600' },
  ] as const;
  const affiliate = affiliateOf();

  test('VIP 3: 6,400 of maker fees, 2,560 of it comes back', () => {
    const maker = only(accrue(termsOf({ tier: 'VIP 3', affiliate }), [both[0]]));
    expect([plain(maker.eligible), accrued(maker)]).toEqual(['6400', '2560']);
  });

  // Maker and taker fee of 64M and 16M at each rung, by hand.
  test.each([
    ['Regular', '20800', '8320', {}],
    ['VIP 1', '17440', '6976', {}],
    ['VIP 2', '15360', '6144', {}],
    ['VIP 3', '10880', '4352', {}],
    ['VIP 4', '9440', '3776', {}],
    ['VIP 5', '7360', '2944', {}],
    ['VIP 6', '4000', '1600', { 'negative or zero fee': '0' }],
    ['VIP 7', '3200', '1280', { 'negative or zero fee': '-1280' }],
    ['VIP 8', '2880', '1152', { 'negative or zero fee': '-3200' }],
  ])('%s', (tier, eligible, share, left) => {
    const accrual = only(accrue(termsOf({ tier, affiliate }), both));
    expect([plain(accrual.eligible), accrued(accrual), ineligible(accrual)]).toEqual([eligible, share, left]);
  });

  test('every rung of the ladder is in the matrix', () => expect(LADDER.length).toBe(9));

  test('a program participant earns nothing, unless the partner agreed', () => {
    const program = { track: 'program', program: 'okx-mm', tier: null } as const;
    const rates = { makerRate: rate('-0.003%'), takerRate: rate('0.02%') };
    const excluded = only(accrue(termsOf({ ...program, ...rates, affiliate }), both));
    expect([plain(excluded.eligible), ineligible(excluded)]).toEqual([
      '0',
      { 'program participant': '1280' },
    ]);
    const agreed = affiliateOf({ excludesPrograms: false });
    const included = only(accrue(termsOf({ ...program, ...rates, affiliate: agreed }), both));
    expect([plain(included.eligible), ineligible(included)]).toEqual([
      '3200',
      { 'negative or zero fee': '-1920' },
    ]);
  });

  test('it is computed on what was charged, not on what was due', () => {
    const terms = termsOf({ affiliate });
    const reconciliation = new Reconciliation();
    const fill = fillOf({ fee: '5' });
    reconciliation.add(fill, judgeFill(fill, contextOf({ terms })), terms, 'demo/futures', [], null);
    expect(accrued(only(reconciliation))).toBe('2');
    expect(plain([...reconciliation.flows.values()][0]!.accrued)).toBe('2');
  });

  test('without an affiliate nothing accrues', () => {
    expect(accrue(termsOf(), both).accruals.size).toBe(0);
  });

  test('a maker fee charged by mistake where none is due earns nothing either', () => {
    const fill = (
      charged: string,
      liquidity: Liquidity,
      due: string | null,
      track: 'ladder' | 'program' = 'ladder',
    ) =>
      ineligibility(
        { charged: d(charged), liquidity, due: due === null ? null : rate(due), track },
        affiliate,
      );
    expect(fill('0.01', 'maker', '0.008%')).toBeNull();
    expect(fill('0.01', 'maker', '0%')).toBe('maker side of a tier without a maker fee');
    expect(fill('0.01', 'maker', '-0.005%')).toBe('maker side of a tier without a maker fee');
    expect(fill('0.01', 'taker', '0.02%')).toBeNull();
    expect(fill('0.01', 'unknown', null)).toBeNull();
    expect(fill('0', 'maker', '0.008%')).toBe('negative or zero fee');
    expect(fill('-0.01', 'maker', '0.008%')).toBe('negative or zero fee');
    expect(fill('0.01', 'taker', '0.02%', 'program')).toBe('program participant');
  });
});

describe('periods', () => {
  const period = (time: string, terms: Partial<AffiliateTerms>) => {
    const { from, to } = settlementPeriod(at(time), affiliateOf(terms));
    return [formatShort(from), formatShort(to)];
  };

  test.each([
    // Weeks begin on Monday 00:00 UTC where nothing is stated; 8 June 2026 is a Monday.
    ['2026-06-08T00:00:00Z', {}, '2026-06-08 00:00Z', '2026-06-15 00:00Z'],
    ['2026-06-14T23:59:59.999Z', {}, '2026-06-08 00:00Z', '2026-06-15 00:00Z'],
    ['2026-06-15T00:00:00Z', { cutOffMinute: null }, '2026-06-15 00:00Z', '2026-06-22 00:00Z'],
    ['2025-12-31T12:00:00Z', {}, '2025-12-29 00:00Z', '2026-01-05 00:00Z'],
    // Thursday 08:00.
    ['2026-06-11T07:59:59Z', { cutOffMinute: 3 * 1440 + 480 }, '2026-06-04 08:00Z', '2026-06-11 08:00Z'],
    ['2026-06-11T08:00:00Z', { cutOffMinute: 3 * 1440 + 480 }, '2026-06-11 08:00Z', '2026-06-18 08:00Z'],
    ['2026-06-10T23:59:59Z', { cadence: 'day' }, '2026-06-10 00:00Z', '2026-06-11 00:00Z'],
    ['2026-06-10T07:00:00Z', { cadence: 'day', cutOffMinute: 480 }, '2026-06-09 08:00Z', '2026-06-10 08:00Z'],
    ['2024-02-29T12:00:00Z', { cadence: 'month' }, '2024-02-01 00:00Z', '2024-03-01 00:00Z'],
    ['2026-12-31T23:59:59Z', { cadence: 'month' }, '2026-12-01 00:00Z', '2027-01-01 00:00Z'],
    [
      '2026-06-01T07:59:00Z',
      { cadence: 'month', cutOffMinute: 480 },
      '2026-05-01 08:00Z',
      '2026-06-01 08:00Z',
    ],
  ] as const)('%s', (time, terms, from, to) => expect(period(time, terms)).toEqual([from, to]));

  test('periods touch and never overlap', () => {
    for (const cadence of ['day', 'week', 'month'] as const) {
      for (const cutOffMinute of [0, 1, 480, 1439]) {
        const terms = affiliateOf({ cadence, cutOffMinute });
        let { from, to } = settlementPeriod(at('2026-01-01'), terms);
        for (let index = 0; index < 60; index++) {
          expect(settlementPeriod(from, terms)).toEqual({ from, to });
          expect(settlementPeriod(to - 1, terms)).toEqual({ from, to });
          const next = settlementPeriod(to, terms);
          expect(next.from).toBe(to);
          ({ from, to } = next);
        }
      }
    }
  });

  test('fills on both sides of a cut accrue apart', () => {
    const flow = [
      { flag: 'maker', quantity: '1', time: '2026-06-14T23:59:59.999Z' },
      { flag: 'maker', quantity: '2', time: '2026-06-15T00:00:00Z' },
    ] as const;
    const accruals = [...accrue(termsOf({ affiliate: affiliateOf() }), flow).accruals.values()];
    expect(accruals.map(({ eligible }) => plain(eligible))).toEqual(['0.8', '1.6']);
  });
});

describe('the status of a period', () => {
  const week = { from: at('2026-06-08'), to: at('2026-06-15') };
  const covered = { from: at('2026-06-01'), to: at('2026-07-01') };
  const status = (
    terms: Partial<AffiliateTerms>,
    rest: { edge?: boolean; eligible?: string; covered?: typeof covered | { from: null; to: null } } = {},
  ) =>
    accrualStatus(
      week,
      affiliateOf(terms),
      d(rest.eligible ?? '1'),
      rest.covered ?? covered,
      rest.edge ?? false,
    );

  test('accrued on an agreed share, a ceiling on "up to"', () => {
    expect(status({})).toBe('accrued');
    expect(status({ ceiling: true })).toBe('ceiling');
  });

  test('an edge is partial unless the files are known to cover it', () => {
    expect(status({}, { edge: true })).toBe('accrued');
    expect(status({}, { edge: true, covered: { from: week.from, to: week.to } })).toBe('accrued');
    expect(status({}, { edge: true, covered: { from: week.from + 1, to: week.to } })).toBe('partial');
    expect(status({}, { edge: true, covered: { from: week.from, to: week.to - 1 } })).toBe('partial');
    expect(status({}, { edge: true, covered: { from: null, to: null } })).toBe('partial');
    expect(status({ ceiling: true }, { edge: true, covered: { from: null, to: null } })).toBe('partial');
  });

  test('with an assumed cut-off every edge is partial, and the middle is not', () => {
    expect(status({ cutOffMinute: null }, { edge: true })).toBe('partial');
    expect(status({ cutOffMinute: null })).toBe('accrued');
  });

  test('where nothing is eligible nothing else matters', () => {
    expect(status({ ceiling: true }, { eligible: '0', edge: true })).toBe('ineligible');
  });
});
