/** The byte scanner against the reference reader: made-up files, scanned in random pieces. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal, writtenScale } from '../../../src/domain/decimal.ts';
import {
  BLOCK_ROWS,
  CELL,
  HARD,
  MAX_COMBOS,
  type Scanner,
  type ScanPlan,
  SIMPLE,
  type TimeForm,
} from '../../../src/engine/fast/columns.ts';
import { isScannable } from '../../../src/engine/fast/scan-lines.ts';
import { newScanner } from '../../../src/engine/fast/scanner.ts';
import { newWasmScanner, type RoomyScanner } from '../../../src/engine/fast/wasm-scanner.ts';
import {
  FEE_TOKENS,
  type NumberStyle,
  readNumber,
  splitGlued,
  TimeReader,
} from '../../../src/ingest/cells.ts';
import { plainDigits } from '../../../src/ingest/fee-reader.ts';
import { RecordCutter } from '../../../src/ingest/records.ts';
import { EDGES, glued, id, type MadeCell, skipped, styled, time, word } from './scan-cells.ts';

type Role = 'time' | 'word' | 'number' | 'signed' | 'size' | 'optional' | 'glued' | 'id' | 'skip';

interface Layout {
  readonly roles: readonly Role[];
  readonly plan: ScanPlan;
  readonly delimiter: string;
  readonly style: NumberStyle;
}

const PLAIN: NumberStyle = { decimal: '.', thousands: null };
const STYLES: readonly NumberStyle[] = [
  { decimal: '.', thousands: ',' },
  { decimal: ',', thousands: '.' },
  { decimal: ',', thousands: null },
];

const KINDS: Readonly<Record<Role, number>> = {
  ...{ time: CELL.time, word: CELL.word, number: CELL.number, optional: CELL.number },
  ...{ glued: CELL.number, signed: CELL.number, size: CELL.number, id: CELL.id, skip: CELL.skip },
};

function layoutOf(
  roles: readonly Role[],
  delimiter: string,
  timeForm: TimeForm,
  minutesEast: number,
  dayFirst: boolean | null = null,
  style: NumberStyle = PLAIN,
): Layout {
  const kinds = roles.map((role) => KINDS[role]);
  const slots = kinds.map((kind, at) => kinds.slice(0, at).filter((other) => other === kind).length);
  const count = (kind: number) => kinds.filter((other) => other === kind).length;
  const words = count(CELL.word);
  const slotsOf = (wanted: Role) => roles.flatMap((role, at) => (role === wanted ? [slots[at]!] : []));
  const pairs = slotsOf('glued').map((slot, at) => [slot, words + at] as const);
  const sizes = slotsOf('size');
  const signs = [...slotsOf('signed'), ...sizes];
  const bytes = { point: style.decimal.charCodeAt(0), mark: style.thousands?.charCodeAt(0) ?? 0 };
  const plan: ScanPlan = {
    ...{ delimiter: delimiter.charCodeAt(0), kinds, slots, timeForm, minutesEast },
    ...{ glued: pairs, optional: slotsOf('optional') },
    ...{ dayFirst, ...bytes, signs, sizes },
    ...{ numbers: count(CELL.number), words: words + pairs.length + signs.length, ids: count(CELL.id) },
  };
  return { roles, plan, delimiter, style };
}

interface MadeLine {
  readonly text: string;
  readonly plain: boolean;
}

/** How a line's cells are quoted: simply, or so that no reader should take them for simple. */
type Quoting = 'none' | 'all' | 'some' | 'odd';

function lineOf(cells: readonly MadeCell[], quoting: Quoting, ragged: number, delimiter: string): MadeLine {
  const wrapped = cells.map(({ text, plain }, at) => {
    const bare =
      quoting === 'none' || (quoting === 'some' && at % 2 === 0) || (quoting === 'odd' && at !== 1);
    if (bare) return { text, plain: plain && !text.includes(delimiter) };
    return quoting === 'odd' ? { text: `x"${text}"`, plain: false } : { text: `"${text}"`, plain };
  });
  // Empty cells behind the last one mean nothing.
  const plain = ragged >= 0 && wrapped.every((cell) => cell.plain);
  const kept = ragged < 0 ? wrapped.slice(0, ragged) : wrapped;
  return {
    text: kept.map(({ text }) => text).join(delimiter) + delimiter.repeat(Math.max(0, ragged)),
    plain,
  };
}

