/** `fee-audit score` and `rewards` on generated books, against whole numbers; and every kind of bad snapshot. */
import { describe, expect, it } from 'vitest';
import { feeAudit, inFolder } from '../support/run.ts';
import { runIn } from './in-process.ts';
import { madeBooks } from './made-books.ts';
import { agrees, fixed, oracle } from './score-oracle.ts';

type Row = Readonly<Record<string, string | number | null>>;
interface Report {
  readonly run: { readonly revision: string; readonly readings: Readonly<Record<string, string>> };
  readonly verdict: { readonly status: string; readonly exitCode: number };
  readonly tables: Readonly<Record<string, readonly Row[]>>;
}
const LISTS = ['--volumes', 'volumes.csv', '--holdings', 'holdings.csv', '--enrolled', 'enrolled.csv'];
const SCORE = ['score', 'snapshots.csv', '--rfqs', 'rfqs.csv', ...LISTS];
const parsed = (stdout: string) => JSON.parse(stdout) as Report;

describe.each([11, 4242])('generated books, seed %s', (seed) => {
  const made = madeBooks(seed, 40);
  it('scores equal an independent calculation to 12 digits; shares add up to 1; others get 0', async () => {
    const due = oracle(made.levels, made.requests, made.facts);
    const { stdout, stderr, code } = await runIn(made.files, [...SCORE, '--json']);
    expect([stderr, code]).toEqual(['', 0]);
    const report = parsed(stdout);
    expect(report.run.revision).toBe('R1');
    const totals = report.tables.score!.filter(({ market }) => market === 'total');
    let compared = 0;
    for (const [program, makers] of due) {
      let sum = 0n;
      for (const [maker, one] of makers) {
        const row = totals.find((candidate) => candidate.program === program && candidate.maker === maker)!;
        for (const key of ['coverage', 'quality', 'rfq', 'initial', 'final', 'share'] as const) {
          compared++;
          expect(agrees(fixed(String(row[key])), one[key]), `${program} ${maker} ${key} ${row[key]}`).toBe(
            true,
          );
        }
        expect(row.rank === null).toBe(!one.paid);
        if (!one.paid) expect(row.share).toBe('0');
        sum += fixed(String(row.share));
      }
      const better = (rank: number) =>
        [...makers.values()].filter(({ paid }) => paid).sort((a, b) => (a.final < b.final ? 1 : -1))[
          rank - 1
        ]!;
      for (const row of totals.filter(
        (candidate) => candidate.program === program && candidate.rank !== null,
      )) {
        expect(agrees(fixed(String(row.final)), better(Number(row.rank)).final)).toBe(true);
      }
      expect(agrees(sum, 10n ** 60n)).toBe(true);
    }
    expect(compared).toBeGreaterThan(100);
    const statuses = new Map(totals.map(({ maker, status }) => [maker, status]));
    expect(statuses.get('out')).toBe('not enrolled');
    expect(statuses.get('shy')).toBe('not opted in');
    expect(statuses.get('small')).toBe('gated: volume is not above 5000000 USD');
  });

  it('awards add up to every pool and follow the scores to 12 digits', async () => {
    const due = oracle(made.levels, made.requests, made.facts);
    const { stdout, code } = await runIn(
      made.files,
      [...SCORE, '--output', 'scores.csv'],
      ['rewards', '--scores', 'scores.csv', '--json'],
    );
    expect(code).toBe(0);
    const rows = parsed(stdout).tables.rewards!;
    const pools: [
      string,
      string,
      bigint,
      (one: { coverage: bigint; quality: bigint; rfq: bigint; initial: bigint; final: bigint }) => bigint,
    ][] = [
      // coverage and quality at equal weights, with the boosts that the final score has
      [
        'OP options order book',
        'options',
        32_000n,
        ({ coverage, quality, initial, final }) =>
          initial === 0n ? 0n : ((coverage + quality) * final) / initial,
      ],
      ['OP options RFQ', 'options', 8000n, ({ rfq }) => rfq],
      ['OP perps majors', 'perps majors', 10_000n, ({ final }) => final],
      ['OP perps alts', 'perps alts', 10_000n, ({ final }) => final],
      ['DRV options', 'options', 1_000_000n, ({ final }) => final],
      ['DRV perps majors', 'perps majors', 500_000n, ({ final }) => final],
      ['DRV perps alts', 'perps alts', 500_000n, ({ final }) => final],
    ];
    for (const [pool, program, amount, claim] of pools) {
      const own = rows.filter((row) => row.pool === pool);
      const exact = own.reduce((sum, { award }) => sum + fixed(String(award)), 0n);
      expect(exact, pool).toBe(amount * 10n ** 60n);
      const makers = due.get(program)!;
      const total = [...makers.values()].reduce((sum, one) => (one.paid ? sum + claim(one) : sum), 0n);
      for (const row of own) {
        const one = makers.get(String(row.maker));
        const expected = one?.paid ? (amount * 10n ** 60n * claim(one)) / total : 0n;
        expect(agrees(fixed(String(row.award)), expected), `${pool} ${row.maker} ${row.award}`).toBe(true);
      }
    }
  });

  it('the order of rows within a snapshot and of files does not matter', async () => {
    const lines = made.files['snapshots.csv']!.trimEnd().split('\n');
    const [head, ...body] = lines as [string, ...string[]];
    const byTime = new Map<string, string[]>();
    for (const line of body)
      byTime.set(line.split(',')[0]!, [line, ...(byTime.get(line.split(',')[0]!) ?? [])]);
    const reversed = [...byTime.values()].flat();
    const isPerp = (line: string) => line.includes('-PERP');
    const files = {
      ...made.files,
      'a.csv': [head, ...reversed.filter(isPerp), ''].join('\n'),
      'b.csv': [head, ...reversed.filter((line) => !isPerp(line)), ''].join('\n'),
    };
    const args = (names: readonly string[]) => ['score', ...names, ...LISTS, '--table', 'score', '--csv'];
    const parts = await runIn(files, args(['b.csv', 'a.csv']));
    // Once through the built program, so that it is known to do the same.
    const whole = await inFolder(files, (folder) => feeAudit(folder, args(['snapshots.csv'])));
    expect(parts).toEqual(whole);
  });
});

