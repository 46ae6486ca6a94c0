/** Table `reconciliation`: charged against expected, one row per distinct rate. */
import { type Decimal, ZERO } from '../domain/decimal.ts';
import type { Group } from '../domain/group.ts';
import type { Groups } from '../domain/groups.ts';
import { toBps } from '../domain/rate.ts';
import type { Column, Row, Rows, Table, Value } from './model.ts';
import { bpsOf } from './ratio.ts';

const COLUMNS: readonly Column[] = [
  { key: 'venue', head: 'venue', type: 'text' },
  { key: 'account', head: 'account', type: 'text' },
  { key: 'product', head: 'product', type: 'text' },
  { key: 'schedule', head: 'schedule', type: 'text', machineOnly: true },
  { key: 'track', head: 'track', type: 'text', machineOnly: true },
  { key: 'liquidity', head: 'liquidity', type: 'text' },
  { key: 'tier', head: 'tier', type: 'text' },
  { key: 'feeAsset', head: 'fee in', type: 'text' },
  { key: 'notionalAsset', head: 'notional in', type: 'text', machineOnly: true },
  { key: 'fills', head: 'fills', type: 'count' },
  { key: 'notional', head: 'notional', type: 'amount' },
  { key: 'rateBps', head: 'rate bps', type: 'bps' },
  { key: 'expected', head: 'expected', type: 'amount' },
  { key: 'charged', head: 'charged', type: 'amount' },
  { key: 'variance', head: 'variance', type: 'signed' },
  { key: 'varianceBps', head: 'bps', type: 'signedBps' },
  { key: 'matched', head: 'matched', type: 'count' },
  { key: 'withinTolerance', head: 'within', type: 'count' },
  { key: 'breaks', head: 'breaks', type: 'count' },
  { key: 'unjudged', head: 'unjudged', type: 'count', hideZeros: true },
  { key: 'otherFees', head: 'other fees', type: 'amount', machineOnly: true },
];

/**
 * Rows and totals are made when they are drawn: there can be many, most formats draw one table, and some no totals.
 * @param groupBy further keys; those that are columns anyway add none
 */
export function reconciliationTable(groups: Groups, groupBy: readonly string[]): Table {
  const present = new Set(COLUMNS.map((column) => column.key));
  const extra = groupBy.map((key, index) => ({ key, index })).filter(({ key }) => !present.has(key));
  let totals: Row[] | null = null;
  return {
    name: 'reconciliation',
    title: 'Fee reconciliation',
    columns: [...COLUMNS, ...extra.map(({ key }): Column => ({ key, head: key, type: 'text' }))],
    rows: new GroupRows(
      groups,
      extra.map(({ index }) => index),
    ),
    get totals() {
      totals ??= totalsOf([...groups.totals()], extra.length);
      return totals;
    },
  };
}

class GroupRows implements Rows {
  private readonly groups: Groups;
  private readonly extra: readonly number[];
  private count: number | null = null;

  /** @param extra which values of `--group-by` keys are columns */
  constructor(groups: Groups, extra: readonly number[]) {
    this.groups = groups;
    this.extra = extra;
  }

  get length(): number {
    this.count ??= this.groups.size;
    return this.count;
  }

  *[Symbol.iterator](): Generator<Row> {
    for (const group of this.groups)
      yield [...rowOf(group), ...this.extra.map((index) => group.extra[index] ?? null)];
  }

  slice(from: number, to: number): Row[] {
    const rows: Row[] = [];
    let at = 0;
    for (const row of this) {
      if (at >= to) break;
      if (at >= from) rows.push(row);
      at += 1;
    }
    return rows;
  }
}

function rowOf(group: Group): Value[] {
  const variance = varianceOf(group);
  const { notional, varianceInNotional } = group;
  const comparable = variance !== null && varianceInNotional !== null && notional !== null;
  return [
    group.venue,
    group.account,
    group.product,
    group.schedule,
    group.track,
    group.liquidity,
    group.tier,
    group.feeAsset,
    group.notionalAsset,
    group.fills,
    group.notional,
    group.rate === null ? null : toBps(group.rate),
    group.expected,
    group.charged,
    variance,
    comparable ? bpsOf(varianceInNotional, notional) : null,
    group.matched,
    group.withinTolerance,
    group.breaks,
    group.unjudged,
    group.otherFees,
  ];
}

function varianceOf(group: Group): Decimal | null {
  return group.expected === null ? null : group.charged.minus(group.expected);
}

/** One total per fee asset: amounts in different assets are never added. */
function totalsOf(groups: readonly Group[], extra: number): Value[][] {
  const assets = [...new Set(groups.map((group) => group.feeAsset))].sort();
  return assets.map((asset) => {
    const own = groups.filter((group) => group.feeAsset === asset);
    const judged = own.filter((group) => group.expected !== null);
    const sum = (of: readonly Group[], pick: (group: Group) => Decimal) =>
      of.reduce((total, group) => total.plus(pick(group)), ZERO);
    const count = (pick: (group: Group) => number) => own.reduce((total, group) => total + pick(group), 0);
    const sameNotional = new Set(own.map((group) => group.notionalAsset)).size === 1;
    const known = own.every((group) => group.notional !== null);
    const notional = sameNotional && known ? sum(own, (group) => group.notional!) : null;
    const expected = judged.length === 0 ? null : sum(judged, (group) => group.expected!);
    const variance = expected === null ? null : sum(judged, (group) => group.charged).minus(expected);
    const met = judged.every((group) => group.varianceInNotional !== null);
    const comparable = variance !== null && notional !== null && met && judged.length === own.length;
    return [
      'total',
      null,
      null,
      null,
      null,
      null,
      null,
      asset,
      sameNotional ? own[0]!.notionalAsset : null,
      count((group) => group.fills),
      notional,
      null,
      expected,
      sum(own, (group) => group.charged),
      variance,
      comparable
        ? bpsOf(
            sum(judged, (group) => group.varianceInNotional!),
            notional,
          )
        : null,
      count((group) => group.matched),
      count((group) => group.withinTolerance),
      count((group) => group.breaks),
      count((group) => group.unjudged),
      sum(own, (group) => group.otherFees),
      ...Array.from({ length: extra }, () => null),
    ];
  });
}
