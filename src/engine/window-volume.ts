/** Volumes of every account, collected while its fills are read. */
import { isNoRate } from '../domain/card.ts';
import type { Decimal } from '../domain/decimal.ts';
import type { Fill, Liquidity } from '../domain/fill.ts';
import type { Instant, Span } from '../domain/time.ts';
import { dollarSizeOf, usdValue } from '../domain/usd-value.ts';
import { type Uncounted, WindowVolume } from '../domain/window-volume.ts';
import type { CardBook } from './card-book.ts';
import type { EngineRequest } from './engine.ts';
import { around, type SizeKind } from './exemplar.ts';
import type { TermsBook } from './terms-book.ts';

/** What fills that differ in nothing but time, ids and amounts share in a volume. */
export interface VolumeLane {
  /** When fills are counted so. */
  readonly span: Span;
  /** What is summed up; null = nothing, they are only counted. */
  readonly size: SizeKind | null;
  /** Lanes of one key are counted together. */
  readonly key: string;
  /** Counts fills of one hour. @param times of the earliest and the latest @param sum of their sizes */
  note(times: { readonly from: Instant; readonly to: Instant }, fills: number, sum: Decimal): void;
}

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
    const { group, counts } = this.cardOf(fill);
    const usd = counts ? usdValue(fill, this.request.prices) : 'venue does not count it';
    const { product, kind } = fill.instrument;
    this.volumeOf(fill).add({ product, kind, liquidity, group }, fill.time, usd);
  }

  /** What this fill shares with all like it; null = each of them must be added by itself. */
  laneFor(fill: Fill): VolumeLane | null {
    const { account, instrument, time, flag } = fill;
    const { entry, span: held } = this.terms.spanAt(account, instrument.product, time);
    const span = entry === null ? held : around([held, this.book.spanAround(instrument, entry, time)], time);
    const { group, counts } = this.cardOf(fill);
    if (fill.quoteAmount !== null && instrument.contractValue === null) return null;
    const size = counts ? dollarSizeOf(instrument, this.request.prices) : 'venue does not count it';
    if (size === null) return null;
    const volume = this.volumeOf(fill);
    const { product, kind, venue } = instrument;
    const counted = { product, kind, liquidity: flag ?? 'unknown', group } as const;
    const known = size === 'value' || size === 'coins' ? size : null;
    return {
      span,
      size: known,
      key: [venue, account, ...Object.values(counted), size].join('\u001f'),
      note: (times, fills, sum) =>
        volume.addMany(counted, times, fills, known === null ? (size as Uncounted) : sum),
    };
  }

  private volumeOf({ account, instrument: { venue } }: Fill): WindowVolume {
    const key = `${venue}\u001f${account}`;
    let volume = this.byAccount.get(key);
    if (volume === undefined) {
      volume = new WindowVolume();
      this.byAccount.set(key, volume);
    }
    return volume;
  }

  /** Rate table of a fill's symbol, and whether its venue counts it. */
  private cardOf({ account, instrument, time }: Fill): { group: string | null; counts: boolean } {
    const entry = this.terms.entryAt(account, instrument.product, time);
    const card = entry === null ? null : this.book.cardAt(instrument, entry, time);
    const known = card === null || isNoRate(card) ? null : card;
    const counts = known?.tables.length !== 1 || known.tables[0]!.countsVolume !== false;
    return { group: known?.group ?? null, counts };
  }

  /** Null for an account without fills at this venue. */
  of(venue: string, account: string): WindowVolume | null {
    return this.byAccount.get(`${venue}\u001f${account}`) ?? null;
  }
}
