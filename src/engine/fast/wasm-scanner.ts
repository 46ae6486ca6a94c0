/**
 * The scanner in WebAssembly (see `assembly/`): the same rows from the same bytes, faster. Its columns are views into its
 * memory, and so can the bytes be that it reads.
 */
import { existsSync, readFileSync } from 'node:fs';
import { EARLIEST_EPOCH, LATEST_EPOCH } from '../../ingest/cells.ts';
import {
  type Abandoned,
  BLOCK_ROWS,
  type Columns,
  HARD,
  MAX_COMBOS,
  type Scanner,
  type ScanPlan,
} from './columns.ts';
import { type KernelRoom, newKernelRoom, placeKernel, type QuickPart } from './kernel-room.ts';
import { columnsSize, newColumns } from './new-columns.ts';
import { dayOf } from './scan-dates.ts';
import { assetsAmongWords, checkPlan, hardEnd, lastLineEnd, signOf } from './scan-lines.ts';
import { isSoundAsset } from './scan-words.ts';
import { newScanner } from './scanner.ts';

/** A scanner with room in its own memory: bytes that are read into it need not be copied. */
export interface RoomyScanner extends Scanner {
  /** Null = the scanner has no memory of its own, and any buffer is as good. */
  readonly room: Uint8Array | null;
  /** Memory that it shares with the kernel; null = there is none. */
  readonly kernel: KernelRoom | null;
}

export const withoutRoom = (scanner: Scanner): RoomyScanner =>
  Object.assign(scanner, { room: null, kernel: null });

/** Bytes that are copied at a time when a buffer is not in the scanner's memory. */
const WINDOW = 1 << 18;

/** Bytes behind a buffer that may be looked at. */
const SLACK = 64;

/** All combinations' words together may take this much. Memory that is never written costs nothing. */
const STORE = 1 << 23;

const PAGE = 1 << 16;

/** What a wanted cell takes, as in `assembly/layout.ts`. */
export const CELL_BYTES = 32;

export const WASM_FILE = new URL('scanner.wasm', import.meta.url);
const compiled = new Map<string, WasmModule | null>();

/**
 * A scanner in WebAssembly; the one in TypeScript where this machine has no 128-bit WebAssembly, or no room for it.
 * @param room bytes of room in its memory, 0 = none
 * @param quick what a kernel asks of its quick part, null = it has none
 * @param file the compiled scanner; it is read once
 */
export function newWasmScanner(
  plan: ScanPlan,
  room = 0,
  quick: QuickPart | null = null,
  file: URL = WASM_FILE,
): RoomyScanner {
  let module = compiled.get(file.href);
  if (module === undefined) {
    module = load(file);
    compiled.set(file.href, module);
  }
  if (module === null) return withoutRoom(newScanner(plan));
  try {
    return new WasmScanner(plan, module, room, quick);
  } catch (error) {
    // A machine that grants no memory before it is used.
    if (!(error instanceof RangeError)) throw error;
    return withoutRoom(newScanner(plan));
  }
}

function load(file: URL): WasmModule | null {
  const bytes = existsSync(file) ? readFileSync(file) : null;
  return bytes !== null && WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : null;
}

interface WasmNumber {
  value: number;
}

/** What `assembly/scanner.ts` exports. */
interface Exports {
  readonly rows: WasmNumber;
  readonly lines: WasmNumber;
  readonly combos: WasmNumber;
  setup(layout: number): void;
  begin(): void;
  rebase(buffer: number): void;
  scan(from: number, to: number): number;
  setKernelLayout(layout: number): void;
  count(from: number, rows: number): number;
}

interface WasmModule {
  readonly exports?: never;
}

/** The little of WebAssembly that is used: otherwise it is described only together with a browser. */
declare const WebAssembly: {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => WasmModule;
  readonly Memory: new (size: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer };
  readonly Instance: new (module: WasmModule, imports: object) => { readonly exports: unknown };
};

/** As `browser` in `assembly/layout.ts`. */
const browserOf = ({ timeForm, dayFirst }: ScanPlan): number =>
  timeForm !== 'locale' ? 0 : dayFirst === null ? 3 : dayFirst ? 2 : 1;

const REASONS: readonly Abandoned[] = [
  'a line ends in CR alone',
  'a quote reaches over a line end',
  'too many combinations of words',
];

class WasmScanner implements RoomyScanner {
  readonly columns: Columns;
  readonly room: Uint8Array | null;
  readonly kernel: KernelRoom | null;
  private readonly memory: Uint8Array;
  private readonly window: number;
  private readonly wasm: Exports;
  private readonly assets: readonly boolean[];

