/** The plan: which terms hold when, fixed before anything is judged. */
import type { PlannedTerms, TermsEntry, TermsInForce } from '../domain/terms.ts';
import type { Instant, Span } from '../domain/time.ts';
import type { QualifiedTiers } from './qualified-tiers.ts';
import type { InferredTier } from './survey.ts';
import { isInferred, type TermsBook } from './terms-book.ts';

export class Plan {
  private readonly spans = new Map<string, readonly PlannedTerms[]>();
  private readonly missing = new Map<string, TermsInForce>();
  private readonly terms: TermsBook;
  private readonly inferred: ReadonlyMap<TermsEntry, readonly InferredTier[]>;
  private readonly qualified: QualifiedTiers | null;

  /**
   * @param inferred what the survey found for each entry whose tier nobody gave, per venue and product
   * @param qualified computes the tiers of entries that ask for it; null = none does
   */
  constructor(
    terms: TermsBook,
    inferred: ReadonlyMap<TermsEntry, readonly InferredTier[]>,
    qualified: QualifiedTiers | null = null,
  ) {
    this.terms = terms;
    this.inferred = inferred;
    this.qualified = qualified;
  }

  /** The terms in force; before the first dated entry there are none: null. */
  at(account: string, venue: string, product: string, time: Instant): PlannedTerms | null {
    const spans = this.spansOf(account, venue, product);
    for (let index = spans.length - 1; index >= 0; index--) {
      const { from } = spans[index]!;
      if (from === null || from <= time) return spans[index]!;
    }
    return null;
  }

  /** The time around `time` in which the terms stay the same. */
  spanAt(account: string, venue: string, product: string, time: Instant): Span {
    const held = this.at(account, venue, product, time);
    if (held !== null) return { from: held.from, to: held.to ?? null };
    return { from: null, to: this.spansOf(account, venue, product)[0]?.from ?? null };
  }

  /** Stands for "no terms": nothing is due because nothing was agreed for this time. */
  without(account: string, venue: string, product: string): TermsInForce {
    const key = [account, venue, product].join('\u001f');
    let terms = this.missing.get(key);
    if (terms === undefined) {
      terms = {
        account,
        from: null,
        product,
        schedule: null,
        version: null,
        tier: null,
        track: 'ladder',
        program: null,
        makerRate: null,
        takerRate: null,
        discount: { kind: 'none' },
        affiliate: null,
        basis: 'given',
        tierBefore: null,
        tierAfter: null,
        note: null,
      };
      this.missing.set(key, terms);
    }
    return terms;
  }

  /** All terms asked for so far, by venue, account, product and time. */
  all(): readonly PlannedTerms[] {
    return [...this.spans.keys()].sort().flatMap((key) => this.spans.get(key)!);
  }

  private spansOf(account: string, venue: string, product: string): readonly PlannedTerms[] {
    const key = [venue, account, product].join('\u001f');
    let spans = this.spans.get(key);
    if (spans === undefined) {
      spans = this.make(account, venue, product);
      this.spans.set(key, spans);
    }
    return spans;
  }

  private make(account: string, venue: string, product: string): readonly PlannedTerms[] {
    const parts = this.terms
      .entriesFor(account, product)
      .flatMap((entry, index, entries): Omit<PlannedTerms, Neighbours>[] => {
        const common = { ...entry, venue, product };
        if (entry.qualified === true && this.qualified !== null) {
          const until = entries[index + 1]?.from ?? null;
          const spans = this.qualified.spans(entry, venue, product, until);
          return spans.map((span) => ({ ...common, ...span, basis: 'computed' }));
        }
        if (!isInferred(entry)) return [{ ...common, basis: 'given', note: null }];
        const tiers = (this.inferred.get(entry) ?? []).filter(
          (found) => found.venue === venue && found.product === product,
        );
        if (tiers.length === 0) return [{ ...common, basis: 'inferred', note: null }];
        return tiers.map((found, index) => ({
          ...common,
          from: index === 0 ? entry.from : found.from,
          tier: found.tier,
          basis: 'inferred',
          note: found.note,
        }));
      });
    const linked: PlannedTerms[] = [];
    for (const [index, part] of parts.entries()) {
      linked.push({
        ...part,
        to: parts[index + 1]?.from ?? null,
        before: linked[index - 1] ?? null,
        tierBefore: parts[index - 1]?.tier ?? null,
        tierAfter: parts[index + 1]?.tier ?? null,
      });
    }
    return linked;
  }
}

type Neighbours = 'to' | 'before' | 'tierBefore' | 'tierAfter';
