/** What the fast engine reads from the fees before it judges is what the reference engine reads: on exports made from seeds. */
import { describe, expect, test } from 'vitest';
import type { EngineRequest, EngineResult, Source } from '../../../src/engine/engine.ts';
import { FastRun, reasonAgainstRun } from '../../../src/engine/fast/fast-run.ts';
import { referenceEngine } from '../../../src/engine/reference-engine.ts';
import type { Input } from '../../../src/ingest/input.ts';
import { compiled, sameBytes } from '../../support/both-engines.ts';
import { seeded } from '../../support/exports.ts';
import {
  type BinanceRow,
  binanceFile,
  feeOf,
  figures,
  inputOf,
  requestOf,
  shuffled,
  sourceOf,
  UNSAID,
} from '../../support/memory.ts';

/** Binance's rates from 2026-03-20 on: maker and taker in percent. */
const RATES = {
  Regular: ['0.020', '0.050'],
  'VIP 1': ['0.018', '0.050'],
  'VIP 2': ['0.016', '0.040'],
  'VIP 3': ['0.012', '0.032'],
  'VIP 9': ['0.000', '0.017'],
} as const;
type Tier = keyof typeof RATES;

const START = Date.UTC(2026, 5, 10);
const clock = (minute: number) =>
  new Date(START + minute * 60_000).toISOString().slice(0, 19).replace('T', ' ');

interface Flow {
  readonly fills: number;
  /** Minutes from one fill to the next. */
  readonly every: number;
  readonly tierAt: (minute: number, random: (below: number) => number) => Tier;
  readonly symbols?: readonly string[];
  /** Every n-th quantity is tiny, so that its fee fits several rates, or all. */
  readonly tinyEvery?: number;
  /** Every n-th fee is at a rate that nobody pays. */
  readonly oddEvery?: number;
  readonly firstId?: number;
}

function flow(
  seed: number,
  { fills, every, tierAt, symbols, tinyEvery, oddEvery, firstId }: Flow,
): BinanceRow[] {
  const random = seeded(seed);
  return Array.from({ length: fills }, (_, index) => {
    const minute = Math.floor(index * every);
    const price = `${70_000 + random(900)}.${random(10)}`;
    const tiny = tinyEvery !== undefined && index % tinyEvery === 0;
    const quantity = tiny ? (index % 2 === 0 ? '0.00000001' : '0.0000000001') : `0.${100 + random(900)}`;
    const maker = random(3) !== 0;
    const odd = oddEvery !== undefined && index % oddEvery === 0;
    const fee = feeOf(price, quantity, odd ? '0.0377' : RATES[tierAt(minute, random)][maker ? 0 : 1]);
    const symbol = symbols?.[random(symbols.length)] ?? 'BTCUSDT';
    return { id: (firstId ?? 419_925_000) + index, time: clock(minute), maker, price, quantity, fee, symbol };
  });
}

const changing: Flow = {
  fills: 900,
  every: 3.1,
  tierAt: (minute) => (minute < 1010 ? 'VIP 1' : minute < 2000 ? 'VIP 3' : 'VIP 2'),
  symbols: ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'],
};

/** Fills within 40 minutes of a change are charged now at the old, now at the new tier. */
const interleaved: Flow = {
  ...changing,
  tierAt: (minute, random) => {
    const edge = minute < 1500 ? 1010 : 2000;
    const after = Math.abs(minute - edge) < 40 ? random(2) === 0 : minute >= edge;
    return edge === 1010 ? (after ? 'VIP 3' : 'VIP 1') : after ? 'VIP 2' : 'VIP 3';
  },
};

/** The text in pieces, as a file comes. */
function piecesOf(text: string, size: number): Input {
  const whole = inputOf(text);
  return {
    ...whole,
    async *open() {
      for await (const bytes of whole.open())
        for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
    },
  };
}

interface Both {
  readonly fast: EngineResult;
  readonly reference: EngineResult;
  readonly run: FastRun;
}

/** Both ways of the fast engine, of which one is handed out, and the reference engine. */
async function both(sources: readonly Source[], rest: Partial<EngineRequest> = {}): Promise<Both> {
  const request = requestOf(sources, rest);
  expect(reasonAgainstRun(request)).toBeNull();
  const reference = await referenceEngine.run(request);
  const quick = await compiled(() => fastRun(request, reference));
  const plain = await fastRun(request, reference);
  // What the quick part leaves is not read singly.
  expect(quick.run.surveys.singles).toBe(plain.run.surveys.singles);
  return { ...plain, reference };
}

