/** The engine on small exports in memory: hidden changes of tier, duplicates, and that no order matters. */
import { describe, expect, test } from 'vitest';
import { plain } from '../../src/domain/decimal.ts';
import { KnownError, problem } from '../../src/domain/problem.ts';
import { formatShort } from '../../src/domain/time.ts';
import type { EngineResult } from '../../src/engine/engine.ts';
import { referenceEngine } from '../../src/engine/reference-engine.ts';
import {
  type BinanceRow,
  binanceFile,
  binanceLine,
  feeOf,
  figures,
  inputOf,
  requestOf,
  runOn,
  shuffled,
  sourceOf,
  UNSAID,
} from '../support/memory.ts';

/** Binance's rates from 2026-03-19 on: maker and taker in percent. */
const RATES = {
  'VIP 1': ['0.018', '0.050'],
  'VIP 2': ['0.016', '0.040'],
  'VIP 3': ['0.012', '0.032'],
} as const;
type Tier = keyof typeof RATES;

const START = Date.UTC(2026, 5, 10);
const clock = (minute: number) =>
  new Date(START + minute * 60_000).toISOString().slice(0, 19).replace('T', ' ');

function row(index: number, minute: number, tier: Tier, rest: Partial<BinanceRow> = {}): BinanceRow {
  const price = `${70_000 + ((index * 37) % 901)}.${index % 10}`;
  const quantity = `0.${100 + ((index * 53) % 800)}`;
  const maker = index % 3 !== 0;
  const fee = feeOf(price, quantity, RATES[tier][maker ? 0 : 1]);
  return { id: 419_925_000 + index, time: clock(minute), maker, price, quantity, fee, ...rest };
}

/** `count` fills every 7 minutes; the tier changes at the fill with this index. */
const history = (
  count: number,
  changeAt: number,
  before: Tier = 'VIP 2',
  after: Tier = 'VIP 3',
): BinanceRow[] =>
  Array.from({ length: count }, (_, index) => row(index, index * 7, index < changeAt ? before : after));

const tiersOf = ({ terms }: EngineResult) =>
  terms.map(({ tier, from, basis }) => `${tier} ${from === null ? '' : `${formatShort(from)} `}${basis}`);

const buckets = ({ reconciliation }: EngineResult) =>
  reconciliation.intake.sorted().map(({ bucket, reason, rows }) => `${bucket} ${reason ?? ''} ${rows}`);

function counts({ reconciliation }: EngineResult) {
  const groups = [...reconciliation.groups];
  const sum = (pick: (group: (typeof groups)[number]) => number) =>
    groups.reduce((all, one) => all + pick(one), 0);
  return {
    fills: sum((group) => group.fills),
    matched: sum((group) => group.matched),
    breaks: sum((group) => group.breaks),
    unjudged: sum((group) => group.unjudged),
  };
}

const causes = ({ reconciliation }: EngineResult) =>
  reconciliation.ledger
    .settle()
    .causes.map(({ code, fills, variance }) => `${code} ${fills} ${plain(variance)}`);

