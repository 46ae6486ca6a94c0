/** Reading tiers from fees, and dating a change when fills of both kinds interleave. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openCatalogue } from '../../src/catalogue/catalogue.ts';
import type { Fill } from '../../src/domain/fill.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import { CardBook } from '../../src/engine/card-book.ts';
import { Survey } from '../../src/engine/survey.ts';
import { TermsBook } from '../../src/engine/terms-book.ts';
import { at, fillOf, LINEAR } from '../support/build.ts';
import { feeOf, requestOf, UNSAID } from '../support/memory.ts';

const catalogue = openCatalogue([join(import.meta.dirname, '../../schedules')]);
const SWAP: Instrument = { ...LINEAR, venue: 'okx', symbol: 'BTC-USDT-SWAP', product: 'usdt-futures' };
const START = at('2026-06-10T00:00:00Z');
/** Maker percent of the article's ladder. */
const MAKER: Readonly<Record<string, string>> = { 'VIP 2': '0.015', 'VIP 3': '0.010', 'VIP 4': '0.008' };

/** A maker fill of about 7,000 USDT at this minute, charged as this tier. */
function fill(minute: number, tier: string): Fill {
  const [price, quantity] = [`7${(minute * 13) % 1000}.5`.padEnd(7, '3'), '9.7'];
  const time = new Date(START + minute * 60_000).toISOString();
  return fillOf({
    instrument: SWAP,
    time,
    price,
    quantity,
    fee: feeOf(price, quantity, MAKER[tier]!),
    tradeId: String(minute),
  });
}

function surveyOf(fills: readonly Fill[], scale: number | null = 8) {
  const request = requestOf([], { terms: [], otherwise: UNSAID });
  const survey = new Survey(request, new CardBook(request), new TermsBook(request));
  for (const one of fills) survey.add(one, scale);
  const disputed = survey.findDisputes();
  if (disputed) for (const one of fills) survey.lookAgain(one, scale);
  const found = [...survey.inferred().values()].flat();
  return {
    disputed,
    wantsScale: survey.wantsScale,
    tiers: found.map(({ tier, from }, index) => (index === 0 ? tier : `${tier} ${(from - START) / 60_000}`)),
    notes: found.map(({ note }) => note),
  };
}

const steady = (from: number, to: number, every: number, tier: string) =>
  Array.from({ length: Math.ceil((to - from) / every) }, (_, index) => fill(from + index * every, tier));

test('the ladder under test is the shipped one', () => {
  expect(catalogue.ladderFor('okx', 'usdt-futures')?.id).toBe('okx/usdt-futures');
});

describe('a change', () => {
  test('without overlap needs no second look', () => {
    const found = surveyOf([...steady(0, 600, 7, 'VIP 3'), ...steady(601, 1200, 7, 'VIP 4')]);
    expect(found).toMatchObject({ disputed: false, tiers: ['VIP 3', 'VIP 4 601'], notes: [null, null] });
  });

  test('that interleaves is put where fewest fills are on the wrong side', () => {
    // From 601 on VIP 4, but 612 and 620 are still VIP 3: two wrong there; after 620 there would be more.
    const fills = [
      ...steady(0, 600, 7, 'VIP 3'),
      ...steady(601, 1200, 7, 'VIP 4'),
      fill(612, 'VIP 3'),
      fill(620, 'VIP 3'),
    ];
    expect(surveyOf(fills)).toMatchObject({ disputed: true, tiers: ['VIP 3', 'VIP 4 601'] });
  });

  test('with early fills of the new tier is put after them', () => {
    const fills = [
      ...steady(0, 640, 2, 'VIP 3'),
      ...steady(641, 1200, 2, 'VIP 4'),
      fill(605, 'VIP 4'),
      fill(633, 'VIP 4'),
    ];
    expect(surveyOf(fills)).toMatchObject({ disputed: true, tiers: ['VIP 3', 'VIP 4 641'] });
  });

  test('at the earliest of two places that are equally good', () => {
    const fills = [
      ...steady(0, 600, 7, 'VIP 3'),
      fill(605, 'VIP 4'),
      fill(610, 'VIP 3'),
      ...steady(615, 1200, 7, 'VIP 4'),
    ];
    expect(surveyOf(fills)).toMatchObject({ disputed: true, tiers: ['VIP 3', 'VIP 4 605'] });
  });

  test('in any order of rows', () => {
    const fills = [
      ...steady(0, 600, 7, 'VIP 3'),
      ...steady(601, 1200, 7, 'VIP 4'),
      fill(612, 'VIP 3'),
      fill(599, 'VIP 4'),
    ];
    const whole = surveyOf(fills);
    expect(surveyOf([...fills].reverse())).toEqual(whole);
    expect(surveyOf([...fills.slice(100), ...fills.slice(0, 100)])).toEqual(whole);
    // At 599 only 612 is on the wrong side; at 601 both were.
    expect(whole.tiers).toEqual(['VIP 3', 'VIP 4 599']);
  });

  test('is not put outside the files', () => {
    const fills = [...steady(0, 300, 3, 'VIP 2'), ...steady(301, 310, 1, 'VIP 3')];
    expect(surveyOf(fills).tiers).toEqual(['VIP 2', 'VIP 3 301']);
  });
});

describe('evidence', () => {
  test('tiers that pay alike are named together, the lowest first', () => {
    const taker = (minute: number) => {
      const one = fill(minute, 'VIP 3');
      // VIP 7 and VIP 8 both take 0.020 %.
      return {
        ...one,
        flag: 'taker' as const,
        fee: fillOf({ fee: feeOf(one.price.toFixed(), '9.7', '0.020') }).fee,
      };
    };
    const found = surveyOf(Array.from({ length: 30 }, (_, index) => taker(index * 9)));
    expect(found.tiers).toEqual(['VIP 7']);
    expect(found.notes).toEqual(['VIP 7, VIP 8 explain the fees of okx usdt-futures alike']);
  });

  test('fees that no tier explains name none, and say so', () => {
    const odd = steady(0, 300, 7, 'VIP 3').map((one) => ({ ...one, fee: one.fee.times('1.2345') }));
    const found = surveyOf(odd);
    expect(found.tiers).toEqual([null]);
    expect(found.notes[0]).toBe('no tier of okx/usdt-futures explains the fees of okx usdt-futures');
  });

  test('fees of 0 ask for the scale where the file does not state it', () => {
    const zero = steady(0, 300, 7, 'VIP 3').map((one) => ({ ...one, fee: one.fee.times(0) }));
    expect(surveyOf(zero, null)).toMatchObject({ wantsScale: true, tiers: [] });
    expect(surveyOf(zero, 8)).toMatchObject({ wantsScale: false, tiers: ['VIP 6'] });
  });

  test('liquidations and products without a schedule tell nothing', () => {
    const some = steady(0, 100, 7, 'VIP 3');
    expect(surveyOf(some.map((one) => ({ ...one, flag: 'none' as const }))).tiers).toEqual([]);
    const instrument = { ...SWAP, product: 'options', kind: 'option' as const };
    expect(surveyOf(some.map((one) => ({ ...one, instrument }))).tiers).toEqual([]);
  });
});
