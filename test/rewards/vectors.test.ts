/** Every worked figure of the program page and of its reconstruction: as published, and as recomputed by the domain. */
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCatalogue } from '../../src/catalogue/catalogue.ts';
import { Decimal, ONE, plain } from '../../src/domain/decimal.ts';
import { rateFrom } from '../../src/domain/rate.ts';
import type { MarketSnapshot, Sides } from '../../src/domain/rewards/book.ts';
import { qualityOf } from '../../src/domain/rewards/book.ts';
import { diamondHandsBoost, heldShare, volumeMultiplier } from '../../src/domain/rewards/boosts.ts';
import { ladderOf, largestMultiplier, multiplierAt } from '../../src/domain/rewards/distance.ts';
import { allocate, capped } from '../../src/domain/rewards/pool.ts';
import {
  factorAt,
  marketOf,
  type ProgramVersion,
  programVersionAt,
} from '../../src/domain/rewards/program.ts';
import type { Readings } from '../../src/domain/rewards/readings.ts';
import { distanceScore, type Rfq, RfqTally, rfqParts, timeScore } from '../../src/domain/rewards/rfq.ts';
import { boosted, failedGates, statusOf, weigh } from '../../src/domain/rewards/score.ts';
import { MarketTally, overMarkets } from '../../src/domain/rewards/tally.ts';
import { vest } from '../../src/domain/rewards/vesting.ts';

const program = openCatalogue([join(resolve(import.meta.dirname, '../..'), 'schedules')]).program(
  'derive/rewards',
);
const [R1, R2] = program.versions as [ProgramVersion, ProgramVersion];
const d = (text: string | number) => new Decimal(text);
const at = (value: Decimal, places: number) => value.toFixed(places);
const reading = (changes: Partial<Readings>): Readings => ({ ...R1.readings, ...changes });

describe('multiplier by distance, exact at the edges', () => {
  const options = [
    ['0', '5'],
    ['0.000999', '5'],
    ['0.001', '1.5'],
    ['0.005', '1'],
    ['0.01', '0.5'],
    ['0.02', '0.5'],
    ['0.020001', '0'],
  ];
  const perps = [
    ['0', '5'],
    ['0.00005', '1.5'],
    ['0.0001', '1'],
    ['0.0005', '0.5'],
    ['0.001', '0.5'],
    ['0.001001', '0'],
  ];
  const cases = [...options.map((one) => ['option', ...one]), ...perps.map((one) => ['perp', ...one])];
  it.each(cases as ['option' | 'perp', string, string][])(
    '%s at %s earns %s on both sides',
    (type, distance, multiplier) => {
      // A price of 2900.7 makes distances with more digits than a float keeps.
      const best = d('2900.7');
      for (const side of ['bid', 'ask'] as const) {
        const ladder = ladderOf(R1.bands[type], 'lower-multiplier', side, best, best);
        const away = best.times(distance);
        const price = side === 'bid' ? best.minus(away) : best.plus(away);
        expect(plain(multiplierAt(ladder, price))).toBe(multiplier);
      }
    },
  );
  it.each([
    ['0.001', '1.5'],
    ['0.005', '1.5'],
    ['0.01', '1'],
    ['0.02', '0.5'],
  ])('read the other way only the open edges change: %s earns %s', (distance, multiplier) => {
    const ladder = ladderOf(R1.bands.option, 'higher-multiplier', 'bid', ONE, ONE);
    expect(plain(multiplierAt(ladder, ONE.minus(distance)))).toBe(multiplier);
  });
});

/** Sides from multipliers and scaled notionals. */
function sides(bid: [string, string], ask: [string, string]): Sides {
  const one = ([multiplier, scaled]: [string, string]) => ({
    ...{ multiplier: d(multiplier), scaled: d(scaled), notional: d(scaled) },
  });
  return { bid: one(bid), ask: one(ask) };
}

