/** What the tests of Bybit and KuCoin share: runs under named schedules, random numbers, planted faults. */
import { join } from 'node:path';
import { openCatalogue } from '../../src/catalogue/catalogue.ts';
import type { TermsEntry } from '../../src/domain/terms.ts';
import type { EngineRequest, EngineResult } from '../../src/engine/engine.ts';
import { referenceEngine } from '../../src/engine/reference-engine.ts';
import type { ReadOptions } from '../../src/ingest/identify.ts';
import { instrumentTable } from '../../src/ingest/instruments.ts';
import { type Exact, exact, minus, NOTHING, negated, plain, plus } from '../support/exact.ts';
import { inputOf, requestOf, sourceOf, UNSAID } from '../support/memory.ts';
import { Ledger } from './chain-run.ts';

export const catalogue = openCatalogue([join(import.meta.dirname, '../../schedules')]);

/** A run on one file; a schedule that the terms name goes before the ladder. */
export async function runOn(
  venue: string,
  text: string,
  terms: Partial<TermsEntry>,
  options: Partial<ReadOptions> = {},
  rest: Partial<EngineRequest> = {},
): Promise<EngineResult> {
  const source = await sourceOf(inputOf(text), options);
  return referenceEngine.run(
    requestOf([source], {
      instruments: instrumentTable(catalogue.contracts(venue)),
      otherwise: { ...UNSAID, ...terms },
      schedule: (of, product, entry) =>
        entry.schedule === null ? catalogue.ladderFor(of, product) : catalogue.schedule(entry.schedule),
      ...rest,
    }),
  );
}

/** Whole numbers below a bound, the same in every run. */
export function numbers(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % bound;
  };
}

/** Price or amount as text: `whole` below the bound, `decimals` digits behind the point, never 0. */
export function amountBelow(next: (bound: number) => number, bound: number, decimals: number): string {
  const fraction = String(1 + next(10 ** decimals - 1)).padStart(decimals, '0');
  return `${next(bound)}.${fraction}`;
}

/** The fault that the n-th fill carries; most carry none. */
export type Fault = 'TIER_STALE' | 'SIGN_FLIP' | 'FEE_MISSING' | null;
export const faultAt = (index: number): Fault =>
  index % 37 === 5 ? 'TIER_STALE' : index % 61 === 9 ? 'SIGN_FLIP' : index % 83 === 11 ? 'FEE_MISSING' : null;

/** The books of one made export: what each fill owed, was charged, and why they differ. */
export class Books {
  readonly ledger = new Ledger();
  private readonly planted = new Map<string, { count: number; sum: Exact }>();

  /** @returns what the file shows as charged */
  add(key: string, fault: Fault, due: Exact, stale: Exact, other: Exact = NOTHING): Exact {
    const charged =
      fault === 'TIER_STALE'
        ? stale
        : fault === 'SIGN_FLIP'
          ? negated(due)
          : fault === 'FEE_MISSING'
            ? NOTHING
            : due;
    const variance = minus(charged, due);
    this.ledger.add(key, variance.n === 0n ? 0 : 2, due, charged, other);
    if (fault === null || variance.n === 0n) return charged;
    const [product, , asset] = key.split(' ');
    const name = `${fault} ${product} ${asset}`;
    const entry = this.planted.get(name) ?? { count: 0, sum: NOTHING };
    this.planted.set(name, { count: entry.count + 1, sum: plus(entry.sum, variance) });
    return charged;
  }

  /** As `causesOf` prints them. */
  causes(): string[] {
    return [...this.planted]
      .map(([name, { count, sum }]) => `${name.split(' ')[0]} ${count} ${plain(sum)}`)
      .sort();
  }
}

/** `0.0350%` as a fraction. */
export function percent(text: string): Exact {
  const { n, s } = exact(text);
  return { n, s: s + 2 };
}

/** Rows and money of the door against those of the buckets; both must be nothing. */
export function residualOf(result: EngineResult): [number, number] {
  const { rows, charged } = result.reconciliation.intake.residual(result.doorRows, result.doorCharged);
  return [rows, charged.filter(({ amount }) => !amount.isZero()).length];
}