function lineArbitrary({ roles, delimiter, plan, style }: Layout): fc.Arbitrary<MadeLine> {
  const number = styled(style);
  const cellsOf: Readonly<Record<Role, fc.Arbitrary<MadeCell>>> = {
    ...{ word, number, signed: number, size: number, id, skip: skipped },
    ...{ glued: glued(style), time: time(plan.timeForm, plan.dayFirst) },
    optional: fc.oneof(
      { weight: 2, arbitrary: number },
      { weight: 1, arbitrary: fc.constant({ text: '', plain: true }) },
    ),
  };
  const sound = (role: Role) => cellsOf[role].filter(({ plain }) => plain);
  const rows = (pick: (role: Role) => fc.Arbitrary<MadeCell>, quotings: Quoting[], widths: number[]) =>
    fc
      .tuple(fc.tuple(...roles.map(pick)), fc.constantFrom(...quotings), fc.constantFrom(...widths))
      .map(([cells, quoting, ragged]) => lineOf(cells, quoting, ragged, delimiter));
  return fc.oneof(
    { weight: 6, arbitrary: rows(sound, ['none', 'none', 'all', 'some'], [0]) },
    { weight: 4, arbitrary: rows((role) => cellsOf[role], ['none', 'all', 'some'], [0]) },
    // One cell of a sound row is any.
    {
      weight: 6,
      arbitrary: fc.nat({ max: roles.length - 1 }).chain((any) => {
        const made = fc.tuple(...roles.map((role, at) => (at === any ? cellsOf[role] : sound(role))));
        return made.map((cells) => lineOf(cells, 'none', 0, delimiter));
      }),
    },
    { weight: 1, arbitrary: rows(sound, ['odd'], [0]) },
    { weight: 1, arbitrary: rows(sound, ['none'], [-1, -2, 1, 2]) },
    {
      weight: 2,
      arbitrary: fc.constantFrom('', '', '', delimiter, ' ', delimiter.repeat(roles.length - 1)).map(unsound),
    },
    { weight: 1, arbitrary: fc.constantFrom('x\ry', 'x\r', '"', 'x"y', '#', '""').map(unsound) },
  );
}

const unsound = (text: string): MadeLine => ({ text, plain: false });

interface MadeFile {
  readonly layout: Layout;
  readonly lines: readonly MadeLine[];
  readonly bytes: Buffer;
}

const file: fc.Arbitrary<MadeFile> = fc
  .record({
    roles: fc.shuffledSubarray<Role>(
      [
        'time',
        'word',
        'word',
        'number',
        'number',
        'signed',
        'size',
        'optional',
        'glued',
        'id',
        'id',
        'skip',
        'word',
      ],
      { minLength: 2 },
    ),
    delimiter: fc.constantFrom(',', ',', ',', ';', '\t', '|'),
    timeForm: fc.constantFrom<TimeForm>(
      'text',
      'text',
      'short-year',
      'epoch',
      'any',
      'locale',
      'clock-first',
    ),
    minutesEast: fc.constantFrom(0, 480, -330),
    dayFirst: fc.constantFrom(true, false, null),
    style: fc.constantFrom(PLAIN, PLAIN, PLAIN, ...STYLES),
  })
  .map(({ roles, delimiter, timeForm, minutesEast, dayFirst, style }) => {
    const whole: Role[] = roles.includes('time') ? roles : [...roles, 'time'];
    return layoutOf(whole, delimiter, timeForm, minutesEast, dayFirst, style);
  })
  .chain((layout) =>
    fc
      .record({
        lines: fc.array(lineArbitrary(layout), { maxLength: 12 }),
        ends: fc.array(fc.constantFrom('\n', '\r\n'), { minLength: 12, maxLength: 12 }),
        oneEnd: fc.boolean(),
        open: fc.boolean(),
      })
      .map(({ lines, ends, oneEnd, open }) => {
        const end = (at: number) => (open && at === lines.length - 1 ? '' : ends[oneEnd ? 0 : at]!);
        const text = lines.map((line, at) => line.text + end(at)).join('');
        const last = lines.length - 1;
        const told = lines.map((line, at) => (open && at === last ? { ...line, plain: false } : line));
        return { layout, lines: told, bytes: Buffer.from(text, 'latin1') };
      }),
  );

