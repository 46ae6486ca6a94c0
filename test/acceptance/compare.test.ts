/** Cards against each other: the article's figures to the cent, exclusions in money, repriced fills against reconciliations. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { feeAuditHere } from '../support/in-process.ts';
import { inFolder, type Outcome } from '../support/run.ts';
import { okxFile, type Trade } from '../support/tier-exports.ts';

type Row = Readonly<Record<string, string | boolean | null>>;
type Files = Readonly<Record<string, string>>;

function run(files: Files, ...args: string[]): Promise<Outcome> {
  return feeAuditHere(files, args);
}

async function whatIf(files: Files, ...args: string[]): Promise<Row[]> {
  const { stdout, stderr } = await run(files, 'compare', ...args, '--json');
  expect(stdout, stderr).toMatch(/^\{/);
  return (JSON.parse(stdout) as { tables: { whatif: Row[] } }).tables.whatif;
}

const FLOW = ['--maker-volume', '240M', '--taker-volume', '60M'];
const PROGRAM = 'okx/market-maker:maker=-0.003%,taker=0.027%';

describe('the article', () => {
  it('VIP 4 against a program at -0.003 %: its figures, and the honest ones beside them', async () => {
    const [ladder, program] = await whatIf(
      {},
      ...FLOW,
      '--card',
      'okx/usdt-futures:VIP 4',
      '--card',
      PROGRAM,
      '--affiliate',
      '40%',
    );
    expect(ladder).toMatchObject({
      maker: '19200',
      taker: '16200',
      gross: '35400',
      affiliate: '-14160',
      net: '21240',
    });
    expect(ladder).toMatchObject({
      track: 'ladder',
      tier: 'VIP 4',
      reached: true,
      difference: '0',
      makerDifference: '0',
    });
    expect(program).toMatchObject({
      maker: '-7200',
      taker: '16200',
      gross: '9000',
      affiliate: '0',
      net: '9000',
    });
    expect(program).toMatchObject({
      track: 'program',
      tier: null,
      difference: '-12240',
      makerDifference: '-26400',
    });
    expect(program).toMatchObject({ makerRateBps: '-0.3', takerRateBps: '2.7', breakEvenMakerBps: '0.21' });
    // (2.7 − 1.62) ÷ (2.7 − 1.62 + 0.48 + 0.3)
    expect(program!.breakEvenMakerRatio).toMatch(/^0\.58064516129/);
    // (35,400 − 9,000) ÷ 35,400
    expect(program!.breakEvenShare).toMatch(/^0\.74576271186/);
    // 60M × 1.08 ÷ 0.78
    expect(program!.breakEvenMakerVolume).toMatch(/^83076923\.0769/);
    expect(program!.conditions).toMatch(/forfeits the affiliate rebate.*/);
    expect(program!.conditions).toMatch(/obligation, not priced: .*uptime/);
  });

  it('says it in a sentence, the same for a volume with a maker ratio', async () => {
    const cards = ['--card', 'okx/usdt-futures:VIP 4', '--card', PROGRAM, '--affiliate', '40%'];
    const { stdout, code } = await run({}, 'compare', '--volume', '300M', '--maker-ratio', '80%', ...cards);
    expect(code).toBe(0);
    expect(stdout).toContain('costs 12,240.00 USDT less than okx/usdt-futures:VIP 4');
    expect(stdout).toContain(
      'maker side alone 26,400.00 USDT less; ahead at any maker rate below +0.21 bps; even at a maker ratio of 58.06 %',
    );
  });

  it('VIP 3, 80M at 80 % maker: 6,400, of which 2,560 come back', async () => {
    const [row] = await whatIf(
      {},
      '--maker-volume',
      '64M',
      '--card',
      'okx/usdt-futures:VIP 3',
      '--affiliate',
      '40%',
    );
    expect(row).toMatchObject({ maker: '6400', taker: '0', affiliate: '-2560', net: '3840', reached: true });
    const [whole] = await whatIf(
      {},
      '--volume',
      '80M',
      '--maker-ratio',
      '80%',
      '--card',
      'okx/usdt-futures:VIP 3',
      '--affiliate',
      '40%',
    );
    expect(whole).toMatchObject({
      maker: '6400',
      taker: '4480',
      gross: '10880',
      affiliate: '-4352',
      net: '6528',
    });
  });

  it('every rung of its ladder, by a command; what the flow does not reach is marked and does not win', async () => {
    const args = [...FLOW, '--all-tiers', '--schedule', 'okx/usdt-futures@2026-04', '--affiliate', '40%'];
    const rows = await whatIf({}, ...args);
    // maker × 240 + taker × 60, in USDT at hundredths of a percent of a million: worked out by hand.
    expect(
      rows.map(({ tier, maker, taker, affiliate, net, reached }) => [
        tier,
        maker,
        taker,
        affiliate,
        net,
        reached,
      ]),
    ).toEqual([
      ['Regular', '48000', '30000', '-31200', '46800', true],
      ['VIP 1', '38400', '27000', '-26160', '39240', true],
      ['VIP 2', '36000', '21600', '-23040', '34560', true],
      ['VIP 3', '24000', '16800', '-16320', '24480', true],
      ['VIP 4', '19200', '16200', '-14160', '21240', true],
      ['VIP 5', '12000', '15600', '-11040', '16560', false],
      ['VIP 6', '0', '15000', '-6000', '9000', false],
      ['VIP 7', '-4800', '12000', '-4800', '2400', false],
      ['VIP 8', '-12000', '12000', '-4800', '-4800', false],
      ['VIP 9', '-12000', '9000', '-3600', '-6600', false],
    ]);
    const { stdout } = await run({}, 'compare', ...args);
    expect(stdout).toMatch(/^RESULT {2}okx\/usdt-futures@2026-04:VIP 4 costs least of the cards reached/);
    expect(stdout).toContain('VIP 9 would pay the desk 6,600.00 USDT, but it is not reached');
  });
});

