/**
 * How much of each order its rows say was filled, against the sum of its fills. It holds a bounded number of orders; past
 * that it keeps those whose fingerprint falls in half the range, then in a quarter and so on, as `order-index.ts` does, so
 * that which orders are kept does not depend on the order of rows.
 */
import type { OrderFindings, OrderGap } from '../domain/completeness.ts';
import type { Decimal } from '../domain/decimal.ts';
import type { Fill } from '../domain/fill.ts';
import { compareIds, compareText } from '../domain/mark.ts';
import { DAY, type Instant } from '../domain/time.ts';
import { fingerprint } from './duplicate-index.ts';

/** Orders kept at most: some 1,400 bytes each (measured), about 70 MB. */
const MAX_ORDERS = 50_000;

interface OrderSum {
  readonly high: number;
  /** Size of the order; null = its rows do not agree on it, or some row does not tell. */
  quantity: Decimal | null;
  sum: Decimal;
  fills: number;
  /** Least and most that some row says is left, and the smallest fill of those that leave the most. */
  least: Decimal;
  most: Decimal;
  atMost: Decimal;
  first: Instant;
  /** True = some fill of it is in scope. */
  counted: boolean;
}

export class OrderQuantities {
  private readonly orders = new Map<string, OrderSum>();
  /** First fill of each account of a venue. */
  private readonly begins = new Map<string, Instant>();
  private readonly key = new Uint32Array(2);
  private readonly limit: number;
  /** One order in so many is looked at. */
  share = 1;

  constructor(limit = MAX_ORDERS) {
    this.limit = limit;
  }

  /** A fill that was read, in scope or not. */
  add(fill: Fill): void {
    const { ordered, orderId, quantity, time } = fill;
    if (ordered === undefined) return;
    const account = accountKey(fill);
    const begin = this.begins.get(account);
    if (begin === undefined || time < begin) this.begins.set(account, time);
    if (orderId === null) return;
    const key = orderKey(fill);
    fingerprint(key, this.key);
    const high = this.key[1]!;
    if (!this.keeps(high)) return;
    const order = this.orders.get(key);
    if (order === undefined) {
      const left = ordered?.left ?? quantity;
      const sums = { sum: quantity, fills: 1, least: left, most: left, atMost: quantity };
      const whole = tellsOf(fill) ? ordered!.quantity : null;
      this.orders.set(key, { high, quantity: whole, ...sums, first: time, counted: false });
      if (this.orders.size > this.limit) this.halve();
      return;
    }
    order.sum = order.sum.plus(quantity);
    order.fills += 1;
    if (time < order.first) order.first = time;
    if (!tellsOf(fill) || order.quantity?.eq(ordered!.quantity) !== true) order.quantity = null;
    else this.widen(order, ordered!.left, quantity);
  }

  /** The same fill, found to be in scope. */
  count(fill: Fill): void {
    if (fill.ordered === undefined || fill.orderId === null) return;
    const order = this.orders.get(orderKey(fill));
    if (order !== undefined) order.counted = true;
  }

  findings(): OrderFindings {
    const gaps: OrderGap[] = [];
    let [whole, unclear] = [0, 0];
    for (const [key, order] of this.orders) {
      if (!order.counted) continue;
      const { quantity, sum, least, most } = order;
      const missing = quantity === null ? null : quantity.minus(least).minus(sum);
      if (quantity === null || missing === null || missing.isNegative() || most.gt(quantity)) unclear += 1;
      else if (missing.isZero()) whole += 1;
      else gaps.push(this.gapOf(key, order, quantity, missing));
    }
    gaps.sort(
      (a, b) =>
        compareText(a.symbol, b.symbol) ||
        compareText(a.account, b.account) ||
        compareIds(a.orderId, b.orderId) ||
        compareText(a.venue, b.venue),
    );
    return { whole, unclear, gaps, share: this.share };
  }

  private gapOf(key: string, order: OrderSum, quantity: Decimal, missing: Decimal): OrderGap {
    const [venue, account, symbol, orderId] = key.split('\u001f') as [string, string, string, string];
    const { sum, least, most, atMost, fills, first } = order;
    const before = quantity.minus(most).minus(atMost);
    // Where all rows name one rest it is no rest after each fill, so the place of what is missing is not known.
    const isPlaced = !before.isNegative() && before.lte(missing) && (fills === 1 || !least.eq(most));
    const begin = this.begins.get(`${venue}\u001f${account}`) ?? first;
    return {
      ...{ venue, account, symbol, orderId },
      filled: quantity.minus(least),
      found: sum,
      missing,
      before: isPlaced ? before : missing,
      first,
      atEdge: first - begin < DAY,
    };
  }

  private widen(order: OrderSum, left: Decimal, quantity: Decimal): void {
    if (left.lt(order.least)) order.least = left;
    if (left.gt(order.most)) [order.most, order.atMost] = [left, quantity];
    else if (left.eq(order.most) && quantity.lt(order.atMost)) order.atMost = quantity;
  }

  private keeps(high: number): boolean {
    return this.share === 1 || high < 2 ** 32 / this.share;
  }

  private halve(): void {
    while (this.orders.size > this.limit) {
      this.share *= 2;
      for (const [key, { high }] of this.orders) if (!this.keeps(high)) this.orders.delete(key);
    }
  }
}

/** Market orders of spot pairs may be sized in the quote asset, which no row tells. */
function tellsOf({ ordered, instrument, orderType }: Fill): boolean {
  if (ordered === undefined || ordered === null || !ordered.quantity.gt(0)) return false;
  return instrument.kind !== 'spot' || orderType !== 'market';
}

const accountKey = ({ instrument, account }: Fill) => `${instrument.venue}\u001f${account}`;
const orderKey = (fill: Fill) => `${accountKey(fill)}\u001f${fill.instrument.symbol}\u001f${fill.orderId}`;
