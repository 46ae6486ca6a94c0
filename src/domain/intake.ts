/** Conservation: every row read ends in exactly one bucket, and so does every unit of the raw fee column. */
import { type Decimal, ZERO } from './decimal.ts';
import { compareText } from './mark.ts';
import { Totals } from './money.ts';
import type { Instant } from './time.ts';

export type Bucket = 'fill' | 'excluded' | 'duplicate' | 'refused';

export interface IntakeLine {
  readonly bucket: Bucket;
  /** Why a row is excluded or refused; null for fills and duplicates. */
  readonly reason: string | null;
  /** Null where no fee asset is known. */
  readonly feeAsset: string | null;
  /** File rows; a two-leg fill is two. */
  rows: number;
  /** Null where no fee was readable. */
  charged: Decimal | null;
}

/** A row that repeats another one to the letter; it is counted once. */
export interface DuplicateRow {
  readonly file: string;
  readonly line: number;
  readonly tradeId: string | null;
  readonly symbol: string;
  readonly time: Instant;
}

/** What is left when the buckets are taken from what passed the door; must be exactly 0. */
export interface Residual {
  readonly rows: number;
  readonly charged: readonly { readonly feeAsset: string; readonly amount: Decimal }[];
}

const ORDER: readonly Bucket[] = ['fill', 'excluded', 'duplicate', 'refused'];

export class Intake {
  private readonly lines = new Map<string, IntakeLine>();
  private readonly fills = new Map<string, IntakeLine>();

  add(
    bucket: Bucket,
    reason: string | null,
    feeAsset: string | null,
    rows: number,
    charged: Decimal | null,
  ): void {
    const line = bucket === 'fill' ? this.fillLine(feeAsset) : this.line(bucket, reason, feeAsset);
    line.rows += rows;
    if (charged !== null) line.charged = (line.charged ?? ZERO).plus(charged);
  }

  private fillLine(feeAsset: string | null): IntakeLine {
    const found = this.fills.get(feeAsset ?? '');
    if (found !== undefined) return found;
    const line = this.line('fill', null, feeAsset);
    this.fills.set(feeAsset ?? '', line);
    return line;
  }

  private line(bucket: Bucket, reason: string | null, feeAsset: string | null): IntakeLine {
    const key = [bucket, reason ?? '', feeAsset ?? ''].join('\u001f');
    let line = this.lines.get(key);
    if (line === undefined) {
      line = { bucket, reason, feeAsset, rows: 0, charged: null };
      this.lines.set(key, line);
    }
    return line;
  }

  merge(other: Intake): void {
    for (const { bucket, reason, feeAsset, rows, charged } of other.lines.values()) {
      this.add(bucket, reason, feeAsset, rows, charged);
    }
  }

  /** Buckets in their order, reasons and assets by name. */
  sorted(): readonly IntakeLine[] {
    return [...this.lines.values()].sort(
      (a, b) =>
        ORDER.indexOf(a.bucket) - ORDER.indexOf(b.bucket) ||
        compareText(a.reason ?? '', b.reason ?? '') ||
        compareText(a.feeAsset ?? '', b.feeAsset ?? ''),
    );
  }

  rowsOf(bucket: Bucket): number {
    return this.sorted().reduce((sum, line) => sum + (line.bucket === bucket ? line.rows : 0), 0);
  }

  /** Door less buckets. `charged` is the raw fee column's sum per asset as counted at the door. */
  residual(rows: number, charged: Totals): Residual {
    const left = new Totals();
    left.merge(charged);
    let rowsLeft = rows;
    for (const line of this.lines.values()) {
      rowsLeft -= line.rows;
      if (line.charged !== null) left.add(line.feeAsset ?? '', line.charged.negated());
    }
    return {
      rows: rowsLeft,
      charged: left.assets().map((feeAsset) => ({ feeAsset, amount: left.of(feeAsset) })),
    };
  }
}
