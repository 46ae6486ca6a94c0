/** The mapping file beside a statement: `dashboard.map.yaml` tells how `dashboard.csv` is read. */
import { existsSync } from 'node:fs';
import { anyMapping, Fields, mapping, oneOf, oneOrMore, text } from '../catalogue/fields.ts';
import { failAt, readYamlFile, type YamlValue } from '../catalogue/yaml.ts';
import { readOffset } from '../domain/time.ts';
import { STATEMENT_FIELDS, type StatementField } from '../ingest/statements/profile.ts';
import type { StatementMapping } from '../ingest/statements/read-statement.ts';

const KEYS = [
  ...['partner', 'account', 'asset', 'period', 'timezone', 'decimal', 'thousands', 'sign', 'columns'],
  ...['paidStates', 'types', 'fixing'],
] as const;
const PERIODS = ['moment', 'hour', 'day', 'week', 'month', 'epoch'] as const;

/** Null = there is none. @throws KnownError with file and line */
export function statementMappingBeside(file: string): StatementMapping | null {
  const path = `${file.replace(/\.(csv|tsv|txt)(\.gz)?$/i, '')}.map.yaml`;
  return file !== '-' && existsSync(path) ? readStatementMapping(path) : null;
}

function readStatementMapping(path: string): StatementMapping {
  const fields = mapping(readYamlFile(path), KEYS);
  const period = fields.maybe('period', oneOf(PERIODS));
  return {
    partner: fields.maybe('partner', text),
    account: fields.maybe('account', text),
    asset: fields.maybe('asset', text)?.toUpperCase() ?? null,
    period: period === 'epoch' ? 'span' : period,
    zone: fields.maybe('timezone', readZone),
    decimal: fields.maybe('decimal', oneOf(['.', ','])),
    thousands: fields.maybe('thousands', oneOf([',', '.', ' ', "'", '_'])),
    receivedNegative:
      fields.maybe('sign', oneOf(['received-positive', 'received-negative'])) === 'received-negative',
    columns: fields.maybe('columns', readColumns) ?? new Map(),
    paidStates: fields.maybe('paidStates', oneOrMore(text)),
    types: fields.maybe('types', oneOrMore(text)),
    fixing: fields.maybe('fixing', text),
  };
}

function readColumns(value: YamlValue): ReadonlyMap<StatementField, string> {
  const fields = new Fields(mapping(value, STATEMENT_FIELDS).node);
  const names = [...anyMapping(value).entries.keys()] as StatementField[];
  return new Map(names.map((field) => [field, fields.need(field, text)]));
}

function readZone(value: YamlValue): number {
  return (
    readOffset(text(value)) ??
    failAt(value, 'zone-unreadable', 'this is no time zone', { hint: 'write UTC, UTC+8 or UTC-05:30' })
  );
}
