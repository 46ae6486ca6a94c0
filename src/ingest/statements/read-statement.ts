/** Reads a statement: what a partner or a venue says that it paid. */
import { type Decimal, writtenScale, ZERO } from '../../domain/decimal.ts';
import { fail, KnownError, type Problem } from '../../domain/problem.ts';
import type {
  Epoch,
  ExcludedLines,
  LinePeriod,
  Payment,
  Statement,
  StatementLine,
} from '../../domain/statement.ts';
import { DAY, WEEK } from '../../domain/time.ts';
import { type CellPlace, type NumberStyle, readNumber } from '../cells.ts';
import { readPreamble, zoneOfFileName } from '../header.ts';
import type { Input } from '../input.ts';
import type { Row } from '../records.ts';
import { bodyRows } from '../table-file.ts';
import { blocksOf, encodingOf } from '../text.ts';
import { endOf, type ReadPeriod, readPeriodCell, readState } from './cells.ts';
import { type FoundHeader, findHeader } from './header.ts';
import { type StatementField, type StatementProfile, typeName } from './profile.ts';

/** What the user says about a statement; null = nothing. */
export interface StatementMapping {
  readonly partner: string | null;
  readonly account: string | null;
  readonly asset: string | null;
  readonly period: LinePeriod | null;
  readonly zone: number | null;
  readonly decimal: '.' | ',' | null;
  readonly thousands: string | null;
  /** True = a negative number is money received. */
  readonly receivedNegative: boolean;
  readonly columns: ReadonlyMap<StatementField, string>;
  readonly paidStates: readonly string[] | null;
  /** Types of row that are rebates received. */
  readonly types: readonly string[] | null;
  readonly fixing: string | null;
  readonly pays: Payment;
  readonly epoch: Epoch | null;
}

export interface StatementOptions {
  readonly mapping: StatementMapping | null;
  /** `--statement-timezone`, minutes east of UTC; null = not given. */
  readonly minutesEast: number | null;
  /** Zone of the partner's cut-off, for dates whose zone nothing else tells; null = not stated. */
  readonly partnerEast: number | null;
  /** Asset in which the partner settles, for statements without a column for it; null = not known. */
  readonly asset: string | null;
  readonly encoding: string | null;
}

/** A statement with more lines is refused: all of it is held in memory. */
const MOST_LINES = 2_000_000;
/** Refused rows that are told one by one. */
const KEPT_PROBLEMS = 1000;

/** @throws KnownError when it is no statement at all; a bad row is a problem of its own */
export async function readStatement(
  input: Input,
  options: StatementOptions,
): Promise<{ readonly statement: Statement; readonly problems: readonly Problem[] }> {
  const lines = await linesOf(input, options.encoding);
  const header = findHeader(lines, input.name, options.mapping);
  const { profile } = header;
  const zone = zoneOf(lines, header, input.name, options);
  const rows = bodyRows(lines, header.at, {
    file: input.name,
    delimiter: header.delimiter,
    width: header.width,
  });
  if (rows.length > MOST_LINES) {
    fail('statement-too-long', `a statement has at most ${MOST_LINES} rows`, {
      file: input.name,
      hint: 'split it',
    });
  }
  const reader = new LineReader(input.name, header, profile, zone.minutesEast, options);
  for (const row of rows) reader.take(row);
  const { paid, kind } = reader.settled();
  return {
    statement: {
      file: input.name,
      profile: profile.id,
      partner: options.mapping?.partner ?? null,
      period: kind,
      minutesEast: zone.minutesEast,
      zoneBasis: zone.basis,
      lines: paid,
      excluded: [...reader.excluded.values()],
      rows: rows.length,
      refused: reader.refused,
      scales: reader.scales,
      fixing: options.mapping?.fixing ?? null,
      pays: options.mapping?.pays ?? 'affiliate',
      epoch: options.mapping?.epoch ?? null,
      datedByStart: header.places.has('from'),
    },
    problems: reader.problems,
  };
}

