/**
 * Evidence along time: per hour, how many fills each set of labels (tiers or rates) explains, with the earliest and
 * latest of them. Counters only, no fills; adding is all that merging needs. From them the segments in which one
 * label held, found by dynamic programming so that single odd fills stay breaks and do not become changes.
 */
import type { Fill } from '../domain/fill.ts';
import { compareMarks, type Mark, MarkSpan, markOf } from '../domain/mark.ts';
import { HOUR, type Instant, type Span } from '../domain/time.ts';

interface Counter {
  readonly labels: readonly string[];
  fills: number;
  readonly span: MarkSpan;
}

/** Labels are joined by this in a set's key. */
const SEPARATOR = '|';

/** A change must explain 3 fills more than no change does; between the whole numbers, so that there are no ties. */
const CHANGE_COST = 2.5;

/** Labels that compete for segments: those that explain most. Bounds the work however many odd rates a file holds. */
const MAX_LABELS = 64;

/** A stretch of time in which one label explains the fills best. */
export interface Segment {
  /** The label chosen, first in label order among equals. */
  readonly label: string;
  /** All labels that explain the segment equally well. */
  readonly rivals: readonly string[];
  /** First and last hour (as instants), inclusive. */
  readonly fromHour: Instant;
  readonly toHour: Instant;
  readonly first: Mark;
  readonly last: Mark;
  /** Fills that the label explains. */
  readonly explained: number;
  /** All fills of these hours, those that nothing explains included. */
  readonly fills: number;
}

/** Between two segments: when the second label began to hold. */
export interface Change {
  readonly before: string;
  readonly after: string;
  /** Hours that can hold the change, from the first's start to the last's end. */
  readonly fromHour: Instant;
  readonly toHour: Instant;
  /** The first fill that only `after` explains; null = fills of both kinds interleave and must be looked at again. */
  readonly at: Instant | null;
  /** The last fill that only `before` explains, and the first that only `after` does; null = none, or they interleave. */
  readonly lastOld: Mark | null;
  readonly firstNew: Mark | null;
}

/** A change whose fills interleave, with those of either kind that a second reading found inside its hours. */
export class Dispute {
  readonly change: Change;
  private readonly fills: { readonly mark: Mark; readonly after: boolean }[] = [];

  constructor(change: Change) {
    this.change = change;
  }

  /** Notes a fill that exactly one of the two labels explains. */
  see(fill: Fill, labels: readonly string[]): void {
    if (fill.time < this.change.fromHour || fill.time >= this.change.toHour) return;
    const after = labels.includes(this.change.after);
    if (after !== labels.includes(this.change.before)) this.fills.push({ mark: markOf(fill), after });
  }

  /** The change at the instant that puts fewest fills on the wrong side; the earliest of equals, at the latest the end. */
  settled(): Change & { readonly at: Instant } {
    const { fills, change } = this;
    fills.sort((a, b) => compareMarks(a.mark, b.mark));
    let wrong = fills.filter((fill) => !fill.after).length;
    let best = { wrong, at: change.fromHour };
    for (let index = 0; index < fills.length; ) {
      const { time } = fills[index]!.mark;
      while (index < fills.length && fills[index]!.mark.time === time)
        wrong += fills[index++]!.after ? 1 : -1;
      if (wrong < best.wrong) best = { wrong, at: fills[index]?.mark.time ?? change.toHour };
    }
    const { at } = best;
    const old = fills.filter(({ after, mark }) => !after && mark.time < at);
    const young = fills.filter(({ after, mark }) => after && mark.time >= at);
    return { ...change, at, lastOld: old.at(-1)?.mark ?? null, firstNew: young[0]?.mark ?? null };
  }

  concerns(other: Change): boolean {
    const { change } = this;
    return (
      change.fromHour === other.fromHour && change.before === other.before && change.after === other.after
    );
  }
}

/** A time in which fills need not, or must be looked at one by one. */
export interface QuietTime {
  readonly span: Span;
  readonly singly: boolean;
}

/** The time around `time` between disputed changes, or within one. */
export function quietAround(disputes: readonly Dispute[], time: Instant): QuietTime {
  const changes = disputes.map(({ change }) => change);
  const edges = changes.flatMap(({ fromHour, toHour }) => [fromHour, toHour]);
  const [before, behind] = [edges.filter((edge) => edge <= time), edges.filter((edge) => edge > time)];
  return {
    span: {
      from: before.length === 0 ? null : Math.max(...before),
      to: behind.length === 0 ? null : Math.min(...behind),
    },
    singly: changes.some(({ fromHour, toHour }) => time >= fromHour && time < toHour),
  };
}

