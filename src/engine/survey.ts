/** The survey: one reading that settles printed scales, conflicting ids and, where nobody gave them, the tiers. */

import { reproducing } from '../domain/candidates.ts';
import { type Card, isNoRate, tiersOf } from '../domain/card.ts';
import { unitOf } from '../domain/decimal.ts';
import { tradedValue } from '../domain/fee.ts';
import type { Fill } from '../domain/fill.ts';
import { formulaFor } from '../domain/judgement.ts';
import { takerOrderFees } from '../domain/order-part.ts';
import type { TermsEntry } from '../domain/terms.ts';
import type { Instant } from '../domain/time.ts';
import type { CardBook } from './card-book.ts';
import type { EngineRequest } from './engine.ts';
import { determinesRate } from './rate-evidence.ts';
import { isInferred, type TermsBook } from './terms-book.ts';
import { type Change, type Dispute, type Segment, Timeline } from './timeline.ts';

/** A tier read from the fees, from an instant on. */
export interface InferredTier {
  readonly venue: string;
  readonly product: string;
  /** Null = no tier of the card explains most of the fees. */
  readonly tier: string | null;
  readonly from: Instant;
  readonly note: string | null;
}

/** Fees of one product under one entry of the terms. */
interface Stream {
  readonly entry: TermsEntry;
  readonly venue: string;
  readonly product: string;
  readonly timeline: Timeline;
  /** Ladder order, from the first card seen. */
  readonly ladder: readonly string[];
  readonly scheduleId: string;
  /** Changes that interleave. */
  readonly disputed: Dispute[];
}

export class Survey {
  /** True = fees of 0 told nothing because the file's scale was not known; a survey that knows it can tell more. */
  wantsScale = false;
  private readonly streams = new Map<TermsEntry, Map<string, Stream>>();
  private readonly request: EngineRequest;
  private readonly book: CardBook;
  private readonly terms: TermsBook;

  constructor(request: EngineRequest, book: CardBook, terms: TermsBook) {
    this.request = request;
    this.book = book;
    this.terms = terms;
  }

  /** Counts one fill as evidence for tiers, where the tier is not given. @param scale decimals of the file's fees, null = not known */
  add(fill: Fill, scale: number | null): void {
    if (fill.channel !== undefined) return;
    const found = this.evidenceOf(fill, scale);
    found?.stream.timeline.add(fill, found.tiers);
  }

  /** Looks again at the fills of changes that interleave; call for every fill of a second reading. */
  lookAgain(fill: Fill, scale: number | null): void {
    const found = fill.channel === undefined ? this.evidenceOf(fill, scale) : null;
    if (found === null) return;
    for (const dispute of found.stream.disputed) dispute.see(fill, found.tiers);
  }

  /** True when some change of tier interleaves with fills at the old one, so that a second reading is needed. */
  findDisputes(): boolean {
    let disputed = false;
    for (const stream of this.allStreams()) {
      stream.disputed.push(...stream.timeline.disputes((tier) => stream.ladder.indexOf(tier)));
      disputed ||= stream.disputed.length > 0;
    }
    return disputed;
  }

  /** The tiers found, per entry of the terms, in order of time. */
  inferred(): ReadonlyMap<TermsEntry, readonly InferredTier[]> {
    const found = new Map<TermsEntry, InferredTier[]>();
    for (const stream of this.allStreams()) {
      const list = found.get(stream.entry) ?? [];
      list.push(...this.tiersOfStream(stream));
      found.set(stream.entry, list);
    }
    return found;
  }

