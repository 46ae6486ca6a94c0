/** Two rows, one per asset that changed hands → one spot fill. */
import { Decimal, quotient, ZERO } from '../domain/decimal.ts';
import type { Side } from '../domain/fill.ts';
import type { Instrument } from '../domain/instrument.ts';
import { KnownError, problem } from '../domain/problem.ts';
import { type RawFee, refusedRow } from './raw-fee.ts';
import type { Row } from './records.ts';
import { REMARKS } from './remarks.ts';
import type { RowEvent } from './row-event.ts';
import type { RowReader } from './row-reader.ts';

interface Leg {
  readonly row: Row;
  readonly raw: RawFee;
  readonly instrument: Instrument;
  readonly time: number;
  readonly side: Side;
  readonly isBase: boolean;
  readonly amount: Decimal;
  /** Null in the vintage that has no price. */
  readonly price: Decimal | null;
  readonly id: string;
  readonly idUsable: boolean;
  /** Order, time and symbol: what both legs share. */
  readonly group: string;
}

/** Legs that wait for their other half; older ones are refused. */
const WAITING = 500;
/** The legs agree when base × price is the quote amount but for the last digits of the printed price. */
const AGREEMENT = new Decimal('1e-6');

/** Pairs legs as they come. */
export class SpotLegs {
  private readonly reader: RowReader;
  private readonly waiting = new Map<string, Leg[]>();
  private count = 0;

  constructor(reader: RowReader) {
    this.reader = reader;
  }

  /** Takes one leg; returns what is settled by it. */
  push(row: Row, raw: RawFee): RowEvent[] {
    let leg: Leg;
    try {
      leg = this.readLeg(row, raw);
    } catch (error) {
      if (!(error instanceof KnownError)) throw error;
      return [refusedRow(error.problem, raw)];
    }
    const group = this.waiting.get(leg.group) ?? [];
    const mate = bestMate(leg, group);
    if (mate !== -1) {
      const [other] = group.splice(mate, 1);
      this.count--;
      if (group.length === 0) this.waiting.delete(leg.group);
      return this.join(other!, leg);
    }
    group.push(leg);
    this.waiting.set(leg.group, group);
    this.count++;
    return this.count > WAITING ? this.release() : [];
  }

  /** What is left at the end of the file. */
  finish(): RowEvent[] {
    const events: RowEvent[] = [];
    while (this.count > 0) events.push(...this.release());
    return events;
  }

  /**
   * Settles the oldest group, whose legs found no other half: neighbours are refused together, the rest as
   * orphans.
   */
  private release(): RowEvent[] {
    const [name, group] = this.waiting.entries().next().value as [string, Leg[]];
    this.waiting.delete(name);
    this.count -= group.length;
    const events: RowEvent[] = [];
    const left = [...group];
    while (left.length > 0) {
      const leg = left.shift()!;
      const mate = left.findIndex((other) => opposite(leg, other) && near(leg, other));
      if (mate === -1) events.push(this.orphan(leg));
      else events.push(...this.join(leg, left.splice(mate, 1)[0]!));
    }
    return events;
  }

  private readLeg(row: Row, raw: RawFee): Leg {
    const { reader } = this;
    const instrument = reader.instrument(row.cells, row.line);
    const unit = reader.cell(row.cells, 'balanceUnit').toUpperCase();
    if (unit !== instrument.base && unit !== instrument.quote) {
      throw new KnownError(
        problem('leg-unknown', 'the balance of this row is in neither asset of the pair', {
          ...reader.place(row.line, 'balanceUnit'),
          value: unit.slice(0, 80),
          hint: 'export the file again',
        }),
      );
    }
    if (raw.fee === null && raw.problem !== null) throw new KnownError(raw.problem);
    const trade = reader.id(row.cells, 'tradeId');
    const orderId = reader.cell(row.cells, 'orderId');
    const time = reader.time(row);
    const quantity = reader.number(row, 'quantity');
    const signed = reader.recognition.profile.signedLegs === true;
    return {
      row,
      raw,
      instrument,
      time,
      side: !signed ? reader.side(row) : quantity.isNeg() ? 'sell' : 'buy',
      isBase: unit === instrument.base,
      amount: quantity.abs(),
      price: reader.has('price') ? reader.price(row) : null,
      id: trade.id ?? '',
      idUsable: trade.usable && /^\d+$/.test(trade.id ?? ''),
      group: `${orderId}\u001f${time}\u001f${instrument.symbol}`,
    };
  }

