/** Derive: rows that were published, and generated dumps against an independent calculation in whole numbers. */
import { describe, expect, test } from 'vitest';
import { fills, readText } from '../ingest/reading.ts';
import {
  type Exact,
  exact,
  minus,
  NOTHING,
  negated,
  order,
  padded,
  plain,
  plus,
  rounded,
  times,
} from '../support/exact.ts';
import { causesOf, intakeOf, Ledger, linesOf, runVenue } from './chain-run.ts';

const COLUMNS = [
  ...['trade_id', 'instrument_name', 'timestamp', 'trade_price', 'trade_amount', 'mark_price', 'index_price'],
  ...[
    'direction',
    'quote_id',
    'subaccount_id',
    'trade_fee',
    'expected_rebate',
    'liquidity_role',
    'extra_fee',
  ],
  ...['is_transfer', 'tx_hash'],
] as const;
type Row = Record<(typeof COLUMNS)[number], string> & { status: string };
const fileOf = (rows: readonly Row[], version: 'v2' | 'v3'): string =>
  [
    [...COLUMNS, version === 'v2' ? 'tx_status' : 'batch_status'].join(','),
    ...rows.map((row) => [...COLUMNS.map((name) => row[name]), row.status].join(',')),
    '',
  ].join('\n');

const rowOf = (text: Partial<Row>): Row => ({
  ...{
    trade_id: 'a',
    instrument_name: 'BTC-PERP',
    timestamp: '1790792657383',
    trade_price: '1',
    mark_price: '',
  },
  ...{
    trade_amount: '1',
    index_price: '1',
    direction: 'buy',
    quote_id: '',
    subaccount_id: '1',
    trade_fee: '0',
  },
  ...{ expected_rebate: '0', liquidity_role: 'taker', extra_fee: '0', is_transfer: 'false', tx_hash: '' },
  status: 'settled',
  ...text,
});

/**
 * Rows of real records, and examples of the venue's fee page (prices of examples are made up where the page has none).
 */
describe('published rows reproduce to the last digit', () => {
  const top = { tier: 'MM 10% and 1M stDRV' };
  test.each([
    [
      'v2 maker',
      'v2',
      top,
      {
        timestamp: '1772061040943',
        trade_price: '68569.8',
        trade_amount: '0.1404',
        index_price: '68578.54935101992',
        expected_rebate: '0.962842832888319677',
        liquidity_role: 'maker',
      },
    ],
    [
      'v3 taker',
      'v3',
      top,
      {
        trade_price: '83863',
        trade_amount: '0.0357',
        index_price: '83867.1716490259',
        trade_fee: '0.44910870418',
      },
    ],
    [
      'v3 maker of the same trade',
      'v3',
      top,
      {
        trade_price: '83863',
        trade_amount: '0.0357',
        index_price: '83867.1716490259',
        expected_rebate: '0.299405802787',
        liquidity_role: 'maker',
      },
    ],
    [
      'v3 taker, second trade',
      'v3',
      top,
      { trade_amount: '0.0357', index_price: '83948.87303382531', trade_fee: '0.449546215096' },
    ],
    [
      'v3 maker, second trade',
      'v3',
      top,
      {
        trade_amount: '0.0357',
        index_price: '83948.87303382531',
        expected_rebate: '0.29969747673',
        liquidity_role: 'maker',
      },
    ],
    [
      'v3 private taker with a base fee of 0.01',
      'v3',
      { tier: 'All traders' },
      { trade_amount: '0.01', index_price: '84358.49561857211', trade_fee: '0.263075486855' },
    ],
    [
      'fee page: two options',
      'v2',
      { tier: 'All traders' },
      {
        instrument_name: 'ETH-20261225-2000-P',
        trade_amount: '2',
        trade_price: '100',
        mark_price: '100',
        index_price: '2200',
        trade_fee: '1.82',
      },
    ],
    [
      'fee page: perp, maker',
      'v2',
      { tier: 'All traders' },
      { trade_amount: '0.1', index_price: '43000', trade_fee: '0.43', liquidity_role: 'maker' },
    ],
    [
      'fee page: perp, taker',
      'v2',
      { tier: 'All traders' },
      { trade_amount: '0.1', index_price: '43000', trade_fee: '1.39' },
    ],
    [
      'help page: two options',
      'v2',
      { tier: 'All traders' },
      {
        timestamp: '1735689600000',
        instrument_name: 'ETH-20261225-2000-P',
        trade_amount: '2',
        trade_price: '100',
        mark_price: '100',
        index_price: '2200',
        trade_fee: '2.26',
      },
    ],
    [
      'help page: perp, taker',
      'v2',
      { tier: 'All traders' },
      { timestamp: '1735689600000', trade_amount: '0.1', index_price: '43000', trade_fee: '2.68' },
    ],
  ] as const)('%s', async (_, version, terms, text) => {
    const row = rowOf({ ...text, status: version === 'v2' ? 'settled' : '' });
    const [line] = linesOf(await runVenue('derive', fileOf([row], version), terms));
    const fee = row.expected_rebate === '0' ? exact(row.trade_fee) : exact(`-${row.expected_rebate}`);
    expect(line).toMatch(/: 1\/1\/0\/0\/0 /);
    expect(line).toContain(` ${plain(fee)} ${plain(fee)} 0`);
  });

  test('the test network charges rates of its own: agreed rates and the base fee reproduce its row', async () => {
    const { readRate } = await import('../../src/domain/rate.ts');
    const row = rowOf({
      trade_amount: '0.01',
      index_price: '102741.553409299981533184',
      trade_fee: '1.127415534092999815',
    });
    const [line] = linesOf(await runVenue('derive', fileOf([row], 'v2'), { takerRate: readRate('0.1%') }));
    expect(line).toContain(': 1/1/0/0/0 1.127415534092999815 1.127415534092999815 0');
  });

  test('at the own price of the fill, or rounded the other way, they would not', async () => {
    const row = rowOf({
      status: '',
      trade_price: '83863',
      trade_amount: '0.0357',
      index_price: '83863',
      trade_fee: '0.44910870418',
    });
    const own = linesOf(await runVenue('derive', fileOf([row], 'v3'), top));
    expect(own[0]).toContain(': 1/0/0/1/0 ');
    expect(
      plain(rounded(times(exact('0.0357'), exact('83867.1716490259'), exact('0.00015')), 12, 'half-up')),
    ).toBe('0.449108704181');
  });
});

