/** Faults about which line of which card applies: tiers, versions, programs, groups, promotions. */
import { type Exact, magnitude, order } from '../exact.ts';
import { DAY, MONTH_DAYS } from './flow.ts';
import type { Fill } from './model.ts';
import { ratesAt } from './money.ts';
import type { Random } from './random.ts';
import { change, covering, fault, HOUR, inSpan, type Kind, type Scene, stretchOf } from './scene.ts';

/**
 * Where the export has no role, it is read from the rate: only tiers whose makers pay what no taker of the card does,
 * and the other way round, can then be told.
 */
function isTellable({ desk }: Scene, tiers: readonly string[]): boolean {
  if (desk.flag) return true;
  const card = desk.card.at(-1)!.groups.all!;
  const differ = (a: Exact, b: Exact): boolean => order(magnitude(a), magnitude(b)) !== 0;
  return tiers.every((tier) => {
    const { maker, taker } = card.get(tier)!;
    const apart = [...card.values()].every(
      (other) => differ(other.taker, maker) && differ(other.maker, taker),
    );
    return apart && maker.n !== 0n;
  });
}

/** The tier applies at another time than it is due. */
export function moved(kind: string, hours: (random: Random) => number): Kind {
  return (scene) => {
    const { terms, random } = scene;
    if (terms.told !== 'config' || terms.entries.length < 2) return null;
    const at = random.between(1, terms.entries.length - 1);
    const [before, entry] = [terms.entries[at - 1]!, terms.entries[at]!];
    if (!isTellable(scene, [before.tier, entry.tier])) return null;
    const shift = Math.round(hours(random) * HOUR);
    const span =
      shift > 0 ? ([entry.from, entry.from + shift] as const) : ([entry.from + shift, entry.from] as const);
    const tier = shift > 0 ? before.tier : entry.tier;
    return fault(
      kind,
      shift > 0 ? 'TIER_STALE' : 'TIER_EARLY',
      covering(scene, inSpan(span)),
      change({ tier }),
      {
        stretch: span,
        detail: `${before.tier} → ${entry.tier} due ${new Date(entry.from).toISOString()}, ${shift / HOUR} h off`,
      },
    );
  };
}

/** Another tier of the ladder for a while. */
export function otherTier(kind: string, sign: 1 | -1): Kind {
  return (scene) => {
    const { terms, random, desk } = scene;
    if (terms.told === 'nothing' || terms.entries.some(({ program }) => program !== null)) return null;
    const at = random.below(terms.entries.length);
    const entry = terms.entries[at]!;
    const tier = desk.tiers[desk.tiers.indexOf(entry.tier) + sign * random.between(1, 3)];
    if (tier === undefined || !isTellable(scene, [tier, entry.tier])) return null;
    const span = stretchOf(scene, 6 * HOUR, 5 * DAY);
    const end = terms.entries[at + 1]?.from ?? Number.POSITIVE_INFINITY;
    const takes = (fill: Fill): boolean =>
      inSpan(span)(fill) && fill.instant >= entry.from && fill.instant < end;
    const [before, after] = [terms.entries[at - 1]?.tier, terms.entries[at + 1]?.tier];
    const stale = tier === before || (tier !== after && sign < 0);
    // The account held it before and will hold it again: in the middle nobody can say which it was.
    const alike = tier === before && tier === after ? ['TIER_STALE', 'TIER_EARLY'] : [];
    return fault(kind, stale ? 'TIER_STALE' : 'TIER_EARLY', covering(scene, takes), change({ tier }), {
      stretch: span,
      alike,
      detail: `${tier} instead of ${entry.tier}`,
    });
  };
}

/** A new version of the card takes effect late, or early. */
export function movedVersion(kind: string, sign: 1 | -1): Kind {
  return (scene) => {
    const { desk, random, terms } = scene;
    const start = Date.parse(desk.start);
    const next = desk.card.findIndex(({ from }) => from > start && from < start + MONTH_DAYS * DAY);
    if (next < 1 || terms.told === 'nothing' || terms.entries.some(({ program }) => program !== null))
      return null;
    const from = desk.card[next]!.from;
    const shift = random.between(2, 90) * HOUR;
    const span = sign > 0 ? ([from, from + shift] as const) : ([from - shift, from] as const);
    const at = sign > 0 ? from - 1 : from;
    return fault(
      kind,
      sign > 0 ? 'TIER_STALE' : 'TIER_EARLY',
      covering(scene, inSpan(span)),
      change({ at }),
      {
        stretch: span,
        detail: `version of ${new Date(from).toISOString()}, ${(sign * shift) / HOUR} h off`,
      },
    );
  };
}

export const programMissing: Kind = (scene) => {
  if (scene.terms.entries[0]!.program === null) return null;
  const span = stretchOf(scene, DAY, 12 * DAY);
  const covers = covering(scene, inSpan(span));
  return fault('program not applied', 'PROGRAM_NOT_APPLIED', covers, change({ rate: null }), {
    stretch: span,
  });
};

/** The rates of another group of pairs. */
export const otherGroup: Kind = (scene) => {
  const { desk, terms, random } = scene;
  const groups = Object.keys(desk.card[0]!.groups);
  const [mine] = desk.markets.map(({ group }) => group);
  const other = random.pick(groups.filter((name) => name !== mine));
  if (groups.length < 2 || desk.venue === 'binance' || terms.told === 'nothing') return null;
  const tier = terms.entries[0]!.tier;
  const differ = ratesAt(desk, Date.parse(desk.start), mine!, tier).taker.n;
  if (ratesAt(desk, Date.parse(desk.start), other, tier).taker.n === differ) return null;
  const span = stretchOf(scene, DAY, 6 * DAY);
  const covers = covering(scene, inSpan(span));
  return fault('other pair group', 'RATE_OFF_CARD', covers, change({ group: other }), { stretch: span });
};

/** A pair's promotion left out for a while. */
export const promotionMissing: Kind = (scene) => {
  const { desk, random, terms } = scene;
  const market = desk.markets.find(({ promotion }) => promotion !== null);
  if (market === undefined || terms.told === 'nothing' || terms.entries[0]!.program !== null) return null;
  const { from, to } = market.promotion!;
  const start = from + random.below((to - from) / 2);
  const span = [start, random.chance(0.3) ? to : start + random.between(20, 140) * HOUR] as const;
  const takes = (fill: Fill): boolean => fill.market === market && fill.instant < to && inSpan(span)(fill);
  const covers = covering(scene, takes);
  const bill = change({ group: market.group });
  return fault('promotion not applied', 'PROMO_NOT_APPLIED', covers, bill, { stretch: span });
};
