/** Table `rates`: which rate was really applied, from when to when. */
import type { AppliedRate } from '../domain/applied-rate.ts';
import { compareMarks, compareText } from '../domain/mark.ts';
import { toBps } from '../domain/rate.ts';
import type { Table, Value } from './model.ts';

export function ratesTable(rates: readonly AppliedRate[]): Table {
  return {
    name: 'rates',
    title: 'Applied rates',
    columns: [
      { key: 'venue', head: 'venue', type: 'text' },
      { key: 'account', head: 'account', type: 'text' },
      { key: 'product', head: 'product', type: 'text' },
      { key: 'group', head: 'group', type: 'text', machineOnly: true },
      { key: 'liquidity', head: 'liquidity', type: 'text' },
      { key: 'feeAsset', head: 'fee in', type: 'text' },
      { key: 'from', head: 'from', type: 'time' },
      { key: 'to', head: 'to', type: 'time' },
      { key: 'firstTradeId', head: 'first trade', type: 'id', machineOnly: true },
      { key: 'lastTradeId', head: 'last trade', type: 'id', machineOnly: true },
      { key: 'rateBps', head: 'applied bps', type: 'bps' },
      { key: 'cardRateBps', head: 'due bps', type: 'bps' },
      { key: 'tier', head: 'tier of the rate', type: 'text' },
      { key: 'fills', head: 'fills', type: 'count' },
      { key: 'basis', head: 'basis', type: 'text' },
    ],
    rows: [...rates].sort(compareRates).map(rowOf),
  };
}

function rowOf(applied: AppliedRate): Value[] {
  return [
    applied.venue,
    applied.account,
    applied.product,
    applied.group,
    applied.liquidity,
    applied.feeAsset,
    applied.first.time,
    applied.last.time,
    applied.first.tradeId,
    applied.last.tradeId,
    toBps(applied.rate),
    applied.due === null ? null : toBps(applied.due),
    tierOf(applied),
    applied.fills,
    applied.inferred ? 'inferred' : 'measured',
  ];
}

/**
 * All tiers that pay the rate, a long list by its ends; `off card` where none does and nothing else was agreed, with who pays it
 * elsewhere.
 */
function tierOf({ tiers, rate, due, carded, elsewhere }: AppliedRate): string | null {
  if (tiers.length > 3) return `${tiers[0]} to ${tiers.at(-1)} (${tiers.length} tiers)`;
  if (tiers.length > 0) return tiers.join(' or ');
  if (!carded || (due !== null && rate.eq(due))) return null;
  return elsewhere.length === 0 ? 'off card' : `off card (${elsewhere.slice(0, 3).join(' or ')})`;
}

const LIQUIDITIES = ['maker', 'taker', 'unknown', 'none'];

/** By what is traded, then side of the book and asset, then time. */
function compareRates(a: AppliedRate, b: AppliedRate): number {
  return (
    compareText(a.venue, b.venue) ||
    compareText(a.account, b.account) ||
    compareText(a.product, b.product) ||
    compareText(a.group ?? '', b.group ?? '') ||
    LIQUIDITIES.indexOf(a.liquidity) - LIQUIDITIES.indexOf(b.liquidity) ||
    compareText(a.feeAsset, b.feeAsset) ||
    compareMarks(a.first, b.first) ||
    (a.due === null || b.due === null ? 0 : a.due.cmp(b.due))
  );
}
