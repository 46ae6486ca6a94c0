/** The same fills under other cards: every judged fill is charged again, rounded as ever, and summed by card and fee asset. */

import { pricesProduct } from '../domain/card.ts';
import { type CardTerms, type ComparedCard, termsFor } from '../domain/compared-card.ts';
import type { CardSum } from '../domain/comparison.ts';
import { type Decimal, ZERO } from '../domain/decimal.ts';
import type { Fill } from '../domain/fill.ts';
import type { Instrument } from '../domain/instrument.ts';
import { type FillJudgement, type JudgingContext, judgeFill } from '../domain/judgement.ts';
import { stackingOf } from '../domain/plain-flow.ts';
import { ineligibility } from '../domain/rebate.ts';
import type { Schedule } from '../domain/schedule.ts';
import type { TermsInForce } from '../domain/terms.ts';
import { CardBook } from './card-book.ts';
import type { Audience, EngineRequest } from './engine.ts';

/** What one card makes of the fills of one fee asset. */
export interface RepricedSum {
  readonly card: ComparedCard;
  readonly feeAsset: string;
  /** Null where fills are counted in different assets. */
  notionalAsset: string | null;
  fills: number;
  makerNotional: Decimal;
  takerNotional: Decimal;
  maker: Decimal;
  taker: Decimal;
  eligibleMaker: Decimal;
  eligibleTaker: Decimal;
  /** Distinct rates due by side, as text. */
  readonly makerRates: Set<string>;
  readonly takerRates: Set<string>;
  /** Why fills could not be priced under this card → how many. */
  readonly unpriced: Map<string, number>;
}

export class Repricing implements Audience {
  /** By card, then fee asset. */
  readonly sums = new Map<ComparedCard, Map<string, RepricedSum>>();
  /** Fills that the first card has nothing to do with, by venue and product. */
  readonly outside = new Map<string, number>();
  /** Distinct symbols of the fills compared, with their notional. */
  readonly symbols = new Map<string, Decimal>();
  private readonly cards: readonly ComparedCard[];
  private readonly book: CardBook;
  private readonly traded = new Map<Schedule, Map<Instrument, Instrument>>();
  private readonly discounted = new Map<TermsInForce, Map<TermsInForce, TermsInForce>>();

  constructor(cards: readonly ComparedCard[], request: EngineRequest) {
    this.cards = cards;
    const schedules = new Map<string, Schedule>();
    for (const { schedule, ladder, others } of cards) {
      for (const one of [schedule, ladder?.schedule, others?.schedule])
        if (one !== undefined) schedules.set(one.id, one);
    }
    this.book = new CardBook({
      ...request,
      schedule: (_, __, terms) => schedules.get(terms.schedule ?? '') ?? null,
    });
  }

  begin(): void {
    this.sums.clear();
    this.outside.clear();
    this.symbols.clear();
  }

  judged(fill: Fill, judged: FillJudgement, context: JudgingContext): void {
    const [first] = this.cards;
    const { venue, product, symbol } = fill.instrument;
    if (first === undefined || !fits(first.schedule, fill.instrument)) {
      const key = `${venue} ${product}`;
      this.outside.set(key, (this.outside.get(key) ?? 0) + 1);
      return;
    }
    this.symbols.set(symbol, (this.symbols.get(symbol) ?? ZERO).plus(judged.notional ?? ZERO));
    for (const card of this.cards) this.price(card, fill, judged, context);
  }

  private price(card: ComparedCard, fill: Fill, judged: FillJudgement, context: JudgingContext): void {
    const sum = this.sumOf(card, judged);
    sum.fills += 1;
    const { liquidity } = judged;
    const unpriced = (why: string) => sum.unpriced.set(why, (sum.unpriced.get(why) ?? 0) + 1);
    if (liquidity === 'none') return void unpriced('a fill without a role has no maker or taker rate');
    if (!fits(card.schedule, fill.instrument))
      return void unpriced(`${card.schedule.id} does not price ${fill.instrument.product}`);
    const side = liquidity === 'maker' ? 'maker' : 'taker';
    const used = termsFor(card, fill.instrument.symbol, side);
    if (used === null) return void unpriced('what other pairs pay beside the program is not known');
    const again = this.judgeUnder(used, fill, judged, context);
    if (again.expected === null || again.due === null)
      return void unpriced(again.reason ?? 'no rate is known');
    const { expected, due } = again;
    const { affiliate } = card.terms;
    const { track } = card.terms;
    const earns =
      affiliate !== null &&
      ineligibility({ charged: expected, liquidity, due: due.rate, track }, affiliate) === null;
    const eligible = earns ? expected : ZERO;
    const notional = again.notional ?? ZERO;
    if (side === 'maker') {
      sum.maker = sum.maker.plus(expected);
      sum.eligibleMaker = sum.eligibleMaker.plus(eligible);
      sum.makerNotional = sum.makerNotional.plus(notional);
      sum.makerRates.add(due.rate.toString());
    } else {
      sum.taker = sum.taker.plus(expected);
      sum.eligibleTaker = sum.eligibleTaker.plus(eligible);
      sum.takerNotional = sum.takerNotional.plus(notional);
      sum.takerRates.add(due.rate.toString());
    }
  }

