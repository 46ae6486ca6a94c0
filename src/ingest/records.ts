/**
 * Physical lines → records. A stray quote costs its own line and nothing else: lines are handed to the CSV
 * parser in
 * batches that are closed in themselves, so no quote can reach into the next row.
 */
import { parse } from 'csv-parse/sync';
import { type Problem, problem } from '../domain/problem.ts';
import { type Block, MAX_LINE } from './text.ts';

/** One row of the file. `fault` set = it could not be framed; `cells` is then empty. */
export interface Row {
  readonly line: number;
  readonly cells: readonly string[];
  readonly fault: Problem | null;
  /** False for the last row of a file that ends without a line end. */
  readonly terminated: boolean;
}

/** What framing must know of the table: its delimiter, and how many cells a whole row has. */
export interface Framing {
  readonly file: string;
  readonly delimiter: string;
  readonly width: number;
}

/** A quoted cell may run over at most this many lines, and this many characters. */
const JOIN_LINES = 50;
const JOIN_LENGTH = 64 * 1024;

const damagedText = 'the row has bytes that are no valid text in this encoding';

/**
 * Splits one record-sized text into cells; null where it is not well-formed CSV or not exactly `count`
 * records.
 */
export function parseRecords(text: string, delimiter: string, count: number): string[][] | null {
  try {
    const records = parse(text, {
      columns: false,
      relax_column_count: true,
      record_delimiter: ['\n'],
      delimiter,
      max_record_size: MAX_LINE,
    });
    return records.length === count ? records : null;
  } catch {
    return null;
  }
}

/** Turns blocks into rows; lines whose quotes are still open at the end of a block wait for the next one. */
export class RecordCutter {
  private readonly framing: Framing;
  private waiting: string[] = [];

  constructor(framing: Framing) {
    this.framing = framing;
  }

  /** The rows of this block that are complete. Blank lines are no rows. */
  push(block: Block): Row[] {
    const rows: Row[] = [];
    if (block.overlong) {
      rows.push(...this.finish(block.firstLine - 1));
      rows.push(
        this.refused(block.firstLine, block.text, 'row-too-long', 'the row is longer than 1 MiB', endHint),
      );
      return rows;
    }
    const text = stripMarks(block.text, this.framing.delimiter);
    if (this.waiting.length === 0 && !text.includes('"') && !unusable(text)) {
      const count = countLines(text);
      const records = parseRecords(text, this.framing.delimiter, count);
      if (records !== null) {
        this.add(rows, records, block.firstLine, block.terminated);
        return rows;
      }
    }
    const lines = text.split('\n');
    if (lines.at(-1) === '') lines.pop();
    const firstLine = block.firstLine - this.waiting.length;
    this.cut(rows, [...this.waiting.splice(0), ...lines], firstLine, !block.terminated, block.terminated);
    return rows;
  }

  /** What was still open at the end of the file. */
  finish(lastLine: number): Row[] {
    const rows: Row[] = [];
    const lines = this.waiting.splice(0);
    this.cut(rows, lines, lastLine - lines.length + 1, true, true);
    return rows;
  }

  /** Cuts whole lines into rows. `final` = nothing follows, so an open quote cannot be closed any more. */
  private cut(
    rows: Row[],
    lines: readonly string[],
    firstLine: number,
    final: boolean,
    terminated: boolean,
  ): void {
    let start = 0;
    let index = 0;
    while (index < lines.length) {
      const line = lines[index]!;
      if (!oddQuotes(line) && !unusable(line)) {
        index++;
        continue;
      }
      this.addRun(rows, lines.slice(start, index), firstLine + start, true);
      const number = firstLine + index;
      if (unusable(line)) {
        rows.push(this.unusableRow(number, line));
        start = ++index;
        continue;
      }
      const end = this.closingLine(lines, index);
      if (end === 'open' && !final) {
        this.waiting = lines.slice(index);
        return;
      }
      const joined = typeof end === 'number' ? lines.slice(index, end + 1).join('\n') : null;
      const records = joined === null ? null : parseRecords(joined, this.framing.delimiter, 1);
      if (records === null || typeof end !== 'number' || records[0]!.length !== this.framing.width) {
        rows.push(
          this.refused(
            number,
            line,
            'quote-unbalanced',
            'the row has a quote that does not close',
            quoteHint,
          ),
        );
        index++;
      } else {
        rows.push({ line: number, cells: records[0]!, fault: null, terminated: true });
        index = end + 1;
      }
      start = index;
    }
    this.addRun(rows, lines.slice(start), firstLine + start, terminated);
  }

