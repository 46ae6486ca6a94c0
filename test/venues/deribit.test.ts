/** Deribit: the worked examples of its fee page, and generated exports against an independent calculation in whole numbers. */
import { describe, expect, test } from 'vitest';
import { rate } from '../support/build.ts';
import { type Exact, exact, NOTHING, order, padded, plain, rounded, times } from '../support/exact.ts';
import { intakeOf, Ledger, linesOf, runVenue } from './chain-run.ts';
import { chargeWith, Dice, faultOf, outcomeOf, quotientHalfUp } from './made.ts';

const API =
  'trade_id,timestamp,instrument_name,direction,price,amount,fee,fee_currency,liquidity,order_id,index_price,order_type,combo_id';
const UI =
  'ID,UserSeq,Date,Instrument,Type,Side,Amount,Base Amount,Position,Price,Mark Price,Index Price,Cash Flow,Funding,' +
  'Fee Rate,Fee Charged,Fee Balance,Change,Balance,Equity,Trade ID,Order ID,Info,Note';
const DAY_2025 = Date.parse('2025-11-15T00:00:00Z');
const DAY_2026 = Date.parse('2026-10-05T00:00:00Z');

/** As JSON writes a float: small numbers with an exponent. */
function float(value: Exact): string {
  const text = plain(value);
  const tiny = /^(-?)0\.(0{6,})(\d+)$/.exec(text);
  if (tiny === null) return text;
  const digits = tiny[3]!;
  const tail = digits.length > 1 ? `.${digits.slice(1)}` : '';
  return `${tiny[1]}${digits[0]}${tail}e-${tiny[2]!.length + 1}`;
}

const row = (cells: readonly (string | number)[]) => cells.join(',');

describe('published figures', () => {
  /** instrument, liquidity, price, amount, index price, fee, asset. Examples of the fee page, its rates of 2025. */
  test.each([
    [
      'BTC-PERPETUAL,T,100000,50000,100000,0.00025,BTC',
      'futures taker BTC judged: 1/1/0/0/0 0.00025 0.00025 0',
    ],
    ['BTC-PERPETUAL,M,100000,50000,100000,0,BTC', 'futures maker BTC judged: 1/1/0/0/0 0 0 0'],
    ['ETH-PERPETUAL,T,4000,20000,4000,0.0025,ETH', 'futures taker ETH judged: 1/1/0/0/0 0.0025 0.0025 0'],
    ['SOL_USDC-PERPETUAL,T,200,10,200,1,USDC', 'futures taker USDC judged: 1/1/0/0/0 1 1 0'],
    // A weekly future; its taker pays what every taker pays.
    [
      'BTC-21NOV25,T,100000,10000,100000,0.00005,BTC',
      'futures taker BTC judged: 1/1/0/0/0 0.00005 0.00005 0',
    ],
    ['ETH-21NOV25,T,5000,10000,5000,0.001,ETH', 'futures taker ETH judged: 1/1/0/0/0 0.001 0.001 0'],
    // Its maker's rebate of 0.01 % needs to know that it is one, which the name does not tell: not reproduced.
    ['BTC-21NOV25,M,100000,10000,100000,-0.00001,BTC', 'futures maker BTC unjudged: 1/0/0/0/1 0 -0.00001 0'],
    ['BTC-26DEC25-90000-C,T,0.05,1,100000,0.0003,BTC', 'options taker BTC judged: 1/1/0/0/0 0.0003 0.0003 0'],
    ['BTC-26DEC25-90000-C,M,0.05,1,100000,0.0003,BTC', 'options maker BTC judged: 1/1/0/0/0 0.0003 0.0003 0'],
    // "If an option is traded at 0.0001 BTC, the taker fee will be 0.0000125 BTC": an eighth of the premium.
    [
      'BTC-26DEC25-90000-C,T,0.0001,1,1,1.25e-5,BTC',
      'options taker BTC judged: 1/1/0/0/0 0.0000125 0.0000125 0',
    ],
  ])('%s', async (cells, line) => {
    const [name, flag, price, amount, index, fee, asset] = cells.split(',') as [string, ...string[]];
    const text = `${API}\n${row(['1', DAY_2025, name, 'buy', price!, amount!, fee!, asset!, flag!, 'o', index!, 'limit', ''])}\n`;
    expect(linesOf(await runVenue('deribit', text, { tier: 'Standard' }))).toEqual([line]);
  });

  test('a trade of the API: 10 USD at 20236.5 and 5 bps is 2.4708e-7, printed 2.5e-7', async () => {
    const cells = [
      '48079269',
      1_656_000_000_000,
      'BTC-PERPETUAL',
      'buy',
      '20236.5',
      '10',
      '2.5e-7',
      'BTC',
      'T',
    ];
    const text = `${API}\n${row([...cells, 'o', '20237', 'limit', ''])}\n`;
    const result = await runVenue('deribit', text, { takerRate: rate('0.05%') });
    expect(linesOf(result)).toEqual(['futures taker BTC judged: 1/1/0/0/0 0.00000025 0.00000025 0']);
  });
});

