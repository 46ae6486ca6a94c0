/** The score table as CSV, and the venue's published scores as JSON. */
import { Readable } from 'node:stream';
import { type Decimal, ONE, readDecimal, writtenScale } from '../domain/decimal.ts';
import { fail } from '../domain/problem.ts';
import type { ScoredMaker } from '../domain/rewards/award.ts';
import type { Published, PublishedScore } from '../domain/rewards/published.ts';
import { type Instant, readIsoTime } from '../domain/time.ts';
import { openInputs } from './input.ts';
import { isObject, parseJsonText, readWholeText, recordOf, unwrapped } from './json-text.ts';
import { type ColumnMap, type ListRow, listRows } from './maker-lists.ts';
import { epochMillis, readAmount } from './reward-cells.ts';

const OPTIONAL = [
  ...['market', 'coverage', 'quality', 'rfq', 'volumeMultiplier', 'holderBoost', 'rank', 'share', 'status'],
  ...['version', 'epochFrom'],
] as const;
const COLUMNS = [
  ...['program', 'maker', 'final'].map((name) => ({ name })),
  ...OPTIONAL.map((name) => ({ name, optional: true })),
];

export interface ScoresFile {
  readonly makers: readonly ScoredMaker[];
  /** The revision that the scores were computed by; null where the file does not say. */
  readonly version: string | null;
  readonly epochFrom: Instant | null;
}

/** What a maker is not called in a list of scores: totals over all markets of a class. */
const TOTAL = new Set(['', 'total', 'all']);

/**
 * Reads the score table: rows of single markets are left out. A row without a rank whose share is 0, or whose status is none of
 * a ranked maker, is not paid.
 * @throws KnownError
 */
export async function readScores(
  path: string,
  map: ColumnMap,
  programs: readonly string[],
): Promise<ScoresFile> {
  const makers = new Map<string, ScoredMaker>();
  const versions = new Set<string>();
  let epochFrom: Instant | null = null;
  for (const row of await listRows(path, COLUMNS, map)) {
    const cell = (name: string) => row.cells[COLUMNS.findIndex((column) => column.name === name)]!;
    if (cell('version') !== '') versions.add(cell('version'));
    const from = readIsoTime(cell('epochFrom'), 0)?.instant ?? null;
    if (from !== null && (epochFrom === null || from < epochFrom)) epochFrom = from;
    if (!TOTAL.has(cell('market').toLowerCase())) continue;
    const one = scoredMaker(row, cell, programs);
    const key = `${one.program}\u001f${one.maker}`;
    if (makers.has(key)) {
      fail('maker-twice', 'this maker has two total scores in this program', {
        ...row.place(1),
        value: one.maker,
      });
    }
    makers.set(key, one);
  }
  if (makers.size === 0)
    fail('no-rows', 'the file has no total score', { file: path, hint: 'fee-audit score … --csv' });
  if (versions.size > 1) fail('versions-mixed', 'the scores are of several revisions', { file: path });
  return { makers: [...makers.values()], version: [...versions][0] ?? null, epochFrom };
}

function scoredMaker(row: ListRow, cell: (name: string) => string, programs: readonly string[]): ScoredMaker {
  const place = (name: string) => row.place(COLUMNS.findIndex((column) => column.name === name));
  const amount = (name: string): Decimal | null =>
    cell(name) === '' ? null : readAmount(cell(name), place(name));
  const program = cell('program')
    .toLowerCase()
    .replace(/[_\s]+/g, ' ');
  if (!programs.includes(program)) {
    const hint = `programs are: ${programs.join(', ')}`;
    fail('class-unknown', 'there is no such program', { ...place('program'), value: cell('program'), hint });
  }
  const maker = cell('maker');
  if (maker === '') fail('cell-empty', 'the maker is missing', place('maker'));
  const isUnranked = cell('rank') === '' && amount('share')?.isZero() === true;
  const status = cell('status');
  const isRefused = /^(gated|not |disqualified|no score)/i.test(status);
  return {
    ...{ program, maker },
    coverage: amount('coverage'),
    quality: amount('quality'),
    rfq: amount('rfq'),
    volumeMultiplier: amount('volumeMultiplier') ?? ONE,
    holderBoost: amount('holderBoost') ?? ONE,
    final: amount('final') ?? fail('cell-empty', 'the final score is missing', place('final')),
    obstacle: isRefused || isUnranked ? (status === '' ? 'not ranked' : status) : null,
  };
}

/** Reads the response of the score interface, bare or in its envelope. @throws KnownError where it is no such response */
export async function readPublished(path: string): Promise<Published> {
  const { inputs, dispose } = await openInputs([path], Readable.from([]));
  try {
    const root = unwrapped(parseJsonText(await readWholeText(inputs[0]!), path));
    if (!isObject(root) || !Array.isArray(root.scores)) {
      return fail('json-shape', 'this is no response of get_maker_program_scores: `scores` is missing', {
        file: path,
        hint: 'save the response as the API sends it',
      });
    }
    const program = isObject(root.program) ? root.program : {};
    const words = (value: unknown) =>
      Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
    const figure = (record: Readonly<Record<string, string>>, name: string, where: string) =>
      readFigure(record[name], `${where}.${name}`, path);
    const top = recordOf(root);
    return {
      program: recordOf(program).name ?? (typeof root.program === 'string' ? root.program : ''),
      assetTypes: words(program.asset_types),
      currencies: words(program.currencies),
      start: epochMillis(recordOf(program).start_timestamp ?? ''),
      rewards: new Map(
        Object.entries(recordOf(program.rewards)).map(([token, text]) => [
          token,
          readFigure(text, `program.rewards.${token}`, path),
        ]),
      ),
      totalScore: figure(top, 'total_score', '$'),
      totalVolume: figure(top, 'total_volume', '$'),
      scale: scaleOf(root.scores.map(recordOf)),
      scores: root.scores.map((entry, index) => publishedScore(recordOf(entry), index, figure, path)),
    };
  } finally {
    await dispose();
  }
}

/** Trailing zeros are dropped, so that one figure alone tells little. */
const LEAST_SCALE = 6;

function scaleOf(records: readonly Readonly<Record<string, string>>[]): number {
  const names = ['coverage_score', 'quality_score', 'volume_multiplier', 'holder_boost', 'total_score'];
  const scales = records.flatMap((record) => names.map((name) => writtenScale(record[name] ?? '')));
  return scales.reduce((most, scale) => Math.max(most, scale), LEAST_SCALE);
}

function publishedScore(
  record: Readonly<Record<string, string>>,
  index: number,
  figure: (record: Readonly<Record<string, string>>, name: string, where: string) => Decimal,
  file: string,
): PublishedScore {
  const where = `scores[${index}]`;
  const wallet = record.wallet ?? '';
  if (wallet === '') fail('json-shape', 'a score has no wallet', { file, column: `${where}.wallet` });
  return {
    wallet,
    coverage: figure(record, 'coverage_score', where),
    quality: figure(record, 'quality_score', where),
    volume: figure(record, 'volume', where),
    volumeMultiplier: figure(record, 'volume_multiplier', where),
    holderBoost: figure(record, 'holder_boost', where),
    total: figure(record, 'total_score', where),
  };
}

function readFigure(text: string | undefined, column: string, file: string): Decimal {
  const value = readDecimal(text ?? '');
  if (typeof value !== 'string') return value;
  return fail('number-unreadable', text === undefined ? 'this figure is missing' : 'this is no number', {
    ...{ file, column, value: text ?? null },
    hint: 'save the response as the API sends it',
  });
}
