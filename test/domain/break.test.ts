/** Every cause is planted once, alone, and must be named; a fill that is right accuses nobody. */
import { describe, expect, test } from 'vitest';
import { causesOf } from '../../src/domain/break-context.ts';
import { plain } from '../../src/domain/decimal.ts';
import type { Hypothesis } from '../../src/domain/hypothesis.ts';
import { judgeFill } from '../../src/domain/judgement.ts';
import { impliedListRate } from '../../src/domain/off-card.ts';
import {
  BNB,
  cardOf,
  contextOf,
  d,
  type FillText,
  fillOf,
  LADDER,
  LINEAR,
  printOf,
  SPOT,
  scheduleOf,
  tableOf,
  termsOf,
  versionOf,
} from '../support/build.ts';

/** A price and a quantity whose product has no round factor: 12,345.67 × 3.21 = 39,629.6007 USDT. */
const ODD = { price: '12345.67', quantity: '3.21' } as const;

function causes(text: FillText, context = contextOf()): readonly string[] {
  const fill = fillOf({ ...ODD, ...text });
  const judged = judgeFill(fill, context);
  if (judged.outcome !== 'break') return [judged.outcome];
  return causesOf(fill, judged, context).hypotheses.map(named);
}

const named = ({ code, detail }: Hypothesis) => (detail === '' ? code : `${code} ${detail}`);

