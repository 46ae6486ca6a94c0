/** The JSON Schemas for editors: every shipped file fits them, and what the program refuses they refuse as well. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { openCatalogue } from '../../src/catalogue/catalogue.ts';
import { READING_NAMES, READINGS } from '../../src/domain/rewards/readings.ts';
import { MAPPABLE } from '../../src/ingest/mapping.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const SCHEMAS = join(ROOT, 'schedules/schema');
const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
const schemas = Object.fromEntries(
  readdirSync(SCHEMAS).map((name) => {
    const schema = JSON.parse(readFileSync(join(SCHEMAS, name), 'utf8')) as Record<string, unknown>;
    return [name.replace('.schema.json', ''), { schema, validate: ajv.compile(schema) }];
  }),
);

/** As an editor reads YAML: typed scalars. */
const load = (path: string): unknown => parse(readFileSync(path, 'utf8'));
const faults = (schema: string, value: unknown): unknown => {
  const { validate } = schemas[schema]!;
  validate(value);
  return validate.errors ?? [];
};

describe('schemas for editors', () => {
  const files = openCatalogue([join(ROOT, 'schedules')]).files();

  it.each(files.filter(({ kind }) => kind === 'schedule').map(({ path }) => path))('%s', (path) => {
    expect(faults('schedule', load(path))).toEqual([]);
  });

  it.each(files.filter(({ kind }) => kind === 'partner').map(({ path }) => path))('%s', (path) => {
    expect(faults('partner', load(path))).toEqual([]);
  });

  it.each(files.filter(({ kind }) => kind === 'rewards').map(({ path }) => path))('%s', (path) => {
    expect(faults('rewards', load(path))).toEqual([]);
  });

  it('know the same readings of a reward program as the reader', () => {
    type Shape = {
      readonly items: { readonly properties: { readonly readings: { readonly properties: object } } };
    };
    const { versions } = schemas.rewards!.schema.properties as { readonly versions: Shape };
    const known = Object.entries(
      versions.items.properties.readings.properties as Record<string, { readonly enum: readonly string[] }>,
    );
    expect(known.map(([name, one]) => [name, one.enum])).toEqual(
      READING_NAMES.map((name) => [name, [...READINGS[name].values]]),
    );
  });

  it('the shipped configuration and mapping file', () => {
    expect(faults('config', load(join(ROOT, 'examples/fee-audit.yaml')))).toEqual([]);
    expect(faults('mapping', load(join(ROOT, 'examples/generic.map.yaml')))).toEqual([]);
  });

  it('know the same mapping fields as the reader', () => {
    const { properties } = schemas.mapping!.schema as { properties: { columns: { properties: object } } };
    expect(Object.keys(properties.columns.properties).sort()).toEqual([...MAPPABLE].sort());
  });

  const version = {
    from: '2026-01-01',
    source: 'a page',
    tiers: [{ tier: 'VIP 1', maker: '0.01%', taker: '0.02%' }],
  };
  const schedule = { venue: 'demo', product: 'futures', kind: 'linear', versions: [version] };
  const with_ = (rest: object) => ({ ...schedule, versions: [{ ...version, ...rest }] });

  it.each([
    ['a rate without unit', with_({ tiers: [{ tier: 'VIP 1', maker: 0.01, taker: '0.02%' }] })],
    ['an unknown key', with_({ teirs: [] })],
    ['no source', { ...schedule, versions: [{ ...version, source: undefined }] }],
    ['tiers and tables', with_({ tables: [] })],
    ['a word that is no confidence', with_({ confidence: 'certain' })],
    [
      'a metric nobody knows',
      with_({ tiers: [{ tier: 'A', maker: '0%', taker: '0%', when: { volumes: '>= 5M' } }] }),
    ],
  ])('refuse %s', (_, value) => {
    expect(faults('schedule', schedule)).toEqual([]);
    expect(faults('schedule', JSON.parse(JSON.stringify(value)))).not.toEqual([]);
  });
});
