/** Orders' own quantities against their fills: made-up orders, an independent sum in integers, and the command itself. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plain } from '../../src/domain/decimal.ts';
import type { Fill } from '../../src/domain/fill.ts';
import { OrderQuantities } from '../../src/engine/order-quantities.ts';
import { d } from '../support/build.ts';
import { feeAudit, inFolder } from '../support/run.ts';

const HEAD =
  'category,symbol,orderId,side,orderType,execFee,feeCurrency,execId,execPrice,execQty,execType,execTime,isMaker,orderQty,leavesQty';
const DAY = 86_400_000;
const JUNE = Date.UTC(2026, 5, 1);

interface Row {
  readonly id: number;
  readonly order: string;
  readonly quantity: string;
  readonly size: string;
  readonly left: string;
  readonly at: number;
}
const line = ({ id, order, quantity, size, left, at }: Row) =>
  `linear,BTCUSDT,${order},Buy,Limit,0,USDT,e${id},50000,${quantity},Trade,${JUNE + at},true,${size},${left}`;

type Check = Readonly<Record<string, string | null>>;
async function checksOf(csv: string, args: readonly string[] = []): Promise<readonly Check[]> {
  const line = ['reconcile', 'fills.csv', '--maker-rate', '0bps', '--taker-rate', '5bps', ...args];
  const { stdout, stderr } = await inFolder({ 'fills.csv': csv }, (folder) =>
    feeAudit(folder, [...line, '--format', 'json']),
  );
  expect(stdout, stderr).toMatch(/^\{/);
  const { completeness } = JSON.parse(stdout).tables as { completeness: Check[] };
  return completeness.filter(({ check }) => check === 'order quantity');
}

/** Two whole orders, one that lacks 0.2 between its fills, one that began before the file, one amended. */
const ROWS: readonly Row[] = [
  { id: 1, order: 'whole', quantity: '0.1', size: '0.3', left: '0.2', at: 1000 },
  { id: 2, order: 'whole', quantity: '0.2', size: '0.3', left: '0', at: 2000 },
  { id: 3, order: 'part', quantity: '1', size: '5', left: '4', at: 2500 },
  { id: 4, order: 'gap', quantity: '0.3', size: '1', left: '0.7', at: 2 * DAY },
  { id: 5, order: 'gap', quantity: '0.5', size: '1', left: '0', at: 3 * DAY },
  { id: 6, order: 'edge', quantity: '0.4', size: '2', left: '0.5', at: 3000 },
  { id: 7, order: 'amended', quantity: '1', size: '2', left: '1', at: 4000 },
  { id: 8, order: 'amended', quantity: '1', size: '9', left: '1', at: 5000 },
];

describe('the command', () => {
  test('names the order, what was filled, found and missing; the edge claims nothing', async () => {
    const [all, edge, gap, ...rest] = await checksOf([HEAD, ...ROWS.map(line)].join('\n'));
    expect(rest).toEqual([]);
    expect(all).toMatchObject({ result: 'suspicious', cause: null });
    expect(all!.detail).toContain('of 1 order more was filled');
    expect(all!.detail).toContain('the fills of 2 orders sum up');
    expect(all!.detail).toContain('1 order could not be judged (amended');
    const [symbol, cause] = ['BTCUSDT', 'MISSING_FILL'];
    expect(gap).toMatchObject({ symbol, cause, orderId: 'gap', filled: '1', found: '0.8', missing: '0.2' });
    expect(gap!.detail).toBe('missing: 0.2 between its first and last fill here');
    expect(edge).toMatchObject({ result: 'not testable', cause: null, orderId: 'edge', missing: '1.1' });
    expect(edge!.detail).toContain('it may have been filled before they begin');
  });

  test('a filter of the run hides no fill from its order; nor does the order of rows matter', async () => {
    const whole = ROWS.filter(({ order }) => order === 'gap').concat({
      ...{ id: 9, order: 'gap', quantity: '0.2', size: '1', left: '0.5', at: 2.5 * DAY },
    });
    const csv = [HEAD, ...[...whole].reverse().map(line)].join('\n');
    const [only, ...none] = await checksOf(csv, ['--from', '2026-06-04']);
    expect(none).toEqual([]);
    expect(only).toMatchObject({ result: 'in order' });
    const shuffled = [HEAD, ...[...ROWS].reverse().map(line)].join('\n');
    expect(await checksOf(shuffled)).toEqual(await checksOf([HEAD, ...ROWS.map(line)].join('\n')));
  });

  test('mapped columns of an unknown export; without them nothing is testable', async () => {
    const head = 'time,symbol,side,price,qty,fee,fee asset,maker,trade id,order id,ordered,rest';
    const rows = ['2026-06-01T00:00:00Z,BTC-USDT,buy,50000,0.25,0,USDT,true,1,o1,1,0'];
    const csv = [head, ...rows].join('\n');
    const maps = ['--venue', 'okx', '--map', 'orderQuantity=ordered', '--map', 'leavesQuantity=rest'];
    const [all, order] = await checksOf(csv, maps);
    expect(all).toMatchObject({ result: 'not testable' });
    expect(order).toMatchObject({ filled: '1', found: '0.25', missing: '0.75' });
    const [none] = await checksOf(csv, ['--venue', 'okx', '--map', 'fee=fee']);
    expect(none!.detail).toBe('the exports do not show how much of each order was filled');
  });
});

