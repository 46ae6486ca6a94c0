/** The shipped data against figures transcribed here by hand from the documents they name. */
import { describe, expect, test } from 'vitest';
import { openCatalogue } from '../../src/catalogue/catalogue.ts';
import { checkFile } from '../../src/catalogue/validate.ts';
import { cardFor, isNoRate, publishedRate } from '../../src/domain/card.ts';
import { Decimal } from '../../src/domain/decimal.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import { formatRate } from '../../src/domain/rate.ts';
import type { RateTable, ScheduleVersion } from '../../src/domain/schedule.ts';

const catalogue = openCatalogue(['schedules']);

function version(id: string, name: string): ScheduleVersion {
  const found = catalogue.schedule(id).versions.find((one) => one.version === name);
  if (found === undefined) throw new Error(`${id} lacks ${name}`);
  return found;
}

function table(id: string, name: string, group: string | null): RateTable {
  const found = version(id, name).tables.find((one) => one.group === group);
  if (found === undefined) throw new Error(`${id} ${name} lacks ${group}`);
  return found;
}

/** `maker/taker` in percent, tier by tier; `?` = not known. */
function ladder(of: RateTable): string {
  const percent = (rate: Decimal | null) => (rate === null ? '?' : rate.times(100).toFixed());
  return of.tiers.map((row) => `${percent(row.maker)}/${percent(row.taker)}`).join(' ');
}

const TIERS = 'Regular,VIP 1,VIP 2,VIP 3,VIP 4,VIP 5,VIP 6,VIP 7,VIP 8,VIP 9'.split(',');

/** The table of the article, row by row as its text prints it. */
const ARTICLE = `
Regular | < $5M | 0.020% | 0.050%
VIP 1 | ≥ $5M | 0.016% | 0.045%
VIP 2 | ≥ $10M | 0.015% | 0.036%
VIP 3 | ≥ $50M | 0.010% | 0.028%
VIP 4 | ≥ $200M | 0.008% | 0.027%
VIP 5 | ≥ $600M | 0.005% | 0.026%
VIP 6 | ≥ $1B | 0.000% | 0.025%
VIP 7 | ≥ $1.5B | -0.002% | 0.020%
VIP 8 | ≥ $2B | -0.005% | 0.020%
VIP 9 | ≥ $20B | -0.005% | 0.015%`;

function dollars(text: string): string {
  const [, number, unit] = /\$([\d.]+)([MB])/.exec(text)!;
  return new Decimal(number!).times(unit === 'M' ? '1000000' : '1000000000').toFixed();
}

