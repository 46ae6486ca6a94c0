import { describe, expect, test } from 'vitest';
import {
  dateOf,
  formatInstant,
  formatOffset,
  formatShort,
  instantOf,
  readIsoTime,
  readOffset,
  readPeriod,
  startOfDay,
} from '../../src/domain/time.ts';
import { at } from '../support/build.ts';

const iso = (text: string, minutesEast = 0) => {
  const found = readIsoTime(text, minutesEast);
  return found === null ? null : formatInstant(found.instant);
};

describe('readIsoTime', () => {
  test.each([
    ['2026-06-10', '2026-06-10T00:00:00.000Z'],
    ['2026-06-10 22:00', '2026-06-10T22:00:00.000Z'],
    ['2026-06-10T22:00', '2026-06-10T22:00:00.000Z'],
    ['2026-06-10 22:00:59', '2026-06-10T22:00:59.000Z'],
    ['2026-06-10 22:00:59.1', '2026-06-10T22:00:59.100Z'],
    ['2026-06-10 22:00:59.123', '2026-06-10T22:00:59.123Z'],
    ['2026-06-10 22:00:59.123999999', '2026-06-10T22:00:59.123Z'],
    ['2026-06-10T22:00:00Z', '2026-06-10T22:00:00.000Z'],
    ['2026-06-10 22:00:00 UTC', '2026-06-10T22:00:00.000Z'],
    ['2026-06-10T22:00:00+08:00', '2026-06-10T14:00:00.000Z'],
    ['2026-06-10T22:00:00+0800', '2026-06-10T14:00:00.000Z'],
    ['2026-06-10T22:00:00-05:30', '2026-06-11T03:30:00.000Z'],
    ['2026-06-10T00:00:00-00:00', '2026-06-10T00:00:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['2100-12-31T23:59:59Z', '2100-12-31T23:59:59.000Z'],
    ['2000-01-01', '2000-01-01T00:00:00.000Z'],
  ])('%s', (text, expected) => expect(iso(text)).toBe(expected));

  test.each([
    ...['', '2026', '2026-06', '2026-6-1', '26-06-10', '10.06.2026', '2026/06/10', '06/10/2026'],
    ...['2026-13-01', '2026-00-10', '2026-02-30', '2025-02-29', '2026-04-31', '2026-06-00', '2026-06-32'],
    ...['2026-06-10 24:00', '2026-06-10 12:60', '2026-06-10 12:00:60', '2026-06-10 12', '2026-06-10T'],
    ...['1999-12-31', '2101-01-01', '0026-06-10', '2026-06-10 22:00:00.', '2026-06-10 22:00 PM'],
    ...['2026-06-10T22:00:00+25:00', '2026-06-10T22:00:00+15:00', '2026-06-10T22:00:00+08:60'],
    ...[' 2026-06-10', '2026-06-10 ', '2026-06-10T22:00:00Zulu', '1771234567890', '2026-W24', 'NaN'],
  ])('%s is no time', (text) => expect(iso(text)).toBeNull());

  test('a time without a zone is taken where the caller says; its own zone goes before', () => {
    expect(iso('2026-06-10 22:00', 480)).toBe('2026-06-10T14:00:00.000Z');
    expect(iso('2026-06-10', -330)).toBe('2026-06-10T05:30:00.000Z');
    expect(iso('2026-06-10 22:00Z', 480)).toBe('2026-06-10T22:00:00.000Z');
    expect(readIsoTime('2026-06-10 22:00', 480)).toMatchObject({ offset: false, seconds: false });
    expect(readIsoTime('2026-06-10 22:00:00+08:00', 0)).toMatchObject({ offset: true, seconds: true });
  });

  test('an instant is written as it was read', () => {
    for (const text of ['2026-03-19T23:59:00.000Z', '2000-01-01T00:00:00.001Z']) expect(iso(text)).toBe(text);
  });
});

test('instantOf knows the calendar', () => {
  expect(instantOf(2026, 2, 29, 0, 0, 0, 0, 0)).toBeNull();
  expect(instantOf(2024, 2, 29, 0, 0, 0, 0, 0)).toBe(Date.UTC(2024, 1, 29));
  expect(instantOf(2026, 1, 1, 0, 0, 0, 0, 480)).toBe(Date.UTC(2025, 11, 31, 16));
});

describe('offsets', () => {
  test.each([
    ...([
      ['UTC', 0],
      ['Z', 0],
      ['GMT', 0],
      ['utc+8', 480],
      ['UTC+8', 480],
      ['UTC-5', -300],
    ] as const),
    ...([
      ['UTC-05:30', -330],
      ['+08:00', 480],
      ['-0330', -210],
      ['UTC--6', -360],
      ['UTC+0', 0],
    ] as const),
    ...([
      ['UTC-0', 0],
      ['+14:00', 840],
      ['-14:00', -840],
      ['UTC+05:45', 345],
      [' UTC+3 ', 180],
    ] as const),
  ])('%s', (text, minutes) => expect(readOffset(text)).toBe(minutes));

  test.each([
    '',
    '8',
    'UTC8',
    'CST',
    'UTC+15',
    '+14:01',
    'UTC+8:5',
    '+08:60',
    'UTC+-8',
    'UTC+800:00',
    'UTC---6',
  ])('%s is none', (text) => expect(readOffset(text)).toBeNull());

  test('written and read again', () => {
    for (const minutes of [0, 480, -330, 345, -840, 60])
      expect(readOffset(formatOffset(minutes))).toBe(minutes);
    expect([0, 480, -330].map(formatOffset)).toEqual(['UTC', 'UTC+8', 'UTC-05:30']);
  });
});

describe('readPeriod', () => {
  const now = at('2026-06-15T00:30:00Z');
  const span = (text: string, east = 0, moment = now) => {
    const found = readPeriod(text, east, moment);
    return found === null ? null : [formatShort(found.from!), formatShort(found.to!)];
  };

  test.each([
    ['2026-06', '2026-06-01 00:00Z', '2026-07-01 00:00Z'],
    ['2026-12', '2026-12-01 00:00Z', '2027-01-01 00:00Z'],
    ['2024-02', '2024-02-01 00:00Z', '2024-03-01 00:00Z'],
    ['2026-06-10', '2026-06-10 00:00Z', '2026-06-11 00:00Z'],
    ['2026-12-31', '2026-12-31 00:00Z', '2027-01-01 00:00Z'],
    // ISO weeks: 2026 begins on a Thursday and has 53.
    ['2026-W24', '2026-06-08 00:00Z', '2026-06-15 00:00Z'],
    ['2026-W01', '2025-12-29 00:00Z', '2026-01-05 00:00Z'],
    ['2026-W53', '2026-12-28 00:00Z', '2027-01-04 00:00Z'],
    ['2025-W01', '2024-12-30 00:00Z', '2025-01-06 00:00Z'],
    ['2021-W01', '2021-01-04 00:00Z', '2021-01-11 00:00Z'],
    ['last-week', '2026-06-08 00:00Z', '2026-06-15 00:00Z'],
    ['last-month', '2026-05-01 00:00Z', '2026-06-01 00:00Z'],
  ])('%s', (text, from, to) => expect(span(text)).toEqual([from, to]));

  test.each([
    ...['2025-W53', '2026-W54', '2026-W00', '2026-W1', '2026-13', '2026-00', '2026-6', '2026-02-30', '2026'],
    ...['0026-06', '1999-06', '2101-01', '0050-W10', 'yesterday', 'last-year', '', '2026-06-10T00:00'],
  ])('%s is none', (text) => expect(span(text)).toBeNull());

  test('days begin at midnight of the zone', () => {
    expect(span('2026-06', 480)).toEqual(['2026-05-31 16:00Z', '2026-06-30 16:00Z']);
    expect(span('2026-W24', -330)).toEqual(['2026-06-08 05:30Z', '2026-06-15 05:30Z']);
    expect(span('2026-06-10', 480)).toEqual(['2026-06-09 16:00Z', '2026-06-10 16:00Z']);
  });

  test('what last week and last month are depends on the zone', () => {
    // Half past midnight on Monday in UTC is still Sunday west of it.
    expect(span('last-week', -60)).toEqual(['2026-06-01 01:00Z', '2026-06-08 01:00Z']);
    expect(span('last-month', -60, at('2026-06-01T00:30:00Z'))).toEqual([
      '2026-04-01 01:00Z',
      '2026-05-01 01:00Z',
    ]);
    expect(span('last-month', 0, at('2026-01-31T12:00:00Z'))).toEqual([
      '2025-12-01 00:00Z',
      '2026-01-01 00:00Z',
    ]);
    expect(span('last-week', 0, at('2026-06-21T23:59:59.999Z'))).toEqual([
      '2026-06-08 00:00Z',
      '2026-06-15 00:00Z',
    ]);
  });
});

test('days', () => {
  expect(formatShort(startOfDay(at('2026-06-10T23:59:59.999Z'), 0))).toBe('2026-06-10 00:00Z');
  expect(formatShort(startOfDay(at('2026-06-10T16:00:00Z'), 480))).toBe('2026-06-10 16:00Z');
  expect(formatShort(startOfDay(at('2026-06-10T15:59:59Z'), 480))).toBe('2026-06-09 16:00Z');
  expect(dateOf(at('2026-06-10T16:00:00Z'), 480)).toBe('2026-06-11');
  expect(dateOf(at('2026-06-10T04:00:00Z'), -330)).toBe('2026-06-09');
});

test('short times show only what is there', () => {
  expect(formatShort(at('2026-06-10T22:00:00Z'))).toBe('2026-06-10 22:00Z');
  expect(formatShort(at('2026-06-10T22:00:07Z'))).toBe('2026-06-10 22:00:07Z');
  expect(formatShort(at('2026-06-10T22:00:07.050Z'))).toBe('2026-06-10 22:00:07.050Z');
});
