/** Any table of fills, once somebody has said which column is what. Never chosen by itself. */

import type { Side } from '../../domain/fill.ts';
import { BUY_SELL_LOCAL, type Flag, type Profile } from '../profile.ts';

/** Spellings of maker and taker that mean the same everywhere; booleans depend on the column's name. */
export const LIQUIDITY_WORDS: ReadonlyMap<string, Flag> = new Map<string, Flag>([
  ['maker', 'maker'],
  ['taker', 'taker'],
  ['m', 'maker'],
  ['t', 'taker'],
  ['addedliquidity', 'maker'],
  ['removedliquidity', 'taker'],
  ['added', 'maker'],
  ['removed', 'taker'],
  ['add', 'maker'],
  ['remove', 'taker'],
]);

/** Spellings of the side; booleans are added where the column is named after the buyer. */
export const SIDE_WORDS: ReadonlyMap<string, Side> = new Map<string, Side>([
  ...BUY_SELL_LOCAL,
  ['bid', 'buy'],
  ['ask', 'sell'],
  ['open long', 'buy'],
  ['close long', 'sell'],
  ['open short', 'sell'],
  ['close short', 'buy'],
  ['bought', 'buy'],
  ['sold', 'sell'],
]);

/** The form that a mapping fills in. */
export const generic: Profile = {
  id: 'generic',
  title: 'any CSV, with --map or a mapping file',
  venue: 'generic',
  variants: [],
  assemble: 'single',
  time: 'any',
  feeSign: 'charged-positive',
  feeScale: null,
  feeMode: null,
  decimal: '.',
  thousands: null,
  symbology: 'generic',
  sides: SIDE_WORDS,
  liquidity: LIQUIDITY_WORDS,
  key: null,
  kinds: [],
  cannotReveal: [],
};
