/** One row → one event, by the columns and words of a recognition. */
import { type Decimal, quotient, unitOf, writtenScale, ZERO } from '../domain/decimal.ts';
import type { Fill, Side } from '../domain/fill.ts';
import type { Instrument } from '../domain/instrument.ts';
import { fail, KnownError, problem } from '../domain/problem.ts';
import {
  type CellPlace,
  FEE_TOKENS,
  isDamagedId,
  readNumber,
  refuseNumber,
  splitGlued,
  TimeReader,
} from './cells.ts';
import { headerName } from './header.ts';
import type { Recognition } from './identify.ts';
import type { InstrumentTable } from './instruments.ts';
import { type Pair, PairBook } from './pairs.ts';
import type { Field, Flag } from './profile.ts';
import { feeMissing, type RawFee, refusedRow } from './raw-fee.ts';
import type { Row } from './records.ts';
import { REMARKS } from './remarks.ts';
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
  private readonly instruments = new Map<string, Instrument>();
  private readonly pairs = new PairBook();
  private readonly feeCandidates = new WeakMap<Pair, readonly string[]>();

  constructor(file: string, recognition: Recognition, table: InstrumentTable, door: Door) {
    this.file = file;
    this.recognition = recognition;
    this.table = table;
    this.door = door;
    this.index = Object.fromEntries(recognition.columns);
    this.times = new TimeReader(recognition.profile.time, recognition.zone.minutesEast, recognition.dayFirst);
    const passing = new Set(recognition.profile.passing?.map((name) => headerName(name).name));
    this.lasting =
      passing.size === 0
        ? null
        : recognition.header.flatMap(({ name }, at) => (passing.has(name) ? [] : [at]));
  }

  has(field: Field): boolean {
    return this.index[field] !== undefined;
  }

  /** The cell of a field, trimmed; empty where the file has no such column. */
  cell(cells: readonly string[], field: Field): string {
    const index = this.index[field];
    const text = index === undefined ? '' : (cells[index] ?? '');
    return needsTrim(text) ? text.trim() : text;
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
    const raw = this.readFee(row);
    if (raw.fee !== null) {
      const asset = raw.asset ?? '';
      this.door.charged.set(asset, (this.door.charged.get(asset) ?? ZERO).plus(raw.fee));
    }
    return raw;
  }

  private readFee(row: Row): RawFee {
    const text = this.cell(row.cells, 'fee');
    const { profile, glued } = this.recognition;
    let number = text;
    let asset: string | null = this.cell(row.cells, 'feeAsset') || null;
    if (glued.has('fee')) {
      const split = splitGlued(text, this.feeAssets(row.cells));
      if (split === null) {
        const what = text === '' ? 'the fee is missing' : 'amount and asset of the fee cannot be told apart';
        const place = { ...this.place(row.line, 'fee'), value: text.slice(0, 80) };
        return {
          fee: null,
          asset: null,
          problem: problem('fee-unreadable', what, { ...place, hint: 'export the file again' }),
        };
      }
      number = split.number;
      asset = split.asset ?? asset;
    }
    asset ??= this.impliedFeeAsset(row);
    try {
      const value = readNumber(number, profile, this.place(row.line, 'fee'));
      const scale = writtenScale(plainDigits(number, profile.thousands));
      const key = asset ?? '';
      if (scale > (this.door.scales.get(key) ?? -1)) this.door.scales.set(key, scale);
      const fee = profile.feeSign === 'charged-positive' || value.isZero() ? value : value.neg();
      return { fee, asset, problem: null };
    } catch (error) {
      if (!(error instanceof KnownError)) throw error;
      return { fee: null, asset, problem: error.problem };
    }
  }

  /** The fee's asset by the profile's rule; null where the row does not tell it either. */
  private impliedFeeAsset(row: Row): string | null {
    const implied = this.recognition.profile.impliedFeeAsset;
    if (implied === undefined) return null;
    if (implied.rule === 'asset') return implied.asset;
    if (implied.rule === 'file name') return implied.pattern.exec(this.file)?.[1]?.toUpperCase() ?? null;
    try {
      const { kind, base, quote, settle } = this.instrument(row.cells, row.line);
      if (implied.rule === 'settle' && kind !== 'spot') return settle;
      if (implied.rule !== 'received' || kind !== 'spot') return kind === 'spot' ? quote : (settle ?? quote);
      return this.side(row) === 'buy' ? base : quote;
    } catch (error) {
      // Whatever is wrong with symbol or side is told when the row is read.
      if (error instanceof KnownError) return null;
      throw error;
    }
  }

  /** Parts of the charge that other columns hold: what is no venue fee, and a rebate shown apart. */
  private feeParts(row: Row): { readonly other: Decimal | null; readonly rebate: Decimal } {
    const read = (field: 'otherFee' | 'rebate') =>
      this.cell(row.cells, field) === '' ? null : this.number(row, field);
    return {
      other: this.has('otherFee') ? read('otherFee') : null,
      rebate: this.has('rebate') ? (read('rebate') ?? ZERO) : ZERO,
    };
  }

  /** Assets that a glued fee can be in: the pair's own, then the usual tokens. */
  private feeAssets(cells: readonly string[]): readonly string[] {
    const pair = this.pairOf(cells);
    if (pair === null) return FEE_TOKENS;
    const known = this.feeCandidates.get(pair);
    if (known !== undefined) return known;
    const own = [pair.base, pair.quote].sort((a, b) => b.length - a.length);
    const list = [...own, ...FEE_TOKENS];
    this.feeCandidates.set(pair, list);
    return list;
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

  instrument(cells: readonly string[], line: number): Instrument {
    const symbol = this.cell(cells, 'symbol');
    const unit = this.cell(cells, 'unit') || null;
    const cacheKey = unit === null ? symbol : `${symbol}\u001f${unit}`;
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
      quote: pair?.quote ?? null,
      contracts: this.has('contracts'),
    };
    const made = instrumentOf(symbol, facts, profile, this.table);
    if (typeof made === 'string') return fail('symbol-unreadable', made, { ...place, hint: 'check the row' });
    this.instruments.set(cacheKey, made);
    return made;
  }

  /** A number of a field, without the asset that may be glued to it. */
  number(row: Row, field: Field): Decimal {
    const text = this.cell(row.cells, field);
    const place = this.place(row.line, field);
    if (!this.recognition.glued.has(field)) return readNumber(text, this.recognition.profile, place);
    const pair = this.pairOf(row.cells);
    const split = splitGlued(text, [(field === 'quote' ? pair?.quote : pair?.base) ?? null]);
    return split === null
      ? refuseNumber('not-a-number', text, place)
      : readNumber(split.number, this.recognition.profile, place);
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

  /** A price that can stand in a fee: above zero. */
  price(row: Row): Decimal {
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
      if (this.recognition.checkQuote) this.checkQuote(row, instrument, price.times(quantity));
      if (raw.fee === null) return refusedRow(raw.problem ?? feeMissing(this.place(line, 'fee')), raw);
      const account = this.account(cells);
      const { other, rebate } = this.feeParts(row);
      const inside = other !== null && this.recognition.profile.otherFeeInside === true ? other : ZERO;
      const inQuote = this.has('quoteSized') && /^(true|1|yes)$/i.test(this.cell(cells, 'quoteSized'));
      const trade = this.id(cells, 'tradeId');
      if (trade.id !== null && !trade.usable) this.remark(REMARKS.damagedId);
      const fill: Fill = {
        file: this.file,
        line,
        rows: 1,
        account,
        instrument,
        tradeId: trade.id,
        orderId: this.id(cells, 'orderId').id,
        time,
        side,
        price,
        quantity: inQuote ? quotient(quantity, price) : quantity,
        fee: inside.isZero() && rebate.isZero() ? raw.fee : raw.fee.minus(inside).minus(rebate),
        feeAsset: raw.asset,
        flag,
        orderType: this.cell(cells, 'orderType').toLowerCase() || null,
        quoteAmount: inQuote ? quantity : null,
        indexPrice:
          this.has('indexPrice') && this.cell(cells, 'indexPrice') !== ''
            ? this.number(row, 'indexPrice')
            : null,
        otherFees: other,
        ...(this.cell(cells, 'markPrice') === '' ? {} : { markPrice: this.number(row, 'markPrice') }),
        ...(NULLS.test(this.cell(cells, 'rfq')) ? {} : { channel: 'rfq' }),
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

  /**
   * Price × quantity × contract value must be the quote amount that the file prints, to its own last digit.
   */
  private checkQuote(row: Row, instrument: Instrument, product: Decimal): void {
    if (instrument.kind === 'inverse' || instrument.contractValue === null) return;
    const printed = this.number(row, 'quote');
    const text = this.cell(row.cells, 'quote');
    const expected = product.times(instrument.contractValue);
    const unit = unitOf(Math.min(30, writtenScale(plainDigits(text, this.recognition.profile.thousands))));
    if (printed.abs().minus(expected).abs().lte(unit)) return;
    fail('quote-mismatch', 'price × quantity is not the quote amount of this row', {
      ...this.place(row.line, 'quote'),
      value: text.slice(0, 80),
      hint: 'check which columns hold quantity, contracts and quote amount (--map quantity=…, --map quote=…)',
    });
  }
}

/** Only white space at an end needs trimming, and almost no cell has it. */
function needsTrim(text: string): boolean {
  if (text === '') return false;
  return text.charCodeAt(0) <= 32 || text.charCodeAt(0) >= 160 || text.charCodeAt(text.length - 1) <= 32;
}

function plainDigits(text: string, thousands: string | null): string {
  return thousands === null ? text.replace(',', '.') : text.replaceAll(thousands, '').replace(',', '.');
}
