/** Keeps what can be read only once (standard input, named pipes), so that it can be read again. */
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fail, KnownError, problem } from '../domain/problem.ts';
import type { Source } from './input.ts';

/** Up to this many bytes stay in memory. */
const MEMORY_BYTES = 16 * 1024 * 1024;

/**
 * Reads a stream to its end: up to 16 MiB in memory, beyond that in a temporary file that only this user can
 * read.
 * @throws KnownError when nothing comes, or the temporary file cannot be written
 */
export async function spool(stream: Readable, name: string): Promise<Source> {
  const chunks: Buffer[] = [];
  let held = 0;
  let file: SpoolFile | null = null;
  try {
    for await (const piece of stream) {
      const chunk: Buffer = typeof piece === 'string' ? Buffer.from(piece) : (piece as Buffer);
      if (file !== null) {
        await file.append([chunk]);
        continue;
      }
      chunks.push(chunk);
      held += chunk.length;
      if (held > MEMORY_BYTES) {
        file = await createSpoolFile();
        await file.append(chunks.splice(0));
      }
    }
  } catch (error) {
    await file?.remove();
    if (error instanceof KnownError) throw error;
    fail('stdin-unreadable', 'the input stopped before its end', { file: name, hint: 'run again' });
  }
  if (file !== null) return file.finish(name);
  const bytes = Buffer.concat(chunks);
  if (bytes.length === 0) {
    fail('file-empty', 'nothing came in', { file: name, hint: 'pipe an export into it, or name a file' });
  }
  return {
    name,
    size: bytes.length,
    path: null,
    bytes,
    async *read() {
      for (let at = 0; at < bytes.length; at += 256 * 1024) yield bytes.subarray(at, at + 256 * 1024);
    },
    remove: async () => {},
  };
}

interface SpoolFile {
  append(chunks: readonly Buffer[]): Promise<void>;
  finish(name: string): Promise<Source>;
  remove(): Promise<void>;
}

async function createSpoolFile(): Promise<SpoolFile> {
  let folder: string | null = null;
  try {
    const made = await mkdtemp(join(tmpdir(), 'fee-audit-'));
    folder = made;
    const path = join(made, 'input');
    const handle = await open(path, 'wx+', 0o600);
    let size = 0;
    const remove = async (): Promise<void> => {
      await handle.close().catch(() => {});
      await rm(made, { recursive: true, force: true });
    };
    const append = async (chunks: readonly Buffer[]): Promise<void> => {
      try {
        for (const chunk of chunks) {
          let written = 0;
          while (written < chunk.length) {
            written += (await handle.write(chunk, written, chunk.length - written, size + written))
              .bytesWritten;
          }
          size += chunk.length;
        }
      } catch (error) {
        await remove();
        throw noRoom(error);
      }
    };
    const finish = async (name: string): Promise<Source> => {
      return { name, size, path, bytes: null, read: () => readHandle(handle, size), remove };
    };
    return { append, finish, remove };
  } catch (error) {
    if (folder !== null) await rm(folder, { recursive: true, force: true });
    throw noRoom(error);
  }
}

async function* readHandle(
  handle: Awaited<ReturnType<typeof open>>,
  size: number,
): AsyncGenerator<Uint8Array> {
  for (let position = 0; position < size; ) {
    const buffer = Buffer.allocUnsafe(Math.min(256 * 1024, size - position));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
    if (bytesRead === 0) fail('spool-changed', 'the temporary file became shorter', { hint: 'run again' });
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

function noRoom(error: unknown): KnownError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  return new KnownError(
    problem('spool-unwritable', `standard input cannot be kept in a temporary file (${code})`, {
      file: tmpdir(),
      hint: 'make room in that folder, set TMPDIR to another one, or name a file instead of -',
    }),
  );
}
