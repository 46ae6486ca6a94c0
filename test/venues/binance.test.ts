/** Binance beside its main exports: COIN-M, options, the liquidity provider program, Binance.US. */
import { describe, expect, test } from 'vitest';
import { termsOfFlags } from '../../src/app/terms.ts';
import { openCatalogue } from '../../src/catalogue/catalogue.ts';
import { cardFor, isNoRate, publishedRate } from '../../src/domain/card.ts';
import { formatRate } from '../../src/domain/rate.ts';
import { referenceEngine } from '../../src/engine/reference-engine.ts';
import { instrumentTable } from '../../src/ingest/instruments.ts';
import { at, rate } from '../support/build.ts';
import { type Exact, exact, NOTHING, padded, plain, quotientDown, rounded, times } from '../support/exact.ts';
import { inputOf, requestOf, sourceOf, UNSAID } from '../support/memory.ts';
import { causesOf, intakeOf, Ledger, linesOf, runVenue } from './chain-run.ts';
import { chargeWith, Dice, faultOf, outcomeOf, percent, quotientHalfUp } from './made.ts';

const catalogue = openCatalogue(['schedules']);
const START = Date.parse('2026-06-01T00:00:00Z');

describe('COIN-M', () => {
  const HEADER =
    'symbol,id,orderId,pair,side,price,qty,realizedPnl,marginAsset,baseQty,commission,commissionAsset,time,positionSide,buyer,maker';

  /** Published rows, and why the second does not reproduce. */
  test.each([
    [
      '0.04%',
      '8800,1,0,BTC,0.01136364,0.00000454',
      'coinm-futures taker BTC judged: 1/1/0/0/0 0.00000454 0.00000454 0',
    ],
    // Another public example: 100 ÷ 9638 is not its baseQty, so its figures were edited.
    ['0.04%', '9638.0,1,-0.00058794,BTC,0.01037883,0.00000454', 'refused contract-value-mismatch 1'],
  ])('published row at %s: %s', async (taker, row, line) => {
    const [price, qty, pnl, asset, baseQty, fee] = row.split(',');
    const text = `${HEADER}\nBTCUSD_PERP,6,28,BTCUSD,SELL,${price},${qty},${pnl},${asset},${baseQty},${fee},BTC,1590743483586,BOTH,false,false\n`;
    const result = await runVenue('binance', text, { takerRate: rate(taker) });
    expect([...linesOf(result), ...intakeOf(result)].join('\n')).toContain(line);
  });

  test('400 fills: contracts × face ÷ price × rate, cut at 8 decimals, in the coin', async () => {
    const dice = new Dice(71);
    const ledger = new Ledger();
    const rates = { maker: percent('0.010%'), taker: percent('0.045%') };
    const rows: string[] = [];
    for (let index = 0; index < 400; index++) {
      const [pair, coin, face] = dice.oneOf([
        ['BTCUSD', 'BTC', '100'],
        ['ETHUSD', 'ETH', '10'],
      ] as const);
      const symbol = dice.oneOf([`${pair}_PERP`, `${pair}_260925`]);
      const maker = dice.below(3) > 0;
      const [price, qty] = [dice.number(7, 2), dice.number(4, 0)];
      const usd = times(qty, exact(face));
      const fee = (one: Exact) => quotientDown(times(usd, one), price, 8);
      const due = fee(maker ? rates.maker : rates.taker);
      const charged = chargeWith(faultOf(index), due, fee(maker ? rates.taker : rates.maker), 8);
      const role = maker ? 'maker' : 'taker';
      ledger.add(`coinm-futures ${role} ${coin}`, outcomeOf(charged, due, 8), due, charged);
      const baseQty = padded(quotientHalfUp(usd, price, 8));
      rows.push(
        [
          symbol,
          index,
          index + 9000,
          pair,
          dice.oneOf(['BUY', 'SELL']),
          plain(price),
          plain(qty),
          '0',
          coin,
          baseQty,
        ]
          .concat([padded(charged), coin, `${START + index * 60_000}`, 'BOTH', 'false', `${maker}`])
          .join(),
      );
    }
    const text = `${[HEADER, ...rows, rows[5], rows[9]].join('\r\n')}\r\n`;
    const agreed = { makerRate: rate('0.010%'), takerRate: rate('0.045%') };
    const result = await runVenue('binance', text, agreed);
    expect(linesOf(result)).toEqual(ledger.lines());
    expect(intakeOf(result).join('\n')).toMatch(/fill 400[\s\S]*duplicate 2|duplicate 2[\s\S]*fill 400/);
    expect(causesOf(result).join(' ')).toMatch(/LIQUIDITY_MISFLAG.*SIGN_FLIP/);
    const unsaid = await runVenue('binance', text, { tier: 'VIP 3' });
    expect([...unsaid.reconciliation.unjudged.values()].map(({ reason }) => reason)[0]).toContain(
      'does not know the',
    );
  });
});

