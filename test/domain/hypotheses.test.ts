/** Hypotheses beyond the ladder: promotions, programs, groups, caps, sizes, charges taken twice, self-trades. */
import { describe, expect, test } from 'vitest';
import { trialsOf } from '../../src/domain/break.ts';
import { breakContextOf, causesOf } from '../../src/domain/break-context.ts';
import type { Card } from '../../src/domain/card.ts';
import { CAUSE_CODES } from '../../src/domain/hypothesis.ts';
import { type JudgingContext, judgeFill, judgingContext } from '../../src/domain/judgement.ts';
import type { Schedule } from '../../src/domain/schedule.ts';
import {
  BNB,
  cardOf,
  contextOf,
  d,
  type FillText,
  fillOf,
  INVERSE,
  LADDER,
  LINEAR,
  printOf,
  rate,
  SPOT,
  scheduleOf,
  tableOf,
  termsOf,
  versionOf,
  withClauses,
} from '../support/build.ts';

/** 12,345.67 × 3.21 = 39,629.6007 USDT: no round factor. */
const ODD = { price: '12345.67', quantity: '3.21' } as const;

function causes(text: FillText, context = contextOf(), selfTrade = false): readonly string[] {
  const fill = fillOf({ ...ODD, ...text });
  const judged = judgeFill(fill, context);
  if (judged.outcome !== 'break') return [judged.outcome];
  const { hypotheses, telling } = causesOf(fill, judged, context, { selfTrade, stretches: [] });
  return [
    ...hypotheses.map(({ code, detail }) => `${code} ${detail}`.trim()),
    ...(telling ? [] : ['(weak)']),
  ];
}

/** A context that knows of the venue's other schedules. */
function amongOthers(
  card: Card,
  terms: JudgingContext['terms'],
  others: readonly Schedule[],
): JudgingContext {
  return judgingContext(card, terms, printOf(8), null, 'USDT', () => others.map((one) => cardOf(one)));
}