async function fastRun(request: EngineRequest, reference: EngineResult) {
  const run = new FastRun(request);
  const fast = await run.result();
  const terms = (result: EngineResult) => result.terms.map(({ before: _, ...held }) => held);
  expect(terms(fast)).toEqual(terms(reference));
  expect(fast.rates).toEqual(reference.rates);
  expect(fast.scales).toEqual(reference.scales);
  expect(figures(fast)).toBe(figures(reference));
  return { fast, run };
}

const source = (text: string, account = 'main', name = 'fills.csv') =>
  sourceOf(inputOf(text, name), { minutesEast: 0, account });

const tiersIn = ({ terms }: EngineResult) => terms.map(({ tier }) => tier);

describe('tiers read from fees', () => {
  test('changes in the middle of an hour', async () => {
    const { fast, run } = await both([await source(binanceFile(flow(1, changing)))]);
    expect(tiersIn(fast)).toEqual(['VIP 1', 'VIP 3', 'VIP 2']);
    expect(run.surveys.singles).toBe(0);
  });

  test('whatever the order of rows', async () => {
    const rows = flow(2, changing);
    const { fast } = await both([await source(binanceFile(shuffled(rows, 5)))]);
    const inOrder = await both([await source(binanceFile(rows))]);
    expect(figures(fast)).toBe(figures(inOrder.fast));
  });

  test.each([1, 2, 3, 4, 5])('changes that interleave, seed %i', async (seed) => {
    const { fast, run } = await both([await source(binanceFile(flow(seed, interleaved)))]);
    expect(tiersIn(fast)).toEqual(['VIP 1', 'VIP 3', 'VIP 2']);
    // The second reading looks at the fills of a few hours, not at all of them.
    expect(run.surveys.singles).toBeGreaterThan(0);
    expect(run.surveys.singles).toBeLessThan(200);
  });

  test('fees so small that several tiers pay them, and fees that none pays', async () => {
    const rows = flow(7, { ...changing, tinyEvery: 3, oddEvery: 11 });
    const { fast, run } = await both([await source(binanceFile(rows))]);
    expect(tiersIn(fast)).toEqual(['VIP 1', 'VIP 3', 'VIP 2']);
    expect(run.surveys.singles).toBe(0);
  });

  test('fees of which no tier explains most are counted alike', async () => {
    const rows = flow(14, { ...changing, tierAt: () => 'VIP 1', tinyEvery: 3 }).map((row, index) =>
      index % 4 === 0 ? row : { ...row, fee: feeOf(row.price, row.quantity, '0.0377') },
    );
    const { fast } = await both([await source(binanceFile(rows))]);
    expect(fast.terms[0]?.note).toMatch(/explains only \d+ of \d+ fees/);
  });

  test('makers that pay nothing', async () => {
    const { fast, run } = await both([
      await source(binanceFile(flow(8, { ...changing, tierAt: () => 'VIP 9' }))),
    ]);
    expect(tiersIn(fast)).toEqual(['VIP 9']);
    expect(run.surveys.singles).toBe(0);
  });

  test('a new version of the schedule, at which no tier changes', async () => {
    // 2026-03-19 23:59: until then VIP 1 paid 0.016 and 0.040 %.
    const rows = flow(9, { ...changing, fills: 1200, tierAt: () => 'VIP 1' }).map((row, index) => {
      const minute = Math.floor(index * 3.1) - 83 * 1440;
      const fee =
        minute < -82 * 1440 - 1 ? feeOf(row.price, row.quantity, row.maker ? '0.016' : '0.040') : row.fee;
      return { ...row, time: clock(minute), fee };
    });
    const { fast, reference } = await both([await source(binanceFile(rows))]);
    expect(fast.versionsUsed).toHaveLength(2);
    expect(fast.versionsUsed).toEqual(reference.versionsUsed);
    expect(tiersIn(fast)).toEqual(['VIP 1']);
  });

  test('fills outside the period asked for are evidence too', async () => {
    const span = { from: START + 30 * 3_600_000, to: START + 40 * 3_600_000 };
    const filter = { span, symbols: new Set<string>(), liquidity: null };
    const { fast } = await both([await source(binanceFile(flow(10, changing)))], { filter });
    expect(tiersIn(fast)).toEqual(['VIP 1', 'VIP 3', 'VIP 2']);
  });

  test('each account has its own', async () => {
    const one = binanceFile(flow(11, changing));
    const two = binanceFile(flow(12, { ...changing, tierAt: () => 'VIP 9', firstId: 520_000_000 }));
    const { fast } = await both([await source(one, 'a', 'a.csv'), await source(two, 'b', 'b.csv')]);
    expect(tiersIn(fast)).toEqual(['VIP 1', 'VIP 3', 'VIP 2', 'VIP 9']);
  });

  test('an account whose tier is given for a part of the time', async () => {
    const given = { ...UNSAID, account: 'main', tier: 'VIP 1' };
    const later = { ...UNSAID, account: 'main', from: START + 12 * 3_600_000 };
    const { fast } = await both([await source(binanceFile(flow(13, changing)))], { terms: [given, later] });
    expect(tiersIn(fast)).toEqual(['VIP 1', 'VIP 1', 'VIP 3', 'VIP 2']);
  });
});

