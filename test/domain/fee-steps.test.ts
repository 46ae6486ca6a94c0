/** The operations that `exactFee` tells of are the ones that it carries out: replayed one by one they end in its result. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal, plain, quotient } from '../../src/domain/decimal.ts';
import { exactFee, type FeeFormula, type FeeOperation } from '../../src/domain/fee.ts';
import { d, rate } from '../support/build.ts';

const NO_CLAUSES = { premiumCap: null, perContract: null, minimum: null, unpriced: [] };

interface Told {
  readonly operation: FeeOperation;
  readonly before: Decimal;
  readonly operand: Decimal;
  readonly after: Decimal;
}

function told(formula: FeeFormula, fraction: Decimal): { steps: Told[]; fee: Decimal } {
  const steps: Told[] = [];
  const fee = exactFee(formula, fraction, (operation, before, operand, after) => {
    steps.push({ operation, before, operand, after });
  });
  return { steps, fee };
}

/** The operation done by hand. */
function redone({ operation, before, operand }: Told, rebateCapped: boolean): Decimal {
  switch (operation) {
    case 'times rate':
    case 'times price':
      return before.times(operand);
    case 'divide':
      return quotient(before, operand);
    case 'per contract':
    case 'order part':
      return before.plus(operand);
    case 'minimum':
      return before.gt(0) ? Decimal.max(before, operand) : before;
    case 'cap':
      return rebateCapped
        ? Decimal.max(Decimal.min(before, operand), operand.neg())
        : Decimal.min(before, operand);
  }
}

const amount = fc.integer({ min: 1, max: 10 ** 9 }).map((units) => d(`${units}e-4`));
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const formulas = fc
  .record({
    size: amount,
    bottom: maybe(amount),
    price: maybe(fc.record({ price: amount, inverse: fc.boolean() })),
    premium: maybe(amount),
    premiumCap: maybe(fc.constantFrom(rate('12.5%'), rate('0.01%'))),
    perContract: maybe(amount),
    minimum: maybe(amount),
    rebateCapped: fc.boolean(),
    part: maybe(amount),
    quantity: amount,
  })
  .map(({ size, bottom, price, premium, part, quantity, rebateCapped, ...clauses }) => {
    const ratio = bottom === null ? {} : { ratio: { top: size, bottom } };
    const base = { amount: bottom === null ? size : quotient(size, bottom), asset: 'USDT', ...ratio };
    const formula: FeeFormula = {
      ...{ base, asset: 'USDT', price, premium, quantity, rounding: { venue: null, print: null } },
      clauses: { ...NO_CLAUSES, ...clauses, ...(rebateCapped ? { rebateCapped } : {}) },
      ...(part === null ? {} : { part: { amounts: [part], charged: part } }),
    };
    return { formula, rebateCapped };
  });

describe('exactFee', () => {
  it('tells operations that lead from the fee base to its result, each the right one', () => {
    fc.assert(
      fc.property(formulas, fc.constantFrom('0.05%', '-0.005%', '0%'), ({ formula, rebateCapped }, text) => {
        const { steps, fee } = told(formula, rate(text));
        expect(plain(fee)).toBe(plain(exactFee(formula, rate(text))));
        expect(steps[0]).toMatchObject({ operation: 'times rate' });
        let value = formula.base.ratio?.top ?? formula.base.amount;
        for (const step of steps) {
          expect(plain(step.before)).toBe(plain(value));
          value = redone(step, rebateCapped);
          expect(plain(step.after)).toBe(plain(value));
        }
        expect(plain(value)).toBe(plain(fee));
      }),
    );
  });

  it('tells only what the formula has', () => {
    const base = { amount: d('1000'), asset: 'USDT' };
    const simple: FeeFormula = {
      ...{ base, asset: 'USDT', price: null, premium: null, quantity: d('1'), clauses: null },
      rounding: { venue: null, print: null },
    };
    expect(told(simple, rate('0.05%')).steps.map(({ operation }) => operation)).toEqual(['times rate']);
  });
});