describe('planted', () => {
  // VIP 4: maker 0.008 % of 39,629.6007 = 3.170368056, taker 0.027 % = 10.699992189.
  test('nothing: the fee is right', () => {
    expect(causes({ fee: '3.17036806' })).toEqual(['matched']);
    expect(causes({ fee: '3.17036805' })).toEqual(['within tolerance']);
    expect(causes({ fee: '3.17036807' })).toEqual(['within tolerance']);
    expect(causes({ fee: '10.69999219', flag: 'taker' })).toEqual(['matched']);
  });

  test('LIQUIDITY_MISFLAG', () => {
    expect(causes({ fee: '10.69999219' })).toEqual(['LIQUIDITY_MISFLAG taker']);
    expect(causes({ fee: '3.17036806', flag: 'taker' })).toEqual(['LIQUIDITY_MISFLAG maker']);
  });

  test('SIGN_FLIP', () => {
    expect(causes({ fee: '-3.17036806' })).toEqual(['SIGN_FLIP']);
    // VIP 8's maker is paid 0.005 %: 1.981480035.
    expect(causes({ fee: '1.98148004' }, contextOf({ terms: termsOf({ tier: 'VIP 8' }) }))).toContain(
      'SIGN_FLIP',
    );
  });

  test('FEE_MISSING', () => {
    // VIP 6 pays makers nothing: only other fills can tell whether it came early.
    expect(causes({ fee: '0' })).toEqual(['FEE_MISSING', 'TIER_EARLY VIP 6']);
    expect(causes({ fee: '0', flag: 'taker' })).toEqual(['FEE_MISSING']);
    // A maker rebate that was not paid is no missing fee: another tier pays makers nothing.
    expect(causes({ fee: '0' }, contextOf({ terms: termsOf({ tier: 'VIP 8' }) }))).toEqual([
      'TIER_STALE VIP 6',
    ]);
  });

  test('TIER_STALE and TIER_EARLY, by the ladder', () => {
    // VIP 3's maker 0.010 % = 3.96296007; VIP 5's 0.005 % = 1.981480035.
    expect(causes({ fee: '3.96296007' })).toEqual(['TIER_STALE VIP 3']);
    expect(causes({ fee: '1.98148004' })).toEqual(['TIER_EARLY VIP 5']);
  });

  test('TIER_STALE and TIER_EARLY, by the terms: an account that fell is late at the better tier', () => {
    const fell = termsOf({ tierBefore: 'VIP 5', tierAfter: 'VIP 3' });
    expect(causes({ fee: '1.98148004' }, contextOf({ terms: fell }))).toEqual(['TIER_STALE VIP 5']);
    expect(causes({ fee: '3.96296007' }, contextOf({ terms: fell }))).toEqual(['TIER_EARLY VIP 3']);
  });

  test('TIER_STALE and TIER_EARLY, by the version', () => {
    const now = versionOf('2026-05-01');
    const before = versionOf('2026-01-01', { tables: [tableOf(['VIP 4 0.0085% 0.027%'])] });
    const after = versionOf('2026-09-01', { tables: [tableOf(['VIP 4 0.0075% 0.027%'])] });
    const card = cardOf(scheduleOf({ versions: [before, now, after] }));
    // 0.0085 % = 3.3685160595, 0.0075 % = 2.9722200525.
    expect(causes({ fee: '3.36851606' }, contextOf({ card }))).toEqual(['TIER_STALE version 2026-01-01']);
    expect(causes({ fee: '2.97222005' }, contextOf({ card }))).toEqual(['TIER_EARLY version 2026-09-01']);
  });

  test('DISCOUNT_MISSING', () => {
    const card = cardOf(scheduleOf({ discounts: [BNB] }));
    const terms = termsOf({ discount: { kind: 'on', asset: 'BNB' } });
    // Due is 0.0072 % = 2.8533312504.
    expect(causes({ fee: '2.85333125' }, contextOf({ card, terms }))).toEqual(['matched']);
    expect(causes({ fee: '3.17036806' }, contextOf({ card, terms }))).toEqual(['DISCOUNT_MISSING BNB']);
  });

  test('FEE_ASSET, also where the amount is worth the same', () => {
    const prices = { price: () => ({ price: d('2'), inverse: false }) };
    const context = contextOf({ prices, feeAsset: 'XYZ' });
    expect(causes({ fee: '1.58518403', feeAsset: 'XYZ' }, context)).toEqual(['FEE_ASSET XYZ']);
  });

  test('FEE_ASSET on spot: the asset given', () => {
    const context = contextOf({ card: cardOf(scheduleOf(), SPOT) });
    // Bought: due in BTC, 0.008 % of 3.21 = 0.0002568.
    expect(causes({ instrument: SPOT, feeAsset: 'BTC', fee: '0.0002568' }, context)).toEqual(['matched']);
    expect(causes({ instrument: SPOT, feeAsset: 'USDT', fee: '3.17036806' }, context)).toEqual([
      'FEE_ASSET USDT',
    ]);
  });

  test('NOTIONAL_SCALE: the contract value left out', () => {
    const instrument = { ...LINEAR, contractValue: d('0.03') };
    const context = contextOf({ card: cardOf(scheduleOf(), instrument) });
    // 0.03 × 3.170368056 = 0.09511104168.
    expect(causes({ instrument, fee: '0.09511104' }, context)).toEqual(['matched']);
    expect(causes({ instrument, fee: '3.17036806' }, context)).toEqual([
      'NOTIONAL_SCALE contract value not applied',
    ]);
  });

  test('NOTIONAL_SCALE: powers of ten, before or after the rounding', () => {
    expect(causes({ fee: '317.0368056' })).toEqual(['NOTIONAL_SCALE × 100']);
    expect(causes({ fee: '317.036806' })).toEqual(['NOTIONAL_SCALE × 100']);
    expect(causes({ fee: '0.00317037' })).toEqual(['NOTIONAL_SCALE ÷ 1000']);
    expect(causes({ fee: '-317.0368056' })).not.toContain('NOTIONAL_SCALE × 100');
  });

  test('ROUNDING: fewer decimals', () => {
    // 3.170368056 is 3.1704 by four modes; which one it is, only several fills can tell.
    expect(causes({ fee: '3.1704' })).toEqual([
      'ROUNDING half-up at 4 decimals',
      'ROUNDING half-even at 4 decimals',
      'ROUNDING up at 4 decimals',
      'ROUNDING ceiling at 4 decimals',
    ]);
    // 3.170 at three decimals is written 3.17.
    expect(causes({ fee: '3.17' })[0]).toBe('ROUNDING half-up at 3 decimals');
    expect(causes({ fee: '10.69', flag: 'taker' })).toEqual([
      'ROUNDING down at 2 decimals',
      'ROUNDING floor at 2 decimals',
    ]);
    expect(causes({ fee: '3.18' })).toEqual(['ROUNDING up at 2 decimals', 'ROUNDING ceiling at 2 decimals']);
    expect(causes({ fee: '3.1703' })).toEqual([
      'ROUNDING down at 4 decimals',
      'ROUNDING floor at 4 decimals',
    ]);
  });

  test('RATE_OFF_CARD: a rate that no tier pays', () => {
    // 0.0123 % = 4.8744408861; 0.01235 % = 4.89425568645.
    expect(causes({ fee: '4.87444089' })).toEqual(['RATE_OFF_CARD 0.0123%']);
    expect(causes({ fee: '4.89425569' })).toEqual(['RATE_OFF_CARD 0.01235%']);
    expect(causes({ fee: '-4.87444089' })).toEqual(['RATE_OFF_CARD -0.0123%']);
  });

  test('nothing explains it', () => {
    expect(causes({ fee: '4.98765432' })).toEqual([]);
    // A fee of two decimals on 10 USDT says nothing about a rate.
    const dust = contextOf({ print: printOf(2) });
    expect(causes({ price: '10', quantity: '1', fee: '0.07' }, dust)).toEqual([]);
  });
});

