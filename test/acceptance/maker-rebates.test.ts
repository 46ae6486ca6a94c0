/** A venue's own maker rebates, paid at the end of an epoch: made-up Derive fills, sums in BigInt. */
import { describe, expect, it } from 'vitest';
import { feeAudit, inFolder } from '../support/run.ts';

const DAY = 86_400_000;
const START = Date.UTC(2026, 2, 4);
const EPOCHS = 4;
const LENGTH = 28 * DAY;
/** Amounts of rebate in 10^-18. */
const E18 = 10n ** 18n;

const HEAD =
  'trade_id,instrument_name,timestamp,trade_price,trade_amount,mark_price,index_price,direction,quote_id,rfq_id,' +
  'subaccount_id,tx_status,trade_fee,expected_rebate,liquidity_role,realized_pnl,realized_pnl_excl_fees,extra_fee,' +
  'is_transfer,order_id,label,transaction_id,tx_hash';

interface Made {
  readonly text: string;
  /** Rebate that each epoch accrued, per subaccount, summed from whole numbers. */
  readonly accrued: ReadonlyMap<string, readonly bigint[]>;
}

/** Two maker fills and a taker fill a day and subaccount; 0.0n BTC at a whole index price, so a rebate of 1 bp is exact. */
function madeFills(subaccounts: readonly string[]): Made {
  const rows = [HEAD];
  const accrued = new Map<string, bigint[]>();
  for (const [place, subaccount] of subaccounts.entries()) {
    const sums = Array.from({ length: EPOCHS }, () => 0n);
    for (let index = 0; index < EPOCHS * 28 * 3; index++) {
      const day = Math.floor(index / 3);
      const maker = index % 3 < 2;
      const time = START + day * DAY + (index % 3) * 7 * 3_600_000 + 61_000 * (place + 1);
      const hundredths = BigInt(1 + ((index * 7 + place) % 9));
      const price = BigInt(60_000 + ((index * 131) % 5_000));
      const rate = maker ? 1n : 3n;
      const money = (E18 * hundredths * price * rate) / 1_000_000n;
      const epoch = Math.floor((time - START) / LENGTH);
      if (maker) sums[epoch]! += money;
      const fee = maker ? '0' : decimal(money + E18 / 100n);
      const cells = [`t${place}-${index}`, 'BTC-PERP', time, price, `0.0${hundredths}`, price, price, 'buy'];
      const ids = [
        '',
        '',
        subaccount,
        'settled',
        fee,
        maker ? decimal(money) : '0',
        maker ? 'maker' : 'taker',
      ];
      rows.push([...cells, ...ids, 0, 0, 0, 'false', `o${place}-${index}`, '', `x${index}`, '0x1'].join(','));
    }
    accrued.set(subaccount, sums);
  }
  return { text: `${rows.join('\n')}\n`, accrued };
}

function decimal(scaled: bigint): string {
  const sign = scaled < 0n ? '-' : '';
  const size = scaled < 0n ? -scaled : scaled;
  const text = `${size / E18}.${(size % E18).toString().padStart(18, '0')}`.replace(/\.?0+$/, '');
  return `${sign}${text}`;
}

/** Booked six hours after the end of each epoch; `parts` is what is paid of it, in thousandths; null = no row. */
function payouts({ accrued }: Made, parts: readonly (bigint | null)[]): string {
  const rows = [...accrued].flatMap(([subaccount, sums]) =>
    sums.flatMap((sum, epoch) => {
      const part = parts[epoch] ?? null;
      const booked = new Date(START + (epoch + 1) * LENGTH + 6 * 3_600_000).toISOString();
      return part === null ? [] : [`${booked},${subaccount},${decimal(paidOf(sum, part))},USDC`];
    }),
  );
  return `date,account,amount,asset\n${rows.join('\n')}\n`;
}

/** Rounded down to six decimals, as a stablecoin is paid. */
const paidOf = (sum: bigint, part: bigint) => ((sum * part) / 1000n / 10n ** 12n) * 10n ** 12n;

const EPOCH = 'pays: maker-rebate\nepoch: {start: 2026-03-04, days: 28}\n';
type Row = Readonly<Record<string, string | number | null | readonly string[]>>;
interface Report {
  readonly verdict: { readonly status: string; readonly exitCode: number; readonly rebateBreaks: number };
  readonly run: { readonly notes: readonly string[] };
  readonly tables: Readonly<Record<string, readonly Row[]>>;
}

