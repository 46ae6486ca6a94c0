/** Exact decimals on BigInt, for the oracle alone: `n ÷ 10^s`. Shares nothing with the program under test. */

export interface Exact {
  readonly n: bigint;
  readonly s: number;
}

export type Mode = 'half-up' | 'down';

const ten = (exponent: number): bigint => 10n ** BigInt(exponent);
const size = (n: bigint): bigint => (n < 0n ? -n : n);

/** Significant digits of a ratio in a report: a quotient has no last digit, so this is where it is cut. */
export const QUOTIENT_DIGITS = 30;

export const NOTHING: Exact = { n: 0n, s: 0 };

/** Plain notation or an exponent: `-12.50`, `1e-8`. @throws when the text is no number */
export function exact(text: string): Exact {
  const match = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (match === null) throw new Error(`oracle: no number: ${JSON.stringify(text)}`);
  const fraction = match[3] ?? '';
  const n = BigInt(`${match[2]}${fraction}`) * (match[1] === '-' ? -1n : 1n);
  const scale = fraction.length - Number(match[4] ?? 0);
  return scale < 0 ? { n: n * ten(-scale), s: 0 } : { n, s: scale };
}

export function plus(a: Exact, b: Exact): Exact {
  const s = Math.max(a.s, b.s);
  return { n: a.n * ten(s - a.s) + b.n * ten(s - b.s), s };
}

export function minus(a: Exact, b: Exact): Exact {
  return plus(a, negated(b));
}

export function times(...factors: Exact[]): Exact {
  return factors.reduce((a, b) => ({ n: a.n * b.n, s: a.s + b.s }));
}

export function negated(a: Exact): Exact {
  return { n: -a.n, s: a.s };
}

export function magnitude(a: Exact): Exact {
  return { n: size(a.n), s: a.s };
}

/** −1, 0 or 1. */
export function order(a: Exact, b: Exact): number {
  const { n } = minus(a, b);
  return n < 0n ? -1 : n > 0n ? 1 : 0;
}

export function sign(a: Exact): number {
  return a.n < 0n ? -1 : a.n > 0n ? 1 : 0;
}

export function rounded({ n, s }: Exact, scale: number, mode: Mode): Exact {
  if (s <= scale) return { n: n * ten(scale - s), s: scale };
  const unit = ten(s - scale);
  const kept = size(n) / unit + (mode === 'half-up' && (size(n) % unit) * 2n >= unit ? 1n : 0n);
  return { n: n < 0n ? -kept : kept, s: scale };
}

/** a ÷ b to `scale` decimals, towards zero. */
export function quotientDown(a: Exact, b: Exact, scale: number): Exact {
  return { n: (a.n * ten(scale + b.s)) / (b.n * ten(a.s)), s: scale };
}

/** a ÷ b to `digits` significant digits, halves away from zero. */
export function quotient(a: Exact, b: Exact, digits = QUOTIENT_DIGITS): Exact {
  if (a.n === 0n) return NOTHING;
  let scale = digits + 2 + b.n.toString().length + b.s;
  let raw = (size(a.n) * ten(scale + b.s)) / (size(b.n) * ten(a.s));
  const surplus = raw.toString().length - digits;
  if (surplus > 0) {
    const half = (raw / ten(surplus - 1)) % 10n >= 5n ? 1n : 0n;
    raw = raw / ten(surplus) + half;
    scale -= surplus;
  }
  const negative = a.n < 0n !== b.n < 0n;
  const n = negative ? -raw : raw;
  return scale < 0 ? { n: n * ten(-scale), s: 0 } : { n, s: scale };
}

/** All decimals written: { n: 1250n, s: 3 } → `1.250`. */
export function padded({ n, s }: Exact): string {
  const digits = size(n)
    .toString()
    .padStart(s + 1, '0');
  const text = s === 0 ? digits : `${digits.slice(0, -s)}.${digits.slice(-s)}`;
  return n < 0n ? `-${text}` : text;
}

/** Plain notation without trailing zeros; zero is `0`. */
export function plain(value: Exact): string {
  if (value.n === 0n) return '0';
  const text = padded(value);
  return value.s === 0 ? text : text.replace(/\.?0+$/, '');
}
