/** Amounts inside sentences: cents are enough, the tables beside them are exact. */
import { Decimal, plain } from '../domain/decimal.ts';

/** `21,240.00`, at least two decimals. */
export function grouped(value: Decimal): string {
  const [whole = '', fraction = ''] = plain(value).split('.');
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${fraction.padEnd(2, '0')}`;
}

/** Cents; what is less than one unit keeps four digits of its own, so that coins do not vanish. */
export function money(value: Decimal, asset: string): string {
  const small = value.abs().lt(1) && !value.isZero();
  const shown = small ? value.toSignificantDigits(4) : value.toDecimalPlaces(2, Decimal.ROUND_HALF_UP);
  return `${grouped(shown)} ${asset}`;
}
