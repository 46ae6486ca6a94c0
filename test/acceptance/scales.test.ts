/** A fee column with trimmed zeros hides nothing: the scale belongs to the file, not to the cell. */
import { describe, expect, it } from 'vitest';
import type { JsonReport } from '../support/compare.ts';
import { feeAudit, inFolder } from '../support/run.ts';

const CONFIG = `accounts:
  desk:
    venue: binance
    fills: "*.csv"
    terms:
      - from: 2026-01-01
        schedule: binance/usdm-futures
        tier: VIP 2
`;
const HEAD = 'Uid,Time,Symbol,Side,Price,Quantity,Amount,Fee,Realized Profit,Buyer,Maker,Trade ID,Order ID';

/** Maker fills at 1.6 bps of `amount`. */
function row(index: number, amount: string, fee: string): string {
  const time = `2026-06-09 12:00:${String(index).padStart(2, '0')}`;
  return `1,${time},ETHUSDT,BUY,${amount},1,${amount},${fee},0,true,true,${100 + index},${200 + index}`;
}

async function report(rows: string[]): Promise<JsonReport> {
  const files = { 'fee-audit.yaml': CONFIG, 'fills.csv': `${[HEAD, ...rows].join('\n')}\n` };
  const { stdout, stderr } = await inFolder(files, (folder) =>
    feeAudit(folder, ['reconcile', 'fills.csv', '--timezone', 'UTC', '--json']),
  );
  expect(stdout, stderr).toMatch(/^\{/);
  return JSON.parse(stdout) as JsonReport;
}

describe('trimmed zeros', () => {
  it('a planted 0.05 among fees of one decimal is a break', async () => {
    const rows = [row(1, '9375', '1.5USDT'), row(2, '9062.5', '1.5USDT'), row(3, '18750', '3USDT')];
    const { verdict, tables } = await report(rows);
    expect(verdict).toMatchObject({ status: 'breaks', exitCode: 1, breaks: 1 });
    expect(tables.breaks).toHaveLength(1);
    expect(tables.breaks![0]).toMatchObject({ line: 3, expected: '1.45', charged: '1.5', variance: '0.05' });
    expect(tables.reconciliation![0]).toMatchObject({ fills: 3, matched: 2, withinTolerance: 0, breaks: 1 });
  });

  it('the expected fee is cut where the venue cuts it, and one unit is tolerated', async () => {
    // 738.223 × 1.6 bps = 0.11811568 exactly; 25.11511 × 1.6 bps = 0.0040184176.
    const rows = [row(1, '738.223', '0.11811567USDT'), row(2, '25.11511', '0.00401841 USDT')];
    const { verdict, tables } = await report([...rows, row(3, '25.11511', '0.00401843 USDT')]);
    expect(tables.reconciliation![0]).toMatchObject({ matched: 1, withinTolerance: 1, breaks: 1 });
    expect(tables.reconciliation![0]).toMatchObject({
      expected: '0.1261525',
      charged: '0.12615251',
      variance: '0.00000001',
    });
    expect(tables.breaks![0]).toMatchObject({ line: 4, expected: '0.00401841', variance: '0.00000002' });
    expect(verdict.exitCode).toBe(1);
  });

  it('a wider tolerance is the one that was given', async () => {
    const files = {
      'fee-audit.yaml': CONFIG,
      'fills.csv': `${[HEAD, row(1, '9375', '1.5USDT'), row(2, '9062.5', '1.5USDT')].join('\n')}\n`,
    };
    const run = async (tolerance: string): Promise<JsonReport> => {
      const flags = ['--timezone', 'UTC', '--tolerance', tolerance, '--json'];
      const { stdout } = await inFolder(files, (folder) =>
        feeAudit(folder, ['reconcile', 'fills.csv', ...flags]),
      );
      return JSON.parse(stdout) as JsonReport;
    };
    expect((await run('0.05')).tables.reconciliation![0]).toMatchObject({
      matched: 1,
      withinTolerance: 1,
      breaks: 0,
    });
    expect((await run('0.049')).tables.reconciliation![0]).toMatchObject({
      matched: 1,
      withinTolerance: 0,
      breaks: 1,
    });
  });

  it('ties go away from zero, on charges and on rebates', async () => {
    const lines = [
      '\ufeffUID:1,\ufeffAccount Type:Main,\ufeffTime Zone:UTC',
      '\ufeffid,Order id,Time,Trade Type,Symbol,Action,Amount,Trading Unit,Filled Price,PnL,Fee,Fee Unit,' +
        'Position Change,Position Balance,Balance Change,Balance,Balance Unit',
      // 100.0001 at −0.5 bps = −0.005000005, at 2 bps = 0.02000002; 1000.001 at −0.5 bps = −0.05000005.
      '11,1,2026-06-09 12:00:00,Swap,BTC-USDT-SWAP,Open long,1,cont,10000.01,0,0.00500001,USDT,0,0,0,0,USDT',
      '12,1,2026-06-09 12:00:01,Swap,BTC-USDT-SWAP,Open long,1,cont,10000.01,0,-0.02000002,USDT,0,0,0,0,USDT',
      '13,1,2026-06-09 12:00:02,Swap,BTC-USDT-SWAP,Open long,10,cont,10000.01,0,0.05000005,USDT,0,0,0,0,USDT',
      '14,1,2026-06-09 12:00:03,Swap,BTC-USDT-SWAP,Open long,1,cont,10000.01,0,0.005,USDT,0,0,0,0,USDT',
    ];
    const files = { 'fills.csv': `${lines.join('\r\n')}\r\n` };
    const { stdout } = await inFolder(files, (folder) =>
      feeAudit(folder, ['reconcile', 'fills.csv', '--tier', 'VIP 8', '--json']),
    );
    const { tables } = JSON.parse(stdout) as JsonReport;
    const maker = tables.reconciliation!.find(({ liquidity }) => liquidity === 'maker');
    expect(maker).toMatchObject({ fills: 3, matched: 2, withinTolerance: 1, expected: '-0.06000007' });
    expect(maker).toMatchObject({ charged: '-0.06000006', variance: '0.00000001' });
    const taker = tables.reconciliation!.find(({ liquidity }) => liquidity === 'taker');
    expect(taker).toMatchObject({ fills: 1, matched: 1, expected: '0.02000002' });
  });

  it('where the scale is not known it is the largest in the file, for the asset', async () => {
    const head = 'instId,tradeId,ordId,billId,fillPx,fillSz,side,execType,feeCcy,fee,ts';
    const fill = (id: number, flag: string, price: string, size: string, fee: string): string =>
      `BTC-USDT-SWAP,${id},${id},${id},${price},${size},buy,${flag},USDT,${fee},${Date.parse('2026-06-09T12:00:00Z') + id}`;
    // VIP 4, a contract is 0.01 BTC: 62,500 → 0.05 at 0.8 bps. Planted: 0.05 too much, written with one decimal.
    const rows = [
      fill(1, 'M', '62500', '10', '-0.5'),
      fill(2, 'M', '62500', '29', '-1.5'),
      fill(3, 'M', '62500', '1.01', '-0.0505'),
    ];
    const files = { 'fills.csv': `${[head, ...rows].join('\n')}\n` };
    const { stdout, stderr } = await inFolder(files, (folder) =>
      feeAudit(folder, ['reconcile', 'fills.csv', '--tier', 'VIP 4', '--json']),
    );
    expect(stdout, stderr).toMatch(/^\{/);
    const { tables } = JSON.parse(stdout) as JsonReport;
    expect(tables.reconciliation![0]).toMatchObject({ fills: 3, matched: 2, withinTolerance: 0, breaks: 1 });
    expect(tables.breaks![0]).toMatchObject({
      tradeId: '2',
      expected: '1.45',
      charged: '1.5',
      variance: '0.05',
    });
  });
});
