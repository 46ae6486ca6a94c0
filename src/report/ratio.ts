/** Quotients for a report: exact decimals cut to 30 significant digits. */
import { Decimal, quotient } from '../domain/decimal.ts';

const DIGITS = 30;
const BPS = new Decimal(10_000);

/** `part ÷ whole`, half-up at 30 significant digits; null when the whole is 0. */
export function ratioOf(part: Decimal, whole: Decimal): Decimal | null {
  return whole.isZero() ? null : quotient(part, whole).toSignificantDigits(DIGITS);
}

/** `part ÷ whole` in basis points; null when the whole is 0. */
export function bpsOf(part: Decimal, whole: Decimal): Decimal | null {
  return whole.isZero() ? null : quotient(part.times(BPS), whole).toSignificantDigits(DIGITS);
}
