/** Files, archives, standard input, and everything that is none of them. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, expect, test } from 'vitest';
import { openInputs } from '../../src/ingest/input.ts';
import { fills, problemOf, readInput, readPaths } from './reading.ts';
import { makeZip } from './zip.ts';

const HEADER = 'Time,Pair,Side,Price,Executed,Amount,Fee\n';
const ROW = '2026-01-01 00:00:00,BTCUSDT,BUY,2,3BTC,6USDT,0.003BTC\n';
const TEXT = HEADER + ROW;
const folder = mkdtempSync(join(tmpdir(), 'fee-audit-test-'));
const put = (name: string, content: string | Buffer): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const nothing = (): Readable => Readable.from([]);
const ownTemporary = process.env.TMPDIR;
const spools = (): string[] =>
  readdirSync(tmpdir()).filter((name) => /^fee-audit-[A-Za-z0-9]{6}$/.test(name));

afterEach(() => {
  if (ownTemporary === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = ownTemporary;
});
afterAll(() => rmSync(folder, { recursive: true }));

test('a file is read as often as wanted, and its digest is that of its bytes', async () => {
  const path = put('plain.csv', TEXT);
  const { inputs, dispose } = await openInputs([path], nothing());
  expect(inputs).toHaveLength(1);
  expect(inputs[0]!.name).toBe(path);
  expect(inputs[0]!.size).toBe(TEXT.length);
  expect(await inputs[0]!.digest()).toBe(createHash('sha256').update(TEXT).digest('hex'));
  for (let pass = 0; pass < 2; pass++) expect(fills(await readInput(inputs[0]!))).toHaveLength(1);
  await dispose();
});

test('gzip is told by its bytes; several members are one file', async () => {
  const path = put('fills.csv', Buffer.concat([gzipSync(HEADER), gzipSync(ROW)]));
  const [reading] = await readPaths([path]);
  expect(fills(reading!)).toHaveLength(1);
});

test('every csv of a zip is an input; others are not', async () => {
  const zip = makeZip([
    { name: 'Binance-Spot(UTC--6)-part1-of2.csv', content: TEXT },
    { name: 'part2.CSV', content: TEXT, stored: true },
    { name: '__MACOSX/._part2.csv', content: 'x' },
    { name: 'readme.txt', content: 'x' },
  ]);
  const path = put('export(UTC+3).zip', zip);
  const readings = await readPaths([path]);
  expect(readings.map((reading) => fills(reading)[0]!.fill.file)).toEqual([
    `${path}/Binance-Spot(UTC--6)-part1-of2.csv`,
    `${path}/part2.CSV`,
  ]);
  expect(readings.map(({ recognition }) => recognition.zone.minutesEast)).toEqual([-360, 180]);
});

test('zip and gzip come through standard input as well', async () => {
  for (const bytes of [makeZip([{ name: 'a.csv', content: TEXT }]), gzipSync(TEXT), Buffer.from(TEXT)]) {
    const [reading] = await readPaths(['-'], Readable.from([bytes]));
    expect(fills(reading!)).toHaveLength(1);
  }
});

test.each([
  ['missing', () => join(folder, 'none.csv'), 'file-missing'],
  ['below a file', () => join(put('file.csv', TEXT), 'x.csv'), 'file-missing'],
  ['a folder', () => folder, 'file-is-folder'],
  ['empty', () => put('empty.csv', ''), 'file-empty'],
  ['a device', () => '/dev/null', 'file-is-device'],
  ['an endless device', () => '/dev/zero', 'file-is-device'],
  ['a NUL in the name', () => 'a\0b', 'file-missing'],
  ['a long name', () => 'x'.repeat(300), 'file-missing'],
  ['truncated gzip', () => put('cut.gz', gzipSync(TEXT.repeat(500)).subarray(0, 60)), 'archive-truncated'],
  [
    'damaged gzip',
    () => put('bad.gz', Buffer.from('1f8b0800000000000003ffffffffffff', 'hex')),
    'archive-damaged',
  ],
  ['empty inside', () => put('none.gz', gzipSync('')), 'file-empty'],
  ['gzip in gzip', () => put('two.gz', gzipSync(gzipSync(TEXT))), 'archive-nested'],
  [
    'a workbook',
    () => put('a.xlsx', makeZip([{ name: 'xl/workbook.xml', content: 'x' }])),
    'file-is-workbook',
  ],
  [
    'a zip without a table',
    () => put('a.zip', makeZip([{ name: 'a.txt', content: 'x' }])),
    'archive-without-table',
  ],
  [
    'a locked zip',
    () => put('l.zip', makeZip([{ name: 'a.csv', content: TEXT, locked: true }])),
    'archive-encrypted',
  ],
  [
    'a cut zip',
    () => put('c.zip', makeZip([{ name: 'a.csv', content: TEXT }]).subarray(0, 80)),
    'archive-damaged',
  ],
])('%s is refused in one sentence', async (_, path, code) => {
  const problem = await problemOf(readPaths([path()]));
  expect(problem.code).toBe(code);
  expect(problem.hint).not.toBeNull();
  expect(problem.file).not.toBeNull();
});

test('a link that leads to itself, nothing on standard input, and - twice', async () => {
  const link = join(folder, 'loop');
  symlinkSync(link, link);
  expect((await problemOf(openInputs([link], nothing()))).code).toBe('file-missing');
  expect((await problemOf(openInputs(['-'], nothing()))).code).toBe('file-empty');
  expect((await problemOf(openInputs(['-', '-'], nothing()))).code).toBe('stdin-twice');
});

test('a zip entry whose bytes changed is refused', async () => {
  const zip = makeZip([{ name: 'a.csv', content: TEXT, stored: true }]);
  const at = zip.indexOf('0.003BTC');
  zip[at] = '9'.charCodeAt(0);
  expect((await problemOf(readPaths([put('flip.zip', zip)]))).code).toBe('archive-damaged');
});

test('a file that becomes shorter while it is read is refused', async () => {
  const path = put('shrinking.csv', HEADER + ROW.repeat(20_000));
  const { inputs } = await openInputs([path], nothing());
  const problem = await problemOf(
    (async () => {
      for await (const chunk of inputs[0]!.open()) if (chunk.length > 0) truncateSync(path, 100);
    })(),
  );
  expect(problem.code).toBe('file-changed');
});

test('a named pipe is read', async () => {
  const path = join(folder, 'pipe');
  execFileSync('sh', ['-c', 'mkfifo "$0"', path]);
  const writing = writeFile(path, TEXT);
  expect(fills((await readPaths([path]))[0]!)).toHaveLength(1);
  await writing;
});

test('more than 16 MiB of standard input go to a file that is gone afterwards', async () => {
  process.env.TMPDIR = folder;
  const block = ROW.repeat(20_000);
  const stdin = Readable.from([HEADER, ...Array.from({ length: 20 }, () => block)]);
  const { inputs, dispose } = await openInputs(['-'], stdin);
  expect(spools()).toHaveLength(1);
  const size = HEADER.length + 20 * block.length;
  expect(size).toBeGreaterThan(16 * 1024 * 1024);
  expect(inputs[0]!.size).toBe(size);
  for (let pass = 0; pass < 2; pass++) {
    let read = 0;
    for await (const chunk of inputs[0]!.open()) read += chunk.length;
    expect(read).toBe(size);
  }
  await dispose();
  expect(spools()).toHaveLength(0);
});

test('a temporary file that cannot be made is one sentence with the folder', async () => {
  process.env.TMPDIR = join(folder, 'missing');
  const stdin = Readable.from([Buffer.alloc(17 * 1024 * 1024, 'a')]);
  const problem = await problemOf(openInputs(['-'], stdin));
  expect(problem).toMatchObject({ code: 'spool-unwritable', file: join(folder, 'missing') });
  expect(problem.hint).toContain('TMPDIR');
});

test('standard input that breaks off is refused', async () => {
  const stdin = new Readable({
    read() {
      this.destroy(new Error('gone'));
    },
  });
  expect((await problemOf(openInputs(['-'], stdin))).code).toBe('stdin-unreadable');
});

test('names with blanks, dashes and escapes are names', async () => {
  mkdirSync(join(folder, '-d'), { recursive: true });
  const path = put('-d/--x \u001b[31m\n.csv', TEXT);
  expect((await readPaths([path]))[0]!.recognition.profile.id).toBe('binance-spot');
});