describe('options', () => {
  test('a charge is negative in the file; without an index price no fill is judged', async () => {
    const text =
      'id,tradeId,orderId,symbol,price,quantity,fee,realizedProfit,side,type,liquidity,time,priceScale,quantityScale,optionSide,quoteAsset\n' +
      '1,239,2,BTC-200730-9000-C,100,1,-1.04378629,0,BUY,LIMIT,TAKER,1465200000000,1,2,CALL,USDT\n';
    const result = await runVenue('binance', text, { takerRate: rate('0.03%') });
    expect(linesOf(result)).toEqual(['options taker USDT unjudged: 1/0/0/0/1 0 1.04378629 0']);
    const [why] = [...result.reconciliation.unjudged.values()];
    expect(why?.reason).toMatch(/option fee needs the index price.*no schedule is known for binance options/);
  });
});

describe('liquidity provider program', () => {
  const program = catalogue.schedule('binance/usdm-liquidity-provider');
  const maker = (symbol: string, tier: string, day: string): string => {
    const quote = symbol.slice(-4);
    const instrument = {
      venue: 'binance',
      symbol,
      product: 'usdm-futures',
      kind: 'linear' as const,
      base: 'BTC',
    };
    const card = cardFor(
      program,
      { ...instrument, quote, settle: quote, contractValue: null },
      at(day),
      null,
    );
    if (isNoRate(card)) return card.reason;
    const found = publishedRate(card, tier, 'maker');
    return isNoRate(found) ? found.reason : formatRate(found);
  };

  /** Transcribed from the notices, tier by tier. */
  test.each([
    ['2022-03-15T03:59:59Z', 'BTCUSDT', ['no version']],
    ['2022-06-01', 'BTCBUSD', ['-0.014%', '-0.014%', '-0.014%']],
    ['2022-06-01', 'BTCUSDT', ['different maker rates', 'different maker rates', 'different maker rates']],
    ['2023-06-01', 'BTCBUSD', ['-0.014%', '-0.014%', '-0.014%', 'no tier', 'no tier']],
    ['2023-11-01', 'BTCUSDT', ['-0.003%', '-0.004%', '-0.005%']],
    ['2024-02-01', 'BTCUSDC', ['-0.008%', '-0.008%', '-0.008%']],
    ['2024-02-01', 'BTCUSDT', ['does not know', 'does not know', 'does not know']],
    ['2025-09-01', 'BTCUSDT', ['-0.001%', '-0.003%', '-0.004%', '-0.005%']],
    ['2025-09-01', 'BTCUSDC', ['-0.004%', '-0.006%', '-0.007%', '-0.008%']],
    ['2025-09-11T08:00:00Z', 'BTCUSDC', ['-0.001%', '-0.003%', '-0.004%', '-0.005%']],
    ['2025-12-01', 'BTCUSDT', ['-0.001%', '-0.003%', '-0.004%', '-0.005%']],
    ['2026-02-03', 'BTCUSDT', ['does not know', 'does not know', 'does not know', 'does not know']],
  ])('on %s %s', (day, symbol, tiers) => {
    tiers.forEach((wanted, index) => {
      expect(maker(symbol, `Tier ${index + 1}`, day)).toContain(wanted);
    });
  });

  test('the row that was announced and postponed is a note, so is the extra on BTCUSDT', () => {
    expect(program.notes.join(' ')).toMatch(/2023-04-03.*postponed.*BTCUSDT from 2025-11-12.*0\.0005 %/);
    const rates = program.versions.flatMap((one) =>
      one.tables.flatMap((each) => each.tiers.map((row) => row.taker)),
    );
    expect(rates.every((one) => one === null)).toBe(true);
  });

  test('its schedule makes the track a program', () => {
    const flags = { schedule: 'binance/usdm-liquidity-provider', tier: 'tier3', takerRate: '0.017%' };
    expect(termsOfFlags(flags, catalogue)).toMatchObject({ track: 'program', tier: 'Tier 3', program: null });
    expect(termsOfFlags({ schedule: 'binance/usdm-futures' }, catalogue).track).toBe('ladder');
  });

  test('300 fills: the maker side by the program, the taker side as agreed, or not at all', async () => {
    const dice = new Dice(72);
    const ledger = new Ledger();
    const rows: string[] = [];
    for (let index = 0; index < 300; index++) {
      const isMaker = dice.below(4) > 0;
      const [price, qty] = [dice.number(6, 1), dice.number(4, 3)];
      const fee = (one: string) => rounded(times(price, qty, percent(one)), 8, 'down');
      const due = fee(isMaker ? '-0.004%' : '0.017%');
      const charged = chargeWith(faultOf(index), due, fee(isMaker ? '0.017%' : '-0.004%'), 8);
      ledger.add(
        `usdm-futures ${isMaker ? 'maker' : 'taker'} USDT`,
        outcomeOf(charged, due, 8),
        due,
        charged,
      );
      const time = Date.parse('2025-12-01T00:00:00Z') + index * 1000;
      rows.push(
        `BTCUSDT,${index},1,BUY,${plain(price)},${plain(qty)},${padded(charged)},USDT,${time},${isMaker}`,
      );
    }
    const header = 'symbol,id,orderId,side,price,qty,commission,commissionAsset,time,maker';
    const text = `${[header, ...rows].join('\n')}\n`;
    const run = async (takerRate: string | null) =>
      referenceEngine.run(
        requestOf([await sourceOf(inputOf(text))], {
          schedule: () => program,
          otherwise: {
            ...UNSAID,
            ...{ track: 'program', schedule: program.id, tier: 'Tier 3' },
            takerRate: takerRate === null ? null : rate(takerRate),
          },
        }),
      );
    expect(linesOf(await run('0.017%'))).toEqual(ledger.lines());
    const alone = await run(null);
    expect(linesOf(alone).join()).toMatch(/maker USDT judged.*taker USDT unjudged/);
    expect([...alone.reconciliation.unjudged.values()][0]?.reason).toContain(
      'leaves the taker fee to the ladder: give the rate of your tier (--taker-rate)',
    );
  });
});

