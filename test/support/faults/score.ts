/** Sets a report beside the truth of its month: which faults are named, what is accused wrongly, which totals differ. */

import type { JsonReport, Row } from '../compare.ts';
import { type Exact, exact, minus, NOTHING, order, plain, plus } from '../exact.ts';
import { type FillTruth, type Month, sumOf } from './case.ts';
import type { Fault } from './model.ts';
import { feeOf, within } from './money.ts';
import { dueBilling } from './terms.ts';
import { timelineDiffers } from './timeline.ts';

export interface FaultScore {
  readonly kind: string;
  readonly code: string;
  /** `apart` = no fill distinguishes it. */
  readonly outcome: 'named' | 'missed' | 'apart';
  readonly detail: string;
}

export interface Score {
  readonly seed: number;
  readonly desk: string;
  readonly faults: readonly FaultScore[];
  /** Rows of `causes` that blame the venue. */
  readonly accusations: number;
  /** Those with a fill that was not so planted, in words. */
  readonly wrong: readonly string[];
  /** Totals, verdict, boundaries of rates. */
  readonly other: readonly string[];
  /** Stretches that the applied rates do not show where they were. */
  readonly timeline: readonly string[];
}

/** Why a fault is listed apart though its fills are distinct. */
export const NO_ROLE = 'the export does not show the side';

/** Fills by what may be said of them. */
interface Known {
  readonly fault: Fault;
  /** Only this fault explains them. */
  readonly sure: ReadonlySet<number>;
  /** It explains them, as another planted one may. */
  readonly possible: ReadonlySet<number>;
}

const unit = (truth: FillTruth): Exact => truth.unit;

function knownOf(month: Month): Known[] {
  const broken = month.fills.filter((truth) => truth.broken && truth.fault !== null);
  const explains = (fault: Fault, truth: FillTruth): boolean => {
    const due = dueBilling(month.desk, month.terms, truth.fill);
    const billing = fault.bill(truth.fill, due);
    if (billing.asset !== truth.asset) return false;
    const fee = plus(feeOf(month.desk, truth.fill, billing, month.priceOf), truth.part);
    return within(fee, truth.charged, unit(truth));
  };
  return month.faults.map((fault) => {
    const possible = broken.filter((truth) => truth.fault === fault || explains(fault, truth));
    const rivals = month.faults.filter((other) => other !== fault && other.code !== fault.code);
    const sure = possible.filter(
      (truth) => truth.fault === fault && !rivals.some((other) => explains(other, truth)),
    );
    const set = (truths: readonly FillTruth[]) => new Set(truths.map(({ fill }) => fill.index));
    return { fault, sure: set(sure), possible: set(possible) };
  });
}

interface Said {
  readonly codes: ReadonlyMap<number, string>;
  readonly causes: readonly Row[];
}

export function scoreOf(month: Month, report: JsonReport): Score {
  const known = knownOf(month);
  const breaks = report.tables.breaks ?? [];
  const codes = new Map<number, string>();
  const indexOf = ({ line }: Row): number => month.byLine.get(Number(line)) ?? -1;
  for (const row of breaks) codes.set(indexOf(row), String(row.code));
  const said = { codes, causes: report.tables.causes ?? [] };
  return {
    seed: month.seed,
    desk: month.desk.id,
    faults: known.map((one) => faultScore(month, one, said)),
    accusations: said.causes.filter(({ code }) => code !== 'UNEXPLAINED').length,
    wrong: wrongly(month, known, said),
    timeline: timelineDiffers(
      month,
      report,
      new Map(known.map(({ fault, sure }) => [fault, tellingOf(month, sure)])),
    ),
    other: [
      ...totalsDiffer(month, report, said),
      ...breaksDiffer(month, said),
      ...expectedDiffers(month, breaks, indexOf),
    ],
  };
}

/** Codes under which a row of causes may stand for this fault: its own, or one that lists it as a rival. */
function codesFor({ code, alike }: Fault, { causes }: Said): Set<string> {
  const rivals = causes.filter((row) => ((row.rivals ?? []) as readonly string[]).includes(code));
  const named = rivals.map((row) => String(row.code)).filter((other) => other !== 'UNEXPLAINED');
  return new Set([code, ...alike, ...named]);
}

