/** The entries of the terms by account and product, each one object for the whole run. */
import type { TermsEntry } from '../domain/terms.ts';
import type { Instant, Span } from '../domain/time.ts';
import type { EngineRequest } from './engine.ts';

/** True when some rate of this entry must be read from the fees. */
export function isInferred(entry: TermsEntry): boolean {
  return (
    entry.qualified !== true &&
    entry.tier === null &&
    (entry.makerRate === null || entry.takerRate === null) &&
    entry.track === 'ladder'
  );
}

export class TermsBook {
  private readonly entries = new Map<string, readonly TermsEntry[]>();
  private readonly fallbacks = new Map<string, TermsEntry>();
  private readonly request: EngineRequest;

  constructor(request: EngineRequest) {
    this.request = request;
  }

  /** Entries that concern a product of an account, ascending by start; the run's own where the account has none. */
  entriesFor(account: string, product: string): readonly TermsEntry[] {
    const key = `${account}\u001f${product}`;
    let found = this.entries.get(key);
    if (found === undefined) {
      const own = this.request.terms.filter((entry) => entry.account === account);
      const fitting = own.filter((entry) => entry.product === null || entry.product === product);
      found = own.length > 0 ? fitting : [this.fallback(account)];
      this.entries.set(key, found);
    }
    return found;
  }

  /** The entry in force; null before the first dated one. */
  entryAt(account: string, product: string, time: Instant): TermsEntry | null {
    const entries = this.entriesFor(account, product);
    for (let index = entries.length - 1; index >= 0; index--) {
      const { from } = entries[index]!;
      if (from === null || from <= time) return entries[index]!;
    }
    return null;
  }

  /** The entry in force with the time around `time` in which it is. */
  spanAt(account: string, product: string, time: Instant): { entry: TermsEntry | null; span: Span } {
    const entry = this.entryAt(account, product, time);
    const entries = this.entriesFor(account, product);
    const next = entries[entry === null ? 0 : entries.lastIndexOf(entry) + 1];
    return { entry, span: { from: entry?.from ?? null, to: next?.from ?? null } };
  }

  /** True when some account of this run may need its tier read from the fees. @param accounts that it has; null = not known yet */
  needsInference(accounts: ReadonlySet<string> | null): boolean {
    return this.inUse(accounts).some(isInferred);
  }

  /** True when some account of this run may need its tier computed from its volumes. @param accounts as in `needsInference` */
  needsVolume(accounts: ReadonlySet<string> | null): boolean {
    return this.inUse(accounts).some(({ qualified }) => qualified === true);
  }

  /** The run's own terms only count where an account has none. */
  private inUse(accounts: ReadonlySet<string> | null): readonly TermsEntry[] {
    const { terms, otherwise } = this.request;
    const own = new Set(terms.map(({ account }) => account));
    const isOwn = accounts !== null && [...accounts].every((account) => own.has(account));
    return isOwn ? terms : [{ ...otherwise, account: '' }, ...terms];
  }

  private fallback(account: string): TermsEntry {
    let entry = this.fallbacks.get(account);
    if (entry === undefined) {
      entry = { ...this.request.otherwise, account };
      this.fallbacks.set(account, entry);
    }
    return entry;
  }
}
