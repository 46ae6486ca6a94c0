/** Which rates the venue really applied, when: the evidence behind the `rates` table. */

import type { AppliedRate } from '../domain/applied-rate.ts';
import { impliedListRate } from '../domain/break.ts';
import { type Candidate, reproducing } from '../domain/candidates.ts';
import { isNoRate } from '../domain/card.ts';
import { Decimal, unitOf } from '../domain/decimal.ts';
import type { FeeFormula } from '../domain/fee.ts';
import type { Fill } from '../domain/fill.ts';
import type { FillJudgement, JudgingContext } from '../domain/judgement.ts';
import { compareText } from '../domain/mark.ts';
import { rateFrom } from '../domain/rate.ts';
import type { CardBook } from './card-book.ts';
import { Timeline } from './timeline.ts';

interface Stream {
  readonly timeline: Timeline;
  readonly fill: Fill;
  readonly judged: FillJudgement;
  readonly group: string | null;
  readonly candidates: readonly Candidate[];
}

/** A fee determines its rate alone when one unit of it is this small a part of the base. */
const DETERMINES = new Decimal('2e-8');

export function determinesRate(formula: FeeFormula, unit: Decimal): boolean {
  return formula.price === null && unit.lt(formula.base.amount.times(DETERMINES));
}

export class RateEvidence {
  private readonly streams = new Map<string, Stream>();

  add(fill: Fill, judged: FillJudgement, context: JudgingContext, book: CardBook): void {
    const { due, formula, liquidity, feeAsset } = judged;
    if (due === null || formula === null) return;
    const { card, discount, print } = context;
    const group = isNoRate(card) ? null : card.group;
    const { venue, product } = fill.instrument;
    const key = [venue, fill.account, product, group, liquidity, feeAsset, due.rate, due.tier].join('\u001f');
    let stream = this.streams.get(key);
    if (stream === undefined) {
      const flag = liquidity === 'unknown' ? null : liquidity;
      const candidates = isNoRate(card) ? [] : book.candidates(card, flag, discount);
      stream = { timeline: new Timeline(), fill, judged, group, candidates };
      this.streams.set(key, stream);
    }
    const unit = unitOf(print.rounding.scale);
    if (judged.outcome === 'matched' && determinesRate(formula, unit)) {
      stream.timeline.add(fill, [due.rate.toString()]);
      return;
    }
    const fitting = reproducing(stream.candidates, formula, fill.fee, unit).map(({ rate }) =>
      rate.toString(),
    );
    if (judged.outcome !== 'break' && !fitting.includes(due.rate.toString()))
      fitting.push(due.rate.toString());
    if (fitting.length === 0) {
      const rate = impliedListRate(formula, fill.fee, unit);
      if (rate !== null) fitting.push(rate.toString());
    }
    stream.timeline.add(fill, fitting);
  }

  /** Segments of all streams, in a fixed order. */
  applied(): readonly AppliedRate[] {
    const found: AppliedRate[] = [];
    for (const [, stream] of [...this.streams].sort(([a], [b]) => compareText(a, b))) {
      const { fill, judged, group, candidates } = stream;
      const due = judged.due!.rate;
      const order = (label: string) => (label === due.toString() ? 0 : 1);
      for (const segment of stream.timeline.segments(order)) {
        const rate = rateFrom(new Decimal(segment.label));
        found.push({
          venue: fill.instrument.venue,
          account: fill.account,
          product: fill.instrument.product,
          group,
          liquidity: judged.liquidity,
          feeAsset: judged.feeAsset,
          first: segment.first,
          last: segment.last,
          rate,
          due,
          tiers: candidates.find((candidate) => candidate.rate.eq(rate))?.tiers ?? [],
          fills: segment.explained,
          inferred: judged.evidence === 'rate',
        });
      }
    }
    return found;
  }
}
