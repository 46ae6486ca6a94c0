/** The bins of one file as lines of the reconciliation, which stay whole numbers until somebody asks for a line. */
import { countAlikeInGroup } from '../../domain/alike-fills.ts';
import {
  compareExtra,
  compareKinds,
  compareScopes,
  type Group,
  type GroupIdentity,
  identityOf,
} from '../../domain/group.ts';
import { type GroupPack, Groups, type PackedLine } from '../../domain/groups.ts';
import type { FillJudgement } from '../../domain/judgement.ts';
import type { Exemplar } from '../exemplar.ts';
import { isTimeKey, type ValuesAt } from '../group-values.ts';
import { BinSums } from './bin-sums.ts';
import { BinTotal, SUM_WIDTH, type SumData } from './lane-sums.ts';
import type { MergedBins } from './merged-bins.ts';

/** Lines between two looks at the heap. */
const BETWEEN = 1024;

/** What lines need of a share's exemplar, which holds much more. */
interface GroupShare {
  readonly identity: GroupIdentity;
  /** As of the exemplar. */
  readonly extra: readonly string[];
  readonly judged: FillJudgement;
  /** Of their fees. */
  readonly scale: number;
}

/** Something that lines are ordered by: of each place in the columns a number, and the rank of each number. */
interface Level {
  readonly of: Int32Array;
  readonly ranks: Int32Array;
}

export class BinGroups implements GroupPack {
  private readonly merged: MergedBins;
  private readonly shares: readonly GroupShare[];
  private readonly valuesAt: ValuesAt;
  private readonly tidy: () => void;
  /** The same fills by share alone. */
  private readonly sums = new Groups();
  /** What fills of one share in one line come to, while they are added up. */
  private readonly one = new BinSums(new Float64Array(SUM_WIDTH));
  private sorted: { readonly order: Uint32Array; readonly levels: readonly Level[] } | null = null;

  /** @param shares by their numbers @param valuesAt those of the keys that lines are grouped by @param tidy called now and then between lines */
  constructor(merged: MergedBins, shares: readonly Exemplar[], valuesAt: ValuesAt, tidy: () => void) {
    this.merged = merged;
    this.valuesAt = valuesAt;
    this.tidy = tidy;
    this.shares = sharesOf(shares);
  }

  /** Adds to the totals what all fills of a share came to. */
  addTotal(number: number, all: SumData): void {
    const share = this.shares[number]!;
    countIn(this.sums.at(share.identity, []), share, all);
  }

  totals(): Iterable<Group> {
    return this.sums;
  }

  *lines(): Generator<PackedLine> {
    this.sorted ??= this.inOrder();
    const { order, levels } = this.sorted;
    let begin = 0;
    let count = 0;
    for (let end = 1; end <= order.length; end++) {
      if (end < order.length && compareBy(levels, order[begin]!, order[end]!) === 0) continue;
      yield this.line(order, begin, end);
      begin = end;
      count += 1;
      if (count % BETWEEN === 0) this.tidy();
    }
  }

  /** @param order places in the columns; those of the line stand from one on and up to another, those of one share together */
  private line(order: Uint32Array, begin: number, end: number): PackedLine {
    const { shares, froms, begins } = this.merged.columns;
    const first = order[begin]!;
    const { identity, extra } = this.shares[shares[first]!]!;
    const values = this.valuesAt.of(extra, begins[froms[first]!]!);
    return { identity, extra: values, addTo: (group) => this.addTo(group, order, begin, end) };
  }

  private addTo(group: Group, order: Uint32Array, begin: number, end: number): void {
    const { shares } = this.merged.columns;
    const { one } = this;
    for (let at = begin; at < end; at++) {
      this.merged.addTo(one, order[at]!);
      const share = shares[order[at]!]!;
      if (at + 1 < end && shares[order[at + 1]!] === share) continue;
      countIn(group, this.shares[share]!, one);
      one.clear();
    }
  }

  /** Places in the columns in the order of their lines, and within a line by share. */
  private inOrder() {
    const { shares, order } = this.merged.columns;
    const levels = this.levels();
    const sorted = order.slice().sort((a, b) => compareBy(levels, a, b) || shares[a]! - shares[b]!);
    return { order: sorted, levels };
  }

  /** Keys that hang on the time stand among the others: what shares are ranked by is cut at each of them. */
  private levels(): Level[] {
    const { shares: numbers, froms, begins } = this.merged.columns;
    const { shares } = this;
    const { keys } = this.valuesAt;
    const cuts = keys.flatMap((key, index) => (isTimeKey(key) ? [{ key, index }] : []));
    const edges = [-1, ...cuts.map(({ index }) => index), keys.length];
    return edges.slice(1).flatMap((to, part): Level[] => {
      const from = edges[part]! + 1;
      const isLast = part === cuts.length;
      const ranks = ranksOf(shares, (a, b) => {
        const scopes = part === 0 ? compareScopes(a.identity, b.identity) : 0;
        const values = scopes || compareExtra(a.extra.slice(from, to), b.extra.slice(from, to));
        return values || (isLast ? compareKinds(a.identity, b.identity) : 0);
      });
      const level = { of: numbers, ranks };
      if (isLast) return [level];
      const { key } = cuts[part]!;
      // Values of times are in the order of the times.
      const values = Array.from(begins, (from) => this.valuesAt.at(key, from));
      return [level, { of: froms, ranks: ranksOf(values, (a, b) => Number(a !== b), true) }];
    });
  }
}

/** Files that are read alike have the same. */
const known = new WeakMap<readonly Exemplar[], readonly GroupShare[]>();

function sharesOf(exemplars: readonly Exemplar[]): readonly GroupShare[] {
  const before = known.get(exemplars);
  // There can be more of them since another file was read.
  if (before?.length === exemplars.length) return before;
  const shares = exemplars.map(({ fill, judged, terms, schedule, extra, context }): GroupShare => {
    const identity = identityOf(fill, judged, terms, schedule);
    return { identity, extra, judged, scale: context.print.rounding.scale };
  });
  known.set(exemplars, shares);
  return shares;
}

function countIn(group: Group, { judged, scale }: GroupShare, all: SumData): void {
  countAlikeInGroup(group, judged, new BinTotal(all, 0, scale));
}

function compareBy(levels: readonly Level[], a: number, b: number): number {
  for (const { of, ranks } of levels) {
    const order = ranks[of[a]!]! - ranks[of[b]!]!;
    if (order !== 0) return order;
  }
  return 0;
}

/** The rank of each value: equal ones have the same. @param isSorted they are in order already */
function ranksOf<T>(values: readonly T[], compare: (a: T, b: T) => number, isSorted = false): Int32Array {
  const places = values.map((_, place) => place);
  if (!isSorted) places.sort((a, b) => compare(values[a]!, values[b]!));
  const ranks = new Int32Array(values.length);
  for (let index = 1; index < places.length; index++) {
    const [before, place] = [places[index - 1]!, places[index]!];
    ranks[place] = ranks[before]! + Number(compare(values[before]!, values[place]!) !== 0);
  }
  return ranks;
}
