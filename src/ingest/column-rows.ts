/** CSV files of any length whose columns are told by name, row by row: quote snapshots, requests for quotes, lists of makers. */
import { fail, nearest, type Problem, problem } from '../domain/problem.ts';
import { cellsOf, headerName } from './header.ts';
import { firstBytes, type Input } from './input.ts';
import { RecordCutter } from './records.ts';
import { type Block, blocksOf, encodingOf } from './text.ts';

/** The columns of a file: a name, and whether the file can do without it. */
export interface ColumnWish {
  readonly name: string;
  readonly optional?: boolean;
  /** Another name that the column goes by. */
  readonly alias?: string;
}

/** One row; cells in the order of the wishes, trimmed, empty where the file lacks the column. */
export interface ColumnRow {
  readonly line: number;
  readonly cells: readonly string[];
  /** Set = the row could not be cut into cells. */
  readonly fault: Problem | null;
}

interface Placement {
  readonly delimiter: string;
  readonly width: number;
  readonly places: readonly number[];
  /** Line of the header. */
  readonly line: number;
}

/**
 * The rows of one file, batch by batch. Lines before the header that are blank or begin with # are left out.
 * @param map column names that the user gave: name → head as the file writes it
 * @throws KnownError when a column is missing or there twice
 */
export async function* columnRows(
  input: Input,
  wishes: readonly ColumnWish[],
  map: ReadonlyMap<string, string>,
  onBytes?: (done: number) => void,
): AsyncGenerator<readonly ColumnRow[]> {
  const encoding = encodingOf(await firstBytes(input), null, input.name);
  let placement: Placement | null = null;
  let cutter: RecordCutter | null = null;
  let lastLine = 0;
  // A quoted cell may run on into the next block, so that from the first quote on all goes through the parser.
  let plain = true;
  for await (const read of blocksOf(input, encoding, onBytes)) {
    let block: Block = read;
    if (placement === null) {
      const found = findHeader(block, input.name, wishes, map);
      if (found === null) continue;
      placement = found.placement;
      block = found.rest;
      cutter = new RecordCutter({ file: input.name, delimiter: placement.delimiter, width: placement.width });
    }
    lastLine = block.firstLine + block.text.split('\n').length - 1;
    plain &&= isPlain(block);
    yield plain
      ? plainRows(block, placement, input.name)
      : cutter!.push(block).map((row) => rowOf(row.line, row.cells, row.fault, placement!, input.name));
  }
  if (placement === null || cutter === null) {
    fail('file-empty', 'the file has no header', { file: input.name, hint: `columns: ${headOf(wishes)}` });
  }
  const rest = cutter.finish(lastLine);
  if (rest.length > 0) {
    yield rest.map((row) => rowOf(row.line, row.cells, row.fault, placement!, input.name));
  }
}

const headOf = (wishes: readonly ColumnWish[]) => wishes.map(({ name }) => name).join(',');

function findHeader(
  block: Block,
  file: string,
  wishes: readonly ColumnWish[],
  map: ReadonlyMap<string, string>,
): { placement: Placement; rest: Block } | null {
  const lines = block.text.split('\n');
  const index = lines.findIndex((line) => !/^\ufeff?\s*(#.*)?$/.test(line));
  if (index === -1) return null;
  const line = block.firstLine + index;
  const placement = placeColumns(lines[index]!, line, file, wishes, map);
  const rest = { ...block, firstLine: line + 1, text: lines.slice(index + 1).join('\n') };
  return { placement, rest };
}

function placeColumns(
  head: string,
  line: number,
  file: string,
  wishes: readonly ColumnWish[],
  map: ReadonlyMap<string, string>,
): Placement {
  const delimiter = [',', ';', '\t', '|'].reduce((best, mark) =>
    head.split(mark).length > head.split(best).length ? mark : best,
  );
  const raw = (cellsOf(head, delimiter) ?? []).map((cell) => headerName(cell));
  const names = raw.map(({ name }) => name);
  const indexOf = (name: string): number => {
    const wanted = headerName(name).name;
    const index = names.indexOf(wanted);
    if (index !== -1 && names.indexOf(wanted, index + 1) !== -1) {
      fail('table-header', `the column ${name} is there twice`, { file, line, column: name });
    }
    return index;
  };
  const places = wishes.map(({ name, alias, optional }) => {
    const mapped = map.get(name);
    const byMap = mapped === undefined ? -1 : indexOf(mapped);
    if (byMap !== -1) return byMap;
    const own = indexOf(name);
    const found = own === -1 && alias !== undefined ? indexOf(alias) : own;
    if (found === -1 && optional !== true) {
      const [near] = nearest(
        name,
        raw.map((one) => one.raw),
      );
      fail('table-header', `the column ${name} is missing`, {
        ...{ file, line },
        hint:
          near === undefined
            ? `columns: ${headOf(wishes)}; another name: --map ${name}=COLUMN`
            : `--map ${name}=${near}?`,
      });
    }
    return found;
  });
  return { delimiter, width: raw.length, places, line };
}

/** True where lines can be split at the delimiter without a CSV parser. */
function isPlain({ text, overlong }: Block): boolean {
  return (
    !overlong &&
    !text.includes('"') &&
    !text.includes('\0') &&
    !text.includes('\ufffd') &&
    !text.includes('\ufeff')
  );
}

function plainRows(block: Block, placement: Placement, file: string): ColumnRow[] {
  const rows: ColumnRow[] = [];
  let line = block.firstLine - 1;
  for (const text of block.text.split('\n')) {
    line++;
    if (text === '' || text.trim() === '') continue;
    rows.push(rowOf(line, text.split(placement.delimiter), null, placement, file));
  }
  return rows;
}

function rowOf(
  line: number,
  cells: readonly string[],
  fault: Problem | null,
  { places, width }: Placement,
  file: string,
): ColumnRow {
  if (fault !== null) return { line, cells: [], fault };
  if (cells.length !== width && !(cells.length > width && cells.slice(width).every((cell) => cell === ''))) {
    const sentence = `the row has ${cells.length} cells, the header ${width}`;
    const hint = 'check that no cell holds the delimiter, or quote it';
    return { line, cells: [], fault: problem('row-width', sentence, { file, line, hint }) };
  }
  const placed: string[] = [];
  for (const place of places) placed.push(place === -1 ? '' : trimmed(cells[place]!));
  return { line, cells: placed, fault: null };
}

/** Almost no cell has white space at an end. */
function trimmed(text: string): string {
  if (text === '') return text;
  const [first, last] = [text.charCodeAt(0), text.charCodeAt(text.length - 1)];
  return first <= 32 || last <= 32 || first >= 160 ? text.trim() : text;
}
