/** Made-up cells for the scanner: text, and whether it is in the plain form that must be taken in. */
import fc from 'fast-check';
import type { TimeForm } from '../../../src/engine/fast/columns.ts';
import type { NumberStyle } from '../../../src/ingest/cells.ts';

export interface MadeCell {
  readonly text: string;
  /** True = the scanner has to take it in; false = it may, if the reference reader does. */
  readonly plain: boolean;
}

/** Every text below that stands for itself: each is also tried alone, in a column of every kind. */
export const EDGES: string[] = [];

const odd = (...texts: string[]) => {
  EDGES.push(...texts);
  return fc.constantFrom(...texts).map((text) => ({ text, plain: false }));
};
const plain = (text: fc.Arbitrary<string>) => text.map((made) => ({ text: made, plain: true }));

const digits = (least: number, most: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789000999'), minLength: least, maxLength: most });

/** Written by the definition of the columns, not by the scanner: below 10^15 as a whole number, at most 18 decimals. */
export function isPlainNumber(text: string): boolean {
  const match = /^-?(\d+)(?:\.(\d+))?$/.exec(text);
  if (match === null || text.length > 40) return false;
  const fraction = match[2] ?? '';
  return fraction.length <= 18 && BigInt(match[1]! + fraction.replace(/0+$/, '')) < 10n ** 15n;
}

export const number: fc.Arbitrary<MadeCell> = fc.oneof(
  { weight: 10, arbitrary: numbers([1, 9], [0, 9]) },
  { weight: 4, arbitrary: numbers([1, 7], [0, 8], '0') },
  { weight: 3, arbitrary: numbers([12, 17], [0, 3]) },
  { weight: 3, arbitrary: numbers([1, 3], [9, 20]) },
  { weight: 1, arbitrary: numbers([9, 10], [8, 10]) },
  { weight: 1, arbitrary: numbers([18, 42], [0, 18], '0') },
  {
    weight: 2,
    arbitrary: odd(
      ...[
        '1e5',
        '1E-7',
        '+1',
        '-',
        '',
        '.5',
        '5.',
        '-.5',
        '1.2.3',
        '--1',
        '1,5',
        ' 1',
        '1 ',
        '0x10',
        'NaN',
        '1-',
        '"',
      ],
      ...[
        '999999999999999',
        '1000000000000000',
        '-999999999999999',
        '0.999999999999999',
        '1.000000000000000',
      ],
      ...[
        '9007199254740993',
        '99999999.99999990',
        '0.000000000000000001',
        '-0.00',
        '-0',
        '00',
        '1 2',
        '1\u00a0',
        ...['0'.repeat(40), '0'.repeat(41), `${'0'.repeat(40)}.0`, '0.5000000000000000000'],
      ],
    ).map(({ text }) => ({ text, plain: isPlainNumber(text) })),
  },
);

function numbers(whole: [number, number], fraction: [number, number], pad = ''): fc.Arbitrary<MadeCell> {
  const padding = fc.nat({ max: pad === '' ? 0 : 10 }).map((count) => pad.repeat(count));
  return fc
    .tuple(fc.constantFrom('', '', '-'), padding, digits(...whole), digits(...fraction), padding)
    .map(([sign, before, left, right, after]) => {
      const behind = right + after;
      const text = `${sign}${pad === '' ? '' : before}${left}${behind === '' ? '' : `.${behind}`}`;
      return { text, plain: isPlainNumber(text) };
    });
}

/** Numbers as they are written in a style: its own point, marks between thousands or none. */
export function styled({ decimal, thousands }: NumberStyle): fc.Arbitrary<MadeCell> {
  if (decimal === '.' && thousands === null) return number;
  const marked = fc.tuple(number, fc.boolean()).map(([{ text, plain: sound }, marks]) => {
    const parts = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
    if (parts === null) return { text, plain: false };
    const [, sign, whole, fraction] = parts as unknown as [string, string, string, string | undefined];
    const grouped = thousands === null || !marks ? whole : whole.replace(/\B(?=(\d{3})+$)/g, thousands);
    const made = `${sign}${grouped}${fraction === undefined ? '' : `${decimal}${fraction}`}`;
    return { text: made, plain: sound && made.length <= 40 };
  });
  const mark = thousands ?? "'";
  const wrong = [
    '1_23',
    '12_34_567',
    '1234_567',
    '1_234_',
    '_123',
    '1__234',
    '1_234@5_6',
    '1_2345',
    '1@5_234',
    '1_234@',
  ]
    .map((text) => text.replaceAll('_', mark).replaceAll('@', decimal))
    .map((text) => ({ text, plain: false }));
  return fc.oneof({ weight: 10, arbitrary: marked }, { weight: 1, arbitrary: fc.constantFrom(...wrong) });
}

const wordText = fc.constantFrom(
  ...[
    'BTCUSDT',
    'C001',
    'buy',
    'sell',
    'BUY',
    'maker',
    'taker',
    'a',
    'ab',
    'abc',
    'abcd',
    'abcde',
    'abcdefgh',
    'abcdefghi',
  ],
  ...[
    'abcdefg',
    'a b',
    '1',
    '#1',
    'x'.repeat(100),
    `${'x'.repeat(99)}y`,
    'Limit - Maker',
    '~',
    'BTC-USDT-SWAP',
  ],
);

export const word: fc.Arbitrary<MadeCell> = fc.oneof(
  { weight: 12, arbitrary: plain(wordText) },
  { weight: 1, arbitrary: fc.constant({ text: '', plain: true }) },
  {
    weight: 2,
    arbitrary: fc.string({ unit: fc.constantFrom(...'abcXYZ019-_/. '), maxLength: 12 }).map(bounded),
  },
  {
    weight: 1,
    arbitrary: odd(
      ' a',
      'a ',
      '\ta',
      'a\tb',
      'a\u000b',
      'x'.repeat(101),
      'a\0',
      '\u00e9',
      'a\u00c3\u00a9',
      '\u00ef\u00bb\u00bfa',
      ' ',
      'a"b',
    ),
  },
);

function bounded(text: string): MadeCell {
  return { text, plain: text.trim() === text };
}

export const id: fc.Arbitrary<MadeCell> = fc.oneof(
  { weight: 8, arbitrary: plain(digits(1, 20)) },
  {
    weight: 2,
    arbitrary: plain(fc.constantFrom('', '0', '01', '999999999999999', '1000000000000000', '0x1f', 'ab-cd')),
  },
  { weight: 1, arbitrary: plain(fc.constantFrom('f'.repeat(64), '1'.repeat(64), '-5', '1.5', '1.23E+17')) },
  { weight: 1, arbitrary: plain(fc.constantFrom(' 1', '   abc', '  ')) },
  { weight: 1, arbitrary: odd('1 ', '1'.repeat(65), '\u00e9', '1\0', '\t') },
);

export const skipped: fc.Arbitrary<MadeCell> = fc.oneof(
  {
    weight: 8,
    arbitrary: plain(fc.constantFrom('', '0', ' note ', 'x'.repeat(300), '0.00')),
  },
  { weight: 1, arbitrary: odd('\u00e9', '\0', 'a"b', '"', '\t', 'a\u0001b') },
);

const asset = fc.constantFrom('USDT', 'BNB', 'E', 'usdc', 'x'.repeat(30));

export const glued = (style: NumberStyle): fc.Arbitrary<MadeCell> =>
  fc.oneof(
    {
      weight: 10,
      arbitrary: fc
        .tuple(styled(style), fc.constantFrom('', '', ' '), asset)
        .map(([{ text, plain: sound }, between, unit]) => ({
          text: text + between + unit,
          plain: sound,
        })),
    },
    {
      weight: 2,
      arbitrary: odd(
        ...[
          '0.5',
          '5.11INCH',
          '51G',
          '0.1SATS',
          '5.11000SATS',
          '5  USDT',
          '5 1INCH',
          '5 G',
          '5e5',
          '5E5',
          '5E-7USDT',
          '5A1B',
          '5 A1',
        ],
        ...[
          '5USDT ',
          'USDT',
          '',
          '5\u00e9',
          '5US.DT',
          '5 US,DT',
          '5 US DT',
          '5.USDT',
          `5${'x'.repeat(101)}`,
          '5CAT',
          '1MBABYDOGE',
        ],
      ),
    },
  );

const pad = (value: number, width = 2) => String(value).padStart(width, '0');

const zoneText = fc.constantFrom(
  ...['', '', '', 'Z', 'Z', 'UTC', '+08:00', '-05:30', '+0000', '-0000', '+1400', '-14:00'],
  ...['+14:01', '+15:00', '+08:60', 'z', ' Z', '+8', '+08', 'UT', 'GMT', '+08:0', '+08:000'],
);
const PLAIN_ZONE = /^(?:Z|UTC|[+-](?:0\d|1[0-3]):?[0-5]\d|[+-]14:?00)?$/;

function daysOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

const calendar = (form: TimeForm): fc.Arbitrary<MadeCell> =>
  fc
    .record({
      year: fc.constantFrom(2026, 2000, 2024, 2025, 2026, 2026, 2099, 2100, 1999, 2101),
      month: fc.constantFrom(1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0, 13),
      day: fc.constantFrom(1, 2, 5, 9, 10, 15, 20, 28, 29, 30, 31, 0, 32),
      clock: fc.tuple(
        fc.constantFrom(0, 1, 9, 10, 12, 19, 20, 23, 24),
        fc.constantFrom(0, 1, 9, 10, 30, 45, 59, 60),
        fc.constantFrom(0, 1, 7, 10, 30, 58, 59, 60),
      ),
      fraction: fc.oneof(
        fc.constant(''),
        digits(0, 10).map((text) => `.${text}`),
      ),
      zone: zoneText,
      between: fc.constantFrom('T', ' ', ' ', 't'),
      short: fc.boolean(),
    })
    .map(({ year, month, day, clock, fraction, zone, between, short }) => {
      const [hour, minute, second] = clock;
      const century = short && form === 'short-year';
      const date = `${century ? pad(year % 100) : pad(year, 4)}-${pad(month)}-${pad(day)}`;
      const text = `${date}${between}${pad(hour)}:${pad(minute)}:${pad(second)}${fraction}${zone}`;
      const full = century ? 2000 + (year % 100) : year;
      const real =
        full >= 2000 && full <= 2100 && month >= 1 && month <= 12 && day >= 1 && day <= daysOf(full, month);
      const told = hour < 24 && minute < 60 && second < 60 && /^(?:\.\d{1,9})?$/.test(fraction);
      const known = PLAIN_ZONE.test(zone) && (form !== 'epoch' || zone !== '');
      return { text, plain: real && told && known && between !== 't' && !(century && between === 'T') };
    });

const usual: fc.Arbitrary<MadeCell> = plain(
  fc
    .integer({ min: 946_684_800_000, max: 4_000_000_000_000 })
    .map((instant) => new Date(instant).toISOString()),
);

const FIRST = 946_684_800_000n;
const BEHIND = BigInt(Date.UTC(2101, 0, 2));

const epoch = (form: TimeForm): fc.Arbitrary<MadeCell> =>
  fc
    .tuple(
      fc.bigInt({ min: FIRST - 2n, max: BEHIND + 2n }),
      fc.constantFrom(FIRST, FIRST - 1n, BEHIND, BEHIND - 1n, 0n, 0n, 0n, 0n, 0n, 0n),
      fc.constantFrom(1000n, 1n, 1n, 1n, -1000n, -1_000_000n),
      fc.constantFrom('', '', '', '', '.5', '.123456789', '.', '.1234567890', 'Z'),
    )
    .map(([random, edge, unit, behind]) => {
      const instant = edge === 0n ? random : edge;
      const whole = unit > 0n ? instant / unit : instant * -unit;
      const text = `${whole}${behind}`;
      const millisecond = unit === 1000n ? whole * 1000n : instant;
      const sound =
        millisecond >= FIRST && millisecond < BEHIND && (form === 'any' || (form === 'epoch' && unit === 1n));
      return { text, plain: sound && (behind === '' || (unit === 1000n && /^\.\d{1,9}$/.test(behind))) };
    });

const oddTime = odd(
  ...[
    '',
    '2026-06-10',
    '2026-06-10 22:00',
    '2026-06-10T22:00Z',
    ' 2026-06-10 22:00:00',
    '2026-06-10 22:00:00 ',
    '10/06/2026',
  ],
  ...[
    '2026-06-10 22:00:00 Z',
    `${'\0'.repeat(11)}22:00:00`,
    '2026/06/10 22:00:00',
    '2026-6-10 22:00:00',
    '99999999',
    '99999999999',
    '12345678901234',
  ],
  ...[
    '12345678901234567890',
    '17e11',
    '26-06-10T22:00:00',
    '2026-06-10 22:00:00+08:00Z',
    '1700000000000.5',
    '-1700000000000',
  ],
);

/** As a browser writes them. The blanks before AM and PM are bytes of UTF-8, since files are made of bytes. */
const browsers = (dayFirst: boolean | null): fc.Arbitrary<MadeCell> =>
  fc
    .record({
      date: fc.tuple(
        fc.constantFrom(1, 2, 9, 12, 13, 31, 2026, 0, 32),
        fc.constantFrom(1, 2, 9, 12, 13, 31, 0),
        fc.constantFrom(2026, 2024, 2100, 2101, 26, 9, 31),
      ),
      mark: fc.constantFrom('/', '/', '.', '-'),
      padded: fc.boolean(),
      gap: fc.constantFrom(' ', ' - ', ', ', ', - ', '  ', ' -  ', ',', '-', ' -', ''),
      clock: fc.tuple(
        fc.constantFrom(0, 1, 9, 11, 12, 13, 23, 24),
        fc.constantFrom(0, 5, 59, 60),
        fc.constantFrom(0, 5, 59, 60),
      ),
      half: fc.constantFrom(
        '',
        '',
        '',
        ' AM',
        ' PM',
        '\u00c2\u00a0AM',
        '\u00e2\u0080\u00afPM',
        'PM',
        ' pm',
        ' A',
      ),
    })
    .map(({ date: [one, two, three], mark, padded, gap, clock: [hour, minute, second], half }) => {
      const part = (value: number) => (padded ? pad(value) : String(value));
      const date = [part(one), part(two), part(three)].join(mark);
      const text = `${date}${gap}${part(hour)}:${pad(minute)}:${pad(second)}${half}`;
      const [year, month, day] =
        one > 999 ? [one, two, three] : dayFirst === true ? [three, two, one] : [three, one, two];
      const known = one > 999 ? three < 100 : dayFirst !== null && three > 999;
      const real =
        month > 0 && month < 13 && day > 0 && day <= daysOf(year, month) && year >= 2000 && year <= 2100;
      const told = minute < 60 && second < 60 && (half === '' ? hour < 24 : hour > 0 && hour < 13);
      return {
        text,
        plain:
          known && real && told && /^,?(?: +-)? +$/.test(gap) && /(?:^|[AP]M)$/.test(half) && half !== 'PM',
      };
    });

const clocks: fc.Arbitrary<MadeCell> = fc
  .record({
    hour: fc.constantFrom('0', '9', '09', '14', '23', '24', '', '123'),
    minute: fc.constantFrom('00', '35', '59', '60', '5'),
    second: fc.constantFrom('', '', ':00', ':59', ':60', ':5'),
    between: fc.constantFrom(' ', ' ', ' ', '  ', 'T'),
    date: fc.constantFrom('2024-11-16', '2024-02-30', '2026-6-1', '2101-01-01', '26-06-01'),
  })
  .map(({ hour, minute, second, between, date }) => {
    const text = `${hour}:${minute}${second}${between}${date}`;
    return { text, plain: /^(?:\d|[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)? 2024-11-16$/.test(text) };
  });

export function time(form: TimeForm, dayFirst: boolean | null): fc.Arbitrary<MadeCell> {
  const counts = form === 'epoch' || form === 'any';
  return fc.oneof(
    { weight: form === 'epoch' ? 1 : 10, arbitrary: usual },
    { weight: form === 'epoch' ? 1 : 8, arbitrary: calendar(form) },
    { weight: counts ? 12 : 1, arbitrary: epoch(form) },
    { weight: form === 'locale' ? 20 : 1, arbitrary: form === 'locale' ? browsers(dayFirst) : oddTime },
    { weight: form === 'clock-first' ? 20 : 1, arbitrary: form === 'clock-first' ? clocks : oddTime },
    {
      weight: 1,
      arbitrary: oddTime,
    },
  );
}