describe('overlays and exclusions change the money', () => {
  const only = async (...args: string[]) =>
    (await whatIf({}, '--maker-volume', '100M', '--taker-volume', '100M', ...args)).at(-1)!;

  it('a token discount compounds with the share, and never touches a negative fee', async () => {
    const card = ['--card', 'binance/usdm-futures:VIP 1'];
    // 100M × 0.018 % and 0.05 %
    expect(await only(...card)).toMatchObject({ maker: '18000', taker: '50000', net: '68000' });
    expect(await only(...card, '--discount', 'BNB')).toMatchObject({
      maker: '16200',
      taker: '45000',
      net: '61200',
    });
    expect(await only(...card, '--discount', 'BNB', '--affiliate', '40%')).toMatchObject({
      affiliate: '-24480',
      net: '36720',
    });
    const provider = await only(
      '--card',
      'binance/usdm-liquidity-provider@2025-11-11:Tier 4',
      '--tier',
      'VIP 1',
      '--discount',
      'BNB',
    );
    expect(provider).toMatchObject({ maker: '-5000', taker: '45000' });
    expect(provider.conditions).toContain("the account's ladder taker (binance/usdm-futures VIP 1) is kept");
  });

  it.each([
    ['okx/usdt-futures@2026-04:VIP 5', '-12400', 'stacks on maker and taker flow'],
    ['okx/usdt-futures@2026-04:VIP 6', '-10000', 'on taker flow only'],
    ['okx/usdt-futures@2026-04:VIP 7', '-8000', 'on taker flow only'],
    [
      'okx/market-maker:maker=0.005%,taker=0.026%',
      '0',
      'program participants are out of the affiliate rebate',
    ],
  ])('%s: the partner pays %s', async (card, affiliate, reason) => {
    const row = await only('--card', card, '--affiliate', '40%');
    expect(row.affiliate).toBe(affiliate);
    expect(row.conditions).toContain(reason);
  });

  it('warns where the venue itself pays affiliates no longer', async () => {
    const above = await only('--card', 'binance/usdm-futures:VIP 3', '--affiliate', '40%');
    expect(above.conditions).toContain(
      'the venue itself pays affiliates up to VIP 2 only since 2026-03-19 23:59Z',
    );
    const within = await only('--card', 'binance/usdm-futures:VIP 2', '--affiliate', '40%');
    expect(within.conditions).not.toContain('the venue itself');
  });

  it('a ceiling is called one', async () => {
    const { stdout } = await run(
      {},
      'compare',
      ...FLOW,
      '--card',
      'okx/usdt-futures:VIP 4',
      '--affiliate',
      'jacktrader',
    );
    expect(stdout).toContain('up to 40% of the fee charged (a maximum, so that the net is a floor)');
  });

  it('a program that nobody offered cannot win', async () => {
    const cards = [
      '--card',
      'okx/usdt-futures:VIP 4',
      '--card',
      'binance/usdm-liquidity-provider@2025-11-11:Tier 4',
    ];
    const rows = await whatIf({}, ...FLOW, ...cards);
    expect(rows.map(({ reached }) => reached)).toEqual([true, null]);
    const { stdout } = await run({}, 'compare', ...FLOW, ...cards);
    expect(stdout).toMatch(/^RESULT {2}okx\/usdt-futures:VIP 4 costs least/);
    const granted = await whatIf({}, ...FLOW, ...cards, '--share', '1.5%');
    expect(granted.map(({ reached }) => reached)).toEqual([true, true]);
    const shares = 'makerShare=1.49%,makerShare.exBtcEth=1.49%,makerShare.btcEth=1.49%';
    const short = await whatIf({}, ...FLOW, ...cards, '--share', shares);
    expect(short.map(({ reached }) => reached)).toEqual([true, false]);
  });
});