const HEAD =
  'ts_ms,instrument,asset_type,currency,side,price,size,owner,best_price,mid_price,index_price,delta,expiry_ms';
const BASE = 1_736_899_200_000;
const book = (minute: number, changes: readonly [string, string][] = [], instrument = 'ETH-PERP') => {
  const type = instrument.endsWith('PERP') ? 'perp' : 'option';
  const rows = [
    `${BASE + minute * 60_000},${instrument},${type},${instrument.split('-')[0]},bid,2999,20,alpha,2999,2999.5,3000,${type === 'perp' ? '' : '0.5'},`,
    `${BASE + minute * 60_000},${instrument},${type},${instrument.split('-')[0]},ask,3000,20,alpha,3000,2999.5,3000,${type === 'perp' ? '' : '0.5'},`,
  ];
  return changes.reduce((text, [from, to]) => text.replace(from, to), `${rows.join('\n')}\n`);
};
const scored = async (text: string, args: readonly string[] = []) => {
  const { stdout, stderr, code } = await runIn(
    {
      's.csv': `${HEAD}
${text}`,
    },
    ['score', 's.csv', '--json', ...args],
  );
  return { report: stdout === '' ? null : parsed(stdout), stderr, code };
};

describe('bad snapshots are named and counted, never scored', () => {
  it.each([
    [
      'crossed-book',
      book(15, [
        ['bid,2999', 'bid,3001'],
        [',alpha,2999,', ',alpha,,'],
        [',alpha,3000,', ',alpha,,'],
      ]),
    ],
    ['missing-side', `${book(15).split('\n')[0]}\n`],
    ['size-zero', book(15, [['3000,20,', '3000,0,']])],
    ['unknown-instrument', book(15, [], 'NOPE-PERP')],
    ['unknown-instrument', book(15).replaceAll(',perp,', ',future,')],
    ['time-backwards', book(-15)],
    ['delta-missing', book(15, [], 'ETH-20250301-3000-C').replaceAll(',0.5,', ',,')],
    ['expired', book(15, [], 'ETH-20250101-3000-C')],
    ['best-price-contradicts', book(15, [['alpha,2999,', 'alpha,2998,']])],
    ['facts-contradict', book(15, [[',2999.5,3000,,\n', ',2999.5,3001,,\n']])],
    ['price-unreadable', book(15, [['bid,2999,', 'bid,"2,999",']])],
    ['size-negative', book(15, [['2999,20,', '2999,-20,']])],
    ['index-missing', book(15).replaceAll('2999.5,3000,', '2999.5,,')],
  ])('%s', async (reason, text) => {
    const { report, code } = await scored(book(0) + text);
    expect(code).toBe(0);
    const rows = report!.tables.snapshots!.map(
      ({ bucket, reason: why, books, rows: count }) => `${bucket} ${why} ${books} ${count}`,
    );
    const count = text.trimEnd().split('\n').length;
    expect(rows).toEqual(['used null 1 2', `bad ${reason} 1 ${count}`]);
    const total = report!.tables.score!.find(({ market }) => market === 'total');
    expect(total).toMatchObject({ program: 'perps majors', maker: 'alpha', coverage: '1', quality: '1' });
  });

  it('rows that cannot be read make the run incomplete; gaps and delta ranges are shown', async () => {
    const far = book(60, [], 'ETH-20250301-9000-C').replaceAll(',0.5,', ',0.01,');
    const { report, stderr, code } = await scored(
      `${book(0)}${far}${book(60)}x,ETH-PERP,perp,ETH,bid,1,1,,,,1,,\n1,2\n`,
    );
    expect(code).toBe(2);
    expect(stderr).toContain('s.csv:8');
    expect(report!.verdict).toMatchObject({ status: 'incomplete', exitCode: 2 });
    expect(
      report!.tables.snapshots!.map(({ bucket, reason, rows }) => `${bucket} ${reason} ${rows}`),
    ).toEqual([
      ...['used null 4', 'excluded delta-range 2', 'refused row-width 1', 'refused time-unreadable 1'],
    ]);
    expect(report!.tables.gaps).toEqual([
      { from: '2025-01-15T00:15:00.000Z', to: '2025-01-15T01:00:00.000Z', windows: 3 },
    ]);
  });

  it('a book in two files counts once where both agree, and not at all where they differ', async () => {
    const files = {
      'a.csv': `${HEAD}\n${book(0)}${book(15)}`,
      'b.csv': `${HEAD}\n${book(0)}${book(15, [['3000,20', '3000,21']])}`,
    };
    const { stdout } = await runIn(files, ['score', 'a.csv', 'b.csv', '--json']);
    expect(
      parsed(stdout).tables.snapshots!.map(({ bucket, reason, books }) => `${bucket} ${reason} ${books}`),
    ).toEqual([...['used null 1', 'duplicate duplicate 1', 'bad in-two-files 2']]);
  });

  it('readings are settings: two-sided, literal, all factors 0', async () => {
    const oneSided = book(0, [['3000,20,alpha', '3000,20,beta']]);
    const coverageOf = async (args: readonly string[]) => {
      const { report } = await scored(oneSided, args);
      return report!.tables.score!.find(({ maker, market }) => maker === 'alpha' && market === 'total')!
        .coverage;
    };
    expect(String(await coverageOf([])).slice(0, 12)).toBe('0.7071067811');
    expect(await coverageOf(['--reading', 'onRule=two-sided'])).toBe('0');
    expect(String(await coverageOf(['--reading', 'coverageScale=literal'])).slice(0, 12)).toBe(
      '2.2360679774',
    );
    const { stderr, code } = await scored(oneSided, ['--reading', 'onRule=both']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('onRule=per-side or two-sided')]);
  });
});
