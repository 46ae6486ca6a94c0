/** The mapping file beside a statement: `dashboard.map.yaml` tells how `dashboard.csv` is read. */
import { existsSync } from 'node:fs';
import { anyMapping, Fields, mapping, oneOf, oneOrMore, text } from '../catalogue/fields.ts';
import { failAt, readYamlFile, type YamlValue } from '../catalogue/yaml.ts';
import { SLOT } from '../domain/accrual-slots.ts';
import type { Epoch } from '../domain/statement.ts';
import { DAY, readIsoTime, readOffset } from '../domain/time.ts';
import { STATEMENT_FIELDS, type StatementField } from '../ingest/statements/profile.ts';
import type { StatementMapping } from '../ingest/statements/read-statement.ts';

const KEYS = [
  ...['partner', 'account', 'asset', 'period', 'timezone', 'decimal', 'thousands', 'sign', 'columns'],
  ...['paidStates', 'types', 'fixing', 'pays', 'epoch'],
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
  const pays = fields.maybe('pays', oneOf(['affiliate', 'maker-rebate']));
  const zone = fields.maybe('timezone', readZone);
  const epoch = fields.maybe('epoch', (value) => readEpoch(value, zone ?? 0));
  if (epoch !== null && pays !== 'maker-rebate') {
    fields.maybe('epoch', (value) =>
      failAt(value, 'epoch-of-partner', 'epochs are stated for maker rebates only', {
        hint: 'write pays: maker-rebate, or give each line both ends of its period',
      }),
    );
  }
  return {
    partner: fields.maybe('partner', text),
    account: fields.maybe('account', text),
    asset: fields.maybe('asset', text)?.toUpperCase() ?? null,
    period: period === 'epoch' ? 'span' : period,
    zone,
    decimal: fields.maybe('decimal', oneOf(['.', ','])),
    thousands: fields.maybe('thousands', oneOf([',', '.', ' ', "'", '_'])),
    receivedNegative:
      fields.maybe('sign', oneOf(['received-positive', 'received-negative'])) === 'received-negative',
    columns: fields.maybe('columns', readColumns) ?? new Map(),
    paidStates: fields.maybe('paidStates', oneOrMore(text)),
    types: fields.maybe('types', oneOrMore(text)),
    fixing: fields.maybe('fixing', text),
    pays: pays ?? 'affiliate',
    epoch,
  };
}

function readColumns(value: YamlValue): ReadonlyMap<StatementField, string> {
  const fields = new Fields(mapping(value, STATEMENT_FIELDS).node);
  const names = [...anyMapping(value).entries.keys()] as StatementField[];
  return new Map(names.map((field) => [field, fields.need(field, text)]));
}

/** `epoch: {start: 2026-06-01, days: 28}`: the start of any epoch, and how long all of them are. */
function readEpoch(value: YamlValue, minutesEast: number): Epoch {
  const fields = mapping(value, ['start', 'days']);
  const start = fields.need('start', (one) => {
    const read = readIsoTime(text(one), minutesEast)?.instant ?? null;
    if (read !== null && read % SLOT === 0) return read;
    return failAt(one, 'epoch-start', 'an epoch starts on a full or half hour', {
      hint: 'write 2026-06-01 or 2026-06-01T08:00Z',
    });
  });
  const days = fields.need('days', (one) => {
    const written = text(one);
    if (/^[1-9]\d{0,2}$/.test(written)) return Number(written);
    return failAt(one, 'epoch-days', 'the length of an epoch is a whole number of days', {
      hint: 'write 28',
    });
  });
  return { start, length: days * DAY };
}

function readZone(value: YamlValue): number {
  return (
    readOffset(text(value)) ??
    failAt(value, 'zone-unreadable', 'this is no time zone', { hint: 'write UTC, UTC+8 or UTC-05:30' })
  );
}
