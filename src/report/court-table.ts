/** Table `court`: flags that break a law of the order book, and notes on what crossing the book has cost. */
import type { Contradiction, Court } from '../domain/court.ts';
import { LAWS } from '../domain/court.ts';
import { plain } from '../domain/decimal.ts';
import { compareText } from '../domain/mark.ts';
import { formatShort } from '../domain/time.ts';
import { fillsOf } from './cause-sentence.ts';
import type { Table, Value } from './model.ts';

/**
 * Fills whose flag breaks a law without a break of the fee. What is at stake is in no total: these laws allow for amended
 * orders, which an export may not show.
 */
export function courtTable({ contradictions }: Court): Table {
  return {
    name: 'court',
    title: 'Liquidity court',
    columns: [
      { key: 'code', head: 'code', type: 'text' },
      { key: 'law', head: 'law', type: 'text' },
      { key: 'feeAsset', head: 'fee in', type: 'text' },
      { key: 'fills', head: 'fills', type: 'count' },
      { key: 'atStake', head: 'at stake', type: 'signed' },
      { key: 'from', head: 'from', type: 'time', machineOnly: true },
      { key: 'to', head: 'to', type: 'time', machineOnly: true },
      { key: 'firstTradeId', head: 'first trade', type: 'id', machineOnly: true },
      { key: 'lastTradeId', head: 'last trade', type: 'id', machineOnly: true },
      { key: 'sentence', head: 'what', type: 'sentence' },
      { key: 'venue', head: 'venue', type: 'text', machineOnly: true },
      { key: 'account', head: 'account', type: 'text', machineOnly: true },
      { key: 'product', head: 'product', type: 'text', machineOnly: true },
    ],
    rows: [...contradictions].sort(([a], [b]) => compareText(a, b)).map(([, found]) => rowOf(found)),
  };
}

function rowOf(found: Contradiction): Value[] {
  const { scope, law, fills, span, atStake } = found;
  const marks = [span.first.time, span.last.time, span.first.tradeId, span.last.tradeId];
  const end = [sentence(found), scope.venue, scope.account, scope.product];
  return ['LIQUIDITY_MISFLAG', law, scope.feeAsset, fills, atStake, ...marks, ...end];
}

function sentence({ law, fills, span, atStake, scope }: Contradiction): string {
  const { first, last } = span;
  const name = (mark: typeof first) => (mark.tradeId === null ? mark.symbol : `trade ${mark.tradeId}`);
  const where =
    fills === 1
      ? `${name(first)} at ${formatShort(first.time)}`
      : `from ${name(first)} (${formatShort(first.time)}) to ${name(last)} (${formatShort(last.time)})`;
  const flagged = `${fillsOf(fills)} flagged against the law that ${LAWS[law]}, ${where}`;
  if (law === 'order type') return `${flagged}: charged right all the same, so that only the flag is wrong.`;
  if (atStake === null || atStake.isZero()) return `${flagged}. Compare with the order history.`;
  const side = atStake.isNegative() ? 'too little' : 'too much';
  return `${flagged}: if the law holds, ${plain(atStake.abs())} ${scope.feeAsset} ${side}, which is in no total. Compare with the order history.`;
}

/** What crossing the book has cost, at most. */
export function crossingNotes({ crossed }: Court): string[] {
  return [...crossed]
    .sort(([a], [b]) => compareText(a, b))
    .map(([, { scope, fills, charged, asMaker }]) => {
      const more = charged.minus(asMaker);
      return `${scope.venue} ${scope.product}: ${fillsOf(fills)} of limit orders took; resting they would have cost ${plain(more)} ${scope.feeAsset} less, an upper bound, since a resting order may not be filled`;
    });
}
