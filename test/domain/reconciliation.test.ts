/** Parts that merge by adding: random fills in one pass, shuffled, and split into parts that are merged in any order. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { causesOf } from '../../src/domain/break-context.ts';
import { type Decimal, plain } from '../../src/domain/decimal.ts';
import type { Fill } from '../../src/domain/fill.ts';
import { type JudgingContext, judgeFill } from '../../src/domain/judgement.ts';
import { Reconciliation } from '../../src/domain/reconciliation.ts';
import type { TermsInForce } from '../../src/domain/terms.ts';
import { verdictOf } from '../../src/domain/verdict.ts';
import {
  affiliateOf,
  BNB,
  cardOf,
  contextOf,
  d,
  fillOf,
  LINEAR,
  SPOT,
  scheduleOf,
  termsOf,
  versionOf,
} from '../support/build.ts';

interface World {
  readonly terms: TermsInForce;
  readonly context: JudgingContext;
}

const ASSETS = ['USDT', 'BNB', 'BTC'] as const;
const PRODUCTS = [LINEAR, SPOT] as const;

/** One context per account, product and fee asset, as a run has them. */
function worlds(): ReadonlyMap<string, World> {
  const versions = [versionOf('2026-01-01')];
  const prices = { price: (asset: string) => (asset === 'BNB' ? { price: d('650'), inverse: false } : null) };
  const found = new Map<string, World>();
  for (const [account, tier] of [
    ['main', 'VIP 4'],
    ['sub', 'VIP 7'],
  ] as const) {
    for (const instrument of PRODUCTS) {
      const { product, kind } = instrument;
      const terms = termsOf({ account, tier, affiliate: affiliateOf() });
      const schedule = scheduleOf({ id: `demo/${product}`, product, kind, versions, discounts: [BNB] });
      for (const feeAsset of ASSETS) {
        const context = contextOf({ card: cardOf(schedule, instrument), terms, prices, feeAsset });
        found.set([account, product, feeAsset].join(), { terms, context });
      }
    }
  }
  return found;
}

const trade = fc.record({
  account: fc.constantFrom('main', 'sub'),
  instrument: fc.constantFrom(...PRODUCTS),
  feeAsset: fc.constantFrom(...ASSETS),
  flag: fc.constantFrom('maker', 'taker', 'none', null),
  side: fc.constantFrom('buy', 'sell'),
  quantity: fc.integer({ min: 1, max: 900 }).map((units) => plain(d(String(units)).div(100))),
  hour: fc.integer({ min: 0, max: 400 }),
  id: fc.integer({ min: 1, max: 100_000 }).map(String),
  fault: fc.constantFrom('none', 'none', 'none', 'flip', 'zero', 'tenfold', 'odd', 'one unit', 'two units'),
  symbol: fc.constantFrom('BTCUSDT', 'XBTUSDT'),
});
type Trade = typeof trade extends fc.Arbitrary<infer T> ? T : never;

function faulty(due: Decimal, fault: Trade['fault']): Decimal {
  if (fault === 'flip') return due.negated();
  if (fault === 'zero') return d('0');
  if (fault === 'tenfold') return due.times(10);
  if (fault === 'odd') return due.plus('0.01234567');
  return due.plus(fault === 'one unit' ? '0.00000001' : fault === 'two units' ? '0.00000002' : '0');
}

function fillFrom({ hour, id, symbol, fault, instrument, ...rest }: Trade, world: World): Fill {
  const time = new Date(Date.UTC(2026, 5, 1) + hour * 3_600_000).toISOString();
  const common = { ...rest, instrument: { ...instrument, symbol }, time, tradeId: id, price: '71250.1' };
  const due = judgeFill(fillOf({ ...common, flag: rest.flag ?? 'maker' }), world.context).expected;
  return fillOf({ ...common, fee: plain(due === null ? d('0.5') : faulty(due, fault)) });
}

function reconcile(trades: readonly Trade[]): Reconciliation {
  const known = worlds();
  const reconciliation = new Reconciliation();
  for (const one of trades) {
    const world = known.get([one.account, one.instrument.product, one.feeAsset].join())!;
    const fill = fillFrom(one, world);
    const judged = judgeFill(fill, world.context);
    const diagnosis = judged.outcome === 'break' ? causesOf(fill, judged, world.context) : null;
    reconciliation.intake.add('fill', null, fill.feeAsset, 1, fill.fee);
    reconciliation.add(fill, judged, world.terms, `demo/${one.instrument.product}`, [one.symbol], diagnosis);
  }
  return reconciliation;
}

