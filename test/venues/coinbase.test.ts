/** Coinbase: published rows, and generated exports against an independent calculation in whole numbers. */
import { describe, expect, test } from 'vitest';
import { rate } from '../support/build.ts';
import { type Exact, exact, minus, negated, padded, plain, plus, rounded, times } from '../support/exact.ts';
import { causesOf, intakeOf, Ledger, linesOf, runVenue } from './chain-run.ts';
import { chargeWith, Dice, faultOf, outcomeOf } from './made.ts';

const FILLS =
  'portfolio,trade id,product,side,created at,size,size unit,price,fee,total,price/fee/total unit';
const EXCHANGE = 'trade_id,product_id,order_id,created_at,liquidity,price,size,fee,side,settled';
const PARTS = ['total', 'gst', 'withholding', 'client'].map(
  (part) => `commission_detail_total.${part}_commission`,
);
const ADVANCED = [
  'entry_id,trade_id,order_id,trade_time,trade_type,price,size,commission,product_id,sequence_timestamp',
  ...['liquidity_indicator', 'size_in_quote', 'side', ...PARTS],
].join(',');
const TIME = '2026-08-18T20:08:39.184235123Z';

describe('published rows', () => {
  test('Pro: 50 bps of 2.96875093 LTC at 41.45 EUR, every digit of the product', async () => {
    const row =
      'default,0,LTC-EUR,BUY,2020-05-18T20:08:39.184Z,2.96875093,LTC,41.45,0.6152736302425,-123.6699996787425,EUR';
    const result = await runVenue('coinbase', `${FILLS}\n${row}\n`, { takerRate: rate('0.5%') });
    expect(linesOf(result)).toEqual([
      'exchange taker EUR judged: 1/1/0/0/0 0.6152736302425 0.6152736302425 0',
    ]);
  });

  test('Advanced: 60 bps of a size in the quote asset, 16 decimals', async () => {
    const row =
      'e,t,o,2023-01-18T01:37:38.091377090Z,FILL,21220.64,0.0046830664333996,0.0000280983986004,BTC-USDT,,TAKER,true,BUY,,,,';
    const result = await runVenue('coinbase', `${ADVANCED}\n${row}\n`, { takerRate: rate('0.6%') });
    expect(linesOf(result)).toEqual([
      'exchange taker USDT judged: 1/1/0/0/0 0.0000280983986004 0.0000280983986004 0',
    ]);
  });

  test('a fixture whose fee follows from no rate is a break, not explained away', async () => {
    // 0.005 BTC at 45,123.45 USD and a commission of 1.14: 50.53 bps, an edited figure.
    const row = 'e,t,o,2024-01-15T10:30:00Z,FILL,45123.45,0.005,1.14,BTC-USD,,MAKER,false,BUY,,,,';
    const result = await runVenue('coinbase', `${ADVANCED}\n${row}\n`, { makerRate: rate('0.5%') });
    expect(linesOf(result)).toEqual(['exchange maker USD judged: 1/0/0/1/0 1.12808625 1.14 0']);
  });
});

const RATES = { maker: exact('0.0008'), taker: exact('0.0018') } as const;
const PRODUCTS = ['BTC-USD', 'ETH-EUR', 'SOL-USDC', 'BTC-USDT'] as const;

describe('fills.csv', () => {
  test('300 exact products in the quote asset, without a role', async () => {
    const dice = new Dice(21);
    const ledger = new Ledger();
    const rows: string[] = [];
    for (let index = 0; index < 300; index++) {
      const product = dice.oneOf(PRODUCTS);
      const [base, quote] = product.split('-') as [string, string];
      const [price, size] = [dice.number(7, 2), dice.number(9, 6)];
      const role = dice.oneOf(['maker', 'taker'] as const);
      const due = rounded(times(price, size, RATES[role]), 12, 'half-up');
      const fault = faultOf(index) === 'sign' || faultOf(index) === 'one unit' ? faultOf(index) : 'none';
      const charged = chargeWith(fault, due, due, 12);
      const sells = dice.below(2) === 0;
      const value = times(price, size);
      const total = sells ? minus(value, charged) : negated(plus(value, charged));
      ledger.add(`exchange ${role} ${quote}`, outcomeOf(charged, due, 12), due, charged);
      const cells = [
        'default',
        index,
        product,
        sells ? 'SELL' : 'BUY',
        '2026-08-18T20:08:39.184Z',
        plain(size),
      ];
      rows.push([...cells, base, plain(price), padded(charged), padded(total), quote].join());
    }
    const result = await runVenue('coinbase', `${[FILLS, ...rows, rows[0]].join('\n')}\n`, {
      tier: 'From 1M',
    });
    expect(linesOf(result)).toEqual(ledger.lines());
    expect(intakeOf(result)).toEqual(['fill 300', 'duplicate 1']);
  });
});

