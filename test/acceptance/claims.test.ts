/** Claims and evidence: figures against whole numbers, refusals, verification after every kind of change. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { feeAudit, inFolder } from '../support/run.ts';
import { decimal, FILL_MAP, fillsFile, type MadeFill, madeFills } from '../support/settlement-month.ts';

const JUNE = Date.UTC(2026, 5, 1);
const fills = madeFills({ from: JUNE, days: 2, perDay: 60, seed: 5, bnbEvery: 0 });

/** Index of a fill → what is charged beyond its fee, in 10^-8 USDT. */
const FAULTS = new Map([
  [3, 12_345_678n],
  [40, 700_000n],
  [77, 91n],
  [90, -5_000_000n],
  [100, -33n],
]);
const charged = fills.map((fill, index): MadeFill => {
  const extra = FAULTS.get(index);
  if (extra === undefined) return fill;
  const cells = fill.row.split(',');
  cells[5] = decimal(fill.fee + extra, 8);
  return { ...fill, row: cells.join(',') };
});
const sumOf = (over: boolean) =>
  [...FAULTS.values()].filter((extra) => extra > 0n === over).reduce((sum, extra) => sum + extra, 0n);

const files = { 'fills.csv': fillsFile(charged), 'fills.map.yaml': FILL_MAP };
const TERMS = ['--maker-rate', '2bps', '--taker-rate', '5bps'];
type Row = Readonly<Record<string, string | number | null>>;
const tablesOf = (stdout: string) =>
  (JSON.parse(stdout) as { readonly tables: Readonly<Record<string, readonly Row[]>> }).tables;
const total = (rows: readonly Row[], key: string): bigint =>
  rows.reduce((sum, row) => {
    const [whole, fraction = ''] = String(row[key]).split('.') as [string, string?];
    const value = BigInt(`${whole.replace('-', '')}${fraction.padEnd(12, '0')}`);
    return sum + (whole.startsWith('-') ? -value : value);
  }, 0n);

describe('claims', () => {
  it('are the overcharges, less the share that the partner takes back; undercharges stand apart', async () => {
    const out = await inFolder(files, (folder) =>
      feeAudit(folder, ['claims', 'fills.csv', ...TERMS, '--affiliate', '40%', '--json']),
    );
    const tables = tablesOf(out.stdout);
    expect(out.code, out.stderr).toBe(1);
    expect(total(tables.claims!, 'gross')).toBe(sumOf(true) * 10n ** 4n);
    expect(total(tables.claims!, 'alreadyRebated')).toBe(sumOf(true) * 4_000n);
    expect(total(tables.claims!, 'net')).toBe(sumOf(true) * 6_000n);
    expect(tables.claims!.reduce((sum, { trades }) => sum + Number(trades), 0)).toBe(3);
    expect(total(tables.undercharges!, 'amount')).toBe(sumOf(false) * 10n ** 4n);
  });

  it('fill a folder with a file and a letter each, trade ids first, no undercharge among them', async () => {
    await inFolder(files, async (folder) => {
      const out = await feeAudit(folder, ['claims', 'fills.csv', ...TERMS, '--output', 'claims/']);
      expect(out.code, out.stderr).toBe(1);
      const names = readdirSync(join(folder, 'claims'));
      const claims = names.filter((name) => /^claim-.*\.csv$/.test(name));
      const rows = claims.flatMap((name) => {
        const [head, ...lines] = readFileSync(join(folder, 'claims', name), 'utf8')
          .trimEnd()
          .split('\n');
        expect(head).toMatch(/^tradeId,/);
        expect(names).toContain(name.replace('.csv', '.md'));
        return lines;
      });
      const claimed = [...FAULTS].filter(([, extra]) => extra > 0n).map(([index]) => fills[index]!.id);
      expect(rows.map((row) => row.split(',')[0]).sort()).toEqual(claimed.sort());
      for (const name of names.filter((one) => one.endsWith('.md'))) {
        expect(readFileSync(join(folder, 'claims', name), 'utf8')).toMatch(/we ask for [\d.]+ USDT back/);
      }
    });
  });

  it('on a share that is only a maximum no net is stated', async () => {
    const out = await inFolder(files, (folder) =>
      feeAudit(folder, ['claims', 'fills.csv', ...TERMS, '--affiliate', 'jacktrader', '--json']),
    );
    for (const row of tablesOf(out.stdout).claims!)
      expect(row).toMatchObject({ alreadyRebated: null, net: null });
  });

  it('on a tier that was read from the fees are refused', async () => {
    const out = await inFolder(files, (folder) => feeAudit(folder, ['claims', 'fills.csv']));
    expect(out).toMatchObject({ code: 2, stdout: '' });
    expect(out.stderr).toContain('a tier that was read from the fees proves nothing about them');
  });

  it('know the deadline that a schedule states', async () => {
    const own = `venue: binance
product: usdm-futures
kind: linear
versions:
  - version: own
    from: 2026-01-01
    source: agreement
    clauses: {claimDays: 90}
    tiers:
      - {tier: Desk, maker: 2bps, taker: 5bps}
`;
    const out = await inFolder({ ...files, 'own.yaml': own }, (folder) =>
      feeAudit(folder, ['claims', 'fills.csv', '--schedule', 'own.yaml', '--tier', 'Desk', '--json']),
    );
    const first = Math.min(...[3, 40, 77].map((index) => fills[index]!.time));
    const untils = tablesOf(out.stdout).claims!.map(({ claimableUntil }) =>
      Date.parse(String(claimableUntil)),
    );
    expect(Math.min(...untils), out.stderr).toBe(first + 90 * 86_400_000);
  });
});

