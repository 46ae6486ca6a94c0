/** Makes the lanes of one file: reads a row as the reference reader does, has the domain judge it, and notes what fills share. */

import { type Decimal, ONE } from '../../domain/decimal.ts';
import type { Fill } from '../../domain/fill.ts';
import type { JudgingContext } from '../../domain/judgement.ts';
import type { RoundingKey } from '../../domain/rounding-fingerprint.ts';
import { roundingName } from '../../domain/rounding-fingerprint.ts';
import type { AffiliateTerms } from '../../domain/terms.ts';
import type { ExcludedEvent, FillEvent, RowEvent } from '../../ingest/row-event.ts';
import type { Source } from '../engine.ts';
import {
  type Alike,
  around,
  type Exemplar,
  type Exemplars,
  type Sides,
  withoutAmounts,
} from '../exemplar.ts';
import type { RateLane } from '../rate-evidence.ts';
import { type Budget, COST } from './budget.ts';
import { cellsKey } from './cell-maker.ts';
import { type CountedLane, type Lane, type LeftOutLane, laneOf, wholeOf, worthOf } from './lane.ts';
import type { AskedRow, ScannedNumber } from './part.ts';

export class LaneMaker {
  /** By number of the lane: its share; −1 = its rows are not counted as fills. */
  readonly laneShares: number[] = [];
  /** By number of the lane. */
  readonly leftOut = new Map<number, LeftOutLane>();
  /** By their numbers: a fill that stands for all, see `CountedLane.share`. */
  readonly shares: Exemplar[] = [];
  /** By their numbers: a fill that stands for all, see `CountedLane.cells`. */
  readonly broken: Exemplar[] = [];
  /** By their numbers, see `CountedLane.cuts`. */
  readonly cuts: (AffiliateTerms | null)[] = [];
  readonly streams: RateLane[] = [];
  readonly roundings: RoundingKey[] = [];
  private readonly source: Source;
  private readonly makeExemplar: Exemplars;
  private readonly budget: Budget;
  private readonly sharesWithin = new Map<JudgingContext, readonly number[]>();
  private readonly cellNumbers = new Map<JudgingContext, Map<string, number>>();
  private readonly streamNumbers = new Map<string, number>();
  private readonly roundingNumbers = new Map<string, number>();

  constructor(source: Source, exemplars: Exemplars, budget: Budget) {
    this.budget = budget;
    this.source = source;
    this.makeExemplar = exemplars;
  }

  /** The lane of a row; null where it tells nothing of others with the same words. @param read what the reader makes of it */
  lane(row: AskedRow, read: () => RowEvent | undefined): Lane | null {
    const lane = this.make(read(), row);
    if (lane === null) return null;
    this.note(lane);
    if (lane.kind === 'counted' && lane.pair !== null) this.note(lane.pair);
    return lane;
  }

  private note(lane: Lane): void {
    if (lane.kind === 'left out') this.leftOut.set(this.next, lane);
    this.laneShares.push(lane.kind === 'counted' ? lane.share : -1);
  }

  private make(event: RowEvent | undefined, row: AskedRow): Lane | null {
    if (event?.kind === 'excluded') return leftOutLane(event, this.next);
    // One bad number is enough that a row cannot be read.
    if (event?.kind !== 'fill') return null;
    const { fill } = event;
    const sound = agrees(event, row, this.source);
    return this.ofAlike(fill, sound ? this.makeExemplar.of(fill, this.source) : null);
  }

  private get next(): number {
    return this.laneShares.length;
  }

  private ofAlike(fill: Fill, alike: Alike): Lane {
    const always = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
    const single: Lane = { kind: 'single', number: this.next, ...always };
    if (alike === null) return single;
    if ('singly' in alike) {
      const { from, to } = alike.singly;
      return { ...single, from: from ?? always.from, to: to ?? always.to };
    }
    const names = namesOf(fill);
    if ('filtered' in alike) {
      const { feeAsset, instrument } = fill;
      const contractValue = wholeOf(instrument.contractValue ?? ONE);
      if (contractValue === null) return single;
      const { from, to } = alike.filtered;
      const bounds = { from: from ?? always.from, to: to ?? always.to };
      const worth = worthOf(fill);
      const what = { reason: 'filter', feeAsset, symbol: instrument.symbol, contractValue, worth };
      return { kind: 'left out', number: this.next, ...bounds, ...what, ...names };
    }
    if ('maker' in alike) return this.ofSides(fill, alike);
    const { from, to } = alike.steady;
    const lane = this.counted(alike, this.next, names, null);
    return lane ?? { ...single, from: from ?? always.from, to: to ?? always.to };
  }

  /** Two lanes that last as long as both. */
  private ofSides(fill: Fill, { maker, taker }: Sides): Lane {
    const names = namesOf(fill);
    const steady = around([maker.steady, taker.steady], fill.time);
    const [one, other] = [maker, taker].map((side) => ({ ...side, steady }));
    const number = this.next;
    const pair = this.counted(other!, number + 1, names, null);
    const lane = pair === null ? null : this.counted(one!, number, names, pair);
    if (lane !== null) return lane;
    const { from, to } = steady;
    const bounds = { from: from ?? Number.NEGATIVE_INFINITY, to: to ?? Number.POSITIVE_INFINITY };
    return { kind: 'single', number, ...bounds };
  }

