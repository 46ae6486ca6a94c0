/** The worked figures of the article that the affiliate terms and the OKX ladder come from. */
import { describe, expect, it } from 'vitest';
import type { JsonReport, Row } from '../support/compare.ts';
import { feeAudit, inFolder } from '../support/run.ts';

const HEAD =
  'instType,instId,tradeId,ordId,clOrdId,billId,subType,tag,fillPx,fillSz,fillIdxPx,fillPnl,fillPxVol,fillPxUsd,' +
  'fillMarkVol,fillFwdPx,fillMarkPx,side,posSide,execType,feeCcy,fee,feeRate,ts,fillTime,tradeQuoteCcy';

/** BTC at 60,000: a contract is 600 USDT. `fee` is for one fill. */
function fills(flag: 'M' | 'T', count: number, contracts: number, fee: string, first: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const id = first + index;
    const time = Date.parse('2026-06-08T01:00:00Z') + id * 60_000;
    const money = `60000,${contracts},60000,0,,,,,60000,buy,net,${flag},USDT,-${fee},,${time},${time},USDT`;
    return `SWAP,BTC-USDT-SWAP,${id},${id},,${id},1,,${money}`;
  });
}

async function report(rows: string[], ...flags: string[]): Promise<JsonReport> {
  const text = `${[HEAD, ...rows].join('\n')}\n`;
  const { stdout, stderr } = await inFolder({ 'fills.csv': text }, (folder) =>
    feeAudit(folder, ['reconcile', 'fills.csv', ...flags, '--json']),
  );
  expect(stdout, stderr).toMatch(/^\{/);
  return JSON.parse(stdout) as JsonReport;
}

function line(table: readonly Row[], liquidity: string): Row {
  return table.find((row) => row.liquidity === liquidity)!;
}

describe('the article', () => {
  it('300M a month at VIP 4, 240M of it maker: 19,200', async () => {
    const rows = [...fills('M', 40, 10_000, '480', 1), ...fills('T', 10, 10_000, '1620', 41)];
    const { tables, verdict } = await report(rows, '--tier', 'VIP 4');
    const maker = line(tables.reconciliation!, 'maker');
    expect(maker).toMatchObject({
      notional: '240000000',
      rateBps: '0.8',
      expected: '19200',
      charged: '19200',
    });
    expect(maker).toMatchObject({ variance: '0', matched: 40, breaks: 0 });
    const taker = line(tables.reconciliation!, 'taker');
    expect(taker).toMatchObject({
      notional: '60000000',
      rateBps: '2.7',
      expected: '16200',
      charged: '16200',
    });
    expect(tables.effective!.map(({ makerRatio }) => makerRatio)).toContain('0.8');
    expect(verdict).toMatchObject({ status: 'clean', exitCode: 0 });
  });

  // 62,500 × 0.01 BTC: a contract is 625 USDT, so 64M are 16 × 6,400 contracts.
  const vip3 = [...fills('M', 16, 6_400, '400', 1), ...fills('T', 4, 6_400, '1120', 17)].map((row) =>
    row.replaceAll(',60000,', ',62500,'),
  );

  it('64M maker at VIP 3: 6,400, and 40 % of it: 2,560', async () => {
    const flags = ['--tier', 'VIP 3', '--affiliate', '40%'];
    const all = await report(vip3, ...flags);
    const maker = line(all.tables.reconciliation!, 'maker');
    expect(maker).toMatchObject({ notional: '64000000', rateBps: '1', expected: '6400', charged: '6400' });
    expect(all.tables.rebate![0]).toMatchObject({ eligibleFee: '10880', share: '0.4', accrued: '4352' });
    const makers = await report(vip3, ...flags, '--liquidity', 'maker');
    expect(makers.tables.reconciliation).toHaveLength(1);
    expect(makers.tables.rebate![0]).toMatchObject({ eligibleFee: '6400', accrued: '2560', asset: 'USDT' });
    expect(makers.tables.intake!.find(({ reason }) => reason === 'filter')).toMatchObject({
      rows: 4,
      charged: '4480',
    });
  });

  it('the partner by name: 40 % is a maximum, so the accrual is a ceiling', async () => {
    const { tables } = await report(vip3, '--tier', 'VIP 3', '--affiliate', 'jacktrader');
    expect(tables.rebate!.map(({ share }) => share)).toEqual(['0.4']);
    expect(['ceiling', 'partial']).toContain(tables.rebate![0]!.status);
  });

  it('zero and negative maker fees earn nothing on the maker side', async () => {
    const six = [...fills('M', 10, 1_000, '0', 1), ...fills('T', 10, 1_000, '150', 11)];
    const atSix = await report(six, '--tier', 'VIP 6', '--affiliate', '40%');
    expect(atSix.tables.rebate![0]).toMatchObject({
      eligibleFee: '1500',
      ineligibleFee: '0',
      accrued: '600',
    });
    const seven = [...fills('M', 10, 1_000, '-12', 1), ...fills('T', 10, 1_000, '120', 11)];
    const rows = seven.map((row) => row.replace(',--12,', ',12,'));
    const atSeven = await report(rows, '--tier', 'VIP 7', '--affiliate', '40%');
    expect(atSeven.verdict).toMatchObject({ status: 'clean', exitCode: 0 });
    expect(atSeven.tables.rebate![0]).toMatchObject({
      eligibleFee: '1200',
      ineligibleFee: '-120',
      accrued: '480',
    });
  });
});
