/** At which price a rebate in another asset is settled: the readings that are tried on a statement. */

import type { AccrualLane, SlotSums } from './accrual-slots.ts';
import { type Decimal, ZERO } from './decimal.ts';
import { convertBack } from './fee.ts';
import type { PriceSource } from './judgement.ts';
import { settlementPeriod } from './rebate.ts';
import type { AffiliateTerms } from './terms.ts';
import { DAY, formatOffset, type Instant, startOfDay } from './time.ts';

/** One slot in the settlement asset. */
export interface WorthSlot {
  readonly start: Instant;
  readonly eligible: Decimal;
  readonly accrued: Decimal;
  readonly ineligible: Decimal;
}

/** All slots of a lane in the settlement asset under one fixing. */
export interface Series {
  /** Stable name, as a mapping file writes it: `fill`, `day-end UTC+8`. */
  readonly fixing: string;
  /** For sentences: `the price at 00:00 of the next day (UTC+8)`. */
  readonly words: string;
  /** Ascending by start. */
  readonly slots: readonly WorthSlot[];
}

interface Fixing {
  readonly fixing: string;
  readonly words: string;
  /** Null = the price of each fill's own time. */
  readonly at: ((instant: Instant) => Instant) | null;
}

/** The readings, most usual first; days of the partner, of UTC and of UTC+8, where most venues keep their books. */
export function fixingsOf(terms: AffiliateTerms, minutesEast: readonly number[]): readonly Fixing[] {
  const zones = [...new Set([...minutesEast, 0, 480])];
  const days = zones.flatMap((zone): Fixing[] => {
    const name = formatOffset(zone);
    const day = (instant: Instant) => startOfDay(instant, zone);
    return [
      { fixing: `day-end ${name}`, words: `the next day's 00:00 price (${name})`, at: (t) => day(t) + DAY },
      { fixing: `day-start ${name}`, words: `the same day's 00:00 price (${name})`, at: day },
      {
        fixing: `second-day ${name}`,
        words: `the 00:00 price two days later (${name})`,
        at: (t) => day(t) + 2 * DAY,
      },
    ];
  });
  const periods: Fixing[] =
    terms.cadence === 'day'
      ? []
      : [
          {
            fixing: 'period-end',
            words: `the price at the end of the ${terms.cadence}`,
            at: (t) => settlementPeriod(t, terms).to,
          },
          {
            fixing: 'period-start',
            words: `the price at the start of the ${terms.cadence}`,
            at: (t) => settlementPeriod(t, terms).from,
          },
        ];
  return [{ fixing: 'fill', words: "the price at each fill's time", at: null }, ...days, ...periods];
}

/**
 * The lane's slots in `asset`, once for every fixing whose prices are all known. Without fees in another asset there is
 * one series and nothing to fix (`fixing` is then '').
 */
export function seriesOf(
  lane: AccrualLane,
  asset: string,
  feeAssets: readonly string[],
  minutesEast: readonly number[],
  prices: PriceSource | null,
): readonly Series[] {
  const foreign = feeAssets.some((feeAsset) => feeAsset !== asset);
  if (!foreign)
    return [{ fixing: '', words: '', slots: sorted(gather(lane, asset, feeAssets, null, null)!) }];
  return fixingsOf(lane.terms, minutesEast).flatMap(({ fixing, words, at }) => {
    const slots = gather(lane, asset, feeAssets, at, prices);
    return slots === null ? [] : [{ fixing, words, slots: sorted(slots) }];
  });
}

type Sums = Map<Instant, { eligible: Decimal; accrued: Decimal; ineligible: Decimal }>;

function gather(
  lane: AccrualLane,
  asset: string,
  feeAssets: readonly string[],
  at: ((instant: Instant) => Instant) | null,
  prices: PriceSource | null,
): Sums | null {
  const sums: Sums = new Map();
  for (const feeAsset of feeAssets) {
    for (const [start, slot] of lane.assets.get(feeAsset) ?? []) {
      const worth =
        feeAsset === asset ? plainWorth(slot) : converted(slot, feeAsset, asset, start, at, prices);
      if (worth === null) return null;
      const known = sums.get(start) ?? { eligible: ZERO, accrued: ZERO, ineligible: ZERO };
      sums.set(start, {
        eligible: known.eligible.plus(worth.eligible),
        accrued: known.accrued.plus(worth.accrued),
        ineligible: known.ineligible.plus(worth.ineligible),
      });
    }
  }
  return sums;
}

const plainWorth = ({ eligible, accrued, ineligible }: SlotSums) => ({
  eligible,
  accrued,
  ineligible: [...ineligible.values()].reduce((sum: Decimal, amount) => sum.plus(amount), ZERO),
});

function converted(
  slot: SlotSums,
  feeAsset: string,
  asset: string,
  start: Instant,
  at: ((instant: Instant) => Instant) | null,
  prices: PriceSource | null,
): ReturnType<typeof plainWorth> | null {
  if (at === null) return slot.atFill;
  const price = prices?.price(feeAsset, asset, at(start)) ?? null;
  if (price === null) return null;
  const { eligible, accrued, ineligible } = plainWorth(slot);
  return {
    eligible: convertBack(eligible, price),
    accrued: convertBack(accrued, price),
    ineligible: convertBack(ineligible, price),
  };
}

function sorted(sums: Sums): WorthSlot[] {
  return [...sums].map(([start, sum]) => ({ start, ...sum })).sort((a, b) => a.start - b.start);
}