describe('Binance.US', () => {
  const API =
    'symbol,id,orderId,orderListId,price,qty,quoteQty,commission,commissionAsset,time,isBuyer,isMaker,isBestMatch';

  test('its API has the form of Binance spot: fee in the asset received, BNB 5 % off', async () => {
    const dice = new Dice(73);
    const ledger = new Ledger();
    const rows: string[] = [];
    for (let index = 0; index < 300; index++) {
      const [buy, isMaker] = [dice.below(2) === 0, dice.below(3) === 0];
      const [price, qty] = [dice.number(7, 2), dice.number(6, 5)];
      const value = times(price, qty);
      const asset = buy ? 'BTC' : 'USD';
      const due = isMaker ? NOTHING : rounded(times(buy ? qty : value, percent('0.010%')), 8, 'down');
      const charged = index % 31 === 5 ? rounded(times(due, exact('3')), 8, 'down') : due;
      const outcome = outcomeOf(charged, due, 8);
      ledger.add(`spot ${isMaker ? 'maker' : 'taker'} ${asset}`, outcome, due, charged);
      const fee = padded(rounded(charged, 8, 'down'));
      rows.push(
        `BTCUSD,${index},1,-1,${plain(price)},${plain(qty)},${plain(value)},${fee},${asset},${Date.parse('2026-08-01T00:00:00Z') + index},${buy},${isMaker},true`,
      );
    }
    const text = `${[API, ...rows].join('\n')}\n`;
    const result = await runVenue('binance-us', text, { tier: 'VIP 9' }, { venue: 'binance-us' });
    expect(linesOf(result)).toEqual(ledger.lines());
    // Below VIP 9 the pair's tier decides, and nobody listed the pairs.
    const lower = await runVenue('binance-us', text, { tier: 'VIP 8' }, { venue: 'binance-us' });
    const reasons = [...lower.reconciliation.unjudged.values()].map(({ reason }) => reason);
    expect(reasons[0]).toMatch(/VIP 8 pays different taker rates in Tier 0 or Tier I/);
    expect(catalogue.schedule('binance-us/spot').discounts[0]?.off.toFixed()).toBe('0.05');
  });

  test('ledger of the web pages: price from the amounts, liquidity from the fee, other categories left out', async () => {
    const header =
      'User ID,Time,Category,Operation,Order ID,Transaction ID,Primary Asset,Realized Amount For Primary Asset,Realized Amount for Primary Asset in USD,Base Asset,Realized Amount For Base Asset,Realized Amount For Base Asset In USD,Quote Asset,Realized Amount for Quote Asset,Realized Amount for Quote Asset in USD,Fee Asset,Realized Amount for Fee Asset,Realized Amount for Fee Asset in USD,Payment Method,Withdraw Method,Additional Note';
    const dice = new Dice(74);
    const ledger = new Ledger();
    const rows: string[] = [];
    for (let index = 0; index < 240; index++) {
      const [buy, isMaker] = [dice.below(2) === 0, dice.below(3) === 0];
      const [base, quote] = [dice.number(8, 5), dice.number(9, 3)];
      const due = rounded(times(buy ? base : quote, percent(isMaker ? '0.03%' : '0.07%')), 8, 'down');
      const odd = index % 31 === 5;
      const charged = odd ? rounded(times(due, exact('1.7')), 8, 'down') : due;
      const asset = buy ? 'ETH' : 'USDT';
      const role = odd ? 'unknown' : isMaker ? 'maker' : 'taker';
      ledger.add(`spot ${role} ${asset}`, odd ? 3 : 0, due, charged);
      const second = String(index % 60).padStart(2, '0');
      const minute = String(Math.floor(index / 60)).padStart(2, '0');
      rows.push(
        `7,2026-08-03 10:${minute}:${second},Spot Trading,${buy ? 'Buy' : 'Sell'},1,t${index},,,,ETH,${plain(base)},,USDT,${plain(quote)},,${asset},${padded(charged)},,Wallet,,`,
      );
    }
    rows.push('7,2026-08-03 11:00:00,Deposit,USD Deposit,1,x1,USD,500.00,500.00,,,,,,,,,,Bank,,');
    rows.push(
      '7,2026-08-03 11:00:00,Quick Buy,Buy,1,x2,,,,BTC,0.1,,USD,6500,,USD,3.30,3.3,Wallet,,',
      rows[3]!,
    );
    const text = `${[header, ...rows].join('\n')}\n`;
    const agreed = { makerRate: rate('0.03%'), takerRate: rate('0.07%') };
    const result = await runVenue('binance-us', text, agreed, { minutesEast: 0 });
    expect(linesOf(result)).toEqual(ledger.lines());
    const intake = intakeOf(result).join(' · ');
    for (const part of ['duplicate 1', 'excluded conversion 1', 'excluded deposit 1', 'fill 240']) {
      expect(intake).toContain(part);
    }
  });

  test('market maker program: ranks of the article and of the support page', () => {
    const mm = catalogue.schedule('binance-us/market-maker');
    const of = (version: number) =>
      mm.versions[version]!.tables[0]!.tiers.map((row) => `${row.tier} ${row.maker?.times(100).toFixed()}`);
    expect(of(0)).toEqual(['Participant 0', 'Ranks 2-5 -0.002', 'Rank 1 -0.005']);
    expect(of(1)).toEqual(['Grace 0', 'Participant 0', 'Top 75% 0', 'Ranks 2-5 -0.002', 'Rank 1 -0.005']);
    expect([mm.track, mm.replaces]).toEqual(['program', 'maker']);
  });
});

test('contract values: 100 USD for bitcoin, 10 USD for others, dated contracts by their pair', () => {
  const table = instrumentTable(catalogue.contracts('binance'));
  expect(table.contract('binance', 'BTCUSD')?.contractValue.toFixed()).toBe('100');
  expect(table.contract('binance', 'DOGEUSD')?.contractValue.toFixed()).toBe('10');
});