/** Neighbouring hours under one label. */
interface Part {
  readonly label: string;
  readonly hours: number[];
}

export class Timeline {
  private readonly hours = new Map<number, Map<string, Counter>>();

  /** @param labels that explain this fill; none = it fits nothing */
  add(fill: Fill, labels: readonly string[]): void {
    const hour = Math.floor(fill.time / HOUR);
    let counters = this.hours.get(hour);
    if (counters === undefined) {
      counters = new Map();
      this.hours.set(hour, counters);
    }
    const key = labels.length === 1 ? labels[0]! : labels.join(SEPARATOR);
    const counter = counters.get(key);
    if (counter === undefined) counters.set(key, { labels, fills: 1, span: new MarkSpan(markOf(fill)) });
    else {
      counter.fills += 1;
      counter.span.add(fill);
    }
  }

  /** Takes back a fill that was added, and that is the same as one that stays. */
  remove({ time }: Pick<Fill, 'time'>, labels: readonly string[]): void {
    const counter = this.hours.get(Math.floor(time / HOUR))?.get(labels.join(SEPARATOR));
    if (counter === undefined) throw new Error('a repeated fill was not counted as evidence');
    counter.fills -= 1;
  }

  /** Adds fills of one hour at once, see `add`. @param hour number of the hour since 1970 */
  addMany(hour: number, labels: readonly string[], fills: number, span: MarkSpan): void {
    let counters = this.hours.get(hour);
    if (counters === undefined) {
      counters = new Map();
      this.hours.set(hour, counters);
    }
    const key = labels.join(SEPARATOR);
    const counter = counters.get(key);
    if (counter === undefined) counters.set(key, { labels, fills, span });
    else {
      counter.fills += fills;
      counter.span.merge(span);
    }
  }

  /**
   * Segments in order of time, each from its first to its last fill that is no other's. `order` ranks labels that explain
   * equally well; `disputes` are those of an earlier reading, settled.
   */
  segments(order: (label: string) => number, disputes: readonly Dispute[] = []): readonly Segment[] {
    const segments = [...this.rough(order)];
    for (const [index, segment] of segments.entries()) {
      const before = segments[index - 1];
      if (before === undefined) continue;
      const change = this.change(before, segment);
      const settled = change.at === null ? disputes.find((one) => one.concerns(change))?.settled() : change;
      if (settled?.firstNew == null) continue;
      segments[index] = { ...segment, first: settled.firstNew };
      segments[index - 1] = { ...before, last: settled.lastOld ?? before.last };
    }
    return segments;
  }

  /** The changes between neighbouring segments whose fills interleave. */
  disputes(order: (label: string) => number): Dispute[] {
    const segments = this.rough(order);
    const changes = segments.slice(1).map((segment, index) => this.change(segments[index]!, segment));
    return changes.filter(({ at }) => at === null).map((change) => new Dispute(change));
  }

  private rough(order: (label: string) => number): readonly Segment[] {
    const hours = [...this.hours.keys()].sort((a, b) => a - b);
    const labels = this.strongest(hours).sort((a, b) => order(a) - order(b) || (a < b ? -1 : 1));
    if (labels.length === 0) return [];
    const path = cheapestPath(hours.map((hour) => labels.map((label) => this.unexplained(hour, label))));
    const parts: Part[] = [];
    for (const [index, hour] of hours.entries()) {
      const label = labels[path[index]!]!;
      const part = parts.at(-1);
      if (part?.label === label) part.hours.push(hour);
      else parts.push({ label, hours: [hour] });
    }
    return parts.map((part, index) => this.segment(part, parts[index - 1], parts[index + 1], labels));
  }

  private strongest(hours: readonly number[]): string[] {
    const fills = new Map<string, number>();
    for (const counter of this.counters(hours)) {
      for (const label of counter.labels) fills.set(label, (fills.get(label) ?? 0) + counter.fills);
    }
    const ranked = [...fills].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    return ranked.slice(0, MAX_LABELS).map(([label]) => label);
  }

