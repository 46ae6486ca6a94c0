/** Broken schedule texts: each is refused with its file, its line and a sentence that helps. */
import { describe, expect, test } from 'vitest';
import { problemsOf } from '../../src/catalogue/fields.ts';
import { readPartner } from '../../src/catalogue/partner-file.ts';
import { readSchedule } from '../../src/catalogue/schedule-file.ts';
import type { Problem } from '../../src/domain/problem.ts';

const HEAD = `venue: okx
product: usdt-futures
kind: linear
versions:
`;
const VERSION = `  - from: 2026-04-01
    source: a page
    tiers:
      - {tier: Regular, maker: 0.020%, taker: 0.050%}
`;
const GOOD = HEAD + VERSION;

function problems(text: string): readonly Problem[] {
  try {
    readSchedule(text, 'own.yaml', 'own');
  } catch (error) {
    return problemsOf(error);
  }
  return [];
}

/** The good text with one part replaced. */
function but(part: string, by: string): string {
  if (!GOOD.includes(part)) throw new Error(`the good text lacks ${part}`);
  return GOOD.replace(part, () => by);
}

function tiers(...rows: string[]): string {
  return but(
    '      - {tier: Regular, maker: 0.020%, taker: 0.050%}\n',
    rows.map((row) => `      - ${row}\n`).join(''),
  );
}

const ROW = '{tier: Regular, maker: 0.020%, taker: 0.050%}';
const SECOND =
  '  - from: 2026-07-26\n    source: a page\n    tiers: [{tier: Regular, maker: 1bps, taker: 5bps}]\n';

