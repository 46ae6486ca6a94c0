/** A reward program as tables: pools, what is scored how, markets, and what the program says beside. */
import { plain } from '../domain/decimal.ts';
import { formatRate, rateFrom } from '../domain/rate.ts';
import type { ProgramVersion, RewardProgram } from '../domain/rewards/program.ts';
import type { Table, Value } from './model.ts';
import { poolWords } from './program-words.ts';
import { dateWords } from './schedule-words.ts';

/** One row per program. */
export function programsTable(programs: readonly RewardProgram[]): Table {
  return {
    name: 'programs',
    title: 'Reward programs',
    columns: [
      { key: 'id', head: 'program', type: 'text' },
      { key: 'versions', head: 'revisions', type: 'list' },
      { key: 'pools', head: 'pools of the newest', type: 'list' },
    ],
    rows: programs.map(({ id, versions }) => [
      id,
      versions.map(({ version, from }) => `${version} from ${dateWords(from)}`),
      versions.at(-1)!.pools.map(({ name }) => name),
    ]),
  };
}

export function programPoolsTable(versions: readonly ProgramVersion[]): Table {
  return {
    name: 'pools',
    title: 'Pools',
    columns: [
      { key: 'version', head: 'revision', type: 'text' },
      { key: 'pool', head: 'pool', type: 'text' },
      { key: 'asset', head: 'asset', type: 'text' },
      { key: 'amount', head: 'amount', type: 'amount' },
      { key: 'period', head: 'per', type: 'text' },
      { key: 'class', head: 'program', type: 'text' },
      { key: 'rule', head: 'rule', type: 'sentence' },
    ],
    rows: versions.flatMap(({ version, pools }) =>
      pools.map((pool): Value[] => {
        const { name, asset, amount, period, program, provisional } = pool;
        const rule = provisional === null ? poolWords(pool) : `${poolWords(pool)}; ${provisional}`;
        return [version, name, asset, amount, period, program, rule];
      }),
    ),
  };
}

/** How orders and responses are weighed, and who is paid. */
export function programRulesTable(versions: readonly ProgramVersion[]): Table {
  return {
    name: 'rules',
    title: 'How makers are scored',
    columns: [
      { key: 'version', head: 'revision', type: 'text' },
      { key: 'rule', head: 'rule', type: 'text' },
      { key: 'of', head: 'of', type: 'text' },
      { key: 'value', head: 'value', type: 'sentence' },
    ],
    rows: versions.flatMap(rulesOf),
  };
}

function rulesOf(version: ProgramVersion): Value[][] {
  const { bands, classes, rfq, delta, gates, statuses, volumeWeight } = version;
  const percent = (value: Parameters<typeof rateFrom>[0]) => formatRate(rateFrom(value));
  const edges = { excluded: 'below', included: 'up to', open: 'to' } as const;
  const row = (rule: string, of: string | null, value: string): Value[] => [version.version, rule, of, value];
  return [
    ...classes.map(({ name, weights }) =>
      row(
        'weights',
        name,
        `coverage ${percent(weights.coverage)}, quality ${percent(weights.quality)}, requests ${percent(weights.rfq)}`,
      ),
    ),
    ...(['option', 'perp'] as const).map((type) =>
      row(
        'multiplier by distance',
        `${type}s`,
        bands[type]
          .map(({ limit, edge, multiplier }) => `${edges[edge]} ${percent(limit)}: ${plain(multiplier)}`)
          .join(', '),
      ),
    ),
    row(
      'score by improvement',
      'requests',
      rfq.distance.map(({ from, score }) => `from ${percent(from)}: ${plain(score)}`).join(', '),
    ),
    row(
      'score by time',
      'requests',
      rfq.time
        .map(({ below, score }) => `${below === null ? 'later' : `below ${plain(below)} s`}: ${plain(score)}`)
        .join(', '),
    ),
    row('unfilled responses', 'requests', `count ${plain(rfq.unfilledScale)}`),
    row('delta', 'options', `above ${plain(delta.above)} and below ${plain(delta.below)}`),
    row('volume multiplier', null, `weight ${plain(volumeWeight)}`),
    row(
      'paid only above',
      null,
      `${gates.volumeAbove === null ? 'no volume' : `${plain(gates.volumeAbove)} USD`} ${version.readings.gateJoin} ${gates.shareAbove === null ? 'no share' : percent(gates.shareAbove)} of volume`,
    ),
    row('status', null, statuses.map(({ name }) => name).join(', ')),
  ];
}

export function programMarketsTable(versions: readonly ProgramVersion[]): Table {
  return {
    name: 'markets',
    title: 'Markets',
    columns: [
      { key: 'version', head: 'revision', type: 'text' },
      { key: 'class', head: 'program', type: 'text' },
      { key: 'minimumQuote', head: 'least quote', type: 'amount' },
      { key: 'factor', head: 'factor', type: 'text' },
      { key: 'term', head: 'term', type: 'text' },
      { key: 'currencies', head: 'currencies', type: 'list' },
    ],
    rows: versions.flatMap(({ version, markets }) =>
      markets.map(({ program, minimumQuote, factors, daysBelow, currencies }): Value[] => [
        ...[version, program, minimumQuote],
        factors
          .map(({ from, factor }) => `${plain(factor)}${from === null ? '' : ` from ${dateWords(from)}`}`)
          .join(', '),
        daysBelow === null ? null : `below ${daysBelow} days`,
        currencies.map((one) => (one === '*' ? 'all others' : one)),
      ]),
    ),
  };
}

/** What the program says that is in words only. */
export function programWordsTable({ unpriced }: RewardProgram): Table {
  return {
    name: 'terms',
    title: 'The rest of the program (in words, not computed)',
    columns: [
      { key: 'topic', head: 'topic', type: 'text' },
      { key: 'words', head: 'what it says', type: 'sentence' },
    ],
    rows: unpriced.flatMap(({ topic, words }) => words.map((one): Value[] => [topic, one])),
  };
}
