/** A scanning thread: reads stretches of files, asks for lanes and cells, and hands back what it counted. */
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { OrderIndex } from '../order-index.ts';
import { AskedMemo } from './asked-memo.ts';
import type { Cell } from './break-cells.ts';
import { Budget } from './budget.ts';
import { Declined } from './declined.ts';
import type { Lane } from './lane.ts';
import { inOwnBuffers } from './lane-sums.ts';
import { OrderWatch } from './order-watch.ts';
import type { Asked, Bin } from './part.ts';
import type { KernelBooks } from './row-kernel.ts';
import { buffersOf, RowLog } from './row-log.ts';
import { StretchScan } from './stretch-scan.ts';
import type { Answer, Question, Stretch, ThreadStart, Told, Work } from './thread-messages.ts';

const { files, hasKeys, hasOrders, surveys, budget, sequence, signal, desk } = workerData as ThreadStart & {
  readonly desk: MessagePort;
};
const port = parentPort!;
const bell = new Int32Array(signal);
const tell = (told: Told) => port.postMessage(told);

/** Waits for the answer; this thread does nothing else meanwhile. */
function ask(question: Question): Answer {
  desk.postMessage(question);
  for (;;) {
    Atomics.wait(bell, 0, 0, 1000);
    // The bell can be heard before the answer has arrived.
    const answer = receiveMessageOnPort(desk);
    if (answer === undefined) continue;
    Atomics.store(bell, 0, 0);
    return answer.message as Answer;
  }
}

const asked: Asked = {
  lane: (row): Lane | null => (ask({ kind: 'lane', row }) as { lane: Lane | null }).lane,
  bin: (file, cuts, time): Bin => (ask({ kind: 'bin', file, cuts, time }) as { bin: Bin }).bin,
  cell: (row, cells, rate): Cell | null =>
    (ask({ kind: 'cell', row, cells, rate }) as { cell: Cell | null }).cell,
};

const books: KernelBooks = {
  keys: hasKeys ? new RowLog() : null,
  orders: hasOrders ? new OrderWatch() : null,
  sequence: sequence === null ? null : OrderIndex.from(sequence),
  budget: new Budget(budget.bytes, budget.memory),
  floor: 0,
};

try {
  scanAll();
} catch (error) {
  if (!(error instanceof Declined)) throw error;
  tell({ kind: 'declined', reason: error.reason, remedy: error.remedy });
}

function scanAll(): void {
  let { stretch, known } = nextWork();
  const scan = new StretchScan(
    files,
    new AskedMemo(
      asked,
      files.map(({ likeness }) => likeness),
      known ?? undefined,
    ),
    books,
    surveys,
    true,
    () => true,
  );
  for (; stretch !== null; { stretch } = nextWork()) take(scan, stretch);
  finish(scan);
}

function nextWork(): Work {
  return ask({ kind: 'work' }) as Work;
}

function take(scan: StretchScan, stretch: Stretch): void {
  const steps = scan.scan(stretch);
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  tell({ kind: 'part', result: step.value });
}

function finish(scan: StretchScan): void {
  scan.close();
  const keys = books.keys?.contents ?? null;
  const orders = books.orders?.data() ?? null;
  const results = scan.results().map((result) => ({ ...result, sums: inOwnBuffers(result.sums) }));
  const end: Told = { kind: 'end', results, keys, orders };
  // What is large is given away instead of copied.
  const tables = orders === null ? [] : [orders.orders.keys.buffer, orders.orders.times.buffer];
  const bins = results.flatMap(({ sums }) => [sums.sums.buffer, sums.binLanes.buffer, sums.binFroms.buffer]);
  const given = [...buffersOf(keys), ...tables, ...bins];
  port.postMessage(end, given as ArrayBuffer[]);
  port.close();
}
