/** The memory that does not grow with the rows: what exemplars, lanes, bins and slots of hours may take of what a run may. */
import { Declined } from './declined.ts';

const MIB = 1024 ** 2;
/**
 * What a run may take unless another amount is asked for, in MiB, beside 16 bytes for each row that is told apart by ids. Most runs
 * take half of it.
 */
export const MEMORY = 256;
/** Less is not enough for anything. */
export const LEAST_MEMORY = 128;
/** What a run takes beside them, in MiB, at any number of rows (`test/bench/memory.js`). Tests raise it. */
export const BASE = { mebibytes: 102 };
/** Of 16 bytes a row, logs leave 4 at least; and a row has some 160 bytes at most. */
const SPARE = 4 / 160;

/** Bytes that each of them takes, with all that stands for it elsewhere. A share mostly has two lanes, of buys and of sells. */
export const COST = { share: 4608, lane: 2304, bin: 232, slot: 192 } as const;

export class Budget {
  readonly memory: number;
  readonly bytes: number;
  private left: number;

  /** @param bytes that may be taken @param memory of the run, in MiB */
  constructor(bytes: number, memory: number) {
    this.bytes = bytes;
    this.memory = memory;
    this.left = bytes;
  }

  /** @param size bytes that the files have @param hasIds rows of some file are told apart by ids */
  static of(memory: number, size: number, hasIds: boolean): Budget {
    return new Budget((memory - BASE.mebibytes) * MIB + (hasIds ? size * SPARE : 0), memory);
  }

  /** @throws Declined where there is not so much left */
  take(bytes: number): void {
    this.left -= bytes;
    if (this.left >= 0) return;
    const { memory } = this;
    const reason = `symbols and groups take more than the ${memory} MiB that it may`;
    throw new Declined(reason, `--memory ${memory * 2} has room for more of them, and is much quicker`);
  }
}