describe('okx/usdt-futures', () => {
  const april = version('okx/usdt-futures', '2026-04');

  test('the version of the article holds every figure of its table', () => {
    const rows = ARTICLE.trim()
      .split('\n')
      .map((line) => line.split(' | '));
    const tiers = april.tables[0]!.tiers;
    expect(tiers.map((row) => row.tier)).toEqual(rows.map(([tier]) => tier));
    rows.forEach(([, volume, maker, taker], index) => {
      const row = tiers[index]!;
      expect(row.maker?.times(100).toFixed(3)).toBe(maker!.replace('%', ''));
      expect(row.taker?.times(100).toFixed(3)).toBe(taker!.replace('%', ''));
      if (index === 0) {
        expect(row.when).toBeNull();
        return;
      }
      expect(row.when).toMatchObject({ threshold: { metric: 'futuresVolume', comparison: '>=' } });
      const bound = row.when !== null && 'threshold' in row.when ? row.when.threshold.bound : null;
      expect(bound?.toFixed()).toBe(dollars(volume!));
    });
  });

  test('the worked figures of the article come out of its rates', () => {
    const maker = (tier: string) => april.tables[0]!.tiers.find((row) => row.tier === tier)!.maker!;
    expect(new Decimal('240000000').times(maker('VIP 4')).toFixed()).toBe('19200');
    expect(new Decimal('80000000').times('0.8').times(maker('VIP 3')).toFixed()).toBe('6400');
    const share = catalogue.partner('jacktrader').share;
    expect(new Decimal('6400').times(share).toFixed()).toBe('2560');
  });

  test('its start is marked as not known, and no ELP rate is in it', () => {
    expect(april.startKnown).toBe(false);
    expect(april.provenance.source).toContain('maker-rebates-article');
    expect(catalogue.schedule('okx/usdt-futures').notes.join(' ')).toMatch(/ELP.*50 %.*never applied/);
  });

  test('the later version has Group 1 and Group 2', () => {
    const [one, two] = ['Group 1', 'Group 2'].map((group) => table('okx/usdt-futures', '2026-07-26', group));
    const common = '0.02/0.05 0.018/0.04 0.013/0.035 0.01/0.028 0.008/0.027 0.005/0.026 0/0.025';
    expect(ladder(one!)).toBe(`${common} -0.002/0.02 -0.005/0.02 -0.005/0.015`);
    expect(ladder(two!)).toBe(`${common} -0.005/0.025 -0.01/0.025 -0.01/0.02`);
    expect(version('okx/usdt-futures', '2026-07-26').startKnown).toBe(false);
  });

  test('a symbol of unknown group has a rate only where the groups agree', () => {
    const schedule = catalogue.schedule('okx/usdt-futures');
    const at = Date.UTC(2026, 7, 1);
    const of = (base: string, tier: string) => {
      const card = cardFor(schedule, swap(base), at, null);
      if (isNoRate(card)) throw new Error(card.reason);
      const rate = publishedRate(card, tier, 'taker');
      return isNoRate(rate) ? rate.reason : formatRate(rate);
    };
    expect(of('BTC', 'VIP 4')).toBe('0.027%');
    expect(of('BTC', 'VIP 9')).toMatch(/different taker rates in Group 1 or Group 2/);
    expect(of('LTC', 'VIP 9')).toBe('0.02%');
    expect(of('MU', 'VIP 9')).toBe('0.015%');
  });

  test('every route of the later version: assets, spot, futures, options, spread volume', () => {
    const vip9 = table('okx/usdt-futures', '2026-07-26', 'Group 2').tiers[9]!;
    const routes = vip9.when !== null && 'anyOf' in vip9.when ? vip9.when.anyOf : [];
    const words = routes.map((one) =>
      'threshold' in one ? `${one.threshold.metric} ${one.threshold.bound?.toFixed()}` : '?',
    );
    expect(words).toEqual([
      'assets 500000000',
      'spotVolume 5000000000',
      'futuresVolume 20000000000',
      'optionsVolume 20000000000',
      'spreadVolume 30000000000',
    ]);
  });

  test('tiers are computed at 16:00Z and applied from 22:00Z', () => {
    expect(catalogue.schedule('okx/usdt-futures').evaluation).toEqual({
      window: '30d',
      atMinute: 16 * 60,
      appliesAtMinute: 22 * 60,
      metric: 'any',
    });
  });
});

function swap(base: string): Instrument {
  return {
    venue: 'okx',
    symbol: `${base}-USDT-SWAP`,
    product: 'usdt-futures',
    kind: 'linear',
    base,
    quote: 'USDT',
    settle: 'USDT',
    contractValue: null,
  };
}

describe('okx/spot', () => {
  test.each([
    ['Group 1', '0.0675/0.08', '0.03/0.045', '-0.002/0.025 -0.005/0.02 -0.0075/0.0175'],
    ['Group 2', '0.0675/0.08', '0.03/0.05', '-0.005/0.035 -0.01/0.03 -0.01/0.025'],
    ['Group 3', '0.0675/0.08', '0.03/0.055', '-0.01/0.04 -0.015/0.035 -0.02/0.03'],
    ['Special', '0.06/0.12', '0.01/0.05', '0.01/0.035 0.01/0.03 0.01/0.025'],
    ['Zero-fee', '0/0', '0/0', '0/0 0/0 0/0'],
  ])('%s', (group, vip1, vip4, top) => {
    const rates = ladder(table('okx/spot', '2026-07-26', group)).split(' ');
    expect(rates).toHaveLength(10);
    expect(rates[1]).toBe(vip1);
    expect(rates[4]).toBe(vip4);
    expect(rates.slice(7).join(' ')).toBe(top);
  });

  test('fees come in the asset received, rebates in the asset given', () => {
    const schedule = catalogue.schedule('okx/spot');
    expect([schedule.feeAsset, schedule.rebateAsset]).toEqual(['received', 'given']);
  });

  test('a pair of no list is judged by no single group', () => {
    const at = Date.UTC(2026, 7, 1);
    const pair = (symbol: string): Instrument => {
      const [base = null, quote = null] = symbol.split('-');
      return { ...swap('X'), symbol, product: 'spot', kind: 'spot', base, quote, settle: null };
    };
    const card = (symbol: string) => cardFor(catalogue.schedule('okx/spot'), pair(symbol), at, null);
    expect(card('BTC-USDT')).toMatchObject({ group: 'Group 1' });
    expect(card('LINK-USDT')).toMatchObject({ group: 'Group 2' });
    expect(card('USDT-USD')).toMatchObject({ group: 'Stablecoins' });
    expect(card('FOO-USDT')).toMatchObject({
      group: expect.stringContaining('Group 3 or Special or Zero-fee'),
    });
  });
});