/** Rates in fractions: due tier (MM 5%), and the base tier that some fills are charged by mistake. */
const RATES = {
  perps: { maker: ['-0.000025', '0.0001'], taker: ['0.00025', '0.0003'], base: ['0.10', '0.01', '0'] },
  options: { maker: ['-0.000013', '0.0001'], taker: ['0.000125', '0.0003'], base: ['0.50', '0'] },
  spot: { maker: ['0.0005', '0.0015'], taker: ['0.0007', '0.0015'], base: ['0'] },
} as const;
const SYMBOLS = {
  perps: ['BTC-PERP', 'ETH-PERP', 'HYPE-PERP'],
  options: ['ETH-20261225-4800-P', 'BTC-20261225-90000-C', 'SOL-20261225-1_5-C'],
  spot: ['ETH-USDC', 'DRV-USDC'],
} as const;

describe.each([
  ['v2', 18, 'half-up'],
  ['v3', 12, 'down'],
] as const)('a generated dump of %s', (version, scale, mode) => {
  const ledger = new Ledger();
  const rows: Row[] = [];
  const counted = { stale: 0, odd: 0 };
  const variances = { stale: NOTHING, odd: NOTHING };
  let state = 7;
  const next = (bound: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % bound;
  };
  for (let index = 0; index < 400; index++) {
    const product = (['perps', 'perps', 'options', 'spot'] as const)[next(4)]!;
    const symbol = SYMBOLS[product][next(SYMBOLS[product].length)]!;
    const role = next(3) === 0 ? 'taker' : 'maker';
    const indexPrice = `${100 + next(90_000)}.${next(1_000_000)}${1 + next(9)}`;
    const price =
      product === 'options' ? `${1 + next(400)}.${next(10)}` : `${100 + next(90_000)}.${next(10)}`;
    const mark = product === 'options' ? `${1 + next(400)}.${1 + next(9_999)}` : '';
    const amount = `${next(4)}.${1 + next(9_999)}`;
    const late = role === 'taker' && next(9) === 0;
    const surcharge = role === 'taker' && !late && next(11) === 0 ? exact('0.0030000007') : NOTHING;
    const extra = exact(role === 'taker' && next(4) === 0 ? '0.000123' : '0');
    const { base } = RATES[product];
    const fixed = exact(role === 'taker' ? base[next(base.length)]! : '0');
    const isRfq = next(17) === 0;
    // A request of one leg pays the taker rate on both sides, in full, less the tier's 25 %.
    const part = exact(isRfq ? '0.75' : '1');
    const feeAt = (text: string): Exact => {
      const plainFee = times(exact(indexPrice), exact(amount), exact(text), part);
      const cap = product === 'options' ? times(exact('0.125'), exact(mark), exact(amount), part) : null;
      const magnitude = plainFee.n < 0n ? negated(plainFee) : plainFee;
      const bounded = cap !== null && order(magnitude, cap) > 0 ? cap : magnitude;
      return rounded(plus(plainFee.n < 0n ? negated(bounded) : bounded, fixed), scale, mode);
    };
    const [own, wrong] = RATES[product][isRfq ? 'taker' : role];
    const due = feeAt(own);
    const charged = plus(late ? feeAt(wrong) : due, surcharge);
    const capped = order(feeAt(own), feeAt(wrong)) === 0;
    const outcome = (late && !capped) || surcharge.n !== 0n ? 2 : 0;
    const isRebate = charged.n < 0n;
    const row = rowOf({
      ...{
        trade_id: `t${index}`,
        instrument_name: symbol,
        timestamp: String(1_790_000_000_000 + index * 60_000),
      },
      ...{ trade_price: price, trade_amount: amount, mark_price: mark, index_price: indexPrice },
      ...{
        direction: next(2) === 0 ? 'buy' : 'sell',
        quote_id: isRfq ? `q${index}` : '',
        liquidity_role: role,
      },
      trade_fee: isRebate ? '0' : padded(plus(charged, extra)),
      expected_rebate: isRebate ? padded(negated(charged)) : '0',
      ...{
        extra_fee: padded(extra),
        tx_hash: `0x${index}`,
        status: version === 'v2' ? 'settled' : 'Settled',
      },
    });
    rows.push(row);
    ledger.add(`${product} ${role} USDC`, outcome, due, charged, extra);
    if (outcome === 2) {
      const kind = late ? 'stale' : 'odd';
      counted[kind]++;
      variances[kind] = plus(variances[kind], minus(charged, due));
    }
    if (index % 40 === 0) rows.push({ ...row, tx_hash: '0xother' });
    if (index % 50 === 0) rows.push({ ...row, trade_id: `x${index}`, is_transfer: 'true' });
    if (index % 60 === 0)
      rows.push({ ...row, trade_id: `p${index}`, status: version === 'v2' ? 'pending' : 'Proving' });
  }

  test('every count and every sum is that of the calculation', async () => {
    const result = await runVenue('derive', fileOf(rows, version), { tier: 'MM 5%' });
    expect(linesOf(result)).toEqual(ledger.lines());
    expect(intakeOf(result)).toEqual([
      'fill 400',
      'excluded pending 7',
      'excluded transfer 8',
      'duplicate 10',
    ]);
    const residual = result.reconciliation.intake.residual(result.doorRows, result.doorCharged);
    expect([residual.rows, residual.charged.filter(({ amount }) => !amount.isZero())]).toEqual([0, []]);
    expect(counted.stale).toBeGreaterThan(5);
    expect(counted.odd).toBeGreaterThan(5);
  });

  test('late tiers are told apart from charges that nothing explains', async () => {
    const result = await runVenue('derive', fileOf(rows, version), { tier: 'MM 5%' });
    const sums = new Map<string, [number, Exact]>();
    for (const text of causesOf(result)) {
      const [code, count, variance] = text.split(' ') as [string, string, string];
      const [fillsOf, sum] = sums.get(code) ?? [0, NOTHING];
      sums.set(code, [fillsOf + Number(count), plus(sum, exact(variance))]);
    }
    expect([...sums].map(([code, [count, sum]]) => `${code} ${count} ${plain(sum)}`).sort()).toEqual([
      `TIER_STALE ${counted.stale} ${plain(variances.stale)}`,
      `UNEXPLAINED ${counted.odd} ${plain(variances.odd)}`,
    ]);
  });

  test('the tier is found without terms, for each product', async () => {
    const { terms } = await runVenue('derive', fileOf(rows, version));
    expect(new Set(terms.map(({ product, tier }) => `${product} ${tier}`))).toEqual(
      new Set(['perps MM 5%', 'options MM 5%', 'spot MM 5%']),
    );
  });
});