async function settled(
  fills: string,
  statement: string,
  map: string,
  args: readonly string[] = [],
): Promise<Report> {
  const files = { 'fills.csv': fills, 'payouts.csv': statement, 'payouts.map.yaml': map };
  return inFolder(files, async (folder) => {
    const terms = ['--maker-rate', '-1bps', '--taker-rate', '3bps'];
    const period = ['--from', '2026-03-04', '--to', '2026-06-24'];
    const line = ['reconcile', 'fills.csv', ...terms, ...period, '--statement', 'payouts.csv', ...args];
    const json = await feeAudit(folder, [...line, '--json']);
    expect(json.stdout, json.stderr).toMatch(/^\{/);
    return JSON.parse(json.stdout) as Report;
  });
}

const column = (report: Report, key: string) => report.tables.rebate!.map((row) => row[key]);
const FULL = [1000n, 1000n, 1000n, 1000n];

describe("epochs of a venue's maker rebates", () => {
  it('tie out when every epoch is paid in full, per account', async () => {
    const made = madeFills(['56939', '56940']);
    const report = await settled(made.text, payouts(made, FULL), EPOCH);
    expect(report.verdict).toMatchObject({ status: 'clean', exitCode: 0, rebateBreaks: 0 });
    expect(new Set(column(report, 'partner'))).toEqual(new Set(['derive maker rebate']));
    expect(new Set(column(report, 'status'))).toEqual(new Set(['matched']));
    const sums = [...made.accrued.values()].flat();
    expect(column(report, 'accrued')).toEqual(sums.map(decimal));
    expect(column(report, 'paid')).toEqual(sums.map((sum) => decimal(paidOf(sum, 1000n))));
    expect(column(report, 'periodFrom').slice(0, 2)).toEqual([
      '2026-03-04T00:00:00.000Z',
      '2026-04-01T00:00:00.000Z',
    ]);
  });

  it('paid at 87.3 % throughout are one haircut', async () => {
    const made = madeFills(['56939']);
    const report = await settled(made.text, payouts(made, [873n, 873n, 873n, 873n]), EPOCH);
    const causes = report.tables.causes!.filter(({ code }) => code !== null);
    expect(causes.map(({ code }) => code)).toEqual(['POOL_HAIRCUT']);
    expect(causes[0]!.sentence).toContain('every line pays 87.3 % of what accrued');
    const sums = made.accrued.get('56939')!;
    const whole = sums.reduce((total, sum) => total + sum, 0n);
    expect(causes[0]!.variance).toBe(decimal((whole * 127n) / 1000n));
    expect(column(report, 'trueUp')).toEqual(sums.map((sum) => decimal(sum - paidOf(sum, 873n))));
    expect(report.verdict.exitCode).toBe(1);
  });

  it('one cut alone is short, by what it lacks; one without a payment is missing', async () => {
    const made = madeFills(['56939']);
    const report = await settled(made.text, payouts(made, [1000n, 873n, null, 1000n]), EPOCH);
    expect(column(report, 'status')).toEqual(['matched', 'short', 'missing', 'matched']);
    const [, cut, lost] = made.accrued.get('56939')!;
    expect(column(report, 'trueUp')[1]).toBe(decimal(cut! - paidOf(cut!, 873n)));
    expect(column(report, 'trueUpBps')[1]).toMatch(/^1270(\.|$)/);
    expect(column(report, 'trueUp')[2]).toBe(decimal(lost!));
    expect(report.verdict.rebateBreaks).toBe(2);
  });

  it('are assumed where nobody states them: nothing is short, missing or late', async () => {
    const made = madeFills(['56939']);
    const report = await settled(
      made.text,
      payouts(made, [1000n, 873n, null, 1000n]),
      'pays: maker-rebate\n',
    );
    expect(column(report, 'status')).toEqual(['matched', 'partial', 'partial', 'matched']);
    expect(report.tables.causes!.map(({ code }) => code)).toEqual([]);
    expect(report.run.notes.join('\n')).toContain('derive maker rebate: the epochs are not stated; 28 days');
    expect(report.verdict.rebateBreaks).toBe(0);
  });

  it('are taken from lines with both ends, in whatever order they stand', async () => {
    const made = madeFills(['56939']);
    const rows = made.accrued.get('56939')!.map((sum, epoch) => {
      const [from, to] = [START + epoch * LENGTH, START + (epoch + 1) * LENGTH];
      return `${from},${to},${decimal(paidOf(sum, epoch === 2 ? 0n : 1000n))},USDC`;
    });
    const statement = `from,to,amount,asset\n${rows.reverse().join('\n')}\n`;
    const report = await settled(made.text, statement, 'pays: maker-rebate\n');
    expect(column(report, 'status')).toEqual(['matched', 'matched', 'short', 'matched']);
    expect(report.verdict.rebateBreaks).toBe(1);
  });

  it('stand beside the rebate of a partner, whose statement pays none of them', async () => {
    const made = madeFills(['56939']);
    const args = ['--affiliate', '20% month 1 00:00Z'];
    const report = await settled(made.text, payouts(made, FULL), EPOCH, args);
    const venue = report.tables.rebate!.filter(({ partner }) => partner === 'derive maker rebate');
    expect(venue.map(({ status }) => status)).toEqual(['matched', 'matched', 'matched', 'matched']);
    const partner = report.tables.rebate!.filter((row) => row.partner !== 'derive maker rebate');
    expect(partner.length).toBeGreaterThan(0);
    expect(partner.every(({ paid }) => paid === null)).toBe(true);
  });
});

describe('mapping files of maker rebates', () => {
  it('are refused with a hint where they make no sense', async () => {
    const made = madeFills(['56939']);
    const files = { 'fills.csv': made.text, 'payouts.csv': payouts(made, FULL) };
    for (const [map, told] of [
      ['epoch: {start: 2026-03-04, days: 28}\n', 'for maker rebates only. Hint: write pays: maker-rebate'],
      ['pays: maker-rebate\nepoch: {start: soon, days: 28}\n', 'an epoch starts on a full or half hour'],
      ['pays: maker-rebate\nepoch: {start: 2026-03-04, days: 0}\n', 'a whole number of days. Hint: write 28'],
      [
        'pays: maker-rebate\npartner: okx maker rebate\n',
        'no fill of this run has a negative fee that it could pay',
      ],
    ]) {
      await inFolder({ ...files, 'payouts.map.yaml': map! }, async (folder) => {
        const line = ['reconcile', 'fills.csv', '--maker-rate', '-1bps', '--taker-rate', '3bps'];
        const run = await feeAudit(folder, [...line, '--statement', 'payouts.csv', '--affiliate', '20%']);
        expect(`${run.stdout}${run.stderr}`).toContain(told);
      });
    }
  });
});
