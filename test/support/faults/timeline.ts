/** Whether the applied rates of a report show a stretch where it was: from its first to its last fill, side by side. */
import type { JsonReport, Row } from '../compare.ts';
import { type Exact, exact, order, times } from '../exact.ts';
import type { FillTruth, Month } from './case.ts';
import type { Fault } from './model.ts';
import { rateOf } from './money.ts';
import { dueBilling } from './terms.ts';

const BPS = exact('10000');
/** So many fills of one side and asset must agree before a stretch is more than odd fills. */
const ENOUGH = 6;

interface Side {
  readonly name: string;
  readonly rate: Exact;
  readonly truths: readonly FillTruth[];
}

/** One sentence per stretch, side and asset whose applied rate `rates` does not show, or shows too long. */
export function timelineDiffers(
  month: Month,
  { tables }: JsonReport,
  telling: ReadonlyMap<Fault, readonly number[]>,
): string[] {
  // Streams of several groups of pairs, or of capped fees, are not told apart here.
  const several = month.desk.markets.some(({ promotion, kind }) => promotion !== null || kind === 'option');
  if (several) return [];
  return month.faults
    .filter(({ stretch }) => stretch !== null)
    .flatMap((fault) => sidesOf(month, fault, telling.get(fault) ?? []))
    .flatMap((side) => misses(month, side, tables.rates ?? []));
}

/** The stretch's fills by side, asset and rate charged. */
function sidesOf(month: Month, fault: Fault, indexes: readonly number[]): Side[] {
  const found = new Map<string, { rate: Exact; truths: FillTruth[] }>();
  for (const index of indexes) {
    const truth = month.fills[index]!;
    const due = dueBilling(month.desk, month.terms, truth.fill);
    const rate = times(rateOf(month.desk, fault.bill(truth.fill, due)), BPS);
    const name = `${fault.kind} ${truth.fill.maker ? 'maker' : 'taker'} ${truth.asset} ${rate.n} ${rate.s}`;
    const side = found.get(name) ?? { rate, truths: [] };
    side.truths.push(truth);
    found.set(name, side);
  }
  return [...found]
    .filter(([, { truths }]) => truths.length >= ENOUGH && !isInterrupted(month, fault, truths))
    .map(([name, side]) => ({ name, ...side }));
}

/** Another planted stretch lies in between. */
function isInterrupted({ fills, faults }: Month, own: Fault, truths: readonly FillTruth[]): boolean {
  const [first, last] = [truths[0]!.fill.index, truths.at(-1)!.fill.index];
  const others = faults.filter((fault) => fault !== own && fault.stretch !== null);
  return fills.slice(first, last).some(({ fault }) => fault !== null && others.includes(fault));
}

function misses(month: Month, { name, rate, truths }: Side, rows: readonly Row[]): string[] {
  const [{ fill, asset, untold }] = truths as [FillTruth];
  const first = truths[0]!.fill.instant;
  const last = truths.at(-1)!.fill.instant;
  const mine = rows.filter(
    (row) =>
      row.feeAsset === asset &&
      (row.liquidity === (fill.maker ? 'maker' : 'taker') || (untold && row.liquidity === 'unknown')) &&
      order(exact(String(row.rateBps)), rate) === 0 &&
      Date.parse(String(row.from)) <= last &&
      Date.parse(String(row.to)) >= first,
  );
  if (mine.length === 0) return [`rates: no segment of ${name} at ${new Date(first).toISOString()}`];
  const from = Math.min(...mine.map((row) => Date.parse(String(row.from))));
  const to = Math.max(...mine.map((row) => Date.parse(String(row.to))));
  if (from > first || to < last) return [`rates: the segment of ${name} is shorter than its fills`];
  const later = nextOther(month, truths.at(-1)!, rate);
  return to >= later ? [`rates: the segment of ${name} goes on beyond ${new Date(later).toISOString()}`] : [];
}

/** When the next sound fill of the same side and asset was charged at another rate. */
function nextOther({ desk, terms, fills }: Month, last: FillTruth, rate: Exact): number {
  const next = fills.find(
    ({ fill, asset, fault, noise }) =>
      fill.instant > last.fill.instant &&
      fill.maker === last.fill.maker &&
      asset === last.asset &&
      !fill.dust &&
      fault === null &&
      noise === null &&
      order(times(rateOf(desk, dueBilling(desk, terms, fill)), BPS), rate) !== 0,
  );
  return next?.fill.instant ?? Number.POSITIVE_INFINITY;
}
