/** The shell around a report that needs no files: what it prints where, and what it leaves behind. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { closeAll } from '../../src/cli/at-end.ts';
import { writeBeside } from '../../src/cli/atomic-file.ts';
import { colourLevel, widthOf } from '../../src/cli/colour.ts';
import type { Io, Sink } from '../../src/cli/io.ts';
import { run } from '../../src/cli/main.ts';
import type { OutputFlags } from '../../src/cli/output-plan.ts';
import { problemLine } from '../../src/cli/problems.ts';
import { Shell } from '../../src/cli/shell.ts';
import { fail, problem } from '../../src/domain/problem.ts';
import type { Report } from '../../src/report/model.ts';
import { sampleReport } from '../render/sample-report.ts';
import { newFolder } from './binary.ts';

interface Fake extends Io {
  readonly text: { out: string; err: string };
  now: number;
}

function fake(
  more: { env?: Io['env']; tty?: boolean; cwd?: string; fault?: NodeJS.ErrnoException } = {},
): Fake {
  const text = { out: '', err: '' };
  const sink = (name: 'out' | 'err'): Sink => {
    const stream = new Writable({
      write(chunk, _encoding, done) {
        if (name === 'out' && more.fault !== undefined) return done(more.fault);
        text[name] += chunk;
        done();
      },
    });
    stream.on('error', () => {});
    return Object.assign(stream, more.tty === true ? { isTTY: true, columns: 100 } : {});
  };
  const io: Fake = {
    stdin: Readable.from([]),
    stdout: sink('out'),
    stderr: sink('err'),
    env: more.env ?? {},
    cwd: () => more.cwd ?? '/',
    clock: () => io.now,
    text,
    now: 0,
  };
  return io;
}

const NO_FLAGS: OutputFlags = { color: true };

async function shown(report: Report, flags: Partial<OutputFlags> = {}, io: Fake = fake()) {
  const shell = new Shell(io, '0');
  await shell.report({ ...NO_FLAGS, ...flags }, [], async () => report);
  return { code: shell.exitCode, ...io.text };
}

const clean = { ...sampleReport(), verdict: { status: 'clean', exitCode: 0 } };

describe('what is printed', () => {
  test('the exit code is the verdict’s', async () => {
    expect((await shown(sampleReport())).code).toBe(1);
    expect((await shown(clean)).code).toBe(0);
    expect((await shown({ ...clean, verdict: null })).code).toBe(0);
  });

  test('--quiet, --summary-line, --quiet-if-clean', async () => {
    expect(await shown(sampleReport(), { quiet: true })).toMatchObject({
      out: 'BREAKS  2 causes, 132 breaks. Charged 3,437.00 · expected 3,377.20 · variance +59.80\n',
      err: '',
    });
    expect((await shown(sampleReport(), { summaryLine: true })).out).toBe(
      'breaks 132 variance +59.80 USDT\n',
    );
    expect(await shown(clean, { quietIfClean: true })).toEqual({ code: 0, out: '', err: '' });
    expect((await shown(sampleReport(), { quietIfClean: true })).out).toContain('FEE RECONCILIATION');
  });

  test('a file and a line for the mail', async () => {
    const cwd = newFolder();
    const io = fake({ cwd });
    const result = await shown(sampleReport(), { output: 'r.json', summaryLine: true }, io);
    expect(result).toEqual({
      code: 1,
      out: 'breaks 132 variance +59.80 USDT\n',
      err: 'fee-audit: wrote r.json\n',
    });
    expect(JSON.parse(readFileSync(join(cwd, 'r.json'), 'utf8')).verdict.exitCode).toBe(1);
  });

  test('a terminal gets colour and rules, and lines that fit', async () => {
    const { out } = await shown(sampleReport(), {}, fake({ tty: true }));
    expect(out).toContain('\x1b[31m');
    expect(out).toContain('──');
    expect((await shown(sampleReport(), { color: false }, fake({ tty: true }))).out).not.toContain('\x1b');
  });
});

describe('problems', () => {
  test('place, column, value, sentence, hint; nothing in it reaches the terminal raw', () => {
    const what = problem('number-unreadable', 'this is no number', {
      file: 'a\x1b[2J.csv',
      line: 12,
      column: 'fee\n',
      value: '0,5\u202e',
      hint: 'use a point',
    });
    expect(problemLine(what)).toBe(
      'a\\x1b[2J.csv:12: column "fee\\n": "0,5\\u{202e}": this is no number. Hint: use a point',
    );
    expect(problemLine({ ...what, value: 'x'.repeat(100_000) }).length).toBeLessThan(300);
  });

  test('the first ten bad rows are named, the rest is counted', async () => {
    const io = fake();
    const shell = new Shell(io, '0');
    await shell.report(NO_FLAGS, [], async (host) => {
      for (let line = 1; line <= 25; line++) {
        host.warn(problem(line % 5 === 0 ? 'b' : 'a', 'bad', { file: 'f.csv', line }));
      }
      return clean;
    });
    const lines = io.text.err.trimEnd().split('\n');
    expect(lines).toHaveLength(11);
    expect(lines[0]).toBe('fee-audit: f.csv:1: bad');
    expect(lines[10]).toBe('fee-audit: … and 15 more: 12 a, 3 b');
  });

  test('a known error is a sentence, ours is owned up to; a trace only when asked for', async () => {
    const io = fake();
    const shell = new Shell(io, '0');
    await shell.report(NO_FLAGS, [], async () => fail('x', 'this is wrong', { hint: 'mend it' }));
    expect([shell.exitCode, io.text.err]).toEqual([2, 'fee-audit: this is wrong. Hint: mend it\n']);
    const ours = async (flags: Partial<OutputFlags>, env: Io['env'] = {}) => {
      const other = fake({ env });
      const second = new Shell(other, '0');
      await second.report({ ...NO_FLAGS, ...flags }, [], async () => {
        throw new TypeError('x is not a function');
      });
      expect(second.exitCode).toBe(2);
      return other.text.err;
    };
    expect(await ours({})).toContain('internal error: x is not a function');
    expect(await ours({})).not.toMatch(/\n\s+at /);
    expect(await ours({ debug: true })).toMatch(/\n\s+at /);
    expect(await ours({}, { FEE_AUDIT_DEBUG: '1' })).toMatch(/\n\s+at /);
  });

  test.each([
    ['EPIPE', 141, /^$/],
    ['ENOSPC', 2, /no space left on the device/],
    ['EIO', 2, /input or output error/],
  ])('stdout fails with %s', async (code, exit, words) => {
    const fault: NodeJS.ErrnoException = Object.assign(new Error(code), { code });
    const result = await shown(sampleReport(), {}, fake({ fault }));
    expect(result.code).toBe(exit);
    expect(result.err).toMatch(words);
    expect(await run(['--help'], fake({ fault }))).toBe(exit);
  });
});

describe('progress', () => {
  async function progressOf(io: Fake, flags: Partial<OutputFlags> = {}): Promise<string> {
    const shell = new Shell(io, '0');
    await shell.report({ ...NO_FLAGS, ...flags }, [], async (host) => {
      for (io.now = 0; io.now <= 1000; io.now += 10)
        host.progress('reading \x1b[2Jx.csv', io.now * 1000, 1_000_000);
      return clean;
    });
    return io.text.err;
  }

  test('one throttled line on a terminal, cleared at the end', async () => {
    const err = await progressOf(fake({ tty: true }));
    const drawn = err.split('\r\x1b[2K').filter((line) => line !== '');
    expect(drawn).toHaveLength(6);
    expect(drawn[0]).toBe('reading \\x1b[2Jx.csv · 50% · 0.5 MB');
    expect(err.endsWith('\r\x1b[2K')).toBe(true);
  });

  test('nothing in a pipe, on a dumb terminal or when it should be quiet', async () => {
    expect(await progressOf(fake())).toBe('');
    expect(await progressOf(fake({ tty: true, env: { TERM: 'dumb' } }))).toBe('');
    expect(await progressOf(fake({ tty: true }), { quiet: true })).toBe('');
  });
});

describe('files', () => {
  test('a signal in the middle of writing leaves the old file and nothing beside it', async () => {
    const folder = newFolder();
    const target = join(folder, 'report.csv');
    writeFileSync(target, 'old');
    let reached = () => {};
    let release = () => {};
    const half = new Promise<void>((resolve) => {
      reached = resolve;
    });
    async function* endless(): AsyncGenerator<string> {
      yield 'x'.repeat(100_000);
      reached();
      await new Promise<void>((resolve) => {
        release = resolve;
      });
    }
    const writing = writeBeside(target, endless());
    await half;
    expect(readdirSync(folder)).toHaveLength(2);
    await closeAll();
    expect(readdirSync(folder)).toEqual(['report.csv']);
    expect(readFileSync(target, 'utf8')).toBe('old');
    release();
    await writing;
  });

  test('a report that fails half-way leaves the old file', async () => {
    const cwd = newFolder();
    writeFileSync(join(cwd, 'r.csv'), 'old');
    const [table] = sampleReport().tables;
    const broken: Report = {
      ...sampleReport(),
      tables: [
        {
          ...table!,
          async *stream() {
            yield table!.rows;
            fail('file-changed', 'the file changed while it was read', { file: 'fills.csv' });
          },
        },
      ],
    };
    const result = await shown(broken, { output: 'r.csv' }, fake({ cwd }));
    expect(result).toEqual({
      code: 2,
      out: '',
      err: 'fee-audit: fills.csv: the file changed while it was read\n',
    });
    expect(readdirSync(cwd)).toEqual(['r.csv']);
    expect(readFileSync(join(cwd, 'r.csv'), 'utf8')).toBe('old');
  });

  test('what the app opened is closed after delivery, and after a failure', async () => {
    const order: string[] = [];
    for (const bad of [false, true]) {
      const shell = new Shell(fake(), '0');
      await shell.report({ ...NO_FLAGS, csv: true }, [], async (host) => {
        host.atEnd(async () => {
          order.push(bad ? 'closed after failure' : 'closed');
        });
        if (bad) fail('x', 'x');
        const [table] = sampleReport().tables;
        return {
          ...sampleReport([
            {
              ...table!,
              async *stream() {
                order.push('streamed');
                yield table!.rows;
              },
            },
          ]),
        };
      });
    }
    expect(order).toEqual(['streamed', 'closed', 'closed after failure']);
  });
});

describe('colour and width', () => {
  const tty = { isTTY: true };
  test.each([
    [true, {}, tty, 1],
    [true, {}, {}, 0],
    [false, { FORCE_COLOR: '3' }, tty, 0],
    [true, { FORCE_COLOR: '3', NO_COLOR: '1' }, {}, 3],
    [true, { FORCE_COLOR: '' }, {}, 1],
    [true, { FORCE_COLOR: '0' }, tty, 0],
    [true, { NO_COLOR: '1' }, tty, 0],
    [true, { NO_COLOR: '' }, tty, 1],
    [true, { TERM: 'dumb' }, tty, 0],
  ] as const)('flag %j, %j, %j: level %i', (flag, env, stream, level) => {
    expect(colourLevel(flag, env, stream)).toBe(level);
  });

  test('width: flag, terminal, COLUMNS, 80; none in a pipe', () => {
    const stream = (more: object) => Object.assign(new Writable(), more);
    expect(widthOf(null, { COLUMNS: '120' }, stream({}))).toBeNull();
    expect(widthOf(100, {}, stream({}))).toBe(100);
    expect(widthOf(null, { COLUMNS: '120' }, stream({ isTTY: true, columns: 90 }))).toBe(90);
    expect(widthOf(null, { COLUMNS: '120' }, stream({ isTTY: true }))).toBe(120);
    expect(widthOf(null, {}, stream({ isTTY: true }))).toBe(80);
    expect(widthOf(null, { COLUMNS: '1' }, stream({ isTTY: true }))).toBe(40);
  });
});
