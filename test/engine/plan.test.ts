/** Which terms hold when: windows, products, inference, and the time before the first entry. */
import { describe, expect, test } from 'vitest';
import type { TermsEntry } from '../../src/domain/terms.ts';
import { Plan } from '../../src/engine/plan.ts';
import type { InferredTier } from '../../src/engine/survey.ts';
import { isInferred, TermsBook } from '../../src/engine/terms-book.ts';
import { at, rate } from '../support/build.ts';
import { requestOf, UNSAID } from '../support/memory.ts';

const entry = (rest: Partial<TermsEntry>): TermsEntry => ({ ...UNSAID, account: 'main', ...rest });

function planOf(
  terms: readonly TermsEntry[],
  otherwise: Partial<TermsEntry> = {},
  inferred: ReadonlyMap<TermsEntry, readonly InferredTier[]> = new Map(),
) {
  const book = new TermsBook(requestOf([], { terms, otherwise: { ...UNSAID, ...otherwise } }));
  const plan = new Plan(book, inferred);
  const tier = (time: string, product = 'usdm-futures', account = 'main') =>
    plan.at(account, 'binance', product, at(time))?.tier ?? null;
  return { plan, book, tier };
}

const dated = [
  entry({ from: at('2026-06-01'), tier: 'VIP 3' }),
  entry({ from: at('2026-06-10T16:00:00Z'), tier: 'VIP 4' }),
  entry({ from: at('2026-06-20'), tier: 'VIP 2', product: 'spot' }),
];

describe('windows', () => {
  test('an entry holds from its instant to the next; before the first there are none', () => {
    const { tier } = planOf(dated);
    expect(tier('2026-05-31T23:59:59.999Z')).toBeNull();
    expect(tier('2026-06-01')).toBe('VIP 3');
    expect(tier('2026-06-10T15:59:59.999Z')).toBe('VIP 3');
    expect(tier('2026-06-10T16:00:00Z')).toBe('VIP 4');
    expect(tier('2030-01-01')).toBe('VIP 4');
  });

  test('the book finds the same entries as the plan', () => {
    const { book, tier } = planOf(dated);
    for (const time of ['2026-05-31T23:59:59.999Z', '2026-06-01', '2026-06-10T16:00:00Z', '2026-06-20']) {
      for (const product of ['spot', 'usdm-futures']) {
        expect(book.entryAt('main', product, at(time))?.tier ?? null).toBe(tier(time, product));
      }
    }
  });

  test('an entry for a product concerns that product alone', () => {
    const { tier } = planOf(dated);
    expect(tier('2026-06-20', 'spot')).toBe('VIP 2');
    expect(tier('2026-06-19T23:59:59Z', 'spot')).toBe('VIP 4');
    expect(tier('2026-06-20', 'usdm-futures')).toBe('VIP 4');
  });

  test('terms of one account are not those of another; the flags hold for who has none', () => {
    const { tier } = planOf(dated, { tier: 'Regular' });
    expect(tier('2026-06-05', 'usdm-futures', 'other')).toBe('Regular');
    expect(tier('2026-06-05')).toBe('VIP 3');
    expect(tier('2026-05-01')).toBeNull();
  });

  test('an undated entry holds since ever', () => {
    expect(planOf([entry({ tier: 'VIP 1' })]).tier('2001-01-01')).toBe('VIP 1');
  });

  test('each span knows its neighbours', () => {
    const { plan } = planOf(dated);
    const [first, second] = ['2026-06-05', '2026-06-15'].map(
      (time) => plan.at('main', 'binance', 'x', at(time))!,
    );
    expect([first!.tierBefore, first!.tierAfter, first!.before]).toEqual([null, 'VIP 4', null]);
    expect([second!.tierBefore, second!.tierAfter, second!.before]).toEqual(['VIP 3', null, first]);
  });

  test('no terms owe nothing, and are one object', () => {
    const { plan } = planOf(dated);
    const none = plan.without('main', 'binance', 'spot');
    expect([none.tier, none.makerRate, none.takerRate, none.affiliate]).toEqual([null, null, null, null]);
    expect(plan.without('main', 'binance', 'spot')).toBe(none);
  });

  test('what was asked for is listed by venue, account, product and time', () => {
    const { plan, tier } = planOf(dated, { tier: 'Regular' });
    tier('2026-06-05', 'usdm-futures', 'zz');
    tier('2026-06-05', 'spot');
    tier('2026-06-05', 'usdm-futures');
    expect(plan.all().map((terms) => `${terms.account} ${terms.product} ${terms.tier}`)).toEqual([
      'main spot VIP 3',
      'main spot VIP 4',
      'main spot VIP 2',
      'main usdm-futures VIP 3',
      'main usdm-futures VIP 4',
      'zz usdm-futures Regular',
    ]);
  });
});