/** Everything that a reconciliation holds, as text; maps by key. */
function picture(reconciliation: Reconciliation): string {
  const settlement = reconciliation.ledger.settle();
  const parts = [
    [...reconciliation.groups],
    ...[reconciliation.flows, reconciliation.accruals].map(sorted),
    ...[reconciliation.unjudged, reconciliation.evidence, reconciliation.discountByAsset].map(sorted),
    reconciliation.intake.sorted(),
    settlement.causes.map(({ span, ...cause }) => ({ ...cause, first: span.first, last: span.last })),
    reconciliation.largest.count,
    reconciliation.largest
      .sorted()
      .map(({ fill, judged, signature, scope }) => [
        fill.tradeId,
        fill.time,
        plain(judged.variance!),
        settlement.codeOf(scope, signature),
      ]),
    verdictOf({
      reconciliation,
      causes: settlement.causes,
      inferred: false,
      rateChanged: false,
      materiality: null,
      incomplete: false,
    }),
  ];
  return JSON.stringify(parts, (_, value: unknown) => (value instanceof Map ? sorted(value) : value), 1);
}

const sorted = (map: ReadonlyMap<string, unknown>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));

describe('merging', () => {
  const trades = fc.array(trade, { maxLength: 60 });

  test('in parts, in any order and any grouping, is one pass', () => {
    fc.assert(
      fc.property(trades, fc.infiniteStream(fc.integer({ min: 0, max: 2 })), (list, part) => {
        const parts: Trade[][] = [[], [], []];
        for (const one of list) parts[part.next().value]!.push(one);
        const [a, b, c] = parts as [Trade[], Trade[], Trade[]];
        const whole = picture(reconcile(list));
        const merged = (...lists: (readonly Trade[])[]) => {
          const all = new Reconciliation();
          for (const some of lists) all.merge(reconcile(some));
          return picture(all);
        };
        expect(merged(a, b, c)).toBe(whole);
        expect(merged(c, a, b)).toBe(whole);
        const right = reconcile(b);
        right.merge(reconcile(c));
        const left = reconcile(a);
        left.merge(right);
        expect(picture(left)).toBe(whole);
        expect(picture(reconcile([...b, ...c, ...a]))).toBe(whole);
      }),
      { numRuns: 150 },
    );
  });

  test('what is added after a merge counts too', () => {
    fc.assert(
      fc.property(trades, trades, (before, after) => {
        const merged = reconcile(before);
        merged.merge(new Reconciliation());
        const empty = new Reconciliation();
        empty.merge(reconcile(before));
        empty.merge(reconcile(after));
        merged.merge(reconcile(after));
        expect(picture(empty)).toBe(picture(merged));
      }),
      { numRuns: 30 },
    );
  });
});

describe('sums', () => {
  test('every fill has one outcome, and charged is expected plus variance', () => {
    fc.assert(
      fc.property(fc.array(trade, { minLength: 1, maxLength: 60 }), (list) => {
        const reconciliation = reconcile(list);
        let fills = 0;
        for (const group of reconciliation.groups) {
          const { matched, withinTolerance, breaks, unjudged } = group;
          expect(matched + withinTolerance + breaks + unjudged).toBe(group.fills);
          expect(group.expected === null).toBe(group.rate === null);
          if (group.rate !== null) expect(unjudged).toBe(0);
          fills += group.fills;
        }
        expect(fills).toBe(list.length);
        expect([...reconciliation.evidence.values()].reduce((sum, count) => sum + count, 0)).toBe(fills);
        const variance = reconciliation.ledger.settle().causes.reduce((sum, cause) => sum + cause.fills, 0);
        expect(variance).toBe(reconciliation.largest.count);
      }),
      { numRuns: 60 },
    );
  });

  test('a fill whose contract value is not known leaves the notional of its flow incomplete, not wrong', () => {
    const reconciliation = new Reconciliation();
    const unknown = { ...LINEAR, contractValue: null };
    for (const instrument of [LINEAR, unknown]) {
      const fill = fillOf({ instrument, fee: '0.8' });
      const judged = judgeFill(fill, contextOf());
      reconciliation.add(fill, judged, termsOf(), 'demo/futures', [], null);
    }
    const [flow] = reconciliation.flows.values();
    expect([flow!.incomplete, plain(flow!.notional), plain(flow!.paid)]).toEqual([true, '10000', '1.6']);
    const [reason] = reconciliation.unjudged.values();
    expect([reason!.reason, reason!.fills, plain(reason!.charged)]).toEqual([
      'the contract value of BTCUSDT is not known',
      1,
      '0.8',
    ]);
    const groups = [...reconciliation.groups].map(({ notional, unjudged }) => [
      notional?.toFixed() ?? null,
      unjudged,
    ]);
    expect(groups).toEqual([
      ['10000', 0],
      [null, 1],
    ]);
  });

  test('effective rates need paid and net apart', () => {
    const reconciliation = reconcile([]);
    const terms = termsOf({ tier: 'VIP 7' });
    const context = contextOf({ terms });
    for (const [flag, fee] of [
      ['maker', '-0.2'],
      ['taker', '2'],
    ] as const) {
      const fill = fillOf({ flag, fee });
      reconciliation.add(fill, judgeFill(fill, context), terms, 'demo/futures', [], null);
    }
    const [flow] = reconciliation.flows.values();
    expect([flow!.notional, flow!.makerNotional, flow!.paid, flow!.net].map(plain)).toEqual([
      '20000',
      '10000',
      '2',
      '1.8',
    ]);
  });
});