/** A row as the scanner told it, with everything that it said copied out. */
interface Scanned {
  readonly line: number;
  readonly simple: boolean;
  readonly text: string;
  readonly time: number;
  readonly numbers: readonly { mantissa: number; scale: number; written: number }[];
  readonly combo: number;
  readonly ids: readonly { text: string; value: number }[];
}

interface Outcome {
  readonly rows: readonly Scanned[];
  readonly lines: number;
  readonly gaveUp: string | null;
}

/** Bytes of room that a scanner with memory of its own is given. */
const ROOM = 1 << 16;

/** Scans whole lines in pieces that end at `borders`, each at another place of a buffer full of something else. */
function scanAll(scanner: Scanner, bytes: Buffer, borders: readonly number[], shift: number): Outcome {
  const rows: Scanned[] = [];
  let lines = 0;
  let from = 0;
  for (const to of [...borders.filter((border) => border < bytes.length), bytes.length]) {
    const size = shift + (to - from) + (shift % 3) * 7;
    const room = 'room' in scanner && scanner.room instanceof Uint8Array ? scanner.room : null;
    const buffer =
      room === null || size > room.length
        ? Buffer.alloc(size)
        : Buffer.from(room.buffer, room.byteOffset, size);
    buffer.fill(shift % 2 === 0 ? '9' : '",\r\n');
    bytes.copy(buffer, shift, from, to);
    let at = shift;
    const end = shift + to - from;
    while (at < end) {
      const stop = scanner.scan(buffer, at, end);
      if (typeof stop === 'string') return { rows, lines, gaveUp: stop };
      rows.push(...copied(scanner, buffer, lines));
      lines += scanner.columns.lines;
      expect(stop).toBeGreaterThan(at);
      at = stop;
    }
    expect(at).toBe(end);
    from = to;
  }
  return { rows, lines, gaveUp: null };
}

function copied({ columns }: Scanner, buffer: Buffer, before: number): Scanned[] {
  return Array.from({ length: columns.rows }, (_, row) => {
    const simple = columns.state[row] === SIMPLE;
    const place = {
      line: before + columns.line[row]!,
      text: buffer.toString('latin1', columns.start[row], columns.end[row]),
    };
    if (!simple) return { ...place, simple, time: 0, numbers: [], combo: -1, ids: [] };
    return {
      ...{ ...place, simple, time: columns.time[row]!, combo: columns.combo[row]! },
      numbers: columns.mantissa.map((mantissa, slot) => ({
        ...{
          mantissa: mantissa[row]!,
          scale: columns.scale[slot]![row]!,
          written: columns.written[slot]![row]!,
        },
      })),
      ids: columns.idValue.map((value, slot) => ({
        text: buffer.toString('latin1', columns.idStart[slot]![row], columns.idEnd[slot]![row]),
        value: value[row]!,
      })),
    };
  });
}

/** Physical lines by the plainest means: what stands between line feeds. */
function plainLines(bytes: Buffer): { line: number; text: string }[] {
  const lines = bytes.toString('latin1').split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((text, line) => ({ line, text: text.endsWith('\r') ? text.slice(0, -1) : text }));
}

/** Why the file is not for the scanner, told from the lines. */
function reasonToGiveUp(bytes: Buffer): string | null {
  const lines = bytes.toString('latin1').split(/(?<=\n)/);
  for (const line of lines) {
    if (line.replace(/\r\n$/, '').includes('\r')) return 'a line ends in CR alone';
    if (line.split('"').length % 2 === 0) return 'a quote reaches over a line end';
  }
  return null;
}

/** The rows that the reference reader frames, by line from 0. */
function referenceRows({
  layout,
  bytes,
}: MadeFile): Map<number, { cells: readonly string[]; usable: boolean }> {
  const text = bytes.toString('utf8').replaceAll('\r\n', '\n');
  const cutter = new RecordCutter({
    file: 'made.csv',
    delimiter: layout.delimiter,
    width: layout.roles.length,
  });
  const block = { firstLine: 1, text, terminated: text.endsWith('\n'), overlong: false };
  const rows = text === '' ? [] : [...cutter.push(block), ...cutter.finish(text.split('\n').length)];
  return new Map(
    rows.map(({ line, cells, fault, terminated }) => [
      line - 1,
      { cells, usable: fault === null && terminated && hasWidth(cells, layout.roles.length) },
    ]),
  );
}

