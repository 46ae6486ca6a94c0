/** The survey: one reading that settles printed scales, conflicting ids and, where nobody gave them, the tiers. */

import { type Candidate, reproducing } from '../domain/candidates.ts';
import { type Card, isNoRate, tiersOf } from '../domain/card.ts';
import { type Decimal, type Rounding, unitOf } from '../domain/decimal.ts';
import { type FeeFormula, tradedValue } from '../domain/fee.ts';
import type { Fill } from '../domain/fill.ts';
import { formulaFor, hasPricedClause } from '../domain/judgement.ts';
import type { MarkSpan } from '../domain/mark.ts';
import { takerOrderFees } from '../domain/order-part.ts';
import type { TermsEntry } from '../domain/terms.ts';
import type { Instant, Span } from '../domain/time.ts';
import type { CardBook } from './card-book.ts';
import type { EngineRequest } from './engine.ts';
import { around, type SizeKind, sizeKindOf } from './exemplar.ts';
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
  /** The first card seen: its ladder gives the order of tiers. */
  card: Card;
  /** Where the fill stands whose card it is. */
  begin: number;
  /** Changes that interleave. */
  readonly disputed: Dispute[];
}

/** What decides which tiers a fill's fee speaks for. */
interface Grounds {
  readonly entry: TermsEntry;
  readonly card: Card;
  readonly notional: Decimal;
  readonly asset: string;
}

/** What fills that differ in nothing but time, ids and amounts share as evidence. */
export interface TierLane {
  /** When fills are such evidence. */
  readonly span: Span;
  /** What the rate is a share of. */
  readonly base: SizeKind;
  /** How the venue rounds fees before the file prints them (half-up); null = not at all. */
  readonly venue: Rounding | null;
  /** Rates of the card, ascending. */
  readonly candidates: readonly Candidate[];
  readonly timeline: Timeline;
  /** The changes of tier that interleave, where a second reading looks for them. */
  readonly disputed: readonly Dispute[];
  /** One of these fills stands at this place, as in `Survey.add`. */
  begin(place: number): void;
  /**
   * Counts fills of one hour whose fees the candidates [low, high) reproduce. Fees that all candidates reproduce count only where
   * they determine a rate, or where there is but one.
   */
  note(hour: number, low: number, high: number, fills: number, span: MarkSpan): void;
}

/** Fills that nothing is shared by. */
export interface NoTierLane {
  /** When that holds. */
  readonly span: Span;
  /** True = each of them must be looked at by itself; false = they tell nothing of tiers, whatever their fees. */
  readonly singly: boolean;
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

  /**
   * Counts one fill as evidence for tiers, where the tier is not given. @param scale decimals of the file's fees, null = not known
   * @param place of the fill, where fills do not come in the order of their places
   */
  add(fill: Fill, scale: number | null, place = 0): void {
    if (fill.channel !== undefined) return;
    const found = this.evidenceOf(fill, scale, place);
    found?.stream.timeline.add(fill, found.tiers);
  }

  /** Takes back a fill that was counted, and that repeats one that stays. @param scale as it was when it was counted */
  takeBack(fill: Fill, scale: number | null): void {
    const found = fill.channel === undefined ? this.evidenceOf(fill, scale, Number.POSITIVE_INFINITY) : null;
    found?.stream.timeline.remove(fill, found.tiers);
  }

  /** Looks again at the fills of changes that interleave; call for every fill of a second reading. */
  lookAgain(fill: Fill, scale: number | null): void {
    const found = fill.channel === undefined ? this.evidenceOf(fill, scale, Number.POSITIVE_INFINITY) : null;
    if (found === null) return;
    for (const dispute of found.stream.disputed) dispute.see(fill, found.tiers);
  }

