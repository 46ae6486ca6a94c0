/** Orders as one kernel sees them: takers after their order had made are told at once, as long as fills come in order of time. */
import { type OrderData, OrderIndex } from '../order-index.ts';

/** Plain data. */
export interface WatchData {
  readonly orders: OrderData;
  readonly inOrder: boolean;
}

export class OrderWatch {
  readonly index: OrderIndex;
  /** Every fill seen came at the time of the one before it or later. */
  inOrder = true;
  private latest = Number.NEGATIVE_INFINITY;

  constructor(data: WatchData | null = null) {
    this.index = data === null ? new OrderIndex() : OrderIndex.from(data.orders);
    if (data !== null) this.inOrder = data.inOrder;
  }

  data(): WatchData {
    return { orders: this.index.data(), inOrder: this.inOrder };
  }

  /** @returns true = the fill took after its order had made, as far as was seen */
  note(low: number, high: number, made: boolean, time: number): boolean {
    if (time < this.latest) this.inOrder = false;
    else this.latest = time;
    const firstMaker = this.index.addPrint(low, high, made, time);
    return !made && time > firstMaker;
  }
}

/**
 * True = the watches have told every taker that came after its order had made. @param late the orders of all watches and others that did
 * @param others orders of fills that no watch saw; null = their takers are told apart
 */
export function toldAll(
  late: OrderIndex,
  watches: readonly OrderWatch[],
  others: OrderIndex | null,
): boolean {
  let all = true;
  late.each((low, high) => {
    const { firstMaker } = late.timesOf(low, high);
    if (others !== null && others.timesOf(low, high).lastTaker > firstMaker) all = false;
    for (const { index, inOrder } of watches) {
      const seen = index.timesOf(low, high);
      if (seen.lastTaker > firstMaker && !(inOrder && seen.firstMaker === firstMaker)) all = false;
    }
  });
  return all;
}
