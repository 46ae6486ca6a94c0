import { describe, expect, test } from 'vitest';
import {
  cardFor,
  discounted,
  discountFor,
  isNoRate,
  type NoRate,
  publishedRate,
  sameTier,
  tiersOf,
  versionAt,
} from '../../src/domain/card.ts';
import { plain } from '../../src/domain/decimal.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import { rateFrom } from '../../src/domain/rate.ts';
import type { RateTable } from '../../src/domain/schedule.ts';
import { dueRate } from '../../src/domain/terms.ts';
import {
  at,
  BNB,
  cardOf,
  d,
  LINEAR,
  rate,
  scheduleOf,
  tableOf,
  termsOf,
  versionOf,
} from '../support/build.ts';

const reasonOf = (found: object) => (isNoRate(found) ? found.reason : 'found');

describe('the version in force', () => {
  const schedule = scheduleOf({
    versions: [
      versionOf('2026-01-01', { to: at('2026-02-01') }),
      versionOf('2026-03-01'),
      versionOf('2026-04-01', { from: at('2026-04-01T08:00:00Z') }),
    ],
  });
  const versionOn = (time: string, pinned: string | null = null) => {
    const found = versionAt(schedule, at(time), pinned);
    return isNoRate(found) ? found.reason : found.version;
  };

  test.each([
    ['2026-01-01', '2026-01-01'],
    ['2026-01-31T23:59:59.999Z', '2026-01-01'],
    ['2026-03-01', '2026-03-01'],
    ['2026-04-01T07:59:59.999Z', '2026-03-01'],
    ['2026-04-01T08:00:00Z', '2026-04-01'],
    ['2027-01-01', '2026-04-01'],
  ])('on %s', (time, version) => expect(versionOn(time)).toBe(version));

  test('none before the first, none in a gap: a sentence, never another version', () => {
    expect(versionOn('2025-12-31T23:59:59Z')).toBe(
      'no version of demo/futures is in force on 2025-12-31 (the first shipped version starts 2026-01-01 00:00Z)',
    );
    expect(versionOn('2026-02-01')).toContain('no version of demo/futures is in force on 2026-02-01');
    expect(versionOn('2026-02-28T23:59:59Z')).toContain('in force on 2026-02-28');
  });

  test('a pinned version holds at any time', () => {
    expect(versionOn('2020-01-01', '2026-03-01')).toBe('2026-03-01');
    expect(versionOn('2026-03-05', '2025-01-01')).toBe('demo/futures has no version 2025-01-01');
  });
});

describe('the table of an instrument', () => {
  const named = (group: string, rest: Partial<RateTable>) =>
    tableOf(['Regular 0.01% 0.02%'], { group, ...rest });
  const tables = [
    named('symbols', { symbols: ['ETHUSDT'] }),
    named('bases', { bases: ['ETH', 'SOL'] }),
    named('bases in USDC', { bases: ['XRP'], quotes: ['USDC'] }),
    named('quotes', { quotes: ['USDC'] }),
    named('others', {}),
  ];
  const groupOf = (base: string, quote: string, othersUnknown = false, time = '2026-06-10') => {
    const schedule = scheduleOf({ versions: [versionOf('2026-01-01', { tables, othersUnknown })] });
    const instrument: Instrument = { ...LINEAR, symbol: base + quote, base, quote };
    const card = cardFor(schedule, instrument, at(time), null);
    return isNoRate(card) ? card.reason : card.group;
  };

  test('symbol before base before quote before the rest', () => {
    expect(groupOf('ETH', 'USDT')).toBe('symbols');
    expect(groupOf('ETH', 'USDC')).toBe('bases');
    expect(groupOf('XRP', 'USDC')).toBe('bases in USDC');
    expect(groupOf('XRP', 'USDT')).toBe('others');
    expect(groupOf('BTC', 'USDC')).toBe('quotes');
    expect(groupOf('BTC', 'USDT')).toBe('others');
  });

  test('where nobody knows the members, every table that is possible stays', () => {
    expect(groupOf('ETH', 'USDT', true)).toBe('symbols');
    expect(groupOf('BTC', 'USDT', true)).toBe('symbols or bases or others');
  });

  test('membership has its dates', () => {
    const schedule = scheduleOf({
      versions: [
        versionOf('2026-01-01', {
          tables: [
            named('Group 2', { bases: ['BTC'], memberFrom: at('2026-06-01'), memberTo: at('2026-07-01') }),
            named('Group 1', {}),
          ],
        }),
      ],
    });
    const group = (time: string) => (cardFor(schedule, LINEAR, at(time), null) as { group: string }).group;
    expect(['2026-05-31T23:59:59Z', '2026-06-01', '2026-06-30T23:59:59Z', '2026-07-01'].map(group)).toEqual([
      'Group 1',
      'Group 2',
      'Group 2',
      'Group 1',
    ]);
  });

  test('no table is a sentence', () => {
    const schedule = scheduleOf({
      versions: [versionOf('2026-01-01', { tables: [named('a', { quotes: ['USDC'] })] })],
    });
    expect(reasonOf(cardFor(schedule, LINEAR, at('2026-06-10'), null))).toBe(
      'demo/futures 2026-01-01 has no table for BTCUSDT',
    );
  });
});

