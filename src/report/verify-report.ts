/** Reports on evidence: what a manifest recorded against what is found now, and which fills changed since. */
import type { Instant } from '../domain/time.ts';
import type { Report, Table } from './model.ts';

/** One thing that was compared. */
export interface Check {
  /** `manifest`, `input`, `run`, `verdict`, `table`, `fills`, `output`. */
  readonly part: string;
  /** Which file, row and figure. */
  readonly place: string;
  readonly recorded: string | null;
  readonly found: string | null;
  readonly status: 'same' | 'differs' | 'missing';
}

interface RestatedRow {
  readonly what: string;
  readonly time: Instant;
  readonly symbol: string;
  readonly tradeId: string | null;
  readonly place: string;
}

/** Fills that are not what they were in the run before. */
function restatedTable(rows: readonly RestatedRow[]): Table {
  return {
    name: 'restated',
    title: 'Restated fills',
    columns: [
      { key: 'what', head: 'what', type: 'text' },
      { key: 'time', head: 'time', type: 'time' },
      { key: 'symbol', head: 'symbol', type: 'text' },
      { key: 'tradeId', head: 'trade', type: 'id' },
      { key: 'place', head: 'place', type: 'text' },
    ],
    rows: rows.map(({ what, time, symbol, tradeId, place }) => [what, time, symbol, tradeId, place]),
  };
}

/** The report with the fills that changed since the manifest `name`. */
export function withRestated(report: Report, rows: readonly RestatedRow[], name: string): Report {
  const verdictLines = [...report.verdictLines, ...restatedWords(rows, name)];
  return { ...report, verdictLines, tables: [...report.tables, restatedTable(rows)] };
}

/** `since june.json: 3 fills changed, 2 vanished`; nothing where nothing did. */
function restatedWords(rows: readonly RestatedRow[], name: string): string[] {
  if (rows.length === 0) return [];
  const parts = ['changed', 'appeared', 'vanished'].flatMap((what) => {
    const count = rows.filter((row) => row.what === what).length;
    return count === 0 ? [] : [`${count} ${what}`];
  });
  return [
    `  RESTATED  since ${name}: ${rows.length === 1 ? '1 fill' : `${rows.length} fills`}: ${parts.join(', ')}`,
  ];
}

/** The first difference of each part, one line each. */
function firsts(wrong: readonly Check[]): string[] {
  const parts = [...new Set(wrong.map(({ part }) => part))];
  return parts.map((part) => {
    const { place, recorded, found } = wrong.find((one) => one.part === part)!;
    const was = recorded === null ? '' : `recorded ${short(recorded)}, `;
    const now = found === null ? (recorded === null ? '' : 'found nothing') : `found ${short(found)}`;
    return `  ${part}: ${place}${was === '' && now === '' ? '' : `: ${was}${now}`}`;
  });
}

/** A digest says enough with its first digits. */
const short = (text: string) => (/^[0-9a-f]{64}$/.test(text) ? `${text.slice(0, 12)}…` : text);

/** Rows of one part of a verification that are alike are told as one. */
export function verifyReport(
  name: string,
  checks: readonly Check[],
  restated: readonly RestatedRow[],
  signoff: Table,
): Report {
  const wrong = checks.filter(({ status }) => status !== 'same');
  const ok = wrong.length === 0;
  const status = ok ? 'verified' : 'differs';
  const lines = ok
    ? [`VERIFIED  ${name}: ${checks.length} checks, nothing differs (exit 0)`]
    : [`DIFFERS  ${name}: ${wrong.length} of ${checks.length} checks (exit 1)`, ...firsts(wrong)];
  return {
    command: 'verify',
    run: { manifest: name },
    verdict: { status, exitCode: ok ? 0 : 1, checks: checks.length, differing: wrong.length },
    headline: [],
    verdictLines: lines,
    tables: [
      {
        name: 'verify',
        title: ok ? 'Compared' : 'Differences',
        columns: [
          { key: 'part', head: 'part', type: 'text' },
          { key: 'place', head: 'place', type: 'text' },
          { key: 'recorded', head: 'recorded', type: 'text' },
          { key: 'found', head: 'found', type: 'text' },
          { key: 'status', head: 'status', type: 'text' },
        ],
        rows: (ok ? checks : wrong).map((check) => [
          ...[check.part, check.place, check.recorded, check.found, check.status],
        ]),
      },
      restatedTable(restated),
      signoff,
    ],
    notes: [],
    defaultTable: 'verify',
    summaryLine: `fee-audit verify ${name} checks=${checks.length} differing=${wrong.length} verdict=${status}`,
  };
}
