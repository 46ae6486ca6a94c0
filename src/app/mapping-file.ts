/** The mapping file beside an export: `fills.map.yaml` tells how `fills.csv` is read. */
import { existsSync } from 'node:fs';
import { anyMapping, Fields, mapping, oneOf, oneOrMore, text } from '../catalogue/fields.ts';
import { failAt, readYamlFile, type YamlValue } from '../catalogue/yaml.ts';
import { KINDS } from '../domain/instrument.ts';
import { readOffset } from '../domain/time.ts';
import { MAPPABLE, type Mapping, NO_MAPPING } from '../ingest/mapping.ts';

const KEYS = [
  'profile',
  'venue',
  'product',
  'kind',
  'account',
  'columns',
  'feeSign',
  'timezone',
  'decimal',
  'thousands',
  'delimiter',
  'liquidity',
  'quote',
] as const;

/** The mapping that lies beside this export, or null. @throws KnownError with file and line */
export function mappingBeside(file: string): Mapping | null {
  for (const path of [`${file.replace(/\.(csv|tsv|txt)(\.gz)?$/i, '')}.map.yaml`, `${file}.map.yaml`]) {
    if (file !== '-' && path !== file && existsSync(path)) return readMapping(path);
  }
  return null;
}

/** @throws KnownError with file, line and suggestion */
export function readMapping(path: string): Mapping {
  const fields = mapping(readYamlFile(path), KEYS);
  const sides = fields.maybe('liquidity', (value) => mapping(value, ['maker', 'taker']));
  return {
    ...NO_MAPPING,
    profile: fields.maybe('profile', text) ?? 'generic',
    venue: fields.maybe('venue', text)?.toLowerCase() ?? null,
    product: fields.maybe('product', text),
    kind: fields.maybe('kind', oneOf(KINDS)),
    account: fields.maybe('account', text),
    columns: fields.maybe('columns', readColumns) ?? new Map(),
    feeSign: fields.maybe('feeSign', oneOf(['charged-positive', 'charged-negative'])),
    zone: fields.maybe('timezone', readZone),
    decimal: fields.maybe('decimal', oneOf(['.', ','])),
    thousands: fields.maybe('thousands', oneOf([',', '.', ' ', "'", '_'])),
    delimiter: fields.maybe('delimiter', readDelimiter),
    liquidity:
      sides === null
        ? null
        : {
            maker: sides.maybe('maker', oneOrMore(text)) ?? [],
            taker: sides.maybe('taker', oneOrMore(text)) ?? [],
          },
    quote: fields.maybe('quote', text),
  };
}

function readColumns(value: YamlValue): ReadonlyMap<string, string> {
  const fields = new Fields(mapping(value, MAPPABLE).node);
  return new Map([...anyMapping(value).entries.keys()].map((field) => [field, fields.need(field, text)]));
}

function readZone(value: YamlValue): number {
  const written = text(value);
  return (
    readOffset(written) ??
    failAt(value, 'zone-unreadable', 'this is no time zone', { hint: 'write UTC, UTC+8 or UTC-05:30' })
  );
}

function readDelimiter(value: YamlValue): string {
  const written = text(value);
  const delimiter = written === 'tab' || written === '\\t' ? '\t' : written;
  if ([',', ';', '\t', '|'].includes(delimiter)) return delimiter;
  return failAt(value, 'delimiter-unknown', 'this is no delimiter', { hint: 'write ",", ";", "|" or tab' });
}
