/** The program as a process: exit codes, streams, faults of the system, signals. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { EXAMPLES, fee, newFolder, sh } from './binary.ts';

const WEEK = join(EXAMPLES, 'okx-week.csv');

/** No trace of our own code in what a user is told. */
function expectPlain(err: string): void {
  expect(err).not.toMatch(/\n\s+at |node:internal|dist\/|internal error/);
}

describe('usage', () => {
  test('version and help are answers', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(await fee(['--version'])).toEqual({ code: 0, out: `fee-audit ${version}\n`, err: '' });
    for (const args of [['--help'], ['help'], ['reconcile', '--help'], ['help', 'schedules']]) {
      const { code, out, err } = await fee(args);
      expect([code, err]).toEqual([0, '']);
      expect(out).toContain('Usage: fee-audit');
    }
  });

  test('help of reconcile: examples first, exit codes last', async () => {
    const { out } = await fee(['reconcile', '--help']);
    const order = ['Examples:', 'Usage:', 'Reading the files:', 'Output:', 'Exit codes:'].map((head) =>
      out.indexOf(head),
    );
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order).not.toContain(-1);
  });

  test.each([
    [[], 'Usage: fee-audit'],
    [['schedules'], 'Usage: fee-audit schedules'],
    [['reconcil', 'x.csv'], 'Did you mean reconcile?'],
    [['reconcile'], 'no fills were named'],
    [['reconcile', 'x.csv', '--teir', 'VIP 1'], 'Did you mean --tier?'],
    [['reconcile', 'x.csv', '--tier'], 'argument missing'],
    [['schedules', 'list', '--format', 'jsno'], 'did you mean json?'],
    [['schedules', 'list', '--json', '--csv'], 'more than one format'],
    [['schedules', 'list', '--width', '-3'], 'whole number of columns'],
    [['schedules', 'list', '--table', 'schedule'], 'did you mean schedules?'],
    [['schedules', 'list', '--csv', '--table', 'schedules,partners'], 'csv prints one table'],
    [['schedules', 'show', 'okx/usdt-future'], 'did you mean okx/usdt-futures?'],
  ])('%j ends with 2, stdout empty, a sentence on stderr', async (args, words) => {
    const { code, out, err } = await fee(args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(words);
    expectPlain(err);
  });

  test('an input that cannot be read is told on stderr; the report says that nothing was judged', async () => {
    const { code, out, err } = await fee(['reconcile', 'no-such-file.csv']);
    expect([code, out]).toEqual([2, 'VERDICT  incomplete: 0 fills, no breaks, 1 input not read (exit 2)\n']);
    expect(err).toContain('no-such-file.csv');
    const json = await fee(['reconcile', 'no-such-file.csv', '--json']);
    expect(JSON.parse(json.out).verdict).toMatchObject({ status: 'incomplete', exitCode: 2, fills: 0 });
  });

  test('control characters of an argument do not reach the terminal', async () => {
    const { err } = await fee(['reconcile', '\x1b]0;x\x07.csv', '--\x1b[2Jx']);
    expect(err).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
  });
});

