import { describe, expect, test } from 'vitest';
import { Court, lawOf, outweighsFlag, sideByLaw, softLawBroken } from '../../src/domain/court.ts';
import { plain } from '../../src/domain/decimal.ts';
import { at, d, fillOf } from '../support/build.ts';

const SCOPE = { venue: 'demo', account: 'main', product: 'futures', feeAsset: 'USDT' };

describe('order types', () => {
  test.each([
    ['market', 'taker'],
    ['ioc', 'taker'],
    ['immediateorcancel', 'taker'],
    ['fok', 'taker'],
    ['post-only', 'maker'],
    ['postonly', 'maker'],
    ['gtx', 'maker'],
    ['alo', 'maker'],
    ['limit', null],
    ['stop_limit', null],
    [null, null],
  ] as const)('%s: %s', (orderType, side) => {
    expect(sideByLaw(orderType)).toBe(side);
    expect(lawOf(orderType) === null).toBe(side === null);
    expect(outweighsFlag('maker', orderType)).toBe(side === 'taker');
    expect(outweighsFlag('taker', orderType)).toBe(side === 'maker');
    expect(outweighsFlag('none', orderType)).toBe(false);
    expect(outweighsFlag(null, orderType)).toBe(false);
  });
});

describe('laws that allow for amended orders', () => {
  test('a maker is filled at his limit', () => {
    const fill = { orderType: 'limit', price: '100', orderPrice: d('100.5') };
    expect(softLawBroken(fillOf({ ...fill, flag: 'maker' }), null)).toBe('limit price');
    expect(softLawBroken(fillOf({ ...fill, flag: 'taker' }), null)).toBeNull();
    expect(softLawBroken(fillOf({ ...fill, flag: 'maker', orderPrice: d('100') }), null)).toBeNull();
    // The price of a market or stop order is no limit.
    expect(softLawBroken(fillOf({ ...fill, flag: 'maker', orderType: 'stop' }), null)).toBeNull();
  });

  test('what takes comes before what makes', () => {
    const first = at('2026-06-10T12:00:00Z');
    const fill = (flag: 'maker' | 'taker', time: string) => fillOf({ flag, time });
    expect(softLawBroken(fill('taker', '2026-06-10T12:00:01Z'), first)).toBe('sequence');
    expect(softLawBroken(fill('taker', '2026-06-10T12:00:00Z'), first)).toBeNull();
    expect(softLawBroken(fill('maker', '2026-06-10T12:00:01Z'), first)).toBeNull();
    expect(softLawBroken(fill('taker', '2026-06-10T12:00:01Z'), null)).toBeNull();
  });
});

test('merging adds up; a rate that is not known makes the stake unknown', () => {
  const one = new Court();
  one.accuse(SCOPE, fillOf({ fee: '3', tradeId: '7' }), 'sequence', d('1'));
  one.addCrossed(SCOPE, d('3'), d('1'));
  const other = new Court();
  other.accuse(SCOPE, fillOf({ fee: '5', tradeId: '2' }), 'sequence', d('2'));
  other.accuse(SCOPE, fillOf({ fee: '5' }), 'limit price', null);
  other.addCrossed(SCOPE, d('10'), d('4'));
  one.merge(other);
  const found = [...one.contradictions.values()].map(({ law, fills, atStake, span }) => [
    law,
    fills,
    atStake === null ? null : plain(atStake),
    span.first.tradeId,
  ]);
  expect(found).toEqual([
    ['sequence', 2, '5', '2'],
    ['limit price', 1, null, '1'],
  ]);
  const [crossed] = one.crossed.values();
  expect([crossed!.fills, plain(crossed!.charged), plain(crossed!.asMaker)]).toEqual([2, '13', '5']);
});