function faultScore(month: Month, known: Known, said: Said): FaultScore {
  const { fault, sure } = known;
  const { kind, code, detail } = fault;
  const result = (outcome: FaultScore['outcome'], why: string): FaultScore => ({
    kind,
    code,
    outcome,
    detail: why,
  });
  const distinct = tellingOf(month, sure);
  const telling = distinct.filter((index) => !isBeyond(month.fills[index]!, said));
  if (distinct.length > 0 && telling.length === 0) return result('apart', `${detail}: ${NO_ROLE}`);
  if (telling.length === 0) return result('apart', `${detail}: no fill distinguishes it`);
  if (code === 'RATE_OFF_CARD' && telling.length < 3)
    return result('apart', `${detail}: fewer than three fills`);
  const accepted = codesFor(fault, said);
  const lost = telling.filter((index) => {
    const as = said.codes.get(index) ?? 'none';
    return !accepted.has(as) && !isNothing(month.fills[index]!, as);
  });
  if (lost.length > 0) {
    const as = [...new Set(lost.map((index) => said.codes.get(index) ?? 'no break'))].join(', ');
    return result('missed', `${detail}: ${lost.length} of ${telling.length} fills are ${as}, not ${code}`);
  }
  const money = moneyDiffers(month, accepted, said);
  if (money !== null) return result('missed', `${detail}: ${money}`);
  if (fault.untold && !month.desk.flag) return result('named', detail);
  const edge = boundaryDiffers(month, fault, known, said, accepted);
  return edge === null ? result('named', detail) : result('missed', `${detail}: ${edge}`);
}

/** However it came about, nothing was charged where something was due. */
function isNothing(truth: FillTruth | undefined, code: string): boolean {
  return truth !== undefined && code === 'FEE_MISSING' && truth.charged.n === 0n && truth.due.n > 0n;
}

/** Not among the breaks, though it is off, because the export does not say on which side it was. */
function isBeyond({ untold, broken, fill }: FillTruth, { codes }: Said): boolean {
  return untold && broken && !codes.has(fill.index);
}

/** Fills that prove the fault: those with many digits, and those with some where three of one asset agree. */
function tellingOf(month: Month, sure: ReadonlySet<number>): number[] {
  const some = [...sure].filter((index) => !isFaint(month.fills[index]!, FEW_UNITS));
  const assetOf = (index: number): string => month.fills[index]!.asset;
  return some.filter(
    (index) =>
      !isFaint(month.fills[index]!, MANY_UNITS) ||
      some.filter((other) => assetOf(other) === assetOf(index)).length >= 3,
  );
}

/** Fees of so few units of their last place fit one rule or another by chance: less often than one in a hundred … */
const FEW_UNITS = 500n;
/** … and less often than that for many rules at once. */
const MANY_UNITS = 10_000n;

function isFaint({ charged, due, unit: one }: FillTruth, units: bigint): boolean {
  const small = { n: one.n * units, s: one.s };
  return within(charged.n === 0n ? due : charged, NOTHING, small);
}

/** Rows of one code and asset add up to exactly the fills that stand under it. */
function moneyDiffers(month: Month, codes: ReadonlySet<string>, { causes, codes: by }: Said): string | null {
  for (const code of codes) {
    const truths = month.fills.filter(({ fill }) => by.get(fill.index) === code);
    for (const asset of new Set(truths.map((truth) => truth.asset))) {
      const mine = truths.filter((truth) => truth.asset === asset);
      const rows = causes.filter((row) => row.code === code && row.feeAsset === asset);
      const want = plain(sumOf(mine.map(({ charged, due }) => minus(charged, due))));
      const got = plain(sumOf(rows.map((row) => exact(String(row.variance)))));
      const fills = rows.reduce((sum, row) => sum + Number(row.fills), 0);
      if (want !== got) return `variance of ${code} in ${asset} is ${got}, not ${want}`;
      if (fills !== mine.length) return `${code} in ${asset} has ${fills} fills, not ${mine.length}`;
    }
  }
  return null;
}