/** True = the row has its cells, and perhaps empty ones behind them. */
const hasWidth = (cells: readonly string[], width: number): boolean =>
  cells.length >= width && cells.slice(width).every((cell) => cell.trim() === '');

const place = { file: 'made.csv', line: 1, column: 'x' };

/** What the reference readers of cells make of a row must be what the scanner made of it. @returns its words */
function compareRow(
  { roles, plan, style }: Layout,
  times: TimeReader,
  raw: readonly string[],
  row: Scanned,
): string[] {
  const cells = raw.map((cell) => cell.trim());
  const words: string[] = [];
  for (const [at, role] of roles.entries()) {
    const [cell, slot] = [cells[at]!, plan.slots[at]!];
    if (role === 'time') {
      expect({ instant: row.time, remark: null }).toEqual(times.read(cell, place));
    } else if (role === 'word') words[slot] = cell;
    else if (role === 'id') {
      const value = /^[1-9]\d{0,14}$/.test(cell) ? Number(cell) : -1;
      expect(row.ids[slot]).toEqual({ text: cell, value });
    } else if (role === 'glued') {
      const split = splitGlued(cell, FEE_TOKENS);
      expect(split).toEqual(splitGlued(cell, []));
      compareNumber(split!.number, row.numbers[slot]!, style);
      words[plan.glued.find(([mine]) => mine === slot)![1]] = split!.asset!;
    } else if (role === 'optional' && cell === '') {
      expect(row.numbers[slot]).toEqual({ mantissa: Number.NaN, scale: 0, written: 0 });
    } else if (role !== 'skip') {
      const size = role === 'size' && cell.startsWith('-') ? cell.slice(1) : cell;
      compareNumber(size, row.numbers[slot]!, style);
      if (role === 'size' || role === 'signed') {
        words[plan.words - plan.signs.length + plan.signs.indexOf(slot)] = cell.startsWith('-') ? '-' : '+';
      }
    }
  }
  return words;
}

function compareNumber(
  text: string,
  read: { mantissa: number; scale: number; written: number },
  style: NumberStyle,
): void {
  const value = readNumber(text, style, place);
  expect(new Decimal(read.mantissa).eq(value.times(new Decimal(10).pow(read.scale)))).toBe(true);
  expect(Object.is(read.mantissa, -0)).toBe(false);
  expect(Math.abs(read.mantissa)).toBeLessThan(1e15);
  expect(read.written).toBeLessThanOrEqual(18);
  expect({ scale: read.scale, written: read.written }).toEqual({
    scale: value.decimalPlaces(),
    written: writtenScale(plainDigits(text, style.thousands)),
  });
}

/** Checks everything that was said about a file. @returns how many rows were simple */
function check(made: MadeFile, outcome: Outcome, combos: number): number {
  const { layout, bytes } = made;
  const reason = reasonToGiveUp(bytes);
  expect(outcome.gaveUp).toBe(reason);
  if (reason !== null) return 0;
  const lines = plainLines(bytes);
  expect(outcome.lines).toBe(lines.length);
  expect(outcome.rows.map(({ line, text }) => ({ line, text }))).toEqual(
    lines.filter(({ text }) => text !== ''),
  );
  const reference = referenceRows(made);
  const times = new TimeReader(layout.plan.timeForm, layout.plan.minutesEast, layout.plan.dayFirst);
  const known: string[] = [];
  for (const row of outcome.rows) {
    const { plain } = made.lines[row.line]!;
    if (plain && !row.simple) throw new Error(`plain, yet hard: ${JSON.stringify(row.text)}`);
    if (!row.simple) continue;
    const framed = reference.get(row.line);
    if (framed?.usable !== true) throw new Error(`taken in, though refused: ${JSON.stringify(row.text)}`);
    const words = compareRow(layout, times, framed.cells, row).join('\u001f');
    expect(row.combo).toBeLessThanOrEqual(known.length);
    if (row.combo === known.length) {
      expect(known).not.toContain(words);
      known.push(words);
    }
    expect(known[row.combo]).toBe(words);
  }
  expect(combos).toBe(known.length);
  return outcome.rows.filter(({ simple }) => simple).length;
}