describe('binance/usdm-futures', () => {
  const id = 'binance/usdm-futures';
  const top = '0.01/0.03 0.008/0.027 0.006/0.025 0.004/0.022 0.002/0.02 0/0.017';

  test('both vintages of the USDT ladder', () => {
    const old = ladder(table(id, '2025-12-10', 'USDT-margined'));
    expect(old).toBe(`0.02/0.05 0.016/0.04 0.014/0.035 0.012/0.032 ${top}`);
    expect(ladder(table(id, '2025-09-11', 'USDT-margined'))).toBe(old);
    const now = ladder(table(id, '2026-03-19', 'USDT-margined'));
    expect(now).toBe(`0.02/0.05 0.018/0.05 0.016/0.04 0.012/0.032 ${top}`);
    expect(version(id, '2026-03-19').from).toBe(Date.UTC(2026, 2, 19, 23, 59));
    expect(version(id, '2026-03-19').changeoverUntil).toBe(Date.UTC(2026, 2, 20, 7, 59));
  });

  test('no VIP maker rate is negative, though an article says so; the claim is a note', () => {
    const schedule = catalogue.schedule(id);
    const rows = schedule.versions.flatMap((one) => one.tables.flatMap((each) => each.tiers));
    expect(rows.filter((row) => row.maker?.isNegative() && !row.maker.isZero())).toEqual([]);
    expect(schedule.notes.join(' ')).toMatch(/Disputed.*-0\.005 %/);
  });

  test('rows that rest on secondary evidence say so, volume gates that nobody found are null', () => {
    for (const row of table(id, '2026-03-19', 'USDT-margined').tiers.slice(4)) {
      expect(row.provenance?.confidence).toBe('secondary');
      expect(JSON.stringify(row.when)).toContain('"metric":"futuresVolume","comparison":">=","bound":null');
    }
  });

  test.each([
    ['2025-09-11', '.0275 .0220 .0193 .0176 .0165 .0149 .0138 .0121 .0110 .0094'],
    ['2025-12-10', '.0400 .0320 .0280 .0256 .0165 .0149 .0138 .0121 .0110 .0094'],
    ['2026-03-19', '? .0400 .0320 .0256 ? ? ? ? ? ?'],
  ])('USDC-margined from %s: maker 0, taker as announced', (name, takers) => {
    const rows = table(id, name, 'USDC-margined').tiers;
    expect(rows.map((row) => row.maker?.toFixed())).toEqual(TIERS.map(() => '0'));
    const shown = rows.map((row) => row.taker?.times(100).toFixed(4).replace(/^0/, '') ?? '?');
    expect(shown.join(' ')).toBe(takers);
  });

  test('a taker fee that was not restated names the last known one', () => {
    const regular = table(id, '2026-03-19', 'USDC-margined').tiers[0]!;
    expect(regular.note).toContain('last known taker 0.0400%');
  });

  test('BNB takes 10 % off, never off a rebate; rounding and clock', () => {
    const schedule = catalogue.schedule(id);
    expect(schedule.discounts).toHaveLength(1);
    expect(schedule.discounts[0]).toMatchObject({ asset: 'BNB', appliesToNegative: false });
    expect(schedule.discounts[0]!.off.toFixed()).toBe('0.1');
    expect(schedule.rounding).toEqual({ scale: 8, mode: 'down' });
    expect(schedule.evaluation?.atMinute).toBe(8 * 60);
  });
});

