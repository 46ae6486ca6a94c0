/** How kinds of breaks stand in memory, and what came of them; `assembly/kernel-layout.ts` has the same places. */

/** Places of a lane's kind of breaks: the rate as one number, what of a `Cell` it is asked for, and the lane's next kind (−1 = none). */
export const B = { key: 0, from: 1, to: 2, notAt: 3, least: 4, set: 5, cell: 6, next: 7 } as const;
export const BREAK_WIDTH = 8;
/** Places of what breaks of a cell came to, with the first and the last of them as in `HourSlots`. */
export const C = { fills: 0, variance: 1, magnitude: 2, first: 3, last: 7 } as const;
export const CAUSE_WIDTH = 11;

/** Kinds of all lanes, and cells, at most; breaks of others are not counted quickly. */
export const MAX_BREAKS = 1 << 17;
export const MAX_CAUSES = 1 << 16;
