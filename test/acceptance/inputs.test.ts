/** What a run makes of its inputs as a whole: own schedules, repeats, prices that grow old, slips of the user. */
import { describe, expect, it } from 'vitest';
import { feeAudit, inFolder } from '../support/run.ts';

const HEAD = 'symbol,id,orderId,side,price,qty,quoteQty,commission,commissionAsset,time,maker';
const noon = Date.parse('2026-06-10T12:00:00Z');
const row = (id: number, fee: string, asset = 'USDT', minutes = 0) =>
  `BTCUSDT,${id},${id},BUY,50000,1,50000,${fee},${asset},${noon + minutes * 60_000},true`;
const file = (...rows: readonly string[]) => `${[HEAD, ...rows].join('\n')}\n`;

interface Run {
  readonly code: number | null;
  readonly json: {
    readonly verdict: Record<string, unknown>;
    readonly run: {
      readonly notes: readonly string[];
      readonly schedules: readonly Record<string, unknown>[];
    };
    readonly tables: Readonly<Record<string, readonly Record<string, unknown>[]>>;
  };
  readonly err: string;
}

async function reconcile(files: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Run> {
  return inFolder(files, async (folder) => {
    const { code, stdout, stderr } = await feeAudit(folder, ['reconcile', ...args, '--json']);
    return { code, json: JSON.parse(stdout) as Run['json'], err: stderr };
  });
}

describe('the inputs of a run', () => {
  it('an own schedule is judged by its path', async () => {
    const own = [
      'venue: binance',
      'product: usdm-futures',
      'kind: linear',
      'versions:',
      '  - {from: 2026-01-01, source: letter of the desk, tiers: [{tier: Desk, maker: 0.01%, taker: 0.03%}]}',
    ].join('\n');
    const files = { 'own.yaml': own, 'a.csv': file(row(1, '5')) };
    const { code, json } = await reconcile(files, 'a.csv', '--schedule', 'own.yaml', '--tier', 'desk');
    expect([code, json.verdict.status]).toEqual([0, 'clean']);
    expect(json.run.schedules).toMatchObject([{ version: '2026-01-01', source: 'letter of the desk' }]);
    expect(json.tables.reconciliation).toMatchObject([{ tier: 'Desk', rateBps: '1', expected: '5' }]);
  });

  it('a row that is there twice is named and counted once', async () => {
    const files = { 'a.csv': file(row(1, '10'), row(2, '10'), row(1, '10')) };
    const { code, json } = await reconcile(files, 'a.csv', '--tier', 'Regular');
    expect([code, json.verdict.fills]).toEqual([0, 2]);
    expect(json.tables.duplicates).toMatchObject([
      { file: 'a.csv', line: 4, tradeId: '1', symbol: 'BTCUSDT' },
    ]);
  });

  it.each([
    ['7 days', '2026-06-03T12:00:00Z', 0, 'clean', '7 d 0 h old'],
    ['a minute more', '2026-06-03T11:59:00Z', 2, 'incomplete', 'more than 7 days old'],
  ])('a price that is %s old', async (_, time, exit, status, words) => {
    // 50,000 × 2 bps × 0.9 = 9 USDT, at 600 USDT a coin 0.015 BNB.
    const files = {
      'a.csv': file(row(1, '0.015', 'BNB')),
      'p.csv': `time,asset,quote,price\n${time},BNB,USDT,600\n`,
    };
    const { code, json } = await reconcile(files, 'a.csv', '--tier', 'Regular', '--prices', 'p.csv');
    expect([code, json.verdict.status]).toEqual([exit, status]);
    expect(json.run.notes.join('\n')).toContain(words);
  });

  it('a symbol that no row has is a slip, and the near one is named', async () => {
    const files = { 'a.csv': file(row(1, '10')) };
    const { code, err, json } = await reconcile(files, 'a.csv', '--tier', 'Regular', '--symbol', 'BTCUSD');
    expect([code, json.verdict.status]).toEqual([2, 'incomplete']);
    expect(err).toContain('did you mean BTCUSDT?');
  });

  it('a file that cannot be read leaves the others reconciled, and the verdict says so', async () => {
    const files = { 'a.csv': file(row(1, '10')), 'empty.csv': '' };
    const { code, json, err } = await reconcile(files, 'a.csv', 'empty.csv', 'gone.csv', '--tier', 'Regular');
    expect([code, json.verdict.status, json.verdict.fills]).toEqual([2, 'incomplete', 1]);
    expect(err).toContain('empty.csv');
    expect(err).toContain('gone.csv');
  });

  it('headers between files put together are left out; a row that disagrees with itself is remarked', async () => {
    const odd = row(3, '10').replace(',1,50000,', ',1,50009,');
    const files = { 'a.csv': `${file(row(1, '10'))}${file(row(2, '10'), odd)}` };
    const { code, json } = await reconcile(files, 'a.csv', '--tier', 'Regular');
    expect([code, json.verdict.fills]).toEqual([0, 3]);
    expect(json.tables.intake).toContainEqual(
      expect.objectContaining({ bucket: 'excluded', reason: 'repeated header', rows: 1 }),
    );
    expect(json.run.notes.join('\n')).toContain('1 row: price × quantity is not the quote amount');
  });

  it('an amount with its coin behind it must agree to its last digit too', async () => {
    const head = 'Date(UTC),Pair,Side,Price,Executed,Amount,Fee';
    const amounts = ['"2,500.00EUR"', '"2,500.01EUR"', '"2,500.02EUR"'];
    const rows = amounts.map(
      (amount) => `2026-06-05 10:00:00,BTCEUR,BUY,"50,000.00",0.05BTC,${amount},0.00005BTC`,
    );
    const files = { 'a.csv': `${[head, ...rows].join('\n')}\n` };
    const { json } = await reconcile(files, 'a.csv', '--tier', 'Regular');
    // A hundredth is the last digit.
    expect(json.run.notes.join('\n')).toContain('1 row: price × quantity is not the quote amount');
  });

  it('what was charged too little is never advised to be claimed', async () => {
    const files = { 'a.csv': file(row(1, '10'), row(2, '-10', 'USDT', 1), row(3, '11.234', 'USDT', 2)) };
    const { json } = await reconcile(files, 'a.csv', '--tier', 'Regular');
    const told = new Map(json.tables.causes!.map(({ code, sentence }) => [code, String(sentence)]));
    expect(told.get('SIGN_FLIP')).toMatch(/20 USDT too little\. .*the venue may charge it later/);
    expect([...told.values()].filter((sentence) => /too little.*(Send|claim\.)/.test(sentence))).toEqual([]);
    expect(told.size).toBe(2);
  });
});