describe('market coverage', () => {
  const steps: [string, string][] = [
    ['5', '5'],
    ['1.5', '1.5'],
    ['5', '0'],
    ['0', '0'],
  ];
  const coverage = (changes: Partial<Readings>, snapshots = steps, factor = ONE) => {
    const tally = new MarketTally(reading(changes), d(5));
    for (const [bid, ask] of snapshots) {
      const own = sides([bid, '1'], [ask, '1']);
      const makers = bid === '0' && ask === '0' ? new Map() : new Map([['m', own]]);
      tally.add({ makers, book: own } satisfies MarketSnapshot, factor);
    }
    const part = tally.parts()[0]!;
    return part.coverageRoot.times(tally.factor());
  };
  it.each([
    ['unit', 'per-side', '0.670820'],
    ['literal', 'per-side', '2.121320'],
    ['mean', 'per-side', '1.500000'],
    ['unit', 'two-sided', '0.570088'],
  ] as const)('of four snapshots, %s, %s: %s', (coverageScale, onRule, value) => {
    expect(at(coverage({ coverageScale, onRule }), 6)).toBe(value);
  });
  it('one standard error of sampling: sums 10, 3, 5, 0 of four snapshots', () => {
    const tally = new MarketTally(R1.readings, d(5));
    for (const [bid, ask] of steps) {
      const own = sides([bid, '1'], [ask, '1']);
      tally.add({ makers: new Map([['m', own]]), book: own }, ONE);
    }
    // Mean 4.5, sample variance 53/3, error of the mean 2.101587 of 10, of its root 0.2101587 / (2 x 0.670820).
    expect(at(tally.parts()[0]!.coverageError!, 6)).toBe('0.156643');
  });
  it('always at the top of both sides: 1, literally 3.162278, with a factor of 3 it is 3', () => {
    const top: [string, string][] = [
      ['5', '5'],
      ['5', '5'],
    ];
    expect(at(coverage({}, top), 6)).toBe('1.000000');
    expect(at(coverage({ coverageScale: 'literal' }, top), 6)).toBe('3.162278');
    expect(at(coverage({}, top, d(3)), 6)).toBe('3.000000');
  });
});

describe('market quality', () => {
  const steps = [
    [sides(['5', '125000'], ['5', '100000']), sides(['5', '250000'], ['5', '200000'])],
    [sides(['5', '75000'], ['0', '0']), sides(['5', '300000'], ['5', '150000'])],
    [sides(['0', '0'], ['0', '0']), sides(['5', '100000'], ['5', '100000'])],
    [sides(['5', '50000'], ['5', '50000']), sides(['5', '100000'], ['5', '400000'])],
  ] as const;
  const quality = (changes: Partial<Readings>) => {
    const tally = new MarketTally(reading(changes), d(5));
    for (const [own, book] of steps) tally.add({ makers: new Map([['m', own]]), book }, ONE);
    return tally.parts()[0]!.qualityRoot;
  };
  it.each([
    ['pooled', 'after-mean', '0.465475'],
    ['side-average', 'after-mean', '0.484123'],
    ['pooled', 'per-snapshot', '0.390642'],
  ] as const)('%s, root %s: %s', (qualityRatio, qualityRoot, value) => {
    expect(at(quality({ qualityRatio, qualityRoot }), 6)).toBe(value);
  });
  it('a raw total is multiplied by the largest multiplier; an empty book gives 0', () => {
    const own = sides(['5', '5000'], ['0', '0']);
    const raw = { ...own, bid: { ...own.bid, notional: d(1000) } };
    expect(plain(qualityOf(own, raw, reading({ qualityTotal: 'raw-times-largest' }), d(5)))).toBe('1');
    const nothing = sides(['0', '0'], ['0', '0']);
    expect(plain(qualityOf(nothing, nothing, R1.readings, d(5)))).toBe('0');
  });
  it('with coverage at 50/50: 0.568148, at 10 % of volume 0.681777, with 10 % held 0.749955', () => {
    const coverage = quality({}).times(0).plus('0.67082039324993690892');
    const weights = R1.classes[1]!.weights;
    const initial = weigh(weights, coverage, quality({}), d(0));
    expect(at(initial, 10)).toBe('0.5681475307');
    const volume = volumeMultiplier(d('0.1'), R1.volumeWeight, 'linear');
    expect(at(initial.times(volume), 6)).toBe('0.681777');
    expect(at(boosted(initial, { volumeMultiplier: volume, holderBoost: d('1.1') }), 6)).toBe('0.749955');
  });
});

