/** Scans files in threads: parts of all of them from one queue, lanes and cells made by the thread that judges. */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { OrderIndex } from '../order-index.ts';
import type { AskedMemo } from './asked-memo.ts';
import { Declined } from './declined.ts';
import type { PartResult } from './part.ts';
import type { StretchScan } from './stretch-scan.ts';
import type { Answer, Question, Stretch, ThreadEnd, ThreadStart, Told, Work } from './thread-messages.ts';

const MOST_BYTES = 16 * 1024 ** 2;
/** Every part has at least so many bytes, so that the last row of a file is not alone in one. */
const LEAST_BYTES = 2 * 1024 ** 2;
/** Parts that each thread gets at least, so that none is idle for long while another ends. */
const PARTS = 4;
/** So many bytes of rows with ids leave room for what a further thread takes, in the memory that is promised for them. */
const ROOM_BYTES = 6 * 1024 ** 3;
const MOST_THREADS = 8;

/** So many bytes are scanned here before the other threads are heard: few where one has just asked, since it asks again soon. */
const STEPS = { least: 32 * 1024, most: 128 * 1024 } as const;
/** After so many bytes here, the process hears what else happened. */
const BREATH_BYTES = 1024 ** 2;

/** In so many milliseconds V8 has mostly made the heap of a thread. */
const HEAP_MS = 10;

/** Scanning leaves few objects behind: with a small young generation a thread takes some 20 MB less. */
const LIMITS = { maxYoungGenerationSizeMb: 3 };
const SCRIPT = new URL('./thread.js', import.meta.url);

/**
 * How many threads scan so many bytes. @param wish what was asked for; null = as many as there is memory promised for, which grows
 * with the rows where @param hasIds some file has ids
 */
export function threadsFor(bytes: number, wish: number | null, hasIds: boolean): number {
  if (!existsSync(fileURLToPath(SCRIPT))) return 1;
  if (wish !== null) return wish;
  if (!hasIds) return 1;
  return Math.min(availableParallelism(), MOST_THREADS, 1 + Math.floor(bytes / ROOM_BYTES));
}

/** A file that threads can open. */
export interface ThreadFile {
  readonly path: string;
  readonly size: number;
  readonly headerLine: number;
}

/** Who is told what was scanned. */
export interface ScanListener {
  readonly asked: AskedMemo;
  /** Parts come in their order, file after file. */
  part(result: PartResult, bytes: number): void;
}

export interface ThreadWish {
  readonly threads: number;
  readonly start: Omit<ThreadStart, 'signal' | 'files' | 'sequence'> & Pick<ThreadStart, 'files'>;
  readonly sequence: OrderIndex | null;
  /** Place of the first byte of the n-th file. */
  placeOf(file: number): number;
  readonly forced: Float64Array;
  /** Called when threads have their heaps, and now and then until all of them have asked for work. */
  begun(): void;
}

