/** Which header is recognised as what, and how a stranger is refused. */
import { expect, test } from 'vitest';
import { headerName, zoneOfFileName } from '../../src/ingest/header.ts';
import { matchesExactly } from '../../src/ingest/match.ts';
import type { Profile, Variant } from '../../src/ingest/profile.ts';
import { PROFILES } from '../../src/ingest/profiles/registry.ts';
import { fills, problemOf, readText, refused } from './reading.ts';

const variants: { profile: Profile; variant: Variant }[] = PROFILES.flatMap((profile) =>
  profile.variants.map((variant) => ({ profile, variant })),
);
const line = (names: readonly string[]): string => `${names.map((name) => `"${name}"`).join(',')}\n`;

test.each(variants)(
  '$profile.id ($variant.label) is recognised, and as nothing else',
  async ({ profile, variant }) => {
    const { recognition, events } = await readText(line(variant.headers));
    expect(recognition.profile.id).toBe(profile.id);
    expect(recognition.variant).toBe(variant.label);
    expect(events).toEqual([]);
    const all = [variant.headers, [...variant.headers, ...(variant.optional ?? [])]];
    for (const headers of all) {
      const matching = variants.filter((other) => matchesExactly(other.variant, headers.map(headerName)));
      expect(matching.map((other) => other.variant.label)).toEqual([variant.label]);
    }
  },
);

