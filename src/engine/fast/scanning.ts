/** Scans the files of a run, here or in threads, and hands on what was found, file by file. */

import { setImmediate } from 'node:timers/promises';
import { getHeapStatistics } from 'node:v8';
import type { Problem } from '../../domain/problem.ts';
import type { EngineRequest, Source } from '../engine.ts';
import { untilBroken } from '../engine-run.ts';
import { AskedMemo } from './asked-memo.ts';
import { Budget, MEMORY } from './budget.ts';
import { OrderWatch } from './order-watch.ts';
import type { Asked, KernelResult, PartResult, Single } from './part.ts';
import { PartScan } from './part-scan.ts';
import { QUICK, quickScanner } from './quick-scanner.ts';
import type { KernelBooks } from './row-kernel.ts';
import { RowLog } from './row-log.ts';
import type { FilePlan } from './scan-plan.ts';
import { type PlannedFile, StretchScan } from './stretch-scan.ts';
import { scanInThreads, type ThreadFile, threadsFor } from './threads.ts';

/** Places of one file; a row's is that of its first byte. */
export const FILE_PLACES = 2 ** 40;
/** After so many bytes the process hears what else happened. */
const BREATH_BYTES = 16 * 1024 ** 2;

/** So many single rows are judged before other threads are heard. */
const SLICE = 16;

/** Where the places of a file's rows begin. */
const placeOf = (file: number) => file * FILE_PLACES;

/** Who takes what is found in one file. */
export interface FileListener {
  /** Files of one number are read and judged alike. */
  readonly likeness: number;
  readonly asked: Asked;
  readonly results: KernelResult[];
  /** Why it could not be read to its end. */
  broken: Problem | null;
  /** Single rows of the part at hand, in their order. */
  take(singles: readonly Single[]): void;
  /** The part at hand is at its end; its single rows were taken, but those that it carries. */
  endPart(part: PartResult): void;
  /** Nobody will ask about the file any more; told where one thread scans. */
  done?(): void;
}

export interface ScanJob {
  /** What progress is told that this is. */
  readonly step: string;
  /** True = fills are evidence; false = they are judged. */
  readonly surveys: boolean;
  readonly books: KernelBooks;
  /** Places of rows that are read singly, ascending. */
  readonly forced: Float64Array;
  /** False = a file that is most of the run, and most of whose first rows must be read singly, is declined. */
  readonly patient: boolean;
}

export interface ScanWish {
  /** Threads that may scan; null = as many as there is memory promised for. */
  readonly threads: number | null;
  /** MiB, as of `Budget`; absent = `MEMORY`. */
  readonly memory?: number;
  /** Called before scanning, which makes few objects, and several times while threads begin. */
  readonly beforeScan?: (() => void) | undefined;
  /** Collects garbage, which takes some 20 ms. */
  readonly collect?: (() => void) | undefined;
  /** Each scan leaves so much behind that it is worth collecting. */
  readonly isLarge?: boolean;
}

/**
 * By so many bytes the heap may grow before it is collected, and by a part of a large one, since collecting takes longer the more
 * stays: V8 lets rows that are read singly leave 100 MB behind.
 */
const GROWTH = { bytes: 8 * 1024 ** 2, part: 1 / 4 };
/** As of `GROWTH`, where nothing else takes memory and less often is quicker. */
export const AT_LEISURE = 24 * 1024 ** 2;

export class Scanning {
  /** Threads that scanned last. */
  threads = 1;
  private readonly sources: readonly Source[];
  private readonly plans: readonly FilePlan[];
  private readonly wish: ScanWish;
  /** Bytes of the heap that were used when garbage was collected last. */
  private tidied = usedBytes();
  /** Rows of some file are told apart by ids. */
  private readonly hasIds: boolean;
  private readonly onBytes: (step: string, source: Source) => (done: number) => void;

  constructor(
    { sources }: EngineRequest,
    plans: readonly FilePlan[],
    wish: ScanWish,
    onBytes: (step: string, source: Source) => (done: number) => void,
  ) {
    this.sources = sources;
    this.plans = plans;
    this.wish = wish;
    this.hasIds = sources.some(({ recognition }) => recognition.hasIds);
    this.onBytes = onBytes;
  }

