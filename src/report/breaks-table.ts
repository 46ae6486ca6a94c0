/** Table `breaks`: one row per break, largest first; all of them when streamed. */
import type { Settlement } from '../domain/cause.ts';
import { ZERO } from '../domain/decimal.ts';
import { convertBack } from '../domain/fee.ts';
import type { BreakRecord } from '../domain/largest-breaks.ts';
import { toBps } from '../domain/rate.ts';
import type { Column, Table, Value } from './model.ts';
import { bpsOf } from './ratio.ts';

const COLUMNS: readonly Column[] = [
  { key: 'file', head: 'file', type: 'text', machineOnly: true },
  { key: 'line', head: 'line', type: 'count' },
  { key: 'tradeId', head: 'trade', type: 'id' },
  { key: 'orderId', head: 'order', type: 'id', machineOnly: true },
  { key: 'time', head: 'time', type: 'time' },
  { key: 'symbol', head: 'symbol', type: 'text' },
  { key: 'side', head: 'side', type: 'text', machineOnly: true },
  { key: 'liquidity', head: 'liquidity', type: 'text' },
  { key: 'evidence', head: 'by', type: 'text' },
  { key: 'price', head: 'price', type: 'price', machineOnly: true },
  { key: 'quantity', head: 'quantity', type: 'amount', machineOnly: true },
  { key: 'notional', head: 'notional', type: 'amount' },
  { key: 'rateBps', head: 'rate bps', type: 'bps' },
  { key: 'impliedRateBps', head: 'implied', type: 'bps' },
  { key: 'expected', head: 'expected', type: 'amount' },
  { key: 'charged', head: 'charged', type: 'amount' },
  { key: 'feeAsset', head: 'in', type: 'text' },
  { key: 'variance', head: 'variance', type: 'signed' },
  { key: 'code', head: 'cause', type: 'text' },
  { key: 'venue', head: 'venue', type: 'text', machineOnly: true },
  { key: 'account', head: 'account', type: 'text', machineOnly: true },
];

export function breaksTable(
  largest: readonly BreakRecord[],
  count: number,
  settlement: Settlement,
  all: () => AsyncIterable<readonly BreakRecord[]>,
): Table {
  const row = (record: BreakRecord) => rowOf(record, settlement);
  return {
    name: 'breaks',
    title: largest.length < count ? `Largest ${largest.length} of ${count} breaks` : 'Breaks',
    columns: COLUMNS,
    rows: largest.map(row),
    stream: async function* () {
      for await (const records of all()) yield records.map(row);
    },
  };
}

function rowOf({ fill, judged, scope, signature }: BreakRecord, settlement: Settlement): Value[] {
  const { formula, due } = judged;
  // What of the charge the rate answers for: a fixed part of the order is none of it.
  const ofRate = fill.fee.minus(formula?.part?.amounts[0] ?? ZERO);
  const implied = formula === null ? null : bpsOf(convertBack(ofRate, formula.price), formula.base.amount);
  return [
    fill.file,
    fill.line,
    fill.tradeId,
    fill.orderId,
    fill.time,
    fill.instrument.symbol,
    fill.side,
    judged.liquidity,
    judged.evidence,
    fill.price,
    fill.quantity,
    judged.notional,
    due === null ? null : toBps(due.rate),
    implied,
    judged.expected,
    fill.fee,
    judged.feeAsset,
    judged.variance,
    settlement.codeOf(scope, signature),
    fill.instrument.venue,
    fill.account,
  ];
}
