/** Lines that are counted fill by fill and lines that are kept as sums, against a plain map of both. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Decimal, plain } from '../../src/domain/decimal.ts';
import { addGroup, type Group, type GroupIdentity, newGroup } from '../../src/domain/group.ts';
import { type GroupPack, Groups } from '../../src/domain/groups.ts';
import { rate } from '../support/build.ts';

const LIQUIDITIES = ['maker', 'taker', 'unknown', 'none'] as const;

const line = fc.record({
  venue: fc.constantFrom('a', 'b'),
  product: fc.constantFrom('spot', 'futures'),
  extra: fc.tuple(fc.constantFrom('', 'x', 'xy'), fc.constantFrom('1', '2')),
  liquidity: fc.constantFrom(...LIQUIDITIES),
  tier: fc.constantFrom(null, 'T1', 'T2'),
  percent: fc.constantFrom(null, -1, 1, 2),
  fills: fc.integer({ min: 1, max: 9 }),
  charged: fc.integer({ min: -99, max: 99 }),
});
type Line = typeof line extends fc.Arbitrary<infer T> ? T : never;

function identityOf({ venue, product, liquidity, tier, percent }: Line): GroupIdentity {
  const named = {
    account: 'main',
    schedule: null,
    track: 'ladder',
    feeAsset: 'USDT',
    notionalAsset: 'USDT',
  } as const;
  return { ...named, venue, product, liquidity, tier, rate: percent === null ? null : rate(`${percent}%`) };
}

function count(group: Group, { fills, charged }: Line): void {
  group.fills += fills;
  group.matched += fills;
  group.charged = group.charged.plus(charged);
}

/** What a line is told from others by, in an order of its own. */
const placeOf = (one: Line) => [
  one.venue,
  one.product,
  ...one.extra,
  LIQUIDITIES.indexOf(one.liquidity),
  one.tier ?? '',
  one.percent === null ? 9 : -one.percent,
];

function compare(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : a[at]! < b[at]! ? -1 : 1;
}

/** Each line once, in their order. */
function packOf(lines: readonly Line[]): GroupPack {
  const sorted = [...lines].sort((a, b) => compare(placeOf(a), placeOf(b)));
  const isNew = (one: Line, index: number) =>
    index === 0 || compare(placeOf(sorted[index - 1]!), placeOf(one)) !== 0;
  return {
    *lines() {
      for (const first of sorted.filter(isNew)) {
        const alike = sorted.filter((one) => compare(placeOf(one), placeOf(first)) === 0);
        const addTo = (group: Group) => {
          for (const one of alike) count(group, one);
        };
        yield { identity: identityOf(first), extra: first.extra, addTo };
      }
    },
    *totals() {
      for (const one of lines) {
        const group = newGroup(identityOf(one), []);
        count(group, one);
        yield group;
      }
    },
  };
}

const shown = ({ venue, product, extra, liquidity, tier, rate: due, fills, matched, charged }: Group) =>
  [venue, product, ...extra, liquidity, tier, due && plain(due), fills, matched, plain(charged)].join(' ');

function expected(lines: readonly Line[]): string[] {
  const sums = new Map<string, Line>();
  for (const one of lines) {
    const key = JSON.stringify(placeOf(one));
    const known = sums.get(key) ?? { ...one, fills: 0, charged: 0 };
    sums.set(key, { ...known, fills: known.fills + one.fills, charged: known.charged + one.charged });
  }
  return [...sums.values()]
    .sort((a, b) => compare(placeOf(a), placeOf(b)))
    .map(({ venue, product, extra, liquidity, tier, percent, fills, charged }) => {
      const due = percent === null ? null : plain(new Decimal(percent).div(100));
      return [venue, product, ...extra, liquidity, tier, due, fills, fills, charged].join(' ');
    });
}

const lists = fc.array(line, { maxLength: 25 });

test('lines of packs and of fills are one line where they share everything, in one order, as often as they are asked for', () => {
  fc.assert(
    fc.property(lists, lists, lists, lists, (counted, others, one, two) => {
      const [groups, more] = [new Groups(), new Groups()];
      for (const fill of counted) count(groups.at(identityOf(fill), fill.extra), fill);
      for (const fill of others) count(more.at(identityOf(fill), fill.extra), fill);
      groups.add(packOf(one));
      more.add(packOf(two));
      groups.merge(more);
      const all = [...counted, ...others, ...one, ...two];
      for (let again = 0; again < 2; again++) expect([...groups].map(shown)).toEqual(expected(all));
      expect(groups.size).toBe(expected(all).length);
      const total = newGroup(identityOf(all[0] ?? NONE), []);
      for (const group of groups.totals()) addGroup(total, group);
      expect(total.fills).toBe(all.reduce((sum, { fills }) => sum + fills, 0));
      expect(plain(total.charged)).toBe(String(all.reduce((sum, { charged }) => sum + charged, 0)));
    }),
    { numRuns: 300 },
  );
});

const NONE: Line = {
  ...{ venue: 'a', product: 'spot', extra: ['', '1'], liquidity: 'maker', tier: null, percent: null },
  ...{ fills: 0, charged: 0 },
};
