/** The kinds of faults that can be planted: each says which fills it takes and how the venue then charged them. */
import { type Exact, exact, magnitude, negated, order, times } from '../exact.ts';
import { DAY, MONTH_DAYS } from './flow.ts';
import type { Billing, Desk, Fault, Fill } from './model.ts';
import { rateOf, ratesAt } from './money.ts';
import type { Random } from './random.ts';
import { dueBilling, homeAsset, type Terms } from './terms.ts';

export interface Scene {
  readonly desk: Desk;
  readonly random: Random;
  readonly fills: readonly Fill[];
  readonly terms: Terms;
  /** Fills that no fault has taken yet. */
  readonly free: (fill: Fill) => boolean;
}

type Bill = Fault['bill'];
type Kind = (scene: Scene) => Fault | null;
const HOUR = 3_600_000;

const inSpan =
  ([from, to]: readonly [number, number]) =>
  ({ instant }: Fill): boolean =>
    instant >= from && instant < to;

function covering(scene: Scene, takes: (fill: Fill) => boolean): Set<number> {
  // Without a role in the export, dust does not tell whether it made or took.
  const tells = ({ dust }: Fill): boolean => scene.desk.flag || !dust;
  const taken = scene.fills.filter((fill) => scene.free(fill) && tells(fill) && takes(fill));
  return new Set(taken.map(({ index }) => index));
}

function stretchOf({ random, desk }: Scene, least: number, most: number): [number, number] {
  const length = random.between(least, most);
  const from = Date.parse(desk.start) + random.below(MONTH_DAYS * DAY - length);
  return [from, from + length];
}

/** A few fills anywhere. */
function some(scene: Scene, most: number, takes: (fill: Fill) => boolean = () => true): Set<number> {
  const open = scene.fills.filter((fill) => scene.free(fill) && takes(fill));
  const count = scene.random.between(3, most);
  return new Set(
    scene.random
      .shuffled(open)
      .slice(0, count)
      .map(({ index }) => index),
  );
}

function fault(
  kind: string,
  code: string,
  covers: ReadonlySet<number>,
  bill: Bill,
  rest: Partial<Fault> = {},
): Fault | null {
  return covers.size === 0
    ? null
    : { kind, code, alike: [], bill, covers, stretch: null, detail: '', ...rest };
}

