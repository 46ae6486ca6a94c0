/** The process as the shell sees it, so that tests can lend another one. */
import type { Readable, Writable } from 'node:stream';

/** A stream that may be a terminal. */
export interface Sink extends Writable {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface Io {
  /** Read only when a command wants it: touching the real one opens it. */
  readonly stdin: Readable;
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** @throws KnownError `working-folder-gone` */
  cwd(): string;
  /** Milliseconds since the epoch. */
  clock(): number;
  /** Few objects will be made from now on, so that little memory need be ready for them; absent = nothing can be done about it. */
  expectFewObjects?(): void;
  /** Much that was made is not needed any more; absent as above. */
  collectGarbage?(): void;
}

/** Stdout was closed by its reader (`| head`): the run ends silently, as a native tool does. */
export class ClosedPipe extends Error {
  constructor() {
    super('stdout was closed by its reader');
    this.name = 'ClosedPipe';
  }
}
