/** Volumes of every account, collected while its fills are read. */
import { isNoRate } from '../domain/card.ts';
import type { Fill, Liquidity } from '../domain/fill.ts';
import { usdValue } from '../domain/usd-value.ts';
import { WindowVolume } from '../domain/window-volume.ts';
import type { CardBook } from './card-book.ts';
import type { EngineRequest } from './engine.ts';
import type { TermsBook } from './terms-book.ts';

export class AccountVolumes {
  private readonly byAccount = new Map<string, WindowVolume>();
  private readonly request: Pick<EngineRequest, 'prices'>;
  private readonly book: CardBook;
  private readonly terms: TermsBook;

  constructor(request: Pick<EngineRequest, 'prices'>, book: CardBook, terms: TermsBook) {
    this.request = request;
    this.book = book;
    this.terms = terms;
  }

  /** @param liquidity as it was judged, where that is known better than by the venue's flag */
  add(fill: Fill, liquidity: Liquidity = fill.flag ?? 'unknown'): void {
    const { venue, product, kind } = fill.instrument;
    const key = `${venue}\u001f${fill.account}`;
    let volume = this.byAccount.get(key);
    if (volume === undefined) {
      volume = new WindowVolume();
      this.byAccount.set(key, volume);
    }
    const entry = this.terms.entryAt(fill.account, product, fill.time);
    const card = entry === null ? null : this.book.cardAt(fill.instrument, entry, fill.time);
    const known = card === null || isNoRate(card) ? null : card;
    const counts = known?.tables.length !== 1 || known.tables[0]!.countsVolume !== false;
    const usd = counts ? usdValue(fill, this.request.prices) : 'venue does not count it';
    volume.add({ product, kind, liquidity, group: known?.group ?? null }, fill.time, usd);
  }

  /** Null for an account without fills at this venue. */
  of(venue: string, account: string): WindowVolume | null {
    return this.byAccount.get(`${venue}\u001f${account}`) ?? null;
  }
}
