/**
 * Amounts that a file prints twice must agree; where they do not, a column or a contract value was misread.
 */
import { type Decimal, quotient, unitOf, writtenScale, ZERO } from '../domain/decimal.ts';
import type { Instrument } from '../domain/instrument.ts';
import { fail } from '../domain/problem.ts';
import { plainDigits } from './fee-reader.ts';
import type { Field } from './profile.ts';
import type { Row } from './records.ts';
import { REMARKS } from './remarks.ts';
import type { RowReader } from './row-reader.ts';

/** Price × quantity × contract value must be the quote amount that the file prints, to its own last digit. */
export function checkQuote(reader: RowReader, row: Row, instrument: Instrument, product: Decimal): void {
  if (instrument.kind === 'inverse' || instrument.contractValue === null) return;
  const printed = reader.number(row, 'quote');
  const text = reader.cell(row.cells, 'quote');
  const expected = product.times(instrument.contractValue);
  if (isLastDigit(reader, row, 'quote', printed.abs().minus(expected))) return;
  fail('quote-mismatch', 'price × quantity is not the quote amount of this row', {
    ...reader.place(row.line, 'quote'),
    value: text.slice(0, 80),
    hint: 'check which columns hold quantity, contracts and quote amount (--map quantity=…, --map quote=…)',
  });
}

/**
 * As `checkQuote`, for exports whose columns are known: a difference is remarked, since the fee hangs on
 * price × quantity.
 */
export function remarkQuote(reader: RowReader, row: Row, instrument: Instrument, product: Decimal): void {
  if (instrument.kind === 'inverse' || instrument.contractValue === null) return;
  const text = reader.cell(row.cells, 'quote');
  if (text === '') return;
  const difference = reader.number(row, 'quote').abs().minus(product.times(instrument.contractValue));
  if (!isLastDigit(reader, row, 'quote', difference)) reader.remark(REMARKS.quoteDiffers);
}

/**
 * How much of a fee that should hold others (taxes) they are: all of them; none where the file prints the venue's own fee
 * apart and it is the whole fee.
 * @throws KnownError when the printed own fee is neither
 */
export function otherInside(reader: RowReader, row: Row, fee: Decimal, other: Decimal): Decimal {
  const text = reader.cell(row.cells, 'ownFee');
  if (text === '') return other;
  const own = reader.number(row, 'ownFee');
  if (fee.minus(other).eq(own)) return other;
  if (fee.eq(own)) return ZERO;
  return fail('fee-parts-mismatch', 'the parts of the fee of this row do not make the fee', {
    ...reader.place(row.line, 'ownFee'),
    value: text.slice(0, 80),
    hint: 'download the fills again; if the parts still differ, ask the venue which of them was charged',
  });
}

/** Contracts × face value ÷ price must be the amount in coin that the file prints, to its own last digit. */
export function checkCoins(
  reader: RowReader,
  row: Row,
  { kind, contractValue, symbol }: Instrument,
  quantity: Decimal,
  price: Decimal,
): void {
  const text = reader.cell(row.cells, 'coinAmount');
  if (kind !== 'inverse' || contractValue === null || text === '') return;
  const printed = reader.number(row, 'coinAmount');
  const expected = quotient(quantity.times(contractValue), price);
  if (isLastDigit(reader, row, 'coinAmount', printed.abs().minus(expected))) return;
  fail('contract-value-mismatch', `the contract value known for ${symbol} does not give this row's amount`, {
    ...reader.place(row.line, 'coinAmount'),
    value: text.slice(0, 80),
    hint: 'give the right one with --instruments',
  });
}

/**
 * Inverse contracts of some venues come in whole dollars; a fraction shows that this vintage counts coins
 * there.
 */
export function checkWhole(reader: RowReader, row: Row, { kind }: Instrument, quantity: Decimal): void {
  if (kind !== 'inverse' || reader.recognition.profile.wholeInverse !== true || quantity.isInteger()) return;
  fail('quantity-unit', 'this contract is counted in whole US dollars, and this amount is not whole', {
    ...reader.place(row.line, 'quantity'),
    value: reader.cell(row.cells, 'quantity').slice(0, 80),
    hint: 'the column seems to count coins: export the period again, newer files have the amount in dollars too',
  });
}

/**
 * Where symbols do not tell spot pairs from contracts, a contract's fee in the base coin gives a spot fill
 * away.
 */
export function checkMarket(
  reader: RowReader,
  row: Row,
  { kind, base, settle }: Instrument,
  feeAsset: string | null,
): void {
  const hint = reader.recognition.profile.baseFeeHint;
  if (hint === undefined || kind !== 'linear' || feeAsset === null) return;
  if (feeAsset !== base || feeAsset === settle) return;
  fail(
    'product-ambiguous',
    'the fee is in the base coin: this is a spot fill, but nothing in the row says so',
    {
      ...reader.place(row.line, 'symbol'),
      value: reader.cell(row.cells, 'symbol').slice(0, 80),
      hint,
    },
  );
}

/**
 * The traded value that the row prints, where the profile says that it stands in for an unknown contract
 * value.
 */
export function printedValue(reader: RowReader, row: Row, instrument: Instrument): Decimal | null {
  if (reader.recognition.profile.printedValue !== true || instrument.contractValue !== null) return null;
  return reader.cell(row.cells, 'quote') === '' ? null : reader.number(row, 'quote').abs();
}

/** True = so little is within the last digit that an amount is written to. */
function isLastDigit(reader: RowReader, row: Row, field: Field, difference: Decimal): boolean {
  const digits = plainDigits(reader.numeral(row, field), reader.recognition.profile.thousands);
  return difference.abs().lte(unitOf(Math.min(30, writtenScale(digits))));
}
