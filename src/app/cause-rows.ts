/** The fills that stand for a cause: its first, its largest and its last. */
import type { Cause, Settlement } from '../domain/cause.ts';
import type { Decimal } from '../domain/decimal.ts';
import type { Fill } from '../domain/fill.ts';
import { CAUSE_CODES } from '../domain/hypothesis.ts';
import { compareMarks, compareText, markOf } from '../domain/mark.ts';
import { fail, nearest } from '../domain/problem.ts';
import type { EngineResult } from '../engine/engine.ts';
import type { Wanted } from '../engine/sighting.ts';

interface Pick {
  readonly fill: Fill;
  readonly size: Decimal;
}

/** First, largest and last of what was shown. */
class Three {
  private first: Pick | null = null;
  private largest: Pick | null = null;
  private last: Pick | null = null;

  see(fill: Fill, size: Decimal): void {
    const one = { fill, size };
    if (this.first === null || comparePlaces(fill, this.first.fill) < 0) this.first = one;
    if (this.last === null || comparePlaces(fill, this.last.fill) > 0) this.last = one;
    const order = this.largest === null ? 1 : size.cmp(this.largest.size);
    if (order > 0 || (order === 0 && comparePlaces(fill, this.largest!.fill) < 0)) this.largest = one;
  }

  *marks(): Generator<[Fill, string]> {
    if (this.first !== null) yield [this.first.fill, 'first'];
    if (this.largest !== null) yield [this.largest.fill, 'largest'];
    if (this.last !== null) yield [this.last.fill, 'last'];
  }
}

/** Order by time, id and symbol, then by place. */
export function comparePlaces(a: Fill, b: Fill): number {
  return compareMarks(markOf(a), markOf(b)) || compareText(a.file, b.file) || a.line - b.line;
}

/** The rows that stand for the causes of one code, with what each of them is. */
export interface CauseRows extends Wanted {
  marksOf(fill: Fill): readonly string[];
  /** Position of the first cause that it stands for. */
  rankOf(fill: Fill): number;
}

const KNOWN: readonly string[] = [...CAUSE_CODES, 'UNPRICED'];

/** The code as it is known. @throws KnownError `cause-unknown` */
export function readCause(text: string): string {
  const code = text.trim().toUpperCase().replaceAll('-', '_');
  if (KNOWN.includes(code)) return code;
  const [near] = nearest(code, KNOWN);
  const known = `causes are: ${KNOWN.join(', ')}`;
  return fail('cause-unknown', 'there is no such cause', {
    value: text,
    hint: near === undefined ? known : `did you mean ${near}?`,
  });
}

/** @throws KnownError `cause-absent` when the run has none of this code */
export async function rowsOfCause(
  code: string,
  result: EngineResult,
  settlement: Settlement,
): Promise<CauseRows> {
  const groups = code === 'UNPRICED' ? await unpriced(result) : await ofBreaks(code, result, settlement);
  if (groups.length === 0) refuseAbsent(code, settlement);
  const picked = new Map<string, { readonly rank: number; readonly marks: string[] }>();
  for (const [rank, group] of groups.entries()) {
    for (const [fill, mark] of group.marks()) {
      const known = picked.get(placeKey(fill));
      if (known === undefined) picked.set(placeKey(fill), { rank, marks: [mark] });
      else known.marks.push(mark);
    }
  }
  return {
    // A row is found by its fill; its cells are kept for that.
    row: (file, line) => (picked.has(`${line}\u001f${file}`) ? 'maybe' : 'no'),
    fill: (fill) => picked.has(placeKey(fill)),
    marksOf: (fill) => picked.get(placeKey(fill))?.marks ?? [],
    rankOf: (fill) => picked.get(placeKey(fill))?.rank ?? 0,
  };
}

const placeKey = ({ file, line }: Fill) => `${line}\u001f${file}`;

async function ofBreaks(code: string, result: EngineResult, settlement: Settlement): Promise<Three[]> {
  const groups = new Map<Cause, Three>();
  for (const cause of settlement.causes) if (cause.code === code) groups.set(cause, new Three());
  if (groups.size === 0) return [];
  for await (const batch of result.breaks()) {
    for (const { fill, judged, scope, signature } of batch) {
      const cause = settlement.causeOf(scope, signature)?.cause;
      if (cause !== undefined) groups.get(cause)?.see(fill, judged.variance!.abs());
    }
  }
  return [...groups.values()];
}

/** Fills that lack only a price, by venue, account, product and fee asset. */
async function unpriced(result: EngineResult): Promise<Three[]> {
  const groups = new Map<string, Three>();
  for await (const { fate, verdict, event } of result.explain({ row: () => 'no', fill: () => true })) {
    if (fate !== 'fill' || event?.kind !== 'fill' || verdict?.judged.unpriced !== true) continue;
    const { fill } = event;
    const { venue, product } = fill.instrument;
    const key = [venue, fill.account, product, verdict.judged.feeAsset].join('\u001f');
    const group = groups.get(key) ?? new Three();
    groups.set(key, group);
    group.see(fill, fill.fee.abs());
  }
  return [...groups.values()];
}

function refuseAbsent(code: string, { causes }: Settlement): never {
  const counts = new Map<string, number>();
  for (const { code: other, fills } of causes) counts.set(other, (counts.get(other) ?? 0) + fills);
  const words = [...counts].map(([other, fills]) => `${other} (${fills} ${fills === 1 ? 'fill' : 'fills'})`);
  fail('cause-absent', `no fill of this run has the cause ${code}`, {
    hint: words.length === 0 ? 'the run has no breaks' : `its causes are: ${words.join(', ')}`,
  });
}