/** As `whatIf`, with the whole path of one of the files among the arguments. */
async function inFolderWith(
  files: Files,
  name: string,
  args: (path: string) => readonly string[],
): Promise<Row[]> {
  const { [name]: content = '', ...rest } = files;
  return inFolder({ [name]: content }, (folder) => whatIf(rest, ...args(join(folder, name))));
}

describe('from fills', () => {
  const start = Date.parse('2026-05-01T00:20:00Z');
  /** 36 days at VIP 4, fees of the article; sizes that leave digits to round. */
  const trades: Trade[] = Array.from({ length: 400 }, (_, index) => {
    const usd = 500n * BigInt(1000 + ((index * 7919) % 4001));
    const maker = index % 5 !== 0;
    const units = usd * (maker ? 80n : 270n);
    const digits = String(units).padStart(7, '0');
    return { time: start + index * 7_776_000, usd, maker, fee: `${digits.slice(0, -6)}.${digits.slice(-6)}` };
  });
  const text = okxFile(trades);
  const half = text
    .split('\n')
    .map((line, index) =>
      index % 2 === 0 && index > 0
        ? line.replace('BTC-USDT-SWAP', 'ETH-USDT-SWAP').replace(/,50000,(\d+),50000,/, ',5000,$1,5000,')
        : line,
    )
    .join('\n');
  const sum = (list: readonly Trade[], maker: boolean) =>
    list.filter((one) => one.maker === maker).reduce((a, { usd }) => a + usd, 0n);

  it.each(['Regular', 'VIP 3', 'VIP 4', 'VIP 7'])(
    'totals at %s equal those of a reconciliation under that card',
    async (tier) => {
      const files = { 'fills.csv': text };
      const [row] = await whatIf(
        files,
        'fills.csv',
        '--tier',
        'VIP 4',
        '--card',
        `okx/usdt-futures:${tier}`,
        '--card',
        'okx/usdt-futures:VIP 5',
      );
      const { stdout } = await run(
        files,
        'reconcile',
        'fills.csv',
        '--tier',
        tier,
        '--affiliate',
        '40%',
        '--json',
      );
      const { verdict, tables } = JSON.parse(stdout) as {
        verdict: { byAsset: Row[] };
        tables: { reconciliation: Row[] };
      };
      expect(row!.gross).toBe(verdict.byAsset[0]!.expected);
      const of = (liquidity: string) =>
        tables.reconciliation.find((line) => line.liquidity === liquidity)!.expected;
      expect([row!.maker, row!.taker]).toEqual([of('maker'), of('taker')]);
    },
  );

  it('a program on one pair: the others pay the lowest tier, the taker side stays, as worked out by hand', async () => {
    const files = { 'fills.csv': half };
    const card = 'okx/market-maker:maker=-0.003%,pairs=BTC-USDT-SWAP';
    const rows = await whatIf(
      files,
      'fills.csv',
      '--tier',
      'VIP 4',
      '--affiliate',
      '40%',
      '--card',
      'okx/usdt-futures:VIP 4',
      '--card',
      card,
    );
    const [btc, eth] = [
      trades.filter((_, index) => index % 2 === 0),
      trades.filter((_, index) => index % 2 === 1),
    ];
    // An ETH contract is 0.1 ETH at 5,000: the same 500 dollars.
    const inPair = -30n * sum(btc, true) + 270n * sum(btc, false);
    const outside = 200n * sum(eth, true) + 500n * sum(eth, false);
    const micro = (units: bigint) => String(units / 1_000_000n);
    expect(Number(rows[1]!.net)).toBeCloseTo(Number(inPair + outside) / 1e6, 6);
    expect(rows[1]!.affiliate).toBe('0');
    expect(Number(rows[0]!.gross)).toBeCloseTo(
      Number(80n * sum(trades, true) + 270n * sum(trades, false)) / 1e6,
      6,
    );
    expect(micro(inPair)).not.toBe('0');
    expect(rows[1]!.conditions).toContain(
      'only on BTC-USDT-SWAP; other pairs pay okx/usdt-futures Regular, since participants are out of the VIP ladder',
    );
  });

  it('an agreement in a file of its own: dated rates per pair, as worked out by hand', async () => {
    const table = (version: string, from: string, btc: string) => `
  - version: ${version}
    from: ${from}
    source: agreement
    tables:
      - {group: BTC, symbols: [BTC-USDT-SWAP], tiers: [{tier: Professional, maker: ${btc}, taker: 2.7bps}]}
      - {group: others, tiers: [{tier: Professional, maker: -0.1bps, taker: 2.7bps}]}`;
    const versions = `${table('may', '2026-05-01', '-0.3bps')}${table('repriced', '2026-05-20', '-0.2bps')}`;
    const own = `venue: okx\nproduct: usdt-futures\nkind: linear\ntrack: program\nversions:${versions}\n`;
    const files = { 'fills.csv': half, 'own.yaml': own };
    // The path of the file is a schedule's id.
    const rows = await inFolderWith(files, 'own.yaml', (path) => [
      ...[
        'fills.csv',
        '--tier',
        'VIP 4',
        '--card',
        'okx/usdt-futures:VIP 4',
        '--card',
        `${path}:Professional`,
      ],
    ]);
    const turn = Date.parse('2026-05-20T00:00:00Z');
    let units = 270n * sum(trades, false);
    for (const [index, { maker, usd, time }] of trades.entries()) {
      if (maker) units -= usd * (index % 2 === 1 ? 10n : time < turn ? 30n : 20n);
    }
    expect(Number(rows[1]!.net)).toBeCloseTo(Number(units) / 1e6, 6);
    expect(rows[1]).toMatchObject({ reached: true, makerRateBps: null, takerRateBps: '2.7' });
  });

  it('a card alone is set against what the account has', async () => {
    const rows = await whatIf({ 'fills.csv': text }, 'fills.csv', '--tier', 'VIP 4', '--card', PROGRAM);
    expect(rows.map(({ card }) => card)).toEqual(['okx/usdt-futures:VIP 4', PROGRAM]);
  });

  it('every venue at the tier that the flow would reach there', async () => {
    const rows = await whatIf(
      { 'fills.csv': text },
      'fills.csv',
      '--tier',
      'VIP 4',
      '--all-venues',
      '--as-of',
      '2026-10-01',
    );
    const of = (card: string) => rows.find((row) => String(row.card).startsWith(card))!;
    expect(of('okx/usdt-futures').tier).toBe('VIP 4');
    // 500M in 30 days of 14: more than 100M on Hyperliquid; BNB was not given, so Binance stays at its lowest.
    expect(of('binance/usdm-futures').tier).toBe('Regular');
    expect(of('hyperliquid/perps').tier).toBe('Tier 3');
    const gross = (maker: bigint, taker: bigint) =>
      Number(maker * sum(trades, true) + taker * sum(trades, false)) / 1e6;
    expect(Number(of('hyperliquid/perps').gross)).toBeCloseTo(gross(40n, 300n), 4);
    expect(Number(of('binance/usdm-futures').gross)).toBeCloseTo(gross(200n, 500n), 4);
  });
});

