/** Quotients in whole numbers against decimal.js, and inverse contracts in both engines. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal, quotient, ROUNDING_MODES, round, unitOf } from '../../../src/domain/decimal.ts';
import { isAbove, rounded } from '../../../src/engine/fast/exact-fee.ts';
import { stepOf } from '../../../src/engine/fast/lane.ts';
import { cutQuotient, printsQuotient, QUOTIENT_SCALE, unitsOf } from '../../../src/engine/fast/quotients.ts';
import type { Size } from '../../../src/engine/fast/sizes.ts';
import { sameBytes } from '../../support/both-engines.ts';
import { seeded } from '../../support/exports.ts';
import { headerOf } from '../../support/golden-header.ts';

// Powers of ten and their neighbours, twos and fives (whose quotients end), and anything.
const whole = (most: number) =>
  fc
    .oneof(
      fc.nat(15).chain((power) => fc.constantFrom(-1, 0, 1).map((near) => 10 ** power + near)),
      fc.nat(49).map((power) => 2 ** power),
      fc.nat(21).map((power) => 5 ** power),
      fc.integer({ min: 1, max: most }),
    )
    .map((value) => Math.max(1, Math.min(most, value)));
const size = fc.record({
  high: fc.oneof(fc.constant(0), whole(2 ** 50)),
  low: fc.constant(0),
  scale: fc.nat(16),
  over: whole(999_999_999_999_999),
  overScale: fc.nat(18),
});
const quotientOf = ({ high, scale, over, overScale }: Size) =>
  quotient(new Decimal(`${high}e-${scale}`), new Decimal(`${over}e-${overScale}`));

describe('a quotient', () => {
  it('is summed up as the domain rounds it', () => {
    fc.assert(
      fc.property(size, (one) => {
        expect(new Decimal(`${unitsOf(one)}e-${QUOTIENT_SCALE}`).eq(quotientOf(one))).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('times a rate is rounded as the domain rounds it', () => {
    const cut = { kept: 0, rest: 0, unit: 1, more: false };
    const rate = fc.record({ mantissa: whole(4e7), scale: fc.nat(12) });
    fc.assert(
      fc.property(size, rate, fc.nat(15), (one, { mantissa, scale }, places) => {
        if (!cutQuotient(one, mantissa, scale, places, cut)) return;
        const top = new Decimal(`${one.high}e-${one.scale}`).times(`${mantissa}e-${scale}`);
        const exact = quotient(top, new Decimal(`${one.over}e-${one.overScale}`));
        for (const mode of ROUNDING_MODES) {
          const kept = rounded(cut, stepOf({ scale: places, mode }).positive);
          expect(round(exact, { scale: places, mode }).eq(`${kept}e-${places}`), mode).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('is compared as the domain compares it', () => {
    fc.assert(
      fc.property(size, fc.nat(2), whole(2 ** 50), (one, near, any) => {
        const value = quotientOf(one).times('1e8');
        const bound = near === 2 ? any : value.floor().toNumber() + near;
        if (!(bound >= 1 && bound <= 2 ** 50)) return;
        expect(isAbove(one, bound)).toBe(value.gt(bound));
      }),
      { numRuns: 2000 },
    );
  });

  it('is a printed amount to its last digit', () => {
    const off = fc.integer({ min: -2, max: 2 });
    fc.assert(
      fc.property(size, fc.nat(18), off, (one, written, units) => {
        const exact = quotientOf(one);
        const printed = round(exact, { scale: written, mode: 'half-up' }).plus(unitOf(written).times(units));
        const scale = printed.decimalPlaces();
        const mantissa = printed.times(`1e${scale}`);
        if (mantissa.isNegative() || mantissa.gt(999_999_999_999_999)) return;
        const near = printed.minus(exact).abs().lte(unitOf(written));
        expect(printsQuotient(one, mantissa.toNumber(), scale, written)).toBe(near);
      }),
      { numRuns: 2000 },
    );
  });
});

/** Synthetic fills of inverse contracts, a minute apart; one in eight is charged at the other side's rate, one in thirty has an odd cell. */
function rows(
  seed: number,
  line: (fill: Readonly<Record<string, string>>, maker: boolean, buy: boolean) => string,
) {
  const below = seeded(seed);
  const lines: string[] = [];
  for (let row = 0; row < 260; row++) {
    const decimals = below(3);
    const price = new Decimal([1, 10, 100, 60_000, 65_536, 1 + below(1e6)][below(6)]!).times(
      unitOf(decimals),
    );
    const contracts = below(40) === 0 ? 0 : 1 + below(20_000);
    const coins = quotient(new Decimal(contracts).times(100), price);
    const maker = below(2) === 0;
    const rate = new Decimal(maker !== (below(8) === 0) ? '0.0001' : '0.0005');
    const fee = round(coins.times(rate), { scale: 8, mode: 'half-up' }).plus(below(20) === 0 ? '1e-8' : 0);
    const printed = round(coins, { scale: 8, mode: 'half-up' }).plus(below(30) === 0 ? '2e-8' : 0);
    lines.push(
      line(
        {
          row: `${row}`,
          order: `${row >> 2}`,
          time: `${Date.UTC(2026, 4, 1) + row * 60_000}`,
          price: price.toFixed(),
          contracts: below(30) === 0 ? `${contracts}.5` : `${contracts}`,
          face: below(30) === 0 ? `${contracts * 10}.5` : `${contracts * 10}`,
          coins: below(30) === 0 ? '' : printed.toFixed(8),
          fee: fee.toFixed(8),
        },
        maker,
        below(2) === 0,
      ),
    );
  }
  return lines.join('\n');
}

const coinm = (seed: number) =>
  `${headerOf('binance-coinm-api/user-trades.csv')}\n${rows(
    seed,
    ({ row, order, time, price, contracts, coins, fee }, maker, buy) =>
      `BTCUSD_PERP,${row},${order},BTCUSD,${buy ? 'BUY' : 'SELL'},${price},${contracts},0,BTC,${coins},${fee},BTC,${time},BOTH,${buy},${maker}`,
  )}\n`;

const deribit = (seed: number) =>
  `${headerOf('deribit-api/user-trades.csv')}\n${rows(
    seed,
    ({ row, order, time, price, contracts, face, fee }, maker, buy) =>
      `${row},${48_000 + Number(row)},${time},3,filled,false,false,0,${price},false,limit,${order},${price},${row},${maker ? 'M' : 'T'},,BTC-PERPETUAL,${price},BTC,${fee},${buy ? 'buy' : 'sell'},${contracts},,${face},true`,
  )}\n`;

describe.each([
  ['Binance COIN-M', coinm],
  ['Deribit', deribit],
])('inverse contracts of %s', (_, fills) => {
  it.each([
    [1, ['--maker-rate', '0.01%', '--taker-rate', '0.05%']],
    [2, ['--maker-rate', '-0.01%', '--taker-rate', '0.05%', '--group-by', 'symbol,side,hour']],
    [
      3,
      [
        '--maker-rate',
        '0.01%',
        '--taker-rate',
        '0.05%',
        '--affiliate',
        '40% day 16:00Z',
        '--liquidity',
        'taker',
      ],
    ],
    [4, []],
    [
      5,
      [
        '--maker-rate',
        '0.01%',
        '--taker-rate',
        '0.05%',
        '--rounding',
        'auto',
        '--since',
        '2026-05-01T01:00Z',
      ],
    ],
  ])('seed %i', async (seed, flags) => {
    expect(await sameBytes({ 'fills.csv': fills(seed) }, ['fills.csv', ...flags])).toBeNull();
  });
});
