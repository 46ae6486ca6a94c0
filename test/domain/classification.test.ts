import { describe, expect, test } from 'vitest';
import {
  type Classification,
  classify,
  type RateEvidence,
  recordedSide,
} from '../../src/domain/classification.ts';
import { unitOf } from '../../src/domain/decimal.ts';
import type { FeeFormula } from '../../src/domain/fee.ts';
import type { Rate } from '../../src/domain/rate.ts';
import { BNB, cardOf, d, type FillText, fillOf, rate } from '../support/build.ts';

/** 10,000 USDT, fees printed with eight decimals. */
function formulaOn(notional: string, scale = 8): FeeFormula {
  const rounding = { venue: null, print: { scale, mode: 'half-up' } } as const;
  const base = { amount: d(notional), asset: 'USDT' };
  return { base, asset: 'USDT', price: null, rounding, clauses: null, quantity: d('1'), premium: null };
}

interface Setting {
  readonly notional?: string;
  readonly scale?: number;
  readonly maker?: Rate | null;
  readonly taker?: Rate | null;
  readonly rest?: Partial<RateEvidence>;
}

/** VIP 4 of the article's ladder: maker 0.008 %, taker 0.027 %. */
function found(text: FillText, setting: Setting = {}): Classification {
  const { notional = '10000', scale = 8, maker = rate('0.008%'), taker = rate('0.027%'), rest } = setting;
  const fill = fillOf({ flag: null, ...text });
  const rates: RateEvidence = {
    formula: formulaOn(notional, scale),
    unit: unitOf(scale),
    maker,
    taker,
    card: cardOf(),
    neighbours: [],
    discount: null,
    ...rest,
  };
  return recordedSide(fill) ?? classify(fill, rates);
}

describe('the venue says it', () => {
  test.each(['maker', 'taker', 'none'] as const)('%s, whatever the fee', (flag) => {
    expect(found({ flag, fee: '2.7', orderType: 'limit' })).toEqual({ liquidity: flag, evidence: 'flag' });
  });

  test.each([
    ['maker', 'market', 'taker', 'order'],
    ['maker', 'ioc', 'taker', 'order'],
    ['taker', 'post-only', 'maker', 'order'],
    ['taker', 'market', 'taker', 'flag'],
    ['maker', 'gtx', 'maker', 'flag'],
    ['none', 'market', 'none', 'flag'],
  ] as const)('but a flag of %s on a %s order breaks a law: %s', (flag, orderType, liquidity, evidence) => {
    expect(found({ flag, fee: '2.7', orderType })).toEqual({ liquidity, evidence });
  });
});

