/** What both scanners share: which plans they can work with, and the lines that they do not take in. */
import { type Abandoned, CELL, type ScanPlan } from './columns.ts';

const [LF, CR, QUOTE] = [10, 13, 34] as const;

/** True for a delimiter that cannot stand in a number, a time or a name: what the scanner can work with. */
export function isScannable(delimiter: number): boolean {
  return (
    delimiter === 9 ||
    (delimiter < 127 && /[!#$%&'()*,/;<=>?@[\\\]^_`{|}~]/.test(String.fromCharCode(delimiter)))
  );
}

/** @throws RangeError for a plan that has not exactly one time column, or an unusable delimiter */
export function checkPlan(plan: ScanPlan): void {
  if (!isScannable(plan.delimiter)) throw new RangeError('a delimiter that the scanner cannot work with');
  if (plan.kinds.filter((kind) => kind === CELL.time).length !== 1) throw new RangeError('one time column');
}

/** Per word of a row, in the order in which they stand: is it an asset glued to a number? */
export function assetsAmongWords(plan: ScanPlan): boolean[] {
  const glued = new Set(plan.glued.map(([number]) => number));
  return plan.kinds.flatMap((kind, column) => {
    const slot = plan.slots[column]!;
    if (kind === CELL.number)
      return [...(plan.signs.includes(slot) ? [false] : []), ...(glued.has(slot) ? [true] : [])];
    return kind === CELL.word ? [false] : [];
  });
}

/** What the sign of a number is to a row: 0 = a part of the number, 1 = a word too, 2 = a word alone. */
export const signOf = ({ signs, sizes }: ScanPlan, slot: number): 0 | 1 | 2 =>
  sizes.includes(slot) ? 2 : signs.includes(slot) ? 1 : 0;

/** The place behind the last line end before `to`; `from` where there is none. */
export function lastLineEnd(bytes: Uint8Array, from: number, to: number): number {
  let at = to;
  while (at > from && bytes[at - 1] !== LF) at--;
  return Math.max(at, from);
}

/** Where the line at `from` ends, without its line end; or why no line can be made out. */
export function hardEnd(view: DataView, from: number, to: number): number | Abandoned {
  let odd = false;
  let at = from;
  for (; at < to; at++) {
    const byte = view.getUint8(at);
    if (byte === LF) break;
    if (byte === QUOTE) odd = !odd;
    else if (byte === CR) {
      if (at + 1 < to && view.getUint8(at + 1) === LF) break;
      return 'a line ends in CR alone';
    }
  }
  return odd ? 'a quote reaches over a line end' : at;
}
