/** Faults about the rate itself: discounts, other rates, rounding. */
import { exact, magnitude, order, times } from '../exact.ts';
import { DAY } from './flow.ts';
import type { Fill } from './model.ts';
import { feeOf, type PriceOf } from './money.ts';
import { type Bill, change, covering, fault, HOUR, inSpan, type Kind, some, stretchOf } from './scene.ts';
import { dueBilling, homeAsset } from './terms.ts';

/** Fees in the discount's token, at the full rate. */
export const discountMissing: Kind = (scene) => {
  if (!scene.terms.discount) return null;
  const span = stretchOf(scene, 6 * HOUR, 5 * DAY);
  const scattered = scene.random.chance(0.5);
  const covers = scattered ? some(scene, 25) : covering(scene, inSpan(span));
  const bill = change({ factor: exact('1') });
  return fault('discount missing', 'DISCOUNT_MISSING', covers, bill, { stretch: scattered ? null : span });
};

/** The token ran out: from then on the full rate in the quote asset. */
export const ranOut: Kind = (scene) => {
  // Where the terms are silent about it, the quote asset at the full rate is right.
  if (!scene.terms.discount || scene.terms.silent) return null;
  const { desk, random } = scene;
  const span = [Date.parse(desk.start) + random.between(12, 28) * DAY, Number.POSITIVE_INFINITY] as const;
  const bill: Bill = (fill, due) => ({ ...due, factor: exact('1'), asset: homeAsset(desk, fill) });
  return fault('discount asset ran out', 'DISCOUNT_MISSING', covering(scene, inSpan(span)), bill, {
    stretch: span,
  });
};

export const discountUndue: Kind = (scene) => {
  const { desk, terms } = scene;
  if (terms.discount || desk.discount === null || terms.told === 'nothing' || !desk.flag) return null;
  const span = stretchOf(scene, 6 * HOUR, 4 * DAY);
  const bill = change({ factor: desk.discount.factor });
  return fault('discount undue', 'RATE_OFF_CARD', covering(scene, inSpan(span)), bill, { stretch: span });
};

/** Rounded to fewer decimals than the file prints. */
export const coarse: Kind = (scene) => {
  const { desk, random, terms } = scene;
  if (!desk.flag || desk.parts.length > 0) return null;
  const full = desk.scale ?? 7;
  const price: PriceOf = () => exact('1');
  if (
    full < 4 ||
    scene.terms.discount ||
    desk.markets.some(({ kind }) => kind === 'inverse' || kind === 'option')
  )
    return null;
  const scale = random.between(2, Math.min(4, full - 2));
  const mode = random.pick(['up', 'half-up', 'down', 'half-even'] as const);
  // A fee that is rounded to nothing looks as one that is missing.
  const seen = (fill: Fill): boolean =>
    order(magnitude(feeOf(desk, fill, dueBilling(desk, terms, fill), price)), { n: 1n, s: scale }) > 0;
  const detail = `${mode} at ${scale}`;
  return fault('rounding coarser', 'ROUNDING', some(scene, 30, seen), change({ scale, mode }), { detail });
};

/** A rate that is on no card, for one side, for a while. */
export const offCard: Kind = (scene) => {
  const { desk, random, terms } = scene;
  const rate = exact(random.pick(['0.000133', '0.000093', '0.000417', '0.000071', '0.000237']));
  const span = stretchOf(scene, 5 * HOUR, terms.told === 'nothing' ? 12 * HOUR : 3 * DAY);
  const maker = random.chance(0.6);
  const times10 = desk.schedule.endsWith('spot') ? times(rate, exact('10')) : rate;
  const bill: Bill = (_, due) => ({ ...due, rate: times10, factor: exact('1') });
  const covers = covering(scene, (fill) => inSpan(span)(fill) && fill.maker === maker);
  return fault('off-card rate', 'RATE_OFF_CARD', covers, bill, { stretch: span, untold: true });
};