describe('rows that repeat or contradict each other', () => {
  const rows = flow(21, interleaved);
  // A repeated change of tier: counted twice, these fills would outweigh the rest of their hours.
  const repeated = [...rows, ...rows.slice(300, 420), ...rows.slice(300, 420)];
  const wrong = rows.slice(500, 530).map((row) => ({ ...row, fee: feeOf(row.price, row.quantity, '0.016') }));

  test('repeats count once', async () => {
    const { fast } = await both([await source(binanceFile(repeated))]);
    expect(fast.reconciliation.intake.sorted().find(({ bucket }) => bucket === 'duplicate')?.rows).toBe(240);
  });

  test('of rows that contradict each other none counts', async () => {
    const { fast } = await both([await source(binanceFile([...rows, ...wrong]))]);
    const refused = fast.reconciliation.intake.sorted().find(({ bucket }) => bucket === 'refused');
    expect(refused?.rows).toBe(60);
  });

  test('repeats are no evidence', async () => {
    const odd = rows.map((row, index) =>
      index % 4 === 0 ? row : { ...row, fee: feeOf(row.price, row.quantity, '0.0377') },
    );
    const { fast } = await both([await source(binanceFile([...odd, ...odd.slice(300, 420)]))]);
    // The note says how many fees there are.
    expect(fast.terms.map(({ note }) => note).join()).toMatch(/explains only \d+ of \d+ fees/);
  });

  test('rows without ids, in two files', async () => {
    const nameless = (text: string) => text.replaceAll(',419925400,', ',,').replaceAll(',419925401,', ',,');
    const [one, two] = [rows.slice(0, 500), rows.slice(400)].map((part) => nameless(binanceFile(part)));
    const { fast } = await both([await source(one!, 'main', 'a.csv'), await source(two!, 'main', 'b.csv')]);
    const repeated = fast.reconciliation.intake.sorted().find(({ bucket }) => bucket === 'duplicate');
    expect(repeated?.rows).toBe(100);
  });

  test('in two files that overlap', async () => {
    const [one, two] = [rows.slice(0, 500), rows.slice(430)];
    await both([
      await source(binanceFile(one), 'main', 'a.csv'),
      await source(binanceFile(two), 'main', 'b.csv'),
    ]);
  });
});

describe('tiers computed from volumes', () => {
  const auto = { otherwise: { ...UNSAID, qualified: true as const } };
  const month: Flow = { ...changing, fills: 1000, every: 64, tierAt: () => 'VIP 1' };

  test('sums of every hour are those of the reference engine', async () => {
    const { fast, run } = await both([await source(binanceFile(flow(31, month)))], auto);
    expect(fast.terms.map(({ basis }) => basis)).toContain('computed');
    expect(run.surveys.singles).toBe(0);
  });

  test('in two files of two accounts, beside tiers read from fees', async () => {
    const sources = [
      await source(binanceFile(flow(32, month)), 'a', 'a.csv'),
      await source(binanceFile(flow(33, { ...changing, firstId: 7_000_000 })), 'b', 'b.csv'),
    ];
    const { fast } = await both(sources, { ...auto, terms: [{ ...UNSAID, account: 'b' }] });
    expect(new Set(fast.terms.map(({ basis }) => basis))).toEqual(new Set(['computed', 'inferred']));
  });
});

