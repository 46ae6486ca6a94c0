/** Statements of venues and partners: made-up files in the shape of each, and what must be read from them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { KnownError } from '../../src/domain/problem.ts';
import { openInputs } from '../../src/ingest/input.ts';
import {
  readStatement,
  type StatementMapping,
  type StatementOptions,
} from '../../src/ingest/statements/read-statement.ts';
import { inFolder } from '../support/run.ts';

const NO_MAPPING: StatementMapping = {
  ...{ partner: null, account: null, asset: null, period: null, zone: null, decimal: null, thousands: null },
  ...{ receivedNegative: false, columns: new Map(), paidStates: null, types: null, fixing: null },
  ...{ pays: 'affiliate' as const, epoch: null },
};

async function read(text: string, more: Partial<StatementOptions> = {}, name = 'statement.csv') {
  return inFolder({}, async (folder) => {
    writeFileSync(join(folder, name), text);
    const { inputs, dispose } = await openInputs([join(folder, name)], Readable.from([]));
    const options = {
      mapping: null,
      minutesEast: null,
      partnerEast: null,
      asset: null,
      encoding: null,
      ...more,
    };
    const { statement, problems } = await readStatement(inputs[0]!, options);
    await dispose();
    return {
      ...{
        profile: statement.profile,
        period: statement.period,
        zone: statement.zoneBasis,
        rows: statement.rows,
      },
      lines: statement.lines.map(({ from, to, paid, asset, account, tradeId }) =>
        [
          ...[
            new Date(from).toISOString().slice(0, 16),
            to === null ? '-' : new Date(to).toISOString().slice(0, 16),
          ],
          ...[paid.toFixed(), asset, account ?? '-', tradeId ?? '-'],
        ].join(' '),
      ),
      excluded: statement.excluded.map(
        ({ reason, rows, amount }) => `${reason}: ${rows}, ${amount.toFixed()}`,
      ),
      problems: problems.map(({ code, line }) => `${code}:${line}`),
    };
  });
}

describe('ledgers of venues', () => {
  it('Binance income: rebates are lines, the fee itself and funding are left out by name', async () => {
    const text = `symbol,incomeType,income,asset,info,time,tranId,tradeId
BTCUSDT,COMMISSION_REBATE,0.51,USDT,,1780358400000,11,900001
,API_REBATE,5.1E-7,BNB,,1780362000000,12,
,REFERRAL_KICKBACK,1.25,USDT,,1780365600000,13,
,REFERRAL_KICKBACK,1.25,USDT,,1780365600000,13,
BTCUSDT,COMMISSION,-2.04,USDT,,1780358400000,14,900001
BTCUSDT,FUNDING_FEE,-0.3,USDT,,1780358400000,15,
`;
    expect(await read(text)).toEqual({
      ...{ profile: 'binance-income', period: 'moment', zone: 'profile', rows: 6, problems: [] },
      lines: [
        '2026-06-02T00:00 - 0.51 USDT - 900001',
        '2026-06-02T01:00 - 0.00000051 BNB - -',
        '2026-06-02T02:00 - 1.25 USDT - -',
      ],
      excluded: ['duplicate: 1, 1.25', 'the trading fee itself: 1, -2.04', 'funding: 1, -0.3'],
    });
  });

  it('OKX funding history: the zone of the preamble, only fee rebates', async () => {
    const text = `\ufeffUID:1,Account Type:Funding,Time Zone:UTC+8
id,Time,Type,Amount,Before Balance,After Balance,Symbol
1,2026-06-02 08:00:00,Fee rebate,3.5,0,3.5,USDT
2,2026-06-02 09:00:00,Transfer in,100,3.5,103.5,USDT
`;
    const found = await read(text);
    expect(found).toMatchObject({ profile: 'okx-funding', zone: 'preamble' });
    expect(found.lines).toEqual(['2026-06-02T00:00 - 3.5 USDT - -']);
    expect(found.excluded).toEqual(['Transfer in: 1, 100']);
  });

  it('Bybit log and Gate book: refunds and referrer rebates', async () => {
    const bybit = `Uid,Currency,Contract,Type,Direction,Quantity,Position,Filled Price,Funding,Fee Paid,Cash Flow,Change,Wallet Balance,Action,Time(UTC)
7,USDT,,FEE_REFUND,,0,0,0,0,0,0.75,0.75,10.75,,2026-06-02 00:10:00
7,USDT,BTCUSDT,TRADE,BUY,1,1,70000,0,35,-35,-35,-24.25,OPEN,2026-06-02 00:11:00
`;
    expect(await read(bybit)).toMatchObject({
      profile: 'bybit-transactions',
      lines: ['2026-06-02T00:10 - 0.75 USDT 7 -'],
      excluded: ['TRADE: 1, -35'],
    });
    const gate = `id,time,currency,change,balance,type,text
5,1780358400,USDT,0.4,10.4,refr,
6,1780358401,POINT,2,12,point_refr,
7,1780358402,USDT,-1,9.4,fee,
`;
    expect(await read(gate)).toMatchObject({
      profile: 'gate-account-book',
      lines: ['2026-06-02T00:00 - 0.4 USDT - -', '2026-06-02T00:00 - 2 POINT - -'],
      excluded: ['fee: 1, -1'],
    });
  });

  it('Derive: one row an epoch', async () => {
    const text = `start_ms,end_ms,total_notional_volume,total_referred_fees,total_fee_rewards,currency
1780272000000,1782691200000,1000000,300,60,USDC
`;
    expect((await read(text)).lines).toEqual(['2026-06-01T00:00 2026-06-29T00:00 60 USDC - -']);
  });
});

describe('dashboards of partners', () => {
  it.each([
    ['a day', '2026-06-02', '2026-06-02T00:00 2026-06-03T00:00', 'day'],
    ['a compact day', '20260602', '2026-06-02T00:00 2026-06-03T00:00', 'day'],
    ['an hour', '20260602T05', '2026-06-02T05:00 2026-06-02T06:00', 'hour'],
    ['a week', '2026-W23', '2026-06-01T00:00 2026-06-08T00:00', 'week'],
    ['a month', '2026-06', '2026-06-01T00:00 2026-07-01T00:00', 'month'],
    ['midnight, which is a day', '2026-06-02 00:00:00', '2026-06-02T00:00 2026-06-03T00:00', 'day'],
    ['a moment', '2026-06-02 00:03:00', '2026-06-02T00:03 -', 'moment'],
  ])('%s', async (_, cell, span, period) => {
    const found = await read(`date,commission,currency,state\n${cell},1.5,USDT,SETTLED\n`);
    expect(found).toMatchObject({ period, problems: [], lines: [`${span} 1.5 USDT - -`] });
  });

  it('zones: header, flag, cut-off of the partner, else assumed and said', async () => {
    const row = '2026-06-02,1,USDT\n';
    expect(await read(`date(UTC+8),rebate,asset\n${row}`)).toMatchObject({
      zone: 'header',
      lines: ['2026-06-01T16:00 2026-06-02T16:00 1 USDT - -'],
    });
    expect(await read(`date,rebate,asset\n${row}`, { minutesEast: 480 })).toMatchObject({
      zone: '--statement-timezone',
    });
    expect(await read(`date,rebate,asset\n${row}`, { partnerEast: 480 })).toMatchObject({
      zone: 'cut-off of the partner',
      lines: ['2026-06-01T16:00 2026-06-02T16:00 1 USDT - -'],
    });
    expect(await read(`date,rebate,asset\n${row}`)).toMatchObject({ zone: 'assumed' });
  });

  it('pending and rejected lines are left out and counted; an unknown state is refused', async () => {
    const text = `date,uid,rebate (USDT),state
2026-06-02,a,1,paid
2026-06-03,a,2,Pending
2026-06-04,a,4,REJECTED
2026-06-05,a,8,whatever
`;
    expect(await read(text)).toMatchObject({
      lines: ['2026-06-02T00:00 2026-06-03T00:00 1 USDT a -'],
      excluded: ['pending: 1, 2', 'rejected: 1, 4'],
      problems: ['state-unknown:5'],
    });
  });

  it.each([
    [
      'the last day, where the next period begins after it',
      '2026-06-01,2026-06-07\n2026-06-08,2026-06-14',
      '2026-06-08',
    ],
    [
      'the first day of the next, where it begins on it',
      '2026-06-01,2026-06-08\n2026-06-08,2026-06-15',
      '2026-06-08',
    ],
    ['the last day, where six days are between them', '2026-06-01,2026-06-07', '2026-06-08'],
    ['exclusive, where seven days are between them', '2026-06-01,2026-06-08', '2026-06-08'],
  ])('an end is %s', async (_, rows, end) => {
    const text = `from,to,rebate,asset\n${rows
      .split('\n')
      .map((row) => `${row},1,USDT\n`)
      .join('')}`;
    expect((await read(text)).lines[0]).toBe(`2026-06-01T00:00 ${end}T00:00 1 USDT - -`);
  });

  it('a ledger of unknown kind counts only what its type calls a rebate', async () => {
    const text =
      'Date,Type,Amount,Asset\n2026-06-02,Deposit,5000,USDT\n2026-06-02,Affiliate commission,3,USDT\n';
    expect(await read(text)).toMatchObject({
      lines: ['2026-06-02T00:00 2026-06-03T00:00 3 USDT - -'],
      excluded: ['Deposit: 1, 5000'],
    });
  });

  it('fills are no statement, and a statement without a known column is refused with what to do', async () => {
    const fills =
      'id,Time,Symbol,Price,Side,Amount,Fee,Fee Unit\n1,2026-06-02 00:00:00,BTC-USDT,70000,buy,0.1,-1,USDT\n';
    await expect(read(fills)).rejects.toThrow(KnownError);
    await expect(read('when,what\n2026-06-02,3\n')).rejects.toMatchObject({
      problem: { code: 'statement-unknown' },
    });
    await expect(read('date,rebate\n2026-06-02,3\n')).resolves.toMatchObject({
      problems: ['asset-unknown:2'],
    });
  });

  it('a mapping file reads any other: decimal commas, a sign of its own, its own states', async () => {
    const mapping: StatementMapping = {
      ...NO_MAPPING,
      ...{
        asset: 'USDC',
        period: 'week',
        zone: 120,
        decimal: ',',
        receivedNegative: true,
        paidStates: ['JA'],
      },
      columns: new Map([
        ['date', 'Woche'],
        ['paid', 'Betrag'],
        ['state', 'bezahlt'],
      ]),
    };
    const text = 'Woche;Betrag;bezahlt\n2026-06-01;-12,5;ja\n2026-06-08;-1,5;nein\n';
    expect(await read(text, { mapping })).toMatchObject({
      ...{ profile: 'mapped', period: 'week', zone: 'mapping file' },
      lines: ['2026-05-31T22:00 2026-06-07T22:00 12.5 USDC - -'],
      excluded: ['pending: 1, 1.5'],
    });
  });
});