describe('what a dump cannot tell stays open', () => {
  test('an option without a mark price is unjudged in words', async () => {
    const rows = [rowOf({ instrument_name: 'ETH-20261225-2000-P', index_price: '2200', trade_fee: '0.66' })];
    const { reconciliation } = await runVenue('derive', fileOf(rows, 'v2'), { tier: 'All traders' });
    const reasons = [...reconciliation.unjudged.values()].map(({ reason }) => reason).sort();
    expect(reasons).toEqual([
      'the cap on the fee is a share of the mark price, which the file does not show',
    ]);
  });

  test('both sides of a trade, and the legs of a request, are fills of their own; a changed fee is no repetition', async () => {
    const both = [
      rowOf({}),
      rowOf({ subaccount_id: '2', liquidity_role: 'maker', direction: 'sell' }),
      rowOf({ liquidity_role: 'maker', direction: 'sell' }),
      rowOf({ instrument_name: 'ETH-PERP' }),
      rowOf({ tx_hash: '0x2' }),
    ];
    const reading = await readText(fileOf(both, 'v2'));
    expect(new Set(fills(reading).map(({ key }) => key)).size).toBe(4);
    expect(intakeOf(await runVenue('derive', fileOf(both, 'v2'), { tier: 'All traders' }))).toEqual([
      'fill 4',
      'duplicate 1',
    ]);
    const conflict = [rowOf({}), rowOf({ trade_fee: '0.1' })];
    expect(intakeOf(await runVenue('derive', fileOf(conflict, 'v2'), { tier: 'All traders' }))).toEqual([
      'refused conflicting-duplicate 2',
    ]);
  });
});
