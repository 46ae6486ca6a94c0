/** Rows whose key came twice, against a count of every fingerprint. Few different words, so that many share a bit and some are equal. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RowLog } from '../../../src/engine/fast/row-log.ts';

// The lowest bit of a first word is set; the first bits of a second one say in which part it stands.
const low = fc.oneof(
  fc.constantFrom(1, 3, 0xffffffff),
  fc.nat(40).map((value) => (value * 2 + 1) >>> 0),
);
const high = fc.oneof(fc.constantFrom(0, 1, 0x80000000, 0xffffffff), fc.nat(20));
// Short ways between rows are held in two bytes.
const gap = fc.constantFrom(0, 1, 2, 100, 65_535, 65_536, 65_537, 2 ** 32, 2 ** 40);
const row = fc.record({ low, high, gap, log: fc.nat(2) });

it('tells every row that has an equal in any log, and no other', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 300 }), fc.boolean(), (made, backwards) => {
      const logs = [new RowLog(), new RowLog(), new RowLog()];
      const counts = new Map<string, number>();
      let end = 0;
      const rows = made.map((one) => {
        const place = end + one.gap;
        end = place + 1;
        return { ...one, place };
      });
      for (const one of backwards ? [...rows].reverse() : rows) {
        logs[one.log]!.add(one.low, one.high, one.place);
        const key = `${one.low} ${one.high}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      const repeated = rows.flatMap(({ low, high, place }) =>
        counts.get(`${low} ${high}`)! > 1 ? [place] : [],
      );
      expect(RowLog.suspects(logs).sort((a, b) => a - b)).toEqual(repeated);
    }),
  );
});

it('keeps the places of several files, in whatever order they come', () => {
  const log = new RowLog();
  const places = Array.from({ length: 9000 }, (_, row) => (row % 3) * 2 ** 40 + (row % 7) * 2 ** 31 + row);
  for (const [row, place] of places.entries()) log.add(1, row % 4500, place);
  expect(new Set(RowLog.suspects([log]))).toEqual(new Set(places));
});

it('holds more rows than a chunk', () => {
  const log = new RowLog();
  for (let place = 0; place < 10_000; place++) log.add(1, place === 9_999 ? 5_000 : place, place);
  expect(RowLog.suspects([log]).sort((a, b) => a - b)).toEqual([5_000, 9_999]);
});
