/** Break-evens put back into the flow they were solved for: both cards must then cost the same. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  breakEvenMakerRate,
  breakEvenMakerRatio,
  breakEvenMakerVolume,
  breakEvenShare,
  type CardSum,
  netOf,
  worthOfMakerPercent,
} from '../../src/domain/comparison.ts';
import type { Decimal } from '../../src/domain/decimal.ts';
import { sumOfFlow } from '../../src/domain/plain-flow.ts';
import { rateFrom } from '../../src/domain/rate.ts';
import { affiliateOf, d, rate } from '../support/build.ts';

const rates = fc.integer({ min: -60, max: 300 }).map((tenths) => rateFrom(d(String(tenths)).times('1e-6')));
const positive = fc.integer({ min: 1, max: 600 }).map((tenths) => rateFrom(d(String(tenths)).times('1e-6')));
const volume = fc.integer({ min: 1, max: 1_000_000 }).map((n) => d(String(n)));
const card = fc.record({
  maker: rates,
  taker: positive,
  track: fc.constantFrom('ladder' as const, 'program' as const),
});
const share = fc.integer({ min: 1, max: 99 }).map((percent) => rateFrom(d(String(percent)).times('0.01')));
type Card = {
  maker: ReturnType<typeof rateFrom>;
  taker: ReturnType<typeof rateFrom>;
  track: 'ladder' | 'program';
};

function sum(maker: Decimal, taker: Decimal, one: Card, part: ReturnType<typeof rateFrom>): CardSum {
  return sumOfFlow({ maker, taker }, one, one.track, affiliateOf({ share: part }));
}

/** Quotients are cut at 60 digits. */
const same = (a: Decimal, b: Decimal) => expect(a.minus(b).abs().lt('1e-30'), `${a} and ${b}`).toBe(true);

describe('break-even', () => {
  it('maker rate', () => {
    fc.assert(
      fc.property(volume, volume, card, card, share, (maker, taker, a, b, part) => {
        const first = sum(maker, taker, a, part);
        const found = breakEvenMakerRate(first, sum(maker, taker, b, part))!;
        same(netOf(sum(maker, taker, { ...b, maker: rateFrom(found) }, part)), netOf(first));
      }),
    );
  });

  it('maker ratio of the same volume, and maker volume beside the same taker volume', () => {
    fc.assert(
      fc.property(volume, volume, card, card, share, (maker, taker, a, b, part) => {
        const [first, second] = [sum(maker, taker, a, part), sum(maker, taker, b, part)];
        const ratio = breakEvenMakerRatio(first, second);
        const whole = maker.plus(taker);
        const at = (one: Card, of: Decimal) =>
          netOf(sum(whole.times(of), whole.minus(whole.times(of)), one, part));
        if (ratio !== null) same(at(a, ratio), at(b, ratio));
        const more = breakEvenMakerVolume(first, second);
        if (more !== null) same(netOf(sum(more, taker, a, part)), netOf(sum(more, taker, b, part)));
      }),
    );
  });

  it('affiliate share', () => {
    fc.assert(
      fc.property(volume, volume, card, card, share, (maker, taker, a, b, part) => {
        const found = breakEvenShare(sum(maker, taker, a, part), sum(maker, taker, b, part));
        if (found === null || found.isZero()) return;
        const at = (one: Card) => netOf(sum(maker, taker, one, rateFrom(found)));
        same(at(a), at(b));
      }),
    );
  });

  it('is not there where both sides cost the same, or a side has no volume', () => {
    const one = sum(
      d('1'),
      d('1'),
      { maker: rate('1bps'), taker: rate('3bps'), track: 'ladder' },
      rate('40%'),
    );
    expect([breakEvenMakerRatio(one, one), breakEvenMakerVolume(one, one), breakEvenShare(one, one)]).toEqual(
      [null, null, null],
    );
    const makers = sum(
      d('1'),
      d('0'),
      { maker: rate('1bps'), taker: rate('3bps'), track: 'ladder' },
      rate('40%'),
    );
    expect(breakEvenMakerRatio(makers, makers)).toBeNull();
    expect(
      breakEvenMakerRate(
        one,
        sum(d('0'), d('1'), { maker: rate('1bps'), taker: rate('3bps'), track: 'ladder' }, rate('40%')),
      ),
    ).toBeNull();
  });
});

describe('a further percent of maker ratio', () => {
  it('is worth what it saves, after the affiliate share', () => {
    fc.assert(
      fc.property(volume, volume, card, share, (maker, taker, one, part) => {
        const moved = maker.plus(taker).times('0.01');
        const saved = netOf(sum(maker, taker, one, part)).minus(
          netOf(sum(maker.plus(moved), taker.minus(moved), one, part)),
        );
        if (taker.gte(moved)) same(worthOfMakerPercent(sum(maker, taker, one, part))!, saved);
      }),
    );
  });
});