  private tiersOfStream(stream: Stream): InferredTier[] {
    const { venue, product, timeline, scheduleId } = stream;
    const segments = this.segmentsOf(stream);
    if (segments.length === 0) {
      return [
        {
          venue,
          product,
          tier: null,
          from: 0,
          note: `no tier of ${scheduleId} explains the fees of ${venue} ${product}`,
        },
      ];
    }
    return segments.map((segment, index) => {
      const previous = segments[index - 1];
      const from =
        previous === undefined
          ? segment.first.time
          : this.changeAt(stream, timeline.change(previous, segment));
      const share = `${segment.explained} of ${segment.fills} fees of ${venue} ${product}`;
      if (!isTelling(segment)) {
        return {
          venue,
          product,
          tier: null,
          from,
          note: `no tier of ${scheduleId} explains the fees (${segment.label} fits ${share})`,
        };
      }
      const few = segment.explained * 2 <= segment.fills;
      const alike =
        segment.rivals.length > 1
          ? `${segment.rivals.join(', ')} explain the fees of ${venue} ${product} alike`
          : null;
      const note = few
        ? `${segment.label} explains only ${share}: a program or agreed rates may apply, see the applied rates`
        : alike;
      return { venue, product, tier: segment.label, from, note };
    });
  }

  private changeAt(stream: Stream, change: Change): Instant {
    if (change.at !== null) return change.at;
    const dispute = stream.disputed.find((candidate) => candidate.concerns(change));
    return dispute === undefined ? change.fromHour : dispute.settled().at;
  }

  private segmentsOf(stream: Stream) {
    return stream.timeline.segments((tier) => stream.ladder.indexOf(tier));
  }

  private allStreams(): Stream[] {
    return [...this.streams.values()].flatMap((byProduct) => [...byProduct.values()]);
  }

  /** The tiers whose rates reproduce this fill's fee; null when it is no evidence (tier given, no card, no price). */
  private evidenceOf(fill: Fill, scale: number | null): { stream: Stream; tiers: readonly string[] } | null {
    const { instrument } = fill;
    const entry = this.terms.entryAt(fill.account, instrument.product, fill.time);
    if (entry === null || !isInferred(entry) || fill.flag === 'none') return null;
    const card = this.book.cardAt(instrument, entry, fill.time);
    const notional = tradedValue(fill);
    if (isNoRate(card) || notional === null) return null;
    if (card.schedule.feeBase === 'index' && fill.indexPrice === null) return null;
    const asset = fill.feeAsset ?? instrument.settle ?? instrument.quote;
    if (asset === null) return null;
    if (scale === null && fill.fee.isZero()) {
      this.wantsScale = true;
      return null;
    }
    const decimals = scale ?? fill.fee.decimalPlaces();
    const rounding = {
      venue: card.schedule.rounding,
      print: { scale: decimals, mode: 'half-up' as const },
    };
    const formula = formulaFor(fill, notional, asset, {
      rounding,
      clauses: card.version.clauses,
      prices: this.request.prices,
      feeBase: card.schedule.feeBase,
      takerOrderFees: takerOrderFees(card),
    });
    if (formula === null) return null;
    const discount = entry.discount.kind === 'none' ? null : this.book.discountFor(card, entry, asset);
    const candidates = this.book.candidates(card, fill.flag, discount);
    const fitting = reproducing(candidates, formula, fill.fee, unitOf(decimals));
    const stream = this.streamFor(entry, card, fill);
    if (fitting.length === 1) return { stream, tiers: fitting[0]!.tiers };
    if (fitting.length === candidates.length && !determinesRate(formula, unitOf(decimals))) return null;
    return { stream, tiers: [...new Set(fitting.flatMap(({ tiers }) => tiers))] };
  }

  private streamFor(entry: TermsEntry, card: Card, fill: Fill): Stream {
    let byProduct = this.streams.get(entry);
    if (byProduct === undefined) {
      byProduct = new Map();
      this.streams.set(entry, byProduct);
    }
    const { venue, product } = fill.instrument;
    const key = `${venue}/${product}`;
    let stream = byProduct.get(key);
    if (stream === undefined) {
      const ladder = tiersOf(card).map((row) => row.tier);
      stream = {
        entry,
        venue,
        product,
        timeline: new Timeline(),
        ladder,
        scheduleId: card.schedule.id,
        disputed: [],
      };
      byProduct.set(key, stream);
    }
    return stream;
  }
}

/** A tier is read from the fees when it explains most of them, or at least 3 and a twentieth (one side of a program). */
function isTelling({ explained, fills }: Segment): boolean {
  return explained * 2 > fills || (explained >= 3 && explained * 20 >= fills);
}