describe('rates of somebody else', () => {
  test('PROMO_NOT_APPLIED: a dated group charged like the others', () => {
    const promo = tableOf(['VIP 4 0% 0.01%'], { group: 'Summer', symbols: ['BTCUSDT'], promotion: true });
    const usual = tableOf(LADDER, { group: 'Others' });
    const card = cardOf(scheduleOf({ versions: [versionOf('2026-01-01', { tables: [promo, usual] })] }));
    // 0.027 % of 39,629.6007 = 10.699992189 where 0.01 % = 3.96296007 is due.
    expect(causes({ flag: 'taker', fee: '3.96296007' }, contextOf({ card }))).toEqual(['matched']);
    expect(causes({ flag: 'taker', fee: '10.69999219' }, contextOf({ card }))).toEqual([
      'PROMO_NOT_APPLIED VIP 4 of Others',
    ]);
  });

  test('another group of pairs: a rate that is not due', () => {
    const majors = tableOf(['VIP 4 0.008% 0.027%'], { group: 'Majors', symbols: ['BTCUSDT'] });
    const others = tableOf(['VIP 4 0.011% 0.031%'], { group: 'Others' });
    const card = cardOf(scheduleOf({ versions: [versionOf('2026-01-01', { tables: [majors, others] })] }));
    // 0.011 % = 4.359256077.
    expect(causes({ fee: '4.35925608' }, contextOf({ card }))).toEqual(['RATE_OFF_CARD VIP 4 of Others']);
  });

  test('PROGRAM_NOT_APPLIED: agreed rates, charged by the ladder', () => {
    const terms = termsOf({ track: 'program', program: 'Pro', makerRate: rate('-0.5bps'), tier: null });
    // Due −1.981480035; VIP 3 of the ladder takes 3.96296007.
    expect(causes({ fee: '-1.98148004' }, contextOf({ terms }))).toEqual(['matched']);
    expect(causes({ fee: '3.96296007' }, contextOf({ terms }))).toEqual(['PROGRAM_NOT_APPLIED VIP 3']);
  });

  test('PROGRAM_NOT_APPLIED: a published program, charged by the ladder beside it', () => {
    const program = scheduleOf({
      id: 'demo/market-maker',
      track: 'program',
      versions: [
        versionOf('2026-01-01', { tables: [tableOf(['MM 1 -0.002% 0.03%', 'MM 2 -0.005% 0.025%'])] }),
      ],
    });
    const terms = termsOf({ track: 'program', schedule: 'demo/market-maker', tier: 'MM 2' });
    const context = amongOthers(cardOf(program), terms, [scheduleOf()]);
    expect(causes({ fee: '3.17036806' }, context)).toEqual(['PROGRAM_NOT_APPLIED VIP 4']);
    // −0.002 % = −0.792592014 is the program's own MM 1 and the ladder's VIP 7.
    expect(causes({ fee: '-0.79259201' }, context)).toEqual(['TIER_STALE MM 1', 'PROGRAM_NOT_APPLIED VIP 7']);
    // And the other way round: an account of the ladder paid by the program (−0.005 % is VIP 8's too).
    const ladder = amongOthers(
      cardOf(scheduleOf({ versions: [versionOf('2026-01-01', { tables: [tableOf(LADDER.slice(0, 5))] })] })),
      termsOf(),
      [program],
    );
    expect(causes({ fee: '-1.98148004' }, ladder)).toEqual(['RATE_OFF_CARD MM 2 of demo/market-maker']);
  });

  test('the rate of a liquidation', () => {
    const schedule = scheduleOf({
      versions: [versionOf('2026-01-01', withClauses({ liquidation: rate('1%') }))],
    });
    // 1 % of 39,629.6007.
    expect(causes({ flag: 'taker', fee: '396.296007' }, contextOf({ card: cardOf(schedule) }))).toEqual([
      'RATE_OFF_CARD the rate of a liquidation',
    ]);
  });

  test('a discount that the terms do not give', () => {
    const card = cardOf(scheduleOf({ discounts: [BNB] }));
    const terms = termsOf({ discount: { kind: 'none' } });
    // 0.0072 % = 2.8533312504.
    expect(causes({ fee: '2.85333125' }, contextOf({ card, terms }))).toEqual([
      'RATE_OFF_CARD the BNB discount',
    ]);
  });

  test('another tier and no discount: two slips', () => {
    const card = cardOf(scheduleOf({ discounts: [BNB] }));
    const terms = termsOf({ discount: { kind: 'on', asset: 'BNB' } });
    // VIP 2's maker 0.015 % in full = 5.944440105; with the discount 5.3499960945.
    expect(causes({ fee: '5.34999609' }, contextOf({ card, terms }))).toEqual(['TIER_STALE VIP 2']);
    expect(causes({ fee: '5.94444011' }, contextOf({ card, terms }))).toEqual([
      'TIER_STALE VIP 2 without the BNB discount',
    ]);
  });
});

describe('sizes', () => {
  test('CAP_NOT_APPLIED', () => {
    const option = { ...LINEAR, kind: 'option' as const, symbol: 'BTC-C' };
    const schedule = scheduleOf({
      feeBase: 'index',
      versions: [
        versionOf('2026-01-01', {
          tables: [tableOf(['VIP 4 0.02% 0.03%'])],
          ...withClauses({ premiumCap: rate('12.5%') }),
        }),
      ],
    });
    const context = contextOf({ card: cardOf(schedule, option) });
    // 2 × 90,001 × 0.03 % = 54.0006; the premium is 2 × 7.77 = 15.54, of which 12.5 % = 1.9425.
    const text = {
      instrument: option,
      flag: 'taker',
      price: '7.77',
      quantity: '2',
      indexPrice: d('90001'),
    } as const;
    expect(causes({ ...text, fee: '1.9425' }, context)).toEqual(['matched']);
    expect(causes({ ...text, fee: '54.0006' }, context)).toContain('CAP_NOT_APPLIED');
  });

  test('fill price for index price', () => {
    const context = contextOf({ card: cardOf(scheduleOf({ feeBase: 'index' })) });
    // Index 12,340.01: 3.21 × 12,340.01 × 0.008 % = 3.16891457; at the fill's price 3.170368056.
    const text = { indexPrice: d('12340.01') } as const;
    expect(causes({ ...text, fee: '3.16891457' }, context)).toEqual(['matched']);
    expect(causes({ ...text, fee: '3.17036806' }, context)).toEqual([
      'NOTIONAL_SCALE fill price for index price',
    ]);
  });

  test('quote amount for base amount, both ways', () => {
    const spot = contextOf({ card: cardOf(scheduleOf(), SPOT), feeAsset: 'BTC' });
    // Bought 3.21 BTC: 0.0002568 BTC is due; 3.17036806 is 0.008 % of the USDT paid.
    expect(causes({ instrument: SPOT, feeAsset: 'BTC', fee: '3.17036806' }, spot)).toEqual([
      'NOTIONAL_SCALE quote amount for base amount',
    ]);
    expect(causes({ fee: '0.0002568' })).toContain('NOTIONAL_SCALE base amount for quote amount');
    // An inverse contract of 100 USD: 3 contracts at 12,345.67 are 0.0243 BTC, and 300 USD.
    const inverse = contextOf({ card: cardOf(scheduleOf(), INVERSE), feeAsset: 'BTC' });
    expect(causes({ instrument: INVERSE, feeAsset: 'BTC', quantity: '300', fee: '2.4' }, inverse)).toEqual([
      'NOTIONAL_SCALE quote amount for coin amount',
    ]);
  });
});

