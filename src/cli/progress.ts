/** One line on stderr that says how far a long run is; nothing in cron, in a pipe or in the first half second. */
import { elided } from '../render/layout.ts';
import { safeText } from '../render/safe-text.ts';
import type { Io } from './io.ts';

/** Shorter runs show nothing. */
const QUIET_MS = 500;
/** Least time between two drawings. */
const STEP_MS = 100;
const MEGABYTE = 1_000_000;

export class Progress {
  readonly #io: Io;
  readonly #enabled: boolean;
  readonly #started: number;
  #drawn = 0;
  #visible = false;

  /** @param wanted false for `--quiet` */
  constructor(io: Io, wanted: boolean) {
    this.#io = io;
    this.#enabled = wanted && io.stderr.isTTY === true && io.env.TERM !== 'dumb';
    this.#started = io.clock();
  }

  /** Bytes of the step done so far; `total` null where it is not known (stdin, inflated data). */
  show(step: string, done: number, total: number | null): void {
    if (!this.#enabled) return;
    const now = this.#io.clock();
    if (now - this.#started < QUIET_MS || now - this.#drawn < STEP_MS) return;
    this.#drawn = now;
    const size = `${(done / MEGABYTE).toFixed(1)} MB`;
    const share =
      total === null || total === 0 ? '' : `${Math.min(100, Math.floor((done / total) * 100))}% · `;
    const line = elided(`${safeText(step)} · ${share}${size}`, (this.#io.stderr.columns ?? 80) - 1);
    this.#io.stderr.write(`\r\x1b[2K${line}`);
    this.#visible = true;
  }

  /** Takes the line away; must precede anything else on stderr. */
  clear(): void {
    if (!this.#visible) return;
    this.#io.stderr.write('\r\x1b[2K');
    this.#visible = false;
  }
}