async function linesOf(input: Input, label: string | null): Promise<string[]> {
  const lines: string[] = [];
  let head: Uint8Array = new Uint8Array();
  for await (const chunk of input.open()) {
    head = chunk;
    break;
  }
  for await (const block of blocksOf(input, encodingOf(head, label, input.name))) {
    const text = block.text.endsWith('\n') ? block.text.slice(0, -1) : block.text;
    for (const line of text.split('\n')) lines.push(line);
  }
  return lines;
}

function zoneOf(
  lines: readonly string[],
  { at, profile, headerEast }: FoundHeader,
  file: string,
  { mapping, minutesEast, partnerEast }: StatementOptions,
): { minutesEast: number; basis: string } {
  const said: readonly [number | null | undefined, string][] = [
    [mapping?.zone, 'mapping file'],
    [headerEast, 'header'],
    [readPreamble(lines.slice(0, at)).minutesEast, 'preamble'],
    [zoneOfFileName(file), 'file name'],
    [minutesEast, '--statement-timezone'],
    [profile.zone, 'profile'],
    [partnerEast, 'cut-off of the partner'],
  ];
  for (const [zone, basis] of said) if (zone != null) return { minutesEast: zone, basis };
  return { minutesEast: 0, basis: 'assumed' };
}

interface OpenLine {
  readonly period: ReadPeriod;
  readonly end: ReadPeriod | null;
  readonly line: Omit<StatementLine, 'from' | 'to'>;
}

class LineReader {
  readonly problems: Problem[] = [];
  readonly excluded = new Map<string, ExcludedLines>();
  readonly scales = new Map<string, number>();
  refused = 0;
  private readonly open: OpenLine[] = [];
  private readonly file: string;
  private readonly header: FoundHeader;
  private readonly profile: StatementProfile;
  private readonly minutesEast: number;
  private readonly options: StatementOptions;
  private readonly style: NumberStyle;
  private readonly ids = new Map<string, string>();

  constructor(
    file: string,
    header: FoundHeader,
    profile: StatementProfile,
    minutesEast: number,
    options: StatementOptions,
  ) {
    this.file = file;
    this.header = header;
    this.profile = profile;
    this.minutesEast = minutesEast;
    this.options = options;
    this.style = { decimal: options.mapping?.decimal ?? '.', thousands: options.mapping?.thousands ?? null };
  }

  take(row: Row): void {
    try {
      if (row.fault !== null) throw new KnownError(row.fault);
      this.read(row);
    } catch (error) {
      if (!(error instanceof KnownError)) throw error;
      this.refused += 1;
      if (this.problems.length < KEPT_PROBLEMS) this.problems.push(error.problem);
    }
  }

  private read(row: Row): void {
    const { mapping } = this.options;
    const cell = (field: StatementField) => row.cells[this.header.places.get(field) ?? -1]?.trim() ?? null;
    const place = (field: StatementField): CellPlace => ({
      ...{ file: this.file, line: row.line },
      column: this.header.names.get(field) ?? field,
    });
    const number = (field: StatementField): Decimal | null => {
      const text = cell(field);
      return text === null || text === '' ? null : readNumber(text, this.style, place(field));
    };
    const written = cell('paid') ?? '';
    const amount = readNumber(written, this.style, place('paid'));
    const paid = mapping?.receivedNegative === true ? amount.neg() : amount;
    const asset = cell('asset') || mapping?.asset || this.header.asset || this.options.asset;
    if (asset === null || asset === '') {
      fail('asset-unknown', 'the statement does not say in which asset it pays', {
        ...place('paid'),
        hint: 'write a mapping file beside it with asset: USDT',
      });
    }
    const period = readPeriodCell(cell('from') ?? cell('date') ?? '', this.minutesEast, place('date'));
    const until = cell('to');
    const end = until === null || until === '' ? null : readPeriodCell(until, this.minutesEast, place('to'));
    const why = this.excludedAs(cell, place) ?? this.repeated(cell('id'), row);
    if (why !== null) {
      this.exclude(why, asset.toUpperCase(), paid);
      return;
    }
    const scale = writtenScale(written);
    if (scale > (this.scales.get(asset.toUpperCase()) ?? -1)) this.scales.set(asset.toUpperCase(), scale);
    const tradeId = cell('tradeId');
    // A ledger's balance column tells the kind of file and is no fee.
    const ledger = this.profile.types !== undefined;
    this.open.push({
      ...{ period, end },
      line: {
        ...{ file: this.file, line: row.line, paid, asset: asset.toUpperCase() },
        account: mapping?.account ?? (cell('account') || null),
        tradeId: tradeId === '' || tradeId === '0' ? null : tradeId,
        fee: ledger ? null : number('fee'),
        eligibleFee: ledger ? null : number('eligibleFee'),
        volume: number('volume'),
      },
    });
  }