/** name, text, code, line, what the sentence or the hint says */
const CASES: [string, string, string, number, RegExp][] = [
  ['rate without unit', but('0.020%', '0.020'), 'rate-without-unit', 8, /write 0.020% or 0.020bps/],
  ['rate beyond 1 %', but('0.050%', '5%'), 'rate-absurd', 8, /beyond ±1 %/],
  ['negative rate beyond 1 %', but('0.020%', '-101bps'), 'rate-absurd', 8, /beyond ±1 %/],
  ['rate that is no number', but('0.020%', 'low%'), 'rate-unreadable', 8, /no rate/],
  ['rate with a comma', but('0.020%', '"0,020%"'), 'rate-unreadable', 8, /no rate/],
  ['rate left out', but(' maker: 0.020%,', ''), 'key-missing', 8, /`maker` is missing.*maker: null/],
  ['duplicate tier', tiers(ROW, '{tier: regular, maker: 1bps, taker: 1bps}'), 'tier-twice', 9, /there twice/],
  [
    'descending threshold',
    tiers(
      '{tier: VIP 1, maker: 1bps, taker: 1bps, when: {futuresVolume: ">= 10M"}}',
      '{tier: VIP 2, maker: 1bps, taker: 1bps, when: {anyOf: [{futuresVolume: ">= 5M"}]}}',
    ),
    'threshold-descends',
    9,
    /futuresVolume threshold of VIP 2 is below that of VIP 1/,
  ],
  ['unknown key', but('taker:', 'takr:'), 'key-unknown', 8, /did you mean `taker`/],
  [
    'unknown key at the top',
    but('venue: okx', 'venue: okx\nroundin: 8'),
    'key-unknown',
    2,
    /did you mean `rounding`/,
  ],
  [
    'unknown key without a near one',
    but('kind:', 'xyzzyplugh: 1\nkind:'),
    'key-unknown',
    3,
    /known keys: venue/,
  ],
  [
    'duplicate key',
    but('kind: linear', 'kind: linear\nkind: spot'),
    'yaml-duplicate-key',
    4,
    /written twice/,
  ],
  ['tag', but('linear', '!!str linear'), 'yaml-tag', 3, /tags/],
  ['own tag', but('linear', '!js/function linear'), 'yaml-tag', 3, /tags/],
  ['alias without anchor', but('okx', '*k'), 'yaml-anchor', 1, /aliases/],
  ['anchor', but('linear', '&k linear'), 'yaml-anchor', 3, /anchors/],
  [
    'alias bomb',
    `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\n`,
    'yaml-anchor',
    1,
    /anchors/,
  ],
  ['merge key', but('venue: okx', '<<: {a: b}\nvenue: okx'), 'key-unknown', 1, /no known key/],
  [
    'prototype as a key',
    but('venue: okx', '__proto__: {polluted: yes}\nvenue: okx'),
    'key-unknown',
    1,
    /no known key/,
  ],
  [
    'deep flow nesting',
    but('linear', `${'['.repeat(40)}${']'.repeat(40)}`),
    'yaml-too-deep',
    3,
    /deeper than 32/,
  ],
  ['very deep nesting', '['.repeat(20_000), 'yaml-too-deep', 1, /deeper than 32/],
  ['deep nesting over lines', '[\n'.repeat(20_000), 'yaml-too-deep', 35, /deeper than 32/],
  ['deep block nesting', `a:\n  ${'- '.repeat(50_000)}x`, 'yaml-too-deep', 2, /deeper than 32/],
  ['missing source', but('    source: a page\n', ''), 'key-missing', 5, /`source` is missing/],
  ['missing venue', but('venue: okx\n', ''), 'key-missing', 1, /`venue` is missing/],
  ['no version', HEAD.replace('versions:\n', 'versions: []\n'), 'key-missing', 4, /at least one version/],
  [
    'overlap',
    `${but('2026-04-01', '2026-04-01\n    to: 2026-08-01')}${SECOND}`,
    'version-overlap',
    10,
    /begins before/,
  ],
  [
    'gap',
    `${but('2026-04-01', '2026-04-01\n    to: 2026-05-01')}${SECOND}`,
    'version-gap',
    10,
    /no version is in force/,
  ],
  [
    'order',
    `${GOOD}${SECOND.replace('2026-07-26', '2026-01-01')}`,
    'version-order',
    9,
    /oldest first|does not begin/,
  ],
  [
    'same version name',
    `${but('from: 2026-04-01', 'version: a\n    from: 2026-04-01')}${SECOND.replace('from', 'version: a\n    from')}`,
    'version-twice',
    10,
    /version a is there twice/,
  ],
  ['end before start', but('2026-04-01', '2026-04-01\n    to: 2026-03-01'), 'version-span', 6, /not after/],
  ['bad date', but('2026-04-01', '2026-02-30'), 'date-unreadable', 5, /no date/],
  ['date of another style', but('2026-04-01', '01/04/2026'), 'date-unreadable', 5, /write 2026-06-10/],
  ['time without a zone', but('2026-04-01', '2026-04-01T08:00'), 'date-without-zone', 5, /end it with Z/],
  ['unknown kind', but('linear', 'liner'), 'word-unknown', 3, /did you mean `linear`/],
  [
    'unknown metric',
    tiers(`{tier: V, maker: 1bps, taker: 1bps, when: {futureVolume: ">= 5M"}}`),
    'metric-unknown',
    8,
    /`futuresVolume`/,
  ],
  [
    'threshold without comparison',
    tiers('{tier: V, maker: 1bps, taker: 1bps, when: {assets: 5M}}'),
    'threshold-unreadable',
    8,
    />= 5M/,
  ],
  [
    'share without percent',
    tiers('{tier: V, maker: 1bps, taker: 1bps, when: {share: ">= 0.5"}}'),
    'threshold-unit',
    8,
    /needs %/,
  ],
  [
    'two conditions side by side',
    tiers('{tier: V, maker: 1bps, taker: 1bps, when: {assets: ">= 5", spotVolume: ">= 5"}}'),
    'condition-unreadable',
    8,
    /anyOf.*allOf/,
  ],
  [
    'a condition for a tier that no table has',
    but('    tiers:', '    conditions: {Regulr: {assets: ">= 5"}}\n    tiers:'),
    'tier-unknown',
    7,
    /did you mean `Regular`/,
  ],
  ['tiers and tables together', but('    tiers:', '    tables: []\n    tiers:'), 'key-missing', 5, /either/],
  [
    'neither tiers nor tables',
    but('    tiers:\n      - {tier: Regular, maker: 0.020%, taker: 0.050%}\n', ''),
    'key-missing',
    5,
    /either/,
  ],
  [
    'tiers that are no list',
    but('tiers:\n      - {tier: Regular, maker: 0.020%, taker: 0.050%}', 'tiers: none'),
    'value-kind',
    7,
    /mapping/,
  ],
  [
    'flag that is no flag',
    but('2026-04-01', '2026-04-01\n    startKnown: no'),
    'word-unknown',
    6,
    /true, false/,
  ],
  [
    'clock without zone',
    but('kind:', 'evaluation: {window: 30d, at: "16:00"}\nkind:'),
    'time-unreadable',
    3,
    /16:00Z/,
  ],
  [
    'window of another style',
    but('kind:', 'evaluation: {window: monthly}\nkind:'),
    'window-unreadable',
    3,
    /30d/,
  ],
  [
    'rounding beyond 30 decimals',
    but('kind:', 'rounding: {scale: 31, mode: down}\nkind:'),
    'number-unreadable',
    3,
    /0 to 30/,
  ],
  [
    'discount beyond 100 %',
    but('kind:', 'discounts: [{asset: BNB, off: 150%, source: x}]\nkind:'),
    'share-absurd',
    3,
    /0% and 100%/,
  ],
  ['syntax', but('kind: linear', 'kind: [linear'), 'yaml-syntax', 4, /not valid YAML/],
  ['tab as indent', but('  - from', '\t- from'), 'yaml-syntax', 5, /not valid YAML/],
  ['two documents', `${GOOD}---\n${GOOD}`, 'yaml-syntax', 9, /more than one YAML document/],
  ['empty file', '', 'value-kind', 1, /mapping/],
  ['a list instead of a mapping', '- a\n- b\n', 'value-kind', 1, /mapping/],
  [
    'larger than a mebibyte',
    `${GOOD}# ${'x'.repeat(1024 * 1024)}`,
    'file-too-large',
    0,
    /larger than 1024 KiB/,
  ],
  [
    'a tier that one table lacks',
    but(
      '    tiers:\n      - {tier: Regular, maker: 0.020%, taker: 0.050%}\n',
      `    tables:
      - {group: A, quotes: [USDT], tiers: [{tier: Regular, maker: 1bps, taker: 1bps}]}
      - {group: B, tiers: [{tier: Regulr, maker: 1bps, taker: 1bps}]}
`,
    ),
    'tier-unknown',
    9,
    /Regular is not in table B/,
  ],
  [
    'two tables for all others',
    but(
      '    tiers:\n      - {tier: Regular, maker: 0.020%, taker: 0.050%}\n',
      `    tables:
      - {group: A, tiers: [{tier: Regular, maker: 1bps, taker: 1bps}]}
      - {group: B, tiers: [{tier: Regular, maker: 1bps, taker: 1bps}]}
`,
    ),
    'group-ambiguous',
    9,
    /all other instruments/,
  ],
];

