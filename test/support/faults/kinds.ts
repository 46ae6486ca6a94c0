/** The kinds of faults that can be planted: each says which fills it takes and how the venue then charged them. */
import * as fill from './kinds-fill.ts';
import * as rate from './kinds-rate.ts';
import * as tier from './kinds-tier.ts';
import type { Kind } from './scene.ts';

/** Kinds of which a month has one at most. */
export const FAMILIES: Readonly<Record<string, string>> = {
  'tier late': 'moved',
  'tier early': 'moved',
  'day zone': 'moved',
  'version late': 'version',
  'version early': 'version',
};

/** Kinds that only few accounts allow. */
export const RARE: readonly string[] = [
  ...['version late', 'version early', 'program not applied', 'discount missing', 'discount asset ran out'],
  ...[
    'discount undue',
    'other pair group',
    'quote for base',
    'wrong fee asset',
    'self-trade',
    'base fee per fill',
  ],
  ...['fill price for index price', 'contract value not applied', 'tier late', 'tier early', 'day zone'],
];

export const KINDS: Readonly<Record<string, Kind>> = {
  'tier late': tier.moved('tier late', (random) => random.between(10, 4000) / 60),
  'tier early': tier.moved('tier early', (random) => -random.between(10, 4000) / 60),
  'day zone': tier.moved('day zone', (random) => random.pick([8, -8, 16, -16])),
  'tier too low': tier.otherTier('tier too low', -1),
  'tier too high': tier.otherTier('tier too high', 1),
  'version late': tier.movedVersion('version late', 1),
  'version early': tier.movedVersion('version early', -1),
  'program not applied': tier.programMissing,
  'liquidity swapped': fill.swapped,
  'sign flipped': fill.flipped,
  'fee missing': fill.missing,
  'charged twice': fill.twice,
  'power of ten': fill.power,
  'contract value not applied': fill.contracts,
  'fill price for index price': fill.onPrice,
  'discount missing': rate.discountMissing,
  'discount asset ran out': rate.ranOut,
  'discount undue': rate.discountUndue,
  'rounding coarser': rate.coarse,
  'off-card rate': rate.offCard,
  'other pair group': tier.otherGroup,
  'promotion not applied': tier.promotionMissing,
  'quote for base': fill.quoteForBase,
  'wrong fee asset': fill.wrongAsset,
  'cap not applied': fill.uncapped,
  'post-only charged as taker': fill.postOnlyTaken,
  'market order as maker': fill.marketMade,
  'self-trade': fill.selfTraded,
  'base fee per fill': fill.partTwice,
};