describe('evidence', () => {
  const config = `accounts:
  desk:
    venue: binance
    fills: fills.csv
    terms:
      - {from: 2026-01-01, makerRate: 2bps, takerRate: 5bps, affiliate: 40%}
`;
  const all = { ...files, 'fee-audit.yaml': config };
  const RUN = ['reconcile', '--period', '2026-06', '--manifest', 'run.json', '--output', 'recon.md'];

  it('verifies untouched, and fails after any one byte, naming the place', async () => {
    await inFolder(all, async (folder) => {
      const at = (name: string) => join(folder, name);
      const made = await feeAudit(folder, RUN);
      expect(made.code, made.stderr).toBe(1);
      expect(await feeAudit(folder, ['verify', 'run.json'])).toMatchObject({ code: 0 });
      const size = (name: string) => readFileSync(at(name)).length;
      const spots: [string, number, string][] = [
        ['fills.csv', 3000, 'fills.csv:'],
        ['fills.csv', 4, 'fills.csv'],
        ['fills.csv', size('fills.csv') - 5, 'fills.csv'],
        ['fills.map.yaml', 10, 'fills.map.yaml'],
        ['fee-audit.yaml', 20, 'fee-audit.yaml'],
        ['recon.md', 900, 'recon.md:'],
        ...[0.2, 0.5, 0.99].map((part): [string, number, string] => [
          ...(['run.json', Math.floor(size('run.json') * part), 'run.json'] as const),
        ]),
      ];
      for (const [name, place, expected] of spots) {
        const bytes = readFileSync(at(name));
        const changed = Buffer.from(bytes);
        changed[place] = changed[place] === 0x37 ? 0x38 : 0x37;
        writeFileSync(at(name), changed);
        const out = await feeAudit(folder, ['verify', 'run.json']);
        expect([1, 2], `${name} at ${place}`).toContain(out.code);
        expect(`${out.stdout}${out.stderr}`, `${name} at ${place}`).toContain(expected);
        writeFileSync(at(name), bytes);
      }
      expect(await feeAudit(folder, ['verify', 'run.json'])).toMatchObject({ code: 0 });
    });
  }, 180_000);

  it('names the figure that somebody changed in the manifest', async () => {
    await inFolder(all, async (folder) => {
      await feeAudit(folder, RUN);
      const text = readFileSync(join(folder, 'run.json'), 'utf8');
      const figure = /"variance": "([\d.]+)"/.exec(text)![0];
      writeFileSync(join(folder, 'run.json'), text.replace(figure, figure.replace(/\d"$/, '0"')));
      const out = await feeAudit(folder, ['verify', 'run.json']);
      expect(out.code).toBe(1);
      expect(out.stdout).toMatch(/(table|verdict): .*variance: recorded/);
    });
  });

  it('the same run twice gives the same bytes, and tells restated fills once they are', async () => {
    await inFolder(all, async (folder) => {
      const at = (name: string) => join(folder, name);
      const first = await feeAudit(folder, [...RUN, '--json', '--output', 'recon.json']);
      const kept = ['run.json', 'recon.json'].map((name) => readFileSync(at(name), 'utf8'));
      const again = await feeAudit(folder, [...RUN, '--json', '--output', 'recon.json']);
      expect(again).toEqual(first);
      expect(['run.json', 'recon.json'].map((name) => readFileSync(at(name), 'utf8'))).toEqual(kept);

      const rows = charged.map(({ row }) => row);
      const cells = rows[10]!.split(',');
      cells[5] = '0.5';
      rows[10] = cells.join(',');
      const vanished = fills[20]!.id;
      rows.splice(20, 1);
      const fresh = rows[0]!.replace(/[^,]*$/, 'NEW');
      writeFileSync(at('fills.csv'), `${[...[fillsFile([]).trim()], ...rows, fresh].join('\n')}\n`);
      const run = ['reconcile', '--period', '2026-06', '--manifest', 'next.json', '--previous', 'run.json'];
      const out = await feeAudit(folder, [...run, '--json']);
      const restated = tablesOf(out.stdout).restated!;
      expect(restated.map(({ what, tradeId }) => [what, tradeId])).toEqual([
        ['appeared', 'NEW'],
        ['changed', fills[10]!.id],
        ['vanished', vanished],
      ]);
      const next = JSON.parse(readFileSync(at('next.json'), 'utf8')) as { previous: { file: string } };
      expect(next.previous.file).toBe('run.json');
      expect(await feeAudit(folder, ['verify', 'next.json'])).toMatchObject({ code: 0 });
    });
  });

  it('refuses standard input, and files that are no manifest', async () => {
    await inFolder(all, async (folder) => {
      const piped = await feeAudit(folder, ['reconcile', '-', '--manifest', 'run.json'], files['fills.csv']);
      expect(piped.code).toBe(2);
      expect(piped.stderr).toContain('cannot be verified later');
      const none = await feeAudit(folder, ['verify', 'fills.csv']);
      expect(none).toMatchObject({ code: 2, stdout: '' });
      expect(none.stderr).toContain('fills.csv');
    });
  });
});