describe('the shipped examples', () => {
  const folder = resolve(import.meta.dirname, '../../examples');
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  const files = {
    'binance-futures.csv': read('binance-futures.csv'),
    'binance-spot.csv': read('binance-spot.csv'),
    'fee-audit.yaml': read('fee-audit.yaml'),
    'prices.csv': read('prices.csv'),
  };

  it.each([
    ['binance-futures.csv', 'binance/usdm-futures:VIP 2', []],
    ['binance-spot.csv', 'binance/spot:VIP 1', ['--to', '2026-06-17']],
  ])(
    '%s under its own dated terms, discounts in a third asset included: the totals of its reconciliation',
    async (file, card, scope) => {
      const flags = ['--timezone', 'UTC', ...scope];
      const rows = await whatIf(files, file, '--card', card, ...flags);
      const { stdout } = await run(files, 'reconcile', file, ...flags, '--json');
      const { verdict } = JSON.parse(stdout) as { verdict: { byAsset: Row[] } };
      const totals = verdict.byAsset.map(({ asset, expected }) => [asset, expected]);
      expect(rows.filter((row) => row.card === card).map(({ feeAsset, gross }) => [feeAsset, gross])).toEqual(
        totals,
      );
      expect(totals.length).toBeGreaterThanOrEqual(3);
    },
  );
});

