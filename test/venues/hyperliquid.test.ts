/** Hyperliquid: published rows, and generated exports against an independent calculation in whole numbers. */
import { describe, expect, test } from 'vitest';
import { problemOf, readText } from '../ingest/reading.ts';
import { type Exact, exact, minus, NOTHING, padded, plain, plus, rounded, times } from '../support/exact.ts';
import { causesOf, intakeOf, Ledger, linesOf, runVenue } from './chain-run.ts';

const API = 'coin,px,sz,side,time,startPosition,dir,closedPnl,oid,crossed,fee,tid,feeToken,twapId,builderFee';
const UI = 'time,coin,dir,px,sz,ntl,fee,closedPnl';

describe('published rows', () => {
  test('a perp of the API, cut off at six decimals', async () => {
    const row =
      'BTC,63397.0,0.01,A,1786576466993,0.0074,Long > Short,-6.02656,515519292353,true,0.221889,532588260425135,USDC,,';
    const result = await runVenue('hyperliquid', `${API}\n${row}\n`, { tier: 'Tier 2' });
    expect(linesOf(result)).toEqual(['perps taker USDC judged: 1/1/0/0/0 0.221889 0.221889 0']);
    // Another published product has no row of its own: only its rounding can be told.
    expect(plain(rounded(exact('3.431391873'), 6, 'down'))).toBe('3.431391');
  });

  test('spot of the web export: the sale to the last digit, the purchase one unit short as it was published', async () => {
    const rows = [
      '9/18/2025 - 14:59:56,ETH/USDC,Sell,4576.6,0.0515,235.69490000000002,0.16498643,-0.26283641999999996',
      '9/18/2025 - 15:00:16,HYPE/USDC,Buy,58.319,4.03,235.02557000000002,0.00282099,-0.16451731581',
    ];
    const result = await runVenue('hyperliquid', `${[UI, ...rows].join('\n')}\n`, { tier: 'Tier 0' });
    expect(linesOf(result)).toEqual([
      'spot taker HYPE judged: 1/0/1/0/0 0.002821 0.00282099 0',
      'spot taker USDC judged: 1/1/0/0/0 0.16498643 0.16498643 0',
    ]);
  });
});

const RATES = {
  perps: { maker: ['0.00012', '0.00015'], taker: ['0.0004', '0.00045'], scale: 6 },
  spot: { maker: ['0.0003', '0.0004'], taker: ['0.0006', '0.0007'], scale: 8 },
} as const;
const COINS = { perps: ['BTC', 'ETH', 'kPEPE'], spot: ['PURR/USDC', '@107'] } as const;
const BASES: Readonly<Record<string, string>> = { 'PURR/USDC': 'PURR', '@107': 'HYPE' };

/** @param off of the rates: '1' = none, '0.8' = 20 % off */
function dump(off: string) {
  const ledger = new Ledger();
  const rows: string[] = [];
  const stale = new Map<string, { count: number; sum: Exact }>();
  let state = 11;
  const next = (bound: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % bound;
  };
  for (let index = 0; index < 300; index++) {
    const product = next(3) === 0 ? 'spot' : 'perps';
    const coin = COINS[product][next(COINS[product].length)]!;
    const buys = next(2) === 0;
    const role = next(2) === 0 ? 'maker' : 'taker';
    const px = `${1 + next(90_000)}.${next(9)}`;
    const sz = `${1 + next(90)}.${1 + next(999)}`;
    const asset = product === 'spot' && buys ? BASES[coin]! : 'USDC';
    const base = product === 'spot' && buys ? exact(sz) : times(exact(px), exact(sz));
    const [own, wrong] = RATES[product][role];
    const feeAt = (rate: string) =>
      rounded(times(base, exact(rate), exact(off)), RATES[product].scale, 'down');
    const late = next(12) === 0;
    const due = feeAt(own);
    const charged = late ? feeAt(wrong) : due;
    const builder = role === 'taker' && next(5) === 0 ? exact('0.000123') : NOTHING;
    const side = buys ? 'B' : 'A';
    const dir = product === 'spot' ? (buys ? 'Buy' : 'Sell') : buys ? 'Open Long' : 'Close Long';
    rows.push(
      [
        ...[coin, px, sz, side, 1_786_000_000_000 + index * 60_000, '0', dir, '0', index, role === 'taker'],
        ...[
          padded(plus(charged, builder)),
          9_000_000 + index,
          asset,
          '',
          builder.n === 0n ? '' : padded(builder),
        ],
      ].join(','),
    );
    ledger.add(`${product} ${role} ${asset}`, late ? 2 : 0, due, charged, builder);
    if (late) {
      const entry = stale.get(`${product} ${asset}`) ?? { count: 0, sum: NOTHING };
      stale.set(`${product} ${asset}`, { count: entry.count + 1, sum: plus(entry.sum, minus(charged, due)) });
    }
    if (index % 60 === 0) rows.push(rows.at(-1)!);
    if (index % 100 === 0) rows.push(`BTC,1,1,A,1786000000000,0,Settlement,0,1,true,0,${index},USDC,,`);
  }
  const causes = [...stale.values()].map(({ count, sum }) => `TIER_STALE ${count} ${plain(sum)}`).sort();
  return { text: `${[API, ...rows].join('\n')}\n`, ledger, causes };
}