function bordersOf(bytes: Buffer): number[] {
  return [...bytes.entries()].flatMap(([at, byte]) => (byte === 10 ? [at + 1] : []));
}

/** Two words of fifteen letters with one hash in `assembly/words.ts`: what their begins make differ, their ends make up for. */
function collision(): [string, string] {
  const seen = new Map<bigint, { begin: string; state: bigint }>();
  for (let at = 0; ; at++) {
    const begin = at.toString(36).padStart(8, '0');
    const product = BigInt.asUintN(64, Buffer.from(begin).readBigUInt64LE() * 0x9e3779b97f4a7c15n);
    const state = product ^ (product >> 32n);
    const rough = state & 0xffe0e0e0e0e0e0e0n;
    const other = seen.get(rough);
    if (other !== undefined) {
      const end = Buffer.alloc(8);
      end.writeBigUInt64LE(0x0050505050505050n + other.state - state);
      return [`${other.begin}PPPPPPP`, begin + end.toString('latin1', 0, 7)];
    }
    seen.set(rough, { begin, state });
  }
}

/** As the build leaves it. */
const WASM = new URL('../../../dist/engine/fast/scanner.wasm', import.meta.url);

const SCANNERS: readonly (readonly [string, (plan: ScanPlan) => Scanner])[] = [
  ['TypeScript', newScanner],
  ['WebAssembly', (plan) => newWasmScanner(plan, 0, null, WASM)],
  ['WebAssembly, bytes in its memory', (plan) => newWasmScanner(plan, ROOM, null, WASM)],
];

