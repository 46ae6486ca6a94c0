/** What is read and what is in scope: periods, filters, groups, pipes, packed files, zones, several venues, materiality. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { reconcile, verdictFor } from '../support/acceptance.ts';
import { differences, type JsonReport, type Row, rowsDiffer } from '../support/compare.ts';
import { exact, plain, plus } from '../support/exact.ts';
import { makeExport, type Recipe } from '../support/exports.ts';
import { audit, type OracleInput } from '../support/oracle.ts';
import { feeAudit, inFolder } from '../support/run.ts';

const recipe: Recipe = {
  ...{ shape: 'okx-api', seed: 51, fills: 300, tiers: ['VIP 3', 'VIP 4'], duplicates: 2, share: '0.4' },
  ...{ due: '2026-06-10T22:00:00Z', applied: '2026-06-11T05:00:00Z' },
  faults: { LIQUIDITY_MISFLAG: 3, UNEXPLAINED: 2 },
};
const made = makeExport(recipe);
const at = Date.parse;

const scopes: Readonly<Record<string, { args: string[]; scope: NonNullable<OracleInput['scope']> }>> = {
  'a day': {
    args: ['--period', '2026-06-11'],
    scope: { from: at('2026-06-11T00:00:00Z'), to: at('2026-06-12T00:00:00Z') },
  },
  'a week, all of it': {
    args: ['--period', '2026-W24'],
    scope: { from: at('2026-06-08T00:00:00Z'), to: at('2026-06-15T00:00:00Z') },
  },
  'a day of Singapore': {
    args: ['--period', '2026-06-11', '--report-timezone', 'UTC+8'],
    scope: { from: at('2026-06-10T16:00:00Z'), to: at('2026-06-11T16:00:00Z') },
  },
  'from an hour on': {
    args: ['--from', '2026-06-11T03:00:00Z'],
    scope: { from: at('2026-06-11T03:00:00Z') },
  },
  'until an hour': { args: ['--to', '2026-06-11T03:00:00Z'], scope: { to: at('2026-06-11T03:00:00Z') } },
  'one symbol': { args: ['--symbol', 'ETH-USDT-SWAP'], scope: { symbol: 'ETH-USDT-SWAP' } },
  'takers of one symbol': {
    args: ['--symbol', 'BTC-USDT-SWAP', '--liquidity', 'taker'],
    scope: { symbol: 'BTC-USDT-SWAP', liquidity: 'taker' },
  },
};

describe('scope', () => {
  for (const [name, { args, scope }] of Object.entries(scopes)) {
    it(name, async () => {
      const { report, answer } = await reconcile(recipe, made, { args, truth: { scope } });
      expect(differences(report, answer)).toEqual([]);
      expect(report.verdict).toMatchObject(verdictFor(answer));
    });
  }

  it('by day and symbol', async () => {
    const { report } = await reconcile(recipe, made, { args: ['--group-by', 'day,symbol'] });
    const rows = report.tables.reconciliation!;
    const files = [{ name: 'fills.csv', text: made.text(made.lines) }];
    const key = ['liquidity', 'tier', 'feeAsset', 'notionalAsset', 'rateBps'];
    for (const day of [8, 9, 10, 11, 12, 13, 14].map((date) => `2026-06-${String(date).padStart(2, '0')}`)) {
      for (const symbol of ['BTC-USDT-SWAP', 'ETH-USDT-SWAP']) {
        const from = at(`${day}T00:00:00Z`);
        const answer = audit({ files, ...made.truth, scope: { from, to: from + 86_400_000, symbol } });
        const own = rows.filter((row) => row.day === day && row.symbol === symbol);
        expect(rowsDiffer(`${day} ${symbol}`, key, own, answer.reconciliation)).toEqual([]);
      }
    }
    expect(rows.reduce((sum, row) => sum + Number(row.fills), 0)).toBe(recipe.fills);
  });
});

describe('ways in', () => {
  const files = { 'fills.csv': made.text(made.lines), 'fee-audit.yaml': made.config };
  const answer = audit({ files: [{ name: 'fills.csv', text: files['fills.csv'] }], ...made.truth });
  const parsed = (stdout: string, stderr: string): JsonReport => {
    expect(stdout, stderr).toMatch(/^\{/);
    return JSON.parse(stdout) as JsonReport;
  };

  it('a pipe', () =>
    inFolder({ 'fee-audit.yaml': files['fee-audit.yaml'] }, async (folder) => {
      const args = ['reconcile', '-', '--account', 'desk', '--json'];
      const { stdout, stderr } = await feeAudit(folder, args, files['fills.csv']);
      expect(differences(parsed(stdout, stderr), answer, { placesMove: true })).toEqual([]);
    }));

  it('a packed file', () => {
    const packed = {
      'fills.csv.gz': gzipSync(files['fills.csv']),
      'fee-audit.yaml': files['fee-audit.yaml'],
    };
    return inFolder(packed, async (folder) => {
      const args = ['reconcile', 'fills.csv.gz', '--account', 'desk', '--json'];
      const { stdout, stderr } = await feeAudit(folder, args);
      expect(differences(parsed(stdout, stderr), answer, { placesMove: true })).toEqual([]);
    });
  });

  it('terms from flags say the same as terms from the file', async () => {
    const flat: Recipe = {
      shape: 'okx-api',
      seed: 52,
      fills: 150,
      tiers: ['VIP 4', 'VIP 4'],
      faults: { SIGN_FLIP: 2 },
    };
    const flatMade = makeExport(flat);
    const byFlag = await reconcile(flat, flatMade, { configured: false, args: ['--tier', 'vip4'] });
    expect(differences(byFlag.report, byFlag.answer)).toEqual([]);
    expect(byFlag.report.verdict).toMatchObject(verdictFor(byFlag.answer));
    const rates = ['--maker-rate', '0.8bps', '--taker-rate', '0.027%'];
    const byRate = await reconcile(flat, flatMade, { configured: false, args: rates });
    const figures = ['liquidity', 'fills', 'notional', 'rateBps', 'expected', 'charged', 'variance'] as const;
    const cut = (rows: readonly Row[]): unknown[] =>
      rows.map((row) => figures.map((name) => row[name])).sort();
    expect(cut(byRate.report.tables.reconciliation!)).toEqual(cut(byFlag.report.tables.reconciliation!));
  });

  for (const [name, zone] of [
    ['Binance-Futures-Trade-History-202606150000(UTC+3)-part1-of1.csv', ''],
    ['Binance-Futures-Trade-History-202606150000(UTC--6)-part1-of1.csv', ''],
    ['fills.csv', 'UTC-05:30'],
  ] as const) {
    it(`times of another zone: ${zone === '' ? name : zone}`, async () => {
      const shape = zone === '' ? 'binance-ui' : 'okx-ui';
      const tiers = zone === '' ? (['VIP 2', 'VIP 3'] as const) : (['VIP 3', 'VIP 4'] as const);
      const change = { due: '2026-06-10T22:00:00Z', applied: '2026-06-10T22:00:00Z' };
      const local: Recipe = { shape, seed: 53, fills: 200, tiers, ...change };
      const export2 = makeExport(local);
      const text = export2.text(export2.lines).replace('Time Zone:UTC+8', `Time Zone:${zone}`);
      await inFolder({ [name]: text, 'fee-audit.yaml': export2.config }, async (folder) => {
        const { stdout, stderr } = await feeAudit(folder, ['reconcile', name, '--json']);
        const want = audit({ files: [{ name, text }], ...export2.truth });
        expect(differences(parsed(stdout, stderr), want)).toEqual([]);
        expect(want.breaks.length).toBeGreaterThan(0); // the change of tier is hours away from the clock of the file
      });
    });
  }

  it('two venues at once', async () => {
    const binance: Recipe = { shape: 'binance-ui', seed: 54, fills: 150, low: 9, faults: { SIGN_FLIP: 2 } };
    const second = makeExport(binance);
    const accounts = (config: string, name: string, glob: string): string =>
      config.replace('accounts:\n', '').replace('  desk:', `  ${name}:`).replace('"*.csv"', glob);
    const config = `accounts:\n${accounts(made.config, 'one', 'okx.csv')}${accounts(second.config, 'two', 'binance.csv')}`;
    const both = {
      'okx.csv': made.text(made.lines),
      'binance.csv': second.text(second.lines),
      'fee-audit.yaml': config,
    };
    await inFolder(both, async (folder) => {
      const args = ['reconcile', 'okx.csv', 'binance.csv', '--timezone', 'UTC', '--json'];
      const { stdout, stderr, code } = await feeAudit(folder, args);
      const { tables, verdict } = parsed(stdout, stderr);
      const answers = [
        audit({ files: [{ name: 'okx.csv', text: both['okx.csv'] }], ...made.truth }),
        audit({ files: [{ name: 'binance.csv', text: both['binance.csv'] }], ...second.truth }),
      ];
      const rows = answers.flatMap(({ reconciliation }) => reconciliation);
      const key = ['venue', 'liquidity', 'tier', 'feeAsset', 'rateBps'];
      expect(rowsDiffer('reconciliation', key, tables.reconciliation!, rows)).toEqual([]);
      expect(new Set(tables.reconciliation!.map(({ venue, account }) => `${venue} ${account}`))).toEqual(
        new Set(['okx one', 'binance two']),
      );
      const usdt = answers.map((one) => one.byAsset.find(({ asset }) => asset === 'USDT')!);
      const sum = (name: string): string => plain(usdt.map((row) => exact(String(row[name]))).reduce(plus));
      expect(verdict.byAsset.find(({ asset }) => asset === 'USDT')).toMatchObject({
        ...{ charged: sum('charged'), expected: sum('expected'), variance: sum('variance') },
      });
      expect(verdict.breaks).toBe(answers.reduce((count, { breaks }) => count + breaks.length, 0));
      expect(code).toBe(1);
    });
  });
});

describe('verdicts', () => {
  const small: Recipe = {
    shape: 'okx-api',
    seed: 55,
    fills: 100,
    tiers: ['VIP 4', 'VIP 4'],
    faults: { UNEXPLAINED: 2 },
  };

  it('materiality: breaks of 0.1 in all', async () => {
    const export2 = makeExport(small);
    const above = await reconcile(small, export2, { args: ['--materiality', '0.09 USDT'] });
    expect(above.report.verdict).toMatchObject({ status: 'breaks', exitCode: 1, breaks: 2 });
    const below = await reconcile(small, export2, { args: ['--materiality', '0.11 USDT'] });
    expect(below.outcome.code).toBe(0);
    expect(below.report.verdict).toMatchObject({ exitCode: 0, breaks: 2 });
    expect(differences(below.report, below.answer)).toEqual([]);
    const other = await reconcile(small, export2, { args: ['--materiality', '5 BTC'] });
    expect(other.outcome.code).toBe(1);
  });

  it('fees in BNB without a price are not judged', async () => {
    const bnb: Recipe = { shape: 'binance-ui', seed: 56, fills: 200, bnbFrom: '2026-06-12T00:00:00Z' };
    const export2 = { ...makeExport(bnb), prices: null };
    const { report, outcome, answer } = await reconcile(bnb, export2, { truth: { prices: '' } });
    expect(answer.unjudged).toBeGreaterThan(50);
    expect(report.verdict).toMatchObject({ status: 'incomplete', exitCode: 2, unjudged: answer.unjudged });
    expect(outcome.code).toBe(2);
    const unjudged = report.tables.reconciliation!.filter((row) => row.feeAsset === 'BNB');
    expect(unjudged.reduce((sum, row) => sum + Number(row.unjudged), 0)).toBe(answer.unjudged);
    for (const row of unjudged)
      expect(row).toMatchObject({ expected: null, variance: null, rateBps: null, matched: 0 });
    const judged = report.tables.reconciliation!.filter((row) => row.feeAsset !== 'BNB');
    const wanted = answer.reconciliation.filter((row) => row.feeAsset !== 'BNB');
    expect(rowsDiffer('judged', ['liquidity', 'feeAsset', 'rateBps'], judged, wanted)).toEqual([]);
  });

  it('a rate that is no rate of the card, in a file without a liquidity column, leaves the side open', async () => {
    const odd: Recipe = {
      shape: 'okx-ui',
      seed: 57,
      fills: 120,
      tiers: ['VIP 3', 'VIP 3'],
      faults: { RATE_OFF_CARD: 4 },
    };
    const { report, outcome, answer } = await reconcile(odd, makeExport(odd));
    expect(answer.unjudged).toBe(4);
    expect(report.verdict).toMatchObject({ status: 'incomplete', unjudged: 4, breaks: 0 });
    expect(outcome.code).toBe(2);
    const open = report.tables.reconciliation!.filter((row) => row.liquidity === 'unknown');
    expect(open.reduce((sum, row) => sum + Number(row.unjudged), 0)).toBe(4);
  });

  it('a charge that is one tier’s maker and another’s taker rate leaves the side open', async () => {
    const odd: Recipe = { shape: 'okx-ui', seed: 58, fills: 120, tiers: ['VIP 4', 'VIP 4'] };
    const export2 = makeExport(odd);
    // 2 bps: Regular's maker rate, and the taker rate of VIP 7 and 8. A contract at 62,500 is 625 USDT.
    const row = export2.lines[60]!.split(',');
    [row[6], row[8], row[10], row[14]] = ['10', '62500.00000000', '-1.25000000', '-1.25000000'];
    const parts = [[...export2.lines.slice(0, 60), row.join(), ...export2.lines.slice(61)]];
    const { report, answer } = await reconcile(odd, export2, { parts });
    expect(answer.unjudged).toBe(1);
    expect(differences(report, answer, { without: ['causes'] })).toEqual([]);
  });

  it('a price holds from its own instant on, and not before', async () => {
    const head =
      'Uid,Time,Symbol,Side,Price,Quantity,Amount,Fee,Realized Profit,Buyer,Maker,Trade ID,Order ID';
    const fill = (id: number, time: string, fee: string): string =>
      `1,2026-06-12 ${time},BTCUSDT,BUY,50000,0.2,10000,${fee}BNB,0,true,true,${id},${id}`;
    // 10,000 at 1.6 bps less 10 % is 1.44 USDT.
    const rows = [fill(1, '11:59:59', '0.0024'), fill(2, '12:00:00', '0.0024'), fill(3, '12:00:01', '0.002')];
    const prices =
      'time,asset,quote,price\n2026-06-12T12:00:01Z,BNB,USDT,720\n2026-06-12T12:00:00Z,BNB,USDT,600\n';
    const files = { 'fills.csv': `${[head, ...rows].join('\n')}\n`, 'prices.csv': prices };
    await inFolder(files, async (folder) => {
      const flags = [
        '--timezone',
        'UTC',
        '--tier',
        'VIP 2',
        '--discount',
        'BNB',
        '--prices',
        'prices.csv',
        '--json',
      ];
      const { stdout, stderr, code } = await feeAudit(folder, ['reconcile', 'fills.csv', ...flags]);
      expect(stdout, stderr).toMatch(/^\{/);
      const { tables } = JSON.parse(stdout) as JsonReport;
      const judged = tables.reconciliation!.find(({ rateBps }) => rateBps === '1.44');
      expect(judged).toMatchObject({ fills: 2, matched: 2, expected: '0.0044', charged: '0.0044' });
      const open = tables.reconciliation!.find(({ rateBps }) => rateBps === null);
      expect(open).toMatchObject({ fills: 1, unjudged: 1, expected: null, charged: '0.0024' });
      expect(code).toBe(2);
    });
  });

  it('a rate that the card has for the other side of another tier is not off the card', async () => {
    const late: Recipe = {
      ...{ shape: 'binance-api', seed: 60, fills: 160, tiers: ['VIP 3', 'VIP 2'] },
      ...{ due: '2026-06-11T00:00:00Z', applied: '2026-06-12T00:00:00Z' },
    };
    const export2 = makeExport(late);
    const day = export2.lines.findIndex((line) => Number(line.split(',')[11]) >= at('2026-06-11T06:00:00Z'));
    const cells = export2.lines[day]!.split(',');
    // A maker fill of 10,000 at VIP 3's taker rate while VIP 2 is in force: 3.2 bps.
    [cells[5], cells[6], cells[7], cells[9], cells[13]] = ['10000', '1', '10000', '3.20000000', 'true'];
    const lines = [...export2.lines.slice(0, day), cells.join(), ...export2.lines.slice(day + 1)];
    const { report } = await reconcile(late, export2, { parts: [lines] });
    const found = report.tables.breaks!.find(({ tradeId }) => tradeId === cells[1]);
    expect(found).toMatchObject({ liquidity: 'maker', expected: '1.6', charged: '3.2' });
    expect(found!.code).not.toBe('RATE_OFF_CARD');
  });

  it('rows that cannot be read are refused and counted, the rest is reconciled to the last digit', async () => {
    const dirty: Recipe = {
      shape: 'okx-api',
      seed: 59,
      fills: 200,
      tiers: ['VIP 4', 'VIP 4'],
      faults: { SIGN_FLIP: 2 },
    };
    const export2 = makeExport(dirty);
    const change = (index: number, column: number, value: string): string => {
      const cells = export2.lines[index]!.split(',');
      cells[column] = value;
      cells[2] = `9${cells[2]}`; // a trade of its own
      return cells.join();
    };
    const bad = [
      change(10, 8, '0x1F'), // price
      change(20, 9, 'NaN'), // size
      change(30, 21, '-1.2.3'), // fee
      change(40, 24, 'yesterday'), // time
      change(50, 17, 'hold'), // side
      export2.lines[60]!.split(',').slice(0, 12).join(), // cut off
    ];
    const lines = [...export2.lines];
    for (const [index, row] of bad.entries()) lines.splice(index * 25 + 5, 0, row);
    const files = { 'fills.csv': export2.text(lines), 'fee-audit.yaml': export2.config };
    await inFolder(files, async (folder) => {
      const { stdout, stderr, code } = await feeAudit(folder, ['reconcile', 'fills.csv', '--json']);
      const report = parseReport(stdout, stderr);
      const answer = audit({
        files: [{ name: 'fills.csv', text: export2.text(export2.lines) }],
        ...export2.truth,
      });
      const key = ['liquidity', 'rateBps'];
      expect(rowsDiffer('rest', key, report.tables.reconciliation!, answer.reconciliation)).toEqual([]);
      expect(report.verdict).toMatchObject({ status: 'incomplete', exitCode: 2, refused: bad.length });
      expect(code).toBe(2);
      const intake = report.tables.intake!;
      const refused = intake.filter(({ bucket }) => bucket === 'refused');
      expect(refused.reduce((sum, row) => sum + Number(row.rows), 0)).toBe(bad.length);
      for (const row of intake.filter(({ bucket }) => bucket === 'residual')) {
        expect(row).toMatchObject({ rows: 0, charged: '0' });
      }
      for (const index of bad.keys()) expect(stderr).toContain(`fills.csv:${index * 25 + 7}`);
    });
  });
});

function parseReport(stdout: string, stderr: string): JsonReport {
  expect(stdout, stderr).toMatch(/^\{/);
  return JSON.parse(stdout) as JsonReport;
}
