/** What a tier is worth on the flow of its window: fees at one tier against fees at another, before discount and rebate. */
import { sameTier } from './card.ts';
import { type Decimal, ZERO } from './decimal.ts';
import type { Rate } from './rate.ts';
import type { ScheduleVersion } from './schedule.ts';
import type { GroupFlow } from './window-volume.ts';

/** Σ of the flow at a tier's rates, in USD; null where a rate is not published or a side not known. */
export function feesAt(
  version: ScheduleVersion,
  product: string,
  tier: string,
  flows: readonly GroupFlow[],
): Decimal | null {
  let sum = ZERO;
  for (const flow of flows) {
    const maker = rateIn(version, product, flow.group, tier, 'maker');
    const taker = rateIn(version, product, flow.group, tier, 'taker');
    if (!flow.other.isZero() && (maker === null || taker === null || !maker.eq(taker))) return null;
    for (const [rate, volume] of [
      [maker, flow.maker],
      [taker, flow.taker.plus(flow.other)],
    ] as const) {
      if (volume.isZero()) continue;
      if (rate === null) return null;
      sum = sum.plus(rate.times(volume));
    }
  }
  return sum;
}

/** The rate on which all tables that the group may mean agree. */
function rateIn(
  { tables }: ScheduleVersion,
  product: string,
  group: string | null,
  tier: string,
  side: 'maker' | 'taker',
): Rate | null {
  const ofProduct = tables.filter(({ products }) => products === undefined || products.includes(product));
  const names = group?.split(' or ') ?? [];
  const named = ofProduct.filter((table) => table.group !== null && names.includes(table.group));
  const possible = named.length > 0 ? named : ofProduct;
  const rates = possible.map(({ tiers }) => tiers.find((row) => sameTier(row.tier, tier))?.[side] ?? null);
  const [first] = rates;
  if (first === undefined || first === null || rates.some((rate) => rate === null || !rate.eq(first)))
    return null;
  return first;
}
