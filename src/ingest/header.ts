/** Finds the header row among the first lines of a file, and reads what stands above it. */
import { readOffset } from '../domain/time.ts';
import type { Input } from './input.ts';
import { parseRecords, stripMarks } from './records.ts';
import { blocksOf } from './text.ts';

/** A header name, made comparable. */
export interface HeaderName {
  /** As the file writes it, without marks, outer blanks and stray outer commas. */
  readonly raw: string;
  /** NFC, lower case, without `_ - .`, blanks and zone suffix. */
  readonly name: string;
  /** Minutes east of UTC, where the name carries a zone: `Date(UTC)`, `Filled Time(UTC+02:00)`. */
  readonly minutesEast: number | null;
}

/** How many lines from the top a header may stand. */
export const HEADER_LINES = 15;
/** More columns than this are refused. */
export const MAX_COLUMNS = 1000;

export function headerName(cell: string): HeaderName {
  const raw = cell
    .normalize('NFC')
    .replace(/^\ufeff+/, '')
    .replace(/^[\s,]+|[\s,]+$/g, '');
  const zone = /^(.*?)\s*\(\s*((?:UTC|GMT)[^()]*|Local Time)\s*\)$/i.exec(raw);
  const name = (zone?.[1] ?? raw).toLowerCase().replace(/[_\-.\s]+/g, '');
  return { raw, name, minutesEast: zone === null ? null : readOffset(zone[2]!) };
}

/** The first lines of a file, decoded. */
export interface Head {
  readonly lines: readonly string[];
}

/** The first lines of the input, at most 16, each cut at 256 KiB. */
export async function readHead(input: Input, encoding: string): Promise<Head> {
  const lines: string[] = [];
  for await (const block of blocksOf(input, encoding)) {
    const text = block.text.endsWith('\n') ? block.text.slice(0, -1) : block.text;
    for (const line of text.split('\n', HEADER_LINES + 1 - lines.length))
      lines.push(line.slice(0, 256 * 1024));
    if (lines.length > HEADER_LINES) break;
  }
  return { lines };
}

/**
 * The cells of a line under one delimiter, trailing empty cells dropped; null where it is not well-formed. A
 * line that is one
 * quoted cell holding a whole quoted line is unwrapped.
 */
export function cellsOf(line: string, delimiter: string): string[] | null {
  const record = parseRecords(`${stripMarks(line, delimiter)}\n`, delimiter, 1)?.[0];
  if (record === undefined) return null;
  const only = record.length === 1 ? record[0]! : '';
  const cells = only.includes(delimiter) ? (parseRecords(`${only}\n`, delimiter, 1)?.[0] ?? record) : record;
  let end = cells.length;
  while (end > 0 && cells[end - 1]!.trim() === '') end--;
  return cells.slice(0, end);
}

/** What lines above the header, or the file's name, say about the whole file. */
export interface Preamble {
  readonly minutesEast: number | null;
  readonly account: string | null;
}

/** Reads `UID:123,Account Type:Main,Time Zone:UTC+8` and the padded form `UID,123,Trading account,,,`. */
export function readPreamble(lines: readonly string[]): Preamble {
  let minutesEast: number | null = null;
  let account: string | null = null;
  for (const line of lines) {
    const cells = line.split(/[,;\t]/).map((cell) => cell.replace(/^[\s\ufeff"]+|[\s"]+$/g, ''));
    for (const [index, cell] of cells.entries()) {
      const pair = /^(time ?zone|uid|user id)\s*(?::\s*(.*))?$/i.exec(cell);
      if (pair === null) continue;
      const value = pair[2] ?? cells[index + 1] ?? '';
      if (/^time/i.test(pair[1]!)) minutesEast ??= readOffset(value);
      else if (value !== '') account ??= value;
    }
  }
  return { minutesEast, account };
}

/**
 * Minutes east of UTC in a file's name: `(UTC+3)`, `(UTC--6)`, `~UTC+8~`; for an entry of an archive its own
 * name goes before the
 * archive's. Null where there is none, or more than one in one name.
 */
export function zoneOfFileName(path: string): number | null {
  const parts = path.split(/[\\/]/);
  const names = [parts.at(-1) ?? '', ...parts.slice(0, -1).filter((part) => /\.zip$/i.test(part))];
  for (const name of names) {
    const found = [...name.matchAll(/[(~_ ](UTC(?:(?:[+-]|--)\d{1,2}(?::?\d{2})?)?)(?=[)~_ .])/gi)];
    const offsets = new Set(found.map((match) => readOffset(match[1]!)).filter((offset) => offset !== null));
    if (offsets.size === 1) return [...offsets][0]!;
  }
  return null;
}
