/** Parts of generated exports: prices and amounts from a seed, planted faults, outcomes worked out in whole numbers. */
import { type Exact, exact, magnitude, minus, negated, order, plus } from '../support/exact.ts';
import { seeded } from '../support/exports.ts';

/** What is wrong with a generated fill. */
export type Fault = 'none' | 'other side' | 'sign' | 'odd' | 'one unit';

/** Every 23rd to 41st fill has a fault of its own kind. */
export function faultOf(index: number): Fault {
  if (index % 23 === 7) return 'other side';
  if (index % 29 === 11) return 'sign';
  if (index % 37 === 13) return 'odd';
  return index % 41 === 17 ? 'one unit' : 'none';
}

/** Random decimals: `number(5, 2)` has up to five digits, two of them behind the point, and is never 0. */
export class Dice {
  private readonly random: (below: number) => number;

  constructor(seed: number) {
    this.random = seeded(seed);
  }

  below(limit: number): number {
    return this.random(limit);
  }

  oneOf<T>(items: readonly T[]): T {
    return items[this.random(items.length)]!;
  }

  number(digits: number, scale: number): Exact {
    return { n: BigInt(this.random(10 ** digits - 1) + 1), s: scale };
  }
}

/** The charge that a fault makes of the right one. @param other what the other side of the book would pay */
export function chargeWith(fault: Fault, due: Exact, other: Exact, scale: number): Exact {
  const unit: Exact = { n: 1n, s: scale };
  if (fault === 'other side') return other;
  if (fault === 'sign') return negated(due);
  if (fault === 'odd') return plus(due, { n: 37n, s: scale - 3 });
  return fault === 'one unit' ? minus(due, unit) : due;
}

/** 0 matched, 1 within one unit of the scale, 2 break. */
export function outcomeOf(charged: Exact, expected: Exact, scale: number): 0 | 1 | 2 {
  const variance = magnitude(minus(charged, expected));
  if (variance.n === 0n) return 0;
  return order(variance, { n: 1n, s: scale }) <= 0 ? 1 : 2;
}

/** a ÷ b to `scale` decimals, halves away from zero. */
export function quotientHalfUp(a: Exact, b: Exact, scale: number): Exact {
  const ten = (exponent: number) => 10n ** BigInt(exponent);
  const [top, bottom] = [a.n * ten(scale + b.s), b.n * ten(a.s)];
  return { n: (2n * top + bottom) / (2n * bottom), s: scale };
}

/** `0.05%` as a fraction. */
export const percent = (text: string): Exact => {
  const { n, s } = exact(text.replace('%', ''));
  return { n, s: s + 2 };
};
