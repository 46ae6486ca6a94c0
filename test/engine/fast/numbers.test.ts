/**
 * The fast engine on numbers at the bounds of its exact arithmetic, in random files: the same bytes as the reference engine.
 * The files are made here: prices and quantities of 1 to 17 digits and 0 to 19 decimals, fees near what some rate gives.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sameBytes } from '../../support/both-engines.ts';

/** Whole numbers near powers of ten and of two, where doubles and limbs end. */
const whole = (digits: number) =>
  fc.oneof(
    { weight: 30, arbitrary: fc.bigInt({ min: 1n, max: 10n ** BigInt(Math.min(7, digits)) }) },
    { weight: 6, arbitrary: fc.bigInt({ min: 10n ** 7n, max: 10n ** BigInt(digits - 4) }) },
    fc.bigInt({ min: 1n, max: 10n ** BigInt(digits) }),
    fc
      .tuple(
        fc.constantFrom(2n ** 52n, 2n ** 53n, 2n ** 31n, 10n ** 8n, 10n ** 15n, 10n ** 16n),
        fc.integer({ min: -2, max: 2 }),
      )
      .map(([edge, off]) => edge + BigInt(off)),
    fc.integer({ min: 0, max: digits - 1 }).map((power) => 10n ** BigInt(power)),
  );

const decimals = (usual: number, most: number) =>
  fc.oneof({ weight: 15, arbitrary: fc.integer({ min: 0, max: usual }) }, fc.integer({ min: 0, max: most }));

function written(value: bigint, decimals: number): string {
  const [sign, size] = value < 0n ? ['-', -value] : ['', value];
  if (decimals === 0) return `${sign}${size}`;
  const digits = String(size).padStart(decimals + 1, '0');
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** price × quantity × rate at `scale` decimals, half-up; the rate is `rate` × 10^−7. */
function feeOf(amount: bigint, decimals: number, rate: bigint, scale: number): bigint {
  const exact = amount * (rate < 0n ? -rate : rate);
  const cut = decimals + 7 - scale;
  const unit = 10n ** BigInt(Math.abs(cut));
  const size = cut <= 0 ? exact * unit : (exact + unit / 2n) / unit;
  return rate < 0n ? -size : size;
}

const row = fc.record({
  price: fc.tuple(whole(17), decimals(6, 12)),
  quantity: fc.tuple(whole(15), decimals(4, 19)),
  maker: fc.boolean(),
  buy: fc.boolean(),
  /** 10^−7; null = the one agreed. */
  rate: fc.oneof(
    { weight: 12, arbitrary: fc.constant(null) },
    fc.constantFrom(2000n, 5000n, 4000n, -1000n, 3333n, 0n, 10_000n),
  ),
  off: fc.oneof({ weight: 12, arbitrary: fc.constant(0n) }, fc.constantFrom(1n, -1n, 2n, 1000n)),
  symbol: fc.constantFrom('BTCUSDT', 'ETHUSDT'),
  second: fc.integer({ min: 0, max: 4000 }),
  order: fc.integer({ min: 1, max: 9 }),
  again: fc.integer({ min: 0, max: 40 }).map((n) => n === 40),
  shape: fc.oneof(
    { weight: 30, arbitrary: fc.constant('plain') },
    fc.constantFrom('quoted', 'padded', 'bad price', 'bad side', 'blank', 'short'),
  ),
});

type Row = typeof row extends fc.Arbitrary<infer T> ? T : never;

const HEAD = 'time,symbol,side,price,qty,fee,feeAsset,liquidity,orderId,tradeId';

function lineOf(one: Row, id: number, scale: number, maker: bigint): string {
  const [price, priceDecimals] = one.price;
  const [quantity, quantityDecimals] = one.quantity;
  const due =
    feeOf(
      price * quantity,
      priceDecimals + quantityDecimals,
      one.rate ?? (one.maker ? maker : 5000n),
      scale,
    ) + one.off;
  const money = [written(price, priceDecimals), written(quantity, quantityDecimals), written(due, scale)];
  if (one.shape === 'padded' && priceDecimals > 0) money[0] += '00';
  if (one.shape === 'bad price') money[0] = '1e';
  const time = new Date(Date.UTC(2026, 4, 1, 22, 0, one.second)).toISOString();
  const side = one.shape === 'bad side' ? 'hold' : one.buy ? 'buy' : 'sell';
  const cells = [
    time,
    one.symbol,
    side,
    ...money,
    'USDT',
    one.maker ? 'maker' : 'taker',
    `o${one.order}`,
    String(id),
  ];
  if (one.shape === 'short') cells.pop();
  if (one.shape === 'blank') return '';
  return (one.shape === 'quoted' ? cells.map((cell) => `"${cell}"`) : cells).join(',');
}

function fileOf(rows: readonly Row[], scale: number, end: string, open: boolean, maker: bigint): string {
  const lines = [HEAD];
  for (const [index, one] of rows.entries()) {
    const line = lineOf(one, 1000 + index, scale, maker);
    lines.push(line);
    if (one.again) lines.push(line);
  }
  return lines.join(end) + (open ? '' : end);
}

const MAP = HEAD.split(',').map(
  (column) => `${({ qty: 'quantity' } as Record<string, string>)[column] ?? column}=${column}`,
);
const NO_FLAG = 'liquidity=';
const mapped = (flags: readonly string[]) =>
  MAP.filter((one) => !flags.includes(NO_FLAG) || !one.startsWith(NO_FLAG)).flatMap((one) => ['--map', one]);
const FLAGS = ['--profile', 'generic', '--venue', 'bybit'];

describe('random files', () => {
  it.each([
    ['agreed rates', ['--maker-rate', '0.02%', '--taker-rate', '0.05%']],
    [
      'a rebate, an allowance, groups',
      [
        '--maker-rate',
        '-0.01%',
        '--taker-rate',
        '0.05%',
        '--tolerance',
        '0.000002',
        '--group-by',
        'hour,side',
      ],
    ],
    [
      'an affiliate, one side alone',
      [
        '--maker-rate',
        '0.02%',
        '--taker-rate',
        '0.05%',
        '--affiliate',
        '40% day 22:30Z',
        '--liquidity',
        'taker',
      ],
    ],
    [
      'no flag',
      ['--maker-rate', '0.02%', '--taker-rate', '0.05%', '--map', NO_FLAG, '--group-by', 'liquidity,hour'],
    ],
    ['rounding as it is seen', ['--maker-rate', '0.02%', '--taker-rate', '0.05%', '--rounding', 'auto']],
    [
      'a time alone',
      [
        '--maker-rate',
        '0.02%',
        '--taker-rate',
        '0.05%',
        '--from',
        '2026-05-01T22:10Z',
        '--to',
        '2026-05-01T22:50Z',
      ],
    ],
  ])('%s', async (_, flags) => {
    const file = fc.record({
      rows: fc.array(row, { minLength: 1, maxLength: 120, size: 'max' }),
      scale: fc.constantFrom(8, 8, 8, 6, 10, 4),
      end: fc.constantFrom('\n', '\n', '\r\n'),
      open: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(file, async ({ rows, scale, end, open }) => {
        const text = fileOf(rows, scale, end, open, flags.includes('-0.01%') ? -1000n : 2000n);
        expect(
          await sameBytes({ 'fills.csv': text }, ['fills.csv', ...FLAGS, ...mapped(flags), ...flags]),
        ).toBeNull();
      }),
      { numRuns: 25 },
    );
  });
});