const RATES = { maker: exact('-0.00002'), taker: exact('0.000185') } as const;

/** Dollars ÷ price in coin for inverse contracts, coins × price for linear ones; eight and six decimals. */
function futuresFee(name: string, price: Exact, amount: Exact, at: Exact): Exact {
  return name.includes('_')
    ? rounded(times(price, amount, at), 6, 'half-up')
    : quotientSigned(times(amount, at), price, 8);
}

function quotientSigned(top: Exact, bottom: Exact, scale: number): Exact {
  const { n } = quotientHalfUp({ n: top.n < 0n ? -top.n : top.n, s: top.s }, bottom, scale);
  return { n: top.n < 0n ? -n : n, s: scale };
}

describe('trades of the API', () => {
  test('400 futures, inverse and linear, fees as floats; blocks, combinations and liquidations are not judged', async () => {
    const dice = new Dice(5);
    const ledger = new Ledger();
    const rows: string[] = [];
    for (let index = 0; index < 400; index++) {
      const name = dice.oneOf([
        'BTC-PERPETUAL',
        'BTC-26DEC26',
        'BTC_USDC-PERPETUAL',
        'SOL_USDC-PERPETUAL',
      ] as const);
      const linear = name.includes('_');
      const asset = linear ? 'USDC' : 'BTC';
      const [price, amount] = [
        dice.number(7, 1),
        linear ? dice.number(5, 3) : { n: dice.number(5, 0).n * 10n, s: 0 },
      ];
      const role = dice.oneOf(['maker', 'taker'] as const);
      const due = futuresFee(name, price, amount, RATES[role]);
      const other = futuresFee(name, price, amount, RATES[role === 'maker' ? 'taker' : 'maker']);
      const scale = linear ? 6 : 8;
      const charged = chargeWith(faultOf(index), due, other, scale);
      const [block, combo, forced] = [index % 50 === 1, index % 50 === 2, index % 50 === 3];
      const outcome = block || combo || forced ? 3 : outcomeOf(charged, due, scale);
      ledger.add(`futures ${block || forced ? 'none' : role} ${asset}`, outcome, due, charged);
      const flag = block ? 'MT' : role === 'maker' ? 'M' : 'T';
      const cells = [
        index,
        DAY_2026 + index * 1000,
        name,
        dice.oneOf(['buy', 'sell']),
        plain(price),
        plain(amount),
      ];
      const rest = [float(charged), asset, flag, `o${index}`, '1', forced ? 'liquidation' : 'limit'];
      rows.push(row([...cells, ...rest, combo ? 'BTC-FS-26DEC26_PERP' : '']));
    }
    const result = await runVenue('deribit', `${[API, ...rows, rows[8], rows[9]].join('\n')}\n`, {
      tier: 'vip4',
    });
    expect(linesOf(result)).toEqual(ledger.lines());
    expect(intakeOf(result)).toEqual(['fill 400', 'duplicate 2']);
    const all = [...result.reconciliation.unjudged.values()].map(({ reason }) => reason);
    const reasons = [...new Set(all)].sort();
    expect(reasons).toEqual([
      expect.stringContaining('a fill without a role'),
      expect.stringMatching(/^combination trades: .*cheaper leg/),
    ]);
    const residual = result.reconciliation.intake.residual(result.doorRows, result.doorCharged);
    expect([residual.rows, residual.charged.filter(({ amount }) => !amount.isZero())]).toEqual([0, []]);
  });

  test('200 options: 0.0003 coin for each coin, at most an eighth of the premium, in coin', async () => {
    const dice = new Dice(6);
    const ledger = new Ledger();
    const rows: string[] = [];
    for (let index = 0; index < 200; index++) {
      const coin = dice.oneOf(['BTC', 'ETH']);
      const name = `${coin}-26DEC25-${dice.oneOf(['90000', '4000'])}-${dice.oneOf(['C', 'P'])}`;
      const [price, amount] = [dice.number(dice.oneOf([2, 4]), 4), dice.number(3, 1)];
      const [share, cap] = [times(amount, exact('0.0003')), times(price, amount, exact('0.125'))];
      const due = rounded(order(cap, share) < 0 ? cap : share, 8, 'half-up');
      const charged = index % 31 === 3 ? rounded(share, 8, 'half-up') : due;
      ledger.add(`options taker ${coin}`, outcomeOf(charged, due, 8), due, charged);
      const cells = [index, DAY_2025 + index, name, 'buy', plain(price), plain(amount), float(charged), coin];
      rows.push(row([...cells, 'T', 'o', '', 'limit', '']));
    }
    const result = await runVenue('deribit', `${[API, ...rows].join('\n')}\n`, { tier: 'Standard' });
    expect(linesOf(result)).toEqual(ledger.lines());
  });

  test('options in USDC are a share of the index price, under agreed rates', async () => {
    const cells = ['1', DAY_2025, 'BTC_USDC-26DEC25-90000-C', 'sell', '900', '0.3', '9', 'USDC', 'M', 'o'];
    const dear = `${API}\n${row([...cells, '100000', 'limit', ''])}\n`;
    const agreed = { makerRate: rate('0.03%'), takerRate: rate('0.03%') };
    // 0.3 × 100,000 × 0.03 % = 9; the cap is 900 × 0.3 × 12.5 % = 33.75.
    expect(linesOf(await runVenue('deribit', dear, agreed))).toEqual([
      'options maker USDC judged: 1/1/0/0/0 9 9 0',
    ]);
    const silent = await runVenue('deribit', dear.replace(',100000,limit', ',,limit'), agreed);
    expect([...silent.reconciliation.unjudged.values()][0]?.reason).toContain('index price');
    const standard = await runVenue('deribit', dear, { tier: 'Standard' });
    expect([...standard.reconciliation.unjudged.values()][0]?.reason).toContain(
      'does not know the maker rate',
    );
  });
});