  private orphan(leg: Leg): RowEvent {
    return refusedRow(
      problem('leg-single', 'a spot fill has two rows in this export; the other one is missing', {
        ...this.reader.place(leg.row.line, 'tradeId'),
        value: leg.id.slice(0, 80),
        hint: 'export a period that holds the whole trade',
      }),
      leg.raw,
    );
  }

  private join(first: Leg, second: Leg): RowEvent[] {
    const [base, quote] = first.isBase ? [first, second] : [second, first];
    const refuse = (code: string, sentence: string): RowEvent[] =>
      [first, second].map((leg) =>
        refusedRow(
          problem(code, sentence, {
            ...this.reader.place(leg.row.line, 'tradeId'),
            value: leg.id.slice(0, 80),
            hint: 'export the file again',
          }),
          leg.raw,
        ),
      );
    if (agree(first, second) === false)
      return refuse('legs-disagree', 'amounts and price of the two rows of this spot fill do not agree');
    const charged = [first, second].filter(({ raw }) => raw.fee !== null && !raw.fee.isZero());
    if (charged.length > 1) return refuse('legs-both-charged', 'both rows of this spot fill carry a fee');
    const received = base.side === 'buy' ? base : quote;
    const fee = charged[0] ?? received;
    const { reader } = this;
    const account = reader.account(base.row.cells);
    const usable = first.idUsable && second.idUsable;
    if (!usable && reader.has('tradeId')) reader.remark(REMARKS.damagedId);
    const { instrument } = base;
    const feeAsset = fee.raw.asset ?? reader.cell(fee.row.cells, 'balanceUnit');
    return [
      {
        kind: 'fill',
        fill: {
          file: reader.file,
          line: Math.min(first.row.line, second.row.line),
          rows: 2,
          account,
          instrument,
          tradeId: base.id === '' ? null : base.id,
          orderId: reader.cell(base.row.cells, 'orderId') || null,
          time: base.time,
          side: base.side,
          price: base.price ?? quotient(quote.amount, base.amount),
          quantity: base.amount,
          fee: fee.raw.fee ?? ZERO,
          feeAsset,
          flag: null,
          orderType: null,
          quoteAmount: null,
          indexPrice: null,
          otherFees: null,
        },
        rawFee: fee.raw.fee ?? ZERO,
        key: usable ? reader.key(base.row.cells, account, instrument, base.side) : null,
        content: `${base.row.cells.join('\u001f')}\u001e${quote.row.cells.join('\u001f')}`,
        legLines: [base.row.line, quote.row.line],
      },
    ];
  }
}

/**
 * The waiting leg that completes this one: of those whose amounts agree, the one whose id is nearest. Without
 * a price only
 * the ids can tell. -1 = none yet.
 */
function bestMate(leg: Leg, waiting: readonly Leg[]): number {
  let best = -1;
  let nearest: Decimal | null = null;
  for (const [index, other] of waiting.entries()) {
    const agreed = opposite(leg, other) ? agree(leg, other) : false;
    if (agreed === false || (agreed === null && !near(leg, other))) continue;
    const distance = distanceOf(leg, other);
    if (best !== -1 && (distance === null || (nearest !== null && distance.gte(nearest)))) continue;
    best = index;
    nearest = distance;
  }
  return best;
}

function opposite(one: Leg, other: Leg): boolean {
  return one.isBase !== other.isBase && one.side !== other.side;
}

/** Ids of the two legs of one fill were seen one and two apart. */
function near(one: Leg, other: Leg): boolean {
  const distance = distanceOf(one, other);
  return distance?.lte(2) ?? false;
}

function distanceOf(one: Leg, other: Leg): Decimal | null {
  return one.idUsable && other.idUsable ? new Decimal(one.id).minus(other.id).abs() : null;
}

/** Whether base × price is the quote amount; null where there is no price to tell. */
function agree(one: Leg, other: Leg): boolean | null {
  const [base, quote] = one.isBase ? [one, other] : [other, one];
  const price = base.price ?? quote.price;
  if (price === null) return base.amount.isZero() ? false : null;
  return base.amount.times(price).minus(quote.amount).abs().lte(quote.amount.abs().times(AGREEMENT));
}
