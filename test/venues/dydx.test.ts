/** dYdX: generated dumps against an independent calculation in whole numbers. No row of it was published. */
import { describe, expect, test } from 'vitest';
import { type Exact, exact, minus, NOTHING, negated, padded, plain, plus, times } from '../support/exact.ts';
import { causesOf, intakeOf, Ledger, linesOf, runVenue } from './chain-run.ts';

const HEADER =
  'id,side,liquidity,type,market,marketType,price,size,fee,affiliateRevShare,createdAt,createdAtHeight,orderId,clientMetadata,subaccountNumber,builderFee';

/** Towards positive infinity at six decimals, as the chain counts. */
function ceiling({ n, s }: Exact): Exact {
  if (s <= 6) return { n: n * 10n ** BigInt(6 - s), s: 6 };
  const unit = 10n ** BigInt(s - 6);
  const rest = ((n % unit) + unit) % unit;
  return { n: (n - rest) / unit + (rest === 0n ? 0n : 1n), s: 6 };
}

describe('a generated dump of fills', () => {
  const ledger = new Ledger();
  const rows: string[] = [];
  const wrong = { count: 0, sum: NOTHING };
  let state = 5;
  const next = (bound: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % bound;
  };
  for (let index = 0; index < 300; index++) {
    const role = next(2) === 0 ? 'maker' : 'taker';
    const price = `${1 + next(90_000)}.${next(10)}`;
    const size = `${next(9)}.${1 + next(9_999)}`;
    const market = ['BTC-USD', 'ETH-USD', 'FOO,RAYDIUM,BAR-USD'][next(3)]!;
    const at = (rate: string) => ceiling(times(exact(price), exact(size), exact(rate)));
    const late = next(10) === 0;
    // Tier 6: -0.7 and 2.5 bps; late fills pay the rates of tier 5.
    const due = at(role === 'maker' ? '-0.00007' : '0.00025');
    const charged = late ? at(role === 'maker' ? '0' : '0.0003') : due;
    const builder = next(6) === 0 ? exact('0.01') : NOTHING;
    const fee = charged.n < 0n ? `-${padded(negated(charged))}` : padded(charged);
    const row = [
      ...[
        `f${index}`,
        next(2) === 0 ? 'BUY' : 'SELL',
        role.toUpperCase(),
        'LIMIT',
        `"${market}"`,
        'PERPETUAL',
      ],
      ...[price, size, fee, '0.001', new Date(Date.UTC(2026, 5, 1) + index * 60_000).toISOString()],
      ...[index, `o${index}`, '0', '0', padded(builder)],
    ];
    rows.push(row.join(','));
    ledger.add(`perps ${role} USDC`, late ? 2 : 0, due, charged, builder);
    if (late) {
      wrong.count++;
      wrong.sum = plus(wrong.sum, minus(charged, due));
    }
    if (index % 75 === 0) rows.push(rows.at(-1)!);
  }
  const text = `${[HEADER, ...rows].join('\n')}\n`;

  test('rebates and fees are rounded upwards: every count and every sum is that of the calculation', async () => {
    const result = await runVenue('dydx', text, { tier: 'Tier 6' });
    expect(linesOf(result)).toEqual(ledger.lines());
    expect(intakeOf(result)).toEqual(['fill 300', 'duplicate 4']);
    const sums = causesOf(result).map((line) => line.split(' ') as [string, string, string]);
    expect(sums.reduce((all, [, count]) => all + Number(count), 0)).toBe(wrong.count);
    expect(plain(sums.reduce((all, [, , sum]) => plus(all, exact(sum)), NOTHING))).toBe(plain(wrong.sum));
    const residual = result.reconciliation.intake.residual(result.doorRows, result.doorCharged);
    expect([residual.rows, residual.charged.filter(({ amount }) => !amount.isZero())]).toEqual([0, []]);
  });

  test('a liquidated side has no role; the maker against it has', async () => {
    const one = (type: string, liquidity: string, fee: string) =>
      `x${type},SELL,${liquidity},${type},BTC-USD,PERPETUAL,64000,0.01,${fee},0,2026-06-01T00:00:00Z,1,o,0,0,`;
    const some = [
      one('LIQUIDATED', 'TAKER', '8'),
      one('LIQUIDATION', 'MAKER', '0.064'),
      one('OFFSETTING', 'MAKER', '0'),
    ];
    const result = await runVenue('dydx', `${[HEADER, ...some].join('\n')}\n`, { tier: 'Tier 1' });
    expect(linesOf(result)).toEqual([
      'perps maker USDC judged: 1/1/0/0/0 0.064 0.064 0',
      'perps none USDC unjudged: 2/0/0/0/2 0 8 0',
    ]);
  });
});
