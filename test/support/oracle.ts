/**
 * The independent calculation: BigInt arithmetic, rates typed in by hand, its own reader, nothing from `src`. It knows
 * the truth about the account (which tier held when) and says what a report of the same files must contain.
 */
import { type Exact, exact, NOTHING, plain, plus } from './exact.ts';
import { type Judged, judge, type OracleTerms, offCard, readPrices, settled } from './oracle-judge.ts';
import { type GenericShape, type ReadFile, readExport, type SeenFill } from './oracle-readers.ts';
import {
  byAsset,
  causes,
  describe,
  effective,
  type Figures,
  type OracleBreak,
  rebate,
  reconciliation,
} from './oracle-tables.ts';

export interface OracleInput {
  readonly files: readonly { readonly name: string; readonly text: string }[];
  /** Ascending by `from`. */
  readonly terms: readonly OracleTerms[];
  /** Affiliate share as a fraction. */
  readonly share?: string;
  /** A price file: time,asset,quote,price. */
  readonly prices?: string;
  readonly zone?: number;
  readonly generic?: GenericShape;
  /** Only these fills are in scope; the rest is excluded, reason `filter`. */
  readonly scope?: {
    readonly from?: number;
    readonly to?: number;
    readonly symbol?: string;
    readonly liquidity?: 'maker' | 'taker';
  };
}

export interface OracleAnswer {
  readonly fills: number;
  readonly rows: number;
  /** `bucket reason` → rows; `bucket feeAsset` → money. */
  readonly intakeRows: ReadonlyMap<string, number>;
  readonly intakeMoney: ReadonlyMap<string, string>;
  readonly reconciliation: readonly Figures[];
  readonly breaks: readonly OracleBreak[];
  readonly causes: readonly Figures[];
  readonly byAsset: readonly Figures[];
  readonly rebate: readonly Figures[];
  readonly effective: readonly Figures[];
  readonly unjudged: number;
  readonly refused: number;
  readonly matched: number;
  readonly withinTolerance: number;
}

class Sums {
  readonly sums = new Map<string, Exact>();
  add(key: string, value: Exact): void {
    this.sums.set(key, plus(this.sums.get(key) ?? NOTHING, value));
  }
  text(): Map<string, string> {
    return new Map([...this.sums].map(([key, value]) => [key, plain(value)]));
  }
}

/** Everything that a reconciliation of these files must say. */
export function audit(input: OracleInput): OracleAnswer {
  const intakeRows = new Map<string, number>();
  const money = new Sums();
  const count = (bucket: string, rows: number, fee: Exact, asset: string, reason = ''): void => {
    const key = reason === '' ? bucket : `${bucket} ${reason}`;
    intakeRows.set(key, (intakeRows.get(key) ?? 0) + rows);
    money.add(`${bucket} ${asset}`, fee);
  };
  const files = input.files.map(({ name, text }) => ({
    ...readExport(text, { file: name, ...pick(input) }),
  }));
  for (const { seen } of files) {
    for (const row of seen) {
      if (row.kind === 'excluded') count('excluded', 1, row.fee, row.feeAsset, row.reason);
    }
  }
  const { kept, duplicates, refused } = settle(files);
  for (const { fill } of duplicates) count('duplicate', fill.rows, fill.fee, fill.feeAsset);
  for (const { fill } of refused) count('refused', fill.rows, fill.fee, fill.feeAsset);
  const judged: Judged[] = [];
  const prices = readPrices(input.prices ?? '');
  const scales = largestScales(files);
  for (const { fill, file } of kept) {
    const scale = file.scale ?? scales.get(`${fill.file} ${fill.feeAsset}`)!;
    const one = judge(fill, input.terms, prices, scale, file.mode);
    if (!inScope(one, input.scope ?? {})) {
      count('excluded', fill.rows, fill.fee, fill.feeAsset, 'filter');
    } else {
      count('fill', fill.rows, fill.fee, fill.feeAsset);
      judged.push(one);
    }
  }
  const coded = settled(offCard(judged));
  const number = (status: Judged['status']): number => judged.filter((one) => one.status === status).length;
  return {
    fills: judged.length,
    rows: files.reduce((sum, file) => sum + file.rows, 0),
    intakeRows,
    intakeMoney: money.text(),
    reconciliation: reconciliation(judged),
    breaks: coded.filter((one) => one.status === 'break').map(describe),
    causes: causes(coded),
    byAsset: byAsset(judged),
    rebate: input.share === undefined ? [] : rebate(judged, exact(input.share)),
    effective: effective(judged),
    unjudged: number('unjudged'),
    refused: refused.length,
    matched: number('matched'),
    withinTolerance: number('within'),
  };
}

function inScope({ fill, liquidity }: Judged, scope: NonNullable<OracleInput['scope']>): boolean {
  const { from = fill.time, to = fill.time + 1, symbol = fill.symbol } = scope;
  return (
    fill.time >= from &&
    fill.time < to &&
    fill.symbol === symbol &&
    liquidity === (scope.liquidity ?? liquidity)
  );
}

function pick(input: OracleInput): { zone?: number; generic?: GenericShape } {
  return {
    ...(input.zone === undefined ? {} : { zone: input.zone }),
    ...(input.generic === undefined ? {} : { generic: input.generic }),
  };
}

interface Kept {
  readonly fill: SeenFill;
  readonly file: ReadFile;
}

/** Identical rows with one key: one is kept. One key, different content: none. No key: what two files share counts once. */
function settle(files: readonly ReadFile[]): { kept: Kept[]; duplicates: Kept[]; refused: Kept[] } {
  const groups = new Map<string, Kept[]>();
  for (const file of files) {
    for (const fill of file.seen) {
      if (fill.kind !== 'fill') continue;
      const key = fill.key === null ? `content ${fill.content}` : `key ${fill.key}`;
      groups.set(key, [...(groups.get(key) ?? []), { fill, file }]);
    }
  }
  const kept: Kept[] = [];
  const duplicates: Kept[] = [];
  const refused: Kept[] = [];
  for (const group of groups.values()) {
    if (group[0]!.fill.key === null) {
      const perFile = files.map((file) => group.filter((one) => one.file === file).length);
      const real = Math.max(...perFile);
      kept.push(...group.slice(0, real));
      duplicates.push(...group.slice(real));
    } else if (new Set(group.map((one) => one.fill.content)).size > 1) {
      refused.push(...group);
    } else {
      kept.push(group[0]!);
      duplicates.push(...group.slice(1));
    }
  }
  return { kept, duplicates, refused };
}

function largestScales(files: readonly ReadFile[]): Map<string, number> {
  const scales = new Map<string, number>();
  for (const { seen } of files) {
    for (const row of seen) {
      if (row.kind !== 'fill') continue;
      const key = `${row.file} ${row.feeAsset}`;
      scales.set(key, Math.max(scales.get(key) ?? 0, row.fee.s));
    }
  }
  return scales;
}
