/** One row → one event, by the columns and words of a recognition. */
import { type Decimal, quotient, unitOf, ZERO } from '../domain/decimal.ts';
import type { Fill, Side } from '../domain/fill.ts';
import type { Instrument } from '../domain/instrument.ts';
import { fail, KnownError } from '../domain/problem.ts';
import { type CellPlace, isDamagedId, readNumber, refuseNumber, splitGlued, TimeReader } from './cells.ts';
import { FeeReader } from './fee-reader.ts';
import { headerName } from './header.ts';
import type { Recognition } from './identify.ts';
import type { InstrumentTable } from './instruments.ts';
import { isTrue, orderedOf, orderPriceOf, orderTypeOf } from './order-facts.ts';
import { type Pair, PairBook } from './pairs.ts';
import type { Field, Flag } from './profile.ts';
import { feeMissing, type RawFee, refusedRow } from './raw-fee.ts';
import type { Row } from './records.ts';
import { REMARKS } from './remarks.ts';
import {
  checkCoins,
  checkMarket,
  checkQuote,
  checkWhole,
  otherInside,
  printedValue,
  remarkQuote,
} from './row-checks.ts';
import type { Door, RowEvent } from './row-event.ts';
import { instrumentOf } from './symbology.ts';

/** How dumps of JSON write a value that is not there. */
const NULLS = /^(?:null|none|nan)?$/i;

/** Reads the rows of one file; keeps what most rows share. */
export class RowReader {
  readonly recognition: Recognition;
  readonly file: string;
  private readonly table: InstrumentTable;
  private readonly door: Door;
  private readonly index: Partial<Record<Field, number>>;
  private readonly times: TimeReader;
  /** Positions of the columns that make a record what it is; null = all do. */
  private readonly lasting: readonly number[] | null;
  private readonly instruments: Map<string, Instrument>;
  private readonly pairs = new PairBook();
  private readonly fees: FeeReader;
  private readonly blanks: ReadonlySet<string> | null;

  /** @param instruments what is known of symbols already; readers of one file can share it */
  constructor(
    file: string,
    recognition: Recognition,
    table: InstrumentTable,
    door: Door,
    instruments = new Map<string, Instrument>(),
  ) {
    this.instruments = instruments;
    this.file = file;
    this.recognition = recognition;
    this.table = table;
    this.door = door;
    this.index = Object.fromEntries(recognition.columns);
    this.times = new TimeReader(recognition.profile.time, recognition.zone.minutesEast, recognition.dayFirst);
    this.fees = new FeeReader(this, door);
    this.blanks = recognition.profile.blanks ?? null;
    const passing = new Set(recognition.profile.passing?.map((name) => headerName(name).name));
    this.lasting =
      passing.size === 0
        ? null
        : recognition.header.flatMap(({ name }, at) => (passing.has(name) ? [] : [at]));
  }

  has(field: Field): boolean {
    return this.index[field] !== undefined;
  }

  /** The cell of a field, trimmed; empty where the file has no such column or writes its word for nothing. */
  cell(cells: readonly string[], field: Field): string {
    const index = this.index[field];
    const raw = index === undefined ? '' : (cells[index] ?? '');
    const text = needsTrim(raw) ? raw.trim() : raw;
    return this.blanks?.has(text) === true ? '' : text;
  }

  /** The cells of one row, with those of some fields taken from another. */
  cellsWith(
    cells: readonly string[],
    others: readonly string[],
    fields: readonly Field[],
  ): readonly string[] {
    const taken = new Set(fields.map((field) => this.index[field]));
    return cells.map((cell, at) => (taken.has(at) ? (others[at] ?? '') : cell));
  }

  place(line: number, field: Field): CellPlace {
    const column = this.recognition.header[this.index[field] ?? -1]?.raw ?? field;
    return { file: this.file, line, column };
  }

  remark(sentence: string): void {
    this.door.remarks.set(sentence, (this.door.remarks.get(sentence) ?? 0) + 1);
  }

