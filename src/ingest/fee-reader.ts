/** What the fee columns of a row hold: the fee with its asset, and the parts of the charge that stand in other columns. */
import { type Decimal, readDecimal, unitOf, writtenScale, ZERO } from '../domain/decimal.ts';
import { KnownError, problem } from '../domain/problem.ts';
import { FEE_TOKENS, readNumber, splitGlued } from './cells.ts';
import { feeInstead, readFeeJson } from './fee-cell.ts';
import type { Pair } from './pairs.ts';
import type { RawFee } from './raw-fee.ts';
import type { Row } from './records.ts';
import { REMARKS } from './remarks.ts';
import type { Door } from './row-event.ts';
import type { RowReader } from './row-reader.ts';

/** Parts of the charge beside the fee column. */
export interface FeeParts {
  /** What is no fee of the venue (taxes, builder fees), in the fee's asset and sign; null = the row shows none. */
  readonly other: Decimal | null;
  /** A rebate that stands in a column of its own, positive. */
  readonly rebate: Decimal;
}

/** Reads the fee columns of one file. */
export class FeeReader {
  private readonly reader: RowReader;
  private readonly door: Door;
  private readonly candidates = new WeakMap<Pair, readonly string[]>();

  constructor(reader: RowReader, door: Door) {
    this.reader = reader;
    this.door = door;
  }

  /** The fee in this program's sign and its asset; what is wrong with it is part of the answer, never thrown. */
  read(row: Row): RawFee {
    const { reader } = this;
    const { profile, glued } = reader.recognition;
    const field = reader.has('feeElse') && reader.cell(row.cells, 'fee') === '' ? 'feeElse' : 'fee';
    const text = reader.cell(row.cells, field);
    let number = text;
    let asset: string | null = reader.cell(row.cells, 'feeAsset') || null;
    if (glued.has('fee')) {
      const split = splitGlued(text, this.feeAssets(row.cells));
      if (split === null) {
        const what = text === '' ? 'the fee is missing' : 'amount and asset of the fee cannot be told apart';
        const place = { ...reader.place(row.line, field), value: text.slice(0, 80) };
        return {
          fee: null,
          asset: null,
          problem: problem('fee-unreadable', what, { ...place, hint: 'export the file again' }),
        };
      }
      number = split.number;
      asset = split.asset ?? asset;
    }
    const place = reader.place(row.line, field);
    try {
      if (profile.feeJson !== undefined) ({ number, asset } = readFeeJson(text, profile.feeJson, place));
      asset ??= this.impliedAsset(row, number);
      if (asset !== null) asset = profile.assetNames?.get(asset) ?? asset;
      const main = readNumber(number, profile, place);
      const other = feeInstead(reader, row, main);
      asset = other?.asset ?? asset;
      const units = asset === profile.smallestUnits?.asset ? (profile.smallestUnits?.decimals ?? 0) : 0;
      const written = other?.value ?? main;
      const value = units === 0 ? written : written.times(unitOf(units));
      const scale = units + (other?.scale ?? writtenScale(plainDigits(number, profile.thousands)));
      const key = asset ?? '';
      if (scale > (this.door.scales.get(key) ?? -1)) this.door.scales.set(key, scale);
      const fee = profile.feeSign === 'charged-positive' || value.isZero() ? value : value.neg();
      return { fee, asset, problem: null };
    } catch (error) {
      if (!(error instanceof KnownError)) throw error;
      return { fee: null, asset, problem: error.problem };
    }
  }

  /** @throws KnownError when a part is written but is no number */
  parts(row: Row, feeAsset: string | null): FeeParts {
    const rebate = this.part(row, 'rebate') ?? ZERO;
    const list = this.reader.recognition.profile.otherFeeList;
    if (list !== undefined) return { other: this.listed(row, list, feeAsset), rebate };
    const [first, second] = [this.part(row, 'otherFee'), this.part(row, 'otherFeeMore')];
    return { other: first === null ? second : first.plus(second ?? ZERO), rebate };
  }

  private part(row: Row, field: 'otherFee' | 'otherFeeMore' | 'rebate'): Decimal | null {
    const written = this.reader.has(field) && this.reader.cell(row.cells, field) !== '';
    return written ? this.reader.number(row, field) : null;
  }

  /** Sum of a JSON list of charges; where it cannot be summed in the fee's asset, nothing is shown and that is said. */
  private listed(
    row: Row,
    keys: { readonly amount: string; readonly asset: string },
    feeAsset: string | null,
  ): Decimal | null {
    const text = this.reader.has('otherFee') ? this.reader.cell(row.cells, 'otherFee') : '';
    if (text === '') return null;
    let sum: Decimal | null = null;
    for (const item of itemsOf(text)) {
      const amount = item?.[keys.amount];
      const asset = item?.[keys.asset];
      const value = typeof amount === 'string' ? readDecimal(amount) : 'not-a-number';
      if (typeof value === 'string' || (typeof asset === 'string' && asset !== '' && asset !== feeAsset)) {
        this.reader.remark(REMARKS.otherFeesUnread);
        return null;
      }
      sum = value.plus(sum ?? ZERO);
    }
    return sum;
  }

  /** The fee's asset by the profile's rule; null where the row does not tell it either. */
  private impliedAsset(row: Row, number: string): string | null {
    const { reader } = this;
    const implied = reader.recognition.profile.impliedFeeAsset;
    if (implied === undefined) return null;
    if (implied.rule === 'asset') return implied.asset;
    if (implied.rule === 'file name') return implied.pattern.exec(reader.file)?.[1]?.toUpperCase() ?? null;
    try {
      const { kind, base, quote, settle } = reader.instrument(row.cells, row.line);
      if (implied.rule === 'settle' && kind !== 'spot') return settle;
      if (implied.rule !== 'received' || kind !== 'spot') return kind === 'spot' ? quote : (settle ?? quote);
      const given = implied.rebate === 'given' && number.startsWith('-');
      return (reader.side(row) === 'buy') === given ? quote : base;
    } catch (error) {
      // Whatever is wrong with symbol or side is told when the row is read.
      if (error instanceof KnownError) return null;
      throw error;
    }
  }

  /** Assets that a glued fee can be in: the pair's own, then the usual tokens. */
  private feeAssets(cells: readonly string[]): readonly string[] {
    const pair = this.reader.pairOf(cells);
    if (pair === null) return FEE_TOKENS;
    const known = this.candidates.get(pair);
    if (known !== undefined) return known;
    const own = [pair.base, pair.quote].sort((a, b) => b.length - a.length);
    const list = [...own, ...FEE_TOKENS];
    this.candidates.set(pair, list);
    return list;
  }
}

/** The objects of a JSON list; one `null` where the text is something else. */
function itemsOf(text: string): readonly (Readonly<Record<string, unknown>> | null)[] {
  try {
    const parsed: unknown = JSON.parse(text);
    if (!Array.isArray(parsed)) return [null];
    return parsed.map((item: unknown) =>
      typeof item === 'object' ? (item as Record<string, unknown>) : null,
    );
  } catch {
    return [null];
  }
}

/** A number's digits with a point, whatever marks its style has. */
export function plainDigits(text: string, thousands: string | null): string {
  return thousands === null ? text.replace(',', '.') : text.replaceAll(thousands, '').replace(',', '.');
}
