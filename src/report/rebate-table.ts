/** Table `rebate`: affiliate accrual per settlement period, and what statements say was paid. */
import { type Decimal, ZERO } from '../domain/decimal.ts';
import { compareText } from '../domain/mark.ts';
import { accrualStatus } from '../domain/rebate.ts';
import type { MatchedPeriod } from '../domain/rebate-match.ts';
import type { Accrual } from '../domain/reconciliation.ts';
import type { Span } from '../domain/time.ts';
import type { MatchedLane } from './findings.ts';
import type { Table, Value } from './model.ts';
import { bpsOf } from './ratio.ts';

/** Amounts are receivables: positive = owed to the desk. */
export function rebateTable(
  accruals: readonly Accrual[],
  covered: Span,
  lanes: readonly MatchedLane[] = [],
): Table {
  const settled = lanes.filter(({ match }) => match.reading !== null);
  const isSettled = ({ terms, account, asset }: Accrual) =>
    settled.some(
      (lane) =>
        lane.terms.partner === terms.partner && lane.account === account && lane.feeAssets.includes(asset),
    );
  const sorted = [...accruals].sort(
    (a, b) =>
      compareText(a.terms.partner, b.terms.partner) ||
      compareText(a.account, b.account) ||
      a.from - b.from ||
      compareText(a.asset, b.asset),
  );
  const open = sorted.filter((accrual) => !isSettled(accrual));
  return {
    name: 'rebate',
    title: lanes.some(({ terms }) => terms.earns !== undefined)
      ? 'Affiliate and maker rebates'
      : 'Affiliate rebate',
    columns: [
      { key: 'partner', head: 'partner', type: 'text' },
      { key: 'periodFrom', head: 'from', type: 'time' },
      { key: 'periodTo', head: 'to', type: 'time' },
      { key: 'asset', head: 'asset', type: 'text' },
      { key: 'eligibleFee', head: 'eligible fee', type: 'amount' },
      { key: 'ineligibleFee', head: 'ineligible fee', type: 'amount' },
      { key: 'share', head: 'share', type: 'ratio' },
      { key: 'accrued', head: 'accrued', type: 'amount' },
      { key: 'paid', head: 'paid', type: 'amount' },
      { key: 'trueUp', head: 'true-up', type: 'signed' },
      { key: 'status', head: 'status', type: 'text' },
      { key: 'account', head: 'account', type: 'text', machineOnly: true },
      { key: 'trueUpBps', head: 'bps', type: 'signedBps' },
      { key: 'codes', head: 'why', type: 'list' },
      { key: 'lines', head: 'lines', type: 'count', machineOnly: true },
    ],
    rows: [...settled.flatMap(settledRows), ...open.map((accrual) => rebateRow(accrual, open, covered))],
    totals: settled.map(totalOf),
    footnotes: footnotesOf(sorted, settled),
  };
}

function settledRows({ match, terms, asset, share, account }: MatchedLane): Value[][] {
  return match.periods
    .filter(hasFlow)
    .map((period) => [
      terms.partner,
      period.from,
      period.to,
      asset,
      period.eligible,
      period.ineligible,
      share,
      period.accrued,
      period.paid,
      period.trueUp,
      period.status,
      account,
      period.trueUp === null ? null : bpsOf(period.trueUp, period.accrued),
      [...period.parts.keys()],
      period.lines.length,
    ]);
}

/** A period without fees and payments is no row. */
function hasFlow({ eligible, ineligible, accrued, lines, parts }: MatchedPeriod): boolean {
  return lines.length > 0 || parts.size > 0 || ![eligible, ineligible, accrued].every((sum) => sum.isZero());
}

/** What a lane comes to over the periods that its statement reaches. */
export function laneTotals({ match }: MatchedLane) {
  const reached = match.periods.filter(({ paid }) => paid !== null);
  const sum = (pick: (period: MatchedPeriod) => Decimal | null): Decimal =>
    reached.reduce((total, period) => total.plus(pick(period) ?? ZERO), ZERO);
  return {
    eligible: sum((one) => one.eligible),
    ineligible: sum((one) => one.ineligible),
    accrued: sum((one) => one.accrued),
    paid: sum((one) => one.paid),
    trueUp: sum((one) => one.trueUp),
  };
}

function totalOf(lane: MatchedLane): Value[] {
  const { eligible, ineligible, accrued, paid, trueUp } = laneTotals(lane);
  return [
    ...[`${lane.terms.partner} total`, null, null, lane.asset],
    ...[eligible, ineligible, null, accrued, paid, trueUp],
    ...[null, lane.account, bpsOf(trueUp, accrued), null, null],
  ];
}

function rebateRow(accrual: Accrual, all: readonly Accrual[], covered: Span): Value[] {
  const { terms, from, to, eligible } = accrual;
  const own = all.filter(
    (other) => other.terms.partner === terms.partner && other.account === accrual.account,
  );
  const edge =
    from === Math.min(...own.map((one) => one.from)) || from === Math.max(...own.map((one) => one.from));
  const ineligible = [...accrual.ineligible.values()].reduce(
    (sum: Decimal, amount) => sum.plus(amount),
    ZERO,
  );
  return [
    terms.partner,
    from,
    to,
    accrual.asset,
    eligible,
    ineligible,
    terms.share,
    eligible.times(terms.share),
    null,
    null,
    accrualStatus({ from, to }, terms, eligible, covered, edge),
    accrual.account,
    null,
    [],
    0,
  ];
}

function footnotesOf(accruals: readonly Accrual[], settled: readonly MatchedLane[]): string[] {
  const notes: string[] = [];
  const reasons = [...new Set(accruals.flatMap((accrual) => [...accrual.ineligible.keys()]))].sort();
  if (reasons.length > 0) notes.push(`Not eligible: ${reasons.join(', ')}.`);
  const partners = new Map(accruals.map(({ terms }) => [terms.partner, terms]));
  for (const terms of partners.values()) {
    if (terms.ceiling)
      notes.push(`${terms.partner}: the share is a maximum that nobody agreed to; the accrual is a ceiling.`);
    if (terms.cutOffMinute === null && settled.every((lane) => lane.terms.partner !== terms.partner)) {
      const start = { day: 'midnight', week: 'Monday 00:00', month: 'the 1st, 00:00' }[terms.cadence];
      notes.push(
        `${terms.partner}: the cut-off is not stated; ${start} UTC is assumed, so the first and last period are partial.`,
      );
    }
  }
  return notes;
}
