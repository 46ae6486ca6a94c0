/** Large amounts as people write them: `240M`, `1.5B`, `100K`. */
import { Decimal, plain, readDecimal } from './decimal.ts';

const SUFFIXES = [
  ['B', new Decimal(1e9)],
  ['M', new Decimal(1e6)],
  ['K', new Decimal(1e3)],
] as const;

/** Reads `240M`, `1.5B`, `250_000`, `5000`; null when it is no such number or negative. */
export function readShort(text: string): Decimal | null {
  const match = /^([\d_.]+)\s*([KMBkmb]?)$/.exec(text.trim());
  if (match === null) return null;
  const number = readDecimal(match[1]!.replace(/_/g, ''));
  if (typeof number === 'string') return null;
  const size = SUFFIXES.find(([suffix]) => suffix === match[2]!.toUpperCase())?.[1];
  return size === undefined ? number : number.times(size);
}

/** `1.5B`, `200M`, `100K`, exact. */
export function formatShortNumber(value: Decimal): string {
  for (const [suffix, size] of SUFFIXES) {
    if (value.abs().gte(size)) return `${plain(value.div(size))}${suffix}`;
  }
  return plain(value);
}