/** For a stretch, a row's first and last trade must be the stretch's own. */
function boundaryDiffers(
  month: Month,
  fault: Fault,
  { sure, possible }: Known,
  { causes }: Said,
  accepted: ReadonlySet<string>,
): string | null {
  const others = month.faults.filter(({ code }) => accepted.has(code)).length;
  if (fault.stretch === null || others > 1) return null;
  const rows = causes.filter(({ code }) => accepted.has(String(code)));
  const ends = (key: 'from' | 'to'): number[] => rows.map((row) => Date.parse(String(row[key])));
  const [first, last] = [Math.min(...ends('from')), Math.max(...ends('to'))];
  const times = tellingOf(month, sure).map((index) => month.fills[index]!.fill.instant);
  if (rows.length === 0) return null;
  const may = [...possible].map((index) => month.fills[index]!.fill.instant);
  if (first < Math.min(...may) || last > Math.max(...may)) return `reaches beyond its stretch`;
  return first > Math.min(...times) || last < Math.max(...times) ? 'does not cover its stretch' : null;
}

/** Rows of causes with a fill that was not planted so, and clean fills that became breaks. */
function wrongly(month: Month, known: readonly Known[], said: Said): string[] {
  const found: string[] = [];
  for (const code of new Set(said.codes.values())) {
    if (code === 'UNEXPLAINED') continue;
    const bad = [...said.codes].filter(([index, name]) => {
      if (name !== code || isNothing(month.fills[index], code)) return false;
      return !known.some(({ fault, possible }) => possible.has(index) && codesFor(fault, said).has(code));
    });
    if (bad.length === 0) continue;
    const kinds = bad.map(([index]) => {
      const truth = month.fills[index];
      if (truth === undefined) return 'no fill';
      const dust = isFaint(truth, FEW_UNITS) ? ' (dust)' : '';
      return (truth.fault?.kind ?? truth.noise ?? 'clean') + dust;
    });
    const counts = [...new Set(kinds)].map((kind) => `${kinds.filter((one) => one === kind).length} ${kind}`);
    found.push(`${code} accuses ${counts.join(', ')}`);
  }
  return found;
}

function breaksDiffer(month: Month, { codes }: Said): string[] {
  const broken = month.fills.filter((truth) => truth.broken && !truth.untold);
  const unseen = broken.filter(({ fill }) => !codes.has(fill.index));
  const extra = [...codes.keys()].filter((index) => month.fills[index]?.broken !== true);
  const lines: string[] = [];
  const of = (indexes: readonly number[]): string =>
    [
      ...new Set(
        indexes.map((index) => month.fills[index]?.fault?.kind ?? month.fills[index]?.noise ?? 'clean'),
      ),
    ].join();
  if (unseen.length > 0 && codes.size < 1000) {
    lines.push(`${unseen.length} broken fills are no breaks (${of(unseen.map(({ fill }) => fill.index))})`);
  }
  if (extra.length > 0) lines.push(`${extra.length} sound fills are breaks (${of(extra)})`);
  return lines;
}

/** What each break says was due. */
function expectedDiffers(month: Month, breaks: readonly Row[], indexOf: (row: Row) => number): string[] {
  const wrong = breaks.filter((row) => {
    const truth = month.fills[indexOf(row)];
    return truth !== undefined && order(exact(String(row.expected)), truth.due) !== 0;
  });
  if (wrong.length === 0) return [];
  const row = wrong[0]!;
  const due = plain(month.fills[indexOf(row)]!.due);
  return [`expected of ${wrong.length} breaks is wrong, first ${row.tradeId}: ${row.expected}, not ${due}`];
}

function totalsDiffer(month: Month, { verdict }: JsonReport, said: Said): string[] {
  const lines: string[] = [];
  const beyond = month.fills.filter((truth) => isBeyond(truth, said));
  if (verdict.unjudged !== beyond.length)
    lines.push(`${verdict.unjudged} fills are unjudged, not ${beyond.length}`);
  if (verdict.refused > 0) lines.push(`${verdict.refused} rows are refused`);
  for (const asset of new Set(month.fills.map((truth) => truth.asset))) {
    const mine = month.fills.filter((truth) => truth.asset === asset);
    const row = verdict.byAsset.find((one) => one.asset === asset);
    const charged = sumOf(mine.map((truth) => truth.charged));
    const judged = mine.filter((truth) => !beyond.includes(truth));
    const expected = sumOf(judged.map((truth) => truth.due));
    const variance = minus(sumOf(judged.map((truth) => truth.charged)), expected);
    const want = { charged, expected, variance };
    for (const [name, value] of Object.entries(want)) {
      const got = row?.[name];
      if (got === undefined || got === null || order(exact(String(got)), value) !== 0) {
        lines.push(`${name} in ${asset} is ${String(got)}, not ${plain(value)}`);
      }
    }
  }
  return lines;
}
