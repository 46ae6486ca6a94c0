/**
 * Lists of other rates that many contexts share, against lists made for each of them alone. Groups, versions, tiers and assets are such
 * that every ground of a list changes it while all others stay.
 */
import { expect, it } from 'vitest';
import { isNoRate } from '../../src/domain/card.ts';
import { judgingContext } from '../../src/domain/judgement.ts';
import { AlternativeLists, type AlternativeScope } from '../../src/domain/rate-alternatives.ts';
import {
  BNB,
  cardOf,
  LADDER,
  LINEAR,
  printOf,
  rate,
  scheduleOf,
  tableOf,
  termsOf,
  versionOf,
} from '../support/build.ts';

// VIP 4 pays the same in all groups; other tiers do not, and the third group has a promotion beside it for one product.
// VIP 9 pays the same on both sides, VIP 6 nothing as a maker, with a discount or without.
const ladder = [...LADDER, 'VIP 9 0.012% 0.012%'];
const lower = ladder.map((rung) => (rung.startsWith('VIP 4') ? rung : rung.replace('0.0', '0.00')));
/** @param middle ADA moves from one group to another between the versions */
const tables = (first: readonly string[], middle: readonly string[]) => [
  tableOf(first, { group: 'Majors', symbols: ['BTCUSDT'] }),
  tableOf(lower, { group: 'Middle', symbols: middle }),
  tableOf(['VIP 4 0.001% 0.002%'], { group: 'Summer', symbols: ['XRPUSDT'], products: ['spot'] }),
  tableOf(ladder, { group: 'Others' }),
];
const schedule = scheduleOf({
  discounts: [BNB],
  versions: [
    versionOf('2025-01-01', { tables: tables(lower, ['ETHUSDT', 'ADAUSDT']), to: null }),
    versionOf('2026-01-01', { tables: tables(ladder, ['ETHUSDT']), to: null }),
  ],
});
const program = (maker: string) =>
  scheduleOf({
    id: `demo/${maker}`,
    track: 'program',
    versions: [versionOf('2026-01-01', { tables: [tableOf([`MM 1 ${maker} 0.01%`])] })],
  });
const PROGRAMS = [[], [program('-0.01%')], [program('-0.02%')]];

function* scopes(): Generator<AlternativeScope> {
  const instruments = [
    'BTCUSDT',
    'ETHUSDT',
    'XRPUSDT',
    'DOGEUSDT',
    'ADAUSDT',
    'DOTUSDT',
    'LTCUSDT',
    'SOLUSDT',
  ].flatMap((symbol) => ['futures', 'spot'].map((product) => ({ ...LINEAR, symbol, product })));
  const terms = [
    termsOf(),
    termsOf({ tier: 'VIP 6' }),
    termsOf({ tier: 'VIP 9' }),
    termsOf({ tier: null, makerRate: rate('0.01%'), takerRate: rate('0.02%') }),
    termsOf({ tierBefore: 'VIP 3', tierAfter: 'VIP 5' }),
    termsOf({ makerRate: rate('0.01%') }),
  ];
  for (const one of terms) {
    for (const instrument of instruments) {
      for (const time of ['2025-06-10', '2026-06-10']) {
        for (const others of PROGRAMS) {
          for (const feeAsset of ['USDT', 'BNB']) yield* sides(one, instrument, time, others, feeAsset);
        }
      }
    }
  }
}

function* sides(
  terms: AlternativeScope['terms'],
  instrument: AlternativeScope['instrument'],
  time: string,
  others: readonly ReturnType<typeof scheduleOf>[],
  feeAsset: string,
): Generator<AlternativeScope> {
  const card = cardOf(schedule, instrument, time);
  const otherCards = others.map((other) => cardOf(other, instrument));
  const { maker, taker } = judgingContext(card, terms, printOf(8), null, feeAsset);
  if (isNoRate(maker) || isNoRate(taker)) return;
  const scope = { card, otherCards, terms, instrument };
  yield { ...scope, liquidity: 'maker', due: maker, otherSide: taker.rate };
  yield { ...scope, liquidity: 'taker', due: taker, otherSide: maker.rate };
  yield { ...scope, liquidity: 'taker', due: taker, otherSide: null };
  yield { ...scope, card: null, liquidity: 'taker', due: taker, otherSide: null };
}

it('lists that are shared are those that each would have alone', () => {
  const shared = new AlternativeLists();
  const lists = new Set<unknown>();
  let count = 0;
  for (const scope of scopes()) {
    const list = shared.of(scope);
    expect(list).toEqual(new AlternativeLists().of(scope));
    lists.add(list);
    count += 1;
  }
  expect(count).toBeGreaterThan(1000);
  // Symbols of one group share theirs.
  expect(lists.size).toBeLessThan(count / 2);
});
