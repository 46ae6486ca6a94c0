/** Given terms: every count and total of a report on a generated export equals the independent calculation. */
import { describe, expect, it } from 'vitest';
import { expectPlanted, reconcile, verdictFor } from '../support/acceptance.ts';
import { differences } from '../support/compare.ts';
import { makeExport } from '../support/exports.ts';
import { recipes } from '../support/recipes.ts';

describe('reconcile with given terms', () => {
  for (const [name, recipe] of Object.entries(recipes)) {
    it(name, async () => {
      const made = makeExport(recipe);
      const { outcome, report, answer } = await reconcile(recipe, made);
      expectPlanted(made, answer);
      expect(differences(report, answer)).toEqual([]);
      const { status, exitCode } = report.verdict;
      expect({ status, exitCode }).toEqual(verdictFor(answer));
      expect(outcome.code).toBe(exitCode);
    });
  }
});
