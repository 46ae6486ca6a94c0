/** What only the whole record shows, against plain maps, and on exports in memory. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plain } from '../../src/domain/decimal.ts';
import type { TermsEntry } from '../../src/domain/terms.ts';
import { DuplicateIndex, fingerprint } from '../../src/engine/duplicate-index.ts';
import type { EngineResult } from '../../src/engine/engine.ts';
import { OrderIndex, outOfSequence } from '../../src/engine/order-index.ts';
import { Suspicions } from '../../src/engine/record-facts.ts';
import type { FillEvent } from '../../src/ingest/row-event.ts';
import { fillOf, rate } from '../support/build.ts';
import { runOn, UNSAID } from '../support/memory.ts';

type Seen = readonly [order: string, liquidity: 'maker' | 'taker', time: number];

describe('OrderIndex', () => {
  // Those more than 49 days apart are not held in four bytes.
  const time = fc.oneof(
    { weight: 60, arbitrary: fc.integer({ min: 0, max: 1000 }) },
    fc.constantFrom(2 ** 31 - 1, 2 ** 31, 1 - 2 ** 31, -(2 ** 31), -(2 ** 31) - 1),
    fc.constantFrom(2 ** 32 - 2, 2 ** 32 - 1, 2 ** 32, 2 - 2 ** 32, 1 - 2 ** 32),
    fc.integer({ min: -(2 ** 43), max: 2 ** 43 }),
  );
  const seen = fc.tuple(
    fc.integer({ min: 1, max: 40 }).map((id) => `order ${id}`),
    fc.constantFrom('maker' as const, 'taker' as const),
    time,
  );

  test('agrees with a plain map, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(seen, { maxLength: 200 }), (all) => {
        const index = new OrderIndex();
        for (const [order, liquidity, time] of all) index.add(order, liquidity, time);
        const wrong = outOfSequence([index]);
        const orders = new Set(all.map(([order]) => order));
        let count = 0;
        for (const order of orders) {
          const times = (side: string) =>
            all.filter(([o, l]) => o === order && l === side).map(([, , t]) => t);
          const [first, last] = [Math.min(...times('maker')), Math.max(...times('taker'))];
          const broken = last > first;
          if (broken) count += 1;
          expect(wrong.firstMaker(order)).toBe(broken ? first : null);
        }
        expect(wrong.size).toBe(count);
      }),
    );
  });

  test('several indexes are one, whoever has which fill', () => {
    const own = fc.record({ all: fc.array(seen, { maxLength: 300 }), parts: fc.integer({ min: 1, max: 4 }) });
    fc.assert(
      fc.property(own, ({ all, parts }) => {
        const one = new OrderIndex();
        const several = Array.from({ length: parts }, () => new OrderIndex());
        for (const [index, [order, liquidity, time]] of all.entries()) {
          one.add(order, liquidity, time);
          several[Math.abs(index * 7 + time) % parts]!.add(order, liquidity, time);
        }
        const [whole, union] = [outOfSequence([one]), outOfSequence(several)];
        expect(union.size).toBe(whole.size);
        for (const [order] of all) expect(union.firstMaker(order)).toBe(whole.firstMaker(order));
      }),
    );
  });

  test('several indexes past the bound keep what one would', () => {
    const one = new OrderIndex(4096);
    const several = [4, 3, 2].map(() => new OrderIndex(4096));
    for (let fill = 0; fill < 24_000; fill++) {
      const order = `order ${fill % 8000}`;
      const made = fill < 8000 ? 'maker' : 'taker';
      one.add(order, made, fill);
      // Each of them alone keeps more.
      several[fill % 3]!.add(order, made, fill);
    }
    const [whole, union] = [outOfSequence([one]), outOfSequence(several)];
    expect(whole.share).toBeGreaterThan(1);
    expect(union.share).toBe(whole.share);
    expect(union.size).toBe(whole.size);
    expect(union.size).toBeGreaterThan(1000);
    for (let order = 0; order < 8000; order++)
      expect(union.firstMaker(`order ${order}`)).toBe(whole.firstMaker(`order ${order}`));
  });

  test('growing in place it finds every order, however crowded its slots are', () => {
    // Some fingerprints differ in bits alone that a table of any size does not look at, or lie around its end.
    const print = fc.oneof(
      fc.tuple(fc.integer({ min: 0, max: 2 ** 31 - 1 }), fc.integer({ min: 0, max: 2 ** 32 - 1 })),
      fc.tuple(
        fc.integer({ min: 0, max: 2000 }).map((high) => high * 2 ** 20),
        fc.constantFrom(0, 1),
      ),
      fc.tuple(
        fc.integer({ min: 0, max: 3000 }).map((off) => 2 ** 16 - 1 - off),
        fc.constant(0),
      ),
    );
    fc.assert(
      fc.property(
        fc.uniqueArray(print, {
          minLength: 6000,
          maxLength: 9000,
          selector: ([low, high]) => `${low | 1} ${high}`,
        }),
        (prints) => {
          const index = new OrderIndex(1 << 14);
          // Every other run has times that are far apart.
          const step = prints.length % 2 === 0 ? 1 : 2 ** 20;
          const marks = prints.map(([low, high], n) => ({
            ...{ low: low | 1, high, made: n % 3 === 0 },
            at: n * step,
          }));
          for (const { low, high, made, at } of marks) index.addPrint(low, high, made, at);
          expect(index.share).toBe(1);
          expect(index.size).toBe(prints.length);
          for (const { low, high, made, at } of marks) {
            const [firstMaker, lastTaker] = made
              ? [at, Number.NEGATIVE_INFINITY]
              : [Number.POSITIVE_INFINITY, at];
            expect(index.timesOf(low, high)).toEqual({ firstMaker, lastTaker });
          }
          let count = 0;
          index.each(() => count++);
          expect(count).toBe(prints.length);
        },
      ),
      { numRuns: 10 },
    );
  });

  test('one that was handed to another thread, growing or as a copy, goes on there', () => {
    const upTo = (index: OrderIndex, from: number, to: number, step: number) => {
      for (let at = from; at < to; at++) index.addPrint(at | 1, at, true, at * step);
      return index;
    };
    const [most, some] = [40_000, 10_000];
    for (const handed of ['data', 'packed'] as const) {
      for (const step of [1, 2 ** 20]) {
        const index = upTo(
          OrderIndex.from(upTo(new OrderIndex(), 0, some, step)[handed]()),
          some,
          most,
          step,
        );
        expect(index.size).toBe(most);
        const all = Array.from({ length: most }, (_, at) => at);
        expect(all.filter((at) => index.firstMakerOf(at | 1, at) !== at * step)).toEqual([]);
      }
    }
  });

  test('past its bound it keeps the same orders, in whatever order they come', () => {
    const all: Seen[] = Array.from({ length: 60_000 }, (_, index) => [`order ${index}`, 'maker', index]);
    const kept = (list: readonly Seen[]) => {
      const index = new OrderIndex(8192);
      for (const [order, liquidity, time] of list) index.add(order, liquidity, time);
      expect(index.share).toBeGreaterThan(4);
      const print = new Uint32Array(2);
      const found = all.filter(([order, , time]) => {
        fingerprint(order, print);
        const isKept = print[1]! < 2 ** 32 / index.share;
        expect(index.firstMaker(order)).toBe(isKept ? time : null);
        return isKept;
      });
      expect(index.size).toBe(found.length);
      expect(found.length).toBeGreaterThan(1000);
      return found;
    };
    expect(kept([...all].reverse())).toEqual(kept(all));
  });
});

const HEADER =
  'symbol,orderId,side,orderType,execFee,feeCurrency,execId,execPrice,execQty,execType,execTime,isMaker,feeRate,category,orderPrice';

interface Row {
  readonly id: string;
  readonly order?: string;
  readonly side?: 'Buy' | 'Sell';
  readonly type?: string;
  readonly maker: boolean;
  readonly fee: string;
  /** Seconds. */
  readonly at?: number;
  readonly limit?: string;
}