describe('requests for quotes: Alice asks for 100 call spreads at a maximum of $14', () => {
  const quote = (id: string, maker: string, time: number, price: string, filled: boolean) => ({
    ...{ id, maker, time, price: d(price), filled },
  });
  const rfq: Rfq = {
    ...{ id: 'alice', time: 0, direction: 'buy', amount: d(100), maxCost: d(1400), costUnits: d(100) },
    quotes: [
      quote('1', 'ABC', 400, '13.5', false),
      quote('2', 'XYZ', 1500, '13', false),
      quote('3', 'XYZ', 2500, '12.5', true),
    ],
  };
  it('distances of 3.5 %, 7.1 % and 10.7 % all score 4; times score 2, 1 and 0.5', () => {
    expect(rfq.quotes.map(({ price }) => plain(distanceScore(rfq, price, R1.rfq)!))).toEqual(['4', '4', '4']);
    expect(rfq.quotes.map(({ time }) => plain(timeScore(0, time, R1.rfq)))).toEqual(['2', '1', '0.5']);
  });
  it.each([
    ['premium', 'unit', '0.227866', '0.632962'],
    ['premium', 'literal', '0.558156', '1.550434'],
    ['contracts', 'unit', '0.223607', '0.645497'],
    ['contracts', 'literal', '0.547723', '1.581139'],
  ] as const)('volume in %s, %s scale: ABC %s, XYZ %s', (rfqVolume, rfqScale, abc, xyz) => {
    const tally = new RfqTally();
    tally.add(rfqParts(rfq, R1.rfq, reading({ rfqVolume })), ONE);
    expect(at(tally.score('ABC', R1.rfq, rfqScale), 6)).toBe(abc);
    expect(at(tally.score('XYZ', R1.rfq, rfqScale), 6)).toBe(xyz);
  });
  it('XYZ earns 5 from its first response though the second was filled', () => {
    const parts = rfqParts(rfq, R1.rfq, R1.readings);
    expect(
      parts.map(({ maker, best, filledScale, share }) => [
        maker,
        plain(best),
        plain(filledScale),
        at(share, 6),
      ]),
    ).toEqual([
      ['ABC', '6', '0.1', '0.519231'],
      ['XYZ', '5', '1', '0.480769'],
    ]);
  });
  it('improvement bands are closed below; a response dearer than the maximum is dropped; a seller is mirrored', () => {
    const score = (direction: 'buy' | 'sell', price: string) =>
      distanceScore({ direction, maxCost: d(100), costUnits: ONE }, d(price), R1.rfq);
    expect(
      ['100', '99.0001', '99', '97.0001', '97', '100.0001'].map((price) => score('buy', price)?.toNumber()),
    ).toEqual([...[1, 1, 2, 2, 4], undefined]);
    expect(['100', '101', '103', '99.99'].map((price) => score('sell', price)?.toNumber())).toEqual([
      1,
      2,
      4,
      undefined,
    ]);
    const late = { ...rfq, quotes: [quote('1', 'BAD', 100, '14.01', false)] };
    expect(rfqParts(late, R1.rfq, R1.readings)).toEqual([]);
    expect(plain(rfqParts(late, R1.rfq, reading({ rfqNegative: 'distance-zero' }))[0]!.best)).toBe('2');
  });
  it("the page's own lines for ABC and XYZ do not follow from its rules (slips)", () => {
    expect(at(d(1250).times('0.1').times(6).sqrt(), 3)).toBe('27.386');
    const old = d(30_000).times(5).times('0.5').div(90_000).sqrt();
    expect(at(old.times('1.2'), 6)).toBe('1.095445');
    expect(at(d(30_000).times('5.5').div(90_000).sqrt().times('1.2'), 6)).toBe('1.624808');
  });
});

describe('volume multiplier', () => {
  it.each([
    ['0', '1', '1'],
    ['0.02', '1.04', '1.0404'],
    ['0.05', '1.1', '1.1025'],
    ['0.1', '1.2', '1.21'],
    ['0.25', '1.5', '1.5625'],
  ])('share %s: linear %s, power %s', (share, linear, power) => {
    expect(plain(volumeMultiplier(d(share), R1.volumeWeight, 'linear'))).toBe(linear);
    expect(plain(volumeMultiplier(d(share), R1.volumeWeight, 'power'))).toBe(power);
  });
});

describe('holdings (Diamond Hands)', () => {
  it.each([
    ['month 1, Alice', '0', '0', '1.000000', '0.000000'],
    ['month 1, Bob', '3000000', '1000000', '0.333333', '0.033333'],
    ['month 1, Steve', '1000000', '1000000', '1.000000', '0.100000'],
    ['month 2, Alice', '500000', '500000', '1.000000', '0.050000'],
    ['month 2, Bob (printed cut off: 28.5 %, 2.85 %)', '3500000', '1000000', '0.285714', '0.028571'],
    ['month 2, Steve', '1250000', '1250000', '1.000000', '0.125000'],
    ['who bought more than was earned', '1000000', '2000000', '1.000000', '0.200000'],
  ])('%s', (_, earned, balance, held, boost) => {
    const holding = { earned: d(earned), balance: d(balance), totalBalance: d('10000000') };
    expect([at(heldShare(holding), 6), at(diamondHandsBoost(holding), 6)]).toEqual([held, boost]);
  });
  it('month 2 with the others fixed at 8M', () => {
    const boosts = [
      ['500000', '500000'],
      ['3500000', '1000000'],
      ['1250000', '1250000'],
    ].map(([earned, balance]) =>
      diamondHandsBoost({ earned: d(earned!), balance: d(balance!), totalBalance: d('10750000') }),
    );
    expect(boosts.map((boost) => at(boost.times(100), 3))).toEqual(['4.651', '2.658', '11.628']);
  });
});

