/** Which rows are one and the same: by the venue's key, else by all that they say. */
import type { FillEvent } from '../ingest/row-event.ts';
import { DuplicateIndex } from './duplicate-index.ts';
import { Occurrences } from './occurrences.ts';

/** Identity of rows over all files of a run; shared by the survey and the judge. */
export class Identity {
  readonly index = new DuplicateIndex();
  private readonly occurrences = new Occurrences();
  private readonly many: boolean;
  /** Keys that stand for rows with different content. */
  readonly conflicts: Set<string>;
  /** Conflicts found that were not known when the pass began. */
  found = 0;

  constructor(files: number, conflicts: Set<string>) {
    this.many = files > 1;
    this.conflicts = conflicts;
  }

  nextFile(): void {
    this.occurrences.reset();
  }

  /** What a row is: a fill, an identical repeat of one, or one of several that contradict each other. */
  of(event: FillEvent): 'fill' | 'duplicate' | 'conflict' {
    const { key, content, fill } = event;
    if (key === null) {
      if (!this.many) return 'fill';
      const scope = `${fill.instrument.venue}\u001f${fill.account}\u001f${content}`;
      const ordinal = this.occurrences.next(scope);
      return this.index.see(`${scope}\u001e${ordinal}`, '') === 'new' ? 'fill' : 'duplicate';
    }
    if (this.conflicts.has(key)) return 'conflict';
    const sighting = this.index.see(key, content);
    if (sighting === 'new') return 'fill';
    if (sighting === 'same') return 'duplicate';
    this.conflicts.add(key);
    this.found += 1;
    return 'conflict';
  }
}
