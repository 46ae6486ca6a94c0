/** The oracle against figures worked out elsewhere, and against what the generator planted. */
import { describe, expect, it } from 'vitest';
import { expectPlanted } from './acceptance.ts';
import { exact, plain, quotient, quotientDown, rounded, times } from './exact.ts';
import { makeExport } from './exports.ts';
import { audit } from './oracle.ts';
import { recipes } from './recipes.ts';

const product = (...factors: string[]) => times(...factors.map(exact));

describe('exact arithmetic of the oracle', () => {
  it('reproduces fees seen in real exports', () => {
    expect(plain(rounded(product('0.06436375', '0.0025'), 8, 'half-up'))).toBe('0.00016091');
    expect(plain(rounded(product('0.01289484', '0.001'), 8, 'down'))).toBe('0.00001289');
    expect(plain(rounded(product('299.98494', '0.0004'), 8, 'down'))).toBe('0.11999397');
    expect(plain(product('31527.1', '0.001', '0.0008'))).toBe('0.02522168');
    expect(plain(quotientDown(exact('100'), exact('8800'), 8))).toBe('0.01136363');
  });

  it('divides to the significant digits asked for', () => {
    expect(plain(quotient(exact('1'), exact('3'), 60))).toBe(`0.${'3'.repeat(60)}`);
    expect(plain(quotient(exact('-2'), exact('3'), 30))).toBe(`-0.${'6'.repeat(29)}7`);
    expect(plain(quotient(exact('2000'), exact('0.5'), 30))).toBe('4000');
  });
});

describe('the oracle finds what the generator planted', () => {
  for (const [name, recipe] of Object.entries(recipes)) {
    it(name, () => {
      const made = makeExport(recipe);
      const files = [{ name: 'fills.csv', text: made.text(made.lines) }];
      const answer = audit({ files, ...made.truth });
      expectPlanted(made, answer);
      expect(answer.unjudged).toBe(0);
    });
  }
});
