/** One fill judged: what cannot be told, in which asset a fee is due, and what counts as right. */
import { describe, expect, test } from 'vitest';
import { causesOf } from '../../src/domain/break-context.ts';
import { plain } from '../../src/domain/decimal.ts';
import { dueAsset, notionalAssetOf, notionalOf } from '../../src/domain/fee.ts';
import { type JudgingContext, judgeFill } from '../../src/domain/judgement.ts';
import {
  BNB,
  cardOf,
  contextOf,
  d,
  type FillText,
  fillOf,
  INVERSE,
  LINEAR,
  printOf,
  rate,
  SPOT,
  scheduleOf,
  termsOf,
  versionOf,
  withClauses,
} from '../support/build.ts';

function judged(text: FillText, context: JudgingContext = contextOf()) {
  const found = judgeFill(fillOf(text), context);
  const amount = (value: typeof found.expected) => (value === null ? null : plain(value));
  return { ...found, expected: amount(found.expected), variance: amount(found.variance) };
}

describe('a fee due in the discount token anyway', () => {
  const coins = { ...SPOT, symbol: 'BNBUSDT', base: 'BNB' };
  const card = cardOf(scheduleOf({ kind: 'spot', discounts: [BNB] }), coins);
  const context = (kind: 'by-fee-asset' | 'none') =>
    contextOf({ card, terms: termsOf({ discount: { kind } }), feeAsset: 'BNB' });
  const bought = (fee: string) =>
    ({ instrument: coins, side: 'buy', price: '600', quantity: '1', fee, feeAsset: 'BNB' }) as const;

  // VIP 4 maker of the ladder in use: 0.8 bps, 0.72 with the discount.
  test.each([
    ['0.000072', 'matched'],
    ['0.00008', 'matched'],
    ['0.0002', 'break'],
  ] as const)('buying BNB, charged %s BNB: %s', (fee, outcome) => {
    expect(judged(bought(fee), context('by-fee-asset')).outcome).toBe(outcome);
  });

  test('selling BNB for another asset, a fee in BNB shows that the discount was on', () => {
    const sold = { ...bought('0.00008'), side: 'sell' } as const;
    expect(judged(sold, context('by-fee-asset')).outcome).toBe('break');
  });
});

describe('the outcome', () => {
  test.each([
    ['0.8', 'matched', '0'],
    ['0.80000001', 'within tolerance', '0.00000001'],
    ['0.79999999', 'within tolerance', '-0.00000001'],
    ['0.80000002', 'break', '0.00000002'],
    ['0', 'break', '-0.8'],
    ['-0.8', 'break', '-1.6'],
  ] as const)('charged %s where 0.8 is due: %s', (fee, outcome, variance) => {
    expect(judged({ fee })).toMatchObject({ outcome, expected: '0.8', variance });
  });

  test('a tolerance of 0 knows matched and break only', () => {
    const strict = contextOf({ print: printOf(8, 'half-up', '0') });
    expect(judged({ fee: '0.80000001' }, strict).outcome).toBe('break');
    expect(judged({ fee: '0.8' }, strict).outcome).toBe('matched');
  });

  test('what the file prints with fewer decimals is compared with fewer', () => {
    const coarse = contextOf({ print: printOf(2) });
    expect(judged({ fee: '0.8', price: '10049' }, coarse)).toMatchObject({
      outcome: 'matched',
      expected: '0.8',
    });
    expect(judged({ fee: '0.8', price: '10100' }, coarse)).toMatchObject({
      outcome: 'within tolerance',
      expected: '0.81',
    });
  });

  test('the venue books first, the file prints after', () => {
    const card = cardOf(scheduleOf({ rounding: { scale: 4, mode: 'down' } }));
    // 0.008 % of 9,999.99 = 0.7999992; booked 0.7999, printed to two decimals 0.80.
    const context = contextOf({ card, print: printOf(2) });
    expect(judged({ fee: '0.8', price: '9999.99' }, context).expected).toBe('0.8');
    const down = contextOf({ card, print: printOf(2, 'down') });
    expect(judged({ fee: '0.79', price: '9999.99' }, down)).toMatchObject({
      outcome: 'matched',
      expected: '0.79',
    });
  });
});