const instrument = { venue: 'v', symbol: 'S', kind: 'linear' } as Fill['instrument'];
const scaled = (units: bigint) => d(`${units}e-7`);
function fillOf(orderId: string, quantity: bigint, size: bigint, left: bigint, time: number): Fill {
  const ordered = { quantity: scaled(size), left: scaled(left) };
  return { instrument, account: 'a', orderId, quantity: scaled(quantity), time, ordered } as Fill;
}

describe('OrderQuantities', () => {
  test('agrees with a sum in integers, whatever fills are taken away and in whatever order they come', () => {
    const order = fc.array(fc.tuple(fc.bigInt(1n, 10n ** 12n), fc.boolean()), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(
        fc.array(order, { maxLength: 12 }),
        fc.bigInt(0n, 50n),
        fc.boolean(),
        (made, extra, turn) => {
          const fills: Fill[] = [];
          const expected = new Map<string, { missing: bigint; before: bigint }>();
          for (const [at, parts] of made.entries()) {
            const size = parts.reduce((sum, [units]) => sum + units, 0n) + extra;
            let [done, since, before, missing] = [0n, 0n, 0n, 0n];
            let seen = false;
            for (const [step, [units, there]] of parts.entries()) {
              done += units;
              if (!there) since += units;
              else {
                if (!seen) before = since;
                missing += since;
                [seen, since] = [true, 0n];
                fills.push(fillOf(`o${at}`, units, size, size - done, step));
              }
            }
            if (missing > 0n) expected.set(`o${at}`, { missing, before });
          }
          const sums = new OrderQuantities();
          for (const fill of turn ? [...fills].reverse() : fills) sums.add(fill);
          for (const fill of fills) sums.count(fill);
          const { gaps, unclear } = sums.findings();
          expect(unclear).toBe(0);
          const found = gaps.map(({ orderId, missing, before }) => [orderId, plain(missing), plain(before)]);
          const due = [...expected].map(([id, one]) => [
            id,
            plain(scaled(one.missing)),
            plain(scaled(one.before)),
          ]);
          expect(found.sort()).toEqual(due.sort());
        },
      ),
    );
  });

  test('past its bound it keeps the same orders, in whatever order they come', () => {
    const all = Array.from({ length: 20_000 }, (_, at) => fillOf(`o${at}`, 1n, 3n, 0n, at));
    const kept = (list: readonly Fill[]) => {
      const sums = new OrderQuantities(3_000);
      for (const fill of list) sums.add(fill);
      for (const fill of list) sums.count(fill);
      const { gaps, share } = sums.findings();
      expect(share).toBeGreaterThan(4);
      expect(gaps.length).toBeLessThanOrEqual(3_000);
      return gaps.map(({ orderId }) => orderId);
    };
    expect(kept([...all].reverse())).toEqual(kept(all));
  });
});
