/** Settlement day: statements and carried items of a run, from the flags to the findings. */
import { relative, resolve } from 'node:path';
import { type Decimal, ZERO } from '../domain/decimal.ts';
import type { OpenItem } from '../domain/late-payment.ts';
import { Totals } from '../domain/money.ts';
import { fail, type Problem, problem } from '../domain/problem.ts';
import type { AffiliateTerms } from '../domain/terms.ts';
import type { Instant } from '../domain/time.ts';
import type { EngineRequest, EngineResult } from '../engine/engine.ts';
import type { Prices } from '../ingest/prices.ts';
import type { SettlementFindings } from '../report/findings.ts';
import type { Host } from './host.ts';
import { itemsAfter, itemsBefore, openItemsText, readOpenItems } from './open-items.ts';
import { type ReadStatements, readStatements } from './read-statements.ts';
import type { ReconcileRequest } from './request.ts';
import type { Settings } from './settings.ts';
import { offsetOf } from './sources.ts';
import { StatementRun } from './statements.ts';
import { UsedPrices } from './used-prices.ts';

export interface Settlement {
  /** Null = no statement was given. */
  readonly run: StatementRun | null;
  readonly read: ReadStatements;
  readonly carried: readonly OpenItem[];
  /** Resolved path of the file of open items; null = none. */
  readonly openFile: string | null;
}

/**
 * Reads statements and carried items before any fill. @param given text of the open items instead of the file's
 * @throws KnownError for flags that do not fit together
 */
export async function openSettlement(
  request: ReconcileRequest,
  settings: Settings,
  terms: Pick<EngineRequest, 'terms' | 'otherwise'>,
  prices: Prices | null,
  host: Host,
  given?: string | null,
): Promise<Settlement> {
  const paths = request.statement ?? [];
  const { symbols, liquidity } = settings.filter;
  if (paths.length > 0 && (symbols.size > 0 || liquidity !== null)) {
    fail(
      'statement-and-filter',
      'a statement pays for all fills, so --symbol and --liquidity do not go with it',
      {
        hint: 'leave the filter or the statement out',
      },
    );
  }
  if (request.openItems !== undefined && paths.length === 0) {
    fail('open-items-without-statement', '--open-items carries forward what a statement leaves open', {
      value: request.openItems,
      hint: 'give the statement too: --statement FILE',
    });
  }
  const zone = request.statementTimezone;
  const partners = [...terms.terms, terms.otherwise]
    .map(({ affiliate }) => affiliate)
    .filter((one): one is AffiliateTerms => one !== null);
  const read = await readStatements(paths, zone === undefined ? null : offsetOf(zone), partners, host);
  for (const one of read.problems) host.warn(one);
  const openFile = request.openItems === undefined ? null : resolve(host.cwd, request.openItems);
  const before = openFile === null ? null : given === undefined ? openItemsText(openFile) : given;
  const items = before === null ? [] : readOpenItems(before, relative(host.cwd, openFile!));
  const names = new Map(
    (settings.config?.accounts ?? []).flatMap(({ name, uid }) => uid.map((one) => [one, name])),
  );
  const used = prices === null ? null : new UsedPrices(prices, relative(host.cwd, prices.file));
  return {
    run: paths.length === 0 ? null : new StatementRun(read.statements, used, names),
    read,
    carried: items,
    openFile,
  };
}

/** What statements and fills come to, after judging. */
export function settle(
  { run, read, carried: items, openFile }: Settlement,
  settings: Settings,
  result: EngineResult,
): {
  readonly findings: SettlementFindings;
  readonly problems: readonly Problem[];
  readonly incomplete: boolean;
  readonly carried: readonly OpenItem[];
} {
  const { span } = settings.filter;
  const carried = itemsBefore(
    items,
    span.from ?? result.span?.from ?? 0,
    span.to ?? (result.span?.to ?? -1) + 1,
  );
  const lanes = run?.match(span, carried) ?? [];
  const lastPeriod = Math.max(...lanes.flatMap(({ match }) => match.periods.map(({ to }) => to)));
  const asOf: Instant | null =
    span.to ?? (Number.isFinite(lastPeriod) ? lastPeriod : (result.span?.to ?? null));
  const open = openFile === null ? [] : itemsAfter(carried, lanes, settings.materiality);
  const nothing = run !== null && lanes.length === 0 && read.statements.some(({ lines }) => lines.length > 0);
  const problems = [
    ...(run?.problems ?? []),
    ...(nothing
      ? [
          problem(
            'statement-without-fills',
            'no fill of this run accrues a rebate that the statement could pay',
            {
              hint: 'check the period, and that the terms of the account name the partner',
            },
          ),
        ]
      : []),
  ];
  return {
    findings: { statements: read.statements, lanes, open, asOf },
    problems,
    carried,
    incomplete:
      problems.length > 0 ||
      read.statements.some(({ refused }) => refused > 0) ||
      lanes.some(({ match }) => match.reading === null),
  };
}

/** Σ |part| of every period that differs for another reason than timing, per asset; and how many periods do. */
export function rebateBreaks({ lanes }: SettlementFindings): { periods: number; magnitudes: Totals } {
  const magnitudes = new Totals();
  let periods = 0;
  for (const { match, asset, terms } of lanes) {
    if (terms.cutOffMinute === null) continue;
    for (const { parts } of match.periods) {
      const due = [...parts].filter(([code]) => code !== 'REBATE_TIMING');
      if (due.length === 0) continue;
      periods += 1;
      magnitudes.add(
        asset,
        due.reduce((sum: Decimal, [, amount]) => sum.plus(amount.abs()), ZERO),
      );
    }
  }
  return { periods, magnitudes };
}