  /** What a pass over all files may take. */
  newBudget(): Budget {
    const size = this.sources.reduce((sum, { input }) => sum + (input.size ?? 0), 0);
    return Budget.of(this.wish.memory ?? MEMORY, size, this.hasIds);
  }

  /** Scans all files, in threads where they lie open on a disk and some are wished for. @returns the trades and orders that were seen */
  async scan(job: ScanJob, files: readonly FileListener[]) {
    const { sources } = this;
    const { books } = job;
    const onDisk = new Map<number, ThreadFile>();
    for (const [file, { input, recognition }] of sources.entries()) {
      const { path, size } = input;
      if (path != null && size !== null) onDisk.set(file, { path, size, headerLine: recognition.headerLine });
    }
    const bytes = [...onDisk.values()].reduce((sum, { size }) => sum + size, 0);
    // Rows that repeat others are told file after file.
    this.threads = onDisk.size < sources.length ? 1 : threadsFor(bytes, this.wish.threads, this.hasIds);
    const keys = books.keys === null ? [] : [books.keys];
    const watches = books.orders === null ? [] : [books.orders];
    const planned = sources.map((_, file) => ({
      path: onDisk.get(file)?.path ?? '',
      plan: this.plans[file]!,
      likeness: files[file]!.likeness,
    }));
    const asked = askedOf(files);
    const likeness = files.map((file) => file.likeness);
    const isPatient = (file: number) => this.isPatient(job, file);
    const memo = new AskedMemo(asked, likeness);
    // Where every file has lanes of its own, a single kernel remembers them itself.
    const remembers = this.threads > 1 || new Set(likeness).size < likeness.length;
    const own = new StretchScan(
      planned,
      remembers ? memo : asked,
      books,
      job.surveys,
      this.threads > 1,
      isPatient,
    );
    if (this.threads > 1) {
      for (const end of await this.scanThreads(job, files, onDisk, planned, memo, own)) {
        if (end.orders !== null) watches.push(new OrderWatch(end.orders));
        if (end.keys !== null) keys.push(new RowLog(end.keys));
        for (const result of end.results) files[result.file]!.results.push(result);
      }
    } else {
      for (const file of sources.keys()) {
        const disk = onDisk.get(file);
        if (disk === undefined) await this.scanStream(job, file, files[file]!);
        else await this.scanFile(job, file, disk, files[file]!, own);
        files[file]!.done?.();
        // The memory of a scanner in WebAssembly is not on the heap, so that nobody sees how much there is to collect.
        if (file > 0 && (sources[file]!.input.size ?? QUICK.bytes) >= QUICK.bytes) this.tidy();
      }
    }
    this.tidy();
    for (const result of own.results()) files[result.file]!.results.push(result);
    return { keys, watches };
  }

  /** Much of what scanning made is not needed any more. */
  tidy(): void {
    if (this.wish.isLarge === true) this.collect();
  }

  /** Called now and then, where much may have been left behind. */
  tidyGrown(bytes = GROWTH.bytes): void {
    if (this.wish.collect === undefined) return;
    const growth = Math.max(bytes, this.tidied * GROWTH.part);
    if (usedBytes() > this.tidied + growth) this.collect();
  }

  private collect(): void {
    this.wish.collect?.();
    this.tidied = usedBytes();
  }

  private scanThreads(
    { step, surveys, books, forced }: ScanJob,
    files: readonly FileListener[],
    onDisk: ReadonlyMap<number, ThreadFile>,
    planned: readonly PlannedFile[],
    asked: AskedMemo,
    own: StretchScan,
  ) {
    const { sources } = this;
    const asks = { hasKeys: books.keys !== null, hasOrders: books.orders !== null };
    const { bytes, memory } = books.budget;
    const start = { files: planned, ...asks, surveys, budget: { bytes, memory } };
    const begun = () => this.wish.beforeScan?.();
    const wish = { threads: this.threads, start, sequence: books.sequence, placeOf, forced, begun };
    const done = sources.map(() => 0);
    const part = (result: PartResult, bytes: number) => {
      const { file } = result;
      for (let at = 0; at < result.singles.length; at += SLICE) {
        files[file]!.take(result.singles.slice(at, at + SLICE));
        this.tidyGrown();
        asked.between();
      }
      files[file]!.endPart(result);
      done[file]! += bytes;
      this.onBytes(step, sources[file]!)(done[file]!);
    };
    return scanInThreads(onDisk, wish, { asked, part }, own);
  }

