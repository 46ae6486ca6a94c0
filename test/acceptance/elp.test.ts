/** OKX's ELP orders: half the maker fee at VIP 7 to 9, only where the fill says so, and both readings of half a rebate. */
import { describe, expect, it } from 'vitest';
import type { JsonReport, Row } from '../support/compare.ts';
import { feeAuditHere } from '../support/in-process.ts';

const HEAD = 'time,symbol,side,price,qty,fee,asset,role,type,id';
const MAP = [
  'time=time',
  'symbol=symbol',
  'side=side',
  'price=price',
  'quantity=qty',
  'fee=fee',
  'feeAsset=asset',
  'liquidity=role',
];
const FLAGS = [...MAP, 'orderType=type', 'tradeId=id'].flatMap((pair) => ['--map', pair]);

/** A hundred contracts of 0.01 BTC at 60,000. */
const row = (time: string, role: string, type: string, fee: string, id: number) =>
  `${time},BTC-USDT-SWAP,buy,60000,100,${fee},USDT,${role},${type},${id}`;

async function reconcile(
  rows: readonly string[],
  ...flags: string[]
): Promise<JsonReport & { notes: string }> {
  const files = { 'fills.csv': `${[HEAD, ...rows].join('\n')}\n` };
  const base = [
    'reconcile',
    'fills.csv',
    '--venue',
    'okx',
    '--schedule',
    'okx/usdt-futures@2026-04',
    ...FLAGS,
  ];
  const { stdout, stderr } = await feeAuditHere(files, [...base, ...flags, '--json']);
  expect(stdout, stderr).toMatch(/^\{/);
  const report = JSON.parse(stdout) as JsonReport;
  return { ...report, notes: (report.run.notes as string[]).join('\n') };
}

const lines = ({ tables }: JsonReport) =>
  tables.reconciliation!.map(({ liquidity, rateBps, expected, matched }: Row) => [
    liquidity,
    rateBps,
    expected,
    matched,
  ]);

describe('ELP', () => {
  const rows = [
    row('2026-06-01T10:00:00Z', 'maker', 'elp', '-1.5', 1),
    row('2026-06-01T11:00:00Z', 'maker', 'limit', '-3', 2),
    row('2026-05-19T23:59:59Z', 'maker', 'elp', '-3', 3),
    row('2026-06-01T12:00:00Z', 'taker', 'elp', '12', 4),
  ];

  it('halves the maker fee of orders that say so, from its day on', async () => {
    const report = await reconcile(rows, '--tier', 'VIP 8');
    expect(report.verdict).toMatchObject({ status: 'clean', breaks: 0, unjudged: 0 });
    expect(lines(report)).toEqual([
      ['maker', '-0.25', '-1.5', 1],
      ['maker', '-0.5', '-6', 2],
      ['taker', '2', '12', 1],
    ]);
    expect(report.notes).toContain(
      "okx/usdt-futures ELP: makers of these orders are charged 50 % of their tier's fee; a rebate is scaled as well",
    );
  });

  it('leaves the rebate whole where the terms read it so', async () => {
    const report = await reconcile(rows, '--tier', 'VIP 8', '--elp-rebate', 'whole');
    expect(report.verdict).toMatchObject({ status: 'breaks', breaks: 1 });
    expect(report.notes).toContain('a rebate is left whole');
    const paid = rows.map((line) => line.replace(',-1.5,', ',-3,'));
    expect((await reconcile(paid, '--tier', 'VIP 8', '--elp-rebate', 'whole')).verdict.status).toBe('clean');
  });

  it('is for VIP 7 to 9 only', async () => {
    const report = await reconcile(
      [row('2026-06-01T10:00:00Z', 'maker', 'elp', '3.0', 1)],
      '--tier',
      'VIP 5',
    );
    expect(lines(report)).toEqual([['maker', '0.5', '3', 1]]);
  });

  it('is unjudged once it is RPI, whose rate is the account’s own, until the rate is given', async () => {
    const later = [row('2026-07-28T00:00:00Z', 'maker', 'rpi', '-2', 1)];
    const report = await reconcile(later, '--tier', 'VIP 8');
    expect(report.verdict).toMatchObject({ status: 'incomplete', unjudged: 1 });
    expect(report.tables.unjudged![0]!.reason).toContain("the maker rate of RPI orders is the account's own");
    const given = await reconcile(later, '--tier', 'VIP 8', '--maker-rate', '-0.3333333333333333bps');
    expect(given.verdict.unjudged).toBe(0);
  });

  it('refuses another reading', async () => {
    const { stderr, code } = await feeAuditHere({ 'fills.csv': `${HEAD}\n` }, [
      'reconcile',
      'fills.csv',
      '--elp-rebate',
      'double',
    ]);
    expect(stderr).toContain('a rebate on ELP orders is halved or whole');
    expect(code).toBe(2);
  });
});
