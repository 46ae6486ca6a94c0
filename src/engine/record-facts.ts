/**
 * What only the whole record shows: trades with the account on both sides, orders that took after they had made. One
 * reading gathers suspicions; where any holds, the files are judged again, knowing it.
 */
import type { Fill } from '../domain/fill.ts';
import type { FillEvent } from '../ingest/row-event.ts';
import { DuplicateIndex } from './duplicate-index.ts';
import { OrderIndex } from './order-index.ts';

/** What is known of the record before a judging pass. */
export class RecordFacts {
  private readonly selfTrades: DuplicateIndex;
  private readonly sequence: OrderIndex;

  constructor(selfTrades = new DuplicateIndex(), sequence = new OrderIndex()) {
    this.selfTrades = selfTrades;
    this.sequence = sequence;
  }

  /** True when the account also stands on the other side of this trade. */
  isSelfTrade({ key }: FillEvent): boolean {
    return key !== null && this.selfTrades.size > 0 && this.selfTrades.has(oppositeOf(key));
  }

  /** When the order of a fill made first, if it took after that; else null. */
  firstMaker(fill: Fill): number | null {
    const order = this.sequence.size === 0 ? null : orderOf(fill);
    return order === null ? null : this.sequence.firstMaker(order);
  }

  get count(): number {
    return this.selfTrades.size + this.sequence.size;
  }

  /** Orders are tried whose share of all is one in so many: 1 = every order. */
  get orderShare(): number {
    return this.sequence.share;
  }
}

/** What one judging pass suspects. */
export class Suspicions {
  private readonly opposites = new DuplicateIndex();
  private readonly orders = new OrderIndex();

  /** Notes the side of an order's fill, where the venue tells it. */
  see(fill: Fill): void {
    if (fill.flag !== 'maker' && fill.flag !== 'taker') return;
    const order = orderOf(fill);
    if (order !== null) this.orders.add(order, fill.flag, fill.time);
  }

  /** A break that a self-trade would explain. */
  suspectSelfTrade({ key }: FillEvent): void {
    if (key !== null) this.opposites.see(oppositeOf(key), '');
  }

  /** What of it holds. @param seen every row of the pass */
  settle(seen: DuplicateIndex): RecordFacts {
    return new RecordFacts(this.opposites.shared(seen), this.orders.outOfSequence());
  }
}

function orderOf({ orderId, account, instrument, side }: Fill): string | null {
  if (orderId === null) return null;
  return [instrument.venue, account, instrument.symbol, side, orderId].join('\u001f');
}

/** Keys end with the side. */
function oppositeOf(key: string): string {
  const at = key.lastIndexOf('\u001f');
  return `${key.slice(0, at + 1)}${key.slice(at + 1) === 'buy' ? 'sell' : 'buy'}`;
}
