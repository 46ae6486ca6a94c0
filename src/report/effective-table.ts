/** Table `effective`: what a fill really costs, after maker and affiliate rebates. */
import type { Decimal } from '../domain/decimal.ts';
import type { Flow } from '../domain/flow.ts';
import { compareText } from '../domain/mark.ts';
import type { Table, Value } from './model.ts';
import { bpsOf, ratioOf } from './ratio.ts';

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
