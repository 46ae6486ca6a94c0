/** Where faults are planted: the month as it stands, and how a fault takes its fills. */
import { DAY, MONTH_DAYS } from './flow.ts';
import type { Billing, Desk, Fault, Fill } from './model.ts';
import type { Random } from './random.ts';
import type { Terms } from './terms.ts';

export interface Scene {
  readonly desk: Desk;
  readonly random: Random;
  readonly fills: readonly Fill[];
  readonly terms: Terms;
  /** Fills that no fault has taken yet. */
  readonly free: (fill: Fill) => boolean;
  /** Fills that hang together: both sides of a trade with itself, two of one order that pays a fixed amount. */
  readonly paired: ReadonlySet<number>;
}

export type Bill = Fault['bill'];
export type Kind = (scene: Scene) => Fault | null;
export const HOUR = 3_600_000;

export const inSpan =
  ([from, to]: readonly [number, number]) =>
  ({ instant }: Fill): boolean =>
    instant >= from && instant < to;

/** Without a role in the export, dust does not tell whether it made or took. */
function tells({ desk }: Scene, { dust }: Fill): boolean {
  return desk.flag || !dust;
}

export function covering(scene: Scene, takes: (fill: Fill) => boolean): Set<number> {
  const taken = scene.fills.filter((fill) => scene.free(fill) && tells(scene, fill) && takes(fill));
  return new Set(taken.map(({ index }) => index));
}

export function stretchOf({ random, desk }: Scene, least: number, most: number): [number, number] {
  const month = MONTH_DAYS * DAY;
  // Now and then for the whole month, or for a few fills.
  if (random.chance(0.08)) return [Date.parse(desk.start), Date.parse(desk.start) + month];
  const length = random.chance(0.15) ? random.between(HOUR, 4 * HOUR) : random.between(least, most);
  const from = Date.parse(desk.start) + random.below(month - length);
  return [from, from + length];
}

/** A few fills anywhere; both sides of a trade with itself are charged alike by any venue, so they are left out. */
export function some(scene: Scene, most: number, takes: (fill: Fill) => boolean = () => true): Set<number> {
  const alone = ({ index }: Fill): boolean => !scene.paired.has(index);
  const open = scene.fills.filter(
    (fill) => scene.free(fill) && alone(fill) && tells(scene, fill) && takes(fill),
  );
  const count = scene.random.between(3, most);
  return new Set(
    scene.random
      .shuffled(open)
      .slice(0, count)
      .map(({ index }) => index),
  );
}

export function fault(
  kind: string,
  code: string,
  covers: ReadonlySet<number>,
  bill: Bill,
  rest: Partial<Fault> = {},
): Fault | null {
  return covers.size === 0
    ? null
    : { kind, code, alike: [], bill, covers, stretch: null, shows: null, untold: false, detail: '', ...rest };
}

export const change =
  (part: Partial<Billing>): Bill =>
  (_, due) => ({ ...due, ...part });