  /** Reads the fee cell and counts it at the door. */
  enter(row: Row): RawFee {
    this.door.rows++;
    if (row.fault !== null || this.index.fee === undefined)
      return { fee: null, asset: null, problem: row.fault };
    const raw = this.fees.read(row);
    if (raw.fee !== null) {
      const asset = raw.asset ?? '';
      this.door.charged.set(asset, (this.door.charged.get(asset) ?? ZERO).plus(raw.fee));
    }
    return raw;
  }

  /**
   * Base and quote of the row: from their own columns, from units glued to the amounts, or from the symbol.
   */
  pairOf(cells: readonly string[]): Pair | null {
    if (this.has('base') && this.has('quoteAsset')) {
      return { base: this.cell(cells, 'base'), quote: this.cell(cells, 'quoteAsset') };
    }
    const { glued } = this.recognition;
    const units = glued.has('quantity') && glued.has('quote');
    return this.pairs.pairOf(
      this.cell(cells, 'symbol'),
      units ? { quantity: this.cell(cells, 'quantity'), quote: this.cell(cells, 'quote') } : null,
    );
  }

  /** The symbol's cell; in files that have none, the two assets as one word. */
  private symbol(cells: readonly string[]): string {
    if (this.has('symbol') || !this.has('base')) return this.cell(cells, 'symbol');
    return this.cell(cells, 'base') + this.cell(cells, 'quoteAsset');
  }

  instrument(cells: readonly string[], line: number): Instrument {
    const symbol = this.symbol(cells);
    const unit = this.cell(cells, 'unit') || null;
    const market = this.has('market') ? this.cell(cells, 'market').toLowerCase() : null;
    const cacheKey = unit === null && market === null ? symbol : `${symbol}\u001f${unit}\u001f${market}`;
    const cached = this.instruments.get(cacheKey);
    if (cached !== undefined) return cached;
    const place = { ...this.place(line, 'symbol'), value: symbol.slice(0, 80) };
    if (symbol === '' || symbol.length > 100) {
      fail('symbol-unreadable', symbol === '' ? 'the symbol is missing' : 'the symbol is too long', {
        ...place,
        hint: 'export the file again',
      });
    }
    const { profile, venue } = this.recognition;
    const pair = profile.symbology === 'binance-spot' ? this.pairOf(cells) : null;
    const facts = {
      venue,
      unit: this.has('unit') ? unit : null,
      base: pair?.base ?? null,
      quote: pair?.quote ?? (this.cell(cells, 'quoteAsset') || null),
      contracts: this.has('contracts'),
      market,
    };
    const made = instrumentOf(symbol, facts, profile, this.table);
    if (typeof made === 'string') {
      // Where the unit is at fault, it is the cell to look at.
      const unitAtFault = unit !== null && made.includes(`counted in ${unit} `);
      const where = unitAtFault ? { ...this.place(line, 'unit'), value: unit.slice(0, 80) } : place;
      return fail(unitAtFault ? 'unit-unreadable' : 'symbol-unreadable', made, {
        ...where,
        hint: 'check the row',
      });
    }
    this.instruments.set(cacheKey, made);
    return made;
  }

  /** A number of a field, without the asset that may be glued to it. */
  number(row: Row, field: Field): Decimal {
    return readNumber(this.numeral(row, field), this.recognition.profile, this.place(row.line, field));
  }

  /** As `number`, in the digits in which it is written. */
  numeral(row: Row, field: Field): string {
    const text = this.cell(row.cells, field);
    if (!this.recognition.glued.has(field)) return text;
    const pair = this.pairOf(row.cells);
    const split = splitGlued(text, [(field === 'quote' ? pair?.quote : pair?.base) ?? null]);
    return split === null ? refuseNumber('not-a-number', text, this.place(row.line, field)) : split.number;
  }

  side(row: Row): Side {
    const text = this.cell(row.cells, 'side');
    const { sides } = this.recognition.profile;
    if (sides === 'sign') {
      const value = this.number(row, 'side');
      return value.isNeg() ? 'sell' : 'buy';
    }
    const found = sides.get(text) ?? sides.get(text.toLowerCase().replace(/\s+/g, ' '));
    if (found !== undefined) return found;
    return fail('side-unknown', 'this is neither buy nor sell', {
      ...this.place(row.line, 'side'),
      value: text.slice(0, 80),
      hint: 'if rows of this kind are fills, this export is not fully known yet; otherwise remove them',
    });
  }

