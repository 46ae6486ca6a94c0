/** Finding schedules, partners and contract values: folders, paths, suggestions. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openCatalogue, splitReference, tierNamed, versionNamed } from '../../src/catalogue/catalogue.ts';
import { problemsOf } from '../../src/catalogue/fields.ts';
import { readInstruments } from '../../src/catalogue/instruments-file.ts';
import { readSchedule } from '../../src/catalogue/schedule-file.ts';
import { checkFile } from '../../src/catalogue/validate.ts';

let own: string;
beforeAll(() => {
  own = mkdtempSync(join(tmpdir(), 'fee-audit-catalogue-'));
  mkdirSync(join(own, 'okx'));
  mkdirSync(join(own, 'desk'));
  writeFileSync(join(own, 'okx', 'usdt-futures.yaml'), EXAMPLE.replace('0.020%', '0.019%'));
  writeFileSync(
    join(own, 'okx', 'instruments.csv'),
    'symbol,contractValue,contractAsset\nBTC-USDT-SWAP,1,BTC\n',
  );
  writeFileSync(join(own, 'desk', 'broken.yaml'), 'venue: desk\nproduct: x\n');
});
afterAll(() => rmSync(own, { recursive: true, force: true }));

/** The example that the product's description gives, letter by letter. */
const EXAMPLE = `# schedules/okx/usdt-futures.yaml
venue: okx
product: usdt-futures
kind: linear
evaluation: {window: 30d, at: "16:00Z", appliesAt: "22:00Z", metric: any}
versions:
  - from: 2026-04-01
    source: sources/maker-rebates-article (June 2026)
    tiers:
      - {tier: Regular, maker: 0.020%, taker: 0.050%}
      - {tier: VIP 1,   maker: 0.016%, taker: 0.045%, when: {anyOf: [{futuresVolume: ">= 5M"}]}}
`;

function hint(step: () => unknown): string {
  try {
    step();
  } catch (error) {
    const [first] = problemsOf(error);
    return `${first?.code}: ${first?.hint}`;
  }
  return 'nothing was wrong';
}

const shipped = openCatalogue(['schedules']);

test('the example of the product is a valid schedule', () => {
  const schedule = readSchedule(EXAMPLE, 'okx/usdt-futures.yaml', 'okx/usdt-futures');
  expect(schedule).toMatchObject({ track: 'ladder', feeAsset: 'settle', rounding: null });
  expect(schedule.versions[0]).toMatchObject({ version: '2026-04-01', startKnown: true, to: null });
  expect(schedule.versions[0]!.provenance).toMatchObject({ asOf: null, confidence: null });
  expect(schedule.versions[0]!.tables[0]!.tiers[1]!.when).toMatchObject({
    anyOf: [{ threshold: { metric: 'futuresVolume', comparison: '>=' } }],
  });
});

test('conditions of a version hold for every table, a row may have its own', () => {
  const text = `venue: desk
product: perps
kind: linear
versions:
  - from: 2026-01-01
    source: a page
    conditions: {B: {volume: ">= 1.5M"}, C: {share: "> 0.5%"}}
    tables:
      - group: X
        quotes: [USDT]
        tiers:
          - {tier: A, maker: 1bps, taker: 2bps}
          - {tier: B, maker: 1bps, taker: 2bps}
          - {tier: C, maker: 0%, taker: 0%}
      - group: Y
        tiers:
          - {tier: A, maker: 1bps, taker: 2bps}
          - {tier: B, maker: 1bps, taker: 2bps, when: {assets: null}}
          - {tier: C, maker: 0%, taker: 0%}
`;
  const bounds = readSchedule(text, 'own.yaml', 'own').versions[0]!.tables.map((one) =>
    one.tiers.map(({ when }) =>
      when !== null && 'threshold' in when
        ? `${when.threshold.metric} ${when.threshold.comparison} ${when.threshold.bound?.toFixed() ?? '?'}`
        : '-',
    ),
  );
  expect(bounds).toEqual([
    ['-', 'volume >= 1500000', 'share > 0.005'],
    ['-', 'assets >= ?', 'share > 0.005'],
  ]);
});

