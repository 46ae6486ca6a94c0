/** The decision of the article on its own figures, and the win-back rule at its edges. */
import { describe, expect, it } from 'vitest';
import { feeAuditHere } from '../support/in-process.ts';
import type { Outcome } from '../support/run.ts';
import { okxFile, type Trade } from '../support/tier-exports.ts';

type Row = Readonly<Record<string, string | boolean | null>>;
type Files = Readonly<Record<string, string>>;
const run = (files: Files, ...args: string[]): Promise<Outcome> => feeAuditHere(files, ['advise', ...args]);

async function tables(files: Files, ...args: string[]): Promise<Readonly<Record<string, readonly Row[]>>> {
  const { stdout, stderr } = await run(files, ...args, '--json');
  expect(stdout, stderr).toMatch(/^\{/);
  return (JSON.parse(stdout) as { tables: Record<string, Row[]> }).tables;
}

const FLOW = [
  '--volume',
  '300M',
  '--maker-ratio',
  '80%',
  '--schedule',
  'okx/usdt-futures',
  '--affiliate',
  '40%',
];
const OFFER = 'okx/market-maker:maker=-0.003%';

describe('the decision', () => {
  it('below the zero-fee tier: maker ratio and stacked rebate, each with its figure', async () => {
    const { advice } = await tables({}, ...FLOW);
    const own = advice!.filter(({ step }) => step === 'below the zero-fee tier');
    expect(own.every(({ applies }) => applies === true)).toBe(true);
    expect(own[0]!.sentence).toContain('at VIP 4 resting costs 0.8 bps');
    expect(own[0]!.sentence).toMatch(/zero at VIP 6 .*negative from VIP 7/);
    // 3M of volume at (2.7 − 0.8) bps, of which 40 % would have come back: 342.
    expect(own[1]!.figure).toBe('342');
    expect(own[2]!.figure).toBe('14160');
    expect(own.every(({ source }) => String(source).length > 10)).toBe(true);
  });

  it('few pairs: the program with what it forfeits, never without its duties', async () => {
    const { advice } = await tables({}, ...FLOW, '--card', OFFER, '--pairs', '3');
    const program = advice!.find(({ step }) => step === 'committed to few pairs')!;
    expect(program).toMatchObject({ applies: true, figure: '-12240', unit: 'USDT' });
    expect(program.sentence).toContain('nets 9,000.00 USDT against 21,240.00 USDT, 12,240.00 USDT cheaper');
    expect(program.sentence).toContain('forfeited the affiliate rebate of 14,160.00 USDT');
    expect(program.sentence).toContain('below +0.21 bps; not priced: Application, collateral');
    const { stdout } = await run({}, ...FLOW, '--card', OFFER);
    expect(stdout).toMatch(
      /^ADVICE {2}okx\/market-maker:maker=-0.003% costs least: 9,000.00 USDT net.*if its obligations can be met/,
    );
  });

  it('without an offer: what one would have to pay', async () => {
    const { advice } = await tables({}, ...FLOW);
    const program = advice!.find(({ step }) => step === 'committed to few pairs')!;
    expect(program.figure).toBe('0.21');
    expect(program.sentence).toContain('okx/market-maker is by application');
    const { stdout } = await run({}, ...FLOW);
    expect(stdout).toMatch(/^ADVICE {2}stay on okx\/usdt-futures:VIP 4: 21,240.00 USDT net/);
  });

  it('at negative tiers: taker flow and negotiation', async () => {
    const args = [
      '--volume',
      '3B',
      '--maker-ratio',
      '80%',
      '--affiliate',
      '40%',
      '--card',
      'okx/usdt-futures@2026-04:VIP 8',
    ];
    const { advice } = await tables({}, ...args);
    const top = advice!.filter(({ step }) => step === 'at zero and negative tiers');
    // 600M × 2 bps × 40 %, and 0.1 bps of 600M.
    expect(top.map(({ figure }) => figure)).toEqual(['48000', '6000']);
    expect(top[0]!.sentence).toContain('the maker side pays the desk 120,000.00 USDT');
    expect(
      advice!
        .filter(({ step }) => step === 'below the zero-fee tier')
        .some(({ applies }) => applies === true),
    ).toBe(false);
  });

  it('never advises a tier that is not reached', async () => {
    const { stdout } = await run(
      {},
      ...FLOW,
      '--card',
      'okx/usdt-futures@2026-04:VIP 4',
      '--card',
      'okx/usdt-futures@2026-04:VIP 9',
    );
    expect(stdout).toMatch(/^ADVICE {2}stay on okx\/usdt-futures@2026-04:VIP 4/);
  });

  it('many symbols, counted in the fills', async () => {
    const start = Date.parse('2026-05-01T00:20:00Z');
    const trades: Trade[] = Array.from({ length: 120 }, (_, index) => ({
      time: start + index * 3_600_000,
      usd: 500_000n,
      maker: index % 4 !== 0,
      fee: index % 4 === 0 ? '135' : '40',
    }));
    const coins = ['BTC', 'ETH', 'SOL', 'XRP', 'ADA', 'DOT', 'LTC', 'BCH'];
    const text = okxFile(trades)
      .split('\n')
      .map((line, index) => line.replace('BTC-USDT-SWAP', `${coins[index % 8]}-USDT-SWAP`))
      .join('\n');
    const contracts = `venue,symbol,contractValue,contractAsset\n${coins.map((coin) => `okx,${coin}-USDT-SWAP,0.01,${coin}`).join('\n')}\n`;
    const files = { 'fills.csv': text, 'own.csv': contracts };
    const { advice, whatif } = await tables(
      files,
      'fills.csv',
      '--instruments',
      'own.csv',
      '--tier',
      'VIP 4',
    );
    // The fills are of May, when the ladder asked for futures volume alone.
    expect(advice![0]!.sentence).toContain('zero at VIP 6 (futures volume ≥ 1B USD)');
    const many = advice!.find(({ step }) => step === 'many symbols')!;
    expect(many).toMatchObject({ applies: true, figure: '0.625' });
    expect(many.sentence).toContain('8 pairs are traded, the largest 5 of them 62.5 % of the volume');
    expect(whatif![0]).toMatchObject({ card: 'okx/usdt-futures:VIP 4', gross: '7650' });
  });

  it.each([
    [[], 'there is no flow to advise on'],
    [['--volume', '3M', '--maker-ratio', '80%'], 'the account’s ladder is not known'],
    [[...FLOW, '--registered', '2026-01-01'], 'belong to --eligibility'],
    [[...FLOW, '--pairs', 'few'], '--pairs needs a whole number'],
  ])('refuses %j', async (args, sentence) => {
    const { stderr, code } = await run({}, ...args);
    expect(stderr).toContain(sentence);
    expect(code).toBe(2);
  });
});

describe('eligibility', () => {
  const check = async (on: string, registered: string, lastTrade: string, code = 'none') => {
    const args = [
      '--eligibility',
      '--on',
      on,
      '--registered',
      registered,
      '--last-trade',
      lastTrade,
      '--referral-code',
      code,
    ];
    const { stdout } = await run({}, ...args);
    return stdout.split('\n')[0];
  };

  it.each([
    // 90 days before 2026-06-01 is 2026-03-03.
    ['2026-06-01', '2026-03-03', '2026-03-03', 'ELIGIBLE  on 2026-06-01'],
    [
      '2026-06-01',
      '2026-03-04',
      '2026-03-03',
      'NOT ELIGIBLE  on 2026-06-01; all requirements are met from 2026-06-02 on',
    ],
    [
      '2026-06-01',
      '2020-01-01',
      '2026-05-20',
      'NOT ELIGIBLE  on 2026-06-01; all requirements are met from 2026-08-18 on',
    ],
    ['2026-06-01', '2020-01-01', 'none', 'ELIGIBLE  on 2026-06-01'],
    // Before 2026-03-24 it took 180 days; 100 of them suffice from that day on.
    [
      '2026-03-23',
      '2025-12-13',
      '2025-12-13',
      'NOT ELIGIBLE  on 2026-03-23; all requirements are met from 2026-03-24 on',
    ],
    ['2026-03-24', '2025-12-13', '2025-12-13', 'ELIGIBLE  on 2026-03-24'],
    ['2026-03-23', '2025-09-24', '2025-09-24', 'ELIGIBLE  on 2026-03-23'],
    [
      '2026-01-01',
      '2025-08-01',
      '2025-08-01',
      'NOT ELIGIBLE  on 2026-01-01; all requirements are met from 2026-01-28 on',
    ],
  ])('on %s, registered %s, last trade %s: %s', async (on, registered, lastTrade, expected) => {
    expect(await check(on, registered, lastTrade)).toContain(expected);
  });

  it('a referral code that was used is never undone', async () => {
    expect(await check('2026-06-01', '2020-01-01', 'none', 'FRIEND')).toBe(
      'NOT ELIGIBLE  on 2026-06-01, nor on any later day as things stand',
    );
  });

  it('says what was not said', async () => {
    const { stdout, code } = await run(
      {},
      '--eligibility',
      '--on',
      '2026-06-01',
      '--registered',
      '2020-01-01',
    );
    expect(stdout).toContain('NOT KNOWN');
    expect(stdout).toContain('when it last traded is not said: --last-trade');
    expect(stdout).toContain('--referral-code none');
    expect(code).toBe(0);
  });

  it.each([
    [['--on', '2026-06-01', '--registered', '2026-07-01'], '--registered is after the day asked for'],
    [['--registered', '1 May'], '--registered is no day'],
    [['--venue', 'okx'], 'no rule on binding existing accounts is known'],
  ])('refuses %j', async (args, sentence) => {
    const { stderr, code } = await run({}, '--eligibility', ...args);
    expect(stderr).toContain(sentence);
    expect(code).toBe(2);
  });
});

describe('schedules show affiliate/jacktrader', () => {
  it('prints the matrix tier by tier, with its sentence and the venue’s own rule', async () => {
    const { stdout } = await feeAuditHere({}, ['schedules', 'show', 'affiliate/jacktrader', '--json']);
    const { matrix } = (JSON.parse(stdout) as { tables: { matrix: Row[] } }).tables;
    const okx = matrix!.filter(({ schedule }) => schedule === 'okx/usdt-futures');
    expect(okx.map(({ tier, stacks }) => `${tier}: ${stacks}`)).toEqual([
      ...['Regular', 'VIP 1', 'VIP 2', 'VIP 3', 'VIP 4', 'VIP 5'].map((tier) => `${tier}: maker and taker`),
      ...['VIP 6', 'VIP 7', 'VIP 8', 'VIP 9'].map((tier) => `${tier}: taker only`),
    ]);
    expect(okx.every(({ sentence }) => String(sentence).length > 20)).toBe(true);
    expect(okx[2]!.warning).toBeNull();
    expect(okx[3]!.warning).toContain("the partner's own promise");
    expect(matrix!.at(-1)).toMatchObject({ schedule: 'any market-maker program', stacks: 'nothing' });
  });
});
