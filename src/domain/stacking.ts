/** Where a partner's rebate stacks on a fee, by side (article of June 2026, stacking matrix). */
import { ONE } from './decimal.ts';
import type { Rate } from './rate.ts';
import { type Ineligibility, ineligibility } from './rebate.ts';
import type { AffiliateTerms } from './terms.ts';

/** Which sides of a tier's flow earn the affiliate share. */
export type Stacks = 'maker and taker' | 'taker only' | 'nothing' | 'not known';

/** Why one side of a tier earns nothing; null = it earns. The same rule judges every fill. */
function obstacle(
  side: 'maker' | 'taker',
  rate: Rate,
  track: 'ladder' | 'program',
  terms: Pick<AffiliateTerms, 'excludesPrograms'>,
): Ineligibility {
  return ineligibility({ charged: rate.times(ONE), liquidity: side, due: rate, track }, terms);
}

/** @param maker @param taker rates of a tier; null = not published */
export function stacksOn(
  maker: Rate | null,
  taker: Rate | null,
  track: 'ladder' | 'program',
  terms: Pick<AffiliateTerms, 'excludesPrograms'>,
): Stacks {
  if (track === 'program' && terms.excludesPrograms) return 'nothing';
  if (maker === null || taker === null) return 'not known';
  const earns = {
    maker: obstacle('maker', maker, track, terms) === null,
    taker: obstacle('taker', taker, track, terms) === null,
  };
  if (earns.maker) return 'maker and taker';
  return earns.taker ? 'taker only' : 'nothing';
}

/** What it means, in a sentence. */
export function stackingSentence(maker: Rate | null, stacks: Stacks): string {
  switch (stacks) {
    case 'maker and taker':
      return 'positive maker fee: the rebate stacks on maker and taker flow, on what is left after a token discount';
    case 'taker only':
      return maker?.isZero()
        ? 'no maker fee to share: the rebate is on taker flow only'
        : 'the maker rebate stays with the desk whole: the affiliate rebate is on taker flow only';
    case 'nothing':
      return 'program participants are out of the affiliate rebate unless the agreement says otherwise';
    case 'not known':
      return 'a rate of this tier is not published, so it cannot be told';
  }
}