describe('refusals', () => {
  it.each([
    [['--card', 'okx/usdt-futures:VIP 4'], 'there is no flow to compare cards on'],
    [[...FLOW], 'there are no cards to compare'],
    [[...FLOW, '--card', 'okx/usdt-futurs:VIP 4'], 'did you mean okx/usdt-futures?'],
    [[...FLOW, '--card', 'okx/usdt-futures:VIP 44'], 'did you mean VIP 4?'],
    [[...FLOW, '--card', 'okx/market-maker:maker=-0.003'], 'a rate needs its unit'],
    [[...FLOW, '--card', 'okx/market-maker:mker=-0.003%'], 'an item of a card is a tier, maker=RATE'],
    [[...FLOW, '--card', 'okx/market-maker'], 'the card names neither a tier nor rates'],
    [['--volume', '300M', '--card', 'okx/usdt-futures:VIP 4'], 'a flow is given by both sides'],
    [
      ['--volume', '300M', '--maker-ratio', '0.8', '--card', 'okx/usdt-futures:VIP 4'],
      'the maker ratio is a percentage',
    ],
    [['--maker-volume', '240Q', '--card', 'okx/usdt-futures:VIP 4'], '--maker-volume is no volume'],
  ])('%j', async (args, sentence) => {
    const { stderr, code } = await run({}, 'compare', ...args);
    expect(stderr).toContain(sentence);
    expect(code).toBe(2);
  });
});