  /** The side is what the account's own judgement found, since under another card's rates the fee tells nothing. */
  private judgeUnder(
    { schedule, terms }: CardTerms,
    fill: Fill,
    judged: FillJudgement,
    own: JudgingContext,
  ): FillJudgement {
    const instrument = this.asTraded(fill.instrument, schedule);
    const flag = judged.liquidity === 'unknown' ? null : judged.liquidity;
    const told: Fill = { ...fill, instrument, flag };
    return judgeFill(told, this.book.contextFor(told, this.withDiscount(terms, own.terms), own.print));
  }

  /** A card's terms with the token discount that the account's own terms had at the time. */
  private withDiscount(terms: TermsInForce, own: TermsInForce): TermsInForce {
    let byOwn = this.discounted.get(terms);
    if (byOwn === undefined) {
      byOwn = new Map();
      this.discounted.set(terms, byOwn);
    }
    let found = byOwn.get(own);
    if (found === undefined) {
      found = { ...terms, discount: own.discount };
      byOwn.set(own, found);
    }
    return found;
  }

  /** The instrument as the card's venue would list it: its product names the tables. */
  private asTraded(instrument: Instrument, schedule: Schedule): Instrument {
    if (instrument.venue === schedule.venue && pricesProduct(schedule, instrument.venue, instrument.product))
      return instrument;
    let byInstrument = this.traded.get(schedule);
    if (byInstrument === undefined) {
      byInstrument = new Map();
      this.traded.set(schedule, byInstrument);
    }
    let found = byInstrument.get(instrument);
    if (found === undefined) {
      found = { ...instrument, venue: schedule.venue, product: productFor(schedule, instrument) };
      byInstrument.set(instrument, found);
    }
    return found;
  }

  private sumOf(card: ComparedCard, { feeAsset, notionalAsset }: FillJudgement): RepricedSum {
    let byAsset = this.sums.get(card);
    if (byAsset === undefined) {
      byAsset = new Map();
      this.sums.set(card, byAsset);
    }
    let sum = byAsset.get(feeAsset);
    if (sum === undefined) {
      const zeros = { makerNotional: ZERO, takerNotional: ZERO, maker: ZERO, taker: ZERO };
      sum = {
        card,
        feeAsset,
        notionalAsset,
        fills: 0,
        ...zeros,
        eligibleMaker: ZERO,
        eligibleTaker: ZERO,
        makerRates: new Set(),
        takerRates: new Set(),
        unpriced: new Map(),
      };
      byAsset.set(feeAsset, sum);
    }
    if (sum.notionalAsset !== notionalAsset) sum.notionalAsset = null;
    return sum;
  }
}

const PRODUCT_OF_KIND = { linear: 'perps', inverse: 'perps', option: 'options', spot: 'spot' } as const;

function productFor({ product, covers }: Schedule, { kind }: Instrument): string {
  const wanted = PRODUCT_OF_KIND[kind];
  return covers?.includes(wanted) ? wanted : product;
}

/** True when the card can stand for fills of this instrument: its own product, or at another venue one of the same kind. */
export function fits(schedule: Schedule, { venue, product, kind }: Instrument): boolean {
  if (schedule.venue === venue) return pricesProduct(schedule, venue, product);
  return schedule.kind === kind || (schedule.covers?.includes(PRODUCT_OF_KIND[kind]) ?? false);
}

/** A repriced sum as the comparison wants it. */
export function cardSumOf(sum: RepricedSum): CardSum {
  const { card, makerNotional, takerNotional, maker, taker, eligibleMaker, eligibleTaker } = sum;
  const sums = { makerNotional, takerNotional, maker, taker, eligibleMaker, eligibleTaker };
  return { ...sums, ...stackingOf(card.terms.track, card.terms.affiliate) };
}