/** Perpetuals at 50,000 × 1: maker 1 bp = 5, taker 4 bps = 20. */
const line = ({
  id,
  order = `o${id}`,
  side = 'Buy',
  type = 'Limit',
  maker,
  fee,
  at = Number(id),
  limit = '50000',
}: Row) =>
  [
    ...['BTCUSDT', order, side, type, fee, 'USDT', id, '50000', '1', 'Trade'],
    ...[String(Date.UTC(2026, 5, 10) + at * 1000), String(maker), '', 'linear', limit],
  ].join(',');

const agreed: TermsEntry = {
  ...UNSAID,
  account: 'main',
  makerRate: rate('1bps'),
  takerRate: rate('4bps'),
};

const run = (rows: readonly Row[]) =>
  runOn([`${HEADER}\n${rows.map(line).join('\n')}\n`], { terms: [agreed], otherwise: agreed });

const causesOf = ({ reconciliation }: EngineResult) =>
  reconciliation.ledger
    .settle()
    .causes.map(({ code, details, fills, variance }) =>
      `${code} ${details[0]!.detail} ${fills} ${plain(variance)}`.replace('  ', ' '),
    );

const courtOf = ({ reconciliation }: EngineResult) =>
  [...reconciliation.court.contradictions.values()].map(
    ({ law, fills, atStake }) => `${law} ${fills} ${atStake === null ? '—' : plain(atStake)}`,
  );