  private segment(
    part: Part,
    before: Part | undefined,
    after: Part | undefined,
    labels: readonly string[],
  ): Segment {
    const { label, hours } = part;
    const missed = (name: string) => hours.reduce((sum, hour) => sum + this.unexplained(hour, name), 0);
    const best = missed(label);
    const counters = this.counters(hours);
    const holding = counters.filter((counter) => counter.labels.includes(label));
    // The hour of a change belongs to one side; the other side's fills in it are its own all the same.
    const beyond = [
      ...(before === undefined ? [] : this.only(before.hours.at(-1)!, label, before.label)),
      ...(after === undefined ? [] : this.only(after.hours[0]!, label, after.label)),
    ];
    const all = [...holding, ...beyond];
    const span = new MarkSpan((all[0] ?? counters[0]!).span.first);
    for (const counter of all) span.merge(counter.span);
    return {
      label,
      rivals: labels.filter((name) => missed(name) === best),
      fromHour: hours[0]! * HOUR,
      toHour: hours[hours.length - 1]! * HOUR,
      first: span.first,
      last: span.last,
      explained: sumFills(all),
      fills: sumFills(counters) + sumFills(beyond),
    };
  }

  private only(hour: number, yes: string, no: string): Counter[] {
    return this.counters([hour]).filter(({ labels }) => labels.includes(yes) && !labels.includes(no));
  }

  /**
   * Where `after` took over from `before`, as far as the counters can tell: at the first fill that only `after` explains,
   * unless fills that only `before` explains come later, up to the hour of that first one.
   */
  change(before: Segment, after: Segment): Change {
    const [edge, end] = [before.toHour / HOUR, after.toHour / HOUR];
    const from = edge + 1;
    const later = [...this.hours.keys()].filter((hour) => hour >= from && hour <= end).sort((a, b) => a - b);
    const firstNew = earliest([edge, ...later].flatMap((hour) => this.only(hour, after.label, before.label)));
    const until = firstNew === null ? end : Math.floor(firstNew.time / HOUR);
    const mixed = [edge, ...later.filter((hour) => hour <= until)];
    const lastOld = latest(mixed.flatMap((hour) => this.only(hour, before.label, after.label)));
    const clear = firstNew !== null && (lastOld === null || lastOld.time <= firstNew.time);
    return {
      lastOld: clear ? (lastOld ?? this.lastOnly(before, after)) : null,
      firstNew: clear ? firstNew : null,
      before: before.label,
      after: after.label,
      fromHour: Math.min(edge, until) * HOUR,
      toHour: (until + 1) * HOUR,
      at: clear ? firstNew.time : null,
    };
  }

  /** The last fill of a segment that only its own label explains. */
  private lastOnly(before: Segment, after: Segment): Mark | null {
    const [from, to] = [before.fromHour / HOUR, before.toHour / HOUR];
    const hours = [...this.hours.keys()].filter((hour) => hour >= from && hour <= to).sort((a, b) => b - a);
    for (const hour of hours) {
      const found = latest(this.only(hour, before.label, after.label));
      if (found !== null) return found;
    }
    return null;
  }

  private unexplained(hour: number, label: string): number {
    let fills = 0;
    for (const counter of this.hours.get(hour)!.values()) {
      if (counter.labels.length > 0 && !counter.labels.includes(label)) fills += counter.fills;
    }
    return fills;
  }

  private counters(hours: readonly number[]): Counter[] {
    return hours.flatMap((hour) => [...(this.hours.get(hour)?.values() ?? [])]);
  }
}

function sumFills(counters: readonly Counter[]): number {
  return counters.reduce((sum, counter) => sum + counter.fills, 0);
}

function latest(counters: readonly Counter[]): Mark | null {
  return (
    counters
      .map(({ span }) => span.last)
      .sort(compareMarks)
      .at(-1) ?? null
  );
}

function earliest(counters: readonly Counter[]): Mark | null {
  return counters.map(({ span }) => span.first).sort(compareMarks)[0] ?? null;
}

/** costs[hour][label] → the label of each hour with the least total cost, a change costing CHANGE_COST. */
function cheapestPath(costs: readonly (readonly number[])[]): number[] {
  let total = [...costs[0]!];
  const cameFrom: number[][] = [];
  for (const cost of costs.slice(1)) {
    const cheapest = total.indexOf(Math.min(...total));
    const step = cost.map((_, label) => (total[label]! <= total[cheapest]! + CHANGE_COST ? label : cheapest));
    cameFrom.push(step);
    const before = total;
    total = cost.map((value, label) => {
      const from = step[label]!;
      return value + before[from]! + (from === label ? 0 : CHANGE_COST);
    });
  }
  const path = [total.indexOf(Math.min(...total))];
  for (const step of cameFrom.reverse()) path.unshift(step[path[0]!]!);
  return path;
}