describe('a side that the file does not tell', () => {
  test('is judged by the side that the fee was read from, and says so', () => {
    expect(judged({ flag: null, fee: '2.7' })).toMatchObject({
      liquidity: 'taker',
      evidence: 'rate',
      outcome: 'matched',
    });
  });

  test('does not matter where both sides pay the same', () => {
    const same = contextOf({ terms: termsOf({ makerRate: rate('0.1%'), takerRate: rate('0.1%') }) });
    expect(judged({ flag: null, fee: '11' }, same)).toMatchObject({
      liquidity: 'unknown',
      outcome: 'break',
      expected: '10',
    });
  });

  test('does not matter for dust', () => {
    const cents = contextOf({ print: printOf(2) });
    expect(judged({ flag: null, fee: '0', price: '1' }, cents)).toMatchObject({
      liquidity: 'unknown',
      evidence: 'none',
      outcome: 'matched',
    });
  });

  test('leaves the fill unjudged otherwise, in words', () => {
    expect(judged({ flag: null, fee: '7.77' })).toMatchObject({
      liquidity: 'unknown',
      outcome: 'unjudged',
      expected: null,
      variance: null,
    });
    expect(judged({ flag: null, fee: '7.77' }).reason).toContain('maker or taker cannot be told');
    const fill = fillOf({ flag: null, fee: '7.77' });
    expect(causesOf(fill, judgeFill(fill, contextOf()), contextOf()).hypotheses).toEqual([]);
  });
});

describe('what keeps a fill from being judged', () => {
  const option = cardOf(scheduleOf({ kind: 'option', feeBase: 'index' }));
  const unknownValue = { ...LINEAR, contractValue: null };
  const clause = cardOf(
    scheduleOf({ versions: [versionOf('2026-01-01', withClauses({ unpriced: ['tax'] }))] }),
  );

  test.each([
    ['a liquidation', { flag: 'none' }, contextOf(), 'no maker or taker rate', false],
    ['a contract value', { instrument: unknownValue }, contextOf(), 'the contract value of BTCUSDT', false],
    [
      'an option',
      { instrument: { ...LINEAR, kind: 'option' } },
      contextOf({ card: option }),
      'index price',
      false,
    ],
    ['a clause', {}, contextOf({ card: clause }), 'a clause cannot be priced: tax', false],
    ['a price', { feeAsset: 'XYZ' }, contextOf({ feeAsset: 'XYZ' }), 'no price of XYZ in USDT', true],
    ['a tier', {}, contextOf({ terms: termsOf({ tier: 'VIP 99' }) }), 'has no tier VIP 99', false],
  ] as const)('%s', (_, text, context, reason, unpriced) => {
    const found = judged({ fee: '1', ...text }, context);
    expect(found).toMatchObject({ outcome: 'unjudged', expected: null, variance: null, due: null, unpriced });
    expect(found.reason).toContain(reason);
  });

  test('what an option is charged on is said by its schedule: premium, index price or coins, under a cap', () => {
    const instrument = { ...LINEAR, kind: 'option' } as const;
    const fee = (
      feeBase: 'price' | 'index' | 'coin',
      rest: FillText = {},
      premiumCap: string | null = null,
    ) => {
      const clauses = withClauses({ premiumCap: premiumCap === null ? null : rate(premiumCap) });
      const versions = [versionOf('2026-01-01', clauses)];
      const card = cardOf(scheduleOf({ kind: 'option', feeBase, versions }), instrument);
      const feeAsset = feeBase === 'coin' ? 'BTC' : 'USDT';
      const text = { instrument, price: '100', quantity: '2', feeAsset, indexPrice: d('50000'), ...rest };
      return judged(text, contextOf({ card, feeAsset, terms: termsOf({ makerRate: rate('0.03%') }) }))
        .expected;
    };
    // Two coins at a premium of 100 and an index of 50,000: 0.03 % of 200, of 100,000, of 2.
    expect([fee('price'), fee('index'), fee('coin')]).toEqual(['0.06', '30', '0.0006']);
    // 7 % of the premium of 200 is 14.
    expect([fee('index', {}, '7%'), fee('index', { price: '1000' }, '7%')]).toEqual(['14', '30']);
    expect(fee('index', { indexPrice: null })).toBeNull();
  });

  test('a missing figure of one side does not touch the other', () => {
    const card = cardOf(
      scheduleOf({
        versions: [
          versionOf('2026-01-01', {
            tables: [
              {
                ...cardOf().tables[0]!,
                tiers: [{ tier: 'VIP 4', maker: rate('0.008%'), taker: null, when: null, note: null }],
              },
            ],
          }),
        ],
      }),
    );
    expect(judged({ fee: '0.8' }, contextOf({ card })).outcome).toBe('matched');
    expect(judged({ fee: '0.8', flag: 'taker' }, contextOf({ card })).outcome).toBe('unjudged');
  });
});

