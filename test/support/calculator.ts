/**
 * What somebody with pencil and paper gets from a printed formula: products and quotients of plain numbers, added or taken
 * off, then rounded. Fractions of BigInts, written apart from the program under test.
 */
import type { RoundingMode } from '../../src/domain/decimal.ts';
import { dividedTo, type Scaled, scaled, times, written } from './integers.ts';

interface Fraction {
  readonly top: Scaled;
  readonly bottom: Scaled;
}

const ONE: Scaled = { units: 1n, places: 0 };

/** `71285.6 × 179.08 ÷ 2`, left to right. */
function term(text: string): Fraction {
  const [first, ...rest] = text.split(/ (?=[×÷] )/);
  let value: Fraction = { top: scaled(first!.trim()), bottom: ONE };
  for (const part of rest) {
    const factor = scaled(part.slice(2).trim());
    value = part.startsWith('×')
      ? { ...value, top: times(value.top, factor) }
      : { ...value, bottom: times(value.bottom, factor) };
  }
  return value;
}

function plus(a: Scaled, b: Scaled): Scaled {
  const places = Math.max(a.places, b.places);
  const at = ({ units, places: own }: Scaled) => units * 10n ** BigInt(places - own);
  return { units: at(a) + at(b), places };
}

const negated = ({ units, places }: Scaled): Scaled => ({ units: -units, places });

function sum(text: string): Fraction {
  const [first, ...rest] = text.split(/ (?=[+-] )/);
  let value = term(first!);
  for (const part of rest) {
    const next = term(part.slice(2));
    const left = times(value.top, next.bottom);
    const right = times(next.top, value.bottom);
    const top = plus(left, part.startsWith('+') ? right : negated(right));
    value = { top, bottom: times(value.bottom, next.bottom) };
  }
  return value;
}

/**
 * The value of a printed formula as it is printed: exact, or, where it is a quotient, rounded half-up to the decimals of
 * `printed`; a formula that says how it is rounded is rounded so.
 */
export function calculated(formula: string, printed: string): string {
  const [, inner, mode, scale] = /^(.*) rounded ([a-z-]+) at (\d+) decimals$/.exec(formula) ?? [];
  if (mode === undefined) {
    const { top, bottom } = sum(formula);
    const exact = bottom.units === 1n && bottom.places === 0;
    return written(exact ? top : dividedTo(top, bottom, scaled(printed).places, 'half-up'));
  }
  const again = inner!.endsWith(' decimals');
  const { top, bottom } = again ? { top: scaled(calculated(inner!, printed)), bottom: ONE } : sum(inner!);
  return written(dividedTo(top, bottom, Number(scale), mode as RoundingMode));
}
