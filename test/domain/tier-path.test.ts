/** Windows, clocks and coverage, against sums taken fill by fill. */
import { describe, expect, it } from 'vitest';
import { evaluationBefore, evaluationsFor } from '../../src/domain/evaluation-clock.ts';
import { BARE_VOLUME, type Standing } from '../../src/domain/facts.ts';
import type { Liquidity } from '../../src/domain/fill.ts';
import type { Kind } from '../../src/domain/instrument.ts';
import type { Evaluation, Schedule } from '../../src/domain/schedule.ts';
import { tierPath } from '../../src/domain/tier-path.ts';
import { DAY, formatInstant, HOUR } from '../../src/domain/time.ts';
import { WindowVolume } from '../../src/domain/window-volume.ts';
import { at, d, rung, scheduleOf, tableOf, versionOf } from '../support/build.ts';

const lane = (product: string, kind: Kind, liquidity: Liquidity) => ({
  product,
  kind,
  liquidity,
  group: null,
});

const daily = (rest: Partial<Evaluation> = {}): Evaluation => ({
  window: '30d',
  atMinute: 16 * 60,
  appliesAtMinute: 22 * 60,
  metric: 'any',
  ...rest,
});

describe('clock', () => {
  it.each([
    ['2026-06-10T15:59:59.999Z', '2026-06-09T16:00Z', '2026-06-09T22:00Z'],
    ['2026-06-10T16:00:00Z', '2026-06-10T16:00Z', '2026-06-10T22:00Z'],
  ])('the evaluation before %s', (instant, evaluated, applies) => {
    const found = evaluationBefore(daily(), at(instant));
    expect(found.at).toBe(at(evaluated));
    expect(found.applies).toBe(at(applies));
    expect(found.from).toBe(at(evaluated) - 30 * DAY);
  });

  it('applies on the day after where the hour has gone by', () => {
    const found = evaluationBefore(daily({ appliesAtMinute: 60 }), at('2026-06-10T20:00Z'));
    expect(formatInstant(found.applies)).toBe('2026-06-11T01:00:00.000Z');
  });

  it('counts weeks from Monday and applies on Tuesday', () => {
    const week = daily({ window: 'week', atMinute: null, appliesAtMinute: 28 * 60 });
    const found = evaluationBefore(week, at('2026-06-10T12:00Z'));
    expect([found.from, found.at, found.applies].map(formatInstant)).toEqual([
      '2026-06-01T00:00:00.000Z',
      '2026-06-08T00:00:00.000Z',
      '2026-06-09T04:00:00.000Z',
    ]);
  });

  it('counts calendar months', () => {
    const found = evaluationsFor(
      daily({ window: 'month', appliesAtMinute: 0 }),
      at('2026-03-05'),
      at('2026-05-02'),
    );
    expect(
      found.map(({ from, at: to }) => [formatInstant(from), formatInstant(to)].map((t) => t.slice(0, 10))),
    ).toEqual([
      ['2026-02-01', '2026-03-01'],
      ['2026-03-01', '2026-04-01'],
      ['2026-04-01', '2026-05-01'],
    ]);
  });

  it('begins with the evaluation that applies at the first instant', () => {
    const [first] = evaluationsFor(daily(), at('2026-06-10T21:59:59Z'), at('2026-06-20'));
    expect(first!.at).toBe(at('2026-06-09T16:00Z'));
    expect(evaluationsFor(daily(), at('2026-06-10T22:00Z'), at('2026-06-20'))[0]!.at).toBe(
      at('2026-06-10T16:00Z'),
    );
  });
});

function ladder(evaluation: Evaluation, metric = 'futuresVolume', comparison: '>=' | '>' = '>='): Schedule {
  const bounds = [null, '1000', '2000', '4000'];
  const tiers = bounds.map((bound, index) => ({
    ...rung(`Tier ${index} 0.02% 0.05%`),
    when: bound === null ? null : { threshold: { metric, comparison, bound: d(bound) } },
  }));
  const version = versionOf('2025-01-01', { tables: [tableOf([], { tiers })] });
  return scheduleOf({ evaluation, versions: [version] });
}

/** 90 days of whole-dollar trades, made by a fixed rule. */
const TRADES = Array.from({ length: 900 }, (_, index) => ({
  time: at('2026-03-01T00:30:00Z') + Math.floor((index * 90 * DAY) / 900) + ((index * 7919) % 3000) * 1000,
  usd: BigInt(1 + ((index * 2654435761) % 97) + (index > 500 ? 120 : 0)),
}));

function filled(): WindowVolume {
  const volume = new WindowVolume();
  // Order must not matter.
  for (const { time, usd } of [...TRADES].reverse())
    volume.add(lane('futures', 'linear', 'maker'), time, d(String(usd)));
  return volume;
}

describe('ninety days', () => {
  it.each([
    ['30 days at 16:00', daily(), '>='],
    ['14 days at midnight', daily({ window: '14d', atMinute: 0, appliesAtMinute: 0 }), '>'],
    ['30 days at 08:00', daily({ atMinute: 480, appliesAtMinute: 480 }), '>='],
  ] as const)('%s equal sums taken trade by trade', (_, evaluation, comparison) => {
    const last = at('2026-05-29T23:00Z');
    const path = tierPath({
      schedule: ladder(evaluation, 'futuresVolume', comparison),
      product: 'futures',
      pinned: null,
      volume: filled(),
      standings: [],
      first: at('2026-03-01'),
      last,
    });
    expect(path.length).toBeGreaterThanOrEqual(89);
    const tiers = new Set<string>();
    for (const day of path) {
      const sum = TRADES.filter(({ time }) => time >= day.from && time < day.at).reduce(
        (a, { usd }) => a + usd,
        0n,
      );
      const leaving = TRADES.filter(({ time }) => time >= day.from && time < day.from + DAY);
      const passed = [1000n, 2000n, 4000n].filter((bound) =>
        comparison === '>' ? sum > bound : sum >= bound,
      );
      expect(day.volume!.value.toFixed()).toBe(String(sum));
      expect(day.leaving!.toFixed()).toBe(String(leaving.reduce((a, { usd }) => a + usd, 0n)));
      expect(day.qualification!.tier).toBe(`Tier ${passed.length}`);
      tiers.add(day.qualification!.tier);
    }
    expect([...tiers].sort()).toEqual(['Tier 0', 'Tier 1', 'Tier 2', 'Tier 3']);
  });
});

