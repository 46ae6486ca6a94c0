/** The generated exports of the acceptance tests with given terms: shapes × faults. */
import type { Recipe } from './exports.ts';

const week = { due: '2026-06-10T22:00:00Z', applied: '2026-06-11T05:00:00Z' } as const;
const early = { due: '2026-06-11T05:00:00Z', applied: '2026-06-10T22:00:00Z' } as const;
const every = {
  LIQUIDITY_MISFLAG: 4,
  SIGN_FLIP: 3,
  FEE_MISSING: 2,
  RATE_OFF_CARD: 5,
  NOTIONAL_SCALE: 1,
  UNEXPLAINED: 2,
} as const;

export const recipes: Readonly<Record<string, Recipe>> = {
  'OKX website, late tier, funding, duplicates': {
    ...{ shape: 'okx-ui', seed: 1, fills: 400, tiers: ['VIP 3', 'VIP 4'], ...week },
    ...{ duplicates: 3, funding: 9, share: '0.4' },
  },
  'OKX website, early tier': {
    ...{ shape: 'okx-ui', seed: 2, fills: 300, tiers: ['VIP 3', 'VIP 4'], ...early, share: '0.25' },
  },
  'OKX website, negative maker fees': {
    ...{ shape: 'okx-ui', seed: 3, fills: 200, tiers: ['VIP 8', 'VIP 8'], share: '0.4', funding: 4 },
  },
  'OKX website, clean': { shape: 'okx-ui', seed: 4, fills: 120, tiers: ['VIP 5', 'VIP 5'] },
  'OKX API, every fault': {
    ...{ shape: 'okx-api', seed: 5, fills: 500, tiers: ['VIP 4', 'VIP 4'], faults: every },
    ...{ duplicates: 4, share: '0.4' },
  },
  'OKX API, late tier, conflicting rows': {
    ...{ shape: 'okx-api', seed: 6, fills: 300, tiers: ['VIP 3', 'VIP 4'], ...week, conflicts: 3 },
    faults: { SIGN_FLIP: 2 },
  },
  'OKX API, maker paid, taker charged, signs turned': {
    ...{ shape: 'okx-api', seed: 7, fills: 250, tiers: ['VIP 7', 'VIP 7'], share: '0.4' },
    faults: { SIGN_FLIP: 4, LIQUIDITY_MISFLAG: 2 },
  },
  'Binance website, one unit low, BNB from Friday': {
    ...{ shape: 'binance-ui', seed: 8, fills: 400, low: 30, bnbFrom: '2026-06-12T00:00:00Z' },
    faults: { DISCOUNT_MISSING: 5 },
  },
  'Binance website, every fault': {
    ...{ shape: 'binance-ui', seed: 9, fills: 500, low: 40, duplicates: 2, share: '0.2' },
    faults: { SIGN_FLIP: 2, UNEXPLAINED: 3, NOTIONAL_SCALE: 2 },
  },
  'Binance API, late tier': {
    ...{ shape: 'binance-api', seed: 10, fills: 300, tiers: ['VIP 2', 'VIP 3'], ...week, low: 10 },
    faults: { LIQUIDITY_MISFLAG: 3, RATE_OFF_CARD: 4 },
  },
  'Binance spot website': {
    ...{ shape: 'binance-spot', seed: 11, fills: 300, tiers: ['VIP 1', 'VIP 2'], ...week, low: 15 },
  },
  'OKX spot website, two legs': {
    ...{ shape: 'okx-spot', seed: 12, fills: 200, tiers: ['VIP 1', 'VIP 1'], share: '0.4' },
    ...{ from: '2026-08-03T00:00:00Z', to: '2026-08-10T00:00:00Z' },
  },
  'own blotter through a mapping': {
    ...{ shape: 'generic', seed: 13, fills: 300, tiers: ['VIP 2', 'VIP 3'], ...week },
    faults: { UNEXPLAINED: 2, ROUNDING: 2, NOTIONAL_SCALE: 1, SIGN_FLIP: 2 },
  },
};
