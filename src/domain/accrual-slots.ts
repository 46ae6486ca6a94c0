/** Accrual of rebates in half hours, so that it can be cut at any day boundary that a statement may use. */
import { type Decimal, ZERO } from './decimal.ts';
import { convertBack } from './fee.ts';
import type { Fill } from './fill.ts';
import type { FillJudgement, PriceSource } from './judgement.ts';
import type { Earning } from './rebate.ts';
import type { AffiliateTerms } from './terms.ts';
import { type Instant, MINUTE } from './time.ts';

/** Width of a slot; boundaries are searched in these steps. */
export const SLOT = 30 * MINUTE;

/** Sums of one slot and fee asset. */
export interface SlotSums {
  /** Σ charged that earns. */
  eligible: Decimal;
  /** Σ share × charged that earns. */
  accrued: Decimal;
  /** Σ charged that earns nothing, by reason. */
  readonly ineligible: Map<string, Decimal>;
  /** Eligible and accrued in the settlement asset at the price of each fill; null once a price is missing. */
  atFill: { readonly eligible: Decimal; readonly accrued: Decimal; readonly ineligible: Decimal } | null;
  /** Σ notional of the fills; null once one is not known. */
  volume: Decimal | null;
}

/** All accrual of one account with one partner. */
export interface AccrualLane {
  readonly account: string;
  /** The calendar and the asset of the partner; the share may change with the terms. */
  readonly terms: AffiliateTerms;
  /** The one share of all fills; null = it changed. */
  share: Decimal | null;
  /** True = some fill accrues at a share that is only a maximum. */
  ceiling: boolean;
  /** Fee asset → start of the slot → sums. */
  readonly assets: Map<string, Map<Instant, SlotSums>>;
}

export class AccrualSlots {
  readonly lanes = new Map<string, AccrualLane>();
  private readonly prices: PriceSource | null;
  private readonly settlement: (terms: AffiliateTerms) => string | null;

  /** @param settlement the asset in which the statements of a partner pay; null = that of each fee */
  constructor(prices: PriceSource | null, settlement: (terms: AffiliateTerms) => string | null) {
    this.prices = prices;
    this.settlement = settlement;
  }

  clear(): void {
    this.lanes.clear();
  }

  add(fill: Fill, judged: FillJudgement, earning: Earning): void {
    const { terms: affiliate, base, why } = earning;
    const lane = this.laneOf(fill.account, affiliate);
    if (lane.share !== null && !lane.share.eq(affiliate.share)) lane.share = null;
    if (affiliate.ceiling) lane.ceiling = true;
    const { feeAsset } = judged;
    let slots = lane.assets.get(feeAsset);
    if (slots === undefined) {
      slots = new Map();
      lane.assets.set(feeAsset, slots);
    }
    const start = slotStart(fill.time, affiliate);
    let sums = slots.get(start);
    if (sums === undefined) {
      sums = { eligible: ZERO, accrued: ZERO, ineligible: new Map(), atFill: NOTHING, volume: ZERO };
      slots.set(start, sums);
    }
    if (why === null) {
      sums.eligible = sums.eligible.plus(base);
      sums.accrued = sums.accrued.plus(base.times(affiliate.share));
    } else sums.ineligible.set(why, (sums.ineligible.get(why) ?? ZERO).plus(base));
    if (sums.volume !== null)
      sums.volume = judged.notional === null ? null : sums.volume.plus(judged.notional);
    this.addConverted(sums, fill.time, feeAsset, earning);
  }

  private addConverted(sums: SlotSums, time: Instant, feeAsset: string, { terms, base, why }: Earning): void {
    const settlement = this.settlement(terms);
    if (sums.atFill === null || settlement === null || settlement === feeAsset) return;
    const price = this.prices?.price(feeAsset, settlement, time) ?? null;
    if (price === null) {
      sums.atFill = null;
      return;
    }
    const worth = convertBack(base, price);
    const { eligible, accrued, ineligible } = sums.atFill;
    sums.atFill =
      why === null
        ? { eligible: eligible.plus(worth), accrued: accrued.plus(worth.times(terms.share)), ineligible }
        : { eligible, accrued, ineligible: ineligible.plus(worth) };
  }

  private laneOf(account: string, terms: AffiliateTerms): AccrualLane {
    const key = [terms.partner, account, terms.cadence, terms.cutOffMinute].join('\u001f');
    let lane = this.lanes.get(key);
    if (lane === undefined) {
      lane = { account, terms, share: terms.share, ceiling: false, assets: new Map() };
      this.lanes.set(key, lane);
    }
    return lane;
  }
}

const NOTHING = { eligible: ZERO, accrued: ZERO, ineligible: ZERO };

/** Slots are aligned to the partner's cut-off, so that its own periods are cut exactly. */
export function slotStart(instant: Instant, terms: AffiliateTerms): Instant {
  const shift = ((terms.cutOffMinute ?? 0) * MINUTE) % SLOT;
  return Math.floor((instant - shift) / SLOT) * SLOT + shift;
}
