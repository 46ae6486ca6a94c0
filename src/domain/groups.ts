/** The lines of a reconciliation: those that fills were counted in one by one, and sums that become lines when they are asked for. */
import {
  addGroup,
  compareExtra,
  compareKinds,
  compareScopes,
  type Group,
  type GroupIdentity,
  newGroup,
} from './group.ts';

/** A line of which only sums are kept. */
export interface PackedLine {
  readonly identity: GroupIdentity;
  readonly extra: readonly string[];
  /** Adds its fills to a line of the same identity. */
  addTo(group: Group): void;
}

/** Many lines, kept as sums. */
export interface GroupPack {
  /** Each line once, in their order. */
  lines(): Iterable<PackedLine>;
  /** The same fills in lines that may differ in fewer values of the `--group-by` keys. */
  totals(): Iterable<Group>;
}

type Line = Group | PackedLine;

export class Groups implements Iterable<Group> {
  private readonly counted = new Map<string, Group>();
  private readonly packs: GroupPack[] = [];

  /** The line of such fills, to count them in. */
  at(identity: GroupIdentity, extra: readonly string[]): Group {
    const { venue, account, product, schedule, track, liquidity, tier, feeAsset, notionalAsset, rate } =
      identity;
    const places = [venue, account, product, schedule, track, liquidity, tier, feeAsset, notionalAsset];
    const key = [...places, rate?.toString() ?? null, ...extra].join('\u001f');
    const group = this.counted.get(key) ?? newGroup(identity, extra);
    this.counted.set(key, group);
    return group;
  }

  add(pack: GroupPack): void {
    this.packs.push(pack);
  }

  /** Adds all of `other`, which must not be used afterwards. */
  merge(other: Groups): void {
    for (const [key, group] of other.counted) {
      const mine = this.counted.get(key);
      if (mine === undefined) this.counted.set(key, group);
      else addGroup(mine, group);
    }
    this.packs.push(...other.packs);
  }

  /** How many lines there are. */
  get size(): number {
    let size = 0;
    for (const _ of this.together()) size += 1;
    return size;
  }

  /** All lines in their order; those of packs are made one by one, each time anew. */
  *[Symbol.iterator](): Generator<Group> {
    for (const lines of this.together()) yield groupOf(lines);
  }

  /** The same fills in as few lines as sums over them need, in no order. */
  *totals(): Generator<Group> {
    yield* this.counted.values();
    for (const pack of this.packs) yield* pack.totals();
  }

  /** All lines in their order, those that are one together. */
  private together(): Iterable<readonly Line[]> {
    const counted: Iterable<Line> = [...this.counted.values()].sort(compareLines);
    return joined([counted, ...this.packs.map((pack) => pack.lines())].map(alone));
  }
}

function* alone(lines: Iterable<Line>): Generator<readonly Line[]> {
  for (const line of lines) yield [line];
}

/** Two by two, so that a line is compared few times however many sources there are. */
function joined(sources: readonly Iterable<readonly Line[]>[]): Iterable<readonly Line[]> {
  if (sources.length < 2) return sources[0] ?? [];
  const half = sources.length >> 1;
  return bothOf(joined(sources.slice(0, half)), joined(sources.slice(half)));
}

function* bothOf(a: Iterable<readonly Line[]>, b: Iterable<readonly Line[]>): Generator<readonly Line[]> {
  const [ones, others] = [a[Symbol.iterator](), b[Symbol.iterator]()];
  let [one, other] = [ones.next(), others.next()];
  while (one.done !== true || other.done !== true) {
    const order =
      one.done === true ? 1 : other.done === true ? -1 : compareLines(one.value[0]!, other.value[0]!);
    if (order === 0) yield [...one.value!, ...other.value!];
    else yield order < 0 ? one.value! : other.value!;
    if (order <= 0) one = ones.next();
    if (order >= 0) other = others.next();
  }
}

const isPacked = (line: Line): line is PackedLine => 'addTo' in line;

const identityIn = (line: Line): GroupIdentity => (isPacked(line) ? line.identity : line);

function compareLines(a: Line, b: Line): number {
  const [mine, theirs] = [identityIn(a), identityIn(b)];
  return compareScopes(mine, theirs) || compareExtra(a.extra, b.extra) || compareKinds(mine, theirs);
}

/** One line of such as are one. */
function groupOf(lines: readonly Line[]): Group {
  const first = lines[0]!;
  if (lines.length === 1 && !isPacked(first)) return first;
  const group = newGroup(identityIn(first), first.extra);
  for (const line of lines) {
    if (isPacked(line)) line.addTo(group);
    else addGroup(group, line);
  }
  return group;
}
