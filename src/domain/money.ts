/** Sums of money. Amounts in different assets are never added. */
import { type Decimal, ZERO } from './decimal.ts';

/** Σ per asset. The key `''` holds amounts whose asset is not known. */
export class Totals {
  private readonly sums = new Map<string, Decimal>();

  add(asset: string, amount: Decimal): void {
    this.sums.set(asset, (this.sums.get(asset) ?? ZERO).plus(amount));
  }

  merge(other: Totals): void {
    for (const [asset, amount] of other.sums) this.add(asset, amount);
  }

  /** 0 for an asset that was never added. */
  of(asset: string): Decimal {
    return this.sums.get(asset) ?? ZERO;
  }

  /** Assets in code-unit order, so that no order of rows shows through. */
  assets(): string[] {
    return [...this.sums.keys()].sort();
  }
}