/** @returns what each thread counted @throws Declined where some line is not for the scanner */
export async function scanInThreads(
  files: ReadonlyMap<number, ThreadFile>,
  wish: ThreadWish,
  listener: ScanListener,
  own: StretchScan,
): Promise<readonly ThreadEnd[]> {
  const queue = [...files].flatMap(([file, one]) => stretchesOf(file, one, wish));
  const order = new PartOrder(listener, queue);
  const crew: Crew = {
    queue,
    order,
    asked: listener.asked,
    workers: [],
    hear: [],
    answers: false,
    step: STEPS.least,
    beginning: 0,
    begun: wish.begun,
  };
  const { workers } = crew;
  listener.asked.between = () => hearAll(crew);
  try {
    const ends = Array.from({ length: Math.min(wish.threads, queue.length) - 1 }, () =>
      runThread(crew, wish),
    );
    const [found] = await Promise.all([Promise.all(ends), scanHere(crew, own)]);
    return found;
  } finally {
    // Where one thread gave up, the others have no more to do.
    queue.length = 0;
    own.close();
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function stretchesOf(file: number, { size, headerLine }: ThreadFile, wish: ThreadWish): Stretch[] {
  const stretches: Stretch[] = [];
  const bytes = Math.min(MOST_BYTES, Math.max(LEAST_BYTES, Math.ceil(size / wish.threads / PARTS)));
  for (let from = 0; from < size; ) {
    const rest = size - from;
    const to = rest < bytes + LEAST_BYTES ? size : from + bytes;
    const index = stretches.length;
    const part = { file, index, headerLine: index === 0 ? headerLine : 0, forced: wish.forced };
    stretches.push({ part, from, to, size, first: wish.placeOf(file) });
    from = to;
  }
  return stretches;
}

/** Those who work on one queue. */
interface Crew {
  readonly queue: Stretch[];
  readonly order: PartOrder;
  readonly asked: AskedMemo;
  readonly workers: Worker[];
  /** Answers what one of the others asks, if it does. */
  readonly hear: (() => void)[];
  /** True = someone is being answered. */
  answers: boolean;
  /** Bytes of the next step that is scanned here. */
  step: number;
  /** Threads that have not asked for work yet. */
  beginning: number;
  /** As of `ThreadWish`. */
  begun(): void;
}

/** This thread scans too, from the start on: what it comes to know the others need not ask for. Between steps it answers them. */
async function scanHere(crew: Crew, own: StretchScan): Promise<void> {
  // V8 forgets now that few objects are expected: there should be nothing to collect before it has been told again.
  await setTimeout(HEAP_MS);
  crew.begun();
  const { queue, order } = crew;
  let breath = 0;
  while (queue.length > 0) {
    const steps = own.scan(queue.shift()!, () => crew.step);
    let step = steps.next();
    while (step.done !== true) {
      breath += crew.step;
      crew.step = Math.min(STEPS.most, crew.step * 2);
      hearAll(crew);
      if (breath >= BREATH_BYTES) {
        breath = 0;
        await setImmediate();
      }
      step = steps.next();
    }
    order.add(step.value);
  }
}

/** Answers those that wait, one question of each. */
function hearAll(crew: Crew): void {
  if (crew.beginning > 0) crew.begun();
  if (crew.answers) return;
  crew.answers = true;
  for (const hear of crew.hear) hear();
  crew.answers = false;
}

function runThread(crew: Crew, wish: ThreadWish): Promise<ThreadEnd> {
  const { queue, order, asked, workers } = crew;
  const signal = new SharedArrayBuffer(4);
  const bell = new Int32Array(signal);
  const { port1: desk, port2: theirs } = new MessageChannel();
  const sequence = wish.sequence?.packed() ?? null;
  const workerData = { ...wish.start, sequence, signal, desk: theirs };
  const arrays = sequence === null ? [] : [sequence.keys.buffer, sequence.times.buffer];
  const transferList = [theirs, ...(arrays as ArrayBuffer[])];
  const worker = new Worker(SCRIPT, { workerData, transferList, resourceLimits: LIMITS });
  workers.push(worker);
  crew.beginning += 1;
  let begun = false;
  const work = (): Work => {
    const known = begun ? null : asked.known;
    if (!begun) crew.beginning -= 1;
    begun = true;
    return { stretch: queue.shift() ?? null, known };
  };
  const answer = (question: Question) => {
    crew.step = STEPS.least;
    desk.postMessage(question.kind === 'work' ? work() : answerTo(question, asked));
    Atomics.store(bell, 0, 1);
    Atomics.notify(bell, 0);
  };
  return new Promise((resolve, reject) => {
    const failed = (error: unknown) => reject(error instanceof Error ? error : new Error(String(error)));
    const attempt = (act: () => void) => {
      try {
        act();
      } catch (error) {
        failed(error);
      }
    };
    worker.on('error', reject);
    worker.on('message', (told: Told) =>
      attempt(() => {
        if (told.kind === 'declined') reject(new Declined(told.reason, told.remedy));
        else if (told.kind === 'end') resolve(told);
        else order.add(told.result);
      }),
    );
    desk.on('message', (question: Question) => attempt(() => answer(question)));
    crew.hear.push(() => {
      const found = receiveMessageOnPort(desk);
      if (found !== undefined) attempt(() => answer(found.message));
    });
    worker.once('exit', () => {
      // It closes later, and would hold what was scanned until then.
      desk.removeAllListeners();
      desk.close();
      reject(new Error('a scanning thread ended too early'));
    });
  });
}

function answerTo(question: Exclude<Question, { kind: 'work' }>, asked: AskedMemo): Answer {
  switch (question.kind) {
    case 'lane':
      return { lane: asked.lane(question.row) };
    case 'bin':
      return { bin: asked.bin(question.file, question.cuts, question.time) };
    case 'cell':
      return { cell: asked.cell(question.row, question.cells, question.rate) };
  }
}

/** Hands on the parts in their order, file after file. */
class PartOrder {
  private readonly listener: ScanListener;
  private readonly stretches: readonly Stretch[];
  private readonly waiting = new Map<string, PartResult>();
  private next = 0;

  constructor(listener: ScanListener, stretches: readonly Stretch[]) {
    this.listener = listener;
    this.stretches = [...stretches];
  }

  add(result: PartResult): void {
    this.waiting.set(`${result.file} ${result.index}`, result);
    for (;;) {
      const stretch = this.stretches[this.next];
      const key = `${stretch?.part.file} ${stretch?.part.index}`;
      const found = this.waiting.get(key);
      if (stretch === undefined || found === undefined) return;
      this.waiting.delete(key);
      this.next += 1;
      this.listener.part(found, stretch.to - stretch.from);
    }
  }
}
