/** What the compiler must refuse. The lines marked `@ts-expect-error` fail the type check when they become legal. */
import { expectTypeOf, test } from 'vitest';
import { isNoRate, type NoRate } from '../../src/domain/card.ts';
import type { Decimal } from '../../src/domain/decimal.ts';
import { charge, type exactFee, type FeeFormula } from '../../src/domain/fee.ts';
import type { Fill } from '../../src/domain/fill.ts';
import type { FillJudgement } from '../../src/domain/judgement.ts';
import { formatRate, type Rate, rateFrom, readRate } from '../../src/domain/rate.ts';
import type { TierRow } from '../../src/domain/schedule.ts';
import type { AffiliateTerms, DueRate } from '../../src/domain/terms.ts';
import { d } from '../support/build.ts';

test('a decimal is no rate, a rate is a decimal', () => {
  expectTypeOf<Rate>().toExtend<Decimal>();
  expectTypeOf<Decimal>().not.toExtend<Rate>();
  expectTypeOf<number>().not.toExtend<Rate>();
  expectTypeOf(rateFrom(d('1'))).toEqualTypeOf<Rate>();
  expectTypeOf(readRate).returns.toEqualTypeOf<Rate | null>();
  // @ts-expect-error money must not be printed as a rate
  formatRate(d('0.0002'));
});

test('arithmetic on a rate makes plain numbers, so that a fee never passes for a rate', () => {
  const rate = rateFrom(d('0.0002'));
  expectTypeOf(rate.times(2)).not.toExtend<Rate>();
  // @ts-expect-error doubled, it is only a number
  const doubled: Rate = rate.times(2);
  expectTypeOf(doubled).toExtend<Decimal>();
});

test('no number of JavaScript holds money or a rate', () => {
  for (const _ of ['price', 'quantity', 'fee'] as const) {
    expectTypeOf<Fill[typeof _]>().toEqualTypeOf<Decimal>();
  }
  expectTypeOf<FillJudgement['expected']>().toEqualTypeOf<Decimal | null>();
  expectTypeOf<FillJudgement['variance']>().toEqualTypeOf<Decimal | null>();
  expectTypeOf<TierRow['maker']>().toEqualTypeOf<Rate | null>();
  expectTypeOf<DueRate['rate']>().toEqualTypeOf<Rate>();
  expectTypeOf<AffiliateTerms['share']>().toEqualTypeOf<Rate>();
  expectTypeOf(charge).returns.toEqualTypeOf<Decimal>();
  // @ts-expect-error a float is no rate
  const wrong: Parameters<typeof exactFee> = [{} as FeeFormula, 0.0002];
  expectTypeOf(wrong).not.toBeAny();
});

test('a missing rate has to be looked at before it is used', () => {
  expectTypeOf<DueRate | NoRate>().not.toExtend<DueRate>();
  const found = {} as DueRate | NoRate;
  if (!isNoRate(found)) expectTypeOf(found).toEqualTypeOf<DueRate>();
});

test('the side of a judged fill has one of four names', () => {
  expectTypeOf<FillJudgement['liquidity']>().toEqualTypeOf<'maker' | 'taker' | 'none' | 'unknown'>();
  expectTypeOf<Fill['flag']>().toEqualTypeOf<'maker' | 'taker' | 'none' | null>();
});
