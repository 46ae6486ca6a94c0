import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  Decimal,
  MAX_DIGITS,
  type NumberFault,
  plain,
  quotient,
  ROUNDING_MODES,
  type RoundingMode,
  readDecimal,
  round,
  unitOf,
  writtenScale,
} from '../../src/domain/decimal.ts';
import { d } from '../support/build.ts';
import { dividedTo, roundedTo, scaled, times, written } from '../support/integers.ts';

const nines = '9'.repeat(MAX_DIGITS);

/** Text → plain spelling of the number it is. */
const accepted: Readonly<Record<string, string>> = {
  '0': '0',
  '-0': '0',
  '+0': '0',
  '00': '0',
  '0.0': '0',
  '-0.00000000': '0',
  '0E-8': '0',
  '0E-18': '0',
  '0e99': '0',
  '1': '1',
  '+1': '1',
  '-1': '-1',
  '007': '7',
  '1.0': '1',
  '1.50': '1.5',
  '0.1': '0.1',
  '-0.00000192834': '-0.00000192834',
  '104.976405810000002816': '104.976405810000002816',
  '123456789012345678901234567890': '123456789012345678901234567890',
  '0.123456789012345678901234567890123456789': '0.123456789012345678901234567890123456789',
  '1e3': '1000',
  '1E3': '1000',
  '1e+3': '1000',
  '1.5e-7': '0.00000015',
  '-2.5E2': '-250',
  '3.56E+18': '3560000000000000000',
  '1e99': `1${'0'.repeat(99)}`,
  '1e-99': `0.${'0'.repeat(98)}1`,
  '9007199254740993': '9007199254740993',
  '0.30000000000000004': '0.30000000000000004',
  [nines]: nines,
  [`-${nines}`]: `-${nines}`,
  [`0.${'3'.repeat(MAX_DIGITS - 1)}`]: `0.${'3'.repeat(MAX_DIGITS - 1)}`,
};

const refused: Readonly<Record<string, NumberFault>> = {
  '': 'empty',
  ' ': 'empty',
  '\t': 'empty',
  '\u00a0': 'empty',
  '1,234.5': 'thousands',
  '1,234,567': 'thousands',
  '-1,234,567.89': 'thousands',
  '12,345.00': 'thousands',
  '1.234,5': 'thousands',
  '1.234.567,89': 'thousands',
  '1,5': 'comma',
  '-0,00016091': 'comma',
  '1,234': 'comma',
  [`${nines}9`]: 'too-long',
  [`0.${nines}`]: 'too-long',
  ['1'.repeat(100_000)]: 'too-long',
  '1e100': 'exponent',
  '1e-100': 'exponent',
  '1.5E+308': 'exponent',
  '1e999999999': 'exponent',
  '.5': 'not-a-number',
  '5.': 'not-a-number',
  '.': 'not-a-number',
  '-': 'not-a-number',
  '+': 'not-a-number',
  '--1': 'not-a-number',
  '+-1': 'not-a-number',
  '1-': 'not-a-number',
  '(1.5)': 'not-a-number',
  ' 1': 'not-a-number',
  '1 ': 'not-a-number',
  '1 000': 'not-a-number',
  '1\u00a0000': 'not-a-number',
  "1'000": 'not-a-number',
  '1_000': 'not-a-number',
  '0x1F': 'not-a-number',
  '0b11': 'not-a-number',
  '0o17': 'not-a-number',
  NaN: 'not-a-number',
  nan: 'not-a-number',
  Infinity: 'not-a-number',
  '-Infinity': 'not-a-number',
  inf: 'not-a-number',
  null: 'not-a-number',
  '1e': 'not-a-number',
  e5: 'not-a-number',
  '1e5.5': 'not-a-number',
  '1.2.3': 'not-a-number',
  '1.234.567': 'not-a-number',
  '1,2,3': 'not-a-number',
  '0.0002%': 'not-a-number',
  $5: 'not-a-number',
  '5USDT': 'not-a-number',
  '−5': 'not-a-number',
  '１２': 'not-a-number',
  '٣': 'not-a-number',
  '=1+1': 'not-a-number',
  '1\n': 'not-a-number',
  '#VALUE!': 'not-a-number',
};

describe('readDecimal', () => {
  test('eighty texts and more', () => {
    expect(Object.keys(accepted).length + Object.keys(refused).length).toBeGreaterThan(80);
  });

  test.each(Object.entries(accepted))('%s is a number', (text, expected) => {
    const value = readDecimal(text);
    expect(typeof value === 'string' ? value : plain(value)).toBe(expected);
  });

  test.each(Object.entries(refused).map(([text, fault]) => [text.slice(0, 50), fault, text] as const))(
    '%s is refused: %s',
    (_, fault, text) => {
      expect(readDecimal(text)).toBe(fault);
    },
  );

  test('zero has no sign', () => {
    for (const text of ['-0', '-0.00', '-0E-8']) {
      const value = readDecimal(text) as Decimal;
      expect(value.isNegative()).toBe(false);
    }
  });

  test('what it reads, plain writes back', () => {
    const digits = fc.stringMatching(/^[1-9]\d{0,18}\.\d{0,18}[1-9]$/);
    fc.assert(
      fc.property(digits, fc.boolean(), (text, negative) => {
        const whole = negative ? `-${text}` : text;
        expect(plain(readDecimal(whole) as Decimal)).toBe(whole);
      }),
    );
  });
});

