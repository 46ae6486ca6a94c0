/** Settlement day on a made-up month: every planted fault is found, named and priced, to the last digit. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { feeAudit, inFolder } from '../support/run.ts';
import {
  type DashboardDay,
  type DashboardRecipe,
  dashboardDays,
  dashboardFile,
  decimal,
  FILL_MAP,
  fillsFile,
  type MadeFill,
  madeFills,
  pricesFile,
} from '../support/settlement-month.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const JUNE = Date.UTC(2026, 5, 1);
const CLEAN: DashboardRecipe = {
  from: JUNE,
  days: 30,
  shift: 0,
  share: 4000n,
  ratio: 1000n,
  ineligible: new Map(),
  late: new Map(),
  missing: new Set(),
  fixing: (time) => time,
};
const june = (bnbEvery = 0) => madeFills({ from: JUNE, days: 30, perDay: 40, seed: 7, bnbEvery });

interface Row {
  readonly [key: string]: string | number | null | readonly string[];
}
interface Report {
  readonly verdict: { readonly status: string; readonly exitCode: number; readonly rebateBreaks: number };
  readonly run: { readonly notes: readonly string[] };
  readonly tables: { readonly [name: string]: readonly Row[] };
}

const TERMS = ['--maker-rate', '2bps', '--taker-rate', '5bps', '--affiliate', '40% day 00:00Z'];

async function settled(
  fills: readonly MadeFill[],
  dashboard: string,
  args: readonly string[] = [],
  period = '2026-06',
): Promise<{ report: Report; text: string }> {
  const files = {
    'fills.csv': fillsFile(fills),
    'fills.map.yaml': FILL_MAP,
    'dashboard.csv': dashboard,
    'prices.csv': pricesFile(JUNE, 62),
  };
  return inFolder(files, async (folder) => {
    const line = [
      'reconcile',
      'fills.csv',
      ...TERMS,
      '--period',
      period,
      '--statement',
      'dashboard.csv',
      ...args,
    ];
    const json = await feeAudit(folder, [...line, '--json']);
    expect(json.stdout, json.stderr).toMatch(/^\{/);
    const report = JSON.parse(json.stdout) as Report;
    const sentences = report.tables.causes!.map(({ sentence }) => sentence);
    return { report, text: [...sentences, ...report.run.notes].join('\n') };
  });
}

const causeOf = (report: Report, code: string) => report.tables.causes!.find((row) => row.code === code);
const statuses = (report: Report) => report.tables.rebate!.map(({ status }) => status);
const day = (row: Row) => String(row.periodFrom).slice(8, 10);
const totalOf = (report: Report, key: string): bigint =>
  report.tables.rebate!.reduce((sum, row) => sum + scaled(String(row[key] ?? '0')), 0n);

/** A decimal text in 10^-20. */
function scaled(text: string): bigint {
  const [, sign, whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text)!;
  expect(fraction.length, text).toBeLessThanOrEqual(20);
  const value = BigInt(`${whole}${fraction.padEnd(20, '0')}`);
  return sign === '-' ? -value : value;
}

const accruedOf = (days: readonly DashboardDay[]) =>
  days.reduce((sum, { fee }) => sum + fee * 4n * 10n ** 9n, 0n);
const paidOf = (days: readonly DashboardDay[]) => days.reduce((sum, { paid }) => sum + paid * 10n ** 12n, 0n);

describe('a month that ties out', () => {
  it('matches every day and is clean', async () => {
    const fills = june();
    const days = dashboardDays(fills, CLEAN);
    const { report } = await settled(fills, dashboardFile(days, CLEAN));
    expect(report.verdict).toMatchObject({ status: 'clean', exitCode: 0, rebateBreaks: 0 });
    expect(new Set(statuses(report))).toEqual(new Set(['matched']));
    expect(report.tables.rebate).toHaveLength(30);
    expect(totalOf(report, 'accrued')).toBe(accruedOf(days));
    expect(totalOf(report, 'paid')).toBe(paidOf(days));
  });
});

