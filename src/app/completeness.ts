/** Completeness of a run's files: gathered while fills are judged. */
import { type CompletenessCheck, CompletenessSums } from '../domain/completeness.ts';
import type { Fill } from '../domain/fill.ts';
import type { EngineResult, FillObserver, Source } from '../engine/engine.ts';
import type { SettlementFindings } from '../report/findings.ts';

export class CompletenessRun implements FillObserver {
  private sums = new CompletenessSums();

  begin(): void {
    this.sums = new CompletenessSums();
  }

  fill(fill: Fill): void {
    this.sums.add(fill);
  }

  checks(
    sources: readonly Source[],
    { rowsByFile }: EngineResult,
    { lanes }: SettlementFindings,
  ): readonly CompletenessCheck[] {
    const rows = new Map(sources.map(({ input }, index) => [input.name, rowsByFile[index] ?? 0]));
    const volumes = lanes.map(({ volume }) => volume).filter((one) => one !== null);
    // The same volume stands behind every asset of a partner.
    const distinct = new Map(volumes.map((one) => [`${one.partner}\u001f${one.account}`, one]));
    return this.sums.checks(rows, [...distinct.values()]);
  }
}