  /** Scans a file in one stretch. */
  private async scanFile(
    { step, forced }: ScanJob,
    file: number,
    { size, headerLine }: ThreadFile,
    listener: FileListener,
    own: StretchScan,
  ): Promise<void> {
    const onBytes = this.onBytes(step, this.sources[file]!);
    const part = { file, index: 0, headerLine, forced };
    const steps = own.scan({ part, from: 0, to: size, size, first: placeOf(file) });
    let breath = BREATH_BYTES;
    try {
      let next = steps.next();
      while (next.done !== true) {
        listener.take(own.takeSingles(file));
        this.tidyGrown();
        onBytes(next.value);
        if (next.value >= breath) {
          breath = next.value + BREATH_BYTES;
          await setImmediate();
        }
        next = steps.next();
      }
      listener.take(next.value.singles);
      listener.endPart(next.value);
    } finally {
      own.close();
    }
  }

  private async scanStream(job: ScanJob, file: number, listener: FileListener): Promise<void> {
    const source = this.sources[file]!;
    const scan = this.begin(job, file, listener.asked);
    const onBytes = this.onBytes(job.step, source);
    let done = 0;
    listener.broken = await untilBroken(source.input.open(), (chunk) => {
      scan.push(chunk);
      listener.take(scan.takeSingles());
      this.tidyGrown();
      done += chunk.length;
      onBytes(done);
    });
    const part = scan.end(listener.broken === null);
    listener.take(part.singles);
    listener.endPart(part);
    listener.results.push(scan.finished());
  }

  /** Scans the first bytes of all files, about so many. */
  async scanStart(job: ScanJob, files: readonly FileListener[], limit: number): Promise<void> {
    for (const [file, listener] of files.entries()) {
      const scan = this.begin(job, file, listener.asked);
      let done = 0;
      listener.broken = await untilBroken(firstChunks(this.sources[file]!.input.open(), limit), (chunk) => {
        scan.push(chunk);
        done += chunk.length;
      });
      listener.take(scan.takeSingles());
      listener.endPart(scan.end(done < limit && listener.broken === null));
      listener.results.push(scan.result());
    }
  }

  /** With a file that is but a part of the run, always. */
  private isPatient({ patient }: ScanJob, file: number): boolean {
    const sizes = this.sources.map(({ input }) => input.size ?? 0);
    const all = sizes.reduce((sum, size) => sum + size, 0);
    return patient || (sizes.length > 1 && sizes[file]! * 2 <= all);
  }

  private begin(job: ScanJob, file: number, asked: Asked): PartScan {
    const { surveys, books, forced } = job;
    const plan = this.plans[file]!;
    const { input, recognition } = this.sources[file]!;
    const scanner = quickScanner(plan, input.size ?? QUICK.bytes, surveys);
    const scan = new PartScan(file, plan, scanner, asked, books, surveys, this.isPatient(job, file));
    const { headerLine } = recognition;
    scan.begin({ file, index: 0, place: placeOf(file), headerLine, forced });
    return scan;
  }
}

const usedBytes = () => getHeapStatistics().used_heap_size;

/** Whoever is asked about any of the files. */
const askedOf = (files: readonly FileListener[]): Asked => ({
  lane: (row) => files[row.file]!.asked.lane(row),
  bin: (file, cuts, time) => files[file]!.asked.bin(file, cuts, time),
  cell: (row, cells, rate) => files[row.file]!.asked.cell(row, cells, rate),
});

async function* firstChunks(chunks: AsyncIterable<Uint8Array>, limit: number): AsyncGenerator<Uint8Array> {
  let done = 0;
  for await (const chunk of chunks) {
    yield chunk;
    done += chunk.length;
    if (done >= limit) return;
  }
}
