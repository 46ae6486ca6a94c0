import { describe, expect, test } from 'vitest';
import { plain } from '../../src/domain/decimal.ts';
import { formatRate, rateFrom, readRate, toBps } from '../../src/domain/rate.ts';
import { d, rate } from '../support/build.ts';

describe('readRate', () => {
  const accepted: Readonly<Record<string, string>> = {
    '0.02%': '0.0002',
    '2bps': '0.0002',
    '2 bps': '0.0002',
    '2bp': '0.0002',
    '1.5 bp': '0.00015',
    '-0.005%': '-0.00005',
    '-0.5bps': '-0.00005',
    '+0.05%': '0.0005',
    ' 0.05% ': '0.0005',
    '0%': '0',
    '-0%': '0',
    '0.0675%': '0.000675',
    '40%': '0.4',
    '100%': '1',
  };
  test.each(Object.entries(accepted))('%s', (text, fraction) => {
    expect(plain(rate(text))).toBe(fraction);
  });

  const refused = [
    '0.0002',
    '2',
    '0',
    '',
    '%',
    'bps',
    '.5%',
    '5.%',
    '1.2.3%',
    '1,5%',
    '1e-4%',
    '0x1%',
    '−5%',
  ];
  test.each([...refused, '5 percent', '5%%', '2bps bps', '5 ‰', 'NaN%', '--5%', '2 BPS', '5pips'])(
    '%s is no rate',
    (text) => expect(readRate(text)).toBeNull(),
  );

  test('percent and basis points of the same rate are equal to the last digit', () => {
    for (let thousandths = -5000; thousandths <= 5000; thousandths += 7) {
      const bps = d(String(thousandths)).div(1000);
      expect(plain(rate(`${plain(bps)}bps`))).toBe(plain(rate(`${plain(bps.div(100))}%`)));
    }
  });
});

test('a rate in its two units', () => {
  expect(plain(toBps(rate('0.0675%')))).toBe('6.75');
  expect(plain(toBps(rate('-0.005%')))).toBe('-0.5');
  expect(plain(toBps(rateFrom(d('1'))))).toBe('10000');
  expect(formatRate(rate('2bps'))).toBe('0.02%');
  expect(formatRate(rate('-0.5bps'))).toBe('-0.005%');
  expect(formatRate(rate('0.000%'))).toBe('0%');
});

test('what formatRate writes, readRate reads', () => {
  for (const text of ['0.02%', '-0.005%', '0.0675%', '0.01737%', '0%', '40%']) {
    expect(formatRate(rate(text))).toBe(text);
  }
});
