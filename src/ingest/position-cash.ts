/** Two rows of an account log → one fill: the leg that changes the position, and the one of the cash that pays the fee. */
import { KnownError, problem } from '../domain/problem.ts';
import { type RawFee, refusedRow } from './raw-fee.ts';
import type { Row } from './records.ts';
import { REMARKS } from './remarks.ts';
import type { RowEvent } from './row-event.ts';
import type { RowReader } from './row-reader.ts';

interface Leg {
  readonly row: Row;
  readonly raw: RawFee;
  readonly id: string;
}

/** Legs of one second, wallet, contract, kind and price, in the order of the file. */
interface LegGroup {
  readonly time: number;
  readonly positions: Leg[];
  readonly cash: Leg[];
}

/** Legs of other seconds that wait before the oldest are settled; a file is in order of time, but need not be. */
const WAITING = 500;

/**
 * Pairs legs by second, contract and price. Nothing else joins them: where several fills share all of these they are
 * paired in the order of the file, and where one of them lacks a leg nobody can tell which, so all are refused.
 */
export class PositionCash {
  private readonly reader: RowReader;
  private readonly groups = new Map<string, LegGroup>();
  private readonly namesContract: boolean;
  private count = 0;

  constructor(reader: RowReader) {
    this.reader = reader;
    const { columns } = reader.recognition;
    this.namesContract = columns.get('symbol') !== columns.get('balanceUnit');
  }

  /** Takes one leg; returns what is settled by it. */
  push(row: Row, raw: RawFee): RowEvent[] {
    try {
      this.take(row, raw);
    } catch (error) {
      if (!(error instanceof KnownError)) throw error;
      return [refusedRow(error.problem, raw)];
    }
    return this.count > WAITING ? this.release(this.reader.time(row)) : [];
  }

  /** What is left at the end of the file. */
  finish(): RowEvent[] {
    return this.release(null);
  }

  private take(row: Row, raw: RawFee): void {
    const { reader } = this;
    const time = reader.time(row);
    const price = reader.price(row);
    const isPosition = isContract(reader.cell(row.cells, 'balanceUnit'));
    if (!isPosition && raw.fee === null && raw.problem !== null) throw new KnownError(raw.problem);
    // Older logs do not name the contract beside the cash: there only time, wallet and price join the legs.
    const contract = this.namesContract ? reader.cell(row.cells, 'symbol').toLowerCase() : '';
    const parts = [time, reader.cell(row.cells, 'wallet'), contract, reader.cell(row.cells, 'kind'), price];
    const key = parts.join('\u001f');
    let group = this.groups.get(key);
    if (group === undefined) {
      group = { time, positions: [], cash: [] };
      this.groups.set(key, group);
    }
    (isPosition ? group.positions : group.cash).push({ row, raw, id: reader.cell(row.cells, 'tradeId') });
    this.count++;
  }

  /** Settles every group but those of the second that is still being read. */
  private release(except: number | null): RowEvent[] {
    const events: RowEvent[] = [];
    for (const [key, group] of this.groups) {
      if (group.time === except) continue;
      this.groups.delete(key);
      this.count -= group.positions.length + group.cash.length;
      for (const event of this.settle(group)) events.push(event);
    }
    return events;
  }

  private settle({ positions, cash }: LegGroup): RowEvent[] {
    if (positions.length !== cash.length) return this.refuse(positions, cash);
    if (positions.length > 1) for (const _ of positions) this.reader.remark(REMARKS.pairedInOrder);
    return positions.flatMap((position, index) => this.join(position, cash[index]!));
  }

  private refuse(positions: readonly Leg[], cash: readonly Leg[]): RowEvent[] {
    const alone = positions.length === 0 || cash.length === 0;
    const sentence = !alone
      ? 'of several fills of this second, contract and price one lacks a row, and nobody can tell which'
      : cash.length === 0
        ? 'a fill has two rows in this log; the one that carries the fee is missing'
        : 'a fill has two rows in this log; the one of the position is missing';
    const hint =
      cash.length < positions.length
        ? 'a fee paid in fee credits has no row of its own; otherwise export a period that holds the whole fill'
        : 'export a period that holds the whole fill';
    return [...positions, ...cash].map((leg) => {
      const place = { ...this.reader.place(leg.row.line, 'tradeId'), value: leg.id.slice(0, 80), hint };
      return refusedRow(problem('leg-single', sentence, place), leg.raw);
    });
  }

  /** The position says what was traded, the cash what it cost. */
  private join(position: Leg, cash: Leg): RowEvent[] {
    const { reader } = this;
    if (position.raw.fee !== null && !position.raw.fee.isZero()) {
      return this.refusePair(position, cash, 'legs-both-charged', 'both rows of this fill carry a fee');
    }
    const cells = reader.cellsWith(position.row.cells, cash.row.cells, ['otherFee', 'otherFeeMore']);
    const read = reader.read({ ...position.row, cells }, cash.raw);
    if (read.kind === 'refused') {
      return [position, cash].map(({ raw }) => refusedRow(read.problem, raw));
    }
    if (read.kind !== 'fill') return [read];
    const line = Math.min(position.row.line, cash.row.line);
    // The row of the cash shows the fee, so its id is the one to name.
    const fill = { ...read.fill, line, rows: 2, tradeId: cash.id === '' ? read.fill.tradeId : cash.id };
    const key = read.key === null || cash.id === '' ? null : `${read.key}\u001f${cash.id}`;
    const content = [position, cash].map(({ row }) => row.cells.join('\u001f')).join('\u001e');
    return [{ ...read, fill, key, content, legLines: [position.row.line, cash.row.line] }];
  }

  private refusePair(position: Leg, cash: Leg, code: string, sentence: string): RowEvent[] {
    return [position, cash].map(({ row, raw, id }) => {
      const place = { ...this.reader.place(row.line, 'tradeId'), value: id.slice(0, 80) };
      return refusedRow(problem(code, sentence, { ...place, hint: 'export the file again' }), raw);
    });
  }
}

/** `pf_xbtusd`: two letters tell the kind of contract; a wallet's asset has no underscore. */
function isContract(name: string): boolean {
  return /^[a-z]{2}_/i.test(name);
}
