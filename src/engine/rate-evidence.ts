/** Which rates the venue really applied, when: the evidence behind the `rates` table. */
import type { AppliedRate } from '../domain/applied-rate.ts';
import { alternativesIn } from '../domain/break-context.ts';
import { type Candidate, reproducing } from '../domain/candidates.ts';
import { isNoRate } from '../domain/card.ts';
import { Decimal, quotient } from '../domain/decimal.ts';
import type { FeeFormula } from '../domain/fee.ts';
import type { Fill } from '../domain/fill.ts';
import type { FillJudgement, JudgingContext } from '../domain/judgement.ts';
import { compareText, type MarkSpan } from '../domain/mark.ts';
import { impliedListRate } from '../domain/off-card.ts';
import { type Rate, rateFrom } from '../domain/rate.ts';
import type { DueRate } from '../domain/terms.ts';
import type { Instant } from '../domain/time.ts';
import type { CardBook } from './card-book.ts';
import { type Dispute, type QuietTime, quietAround, type Segment, Timeline } from './timeline.ts';

/** Fills that share everything that decides a rate, the due rate included. */
interface Stream {
  readonly id: number;
  readonly timeline: Timeline;
  /** The first fill and its judgement stand for what all share. */
  readonly fill: Fill;
  readonly judged: FillJudgement;
  readonly due: DueRate | null;
  readonly group: string | null;
  readonly carded: boolean;
  /** What each card of these fills could charge, by the card's start: versions may agree on the due rate alone. */
  readonly candidates: Map<Instant, readonly Candidate[]>;
  /** The due rate as a label of the timeline; empty where none is known. */
  readonly dueLabel: readonly string[];
  /** Changes that interleaved in an earlier reading. */
  readonly disputes: readonly Dispute[];
  /** Rates that others of the venue pay: another version, a program, the other side. */
  elsewhere(rate: Rate): readonly string[];
}

/** A fee determines its rate alone when one unit of it is this small a part of the base. */
const DETERMINES = new Decimal('2e-8');

export function determinesRate(formula: FeeFormula, unit: Decimal): boolean {
  return formula.price === null && unit.lt(formula.base.amount.times(DETERMINES));
}

/** A fee on a larger base determines its rate. @param unit as in `determinesRate` */
export function tellingBase(unit: Decimal): Decimal {
  return quotient(unit, DETERMINES);
}

/** Where fills alike are noted together. */
export interface RateLane {
  /** Fills of one lane are noted together with those of others that have its number. */
  readonly id: number;
  /** The due rate as a label; null = none is known. */
  readonly due: string | null;
  /** What the card could charge, ascending. */
  readonly candidates: readonly Candidate[];
  /** @param hour number of the hour since 1970 @param labels of the rates that reproduce each of these fees */
  note(hour: number, labels: readonly string[], fills: number, span: MarkSpan): void;
  /** The time around `time` in which fills can be noted together, or must be noted one by one. */
  quiet(time: Instant): QuietTime;
}

export class RateEvidence {
  private readonly streams = new Map<string, Stream>();
  /** The streams of one due rate, found without a long key. */
  private readonly near = new Map<DueRate, readonly Stream[]>();
  private readonly earlier: RateEvidence | null;

  /** @param earlier an earlier reading, whose disputed changes this one settles */
  constructor(earlier: RateEvidence | null = null) {
    this.earlier = earlier;
  }

  /** True = some change of rate interleaves, and another reading would find it to the fill. */
  get disputed(): boolean {
    return [...this.streams.values()].some(
      (stream) => stream.disputes.length === 0 && stream.timeline.disputes(orderIn(stream)).length > 0,
    );
  }

  add(fill: Fill, judged: FillJudgement, context: JudgingContext, book: CardBook): void {
    if (judged.formula === null) return;
    const stream = this.streamOf(fill, judged, judged.due, context, book);
    note(stream, fill, this.labelsOf(stream, fill, judged, context));
  }

  /** Labels of the rates that reproduce a break's fee, as they are noted. */
  labelsOfBreak(
    fill: Fill,
    judged: FillJudgement,
    context: JudgingContext,
    book: CardBook,
  ): readonly string[] {
    const stream = this.streamOf(fill, judged, judged.due, context, book);
    return this.labelsOf(stream, fill, judged, context);
  }

  private labelsOf(
    stream: Stream,
    fill: Fill,
    judged: FillJudgement,
    { card, print: { unit } }: JudgingContext,
  ): readonly string[] {
    const formula = judged.formula!;
    if (judged.outcome === 'matched' && determinesRate(formula, unit)) return stream.dueLabel;
    const candidates = isNoRate(card) ? [] : (stream.candidates.get(card.version.from) ?? []);
    const fitting = reproducing(candidates, formula, fill.fee, unit);
    const labels = fitting.map(({ rate }) => rate.toString());
    const [dueLabel] = stream.dueLabel;
    const paid = judged.outcome === 'matched' || judged.outcome === 'within tolerance';
    if (paid && dueLabel !== undefined && !labels.includes(dueLabel)) labels.push(dueLabel);
    const unlisted = labels.length === 0 ? impliedListRate(formula, fill.fee, unit) : null;
    return unlisted === null ? labels : [unlisted.toString()];
  }

