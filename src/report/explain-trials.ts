/** The hypotheses that were tried on a break: what each would have charged, how that comes about, and by how much it misses. */
import type { Trial } from '../domain/break.ts';
import { type Decimal, plain } from '../domain/decimal.ts';
import { exactFee, type FeeFormula, type FeeRounding } from '../domain/fee.ts';
import type { Fill } from '../domain/fill.ts';
import { formatRate, toBps } from '../domain/rate.ts';
import type { Column, Table, Value } from './model.ts';
import type { FillAccount, RowAccount } from './row-account.ts';

/** Where a row stands: file, first line, trade id. */
export function placeOf({ reading, rows, account }: RowAccount): [string, number | null, string | null] {
  return [reading.file, rows[0]?.line ?? account?.fill.line ?? null, account?.fill.tradeId ?? null];
}

export const PLACE: readonly Column[] = [
  { key: 'file', head: 'file', type: 'text' },
  { key: 'line', head: 'line', type: 'count' },
  { key: 'tradeId', head: 'trade', type: 'id' },
];

/** Trials without repetition: what the run settled on, then those that fit, then the nearest. */
export function sortedTrials({ trials, fill }: { trials: readonly Trial[]; fill: Fill }): readonly Trial[] {
  const seen = new Set<string>();
  const distinct = trials.filter(({ code, detail, amount }) => {
    const name = `${code}\u001f${detail}\u001f${amount === null ? '' : plain(amount)}`;
    return !seen.has(name) && seen.add(name);
  });
  const miss = ({ amount }: Trial) => amount?.minus(fill.fee).abs() ?? null;
  return distinct
    .map((trial, index) => ({ trial, index, miss: miss(trial) }))
    .sort((a, b) => {
      if (a.trial.fits !== b.trial.fits) return a.trial.fits ? -1 : 1;
      if (a.miss === null || b.miss === null)
        return a.miss === b.miss ? a.index - b.index : a.miss === null ? -1 : 1;
      return a.miss.cmp(b.miss) || a.index - b.index;
    })
    .map(({ trial }) => trial);
}

/** What to type into a calculator to get the amount of a trial; null where it is no product of printed numbers. */
function formulaOf(trial: Trial, { judged }: FillAccount): string | null {
  const { formula, due, expected } = judged;
  const { code, detail, rate, size, factor } = trial;
  if (formula === null || due === null || expected === null || trial.amount === null) return null;
  if (code === 'SIGN_FLIP') return `${plain(expected)} × -1`;
  if (factor !== undefined) return `${plain(expected)} × ${plain(factor)}`;
  if (code === 'ROUNDING') return `${plain(exactFee(formula, due.rate))} rounded ${detail}`;
  const rounded = roundedWords(formula.rounding);
  if (code === 'CHARGED_TWICE') return `${plain(exactFee(formula, due.rate))} × 2${rounded}`;
  if (size !== undefined) {
    const base = { asset: formula.base.asset, amount: size };
    return productOf({ ...formula, base }, due.rate, rounded);
  }
  return rate === undefined ? null : productOf(formula, rate, rounded);
}

/** Base × rate ÷ price as numbers; null where caps, fixed parts or minimums come in. */
function productOf(formula: FeeFormula, rate: Decimal, rounded: string): string | null {
  const { base, price } = formula;
  let text = `${plain(base.ratio?.top ?? base.amount)} × ${plain(rate)}`;
  let simple = true;
  exactFee(formula, rate, (operation, before, operand, after) => {
    if (operation === 'cap' || operation === 'minimum') simple &&= after.eq(before);
    if (operation === 'per contract' || operation === 'order part') simple &&= operand.isZero();
    if (operation === 'times price') text += ` × ${plain(operand)}`;
  });
  if (base.ratio !== undefined) text += ` ÷ ${plain(base.ratio.bottom)}`;
  if (price !== null && !price.inverse) text += ` ÷ ${plain(price.price)}`;
  return simple ? `${text}${rounded}` : null;
}

function roundedWords({ venue, print }: FeeRounding): string {
  const steps = [venue, print].filter((step) => step !== null);
  const words = steps.map(({ mode, scale }) => ` rounded ${mode} at ${scale} decimals`);
  return [...new Set(words)].join('');
}

/** The hypotheses for people: exact digits, so that each can be checked. */
export function trialsSection(account: FillAccount, prefix: string): Table[] {
  if (account.trials.length === 0) return [];
  return [
    {
      name: 'hypotheses',
      title: `${prefix}Hypotheses tried`,
      columns: [
        { key: 'code', head: 'cause', type: 'text' },
        { key: 'detail', head: 'what', type: 'sentence' },
        { key: 'rate', head: 'rate', type: 'text' },
        { key: 'wouldCharge', head: 'would charge', type: 'sentence' },
        { key: 'miss', head: 'misses by', type: 'sentence' },
        { key: 'fits', head: 'fits', type: 'text' },
        { key: 'formula', head: 'to compute', type: 'sentence' },
      ],
      rows: sortedTrials(account).map((trial) => {
        const miss = missOf(trial, account);
        return [
          ...[trial.code, trial.detail, trial.rate === undefined ? '' : formatRate(trial.rate)],
          ...[trial.amount === null ? '' : plain(trial.amount), miss === null ? '' : plain(miss)],
          ...[
            isSettled(trial, account) ? 'yes, named' : trial.fits ? 'yes' : 'no',
            formulaOf(trial, account) ?? '',
          ],
        ];
      }),
      footnotes: [
        'misses by = charged − would charge; it fits where that is at most one unit of the fee’s last decimal',
        'of those that fit, the run names the one that explains most breaks; another rounding or an unlisted rate only where nothing sharper fits',
      ],
    },
  ];
}

const missOf = ({ amount }: Trial, { fill }: FillAccount) =>
  amount === null ? null : fill.fee.minus(amount);

/** The hypothesis by which the run counts this break. */
function isSettled({ code, detail, fits }: Trial, { assigned }: FillAccount): boolean {
  const hypothesis = assigned?.hypothesis;
  return fits && hypothesis?.code === code && hypothesis.detail === detail;
}

/** Every hypothesis tried on every break explained. */
export function hypothesesTable(accounts: readonly RowAccount[]): Table {
  return {
    name: 'hypotheses',
    title: 'Hypotheses tried',
    columns: [
      ...PLACE,
      { key: 'code', head: 'cause', type: 'text' },
      { key: 'detail', head: 'what', type: 'sentence' },
      { key: 'rateBps', head: 'rate bps', type: 'bps' },
      { key: 'wouldCharge', head: 'would charge', type: 'amount' },
      { key: 'miss', head: 'misses by', type: 'signed' },
      { key: 'fits', head: 'fits', type: 'text' },
      { key: 'named', head: 'named', type: 'text' },
      { key: 'formula', head: 'to compute', type: 'sentence' },
    ],
    rows: accounts.flatMap((row) => {
      const { account } = row;
      if (account === null) return [];
      return sortedTrials(account).map((trial): Value[] => [
        ...[...placeOf(row), trial.code, trial.detail],
        ...[trial.rate === undefined ? null : toBps(trial.rate), trial.amount, missOf(trial, account)],
        ...[trial.fits ? 'yes' : 'no', isSettled(trial, account) ? 'yes' : 'no', formulaOf(trial, account)],
      ]);
    }),
    onRequest: true,
  };
}