describe('single faults', () => {
  it('what is below the materiality is written off in one visible line, to the digit', async () => {
    const fills = june();
    const recipe = { ...CLEAN, missing: new Set([4, 9]) };
    const days = dashboardDays(fills, recipe);
    const args = (limit: string) => ['--open-items', 'open.csv', '--materiality', limit];
    const open = async (limit: string) =>
      (await settled(fills, dashboardFile(days, recipe), args(limit))).report.tables.open!;
    const kept = await open('0.01 USDT');
    expect(kept.map(({ kind, status }) => [kind, status])).toEqual([
      ['missing', 'open'],
      ['missing', 'open'],
    ]);
    const lost = days.filter(({ day: of }) => recipe.missing.has(of)).reduce((sum, { fee }) => sum + fee, 0n);
    const written = await open('1000000 USDT');
    expect(written.map(({ kind, status, amount }) => [kind, status, amount])).toEqual([
      ['dust', 'written off', decimal(lost * 4n, 11)],
    ]);
  });

  it('a missing week is one shortage, with its price', async () => {
    const fills = june();
    const recipe = { ...CLEAN, missing: new Set([7, 8, 9, 10, 11, 12, 13]) };
    const days = dashboardDays(fills, recipe);
    const { report, text } = await settled(fills, dashboardFile(days, recipe));
    expect(report.verdict).toMatchObject({ status: 'breaks', exitCode: 1, rebateBreaks: 7 });
    expect(report.tables.rebate!.filter(({ status }) => status === 'missing').map(day)).toEqual([
      ...['08', '09', '10', '11', '12', '13', '14'],
    ]);
    const lost = days.filter(({ day: of }) => recipe.missing.has(of)).reduce((sum, { fee }) => sum + fee, 0n);
    expect(scaled(String(causeOf(report, 'REBATE_SHORT')!.variance))).toBe(lost * 4n * 10n ** 9n);
    expect(text).toContain('nothing was paid for 7 periods from 2026-06-08 00:00Z to 2026-06-15 00:00Z');
  });

  it('days paid late are timing, alone and several at once', async () => {
    const fills = june();
    const recipe = {
      ...CLEAN,
      late: new Map([
        [3, 5],
        [10, 13],
        [11, 13],
        [12, 13],
      ]),
    };
    const { report } = await settled(fills, dashboardFile(dashboardDays(fills, recipe), recipe));
    expect(report.verdict).toMatchObject({ status: 'clean', exitCode: 0 });
    expect(report.tables.rebate!.filter(({ status }) => status === 'timing').map(day)).toEqual([
      ...['04', '06', '11', '12', '13', '14'],
    ]);
    expect(causeOf(report, 'REBATE_SHORT')).toBeUndefined();
  });

  it('fees that only the partner holds ineligible are named and priced', async () => {
    const fills = june();
    const recipe = {
      ...CLEAN,
      ineligible: new Map([
        [4, 123_456_789n],
        [20, 50_000_000n],
      ]),
    };
    const { report } = await settled(fills, dashboardFile(dashboardDays(fills, recipe), recipe));
    expect(report.verdict).toMatchObject({ exitCode: 1, rebateBreaks: 2 });
    expect(report.tables.rebate!.filter(({ status }) => status === 'ineligible').map(day)).toEqual([
      '05',
      '21',
    ]);
    expect(causeOf(report, 'REBATE_INELIGIBLE')!.variance).toBe(decimal((173_456_789n * 4n) / 1n, 9));
  });

  it('a wrong zone is proposed as a boundary, and what it moves is timing', async () => {
    const fills = june();
    const recipe = { ...CLEAN, shift: -8 * HOUR };
    const { report, text } = await settled(fills, dashboardFile(dashboardDays(fills, recipe), recipe));
    expect(report.verdict).toMatchObject({ status: 'clean', exitCode: 0 });
    expect(new Set(statuses(report))).toEqual(new Set(['timing']));
    expect(text).toContain('tie out if a day starts at 16:00 UTC, midnight of UTC+8');
  });

  it('one cut over all lines is one haircut', async () => {
    const fills = june();
    const recipe = { ...CLEAN, ratio: 873n };
    const days = dashboardDays(fills, recipe);
    const { report, text } = await settled(fills, dashboardFile(days, recipe));
    const cut = days.reduce((sum, { fee }) => sum + fee * 4n * 127n * 10n ** 6n, 0n);
    expect(scaled(String(causeOf(report, 'POOL_HAIRCUT')!.variance))).toBe(cut);
    expect(text).toContain('every line pays 87.3 % of what accrued (a share of 34.92 % instead of 40 %)');
    expect(report.tables.causes).toHaveLength(1);
  });

  it('the fixing that explains the statement is found and named', async () => {
    const fills = june(3);
    const recipe = {
      ...CLEAN,
      fixing: (time: number) => Math.floor((time + 8 * HOUR) / DAY) * DAY - 8 * HOUR + DAY,
    };
    const days = dashboardDays(fills, recipe);
    const { report, text } = await settled(fills, dashboardFile(days, recipe), ['--prices', 'prices.csv']);
    expect(report.verdict).toMatchObject({ status: 'clean', exitCode: 0 });
    expect(new Set(statuses(report))).toEqual(new Set(['matched']));
    expect(totalOf(report, 'accrued')).toBe(accruedOf(days));
    expect(text).toContain("converted at the next day's 00:00 price (UTC+8)");
  });
});