  flag(row: Row): Flag | null {
    if (this.roleless(row.cells)) return 'none';
    if (this.has('forcedTaker') && isTrue(this.cell(row.cells, 'forcedTaker'))) return 'taker';
    if (!this.has('liquidity')) return null;
    const text = this.cell(row.cells, 'liquidity');
    const { liquidity } = this.recognition.profile;
    const found = liquidity.get(text) ?? liquidity.get(text.toLowerCase());
    if (found !== undefined) return found;
    if (text === '') return null;
    return fail('liquidity-unknown', 'this is neither maker nor taker', {
      ...this.place(row.line, 'liquidity'),
      value: text.slice(0, 80),
      hint: 'say in a mapping file beside the export which values mean maker and taker',
    });
  }

  private roleless(cells: readonly string[]): boolean {
    const words = this.recognition.profile.roleless;
    if (words === undefined) return false;
    const text = `${this.cell(cells, 'side')}\u001f${this.cell(cells, 'kind')}`.toLowerCase();
    return words.some((word) => text.includes(word));
  }

  /** What the trade came about by, where a column of its own says so. */
  private channel(cells: readonly string[]): string | undefined {
    if (this.has('rfq') && !NULLS.test(this.cell(cells, 'rfq'))) return 'rfq';
    return this.has('combo') && !NULLS.test(this.cell(cells, 'combo')) ? 'combination' : undefined;
  }

  /** The id as written, and whether it can serve as a key. */
  id(cells: readonly string[], field: Field): { readonly id: string | null; readonly usable: boolean } {
    const text = this.cell(cells, field);
    if (text === '') return { id: null, usable: false };
    return { id: text.slice(0, 200), usable: !isDamagedId(text) };
  }

  time(row: Row): number {
    const { instant, remark } = this.times.read(this.cell(row.cells, 'time'), this.place(row.line, 'time'));
    if (remark !== null) this.remark(REMARKS[remark]);
    return instant;
  }

  account(cells: readonly string[]): string {
    const { account, accountGiven } = this.recognition;
    return accountGiven ? account : this.cell(cells, 'account') || account;
  }

  /** Quote amount of a row without its sign, where it is the fee's base or stands for the price; else null. */
  private value(row: Row): Decimal | null {
    const counts = !this.has('price') || this.recognition.profile.quoteIsFeeBase === true;
    if (!counts || !this.has('quote')) return null;
    const units = this.recognition.profile.smallestUnits?.decimals;
    const value = this.number(row, 'quote').abs();
    return units === undefined ? value : value.times(unitOf(units));
  }

  /** A price that can stand in a fee: above zero. Where it has no column, value ÷ quantity. */
  price(row: Row): Decimal {
    const value = this.has('price') ? null : this.value(row);
    const quantity = value === null ? ZERO : this.quantity(row);
    if (value?.gt(0) === true && quantity.gt(0)) return quotient(value, quantity);
    if (value !== null) {
      return fail('price-missing', 'the amounts of this row give no price', {
        ...this.place(row.line, 'quote'),
        value: this.cell(row.cells, 'quote').slice(0, 80),
        hint: 'check the row',
      });
    }
    if (!this.has('price')) {
      return fail(
        'price-missing',
        'this vintage of the export has no price, so its derivative fills cannot be judged',
        {
          ...{ file: this.file, line: row.line },
          hint: 'export the period again: newer files have the column',
        },
      );
    }
    const price = this.number(row, 'price');
    if (price.gt(0)) return price;
    return fail('price-not-positive', 'a price is above zero', {
      ...this.place(row.line, 'price'),
      value: this.cell(row.cells, 'price').slice(0, 80),
      hint: 'check the row',
    });
  }

  /** Never negative; a sign is taken off only where it tells the side. */
  quantity(row: Row): Decimal {
    const field = this.has('contracts') ? 'contracts' : 'quantity';
    const value = this.number(row, field);
    if (!value.isNeg() || value.isZero()) return value;
    if (this.recognition.profile.sides === 'sign') return value.abs();
    return fail('quantity-negative', 'the quantity is negative', {
      ...this.place(row.line, field),
      value: this.cell(row.cells, field).slice(0, 80),
      hint: 'if its sign tells the side, map side to the same column',
    });
  }