  constructor(plan: ScanPlan, module: WasmModule, room: number, quick: QuickPart | null) {
    checkPlan(plan);
    this.assets = assetsAmongWords(plan);
    // The first page is left to the compiler.
    let next = PAGE;
    const take = (bytes: number): number => {
      const at = next;
      next += Math.ceil(bytes / 16) * 16;
      return at;
    };
    const layout = take(256);
    const plans = Array.from({ length: 4 }, () => take(plan.kinds.length));
    const signs = take(plan.kinds.length);
    const cells = take(plan.kinds.length * CELL_BYTES);
    const [columnsAt, key] = [take(columnsSize(plan)), take(plan.words * 128)];
    const [places, entries, store] = [take(MAX_COMBOS * 16), take(MAX_COMBOS * 16), take(STORE)];
    this.window = take(WINDOW + SLACK);
    const roomAt = take(room + SLACK);
    const kernelAt = quick === null ? null : placeKernel(quick, take);
    const pages = Math.ceil(next / PAGE);
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    this.memory = new Uint8Array(memory.buffer);
    this.room = new Uint8Array(memory.buffer, roomAt, room);
    this.columns = newColumns(plan, memory.buffer, columnsAt);
    this.memory.set(plan.kinds, plans[0]);
    this.memory.set(plan.slots, plans[1]);
    for (const slot of plan.optional) this.memory[plans[2]! + slot] = 1;
    for (const [slot] of plan.glued) this.memory[plans[3]! + slot] = 1;
    const { timeForm: form } = plan;
    const flags = [form === 'epoch' || form === 'any', form !== 'epoch', form === 'short-year'].map(Number);
    const told = [plan.kinds.length, plan.delimiter, ...flags, plan.minutesEast, BLOCK_ROWS, MAX_COMBOS];
    const ends = [key, places, entries, store, store + STORE];
    new Int32Array(memory.buffer, layout, 29).set([...told, ...plans, ...this.addresses(), ...ends]);
    for (let slot = 0; slot < plan.numbers; slot++) this.memory[signs + slot] = signOf(plan, slot);
    const style = [plan.point, plan.mark, browserOf(plan), Number(form === 'clock-first'), signs, cells];
    new Int32Array(memory.buffer, layout + 136, style.length).set(style);
    new Float64Array(memory.buffer, layout + 120, 2).set([EARLIEST_EPOCH, LATEST_EPOCH]);
    const host = { dayOf, admits: (at: number, blocks: number) => this.admits(at, blocks) };
    this.wasm = new WebAssembly.Instance(module, { env: { memory }, host }).exports as Exports;
    this.wasm.setup(layout);
    this.kernel = null;
    if (quick === null || kernelAt === null) return;
    const { wasm } = this;
    this.kernel = newKernelRoom(quick, kernelAt, memory.buffer, (from, rows) => wasm.count(from, rows));
    wasm.setKernelLayout(kernelAt.layout);
  }

  get combos(): number {
    return this.wasm.combos.value;
  }

  scan(buffer: Uint8Array, from: number, to: number): number | Abandoned {
    const { wasm, columns } = this;
    const within = buffer.buffer === this.memory.buffer;
    const safe = lastLineEnd(buffer, from, to);
    let at = from;
    wasm.begin();
    while (at < to && wasm.rows.value < BLOCK_ROWS) {
      const end = within ? safe : lastLineEnd(buffer, at, Math.min(safe, at + WINDOW));
      const stop = end > at ? this.some(buffer, at, end, within) : this.longLine(buffer, at, to);
      if (typeof stop === 'string') return stop;
      at = stop;
    }
    columns.rows = wasm.rows.value;
    columns.lines = wasm.lines.value;
    return at;
  }

  private some(buffer: Uint8Array, from: number, end: number, within: boolean): number | Abandoned {
    const { wasm, window } = this;
    const address = within ? buffer.byteOffset + from : window;
    if (!within) this.memory.set(buffer.subarray(from, end), window);
    wasm.rebase(address - from);
    const stop = wasm.scan(address, address + end - from);
    return stop < 0 ? REASONS[-1 - stop]! : stop - address + from;
  }

  /** A line that has no end, or ends too far away, is no simple row. */
  private longLine(buffer: Uint8Array, from: number, to: number): number | Abandoned {
    const { wasm, columns } = this;
    const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
    const end = hardEnd(view, from, to);
    if (typeof end === 'string') return end;
    const row = wasm.rows.value++;
    columns.state[row] = HARD;
    columns.start[row] = from;
    columns.end[row] = end;
    columns.line[row] = wasm.lines.value++;
    return end === to ? to : buffer[end] === 13 ? end + 2 : end + 1;
  }

  private addresses(): number[] {
    const { state, start, end, line, time, mantissa, scale, written, combo, idStart, idEnd, idValue } =
      this.columns;
    const slots = [mantissa, scale, written].map(([first]) => first?.byteOffset ?? 0);
    const ids = [idStart, idEnd, idValue].map(([first]) => first?.byteOffset ?? 0);
    const alone = [state, start, end, line, time].map(({ byteOffset }) => byteOffset);
    return [...alone, ...slots, combo.byteOffset, ...ids];
  }

  /** A combination's words stand in blocks of sixteen bytes; the last of each word has its count of bytes at its end. */
  private admits(at: number, blocks: number): boolean {
    const words = [''];
    for (let block = at; block < at + blocks * 16; block += 16) {
      const last = this.memory[block + 15]!;
      const count = last < 32 ? last : 16;
      words[words.length - 1] += String.fromCharCode(...this.memory.subarray(block, block + count));
      if (last < 32) words.push('');
    }
    return this.assets.every((asset, word) => !asset || isSoundAsset(words[word]!));
  }
}
