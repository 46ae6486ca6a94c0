/** What a user names a row by: a trade id, a symbol and an id, or a file and a line. */
import { basename } from 'node:path';
import type { Fill } from '../domain/fill.ts';
import { fail } from '../domain/problem.ts';
import type { Source } from '../engine/engine.ts';
import type { Wanted } from '../engine/sighting.ts';
import type { Field } from '../ingest/profile.ts';

/** Ids that are kept for a hint. */
const MOST_NEAR = 3;
/** So much of an id must agree, at its two ends, for it to be near. */
const NEAR = 0.6;

/** Looks for rows by the text that a user named them by, and remembers what was near. */
export class NamedRows implements Wanted {
  private readonly text: string;
  private readonly sources: readonly Source[];
  /** Files of `FILE:LINE`; empty = the text is none. */
  private readonly files: ReadonlySet<string>;
  private readonly line: number;
  private near: { readonly id: string; readonly score: number }[] = [];
  /** Trade ids of the order of this id. */
  private readonly ofOrder = new Set<string>();
  private readonly ends = new Map<string, { first: number; last: number }>();

  constructor(text: string, sources: readonly Source[]) {
    this.text = text;
    this.sources = sources;
    const [, name, line] = /^(.+):(\d{1,15})$/.exec(text) ?? [];
    this.line = Number(line ?? 0);
    this.files = new Set(sources.map(({ input }) => input.name).filter((file) => isNamed(file, name)));
  }

  row(file: string, line: number, cell: (field: Field) => string): 'yes' | 'maybe' | 'no' {
    this.seeLine(file, line);
    if (this.files.has(file) && line === this.line) return 'yes';
    const id = cell('tradeId');
    if (id === '') return 'no';
    if (id === this.text || this.isPair(cell('symbol'), id)) return 'yes';
    if (this.text.endsWith(`:${id}`)) return 'maybe';
    this.seeId(id, cell('orderId'));
    return 'no';
  }

  fill({ tradeId, instrument }: Fill): boolean {
    return tradeId !== null && (tradeId === this.text || this.isPair(instrument.symbol, tradeId));
  }

  private isPair(symbol: string, id: string): boolean {
    return `${symbol.toLowerCase()}:${id}` === this.text.toLowerCase();
  }

  private seeLine(file: string, line: number): void {
    const ends = this.ends.get(file);
    if (ends === undefined) this.ends.set(file, { first: line, last: line });
    else ends.last = line;
  }

  private seeId(id: string, order: string): void {
    if (order === this.text && this.ofOrder.size < MOST_NEAR + 1) this.ofOrder.add(id);
    const score = likeness(id, this.text);
    const last = this.near.at(-1);
    if (score < NEAR || (this.near.length === MOST_NEAR && last !== undefined && score <= last.score)) return;
    if (this.near.some((one) => one.id === id)) return;
    this.near = [...this.near, { id, score }]
      .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
      .slice(0, MOST_NEAR);
  }

  /** Nothing has this name: says so, with what is near. */
  refuse(): never {
    const { text, files, line } = this;
    if (files.size > 0) return this.refuseLine();
    if (this.ofOrder.size > 0) {
      const ids = [...this.ofOrder];
      const list = ids.length > MOST_NEAR ? `${ids.slice(0, MOST_NEAR).join(', ')}, …` : ids.join(', ');
      return fail('trade-unknown', 'this is the id of an order, not of a trade', {
        value: text,
        hint: `its trades are: ${list}`,
      });
    }
    const near = this.near.map(({ id }) => id);
    const withoutIds = this.sources.every(({ recognition }) => !recognition.columns.has('tradeId'));
    const looksLikePlace = line > 0 && /[./\\]/.test(text.slice(0, text.lastIndexOf(':')));
    const hint =
      near.length > 0
        ? `near: ${near.join(', ')}`
        : withoutIds
          ? 'the file has no trade ids: name the row by FILE:LINE'
          : looksLikePlace
            ? `files read are: ${this.sources.map(({ input }) => input.name).join(', ')}`
            : 'name the row by ID, SYMBOL:ID or FILE:LINE';
    return fail('trade-unknown', 'no row has this trade id', { value: text, hint });
  }

  private refuseLine(): never {
    const [file] = this.files;
    const { recognition } = this.sources.find(({ input }) => input.name === file)!;
    const ends = this.ends.get(file!);
    const what =
      this.line === recognition.headerLine
        ? 'this line is the header'
        : this.line < recognition.headerLine
          ? 'this line stands above the header'
          : 'no row begins at this line';
    return fail('line-unknown', what, {
      ...{ file: file!, line: this.line },
      hint: ends === undefined ? 'the file has no rows' : `rows are in lines ${ends.first} to ${ends.last}`,
    });
  }
}

/** A file by its name as given, or by its last part; `stdin` for standard input. */
function isNamed(file: string, name: string | undefined): boolean {
  if (name === undefined) return false;
  const plain = (path: string) => path.replace(/^\.[\\/]/, '');
  return plain(file) === plain(name) || basename(file) === name || (file === '-' && name === 'stdin');
}

/** How much of two ids agrees at their beginning and end together, 0–1. */
function likeness(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a.charCodeAt(start) === b.charCodeAt(start)) start++;
  let end = 0;
  while (end < shorter - start && a.charCodeAt(a.length - 1 - end) === b.charCodeAt(b.length - 1 - end))
    end++;
  return (start + end) / Math.max(a.length, b.length);
}