describe('the published rate', () => {
  const unknownGroup = (first: string, second: string) =>
    cardOf(
      scheduleOf({
        versions: [
          versionOf('2026-01-01', {
            othersUnknown: true,
            tables: [tableOf([first], { group: 'Group 1' }), tableOf([second], { group: 'Group 2' })],
          }),
        ],
      }),
    );
  const text = (found: NoRate | ReturnType<typeof publishedRate>) =>
    isNoRate(found) ? found.reason : plain(found);

  test('by tier, however it is written', () => {
    for (const name of ['VIP 4', 'vip4', 'Vip-4', 'VIP_4', ' vip 4']) {
      expect(text(publishedRate(cardOf(), name, 'taker'))).toBe('0.00027');
    }
    expect(text(publishedRate(cardOf(), 'VIP 40', 'taker'))).toBe(
      'demo/futures 2026-01-01 has no tier VIP 40',
    );
    expect(sameTier('VIP 1', 'VIP 11')).toBe(false);
  });

  test('where groups agree, and where they do not', () => {
    const card = unknownGroup('VIP 7 -0.002% 0.020%', 'VIP 7 -0.002% 0.025%');
    expect(text(publishedRate(card, 'VIP 7', 'maker'))).toBe('-0.00002');
    expect(text(publishedRate(card, 'VIP 7', 'taker'))).toBe(
      'demo/futures 2026-01-01: VIP 7 pays different taker rates in Group 1 or Group 2, and the group of this symbol is not known',
    );
  });

  test('an unknown figure in one of the possible groups is unknown', () => {
    const card = unknownGroup('VIP 7 0.01% 0.020%', 'VIP 7 — 0.020%');
    expect(text(publishedRate(card, 'VIP 7', 'maker'))).toContain('does not know the maker rate of VIP 7');
    expect(text(publishedRate(card, 'VIP 7', 'taker'))).toBe('0.0002');
    const other = unknownGroup('VIP 7 0.01% 0.020%', 'VIP 8 0.01% 0.020%');
    expect(text(publishedRate(other, 'VIP 7', 'maker'))).toContain('does not know');
  });

  test('a ladder from its bottom', () => {
    expect(tiersOf(cardOf()).map((row) => row.tier)[0]).toBe('Regular');
  });
});

describe('the discount', () => {
  test('is taken off a fee, never off a rebate unless the schedule says so', () => {
    expect(plain(discounted(rate('0.05%'), BNB))).toBe('0.00045');
    expect(plain(discounted(rate('0.0193%'), BNB))).toBe('0.0001737');
    expect(plain(discounted(rate('-0.005%'), BNB))).toBe('-0.00005');
    expect(plain(discounted(rate('-0.005%'), { ...BNB, appliesToNegative: true }))).toBe('-0.000045');
    expect(plain(discounted(rate('0%'), BNB))).toBe('0');
    expect(plain(discounted(rate('0.05%'), null))).toBe('0.0005');
  });

  const schedule = scheduleOf({ discounts: [BNB, { ...BNB, asset: 'KCS', off: rateFrom(d('0.2')) }] });
  const due = (terms: Parameters<typeof termsOf>[0], feeAsset: string | null) => {
    const found = dueRate(cardOf(schedule), termsOf(terms), 'taker', feeAsset);
    return isNoRate(found) ? found.reason : `${plain(found.rate)} ${found.discount?.asset ?? '-'}`;
  };

  test('by the asset of the fee, off, or on for every fill', () => {
    expect(discountFor(schedule, 'USDT')).toBeNull();
    expect(due({}, 'USDT')).toBe('0.00027 -');
    expect(due({}, 'BNB')).toBe('0.000243 BNB');
    expect(due({}, 'KCS')).toBe('0.000216 KCS');
    expect(due({}, null)).toBe('0.00027 -');
    expect(due({ discount: { kind: 'none' } }, 'BNB')).toBe('0.00027 -');
    expect(due({ discount: { kind: 'on', asset: 'BNB' } }, 'USDT')).toBe('0.000243 BNB');
  });

  test('an agreed rate goes before the tier and gets no discount', () => {
    const takerRate = rate('0.02%');
    expect(due({ takerRate }, 'BNB')).toBe('0.0002 -');
    expect(due({ takerRate, discount: { kind: 'on', asset: 'BNB' } }, 'USDT')).toBe('0.0002 -');
    expect(due({ makerRate: rate('-0.003%') }, 'BNB')).toBe('0.000243 BNB');
  });

  test('the schedule column names the program, the schedule, or the agreement', () => {
    const names = (
      terms: Parameters<typeof termsOf>[0],
      card: Parameters<typeof dueRate>[0] = cardOf(schedule),
    ) => {
      const found = dueRate(card, termsOf(terms), 'maker', 'USDT');
      return isNoRate(found) ? found.reason : [found.schedule, found.tier];
    };
    const makerRate = rate('-0.003%');
    expect(names({})).toEqual(['demo/futures', 'VIP 4']);
    expect(names({ makerRate })).toEqual(['demo/futures', 'VIP 4']);
    expect(names({ makerRate, track: 'program', program: 'okx-mm' })).toEqual(['okx-mm', null]);
    expect(names({ makerRate }, { reason: 'no schedule' })).toEqual(['negotiated', 'VIP 4']);
    expect(names({}, { reason: 'no schedule' })).toBe('no schedule');
    expect(names({ tier: null })).toContain('no terms give a maker rate or a tier');
  });
});