describe('fees whose decimals only the file tells', () => {
  const MAPPED = ['time', 'symbol', 'side', 'price', 'quantity', 'fee', 'feeAsset', 'liquidity', 'tradeId'];
  const given = { otherwise: { ...UNSAID, tier: 'VIP 1' } };

  /** A blotter. @param decimals of the fee of a row, which is cut there */
  function blotter(rows: readonly BinanceRow[], decimals: (index: number) => number): string {
    const lines = rows.map(({ time, symbol, price, quantity, fee, maker, id }, index) => {
      const cut = fee.slice(0, fee.length - 8 + decimals(index));
      return [
        `${time.replace(' ', 'T')}Z`,
        symbol,
        'buy',
        price,
        quantity,
        cut,
        'USDT',
        maker ? 'maker' : 'taker',
        id,
      ].join();
    });
    return `${[MAPPED.join(), ...lines].join('\n')}\n`;
  }

  async function mapped(text: string, rest: Partial<EngineRequest> = {}) {
    const input = piecesOf(text, 1 << 14);
    const read = await sourceOf(input, {
      ...{ profile: 'generic', venue: 'binance', minutesEast: 0 },
      map: new Map(MAPPED.map((name) => [name, name])),
    });
    return both([read], rest);
  }

  test('inferred tiers', async () => {
    const { fast, run } = await mapped(blotter(flow(41, interleaved), () => 8));
    expect(fast.scales.map(({ scale }) => scale)).toEqual([8]);
    expect(tiersIn(fast)).toEqual(['VIP 1', 'VIP 3', 'VIP 2']);
    expect(run.surveys.singles).toBeLessThan(200);
  });

  test('inferred tiers, where makers pay nothing and the file is read once more', async () => {
    const rows = flow(42, { ...changing, tierAt: (minute) => (minute < 1010 ? 'VIP 9' : 'VIP 3') });
    const { fast, run } = await mapped(blotter(rows, () => 6));
    expect(tiersIn(fast)).toEqual(['VIP 9', 'VIP 3']);
    expect(fast.scales.map(({ scale }) => scale)).toEqual([6]);
    expect(run.surveys.singles).toBe(0);
  });

  // All fees have at most four decimals that are not 0.
  const round = flow(43, { ...changing, fills: 1200, every: 1, tierAt: () => 'VIP 1' }).map((row) => ({
    ...row,
    ...{ price: '70000', quantity: '0.5', fee: row.maker ? '6.30000000' : '17.50000000' },
  }));

  test('the first rows show them', async () => {
    const { fast, run } = await mapped(
      blotter(round, () => 7),
      given,
    );
    expect(fast.scales.map(({ scale }) => scale)).toEqual([7]);
    expect(run.surveys.singles).toBe(0);
    expect(run.singles).toBe(0);
  });

  test('the first rows show fewer than later ones', async () => {
    const last = flow(44, { ...changing, fills: 50, tierAt: () => 'VIP 1', firstId: 5_000_000 });
    const text = blotter([...round, ...last], (index) => (index < round.length ? 4 : 8));
    expect(text.length).toBeGreaterThan(2 ** 16 + 2 ** 14);
    const { fast } = await mapped(text, given);
    expect(fast.scales.map(({ scale }) => scale)).toEqual([8]);
  });
});

describe('the report', () => {
  test.each([
    ['interleaved', binanceFile(flow(51, interleaved)), []],
    ['odd fees', binanceFile(flow(52, { ...changing, tinyEvery: 4, oddEvery: 7 })), []],
    ['volumes', binanceFile(flow(53, { ...changing, fills: 800, every: 64 })), ['--tier', 'auto']],
  ] as const)('has the same bytes: %s', async (_, text, flags) => {
    const reason = await sameBytes({ 'fills.csv': text }, ['fills.csv', '--timezone', 'UTC', ...flags]);
    expect(reason).toBeNull();
  });
});
