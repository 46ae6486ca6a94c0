/** Rows of a comparison, from a plain flow or from repriced fills. */
import { isNoRate } from '../domain/card.ts';
import { type ComparedCard, termsFor } from '../domain/compared-card.ts';
import { Decimal } from '../domain/decimal.ts';
import { type PlainFlow, sumOfFlow } from '../domain/plain-flow.ts';
import { formatRate, type Rate, rateFrom } from '../domain/rate.ts';
import { rateOnFlow } from '../domain/rate-on-flow.ts';
import { cardSumOf, type RepricedSum } from '../engine/repricing.ts';
import { affiliateRuleNotes } from '../report/card-words.ts';
import type { ComparedRow } from '../report/compare-report.ts';
import type { Settings } from './settings.ts';

export function affiliateLine(cards: readonly ComparedCard[]): string[] {
  const affiliate = cards[0]?.terms.affiliate ?? null;
  if (affiliate === null) return [];
  const { partner, share, ceiling } = affiliate;
  return [
    `affiliate: ${partner}, ${ceiling ? 'up to ' : ''}${formatRate(share)} of the fee charged${ceiling ? ' (a maximum, so that the net is a floor)' : ''}`,
  ];
}

/** One card on a plain flow. */
export function flowRow(card: ComparedCard, flow: PlainFlow, quote: string, { asOf }: Settings): ComparedRow {
  const side = (of: 'maker' | 'taker'): { rate: Rate | null; why: string | null } => {
    const used = termsFor(card, null, of);
    if (used === null) return { rate: null, why: 'no rate is known' };
    const due = rateOnFlow(used, of, quote, asOf);
    return isNoRate(due) ? { rate: null, why: due.reason } : { rate: due.rate, why: null };
  };
  const [maker, taker] = [side('maker'), side('taker')];
  const missing = [
    ...(maker.why !== null && !flow.maker.isZero() ? [maker.why] : []),
    ...(taker.why !== null && !flow.taker.isZero() ? [taker.why] : []),
  ];
  const { track, affiliate } = card.terms;
  const rates = { maker: maker.rate, taker: taker.rate };
  return {
    card,
    feeAsset: quote,
    sum: missing.length > 0 ? null : sumOfFlow(flow, rates, track, affiliate),
    comparable: true,
    makerRate: maker.rate,
    takerRate: taker.rate,
    fills: null,
    unpriced: [...new Set(missing)],
  };
}

/** One card on the fills of one fee asset. */
export function fillsRow(sum: RepricedSum): ComparedRow {
  const only = (rates: ReadonlySet<string>): Rate | null => {
    const [rate, ...more] = [...rates];
    return rate === undefined || more.length > 0 ? null : rateFrom(new Decimal(rate));
  };
  const unpriced = [...sum.unpriced]
    .sort()
    .map(([why, fills]) => `${fills} ${fills === 1 ? 'fill' : 'fills'}: ${why}`);
  return {
    card: sum.card,
    feeAsset: sum.feeAsset,
    sum: unpriced.length > 0 ? null : cardSumOf(sum),
    comparable: sum.notionalAsset === sum.feeAsset,
    makerRate: only(sum.makerRates),
    takerRate: only(sum.takerRates),
    fills: sum.fills,
    unpriced,
  };
}

/** The venues' own rules on affiliates, beside a partner's promise. */
export function affiliateNotes(cards: readonly ComparedCard[]): string[] {
  const promised = cards.filter(({ terms }) => terms.affiliate !== null);
  return [...new Set(promised.flatMap(({ schedule }) => affiliateRuleNotes(schedule)))];
}
