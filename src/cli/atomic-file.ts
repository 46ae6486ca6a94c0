/** Files that are either the old or the complete new one: written beside the target, forced to disk, renamed. */
import { createHash, type Hash, randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { KnownError } from '../domain/problem.ts';
import { atEnd } from './at-end.ts';
import { systemProblem } from './problems.ts';

/** A complete file beside its target, not yet in its place. */
export interface PendingFile {
  /** Puts the file in its place. */
  commit(): Promise<void>;
  discard(): Promise<void>;
  /** Of what was written, hexadecimal. */
  readonly sha256: string;
}

/** Text, or bytes of a format that is no text. */
export type Piece = string | Uint8Array;

/** Bytes gathered before they are written. */
const CHUNK = 65_536;

/**
 * Writes all pieces into a new file in the target's folder, with the target's own permissions where it exists.
 * @throws KnownError `output-failed` on any refusal of the system; nothing is left behind then
 */
export async function writeBeside(target: string, pieces: AsyncIterable<Piece>): Promise<PendingFile> {
  const temporary = join(dirname(target), `.fee-audit-${process.pid}-${randomBytes(6).toString('hex')}.tmp`);
  const remove = () => rm(temporary, { force: true });
  const keep = atEnd(remove);
  const discard = async () => {
    keep();
    await remove();
  };
  const hash = createHash('sha256');
  try {
    const mode = await modeOf(target);
    const handle = await worded(target, () => open(temporary, 'wx', mode ?? 0o666));
    try {
      if (mode !== null) await worded(target, () => handle.chmod(mode));
      await writeAll(handle, pieces, target, hash);
      await worded(target, () => handle.sync());
    } finally {
      await handle.close();
    }
  } catch (error) {
    await discard();
    throw error;
  }
  return {
    async commit() {
      try {
        await worded(target, () => rename(temporary, target));
        keep();
      } catch (error) {
        await discard();
        throw error;
      }
    },
    discard,
    sha256: hash.digest('hex'),
  };
}

/** Writes straight into something that is no regular file (a device, a named pipe), which must not be replaced. */
export async function writeInto(target: string, pieces: AsyncIterable<Piece>): Promise<void> {
  const handle = await worded(target, () => open(target, 'w'));
  try {
    await writeAll(handle, pieces, target);
  } finally {
    await handle.close();
  }
}

async function writeAll(
  handle: FileHandle,
  pieces: AsyncIterable<Piece>,
  target: string,
  hash?: Hash,
): Promise<void> {
  for await (const chunk of chunks(pieces)) {
    hash?.update(chunk);
    await worded(target, () => handle.writeFile(chunk));
  }
}

/** Gathers small pieces of text, so that a row is not a system call; bytes pass as they are. */
export async function* chunks(pieces: AsyncIterable<Piece>): AsyncGenerator<Piece> {
  let gathered = '';
  for await (const piece of pieces) {
    if (typeof piece !== 'string') {
      if (gathered !== '') yield gathered;
      gathered = '';
      yield piece;
      continue;
    }
    gathered += piece;
    if (gathered.length < CHUNK) continue;
    yield gathered;
    gathered = '';
  }
  if (gathered !== '') yield gathered;
}

async function modeOf(target: string): Promise<number | null> {
  try {
    return (await stat(target)).mode & 0o777;
  } catch {
    return null;
  }
}

/** Only the writing itself: an error of the report's own making must not be told as a full disk. */
async function worded<T>(target: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const known = systemProblem(error, 'output-failed', 'the output could not be written', target);
    throw known === null ? error : new KnownError(known);
  }
}
