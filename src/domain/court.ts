/**
 * The liquidity court: laws of an order book that need nothing but the order's own facts. A market, IOC or FOK order never
 * makes and a post-only order never takes: there the law outweighs the venue's flag, and a fee of the other side is a break.
 * The other laws allow for amended orders, which an export may not show: they are findings, told with what is at stake, and
 * change no figure.
 */
import type { CauseScope } from './cause.ts';
import { type Decimal, ZERO } from './decimal.ts';
import type { Fill, Liquidity } from './fill.ts';
import { MarkSpan, markOf } from './mark.ts';

/** Order types that can only take, and that can only make, as exports write them in lower case. */
const TAKES: ReadonlySet<string> = new Set([
  ...['market', 'ioc', 'fok', 'immediate or cancel', 'immediateorcancel', 'fill or kill', 'fillorkill'],
  ...['optimal-limit-ioc', 'optimal_limit_ioc'],
]);
const MAKES: ReadonlySet<string> = new Set([
  ...['post-only', 'post_only', 'postonly', 'post only', 'limit_maker', 'limit-maker', 'gtx', 'alo', 'poc'],
]);

/** The side that orders of this type are on by law; null = either. */
export function sideByLaw(orderType: string | null): 'maker' | 'taker' | null {
  if (orderType === null) return null;
  if (TAKES.has(orderType)) return 'taker';
  return MAKES.has(orderType) ? 'maker' : null;
}

/** The law of an order type in words; null where it says nothing. */
export function lawOf(orderType: string | null): string | null {
  const side = sideByLaw(orderType);
  if (side === null) return null;
  return side === 'maker' ? `a ${orderType} order never takes` : `a ${orderType} order never makes`;
}

/** Laws that a fill's flag can break, by the sentence that states them. */
export type Law = 'order type' | 'limit price' | 'sequence';

export const LAWS: Readonly<Record<Law, string>> = {
  'order type': 'the order type allows only the other side',
  'limit price': 'a maker is filled exactly at the limit of his order',
  sequence: 'within one order what takes comes before what makes, unless it was amended',
};

/**
 * The soft law that a flagged fill breaks, if any. @param firstMaker when the order was first filled as maker; null = not
 * known or never
 */
export function softLawBroken(fill: Fill, firstMaker: number | null): Law | null {
  const { flag, orderPrice, price, orderType, time } = fill;
  const limit = orderType === 'limit' || sideByLaw(orderType) === 'maker';
  if (flag === 'maker' && orderPrice != null && limit && !orderPrice.eq(price)) return 'limit price';
  return flag === 'taker' && firstMaker !== null && time > firstMaker ? 'sequence' : null;
}

/** Fills of one account and product whose flag breaks one law. */
export interface Contradiction {
  readonly scope: CauseScope;
  readonly law: Law;
  fills: number;
  /** Σ charged − what the other side would have paid; null where its rate is not known for some of them. */
  atStake: Decimal | null;
  readonly span: MarkSpan;
}

/** Taker fills of limit orders, which crossed the book when they arrived. */
export interface Crossed {
  readonly scope: CauseScope;
  fills: number;
  charged: Decimal;
  /** What makers would have paid on the same fills. */
  asMaker: Decimal;
}

const keyOf = ({ venue, account, product, feeAsset }: CauseScope, rest = '') =>
  [venue, account, product, feeAsset, rest].join('\u001f');

/** What the court found; merging is adding. */
export class Court {
  readonly contradictions = new Map<string, Contradiction>();
  readonly crossed = new Map<string, Crossed>();

  /** @param otherSide the fee of the other side; null = not known */
  accuse(scope: CauseScope, fill: Fill, law: Law, otherSide: Decimal | null): void {
    const key = keyOf(scope, law);
    const atStake = otherSide === null ? null : fill.fee.minus(otherSide);
    const known = this.contradictions.get(key);
    if (known === undefined) {
      this.contradictions.set(key, { scope, law, fills: 1, atStake, span: new MarkSpan(markOf(fill)) });
      return;
    }
    known.fills += 1;
    known.atStake = known.atStake === null || atStake === null ? null : known.atStake.plus(atStake);
    known.span.add(fill);
  }

  /** Taker fills of limit orders, with what a maker would have paid on them. */
  addCrossed(scope: CauseScope, charged: Decimal, asMaker: Decimal, fills = 1): void {
    const key = keyOf(scope);
    let entry = this.crossed.get(key);
    if (entry === undefined) {
      entry = { scope, fills: 0, charged: ZERO, asMaker: ZERO };
      this.crossed.set(key, entry);
    }
    entry.fills += fills;
    entry.charged = entry.charged.plus(charged);
    entry.asMaker = entry.asMaker.plus(asMaker);
  }

  merge(other: Court): void {
    for (const [key, theirs] of other.contradictions) {
      const mine = this.contradictions.get(key);
      if (mine === undefined) {
        this.contradictions.set(key, theirs);
        continue;
      }
      mine.fills += theirs.fills;
      mine.atStake =
        mine.atStake === null || theirs.atStake === null ? null : mine.atStake.plus(theirs.atStake);
      mine.span.merge(theirs.span);
    }
    for (const [key, theirs] of other.crossed) {
      const mine = this.crossed.get(key);
      if (mine === undefined) {
        this.crossed.set(key, theirs);
        continue;
      }
      mine.fills += theirs.fills;
      mine.charged = mine.charged.plus(theirs.charged);
      mine.asMaker = mine.asMaker.plus(theirs.asMaker);
    }
  }
}

/** True = the order's facts say more about its side than the venue's flag. */
export function outweighsFlag(flag: Fill['flag'], orderType: string | null): boolean {
  const side = sideByLaw(orderType);
  return side !== null && (flag === 'maker' || flag === 'taker') && flag !== side;
}

/** The other side of the book; null for a fill that is on neither. */
export function otherSideOf(liquidity: Liquidity): 'maker' | 'taker' | null {
  if (liquidity === 'maker') return 'taker';
  return liquidity === 'taker' ? 'maker' : null;
}
