/** Scans stretches of files into kernels, one of each file: what every thread does. */
import { closeSync, openSync } from 'node:fs';
import type { Asked, KernelResult, PartResult, Single } from './part.ts';
import { PartScan } from './part-scan.ts';
import { QUICK, quickScanner } from './quick-scanner.ts';
import { readPart, readSome } from './read-part.ts';
import type { KernelBooks } from './row-kernel.ts';
import type { FilePlan } from './scan-plan.ts';
import type { Stretch } from './thread-messages.ts';

const CHUNK = 1 << 20;
/** Bytes that are looked through at once for the end of a line. */
const GLANCE = 4096;
const LF = 10;

/** A file that is scanned by stretches. Plain data. */
export interface PlannedFile {
  readonly path: string;
  readonly plan: FilePlan;
  /** As of `FileListener`. */
  readonly likeness: number;
}

export class StretchScan {
  private readonly files: readonly PlannedFile[];
  private readonly asked: Asked;
  private readonly books: KernelBooks;
  private readonly surveys: boolean;
  private readonly many: boolean;
  private readonly isPatient: (file: number) => boolean;
  /** Files come one after the other. */
  private current: { readonly file: number; readonly scan: PartScan } | null = null;
  private handle: number | null = null;
  /** What came of files that are done. */
  private readonly done: KernelResult[] = [];

  /** @param surveys fills are evidence, else they are judged @param many others scan stretches of the same files @param isPatient with a file, as of `ScanJob` */
  constructor(
    files: readonly PlannedFile[],
    asked: Asked,
    books: KernelBooks,
    surveys: boolean,
    many: boolean,
    isPatient: (file: number) => boolean,
  ) {
    this.files = files;
    this.asked = asked;
    this.books = books;
    this.surveys = surveys;
    this.many = many;
    this.isPatient = isPatient;
  }

  /** @param step bytes that are read at once, asked for before each reading @yields how many were read so far, after each reading @throws Declined where some line is not for the scanner */
  *scan({ part, from, to, size, first }: Stretch, step = () => CHUNK): Generator<number, PartResult> {
    const scan = this.scanOf(part.file, size);
    this.handle ??= openSync(this.files[part.file]!.path, 'r');
    const { handle } = this;
    const start = from === 0 ? 0 : lineAt(handle, from, size);
    const end = to === size ? size : lineAt(handle, to, size);
    scan.begin({ ...part, place: first + start });
    yield* readPart(handle, start, end, scan, step);
    return scan.end(end === size && start < end);
  }

  /** Singles of the stretch at hand, as far as it was scanned; they are given away. */
  takeSingles(file: number): readonly Single[] {
    return this.current?.file === file ? this.current.scan.takeSingles() : [];
  }

  /** What was summed up over all stretches. */
  results(): KernelResult[] {
    return this.current === null ? this.done : [...this.done, this.current.scan.result()];
  }

  close(): void {
    if (this.handle !== null) closeSync(this.handle);
    this.handle = null;
  }

  /** Lanes and tables of the file before are let go. */
  private scanOf(file: number, size: number): PartScan {
    const { current } = this;
    if (current?.file === file) return current.scan;
    this.close();
    if (current !== null) this.done.push(current.scan.finished());
    const { plan } = this.files[file]!;
    const scanner = quickScanner(plan, this.many ? QUICK.bytes : size, this.surveys);
    const patient = this.isPatient(file);
    const scan = new PartScan(file, plan, scanner, this.asked, this.books, this.surveys, patient);
    this.current = { file, scan };
    return scan;
  }
}

/** The first place at or behind `from` at which a line begins. */
function lineAt(handle: number, from: number, size: number): number {
  const buffer = Buffer.allocUnsafe(GLANCE);
  for (let at = from - 1; at < size; ) {
    const read = readSome(handle, buffer, Math.min(GLANCE, size - at), at);
    const found = buffer.subarray(0, read).indexOf(LF);
    if (found >= 0) return at + found + 1;
    at += read;
  }
  return size;
}