  /** Why a row is no rebate received; null = it is one. */
  private excludedAs(
    cell: (field: StatementField) => string | null,
    place: (field: StatementField) => CellPlace,
  ): string | null {
    const { types = null, paidStates = null } = this.options.mapping ?? {};
    const type = cell('type');
    if (type !== null && !this.isCounted(typeName(type), types)) {
      return this.profile.others?.[typeName(type)] ?? (type === '' ? 'no type' : type);
    }
    const state = cell('state');
    if (state === null || state === '') return null;
    const meaning = readState(state, paidStates, place('state'));
    return meaning === 'paid' ? null : meaning;
  }

  private isCounted(name: string, own: readonly string[] | null): boolean {
    const { types, typeWords } = this.profile;
    const exact = own?.map(typeName) ?? types;
    if (exact !== undefined) return exact.includes(name);
    return typeWords === undefined || typeWords.some((word) => name.includes(word));
  }

  /** A row that is there twice counts once. @throws KnownError where one id stands for two contents */
  private repeated(id: string | null, row: Row): string | null {
    if (id === null || id === '') return null;
    const content = row.cells.join('\u001f');
    const before = this.ids.get(id);
    this.ids.set(id, content);
    if (before === undefined) return null;
    if (before === content) return 'duplicate';
    return fail('conflicting-duplicate', 'another row has this id and says something else', {
      ...{ file: this.file, line: row.line, column: this.header.names.get('id') ?? 'id', value: id },
      hint: 'export the statement again',
    });
  }

  private exclude(reason: string, asset: string, amount: Decimal): void {
    const key = `${reason}\u001f${asset}`;
    const entry = this.excluded.get(key) ?? { reason, asset, rows: 0, amount: ZERO };
    entry.rows += 1;
    entry.amount = entry.amount.plus(amount);
    this.excluded.set(key, entry);
  }

  /** The lines with their periods, which only the whole file settles: what midnight means, whether an end is inclusive. */
  settled(): { paid: StatementLine[]; kind: LinePeriod } {
    const stated = this.options.mapping?.period ?? this.profile.period;
    const moments = this.open.filter(({ period }) => period.kind === 'moment');
    const days = stated === null && moments.length > 0 && moments.every(({ period }) => period.midnight);
    const inclusive = endsInclusive(this.open);
    const kinds = new Set<LinePeriod>();
    const paid = this.open.map(({ period, end, line }): StatementLine => {
      const { from } = period;
      if (line.tradeId !== null && end === null) return { ...line, from, to: null };
      if (end !== null) {
        kinds.add('span');
        return { ...line, from, to: end.from + (inclusive ? DAY : 0) };
      }
      const kind = period.kind === 'moment' ? (days ? 'day' : (stated ?? 'moment')) : (stated ?? period.kind);
      kinds.add(kind);
      return { ...line, from, to: endOf(from, kind, this.minutesEast) };
    });
    return { paid, kind: kinds.size === 1 ? [...kinds][0]! : kinds.size === 0 ? 'moment' : 'span' };
  }
}

/** Whether an end that is a bare date is the last day of its period: told by the neighbours, else by the length. */
function endsInclusive(lines: readonly OpenLine[]): boolean {
  const dated = lines.filter(({ end }) => end !== null && end.kind === 'day');
  if (dated.length === 0) return false;
  const starts = new Set(dated.map(({ period }) => period.from));
  if (dated.some(({ end }) => starts.has(end!.from))) return false;
  if (dated.some(({ end }) => starts.has(end!.from + DAY))) return true;
  return !dated.some(({ period, end }) => [DAY, WEEK, 28 * DAY].includes(end!.from - period.from));
}
