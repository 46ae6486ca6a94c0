/** `fee-audit rewards`: caps, what was paid, vesting, published scores, self-trades; and the shipped examples. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runIn } from './in-process.ts';

type Row = Readonly<Record<string, string | number | null>>;
interface Report {
  readonly run: {
    readonly revision: string;
    readonly basis: string;
    readonly readings: Readonly<Record<string, string>>;
  };
  readonly verdict: { readonly status: string; readonly exitCode: number; readonly breaks: number };
  readonly tables: Readonly<Record<string, readonly Row[]>>;
}
const run = async (files: Readonly<Record<string, string>>, ...args: readonly string[]) => {
  const { stdout, stderr, code } = await runIn(files, ['rewards', ...args, '--json']);
  return { report: stdout === '' ? null : (JSON.parse(stdout) as Report), stderr, code };
};
const SCORES = 'program,maker,final\noptions,a,1.094544\noptions,b,0.6\noptions,c,0.3\n';

describe('pools by score', () => {
  it('the vector of the reconstruction: 32,000 OP over three finals', async () => {
    const { report, code } = await run({ 's.csv': SCORES }, '--scores', 's.csv');
    expect(code).toBe(0);
    expect(report!.run).toMatchObject({ revision: 'R1', basis: 'estimate, formulas reconstructed' });
    const rows = report!.tables.rewards!.filter(({ pool }) => pool === 'OP options order book');
    expect(rows.map(({ award }) => String(award).slice(0, 12))).toEqual([
      '17560.609342',
      '9626.2604384',
      '4813.1302192',
    ]);
    const units = rows.reduce((sum, { award }) => {
      const [whole = '', fraction = ''] = String(award).split('.');
      return sum + BigInt(whole + fraction.padEnd(18, '0'));
    }, 0n);
    expect(units).toBe(32_000n * 10n ** 18n);
  });
  it('disqualified makers are unpaid and leave the sum; by name or by file', async () => {
    for (const given of ['b', 'out.csv']) {
      const files = { 's.csv': SCORES, 'out.csv': 'maker\nb\n' };
      const { report } = await run(files, '--scores', 's.csv', '--disqualified', given);
      const rows = report!.tables.rewards!.filter(({ pool }) => pool === 'DRV options');
      expect(
        rows.map(({ maker, award, reason }) => [maker, award === '0', String(reason).slice(0, 12)]),
      ).toEqual([
        ...[
          ['a', false, 'provisional:'],
          ['b', true, 'disqualified'],
          ['c', false, 'provisional:'],
        ],
      ]);
    }
  });
  it('the later revision has its own pools; the score table carries its revision along', async () => {
    const { report } = await run({ 's.csv': SCORES }, '--scores', 's.csv', '--as-of', '2026-01-01');
    expect(report!.tables.pools!.map(({ pool, amount }) => `${pool} ${amount}`)).toEqual([
      ...['USDC rebates 500000', 'DRV options 500000', 'DRV perps majors 250000', 'DRV perps alts 250000'],
    ]);
    const carried = SCORES.replace('final\n', 'final,version\n').replace(/(\d)\n/g, '$1,R2\n');
    expect((await run({ 's.csv': carried }, '--scores', 's.csv')).report!.run.revision).toBe('R2');
  });
  it('half at once, half over six epochs, forfeited from the inactive one on', async () => {
    const files = {
      's.csv': 'program,maker,final\noptions,a,3\noptions,b,22\n',
      'h.csv': 'maker,epoch1,epoch2,epoch3\na,2%,0.01,0.0099\n',
    };
    const { report } = await run(files, '--scores', 's.csv', '--history', 'h.csv');
    const row = report!.tables.rewards!.find(({ pool, maker }) => pool === 'DRV options' && maker === 'a');
    expect(row).toMatchObject({ award: '120000', paidNow: '60000', vesting: '20000', forfeited: '40000' });
    const own = report!.tables.vesting!.filter(({ maker }) => maker === 'a');
    expect(own.map(({ epoch, amount, status }) => `${epoch} ${amount} ${status}`)).toEqual([
      ...[
        '1 10000 vested',
        '2 10000 vested',
        '3 10000 forfeited',
        '4 10000 forfeited',
        '5 10000 forfeited',
        '6 10000 forfeited',
      ],
    ]);
  });
});

describe('rebates against their pool', () => {
  const accrued = 'maker,accrued\na,300000\nb,150000\nc,150000\n';
  it('600K against 500K: one POOL_HAIRCUT, 250K, 125K, 125K', async () => {
    const { report, code } = await run({ 'a.csv': accrued }, '--accrued', 'a.csv');
    expect(code).toBe(0);
    expect(report!.tables.rewards!.map(({ award }) => award)).toEqual(['250000', '125000', '125000']);
    expect(report!.tables.causes).toMatchObject([{ code: 'POOL_HAIRCUT', makers: 3, variance: '-100000' }]);
  });
  it('paid in one other ratio is one break; paid otherwise is one per maker', async () => {
    const paid = (amounts: readonly string[]) =>
      `maker,accrued,paid\n${[300_000, 150_000].map((amount, at) => `m${at},${amount},${amounts[at]}`).join('\n')}\n`;
    const one = await run({ 'a.csv': paid(['240000.00', '120000.00']) }, '--accrued', 'a.csv');
    expect([one.code, one.report!.verdict.breaks]).toEqual([1, 1]);
    expect(one.report!.tables.causes).toMatchObject([{ code: 'POOL_HAIRCUT', variance: '-90000' }]);
    const two = await run({ 'a.csv': paid(['300000', '100000']) }, '--accrued', 'a.csv');
    expect(two.report!.tables.causes).toMatchObject([{ code: 'REBATE_SHORT', variance: '-50000' }]);
    expect((await run({ 'a.csv': paid(['300000', '150000']) }, '--accrued', 'a.csv')).code).toBe(0);
  });
  it('by sub-pool each part is cut by itself, and asks for the class', async () => {
    const rows = 'maker,accrued,program\na,300000,options\nb,100000,perps majors\n';
    const { report } = await run({ 'a.csv': rows }, '--accrued', 'a.csv', '--reading', 'capScope=sub-pool');
    expect(report!.tables.rewards!.map(({ maker, award }) => `${maker} ${award}`)).toEqual([
      'a 250000',
      'b 100000',
    ]);
    const missing = await run({ 'a.csv': accrued }, '--accrued', 'a.csv', '--reading', 'capScope=sub-pool');
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('column program')]);
  });
  it('10K OP a week go by net taker fees', async () => {
    const { report } = await run({ 'f.csv': 'maker,net_taker_fees\na,75\nb,25\n' }, '--taker-fees', 'f.csv');
    expect(report!.tables.rewards!.map(({ pool, maker, award }) => `${pool} ${maker} ${award}`)).toEqual([
      ...['OP public weekly a 7500', 'OP public weekly b 2500'],
    ]);
  });
});

describe('published scores', () => {
  /** Totals of the formula at a scale of 12, with the given weights. */
  const response = (
    weight: number,
    constant: number,
    change: (scores: Record<string, string>[]) => void = () => {},
  ) => {
    const makers = [
      ['w1', 0.9, 0.5, 100],
      ['w2', 0.4, 0.8, 50],
      ['w3', 0.25, 0.3, 0],
    ] as const;
    const scores = makers.map(([wallet, coverage, quality, volume]) => {
      const multiplier = 1 + (constant * volume) / 1000;
      const total = (weight * (coverage + quality) * multiplier).toFixed(12);
      return {
        ...{
          wallet,
          coverage_score: String(coverage),
          quality_score: String(quality),
          volume: String(volume),
        },
        ...{ volume_multiplier: multiplier.toFixed(12), holder_boost: '1', total_score: total },
      };
    });
    change(scores);
    const total = scores.reduce((sum, { total_score }) => sum + Number(total_score), 0).toFixed(12);
    const program = {
      name: 'P',
      asset_types: ['perp'],
      currencies: ['BTC'],
      rewards: { OP: '10000' },
      start_timestamp: 1_737_331_200,
    };
    return JSON.stringify({ id: 7, result: { program, total_score: total, total_volume: '1000', scores } });
  };
  const outcomes = async (text: string) => {
    const { report, code } = await run({ 'p.json': text }, '--published', 'p.json');
    const broken = report!.tables.published!.filter(({ outcome }) => outcome === 'break');
    return {
      code,
      broken: broken.map(({ check, maker }) => (maker === null ? check : `${check} ${maker}`)),
      rows: report!.tables.published!,
    };
  };
  it('what follows the formulas matches, and weights and constant are fitted', async () => {
    const { code, broken, rows } = await outcomes(response(0.5, 2));
    expect([code, broken]).toEqual([0, []]);
    const weights = rows.find(({ check }) => check === 'weights of coverage and quality')!;
    expect(weights.sentence).toBe(
      'least squares give 0.5 : 0.5 (coverage : quality); the product of coverage and quality does not reproduce the totals',
    );
    expect(
      rows
        .filter(({ check }) => check === 'payout OP')
        .reduce((sum, { published }) => sum + Number(published), 0),
    ).toBeCloseTo(10_000, 9);
  });
  it('another constant of the volume multiplier is found; a slip of one wallet is told apart', async () => {
    const other = await outcomes(response(0.5, 3));
    expect(other.broken).toEqual([
      'volume multiplier constant',
      'volume_multiplier w1',
      'volume_multiplier w2',
    ]);
    expect(other.rows.find(({ check }) => check === 'volume multiplier constant')!.sentence).toBe(
      'the multipliers follow a weight of 3',
    );
    const slip = await outcomes(
      response(0.5, 2, (scores) => {
        scores[1]!.total_score = '0.7';
      }),
    );
    expect(slip.code).toBe(1);
    expect(slip.broken).toContain('total_score of the wallet w2');
  });
  it('totals that are products are named as such', async () => {
    const { rows, code } = await outcomes(
      response(0.5, 0, (scores) => {
        for (const one of scores)
          one.total_score = (Number(one.coverage_score) * Number(one.quality_score)).toFixed(12);
      }),
    );
    expect(code).toBe(1);
    const weights = rows.find(({ check }) => check === 'weights of coverage and quality')!;
    expect(weights.sentence).toMatch(/; the product of coverage and quality reproduces every total$/);
  });
  it('what is no response is refused in words', async () => {
    for (const [text, words] of [
      ['{', 'no valid JSON'],
      ['{"result": {}}', '`scores` is missing'],
      ['{"scores": [{"wallet": "w"}], "total_score": 1, "total_volume": 1}', 'scores[0].coverage_score'],
    ] as const) {
      const { code, stderr } = await run({ 'p.json': text }, '--published', 'p.json');
      expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
    }
  });
});

