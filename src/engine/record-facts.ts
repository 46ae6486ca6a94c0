/**
 * What only the whole record shows: trades with the account on both sides, orders that took after they had made. One
 * reading gathers suspicions; where any holds, the files are judged again, knowing it.
 */
import type { AppliedRate } from '../domain/applied-rate.ts';
import { type Stretch, wantsStretches } from '../domain/break.ts';
import type { BreakFacts } from '../domain/break-context.ts';
import type { Fill } from '../domain/fill.ts';
import type { Diagnosis } from '../domain/hypothesis.ts';
import type { Rate } from '../domain/rate.ts';
import type { Instant } from '../domain/time.ts';
import type { FillEvent } from '../ingest/row-event.ts';
import { DuplicateIndex, type KeyPrints } from './duplicate-index.ts';
import { OrderIndex, outOfSequence } from './order-index.ts';

/** What is known of the record before a judging pass. */
export class RecordFacts {
  private readonly selfTrades: DuplicateIndex;
  private readonly sequence: OrderIndex;
  /** By account, product and fee asset. */
  private readonly stretches = new Map<string, Stretch[]>();

  /** @param applied rates that were applied without being due */
  constructor(
    selfTrades = new DuplicateIndex(),
    sequence = new OrderIndex(),
    applied: readonly AppliedRate[] = [],
  ) {
    this.selfTrades = selfTrades;
    this.sequence = sequence;
    for (const one of applied) {
      const key = stretchKey(one.venue, one.account, one.product, one.feeAsset);
      const stretch = {
        rate: one.rate,
        from: one.first.time,
        to: one.last.time,
        offCard: one.tiers.length === 0,
      };
      this.stretches.set(key, [...(this.stretches.get(key) ?? []), stretch]);
    }
  }

  /** These facts, and the orders out of sequence. */
  knowing(sequence: OrderIndex): RecordFacts {
    const facts = new RecordFacts(this.selfTrades, sequence);
    for (const [key, stretches] of this.stretches) facts.stretches.set(key, stretches);
    return facts;
  }

  /** What the causes of a break may rest on beside its own row. */
  of(event: FillEvent, feeAsset: string): BreakFacts {
    const { account, instrument } = event.fill;
    const key = stretchKey(instrument.venue, account, instrument.product, feeAsset);
    return { selfTrade: this.isSelfTrade(event), stretches: this.stretches.get(key) ?? NO_STRETCHES };
  }

  /** True when the account also stands on the other side of this trade. */
  private isSelfTrade({ fill }: FillEvent): boolean {
    if (this.selfTrades.size === 0) return false;
    const opposite = tradeKey(fill, true);
    return opposite !== null && this.selfTrades.has(opposite);
  }

  /** When the order of a fill made first, if it took after that; else null. */
  firstMaker(fill: Fill): Instant | null {
    const order = orderOf(fill);
    return order === null ? null : this.sequence.firstMaker(order);
  }

  /** True = the orders out of sequence are known, from rows that did not come in order of time. */
  get knowsSequence(): boolean {
    return this.sequence.size > 0;
  }

  /** Orders out of sequence; null = none is known. */
  get outOfSequence(): OrderIndex | null {
    return this.knowsSequence ? this.sequence : null;
  }

  /** True = some breaks at this rate can be told with the stretches in which it was applied. */
  knowsStretchOf(rate: Rate): boolean {
    return [...this.stretches.values()].some((stretches) => stretches.some((one) => one.rate.eq(rate)));
  }

  /** True = judging again with these facts can change what is told. */
  get bearOnCauses(): boolean {
    return this.selfTrades.size + this.sequence.size + this.stretches.size > 0;
  }

  /** Orders are tried whose share of all is one in so many: 1 = every order. */
  get orderShare(): number {
    return this.sequence.share;
  }
}

/** What one judging pass suspects. */
export class Suspicions {
  private readonly opposites = new DuplicateIndex();
  /** Trades of rows whose own key holds more than the trade id (an order's, a bill's), which differs on the two sides. */
  private readonly trades = new DuplicateIndex();
  orders = new OrderIndex();
  /** Orders of fills that were noted elsewhere, see `apart`. */
  private others: readonly OrderIndex[] = [];
  /** Some break would be told more surely by the stretches of applied rates. */
  private unsure = false;

