/** The report of `explain`: every step behind the rows that were asked for. It judges nothing: the run's verdict stays its own. */
import { plain } from '../domain/decimal.ts';
import { formatShort } from '../domain/time.ts';
import { explainedTable, explainTable, nameOf } from './explain-tables.ts';
import { hypothesesTable } from './explain-trials.ts';
import type { Findings } from './findings.ts';
import type { Json, Report } from './model.ts';
import { runJson } from './reconcile-report.ts';
import type { Explanation, RowAccount } from './row-account.ts';

export function explainReport({ asked, rows, left }: Explanation, findings: Findings): Report {
  const run = runJson(findings) as { readonly [key: string]: Json };
  const tables = [explainedTable(rows, findings), explainTable(rows, findings), hypothesesTable(rows)];
  return {
    command: 'explain',
    run: { asked, explained: rows.length, left, ...run },
    verdict: null,
    headline: [
      'measured = read from the file · computed = from schedule and terms · inferred = from the fees or the order’s facts',
      'signs: a positive fee is paid by the desk, a negative one is paid to it; variance = charged − expected',
    ],
    verdictLines: [...rows.flatMap(answer), ...tooMany(asked, left)],
    tables,
    notes: notesOf(rows),
    defaultTable: 'explain',
    summaryLine: null,
  };
}

/** The row and its outcome in one line. */
function answer(row: RowAccount): string[] {
  const { account, fate, reason, problem, marks } = row;
  const picked = marks.length === 0 ? '' : ` (${marks.join(', ')})`;
  if (account === null) {
    const what =
      fate === 'excluded' ? `no fill: ${reason}` : `refused: ${problem?.sentence ?? 'see the other row'}`;
    return [`${nameOf(row)}${picked}  ${what}`];
  }
  const { fill, judged, assigned } = account;
  const trade = fill.tradeId === null ? '' : ` · trade ${fill.tradeId}`;
  const name = `${nameOf(row)}${trade} · ${fill.instrument.symbol} · ${formatShort(fill.time)}${picked}`;
  const known = judged.expected === null || judged.variance === null;
  const sign = judged.variance?.isPositive() && !judged.variance.isZero() ? '+' : '';
  const money = known
    ? `charged ${plain(fill.fee)} ${judged.feeAsset}: ${judged.reason}`
    : `charged ${plain(fill.fee)} · expected ${plain(judged.expected)} · variance ${sign}${plain(judged.variance)} ${judged.feeAsset}`;
  const code =
    fate === 'fill' && judged.outcome === 'break' ? ` · ${assigned?.cause.code ?? 'UNEXPLAINED'}` : '';
  return [name, `  ${FATE[fate] ?? judged.outcome}: ${money}${code}`];
}

const FATE: Readonly<Partial<Record<RowAccount['fate'], string>>> = {
  filter: 'left out by the filters of this run; otherwise',
  duplicate: 'a repetition, counted once; by itself',
  conflict: 'refused, as rows of this id contradict each other; by itself',
};

function tooMany(asked: string, left: number): string[] {
  if (left === 0) return [];
  const rows = left === 1 ? '1 more row fits' : `${left} more rows fit`;
  return [
    `${rows} ${asked}: name one by SYMBOL:ID or FILE:LINE, or narrow by --symbol, --account, --from and --to`,
  ];
}

function notesOf(rows: readonly RowAccount[]): string[] {
  return [
    ...new Set(rows.flatMap(({ reading }) => reading.notices.map((notice) => `${reading.file}: ${notice}`))),
  ];
}
