/** Runs the built program in this process on one generated month, as its command line does. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import type { Host, ReconcileRequest, Report } from '../../../src/index.ts';
import type { JsonReport } from '../compare.ts';
import type { Month } from './case.ts';

/** What is used of the library's entry. */
export interface Program {
  readonly reconcile: (request: ReconcileRequest, host: Host) => Promise<Report>;
  readonly render: (report: Report, options: object) => AsyncIterable<string>;
}

/** @param dist folder of the built program, beside the `schedules` folder that it ships */
export async function loadProgram(dist: string): Promise<Program> {
  return (await import(pathToFileURL(join(dist, 'index.js')).href)) as Program;
}

export function writeMonth(folder: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

/** The command that does the same from the month's folder. */
export function commandOf(month: Month): string {
  const flags = Object.entries(month.flags).map(([name, value]) => {
    const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    return `--${flag} ${JSON.stringify(value)}`;
  });
  return ['fee-audit reconcile fills.csv', ...flags].join(' ');
}

/** The report as text: JSON, all tables. */
export async function reportText(
  program: Program,
  dist: string,
  month: Month,
  files: Readonly<Record<string, string>> = month.files,
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'fee-audit-faults-'));
  const closing: (() => Promise<void>)[] = [];
  try {
    writeMonth(folder, files);
    process.chdir(folder);
    const host: Host = {
      now: Date.parse('2026-11-25T12:00:00Z'),
      cwd: folder,
      env: {},
      stdin: Readable.from([]),
      shippedSchedules: resolve(dist, '../schedules'),
      version: '0.0.0',
      progress: () => {},
      warn: () => {},
      atEnd: (close) => void closing.push(close),
      verbose: () => {},
    };
    const inputs = Object.keys(files)
      .filter((name) => /^fills.*\.csv$/.test(name))
      .sort();
    const report = await program.reconcile({ files: inputs, map: [], symbol: [], ...month.flags }, host);
    let text = '';
    const options = { format: 'json', tables: [], width: null, chalkLevel: 0 };
    for await (const piece of program.render(report, options)) text += piece;
    return text;
  } finally {
    for (const close of closing.reverse()) await close();
    process.chdir(tmpdir());
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function reportOf(program: Program, dist: string, month: Month): Promise<JsonReport> {
  return JSON.parse(await reportText(program, dist, month)) as JsonReport;
}