describe('the rate charged says it', () => {
  test.each([
    ['0.8', 'maker'],
    ['2.7', 'taker'],
    ['0.80000001', 'maker'],
    ['2.69999999', 'taker'],
  ] as const)('%s on 10,000 is %s', (fee, liquidity) => {
    expect(found({ fee })).toEqual({ liquidity, evidence: 'rate' });
  });

  test.each([
    ['limit', '2.7', 'taker', 'rate'],
    ['limit', '0.8', 'maker', 'rate'],
    ['market', '2.7', 'taker', 'rate'],
    ['post-only', '0.8', 'maker', 'rate'],
    ['post-only', '2.7', 'maker', 'order'],
    ['market', '0.8', 'taker', 'order'],
  ] as const)(
    'the rate goes before the order type unless a %s order cannot have it: %s',
    (orderType, fee, liquidity, evidence) => {
      expect(found({ fee, orderType })).toEqual({ liquidity, evidence });
    },
  );

  test('another tier of the card', () => {
    // 0.016 % is VIP 1's maker rate, 0.045 % its taker rate.
    expect(found({ fee: '1.6' })).toEqual({ liquidity: 'maker', evidence: 'rate' });
    expect(found({ fee: '4.5' })).toEqual({ liquidity: 'taker', evidence: 'rate' });
  });

  test('a rate that makers of one tier and takers of another pay tells nothing', () => {
    // 0.020 % is the maker rate of Regular and the taker rate of VIP 7.
    expect(found({ fee: '2' })).toEqual({ liquidity: 'unknown', evidence: 'none' });
  });

  test('unless the terms name one of those tiers as the one before or after', () => {
    const beside = (...neighbours: string[]) => found({ fee: '2' }, { rest: { neighbours } }).liquidity;
    expect(beside('VIP 7')).toBe('taker');
    expect(beside('Regular')).toBe('maker');
    expect(beside('Regular', 'VIP 7')).toBe('unknown');
    expect(beside('VIP 3')).toBe('unknown');
  });

  test('a discounted rate of another tier', () => {
    expect(found({ fee: '4.05' }, { rest: { discount: BNB } })).toEqual({
      liquidity: 'taker',
      evidence: 'rate',
    });
    expect(found({ fee: '4.05' }).liquidity).toBe('unknown');
  });

  test('the sign is turned round', () => {
    expect(found({ fee: '-2.7' })).toEqual({ liquidity: 'taker', evidence: 'rate' });
    const vip8 = { maker: rate('-0.005%'), taker: rate('0.018%') };
    expect(found({ fee: '-0.5' }, vip8)).toEqual({ liquidity: 'maker', evidence: 'rate' });
  });

  test('a rebate charged as a fee is what another tier pays its makers', () => {
    const vip8 = { maker: rate('-0.005%'), taker: rate('0.018%') };
    expect(found({ fee: '0.5' }, vip8)).toEqual({ liquidity: 'maker', evidence: 'rate' });
  });

  test('a fee of zero is the maker of VIP 6 only where VIP 6 is due', () => {
    const vip6 = { maker: rate('0%'), taker: rate('0.025%') };
    expect(found({ fee: '0' }, vip6)).toEqual({ liquidity: 'maker', evidence: 'rate' });
    expect(found({ fee: '0' }).liquidity).toBe('unknown');
  });

  test('one unit is not read as the zero rate of another tier', () => {
    expect(found({ fee: '0.00000001' }).liquidity).toBe('unknown');
  });

  test('only one side is known', () => {
    expect(found({ fee: '2.7' }, { maker: null, rest: { card: null } }).liquidity).toBe('taker');
    expect(found({ fee: '0.8' }, { maker: null, rest: { card: null } }).liquidity).toBe('unknown');
  });
});

describe('the rate tells nothing', () => {
  test('both sides pay the same', () => {
    const same = { maker: rate('0.1%'), taker: rate('0.1%') };
    expect(found({ fee: '10' }, same)).toEqual({ liquidity: 'unknown', evidence: 'none' });
    expect(found({ fee: '10', orderType: 'market' }, same)).toEqual({
      liquidity: 'taker',
      evidence: 'order',
    });
  });

  test('dust: both rates round to the charge', () => {
    const dust = { notional: '0.01', scale: 2 };
    expect(found({ fee: '0' }, dust)).toEqual({ liquidity: 'unknown', evidence: 'none' });
    expect(found({ fee: '0', orderType: 'limit_maker' }, dust).liquidity).toBe('maker');
  });

  test('both fit, one of them better', () => {
    // 0.8 and 2.7 hundredths print as 0.01 and 0.03: a charge of 0.03 is the taker's, though 0.01 … 0.02 is near both.
    expect(found({ fee: '0.03' }, { notional: '100', scale: 2 }).liquidity).toBe('taker');
    expect(found({ fee: '0.01' }, { notional: '100', scale: 2 }).liquidity).toBe('maker');
    expect(found({ fee: '0.02' }, { notional: '100', scale: 2 })).toEqual({
      liquidity: 'unknown',
      evidence: 'none',
    });
  });

  test.each([
    ...([
      ['market', 'taker'],
      ['ioc', 'taker'],
      ['fok', 'taker'],
      ['post-only', 'maker'],
    ] as const),
    ...([
      ['limit_maker', 'maker'],
      ['gtx', 'maker'],
      ['limit', 'unknown'],
      ['stop', 'unknown'],
    ] as const),
  ])('an order of type %s is %s', (orderType, liquidity) => {
    const evidence = liquidity === 'unknown' ? 'none' : 'order';
    expect(found({ fee: '7.77', orderType })).toEqual({ liquidity, evidence });
  });

  test('nothing at all', () => {
    expect(found({ fee: '7.77' })).toEqual({ liquidity: 'unknown', evidence: 'none' });
    expect(found({ fee: '7.77' }, { maker: null, taker: null, rest: { card: null } }).evidence).toBe('none');
  });
});
