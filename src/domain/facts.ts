/** What is known of an account when its tier is computed: measured from its fills, or given by its owner. */
import { type Decimal, ZERO } from './decimal.ts';
import type { Instant } from './time.ts';

/** Metrics that are volumes in USD over the schedule's window; a file of fills can measure most of them. */
export const VOLUME_METRICS = [
  'volume',
  'spotVolume',
  'futuresVolume',
  'optionsVolume',
  'spreadVolume',
  'makerVolume',
  'weightedVolume',
] as const;

/** Volume in requests for quotes: only ever given, since discounts on requests alone ask for it. */
export const RFQ_VOLUME = 'rfqVolume';

/** Shares of the venue's volume, which no desk can see in its own fills. */
const SHARE_METRICS = ['share', 'makerShare', 'weightedShare'] as const;

export function isVolume(metric: string): boolean {
  return (VOLUME_METRICS as readonly string[]).includes(metric);
}

export function isShare(metric: string): boolean {
  return (SHARE_METRICS as readonly string[]).includes(metric.split('.')[0]!);
}

/** Holdings and stakes are named without regard to case: `holding.stDRV` = `holding.STDRV`. */
export function assetKey(metric: string): string {
  return /^(holding|stake)\./.test(metric) ? metric.toLowerCase() : metric;
}

/** The name of a figure that was given without naming its metric. */
export const BARE_VOLUME = 'window volume';
export const BARE_SHARE = 'share of volume';

/** One metric of an account at one evaluation. */
export interface Fact {
  /** USD for volumes and assets, coins for holdings, a fraction for shares. */
  readonly value: Decimal;
  /** True = the true value may be higher, because the files cover only a part of the window. */
  readonly atLeast: boolean;
  readonly basis: 'measured' | 'given';
}

/** Null = nobody knows this metric of the account. */
export type Facts = (metric: string) => Fact | null;

/** Figures that an account's owner gave, from an instant on. */
export interface Standing {
  /** Null = since ever. */
  readonly from: Instant | null;
  /** Null = every product of the account. */
  readonly product: string | null;
  /** Metric → value; `BARE_VOLUME` and `BARE_SHARE` for the one that the schedule asks for. */
  readonly values: ReadonlyMap<string, Decimal>;
  /** Volume traded by other sub-accounts of the same master, added to what the files show. */
  readonly elsewhere: ReadonlyMap<string, Decimal>;
}

/** The standings in force at an instant, latest first: a later one replaces only what it names. */
function inForce(standings: readonly Standing[], product: string, at: Instant): readonly Standing[] {
  return standings
    .filter(({ from, product: own }) => (from === null || from <= at) && (own === null || own === product))
    .sort((a, b) => (a.from ?? Number.NEGATIVE_INFINITY) - (b.from ?? Number.NEGATIVE_INFINITY))
    .reverse();
}

/** The latest value given for one of these names; null = none was given. */
export function givenValue(
  standings: readonly Standing[],
  names: readonly string[],
  product: string,
  at: Instant,
): Decimal | null {
  for (const { values } of inForce(standings, product, at)) {
    for (const name of names) {
      const value = values.get(name);
      if (value !== undefined) return value;
    }
  }
  return null;
}

/** Volume of other sub-accounts to be added to this metric; 0 where none was given. */
export function volumeElsewhere(
  standings: readonly Standing[],
  metric: string,
  product: string,
  at: Instant,
): Decimal {
  for (const { elsewhere } of inForce(standings, product, at)) {
    const value = elsewhere.get(metric);
    if (value !== undefined) return value;
  }
  return ZERO;
}
