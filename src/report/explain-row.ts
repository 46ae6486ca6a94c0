/** The row as it stands in the file, and what each of its cells was read as. */
import { type Decimal, plain, readDecimal } from '../domain/decimal.ts';
import type { Fill } from '../domain/fill.ts';
import type { Instrument } from '../domain/instrument.ts';
import { formatInstant } from '../domain/time.ts';
import { type Step, stepsOf } from './explain-step.ts';
import type { FillAccount, ReadCell, Reading, ReadRow, RowAccount } from './row-account.ts';

/** A cell of a megabyte tells no more than its beginning. */
const MOST_CELL = 200;
const clip = (text: string) => (text.length > MOST_CELL ? `${text.slice(0, MOST_CELL)}…` : text);

const row = stepsOf('row');

const NOT_USED = 'not used';
/** A cell of a column without a role. */
export const isUnused = ({ part, note }: Step): boolean => part === 'row' && note === NOT_USED;

/** The file; columns with a role, in the order of the file; those that are not used. */
export function rowSteps({ rows, account, reading }: RowAccount): Step[] {
  const lines = rows.map(({ line }) => line).join(' and ');
  const head = row('file', `${reading.file}:${lines}`, { note: `profile ${reading.profile}` });
  const cells = rows.flatMap(({ line, cells, leg }) => {
    const place = rows.length > 1 ? `line ${line} · ` : '';
    const used = cells.filter(({ roles }) => roles.length > 0);
    const unused = cells.filter(({ roles }) => roles.length === 0);
    return [...used, ...unused].map((cell) => cellStep(cell, leg, place, account, reading));
  });
  return [head, ...cells];
}

function cellStep(
  { column, cell, roles }: ReadCell,
  leg: ReadRow['leg'],
  place: string,
  account: FillAccount | null,
  reading: Reading,
): Step {
  const name = `${place}${column === '' ? 'a column without a name' : column}`;
  if (roles.length === 0) return row(name, null, { cell: clip(cell), note: NOT_USED });
  if (account === null) return row(name, null, { cell: clip(cell), note: roles.join(', ') });
  const read = roles.map((role) =>
    leg === 'whole' || isSource(role, cell.trim(), leg, account)
      ? readAs(role, account, reading)
      : { value: null, note: null },
  );
  const known = read.filter(({ value }) => value !== null);
  const distinct = [...new Set(known.map(({ value }) => value))];
  const unit = known.find((one) => one.unit != null)?.unit ?? null;
  const values = distinct.length < 2 ? distinct : known.map((one) => `${one.value} ${one.unit ?? ''}`.trim());
  const notes = read.map(({ note }, index) => (note === null ? roles[index]! : `${roles[index]}: ${note}`));
  return row(name, values.length === 0 ? null : values.join(' · '), {
    cell: clip(cell),
    unit: distinct.length < 2 ? unit : null,
    basis: values.length === 0 ? null : 'measured',
    note: notes.join('; '),
  });
}

/** Of two rows that make a fill each says its part: true = this cell is where the fill's value comes from. */
function isSource(role: string, cell: string, leg: ReadRow['leg'], { fill, rawFee }: FillAccount): boolean {
  if (cell === '') return false;
  if (role === 'tradeId') return cell === fill.tradeId;
  if (role === 'feeAsset') return cell.toLowerCase() === fill.feeAsset?.toLowerCase();
  if (role === 'fee') {
    const value = readDecimal(cell);
    return typeof value !== 'string' && value.abs().eq(rawFee.abs());
  }
  return leg === 'main' || role === 'time' || role === 'symbol' || role === 'orderId';
}

interface ReadAs {
  readonly value: string | null;
  readonly note: string | null;
  readonly unit?: string | null;
}

const number = (value: Decimal | null | undefined) => (value == null ? null : plain(value));

/** What a role's cell became in the fill, and by which decision. */
function readAs(role: string, { fill, rawFee, judged }: FillAccount, reading: Reading): ReadAs {
  const { instrument } = fill;
  const asItIs = (value: string | null, note: string | null = null): ReadAs => ({ value, note });
  switch (role) {
    case 'time':
      return asItIs(formatInstant(fill.time), `zone of the file: ${reading.zone}`);
    case 'symbol':
      return asItIs(instrument.symbol, instrumentWords(instrument));
    case 'side':
      return asItIs(fill.side);
    case 'price':
      return { ...asItIs(plain(fill.price)), unit: priceUnit(instrument) };
    case 'quantity':
    case 'contracts':
      return sizeRead(role, fill, reading);
    case 'fee':
      return { ...asItIs(plain(rawFee), signWords(rawFee, fill, reading)), unit: judged.feeAsset };
    case 'feeAsset':
      return asItIs(fill.feeAsset);
    case 'liquidity':
      return asItIs(fill.flag, 'the venue’s own flag');
    case 'tradeId':
      return asItIs(fill.tradeId);
    case 'orderId':
      return asItIs(fill.orderId);
    case 'account':
      return asItIs(fill.account);
    case 'orderType':
    case 'timeInForce':
    case 'postOnly':
      return asItIs(fill.orderType);
    case 'orderPrice':
      return asItIs(number(fill.orderPrice));
    case 'indexPrice':
      return asItIs(number(fill.indexPrice));
    case 'markPrice':
      return asItIs(number(fill.markPrice));
    case 'quote':
      return fill.quoteAmount === null
        ? asItIs(null, 'no factor of the fee: price × quantity is')
        : asItIs(plain(fill.quoteAmount), 'the traded value, as the file gives it');
    case 'otherFee':
    case 'otherFeeMore':
      return asItIs(number(fill.otherFees), 'charged beside the venue’s fee; no part of the rate');
    default:
      return asItIs(null);
  }
}

function instrumentWords({ kind, product, base, quote, settle }: Instrument): string {
  const pair = base === null && quote === null ? '' : `, ${base ?? '?'} in ${quote ?? '?'}`;
  return `${kind}${pair}${settle === null ? '' : `, settled in ${settle}`}; product ${product}`;
}

function priceUnit({ base, quote }: Instrument): string | null {
  return base === null || quote === null ? null : `${quote} per ${base}`;
}

/** Coins or contracts, and what one of them stands for. */
function sizeRead(role: string, fill: Fill, { countsContracts, contractSource }: Reading): ReadAs {
  const { kind, contractValue, base, quote } = fill.instrument;
  if (role === 'quantity' && countsContracts) {
    return { value: null, note: 'no factor of the fee: the column of contracts is' };
  }
  const value = plain(fill.quantity);
  if (contractValue === null)
    return { value, note: 'contracts, whose value is not known', unit: 'contracts' };
  if (kind !== 'inverse' && contractValue.eq(1)) return { value, note: 'counted in coins', unit: base };
  const one = `${plain(contractValue)} ${(kind === 'inverse' ? quote : base) ?? ''}`.trim();
  return { value, note: `one contract is ${one} (${contractSource})`, unit: 'contracts' };
}

function signWords(rawFee: Decimal, { fee }: Fill, { chargesNegative }: Reading): string {
  const sign = chargesNegative
    ? 'this export writes a charge with a minus, so the sign is turned round'
    : 'this export writes a charge without a minus, so the sign stays';
  const paid = rawFee.isZero() ? '' : rawFee.isPositive() ? ' (the desk paid)' : ' (the desk was paid)';
  const parts = rawFee.eq(fee)
    ? ''
    : `; judged is ${plain(fee)}, without what other columns tell to be no fee`;
  return `${sign}${paid}${parts}`;
}