describe('the transaction log', () => {
  test('300 trades without a role, among settlements, deliveries and transfers; currency and account in the name', async () => {
    const dice = new Dice(7);
    const ledger = new Ledger();
    const rows: string[] = [];
    let excluded = NOTHING;
    for (let index = 0; index < 300; index++) {
      const [price, amount] = [
        exact(`${60_000 + dice.below(40_000)}.5`),
        exact(`${(1 + dice.below(900)) * 100}`),
      ];
      const role = dice.oneOf(['maker', 'taker'] as const);
      const due = futuresFee('BTC-PERPETUAL', price, amount, RATES[role]);
      const fault = faultOf(index) === 'other side' ? 'none' : faultOf(index);
      const charged = fault === 'odd' ? times(due, exact('3.3')) : chargeWith(fault, due, due, 8);
      const paid = rounded(charged, 8, 'half-up');
      // A charge that no rate explains tells no role either.
      if (fault === 'odd') ledger.add('futures unknown BTC', 3, due, paid);
      else ledger.add(`futures ${role} BTC`, outcomeOf(paid, due, 8), due, paid);
      const side = dice.oneOf(['open buy', 'close sell', 'open sell', 'close buy']);
      const time = `2026-10-05 ${String(index % 24).padStart(2, '0')}:00:00`;
      const head = [1000 + index, 17e11 + index, time, 'BTC-PERPETUAL', 'trade', side, plain(amount), '', ''];
      rows.push(
        row([...head, plain(price), '', '', 0, 0, '', padded(paid), 0, 0, 1, 1, `T${index}`, 'o', '', '']),
      );
      if (index % 60 === 0) {
        const log = (type: string, fee: string) => [
          index,
          0,
          time,
          'BTC-9OCT26',
          type,
          '-',
          1,
          1,
          1,
          1,
          1,
          1,
          0,
          0,
          '',
          fee,
        ];
        for (const type of ['settlement', 'delivery', 'transfer', 'deposit', 'withdrawal']) {
          rows.push(row([...log(type, type === 'delivery' ? '0.00002' : ''), 0, 0, 1, 1, '', '', '', '']));
        }
        excluded = { n: excluded.n + 2n, s: 5 };
      }
    }
    const text = `${[UI, ...rows, rows[0], rows[7]].join('\n')}\n`;
    const file = 'exports/transaction_log-1234567-BTC-2026-10.csv';
    const result = await runVenue('deribit', text, { tier: 'VIP 4' }, {}, file);
    expect(linesOf(result)).toEqual(ledger.lines());
    expect(intakeOf(result).sort()).toEqual([
      'duplicate 2',
      ...['delivery', 'deposit', 'settlement', 'transfer', 'withdrawal'].map((type) => `excluded ${type} 5`),
      'fill 300',
    ]);
    const lines = result.reconciliation.intake.sorted();
    const delivered = lines.find(({ reason, feeAsset }) => reason === 'delivery' && feeAsset === 'BTC');
    expect(delivered?.charged?.toFixed()).toBe(plain(excluded));
    expect([...new Set([...result.reconciliation.groups].map(({ account }) => account))]).toEqual([
      '1234567',
    ]);
  });
});
