/**
 * Schedule files (`schedules/<venue>/<name>.yaml`) as domain `Schedule`s; shapes are in
 * `schedules/README.md`.
 */
import { ROUNDING_MODES, type Rounding } from '../domain/decimal.ts';
import { KINDS, type Kind } from '../domain/instrument.ts';
import { nearest } from '../domain/problem.ts';
import {
  type AffiliateRule,
  type Clauses,
  CONFIDENCES,
  type Condition,
  type FlowRule,
  type Provenance,
  type RateTable,
  type Schedule,
  type ScheduleVersion,
  type TierRow,
  type TokenDiscount,
} from '../domain/schedule.ts';
import { readCondition } from './condition.ts';
import { readEvaluation } from './evaluation.ts';
import {
  anyMapping,
  day,
  decimal,
  type Fields,
  feeRate,
  flag,
  instant,
  integer,
  mapping,
  oneOf,
  oneOrMore,
  share,
  text,
} from './fields.ts';
import { readRfqClause } from './rfq-clause.ts';
import { checkSchedule } from './schedule-check.ts';
import { failAt, parseYaml, type YamlValue } from './yaml.ts';

const PROVENANCE_KEYS = ['source', 'asOf', 'confidence'] as const;

/**
 * Reads and checks one schedule file.
 * @param id the path in the catalogue without extension
 * @throws KnownError, with all problems that were found
 */
export function readSchedule(content: string, file: string, id: string): Schedule {
  return scheduleFrom(parseYaml(content, file), file, id);
}

/** As `readSchedule`, from a parsed tree. */
export function scheduleFrom(root: YamlValue, file: string, id: string): Schedule {
  const fields = mapping(root, [
    ...[
      'venue',
      'product',
      'covers',
      'entity',
      'kind',
      'track',
      'replaces',
      'feeBase',
      'feeAsset',
      'rebateAsset',
      'rounding',
    ],
    ...['evaluation', 'discounts', 'versions', 'notes', 'obligations', 'otherPairs', 'affiliateRules'],
    ...['flowRules'],
  ]);
  const kind = fields.need('kind', oneOf(KINDS));
  const entity = fields.maybe('entity', text);
  const feeAsset = fields.maybe('feeAsset', oneOf(['settle', 'quote', 'received'])) ?? usualFeeAsset(kind);
  const schedule: Schedule = {
    id,
    venue: fields.need('venue', name),
    product: fields.need('product', name),
    ...(fields.has('covers') ? { covers: fields.need('covers', oneOrMore(name)) } : {}),
    kind,
    track: fields.maybe('track', oneOf(['ladder', 'program'])) ?? 'ladder',
    replaces: fields.maybe('replaces', oneOf(['maker', 'taker', 'both'])) ?? 'both',
    feeBase: fields.maybe('feeBase', oneOf(['price', 'index', 'coin'])) ?? 'price',
    feeAsset,
    rebateAsset: fields.maybe('rebateAsset', oneOf(['settle', 'quote', 'received', 'given'])) ?? feeAsset,
    rounding: fields.maybe('rounding', readRounding),
    evaluation: fields.maybe('evaluation', readEvaluation),
    discounts: fields.list('discounts', readDiscount),
    versions: fields.need('versions', (value) => readVersions(value)),
    ...(fields.has('otherPairs')
      ? { otherPairs: fields.need('otherPairs', oneOf(['ladder', 'lowest tier'])) }
      : {}),
    ...(fields.has('flowRules') ? { flowRules: fields.list('flowRules', readFlowRule) } : {}),
    ...(fields.has('affiliateRules')
      ? { affiliateRules: fields.list('affiliateRules', readAffiliateRule) }
      : {}),
    notes: [...(entity === null ? [] : [`Applies to: ${entity}`]), ...readTexts(fields, 'notes')],
    obligations: readTexts(fields, 'obligations'),
    file,
  };
  checkSchedule(schedule, fields);
  return schedule;
}

function usualFeeAsset(kind: Kind): Schedule['feeAsset'] {
  return kind === 'spot' ? 'received' : 'settle';
}

/** A venue or product: lower case, digits and dashes, as in ids. */
function name(value: YamlValue): string {
  const written = text(value);
  if (!/^[a-z0-9][a-z0-9-]{0,60}$/.test(written)) {
    return failAt(value, 'name-unreadable', 'names of venues and products are lower-case words with dashes');
  }
  return written;
}

function readTexts(fields: Fields, key: string): string[] {
  return fields.maybe(key, oneOrMore(text)) ?? [];
}

function readVersions(value: YamlValue): ScheduleVersion[] {
  const versions = oneOrMore(readVersion)(value);
  if (versions.length === 0) return failAt(value, 'key-missing', 'a schedule needs at least one version');
  return versions;
}