describe('own fills and slips of the user', () => {
  const head =
    'trade_id,instrument_name,timestamp,trade_price,trade_amount,mark_price,index_price,direction,subaccount_id,trade_fee,expected_rebate,liquidity_role,extra_fee,is_transfer,tx_hash,tx_status';
  const row = (
    id: string,
    account: string,
    role: string,
    side: string,
    rebate: string,
    symbol = 'ETH-PERP',
  ) => `${id},${symbol},1737331200000,3000,1,,3000,${side},${account},0,${rebate},${role},0,false,0x,settled`;
  it('rebates accrue by account and class, self-trades are listed by the true key', async () => {
    const rows = [
      row('t1', '1', 'maker', 'buy', '0.3'),
      row('t1', '2', 'taker', 'sell', '0'),
      // A leg of another instrument under the same id, and the other role of nobody known: no self-trades.
      row('t1', '1', 'maker', 'buy', '0.2', 'WIF-PERP'),
      row('t2', '1', 'maker', 'buy', '0.1'),
    ];
    const { report, code } = await run(
      { 'f.csv': `${[head, ...rows].join('\n')}\n` },
      '--fills',
      'f.csv',
      '--program',
      'derive/rewards@R1',
    );
    expect(code).toBe(0);
    expect(
      report!.tables.selfTrades!.map(
        ({ tradeId, makerAccount, takerAccount }) => `${tradeId} ${makerAccount} ${takerAccount}`,
      ),
    ).toEqual(['t1 1 2']);
    expect(
      report!.tables.rewards!.map(({ maker, class: name, award }) => `${maker} ${name} ${award}`),
    ).toEqual([...['1 perps alts 0.2', '1 perps majors 0.4']]);
  });
  it.each([
    [[], 'there is nothing to split'],
    [['--scores', 'bad.csv'], 'the column final is missing'],
    [['--scores', 'class.csv'], 'programs are: options, perps majors, perps alts'],
    [['--accrued', 'negative.csv'], 'cannot be negative'],
    [['--accrued', 'twice.csv'], 'other figures as well'],
    [['--scores', 's.csv', '--program', 'derive/reward'], 'did you mean derive/rewards?'],
    [['--scores', 's.csv', '--program', 'derive/rewards@R9'], 'versions: R1, R2'],
    [['--scores', 's.csv', '--reading', 'vestin=linear'], 'did you mean vesting?'],
    [['--scores', 's.csv', '--history', 'h.csv'], 'this is no share'],
  ] as const)('%s', async (args, words) => {
    const files = {
      ...{
        's.csv': SCORES,
        'bad.csv': 'program,maker\noptions,a\n',
        'class.csv': 'program,maker,final\nspot,a,1\n',
      },
      ...{
        'negative.csv': 'maker,accrued\na,-1\n',
        'twice.csv': 'maker,accrued\na,1\na,2\n',
        'h.csv': 'maker,epoch1\na,55\n',
      },
    };
    const { code, stderr } = await run(files, ...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
  });
});

describe('the shipped examples', () => {
  const EXAMPLES = resolve(import.meta.dirname, '../../examples');
  const names = [
    'snapshots.csv',
    'rfqs.csv',
    'volumes.csv',
    'holdings.csv',
    'enrolled.csv',
    'accrued.csv',
    'shares.csv',
    'published.json',
  ];
  const files = Object.fromEntries(
    names.map((name) => [`derive-${name}`, readFileSync(join(EXAMPLES, `derive-${name}`), 'utf8')]),
  );
  it('find what is planted in them', async () => {
    const lists = ['rfqs', 'volumes', 'holdings', 'enrolled'].flatMap((name) => [
      `--${name}`,
      `derive-${name}.csv`,
    ]);
    const scored = await runIn(files, ['score', 'derive-snapshots.csv', ...lists, '--json']);
    const { tables } = JSON.parse(scored.stdout) as Report;
    expect(
      tables
        .snapshots!.filter(({ bucket }) => bucket === 'bad')
        .map(({ reason, books }) => `${reason} ${books}`),
    ).toEqual([...['crossed-book 1', 'missing-side 1', 'size-zero 1']]);
    expect(tables.gaps).toMatchObject([{ windows: 2 }]);
    const statuses = new Set(tables.score!.map(({ maker, status }) => `${maker} ${status}`));
    expect([...statuses]).toEqual(
      expect.arrayContaining(['0xc3 not approved', '0xd4 gated: share is not above 2%', '0xd4 no score']),
    );
    const checked = await run(
      files,
      '--published',
      'derive-published.json',
      '--accrued',
      'derive-accrued.csv',
    );
    expect(checked.code).toBe(1);
    const broken = checked.report!.tables.published!.filter(({ outcome }) => outcome === 'break');
    expect(broken.map(({ check, maker }) => `${check} ${maker}`)).toEqual([
      'volume multiplier constant null',
      'volume_multiplier 0xb2',
    ]);
    expect(checked.report!.tables.causes).toMatchObject([{ code: 'POOL_HAIRCUT', variance: '-100000' }]);
  });
});
