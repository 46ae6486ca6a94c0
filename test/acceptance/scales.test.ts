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
});
