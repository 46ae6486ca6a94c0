/** A scanning thread: reads stretches of files, asks for lanes and cells, and hands back what it counted. */
import { closeSync, openSync, readSync } from 'node:fs';
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { OrderIndex } from '../order-index.ts';
import type { Cell } from './break-cells.ts';
import { Declined } from './declined.ts';
import type { Lane } from './lane.ts';
import { OrderWatch } from './order-watch.ts';
import type { Asked, Bin } from './part.ts';
import { PartScan } from './part-scan.ts';
import { QUICK_BYTES, quickScanner } from './quick-scanner.ts';
import type { KernelBooks } from './row-kernel.ts';
import { RowLog } from './row-log.ts';
import type { Answer, Stretch, ThreadStart, Told, Work } from './thread-messages.ts';

const CHUNK = 1 << 20;
const LF = 10;

const { files, hasKeys, hasTrades, surveys, sequence, signal, answers } = workerData as ThreadStart & {
  readonly answers: MessagePort;
};
const port = parentPort!;
const bell = new Int32Array(signal);
const tell = (told: Told) => port.postMessage(told);

/** Waits for the answer; this thread does nothing else meanwhile. */
function ask(question: Told): Answer {
  tell(question);
  for (;;) {
    Atomics.wait(bell, 0, 0, 1000);
    // The bell can be heard before the answer has arrived.
    const answer = receiveMessageOnPort(answers);
    if (answer === undefined) continue;
    Atomics.store(bell, 0, 0);
    return answer.message as Answer;
  }
}

const asked: Asked = {
  lane: (row): Lane | null => (ask({ kind: 'lane', row }) as { lane: Lane | null }).lane,
  bin: (file, lane, time): Bin => (ask({ kind: 'bin', file, lane, time }) as { bin: Bin }).bin,
  cell: (row, lane, rate): Cell | null =>
    (ask({ kind: 'cell', row, lane, rate }) as { cell: Cell | null }).cell,
};

const books: KernelBooks = {
  keys: hasKeys ? new RowLog() : null,
  trades: hasTrades ? new RowLog() : null,
  orders: new OrderWatch(),
  sequence: sequence === null ? null : OrderIndex.from(sequence),
};
const scans = new Map<number, PartScan>();
const handles = new Map<number, number>();
const buffer = Buffer.allocUnsafe(CHUNK);

port.on('message', (work: Work) => {
  try {
    if (work === null) finish();
    else scan(work);
  } catch (error) {
    if (!(error instanceof Declined)) throw error;
    tell({ kind: 'declined', reason: error.reason });
  }
});

function scan({ part, from, to, size, first }: Stretch): void {
  const { file } = part;
  const handle = handles.get(file) ?? openSync(files[file]!.path, 'r');
  handles.set(file, handle);
  const start = from === 0 ? 0 : lineAt(handle, from, size);
  const end = to === size ? size : lineAt(handle, to, size);
  const { plan } = files[file]!;
  const scan =
    scans.get(file) ?? new PartScan(file, plan, quickScanner(plan.scan, QUICK_BYTES), asked, books, surveys);
  scans.set(file, scan);
  scan.begin({ ...part, place: first + start });
  for (let at = start; at < end; ) {
    const { space } = scan;
    const read = readSync(handle, space, 0, Math.min(space.length, end - at), at);
    if (read === 0) throw new Declined('a file became shorter while it was read');
    scan.filled(read);
    at += read;
  }
  tell({ kind: 'part', result: scan.end(end === size && start < end) });
}

/** The first place at or behind `from` at which a line begins. */
function lineAt(handle: number, from: number, size: number): number {
  for (let at = from - 1; at < size; ) {
    const read = readSync(handle, buffer, 0, Math.min(CHUNK, size - at), at);
    if (read === 0) throw new Declined('a file became shorter while it was read');
    const found = buffer.subarray(0, read).indexOf(LF);
    if (found >= 0) return at + found + 1;
    at += read;
  }
  return size;
}

function finish(): void {
  for (const handle of handles.values()) closeSync(handle);
  tell({
    kind: 'end',
    results: [...scans.values()].map((scan) => scan.result()),
    keys: books.keys?.contents ?? null,
    trades: books.trades?.contents ?? null,
    orders: books.orders.data(),
  });
  port.close();
}