describe('binance/spot', () => {
  const id = 'binance/spot';

  test('the table read on 2026-07-26 and its USDC taker', () => {
    expect(ladder(table(id, '2026-07-26', 'All pairs'))).toBe(
      '0.1/0.1 0.09/0.1 0.08/0.1 0.04/0.06 0.04/0.052 0.025/0.031 0.02/0.029 0.019/0.028 0.016/0.025 0.011/0.023',
    );
    expect(ladder(table(id, '2026-07-26', 'USDC pairs'))).toBe(
      '0.1/0.095 0.09/0.095 0.08/0.095 0.04/0.055 0.04/0.047 0.025/0.026 0.02/0.024 0.019/0.023 0.016/0.02 0.011/0.018',
    );
  });

  test('the vintage of 2022, and nulls for what is not known in between', () => {
    const rates = ladder(table(id, '2022-06-01', null));
    expect(rates).toBe(`0.1/0.1 0.09/0.1 0.08/0.1 0.07/0.1 ${Array(6).fill('0.02/0.04').join(' ')}`);
    const between = ladder(table(id, '2024-07-18', 'All pairs'));
    expect(between).toBe(`0.1/0.1 0.09/0.1 0.08/0.1 ${Array(7).fill('?/?').join(' ')}`);
  });

  test('BNB takes 25 % off; fee in the asset received, cut off at 8 decimals', () => {
    const schedule = catalogue.schedule(id);
    expect(schedule.discounts[0]!.off.toFixed()).toBe('0.25');
    expect([schedule.feeAsset, schedule.rounding]).toEqual(['received', { scale: 8, mode: 'down' }]);
  });
});

describe('all shipped files', () => {
  test('are valid and carry source, day and confidence', () => {
    expect(catalogue.files().length).toBeGreaterThanOrEqual(6);
    for (const file of catalogue.files())
      expect([file.id, checkFile(file.path, file.id).problems]).toEqual([file.id, []]);
    const provenances = [
      ...catalogue.ids().flatMap((id) => catalogue.schedule(id).versions.map((one) => one.provenance)),
      ...catalogue.ids().flatMap((id) => catalogue.schedule(id).discounts.map((one) => one.provenance)),
      ...catalogue.partners().map((id) => catalogue.partner(id).provenance),
    ];
    for (const one of provenances) {
      expect(one.source).not.toBe('');
      expect(one.asOf).not.toBeNull();
      expect(one.confidence).not.toBeNull();
    }
  });

  test('a rate or a bound that is null is explained', () => {
    for (const id of catalogue.ids()) {
      for (const one of catalogue.schedule(id).versions) {
        for (const each of one.tables) {
          for (const row of each.tiers) {
            if (row.maker !== null && row.taker !== null) continue;
            const words = [row.note, ...(each.notes ?? []), ...one.notes].filter((word) => word !== null);
            expect([id, one.version, row.tier, words.length > 0]).toEqual([id, one.version, row.tier, true]);
          }
        }
      }
    }
  });

  test('ladders name the ten tiers as the venues write them', () => {
    for (const id of ['okx/usdt-futures', 'okx/spot', 'binance/usdm-futures', 'binance/spot']) {
      for (const one of catalogue.schedule(id).versions) {
        for (const each of one.tables) expect(each.tiers.map((row) => row.tier)).toEqual(TIERS);
      }
    }
  });

  test('the partner is the one of the article', () => {
    const partner = catalogue.partner('JackTrader');
    expect(partner).toMatchObject({
      shareIsMaximum: true,
      cadence: 'week',
      cutOffMinute: null,
      settlementAsset: 'USDT',
      excludesPrograms: true,
    });
    expect(partner.share.toFixed()).toBe('0.4');
    expect(partner.stacking).toHaveLength(4);
  });

  test.each([
    ['BTC-USDT-SWAP', '0.01', 'BTC'],
    ['ETH-USDT-SWAP', '0.1', 'ETH'],
    ['BTC-USD-SWAP', '100', 'USD'],
    ['BTC-USD-OPTION', '0.01', 'BTC'],
    ['DOGE-USDT-SWAP', '1000', 'DOGE'],
    ['XRP-USDT-SWAP', '100', 'XRP'],
  ])('contract value of %s', (symbol, value, asset) => {
    const spec = catalogue.contracts('okx').find((one) => one.symbol === symbol);
    expect([spec?.contractValue.toFixed(), spec?.contractAsset]).toEqual([value, asset]);
  });
});