describe('a broken schedule is refused with file and line', () => {
  test('the unbroken text is read', () => {
    expect(problems(GOOD)).toEqual([]);
    expect(CASES.length).toBeGreaterThanOrEqual(25);
  });

  test.each(CASES)('%s', (_name, text, code, line, words) => {
    const found = problems(text);
    const first = found.find((one) => one.code === code);
    expect(found.map((one) => one.code)).toContain(code);
    expect(first?.file).toBe('own.yaml');
    expect(first?.line ?? 0).toBe(line);
    expect(`${first?.sentence} ${first?.hint ?? ''}`).toMatch(words);
  });

  test('nothing leaks into the prototypes', () => {
    problems(but('venue: okx', '__proto__: {polluted: yes}\nvenue: okx'));
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test('several faults are told at once, with their paths', () => {
    const found = problems(tiers('{tier: A, maker: 1, taker: 1bps}', '{tier: B, maker: 1bps, taker: 9%}'));
    expect(found.map((one) => [one.line, one.column, one.code])).toEqual([
      [8, 'versions[0].tiers[0].maker', 'rate-without-unit'],
      [9, 'versions[0].tiers[1].taker', 'rate-absurd'],
    ]);
  });
});

describe('a partner file', () => {
  const PARTNER = `partner: Some
share: 40%
shareIsMaximum: false
cadence: week
cutOff: Mon 08:00Z
settlementAsset: USDT
excludesPrograms: true
source: a contract
`;
  const read = (text: string) => {
    try {
      return readPartner(text, 'own.yaml', 'affiliate/some');
    } catch (error) {
      return problemsOf(error).map((one) => `${one.line} ${one.code}`);
    }
  };

  test('is read, cut-off in minutes after Monday', () => {
    expect(read(PARTNER)).toMatchObject({ cutOffMinute: 480, partner: 'Some' });
    expect(read(PARTNER.replace('Mon', 'Sun'))).toMatchObject({ cutOffMinute: 6 * 1440 + 480 });
    const monthly = PARTNER.replace('week', 'month').replace('Mon', '2');
    expect(read(monthly)).toMatchObject({ cutOffMinute: 1440 + 480 });
  });

  test.each([
    [PARTNER.replace('40%', '0.4'), ['2 rate-without-unit']],
    [PARTNER.replace('40%', '140%'), ['2 share-absurd']],
    [PARTNER.replace('cutOff: Mon 08:00Z\n', ''), ['1 key-missing']],
    [PARTNER.replace('Mon', 'Monday'), ['5 time-unreadable']],
    [PARTNER.replace('week', 'weekly'), ['4 word-unknown']],
  ])('is refused when broken (%#)', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });
});
