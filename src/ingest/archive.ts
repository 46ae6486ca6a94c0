/** Gzip and zip: told by their first bytes, never by the file's name, and opened with bounds. */
import { Readable } from 'node:stream';
import * as zlib from 'node:zlib';
import yauzl from 'yauzl';
import { fail, KnownError, problem } from '../domain/problem.ts';
import type { Input, Source } from './input.ts';

/** More than this many inflated bytes, at more than `BOMB_RATIO` to one, is not an export. */
const BOMB_BYTES = 2 * 1024 ** 3;
const BOMB_RATIO = 200;

export function isGzip(magic: Uint8Array): boolean {
  return magic[0] === 0x1f && magic[1] === 0x8b;
}

/** `PK`: zip archives and the workbooks that are zip archives inside. */
export function isZip(magic: Uint8Array): boolean {
  return magic[0] === 0x50 && magic[1] === 0x4b && (magic[2] ?? 0) < 9 && (magic[3] ?? 0) < 9;
}

/** The inflated bytes of a gzip file. @throws KnownError when it is cut off, damaged or a bomb */
export async function* gunzip(source: Source): AsyncGenerator<Uint8Array> {
  const inflater = zlib.createGunzip({ chunkSize: 256 * 1024 });
  const compressed = Readable.from(source.read());
  compressed.on('error', (error) => inflater.destroy(error));
  compressed.pipe(inflater);
  try {
    yield* guarded(inflater, source.name, source.size);
  } catch (error) {
    throw damage(error, source.name);
  } finally {
    compressed.destroy();
    inflater.destroy();
  }
}

async function* guarded(
  bytes: AsyncIterable<Uint8Array>,
  name: string,
  compressedSize: number,
): AsyncGenerator<Uint8Array> {
  let total = 0;
  for await (const chunk of bytes) {
    total += chunk.length;
    if (total > BOMB_BYTES && total > compressedSize * BOMB_RATIO) {
      fail('archive-bomb', 'this archive inflates to more than 2 GiB at more than 200 to 1', {
        file: name,
        hint: 'unpack it and look at it before it is read',
      });
    }
    yield chunk;
  }
}

function damage(error: unknown, name: string): unknown {
  if (error instanceof KnownError || !(error instanceof Error)) return error;
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'Z_BUF_ERROR') {
    return new KnownError(
      problem('archive-truncated', 'the compressed file ends too early', {
        file: name,
        hint: 'download it again',
      }),
    );
  }
  if (code.startsWith('Z_') || code === 'ERR_STREAM_PREMATURE_CLOSE' || code === '') {
    return new KnownError(
      problem('archive-damaged', 'the compressed file is damaged', { file: name, hint: 'download it again' }),
    );
  }
  return error;
}

interface Archive {
  readonly entries: readonly Omit<Input, 'digest'>[];
  close(): Promise<void>;
}

/**
 * The tables inside a zip, in the archive's order: every entry whose name ends in `.csv`.
 * @throws KnownError for a workbook, an archive without a table, one that is encrypted or damaged
 */
export async function zipEntries(source: Source): Promise<Archive> {
  const zip = await openZip(source);
  const close = async (): Promise<void> => zip.close();
  try {
    const listed = await listEntries(zip);
    const tables = listed.filter(
      ({ fileName }) => /\.csv$/i.test(fileName) && !/(^|\/)(\.|__MACOSX\/)/.test(fileName),
    );
    if (tables.length === 0) noTable(listed, source.name);
    const locked = tables.find((entry) => entry.isEncrypted());
    if (locked !== undefined) {
      fail('archive-encrypted', 'this archive is locked with a password', {
        file: `${source.name}/${locked.fileName}`,
        hint: 'unpack it and name the file inside',
      });
    }
    const entries = tables.map((entry) => ({
      name: `${source.name}/${entry.fileName}`,
      size: entry.uncompressedSize,
      open: () => entryBytes(zip, entry, `${source.name}/${entry.fileName}`),
    }));
    return { entries, close };
  } catch (error) {
    await close();
    throw zipDamage(error, source.name);
  }
}

function noTable(listed: readonly yauzl.Entry[], name: string): never {
  if (listed.some(({ fileName }) => /^(xl\/|\[Content_Types\]\.xml|content\.xml$)/.test(fileName))) {
    fail('file-is-workbook', 'this is a spreadsheet workbook, not CSV', {
      file: name,
      hint: 'better export CSV from the venue again; otherwise save the sheet as CSV and check ids and times',
    });
  }
  fail('archive-without-table', 'this archive holds no .csv file', {
    file: name,
    hint: 'unpack it and name the file to read',
  });
}

function openZip(source: Source): Promise<yauzl.ZipFile> {
  return new Promise((resolve, reject) => {
    const settle = (error: Error | null, zip: yauzl.ZipFile | undefined): void =>
      zip === undefined || error !== null ? reject(zipDamage(error, source.name)) : resolve(zip);
    const options = { lazyEntries: true, autoClose: false } as const;
    if (source.path !== null) yauzl.open(source.path, options, settle);
    else yauzl.fromBuffer(source.bytes ?? Buffer.alloc(0), options, settle);
  });
}

function listEntries(zip: yauzl.ZipFile): Promise<yauzl.Entry[]> {
  return new Promise((resolve, reject) => {
    const entries: yauzl.Entry[] = [];
    zip.on('entry', (entry: yauzl.Entry) => {
      entries.push(entry);
      zip.readEntry();
    });
    zip.on('end', () => resolve(entries));
    zip.on('error', reject);
    zip.readEntry();
  });
}

async function* entryBytes(zip: yauzl.ZipFile, entry: yauzl.Entry, name: string): AsyncGenerator<Uint8Array> {
  try {
    const stream = await new Promise<Readable>((resolve, reject) => {
      zip.openReadStream(entry, (error, opened) => (error === null ? resolve(opened) : reject(error)));
    });
    let sum = 0;
    for await (const chunk of guarded(stream, name, entry.compressedSize)) {
      if (typeof zlib.crc32 === 'function') sum = zlib.crc32(chunk, sum);
      yield chunk;
    }
    if (typeof zlib.crc32 === 'function' && sum !== entry.crc32) throw new Error('checksum');
  } catch (error) {
    throw zipDamage(error, name);
  }
}

function zipDamage(error: unknown, name: string): unknown {
  if (error instanceof KnownError) return error;
  return new KnownError(
    problem('archive-damaged', 'the zip archive is damaged or cut off', {
      file: name,
      hint: 'download it again',
    }),
  );
}