test.each(variants)(
  '$profile.id ($variant.label) with one column renamed is refused, and the hint names it',
  async ({ profile, variant }) => {
    for (const [field, spec] of Object.entries(variant.columns)) {
      const name = spec.split('|')[0]!.replace(/#\d$/, '');
      if (spec.includes('|') || (variant.optional ?? []).includes(name)) continue;
      const headers = variant.headers.map((header) => (header === name ? 'Quux' : header));
      const problem = await problemOf(readText(line(headers)));
      expect(problem.code).toBe('header-unknown');
      expect(problem.line).toBe(1);
      expect(`${problem.sentence} ${problem.hint}`).toMatch(new RegExp(`${profile.id}|--map ${field}=`));
    }
  },
);

test.each(variants.filter(({ variant }) => variant.headers.length > 8))(
  '$profile.id ($variant.label) with two names missing is refused as near to it',
  async ({ profile, variant }) => {
    const problem = await problemOf(readText(line(variant.headers.slice(2))));
    expect(problem.code).toBe('header-unknown');
    expect(problem.sentence).toContain('near to');
    expect(problem.sentence).toContain(`"${variant.headers[1]}"`);
    expect(problem.hint).toContain(`--profile ${profile.id}`);
  },
);

test.each(variants.filter(({ variant }) => variant.keys !== true))(
  '$profile.id ($variant.label) with two names exchanged is not read unasked',
  async ({ profile, variant }) => {
    const { headers } = variant;
    for (let at = 0; at + 1 < headers.length; at++) {
      if (headers[at] === headers[at + 1]) continue;
      const swapped = [...headers.slice(0, at), headers[at + 1]!, headers[at]!, ...headers.slice(at + 2)];
      const problem = await problemOf(readText(line(swapped)));
      expect(problem.code).toBe('header-unknown');
      expect(problem.sentence).toContain(`near to ${profile.id}`);
      expect(problem.hint).toContain(`--profile ${profile.id}`);
    }
  },
);

test('columns may stand in any order; an unknown column more is a near miss', async () => {
  const usdm = variants[1]!.variant;
  expect((await readText(line([...usdm.headers].reverse()))).recognition.profile.id).toBe('binance-usdm');
  const problem = await problemOf(readText(line([...usdm.headers, 'Notes'])));
  expect(problem.sentence).toContain('but has "Notes"');
  const forced = await readText(line([...usdm.headers, 'Notes']), { profile: 'binance-usdm' });
  expect(forced.recognition.variant).toBe(usdm.label);
});

test('a renamed column of a wanted profile is mapped', async () => {
  const text =
    'Time,Symbol,Side,Price,Quantity,Amount,Comission,Realized Profit,Buyer,Maker,Trade ID,Order ID\n' +
    '2026-05-29 18:25:01,BTCUSDT,BUY,73645.8,0.001,73.6458,0.03682290USDT,0,true,false,1,1\n';
  const near = await problemOf(readText(text));
  expect(near.sentence).toContain('"Fee"');
  expect(near.hint).toContain('--profile binance-usdm --map fee=Comission');
  const reading = await readText(text, { profile: 'binance-usdm', map: new Map([['fee', 'Comission']]) });
  expect(fills(reading)[0]!.fill.fee.toFixed()).toBe('0.0368229');
  expect(fills(reading)[0]!.fill.feeAsset).toBe('USDT');
});

test('an unknown header gets a command line that reads it', async () => {
  const text =
    'executed at,ticker,direction,px,sz,trading fee,fee token,role,tid\n' +
    '2026-06-01T00:00:00Z,BTC-USD,sell,100,2,0.1,USD,maker,7\n';
  const problem = await problemOf(readText(text));
  expect(problem.code).toBe('header-unknown');
  expect(problem.hint).toContain(
    "--profile generic --map time='executed at' --map symbol=ticker --map side=direction",
  );
  const map = new Map(
    [...problem.hint!.matchAll(/--map (\w+)=(?:'([^']*)'|([\w./-]+))/g)].map(
      (m) => [m[1]!, m[2] ?? m[3]!] as const,
    ),
  );
  map.set('fee', 'trading fee');
  const reading = await readText(text, { map });
  expect(fills(reading)).toHaveLength(1);
  expect(fills(reading)[0]!.fill).toMatchObject({
    side: 'sell',
    flag: 'maker',
    tradeId: '7',
    feeAsset: 'USD',
  });
});

test('generic is never chosen by itself, and ambiguous names are never taken', async () => {
  const text = 'time,symbol,side,price,amount,fee\n2026-06-01T00:00:00Z,BTCUSDT,buy,1,2,3\n';
  expect((await problemOf(readText(text))).sentence).toContain('unclear which column holds quantity');
  expect((await problemOf(readText(text, { profile: 'generic' }))).code).toBe('columns-missing');
  const mapped = await readText(text, { map: new Map([['quantity', 'amount']]) });
  expect(mapped.recognition.notices.join(' ')).toContain('a positive fee is taken as charged');
  expect(fills(mapped)[0]!.fill.fee.toFixed()).toBe('3');
  const turned = await readText(text, {
    map: new Map([
      ['quantity', 'amount'],
      ['fee', '-fee'],
    ]),
  });
  expect(fills(turned)[0]!.fill.fee.toFixed()).toBe('-3');
  const two = 'time,date,symbol,side,price,qty,fee\n';
  expect((await problemOf(readText(two, { profile: 'generic' }))).sentence).toContain('time');
});

test.each([
  ['time,symbol,symbol,price\n', 'header-duplicate'],
  ['symbol,id,orderId,side,price,qty,commission,commissionAsset,time,maker,Maker\n', 'header-duplicate'],
  ['foo,bar\n1,2\n', 'header-unknown'],
  ['hello world\n', 'header-missing'],
  ['__proto__,constructor,toString\n1,2,3\n', 'header-unknown'],
  [`${'a,'.repeat(1001)}b\n`, 'too-many-columns'],
  // COIN-M rows of the API look like those of USDⓈ-M, but count contracts.
  ['symbol,id,orderId,side,price,qty,commission,commissionAsset,time,maker,pair,baseQty\n', 'header-unknown'],
  ['Tіme,Pair,Side,Price,Executed,Amount,Fee\n', 'header-unknown'],
])('%j is refused', async (text, code) => {
  expect((await problemOf(readText(text))).code).toBe(code);
});

test.each([
  [{ profile: 'binance-usdn' }, 'profile-unknown'],
  [{ map: new Map([['prize', 'x']]) }, 'map-field-unknown'],
  [{ map: new Map([['fee', 'Feee']]) }, 'column-missing'],
  [{ venue: 'okx' }, 'venue-contradicts'],
  [{ delimiter: 'ab' }, 'delimiter-unusable'],
  [{ encoding: 'klingon' }, 'encoding-unknown'],
])('%j is refused with a sentence', async (options, code) => {
  const problem = await problemOf(readText('Time,Pair,Side,Price,Executed,Amount,Fee\n', options));
  expect(problem.code).toBe(code);
  expect(problem.hint).not.toBeNull();
});

test.each([
  ['Binance-Futures-Trade-History-202608302008(UTC+3)-part1-of1.csv', 180],
  ['Binance-Spot-Trade-History-202603230406(UTC--6)_x.csv', -360],
  ['OKX Trading History_2026-07-01~2026-10-01~UTC+8~x.csv', 480],
  ['trades(UTC).csv', 0],
  ['trades-UTC+3-notes.csv', null],
  ['a(UTC+3)b(UTC+4).csv', null],
  ['fills.csv', null],
])('zone in the file name %s', (name, zone) => {
  expect(zoneOfFileName(name)).toBe(zone);
});

test('the file states its zone before a flag does', async () => {
  const header = 'Time,Pair,Side,Price,Executed,Amount,Fee\n';
  const own = await readText(header, { minutesEast: 60 }, 'x(UTC+3).csv');
  expect(own.recognition.zone).toEqual({ minutesEast: 180, basis: 'file name' });
  expect(own.recognition.notices.join()).toContain('--timezone UTC+1 is not used');
  expect((await readText(header, { minutesEast: 60 })).recognition.zone).toEqual({
    minutesEast: 60,
    basis: 'flag',
  });
  const assumed = await readText(header);
  expect(assumed.recognition.zone).toEqual({ minutesEast: 0, basis: 'assumed' });
  expect(assumed.recognition.notices.join()).toContain('--timezone');
});

test('what an export cannot reveal is said', async () => {
  const { recognition } = await readText('Time,Pair,Side,Price,Executed,Amount,Fee\n');
  expect(recognition.cannotReveal.join()).toMatch(/maker\/taker column.*trade ids/);
});

test('a sep= line, blank lines and a preamble may stand above the header', async () => {
  const text =
    'sep=;\n\nUID:7;Time Zone:UTC+2\nTime;Pair;Side;Price;Executed;Amount;Fee\n' +
    '2026-01-01 02:00:00;BTCUSDT;HOLD;1;1BTC;1USDT;0USDT\n';
  const reading = await readText(text);
  expect(reading.recognition).toMatchObject({
    headerLine: 4,
    delimiter: ';',
    account: '7',
    zone: { minutesEast: 120 },
  });
  expect(refused(reading)[0]!.problem).toMatchObject({
    code: 'side-unknown',
    line: 5,
    column: 'Side',
    value: 'HOLD',
  });
});
