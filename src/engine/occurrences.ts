/**
 * Exports without ids: identical rows of one file may be separate fills, so a row is a duplicate only of a row of
 * another file. The k-th appearance of a record in one file is the same as its k-th appearance in another.
 */
import { DuplicateIndex } from './duplicate-index.ts';

export class Occurrences {
  private index = new DuplicateIndex();
  private readonly repeats = new Map<string, number>();

  /** @returns 1 for a record's first appearance in this file, 2 for its second, … */
  next(content: string): number {
    if (this.index.see(content, '') === 'new') return 1;
    const count = (this.repeats.get(content) ?? 1) + 1;
    this.repeats.set(content, count);
    return count;
  }

  /** Forgets everything: the next file begins. */
  reset(): void {
    this.index = new DuplicateIndex();
    this.repeats.clear();
  }
}