  /**
   * The line that closes the quote opened in line `index`; `open` = it may still come, null = it cannot: too
   * far away,
   * or a line on the way is a whole row in itself, which the quote would swallow.
   */
  private closingLine(lines: readonly string[], index: number): number | 'open' | null {
    let length = 0;
    for (let at = index; at < lines.length; at++) {
      const line = lines[at]!;
      length += line.length + 1;
      if (at - index >= JOIN_LINES || length > JOIN_LENGTH || this.looksWhole(line) || unusable(line))
        return null;
      if (at > index && oddQuotes(line)) return at;
    }
    return 'open';
  }

  private looksWhole(line: string): boolean {
    let count = 1;
    for (
      let at = line.indexOf(this.framing.delimiter);
      at !== -1;
      at = line.indexOf(this.framing.delimiter, at + 1)
    ) {
      if (++count >= this.framing.width) return true;
    }
    return false;
  }

  /** Lines that are closed in themselves: at once, or one by one where one of them is malformed. */
  private addRun(rows: Row[], lines: readonly string[], firstLine: number, terminated: boolean): void {
    if (lines.length === 0) return;
    const records = parseRecords(`${lines.join('\n')}\n`, this.framing.delimiter, lines.length);
    if (records !== null) {
      this.add(rows, records, firstLine, terminated);
      return;
    }
    for (const [offset, line] of lines.entries()) {
      const single = line.length > MAX_LINE ? null : parseRecords(`${line}\n`, this.framing.delimiter, 1);
      const last = offset === lines.length - 1;
      if (single !== null) this.add(rows, single, firstLine + offset, terminated || !last);
      else if (line.length > MAX_LINE) {
        const sentence = 'the row is longer than 1 MiB';
        rows.push(this.refused(firstLine + offset, line, 'row-too-long', sentence, endHint));
      } else {
        const sentence = 'the row has a quote in the middle of a cell';
        rows.push(this.refused(firstLine + offset, line, 'quote-misplaced', sentence, quoteHint));
      }
    }
  }

  private add(rows: Row[], records: readonly string[][], firstLine: number, terminated: boolean): void {
    const last = records.length - 1;
    for (const [index, cells] of records.entries()) {
      if (isBlank(cells)) continue;
      rows.push({ line: firstLine + index, cells, fault: null, terminated: terminated || index < last });
    }
  }

  private unusableRow(line: number, text: string): Row {
    const at = text.search(/[\0\ufffd]/);
    const column = `character ${at + 1}`;
    const hint = 'if the file is in another encoding, name it: --encoding gb18030, windows-1252, …';
    const fault = problem('text-damaged', damagedText, { file: this.framing.file, line, column, hint });
    return { line, cells: [], fault, terminated: true };
  }

  private refused(line: number, text: string, code: string, sentence: string, hint: string): Row {
    const fault = problem(code, sentence, { file: this.framing.file, line, value: text.slice(0, 80), hint });
    return { line, cells: [], fault, terminated: true };
  }
}

const quoteHint = 'remove the stray quote, or export the file again';
const endHint = 'check that this is a CSV file with one row per line';

function oddQuotes(line: string): boolean {
  let odd = false;
  for (let at = line.indexOf('"'); at !== -1; at = line.indexOf('"', at + 1)) odd = !odd;
  return odd;
}

/** NUL, or the mark that decoding leaves where bytes made no sense. */
function unusable(text: string): boolean {
  return text.includes('\ufffd') || text.includes('\0');
}

/** True for a line that holds nothing. */
export function isBlank(cells: readonly string[]): boolean {
  for (const cell of cells) if (cell !== '' && cell.trim() !== '') return false;
  return true;
}

function countLines(text: string): number {
  let count = text.endsWith('\n') ? 0 : 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** Some venues put a byte order mark in front of every line, or every cell. */
export function stripMarks(text: string, delimiter: string): string {
  if (!text.includes('\ufeff')) return text;
  const before = delimiter === '\t' ? '\\t' : `\\${delimiter}`;
  return text.replace(new RegExp(`(^|[\\n"${before}])\\ufeff+`, 'g'), '$1');
}
