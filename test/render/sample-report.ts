/** A small report with every column type, for tests of render and of the shell. */
import { Decimal } from '../../src/domain/decimal.ts';
import type { Report, Row, Table, Value } from '../../src/report/model.ts';

export const d = (text: string) => new Decimal(text);

export function reconciliationTable(): Table & { readonly rows: readonly Row[] } {
  const row = (liquidity: string, tier: string | null, ...rest: Value[]): Value[] => [
    liquidity,
    tier,
    ...rest,
  ];
  return {
    name: 'reconciliation',
    title: 'Fee reconciliation',
    columns: [
      { key: 'liquidity', head: 'liquidity', type: 'text' },
      { key: 'tier', head: 'tier', type: 'text' },
      { key: 'fills', head: 'fills', type: 'count' },
      { key: 'notional', head: 'notional', type: 'amount' },
      { key: 'rateBps', head: 'rate bps', type: 'bps' },
      { key: 'expected', head: 'expected', type: 'amount' },
      { key: 'charged', head: 'charged', type: 'amount' },
      { key: 'variance', head: 'variance', type: 'signed' },
      { key: 'varianceBps', head: 'bps', type: 'signedBps' },
    ],
    rows: [
      row('maker', 'VIP 3', 6020, d('9400000'), d('1'), d('940'), d('940'), d('0'), d('0')),
      row('maker', 'VIP 4', 10114, d('12720000'), d('0.8'), d('1017.6'), d('1077.4'), d('59.8'), d('0.047')),
      row('taker', 'VIP 3', 1004, d('2100000'), d('2.8'), d('588'), d('588'), d('0'), d('0')),
      row('taker', null, 1209, d('3080000'), d('2.7'), d('831.6'), d('831.6'), d('0'), null),
    ],
    totals: [['total', '', 18347, d('27300000'), null, d('3377.2'), d('3437'), d('59.8'), d('0.0219')]],
    footnotes: ['matched 18,001 · within tolerance 214 (sum 0.00) · breaks 132'],
  };
}

export function causesTable(): Table {
  return {
    name: 'causes',
    title: 'Breaks by cause',
    columns: [
      { key: 'code', head: 'code', type: 'text' },
      { key: 'share', head: 'share', type: 'ratio' },
      { key: 'from', head: 'from', type: 'time' },
      { key: 'firstTradeId', head: 'first trade', type: 'id' },
      { key: 'price', head: 'price', type: 'price' },
      { key: 'rivals', head: 'rivals', type: 'list' },
      { key: 'sentence', head: 'evidence', type: 'sentence' },
    ],
    rows: [
      [
        'TIER_STALE',
        d('0.62'),
        Date.UTC(2026, 5, 10, 22, 0, 5, 123),
        '900719925474099312',
        d('67123.5'),
        ['RATE_OFF_CARD', 'ROUNDING'],
        'charged 1.00 bps on 1,850,000 after 2026-06-10 16:00Z; ends at trade 4411',
      ],
      ['UNEXPLAINED', d('0'), null, null, null, [], ''],
    ],
  };
}

export function emptyTable(): Table {
  return {
    name: 'open',
    title: 'Carry-forward',
    columns: [{ key: 'kind', head: 'kind', type: 'text' }],
    rows: [],
  };
}

export function sampleReport(
  tables: readonly Table[] = [reconciliationTable(), causesTable(), emptyTable()],
): Report {
  return {
    command: 'reconcile',
    run: { tolerance: '0.00000001' },
    verdict: { status: 'breaks', exitCode: 1, breaks: 132 },
    headline: ['OKX · USDT-M futures · 2026-06-08 00:00Z → 2026-06-15 00:00Z', 'cost + / rebate -'],
    verdictLines: ['BREAKS  2 causes, 132 breaks. Charged 3,437.00 · expected 3,377.20 · variance +59.80'],
    tables,
    notes: ['This export has a liquidity flag, so a misflag can be seen.'],
    defaultTable: tables[0]?.name ?? 'reconciliation',
    summaryLine: 'breaks 132 variance +59.80 USDT',
  };
}

/** The whole text of an output. */
export async function textOf(pieces: AsyncIterable<string | Uint8Array>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += String(piece);
  return text;
}
