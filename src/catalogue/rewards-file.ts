/** Reward programs (`schedules/<venue>/rewards.yaml`) as domain `RewardProgram`s; shapes are in `schedules/README.md`. */
import { Decimal, ONE, readDecimal } from '../domain/decimal.ts';
import {
  ASSET_TYPES,
  type AssetType,
  type Band,
  type MarketRule,
  POOL_KINDS,
  type Pool,
  type ProgramClass,
  type ProgramVersion,
  type RewardProgram,
  type RfqRules,
  type VestingRules,
} from '../domain/rewards/program.ts';
import { DEFAULT_READINGS, READING_NAMES, READINGS, type Readings } from '../domain/rewards/readings.ts';
import {
  anyMapping,
  decimal,
  type Fields,
  flag,
  instant,
  integer,
  mapping,
  oneOf,
  oneOrMore,
  share,
  text,
} from './fields.ts';
import { readProvenance } from './schedule-file.ts';
import { failAt, parseYaml, type YamlValue } from './yaml.ts';

/** Reads and checks one program. @param id its path without extension @throws KnownError */
export function readRewards(content: string, file: string, id: string): RewardProgram {
  return rewardsFrom(parseYaml(content, file), file, id);
}

/** As `readRewards`, from a parsed tree. */
export function rewardsFrom(root: YamlValue, file: string, id: string): RewardProgram {
  const fields = mapping(root, ['venue', 'rewards', 'undated', 'versions', 'unpriced', 'notes']);
  fields.need('rewards', flag);
  const versions = fields.need('versions', oneOrMore(readVersion));
  for (const [index, { from, version }] of versions.entries()) {
    const before = versions[index - 1];
    if (before !== undefined && from <= before.from) {
      failAt(root, 'versions-order', `version ${version} does not begin after ${before.version}`, {
        hint: 'oldest first',
      });
    }
  }
  const undated = fields.need('undated', text);
  if (!versions.some(({ version }) => version === undated)) {
    failAt(fields.raw('undated')!, 'version-unknown', 'no version has this name');
  }
  return {
    ...{ id, file, versions, undated },
    venue: fields.need('venue', text),
    unpriced: fields.maybe('unpriced', readTopics) ?? [],
    notes: texts(fields, 'notes'),
  };
}

function readTopics(value: YamlValue): RewardProgram['unpriced'] {
  return [...anyMapping(value).entries].map(([topic, entry]) => ({
    topic,
    words: oneOrMore(text)(entry.value),
  }));
}

function texts(fields: Fields, key: string): string[] {
  return fields.maybe(key, oneOrMore(text)) ?? [];
}

function readVersion(value: YamlValue): ProgramVersion {
  const fields = mapping(value, [
    ...[
      'version',
      'from',
      'startKnown',
      'to',
      'source',
      'asOf',
      'confidence',
      'epoch',
      'snapshotMinutes',
      'readings',
      'classes',
    ],
    ...['bands', 'markets', 'delta', 'rfq', 'volumeWeight', 'gates', 'statuses', 'pools', 'notes'],
  ]);
  const classes = fields.need('classes', oneOrMore(readClass));
  const version: ProgramVersion = {
    version: fields.need('version', text),
    from: fields.need('from', instant),
    startKnown: fields.maybe('startKnown', flag) ?? true,
    to: fields.maybe('to', instant),
    provenance: readProvenance(fields),
    epoch: fields.need('epoch', text),
    snapshotMinutes: fields.need('snapshotMinutes', integer(1, 1440)),
    readings: fields.maybe('readings', readReadings) ?? DEFAULT_READINGS,
    classes,
    bands: fields.need('bands', readBands),
    markets: fields.need('markets', oneOrMore(readMarket)),
    delta: fields.need('delta', readDelta),
    rfq: fields.need('rfq', readRfq),
    volumeWeight: fields.need('volumeWeight', decimal),
    gates: fields.need('gates', readGates),
    statuses: fields.need('statuses', oneOrMore(readStatus)),
    pools: fields.need('pools', oneOrMore(readPool)),
    notes: texts(fields, 'notes'),
  };
  for (const { program } of [...version.markets, ...version.pools]) {
    if (program !== null && !classes.some(({ name }) => name === program)) {
      failAt(value, 'class-unknown', 'no class has this name', {
        value: program,
        hint: `classes: ${classes.map(({ name }) => name).join(', ')}`,
      });
    }
  }
  return version;
}

function readReadings(value: YamlValue): Readings {
  const fields = mapping(value, READING_NAMES);
  const stated = READING_NAMES.map((name) => {
    const words: readonly string[] = READINGS[name].values;
    return [name, fields.maybe(name, oneOf(words)) ?? DEFAULT_READINGS[name]];
  });
  return Object.fromEntries(stated) as Readings;
}

function readClass(value: YamlValue): ProgramClass {
  const fields = mapping(value, ['name', 'assetType', 'coverage', 'quality', 'rfq']);
  const weights = {
    coverage: fields.need('coverage', share),
    quality: fields.need('quality', share),
    rfq: fields.need('rfq', share),
  };
  if (!weights.coverage.plus(weights.quality).plus(weights.rfq).eq(ONE)) {
    failAt(value, 'weights-sum', 'the weights do not add up to 100%');
  }
  return {
    name: fields.need('name', text),
    assetType: fields.need('assetType', oneOf(ASSET_TYPES)),
    weights,
  };
}

function readBands(value: YamlValue): Record<AssetType, Band[]> {
  const fields = mapping(value, ASSET_TYPES);
  const read = (type: AssetType) => {
    const bands = fields.need(type, oneOrMore(readBand));
    if (bands.some(({ limit }, index) => index > 0 && limit.lte(bands[index - 1]!.limit))) {
      failAt(fields.raw(type)!, 'bands-order', 'the bands do not ascend');
    }
    return bands;
  };
  return { option: read('option'), perp: read('perp') };
}