describe('lines for single trades', () => {
  it('are matched one to one: what a trade accrues, and trades that nobody made', async () => {
    const fills = june().slice(0, 120);
    const rows = fills.map(({ id, time, fee }, index) => {
      const paid = (fee * 4n) / 10n - (index === 17 ? 5_000n : 0n);
      return [new Date(time).toISOString(), id, decimal(paid, 8), 'USDT'].join(',');
    });
    const strange = '2026-06-02T00:00:00Z,NOBODY,0.5,USDT';
    const { report, text } = await settled(
      fills,
      `time,trade id,rebate,asset\n${[...rows, strange].join('\n')}\n`,
    );
    const found = report.tables.rebateTrades!;
    expect(found.map(({ tradeId, accrued }) => [tradeId, accrued === null])).toEqual([
      ['NOBODY', true],
      [fills[17]!.id, false],
    ]);
    const cut = fills[17]!.fee * 4n - ((fills[17]!.fee * 4n) / 10n - 5_000n) * 10n;
    expect(found[1]!.difference).toBe(decimal(cut, 9));
    expect(text).toContain('1 of 121 lines names a trade that is not among the fills');
  });
});

describe('one line a week, cut before the week ends', () => {
  // Monday 1 June; the partner cuts on Sunday 16:00Z and pays the last 8 hours with the next week.
  const fills = madeFills({ from: JUNE, days: 14, perDay: 40, seed: 21, bnbEvery: 0 });
  const paid = (week: number) =>
    fills
      .filter(({ time }) => {
        const at = time - JUNE + (week === 0 && time < JUNE + 7 * DAY - 8 * HOUR ? 0 : 8 * HOUR);
        return Math.floor(at / (7 * DAY)) === week;
      })
      .reduce((sum, { fee }) => sum + fee, 0n);
  const due = (from: number, to: number) =>
    fills.filter(({ time }) => time >= from && time < to).reduce((sum, { fee }) => sum + fee * 4n, 0n);
  const line = (week: number) =>
    `date,rebate,asset\n${new Date(JUNE + week * 7 * DAY).toISOString().slice(0, 10)},${decimal((paid(week) * 4n) / 10n, 8)},USDT\n`;
  const within = (week: number) => fills.filter(({ time }) => Math.floor((time - JUNE) / (7 * DAY)) === week);

  it('the tail is timing, is carried forward, and is closed by the next line', async () => {
    const files = {
      ...{
        'one.csv': fillsFile(within(0)),
        'one.map.yaml': FILL_MAP,
        'two.csv': fillsFile(within(1)),
        'two.map.yaml': FILL_MAP,
      },
      ...{
        'paid-one.csv': line(0),
        'paid-one.map.yaml': 'period: week\n',
        'paid-two.csv': line(1),
        'paid-two.map.yaml': 'period: week\n',
      },
    };
    await inFolder(files, async (folder) => {
      const run = async (name: string, period: string) => {
        const terms = ['--maker-rate', '2bps', '--taker-rate', '5bps', '--affiliate', '40% week Mon 00:00Z'];
        const args = [
          'reconcile',
          `${name}.csv`,
          ...terms,
          '--period',
          period,
          '--statement',
          `paid-${name}.csv`,
        ];
        const out = await feeAudit(folder, [...args, '--open-items', 'open.csv', '--json']);
        expect(out.stdout, out.stderr).toMatch(/^\{/);
        return JSON.parse(out.stdout) as Report;
      };
      const first = await run('one', '2026-W23');
      expect(first.verdict).toMatchObject({ status: 'clean', rebateBreaks: 0 });
      expect(statuses(first)).toEqual(['timing']);
      const tail = decimal(due(JUNE + 7 * DAY - 8 * HOUR, JUNE + 7 * DAY), 9);
      expect(first.tables.open!.map(({ kind, amount }) => [kind, amount])).toEqual([['timing', tail]]);
      const second = await run('two', '2026-W24');
      expect(second.verdict).toMatchObject({ status: 'clean', rebateBreaks: 0 });
      const next = decimal(due(JUNE + 14 * DAY - 8 * HOUR, JUNE + 14 * DAY), 9);
      expect(second.tables.open!.map(({ amount, status }) => [amount, status])).toEqual([
        [tail, 'closed'],
        [next, 'open'],
      ]);
    });
  });
});

describe('the order of rows', () => {
  it('of fills and of lines never matters', async () => {
    const recipe = { ...CLEAN, ratio: 900n, missing: new Set([4]), late: new Map([[9, 11]]) };
    const fills = june(5);
    const text = dashboardFile(dashboardDays(fills, recipe), recipe);
    const [head, ...rows] = text.trimEnd().split('\n');
    const one = await settled(fills, text, ['--prices', 'prices.csv']);
    const turned = await settled([...fills].reverse(), `${[head, ...rows.reverse()].join('\n')}\n`, [
      '--prices',
      'prices.csv',
    ]);
    for (const name of ['rebate', 'causes', 'statement', 'open', 'effective'])
      expect(turned.report.tables[name], name).toEqual(one.report.tables[name]);
    expect(turned.text).toBe(one.text);
  });
});

describe('whose lines they are', () => {
  const fills = june();
  const own = dashboardFile(dashboardDays(fills, CLEAN), CLEAN);
  const other = (name: string) => `2026-06-05,${name},1,1,0.4,USDT,paid\n`;

  it('lines of other clients are left out and counted', async () => {
    const { report, text } = await settled(fills, own + other('somebody'));
    expect(report.verdict).toMatchObject({ status: 'clean', rebateBreaks: 0 });
    expect(text).toContain('1 line of other accounts: not compared');
  });

  it('a single account may be called otherwise, several may not', async () => {
    const renamed = own.replaceAll(',desk,', ',123456,');
    expect((await settled(fills, renamed)).report.verdict).toMatchObject({ status: 'clean' });
    const mixed = await settled(fills, renamed + other('654321'));
    expect(mixed.report.verdict).toMatchObject({ status: 'incomplete', exitCode: 2 });
  });
});

describe('all faults at once', () => {
  const recipe: DashboardRecipe = {
    ...CLEAN,
    shift: -8 * HOUR,
    ratio: 873n,
    late: new Map([
      [3, 5],
      [22, 25],
    ]),
    missing: new Set([12, 13, 14, 15, 16, 17, 18]),
    ineligible: new Map([
      [7, 100_000_000n],
      [27, 40_000_000n],
    ]),
    fixing: (time) => Math.floor(time / DAY) * DAY + DAY,
  };

  it('each is found, named and priced; the parts add up to the true-up', async () => {
    const fills = june(4);
    const days = dashboardDays(fills, recipe);
    const { report, text } = await settled(fills, dashboardFile(days, recipe), ['--prices', 'prices.csv']);
    const codes = report.tables.causes!.map(({ code }) => code);
    expect(codes).toEqual(['REBATE_TIMING', 'REBATE_INELIGIBLE', 'POOL_HAIRCUT', 'REBATE_SHORT']);
    expect(causeOf(report, 'REBATE_INELIGIBLE')!.variance).toBe('0.56');
    const lost = days.filter(({ day: of }) => recipe.missing.has(of)).reduce((sum, { fee }) => sum + fee, 0n);
    expect(scaled(String(causeOf(report, 'REBATE_SHORT')!.variance))).toBe(lost * 4n * 10n ** 9n);
    const served = days.filter(({ day: of }) => !recipe.missing.has(of) && of > 0);
    const cut = served.reduce((sum, { eligible }) => sum + eligible * 4n * 127n * 10n ** 6n, 0n);
    const haircut = scaled(String(causeOf(report, 'POOL_HAIRCUT')!.variance));
    // The first day's line also pays for flow of May, which this run cannot see.
    const first = fills.filter(({ time }) => time < JUNE + 16 * HOUR);
    expect(haircut - cut).toBe(dashboardDays(first, recipe)[0]!.eligible * 4n * 127n * 10n ** 6n);
    expect(text).toContain('a day starts at 16:00 UTC');
    expect(text).toContain("the next day's 00:00 price (UTC)");
    expect(totalOf(report, 'paid')).toBe(paidOf(days));
    const parts = report.tables.causes!.reduce((sum, { variance }) => sum + scaled(String(variance)), 0n);
    const left = totalOf(report, 'trueUp') - parts;
    expect(left < 30n * 10n ** 12n && left > -30n * 10n ** 12n).toBe(true);
  });
});

describe('carry-forward over two months', () => {
  const both = madeFills({ from: JUNE, days: 61, perDay: 25, seed: 11, bnbEvery: 0 });
  const isJune = ({ time }: MadeFill) => time < JUNE + 30 * DAY;
  const recipe: DashboardRecipe = {
    ...CLEAN,
    days: 61,
    shift: -8 * HOUR,
    // 29 June is paid on 3 July with its own line, 30 June on 2 July.
    late: new Map([
      [28, 32],
      [29, 31],
    ]),
  };
  const days = dashboardDays(both, recipe);
  const head = (text: string, from: number, to: number) => {
    const [first, ...rows] = text.trimEnd().split('\n');
    const inside = rows.filter((row) => {
      const at = Date.parse(row.slice(0, 10));
      return at >= from && at < to;
    });
    return `${[first, ...inside].join('\n')}\n`;
  };
  const all = dashboardFile(days, recipe);
  const JULY = JUNE + 30 * DAY;
  const files = {
    'june.csv': fillsFile(both.filter(isJune)),
    'june.map.yaml': FILL_MAP,
    'july.csv': fillsFile(both.filter((fill) => !isJune(fill))),
    'july.map.yaml': FILL_MAP,
    'june-dashboard.csv': head(all, JUNE, JULY),
    'july-dashboard.csv': head(all, JULY, JULY + 31 * DAY),
  };
  const run = (folder: string, month: 'june' | 'july', more: readonly string[] = []) =>
    feeAudit(folder, [
      ...['reconcile', `${month}.csv`, ...TERMS, '--period', month === 'june' ? '2026-06' : '2026-07'],
      ...['--statement', `${month}-dashboard.csv`, '--open-items', 'open.csv', ...more],
    ]);

  it('the second month closes what the first left open; running again changes nothing', async () => {
    await inFolder(files, async (folder) => {
      const first = await run(folder, 'june', ['--json']);
      const june = JSON.parse(first.stdout) as Report;
      expect(june.verdict, first.stderr).toMatchObject({ exitCode: 0, rebateBreaks: 0 });
      const opened = june.tables.open!.filter(({ status }) => status === 'open');
      expect(opened.map(({ kind }) => kind)).toEqual(['timing', 'timing', 'timing']);
      const tail = both.filter(({ time }) => time >= JULY - 8 * HOUR && time < JULY);
      const due = tail.reduce((sum, { fee }) => sum + fee * 4n, 0n);
      expect(opened.map(({ amount }) => amount)).toContain(decimal(due, 9));
      const kept = readFileSync(join(folder, 'open.csv'), 'utf8');
      await run(folder, 'june');
      expect(readFileSync(join(folder, 'open.csv'), 'utf8')).toBe(kept);

      const second = await run(folder, 'july', ['--json']);
      const july = JSON.parse(second.stdout) as Report;
      expect(july.verdict, second.stderr).toMatchObject({ exitCode: 0, rebateBreaks: 0 });
      const items = july.tables.open!;
      expect(items.filter(({ opened: at }) => String(at) <= '2026-07-01T00:00:00.000Z')).toEqual(
        opened.map((item) => expect.objectContaining({ amount: item.amount, status: 'closed' })),
      );
      expect(items.filter(({ status }) => status === 'open').map(({ kind }) => kind)).toEqual(['timing']);
      const after = readFileSync(join(folder, 'open.csv'), 'utf8');
      expect((await run(folder, 'july', ['--json'])).stdout).toBe(second.stdout);
      expect(readFileSync(join(folder, 'open.csv'), 'utf8')).toBe(after);
    });
  });

  it('without the items of the first month nothing is closed, and what the second pays beyond its own flow shows', async () => {
    await inFolder(files, async (folder) => {
      const july = JSON.parse((await run(folder, 'july', ['--json'])).stdout) as Report;
      expect(july.tables.rebate!.filter(({ status }) => status === 'over').map(day)).toEqual(['02', '03']);
    });
  });
});

describe('what nobody agreed to is never a shortage', () => {
  const fills = june();
  const recipe = { ...CLEAN, missing: new Set([7, 8]), ratio: 700n };
  const text = dashboardFile(dashboardDays(fills, recipe), recipe);
  const codes = (report: Report) => report.tables.causes!.map(({ code }) => code);

  it.each([
    ['a share that is only a maximum', 'jacktrader day 00:00Z', 'ceiling'],
    ['a cut-off that nobody stated', '40% day', 'partial'],
    ['a bare share', '40%', 'partial'],
    ['a maximum and no cut-off', 'jacktrader', 'ceiling'],
  ])('%s', async (_, affiliate, status) => {
    const { report } = await settled(fills, text, ['--affiliate', affiliate]);
    expect(report.verdict).toMatchObject({ status: 'clean', exitCode: 0, rebateBreaks: 0 });
    expect(codes(report)).not.toContain('REBATE_SHORT');
    expect(codes(report)).not.toContain('REBATE_TIMING');
    expect(new Set(statuses(report))).toEqual(new Set([status]));
  });
});
