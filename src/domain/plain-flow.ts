/** A flow without fills: so much resting, so much crossing, priced by rates alone. */
import type { CardSum } from './comparison.ts';
import { type Decimal, ZERO } from './decimal.ts';
import type { Rate } from './rate.ts';
import { ineligibility } from './rebate.ts';
import type { AffiliateTerms } from './terms.ts';

export interface PlainFlow {
  readonly maker: Decimal;
  readonly taker: Decimal;
}

/** Fees of a flow at one rate a side. Null rates need a side without volume. */
export function sumOfFlow(
  flow: PlainFlow,
  rates: { readonly maker: Rate | null; readonly taker: Rate | null },
  track: 'ladder' | 'program',
  affiliate: AffiliateTerms | null,
): CardSum {
  const side = (liquidity: 'maker' | 'taker') => {
    const rate = rates[liquidity];
    const fee = rate === null ? ZERO : rate.times(flow[liquidity]);
    const earns =
      affiliate !== null && ineligibility({ charged: fee, liquidity, due: rate, track }, affiliate) === null;
    return { fee, eligible: earns ? fee : ZERO };
  };
  const [maker, taker] = [side('maker'), side('taker')];
  return {
    makerNotional: flow.maker,
    takerNotional: flow.taker,
    maker: maker.fee,
    taker: taker.fee,
    eligibleMaker: maker.eligible,
    eligibleTaker: taker.eligible,
    ...stackingOf(track, affiliate),
  };
}

/** The affiliate share of a card, and whether a positive maker fee of it would earn it. */
export function stackingOf(
  track: 'ladder' | 'program',
  affiliate: AffiliateTerms | null,
): Pick<CardSum, 'share' | 'makerStacks'> {
  const out = affiliate === null || (track === 'program' && affiliate.excludesPrograms);
  return { share: out ? ZERO : affiliate.share, makerStacks: !out };
}