describe('facts', () => {
  test('CHARGED_TWICE', () => {
    // 2 × 10.699992189 = 21.399984378.
    expect(causes({ flag: 'taker', fee: '21.39998438' })).toEqual(['CHARGED_TWICE']);
    // Twice VIP 4's maker is VIP 1's: nobody can tell, both are named.
    expect(causes({ fee: '6.34073611' })).toEqual(['CHARGED_TWICE', 'TIER_STALE VIP 1']);
  });

  test('SELF_TRADE: nothing, or the other side’s rate, with the account on both sides', () => {
    expect(causes({ fee: '0', flag: 'taker' }, contextOf(), true)).toEqual(['SELF_TRADE', 'FEE_MISSING']);
    expect(causes({ fee: '10.69999219' }, contextOf(), true)).toEqual([
      'SELF_TRADE',
      'LIQUIDITY_MISFLAG taker',
    ]);
    expect(causes({ fee: '3.96296007' }, contextOf(), true)).toEqual(['TIER_STALE VIP 3']);
  });

  test('nothing charged where a coarser rounding leaves nothing', () => {
    // 0.008 % of 0.5 is 0.00004: nothing at two, three and four decimals.
    const found = causes(
      { price: '0.5', quantity: '1', fee: '0' },
      contextOf({
        card: cardOf(
          scheduleOf({ versions: [versionOf('2026-01-01', { tables: [tableOf(LADDER.slice(0, 5))] })] }),
        ),
      }),
    );
    expect(found.slice(0, 2)).toEqual(['FEE_MISSING', 'ROUNDING half-up at 4 decimals']);
    expect(found).toContain('ROUNDING half-up at 2 decimals');
    expect(found).not.toContain('ROUNDING up at 2 decimals');
  });

  test('fees of few digits prove nothing alone', () => {
    const coarse = contextOf({ print: printOf(2) });
    // 0.028 % of 396.296007 is 0.11, due is 0.03: a wrong fee of so few cents fits many rates.
    expect(causes({ quantity: '0.0321', fee: '0.11' }, coarse)).toContain('(weak)');
    expect(causes({ fee: '10.7' }, coarse)).toEqual(['LIQUIDITY_MISFLAG taker']);
  });
});

test('every trial says what it would have charged; those that fit are what the diagnosis names', () => {
  const fill = fillOf({ ...ODD, fee: '3.96296007' });
  const context = contextOf();
  const trials = trialsOf(breakContextOf(fill, judgeFill(fill, context), context)!);
  const fits = trials.filter((trial) => trial.fits).map(({ code, detail }) => `${code} ${detail}`);
  expect(fits).toEqual(['TIER_STALE VIP 3', 'RATE_OFF_CARD 0.01%']);
  const stale = trials.filter(({ code, detail }) => code === 'TIER_STALE' && detail === 'VIP 2');
  // VIP 2's 0.015 % = 5.944440105.
  expect(stale.map(({ amount }) => amount?.toFixed())).toEqual(['5.94444011']);
  for (const { code } of trials) expect(CAUSE_CODES).toContain(code);
});