describe('a generated dump of the API', () => {
  test('perps, spot, builder fees: every count and every sum is that of the calculation', async () => {
    const { text, ledger, causes } = dump('1');
    const result = await runVenue('hyperliquid', text, { tier: 'Tier 1' });
    expect(linesOf(result)).toEqual(ledger.lines());
    expect(intakeOf(result)).toEqual(['fill 300', 'excluded settlement 3', 'duplicate 5']);
    expect(causesOf(result)).toEqual(causes);
    const residual = result.reconciliation.intake.residual(result.doorRows, result.doorCharged);
    expect([residual.rows, residual.charged.filter(({ amount }) => !amount.isZero())]).toEqual([0, []]);
  });

  test('a discount for staked coins holds when the terms say so, and never by the asset of a fee', async () => {
    const { text, ledger } = dump('0.8');
    const discount = { kind: 'on', asset: 'STAKED-10K' } as const;
    expect(linesOf(await runVenue('hyperliquid', text, { tier: 'Tier 1', discount }))).toEqual(
      ledger.lines(),
    );
    const without = await runVenue('hyperliquid', text, { tier: 'Tier 1' });
    expect(linesOf(without)).not.toEqual(ledger.lines());
  });

  test('markets of builders have no card, and a spot pair that nobody lists no notional', async () => {
    const rows = [
      'xyz:TSLA,440,1,A,1786576466993,0,Open Short,0,1,true,0.0396,1,USDC,,',
      '@999,1,4,A,1786576466995,0,Sell,0,2,false,0.0016,2,USDC,,',
      'BTC,63000,0.01,A,1786576466997,0.01,Liquidated Cross Long,-1,3,true,0.2835,3,USDC,,',
    ];
    const result = await runVenue('hyperliquid', `${[API, ...rows].join('\n')}\n`, { tier: 'Tier 0' });
    const reasons = [...result.reconciliation.unjudged.values()].map(({ reason }) => reason).sort();
    expect(reasons).toEqual([
      expect.stringContaining('has no maker or taker rate'),
      'no schedule is known for hyperliquid builder-perps',
      'the contract value of @999 is not known',
    ]);
  });
});

describe('dates of the web export', () => {
  const file = (...days: string[]) =>
    `${[UI, ...days.map((day) => `${day} - 10:00:00,BTC,Open Long,100000,0.01,1000,0.45,0`)].join('\n')}\n`;

  test('one row settles the order for all, wherever it stands', async () => {
    const many = Array.from({ length: 3_000 }, () => '03/04/2026');
    const last = await readText(file(...many, '13/04/2026'));
    expect(last.recognition.dayFirst).toBe(true);
    expect(last.recognition.notices.join(' ')).toContain('day first');
    const first = await readText(file('4/13/2026', ...many));
    expect(first.recognition.dayFirst).toBe(false);
  });

  test('rows that contradict each other settle nothing', async () => {
    const { recognition, events } = await readText(file('13/04/2026', '4/13/2026'));
    expect(recognition.dayFirst).toBeNull();
    expect(events.map((event) => event.kind === 'refused' && event.problem.code)).toEqual([
      'time-ambiguous',
      'time-ambiguous',
    ]);
  });

  test('a file of days up to the 12th is refused row by row, with a way out', async () => {
    const { events } = await readText(file('03/04/2026'));
    const [event] = events;
    expect(event?.kind === 'refused' && event.problem.hint).toContain('a day after the 12th');
  });

  test('a day that does not exist is no time', async () => {
    const { events } = await readText(file('31/02/2026'));
    expect(events.map((event) => event.kind)).toEqual(['refused']);
  });

  test('the zone is that of the browser: it is assumed aloud, or given', async () => {
    const given = await readText(file('4/13/2026'), { minutesEast: -240 });
    expect(given.recognition.zone.basis).toBe('flag');
    const [event] = given.events;
    expect(event?.kind === 'fill' && new Date(event.fill.time).toISOString()).toBe(
      '2026-04-13T14:00:00.000Z',
    );
    expect((await readText(file('4/13/2026'))).recognition.notices.join(' ')).toContain('UTC is assumed');
  });
});

test('a dump with one column renamed is refused', async () => {
  expect((await problemOf(readText(`${API.replace('tid', 'tradeNo')}\n`))).code).toBe('header-unknown');
});
