/**
 * Opens what a user named on the command line: files, archives, standard input. Content is not looked at
 * here.
 */
import { createHash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { fail, KnownError } from '../domain/problem.ts';
import { gunzip, isGzip, isZip, zipEntries } from './archive.ts';
import { spool } from './spool.ts';

/** One table of rows: a file, an entry of an archive, or standard input. */
export interface Input {
  /** As the user gave it; an entry of a zip is `export.zip/part1.csv`. */
  readonly name: string;
  /** Bytes that `open` will yield; null where that is not known beforehand (compressed files). */
  readonly size: number | null;
  /** The file whose bytes these are, where they lie open on a disk; absent or null = they do not. */
  readonly path?: string | null;
  /** The decompressed bytes; may be called several times. @throws KnownError where they cannot be read */
  open(): AsyncIterable<Uint8Array>;
  /** SHA-256, hexadecimal, of the file as it lies on the disk (of the archive for an entry of one). */
  digest(): Promise<string>;
}

export interface Inputs {
  readonly inputs: readonly Input[];
  /** Closes archives and removes temporary files. */
  dispose(): Promise<void>;
}

/** Raw bytes that can be read more than once, wherever they lie. */
export interface Source {
  readonly name: string;
  readonly size: number;
  /** Set where the bytes lie in a file. */
  readonly path: string | null;
  /** Set where the bytes lie in memory. */
  readonly bytes: Buffer | null;
  read(): AsyncIterable<Uint8Array>;
  remove(): Promise<void>;
}

const READ_BYTES = 256 * 1024;

/**
 * Opens every path (`-` is standard input), looks into archives, and checks that there is something to read.
 * @throws KnownError for a path that is missing, a folder, a device, unreadable, empty, or no table
 */
export async function openInputs(paths: readonly string[], stdin: Readable): Promise<Inputs> {
  const sources: Source[] = [];
  const closers: (() => Promise<void>)[] = [];
  const dispose = async (): Promise<void> => {
    for (const close of closers.splice(0)) await close();
  };
  if (paths.filter((path) => path === '-').length > 1) {
    fail('stdin-twice', 'standard input (-) is named twice', { hint: 'name it once' });
  }
  try {
    const inputs: Input[] = [];
    for (const path of paths) {
      const source = path === '-' ? await spool(stdin, '-') : await openPath(path);
      sources.push(source);
      closers.push(() => source.remove());
      const opened = await inputsOf(source);
      inputs.push(...opened.inputs);
      closers.push(opened.close);
    }
    return { inputs, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function openPath(path: string): Promise<Source> {
  let status: Awaited<ReturnType<typeof stat>>;
  try {
    status = await stat(path);
  } catch (error) {
    throw pathProblem(error, path);
  }
  if (status.isDirectory()) {
    fail('file-is-folder', 'this is a folder, not a file', { file: path, hint: 'name the files inside it' });
  }
  if (status.isFIFO()) {
    const handle = await open(path).catch((error: unknown) => Promise.reject(pathProblem(error, path)));
    return spool(handle.createReadStream(), path);
  }
  if (!status.isFile()) {
    fail('file-is-device', 'this is a device, not a file', { file: path, hint: 'name an exported file' });
  }
  if (status.size === 0) emptyFile(path);
  return {
    name: path,
    size: status.size,
    path,
    bytes: null,
    read: () => readFrom(path),
    remove: async () => {},
  };
}

/**
 * Reads a file from its start to the length that it has at the start, one buffer ahead; a file that shrinks
 * meanwhile is an error.
 *
 * @param bufferOf where so many bytes may be read to
 */
async function* readFrom(
  path: string,
  bufferOf = (length: number) => Buffer.allocUnsafe(length),
): AsyncGenerator<Uint8Array> {
  const handle = await open(path).catch((error: unknown) => Promise.reject(pathProblem(error, path)));
  try {
    const { size } = await handle.stat();
    const readAt = (position: number) => {
      const length = Math.min(READ_BYTES, size - position);
      const reading = length > 0 ? handle.read(bufferOf(length), 0, length, position) : null;
      // It is heard of when its turn comes.
      reading?.catch(() => {});
      return reading;
    };
    let position = 0;
    for (let reading = readAt(0); reading !== null; ) {
      const { bytesRead, buffer } = await reading;
      if (bytesRead === 0) {
        fail('file-changed', 'the file became shorter while it was read', { file: path, hint: 'run again' });
      }
      position += bytesRead;
      reading = readAt(position);
      yield buffer.subarray(0, bytesRead);
    }
  } catch (error) {
    throw pathProblem(error, path);
  } finally {
    await handle.close();
  }
}

/** Two buffers in turn, for one who is done with the last one when the next comes. */
function twoInTurn(): (length: number) => Buffer<ArrayBuffer> {
  let [next, other] = [Buffer.allocUnsafe(READ_BYTES), Buffer.allocUnsafe(READ_BYTES)];
  return (length) => {
    [next, other] = [other, next];
    return next.subarray(0, length);
  };
}

async function inputsOf(source: Source): Promise<{ inputs: Input[]; close: () => Promise<void> }> {
  const close = async (): Promise<void> => {};
  const digest = onceAsync(() => digestOf(source));
  const magic = await beginningOf(source.read(), 4);
  if (magic.length === 0) emptyFile(source.name);
  if (isGzip(magic)) {
    const inflated = (): AsyncIterable<Uint8Array> => gunzip(source);
    const inner = await beginningOf(inflated(), 4);
    if (inner.length === 0) emptyFile(source.name);
    if (isGzip(inner) || isZip(inner)) {
      fail('archive-nested', 'this archive holds another archive', {
        file: source.name,
        hint: 'unpack it once and name what is inside',
      });
    }
    return { inputs: [{ name: source.name, size: null, open: inflated, digest }], close };
  }
  if (!isZip(magic)) {
    return {
      inputs: [
        { name: source.name, size: source.size, path: source.path, open: () => source.read(), digest },
      ],
      close,
    };
  }
  const archive = await zipEntries(source);
  const inputs = archive.entries.map((entry) => ({ ...entry, digest }));
  return { inputs, close: archive.close };
}

/** The first KiB of an input, for telling its encoding. */
export function firstBytes(input: Input): Promise<Uint8Array> {
  return beginningOf(input.open(), 1024);
}

async function beginningOf(bytes: AsyncIterable<Uint8Array>, count: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of bytes) {
    parts.push(chunk);
    length += chunk.length;
    if (length >= count) break;
  }
  return Buffer.concat(parts).subarray(0, count);
}

async function digestOf(source: Source): Promise<string> {
  const hash = createHash('sha256');
  const { path } = source;
  for await (const chunk of path === null ? source.read() : readFrom(path, twoInTurn())) hash.update(chunk);
  return hash.digest('hex');
}

function onceAsync(make: () => Promise<string>): () => Promise<string> {
  let made: Promise<string> | null = null;
  return () => {
    made ??= make();
    return made;
  };
}

function emptyFile(name: string): never {
  fail('file-empty', 'the file is empty', { file: name, hint: 'export it again' });
}

const systemSentences: Readonly<Record<string, readonly [string, string, string]>> = {
  ENOENT: ['file-missing', 'there is no such file', 'check the path'],
  ENOTDIR: ['file-missing', 'there is no such file', 'check the path'],
  ELOOP: ['file-missing', 'this link leads back to itself', 'name the file itself'],
  ENAMETOOLONG: ['file-missing', 'the file name is too long', 'check the path'],
  EACCES: ['file-unreadable', 'this user may not read the file', 'check its permissions'],
  EPERM: ['file-unreadable', 'this user may not read the file', 'check its permissions'],
  EISDIR: ['file-is-folder', 'this is a folder, not a file', 'name the files inside it'],
  EMFILE: ['file-unreadable', 'too many files are open', 'name fewer files at once'],
};

/** What the operating system said, as a sentence; other errors come back as they are. */
function pathProblem(error: unknown, path: string): unknown {
  if (error instanceof KnownError || !(error instanceof Error) || !('code' in error)) return error;
  if (error.code === 'ERR_INVALID_ARG_VALUE') {
    return known('file-missing', 'a file name cannot hold a NUL character', path, 'check the path');
  }
  const known3 = systemSentences[String(error.code)];
  if (known3 !== undefined) return known(known3[0], known3[1], path, known3[2]);
  return known(
    'file-unreadable',
    `the file cannot be read (${String(error.code)})`,
    path,
    'copy it and try again',
  );
}

function known(code: string, sentence: string, file: string, hint: string): KnownError {
  return new KnownError({ code, sentence, hint, file, line: null, column: null, value: null });
}
