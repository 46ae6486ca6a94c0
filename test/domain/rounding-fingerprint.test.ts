/** Fees rounded by whole-number arithmetic, in every mode and at several scales: the fingerprint must find which. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ROUNDING_MODES, type RoundingMode } from '../../src/domain/decimal.ts';
import { RoundingBook, RoundingEvidence } from '../../src/domain/rounding-fingerprint.ts';
import { d } from '../support/build.ts';

/** Decimals of the exact fees below. */
const EXACT = 12;

/** The exact fee of `units` 10^-12, rounded to `scale`, by whole numbers alone. */
function rounded(units: bigint, scale: number, mode: RoundingMode): string {
  const step = 10n ** BigInt(EXACT - scale);
  const size = units < 0n ? -units : units;
  const [kept, cut] = [size / step, size % step];
  const up: Record<RoundingMode, boolean> = {
    'half-up': cut * 2n >= step,
    'half-even': cut * 2n > step || (cut * 2n === step && kept % 2n === 1n),
    down: false,
    up: cut > 0n,
    floor: cut > 0n && units < 0n,
    ceiling: cut > 0n && units > 0n,
  };
  const value = kept + (up[mode] ? 1n : 0n);
  return text(units < 0n ? -value : value, scale);
}

function text(units: bigint, scale: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  const point = digits.length - scale;
  return `${units < 0n ? '-' : ''}${digits.slice(0, point)}${scale === 0 ? '' : `.${digits.slice(point)}`}`;
}

/** Fees of both signs with some exact halves of the last place among them. */
function fees(count: number, scale: number, seed = 1): bigint[] {
  const step = 10n ** BigInt(EXACT - scale);
  let state = BigInt(seed);
  return Array.from({ length: count }, (_, index) => {
    state = (state * 6364136223846793005n + 1442695040888963407n) % 2n ** 64n;
    const size = state % 10n ** 13n;
    const half = (size / step) * step + step / 2n;
    return (index % 3 === 0 ? -1n : 1n) * (index % 7 === 0 ? half : size);
  });
}

function evidenceOf(
  all: readonly bigint[],
  scale: number,
  mode: RoundingMode,
  printed = 8,
): RoundingEvidence {
  const evidence = new RoundingEvidence();
  for (const units of all) evidence.add(d(text(units, EXACT)), d(rounded(units, scale, mode)), printed);
  return evidence;
}

describe('modes × scales', () => {
  const pairs = ROUNDING_MODES.flatMap((mode) => [2, 4, 6, 8].map((scale) => [mode, scale] as const));
  test.each(pairs)('%s at %i decimals', (mode, scale) => {
    const found = evidenceOf(fees(120, scale), scale, mode).fingerprint();
    expect(found).toMatchObject({ scale, modes: [mode], misfits: 0 });
  });

  test('fees of one sign without exact halves: modes that agree on all of them are named together', () => {
    const all = fees(200, 8).map((units) => {
      const size = units < 0n ? -units : units;
      return size % 10_000n === 5_000n ? size + 1n : size;
    });
    expect(evidenceOf(all, 8, 'half-up').fingerprint().modes).toEqual(['half-up', 'half-even']);
    expect(evidenceOf(all, 8, 'down').fingerprint().modes).toEqual(['down', 'floor']);
  });

  test('a file that prints more decimals than the venue books: the coarsest that fits all', () => {
    expect(evidenceOf(fees(60, 4), 4, 'down', 10).fingerprint()).toMatchObject({ scale: 4, modes: ['down'] });
  });
});

describe('what decides nothing', () => {
  test('too few fees', () => {
    expect(evidenceOf(fees(19, 8), 8, 'down').fingerprint()).toMatchObject({ scale: null, modes: [] });
    expect(new RoundingEvidence().fingerprint()).toMatchObject({ scale: null, fills: 0 });
  });

  test('fees that no rounding changes', () => {
    const even = fees(100, 4).map((units) => (units / 10n ** 8n) * 10n ** 8n);
    expect(evidenceOf(even, 4, 'half-up').fingerprint()).toMatchObject({ scale: null, deciding: 0 });
  });

  test('fees rounded now so, now so', () => {
    const mixed = evidenceOf(fees(60, 8), 8, 'down');
    mixed.merge(evidenceOf(fees(60, 8, 9), 8, 'up'));
    expect(mixed.fingerprint()).toMatchObject({ scale: null, modes: [] });
  });

  test('a wrong fee is no rounding: it is not counted', () => {
    const evidence = evidenceOf(fees(100, 8), 8, 'half-even');
    evidence.add(d('0.5'), d('0.75'), 8);
    evidence.add(d('0.5'), d('-0.5'), 8);
    expect(evidence.fingerprint()).toMatchObject({ scale: 8, modes: ['half-even'], misfits: 0 });
  });

  test('one fee in a hundred against the mode is told, not hidden', () => {
    const evidence = evidenceOf(fees(300, 8), 8, 'down');
    evidence.add(d('0.123456781'), d('0.12345679'), 8);
    expect(evidence.fingerprint()).toMatchObject({ scale: 8, modes: ['down'], misfits: 1 });
  });
});

test('no order matters, nor how the fees are split', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), fc.constantFrom(...ROUNDING_MODES), (seed, mode) => {
      const all = fees(80, 6, seed);
      const whole = evidenceOf(all, 6, mode).fingerprint();
      expect(evidenceOf([...all].reverse(), 6, mode).fingerprint()).toEqual(whole);
      const merged = evidenceOf(all.slice(50), 6, mode);
      merged.merge(evidenceOf(all.slice(0, 50), 6, mode));
      expect(merged.fingerprint()).toEqual(whole);
    }),
    { numRuns: 30 },
  );
});

test('a book keeps venues, products and assets apart', () => {
  const book = new RoundingBook();
  for (const [asset, mode] of [
    ['USDT', 'down'],
    ['BNB', 'up'],
  ] as const) {
    for (const units of fees(60, 8)) {
      const key = { venue: 'okx', product: 'spot', feeAsset: asset };
      book.add(key, d(text(units, EXACT)), d(rounded(units, 8, mode)), 8);
    }
  }
  expect(book.fingerprints().map(({ feeAsset, modes }) => `${feeAsset} ${modes}`)).toEqual([
    'BNB up',
    'USDT down',
  ]);
});