describe('several at once', () => {
  test('all that fit are named, simplest first, and a looser one is not tried', () => {
    // 0.020 % maker of Regular is the taker rate of VIP 7.
    const context = contextOf({ terms: termsOf({ tier: 'VIP 7' }) });
    expect(causes({ fee: '7.92592014' }, context)).toEqual(['LIQUIDITY_MISFLAG taker', 'TIER_STALE Regular']);
  });

  test('tiers that pay alike are all named', () => {
    const card = cardOf(
      scheduleOf({
        versions: [
          versionOf('2026-01-01', { tables: [tableOf(LADDER.slice(0, 5).concat('VIP 5 0.010% 0.02%'))] }),
        ],
      }),
    );
    expect(causes({ fee: '3.96296007' }, contextOf({ card }))).toEqual([
      'TIER_STALE VIP 3',
      'TIER_EARLY VIP 5',
    ]);
  });

  test('the other side at another tier is two slips, tried when no single one fits', () => {
    // 0.045 % is VIP 1's taker rate: 17.833320315.
    expect(causes({ fee: '17.83332032' })).toEqual(['LIQUIDITY_MISFLAG taker of VIP 1']);
    expect(causes({ fee: '6.34073611', flag: 'taker' })).toEqual(['LIQUIDITY_MISFLAG maker of VIP 1']);
  });

  test('within one unit of the last printed place, no farther', () => {
    const exact = contextOf({ print: printOf(8, 'half-up', '0') });
    expect(causes({ fee: '3.96296008' }, exact)).toEqual(['TIER_STALE VIP 3']);
    expect(causes({ fee: '3.96296009' }, exact)).toEqual([]);
    expect(causes({ fee: '3.17036805' }, exact)[0]).toBe('ROUNDING down at 8 decimals');
  });

  test('a tolerance of the user does not blur causes', () => {
    const wide = contextOf({ print: printOf(8, 'half-up', '0.5') });
    expect(causes({ fee: '3.5' }, wide)).toEqual(['within tolerance']);
    expect(causes({ fee: '3.96296008' }, wide)).toEqual(['TIER_STALE VIP 3']);
    expect(causes({ fee: '3.96296012' }, wide)).toEqual([]);
  });
});

describe('impliedListRate', () => {
  const formula = judgeFill(fillOf({ ...ODD, fee: '1' }), contextOf()).formula!;

  test('in steps of a thousandth of a basis point', () => {
    expect(plain(impliedListRate(formula, d('4.87444089'), d('0.00000001'))!)).toBe('0.000123');
    expect(plain(impliedListRate(formula, d('0.39629601'), d('0.00000001'))!)).toBe('0.00001');
    expect(impliedListRate(formula, d('4.98765432'), d('0.00000001'))).toBeNull();
  });

  test('not where the fee is printed too coarsely to tell, nor on nothing', () => {
    expect(impliedListRate(formula, d('4.87'), d('0.01'))).toBeNull();
    const nothing = { ...formula, base: { ...formula.base, amount: d('0') } };
    expect(impliedListRate(nothing, d('1'), d('0.00000001'))).toBeNull();
  });
});
