/** Fills of one order or request looked at together, before any of them is judged. */
import { isNoRate } from '../domain/card.ts';
import { quotient, readDecimal, round, ZERO } from '../domain/decimal.ts';
import { type Facts, givenValue } from '../domain/facts.ts';
import { exactFee, tradedValue } from '../domain/fee.ts';
import type { Fill } from '../domain/fill.ts';
import { formulaFor, type JudgingContext, judgeFill } from '../domain/judgement.ts';
import { compareMarks, type Mark } from '../domain/mark.ts';
import { partFor } from '../domain/order-part.ts';
import { BOX_UNITS, discountFactors, type OrderShare, tierPart } from '../domain/order-share.ts';
import { type LegCharge, legCharges, type RfqLeg } from '../domain/rfq-legs.ts';
import type { RfqClause } from '../domain/schedule.ts';
import { HOUR } from '../domain/time.ts';
import type { EngineRequest } from './engine.ts';

interface Leg {
  readonly fill: Fill;
  readonly context: JudgingContext;
  readonly leg: RfqLeg;
}

/** A fill of an order, small enough to be held for every order. */
interface Carrier extends Mark {
  /** Set where the fill has no id: file and line. */
  readonly place: string | null;
}

const carrierOf = ({ time, tradeId, instrument, line, file }: Fill): Carrier => ({
  ...{ time, tradeId, symbol: instrument.symbol },
  place: tradeId === null ? `${file}:${line}` : null,
});
const isSame = (a: Carrier, b: Carrier) =>
  a.time === b.time && a.tradeId === b.tradeId && a.symbol === b.symbol && a.place === b.place;

export class OrderBook {
  private readonly requests = new Map<string, Leg[] | 'unknown'>();
  /** The earliest fill of an order that carries its fixed part. */
  private readonly carriers = new Map<string, Carrier>();
  private readonly facts = new Map<string, OrderShare>();

  private readonly standings: NonNullable<EngineRequest['standings']>;

  /** @param standings what the owners say of their accounts, for discounts on requests */
  constructor(standings: EngineRequest['standings']) {
    this.standings = standings ?? [];
  }

  /** Takes note of one fill. Only fills that depend on others are kept. */
  collect(fill: Fill, context: JudgingContext): void {
    const { card, takerOrderFees } = context;
    if (fill.channel === 'rfq') {
      this.collectLeg(fill, context);
      return;
    }
    if (isNoRate(card)) return;
    if (fill.flag !== 'taker' || fill.orderId === null || takerOrderFees === undefined) return;
    const { formula } = judgeFill(fill, context);
    const [amount = ZERO] = formula?.part?.amounts ?? [];
    if (!amount.isZero()) this.carry(orderKey(fill), fill);
  }

  /** A request of which one leg has no known fee is not settled at all: its groups could not be compared. */
  private collectLeg(fill: Fill, context: JudgingContext): void {
    const key = requestKey(fill);
    const leg = legOf(fill, context);
    const known = this.requests.get(key);
    if (leg === null || known === 'unknown') this.requests.set(key, 'unknown');
    else if (known === undefined) this.requests.set(key, [{ fill, context, leg }]);
    else known.push({ fill, context, leg });
  }

  /** Settles every request; call once, when all fills have been collected. */
  settle(): void {
    for (const [key, legs] of this.requests) if (legs !== 'unknown') this.settleRequest(key, legs);
    this.requests.clear();
  }

  /** What is known of a fill's order; undefined = nothing that matters. */
  of(fill: Fill): OrderShare | undefined {
    if (fill.channel === 'rfq') return this.facts.get(legKey(fill));
    if (fill.flag !== 'taker' || fill.orderId === null) return undefined;
    const carrier = this.carriers.get(orderKey(fill));
    if (carrier === undefined || isSame(carrier, carrierOf(fill))) return undefined;
    return { leg: null, mayCarry: false };
  }

  private carry(key: string, fill: Fill): void {
    const known = this.carriers.get(key);
    const mark = carrierOf(fill);
    if (known === undefined || compareMarks(mark, known) < 0) this.carriers.set(key, mark);
  }

  private settleRequest(key: string, legs: readonly Leg[]): void {
    const { card } = legs[0]!.context;
    const rules = isNoRate(card) ? undefined : card.version.clauses.rfq;
    if (rules === undefined) return;
    const charges = legCharges(
      legs.map(({ leg }) => leg),
      rules,
    );
    const first = charges.get(legs[0]!.leg.key)!;
    if (first.kind === 'box') {
      this.settleBox(legs, first);
      return;
    }
    for (const { fill, context, leg } of legs) {
      const charged = charges.get(leg.key);
      if (charged?.kind !== 'share' || fill.flag !== 'taker' || context.takerOrderFees === undefined)
        continue;
      const due = leg.full.times(charged.factor);
      const part = partFor({ amounts: [ZERO, ...context.takerOrderFees], charged: fill.fee }, due);
      if (!part.isZero()) this.carry(key, fill);
    }
    const carrier = this.carriers.get(key);
    for (const { fill, leg, context } of legs) {
      const { terms } = context;
      const charged = charges.get(leg.key);
      if (charged?.kind !== 'share') continue;
      const mayCarry = carrier === undefined || isSame(carrier, carrierOf(fill));
      const left = this.leftOf(rules, fill, terms.tier).map((part) => part.times(charged.factor));
      this.facts.set(legKey(fill), { leg: { ...charged, left }, mayCarry });
    }
  }

