/** Neither the order of rows nor how they are split over files changes a figure. */
import { describe, expect, it } from 'vitest';
import { reconcile, verdictFor } from '../support/acceptance.ts';
import { differences } from '../support/compare.ts';
import { makeExport, type Recipe, shuffled } from '../support/exports.ts';

const recipe: Recipe = {
  ...{ shape: 'okx-api', seed: 31, fills: 360, tiers: ['VIP 3', 'VIP 4'], duplicates: 3, share: '0.4' },
  ...{ due: '2026-06-10T22:00:00Z', applied: '2026-06-11T05:00:00Z' },
  faults: { LIQUIDITY_MISFLAG: 3, SIGN_FLIP: 2, FEE_MISSING: 1, RATE_OFF_CARD: 4 },
};
const made = makeExport(recipe);
const third = Math.ceil(made.lines.length / 3);

const arrangements: Readonly<Record<string, readonly (readonly string[])[]>> = {
  shuffled: [shuffled(made.lines, 7)],
  reversed: [[...made.lines].reverse()],
  'three files': [0, 1, 2].map((part) => made.lines.slice(part * third, (part + 1) * third)),
  'three files in another order, shuffled': [2, 0, 1].map((part) =>
    shuffled(made.lines.slice(part * third, (part + 1) * third), part),
  ),
  'two overlapping files': [made.lines.slice(0, 2 * third), made.lines.slice(third)],
  'the same file twice': [made.lines, made.lines],
};

describe('rows in other places', () => {
  for (const [name, parts] of Object.entries(arrangements)) {
    it(name, async () => {
      const { report, answer } = await reconcile(recipe, made, { parts });
      expect(differences(report, answer, { placesMove: true })).toEqual([]);
      expect(answer.fills).toBe(recipe.fills);
      expect(report.verdict).toMatchObject(verdictFor(answer));
    });
  }

  it('without terms, shuffled over two files: the same figures as in one file', async () => {
    const mixed = shuffled(made.lines, 3);
    const parts = [mixed.slice(0, third), mixed.slice(third)];
    const one = await reconcile(recipe, made, { configured: false });
    const two = await reconcile(recipe, made, { configured: false, parts });
    for (const table of ['reconciliation', 'rates', 'causes', 'effective']) {
      expect(two.report.tables[table]).toEqual(one.report.tables[table]);
    }
  });

  it('spot rows without ids: real twins in one file stay, an overlap of two files counts once', async () => {
    const spot: Recipe = { shape: 'binance-spot', seed: 32, fills: 120, tiers: ['VIP 2', 'VIP 2'] };
    const export2 = makeExport(spot);
    const twins = [...export2.lines.slice(0, 60), export2.lines[30]!, ...export2.lines.slice(60)];
    const inOne = await reconcile(spot, export2, { parts: [twins] });
    expect(differences(inOne.report, inOne.answer)).toEqual([]);
    expect(inOne.answer.fills).toBe(121);
    const over = await reconcile(spot, export2, { parts: [twins.slice(0, 80), twins.slice(50)] });
    expect(differences(over.report, over.answer, { placesMove: true, without: ['breaks'] })).toEqual([]);
    expect(over.answer.fills).toBe(121);
  });
});
