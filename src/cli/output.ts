/** Delivers a report: to stdout as fast as its reader takes it, or into files that are never half-written. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, KnownError } from '../domain/problem.ts';
import { namedTables } from '../render/choose-tables.ts';
import { render, renderLetter, renderSummaryLine, renderVerdict } from '../render/render.ts';
import type { Delivered, Report, Table, WrittenFile } from '../report/model.ts';
import { chunks, type PendingFile, type Piece, writeBeside, writeInto } from './atomic-file.ts';
import { colourLevel, widthOf } from './colour.ts';
import { ClosedPipe, type Io, type Sink } from './io.ts';
import type { OutputFlags, OutputPlan, Target } from './output-plan.ts';
import { systemProblem } from './problems.ts';

/**
 * Writes the report where the plan says; returns what to tell on stderr (`wrote …`), or ''.
 * @throws KnownError `output-failed`, `table-unknown`, `one-table` · ClosedPipe
 */
export async function deliver(report: Report, plan: OutputPlan, flags: OutputFlags, io: Io): Promise<string> {
  const exitCode = report.verdict?.exitCode ?? 0;
  const silent = flags.quietIfClean === true && exitCode === 0;
  const look = {
    width: widthOf(plan.width, io.env, io.stdout),
    chalkLevel: colourLevel(flags.color, io.env, io.stdout),
  };
  const short =
    flags.summaryLine === true
      ? renderSummaryLine(report)
      : flags.quiet === true
        ? renderVerdict(report, look)
        : null;
  if (plan.target.kind !== 'stdout') {
    const { told, files } = await writeTarget(report, plan, plan.target);
    await writeSideFiles(report, { ...plan, files });
    if (!silent && short !== null) await writeStream(io.stdout, one(short));
    return silent || flags.quiet === true ? '' : told;
  }
  if (plan.format === 'xlsx' && short === null && io.stdout.isTTY === true) {
    fail('xlsx-terminal', 'a workbook is no text for a terminal', { hint: 'add --output FILE.xlsx' });
  }
  if (!silent) {
    const pieces = short === null ? render(report, { ...plan, ...look }) : one(short);
    await writeStream(io.stdout, pieces);
  }
  await writeSideFiles(report, { ...plan, files: [] });
  return '';
}

/** All are written before the first is put in its place. */
async function writeSideFiles(report: Report, delivered: Delivered): Promise<void> {
  const files: PendingFile[] = [];
  try {
    for (const side of report.sideFiles ?? []) {
      const options = { format: 'csv', tables: [], width: null, chalkLevel: 0 } as const;
      const pieces =
        'text' in side ? one(side.text(delivered)) : render(report, { ...options, tables: [side.table] });
      files.push(await writeBeside(side.path, pieces));
    }
  } catch (error) {
    for (const file of files) await file.discard();
    throw error;
  }
  for (const file of files) await file.commit();
}

async function* one(text: string): AsyncGenerator<string> {
  if (text !== '') yield text;
}

/** What to tell, and the files that were written. */
interface Written {
  readonly told: string;
  readonly files: readonly WrittenFile[];
}

async function writeTarget(report: Report, plan: OutputPlan, target: Target): Promise<Written> {
  const options = { ...plan, chalkLevel: 0 as const };
  if (target.kind === 'direct') {
    await writeInto(target.path, render(report, options));
    return { told: '', files: [] };
  }
  if (target.kind === 'file') {
    const file = await writeBeside(target.path, render(report, options));
    await file.commit();
    const written = { path: target.path, sha256: file.sha256, table: null };
    return { told: `wrote ${target.name}`, files: [written] };
  }
  return writeFolder(report, plan, target);
}

/** One file per table; all are written before the first is put in its place. */
async function writeFolder(report: Report, plan: OutputPlan, target: Target): Promise<Written> {
  const { format } = plan;
  if (format !== 'csv' && format !== 'tsv' && format !== 'jsonl') {
    fail('output-folder-format', 'a folder gets one csv, tsv or jsonl file per table', {
      value: format,
      hint: 'leave --format out for csv, or name a file',
    });
  }
  const tables = plan.tables.length === 0 ? report.tables : namedTables(report, plan.tables);
  await makeFolder(target);
  const files: PendingFile[] = [];
  try {
    for (const { name } of tables) {
      const pieces = render(report, { ...plan, format, tables: [name], chalkLevel: 0 });
      files.push(await writeBeside(join(target.path, fileName(name, format)), pieces));
    }
    for (const letter of plan.tables.length === 0 ? (report.letters ?? []) : []) {
      const path = join(target.path, fileName(letter.name, 'md'));
      files.push(await writeBeside(path, one(renderLetter(letter))));
    }
  } catch (error) {
    for (const file of files) await file.discard();
    throw error;
  }
  for (const file of files) await file.commit();
  const letters = files.length - tables.length;
  const more = letters === 0 ? '' : ` and ${letters} ${letters === 1 ? 'letter' : 'letters'}`;
  const written = tables.map(({ name }, index): WrittenFile => {
    const path = join(target.path, fileName(name, format));
    return { path, sha256: files[index]!.sha256, table: name };
  });
  return { told: `wrote ${tables.length} tables${more} into ${target.name}`, files: written };
}

async function makeFolder(target: Target): Promise<void> {
  try {
    await mkdir(target.path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return;
    const known = systemProblem(error, 'output-failed', 'the folder could not be made', target.name);
    throw known === null ? error : new KnownError(known);
  }
}

/** Table names are this program's own; a report that breaks the rule must not choose a path. */
function fileName(table: Table['name'], format: string): string {
  if (!/^[a-z][a-zA-Z0-9-]*$/.test(table)) throw new Error(`a table name that is no file name: ${table}`);
  return `${table}.${format}`;
}

/**
 * Writes all pieces, each only when the one before has been taken; resolves when the last one has left the process.
 * @throws ClosedPipe when the reader went away · KnownError `output-failed` on any other refusal
 */
export async function writeStream(stream: Sink, pieces: AsyncIterable<Piece>): Promise<void> {
  for await (const chunk of chunks(pieces)) {
    await new Promise<void>((resolve, reject) => {
      stream.write(chunk, (error) => (error ? reject(streamError(error)) : resolve()));
    });
  }
}

function streamError(error: Error): Error {
  const code = 'code' in error ? error.code : '';
  if (code === 'EPIPE' || code === 'ECONNRESET' || code === 'ERR_STREAM_DESTROYED') return new ClosedPipe();
  const known = systemProblem(error, 'output-failed', 'the output could not be written', 'stdout');
  return known === null ? error : new KnownError(known);
}