describe('ids', () => {
  test('schedules, venues and products are listed, partners apart', () => {
    expect(shipped.ids()).toEqual(
      expect.arrayContaining(['binance/spot', 'binance/usdm-futures', 'okx/spot', 'okx/usdt-futures']),
    );
    expect(shipped.ids()).toEqual([...shipped.ids()].sort());
    expect(shipped.partners()).toEqual(['affiliate/jacktrader']);
    expect(shipped.venues()).toEqual(expect.arrayContaining(['binance', 'okx']));
    expect(shipped.products('okx')).toEqual(expect.arrayContaining(['spot', 'usdt-futures']));
    expect(shipped.ladderFor('binance', 'usdm-futures')?.id).toBe('binance/usdm-futures');
    expect(shipped.ladderFor('okx', 'no-product')).toBeNull();
    expect(shipped.ladderFor('nowhere', 'spot')).toBeNull();
  });

  test('an unknown schedule brings a suggestion', () => {
    expect(hint(() => shipped.schedule('okx/usdt-future'))).toBe(
      'schedule-unknown: did you mean okx/usdt-futures?',
    );
    expect(hint(() => shipped.schedule('zzz'))).toMatch(/schedule-unknown: known schedules: .*binance\/spot/);
    expect(hint(() => shipped.schedule('../package'))).toMatch(/schedule-unknown/);
    expect(hint(() => shipped.schedule('__proto__'))).toMatch(/schedule-unknown/);
    expect(hint(() => shipped.schedule('nowhere/x.yaml'))).toBe('file-missing: null');
  });

  test('an unknown tier, version or partner brings a suggestion', () => {
    const schedule = shipped.schedule('okx/usdt-futures');
    expect(tierNamed(schedule, 'vip4').tier).toBe('VIP 4');
    expect(tierNamed(schedule, ' REGULAR').tier).toBe('Regular');
    expect(hint(() => tierNamed(schedule, 'VIPP 4'))).toMatch(/tier-unknown: did you mean VIP 4\?/);
    expect(hint(() => tierNamed(schedule, 'gold'))).toMatch(/tier-unknown: tiers: Regular, VIP 1/);
    expect(versionNamed(schedule, '2026-04').version).toBe('2026-04');
    expect(hint(() => versionNamed(schedule, '2025'))).toBe('version-unknown: versions: 2026-04, 2026-07-26');
    expect(shipped.partner('JACKTRADER').id).toBe('affiliate/jacktrader');
    expect(shipped.partner('affiliate/jacktrader').partner).toBe('JackTrader');
    expect(hint(() => shipped.partner('jacktradr'))).toBe('partner-unknown: did you mean jacktrader?');
  });

  test('ID@VERSION is split at the last @', () => {
    expect(splitReference('okx/spot@2026-07-26')).toEqual({ id: 'okx/spot', version: '2026-07-26' });
    expect(splitReference('okx/spot')).toEqual({ id: 'okx/spot', version: null });
    expect(splitReference('/home/a@b/x.yaml')).toEqual({ id: '/home/a@b/x.yaml', version: null });
    expect(splitReference('a@b/x.yaml@v1')).toEqual({ id: 'a@b/x.yaml', version: 'v1' });
  });
});

describe('own files', () => {
  test('the first folder wins, the second fills the gaps', () => {
    const both = openCatalogue([own, 'schedules']);
    const regular = both.schedule('okx/usdt-futures').versions[0]!.tables[0]!.tiers[0]!;
    expect(regular.maker?.toFixed()).toBe('0.00019');
    expect(both.schedule('okx/spot').file).toMatch(/^schedules/);
    const values = both.contracts('okx').filter((one) => /^(BTC|ETH)-USDT-SWAP$/.test(one.symbol));
    expect(values.map((one) => one.contractValue.toFixed())).toEqual(['1', '0.1']);
  });

  test('a broken file hurts only who asks for it', () => {
    const both = openCatalogue([own, 'schedules']);
    expect(both.ids()).toContain('desk/broken');
    expect(both.ladderFor('okx', 'spot')?.id).toBe('okx/spot');
    expect(hint(() => both.schedule('desk/broken'))).toMatch(/key-missing/);
  });

  test('a path is accepted in place of an id, and a folder that is not there is empty', () => {
    const path = join(own, 'okx', 'usdt-futures.yaml');
    expect(openCatalogue([]).schedule(path)).toMatchObject({ venue: 'okx', file: path });
    expect(openCatalogue([join(own, 'nothing')]).ids()).toEqual([]);
  });

  test('the folder must be that of the venue', () => {
    const path = join(own, 'desk', 'moved.yaml');
    writeFileSync(path, EXAMPLE);
    expect(checkFile(path, 'desk/moved').problems.map((one) => one.code)).toEqual(['venue-mismatch']);
    expect(checkFile(path, null).problems).toEqual([]);
    rmSync(path);
  });

  test('text that is not UTF-8 is refused', () => {
    const path = join(own, 'latin.yaml');
    writeFileSync(path, Buffer.from([0x76, 0x3a, 0x20, 0xe4]));
    expect(checkFile(path, null).problems).toMatchObject([{ code: 'encoding-unreadable', file: path }]);
    expect(checkFile(own, null).problems).toMatchObject([{ code: 'file-unreadable' }]);
  });
});

describe('instruments', () => {
  const read = (text: string) => {
    try {
      return readInstruments(text, 'i.csv', 'okx').map(
        (one) => `${one.symbol}=${one.contractValue.toFixed()}`,
      );
    } catch (error) {
      return problemsOf(error).map((one) => `${one.line} ${one.column ?? '-'} ${one.code}`);
    }
  };

  test.each([
    ['\uFEFFsymbol,contractValue,contractAsset\r\nA,0.01,BTC\r\n', ['A=0.01']],
    ['symbol,contractValue,contractAsset\nA,1,B\nA,1,B\n', ['A=1']],
    ['symbol,contractValue\nA,1\n', ['1 - header-unknown']],
    ['symbol,contractValue,contractAsset,size\nA,1,B,2\n', ['1 - header-unknown']],
    [
      'symbol,contractValue,contractAsset\nA,1e,B\nB,0,B\nC,-1,B\nD,1,\n',
      [
        '2 contractValue number-unreadable',
        '3 contractValue number-absurd',
        '4 contractValue number-absurd',
        '5 contractAsset value-empty',
      ],
    ],
    ['symbol,contractValue,contractAsset\nA,1,B\nA,2,B\n', ['3 symbol symbol-twice']],
    ['symbol,kind,contractValue,contractAsset\nA,swap,1,B\n', ['2 kind word-unknown']],
    ['symbol,contractValue,contractAsset\nA,1\n', ['2 - csv-syntax']],
    ['', ['1 - header-unknown']],
  ])('%#', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });
});
