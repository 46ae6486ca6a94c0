/** Tables `rebate` (affiliate accrual per settlement period) and `effective` (what a fill really costs). */
import { type Decimal, ZERO } from '../domain/decimal.ts';
import type { Flow } from '../domain/flow.ts';
import { compareText } from '../domain/mark.ts';
import { accrualStatus } from '../domain/rebate.ts';
import type { Accrual } from '../domain/reconciliation.ts';
import type { Span } from '../domain/time.ts';
import type { Table, Value } from './model.ts';
import { bpsOf, ratioOf } from './ratio.ts';

/** Amounts are receivables: positive = owed to the desk. */
export function rebateTable(accruals: readonly Accrual[], covered: Span): Table {
  const sorted = [...accruals].sort(
    (a, b) =>
      compareText(a.terms.partner, b.terms.partner) ||
      compareText(a.account, b.account) ||
      a.from - b.from ||
      compareText(a.asset, b.asset),
  );
  return {
    name: 'rebate',
    title: 'Affiliate rebate',
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
    ],
    rows: sorted.map((accrual) => rebateRow(accrual, sorted, covered)),
    footnotes: footnotesOf(sorted),
  };
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
  ];
}

function footnotesOf(accruals: readonly Accrual[]): string[] {
  const notes: string[] = [];
  const reasons = [...new Set(accruals.flatMap((accrual) => [...accrual.ineligible.keys()]))].sort();
  if (reasons.length > 0) notes.push(`Not eligible: ${reasons.join(', ')}.`);
  const partners = new Map(accruals.map(({ terms }) => [terms.partner, terms]));
  for (const terms of partners.values()) {
    if (terms.ceiling)
      notes.push(`${terms.partner}: the share is a maximum that nobody agreed to; the accrual is a ceiling.`);
    if (terms.cutOffMinute === null) {
      const start = { day: 'midnight', week: 'Monday 00:00', month: 'the 1st, 00:00' }[terms.cadence];
      notes.push(
        `${terms.partner}: the cut-off is not stated; ${start} UTC is assumed, so the first and last period are partial.`,
      );
    }
  }
  return notes;
}

export function effectiveTable(flows: readonly Flow[]): Table {
  const sorted = [...flows].sort(
    (a, b) =>
      compareText(a.venue, b.venue) ||
      compareText(a.account, b.account) ||
      compareText(a.product, b.product) ||
      compareText(a.feeAsset, b.feeAsset) ||
      compareText(a.notionalAsset ?? '', b.notionalAsset ?? ''),
  );
  return {
    name: 'effective',
    title: 'Effective rates',
    columns: [
      { key: 'venue', head: 'venue', type: 'text' },
      { key: 'account', head: 'account', type: 'text' },
      { key: 'product', head: 'product', type: 'text' },
      { key: 'feeAsset', head: 'fee in', type: 'text' },
      { key: 'makerRatio', head: 'maker ratio', type: 'ratio' },
      { key: 'grossBps', head: 'gross bps', type: 'bps' },
      { key: 'afterMakerRebateBps', head: 'after maker rebate', type: 'bps' },
      { key: 'afterAffiliateBps', head: 'after affiliate', type: 'bps' },
      { key: 'notionalAsset', head: 'notional in', type: 'text', machineOnly: true },
      { key: 'unknownRatio', head: 'side unknown', type: 'ratio', machineOnly: true },
    ],
    rows: sorted.map(effectiveRow),
    footnotes: sorted.some((flow) => !flow.unknownNotional.isZero())
      ? ['The maker ratio is that of the fills whose side is known.']
      : [],
  };
}

function effectiveRow(flow: Flow): Value[] {
  const { notional } = flow;
  const comparable = flow.feeAsset === flow.notionalAsset && !flow.incomplete;
  const bps = (amount: Decimal) => (comparable ? bpsOf(amount, notional) : null);
  const known = notional.minus(flow.unknownNotional);
  return [
    flow.venue,
    flow.account,
    flow.product,
    flow.feeAsset,
    flow.incomplete ? null : ratioOf(flow.makerNotional, known),
    bps(flow.paid),
    bps(flow.net),
    bps(flow.net.minus(flow.accrued)),
    flow.notionalAsset,
    flow.incomplete ? null : ratioOf(flow.unknownNotional, notional),
  ];
}
