/** Bytes of an input → blocks of whole lines → columns → kernel. */
import { MAX_LINE } from '../../ingest/text.ts';
import { Declined } from './declined.ts';
import type { RoomyScanner } from './wasm-scanner.ts';

export const BUFFER_BYTES = 1 << 20;
const [LF, CR] = [10, 13] as const;

/** What is done with what was read. */
export interface ScanVisitor {
  /** The columns are filled with rows of `bytes`. @param place of the first byte, @param line of the first line, both from 0 */
  rows(bytes: Buffer, place: number, line: number): void;
  /** The last line lacks its line end. @param before the line before it, '' = there is none */
  last(text: string, before: string, line: number, place: number): void;
}

export class FileScan {
  private readonly scanner: RoomyScanner;
  private readonly visitor: ScanVisitor;
  private buffer: Buffer;
  /** Bytes of a line that goes on, at the start of the buffer. */
  private held = 0;
  /** Place of the buffer's first byte in the input. */
  private place = 0;
  /** Lines so far. */
  lines = 0;
  /** The last row that was scanned. */
  private before = '';
  private headerLines: number;

  /** @param headerLine physical line of the header, above which there is nothing to read */
  constructor(scanner: RoomyScanner, visitor: ScanVisitor, headerLine: number) {
    const { room } = scanner;
    this.buffer =
      room === null
        ? Buffer.allocUnsafe(BUFFER_BYTES)
        : Buffer.from(room.buffer, room.byteOffset, room.byteLength);
    this.scanner = scanner;
    this.visitor = visitor;
    this.headerLines = headerLine;
  }

  /** @throws Declined where the lines are not for the scanner */
  push(chunk: Uint8Array): void {
    if (this.held + chunk.length > this.buffer.length) this.grow(this.held + chunk.length);
    this.buffer.set(chunk, this.held);
    this.filled(chunk.length);
  }

  /** Where the next bytes can be read into; `filled` tells how many they are. */
  get space(): Uint8Array {
    if (this.held === this.buffer.length) this.grow(2 * this.held);
    return this.buffer.subarray(this.held);
  }

  private grow(bytes: number): void {
    const larger = Buffer.allocUnsafe(Math.max(bytes, 2 * this.buffer.length));
    this.buffer.copy(larger, 0, 0, this.held);
    this.buffer = larger;
  }

  /** @throws Declined as `push` */
  filled(bytes: number): void {
    const end = this.held + bytes;
    const to = this.buffer.lastIndexOf(LF, end - 1) + 1;
    if (to === 0 && end > MAX_LINE) throw new Declined('a line is longer than 1 MiB');
    if (to > 0) this.scan(to);
    this.buffer.copyWithin(0, to, end);
    this.place += to;
    this.held = end - to;
  }

  private scan(to: number): void {
    let at = this.belowHeader(to);
    while (at < to) {
      const stopped = this.scanner.scan(this.buffer, at, to);
      if (typeof stopped === 'string') throw new Declined(stopped);
      this.remember();
      this.visitor.rows(this.buffer, this.place, this.lines);
      this.lines += this.scanner.columns.lines;
      at = stopped;
    }
  }

  private belowHeader(to: number): number {
    let at = 0;
    while (this.headerLines > 0 && at < to) {
      const end = this.buffer.indexOf(LF, at);
      const cr = this.buffer.subarray(at, end).indexOf(CR);
      if (cr >= 0 && at + cr !== end - 1) throw new Declined('a line ends in CR alone');
      at = end + 1;
      this.lines += 1;
      this.headerLines -= 1;
    }
    return at;
  }

  /** The input is at its end. */
  finish(): void {
    if (this.held === 0) return;
    if (this.buffer.subarray(0, this.held).includes(CR)) throw new Declined('a line ends in CR alone');
    const text = this.buffer.toString('utf8', 0, this.held);
    if (this.headerLines === 0) this.visitor.last(text, this.before, this.lines, this.place);
  }

  private remember(): void {
    const { columns } = this.scanner;
    const row = columns.rows - 1;
    if (row >= 0) this.before = this.buffer.toString('utf8', columns.start[row], columns.end[row]);
  }
}