function readVersion(value: YamlValue): ScheduleVersion {
  const fields = mapping(value, [
    ...['version', 'from', 'startKnown', 'to', 'changeoverUntil', 'tiers', 'tables', 'othersUnknown'],
    ...['conditions', 'clauses', 'evaluation', 'notes', ...PROVENANCE_KEYS],
  ]);
  const tables = readTables(fields);
  const conditions = fields.maybe('conditions', (conditions) => readConditions(conditions, tables));
  const from = fields.need('from', instant);
  return {
    version: fields.maybe('version', versionName) ?? fields.need('from', text).slice(0, 10),
    from,
    startKnown: fields.maybe('startKnown', flag) ?? true,
    to: fields.maybe('to', instant),
    provenance: readProvenance(fields),
    changeoverUntil: fields.maybe('changeoverUntil', instant),
    tables: conditions === null ? tables : tables.map((table) => withConditions(table, conditions)),
    othersUnknown: fields.maybe('othersUnknown', flag) ?? false,
    clauses: fields.maybe('clauses', readClauses) ?? NO_CLAUSES,
    ...(fields.has('evaluation') ? { evaluation: fields.need('evaluation', readEvaluation) } : {}),
    notes: readTexts(fields, 'notes'),
  };
}

function versionName(value: YamlValue): string {
  const written = text(value);
  if (!/^[\w][\w.+-]{0,40}$/.test(written)) {
    return failAt(value, 'name-unreadable', 'a version name holds letters, digits, points and dashes only');
  }
  return written;
}

export function readProvenance(fields: Fields): Provenance {
  return {
    source: fields.need('source', text),
    asOf: fields.maybe('asOf', day),
    confidence: fields.maybe('confidence', oneOf(CONFIDENCES)),
  };
}

/** A version has one ladder (`tiers`) or several (`tables`). */
function readTables(fields: Fields): RateTable[] {
  if (fields.has('tiers') === fields.has('tables')) {
    return failAt(fields.node, 'key-missing', 'a version needs either `tiers` or `tables`');
  }
  if (fields.has('tiers')) {
    const tiers = fields.need('tiers', readTiers);
    return [{ group: null, symbols: [], bases: [], quotes: [], memberFrom: null, memberTo: null, tiers }];
  }
  return fields.list('tables', readTable);
}

/** `conditions`: what each tier asks for, said once for every table of the version. */
function readConditions(value: YamlValue, tables: readonly RateTable[]): Map<string, Condition> {
  const rows = tables.flatMap((table) => table.tiers);
  const conditions = new Map<string, Condition>();
  for (const [tier, entry] of anyMapping(value).entries) {
    const row = rows.find((candidate) => candidate.tier === tier);
    if (row === undefined) {
      const [near] = nearest(tier, [...new Set(rows.map((candidate) => candidate.tier))]);
      const hint = near === undefined ? null : `did you mean \`${near}\`?`;
      const sentence = `no table has a tier ${tier.slice(0, 80)}`;
      return failAt({ ...entry.value, line: entry.line }, 'tier-unknown', sentence, { value: tier, hint });
    }
    conditions.set(tier, readCondition(entry.value));
  }
  return conditions;
}

/** A row's own `when` comes before the version's condition for its tier. */
function withConditions(table: RateTable, conditions: ReadonlyMap<string, Condition>): RateTable {
  const tiers = table.tiers.map((row) => ({ ...row, when: row.when ?? conditions.get(row.tier) ?? null }));
  return { ...table, tiers };
}

function readTable(value: YamlValue): RateTable {
  const fields = mapping(value, [
    ...['group', 'products', 'symbols', 'bases', 'quotes', 'memberFrom', 'memberTo', 'tiers', 'notes'],
    ...['takerOrderFees', 'complete', 'countsVolume', 'promotion'],
    ...PROVENANCE_KEYS,
  ]);
  const table: RateTable = {
    group: fields.need('group', text),
    symbols: fields.maybe('symbols', oneOrMore(text)) ?? [],
    bases: fields.maybe('bases', oneOrMore(text)) ?? [],
    quotes: fields.maybe('quotes', oneOrMore(text)) ?? [],
    memberFrom: fields.maybe('memberFrom', instant),
    memberTo: fields.maybe('memberTo', instant),
    tiers: fields.need('tiers', readTiers),
  };
  const notes = readTexts(fields, 'notes');
  return {
    ...table,
    ...(fields.has('products') ? { products: fields.need('products', oneOrMore(name)) } : {}),
    ...(fields.has('takerOrderFees')
      ? { takerOrderFees: fields.need('takerOrderFees', oneOrMore(decimal)) }
      : {}),
    ...(fields.maybe('complete', flag) === true ? { complete: true } : {}),
    ...(fields.maybe('countsVolume', flag) === false ? { countsVolume: false } : {}),
    ...(fields.maybe('promotion', flag) === true ? { promotion: true } : {}),
    ...(notes.length === 0 ? {} : { notes }),
    ...(fields.has('source') ? { provenance: readProvenance(fields) } : {}),
  };
}