describe('coverage', () => {
  const trade = (day: string, usd: string, volume = new WindowVolume()) => {
    volume.add(lane('futures', 'linear', 'taker'), at(day), d(usd));
    return volume;
  };
  const path = (volume: WindowVolume, standings: readonly Standing[] = []) =>
    tierPath({
      schedule: ladder(daily({ window: '10d', atMinute: 0, appliesAtMinute: 0 })),
      product: 'futures',
      pinned: null,
      volume,
      standings,
      first: at('2026-06-05'),
      last: at('2026-06-12'),
    });
  const two = trade('2026-06-01T18:00Z', '1500', trade('2026-06-11T03:00Z', '1'));

  it('counts the venue’s day of the first fill whole, and nothing before it', () => {
    const days = path(two);
    expect(days.map(({ coverage }) => coverage.toFixed())).toEqual([
      '0.4',
      '0.5',
      '0.6',
      '0.7',
      '0.8',
      '0.9',
      '1',
      '1',
    ]);
    expect(days.map(({ uncovered }) => uncovered)).toEqual([
      true,
      true,
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
    expect(days[0]!.qualification).toMatchObject({ tier: 'Tier 1', atLeast: true });
  });

  it('takes what was given where the files do not cover, and only there', () => {
    const standings = [
      { from: null, product: null, values: new Map([[BARE_VOLUME, d('2000')]]), elsewhere: new Map() },
    ];
    const days = path(two, standings);
    expect(days.map(({ uncovered }) => uncovered)).not.toContain(true);
    expect(days.map(({ qualification }) => qualification!.tier)).toEqual([
      ...Array.from({ length: 6 }, () => 'Tier 2'),
      'Tier 1',
      'Tier 0',
    ]);
    expect(days[6]!.volume).toMatchObject({ basis: 'measured', value: d('1500') });
  });

  it('adds what other sub-accounts traded', () => {
    const elsewhere = new Map([['futuresVolume', d('500')]]);
    const days = path(two, [{ from: at('2026-06-11'), product: null, values: new Map(), elsewhere }]);
    expect(days.at(-2)!.volume!.value.toFixed()).toBe('2000');
    expect(days.at(-2)!.qualification!.tier).toBe('Tier 2');
  });

  it('is not needed where the highest tier is reached already', () => {
    expect(path(trade('2026-06-04', '4000', trade('2026-06-11', '1')))[0]).toMatchObject({
      uncovered: false,
    });
  });
});

describe('weights and falls', () => {
  it('weighs volumes as the schedule says', () => {
    const evaluation = daily({
      weights: new Map([
        ['futuresVolume', d('1')],
        ['spotVolume', d('2')],
      ]),
    });
    const volume = new WindowVolume();
    volume.add(lane('futures', 'linear', 'maker'), at('2026-06-01T01:00Z'), d('300'));
    volume.add(lane('spot', 'spot', 'taker'), at('2026-06-01T01:00Z'), d('350'));
    const [day] = tierPath({
      schedule: ladder(evaluation, 'weightedVolume'),
      product: 'futures',
      pinned: null,
      volume,
      standings: [],
      first: at('2026-06-02T23:00Z'),
      last: at('2026-06-03'),
    });
    expect(day!.volume!.value.toFixed()).toBe('1000');
    expect(day!.qualification!.tier).toBe('Tier 1');
  });

  it('falls by one level at most, on the first of a month', () => {
    const evaluation = daily({
      window: '2d',
      atMinute: 0,
      appliesAtMinute: 0,
      downgrades: 'one level a month',
    });
    const volume = new WindowVolume();
    volume.add(lane('futures', 'linear', 'maker'), at('2026-05-10T01:00Z'), d('4000'));
    volume.add(lane('futures', 'linear', 'maker'), at('2026-07-05T01:00Z'), d('1'));
    const days = tierPath({
      schedule: ladder(evaluation),
      product: 'futures',
      pinned: null,
      volume,
      standings: [],
      first: at('2026-05-11'),
      last: at('2026-07-05'),
    });
    const on = (day: string) => days.find(({ at: instant }) => instant === at(day))!.qualification!.tier;
    expect([
      on('2026-05-11'),
      on('2026-05-31'),
      on('2026-06-01'),
      on('2026-06-30'),
      on('2026-07-01'),
    ]).toEqual(['Tier 3', 'Tier 3', 'Tier 2', 'Tier 2', 'Tier 1']);
  });

  it('keeps the hours apart', () => {
    const volume = new WindowVolume();
    volume.add(lane('futures', 'linear', 'maker'), at('2026-06-10T15:59:59.999Z'), d('1'));
    volume.add(lane('futures', 'linear', 'maker'), at('2026-06-10T16:00:00.000Z'), d('10'));
    const noon = at('2026-06-10T16:00Z');
    const sum = (from: number, to: number) => volume.sum('volume', 'futures', daily(), from, to)!.toFixed();
    expect([sum(noon - DAY, noon), sum(noon, noon + HOUR)]).toEqual(['1', '10']);
  });
});