describe('on exports', () => {
  const right: Row[] = Array.from({ length: 10 }, (_, index) => ({
    id: String(100 + index),
    maker: index % 2 === 0,
    fee: index % 2 === 0 ? '5.00000000' : '20.00000000',
  }));

  test('an order type outweighs the flag: the other side’s fee is a break that names the law', async () => {
    const result = await run([...right, { id: '1', type: 'PostOnly', maker: false, fee: '20' }]);
    expect(causesOf(result)).toEqual(['LIQUIDITY_MISFLAG taker, though a postonly order never takes 1 15']);
    expect(courtOf(result)).toEqual([]);
  });

  test('a wrong flag with the right fee is told in the court, and is no break', async () => {
    const result = await run([...right, { id: '1', type: 'Market', maker: true, fee: '20' }]);
    expect(causesOf(result)).toEqual([]);
    expect(courtOf(result)).toEqual(['order type 1 0']);
  });

  test('sequence and limit price are told with what is at stake, and change no figure', async () => {
    const rows: Row[] = [
      { id: '1', order: 'x', maker: true, fee: '5', at: 10 },
      { id: '2', order: 'x', maker: false, fee: '20', at: 20 },
      { id: '3', order: 'y', maker: false, fee: '20', at: 10 },
      { id: '4', order: 'y', maker: true, fee: '5', at: 20 },
      { id: '5', maker: true, fee: '5', limit: '50001' },
    ];
    for (const list of [rows, [...rows].reverse()]) {
      const result = await run([...right, ...list]);
      expect(causesOf(result)).toEqual([]);
      // The maker of 5 would have paid 20 as taker: 15 too little; the taker of 20 as maker 5: 15 too much.
      expect(courtOf(result).sort()).toEqual(['limit price 1 -15', 'sequence 1 15']);
      // Taker fills of limit orders: six at 20 instead of 5 as far as orders are flagged so.
      const [crossed] = result.reconciliation.court.crossed.values();
      expect([crossed!.fills, plain(crossed!.charged), plain(crossed!.asMaker)]).toEqual([7, '140', '35']);
    }
  });

  test('a trade with the account on both sides is a self-trade, in any order of rows', async () => {
    const rows: Row[] = [
      { id: '1', order: 'a', side: 'Buy', maker: false, fee: '0', at: 5 },
      { id: '1', order: 'b', side: 'Sell', maker: true, fee: '0', at: 5 },
    ];
    for (const list of [rows, [...rows].reverse()]) {
      expect(causesOf(await run([...right, ...list]))).toEqual(['SELF_TRADE 2 -25']);
    }
    // Without the other side it is a fee that was not charged.
    expect(causesOf(await run([...right, rows[0]!]))).toEqual(['FEE_MISSING 1 -20']);
  });
});

test('keys that hold more than the trade id, as where an order id is mapped, hide no self-trade', () => {
  const event = (side: 'buy' | 'sell', orderId: string): FillEvent => {
    const fill = fillOf({ tradeId: '7', orderId, side, fee: '0' });
    return {
      kind: 'fill',
      fill,
      rawFee: fill.fee,
      key: `demo|main|BTCUSDT|7|${orderId}|${side}`,
      content: orderId,
    };
  };
  const [buy, sell] = [event('buy', 'a'), event('sell', 'b')];
  const index = new DuplicateIndex();
  const suspicions = new Suspicions();
  for (const one of [buy, sell]) {
    index.see(one.key!, one.content);
    suspicions.see(one);
    suspicions.seeBreak(one, { hypotheses: [], telling: true });
  }
  const facts = suspicions.settle(() => [index], []);
  expect([facts.of(buy, 'USDT').selfTrade, facts.of(sell, 'USDT').selfTrade]).toEqual([true, true]);
  const alone = new Suspicions();
  alone.see(buy);
  alone.seeBreak(buy, { hypotheses: [], telling: true });
  expect(alone.settle(() => [index], []).of(buy, 'USDT').selfTrade).toBe(false);
});