describe('final score row', () => {
  const older = { coverage: d('0.5'), quality: d('0.4'), rfq: d('0.1') };
  const initial = weigh(older, d('0.8'), d('0.9'), d('0.001'));
  it('0.7601 (printed 0.761), and boosts multiply: 1.094544, printed 1.09', () => {
    expect(plain(initial)).toBe('0.7601');
    const final = boosted(initial, {
      volumeMultiplier: volumeMultiplier(d('0.1'), d(2), 'linear'),
      holderBoost: d('1.2'),
    });
    expect(plain(final)).toBe('1.094544');
    expect(at(final, 2)).toBe('1.09');
    expect(at(initial.times('1.4'), 2)).not.toBe('1.09');
  });
});

describe('pools', () => {
  const claims = [
    ['a', '1.094544'],
    ['b', '0.6'],
    ['c', '0.3'],
  ].map(([maker, weight]) => ({ maker: maker!, weight: d(weight!) }));
  it('32,000 OP at 6 decimals: rounding alone would lose a unit, the largest remainder keeps it', () => {
    const awards = [...allocate(d(32_000), claims, 6).values()];
    expect(awards.map(plain)).toEqual(['17560.609342', '9626.260439', '4813.130219']);
    expect(plain(awards.reduce((sum, one) => sum.plus(one)))).toBe('32000');
  });
  it('equal remainders go by name; no claim gets nothing', () => {
    const equal = ['c', 'a', 'b'].map((maker) => ({ maker, weight: ONE }));
    expect([...allocate(d(1), equal, 2)].map(([maker, part]) => `${maker} ${plain(part)}`).sort()).toEqual([
      ...['a 0.34', 'b 0.33', 'c 0.33'],
    ]);
    expect([...allocate(d(1), [{ maker: 'a', weight: d(0) }], 2).values()].map(plain)).toEqual(['0']);
  });
  it('rebates of 600K against 500K: 250K, 125K, 125K; 400K are paid in full', () => {
    const accrued = (amounts: readonly number[]) =>
      amounts.map((weight, index) => ({ maker: `m${index}`, weight: d(weight) }));
    const cut = capped(accrued([300_000, 150_000, 150_000]), d(500_000), 18);
    expect([...cut.paid.values()].map(plain)).toEqual(['250000', '125000', '125000']);
    expect(cut.isCut).toBe(true);
    const whole = capped(accrued([300_000, 100_000]), d(500_000), 18);
    expect([whole.isCut, ...[...whole.paid.values()].map(plain)]).toEqual([false, '300000', '100000']);
    expect(capped(accrued([500_000]), d(500_000), 18).isCut).toBe(false);
  });
  it('pools of R1 add up: 500K USDC, 60K OP a month, 10K OP a week, 2M DRV; of R2 500K USDC and 1M DRV', () => {
    const sum = (version: ProgramVersion, asset: string, period?: string) =>
      plain(
        version.pools
          .filter((pool) => pool.asset === asset && (period === undefined || pool.period === period))
          .reduce((total, { amount }) => total.plus(amount), d(0)),
      );
    expect([sum(R1, 'USDC'), sum(R1, 'OP', 'month'), sum(R1, 'OP', 'week'), sum(R1, 'DRV')]).toEqual([
      ...['500000', '60000', '10000', '2000000'],
    ]);
    expect([sum(R2, 'USDC'), sum(R2, 'OP'), sum(R2, 'DRV')]).toEqual(['500000', '0', '1000000']);
  });
});