describe('assets', () => {
  const spot = scheduleOf({ kind: 'spot', product: 'spot', rebateAsset: 'given', discounts: [BNB] });
  const assets = (instrument: typeof SPOT, text: string) =>
    (['buy', 'sell'] as const).map((side) => dueAsset(instrument, spot, side, rate(text)));

  test('spot: a fee in the asset received, a rebate in the asset given', () => {
    expect(assets(SPOT, '0.1%')).toEqual(['BTC', 'USDT']);
    expect(assets(SPOT, '-0.005%')).toEqual(['USDT', 'BTC']);
    expect(assets(SPOT, '0%')).toEqual(['BTC', 'USDT']);
    expect(
      (['buy', 'sell'] as const).map((side) => dueAsset(SPOT, scheduleOf(), side, rate('-0.005%'))),
    ).toEqual(['BTC', 'USDT']);
    expect(dueAsset(SPOT, scheduleOf({ feeAsset: 'quote' }), 'buy', rate('0.1%'))).toBe('USDT');
    expect(dueAsset(SPOT, null, 'buy', rate('0.1%'))).toBe('BTC');
  });

  test('contracts: the settlement asset', () => {
    expect(dueAsset(LINEAR, null, 'buy', rate('0.1%'))).toBe('USDT');
    expect(dueAsset(INVERSE, null, 'sell', rate('-0.1%'))).toBe('BTC');
    expect(dueAsset({ ...LINEAR, settle: null }, null, 'buy', rate('0.1%'))).toBe('USDT');
    expect([LINEAR, SPOT, INVERSE].map(notionalAssetOf)).toEqual(['USDT', 'USDT', 'BTC']);
  });

  test('notional: coins × price, contracts × value × price, contracts × face ÷ price', () => {
    const value = (instrument: typeof LINEAR) => {
      const notional = notionalOf(instrument, d('40000'), d('3'));
      return notional === null ? null : plain(notional);
    };
    expect(value(LINEAR)).toBe('120000');
    expect(value({ ...LINEAR, contractValue: d('0.01') })).toBe('1200');
    expect(value(INVERSE)).toBe('0.0075');
    expect(value({ ...LINEAR, contractValue: null })).toBeNull();
  });

  test('a file that does not say the asset: that of the rule', () => {
    const card = cardOf(spot, SPOT);
    const context = contextOf({ card, feeAsset: null });
    const found = (text: FillText) => {
      const { feeAsset, expected, outcome } = judged({ instrument: SPOT, feeAsset: null, ...text }, context);
      return [feeAsset, expected, outcome];
    };
    expect(found({ fee: '0.00008' })).toEqual(['BTC', '0.00008', 'matched']);
    expect(found({ fee: '0.8', side: 'sell' })).toEqual(['USDT', '0.8', 'matched']);
    const rebate = contextOf({ card, feeAsset: null, terms: termsOf({ tier: 'VIP 8' }) });
    const paid = judged({ instrument: SPOT, feeAsset: null, fee: '-0.5' }, rebate);
    expect([paid.feeAsset, paid.expected, paid.outcome]).toEqual(['USDT', '-0.5', 'matched']);
  });

  test('a fee in an asset in which none is due is a break, whatever its size; a fee of 0 is not', () => {
    const context = contextOf({ card: cardOf(spot, SPOT) });
    expect(judged({ instrument: SPOT, fee: '0.8' }, context).outcome).toBe('break');
    const free = contextOf({ card: cardOf(spot, SPOT), terms: termsOf({ tier: 'VIP 6' }) });
    expect(judged({ instrument: SPOT, fee: '0' }, free).outcome).toBe('matched');
  });

  test('the token of a discount is no wrong asset, unless the terms say that there is none', () => {
    const prices = { price: () => ({ price: d('500'), inverse: false }) };
    const schedule = scheduleOf({ discounts: [BNB] });
    const inBnb = (terms = termsOf()) =>
      contextOf({ card: cardOf(schedule), prices, feeAsset: 'BNB', terms });
    // 0.0072 % of 10,000 = 0.72 USDT = 0.00144 BNB; without the discount 0.0016.
    expect(judged({ feeAsset: 'BNB', fee: '0.00144' }, inBnb())).toMatchObject({ outcome: 'matched' });
    const none = termsOf({ discount: { kind: 'none' } });
    expect(judged({ feeAsset: 'BNB', fee: '0.0016' }, inBnb(none))).toMatchObject({
      outcome: 'break',
      variance: '0',
    });
  });
});