  /** Rows came in order of time so far, and every order is kept: what was seen before a fill is all that came before it. */
  private inOrder = true;
  private latest = Number.NEGATIVE_INFINITY;
  private readonly bulk: boolean;
  /** True = orders of the fills to come are noted elsewhere. */
  apart = false;

  /** @param bulk not every fill is seen one by one: what follows from their order is told at the end alone */
  constructor(bulk = false) {
    this.bulk = bulk;
  }

  /**
   * Notes the trade, and the side of its order's fill where the venue tells it.
   * @returns when the order made before, as far as was seen
   */
  see({ fill, key }: FillEvent): Instant | null {
    const trade = key === null ? null : tradeKey(fill, false);
    if (trade !== null && trade !== key) this.trades.see(trade, '');
    if (fill.time < this.latest) this.inOrder = false;
    else this.latest = fill.time;
    if (fill.flag !== 'maker' && fill.flag !== 'taker') return null;
    const order = orderOf(fill);
    if (order === null) return null;
    if (this.apart) return null;
    this.orders.add(order, fill.flag, fill.time);
    return fill.flag === 'taker' && !this.bulk ? this.orders.firstMaker(order) : null;
  }

  /** Adds orders of other fills, which do not change any more. */
  add(orders: OrderIndex): void {
    this.others = [...this.others, orders];
  }

  /** Orders that took after they had made. */
  outOfSequence(): OrderIndex {
    return outOfSequence([this.orders, ...this.others]);
  }

  /** Notes a break that a self-trade or a stretch of another rate would explain. */
  seeBreak({ key, fill }: FillEvent, diagnosis: Diagnosis): void {
    const { hypotheses } = diagnosis;
    if (wantsStretches(diagnosis)) this.unsure = true;
    const opposite = key === null ? null : tradeKey(fill, true);
    if (opposite === null) return;
    if (fill.fee.isZero() || hypotheses.some(({ code }) => code === 'LIQUIDITY_MISFLAG')) {
      this.opposites.see(opposite, '');
    }
  }

  /**
   * What of it holds; its orders are forgotten then. @param seen tells those of the wanted keys that rows of the pass have
   * @param applied the rates that the pass found @param told orders out of sequence, of all of which the court has heard; null = it has not
   */
  settle(
    seen: (wanted: DuplicateIndex) => readonly KeyPrints[],
    applied: readonly AppliedRate[],
    told: OrderIndex | null = null,
  ): RecordFacts {
    const undue = applied.filter(({ rate, due }) => due !== null && !rate.eq(due));
    const stretches = this.unsure ? undue : [];
    // Rows in order of time had their orders heard already.
    const heard = this.inOrder && this.orders.share === 1 && !this.bulk;
    const late = told ?? (heard ? this.orders : this.outOfSequence());
    const sequence = heard || told !== null ? OrderIndex.none(late.share) : late;
    this.orders = new OrderIndex();
    this.others = [];
    return new RecordFacts(this.opposites.shared(...seen(this.opposites), this.trades), sequence, stretches);
  }
}

const NO_STRETCHES: readonly Stretch[] = [];
const stretchKey = (...parts: readonly string[]) => parts.join('\u001f');

export function orderOf({ orderId, account, instrument, side }: Fill): string | null {
  if (orderId === null) return null;
  return [instrument.venue, account, instrument.symbol, side, orderId].join('\u001f');
}

/** A fill's trade on its own side or on the other, as row keys that hold nothing more spell it; null without an id. */
export function tradeKey({ tradeId, account, instrument, side }: Fill, opposite: boolean): string | null {
  if (tradeId === null) return null;
  const own = (side === 'buy') !== opposite ? 'buy' : 'sell';
  return `${instrument.venue}\u001f${account}\u001f${instrument.symbol}\u001f${tradeId}\u001f${own}`;
}