describe('a hidden change of tier', () => {
  test('is found at the very fill, and nothing is a break', async () => {
    const result = await runOn([binanceFile(history(400, 213))]);
    expect(tiersOf(result)).toEqual(['VIP 2 inferred', `VIP 3 ${clock(213 * 7).slice(0, 16)}Z inferred`]);
    expect(counts(result)).toEqual({ fills: 400, matched: 400, breaks: 0, unjudged: 0 });
  });

  test('with noise of 2 %: every odd fill is a break, and the change stays exact', async () => {
    const rows = history(500, 301).map((one, index) =>
      index % 50 === 20 ? { ...one, fee: feeOf(one.price, one.quantity, '0.061') } : one,
    );
    const result = await runOn([binanceFile(rows)]);
    expect(tiersOf(result)).toEqual(['VIP 2 inferred', `VIP 3 ${clock(301 * 7).slice(0, 16)}Z inferred`]);
    expect(counts(result)).toEqual({ fills: 500, matched: 490, breaks: 10, unjudged: 0 });
    expect(causes(result)[0]).toMatch(/^RATE_OFF_CARD 10 /);
  });

  test('fills in the very second of it may carry either tier', async () => {
    const rows = history(400, 213);
    const second = clock(213 * 7);
    const both = (['VIP 2', 'VIP 3', 'VIP 2', 'VIP 3'] as const).map((tier, index) =>
      row(1000 + index, 0, tier, { time: second }),
    );
    const result = await runOn([binanceFile([...rows, ...both])]);
    expect(counts(result)).toEqual({ fills: 404, matched: 404, breaks: 0, unjudged: 0 });
  });

  test('a few fills late at the old tier are told from the change', async () => {
    const late = new Set([216, 218, 221]);
    const rows = history(400, 213).map((one, index) =>
      late.has(index) ? row(index, index * 7, 'VIP 2') : one,
    );
    const result = await runOn([binanceFile(rows)]);
    expect(tiersOf(result)).toEqual(['VIP 2 inferred', `VIP 3 ${clock(213 * 7).slice(0, 16)}Z inferred`]);
    expect(counts(result).breaks).toBe(3);
    expect(causes(result)[0]).toMatch(/^TIER_STALE 3 /);
  });

  test('down the ladder and up again', async () => {
    const tier = (index: number): Tier => (index < 120 ? 'VIP 3' : index < 260 ? 'VIP 1' : 'VIP 2');
    const rows = Array.from({ length: 400 }, (_, index) => row(index, index * 7, tier(index)));
    const found = tiersOf(await runOn([binanceFile(rows)]));
    expect(found).toEqual([
      'VIP 3 inferred',
      `VIP 1 ${clock(120 * 7).slice(0, 16)}Z inferred`,
      `VIP 2 ${clock(260 * 7).slice(0, 16)}Z inferred`,
    ]);
  });

  test('rates that a change of the schedule brings are no change of tier', async () => {
    // 2026-03-19 23:59: VIP 1 goes from 0.016/0.040 to 0.018/0.050.
    const old = (index: number) => index < 60;
    const rows = Array.from({ length: 120 }, (_, index): BinanceRow => {
      const time = new Date(Date.UTC(2026, 2, 19, 23, 59) + (index - 60) * 600_000).toISOString();
      const [maker, taker] = old(index) ? ['0.016', '0.040'] : ['0.018', '0.050'];
      const one = row(index, 0, 'VIP 1');
      const fee = feeOf(one.price, one.quantity, one.maker ? maker! : taker!);
      return { ...one, fee, time: time.slice(0, 19).replace('T', ' ') };
    });
    const result = await runOn([binanceFile(rows)]);
    expect(tiersOf(result)).toEqual(['VIP 1 inferred']);
    expect(counts(result).matched).toBe(120);
    expect(result.versionsUsed.map(({ version }) => version.version).sort()).toEqual([
      '2025-12-10',
      '2026-03-19',
    ]);
  });
});

describe('given terms', () => {
  const given = { otherwise: { ...UNSAID, tier: 'VIP 3' } };

  test('are not asked about: the old tier is a cause', async () => {
    const result = await runOn([binanceFile(history(100, 40))], given);
    expect(tiersOf(result)).toEqual(['VIP 3 given']);
    expect(counts(result)).toEqual({ fills: 100, matched: 60, breaks: 40, unjudged: 0 });
    expect(causes(result)[0]).toMatch(/^TIER_STALE 40 /);
  });

  test('before their first day nothing is due', async () => {
    const from = START + 50 * 7 * 60_000;
    const terms = [{ ...UNSAID, account: 'main', tier: 'VIP 3', from }];
    const result = await runOn([binanceFile(history(100, 0))], { terms });
    expect(counts(result)).toEqual({ fills: 100, matched: 50, breaks: 0, unjudged: 50 });
    const [why] = result.reconciliation.unjudged.values();
    expect(why!.reason).toContain('no terms give a');
  });

  test('the applied rates say what was charged, from the first to the last fill', async () => {
    const result = await runOn([binanceFile(history(100, 40))], given);
    const found = result.rates.map(({ liquidity, rate, due, tiers, fills }) =>
      [liquidity, plain(rate), plain(due!), tiers.join('/'), fills].join(' '),
    );
    // Every third fill is a taker: 14 of the first 40, 34 of all.
    expect(found.sort()).toEqual([
      'maker 0.00012 0.00012 VIP 3 40',
      'maker 0.00016 0.00012 VIP 2 26',
      'taker 0.00032 0.00032 VIP 3 20',
      'taker 0.0004 0.00032 VIP 2 14',
    ]);
  });
});