  /** Where fills like this one are noted. */
  laneFor(fill: Fill, judged: FillJudgement, context: JudgingContext, book: CardBook): RateLane {
    const { id, timeline, dueLabel, candidates, disputes } = this.streamOf(
      fill,
      judged,
      judged.due,
      context,
      book,
    );
    const { card } = context;
    return {
      id,
      due: dueLabel[0] ?? null,
      candidates: isNoRate(card) ? [] : (candidates.get(card.version.from) ?? []),
      note: (hour, labels, fills, span) => timeline.addMany(hour, labels, fills, span),
      quiet: (time) => quietAround(disputes, time),
    };
  }

  private streamOf(
    fill: Fill,
    judged: FillJudgement,
    due: DueRate | null,
    context: JudgingContext,
    book: CardBook,
  ): Stream {
    const { card, discount, terms } = context;
    const { liquidity, evidence, feeAsset } = judged;
    const inferred = evidence === 'rate';
    const known = due === null ? undefined : this.near.get(due);
    const found = known?.find(
      (stream) =>
        stream.judged.liquidity === liquidity &&
        stream.judged.feeAsset === feeAsset &&
        (stream.judged.evidence === 'rate') === inferred,
    );
    if (found !== undefined) return found;
    const group = isNoRate(card) ? null : card.group;
    const { venue, product } = fill.instrument;
    const rate = due?.rate.toString() ?? null;
    const parts = [
      venue,
      fill.account,
      product,
      group,
      liquidity,
      feeAsset,
      rate,
      due?.tier ?? null,
      terms.from,
      inferred,
    ];
    const key = parts.join('\u001f');
    let stream = this.streams.get(key);
    if (stream === undefined) {
      const candidates = new Map<Instant, readonly Candidate[]>();
      const carded = !isNoRate(card);
      const dueLabel = rate === null ? [] : [rate];
      stream = {
        id: this.streams.size,
        ...{ timeline: new Timeline(), fill, judged, due, group, carded, candidates, dueLabel },
        disputes: this.earlier?.disputesOf(key) ?? [],
        elsewhere: (applied) => paidElsewhere(applied, fill, judged, context),
      };
      this.streams.set(key, stream);
    }
    if (!isNoRate(card) && !stream.candidates.has(card.version.from)) {
      const flag = liquidity === 'unknown' ? null : liquidity;
      stream.candidates.set(card.version.from, book.candidates(card, flag, discount));
    }
    if (due !== null) this.near.set(due, [...(known ?? []), stream]);
    return stream;
  }

  private disputesOf(key: string): Dispute[] {
    const stream = this.streams.get(key);
    return stream === undefined ? [] : stream.timeline.disputes(orderIn(stream));
  }

  /** Segments of all streams; within a stream by time. */
  applied(): readonly AppliedRate[] {
    const streams = [...this.streams].sort(([a], [b]) => compareText(a, b));
    return streams.flatMap(([, stream]) => appliedIn(stream));
  }
}

function note({ timeline, disputes }: Stream, fill: Fill, labels: readonly string[]): void {
  timeline.add(fill, labels);
  for (const dispute of disputes) dispute.see(fill, labels);
}

/** The rate due comes first among those that explain as much. */
function orderIn({ dueLabel }: Stream): (label: string) => number {
  return (label) => (label === dueLabel[0] ? 0 : 1);
}

/** Who pays a rate that no tier of the card does. */
function paidElsewhere(
  rate: Rate,
  fill: Fill,
  judged: FillJudgement,
  context: JudgingContext,
): readonly string[] {
  const { due, liquidity } = judged;
  if (due === null || (liquidity !== 'maker' && liquidity !== 'taker')) return [];
  const alternatives = alternativesIn(context, fill, liquidity, due);
  const same = alternatives.filter((one) => one.rate.eq(rate));
  const nearest = same.some(({ slips }) => slips === 1) ? same.filter(({ slips }) => slips === 1) : same;
  return [...new Set(nearest.map(({ detail }) => detail))];
}

/** The candidates of the versions that a segment's time touches; of all where none does (a version picked by hand). */
function inForce(candidates: Stream['candidates'], { first, last }: Segment): (readonly Candidate[])[] {
  const versions = [...candidates].sort(([a], [b]) => a - b);
  const touched = versions.filter(
    ([from], index) =>
      from <= last.time && (versions[index + 1]?.[0] ?? Number.POSITIVE_INFINITY) > first.time,
  );
  return (touched.length > 0 ? touched : versions).map(([, list]) => list);
}

function tiersThatPay(rate: Rate, lists: readonly (readonly Candidate[])[]): readonly string[] {
  return [...new Set(lists.flatMap((list) => list.find((one) => one.rate.eq(rate))?.tiers ?? []))];
}

function appliedIn({
  timeline,
  fill,
  judged,
  due,
  group,
  carded,
  candidates,
  dueLabel,
  disputes,
  elsewhere,
}: Stream): AppliedRate[] {
  const order = (label: string) => (label === dueLabel[0] ? 0 : 1);
  return timeline.segments(order, disputes).map((segment) => {
    const rate = rateFrom(new Decimal(segment.label));
    const tiers = tiersThatPay(rate, inForce(candidates, segment));
    return {
      venue: fill.instrument.venue,
      account: fill.account,
      product: fill.instrument.product,
      group,
      liquidity: judged.liquidity,
      feeAsset: judged.feeAsset,
      first: segment.first,
      last: segment.last,
      rate,
      due: due?.rate ?? null,
      carded,
      tiers,
      elsewhere: tiers.length > 0 || (due !== null && rate.eq(due.rate)) ? [] : elsewhere(rate),
      fills: segment.explained,
      inferred: judged.evidence === 'rate',
    };
  });
}
