/** Exact decimal arithmetic on BigInt, written apart from the program under test: `units ÷ 10^places`. */
import type { RoundingMode } from '../../src/domain/decimal.ts';

export interface Scaled {
  readonly units: bigint;
  readonly places: number;
}

/** Plain notation, sign allowed: `-12.50` → −1250 at 2 places. */
export function scaled(text: string): Scaled {
  const [whole, fraction = ''] = text.split('.') as [string, string?];
  return { units: BigInt(whole + fraction), places: fraction.length };
}

export function times(a: Scaled, b: Scaled): Scaled {
  return { units: a.units * b.units, places: a.places + b.places };
}

const magnitude = (value: bigint) => (value < 0n ? -value : value);

/** a ÷ b as whole units of `places`, rounded by the named mode: long division with the remainder looked at. */
export function dividedTo(a: Scaled, b: Scaled, places: number, mode: RoundingMode): Scaled {
  let top = a.units * 10n ** BigInt(b.places + places);
  let bottom = b.units * 10n ** BigInt(a.places);
  if (bottom < 0n) [top, bottom] = [-top, -bottom];
  const negative = top < 0n;
  const kept = magnitude(top) / bottom;
  const rest = magnitude(top) % bottom;
  const half = rest * 2n === bottom ? 0 : rest * 2n > bottom ? 1 : -1;
  const away: Readonly<Record<RoundingMode, boolean>> = {
    'half-up': half >= 0,
    'half-even': half > 0 || (half === 0 && kept % 2n === 1n),
    down: false,
    up: true,
    floor: negative,
    ceiling: !negative,
  };
  const size = rest !== 0n && away[mode] ? kept + 1n : kept;
  return { units: negative ? -size : size, places };
}

export function roundedTo(value: Scaled, places: number, mode: RoundingMode): Scaled {
  return dividedTo(value, { units: 1n, places: 0 }, places, mode);
}

/** Plain notation without trailing zeros. */
export function written({ units, places }: Scaled): string {
  const digits = magnitude(units)
    .toString()
    .padStart(places + 1, '0');
  const cut = digits.length - places;
  const text = places === 0 ? digits : `${digits.slice(0, cut)}.${digits.slice(cut)}`;
  const trimmed = text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  return units < 0n && trimmed !== '0' ? `-${trimmed}` : trimmed;
}