const change =
  (part: Partial<Billing>): Bill =>
  (_, due) => ({ ...due, ...part });

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
function moved(kind: string, hours: (random: Random) => number): Kind {
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
function otherTier(kind: string, sign: 1 | -1): Kind {
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
function movedVersion(kind: string, sign: 1 | -1): Kind {
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

const programMissing: Kind = (scene) => {
  if (scene.terms.entries[0]!.program === null) return null;
  const span = stretchOf(scene, DAY, 12 * DAY);
  const covers = covering(scene, inSpan(span));
  return fault('program not applied', 'PROGRAM_NOT_APPLIED', covers, change({ rate: null }), {
    stretch: span,
  });
};

/** The rate of the other side, by the account's own tier or program. */
const swapped: Kind = (scene) => {
  const { random, terms, desk } = scene;
  if (!desk.flag) return null;
  const long = terms.told !== 'nothing' && random.chance(0.3);
  const span = stretchOf(scene, 4 * HOUR, 30 * HOUR);
  const covers = long ? covering(scene, (fill) => inSpan(span)(fill) && fill.maker) : some(scene, 20);
  const bill: Bill = (fill, due) => {
    const program = terms.entries.findLast(({ from }) => from <= fill.instant)!.program;
    const rate = program === null ? null : due.maker ? program.taker : program.maker;
    return { ...due, maker: !due.maker, rate: due.rate === null ? null : rate };
  };
  return fault('liquidity swapped', 'LIQUIDITY_MISFLAG', covers, bill, { stretch: long ? span : null });
};

const flipped: Kind = (scene) =>
  fault('sign flipped', 'SIGN_FLIP', some(scene, 14), (_, due) => ({ ...due, times: negated(due.times) }));

/** Nothing where something was due; a credit that was not paid is none of these. */
const missing: Kind = (scene) => {
  const { desk, terms } = scene;
  if (!desk.flag) return null;
  const owing = (fill: Fill): boolean => rateOf(desk, dueBilling(desk, terms, fill)).n > 0n;
  return fault('fee missing', 'FEE_MISSING', some(scene, 14, owing), change({ times: exact('0') }));
};

const twice: Kind = (scene) =>
  scene.desk.flag
    ? fault('charged twice', 'CHARGED_TWICE', some(scene, 10), change({ times: exact('2') }))
    : null;

const power: Kind = (scene) => {
  if (!scene.desk.flag) return null;
  const factor = scene.random.pick(['10', '100', '1000', '0.1', '0.01', '0.001']);
  const bill = change({ times: exact(factor) });
  return fault('power of ten', 'NOTIONAL_SCALE', some(scene, 10), bill, { detail: `× ${factor}` });
};

const contracts: Kind = (scene) => {
  if (!scene.desk.flag) return null;
  const apart = ({ market }: Fill): boolean => market.contract.n !== 1n || market.contract.s !== 0;
  const covers = some(scene, 12, apart);
  return fault('contract value not applied', 'NOTIONAL_SCALE', covers, change({ base: 'contracts' }));
};

const onPrice: Kind = (scene) =>
  scene.desk.onIndex
    ? fault('fill price for index price', 'NOTIONAL_SCALE', some(scene, 40), change({ base: 'price' }))
    : null;

/** Fees in the discount's token, at the full rate. */
const discountMissing: Kind = (scene) => {
  if (!scene.terms.discount) return null;
  const span = stretchOf(scene, 6 * HOUR, 5 * DAY);
  const scattered = scene.random.chance(0.5);
  const covers = scattered ? some(scene, 25) : covering(scene, inSpan(span));
  const bill = change({ factor: exact('1') });
  return fault('discount missing', 'DISCOUNT_MISSING', covers, bill, { stretch: scattered ? null : span });
};

/** The token ran out: from then on the full rate in the quote asset. */
const ranOut: Kind = (scene) => {
  if (!scene.terms.discount) return null;
  const { desk, random } = scene;
  const span = [Date.parse(desk.start) + random.between(12, 28) * DAY, Number.POSITIVE_INFINITY] as const;
  const bill: Bill = (fill, due) => ({ ...due, factor: exact('1'), asset: homeAsset(desk, fill) });
  return fault('discount asset ran out', 'DISCOUNT_MISSING', covering(scene, inSpan(span)), bill, {
    stretch: span,
  });
};

const discountUndue: Kind = (scene) => {
  const { desk, terms } = scene;
  if (terms.discount || desk.discount === null || terms.told === 'nothing' || !desk.flag) return null;
  const span = stretchOf(scene, 6 * HOUR, 4 * DAY);
  const bill = change({ factor: desk.discount.factor });
  return fault('discount undue', 'RATE_OFF_CARD', covering(scene, inSpan(span)), bill, { stretch: span });
};

/** Rounded to fewer decimals than the file prints. */
const coarse: Kind = (scene) => {
  const { desk, random } = scene;
  if (!desk.flag) return null;
  const full = desk.scale ?? 7;
  if (full < 4 || scene.terms.discount || desk.markets.some(({ kind }) => kind === 'inverse')) return null;
  const scale = random.between(2, Math.min(4, full - 2));
  const mode = random.pick(['up', 'half-up', 'down', 'half-even'] as const);
  const detail = `${mode} at ${scale}`;
  return fault('rounding coarser', 'ROUNDING', some(scene, 30), change({ scale, mode }), { detail });
};

/** A rate that is on no card, for one side, for a while. */
const offCard: Kind = (scene) => {
  const { desk, random, terms } = scene;
  if (!desk.flag) return null;
  const rate = exact(random.pick(['0.000133', '0.000093', '0.000417', '0.000071', '0.000237']));
  const span = stretchOf(scene, 5 * HOUR, terms.told === 'nothing' ? 12 * HOUR : 3 * DAY);
  const maker = random.chance(0.6);
  const covers = covering(scene, (fill) => inSpan(span)(fill) && fill.maker === maker);
  const times10 = desk.schedule.endsWith('spot') ? times(rate, exact('10')) : rate;
  const bill: Bill = (_, due) => ({ ...due, rate: times10, factor: exact('1') });
  return fault('off-card rate', 'RATE_OFF_CARD', covers, bill, { stretch: span });
};

/** The rates of another group of pairs. */
const otherGroup: Kind = (scene) => {
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

/** Kinds of which a month has one at most. */
export const FAMILIES: Readonly<Record<string, string>> = {
  'tier late': 'moved',
  'tier early': 'moved',
  'day zone': 'moved',
  'version late': 'version',
  'version early': 'version',
};

export const KINDS: Readonly<Record<string, Kind>> = {
  'tier late': moved('tier late', (random) => random.between(10, 4000) / 60),
  'tier early': moved('tier early', (random) => -random.between(10, 4000) / 60),
  'day zone': moved('day zone', (random) => random.pick([8, -8, 16, -16])),
  'tier too low': otherTier('tier too low', -1),
  'tier too high': otherTier('tier too high', 1),
  'version late': movedVersion('version late', 1),
  'version early': movedVersion('version early', -1),
  'program not applied': programMissing,
  'liquidity swapped': swapped,
  'sign flipped': flipped,
  'fee missing': missing,
  'charged twice': twice,
  'power of ten': power,
  'contract value not applied': contracts,
  'fill price for index price': onPrice,
  'discount missing': discountMissing,
  'discount asset ran out': ranOut,
  'discount undue': discountUndue,
  'rounding coarser': coarse,
  'off-card rate': offCard,
  'other pair group': otherGroup,
};
