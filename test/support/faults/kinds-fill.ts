/** Faults of single fills: the side, the sign, the size, twice, nothing, the asset, the cap, the order's facts. */
import { type Exact, exact, magnitude, negated, order, times } from '../exact.ts';
import type { Desk, Fill } from './model.ts';
import { rateOf } from './money.ts';
import { type Bill, change, covering, fault, HOUR, inSpan, type Kind, some, stretchOf } from './scene.ts';
import { dueBilling, type Terms } from './terms.ts';

function otherSide({ entries }: Terms): Bill {
  return (fill, due) => {
    const { program } = entries.findLast(({ from }) => from <= fill.instant)!;
    const rate = program === null ? null : due.maker ? program.taker : program.maker;
    return { ...due, maker: !due.maker, rate: due.rate === null ? null : rate };
  };
}

/** The rate of the other side, by the account's own tier or program. */
export const swapped: Kind = (scene) => {
  const { random, terms, desk } = scene;
  if (!desk.flag) return null;
  const long = terms.told !== 'nothing' && random.chance(0.3);
  const span = stretchOf(scene, 4 * HOUR, 30 * HOUR);
  const covers = long ? covering(scene, (fill) => inSpan(span)(fill) && fill.maker) : some(scene, 20);
  const bill = otherSide(terms);
  return fault('liquidity swapped', 'LIQUIDITY_MISFLAG', covers, bill, { stretch: long ? span : null });
};

export const flipped: Kind = (scene) =>
  fault('sign flipped', 'SIGN_FLIP', some(scene, 14), (_, due) => ({ ...due, times: negated(due.times) }));

/** Nothing where something was due; a credit that was not paid is none of these. */
export const missing: Kind = (scene) => {
  const { desk, terms } = scene;
  const owing = (fill: Fill): boolean => {
    const due = dueBilling(desk, terms, fill);
    // Without a role, nothing charged is right where the other side pays nothing.
    const other = rateOf(desk, otherSide(terms)(fill, due)).n;
    return rateOf(desk, due).n > 0n && (desk.flag || other !== 0n);
  };
  const bill = change({ times: exact('0') });
  return fault('fee missing', 'FEE_MISSING', some(scene, 14, owing), bill, { untold: true });
};

export const twice: Kind = (scene) => {
  const { desk, terms } = scene;
  // Twice the maker's fee may be what a taker of some tier pays: then nobody can tell which it was.
  const alone = (fill: Fill): boolean =>
    desk.flag || !isOnCard(desk, times(rateOf(desk, dueBilling(desk, terms, fill)), exact('2')));
  const covers = some(scene, 10, alone);
  return fault('charged twice', 'CHARGED_TWICE', covers, change({ times: exact('2') }), { untold: true });
};

function isOnCard({ card }: Desk, rate: Exact): boolean {
  const same = (other: Exact): boolean => order(magnitude(other), magnitude(rate)) === 0;
  return card.some(({ groups }) =>
    Object.values(groups).some((tiers) =>
      [...tiers.values()].some(({ maker, taker }) => same(maker) || same(taker)),
    ),
  );
}

export const power: Kind = (scene) => {
  if (!scene.desk.flag) return null;
  const factor = scene.random.pick(['10', '100', '1000', '0.1', '0.01', '0.001']);
  const bill = change({ times: exact(factor) });
  return fault('power of ten', 'NOTIONAL_SCALE', some(scene, 10), bill, { detail: `× ${factor}` });
};

export const contracts: Kind = (scene) => {
  if (!scene.desk.flag) return null;
  const apart = ({ market }: Fill): boolean => market.contract.n !== 1n || market.contract.s !== 0;
  const covers = some(scene, 12, apart);
  return fault('contract value not applied', 'NOTIONAL_SCALE', covers, change({ base: 'contracts' }));
};

export const onPrice: Kind = (scene) =>
  scene.desk.onIndex
    ? fault('fill price for index price', 'NOTIONAL_SCALE', some(scene, 40), change({ base: 'price' }))
    : null;

/** The amount in the quote asset, written as one of the asset received. */
export const quoteForBase: Kind = (scene) => {
  const { desk, terms } = scene;
  if (!desk.flag || !desk.received || terms.discount) return null;
  const covers = some(scene, 10, ({ buy }) => buy);
  return fault('quote for base', 'NOTIONAL_SCALE', covers, change({ base: 'quote' }));
};

/** The right amount, taken in the asset given. */
export const wrongAsset: Kind = (scene) => {
  const { desk, terms } = scene;
  if (!desk.flag || !desk.received || terms.discount) return null;
  const bill: Bill = ({ market }, due) => ({
    ...due,
    asset: due.asset === market.base ? market.quote : market.base,
  });
  const covers = some(scene, 12, ({ buy }) => buy);
  return fault('wrong fee asset', 'FEE_ASSET', covers, bill);
};

/** The share of the premium that bounds an option's fee left out. */
export const uncapped: Kind = (scene) =>
  scene.desk.premiumCap === null
    ? null
    : fault('cap not applied', 'CAP_NOT_APPLIED', some(scene, 40), change({ capped: false }));

/** A post-only order, flagged and charged as one that took. */
export const postOnlyTaken: Kind = (scene) => {
  if (scene.desk.facts !== 'post-only') return null;
  const shows = { flagged: 'other', order: 'post-only' } as const;
  const covers = some(scene, 12, ({ maker }) => maker);
  return fault('post-only charged as taker', 'LIQUIDITY_MISFLAG', covers, otherSide(scene.terms), { shows });
};

/** A market order, flagged and charged as one that made. */
export const marketMade: Kind = (scene) => {
  if (scene.desk.facts === 'none' || !scene.desk.flag) return null;
  const shows = { flagged: 'other', order: 'market' } as const;
  const covers = some(scene, 12, ({ maker }) => !maker);
  return fault('market order as maker', 'LIQUIDITY_MISFLAG', covers, otherSide(scene.terms), { shows });
};

/** The fixed amount of an order taken for its second fill as well. */
export const partTwice: Kind = (scene) => {
  const [part] = scene.desk.parts;
  if (part === undefined) return null;
  const seconds = covering(scene, ({ orderOf }) => orderOf !== null);
  const covers = new Set(scene.random.shuffled([...seconds]).slice(0, scene.random.between(3, 12)));
  return fault('base fee per fill', 'CHARGED_TWICE', covers, change({ part }));
};

/** Nothing charged where the account traded with itself. */
export const selfTraded: Kind = (scene) => {
  const twins = new Set(scene.fills.flatMap(({ index, twin }) => (twin === null ? [] : [index, twin])));
  const covers = covering(scene, ({ index }) => twins.has(index));
  return fault('self-trade', 'SELF_TRADE', covers, change({ times: exact('0') }));
};
