/** Settlement day as cron runs it: the shipped command line, an empty environment, no terminal, nothing to write to. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inFolder } from '../support/run.ts';
import { dashboardDays, dashboardFile, FILL_MAP, fillsFile, madeFills } from '../support/settlement-month.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const DAY = 86_400_000;
/** 00:00 UTC of the Monday of last week. */
const MONDAY = Math.floor((Date.now() - 4 * DAY) / (7 * DAY)) * 7 * DAY + 4 * DAY - 7 * DAY;
const crontab = readFileSync(join(ROOT, 'examples/cron/crontab'), 'utf8');
const line = crontab.split('\n').find((one) => /^\d/.test(one))!;
const command = line.replace(/^(\S+\s+){5}/, '').replaceAll('\\%', '%');

const CONFIG = `accounts:
  desk:
    venue: binance
    fills: exports/*.csv
    terms:
      - {from: 2020-01-01, makerRate: 2bps, takerRate: 5bps, affiliate: "40% day 00:00Z"}
`;

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** The folder that the crontab calls /srv/desk. */
function desk(folder: string, missing: readonly number[]): void {
  for (const name of ['exports', 'statements', 'state', 'archive', 'bin']) mkdirSync(join(folder, name));
  const fills = madeFills({ from: MONDAY, days: 7, perDay: 30, seed: 3, bnbEvery: 0 });
  const recipe = {
    ...{
      from: MONDAY,
      days: 7,
      shift: 0,
      share: 4000n,
      ratio: 1000n,
      ineligible: new Map(),
      late: new Map(),
    },
    ...{ missing: new Set(missing), fixing: (time: number) => time },
  };
  writeFileSync(join(folder, 'fee-audit.yaml'), CONFIG);
  writeFileSync(join(folder, 'exports/fills.csv'), fillsFile(fills));
  writeFileSync(join(folder, 'exports/fills.map.yaml'), FILL_MAP);
  writeFileSync(
    join(folder, 'statements/dashboard.csv'),
    dashboardFile(dashboardDays(fills, recipe), recipe),
  );
  symlinkSync(join(ROOT, 'bin/fee-audit.js'), join(folder, 'bin/fee-audit'));
}

/** Runs a shell line as cron does: nothing in the environment, stdin closed, in a folder that cannot be written. */
function asCron(
  folder: string,
  shellLine: string,
): Promise<{ code: number | null; out: string; err: string }> {
  const path = `${folder}/bin:${dirname(process.execPath)}:/usr/bin:/bin`;
  const child = spawn('/usr/bin/env', ['-i', `PATH=${path}`, '/bin/sh', '-c', `exec 0<&-; ${shellLine}`], {
    cwd: existsSync('/proc/self') ? '/proc' : folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  return new Promise((done, failed) => {
    child.on('error', failed);
    child.on('close', (code) => done({ code, out, err }));
  });
}

describe('the sample crontab', () => {
  it('is silent when the week ties out, keeps its files, and may run twice', async () => {
    await inFolder({}, async (folder) => {
      desk(folder, []);
      const own = command.replaceAll('/srv/desk', folder);
      expect(await asCron(folder, own)).toEqual({ code: 0, out: '', err: '' });
      const names = readdirSync(join(folder, 'archive')).sort();
      expect(names.map((name) => name.replace(/^\d{4}-W\d\d/, 'WEEK'))).toEqual(['WEEK.json', 'WEEK.xlsx']);
      const kept = [...names.map((name) => join('archive', name)), 'state/open.csv'];
      const digests = () => kept.map((name) => `${name} ${sha256(readFileSync(join(folder, name)))}`);
      const before = digests();
      expect(await asCron(folder, own)).toEqual({ code: 0, out: '', err: '' });
      expect(digests()).toEqual(before);
    });
  });

  it('prints the verdict when a day was not paid', async () => {
    await inFolder({}, async (folder) => {
      desk(folder, [2]);
      const { code, out, err } = await asCron(folder, command.replaceAll('/srv/desk', folder));
      expect({ code, err }).toEqual({ code: 1, err: '' });
      expect(out).toContain('VERDICT  breaks: 210 fills, no breaks, 1 rebate period not as agreed (exit 1)');
      expect(out).toMatch(/agreed \(desk\): accrued [\d.]+ · paid [\d.]+ · true-up \+[\d.]+ USDT/);
    });
  });
});

describe('killed at any moment', () => {
  it('leaves the old file or the whole new one', async () => {
    await inFolder({}, async (folder) => {
      desk(folder, []);
      const run = `cd ${folder} && exec fee-audit reconcile --period last-week --statement statements/dashboard.csv --output archive/out.json`;
      expect((await asCron(folder, run)).code).toBe(0);
      const whole = readFileSync(join(folder, 'archive/out.json'), 'utf8');
      const old = '{"old": true}\n';
      const seen = new Set<string>();
      for (let moment = 0; moment < 12; moment++) {
        writeFileSync(join(folder, 'archive/out.json'), old);
        const wait = (0.05 + moment * 0.06).toFixed(2);
        await asCron(
          folder,
          `(${run}) & pid=$!; sleep ${wait}; kill -9 $pid 2>/dev/null; wait $pid 2>/dev/null; true`,
        );
        const left = readFileSync(join(folder, 'archive/out.json'), 'utf8');
        expect([old, whole]).toContain(left);
        seen.add(left);
      }
      expect(seen.has(old)).toBe(true);
    });
  });
});

describe('fills that fee-audit.yaml names', () => {
  it.each([
    ['no configuration', null, 'there is no fee-audit.yaml that does'],
    ['no fills in it', 'accounts: {desk: {venue: binance}}\n', 'no account here has `fills`'],
    ['a pattern that finds nothing', 'accounts: {desk: {fills: "none/*.csv"}}\n', 'no file fits'],
  ])('%s', async (_, config, sentence) => {
    await inFolder(config === null ? {} : { 'fee-audit.yaml': config }, async (folder) => {
      mkdirSync(join(folder, 'bin'));
      symlinkSync(join(ROOT, 'bin/fee-audit.js'), join(folder, 'bin/fee-audit'));
      chmodSync(join(folder, 'bin'), 0o755);
      const { code, out, err } = await asCron(folder, `cd ${folder} && fee-audit reconcile`);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toContain(sentence);
    });
  });
});
