/** Completeness of a run's files: gathered while fills are judged. */
import {
  type CompletenessCheck,
  CompletenessSums,
  type IdSpan,
  orderChecks,
  type PageEdges,
} from '../domain/completeness.ts';
import type { Fill } from '../domain/fill.ts';
import type { EngineResult, FillObserver, Source } from '../engine/engine.ts';
import { OrderQuantities } from '../engine/order-quantities.ts';
import type { SettlementFindings } from '../report/findings.ts';

export class CompletenessRun implements FillObserver {
  private sums = new CompletenessSums();
  private orders = new OrderQuantities();
  private bulk = false;

  begin(bulk = false): void {
    this.bulk = bulk;
    this.sums = new CompletenessSums();
    this.orders = new OrderQuantities();
  }

  read(fill: Fill): void {
    this.orders.add(fill);
  }

  fill(fill: Fill): void {
    if (this.bulk) this.sums.addId(fill);
    else this.sums.add(fill);
    this.orders.count(fill);
  }

  alike(fill: Fill, ids: IdSpan | null): void {
    this.sums.addIds(fill, ids);
  }

  pages(file: string): PageEdges {
    return this.sums.edgesOf(file);
  }

  checks(
    sources: readonly Source[],
    { rowsByFile, reconciliation }: EngineResult,
    { lanes }: SettlementFindings,
  ): readonly CompletenessCheck[] {
    const rows = new Map(sources.map(({ input }, index) => [input.name, rowsByFile[index] ?? 0]));
    const volumes = lanes.map(({ volume }) => volume).filter((one) => one !== null);
    // The same volume stands behind every asset of a partner.
    const distinct = new Map(volumes.map((one) => [`${one.partner}\u001f${one.account}`, one]));
    return this.sums.checks(
      rows,
      orderChecks(this.orders.findings(), reconciliation.intake.rowsOf('refused')),
      [...distinct.values()],
    );
  }
}
