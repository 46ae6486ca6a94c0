/** What the benchmark prints: tables of recall, what is hidden in a month, what the report made of it. */
import type { Row } from '../compare.ts';
import { commandOf } from './audit.ts';
import type { Month } from './case.ts';
import { type FaultScore, NO_ROLE, type Score } from './score.ts';

interface Tally {
  planted: number;
  named: number;
  apart: number;
}

export interface Totals {
  readonly byKind: ReadonlyMap<string, Tally>;
  readonly all: Tally;
  readonly accusations: number;
  readonly wrong: number;
}

export function totalsOf(scores: readonly Score[]): Totals {
  const byKind = new Map<string, Tally>();
  const all: Tally = { planted: 0, named: 0, apart: 0 };
  const count = (tally: Tally, outcome: FaultScore['outcome']): void => {
    if (outcome === 'apart') tally.apart++;
    else tally.planted++;
    if (outcome === 'named') tally.named++;
  };
  for (const { kind, outcome } of scores.flatMap(({ faults }) => faults)) {
    const tally = byKind.get(kind) ?? { planted: 0, named: 0, apart: 0 };
    byKind.set(kind, tally);
    count(tally, outcome);
    count(all, outcome);
  }
  return {
    ...{ byKind, all },
    accusations: scores.reduce((sum, score) => sum + score.accusations, 0),
    wrong: scores.reduce((sum, score) => sum + score.wrong.length, 0),
  };
}

export function tableOf(scores: readonly Score[], fills: number, seconds: number): string[] {
  const { byKind, all, accusations, wrong } = totalsOf(scores);
  const line = (name: string, { planted, named, apart }: Tally): string => {
    const share = planted === 0 ? '—' : `${((100 * named) / planted).toFixed(1)} %`;
    return [name.padEnd(28), ...[planted, named, share, apart].map((cell) => String(cell).padStart(8))].join(
      '',
    );
  };
  const share = accusations === 0 ? '0.00' : ((100 * wrong) / accusations).toFixed(2);
  const other = scores.filter((score) => score.other.length > 0).length;
  const apart = scores.flatMap(({ faults }) => faults).filter(({ outcome }) => outcome === 'apart');
  const roleless = apart.filter(({ detail }) => detail.endsWith(NO_ROLE)).length;
  const late = scores.filter(({ timeline }) => timeline.length > 0).length;
  return [
    'kind of fault                planted   named  recall   apart',
    ...[...byKind].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, tally]) => line(name, tally)),
    line('all', all),
    `listed apart: ${apart.length - roleless} that no fill distinguishes, ${roleless} in exports that show no side`,
    `false accusations: ${wrong} of ${accusations} causes (${share} %)`,
    `months: ${scores.length}; with wrong totals, unjudged fills or misplaced breaks: ${other}`,
    `months whose applied rates do not show a stretch where it was: ${late}`,
    `${fills} fills in ${seconds.toFixed(1)} s`,
  ];
}

/** One line for each thing that is wrong with a month. */
export function complaintsOf({ seed, desk, faults, wrong, other, timeline }: Score): string[] {
  const missed = faults.filter(({ outcome }) => outcome === 'missed');
  const why = [
    ...missed.map(({ kind, detail }) => `MISSED ${kind} (${detail})`),
    ...wrong.map((one) => `WRONG ${one}`),
    ...other.slice(0, 4),
    ...timeline,
  ];
  return why.map((one) => `seed ${seed} ${desk}: ${one}`);
}

export function causesOf(causes: readonly Row[]): string[] {
  return causes.map(
    ({ code, feeAsset, fills, variance, from, to, rivals, sentence }) =>
      `${code} ${fills} fills ${variance} ${feeAsset} ${from} … ${to} rivals [${rivals}]: ${sentence}`,
  );
}

const when = (instant: number): string =>
  Number.isFinite(instant) ? new Date(instant).toISOString() : 'the end';

export function hiddenIn(month: Month): string[] {
  const { desk, fills, terms, faults } = month;
  const name = (index: number): string => fills[index]!.id ?? when(fills[index]!.fill.instant);
  const odd = fills.filter(({ noise }) => noise === 'odd').map(({ fill }) => name(fill.index));
  return [
    `desk ${desk.id}, ${fills.length} fills: ${commandOf(month)}`,
    ...terms.entries.map(
      ({ from, tier, program }) =>
        `terms from ${from === 0 ? 'ever' : when(from)}: ${tier} ${program?.name ?? ''}`,
    ),
    ...faults.map(({ kind, code, detail, covers, stretch }) => {
      const broken = [...covers].filter((index) => fills[index]!.broken);
      const span = stretch === null ? '' : ` from ${when(stretch[0])} to ${when(stretch[1])}`;
      const count = `${broken.length} of ${covers.size} fills broken`;
      return `${code}: ${kind} ${detail}${span}; ${count}: ${broken.slice(0, 8).map(name).join(' ')}`;
    }),
    `odd fees: ${odd.join(' ')}`,
  ];
}
