/** The kernel in TypeScript and its quick part in WebAssembly share memory: both have the same places in it. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CODES } from '../../../src/domain/rounding-fingerprint.ts';
import { B, BREAK_WIDTH, C, CAUSE_WIDTH } from '../../../src/engine/fast/break-places.ts';
import { COUNTS_WIDTH, DESK, MAX_SCALE } from '../../../src/engine/fast/kernel-room.ts';
import { L, LANE_WIDTH, SURVEYED } from '../../../src/engine/fast/lane-places.ts';
import { S } from '../../../src/engine/fast/lane-sums.ts';
import { CELL_BYTES } from '../../../src/engine/fast/wasm-scanner.ts';

const source = (name: string) =>
  readFileSync(new URL(`../../../assembly/${name}.ts`, import.meta.url), 'utf8');
const text = source('kernel-layout');
/** Names and the doubles that they count. */
const doubles = new Map(
  [...text.matchAll(/export const (\w+): usize = (\d+) << 3;/g)].map(([, name, count]) => [
    name!,
    Number(count),
  ]),
);

const camel = (name: string) =>
  name.toLowerCase().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

it('has the widths', () => {
  expect(doubles.get('LANE_BYTES')).toBe(LANE_WIDTH);
  expect(doubles.get('COUNTS_BYTES')).toBe(COUNTS_WIDTH);
  expect(doubles.get('BREAK_BYTES')).toBe(BREAK_WIDTH);
  expect(doubles.get('CAUSE_BYTES')).toBe(CAUSE_WIDTH);
  expect(text).toContain(`CODES: i32 = ${CODES};`);
  expect(source('layout')).toContain(`CELL_BYTES: usize = ${CELL_BYTES};`);
  expect(source('survey')).toContain(`MOST_SCALE: i32 = ${MAX_SCALE};`);
});

const TABLES: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  S_: S,
  DESK_: DESK,
  B_: B,
  C_: C,
};

it('has the places', () => {
  const places = [...doubles].filter(([name]) => !name.endsWith('_BYTES'));
  expect(places.length).toBeGreaterThan(30);
  for (const [name, place] of places) {
    const [, table, own] = /^(S_|DESK_|B_|C_)?(.+)$/.exec(name)!;
    const known: Readonly<Record<string, number>> =
      table === undefined ? { ...L, ...SURVEYED } : TABLES[table]!;
    expect(known[camel(own!)], name).toBe(place);
  }
});
