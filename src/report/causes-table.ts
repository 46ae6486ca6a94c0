/** Table `causes`: what the breaks come down to, one sentence each. */
import type { AppliedRate } from '../domain/applied-rate.ts';
import type { Cause } from '../domain/cause.ts';
import type { UnjudgedReason } from '../domain/reconciliation.ts';
import type { PlannedTerms } from '../domain/terms.ts';
import { fillsOf, sentenceOf } from './cause-sentence.ts';
import type { MatchedLane } from './findings.ts';
import type { Column, Table, Value } from './model.ts';
import { rebateCauseRows } from './rebate-causes.ts';

const COLUMNS: readonly Column[] = [
  { key: 'code', head: 'cause', type: 'text' },
  { key: 'feeAsset', head: 'fee in', type: 'text' },
  { key: 'fills', head: 'fills', type: 'count' },
  { key: 'variance', head: 'variance', type: 'signed' },
  { key: 'from', head: 'from', type: 'time', machineOnly: true },
  { key: 'to', head: 'to', type: 'time', machineOnly: true },
  { key: 'firstTradeId', head: 'first trade', type: 'id', machineOnly: true },
  { key: 'lastTradeId', head: 'last trade', type: 'id', machineOnly: true },
  { key: 'sentence', head: 'what', type: 'sentence' },
  { key: 'rivals', head: 'or', type: 'list', machineOnly: true },
  { key: 'venue', head: 'venue', type: 'text', machineOnly: true },
  { key: 'account', head: 'account', type: 'text', machineOnly: true },
  { key: 'product', head: 'product', type: 'text', machineOnly: true },
  { key: 'confidence', head: 'confidence', type: 'text', machineOnly: true },
];

export function causesTable(
  causes: readonly Cause[],
  unjudged: readonly UnjudgedReason[],
  terms: readonly PlannedTerms[],
  rates: readonly AppliedRate[],
  lanes: readonly MatchedLane[] = [],
): Table {
  const rows = causes.map((cause): Value[] => [
    cause.code,
    cause.scope.feeAsset,
    cause.fills,
    cause.variance,
    cause.span.first.time,
    cause.span.last.time,
    cause.span.first.tradeId,
    cause.span.last.tradeId,
    sentenceOf(cause, terms, rates),
    cause.rivals,
    cause.scope.venue,
    cause.scope.account,
    cause.scope.product,
    confidenceOf(cause, terms),
  ]);
  return {
    name: 'causes',
    title: 'Breaks by cause',
    columns: COLUMNS,
    rows: [...rows, ...unpricedRows(unjudged), ...rebateCauseRows(lanes)],
  };
}

/** Fills that lack only a price: no breaks, but something to do. */
function unpricedRows(unjudged: readonly UnjudgedReason[]): Value[][] {
  const groups = new Map<string, { entry: UnjudgedReason; fills: number }>();
  for (const entry of unjudged) {
    if (!entry.unpriced) continue;
    const key = [entry.venue, entry.account, entry.product, entry.feeAsset].join('\u001f');
    const group = groups.get(key) ?? { entry, fills: 0 };
    group.fills += entry.fills;
    groups.set(key, group);
  }
  return [...groups.values()].map(({ entry, fills }) => [
    'UNPRICED',
    entry.feeAsset,
    fills,
    null,
    null,
    null,
    null,
    null,
    `${fillsOf(fills)} paid in ${entry.feeAsset} cannot be compared without its price: give --prices`,
    [],
    entry.venue,
    entry.account,
    entry.product,
    null,
  ]);
}

/**
 * How far a cause is proven. `computed`: charged against given terms, and a fixed hypothesis reproduces it; `inferred`: the
 * terms themselves were read from the fees; null where nothing explains the breaks.
 */
export function confidenceOf(
  { code, scope }: Cause,
  terms: readonly PlannedTerms[],
): 'inferred' | 'computed' | null {
  if (code === 'UNEXPLAINED') return null;
  const own = terms.filter(
    ({ venue, account, product }) =>
      venue === scope.venue && account === scope.account && product === scope.product,
  );
  return own.some(({ basis }) => basis === 'inferred') ? 'inferred' : 'computed';
}
