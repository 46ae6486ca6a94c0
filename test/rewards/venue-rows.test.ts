/** The venue's own snapshot rows, and requests for quotes as files have them. */
import { describe, expect, it } from 'vitest';
import { runIn } from './in-process.ts';

type Row = Readonly<Record<string, string | number | null>>;
const tablesOf = (stdout: string) => (JSON.parse(stdout) as { tables: Record<string, Row[]> }).tables;

const TIME = 1_737_331_200_000;
interface VenueRow {
  readonly wallet: string;
  readonly bid: boolean;
  readonly notional: number;
  readonly factor: number;
  readonly total: number;
  readonly time?: number;
  readonly quality?: string;
}
const COLUMNS = [
  ...[
    'wallet',
    'asset_type',
    'currency',
    'instrument_name',
    'is_bid',
    'timestamp',
    'mid_price',
    'best_price',
    'index_price',
  ],
  ...[
    'notional',
    'scaled_notional',
    'total_scaled_notional',
    'deducted_notional',
    'bbo_factor',
    'instrument_factor',
  ],
  ...['deducted_factor', 'coverage_score', 'quality_score'],
];
const cellsOf = ({ wallet, bid, notional, factor, total, time = TIME, quality }: VenueRow): string[] => [
  ...[wallet, 'perp', 'ETH', 'ETH-PERP', String(bid), String(time), '3000', '2999', '3000'],
  ...[
    String(notional),
    String(notional * factor),
    String(total),
    '0',
    String(factor),
    '1',
    '1',
    String(factor),
  ],
  quality ?? ((notional * factor) / total).toFixed(18),
];
const csv = (rows: readonly VenueRow[]) =>
  `${[COLUMNS, ...rows.map(cellsOf)].map((cells) => cells.join(',')).join('\n')}\n`;
const json = (rows: readonly VenueRow[]) =>
  JSON.stringify({
    result: {
      pagination: { num_pages: 1, count: rows.length },
      snapshots: rows.map((row) => Object.fromEntries(cellsOf(row).map((cell, at) => [COLUMNS[at], cell]))),
    },
  });

/** The quality vector of the reconstruction, with multipliers of the coverage vector: 18 of 40 under the root. */
const VECTOR: readonly VenueRow[] = [
  { wallet: 'w', bid: true, notional: 25_000, factor: 5, total: 250_000 },
  { wallet: 'w', bid: false, notional: 20_000, factor: 5, total: 200_000 },
  { wallet: 'w', bid: true, notional: 50_000, factor: 1.5, total: 300_000, time: TIME + 900_000 },
  { wallet: 'o', bid: false, notional: 100_000, factor: 1.5, total: 150_000, time: TIME + 900_000 },
  { wallet: 'o', bid: true, notional: 20_000, factor: 5, total: 100_000, time: TIME + 1_800_000 },
  { wallet: 'o', bid: false, notional: 20_000, factor: 5, total: 100_000, time: TIME + 1_800_000 },
  { wallet: 'w', bid: true, notional: 10_000, factor: 5, total: 100_000, time: TIME + 2_700_000 },
  { wallet: 'w', bid: false, notional: 10_000, factor: 5, total: 400_000, time: TIME + 2_700_000 },
];

describe('--venue-rows', () => {
  it.each([
    ['rows.csv', csv],
    ['rows.json', json],
  ])('%s: scores by the published quality vector, in any order of rows', async (name, make) => {
    for (const rows of [VECTOR, [...VECTOR].reverse()]) {
      const { stdout, code } = await runIn({ [name]: make(rows) }, ['score', name, '--venue-rows', '--json']);
      expect(code).toBe(0);
      const { score, markets, venueChecks } = tablesOf(stdout);
      expect(
        String(score!.find(({ maker, market }) => maker === 'w' && market === 'total')!.quality),
      ).toMatch(/^0\.4654746/);
      // (5+5 + 1.5 + 0 + 5+5) of 2 x 5 x 4
      expect(markets!.find(({ maker }) => maker === 'w')).toMatchObject({
        snapshots: 4,
        onBid: 3,
        onAsk: 2,
        multipliers: '21.5',
        coverageBase: '0.5375',
      });
      expect(venueChecks!.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 7 }, () => 'match'));
    }
  });
  it('figures that do not hang together are counted with their place; contradicting totals and repeats are bad', async () => {
    const rows = [
      ...VECTOR.slice(0, 2),
      { ...VECTOR[2]!, quality: '0.5' },
      VECTOR[0]!,
      { wallet: 'o', bid: true, notional: 1000, factor: 5, total: 250_001 },
    ];
    const { stdout } = await runIn({ 'r.csv': csv(rows) }, ['score', 'r.csv', '--venue-rows', '--json']);
    const { venueChecks, snapshots } = tablesOf(stdout);
    const quality = venueChecks!.find(({ check }) => String(check).startsWith('quality_score'))!;
    expect(quality).toMatchObject({
      rows: 3,
      breaks: 1,
      outcome: 'break',
      first: 'r.csv:4: 0.5 where 0.25 is due',
    });
    expect(snapshots!.map(({ bucket, reason, rows: count }) => `${bucket} ${reason} ${count}`)).toEqual([
      ...['used null 3', 'bad row-twice 1', 'bad totals-contradict 1'],
    ]);
  });
  it('a row that cannot be read is refused, with its column', async () => {
    const text = csv(VECTOR).replace(',true,', ',maybe,');
    const { stderr, code } = await runIn({ 'r.csv': text }, ['score', 'r.csv', '--venue-rows', '--json']);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/r\.csv:2.*is_bid/s)]);
  });
});

