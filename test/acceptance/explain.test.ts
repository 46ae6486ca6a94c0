/** `explain`: from what it prints anybody can compute the expected fee with a calculator. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { calculated } from '../support/calculator.ts';
import { makeExport, type Recipe } from '../support/exports.ts';
import { feeAuditHere } from '../support/in-process.ts';
import { dividedTo, roundedTo, scaled, times, written } from '../support/integers.ts';
import { feeAudit, inFolder, type Outcome } from '../support/run.ts';

interface Step {
  readonly file: string;
  readonly line: number;
  readonly tradeId: string | null;
  readonly part: string;
  readonly step: string;
  readonly cell: string | null;
  readonly value: string | null;
  readonly unit: string | null;
  readonly formula: string | null;
  readonly basis: string | null;
  readonly note: string | null;
}

type Row = Readonly<Record<string, string | number | readonly string[] | null>>;

interface Explained {
  readonly schemaVersion: number;
  readonly command: string;
  readonly verdict: null;
  readonly run: Row;
  readonly tables: {
    readonly explained: readonly Row[];
    readonly explain: readonly Step[];
    readonly hypotheses: readonly Row[];
  };
}

type Files = Readonly<Record<string, string>>;

async function explain(files: Files, ...args: readonly string[]): Promise<Explained> {
  const outcome = await run(files, ...args, '--json');
  expect(outcome, outcome.stderr).toMatchObject({ code: 0 });
  return JSON.parse(outcome.stdout) as Explained;
}

/** Within the test's own process, where inputs need their whole path: it is taken out of what is printed. */
async function here(files: Files, args: readonly string[]): Promise<Outcome> {
  const { stdout, stderr, code } = await feeAuditHere(files, args);
  const own = (text: string) => text.replaceAll(join(tmpdir(), 'fee-audit-'), '§').replace(/§\w+\//g, '');
  return { stdout: own(stdout), stderr: own(stderr), code };
}

const run = (files: Files, ...args: readonly string[]) => here(files, ['explain', ...args]);

const stepValue = ({ tables }: Explained, part: string, step: string) =>
  tables.explain.find((one) => one.part === part && one.step === step)?.value ?? null;

/** Every step with a formula is what a calculator makes of it, and the steps lead from one to the next. */
function expectComputable({ tables }: Explained): void {
  const formulas = tables.explain.filter(({ formula }) => formula !== null);
  expect(formulas.length).toBeGreaterThan(3);
  for (const { step, formula, value } of formulas) {
    expect([step, formula, calculated(formula!, value!)]).toEqual([step, formula, value]);
  }
  const fee = tables.explain.filter(({ part }) => part === 'fee');
  const known = new Set(tables.explain.filter(({ part }) => part !== 'fee').map(({ value }) => value));
  for (const { step, formula, value } of fee) {
    const from = /^\S+/.exec(formula ?? '')?.[0];
    if (step === 'base × rate' || step === 'booked' || step === 'printed' || step === 'divided') {
      if (from !== undefined && !known.has(from)) expect([step, [...known]]).toEqual([step, from]);
    }
    known.add(value);
    // The top of a quotient is a product that the next step starts from.
    if (formula !== null) known.add(calculated(formula.replace(/ ÷ .*$/, ''), '0'));
  }
  for (const { code, detail, formula, wouldCharge } of tables.hypotheses) {
    if (formula === null) continue;
    const computed = calculated(String(formula), String(wouldCharge));
    expect([code, detail, formula, computed]).toEqual([code, detail, formula, wouldCharge]);
  }
  expect(fee.at(-1)).toMatchObject({ step: 'expected', value: fee.at(-2)!.value });
  for (const { basis } of fee) expect(['measured', 'computed', 'inferred']).toContain(basis);
}

const OKX_HEAD =
  'instType,instId,tradeId,ordId,clOrdId,billId,subType,tag,fillPx,fillSz,fillIdxPx,fillPnl,fillPxVol,fillPxUsd,fillMarkVol,fillFwdPx,fillMarkPx,side,posSide,execType,feeCcy,fee,feeRate,ts,fillTime,tradeQuoteCcy';
/** A swap of OKX on 15 June 2026, `minutes` after midnight UTC; a charge is negative. */
const okx = (
  id: string,
  symbol: string,
  price: string,
  size: string,
  role: string,
  fee: string,
  minutes = 10,
) => {
  const time = Date.UTC(2026, 5, 15) + minutes * 60_000;
  return `SWAP,${symbol},${id},9${id},,8${id},1,,${price},${size},,0,,,,,,buy,net,${role},USDT,${fee},,${time},${time},USDT`;
};
const OKX = ['--tier', 'VIP 4'];
const swap = (...rows: readonly string[]) => ({ 'fills.csv': `${[OKX_HEAD, ...rows].join('\n')}\n` });

describe('the calculator check', () => {
  it('a linear contract counted in contracts', async () => {
    const row = okx('744876000', 'BTC-USDT-SWAP', '71285.6', '179.08', 'M', '-10.2126601984');
    const found = await explain(swap(row), '744876000', 'fills.csv', ...OKX);
    expectComputable(found);
    // 71285.6 × 179.08 contracts of 0.01 BTC × 0.008 %
    const due = [scaled('179.08'), scaled('0.01'), scaled('0.00008')].reduce(times, scaled('71285.6'));
    expect(stepValue(found, 'fee', 'expected')).toBe(written(roundedTo(due, 10, 'half-up')));
    expect(found.tables.explained).toMatchObject([
      { row: 'fill', outcome: 'matched', variance: '0', basis: 'computed' },
    ]);
    expect(found.tables.hypotheses).toEqual([]);
  });

  it('an inverse contract: divided once, last', async () => {
    const head =
      'symbol,id,orderId,pair,side,price,qty,realizedPnl,marginAsset,baseQty,commission,commissionAsset,time,positionSide,buyer,maker';
    const row =
      'BTCUSD_PERP,6,28,BTCUSD,SELL,8807.3,37,0,BTC,0.42010605,0.00025,BTC,1790743483586,BOTH,false,false';
    const rates = ['--maker-rate', '0.01%', '--taker-rate', '0.05%'];
    const found = await explain({ 'fills.csv': `${head}\n${row}\n` }, '6', 'fills.csv', ...rates);
    expectComputable(found);
    const top = [scaled('100'), scaled('0.0005')].reduce(times, scaled('37'));
    const due = written(dividedTo(top, scaled('8807.3'), 8, 'down'));
    expect(stepValue(found, 'fee', 'expected')).toBe(due);
    expect(stepValue(found, 'outcome', 'outcome')).toBe('break');
    expect(stepValue(found, 'fee', 'notional')).toMatch(/^0\.4201060\d{50,}/);
  });

  it('spot, a fee taken in the base coin', async () => {
    const text =
      'Time,Pair,Side,Price,Executed,Amount,Fee\n2026-06-19 20:53:33,BTCUSDT,BUY,70319.23,0.14952BTC,10514.1312696USDT,0.00014953BTC\n';
    const flags = ['--timezone', 'UTC', '--tier', 'VIP 1'];
    const found = await explain({ 'fills.csv': text }, 'fills.csv:2', 'fills.csv', ...flags);
    expectComputable(found);
    expect(stepValue(found, 'fee', 'fee base')).toBe('0.14952');
    const rate = stepValue(found, 'schedule', 'rate due')!;
    const due = roundedTo(times(scaled('0.14952'), scaled(rate)), 8, 'down');
    expect(stepValue(found, 'fee', 'expected')).toBe(written(due));
    // Without a flag the side is read from the fee, and so is everything that rests on it.
    expect(found.tables.explained).toMatchObject([{ evidence: 'rate', basis: 'inferred' }]);
  });

  it('an option on the index price, its fee capped at a share of the premium at the mark price', async () => {
    const head =
      'trade_id,instrument_name,timestamp,trade_price,trade_amount,mark_price,index_price,direction,quote_id,rfq_id,subaccount_id,tx_status,trade_fee,expected_rebate,liquidity_role,realized_pnl,realized_pnl_excl_fees,extra_fee,is_transfer,order_id,label,transaction_id,tx_hash';
    const row =
      'a1,ETH-20260626-9000-C,1779999999943,1.2,0.7,1.137,3120.55,buy,,,56939,settled,0.5994,0,taker,0,0,0,false,o1,,t1,0x1';
    const found = await explain(
      { 'fills.csv': `${head}\n${row}\n` },
      'a1',
      'fills.csv',
      '--tier',
      'All traders',
    );
    expectComputable(found);
    // 0.7 × 3120.55 × rate is above 12.5 % of 0.7 × 1.137; the base fee of the order comes beside it.
    const cap = [scaled('1.137'), scaled('0.125')].reduce(times, scaled('0.7'));
    expect(stepValue(found, 'fee', 'cap')).toBe(written(cap));
    expect(stepValue(found, 'fee', 'capped')).toBe(written(cap));
    expect(stepValue(found, 'fee', 'order part')).toBe('0.5994875');
    expect(stepValue(found, 'fee', 'expected')).toBe('0.5994875');
  });

  it('legs of a request for quotes: the part of the base that the other legs leave, and the base fee once', async () => {
    const head =
      'trade_id,instrument_name,timestamp,trade_price,trade_amount,mark_price,index_price,direction,quote_id,order_id,subaccount_id,trade_fee,expected_rebate,liquidity_role,extra_fee,is_transfer,tx_hash,tx_status';
    const leg = (id: string, symbol: string, size: string, side: string, fee: string) =>
      `${id},${symbol},${Date.UTC(2026, 4, 1)},100,${size},500,3000,${side},q1,,7,${fee},0,taker,0,false,0x${id},settled`;
    // 0.03 % of 3,000 USD is 0.90 a unit: the dearest group in full with the base fee of 0.50, the next half, the cheapest nothing.
    const legs = [
      leg('l1', 'ETH-20260626-3000-C', '4', 'buy', '4.1'),
      leg('l2', 'ETH-20260626-3200-C', '3', 'sell', '1.5'),
      leg('l4', 'ETH-PERP', '1', 'sell', '0'),
    ];
    const files = { 'fills.csv': `${[head, ...legs].join('\n')}\n` };
    const expected = { l1: '4.1', l2: '1.35', l4: '0' };
    for (const [id, due] of Object.entries(expected)) {
      const found = await explain(files, id, 'fills.csv', '--tier', 'All traders');
      expectComputable(found);
      expect([id, stepValue(found, 'fee', 'expected')]).toEqual([id, due]);
    }
    const half = await explain(files, 'l2', 'fills.csv', '--tier', 'All traders');
    expect(half.tables.explain.find(({ step }) => step === 'part that counts')).toMatchObject({
      formula: '9000 × 0.5',
      value: '4500',
      note: 'short calls, 2. cheapest of 3 groups: 50%',
    });
  });

  const binance = (fee: string) =>
    `Uid,Time,Symbol,Side,Price,Quantity,Amount,Fee,Realized Profit,Buyer,Maker,Trade ID,Order ID\n7,2026-06-12 23:10:33,BTCUSDT,BUY,71570,0.063,4508.91,${fee}BNB,0,true,false,419925210,95\n`;
  const prices = 'time,asset,quote,price\n2026-06-12T23:00:00Z,BNB,USDT,649.59\n';
  const flags = ['--timezone', 'UTC', '--tier', 'VIP 2', '--discount', 'BNB'];

  it('a fee in a third asset, with its price and the discount', async () => {
    const files = { 'fills.csv': binance('0.00277646'), 'prices.csv': prices };
    const found = await explain(files, '419925210', 'fills.csv', ...flags, '--prices', 'prices.csv');
    expectComputable(found);
    // 71570 × 0.063 × 0.04 % × 0.9 ÷ 649.59, cut at 8 decimals
    const top = [scaled('0.063'), scaled('0.0004'), scaled('0.9')].reduce(times, scaled('71570'));
    const due = written(dividedTo(top, scaled('649.59'), 8, 'down'));
    expect(due).toBe('0.00249881');
    expect(stepValue(found, 'fee', 'expected')).toBe(due);
    expect(stepValue(found, 'cause', 'cause')).toBe('DISCOUNT_MISSING');
    const named = found.tables.hypotheses.filter((row) => row.named === 'yes');
    expect(named).toMatchObject([
      { code: 'DISCOUNT_MISSING', wouldCharge: '0.00277646', miss: '0', fits: 'yes' },
    ]);
    const divided = found.tables.explain.find(({ step }) => step === 'divided');
    expect(divided?.note).toContain('prices.csv:2');
  });

  it('the same without a price: what is missing', async () => {
    const files = { 'fills.csv': binance('0.00277646') };
    const found = await explain(files, '419925210', 'fills.csv', ...flags);
    expect(found.tables.explained).toMatchObject([{ outcome: 'unjudged', expected: null, variance: null }]);
    expect(stepValue(found, 'fee', 'notional')).toBe('4508.91');
    expect(found.tables.explain.find(({ step }) => step === 'price of BNB')).toMatchObject({
      value: null,
      note: 'no prices were given (--prices FILE)',
    });
    const picked = await explain(files, '--cause', 'UNPRICED', 'fills.csv', ...flags);
    expect(picked.tables.explained).toMatchObject([{ line: 2, picked: ['first', 'largest', 'last'] }]);
  });

  it('a file that prints two decimals: booked finer, printed coarser', async () => {
    const map =
      'venue: binance\nproduct: usdm-futures\nkind: linear\ncolumns: {time: t, symbol: s, side: d, price: p, quantity: q, fee: f, feeAsset: a, liquidity: l, tradeId: i}\n';
    const text = 't,s,d,p,q,f,a,l,i\n2026-06-22T02:41:26Z,SOLUSDT,BUY,148.28,720.4,34.19,USDT,taker,F1\n';
    const found = await explain(
      { 'fills.csv': text, 'fills.map.yaml': map },
      'F1',
      'fills.csv',
      '--tier',
      'VIP 3',
    );
    expectComputable(found);
    const due = [scaled('720.4'), scaled('0.00032')].reduce(times, scaled('148.28'));
    const booked = roundedTo(due, 8, 'down');
    expect(stepValue(found, 'fee', 'booked')).toBe(written(booked));
    expect(stepValue(found, 'fee', 'printed')).toBe(written(roundedTo(booked, 2, 'half-up')));
  });
});

const BREAKS = swap(
  okx('101', 'BTC-USDT-SWAP', '70000', '10', 'M', '-0.56', 1),
  okx('102', 'BTC-USDT-SWAP', '70000', '50', 'M', '-3.5', 2),
  okx('103', 'BTC-USDT-SWAP', '70000', '90', 'M', '-6.3', 3),
  okx('104', 'BTC-USDT-SWAP', '70000', '30', 'M', '-2.1', 4),
  okx('105', 'BTC-USDT-SWAP', '71000.7', '33.3', 'T', '-6.38367303730', 5),
  okx('105', 'ETH-USDT-SWAP', '2600', '100', 'T', '-7.02', 6),
);

describe('a break', () => {
  it('tells every hypothesis with what it would have charged, and what the run settled on', async () => {
    const found = await explain(BREAKS, '103', 'fills.csv', ...OKX);
    const { hypotheses } = found.tables;
    expect(hypotheses.length).toBeGreaterThan(40);
    // 70000 × 0.9 BTC × 0.010 %, the rate of VIP 3
    const vip3 = hypotheses.find(({ code, detail }) => code === 'TIER_STALE' && detail === 'VIP 3');
    expect(vip3).toMatchObject({ rateBps: '1', wouldCharge: '6.3', miss: '0', fits: 'yes', named: 'yes' });
    const vip2 = hypotheses.find(({ code, detail }) => code === 'TIER_STALE' && detail === 'VIP 2');
    expect(vip2).toMatchObject({
      rateBps: '1.5',
      wouldCharge: '9.45',
      miss: '-3.15',
      fits: 'no',
      named: 'no',
    });
    for (const { wouldCharge, miss } of hypotheses) {
      if (wouldCharge === null) continue;
      expect(calculated(`6.3 - ${wouldCharge}`, '0')).toBe(miss);
    }
    expect(found.tables.explained).toMatchObject([{ code: 'TIER_STALE', variance: '1.26' }]);
    const cause = found.tables.explain.find(({ part, step }) => part === 'cause' && step === 'cause');
    expect(cause?.note).toMatch(/^VIP 3 still applied to 3 fills.*from trade 102 .* to trade 104 /);
  });

  it('--cause shows its first, largest and last fill', async () => {
    const found = await explain(BREAKS, '--cause', 'TIER_STALE', 'fills.csv', ...OKX);
    const picked = found.tables.explained.map(({ tradeId, picked: marks }) => [tradeId, marks]);
    expect(picked).toEqual([
      ['102', ['first']],
      ['103', ['largest']],
      ['104', ['last']],
    ]);
  });

  it('the figures are those of reconcile', async () => {
    const found = await explain(BREAKS, '103', 'fills.csv', ...OKX);
    const outcome = await here(BREAKS, ['reconcile', 'fills.csv', ...OKX, '--table', 'breaks', '--json']);
    const rows = (JSON.parse(outcome.stdout) as { tables: { breaks: Row[] } }).tables.breaks;
    const own = rows.find(({ tradeId }) => tradeId === '103')!;
    for (const key of ['expected', 'charged', 'variance', 'rateBps', 'code', 'liquidity', 'time', 'line']) {
      expect([key, found.tables.explained[0]![key]]).toEqual([key, own[key]]);
    }
  });
});

describe('faults of every kind', () => {
  const recipe: Recipe = {
    ...{ shape: 'okx-api', seed: 77, fills: 150, tiers: ['VIP 3', 'VIP 4'], share: '0.4' },
    ...{ due: '2026-06-10T22:00:00Z', applied: '2026-06-11T05:00:00Z' },
    faults: { LIQUIDITY_MISFLAG: 3, SIGN_FLIP: 2, FEE_MISSING: 2, RATE_OFF_CARD: 6, NOTIONAL_SCALE: 2 },
  };
  const made = makeExport(recipe);
  const files = { 'fills.csv': made.text(made.lines), 'fee-audit.yaml': made.config };
  const codes = ['TIER_STALE', ...Object.keys(recipe.faults ?? {})];

  it.each(codes)(
    '%s: computable, and the hypothesis that the run named is among those tried',
    async (code) => {
      const found = await explain(files, '--cause', code, 'fills.csv');
      expectComputable(found);
      expect(found.tables.explained.length).toBeGreaterThan(0);
      for (const row of found.tables.explained) {
        expect(row.code).toBe(code);
        const own = found.tables.hypotheses.filter(({ line }) => line === row.line);
        const named = own.filter((one) => one.named === 'yes');
        expect(named).toMatchObject([{ code, fits: 'yes' }]);
        const figures = own.filter(({ wouldCharge }) => wouldCharge !== null);
        expect(figures.filter(({ formula }) => formula === null)).toEqual([]);
        // What is said to fit does, and nothing else: within one unit of OKX's tenth decimal.
        for (const { miss, fits } of own.filter((one) => one.miss !== null)) {
          const { units, places } = scaled(String(miss).replace('-', ''));
          expect(fits).toBe(units * 10n ** 10n <= 10n ** BigInt(places) ? 'yes' : 'no');
        }
      }
    },
  );
});

describe('which rows', () => {
  it('two symbols may share an id: both are told, SYMBOL:ID tells one', async () => {
    const both = await explain(BREAKS, '105', 'fills.csv', ...OKX);
    expect(both.tables.explained.map(({ symbol }) => symbol)).toEqual(['BTC-USDT-SWAP', 'ETH-USDT-SWAP']);
    const one = await explain(BREAKS, 'eth-usdt-swap:105', 'fills.csv', ...OKX);
    expect(one.tables.explained.map(({ symbol }) => symbol)).toEqual(['ETH-USDT-SWAP']);
  });

  it('a repetition is told with the row that counts, and rows that contradict each other with the other one', async () => {
    const row = okx('201', 'BTC-USDT-SWAP', '70000', '10', 'M', '-0.56');
    const files = swap(row, row);
    const found = await explain(files, 'fills.csv:3', 'fills.csv', ...OKX);
    expect(found.tables.explained).toMatchObject([{ line: 3, row: 'duplicate', code: null }]);
    expect(stepValue(found, 'outcome', 'same record')).toBe('fills.csv:2');
    const other = swap(row, row.replace('-0.56', '-0.57'));
    const clash = await explain(other, '201', 'fills.csv', ...OKX);
    expect(clash.tables.explained).toMatchObject([{ row: 'conflict' }, { row: 'conflict' }]);
  });

  it('a row that is no fill, or that was refused, is told as well', async () => {
    const files = swap(
      okx('301', 'BTC-USDT-SWAP', '70000', '10', 'M', '-0.56'),
      okx('302', 'BTC-USDT-SWAP', '70,000', '10', 'M', '-0.56').replace('70,000', '"70,000"'),
    );
    const found = await explain(files, '302', 'fills.csv', ...OKX);
    expect(found.tables.explained).toMatchObject([
      {
        row: 'refused',
        expected: null,
        why: 'the number has a comma where a point belongs; a spreadsheet may have rewritten it',
      },
    ]);
    expect(stepValue(found, 'outcome', 'problem')).toBe(
      'the number has a comma where a point belongs; a spreadsheet may have rewritten it',
    );
    // As a process of its own, once.
    const text = await inFolder(files, (folder) => feeAudit(folder, ['explain', '302', 'fills.csv', ...OKX]));
    expect(text.stdout).toMatch(
      /^fills\.csv:3 {2}refused: the number has a comma where a point belongs; a spreadsheet may have rewritten it\n/,
    );
    expect(text.stderr).toBe('');
  });

  it('a fill that the filters leave out says so', async () => {
    const found = await explain(BREAKS, '103', 'fills.csv', ...OKX, '--from', '2026-06-16');
    expect(found.tables.explained).toMatchObject([{ row: 'filter', outcome: 'break', code: null }]);
  });

  it('rows and files in another order: the same bytes but for the places', async () => {
    const [head, ...rows] = BREAKS['fills.csv'].trimEnd().split('\n');
    const turned = { 'fills.csv': `${[head, ...rows.reverse()].join('\n')}\n` };
    const places = (text: string) => text.replace(/"line": \d+/g, '').replace(/fills\.csv:\d+/g, '');
    const [one, two] = await Promise.all(
      [BREAKS, turned].map((files) =>
        run(files, '--cause', 'TIER_STALE', 'fills.csv', ...OKX, '--table', 'explain', '--json'),
      ),
    );
    const sha = /"sha256": "\w+"/;
    expect(places(two!.stdout).replace(sha, '')).toBe(places(one!.stdout).replace(sha, ''));
  });
});

describe('what cannot be explained', () => {
  it.each([
    [['1033', 'fills.csv'], 'near: 103'],
    [['--cause', 'TIRE_STALE', 'fills.csv'], 'did you mean TIER_STALE?'],
    [['--cause', 'SIGN_FLIP', 'fills.csv'], 'its causes are: TIER_STALE (3 fills)'],
    [['103'], 'no fills were named'],
    [[], 'say which row'],
  ])('explain %j', async (args, words) => {
    const outcome = await run(BREAKS, ...args, ...OKX);
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toContain(words);
    expect(outcome.stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});
