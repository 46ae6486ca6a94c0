/** Tables of `explain`: the rows explained, and every step of each. */
import { toBps } from '../domain/rate.ts';
import { feeSteps } from './explain-fee.ts';
import { type CauseScene, causeSteps, fateSteps, outcomeSteps } from './explain-outcome.ts';
import { classificationSteps, scheduleSteps, termsSteps } from './explain-rate.ts';
import { isUnused, rowSteps } from './explain-row.ts';
import { FRACTION, type Part, STEP_COLUMNS, type Step, stepRow } from './explain-step.ts';
import { PLACE, placeOf, trialsSection } from './explain-trials.ts';
import type { Table, Value } from './model.ts';
import type { RowAccount } from './row-account.ts';

/** Every step behind one row. */
export function stepsBehind(account: RowAccount, scene: CauseScene): Step[] {
  const rest = account.account;
  if (rest === null) return [...rowSteps(account), ...fateSteps(account)];
  return [
    ...rowSteps(account),
    ...classificationSteps(rest),
    ...termsSteps(rest),
    ...scheduleSteps(rest),
    ...feeSteps(rest),
    ...fateSteps(account),
    ...outcomeSteps(rest),
    ...(account.fate === 'fill' ? causeSteps(rest, scene) : []),
  ];
}

export function explainedTable(accounts: readonly RowAccount[], scene: CauseScene): Table {
  return {
    name: 'explained',
    title: 'Rows explained',
    columns: [
      ...PLACE,
      { key: 'orderId', head: 'order', type: 'id', machineOnly: true },
      { key: 'time', head: 'time', type: 'time' },
      { key: 'symbol', head: 'symbol', type: 'text' },
      { key: 'row', head: 'row', type: 'text' },
      { key: 'outcome', head: 'outcome', type: 'text' },
      { key: 'liquidity', head: 'liquidity', type: 'text' },
      { key: 'evidence', head: 'by', type: 'text' },
      { key: 'rateBps', head: 'rate bps', type: 'bps' },
      { key: 'expected', head: 'expected', type: 'amount' },
      { key: 'charged', head: 'charged', type: 'amount' },
      { key: 'feeAsset', head: 'in', type: 'text' },
      { key: 'variance', head: 'variance', type: 'signed' },
      { key: 'basis', head: 'basis', type: 'text' },
      { key: 'code', head: 'cause', type: 'text' },
      { key: 'picked', head: 'picked as', type: 'list' },
      { key: 'why', head: 'why', type: 'sentence' },
    ],
    rows: accounts.map((account) => explainedRow(account, scene)),
    onRequest: true,
  };
}

function explainedRow(row: RowAccount, scene: CauseScene): Value[] {
  const { account, fate, reason, problem, marks } = row;
  const place = placeOf(row);
  if (account === null) {
    const none = [null, null, null, fate, null, null, null, null, null, null, null, null, null, null];
    return [...place, ...none, marks, problem?.sentence ?? reason];
  }
  const { fill, judged, assigned } = account;
  const expected = feeSteps(account).find(({ step }) => step === 'expected');
  const sentence = causeSteps(account, scene).find(({ step }) => step === 'cause');
  return [
    ...[...place, fill.orderId, fill.time, fill.instrument.symbol, fate, judged.outcome],
    ...[judged.liquidity, judged.evidence, judged.due === null ? null : toBps(judged.due.rate)],
    ...[judged.expected, fill.fee, judged.feeAsset, judged.variance, expected?.basis ?? null],
    ...[fate === 'fill' ? (assigned?.cause.code ?? null) : null, marks],
    judged.reason ?? sentence?.note ?? null,
  ];
}

const TITLES: Readonly<Record<Part, string>> = {
  row: 'The row as read',
  classification: 'Maker or taker',
  terms: 'Terms in force',
  schedule: 'Line of the schedule',
  fee: 'The fee due',
  outcome: 'Outcome',
  cause: 'Cause',
};

/** Every step of every row in one table; people see it as sections. */
export function explainTable(accounts: readonly RowAccount[], scene: CauseScene): Table {
  const all = accounts.map((account) => ({ account, steps: stepsBehind(account, scene) }));
  return {
    name: 'explain',
    title: 'Every step',
    columns: [...PLACE, { key: 'part', head: 'part', type: 'text' }, ...STEP_COLUMNS],
    rows: all.flatMap(({ account, steps }) =>
      steps.map((step) => [...placeOf(account), step.part, ...stepRow(step)]),
    ),
    parts: all.flatMap(({ account, steps }, index) =>
      sectionsOf(account, steps, all.length > 1 ? `${index + 1} of ${all.length}, ${nameOf(account)}: ` : ''),
    ),
  };
}

/** `fills.csv:42`. */
export function nameOf(account: RowAccount): string {
  const [name, line] = placeOf(account);
  const file = name === '-' ? 'stdin' : name;
  return line === null ? file : `${file}:${line}`;
}

function sectionsOf(account: RowAccount, steps: readonly Step[], prefix: string): Table[] {
  const parts = Object.keys(TITLES) as Part[];
  const sections = parts.flatMap((part): Table[] => {
    const own = steps.filter((step) => step.part === part);
    if (own.length === 0) return [];
    const rows = forPeople(own).map(peopleRow);
    // A column that no step of the part needs is left out.
    const kept = PEOPLE_COLUMNS.map((_, index) => index).filter((index) =>
      rows.some((row) => row[index] !== ''),
    );
    const pick = <T>(row: readonly T[]) => kept.map((index) => row[index]!);
    const title = prefix + TITLES[part];
    return [
      {
        name: 'explain',
        title,
        columns: pick(PEOPLE_COLUMNS),
        rows: rows.map((row) => kept.map((index) => row[index] ?? null)),
      },
    ];
  });
  const tried = account.account === null ? [] : trialsSection(account.account, prefix);
  return [...sections, ...tried];
}

/** People see a value with its unit in one cell. */
const PEOPLE_COLUMNS = STEP_COLUMNS.filter(({ key }) => key !== 'unit');

/** A longer value, of words, stands with the reasons. */
const MOST_VALUE = 60;

/** A value with its unit; what a step does not have is blank, what is not known a dash. */
function peopleRow({ part, step, cell, value, unit, formula, basis, note }: Step): Value[] {
  if (value !== null && value.length > MOST_VALUE && basis === null) {
    return [step, cell ?? '', '', '', '', note === null ? value : `${value} (${note})`];
  }
  const blank = part === 'row' || step === 'remark' || step === 'clause' ? '' : null;
  const whole = value === null || unit === null || unit === FRACTION ? value : `${value} ${unit}`;
  return [step, cell ?? '', whole ?? blank, formula ?? '', basis ?? '', note ?? ''];
}

/** Cells that are not used stand together. */
function forPeople(steps: readonly Step[]): Step[] {
  const unused = steps.filter(isUnused);
  const used = steps.filter((step) => !isUnused(step));
  if (unused.length === 0) return used;
  const filled = unused.filter(({ cell }) => cell?.trim() !== '');
  const words = filled.map(({ step, cell }) => `${step} ${cell}`).join(' · ');
  const empty = unused.length - filled.length;
  const note = [words, empty === 0 ? '' : `${empty} empty`].filter((part) => part !== '').join(' · ');
  return [...used, { ...unused[0]!, step: 'not used', cell: null, note }];
}