describe.each(SCANNERS)('scanner in %s', (name, make) => {
  const runs = name === 'TypeScript' ? 1500 : 400;

  it('is what it is called', () => {
    const { plan } = layoutOf(['time', 'word'], ',', 'text', 0);
    const scanner = make(plan) as Partial<RoomyScanner>;
    expect(scanner.room?.length).toBe(name === 'TypeScript' ? undefined : name === 'WebAssembly' ? 0 : ROOM);
  });

  it('reads what the reference reads, refuses what it refuses, and takes in what is plain', () => {
    let simple = 0;
    fc.assert(
      fc.property(
        file,
        fc.array(fc.boolean(), { maxLength: 12 }),
        fc.nat({ max: 40 }),
        (made, cuts, shift) => {
          const borders = bordersOf(made.bytes).filter((_, at) => cuts[at] === true);
          const scanner = make(made.layout.plan);
          simple += check(made, scanAll(scanner, made.bytes, borders, shift), scanner.combos);
        },
      ),
      { numRuns: runs },
    );
    expect(simple).toBeGreaterThan(runs);
  });

  it('makes the same columns at every border between two pieces', () => {
    fc.assert(
      fc.property(file, (made) => {
        const whole = scanAll(make(made.layout.plan), made.bytes, [], 0);
        for (const border of bordersOf(made.bytes)) {
          const pieces = scanAll(make(made.layout.plan), made.bytes, [border], 1);
          expect(pieces.gaveUp).toBe(whole.gaveUp);
          if (whole.gaveUp === null) expect(pieces).toEqual(whole);
        }
      }),
      { numRuns: runs / 10 },
    );
  });

  const plain = layoutOf(['time', 'word', 'number', 'id'], ',', 'text', 0);

  it('stops when its columns are full, and goes on from there', () => {
    const lines = Array.from({ length: BLOCK_ROWS * 2 + 5 }, (_, at) => ({
      text: at % 1000 === 7 ? '' : `2026-06-10 22:00:00,W${at % 7},${at}.5,${at + 1}`,
      plain: at % 1000 !== 7,
    }));
    const bytes = Buffer.from(lines.map(({ text }) => `${text}\n`).join(''));
    const scanner = make(plain.plan);
    const simple = check({ layout: plain, lines, bytes }, scanAll(scanner, bytes, [], 3), scanner.combos);
    expect(simple).toBe(lines.filter((line) => line.plain).length);
    expect(scanner.combos).toBe(7);
  });

  it('gives up when there are more combinations of words than it tells apart', () => {
    const row = (at: number) => `2026-06-10 22:00:00,word ${at},1,1\n`;
    const rows = Array.from({ length: MAX_COMBOS }, (_, at) => row(at)).join('');
    const scanner = make(plain.plan);
    expect(scanAll(scanner, Buffer.from(rows), [], 0).gaveUp).toBeNull();
    expect(scanner.combos).toBe(MAX_COMBOS);
    expect(scanAll(scanner, Buffer.from(row(3)), [], 0).rows[0]!.combo).toBe(3);
    expect(scanAll(scanner, Buffer.from(row(-1)), [], 0).gaveUp).toBe('too many combinations of words');
  });

  it.each<Role>(['number', 'optional', 'glued', 'word', 'id', 'skip', 'time'])(
    'knows every odd cell as %s',
    (role) => {
      for (const form of ['text', 'short-year', 'epoch', 'any'] as const) {
        const layout = layoutOf(role === 'time' ? ['time', 'word'] : ['time', role, 'word'], ',', form, 480);
        const moment = form === 'epoch' ? '1760000000000' : '2026-06-10 22:00:00';
        const texts = [
          ...EDGES,
          '5.',
          '-',
          '-.',
          '1.-',
          '5.x',
          '12345678901234.',
          '123456789012345.',
          '1234567890123456.',
        ];
        const cells = texts.filter((text) => !/[\r\n"]/.test(text));
        const lines = cells.map((text) => unsound(`${role === 'time' ? text : `${moment},${text}`},w`));
        const bytes = Buffer.from(lines.map(({ text }) => `${text}\n`).join(''), 'latin1');
        const scanner = make(layout.plan);
        check({ layout, lines, bytes }, scanAll(scanner, bytes, [], 5), scanner.combos);
      }
    },
  );

  it('tells words of one 64-bit hash apart', () => {
    const layout = layoutOf(['time', 'word'], ',', 'text', 0);
    const [first, second] = collision();
    const bytes = Buffer.from(
      [first, second, first, second].map((text) => `2026-06-10 22:00:00,${text}\n`).join(''),
    );
    const { rows } = scanAll(make(layout.plan), bytes, [], 0);
    expect(rows.map(({ combo }) => combo)).toEqual([0, 1, 0, 1]);
  });

  it('is not taken in by a first time that begins with nothing', () => {
    const layout = layoutOf(['time', 'word'], ',', 'text', 0);
    const bytes = Buffer.from(`${'\0'.repeat(11)}22:00:00,w\n2026-06-10 22:00:00,w\n`);
    const { rows } = scanAll(make(layout.plan), bytes, [], 0);
    expect(rows.map(({ simple }) => simple)).toEqual([false, true]);
  });

  it('leaves rows of more than 64 KiB to the reader', () => {
    const layout = layoutOf(['time', 'skip'], ',', 'text', 0);
    const row = (length: number) => Buffer.from(`2026-06-10 22:00:00,${'x'.repeat(length)}\n`);
    const states = [60_000, 70_000].map((length) => {
      const scanner = make(layout.plan);
      scanner.scan(row(length), 0, length + 21);
      return scanner.columns.state[0];
    });
    expect(states).toEqual([SIMPLE, HARD]);
  });
});

describe('isScannable', () => {
  it('refuses what can stand in a number, a time or a word', () => {
    const usable = [',', ';', '\t', '|'].map((delimiter) => delimiter.charCodeAt(0));
    expect(usable.map(isScannable)).toEqual([true, true, true, true]);
    const others = [...'0aZ.-+: "\n\r\0\u00e9'].map((delimiter) => isScannable(delimiter.charCodeAt(0)));
    expect(others).toEqual(others.map(() => false));
  });

  it('is asked of every plan', () => {
    const { plan } = layoutOf(['time', 'word'], ' ', 'text', 0);
    expect(() => newScanner(plan)).toThrow(RangeError);
    expect(() => newScanner(layoutOf(['word'], ',', 'text', 0).plan)).toThrow(RangeError);
  });
});
