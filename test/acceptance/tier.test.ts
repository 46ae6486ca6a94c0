/** Tiers by day from the command line, against windows summed trade by trade in whole numbers. */
import { describe, expect, it } from 'vitest';
import type { JsonReport, Row } from '../support/compare.ts';
import { feeAuditHere } from '../support/in-process.ts';
import type { Outcome } from '../support/run.ts';
import {
  BINANCE,
  binanceFile,
  DAY,
  DERIVE,
  deriveFile,
  expectedDays,
  HOUR,
  HYPERLIQUID,
  hyperliquidFile,
  type Ladder,
  ninetyDays,
  OKX,
  okxFile,
  type Trade,
  tierAt,
} from '../support/tier-exports.ts';

type Files = Readonly<Record<string, string>>;

function run(files: Files, ...args: string[]): Promise<Outcome> {
  return feeAuditHere(files, args);
}

async function report(files: Files, ...args: string[]): Promise<JsonReport & { code: number | null }> {
  const { stdout, stderr, code } = await run(files, ...args, '--json');
  expect(stdout, stderr).toMatch(/^\{/);
  return { ...(JSON.parse(stdout) as JsonReport), code };
}

const picked = ({ day, windowVolume, leaving, tier, appliesFrom }: Row) => ({
  day,
  windowVolume,
  leaving,
  tier,
  appliesFrom,
});

const VENUES = [
  ['OKX', OKX, okxFile, ninetyDays(3, '2026-04-02T00:20:00Z', 9), []],
  [
    'Binance',
    BINANCE,
    binanceFile,
    ninetyDays(5, '2026-04-02T00:20:00Z', 1),
    ['--holdings', 'BNB=100', '--timezone', 'UTC'],
  ],
  ['Hyperliquid', HYPERLIQUID, hyperliquidFile, ninetyDays(7, '2026-04-02T00:20:00Z', 12), []],
  [
    'Derive',
    DERIVE,
    deriveFile,
    ninetyDays(9, '2026-04-02T00:20:00Z', 6),
    ['--schedule', 'derive/orderbook@2025-02-25'],
  ],
] as const;

describe('ninety days', () => {
  it.each(VENUES)('%s: every day as summed by hand', async (_, ladder, write, trades, flags) => {
    const { tables, code } = await report({ 'fills.csv': write(trades) }, 'tier', 'fills.csv', ...flags);
    const [first, last] = [trades[0]!.time, trades.at(-1)!.time];
    const expected = expectedDays(ladder, trades, first + 1, last + DAY).filter(
      ({ appliesFrom }) => Date.parse(appliesFrom) <= last + DAY + (ladder.applies - ladder.at) * HOUR,
    );
    expect(tables.tier!.map(picked)).toEqual(expected);
    expect(new Set(expected.map(({ tier }) => tier)).size).toBeGreaterThanOrEqual(4);
    // The first windows reach behind the file.
    expect(code).toBe(2);
    const covered = tables.tier!.filter(({ coverage }) => coverage === '1');
    expect(covered).toHaveLength(expected.length - ladder.days + 1);
    expect(covered.every(({ bound }) => bound === 'measured')).toBe(true);
  });

  it.each(VENUES)(
    '%s: --from tells the days from there on, and rows before it feed the window',
    async (...venue) => {
      const [, ladder, write, trades, flags] = venue;
      const from = trades[0]!.time + 40 * DAY;
      const day = new Date(from).toISOString().slice(0, 10);
      const args = ['tier', 'fills.csv', ...flags, '--from', day];
      const { tables, code } = await report({ 'fills.csv': write(trades) }, ...args);
      const start = Date.parse(`${day}T00:00:00Z`);
      const expected = expectedDays(ladder, trades, start, trades.at(-1)!.time + DAY);
      expect(tables.tier!.map(picked)).toEqual(expected.slice(0, tables.tier!.length));
      expect(tables.tier!.length).toBeGreaterThanOrEqual(50);
      expect(code).toBe(0);
    },
  );
});

/** The days of `tier` as the command prints them. */
async function daysOf(text: string, flags: readonly string[]): Promise<readonly Row[]> {
  const { tables } = await report({ 'fills.csv': text }, 'tier', 'fills.csv', ...flags);
  return tables.tier!;
}

describe('bounds', () => {
  const start = Date.parse('2026-08-01T02:00:00Z');
  /** Longer than any window, so that each window holds one fill. */
  const APART = 35 * DAY;

  it.each(VENUES)('%s: below, at and above every one', async (name, ladder, write, _, flags) => {
    const cases = ladder.rungs.flatMap(({ tier, bound }, index) => {
      const below = ladder.rungs[index - 1]?.tier ?? ladder.lowest;
      return [
        { usd: bound - 500n, tier: below },
        { usd: bound, tier: ladder.strict ? below : tier },
        { usd: bound + 500n, tier },
      ];
    });
    const trades = cases.map(({ usd }, index) => ({ time: start + index * APART, usd, maker: true }));
    // One fill more, so that the file reaches beyond the day after the last case.
    trades.push({ time: start + (cases.length - 1) * APART + 2 * DAY, usd: 500n, maker: true });
    const pinned = name === 'OKX' ? ['--schedule', 'okx/usdt-futures@2026-04'] : flags;
    const rows = await daysOf(write(trades), pinned);
    for (const [index, { usd, tier }] of cases.entries()) {
      const day = new Date(start + index * APART + DAY).toISOString().slice(0, 10);
      const row = rows.find((one) => one.day === day)!;
      expect([row.windowVolume, row.tier]).toEqual([String(usd), tier]);
    }
  });
});

/** Rates of the article, in hundredths of a basis point. */
const OKX_RATES: Readonly<Record<string, readonly [number, number]>> = {
  Regular: [200, 500],
  'VIP 1': [160, 450],
  'VIP 2': [150, 360],
  'VIP 3': [100, 280],
  'VIP 4': [80, 270],
  'VIP 5': [50, 260],
  'VIP 6': [0, 250],
  'VIP 7': [-20, 200],
  'VIP 8': [-50, 200],
};

function charged(trades: readonly Trade[], tierOf: (time: number) => string): Trade[] {
  return trades.map((trade) => {
    const rate = OKX_RATES[tierOf(trade.time)]![trade.maker ? 0 : 1]!;
    const units = trade.usd * BigInt(rate);
    const digits = String(units < 0n ? -units : units).padStart(7, '0');
    const fee = `${units < 0n ? '-' : ''}${digits.slice(0, -6)}.${digits.slice(-6)}`;
    return { ...trade, fee };
  });
}

describe('--tier auto', () => {
  const start = Date.parse('2026-04-02T00:20:00Z');
  const plain = ninetyDays(3, '2026-04-02T00:20:00Z', 9);
  // On every day fills in the hours between computation and application, and in their first and last milliseconds.
  const clock = Array.from({ length: 90 }, (_, day) =>
    ['15:59:59.999', '16:00:00.000', '16:30:00.000', '21:59:59.999', '22:00:00.000'].map((time) => ({
      time: Date.parse(`${new Date(start + day * DAY).toISOString().slice(0, 10)}T${time}Z`),
      usd: 500n,
      maker: true,
    })),
  ).flat();
  const trades = [...plain, ...clock].sort((a, b) => a.time - b.time);
  const from = ['--from', '2026-05-10'];

  it('prices fills between computation and application at the old tier', async () => {
    const exact = charged(trades, (time) => tierAt(OKX, trades, time));
    const {
      verdict,
      run: told,
      code,
    } = await report({ 'fills.csv': okxFile(exact) }, 'reconcile', 'fills.csv', '--tier', 'auto', ...from);
    expect(verdict).toMatchObject({ status: 'clean', breaks: 0, unjudged: 0 });
    expect(code).toBe(0);
    const terms = told.terms as Row[];
    expect(new Set(terms.map(({ tier }) => tier)).size).toBeGreaterThanOrEqual(4);
    expect(terms.every(({ basis }) => basis === 'computed')).toBe(true);
    expect(terms.slice(1).every(({ from: since }) => String(since).endsWith('T22:00:00.000Z'))).toBe(true);
  });

  it('finds a tier that was applied at the hour of the computation', async () => {
    const early: Ladder = { ...OKX, applies: 16 };
    const wrong = charged(trades, (time) => tierAt(early, trades, time));
    const differ = trades.filter(
      ({ time }) =>
        time >= Date.parse('2026-05-10') && tierAt(early, trades, time) !== tierAt(OKX, trades, time),
    );
    const { verdict } = await report(
      { 'fills.csv': okxFile(wrong) },
      'reconcile',
      'fills.csv',
      '--tier',
      'auto',
      ...from,
    );
    expect(differ.length).toBeGreaterThan(10);
    expect(verdict).toMatchObject({ status: 'breaks', unjudged: 0 });
    // Two tiers may share one side's rate.
    expect(verdict.breaks).toBeGreaterThan(10);
    expect(verdict.breaks).toBeLessThanOrEqual(differ.length);
  });

  it('leaves fills unjudged where the files do not cover the window, until --volume-30d fills it', async () => {
    const files = { 'fills.csv': okxFile(charged(plain.slice(0, 200), () => 'VIP 4')) };
    const open = await report(files, 'reconcile', 'fills.csv', '--tier', 'auto');
    expect(open.code).toBe(2);
    expect(open.verdict.status).toBe('incomplete');
    expect(open.verdict.unjudged).toBe(200);
    const { stdout } = await run(files, 'reconcile', 'fills.csv', '--tier', 'auto');
    expect(stdout).toMatch(/do not cover the window \(30d\), so that the tier is at least Regular/);
    const filled = await report(files, 'reconcile', 'fills.csv', '--tier', 'auto', '--volume-30d', '243M');
    expect(filled.verdict).toMatchObject({ status: 'clean', unjudged: 0 });
    expect(filled.code).toBe(0);
  });

  it('takes figures from the configuration by date', async () => {
    const config = `accounts:
  main:
    venue: okx
    fills: fills.csv
    terms: [{tier: auto}]
    standing:
      - volume30d: 243M
      - {from: 2026-04-10T00:00:00Z, assets: 20M}
`;
    const exact = charged(plain.slice(0, 200), (time) =>
      time < Date.parse('2026-04-10T22:00:00Z') ? 'VIP 4' : 'VIP 5',
    );
    const files = { 'fills.csv': okxFile(exact), 'fee-audit.yaml': config };
    const args = ['reconcile', 'fills.csv', '--schedule', 'okx/usdt-futures@2026-07-26'];
    // The newer table has the routes by assets; both have these rates from VIP 4 on.
    const own = {
      ...files,
      'fee-audit.yaml': config.replace('{tier: auto}', '{tier: auto, schedule: okx/usdt-futures@2026-07-26}'),
    };
    const { verdict } = await report(own, 'reconcile', 'fills.csv');
    expect(verdict).toMatchObject({ status: 'clean', unjudged: 0, breaks: 0 });
    expect(args).toHaveLength(4);
  });
});

describe('Derive', () => {
  const start = Date.parse('2024-11-25T10:00:00Z');
  const first: Trade[] = (['perps', 'options', 'spot'] as const).flatMap((market, index) =>
    Array.from({ length: 80 }, (_, day) => ({
      time: start + day * DAY + index,
      usd: market === 'perps' ? 5_000_000n : market === 'options' ? 1_000_000n : 500_000n,
      maker: true,
      market,
    })),
  );
  const on = async (day: string, ...flags: string[]) => {
    const rows = await daysOf(deriveFile(first), [
      '--schedule',
      'derive/orderbook@2024-11-20',
      '--from',
      day,
      ...flags,
    ]);
    return Object.fromEntries(
      rows.filter((row) => row.day === day).map((row) => [String(row.product), row.tier]),
    );
  };

  it('judges each market by its own volume, and staked DRV only after the launch of the token', async () => {
    // 30 days: perps 150M, options 30M, spot 15M.
    expect(await on('2025-01-14')).toEqual({
      perps: 'Top 50% MM',
      options: 'Market makers',
      spot: 'All traders',
    });
    expect(await on('2025-01-16')).toEqual({
      perps: 'All traders',
      options: 'All traders',
      spot: 'All traders',
    });
    const staked = await on('2025-01-16', '--holdings', 'stDRV=250000');
    expect(staked).toEqual({ perps: 'Top 50% MM', options: 'Market makers', spot: 'All traders' });
    expect(await on('2025-01-16', '--holdings', 'stdrv=249999')).toMatchObject({ perps: 'Market makers' });
  });

  it('takes a share or the status of a market maker in the place of volume', async () => {
    const drv = ['--holdings', 'stDRV=500K'];
    expect(await on('2025-01-16', ...drv, '--share', 'spot=10%')).toMatchObject({
      perps: 'Top 50% MM',
      spot: 'Top 10% MM',
    });
    expect(await on('2025-01-16', ...drv, '--share', 'spot=9.99%')).toMatchObject({ spot: 'Top 50% MM' });
    expect(await on('2025-01-16', ...drv, '--rank', '100%')).toMatchObject({
      perps: 'Top 50% MM',
      spot: 'Market makers',
    });
    expect(await on('2025-01-16', ...drv, '--rank', '10%')).toMatchObject({
      perps: 'Top 10% MM',
      spot: 'Top 10% MM',
    });
  });
});

describe('without fills', () => {
  it('computes from the figures given', async () => {
    const { tables, code } = await report(
      {},
      'tier',
      '--schedule',
      'okx/usdt-futures@2026-04',
      '--volume-30d',
      '243M',
    );
    expect(code).toBe(0);
    expect(tables.tier).toHaveLength(1);
    expect(tables.tier![0]).toMatchObject({
      tier: 'VIP 4',
      windowVolume: '243000000',
      toRise: '357000000',
      toHold: '0',
    });
  });

  it('needs the token as well where the venue asks for both, and never meets a bound that nobody published', async () => {
    const args = ['tier', '--schedule', 'binance/usdm-futures', '--volume-30d', '900M'];
    const none = await run({}, ...args);
    expect(none.stdout).toMatch(/Regular from/);
    expect(none.stdout).toMatch(/not given, and so not counted: assets, BNB held/);
    const some = await run({}, ...args, '--holdings', 'BNB=9999');
    expect(some.stdout).toMatch(/VIP 3 from/);
    expect(some.stdout).toMatch(
      /never met, since nobody published the bounds: futures volume of VIP 4, VIP 5, VIP 6, VIP 7, VIP 8, VIP 9/,
    );
  });

  it.each([
    [['--volume-30d', '12X', '--schedule', 'okx/usdt-futures'], '--volume-30d is no amount'],
    [['--volume-30d', 'futurs=12M', '--schedule', 'okx/usdt-futures'], 'did you mean futures?'],
    [['--share', '5', '--schedule', 'okx/usdt-futures'], '--share needs a percentage'],
    [['--rank', 'first', '--schedule', 'okx/usdt-futures'], '--rank is a place or a percentage'],
    [['--holdings', '100', '--schedule', 'okx/usdt-futures'], '--holdings needs the asset'],
    [['--volume-30d', '12M'], 'without fills the tier needs a schedule'],
    [[], 'there are neither fills nor figures'],
  ])('refuses %j', async (args, sentence) => {
    const { stderr, code } = await run({}, 'tier', ...args);
    expect(stderr).toContain(sentence);
    expect(code).toBe(2);
  });
});

describe('config show', () => {
  it('tells what is said of the account, with its line', async () => {
    const config = `accounts:
  main:
    venue: okx
    terms: [{tier: auto}]
    standing:
      - {from: 2026-06-01, assets: 2M, holdings: {BNB: 100, stDRV: 5K}}
`;
    const { stdout } = await run({ 'fee-audit.yaml': config }, 'config', 'show', '--origin', '--json');
    const rows = (JSON.parse(stdout) as JsonReport).tables.config!;
    const of = (key: string) => rows.find((row) => row.key === `main.standing[2026-06-01].${key}`);
    expect(of('assets')).toMatchObject({ value: '2M', origin: 'fee-audit.yaml:6' });
    expect(of('holdings')).toMatchObject({ value: 'BNB=100,stDRV=5K' });
  });
});
