/**
 * Generated months of fills with hidden faults: the causes are named with their fills and their money, nothing else is
 * accused; clean months with awkward rounding have nothing to tell. `node test/bench/faults.js` does the same at length.
 */
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadProgram, type Program, reportOf } from '../support/faults/audit.ts';
import { makeMonth } from '../support/faults/case.ts';
import { DESKS } from '../support/faults/desks.ts';
import { orderMatters } from '../support/faults/orders.ts';
import { scoreOf } from '../support/faults/score.ts';
import { complaintsOf } from '../support/faults/telling.ts';

const DIST = resolve(import.meta.dirname, '../../dist');
let program: Program;
beforeAll(async () => {
  program = await loadProgram(DIST);
});

/** Seeds whose months hold, together, every kind of fault that the generator knows. */
const SEEDS = [
  ...[2, 10, 14, 19, 31, 44, 52, 58, 63, 66, 90],
  ...[127, 128, 158, 165, 170, 182, 185, 213, 256, 270, 286],
] as const;

describe('hidden faults', () => {
  it.each(SEEDS)('of month %d are named, and nothing else', async (seed) => {
    const month = makeMonth(seed);
    const score = scoreOf(month, await reportOf(program, DIST, month));
    expect(complaintsOf(score)).toEqual([]);
  });

  it.each([14, 63])('of month %d make the same report in any order of rows and files', async (seed) => {
    expect(await orderMatters(program, DIST, makeMonth(seed))).toEqual([]);
  });
});

describe('a clean month', () => {
  it.each(DESKS.map(({ id }, index) => [id, index + 1] as const))(
    'of %s has no break',
    async (desk, seed) => {
      const month = makeMonth(seed, { desk, clean: true, fills: 80 });
      const report = await reportOf(program, DIST, month);
      expect(complaintsOf(scoreOf(month, report))).toEqual([]);
      expect([report.verdict.breaks, report.tables.causes]).toEqual([0, []]);
    },
  );
});