  /** Null where a number is too long for the kernel. */
  private counted(
    alike: Exemplar,
    number: number,
    names: Pick<CountedLane, 'keyPrefix' | 'keySuffix' | 'orderPrefix'>,
    pair: CountedLane | null,
  ): CountedLane | null {
    const shared = { stream: this.streamOf(alike), roundings: this.roundingOf(alike) };
    const kept = withoutAmounts(alike);
    const [share, cuts, cells] = [this.shareOf(kept), this.cutsOf(kept), this.cellsOf(kept)];
    const numbers = { number, share, cuts, cells };
    return laneOf(alike, { ...numbers, ...shared, ...names, pair });
  }

  /** Bins are those of the groups and of the partner's periods. */
  private cutsOf({ terms: { affiliate } }: Exemplar): number {
    const number = this.cuts.indexOf(affiliate);
    return number < 0 ? this.cuts.push(affiliate) - 1 : number;
  }

  private cellsOf(exemplar: Exemplar): number {
    const alike = this.cellNumbers.get(exemplar.context) ?? new Map<string, number>();
    this.cellNumbers.set(exemplar.context, alike);
    const key = cellsKey(exemplar);
    const number = alike.get(key) ?? this.broken.push(exemplar) - 1;
    alike.set(key, number);
    return number;
  }

  private shareOf(one: Exemplar): number {
    const { context } = one;
    const known = this.sharesWithin.get(context) ?? [];
    const found = known.find((share) => isShared(one, this.shares[share]!));
    if (found !== undefined) return found;
    this.budget.take(COST.share);
    const share = this.shares.push(one) - 1;
    this.sharesWithin.set(context, known.concat(share));
    return share;
  }

  /** Lanes share a stream where they share its candidates too. */
  private streamOf({ lane }: Exemplar): number {
    const key = `${lane.id} ${lane.candidates.map(({ rate }) => rate.toString()).join(' ')}`;
    let number = this.streamNumbers.get(key);
    if (number === undefined) {
      number = this.streams.push(lane) - 1;
      this.streamNumbers.set(key, number);
    }
    return number;
  }

  private roundingOf({ fill, judged, context }: Exemplar): number {
    const { venue, product } = fill.instrument;
    const key = { venue, product, feeAsset: judged.feeAsset };
    const name = `${roundingName(key)}\u001f${context.print.rounding.scale}`;
    let number = this.roundingNumbers.get(name);
    if (number === undefined) {
      number = this.roundings.push(key) - 1;
      this.roundingNumbers.set(name, number);
    }
    return number;
  }
}

/** True = the fills of two exemplars of one context are counted in the same groups and under the same terms. */
function isShared(one: Exemplar, other: Exemplar): boolean {
  return (
    one.judged.due === other.judged.due &&
    one.judged.liquidity === other.judged.liquidity &&
    one.judged.evidence === other.judged.evidence &&
    one.judged.feeAsset === other.judged.feeAsset &&
    one.terms === other.terms &&
    one.asMaker === other.asMaker &&
    one.schedule === other.schedule &&
    one.fill.account === other.fill.account &&
    one.fill.feeAsset === other.fill.feeAsset &&
    one.fill.instrument === other.fill.instrument &&
    one.extra.every((value, index) => value === other.extra[index])
  );
}

/** The lane of rows that are no fills; null where the fee cannot be read. */
export function leftOutLane({ reason, fee, feeAsset }: ExcludedEvent, number: number): LeftOutLane | null {
  const always = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
  const contractValue = { mantissa: 1, scale: 0 };
  const worth = 'product' as const;
  const none = { keyPrefix: null, keySuffix: '', symbol: null, contractValue, worth };
  return fee === null ? null : { kind: 'left out', number, ...always, reason, feeAsset, ...none };
}

/** The texts around the ids in the key and the order of a row, as `row-reader.ts` and `record-facts.ts` spell them. */
export function namesOf({
  account,
  instrument,
  side,
  flag,
}: Fill): Pick<CountedLane, 'keyPrefix' | 'keySuffix' | 'orderPrefix'> {
  const begin = [instrument.venue, account, instrument.symbol].join('\u001f');
  const orderPrefix = flag === null ? null : `${begin}\u001f${side}\u001f`;
  return { keyPrefix: begin, keySuffix: `\u001f${side}`, orderPrefix };
}

const abs = ({ mantissa, scale }: ScannedNumber): ScannedNumber => ({ mantissa: Math.abs(mantissa), scale });

/** Scanner and reader must read the same out of a row; where they differ, such rows are read singly. */
export function agrees(
  { fill, rawFee }: FillEvent,
  { time, price, quantity, value, fee }: AskedRow,
  { recognition }: Source,
): boolean {
  const same = (read: Decimal, { mantissa, scale }: ScannedNumber) => read.eq(`${mantissa}e-${scale}`);
  const { quoteAmount } = fill;
  // Where the value of a contract is known, what the row prints means nothing.
  const isUnused = recognition.profile.printedValue === true && quoteAmount === null;
  const sameValue =
    isUnused ||
    (value === null || quoteAmount === null ? value === quoteAmount : same(quoteAmount, abs(value)));
  const { base, quote } = fill.instrument;
  // An asset that begins with a digit can be cut from a number in two places.
  if (recognition.glued.size > 0 && [base, quote].some((asset) => /^\d/.test(asset ?? ''))) return false;
  return (
    fill.time === time &&
    fill.fee.eq(rawFee) &&
    (price === null || same(fill.price, price)) &&
    sameValue &&
    same(fill.quantity, quantity) &&
    same(fill.fee, fee)
  );
}