describe('round', () => {
  // value → half-up, half-even, down, up, floor, ceiling; to two decimals
  const halves: readonly (readonly [string, string, string, string, string, string, string])[] = [
    ['0.125', '0.13', '0.12', '0.12', '0.13', '0.12', '0.13'],
    ['0.135', '0.14', '0.14', '0.13', '0.14', '0.13', '0.14'],
    ['-0.125', '-0.13', '-0.12', '-0.12', '-0.13', '-0.13', '-0.12'],
    ['-0.135', '-0.14', '-0.14', '-0.13', '-0.14', '-0.14', '-0.13'],
    ['0.1250000001', '0.13', '0.13', '0.12', '0.13', '0.12', '0.13'],
    ['0.1249999999', '0.12', '0.12', '0.12', '0.13', '0.12', '0.13'],
    ['-0.1250000001', '-0.13', '-0.13', '-0.12', '-0.13', '-0.13', '-0.12'],
    ['0.12', '0.12', '0.12', '0.12', '0.12', '0.12', '0.12'],
    ['-0.001', '0', '0', '0', '-0.01', '-0.01', '0'],
    ['0.005', '0.01', '0', '0', '0.01', '0', '0.01'],
    ['-0.005', '-0.01', '0', '0', '-0.01', '-0.01', '0'],
    ['0.995', '1', '1', '0.99', '1', '0.99', '1'],
  ];

  test.each(halves)('%s', (value, ...expected) => {
    const found = ROUNDING_MODES.map((mode) => plain(round(d(value), { scale: 2, mode })));
    expect(found).toEqual(expected);
  });

  test('every mode as BigInt does it', () => {
    const units = fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n });
    const mode = fc.constantFrom<RoundingMode>(...ROUNDING_MODES);
    fc.assert(
      fc.property(units, fc.integer({ min: 0, max: 12 }), mode, (value, scale, name) => {
        const text = written({ units: value, places: 12 });
        const expected = written(roundedTo(scaled(text), scale, name));
        expect(plain(round(d(text), { scale, mode: name }))).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });
});

describe('exactness', () => {
  const wide = fc.stringMatching(/^-?[1-9]\d{20,24}\.\d{10,14}[1-9]$/);

  test('products of two 40-digit numbers keep every digit', () => {
    fc.assert(
      fc.property(wide, wide, (a, b) => {
        expect(plain(d(a).times(d(b)))).toBe(written(times(scaled(a), scaled(b))));
      }),
    );
    expect(plain(d(nines).times(d(nines)))).toBe((BigInt(nines) * BigInt(nines)).toString());
  });

  test('sums over 198 orders of magnitude keep every digit', () => {
    const sum = (readDecimal('1e99') as Decimal).plus(readDecimal('1e-99') as Decimal);
    expect(plain(sum)).toBe(`1${'0'.repeat(99)}.${'0'.repeat(98)}1`);
    expect(plain(sum.minus(readDecimal('1e99') as Decimal))).toBe(plain(readDecimal('1e-99') as Decimal));
  });

  test('a quotient is right to 60 digits, halves up', () => {
    expect(plain(quotient(d('1'), d('3')))).toBe(`0.${'3'.repeat(60)}`);
    expect(plain(quotient(d('-2'), d('3')))).toBe(`-0.${'6'.repeat(59)}7`);
    expect(plain(quotient(d('100'), d('8800')))).toBe(
      written(dividedTo(scaled('100'), scaled('8800'), 61, 'half-up')),
    );
    expect(plain(quotient(d('1'), d('8')))).toBe('0.125');
  });

  test('division by zero is an error of the program', () => {
    expect(() => quotient(d('1'), d('0'))).toThrow(RangeError);
  });

  test('no rounding hides in a long sum', () => {
    let total = d('0');
    for (let index = 0; index < 10_000; index++) total = total.plus(d('0.00000001'));
    expect(plain(total)).toBe('0.0001');
  });
});

test('a unit of the last place', () => {
  expect([0, 1, 8, 30].map((scale) => plain(unitOf(scale)))).toEqual([
    '1',
    '0.1',
    '0.00000001',
    `0.${'0'.repeat(29)}1`,
  ]);
});

test('decimals as written', () => {
  const scales = { '1.50': 2, '5': 0, '1.2e-7': 8, '0E-8': 8, '1.25e1': 1, '1e3': 0, '-0.10': 2, abc: 0 };
  for (const [text, scale] of Object.entries(scales)) expect(writtenScale(text)).toBe(scale);
});

test('plain notation knows no exponent', () => {
  expect(plain(new Decimal('1e-30'))).toBe(`0.${'0'.repeat(29)}1`);
  expect(plain(new Decimal('1e30'))).toBe(`1${'0'.repeat(30)}`);
  expect(plain(d('5').minus(d('5')).negated())).toBe('0');
});