describe('Exchange API', () => {
  test('300 fills with M and T; a repeated download in which a fill has settled is the same fill', async () => {
    const dice = new Dice(22);
    const ledger = new Ledger();
    const rows: string[] = [];
    for (let index = 0; index < 300; index++) {
      const product = dice.oneOf(PRODUCTS);
      const [price, size] = [dice.number(7, 2), dice.number(9, 6)];
      const role = dice.oneOf(['maker', 'taker'] as const);
      const feeAt = (at: Exact) => rounded(times(price, size, at), 12, 'half-up');
      const due = feeAt(RATES[role]);
      const charged = chargeWith(faultOf(index), due, feeAt(RATES[role === 'maker' ? 'taker' : 'maker']), 12);
      ledger.add(`exchange ${role} ${product.split('-')[1]}`, outcomeOf(charged, due, 12), due, charged);
      const cells = [
        index,
        product,
        `o${index}`,
        TIME,
        role === 'maker' ? 'M' : 'T',
        plain(price),
        plain(size),
      ];
      rows.push([...cells, padded(charged), dice.oneOf(['buy', 'sell']), 'false'].join());
    }
    const again = rows[3]!.replace(/false$/, 'true');
    const result = await runVenue('coinbase', `${[EXCHANGE, ...rows, again].join('\n')}\n`, {
      tier: 'from1m',
    });
    expect(linesOf(result)).toEqual(ledger.lines());
    expect(intakeOf(result)).toEqual(['fill 300', 'duplicate 1']);
    const counts = new Map<string, number>();
    for (const line of causesOf(result)) {
      const [code, count] = line.split(' ') as [string, string];
      counts.set(code, (counts.get(code) ?? 0) + Number(count));
    }
    const faults = Array.from({ length: 300 }, (_, index) => faultOf(index));
    const planted = (kind: string) => faults.filter((fault) => fault === kind).length;
    expect(counts.get('LIQUIDITY_MISFLAG')).toBe(planted('other side'));
    expect(counts.get('SIGN_FLIP')).toBe(planted('sign'));
    expect(counts.get('UNEXPLAINED')).toBe(planted('odd'));
  });

  test('pairs that may be stable pairs are not judged by the standard card', async () => {
    const row = `1,USDC-EUR,o,${TIME},T,0.9,100,0.004,buy,true`;
    const result = await runVenue('coinbase', `${EXCHANGE}\n${row}\n`, { tier: 'From 0' });
    expect([...result.reconciliation.unjudged.values()][0]?.reason).toContain(
      'does not know the taker rate of From 0 in Perhaps stable pairs',
    );
  });
});

describe('Advanced API', () => {
  test('300 fills: sizes in coins or in the quote asset, taxes apart, corrections left out', async () => {
    const dice = new Dice(23);
    const ledger = new Ledger();
    const rows: string[] = [];
    for (let index = 0; index < 300; index++) {
      const perpetual = dice.below(4) === 0;
      const product = perpetual ? 'BTC-PERP-INTX' : dice.oneOf(PRODUCTS);
      const quote = perpetual ? 'USDC' : product.split('-')[1]!;
      const inQuote = !perpetual && dice.below(3) === 0;
      const [price, size] = [dice.number(7, 2), dice.number(15, dice.below(13))];
      const role = dice.oneOf(['maker', 'taker'] as const);
      const value = inQuote ? size : times(price, size);
      const at = perpetual ? { maker: exact('0.00005'), taker: exact('0.00021') } : RATES;
      const feeAt = (one: Exact) => rounded(times(value, one), 16, 'half-up');
      const due = feeAt(at[role]);
      const charged = chargeWith(faultOf(index), due, feeAt(at[role === 'maker' ? 'taker' : 'maker']), 16);
      const taxed = index % 20 === 4;
      const [gst, held] = taxed ? [exact('0.25'), exact('0.5')] : [exact('0'), exact('0')];
      const product2 = perpetual ? 'international' : 'exchange';
      ledger.add(`${product2} ${role} ${quote}`, outcomeOf(charged, due, 16), due, charged, plus(gst, held));
      const paid = padded(plus(charged, plus(gst, held)));
      const cells = [
        `e${index}`,
        `t${index}`,
        'o',
        TIME,
        'FILL',
        plain(price),
        plain(size),
        paid,
        product,
        TIME,
      ];
      const parts = taxed ? [paid, '0.25', '0.5', padded(charged)] : ['', '', '', ''];
      rows.push([...cells, role.toUpperCase(), inQuote, dice.oneOf(['BUY', 'SELL']), ...parts].join());
      if (index % 100 === 0) {
        const kinds = ['REVERSAL', 'CORRECTION', 'SYNTHETIC'];
        rows.push(
          ...kinds.map((kind) =>
            rows.at(-1)!.replace('FILL', kind).replace(`e${index},`, `x${index}${kind},`),
          ),
        );
      }
    }
    const ladders = { exchange: 'From 1M', international: 'Tier 4' };
    const entries = Object.entries(ladders).map(async ([product, tier]) => {
      const others = ledger.lines().filter((line) => line.startsWith(product));
      const result = await runVenue('coinbase', `${[ADVANCED, ...rows, rows[9]].join('\n')}\n`, { tier });
      expect(linesOf(result).filter((line) => line.startsWith(product))).toEqual(others);
      expect(intakeOf(result).sort()).toEqual([
        'duplicate 1',
        'excluded correction 3',
        'excluded reversal 3',
        'excluded synthetic 3',
        'fill 300',
      ]);
      const residual = result.reconciliation.intake.residual(result.doorRows, result.doorCharged);
      expect([residual.rows, residual.charged.filter(({ amount }) => !amount.isZero())]).toEqual([0, []]);
    });
    await Promise.all(entries);
  });
});