describe('requests for quotes in a file', () => {
  const HEAD =
    'ts_ms,instrument,asset_type,currency,side,price,size,owner,best_price,mid_price,index_price,delta,expiry_ms';
  const book = ['bid,60,20', 'ask,61,20']
    .map((level) => `${TIME},ETH-20250214-3000-C,option,ETH,${level},ABC,,,3000,0.5,`)
    .join('\n');
  const head =
    'rfq_id,ts_ms,currency,asset_type,expiry_ms,direction,amount,max_cost,quote_id,quote_ts_ms,maker,price,filled';
  const until = TIME + 20 * 86_400_000;
  /** The page's example: 100 spreads at 14 each at most. */
  const alice = (cost: string) =>
    [
      ['1', 400, 'ABC', '13.5', 'false'],
      ['2', 1500, 'XYZ', '13', 'false'],
      ['3', 2500, 'XYZ', '12.5', 'true'],
    ].map(
      ([id, wait, maker, price, filled]) =>
        `alice,${TIME},ETH,option,${until},buy,100,${cost},${id},${TIME + Number(wait)},${maker},${price},${filled}`,
    );
  const score = async (rows: readonly string[], ...args: readonly string[]) => {
    const files = { 's.csv': `${HEAD}\n${book}\n`, 'r.csv': `${[head, ...rows].join('\n')}\n` };
    const { stdout, stderr, code } = await runIn(files, [
      'score',
      's.csv',
      '--rfqs',
      'r.csv',
      '--json',
      ...args,
    ]);
    return { tables: stdout === '' ? {} : tablesOf(stdout), stderr, code };
  };
  const rfqOf = (tables: Record<string, Row[]>, maker: string) =>
    String(tables.score!.find((row) => row.maker === maker && row.market === 'total')!.rfq).slice(0, 8);

  it.each(['1400', '14'])('the example of the page, max_cost written as %s', async (cost) => {
    const { tables } = await score(alice(cost));
    expect([rfqOf(tables, 'ABC'), rfqOf(tables, 'XYZ')]).toEqual(
      ['0.227866', '0.632962'.slice(0, 8)].map((text) => text),
    );
  });
  it('requests without an answer count, bad ones are named, and costs that say both stop the run', async () => {
    const none = `bob,${TIME},ETH,option,${until},buy,10,140,,,,,`;
    const { tables } = await score([...alice('1400'), none]);
    // Half of the sum under the root: 0.311538 / 12.
    expect(rfqOf(tables, 'ABC')).toBe('0.161125');
    const bad = await score([
      ...alice('1400'),
      `carl,${TIME},ETH,option,${until},buy,10,,q,${TIME},ABC,1,false`,
      `dan,${TIME},NOPE,option,${until},buy,10,9,,,,,`,
    ]);
    expect(bad.tables.rfqs!.map(({ bucket, reason, requests }) => `${bucket} ${reason} ${requests}`)).toEqual(
      [...['used null 1', 'bad unknown-instrument: NOPE option 1', 'bad max-cost-missing 1']],
    );
    const both = await score([...alice('1400'), ...alice('14').map((row) => row.replace('alice', 'eve'))]);
    expect([both.code, both.stderr]).toEqual([2, expect.stringContaining('--reading rfqPrice=total')]);
    expect(
      (
        await score(
          [...alice('1400'), ...alice('14').map((row) => row.replace('alice', 'eve'))],
          '--reading',
          'rfqPrice=total',
        )
      ).code,
    ).toBe(0);
  });
});