function readTiers(value: YamlValue): TierRow[] {
  const tiers = oneOrMore(readTier)(value);
  if (tiers.length === 0) return failAt(value, 'key-missing', 'a table needs at least one tier');
  return tiers;
}

function readTier(value: YamlValue): TierRow {
  const fields = mapping(value, ['tier', 'maker', 'taker', 'premiumCap', 'when', 'note', ...PROVENANCE_KEYS]);
  return {
    tier: fields.need('tier', text),
    maker: fields.stated('maker', feeRate),
    taker: fields.stated('taker', feeRate),
    ...(fields.has('premiumCap') ? { premiumCap: fields.need('premiumCap', share) } : {}),
    when: fields.maybe('when', readCondition),
    note: fields.maybe('note', text),
    ...(fields.has('source') ? { provenance: readProvenance(fields) } : {}),
  };
}

const NO_CLAUSES: Clauses = { premiumCap: null, perContract: null, minimum: null, unpriced: [] };

function readClauses(value: YamlValue): Clauses {
  const fields = mapping(value, [
    ...['premiumCap', 'premiumPrice', 'rebateCapped', 'perContract', 'minimum', 'channels'],
    ...['rfq', 'liquidation', 'unpriced', 'claimDays'],
  ]);
  return {
    premiumCap: fields.maybe('premiumCap', share),
    ...(fields.has('premiumPrice') ? { premiumPrice: fields.need('premiumPrice', oneOf(['mark'])) } : {}),
    ...(fields.has('rebateCapped') ? { rebateCapped: fields.need('rebateCapped', flag) } : {}),
    ...(fields.has('channels') ? { channels: fields.need('channels', readChannels) } : {}),
    ...(fields.has('rfq') ? { rfq: fields.need('rfq', readRfqClause) } : {}),
    perContract: fields.maybe('perContract', decimal),
    minimum: fields.maybe('minimum', decimal),
    ...(fields.has('liquidation') ? { liquidation: fields.need('liquidation', share) } : {}),
    ...(fields.has('claimDays') ? { claimDays: fields.need('claimDays', integer(1, 3650)) } : {}),
    unpriced: readTexts(fields, 'unpriced'),
  };
}

/** `rfq: the rule in words`. */
function readChannels(value: YamlValue): Map<string, string> {
  return new Map([...anyMapping(value).entries].map(([channel, entry]) => [channel, text(entry.value)]));
}

function readDiscount(value: YamlValue): TokenDiscount {
  const fields = mapping(value, ['asset', 'status', 'off', 'appliesToNegative', 'note', ...PROVENANCE_KEYS]);
  return {
    asset: fields.need('asset', text),
    ...(fields.has('status') ? { status: fields.need('status', text) } : {}),
    off: fields.need('off', share),
    appliesToNegative: fields.maybe('appliesToNegative', flag) ?? false,
    provenance: readProvenance(fields),
    note: fields.maybe('note', text),
  };
}

function readFlowRule(value: YamlValue): FlowRule {
  const fields = mapping(value, [
    'name',
    'orderTypes',
    'from',
    'to',
    'tiers',
    'makerPart',
    'note',
    ...PROVENANCE_KEYS,
  ]);
  return {
    name: fields.need('name', text),
    orderTypes: fields.need('orderTypes', oneOrMore(text)).map((word) => word.toLowerCase()),
    from: fields.need('from', instant),
    to: fields.maybe('to', instant),
    tiers: fields.maybe('tiers', oneOrMore(text)) ?? [],
    factor: fields.stated('makerPart', share),
    note: fields.maybe('note', text),
    provenance: readProvenance(fields),
  };
}

function readAffiliateRule(value: YamlValue): AffiliateRule {
  const fields = mapping(value, ['lastTier', 'from', 'note', ...PROVENANCE_KEYS]);
  return {
    lastTier: fields.need('lastTier', text),
    from: fields.maybe('from', instant),
    note: fields.maybe('note', text),
    provenance: readProvenance(fields),
  };
}

function readRounding(value: YamlValue): Rounding {
  const fields = mapping(value, ['scale', 'mode']);
  return { scale: fields.need('scale', integer(0, 30)), mode: fields.need('mode', oneOf(ROUNDING_MODES)) };
}