describe('streams', () => {
  test('stdout holds the result alone', async () => {
    const { code, out, err } = await fee(['schedules', 'list', '--json']);
    expect([code, err]).toEqual([0, '']);
    expect(JSON.parse(out)).toMatchObject({ schemaVersion: 1, command: 'schedules list' });
  });

  test('a reader that goes away ends the run silently with 141', async () => {
    const { out, err } = await sh(
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's own
      '$FEE schedules list --json | { exec 0<&-; sleep 1; }; echo ${PIPESTATUS[0]}',
    );
    expect([out, err]).toEqual(['141\n', '']);
  });

  test('the first lines of a long output are enough', async () => {
    const { out, err } = await sh(`$FEE reconcile '${WEEK}' --json | head -2`);
    expect([out, err]).toEqual(['{\n  "schemaVersion": 1,\n', '']);
  });

  test('a full device is a sentence', async () => {
    const { code, err } = await sh('$FEE schedules list > /dev/full');
    expect(code).toBe(2);
    expect(err).toContain('no space left on the device');
    expectPlain(err);
  });

  test('a slow reader gets every byte', async () => {
    const all = await fee(['reconcile', WEEK, '--json']);
    const slow = await sh(`$FEE reconcile '${WEEK}' --json | { sleep 1; cat; }`);
    expect(slow.out).toBe(all.out);
  });

  test('closed stdin, no environment, no home: the same bytes', async () => {
    const plain = await fee(['reconcile', WEEK], {
      env: { LANG: 'de_DE.UTF-8', TZ: 'Asia/Shanghai', COLUMNS: '20' },
    });
    const { out } = await sh(`env -i ${process.execPath} "\${FEE#* }" reconcile '${WEEK}' <&-`);
    expect(out).toBe(plain.out);
    expect(out).not.toMatch(/\x1b|[\u2500-\u257f]/);
  });

  test('colour only where it is wanted', async () => {
    const coloured = async (args: string[], env: Record<string, string>) =>
      (await fee(['schedules', 'list', ...args], { env })).out.includes('\x1b[');
    expect(await coloured([], {})).toBe(false);
    expect(await coloured([], { FORCE_COLOR: '1' })).toBe(true);
    expect(await coloured([], { FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(true);
    expect(await coloured(['--no-color'], { FORCE_COLOR: '1' })).toBe(false);
    expect(await coloured([], { FORCE_COLOR: '0' })).toBe(false);
    expect(await coloured(['--json'], { FORCE_COLOR: '1' })).toBe(false);
  });

  test('a working directory that is gone is a sentence', async () => {
    const folder = newFolder();
    const { out, err } = await sh(`cd '${folder}' && rmdir '${folder}' && $FEE schedules list; echo $?`);
    expect(out).toBe('2\n');
    expect(err).toContain('the working directory does not exist any more');
  });
});

describe('verdict on a real export', () => {
  test('--quiet, --summary-line, --quiet-if-clean', async () => {
    const full = await fee(['reconcile', WEEK]);
    const quiet = await fee(['reconcile', WEEK, '--quiet']);
    expect(quiet.code).toBe(full.code);
    expect(quiet.err).toBe('');
    expect(full.out.startsWith(quiet.out)).toBe(true);
    expect(quiet.out.length).toBeLessThan(full.out.length);
    const line = await fee(['reconcile', WEEK, '--summary-line']);
    expect(line.out.split('\n')).toHaveLength(2);
    const clean = await fee(['schedules', 'validate', '--quiet-if-clean']);
    expect(clean).toEqual({ code: 0, out: '', err: '' });
  });

  test('the exit code of the JSON is that of the process', async () => {
    const { code, out } = await fee(['reconcile', WEEK, '--json']);
    expect(JSON.parse(out).verdict.exitCode).toBe(code);
  });

  test('stdin is a file like any other', async () => {
    const file = await fee(['reconcile', WEEK, '--table', 'reconciliation', '--csv']);
    const piped = await fee(['reconcile', '-', '--table', 'reconciliation', '--csv'], {
      input: readFileSync(WEEK, 'utf8'),
    });
    expect(piped.out).toBe(file.out);
    expect(piped.code).toBe(file.code);
  });
});

describe('--output', () => {
  test.each(['csv', 'tsv', 'json', 'jsonl', 'md', 'txt'])(
    'a .%s file holds what stdout would get',
    async (extension) => {
      const folder = newFolder();
      const formats: Record<string, string> = { md: 'markdown', txt: 'table' };
      const { code, out, err } = await fee(['schedules', 'list', '--output', `list.${extension}`], {
        cwd: folder,
      });
      expect([code, out, err]).toEqual([0, '', `fee-audit: wrote list.${extension}\n`]);
      const direct = await fee(['schedules', 'list', '--format', formats[extension] ?? extension]);
      expect(readFileSync(join(folder, `list.${extension}`), 'utf8')).toBe(direct.out);
      expect(readdirSync(folder)).toEqual([`list.${extension}`]);
    },
  );

  test('a folder gets every table', async () => {
    const folder = newFolder();
    const { code, err } = await fee(['reconcile', WEEK, '--output', 'tables/'], { cwd: folder });
    const document = JSON.parse((await fee(['reconcile', WEEK, '--json'])).out);
    expect(code).toBe(document.verdict.exitCode);
    const names = Object.keys(document.tables);
    expect(err).toContain(`wrote ${names.length} tables into tables/`);
    expect(readdirSync(join(folder, 'tables')).sort()).toEqual(names.map((name) => `${name}.csv`).sort());
    const rows = parse(readFileSync(join(folder, 'tables', 'reconciliation.csv'), 'utf8'), { columns: true });
    expect(rows).toHaveLength(document.tables.reconciliation.length);
  });

  test('the old file stays when the new one cannot be written, and nothing is left beside it', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'report.json'), 'old');
    const { out, err } = await sh(`(ulimit -f 1; $FEE reconcile '${WEEK}' --output report.json; echo $?)`, {
      cwd: folder,
    });
    expect(out).toBe('2\n');
    expect(err).toContain('report.json: the output could not be written');
    expectPlain(err);
    expect(readdirSync(folder)).toEqual(['report.json']);
    expect(readFileSync(join(folder, 'report.json'), 'utf8')).toBe('old');
  });

  test('permissions of the old file and a link to it are kept', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'real.csv'), 'old', { mode: 0o600 });
    symlinkSync('real.csv', join(folder, 'link.csv'));
    expect((await fee(['schedules', 'list', '--output', 'link.csv'], { cwd: folder })).code).toBe(0);
    expect(readFileSync(join(folder, 'real.csv'), 'utf8')).toContain('id,venue');
    expect(statSync(join(folder, 'real.csv')).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).sort()).toEqual(['link.csv', 'real.csv']);
  });

  test.each([
    ['nowhere/report.csv', 'its folder does not exist'],
    ['report', 'does not tell its format'],
    ['report.xyz', 'does not tell its format'],
    ['', 'no name for an output file'],
    ['file.csv/', 'this is a file'],
    ['file.csv/x.csv', 'its folder is a file'],
    [`${'x'.repeat(300)}.csv`, 'the name is too long'],
  ])('--output %j is refused before any work', async (name, words) => {
    const folder = newFolder();
    writeFileSync(join(folder, 'file.csv'), '');
    const { code, out, err } = await fee(['schedules', 'list', '--output', name], { cwd: folder });
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(words);
    expectPlain(err);
    expect(readdirSync(folder)).toEqual(['file.csv']);
  });

  test('an input is never overwritten, not even through a link', async () => {
    const folder = newFolder();
    const content = readFileSync(WEEK, 'utf8');
    writeFileSync(join(folder, 'fills.csv'), content);
    symlinkSync('fills.csv', join(folder, 'other.csv'));
    for (const name of ['fills.csv', './fills.csv', 'other.csv']) {
      const { code, err } = await fee(['reconcile', 'fills.csv', '--output', name], { cwd: folder });
      expect(code).toBe(2);
      expect(err).toContain('would overwrite fills.csv');
    }
    expect(readFileSync(join(folder, 'fills.csv'), 'utf8')).toBe(content);
  });

  test('a device is written to, not replaced', async () => {
    const { code, err } = await fee(['schedules', 'list', '--csv', '--output', '/dev/full']);
    expect(code).toBe(2);
    expect(err).toContain('no space left on the device');
    expect(statSync('/dev/full').isCharacterDevice()).toBe(true);
  });
});

describe('signals', () => {
  test.each([
    ['INT', 130],
    ['TERM', 143],
    ['HUP', 129],
  ])('SIG%s ends the run with %i and leaves no file', async (signal, code) => {
    const folder = newFolder();
    execFileSync('mkfifo', [join(folder, 'slow.csv')]);
    // The pipe has a writer that never says anything: the run waits for its first byte.
    const line = `exec 9<>slow.csv; $FEE reconcile slow.csv --output out.json & sleep 1; kill -${signal} $!; wait $!; echo $?`;
    const { out, err } = await sh(`set -m; ${line}`, { cwd: folder });
    expect(out.trim()).toBe(String(code));
    expectPlain(err);
    expect(readdirSync(folder)).toEqual(['slow.csv']);
  });
});
