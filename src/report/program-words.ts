/** A reward program in words: which revision and readings a report rests on, and what the program says beside. */
import { plain } from '../domain/decimal.ts';
import { formatRate } from '../domain/rate.ts';
import type { Pool, ProgramVersion, RewardProgram } from '../domain/rewards/program.ts';
import { READING_NAMES, READINGS, readingWords } from '../domain/rewards/readings.ts';
import type { Json, Table } from './model.ts';
import { dateWords, provenanceWords } from './schedule-words.ts';

/** The lines that every report on scores and rewards begins with. */
export function programLines(program: RewardProgram, version: ProgramVersion): string[] {
  return [
    `${program.id} revision ${version.version} (from ${dateWords(version.from)}, epochs of ${version.epoch}): estimate, formulas reconstructed`,
    `readings: ${readingWords(version.readings).join(', ')}`,
  ];
}

/** The same for programs. */
export function programJson(
  program: RewardProgram,
  version: ProgramVersion,
): { readonly [key: string]: Json } {
  return {
    program: program.id,
    revision: version.version,
    basis: 'estimate, formulas reconstructed',
    schedules: [{ id: program.id, version: version.version, source: provenanceWords(version.provenance) }],
    readings: { ...version.readings },
  };
}

/** One row per open question. */
export function readingsTable({ readings }: Pick<ProgramVersion, 'readings'>, onRequest: boolean): Table {
  return {
    name: 'readings',
    title: 'Readings: how the text is understood where it is silent',
    columns: [
      { key: 'reading', head: 'reading', type: 'text' },
      { key: 'value', head: 'value', type: 'text' },
      { key: 'others', head: 'or', type: 'list' },
      { key: 'question', head: 'question', type: 'sentence' },
    ],
    rows: READING_NAMES.map((name) => {
      const values: readonly string[] = READINGS[name].values;
      const value = readings[name];
      return [name, value, values.filter((one) => one !== value), READINGS[name].question];
    }),
    onRequest,
  };
}

/** `32000 OP, 50% at once and 50% over 6 epochs`. */
export function poolWords({ amount, asset, period, vesting, kind, launch }: Pool): string {
  const what = {
    score: 'by score',
    'rebate-cap': 'bounds accrued rebates',
    'taker-fees': 'by net taker fees',
  }[kind];
  const later =
    vesting === null
      ? ''
      : `, ${formatRate(vesting.now)} at once, the rest over ${vesting.epochs} epochs, lost below ${formatRate(vesting.activeFrom)} of the scores`;
  const live = launch === null ? '' : `, live from ${dateWords(launch)}`;
  return `${plain(amount)} ${asset} per ${period} ${what}${later}${live}`;
}