  /** The venue's true key of a fill, or null where an id is missing or damaged. */
  key(cells: readonly string[], account: string, instrument: Instrument, side: Side): string | null {
    const { profile, venue, hasIds } = this.recognition;
    if (profile.key === null || !hasIds) return null;
    let key = `${venue}\u001f${account}\u001f${instrument.symbol}`;
    for (const field of profile.key) {
      const text = this.cell(cells, field);
      if (field === profile.key[0] && (text === '' || isDamagedId(text))) return null;
      key += `\u001f${text}`;
    }
    return `${key}\u001f${side}`;
  }

  /** A row that is one fill. */
  read(row: Row, raw: RawFee): RowEvent {
    try {
      const { cells, line } = row;
      const instrument = this.instrument(cells, line);
      const time = this.time(row);
      const side = this.side(row);
      const flag = this.flag(row);
      const price = this.price(row);
      const quantity = this.quantity(row);
      if (this.recognition.checkQuote) checkQuote(this, row, instrument, price.times(quantity));
      else if (this.recognition.profile.quoteIsProduct)
        remarkQuote(this, row, instrument, price.times(quantity));
      checkMarket(this, row, instrument, raw.asset);
      checkWhole(this, row, instrument, quantity);
      if (this.has('coinAmount')) checkCoins(this, row, instrument, quantity, price);
      if (raw.fee === null) return refusedRow(raw.problem ?? feeMissing(this.place(line, 'fee')), raw);
      const account = this.account(cells);
      const { other, rebate } = this.fees.parts(row, raw.asset);
      const inside =
        other !== null && this.recognition.profile.otherFeeInside === true
          ? otherInside(this, row, raw.fee, other)
          : ZERO;
      const inQuote = this.has('quoteSized') && isTrue(this.cell(cells, 'quoteSized'));
      const trade = this.id(cells, 'tradeId');
      const order = this.id(cells, 'orderId');
      const ordered = orderedOf(this, row);
      if (trade.id !== null && !trade.usable) this.remark(REMARKS.damagedId);
      const fill: Fill = {
        file: this.file,
        line,
        rows: 1,
        account,
        instrument,
        tradeId: trade.id,
        orderId: order.id,
        time,
        side,
        price,
        quantity: inQuote ? quotient(quantity, price) : quantity,
        fee: inside.isZero() && rebate.isZero() ? raw.fee : raw.fee.minus(inside).minus(rebate),
        feeAsset: raw.asset,
        flag,
        orderType: orderTypeOf(this, cells),
        orderPrice: orderPriceOf(this, cells),
        // A damaged id may stand for several orders; an amount in quote is no size.
        ordered: ordered === undefined || (order.usable && !inQuote) ? ordered : null,
        quoteAmount: inQuote ? quantity : (this.value(row) ?? printedValue(this, row, instrument)),
        indexPrice:
          this.has('indexPrice') && this.cell(cells, 'indexPrice') !== ''
            ? this.number(row, 'indexPrice')
            : null,
        otherFees: other,
        markPrice: this.cell(cells, 'markPrice') === '' ? undefined : this.number(row, 'markPrice'),
        channel: this.channel(cells),
        requestId: this.channel(cells) === 'rfq' ? this.cell(cells, 'rfq') : undefined,
      };
      return {
        kind: 'fill',
        fill,
        rawFee: raw.fee,
        key: this.key(cells, account, instrument, side),
        content: (this.lasting === null ? cells : this.lasting.map((at) => cells[at])).join('\u001f'),
      };
    } catch (error) {
      if (!(error instanceof KnownError)) throw error;
      return refusedRow(error.problem, raw);
    }
  }
}

/** Only white space at an end needs trimming, and almost no cell has it. */
function needsTrim(text: string): boolean {
  if (text === '') return false;
  return text.charCodeAt(0) <= 32 || text.charCodeAt(0) >= 160 || text.charCodeAt(text.length - 1) <= 32;
}