describe('duplicates', () => {
  const rows = history(60, 0);

  test('identical rows are counted once and named', async () => {
    const result = await runOn([binanceFile([...rows, rows[3]!, rows[30]!, rows[3]!])]);
    expect(buckets(result)).toEqual(['fill  60', 'duplicate  3']);
    expect(counts(result)).toEqual({ fills: 60, matched: 60, breaks: 0, unjudged: 0 });
  });

  test('the same id with other content, seen late: no row of it is a fill', async () => {
    const other = { ...rows[2]!, fee: '0.00000001' };
    const otherwise = { ...UNSAID, tier: 'VIP 3' };
    for (const terms of [{}, { otherwise }]) {
      const result = await runOn([binanceFile([...rows, other, rows[2]!])], terms);
      expect(buckets(result)).toEqual(['fill  59', 'refused conflicting-duplicate 3']);
      expect(counts(result)).toEqual({ fills: 59, matched: 59, breaks: 0, unjudged: 0 });
      expect(result.problems.map(({ code, line }) => `${code} ${line}`)).toEqual([
        'conflicting-duplicate 4',
        'conflicting-duplicate 62',
        'conflicting-duplicate 63',
      ]);
    }
  });

  test('conservation: what passed the door is in the buckets', async () => {
    const broken = binanceFile(rows).replace('BUY', 'BOUGHT').replace('0.120', 'x');
    const result = await runOn([broken, binanceFile(rows.slice(10, 20))]);
    const residual = result.reconciliation.intake.residual(result.doorRows, result.doorCharged);
    expect(residual.rows).toBe(0);
    expect(residual.charged.every(({ amount }) => amount.isZero())).toBe(true);
    expect(result.doorRows).toBe(70);
  });
});

describe('no order matters', () => {
  /** Two versions, a change that interleaves, noise of every kind, duplicates, a conflict. */
  function mixed(): BinanceRow[] {
    const rows = Array.from({ length: 360 }, (_, index): BinanceRow => {
      const tier: Tier = index < 200 || index === 204 || index === 207 ? 'VIP 2' : 'VIP 3';
      const one = row(index, index * 7, tier);
      if (index % 41 === 5) return { ...one, fee: feeOf(one.price, one.quantity, '0.061') };
      if (index % 43 === 6) return { ...one, fee: `-${one.fee}` };
      if (index % 47 === 7) return { ...one, fee: '0.00000000' };
      return index % 53 === 8 ? { ...one, maker: !one.maker } : one;
    });
    return [
      ...rows,
      rows[9]!,
      rows[99]!,
      { ...rows[50]!, fee: '1.00000000' },
      { ...rows[250]!, price: '1.0' },
    ];
  }

  test('rows shuffled: the same figures', async () => {
    const rows = mixed();
    const whole = figures(await runOn([binanceFile(rows)]));
    for (const seed of [1, 2, 3]) {
      expect(figures(await runOn([binanceFile(shuffled(rows, seed))]))).toBe(whole);
    }
    expect(figures(await runOn([binanceFile([...rows].reverse())]))).toBe(whole);
  });

  test('rows that contradict each other are no evidence, whichever comes first', async () => {
    // Regular and VIP 1 take 0.050 %; only the makers tell them apart, and those rows share one id.
    const takers = Array.from({ length: 12 }, (_, index) => row(3 * index, index * 7, 'VIP 1'));
    const maker = row(1, 3, 'VIP 1');
    const other = { ...maker, fee: feeOf(maker.price, maker.quantity, '0.020') };
    for (const pair of [
      [maker, other],
      [other, maker],
    ]) {
      const result = await runOn([binanceFile([...pair, ...takers])]);
      expect(tiersOf(result)).toEqual(['Regular inferred']);
      expect(result.terms[0]!.note).toBe('Regular, VIP 1 explain the fees of binance usdm-futures alike');
    }
  });

  test('two or three files are one file', async () => {
    const rows = mixed();
    const whole = figures(await runOn([binanceFile(rows)]));
    expect(figures(await runOn([binanceFile(rows.slice(0, 111)), binanceFile(rows.slice(111))]))).toBe(whole);
    const parts = [rows.slice(250), rows.slice(0, 100), rows.slice(100, 250)].map(binanceFile);
    expect(figures(await runOn(parts))).toBe(whole);
  });

  test('an overlap changes the rows read and nothing else', async () => {
    const rows = history(300, 150).map((one, index) =>
      index === 153 || index === 156 ? row(index, index * 7, 'VIP 2') : one,
    );
    const once = await runOn([binanceFile(rows)]);
    // Only the late fills and those of the old tier around the change come twice.
    const overlap = [...rows.slice(145, 150), rows[153]!, rows[156]!];
    const twice = await runOn([binanceFile(rows), binanceFile([...overlap, ...overlap, ...overlap])]);
    expect(tiersOf(twice)).toEqual(tiersOf(once));
    expect(counts(twice)).toEqual(counts(once));
    expect(buckets(twice)).toEqual(['fill  300', 'duplicate  21']);
  });

  test('applied rates over two versions of the schedule', async () => {
    // Given VIP 3 pays the same in both; VIP 2's old maker rate 0.014 % is off the new card.
    const rows = Array.from({ length: 80 }, (_, index): BinanceRow => {
      const time = new Date(Date.UTC(2026, 2, 19, 23, 59) + (index - 40) * 600_000).toISOString();
      const one = row(index, 0, 'VIP 3', { maker: true, time: time.slice(0, 19).replace('T', ' ') });
      return { ...one, fee: feeOf(one.price, one.quantity, index < 20 ? '0.014' : '0.012') };
    });
    const otherwise = { ...UNSAID, tier: 'VIP 3' };
    const forward = await runOn([binanceFile(rows)], { otherwise });
    const backward = await runOn([binanceFile([...rows].reverse())], { otherwise });
    expect(forward.rates.map(({ tiers }) => tiers)).toContainEqual(['VIP 2']);
    expect(figures(backward)).toBe(figures(forward));
    // 0.016 % was VIP 1's maker rate on the old card and is VIP 2's on the new one.
    const late = rows.map((one, index) => ({
      ...one,
      fee: feeOf(one.price, one.quantity, index < 60 ? '0.012' : '0.016'),
    }));
    const found = await runOn([binanceFile(late)], { otherwise });
    expect(found.rates.map(({ tiers }) => tiers)).toEqual([['VIP 3'], ['VIP 2']]);
  });
});