const EDGES = { below: 'excluded', upTo: 'included', to: 'open' } as const;

/** `{below: 0.10%, multiplier: 5}`: `below` leaves the edge out, `upTo` holds it, `to` leaves it open. */
function readBand(value: YamlValue): Band {
  const fields = mapping(value, [...Object.keys(EDGES), 'multiplier']);
  const keys = (Object.keys(EDGES) as (keyof typeof EDGES)[]).filter((key) => fields.has(key));
  const [key] = keys;
  if (key === undefined || keys.length > 1) {
    return failAt(value, 'key-missing', 'a band has one limit: `below`, `upTo` or `to`');
  }
  return { limit: fields.need(key, share), edge: EDGES[key], multiplier: fields.need('multiplier', decimal) };
}

function readMarket(value: YamlValue): MarketRule {
  const fields = mapping(value, [
    'program',
    'assetType',
    'currencies',
    'daysBelow',
    'minimumQuote',
    'factor',
  ]);
  return {
    program: fields.need('program', text),
    assetType: fields.need('assetType', oneOf(ASSET_TYPES)),
    currencies: fields.need('currencies', oneOrMore(text)),
    daysBelow: fields.maybe('daysBelow', integer(1, 10_000)),
    minimumQuote: fields.need('minimumQuote', amount),
    factors: fields.need('factor', (factor) =>
      factor.kind === 'text' ? [{ from: null, factor: decimal(factor) }] : oneOrMore(readFactor)(factor),
    ),
  };
}

function readFactor(value: YamlValue): MarketRule['factors'][number] {
  const fields = mapping(value, ['from', 'factor']);
  return { from: fields.maybe('from', instant), factor: fields.need('factor', decimal) };
}

function readDelta(value: YamlValue): ProgramVersion['delta'] {
  const fields = mapping(value, ['above', 'below']);
  return { above: fields.need('above', decimal), below: fields.need('below', decimal) };
}

function readRfq(value: YamlValue): RfqRules {
  const fields = mapping(value, ['distance', 'time', 'unfilledScale']);
  return {
    distance: fields.need(
      'distance',
      oneOrMore((step) => {
        const one = mapping(step, ['from', 'score']);
        return { from: one.need('from', share), score: one.need('score', decimal) };
      }),
    ),
    time: fields.need(
      'time',
      oneOrMore((step) => {
        const one = mapping(step, ['belowSeconds', 'score']);
        return { below: one.stated('belowSeconds', decimal), score: one.need('score', decimal) };
      }),
    ),
    unfilledScale: fields.need('unfilledScale', decimal),
  };
}

function readGates(value: YamlValue): ProgramVersion['gates'] {
  const fields = mapping(value, ['volumeAbove', 'shareAbove']);
  return {
    volumeAbove: fields.stated('volumeAbove', amount),
    shareAbove: fields.stated('shareAbove', share),
  };
}

function readStatus(value: YamlValue): ProgramVersion['statuses'][number] {
  const fields = mapping(value, ['name', 'bound']);
  return { name: fields.need('name', text), bound: fields.need('bound', share) };
}

function readPool(value: YamlValue): Pool {
  const fields = mapping(value, [
    ...[
      'name',
      'asset',
      'amount',
      'scale',
      'kind',
      'program',
      'by',
      'parts',
      'vesting',
      'launch',
      'provisional',
    ],
    'period',
  ]);
  const kind = fields.need('kind', oneOf(POOL_KINDS));
  const program = fields.maybe('program', text);
  if (kind === 'score' && program === null)
    failAt(value, 'key-missing', 'a pool split by score names its `program`');
  const parts = fields.maybe('parts', anyMapping)?.entries ?? new Map<string, { value: YamlValue }>();
  return {
    ...{ kind, program },
    name: fields.need('name', text),
    asset: fields.need('asset', text),
    amount: fields.need('amount', amount),
    scale: fields.need('scale', integer(0, 30)),
    by: fields.maybe('by', oneOf(['final', 'orderbook', 'rfq'])) ?? 'final',
    parts: new Map([...parts].map(([name, entry]) => [name, share(entry.value)])),
    vesting: fields.maybe('vesting', readVesting),
    launch: fields.maybe('launch', instant),
    provisional: fields.maybe('provisional', text),
    period: fields.need('period', text),
  };
}

function readVesting(value: YamlValue): VestingRules {
  const fields = mapping(value, ['now', 'epochs', 'activeFrom']);
  return {
    now: fields.need('now', share),
    epochs: fields.need('epochs', integer(1, 1000)),
    activeFrom: fields.need('activeFrom', share),
  };
}

const SUFFIXES: Readonly<Record<string, string>> = { K: '1e3', M: '1e6', B: '1e9' };

/** `25000`, `25K`, `5M`. */
function amount(value: YamlValue): Decimal {
  const match = /^([\d._]+)([KMB])?$/.exec(text(value));
  const read = match === null ? 'not-a-number' : readDecimal(match[1]!.replace(/_/g, ''));
  if (typeof read === 'string') {
    return failAt(value, 'number-unreadable', 'this is no amount', {
      hint: 'write it like 25000, 25K or 5M',
    });
  }
  const suffix = match?.[2];
  return suffix === undefined ? read : read.times(new Decimal(SUFFIXES[suffix]!));
}

/** True for the tree of a reward program. */
export function isRewards(root: YamlValue): boolean {
  return root.kind === 'mapping' && root.entries.has('rewards');
}
