/** What was charged against what was expected, what became of the row, and what the run puts a break down to. */
import type { AppliedRate } from '../domain/applied-rate.ts';
import { isNoRate } from '../domain/card.ts';
import type { Cause } from '../domain/cause.ts';
import { plain, quotient, ZERO } from '../domain/decimal.ts';
import { convertBack, dueAsset } from '../domain/fee.ts';
import { isWrongAsset } from '../domain/judgement.ts';
import { rateFrom, toBps } from '../domain/rate.ts';
import type { PlannedTerms } from '../domain/terms.ts';
import { sentenceOf } from './cause-sentence.ts';
import { confidenceOf } from './causes-table.ts';
import { basisOfFee } from './explain-fee.ts';
import { FRACTION, type Step, stepsOf } from './explain-step.ts';
import type { Fate, FillAccount, RowAccount, Twin } from './row-account.ts';

const out = stepsOf('outcome');
const why = stepsOf('cause');

/** The run's terms and applied rates, which causes are told with. */
export interface CauseScene {
  readonly terms: readonly PlannedTerms[];
  readonly rates: readonly AppliedRate[];
}

const FATES: Readonly<Record<Fate, string>> = {
  fill: 'counted as a fill',
  filter: 'a fill that the filters of this run leave out: it is in no total',
  duplicate: 'a repetition of a row that came before, cell by cell: it is counted once',
  conflict: 'refused: the same trade id stands for rows with different content',
  excluded: 'no fill: left out and counted',
  refused: 'refused: it could not be read',
  joined: 'refused together with another row of the same fill, where the reason is told',
};

/** What became of the row, and why it is no judged fill. */
export function fateSteps({ fate, reason, problem, twins }: RowAccount): Step[] {
  const steps = [out('row is', FATE_WORDS[fate] ?? fate, { note: fate === 'fill' ? null : FATES[fate] })];
  if (reason !== null) steps.push(out('reason', reason));
  if (problem !== null) {
    const cell = problem.column === null ? null : `column "${problem.column}"`;
    const hint = problem.hint === null ? '' : ` (${problem.hint})`;
    steps.push(
      out('problem', problem.sentence, { cell: problem.value, note: `${cell ?? problem.code}${hint}` }),
    );
  }
  return [...steps, ...twins.map(twinStep)];
}

const FATE_WORDS: Readonly<Partial<Record<Fate, string>>> = {
  filter: 'left out',
  conflict: 'refused',
  joined: 'refused',
};

function twinStep({ file, line, fate }: Twin): Step {
  return out('same record', `${file}:${line}`, { note: FATES[fate] });
}

export function outcomeSteps(account: FillAccount): Step[] {
  const { fill, judged, scale } = account;
  const { outcome, expected, variance, feeAsset, reason } = judged;
  const basis = basisOfFee(account);
  const unit = feeAsset;
  const steps = [chargedStep(account)];
  if (expected === null || variance === null) {
    return [...steps, ...impliedStep(account), out('outcome', outcome, { note: reason })];
  }
  const { allowance, measured } = account.context.print;
  const allowed =
    scale?.basis === 'given'
      ? 'given'
      : measured
        ? 'none: fees are expected as they are seen to be rounded'
        : 'one unit of the fee’s last decimal';
  steps.push(
    out('expected', expected, { unit, basis }),
    out('variance', variance, {
      ...{ unit, basis, formula: `${plain(fill.fee)} - ${plain(expected)}` },
      note: 'charged − expected: positive = too much was charged',
    }),
    out('allowance', allowance, { unit, note: allowed }),
    out('outcome', outcome, { note: outcomeWords(account) }),
  );
  return [...steps, ...(outcome === 'break' ? impliedStep(account) : [])];
}

/** What was charged; less what other columns of the row tell to be no fee of the venue. */
function chargedStep({ fill, rawFee, judged: { feeAsset: unit } }: FillAccount): Step {
  const sign = 'positive = the desk paid, negative = it was paid';
  if (rawFee.eq(fill.fee)) return out('charged', fill.fee, { unit, basis: 'measured', note: sign });
  const formula = `${plain(rawFee)} - ${plain(rawFee.minus(fill.fee))}`;
  const note = `the fee column less what other columns of the row tell to stand in it; ${sign}`;
  return out('charged', fill.fee, { unit, formula, basis: 'measured', note });
}

function outcomeWords({ fill, judged, context }: FillAccount): string {
  const { due, feeAsset, outcome } = judged;
  if (due !== null && isWrongAsset(fill, feeAsset, due, context)) {
    const schedule = isNoRate(context.card) ? null : context.card.schedule;
    const right = dueAsset(fill.instrument, schedule, fill.side, due.rate);
    return `charged in ${feeAsset}, in which no fee is due; due is ${right ?? 'another asset'}`;
  }
  if (outcome === 'matched') return 'the variance is 0';
  return outcome === 'break' ? 'the variance is above the allowance' : 'the variance is inside the allowance';
}

/** The rate that the charge stands for. */
function impliedStep({ fill, judged: { formula } }: FillAccount): Step[] {
  if (formula === null || formula.base.amount.isZero()) return [];
  const ofRate = fill.fee.minus(formula.part?.amounts[0] ?? ZERO);
  const back = convertBack(ofRate, formula.price);
  const implied = quotient(back, formula.base.amount).toSignificantDigits(12);
  const note = `what the charge is of the fee base, to 12 digits: ${plain(toBps(implied))} bps`;
  const text = `${plain(back)} ÷ ${plain(formula.base.amount)}`;
  return [
    out('implied rate', rateFrom(implied), {
      unit: FRACTION,
      formula: text,
      basis: 'inferred',
      note,
    }),
  ];
}

/** What the run puts the break down to; nothing for a fill that is no break. */
export function causeSteps(account: FillAccount, { terms, rates }: CauseScene): Step[] {
  const { judged, assigned, telling, trials } = account;
  if (judged.outcome !== 'break') return [];
  const fitting = trials.filter(({ fits }) => fits);
  const few = telling
    ? null
    : 'the fee has so few digits that a hypothesis may fit by chance: three fills must agree on it';
  if (assigned === null) {
    return [why('cause', null, { note: 'this row is not counted among the breaks of the run' })];
  }
  const { cause, hypothesis } = assigned;
  const tried =
    trials.length === 0
      ? 'none was tried: no rate alone makes this fee'
      : `${fitting.length} of ${trials.length} hypotheses tried reproduce the charge`;
  return [
    why('cause', cause.code, { basis: confidenceOf(cause, terms), note: sentenceOf(cause, terms, rates) }),
    why('hypothesis', hypothesis.detail === '' ? hypothesis.code : hypothesis.detail, {
      note: few === null ? tried : `${tried}; ${few}`,
    }),
    ...rivalStep(cause),
  ];
}

function rivalStep({ rivals, fills }: Cause): Step[] {
  if (rivals.length === 0) return [];
  const all = fills === 1 ? 'this fill' : `all ${fills} fills`;
  return [why('rivals', rivals.join(', '), { note: `would explain ${all} of the cause as well` })];
}