  /** True when some change of tier interleaves with fills at the old one, so that a second reading is needed. */
  findDisputes(): boolean {
    let disputed = false;
    for (const stream of this.allStreams()) {
      stream.disputed.push(...stream.timeline.disputes(orderIn(stream)));
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
    const { venue, product, timeline } = stream;
    const scheduleId = stream.card.schedule.id;
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
    return stream.timeline.segments(orderIn(stream));
  }

  private allStreams(): Stream[] {
    return [...this.streams.values()].flatMap((byProduct) => [...byProduct.values()]);
  }

  /** What this fill shares with all like it. @param scale as in `add` */
  laneFor(fill: Fill, scale: number | null): TierLane | NoTierLane {
    const { account, instrument, time } = fill;
    const { entry, span: held } = this.terms.spanAt(account, instrument.product, time);
    const span = entry === null ? held : around([held, this.book.spanAround(instrument, entry, time)], time);
    if (fill.quoteAmount !== null && instrument.kind === 'inverse') return { span, singly: true };
    const grounds = fill.channel === undefined ? this.groundsOf(fill) : null;
    if (grounds === null) return { span, singly: this.hangsOnRow(fill) };
    const formula = this.formulaOf(fill, grounds, scale ?? 0);
    const { feeBase, rounding: venue } = grounds.card.schedule;
    const base = formula === null || feeBase === 'index' ? null : sizeKindOf(instrument, formula, feeBase);
    if (base === null) return { span, singly: true };
    const candidates = this.candidatesFor(fill, grounds);
    const stream = this.streamFor(grounds, fill, Number.POSITIVE_INFINITY);
    const { timeline, disputed } = stream;
    return {
      ...{ span, base, venue, candidates, timeline, disputed },
      begin: (place) => beginAt(stream, grounds.card, place),
      note: (hour, low, high, fills, times) =>
        timeline.addMany(hour, tiersPaying(candidates.slice(low, high)), fills, times),
    };
  }

  /** True = a fill like this one that shows more may be evidence. */
  private hangsOnRow(fill: Fill): boolean {
    return fill.channel === undefined && fill.indexPrice === null && this.groundsOf(fill, true) !== null;
  }

  /** The tiers whose rates reproduce this fill's fee; null when it is no evidence (tier given, no card, no price). */
  private evidenceOf(
    fill: Fill,
    scale: number | null,
    place: number,
  ): { stream: Stream; tiers: readonly string[] } | null {
    const grounds = this.groundsOf(fill);
    if (grounds === null) return null;
    if (scale === null && fill.fee.isZero()) {
      this.wantsScale = true;
      return null;
    }
    const decimals = scale ?? fill.fee.decimalPlaces();
    const formula = this.formulaOf(fill, grounds, decimals);
    if (formula === null) return null;
    const candidates = this.candidatesFor(fill, grounds);
    const fitting = reproducing(candidates, formula, fill.fee, unitOf(decimals));
    const stream = this.streamFor(grounds, fill, place);
    const all = fitting.length === candidates.length && fitting.length !== 1;
    if (all && !determinesRate(formula, unitOf(decimals))) return null;
    return { stream, tiers: tiersPaying(fitting) };
  }

  /** @param withIndex as if the file showed an index price @returns null where the fee is no evidence, whatever it is */
  private groundsOf(fill: Fill, withIndex = fill.indexPrice !== null): Grounds | null {
    const { instrument } = fill;
    const entry = this.terms.entryAt(fill.account, instrument.product, fill.time);
    if (entry === null || !isInferred(entry) || fill.flag === 'none') return null;
    const card = this.book.cardAt(instrument, entry, fill.time);
    const notional = tradedValue(fill);
    if (isNoRate(card) || notional === null) return null;
    if (card.schedule.feeBase === 'index' && !withIndex) return null;
    const asset = fill.feeAsset ?? instrument.settle ?? instrument.quote;
    return asset === null ? null : { entry, card, notional, asset };
  }

  /** @param decimals of the fee as the file prints it */
  private formulaOf(fill: Fill, { card, notional, asset }: Grounds, decimals: number): FeeFormula | null {
    const { schedule, version } = card;
    const print = { scale: decimals, mode: 'half-up' as const };
    return formulaFor(fill, notional, asset, {
      rounding: { venue: schedule.rounding, print },
      clauses: hasPricedClause(version.clauses) ? version.clauses : null,
      prices: this.request.prices,
      feeBase: schedule.feeBase,
      takerOrderFees: takerOrderFees(card),
    });
  }

  private candidatesFor(fill: Fill, { entry, card, asset }: Grounds): readonly Candidate[] {
    const discount = entry.discount.kind === 'none' ? null : this.book.discountFor(card, entry, asset);
    return this.book.candidates(card, fill.flag, discount);
  }

  private streamFor({ entry, card }: Grounds, fill: Fill, place: number): Stream {
    let byProduct = this.streams.get(entry);
    if (byProduct === undefined) {
      byProduct = new Map();
      this.streams.set(entry, byProduct);
    }
    const { venue, product } = fill.instrument;
    const key = `${venue}/${product}`;
    let stream = byProduct.get(key);
    if (stream === undefined) {
      stream = { entry, venue, product, timeline: new Timeline(), card, begin: place, disputed: [] };
      byProduct.set(key, stream);
    }
    beginAt(stream, card, place);
    return stream;
  }
}

/** The card of the fill that stands first counts. */
function beginAt(stream: Stream, card: Card, place: number): void {
  if (place >= stream.begin) return;
  stream.begin = place;
  stream.card = card;
}

function orderIn({ card }: Stream): (tier: string) => number {
  const ladder = tiersOf(card).map((row) => row.tier);
  return (tier) => ladder.indexOf(tier);
}

/** Those who pay one of these rates. */
function tiersPaying(candidates: readonly Candidate[]): readonly string[] {
  if (candidates.length === 1) return candidates[0]!.tiers;
  return [...new Set(candidates.flatMap(({ tiers }) => tiers))];
}

/** A tier is read from the fees when it explains most of them, or at least 3 and a twentieth (one side of a program). */
function isTelling({ explained, fills }: Segment): boolean {
  return explained * 2 > fills || (explained >= 3 && explained * 20 >= fills);
}
