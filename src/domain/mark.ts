/** A place in time that the venue can look up: the earliest or latest fill of something. */
import type { Fill } from './fill.ts';
import type { Instant } from './time.ts';

export interface Mark {
  readonly time: Instant;
  readonly tradeId: string | null;
  readonly symbol: string;
}

/**
 * Order by time, then trade id (numbers by value), then symbol: the same whatever the order of rows and files.
 * @returns negative when `a` comes first
 */
export function compareMarks(a: Mark, b: Mark): number {
  if (a.time !== b.time) return a.time - b.time;
  return compareIds(a.tradeId ?? '', b.tradeId ?? '') || compareText(a.symbol, b.symbol);
}

/** Digits compare by value and come after everything else, which compares by code units. */
export function compareIds(a: string, b: string): number {
  const [digitsA, digitsB] = [isDigits(a), isDigits(b)];
  if (digitsA !== digitsB) return digitsA ? 1 : -1;
  if (!digitsA) return compareText(a, b);
  const [valueA, valueB] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')];
  return valueA.length - valueB.length || compareText(valueA, valueB) || compareText(a, b);
}

function isDigits(id: string): boolean {
  return /^\d+$/.test(id);
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** First and last of a growing set of fills. */
export class MarkSpan {
  first: Mark;
  last: Mark;

  constructor(mark: Mark) {
    this.first = mark;
    this.last = mark;
  }

  /** Widens the span by a fill; makes no object while the fill lies inside. */
  add(fill: Fill): void {
    if (fill.time > this.first.time && fill.time < this.last.time) return;
    this.include(markOf(fill));
  }

  include(mark: Mark): void {
    if (compareMarks(mark, this.first) < 0) this.first = mark;
    if (compareMarks(mark, this.last) > 0) this.last = mark;
  }

  merge(other: MarkSpan): void {
    this.include(other.first);
    this.include(other.last);
  }
}

export function markOf(fill: Fill): Mark {
  return { time: fill.time, tradeId: fill.tradeId, symbol: fill.instrument.symbol };
}