  /** What discounts on requests may leave of this account's fees. */
  private leftOf(rules: RfqClause, { account, instrument, time, flag }: Fill, tier: string | null) {
    const own = this.standings.filter((one) => one.account === null || one.account === account);
    const facts: Facts = (metric) => {
      const value = givenValue(own, [metric], instrument.product, time);
      return value === null ? null : { value, atLeast: false, basis: 'given' };
    };
    return discountFactors(rules, tier, flag === 'maker' ? 'maker' : 'taker', facts, time);
  }

  /** All legs of a box are judged in sum; a difference stands on the first of them. */
  private settleBox(legs: readonly Leg[], box: Extract<LegCharge, { kind: 'box' }>): void {
    const sorted = [...legs].sort((a, b) => (a.leg.key < b.leg.key ? -1 : 1));
    const { fill, context } = sorted[0]!;
    const { card, taker, print, terms } = context;
    if (isNoRate(card) || isNoRate(taker) || card.version.clauses.rfq === undefined) return;
    const rules = card.version.clauses.rfq;
    const liquidity = fill.flag === 'maker' ? 'maker' : 'taker';
    const { top, bottom } = tierPart(card, taker.rate);
    const fixed = liquidity === 'taker' ? [ZERO, rules.boxTakerFee] : [ZERO];
    const dues = this.leftOf(rules, fill, terms.tier).flatMap((factor) => {
      const due = quotient(box.amount.times(top).times(factor), bottom);
      return fixed.map((amount) => due.plus(amount));
    });
    const charged = sorted.reduce((sum, one) => sum.plus(one.fill.fee), ZERO);
    const nearest = dues.reduce((best, due) =>
      charged.minus(due).abs().lt(charged.minus(best).abs()) ? due : best,
    );
    const off = charged.minus(nearest);
    const isDue = off.abs().lte(print.unit.times(BOX_UNITS));
    for (const [at, one] of sorted.entries()) {
      const expected = at > 0 || isDue ? one.fill.fee : one.fill.fee.minus(round(off, print.rounding));
      this.facts.set(legKey(one.fill), { leg: { kind: 'due', expected, words: box.words }, mayCarry: true });
    }
  }
}

const orderKey = ({ instrument, account, orderId }: Fill) =>
  `o\u001f${instrument.venue}\u001f${account}\u001f${orderId}`;
const requestKey = ({ instrument, account, requestId, flag }: Fill) =>
  `r\u001f${instrument.venue}\u001f${account}\u001f${requestId}\u001f${flag}`;
const legKey = (fill: Fill) =>
  `${requestKey(fill)}\u001f${fill.instrument.symbol}\u001f${fill.side}\u001f${fill.time}\u001f${fill.tradeId ?? `${fill.file}:${fill.line}`}`;

/** A leg with its fee at the full taker rate; null where that cannot be computed. */
function legOf(fill: Fill, context: JudgingContext): RfqLeg | null {
  const { card, taker } = context;
  const notional = tradedValue(fill);
  if (isNoRate(card) || card.version.clauses.rfq === undefined) return null;
  if (isNoRate(taker) || notional === null || fill.requestId === undefined || fill.indexPrice === null)
    return null;
  const formula = formulaFor(fill, notional, fill.feeAsset ?? fill.instrument.quote ?? '', {
    ...context,
    takerOrderFees: undefined,
  });
  if (formula === null) return null;
  const option = optionOf(fill.instrument.symbol);
  if (fill.instrument.kind === 'option' && option === null) return null;
  return {
    ...{ key: legKey(fill), option, isLong: fill.side === 'buy', quantity: fill.quantity },
    full: exactFee(formula, taker.rate),
    charged: fill.fee,
    time: fill.time,
  };
}

/** `ETH-20260327-4800-P`: expires at 08:00 UTC of its day; a point in a strike is written `_`. */
function optionOf(symbol: string): RfqLeg['option'] {
  const match = /-(\d{4})(\d{2})(\d{2})-([\d._]+)-([CP])$/i.exec(symbol);
  if (match === null) return null;
  const strike = readDecimal(match[4]!.replace('_', '.'));
  if (typeof strike === 'string') return null;
  const midnight = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
  const right = match[5]!.toUpperCase() === 'C' ? 'C' : 'P';
  return { right, strike, expiry: midnight + 8 * HOUR };
}