describe('what must be inferred', () => {
  test('a tier, unless both rates are agreed or a program says', () => {
    const both = { makerRate: rate('0.01%'), takerRate: rate('0.02%') };
    expect(isInferred(entry({}))).toBe(true);
    expect(isInferred(entry({ tier: 'VIP 1' }))).toBe(false);
    expect(isInferred(entry({ makerRate: rate('0.01%') }))).toBe(true);
    expect(isInferred(entry(both))).toBe(false);
    expect(isInferred(entry({ track: 'program', makerRate: rate('0.01%') }))).toBe(false);
  });

  test('a run needs it when any of its terms does', () => {
    expect(planOf(dated, { tier: 'VIP 1' }).book.needsInference(null)).toBe(false);
    expect(planOf(dated).book.needsInference(null)).toBe(true);
    expect(
      planOf([...dated, entry({ from: at('2026-07-01') })], { tier: 'VIP 1' }).book.needsInference(null),
    ).toBe(true);
  });

  test('the terms of the run need nothing where every account has its own', () => {
    const { book } = planOf(dated);
    expect(book.needsInference(new Set(['main']))).toBe(false);
    expect(book.needsInference(new Set(['main', 'zz']))).toBe(true);
    const qualified = planOf(dated, { qualified: true }).book;
    expect(qualified.needsVolume(new Set(['main']))).toBe(false);
    expect(qualified.needsVolume(null)).toBe(true);
  });

  test('tiers that were found stand inside their entry, the first from its start', () => {
    const open = entry({ from: at('2026-06-01') });
    const closed = entry({ from: at('2026-07-01'), tier: 'VIP 5' });
    const found = (tier: string, from: string, product = 'usdm-futures'): InferredTier => ({
      venue: 'binance',
      product,
      tier,
      from: at(from),
      note: null,
    });
    const list = [
      found('VIP 1', '2026-06-03'),
      found('VIP 2', '2026-06-12'),
      found('VIP 9', '2026-06-02', 'spot'),
    ];
    const { plan, tier } = planOf([open, closed], {}, new Map([[open, list]]));
    expect(tier('2026-06-01')).toBe('VIP 1');
    expect(tier('2026-06-11T23:59:59Z')).toBe('VIP 1');
    expect(tier('2026-06-12')).toBe('VIP 2');
    expect(tier('2026-06-12', 'spot')).toBe('VIP 9');
    expect(tier('2026-07-01')).toBe('VIP 5');
    const spans = ['2026-06-01', '2026-06-15', '2026-07-02'].map(
      (time) => plan.at('main', 'binance', 'usdm-futures', at(time))!,
    );
    expect(spans.map(({ basis }) => basis)).toEqual(['inferred', 'inferred', 'given']);
    expect(spans.map(({ tierBefore, tierAfter }) => [tierBefore, tierAfter])).toEqual([
      [null, 'VIP 2'],
      ['VIP 1', 'VIP 5'],
      ['VIP 2', null],
    ]);
  });
});
