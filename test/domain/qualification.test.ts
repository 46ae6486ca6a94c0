/** Conditions and tiers: bounds, routes, what is not known, what is not published. */
import { describe, expect, it } from 'vitest';
import type { Fact, Facts } from '../../src/domain/facts.ts';
import { answerOf, neededOf, qualify } from '../../src/domain/qualification.ts';
import type { Condition, Threshold, TierRow } from '../../src/domain/schedule.ts';
import { at, d, rung } from '../support/build.ts';

const NOON = at('2026-06-10T12:00:00Z');
const bound = (
  metric: string,
  text: string | null,
  comparison: Threshold['comparison'] = '>=',
): Condition => ({
  threshold: { metric, comparison, bound: text === null ? null : d(text) },
});
const row = (tier: string, when: Condition | null): TierRow => ({ ...rung(`${tier} 1% 1%`), when });
const given = (value: string, rest: Partial<Fact> = {}): Fact => ({
  value: d(value),
  atLeast: false,
  basis: 'given',
  ...rest,
});
const known =
  (values: Readonly<Record<string, Fact>>): Facts =>
  (metric) =>
    values[metric] ?? null;

describe('one threshold', () => {
  it.each([
    ['>=', '99.99', 'short'],
    ['>=', '100', 'met'],
    ['>', '100', 'short'],
    ['>', '100.01', 'met'],
    ['<', '100', 'short'],
    ['<', '99.99', 'met'],
    ['<=', '100', 'met'],
    ['<=', '100.01', 'short'],
  ] as const)('%s 100 with %s is %s', (comparison, value, answer) => {
    expect(answerOf({ metric: 'volume', comparison, bound: d('100') }, given(value))).toBe(answer);
  });

  it.each([
    ['>=', '100', 'met'],
    ['>=', '99', 'open'],
    ['>', '100', 'open'],
    ['<=', '100', 'open'],
    ['<=', '101', 'short'],
  ] as const)('%s 100 with at least %s is %s', (comparison, value, answer) => {
    const fact = given(value, { atLeast: true });
    expect(answerOf({ metric: 'volume', comparison, bound: d('100') }, fact)).toBe(answer);
  });

  it('is never met where nobody published the bound, nor where nobody gave the figure', () => {
    expect(answerOf({ metric: 'volume', comparison: '>=', bound: null }, given('1e30'))).toBe(
      'not published',
    );
    expect(answerOf({ metric: 'volume', comparison: '>=', bound: d('0') }, null)).toBe('not given');
  });
});

/** Volume and token, or assets; the third tier's volume is not published. */
const RUNGS: readonly TierRow[] = [
  row('Base', null),
  row('One', {
    anyOf: [{ allOf: [bound('futuresVolume', '5e6'), bound('holding.BNB', '5')] }, bound('assets', '1e5')],
  }),
  row('Two', {
    anyOf: [{ allOf: [bound('futuresVolume', '1e7'), bound('holding.BNB', '25')] }, bound('assets', '2e5')],
  }),
  row('Three', { allOf: [bound('futuresVolume', null), bound('holding.BNB', '100')] }),
];

describe('a ladder', () => {
  it('needs both parts of a route', () => {
    const facts = known({ futuresVolume: given('9e9'), 'holding.BNB': given('24.99') });
    expect(qualify(RUNGS, facts, NOON)).toMatchObject({ tier: 'One', index: 1, atLeast: false });
    const more = known({ futuresVolume: given('9e9'), 'holding.BNB': given('25') });
    expect(qualify(RUNGS, more, NOON)!.tier).toBe('Two');
  });

  it('gives the best of all routes', () => {
    const facts = known({ futuresVolume: given('5e6'), 'holding.BNB': given('5'), assets: given('2e5') });
    const found = qualify(RUNGS, facts, NOON)!;
    expect(found.tier).toBe('Two');
    expect(found.held.map(({ threshold }) => threshold.metric)).toEqual(['assets']);
  });

  it('says what nobody gave and what nobody published', () => {
    const found = qualify(RUNGS, known({ futuresVolume: given('9e9') }), NOON)!;
    expect(found).toMatchObject({
      tier: 'Base',
      notGiven: ['assets', 'holding.BNB'],
      unpublished: new Map([['futuresVolume', ['Three']]]),
    });
    const rich = known({ futuresVolume: given('9e30'), 'holding.BNB': given('9e9') });
    expect(qualify(RUNGS, rich, NOON)!.tier).toBe('Two');
  });

  it('calls a tier a lower bound while the window may hold more', () => {
    const part = { futuresVolume: given('6e6', { atLeast: true }), 'holding.BNB': given('100') };
    expect(qualify(RUNGS, known(part), NOON)).toMatchObject({ tier: 'One', atLeast: true });
    const enough = { ...part, futuresVolume: given('1e7', { atLeast: true }) };
    expect(qualify(RUNGS, known(enough), NOON)).toMatchObject({ tier: 'Two', atLeast: false });
  });

  it('never reaches a rung without a condition, except the lowest', () => {
    const rungs = [row('Base', null), row('Secret', null)];
    expect(qualify(rungs, known({}), NOON)).toMatchObject({
      tier: 'Base',
      unpublished: new Map([['', ['Secret']]]),
    });
    expect(qualify([row('Granted', bound('grant', '1'))], known({}), NOON)).toBeNull();
  });

  it('drops a condition that holds only for a time', () => {
    const launch = at('2025-01-15');
    const rungs = [
      row('All', null),
      row('MM', {
        allOf: [bound('share', '0.02'), { anyOf: [{ before: launch }, bound('holding.stDRV', '100000')] }],
      }),
    ];
    const facts = known({ share: given('0.02') });
    expect(qualify(rungs, facts, launch - 1)!.tier).toBe('MM');
    expect(qualify(rungs, facts, launch)!.tier).toBe('All');
    const staked = known({ share: given('0.02'), 'holding.stDRV': given('100000') });
    expect(qualify(rungs, staked, launch)!.tier).toBe('MM');
  });
});

describe('what it takes', () => {
  const facts = known({ futuresVolume: given('7e6'), 'holding.BNB': given('25') });

  it('to hold and to rise', () => {
    expect(neededOf('futuresVolume', 1, RUNGS, facts, NOON)).toMatchObject({
      bound: d('5e6'),
      strict: false,
    });
    expect(neededOf('futuresVolume', 2, RUNGS, facts, NOON)).toMatchObject({ bound: d('1e7') });
    expect(neededOf('futuresVolume', 3, RUNGS, facts, NOON)).toBeNull();
  });

  it('is nothing where another route holds the tier', () => {
    const rich = known({ futuresVolume: given('7e6'), 'holding.BNB': given('5'), assets: given('1e5') });
    expect(neededOf('futuresVolume', 1, RUNGS, rich, NOON)!.bound.isZero()).toBe(true);
  });

  it('is more than the bound where the bound is not inclusive', () => {
    const rungs = [row('0', null), row('1', bound('weightedVolume', '5e6', '>'))];
    expect(neededOf('weightedVolume', 1, rungs, known({}), NOON)).toMatchObject({
      bound: d('5e6'),
      strict: true,
    });
  });
});
