/** The ids of the rows at hand: whether they can be taken as they stand, and the fingerprints of keys and orders. */
import { Print, printOf } from '../duplicate-index.ts';
import type { Columns } from './columns.ts';
import { doubled } from './doubled.ts';
import { idSlots } from './kernel-room.ts';
import type { Lane } from './lane.ts';
import type { Roles } from './row-kernel.ts';

const [ZERO, DOT, COMMA, PLUS] = [48, 46, 44, 43] as const;
/** Longest word that can stand for nothing. */
const LONGEST_BLANK = 8;
/** Digits from which on a spreadsheet may have put zeros for digits. */
const DAMAGED_FROM = 18;
/** A longer id is cut where it names a trade or an order. */
const LONGEST_ID = 200;

/** Where fingerprints of one lane begin: three numbers of the key, and three of the order. */
const PREFIX = { key: 0, order: 3, width: 6 } as const;
/** In place of a length: there is none. */
const NONE = -1;

export class RowIds {
  /** Fingerprint of the last key or order. */
  low = 0;
  high = 0;
  bytes: Uint8Array = new Uint8Array(0);
  private readonly roles: Roles;
  private readonly columns: Columns;
  private readonly slots: readonly number[];
  private prefixes = new Int32Array(64 * PREFIX.width);
  private readonly suffixes: string[] = [];
  private readonly print = new Print();
  private readonly words = new Uint32Array(2);

  constructor(roles: Roles, columns: Columns) {
    this.roles = roles;
    this.columns = columns;
    this.slots = idSlots(roles);
  }

  /** Lanes are told in the order of their numbers. */
  addLane(lane: Lane): void {
    const at = this.suffixes.length * PREFIX.width;
    if (at === this.prefixes.length) this.prefixes = doubled(this.prefixes);
    const key = lane.kind === 'single' || lane.keyPrefix === null ? null : `${lane.keyPrefix}\u001f`;
    this.set(at + PREFIX.key, key);
    this.set(at + PREFIX.order, lane.kind === 'counted' ? lane.orderPrefix : null);
    this.suffixes.push(lane.kind === 'single' ? '' : lane.keySuffix);
  }

  private set(at: number, prefix: string | null): void {
    const { a, b, length } = prefix === null ? { a: 0, b: 0, length: NONE } : printOf(prefix);
    this.prefixes.set([a, b, length], at);
  }

  /** @returns false where there is no such prefix */
  private begin(at: number): boolean {
    const { prefixes } = this;
    if (prefixes[at + 2] === NONE) return false;
    this.print.from(prefixes[at]!, prefixes[at + 1]!, prefixes[at + 2]!);
    return true;
  }

  /** False where an id may not be what it seems, so that the row must be read singly. */
  fit(row: number): boolean {
    const { idValue, idStart, idEnd } = this.columns;
    for (let index = 0; index < this.slots.length; index++) {
      const slot = this.slots[index]!;
      if (idValue[slot]![row]! >= 0) continue;
      const [start, end] = [idStart[slot]![row]!, idEnd[slot]![row]!];
      const isKey = this.roles.key.includes(slot);
      if (start === end ? isKey : !this.isPlain(start, end)) return false;
    }
    return true;
  }

  /** True for an id that is no word for nothing and that no spreadsheet rounded, as far as can be seen without reading it. */
  private isPlain(start: number, end: number): boolean {
    const { bytes } = this;
    if (end - start > LONGEST_ID) return false;
    if (end - start <= LONGEST_BLANK && this.roles.blanks.includes(this.text(start, end))) return false;
    if (end - start >= DAMAGED_FROM && bytes[end - 1] === ZERO && bytes[end - 2] === ZERO) return false;
    let exponent = false;
    for (let at = start; at < end; at++) {
      const byte = bytes[at]!;
      if ((byte | 32) === 101) exponent = true;
      else if ((byte - ZERO) >>> 0 >= 10 && byte !== DOT && byte !== COMMA && byte !== PLUS) return true;
    }
    return !exponent;
  }

  /** Fingerprint of the row's trade on its side, into `low` and `high`; false where it has no key. */
  keyOf(row: number, lane: number): boolean {
    if (this.roles.key.length === 0 || !this.begin(lane * PREFIX.width + PREFIX.key)) return false;
    this.addId(row, this.roles.tradeId);
    this.print.addText(this.suffixes[lane]!);
    this.finish();
    return true;
  }

  /** Fingerprint of the row's order; false where it names none. */
  orderOf(row: number, lane: number): boolean {
    const { orderId } = this.roles;
    if (orderId < 0 || this.isEmpty(row, orderId)) return false;
    if (!this.begin(lane * PREFIX.width + PREFIX.order)) return false;
    this.addId(row, orderId);
    this.finish();
    return true;
  }

  private isEmpty(row: number, slot: number): boolean {
    return this.columns.idStart[slot]![row] === this.columns.idEnd[slot]![row];
  }

  tradeId(row: number): string | null {
    const { tradeId } = this.roles;
    if (tradeId < 0 || this.isEmpty(row, tradeId)) return null;
    return this.text(this.columns.idStart[tradeId]![row]!, this.columns.idEnd[tradeId]![row]!);
  }

  private text(start: number, end: number): string {
    return String.fromCharCode(...this.bytes.subarray(start, end));
  }

  private addId(row: number, slot: number): void {
    const { idStart, idEnd } = this.columns;
    this.print.addPart(this.bytes, idStart[slot]![row]!, idEnd[slot]![row]!);
  }

  private finish(): void {
    this.print.finish(this.words);
    this.low = (this.words[0]! | 1) >>> 0;
    this.high = this.words[1]!;
  }
}
