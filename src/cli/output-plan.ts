/** Where a report goes and in which format, settled before the work begins, so that a long run is not lost at its end. */
import { type Stats, statSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { basename, dirname, extname, resolve } from 'node:path';
import { fail, KnownError, nearest } from '../domain/problem.ts';
import { FORMATS, type Format } from '../render/render.ts';
import { LEAST_WIDTH } from './colour.ts';
import { systemProblem } from './problems.ts';

/** Flags on output that every reporting command has. */
export interface OutputFlags {
  readonly format?: string;
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly table?: readonly string[];
  readonly output?: string;
  readonly width?: string;
  readonly color: boolean;
  readonly quiet?: boolean;
  readonly quietIfClean?: boolean;
  readonly summaryLine?: boolean;
  readonly verbose?: boolean;
  readonly debug?: boolean;
}

/** stdout · file = written beside and renamed · direct = a device or named pipe · folder = one file per table. */
export interface Target {
  readonly kind: 'stdout' | 'file' | 'direct' | 'folder';
  /** As the user gave it, for messages. */
  readonly name: string;
  /** Absolute; empty for stdout. */
  readonly path: string;
}

export interface OutputPlan {
  readonly target: Target;
  readonly format: Format;
  readonly tables: readonly string[];
  /** From `--width`; null = not given. */
  readonly width: number | null;
}

const extensions: Readonly<Record<string, Format>> = {
  '.csv': 'csv',
  '.tsv': 'tsv',
  '.json': 'json',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.md': 'markdown',
  '.markdown': 'markdown',
  '.html': 'html',
  '.htm': 'html',
  '.xlsx': 'xlsx',
  '.txt': 'table',
};

/**
 * Reads the flags and looks at the target. `inputs` are files that the run reads: none of them may be overwritten.
 * @throws KnownError `format-unknown`, `format-conflict`, `width-unreadable`, `output-…`
 */
export async function planOutput(
  flags: OutputFlags,
  cwd: string,
  inputs: readonly string[],
): Promise<OutputPlan> {
  const target = await targetOf(flags.output, cwd);
  if (target.kind === 'file') await refuseInputs(target, cwd, inputs);
  return {
    target,
    format: namedFormat(flags) ?? defaultFormat(target),
    tables: flags.table ?? [],
    width: readWidth(flags.width),
  };
}

function namedFormat(flags: OutputFlags): Format | null {
  const named = [
    ...(flags.format === undefined ? [] : [flags.format]),
    ...(flags.json ? ['json'] : []),
    ...(flags.csv ? ['csv'] : []),
  ];
  const distinct = [...new Set(named)];
  if (distinct.length > 1) {
    fail('format-conflict', 'more than one format was asked for', {
      value: distinct.join(', '),
      hint: 'give one of --format, --json, --csv',
    });
  }
  const [name] = distinct;
  return name === undefined ? null : formatNamed(name);
}

/** @throws KnownError `format-unknown` */
export function formatNamed(name: string): Format {
  const format = FORMATS.find((known) => known === name);
  if (format !== undefined) return format;
  const near = nearest(name, FORMATS)[0];
  return fail('format-unknown', 'this is no output format', {
    value: name,
    hint: `${near === undefined ? '' : `did you mean ${near}? `}known: ${FORMATS.join(', ')}`,
  });
}

function defaultFormat(target: Target): Format {
  if (target.kind === 'stdout' || target.kind === 'direct') return 'table';
  if (target.kind === 'folder') return 'csv';
  const format = extensions[extname(target.path).toLowerCase()];
  if (format !== undefined) return format;
  return fail('output-extension', 'the name of the output file does not tell its format', {
    file: target.name,
    hint: `end it in ${Object.keys(extensions).join(' ')}, or add --format`,
  });
}

async function targetOf(name: string | undefined, cwd: string): Promise<Target> {
  if (name === undefined || name === '-') return { kind: 'stdout', name: 'stdout', path: '' };
  if (name === '' || name.includes('\0'))
    fail('output-name', 'this is no name for an output file', { value: name });
  const path = resolve(cwd, name);
  const found = look(path);
  if (found?.isDirectory() || /[/\\]$/.test(name)) {
    if (found !== null && !found.isDirectory()) {
      fail('output-not-folder', 'the output should be a folder, but this is a file', { file: name });
    }
    refuseMissingFolder(dirname(path), name);
    return { kind: 'folder', name, path };
  }
  if (found === null) {
    refuseMissingFolder(dirname(path), name);
    return { kind: 'file', name, path };
  }
  // A rename would put a file in the place of the device; /dev/stdout leads to whatever stdout is.
  if (!found.isFile() || /^\/(dev|proc)\//.test(path)) return { kind: 'direct', name, path };
  return { kind: 'file', name, path: await realpath(path) };
}

function refuseMissingFolder(folder: string, name: string): void {
  const found = look(folder);
  if (found?.isDirectory()) return;
  fail('output-folder-missing', found === null ? 'its folder does not exist' : 'its folder is a file', {
    file: name,
    hint: found === null ? `make it first: mkdir -p ${folder}` : null,
  });
}

async function refuseInputs(target: Target, cwd: string, inputs: readonly string[]): Promise<void> {
  for (const input of inputs) {
    const path = resolve(cwd, input);
    if (look(path) === null || (await realpath(path)) !== target.path) continue;
    fail('output-is-input', `the output would overwrite ${basename(input)}, which this run reads`, {
      file: target.name,
      hint: 'choose another name',
    });
  }
}

/** Null when nothing is there. @throws KnownError `output-failed` when the system does not let us look */
function look(path: string): Stats | null {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? null;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR') return null;
    const known = systemProblem(error, 'output-failed', 'this path cannot be looked at', path);
    throw known === null ? error : new KnownError(known);
  }
}

function readWidth(text: string | undefined): number | null {
  if (text === undefined) return null;
  const width = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (width >= LEAST_WIDTH) return width;
  return fail('width-unreadable', 'the width is a whole number of columns', {
    value: text,
    hint: `at least ${LEAST_WIDTH}, e.g. --width 120`,
  });
}
