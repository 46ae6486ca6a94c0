/** Reads stretches of an open file straight into the memory of whoever scans them. */
import { readSync } from 'node:fs';
import { Declined } from './declined.ts';
import type { PartScan } from './part-scan.ts';

const [LF, CR] = [10, 13] as const;
/** Most lines are shorter. */
const LINE = 1 << 10;

/** Reads bytes [from, to), at most `step()` at once. @yields how many were read so far, after each reading @throws Declined where there are fewer */
export function* readPart(
  handle: number,
  from: number,
  to: number,
  scan: PartScan,
  step: () => number,
): Generator<number> {
  for (let at = from; at < to; ) {
    const { space } = scan;
    const read = readSome(handle, space, Math.min(space.length, to - at, step()), at);
    scan.filled(read);
    at += read;
    yield at - from;
  }
}

/** @returns how many bytes were read, at least one @throws Declined where there is none */
export function readSome(handle: number, bytes: Uint8Array, length: number, at: number): number {
  const read = readSync(handle, bytes, 0, length, at);
  if (read === 0) throw new Declined('a file became shorter while it was read');
  return read;
}

/** The line that begins at a place, without its line end; null where it has none. */
export function textAt(handle: number, place: number): string | null {
  for (let size = LINE; ; size *= 8) {
    const bytes = Buffer.allocUnsafe(size);
    const read = readSync(handle, bytes, 0, size, place);
    const end = bytes.subarray(0, read).indexOf(LF);
    if (end >= 0) return bytes.toString('utf8', 0, bytes[end - 1] === CR ? end - 1 : end);
    if (read < size) return null;
  }
}
