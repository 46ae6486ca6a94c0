/** No terms at all: the tier and the hour of its change are read from the fees, and the report says so. */
import { describe, expect, it } from 'vitest';
import { reconcile } from '../support/acceptance.ts';
import { differences, type Row } from '../support/compare.ts';
import { makeExport, type Recipe } from '../support/exports.ts';

const hidden = '2026-06-11T05:17:23Z';

const recipes: Readonly<Record<string, Recipe>> = {
  'OKX website, change of tier': {
    ...{ shape: 'okx-ui', seed: 21, fills: 400, tiers: ['VIP 3', 'VIP 4'], due: hidden, applied: hidden },
    funding: 6,
  },
  'OKX API, change of tier': {
    ...{ shape: 'okx-api', seed: 22, fills: 400, tiers: ['VIP 4', 'VIP 5'], due: hidden, applied: hidden },
  },
  'Binance website, change of tier, one unit low': {
    ...{ shape: 'binance-ui', seed: 23, fills: 400, tiers: ['VIP 2', 'VIP 3'], due: hidden, applied: hidden },
    low: 25,
  },
  'OKX API, one tier, misflagged fills': {
    ...{ shape: 'okx-api', seed: 24, fills: 400, tiers: ['VIP 3', 'VIP 3'] },
    faults: { LIQUIDITY_MISFLAG: 3, SIGN_FLIP: 2 },
  },
  'OKX API, from paid to free makers: a fee of 0 is evidence at the scale of the file': {
    ...{ shape: 'okx-api', seed: 5022, fills: 280, tiers: ['VIP 7', 'VIP 6'] },
    ...{ due: '2026-06-10T16:00:00Z', applied: '2026-06-10T16:00:00Z' },
  },
  'OKX API, from free to paid makers': {
    ...{ shape: 'okx-api', seed: 5035, fills: 184, tiers: ['VIP 6', 'VIP 7'] },
    ...{ due: '2026-06-11T14:00:00Z', applied: '2026-06-11T14:00:00Z' },
  },
  'OKX website, one tier': {
    shape: 'okx-ui',
    seed: 25,
    fills: 300,
    tiers: ['VIP 3', 'VIP 3'],
    duplicates: 2,
  },
};

describe('reconcile without terms', () => {
  for (const [name, recipe] of Object.entries(recipes)) {
    it(name, async () => {
      const made = makeExport(recipe);
      const { outcome, report, answer } = await reconcile(recipe, made, { configured: false });
      expect(differences(report, answer)).toEqual([]);
      const changes = recipe.applied !== undefined || answer.breaks.length > 0;
      const { status, exitCode } = report.verdict;
      expect({ status, exitCode }).toEqual({ status: 'unproven', exitCode: changes ? 1 : 0 });
      expect(outcome.code).toBe(exitCode);
      const terms = report.run.terms as readonly Row[];
      expect(new Set(terms.map(({ basis }) => basis))).toEqual(new Set(['inferred']));
    });
  }

  it('dates a change after the last fill of the old tier, where only off-card fills follow in its hour', async () => {
    const recipe: Recipe = {
      ...{ shape: 'okx-api', seed: 5017, fills: 178, tiers: ['VIP 9', 'VIP 2'], duplicates: 3 },
      ...{ due: '2026-06-11T11:00:00Z', applied: '2026-06-11T11:00:00Z', faults: { RATE_OFF_CARD: 5 } },
    };
    const { report } = await reconcile(recipe, makeExport(recipe), { configured: false });
    const [, second] = report.run.terms as readonly Row[];
    // No fill before 11:00 knows VIP 2; which tier the off-card fills after it belong to, nobody can tell.
    expect(second).toMatchObject({ tier: 'VIP 2' });
    expect(Date.parse(second!.from as string)).toBeGreaterThanOrEqual(Date.parse('2026-06-11T11:00:00Z'));
    expect(report.tables.breaks).toHaveLength(5);
    expect(new Set(report.tables.breaks!.map(({ code }) => code))).toEqual(new Set(['RATE_OFF_CARD']));
  });

  it('dates the applied rates to the fill', async () => {
    const recipe = recipes['OKX API, change of tier']!;
    const made = makeExport(recipe);
    const { report } = await reconcile(recipe, made, { configured: false });
    const rows = made.lines.map((line) => line.split(','));
    const at = Date.parse(hidden);
    const spans = ['M', 'T'].flatMap((flag) => {
      const all = rows.filter((cells) => cells[19] === flag);
      return [
        { flag, spanned: all.filter((cells) => Number(cells[24]) < at), tier: 'VIP 4' },
        { flag, spanned: all.filter((cells) => Number(cells[24]) >= at), tier: 'VIP 5' },
      ];
    });
    const bps: Record<string, string> = {
      'M VIP 4': '0.8',
      'T VIP 4': '2.7',
      'M VIP 5': '0.5',
      'T VIP 5': '2.6',
    };
    const expected = spans.map(({ flag, spanned, tier }) => ({
      liquidity: flag === 'M' ? 'maker' : 'taker',
      ...{ tier, fills: spanned.length, rateBps: bps[`${flag} ${tier}`], feeAsset: 'USDT' },
      ...{ firstTradeId: spanned[0]![2], lastTradeId: spanned.at(-1)![2] },
      from: new Date(Number(spanned[0]![24])).toISOString(),
    }));
    const got = report.tables.rates!.map(
      ({ liquidity, tier, fills, rateBps, feeAsset, firstTradeId, lastTradeId, from }) =>
        ({ liquidity, tier, fills, rateBps, feeAsset, firstTradeId, lastTradeId, from }) as const,
    );
    const sorted = (list: readonly object[]): string[] => list.map((one) => JSON.stringify(one)).sort();
    expect(sorted(got)).toEqual(sorted(expected));
  });
});