describe('a file that breaks off', () => {
  const rows = history(90, 0);

  function breaking(after: number) {
    const text = binanceFile(rows);
    const whole = inputOf(text);
    const cut = text.split('\r\n').slice(0, after).join('\r\n').length + 2;
    return {
      ...whole,
      async *open() {
        yield Buffer.from(text.slice(0, cut));
        throw new KnownError(problem('archive-damaged', 'the archive breaks off', { file: 'fills.csv' }));
      },
    };
  }

  test.each([
    ['with given terms', { otherwise: { ...UNSAID, tier: 'VIP 3' } }],
    ['with terms to infer', {}],
  ])('%s: the rows before it are judged, and the problem is told', async (_, rest) => {
    const result = await referenceEngine.run(requestOf([await sourceOf(breaking(61))], rest));
    expect(result.brokenOff).toBe(true);
    expect(result.problems.map(({ code }) => code)).toEqual(['archive-damaged']);
    expect(counts(result)).toEqual({ fills: 60, matched: 60, breaks: 0, unjudged: 0 });
    const listed = [];
    for await (const batch of result.breaks()) listed.push(...batch);
    expect(listed).toEqual([]);
  });
});

test('filters exclude, and what they exclude is counted', async () => {
  const rows = history(100, 0);
  const span = { from: START + 10 * 7 * 60_000, to: START + 20 * 7 * 60_000 };
  const otherwise = { ...UNSAID, tier: 'VIP 3' };
  const inTime = await runOn([binanceFile(rows)], {
    otherwise,
    filter: { span, symbols: new Set(), liquidity: null },
  });
  expect(buckets(inTime)).toEqual(['fill  10', 'excluded filter 90']);
  const open = { from: null, to: null };
  const makers = await runOn([binanceFile(rows)], {
    otherwise,
    filter: { span: open, symbols: new Set(['BTCUSDT']), liquidity: 'maker' },
  });
  expect(buckets(makers)).toEqual(['fill  66', 'excluded filter 34']);
  const none = await runOn([binanceFile(rows)], {
    otherwise,
    filter: { span: open, symbols: new Set(['ETHUSDT']), liquidity: null },
  });
  expect(buckets(none)).toEqual(['excluded filter 100']);
  expect(none.span).toBeNull();
});

test('every break is streamed, in file order, and there are as many as were counted', async () => {
  const rows = history(300, 150);
  const result = await runOn([binanceFile(rows)], { otherwise: { ...UNSAID, tier: 'VIP 3' } });
  const lines: number[] = [];
  for await (const batch of result.breaks()) lines.push(...batch.map(({ fill }) => fill.line));
  expect(lines).toEqual(Array.from({ length: 150 }, (_, index) => index + 2));
  expect(result.reconciliation.largest.count).toBe(150);
});

test('groups are split by what the user asks for, days in the report zone', async () => {
  const rows = history(300, 0);
  const result = await runOn([binanceFile(rows)], {
    otherwise: { ...UNSAID, tier: 'VIP 3' },
    groupBy: ['day', 'symbol'],
    reportOffset: 480,
  });
  const days = new Map<string, number>();
  for (const { extra, fills } of result.reconciliation.groups) {
    days.set(extra.join(), (days.get(extra.join()) ?? 0) + fills);
  }
  // 16:00 UTC is midnight at UTC+8: minutes 0-959, 960-2399 of a fill every 7 minutes.
  expect([...days].sort()).toEqual([
    ['2026-06-10,BTCUSDT', 138],
    ['2026-06-11,BTCUSDT', 162],
  ]);
});

test('a line is what it says', () => {
  expect(binanceLine(row(1, 7, 'VIP 2'))).toBe(
    '2026-06-10 00:07:00,BTCUSDT,BUY,70037.1,0.153,10715.6763,1.71450820USDT,0,true,true,419925001,9419925001',
  );
});