describe('vesting of 120,000', () => {
  const rules = R1.pools.find(({ vesting }) => vesting !== null)!.vesting!;
  const shares = (inactive: number | null) =>
    [1, 2, 3, 4, 5, 6].map((epoch) => d(epoch === inactive ? '0.0099' : '0.01'));
  const run = (inactive: number | null, shape: Readings['vesting']) => {
    const { paidNow, vesting, forfeited } = vest(d(120_000), rules, shares(inactive), shape, 18);
    return [paidNow, vesting, forfeited].map(plain);
  };
  it('60,000 at once and six of 10,000; exactly 1 % is active', () => {
    expect(run(null, 'linear')).toEqual(['60000', '60000', '0']);
    expect(
      vest(d(120_000), rules, shares(null), 'linear', 18).tranches.map(({ amount }) => plain(amount)),
    ).toEqual(Array.from({ length: 6 }, () => '10000'));
  });
  it.each([
    ['linear', 3, ['60000', '20000', '40000']],
    ['cliff', 3, ['60000', '0', '60000']],
    ['claw-back', 3, ['60000', '0', '60000']],
    ['linear', 6, ['60000', '50000', '10000']],
  ] as const)('%s, inactive in epoch %s', (shape, epoch, parts) => {
    expect(run(epoch, shape)).toEqual(parts);
  });
  it('what is not known yet is pending, and an odd unit is not lost', () => {
    const { tranches, paidNow, vesting } = vest(d('0.05'), rules, [d('0.5'), null, d('0.5')], 'linear', 2);
    expect(tranches.map(({ status }) => status)).toEqual([
      'vested',
      ...Array.from({ length: 5 }, () => 'pending'),
    ]);
    expect([plain(paidNow), plain(vesting)]).toEqual(['0.03', '0.02']);
  });
});

describe('markets, factors and statuses', () => {
  const DAY = 86_400_000;
  it('options below 7 days have a factor of 3, exactly 7 days are long-dated, alts are told from majors', () => {
    const place = (days: number, readings = R1.readings) =>
      marketOf({ ...R1, readings }, 'option', 'ETH', days * DAY, 0)!;
    expect([place(6.999), place(7)].map(({ market, rule }) => [market, plain(factorAt(rule, 0))])).toEqual([
      ['ETH options < 7 DTE', '3'],
      ['ETH options >= 7 DTE', '1'],
    ]);
    expect(place(7, reading({ expiryEdge: 'short-dated' })).market).toBe('ETH options < 7 DTE');
    const perp = (currency: string, version = R1) =>
      marketOf(version, 'perp', currency, null, 0)?.rule.program;
    expect([perp('DOGE'), perp('DEGEN'), perp('NOPE'), perp('NOPE', R2)]).toEqual([
      ...['perps majors', 'perps alts', undefined, 'perps alts'],
    ]);
  });
  it('a factor may change by date, and factors of 0 never divide', () => {
    const rule = {
      ...R1.markets[0]!,
      factors: [
        { from: null, factor: ONE },
        { from: 10, factor: d(0) },
      ],
    };
    expect([9, 10].map((time) => plain(factorAt(rule, time)))).toEqual(['1', '0']);
    expect(plain(overMarkets([{ factor: d(0), base: ONE, root: ONE }], d(0), 'per-market'))).toBe('0');
    expect(plain(overMarkets([{ factor: d(0), base: ONE, root: ONE }], d(0), 'per-program'))).toBe('0');
  });
  it('top 10 % is rounded up, so that there is always one', () => {
    const status = (rank: number, makers: number) => statusOf(rank, makers, d(0), R1);
    expect([status(1, 3), status(2, 3), status(3, 3), status(2, 11), status(3, 11)]).toEqual([
      ...['top 10%', 'top 50%', 'top 100%', 'top 10%', 'top 50%'],
    ]);
    expect([d('0.1'), d('0.05'), d('0.01'), d('0.009')].map((share) => statusOf(9, 9, share, R2))).toEqual([
      ...['10% of scores', '5% of scores', '1% of scores', 'no status'],
    ]);
  });
  it('both gates are strict', () => {
    const failed = (volume: number, total: number, join: Readings['gateJoin'] = 'and') =>
      failedGates({ volume: d(volume), total: d(total) }, { ...R1, readings: reading({ gateJoin: join }) })
        .length;
    expect([
      failed(5_000_000, 10_000_000),
      failed(6_000_000, 300_000_000),
      failed(6_000_000, 100_000_000),
    ]).toEqual([...[1, 1, 0]]);
    expect(failed(6_000_000, 300_000_000, 'or')).toBe(0);
  });
  it('the version is that of the day; the first stands in for the time before it', () => {
    const day = (text: string) => programVersionAt(program, Date.parse(text));
    expect([day('2025-01-31').version.version, day('2026-01-01').version.version]).toEqual(['R1', 'R2']);
    expect(day('2024-01-01')).toMatchObject({ early: true, version: { version: 'R1' } });
    expect(plain(largestMultiplier(R1.bands.perp))).toBe('5');
    expect(plain(rateFrom(R1.gates.shareAbove!))).toBe('0.02');
  });
});
