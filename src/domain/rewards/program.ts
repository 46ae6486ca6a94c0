/** A venue's reward program as dated versions: who is scored how, and which pools are paid. Data comes from `schedules/`. */
import type { Decimal } from '../decimal.ts';
import type { Rate } from '../rate.ts';
import type { Provenance } from '../schedule.ts';
import type { Instant } from '../time.ts';
import type { Readings } from './readings.ts';

export const ASSET_TYPES = ['option', 'perp'] as const;
export type AssetType = (typeof ASSET_TYPES)[number];

/** One step of distances and what an order in it is worth. `open` = the text does not say what the very edge earns. */
export interface Band {
  /** Upper bound, a share of the price that distances are measured in. */
  readonly limit: Decimal;
  readonly edge: 'excluded' | 'included' | 'open';
  readonly multiplier: Decimal;
}

/** Orders of one kind in one group of currencies. */
export interface MarketRule {
  /** The class that it is scored in: `options`, `perps majors`. */
  readonly program: string;
  readonly assetType: AssetType;
  /** `*` stands for every other currency. */
  readonly currencies: readonly string[];
  /** Only options that expire in fewer days; null = all that no earlier rule took. */
  readonly daysBelow: number | null;
  /** Smallest notional, in USD, for a side to count. */
  readonly minimumQuote: Decimal;
  /** Market scaling factors by the day from which they hold; the first holds from ever. */
  readonly factors: readonly { readonly from: Instant | null; readonly factor: Decimal }[];
}

/** What the parts of a score weigh, as fractions of 1. */
export interface Weights {
  readonly coverage: Decimal;
  readonly quality: Decimal;
  readonly rfq: Decimal;
}

/** Makers that compete for one score. */
export interface ProgramClass {
  readonly name: string;
  readonly assetType: AssetType;
  readonly weights: Weights;
}

/** Scores of responses to requests for quotes. */
export interface RfqRules {
  /** Improvement on the maximum cost, as a share of it, from which on a score is earned; ascending. */
  readonly distance: readonly { readonly from: Decimal; readonly score: Decimal }[];
  /** Seconds after the request below which a score is earned; the last has none. */
  readonly time: readonly { readonly below: Decimal | null; readonly score: Decimal }[];
  /** What an unfilled response counts. */
  readonly unfilledScale: Decimal;
}

export const POOL_KINDS = ['score', 'rebate-cap', 'taker-fees'] as const;

/** An amount that is split. */
export interface Pool {
  readonly name: string;
  readonly asset: string;
  readonly amount: Decimal;
  /** Decimals of the asset: awards are whole units of its last one. */
  readonly scale: number;
  /**
   * `score`: pro rata of scores of one class; `rebate-cap`: bounds accrued negative fees; `taker-fees`: pro rata of net taker
   * fees.
   */
  readonly kind: (typeof POOL_KINDS)[number];
  /** The class, for `score`. */
  readonly program: string | null;
  /** What a `score` pool goes by: the final score, coverage and quality alone, or requests alone. */
  readonly by: 'final' | 'orderbook' | 'rfq';
  /** Parts of a cap by class, fractions of 1. */
  readonly parts: ReadonlyMap<string, Decimal>;
  readonly vesting: VestingRules | null;
  /** The instant from which it is paid; null = not known yet. */
  readonly launch: Instant | null;
  /** What it still depends on, in words; null = nothing. */
  readonly provisional: string | null;
  readonly period: string;
}

/** How an award becomes the maker's own. */
export interface VestingRules {
  /** Paid at once, a fraction of 1. */
  readonly now: Rate;
  readonly epochs: number;
  /** A share of the scores below this is inactive. */
  readonly activeFrom: Rate;
}

export interface ProgramVersion {
  readonly version: string;
  readonly from: Instant;
  readonly startKnown: boolean;
  readonly to: Instant | null;
  readonly provenance: Provenance;
  /** Length of an epoch, in words: `30 days`. */
  readonly epoch: string;
  /** Length of the windows in which the venue takes one snapshot each, at a random time. */
  readonly snapshotMinutes: number;
  readonly readings: Readings;
  readonly classes: readonly ProgramClass[];
  readonly bands: Readonly<Record<AssetType, readonly Band[]>>;
  readonly markets: readonly MarketRule[];
  /** Only options with |delta| x 100 strictly between. */
  readonly delta: { readonly above: Decimal; readonly below: Decimal };
  readonly rfq: RfqRules;
  readonly volumeWeight: Decimal;
  /** A maker is paid only above both (see the reading `gateJoin`); null = no such gate. */
  readonly gates: { readonly volumeAbove: Decimal | null; readonly shareAbove: Rate | null };
  /** Best first: the share of makers by rank, or the share of scores, from which a status holds. */
  readonly statuses: readonly { readonly name: string; readonly bound: Rate }[];
  readonly pools: readonly Pool[];
  readonly notes: readonly string[];
}

export interface RewardProgram {
  /** `derive/rewards`. */
  readonly id: string;
  readonly venue: string;
  /** Ascending by start. */
  readonly versions: readonly ProgramVersion[];
  /** The version that counts where nothing has a date. */
  readonly undated: string;
  /** What the program says beside what is computed, by heading. */
  readonly unpriced: readonly { readonly topic: string; readonly words: readonly string[] }[];
  readonly notes: readonly string[];
  readonly file: string;
}

/** The version in force at an instant; `early` = it is before the first version's start, which then stands in for it. */
export function programVersionAt(
  { versions }: RewardProgram,
  at: Instant,
): { readonly version: ProgramVersion; readonly early: boolean } {
  const begun = versions.filter((version) => version.from <= at).at(-1);
  return begun === undefined ? { version: versions[0]!, early: true } : { version: begun, early: false };
}

/** Where an order belongs. */
export interface MarketPlace {
  readonly rule: MarketRule;
  /** `ETH options < 7 DTE`. */
  readonly market: string;
}

const DAY_MS = 86_400_000;

/** The market of an instrument at an instant; null where the program has none for it. */
export function marketOf(
  { markets, readings }: Pick<ProgramVersion, 'markets' | 'readings'>,
  assetType: AssetType,
  currency: string,
  expiry: Instant | null,
  at: Instant,
): MarketPlace | null {
  const holds = ({ daysBelow }: MarketRule) => {
    if (daysBelow === null) return true;
    const left = (expiry ?? at) - at;
    const edge = daysBelow * DAY_MS;
    return left < edge || (left === edge && readings.expiryEdge === 'short-dated');
  };
  const named = markets.filter((rule) => rule.assetType === assetType && rule.currencies.includes(currency));
  const rules =
    named.length > 0 ? named : markets.filter((r) => r.assetType === assetType && r.currencies.includes('*'));
  const rule = rules.find(holds);
  if (rule === undefined) return null;
  const days = rules.find(({ daysBelow }) => daysBelow !== null)?.daysBelow ?? null;
  const term = days === null ? '' : rule.daysBelow === null ? ` >= ${days} DTE` : ` < ${days} DTE`;
  return { rule, market: `${currency} ${assetType}s${term}` };
}

/** The scaling factor in force. */
export function factorAt({ factors }: MarketRule, at: Instant): Decimal {
  let found = factors[0]!.factor;
  for (const { from, factor } of factors) if (from !== null && from <= at) found = factor;
  return found;
}
