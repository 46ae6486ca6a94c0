/** Reconciles an export that exists only in memory, and sums exact decimals beside it. */
import { join } from 'node:path';
import { openCatalogue } from '../../src/catalogue/catalogue.ts';
import { plain } from '../../src/domain/decimal.ts';
import type { TermsEntry } from '../../src/domain/terms.ts';
import type { EngineResult } from '../../src/engine/engine.ts';
import { referenceEngine } from '../../src/engine/reference-engine.ts';
import type { ReadOptions } from '../../src/ingest/identify.ts';
import { instrumentTable } from '../../src/ingest/instruments.ts';
import { type Exact, NOTHING, plain as plainExact, plus } from '../support/exact.ts';
import { inputOf, requestOf, sourceOf, UNSAID } from '../support/memory.ts';

const catalogue = openCatalogue([join(import.meta.dirname, '../../schedules')]);

/** One run under the shipped schedules and instruments of the venue. */
export async function runVenue(
  venue: string,
  text: string,
  terms: Partial<TermsEntry> = {},
  options: Partial<ReadOptions> = {},
  file = 'fills.csv',
): Promise<EngineResult> {
  const source = await sourceOf(inputOf(text, file), options);
  return referenceEngine.run(
    requestOf([source], {
      instruments: instrumentTable(catalogue.contracts(venue)),
      otherwise: { ...UNSAID, ...terms },
    }),
  );
}

/** What a run says, line by line: `product liquidity asset: fills/matched/within/breaks/unjudged expected charged other`. */
export function linesOf({ reconciliation }: EngineResult): string[] {
  const sums = new Map<string, { counts: number[]; sums: string[] }>();
  for (const group of reconciliation.groups) {
    const key = `${group.product} ${group.liquidity} ${group.feeAsset} ${group.unjudged > 0 ? 'unjudged' : 'judged'}`;
    const entry = sums.get(key) ?? { counts: [0, 0, 0, 0, 0], sums: ['0', '0', '0'] };
    const { fills, matched, withinTolerance, breaks, unjudged } = group;
    const counts = [fills, matched, withinTolerance, breaks, unjudged];
    entry.counts = entry.counts.map((count, index) => count + counts[index]!);
    const amounts = [group.expected?.plus(entry.sums[0]!), group.charged.plus(entry.sums[1]!)];
    entry.sums = [
      amounts[0] === undefined ? entry.sums[0]! : plain(amounts[0]),
      plain(amounts[1]!),
      plain(group.otherFees.plus(entry.sums[2]!)),
    ];
    sums.set(key, entry);
  }
  return [...sums].map(([key, one]) => `${key}: ${one.counts.join('/')} ${one.sums.join(' ')}`).sort();
}

/** The same lines, built up by an independent calculation. */
export class Ledger {
  private readonly sums = new Map<string, { counts: number[]; sums: Exact[] }>();

  /** @param outcome 0 matched, 1 within tolerance, 2 break, 3 unjudged */
  add(key: string, outcome: 0 | 1 | 2 | 3, expected: Exact, charged: Exact, other: Exact = NOTHING): void {
    const name = `${key} ${outcome === 3 ? 'unjudged' : 'judged'}`;
    const entry = this.sums.get(name) ?? { counts: [0, 0, 0, 0, 0], sums: [NOTHING, NOTHING, NOTHING] };
    entry.counts[0]!++;
    entry.counts[outcome + 1]!++;
    entry.sums = [outcome === 3 ? NOTHING : expected, charged, other].map((one, at) =>
      plus(entry.sums[at]!, one),
    );
    this.sums.set(name, entry);
  }

  lines(): string[] {
    return [...this.sums]
      .map(([key, one]) => `${key}: ${one.counts.join('/')} ${one.sums.map(plainExact).join(' ')}`)
      .sort();
  }
}

/** Buckets of the intake over all assets: `fill 12`, `excluded transfer 2`. */
export function intakeOf({ reconciliation }: EngineResult): string[] {
  const rows = new Map<string, number>();
  for (const line of reconciliation.intake.sorted()) {
    const name = [line.bucket, ...(line.reason === null ? [] : [line.reason])].join(' ');
    rows.set(name, (rows.get(name) ?? 0) + line.rows);
  }
  return [...rows].map(([name, count]) => `${name} ${count}`);
}

/** Causes with their variances. */
export const causesOf = ({ reconciliation }: EngineResult): string[] =>
  reconciliation.ledger
    .settle()
    .causes.map(({ code, fills, variance }) => `${code} ${fills} ${plain(variance)}`)
    .sort();
